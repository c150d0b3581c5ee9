/* A Python that somebody else has started in this process. */
#include <stdlib.h>

#include "check.h"
#include "python/load.h"
#include "python/signals.h"
#include "start.h"
#include "threads.h"

/* As another library would: on this thread, which is left holding the GIL. */
static void join_host_starts_python(void)
{
    glue_error err = {0};
    CHECK_INT(load_python(start_environment("OUTLIERS_TEST_LIBRARY"), &err), GLUE_OK);
    py.Py_InitializeEx(0);
    CHECK(start_holds_gil());
}

static void join_counts_no_thread_of_ours(void)
{
    glue_counters alive;
    glue_count(&alive);
    CHECK_INT(alive.threads, 0);
}

CASE(on_the_thread_that_holds_the_gil)
{
    join_host_starts_python();
    start();
    CHECK(start_holds_gil());
    PyObject *type, *value, *trace;
    py.PyErr_Fetch(&type, &value, &trace);
    CHECK(type == NULL);
    py.PyEval_SaveThread();
    CHECK_INT(start_call("good_results", "int64"), 2);
    join_counts_no_thread_of_ours();
}

CASE(after_the_host_gave_up_the_gil)
{
    join_host_starts_python();
    py.PyEval_SaveThread();
    start();
    CHECK(!start_holds_gil());
    CHECK_INT(start_call("good_results", "int64"), 2);
    join_counts_no_thread_of_ours();
}

static void join_call(int index, void *arg)
{
    (void)index;
    (void)arg;
    start();
    CHECK_INT(start_call("good_results", "int64"), 2);
}

CASE(on_threads_that_the_host_does_not_know)
{
    join_host_starts_python();
    py.PyEval_SaveThread();
    threads_run(4, join_call, NULL);
}

static threads_gate join_host_runs = THREADS_GATE, join_begins = THREADS_GATE;

static void join_init_twice(int index, void *arg)
{
    (void)arg;
    if (index) {
        threads_pass(&join_host_runs);
        threads_open(&join_begins);
        start();
        return;
    }
    join_host_starts_python();
    threads_open(&join_host_runs);
    threads_pass(&join_begins);
    for (int i = 0; i < 10000; i++) threads_yield(); /* lets the other in, most often; right in either order */
    start();
    CHECK(start_holds_gil());
    py.PyEval_SaveThread();
}

/* The host's thread, which holds the GIL, and another one join at the same time. */
CASE(on_two_threads_of_which_one_holds_the_gil)
{
    threads_run(2, join_init_twice, NULL);
    CHECK_INT(start_call("good_results", "int64"), 2);
}

#if !defined(_WIN32)
CASE(sigint_stays)
{
    join_host_starts_python();
    signal(SIGINT, SIG_IGN);
    start();
    CHECK(signals_save().actions[0].sa_handler == SIG_IGN);
    py.PyEval_SaveThread();
    free(start_tell("is_main_thread", start_values, START_SIZE));
}
#endif

/* The worker is made by the first init, which did not need it here: what is given back is freed all the same.
 */
CASE(given_back_without_a_next_call)
{
    join_host_starts_python();
    py.PyEval_SaveThread();
    start();
    glue_func *func = start_load("good_results", "int64"); /* own */
    py_decref(func);                                       /* main() waits for the counters */
}
