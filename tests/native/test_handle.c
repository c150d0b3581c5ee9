/* Giving Python references back: without waiting, and freed by the next call or by the service thread. */
#include "python/handle.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "check.h"
#include "python/gil.h"
#include "start.h"
#include "threads.h"

static atomic_int freed;
static void handle_count_freed(PyObject *capsule)
{
    (void)capsule;
    atomic_fetch_add(&freed, 1);
}
static int handle_freed_are(void *wanted) { return atomic_load(&freed) == *(int *)wanted; }

static void handle_start(void)
{
    start();
    atomic_store(&freed, 0);
}

/* Counts in `freed` when it goes; own. */
static handle *handle_made(int64_t bytes)
{
    gil_hold hold;
    CHECK_INT(gil_enter(&hold), 0);
    PyObject *capsule = py.PyCapsule_New(&freed, NULL, handle_count_freed); /* own */
    handle *made = handle_new(capsule, HANDLE_RESULT, bytes, sizeof *made); /* own, steals capsule */
    gil_leave(hold);
    CHECK(made != NULL);
    return made;
}

static glue_counters handle_counted(void)
{
    glue_counters alive = {0};
    handle_count(&alive);
    return alive;
}

CASE(free_is_at_once)
{
    gil_hold hold;
    handle_start();
    handle *made = handle_made(0);
    CHECK_INT(handle_counted().results, 1);
    CHECK_INT(gil_enter(&hold), 0);
    handle_free(made);
    CHECK_INT(atomic_load(&freed), 1);
    gil_leave(hold);
    CHECK_INT(handle_counted().results, 0);
}

/* While this thread holds the GIL nobody else can drain. */
CASE(drain_frees_no_more_than_it_is_told)
{
    gil_hold hold;
    handle *made[5];
    handle_start();
    for (int i = 0; i < 5; i++) made[i] = handle_made(0);
    CHECK_INT(gil_enter(&hold), 0);
    for (int i = 0; i < 5; i++) py_decref(made[i]);
    CHECK_INT(handle_counted().queued, 5);
    CHECK_INT(handle_counted().results, 5);

    handle_drain(2);
    CHECK_INT(atomic_load(&freed), 2);
    CHECK_INT(handle_counted().queued, 3);
    handle_drain(2);
    CHECK_INT(atomic_load(&freed), 4);
    handle_drain(2);
    CHECK_INT(atomic_load(&freed), 5);
    CHECK_INT(handle_counted().queued, 0);
    handle_drain(2);
    gil_leave(hold);
}

CASE(next_call_frees_what_was_queued)
{
    gil_hold hold;
    handle *made[5];
    handle_start();
    for (int i = 0; i < 5; i++) made[i] = handle_made(0);
    CHECK_INT(gil_enter(&hold), 0); /* keeps the worker out until the call below is in */
    for (int i = 0; i < 5; i++) py_decref(made[i]);
    start_call("good_results", "int64");
    CHECK_INT(atomic_load(&freed), 5);
    gil_leave(hold);
}

CASE(worker_frees_small_ones_if_no_call_follows)
{
    int wanted = 1;
    handle_start();
    py_decref(handle_made(0));
    CHECK(check_until(handle_freed_are, &wanted));
}

CASE(worker_frees_big_ones)
{
    int wanted = 1;
    handle_start();
    py_decref(handle_made(1 << 24));
    CHECK(check_until(handle_freed_are, &wanted));
}

/* Big memory does not wait for the service's patience of 50 ms. The best of many rounds, so that a busy machine passes.
 */
CASE(big_ones_are_freed_at_once)
{
    int64_t best_ms = INT64_MAX;
    handle_start();
    for (int wanted = 1; wanted <= 20; wanted++) {
        handle *made = handle_made(1 << 20);
        int64_t start_ms = threads_now_ms();
        py_decref(made);
        CHECK(check_until(handle_freed_are, &wanted));
        int64_t ms = threads_now_ms() - start_ms;
        if (ms < best_ms) best_ms = ms;
    }
    CHECK(best_ms < 30);
}

CASE(null_is_nothing)
{
    py_decref(NULL);
    CHECK_INT(handle_counted().queued, 0);
}

static threads_gate held = THREADS_GATE, given_back = THREADS_GATE;

static int handle_hold_gil(void)
{
    threads_open(&held);
    threads_pass(&given_back); /* for ever, should py_decref wait for the GIL */
    return 0;
}

static void handle_give_back_meanwhile(int index, void *arg)
{
    handle **made = arg;
    if (index == 0) {
        start_call_back("holding_gil", handle_hold_gil);
        return;
    }
    threads_pass(&held);
    for (int i = 0; i < 4; i++) py_decref(made[i]);
    CHECK_INT(handle_counted().queued, 4);
    CHECK_INT(atomic_load(&freed), 0);
    threads_open(&given_back);
}

CASE(giving_back_never_waits_for_the_gil)
{
    int wanted = 4;
    handle_start();
    handle *made[4] = {handle_made(0), handle_made(1 << 24), handle_made(0), handle_made(1 << 24)};
    threads_run(2, handle_give_back_meanwhile, made);
    CHECK(check_until(handle_freed_are, &wanted));
}

#define HANDLE_MANY 2000

static void handle_give_back_many(int index, void *arg)
{
    handle **made = arg;
    for (int i = index; i < HANDLE_MANY; i += 4) py_decref(made[i]);
}

CASE(four_threads_give_back_at_once)
{
    static handle *made[HANDLE_MANY];
    int wanted = HANDLE_MANY;
    handle_start();
    for (int i = 0; i < HANDLE_MANY; i++) made[i] = handle_made(i % 100 ? 0 : 1 << 24);
    threads_run(4, handle_give_back_many, made);
    CHECK(check_until(handle_freed_are, &wanted));
}

/* What is freed may run Python, which may come back here. */
static void handle_call_again(PyObject *capsule)
{
    (void)capsule;
    CHECK_INT(start_call("good_results", "int64"), 2);
    atomic_fetch_add(&freed, 1);
}

CASE(freeing_may_call_again)
{
    int wanted = 3;
    gil_hold hold;
    handle_start();
    CHECK_INT(gil_enter(&hold), 0);
    for (int i = 0; i < 3; i++)
        py_decref(handle_new(py.PyCapsule_New(&freed, NULL, handle_call_again), HANDLE_RESULT, 0, sizeof(handle)));
    gil_leave(hold);
    CHECK(check_until(handle_freed_are, &wanted));
}
