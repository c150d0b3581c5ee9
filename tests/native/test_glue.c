/* The exports, in the order in which a caller may get them wrong. */
#include "glue.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "src/dl.h"
#include "start.h"

CASE(detect_before_init)
{
    glue_error err;
    int64_t into[START_SIZE];
    glue_result result = {into, START_SIZE, into, 7, into, into};
    CHECK_INT(start_detect(NULL, &result, &err), GLUE_E_STATE);
    CHECK_HAS(err.message, "init_python");
    CHECK_NULL(result.indices);
    CHECK_NULL(result.obj);
    CHECK_NULL(result.kept);
    CHECK_INT(result.size, 0);
    glue_error_free(&err);
}

CASE(load_before_init)
{
    glue_error err;
    glue_func *func = (glue_func *)&err;
    CHECK_INT(load_func("good_results", "int64", &func, &err), GLUE_E_STATE);
    CHECK_HAS(err.message, "init_python");
    CHECK_NULL(func);
    glue_error_free(&err);
}

CASE(load_after_failed_init)
{
    glue_error err;
    glue_func *func = NULL;
    glue_config config = start_config();
    config.library = "/no/such/libpython.so";
    CHECK_INT(init_python(&config, &err), GLUE_E_LOAD);
    CHECK_HAS(err.message, "/no/such/libpython.so");
    glue_error_free(&err);
    CHECK_INT(load_func("good_results", "int64", &func, &err), GLUE_E_STATE);
    glue_error_free(&err);
    start();
    CHECK_INT(start_call("good_results", "int64"), 2);
}

CASE(init_again_is_ok)
{
    glue_error err = {NULL, "not cleared", NULL};
    glue_config config = start_config();
    start();
    CHECK_INT(init_python(&config, &err), GLUE_OK);
    CHECK_NULL(err.message);
    CHECK(!start_holds_gil());
}

CASE(init_of_another_library)
{
    glue_error err;
    glue_config config = start_config();
    start();
    config.library = "/other/libpython3.12.so.1.0";
    CHECK_INT(init_python(&config, &err), GLUE_E_STATE);
    CHECK_HAS(err.message, start_environment("OUTLIERS_TEST_LIBRARY"));
    CHECK_HAS(err.message, "/other/libpython3.12.so.1.0");
    glue_error_free(&err);
    CHECK_INT(start_call("good_results", "int64"), 2);
}

#if defined(__linux__)
static void glue_copy_file(const char *from, const char *to)
{
    static char block[1 << 16];
    size_t len;
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    CHECK(in != NULL && out != NULL);
    while ((len = fread(block, 1, sizeof block, in)) > 0) CHECK(fwrite(block, 1, len, out) == len);
    fclose(in);
    fclose(out);
}

/* Python runs, though NumPy could not be imported: a second Python in the process would not end well. */
CASE_ALONE(init_of_another_library_after_a_failed_start)
{
    char broken[4096];
    glue_error err;
    glue_config config = start_config();
    snprintf(broken, sizeof broken, "%s/broken_numpy", config.folders[0]);
    config.folders = (const char *[]){broken};
    CHECK_INT(init_python(&config, &err), GLUE_E_LOAD);
    glue_error_free(&err);

    glue_copy_file(config.library, "another_libpython.so");
    config = start_config();
    config.library = "./another_libpython.so";
    int32_t status = init_python(&config, &err);
    remove("another_libpython.so");

    CHECK_INT(status, GLUE_E_STATE);
    glue_error_free(&err);
    start();
    CHECK_INT(start_call("good_results", "int64"), 2);
}

CASE_ALONE(init_while_another_python_runs)
{
    char why[256];
    glue_error err;
    glue_config config = start_config();
    glue_copy_file(config.library, "host_libpython.so");
    void *host = dl_open("./host_libpython.so", why, sizeof why); /* own, for ever */
    CHECK(host != NULL);
    dl_publish("./host_libpython.so");
    remove("host_libpython.so");
    ((void (*)(int))dl_find(host, "Py_InitializeEx"))(0);

    CHECK_INT(init_python(&config, &err), GLUE_E_STATE);

    CHECK_HAS(err.message, config.library);
    glue_error_free(&err);
}
#endif

CASE(empty_input_is_no_call)
{
    glue_error err;
    glue_array none = {NULL, 0, GLUE_FLOAT64, 0};
    glue_result result = {.size = 7};
    start();
    glue_func *func = start_load("raises_value_error", "detect"); /* own */
    CHECK_INT(detect(func, &none, &result, &err), GLUE_OK);
    CHECK_INT(result.size, 0);
    py_decref(func);
}

CASE(one_value)
{
    glue_error err;
    double value = 900;
    int64_t into;
    glue_array values = {&value, 1, GLUE_FLOAT64, 0};
    glue_result result = {.into = &into, .capacity = 1};
    start();
    glue_func *func = start_load("good_results", "positions"); /* own */
    CHECK_INT(detect(func, &values, &result, &err), GLUE_OK);
    CHECK_INT(result.size, 1);
    CHECK_INT(into, 0);
    py_decref(func);
}

#define GLUE_MANY 1000000

/* A million values; every third is an outlier. */
CASE(a_million_values)
{
    glue_error err;
    double *data = malloc(GLUE_MANY * sizeof *data); /* own */
    CHECK(data != NULL);
    for (int i = 0; i < GLUE_MANY; i++) data[i] = i % 3 ? 1 : i % 2 ? INFINITY : 200;
    glue_array values = {data, GLUE_MANY, GLUE_FLOAT64, 0};
    glue_result result = {0};
    start();
    glue_func *func = start_load("good_results", "bool_mask"); /* own */

    CHECK_INT(detect(func, &values, &result, &err), GLUE_OK);

    CHECK_INT(result.size, 333334);
    for (int64_t i = 0; i < result.size; i++) CHECK_INT(result.indices[i], 3 * i);
    py_decref(result.obj);
    py_decref(func);
    free(data);
}

/* Given back while no call follows: the service thread frees it. main() looks whether it does. */
CASE(everything_given_back_at_the_end)
{
    glue_error err;
    glue_result result = {0};
    start();
    glue_func *func = start_load("good_results", "int64"); /* own */
    CHECK_INT(start_detect(func, &result, &err), GLUE_OK);
    py_decref(func);
    py_decref(result.obj);
}

CASE(function_outlives_results_and_errors)
{
    glue_error err;
    glue_result result = {0};
    start();
    glue_func *bad = start_load("raises_value_error", "detect"); /* own */
    for (int i = 0; i < 1000; i++) {
        CHECK_INT(start_detect(bad, &result, &err), GLUE_E_PYTHON);
        glue_error_free(&err);
    }
    py_decref(bad);
}
