/* Calls through the exports: inputs of every size, and who frees what came of them. */
#include <math.h>
#include <stdlib.h>

#include "check.h"
#include "start.h"

CASE(empty_input_is_no_call)
{
    glue_error err;
    glue_array none = {NULL, 0, 0, GLUE_FLOAT64, 0};
    glue_result result = {.size = 7};
    start();
    glue_func *func = start_load("raises", "value_error"); /* own */
    CHECK_INT(detect(func, &none, &result, &err), GLUE_OK);
    CHECK_INT(result.size, 0);
    py_decref(func);
}

CASE(one_value)
{
    glue_error err;
    double value = 900;
    int64_t into;
    glue_array values = {&value, 1, 0, GLUE_FLOAT64, 0};
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
    glue_array values = {data, GLUE_MANY, 0, GLUE_FLOAT64, 0};
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
    glue_func *bad = start_load("raises", "value_error"); /* own */
    for (int i = 0; i < 1000; i++) {
        CHECK_INT(start_detect(bad, &result, &err), GLUE_E_PYTHON);
        glue_error_free(&err);
    }
    py_decref(bad);
}
