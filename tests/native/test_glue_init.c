/* init_python, and the exports before it: in the order in which a caller may get them wrong. */
#include <stdio.h>

#include "check.h"
#include "platform/library.h"
#include "start.h"

CASE(detect_before_init)
{
    glue_error err;
    int64_t into[START_SIZE];
    glue_result result = {into, START_SIZE, into, 7, into, into, NULL, NULL};
    CHECK_INT(start_detect(NULL, &result, &err), GLUE_E_STATE);
    CHECK_INT(err.problem, GLUE_STATE_NOT_STARTED);
    CHECK_NULL(result.indices);
    CHECK_NULL(result.obj);
    CHECK_NULL(result.retained);
    CHECK_INT(result.size, 0);
    glue_error_free(&err);
}

CASE(load_before_init)
{
    glue_error err;
    glue_func *func = (glue_func *)&err;
    CHECK_INT(load_func("good_results", "int64", &func, &err), GLUE_E_STATE);
    CHECK_INT(err.problem, GLUE_STATE_NOT_STARTED);
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
    CHECK_INT(err.problem, GLUE_LOAD_OPEN);
    CHECK_HAS(err.message, "/no/such/libpython.so");
    glue_error_free(&err);
    CHECK_INT(load_func("good_results", "int64", &func, &err), GLUE_E_STATE);
    glue_error_free(&err);
    start();
    CHECK_INT(start_call("good_results", "int64"), 2);
}

CASE(init_again_is_ok)
{
    glue_error err = {.message = "not cleared"};
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
    CHECK_INT(err.problem, GLUE_STATE_OTHER_PYTHON);
    CHECK_TEXT(err.message, start_environment("OUTLIERS_TEST_LIBRARY"));
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
    glue_error err;
    glue_config config = start_broken_config();
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
    void *host = library_open("./host_libpython.so", why, sizeof why); /* own, for ever */
    CHECK(host != NULL);
    library_publish("./host_libpython.so");
    remove("host_libpython.so");
    ((void (*)(int))library_find(host, "Py_InitializeEx"))(0);

    CHECK_INT(init_python(&config, &err), GLUE_E_STATE);

    CHECK_INT(err.problem, GLUE_STATE_OTHER_PYTHON);
    glue_error_free(&err);
}
#endif
