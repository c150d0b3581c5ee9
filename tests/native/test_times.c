/* The stamps of a call that is observed. */
#include "check.h"
#include "start.h"
#include "threads.h"

static void times_are_in_order(const glue_times *times)
{
    CHECK(times->began_ns > 0);
    CHECK(times->python_ns >= times->began_ns);
    CHECK(times->ended_ns >= times->python_ns);
}

CASE(of_a_call)
{
    glue_error err;
    glue_times times = {7, 8, 1};
    glue_result result = {.times = &times};
    start();
    glue_func *func = start_load("good_results", "int64"); /* own */

    CHECK_INT(start_detect(func, &result, &err), GLUE_OK);

    times_are_in_order(&times);
    py_decref(result.obj);
    py_decref(func);
}

CASE(of_a_call_that_fails)
{
    glue_error err;
    glue_times times = {0};
    glue_result result = {.times = &times};
    start();
    glue_func *func = start_load("raises", "value_error"); /* own */

    CHECK_INT(start_detect(func, &result, &err), GLUE_E_PYTHON);

    times_are_in_order(&times);
    glue_error_free(&err);
    py_decref(func);
}

CASE(of_many)
{
    glue_error err;
    glue_times times = {0};
    glue_array arrays[2] = {{start_values, START_SIZE, 0, GLUE_FLOAT64, 0}, {start_values, 2, 0, GLUE_FLOAT64, 0}};
    int64_t ends[2];
    void *retained[2];
    glue_many many = {.arrays = arrays, .count = 2, .ends = ends, .retained = retained, .times = &times};
    start();
    glue_func *func = start_load("good_results", "int64"); /* own */

    CHECK_INT(glue_detect_many(func, &many, &err), GLUE_OK);

    times_are_in_order(&times);
    py_decref(many.obj);
    py_decref(func);
}

CASE(of_an_invocation)
{
    static const int64_t five[] = {START_SIZE};
    static const glue_ndarray input = {start_values, five, NULL, 1, GLUE_FLOAT64};
    glue_error err;
    glue_times times = {0};
    int64_t shape[GLUE_DIMENSIONS_MOST];
    void *retained;
    glue_output output = {.shape = shape, .dtype = GLUE_FLOAT64};
    glue_invocation invocation = {
        .inputs = &input, .retained = &retained, .input_count = 1, .outputs = &output, .times = &times};
    start();
    glue_func *func = start_load("typed", "doubled"); /* own */

    CHECK_INT(glue_invoke(func, &invocation, &err), GLUE_OK);

    times_are_in_order(&times);
    py_decref(output.obj);
    py_decref(func);
}

static threads_gate is_inside = THREADS_GATE, may_leave = THREADS_GATE;

static int stays_inside(void)
{
    threads_open(&is_inside);
    threads_pass(&may_leave);
    return 0;
}

static void calls_or_waits(int index, void *func)
{
    if (index == 0) {
        start_call_back("without_gil", stays_inside);
        return;
    }
    glue_error err;
    glue_limit limit = {.is_cancelled = 1};
    glue_times times = {0};
    glue_result result = {.limit = &limit, .times = &times};
    threads_pass(&is_inside);

    CHECK_INT(start_detect(func, &result, &err), GLUE_E_LIMIT);

    CHECK(times.began_ns > 0);
    CHECK_INT(times.python_ns, 0);
    CHECK(times.ended_ns >= times.began_ns);
    threads_open(&may_leave);
}

CASE(of_a_call_that_gives_up_waiting)
{
    start();
    glue_func *func = start_load("good_results", "int64"); /* own */

    threads_run(2, calls_or_waits, func);

    py_decref(func);
}
