/* Calls from many threads, inside each other, and from threads that are not ours. */
#include <stdatomic.h>

#include "check.h"
#include "python/gil.h"
#include "start.h"
#include "threads.h"

/* Each its own values and its own answer: outliers at `index` of 8 and nowhere else. */
static void glue_detect_own(int index, void *arg)
{
    glue_func *func = arg; /* borrow */
    for (int round = 0; round < 200; round++) {
        glue_error err;
        double data[8] = {1, 2, 3, 4, 5, 6, 7, 8};
        int64_t into[8];
        data[index % 8] = 1000;
        glue_array values = {data, 8, 0, GLUE_FLOAT64, 0};
        glue_result result = {.into = into, .capacity = round % 2 ? 8 : 0};
        CHECK_INT(detect(func, &values, &result, &err), GLUE_OK);
        CHECK_INT(result.size, 1);
        CHECK_INT(result.indices[0], index % 8);
        py_decref(result.obj);
    }
    CHECK(!start_holds_gil());
}

static void glue_detect_on(int threads)
{
    start();
    glue_func *func = start_load("good_results", "bool_mask"); /* own */
    threads_run(threads, glue_detect_own, func);
    py_decref(func);
}

CASE(two_threads) { glue_detect_on(2); }
CASE(eight_threads) { glue_detect_on(8); }

static void glue_all_sorts(int index, void *arg)
{
    static char pin;
    static const char *const modules[] = {"good_results", "raises", "returns", "retains"};
    static const char *const names[] = {"int64", "value_error", "none", "its_input"};
    static const int32_t wanted[] = {GLUE_OK, GLUE_E_PYTHON, GLUE_E_RESULT, GLUE_OK};
    (void)arg;
    for (int round = 0; round < 50; round++) {
        glue_error err;
        glue_result result = {0};
        glue_func *func = start_load(modules[index % 4], names[index % 4]); /* own */
        CHECK_INT(start_detect(func, &result, &err), wanted[index % 4]);
        if (result.retained) glue_lease(result.retained, &pin, start_release);
        py_decref(result.obj);
        glue_error_free(&err);
        py_decref(func);
    }
}

CASE(eight_threads_of_all_sorts)
{
    start();
    threads_run(8, glue_all_sorts, NULL);
    start_call("retains", "release");
    CHECK_INT(start_release_count(), 2 * 50);
}

static void glue_call_once(int index, void *arg)
{
    (void)index;
    (void)arg;
    CHECK_INT(start_call("good_results", "int64"), 2);
}

static int glue_states_are(void *wanted)
{
    glue_counters alive;
    glue_count(&alive);
    return alive.threads == *(int64_t *)wanted;
}

CASE_ALONE(a_thousand_short_threads)
{
    int64_t none = 0;
    start();
    for (int wave = 0; wave < check_rounds(20); wave++) threads_run(50, glue_call_once, NULL);
    if (!check_until(glue_states_are, &none)) { /* this thread has made no call yet */
        glue_counters alive;
        glue_count(&alive);
        CHECK_INT(alive.threads, 0);
    }
    CHECK_INT(start_call("good_results", "int64"), 2);
}

/* Deleting states in the wrong place wipes this thread's PyGILState slot, from 3.12 on, which Cython's modules use too.
 */
CASE(cython_module_after_ten_thousand_threads)
{
    start();
    CHECK_INT(start_call("uses", "cython"), 2);
    for (int wave = 0; wave < check_rounds(200); wave++) {
        threads_run(50, glue_call_once, NULL);
        CHECK_INT(start_call("uses", "cython"), 2);
    }
}

static atomic_int depth;

static int glue_call_deeper(void)
{
    CHECK_INT(start_call("good_results", "int64"), 2);
    if (atomic_fetch_add(&depth, 1) < 10)
        start_call_back(atomic_load(&depth) % 2 ? "holding_gil" : "without_gil", glue_call_deeper);
    return 0;
}

static void glue_call_eleven_deep(const char *first)
{
    atomic_store(&depth, 0);
    start_call_back(first, glue_call_deeper);
    CHECK_INT(atomic_load(&depth), 11);
}

CASE(inside_a_call)
{
    start();
    glue_call_eleven_deep("without_gil");
    CHECK(!start_holds_gil());
}

CASE(inside_a_call_that_holds_the_gil)
{
    start();
    glue_call_eleven_deep("holding_gil");
    CHECK(!start_holds_gil());
}

CASE(inside_a_call_on_a_python_thread)
{
    start();
    glue_call_eleven_deep("on_python_thread");
}

static int glue_fail_inside(void)
{
    glue_error err;
    glue_result result = {0};
    glue_func *func = start_load("raises", "value_error"); /* own */
    CHECK_INT(start_detect(func, &result, &err), GLUE_E_PYTHON);
    CHECK(start_holds_gil());
    glue_error_free(&err);
    py_decref(func);
    return 0;
}

CASE(failure_inside_a_call_stays_inside)
{
    start();
    start_call_back("holding_gil", glue_fail_inside);
}

CASE(on_a_thread_that_holds_the_gil)
{
    gil_hold hold;
    start();
    CHECK_INT(gil_enter(&hold), 0);
    CHECK_INT(start_call("good_results", "int64"), 2);
    CHECK(start_holds_gil());
    gil_leave(hold);
}

static void glue_load_and_drop(int index, void *arg)
{
    (void)index;
    (void)arg;
    for (int i = 0; i < 200; i++) py_decref(start_load("imports.dotted", "Detector.detect"));
}

CASE(eight_threads_load_and_drop)
{
    start();
    threads_run(8, glue_load_and_drop, NULL);
}
