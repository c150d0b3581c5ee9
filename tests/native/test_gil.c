/* Taking and giving back the GIL, and who owns thread states. */
#include "python/gil.h"

#include <stdatomic.h>
#include <stdlib.h>
#if !defined(_WIN32)
#include <unistd.h>
#endif

#include "check.h"
#include "python/python_api.h"
#include "start.h"
#include "threads.h"

static int64_t gil_states(void)
{
    glue_counters alive;
    glue_count(&alive);
    return alive.threads;
}

static int gil_states_are(void *wanted) { return gil_states() == *(int64_t *)wanted; }

CASE(enter_takes_and_leave_gives_back)
{
    gil_hold hold;
    start();
    CHECK(!start_holds_gil());
    CHECK_INT(gil_enter(&hold), 0);
    CHECK(start_holds_gil());
    gil_leave(hold);
    CHECK(!start_holds_gil());
}

CASE(enter_nests)
{
    gil_hold outer, inner;
    start();
    CHECK_INT(gil_enter(&outer), 0);
    CHECK_INT(gil_enter(&inner), 0);
    gil_leave(inner);
    CHECK(start_holds_gil());
    gil_leave(outer);
    CHECK(!start_holds_gil());
}

CASE(a_thread_has_one_state_for_all_its_calls)
{
    gil_hold hold;
    start();
    CHECK_INT(gil_enter(&hold), 0);
    PyThreadState *first = py.PyGILState_GetThisThreadState(); /* borrow */
    gil_leave(hold);
    int64_t states = gil_states();
    for (int i = 0; i < 100; i++) {
        CHECK_INT(gil_enter(&hold), 0);
        CHECK(py.PyGILState_GetThisThreadState() == first);
        gil_leave(hold);
    }
    CHECK_INT(gil_states(), states);
}

static void gil_enter_once(int index, void *arg)
{
    gil_hold hold;
    (void)index;
    (void)arg;
    CHECK_INT(gil_enter(&hold), 0);
    gil_leave(hold);
    CHECK(!start_holds_gil());
}

CASE(states_of_ended_threads_are_deleted)
{
    start();
    int64_t before = gil_states();
    threads_run(20, gil_enter_once, NULL);
    CHECK(check_until(gil_states_are, &before));
    CHECK_INT(start_call("good_results", "int64"), 2);
}

/* As Python counts them: the service thread, and this one. */
CASE(deleted_states_are_gone_from_python)
{
    start();
    free(start_tell("thread_count", start_values, START_SIZE));
    int64_t before = gil_states();
    char *states = start_tell("thread_count", start_values, START_SIZE); /* own */
    threads_run(20, gil_enter_once, NULL);
    CHECK(check_until(gil_states_are, &before));
    char *left = start_tell("thread_count", start_values, START_SIZE); /* own */
    CHECK_TEXT(left, states);
    free(left);
    free(states);
}

static threads_gate gil_all_in = THREADS_GATE, gil_may_end = THREADS_GATE;
static atomic_int gil_in;

static void gil_stay_alive(int index, void *arg)
{
    gil_enter_once(index, arg);
    if (atomic_fetch_add(&gil_in, 1) == 7) threads_open(&gil_all_in);
    threads_pass(&gil_may_end);
}

static void gil_count_while_alive(int index, void *arg)
{
    if (index) {
        gil_stay_alive(index, arg);
        return;
    }
    threads_pass(&gil_all_in);
    CHECK_INT(gil_states(), *(int64_t *)arg + 8);
    threads_open(&gil_may_end);
}

CASE(every_living_thread_has_its_state)
{
    start();
    int64_t before = gil_states();
    threads_run(9, gil_count_while_alive, &before);
    CHECK(check_until(gil_states_are, &before));
}

static int gil_made_states(void)
{
    int64_t before = gil_states();
    CHECK_INT(start_call("good_results", "int64"), 2);
    CHECK_INT(gil_states(), before);
    return 0;
}

#if !defined(_WIN32)
static pid_t gil_original;

static void gil_copy_exits(void)
{
    if (getpid() != gil_original) _exit(2);
}

static void gil_have_it_fork_when_it_ends(int index, void *arg)
{
    (void)index;
    (void)arg;
    CHECK_INT(start_call("forks", "when_thread_ends"), 0);
}

/* A copy's last thread must not just end: that would run what the host has registered with atexit(). */
CASE_ALONE(copy_made_as_a_state_is_deleted_ends_at_once)
{
    start();
    gil_original = getpid();
    CHECK(!atexit(gil_copy_exits));

    threads_run(1, gil_have_it_fork_when_it_ends, NULL);

    CHECK_INT(start_call("forks", "ran_exit_handlers"), 1);
}
#endif

/* A thread that Python made brings its own state, which is not ours to delete. */
CASE(state_of_a_python_thread_is_not_ours)
{
    start();
    start_call_back("on_python_thread", gil_made_states);
    CHECK_INT(start_call("good_results", "int64"), 2);
}
