/* Nobody starves, nobody waits for ever, and no thread waits for itself. */
#include "call/gate.h"

#include <string.h>

#include "check.h"
#include "python/gil.h"
#include "python/python_api.h"
#include "start.h"
#include "threads.h"

#define SIZE 1000

static gate_timings timings;
static gate_timing *const timing = &timings[9]; /* of sizes from 512 to 1,023 */

static void begin(void)
{
    start();
    memset(timings, 0, sizeof timings);
    gate_set(0, 2);
}

static int enters_and_leaves(void)
{
    gate_pass pass;
    gate_enter(&pass, timings, SIZE, NULL);
    gate_leave(&pass);
    return pass.kind;
}

CASE(alone_is_first)
{
    begin();

    CHECK_INT(enters_and_leaves(), GATE_FIRST);
    CHECK_INT(enters_and_leaves(), GATE_FIRST);
    CHECK_INT(timing->mean_ns, 0); /* reads no clock */
}

CASE(inside_a_call_nothing_waits)
{
    begin();
    gate_pass outer, inner;

    gate_enter(&outer, timings, SIZE, NULL);
    gate_enter(&inner, timings, SIZE, NULL);

    CHECK_INT(inner.kind, GATE_FREE);
    gate_leave(&inner);
    gate_leave(&outer);
    CHECK_INT(outer.kind, GATE_FIRST);
}

typedef struct meeting {
    threads_gate is_inside, may_leave;
    int (*enters)(void);
    int kind;
} meeting;

/* The first stays inside until the second has been inside too. */
static void meets(int index, void *arg)
{
    meeting *met = arg;
    if (index == 1) {
        threads_pass(&met->is_inside);
        met->kind = met->enters();
        threads_open(&met->may_leave);
        return;
    }
    gate_pass pass;
    gate_enter(&pass, timings, SIZE, NULL);
    threads_open(&met->is_inside);
    threads_pass(&met->may_leave);
    gate_leave(&pass);
}

/* Returns as what the second has entered. */
static int meet(int (*enters)(void))
{
    meeting met = {.is_inside = THREADS_GATE, .may_leave = THREADS_GATE, .enters = enters};
    threads_run(2, meets, &met);
    return met.kind;
}

CASE(call_that_does_not_end_is_passed)
{
    begin();

    CHECK_INT(meet(enters_and_leaves), GATE_FIRST);
}

CASE(one_slow_call_changes_nothing)
{
    begin();
    meet(enters_and_leaves);

    CHECK(timing->mean_ns > 0);
    CHECK_INT(timing->at_once, 0);
}

CASE(slow_calls_run_at_once)
{
    begin();
    for (int i = 0; i < 10; i++) meet(enters_and_leaves);

    CHECK_INT(timing->at_once, 1);
    CHECK_INT(meet(enters_and_leaves), GATE_BESIDE);
}

CASE(bound_of_one_holds_for_slow_calls)
{
    begin();
    gate_set(1, 2);
    for (int i = 0; i < 10; i++) meet(enters_and_leaves);

    CHECK_INT(timing->at_once, 1);
    CHECK_INT(meet(enters_and_leaves), GATE_FIRST);
}

CASE(short_calls_at_once_go_back_to_one_by_one)
{
    begin();
    timing->at_once = 1;

    CHECK_INT(meet(enters_and_leaves), GATE_BESIDE);

    CHECK_INT(timing->at_once, 0);
}

static int enters_holding_the_gil(void)
{
    gil_hold hold;
    CHECK_INT(gil_enter(&hold), 0);
    int kind = enters_and_leaves();
    gil_leave(hold);
    return kind;
}

CASE(who_holds_the_gil_never_waits)
{
    begin();

    CHECK_INT(meet(enters_holding_the_gil), GATE_FREE);
    CHECK_INT(timing->mean_ns, 0); /* the first was not passed */
}

/* As a thread does that Python code has started, and that calls back into .NET. */
static int enters_from_python(void)
{
    PyGILState_STATE made = py.PyGILState_Ensure();
    PyThreadState *given_up = py.PyEval_SaveThread();
    int kind = enters_and_leaves();
    py.PyEval_RestoreThread(given_up);
    py.PyGILState_Release(made);
    return kind;
}

CASE(thread_of_pythons_never_waits)
{
    begin();

    CHECK_INT(meet(enters_from_python), GATE_FREE);
    CHECK_INT(timing->mean_ns, 0); /* the first was not passed */
}

/* The first comes back for ever, until the second has been inside. */
static void comes_back(int index, void *arg)
{
    atomic_int *entered = arg;
    do {
        enters_and_leaves();
        if (index == 1) atomic_store(entered, 1);
    } while (!atomic_load(entered));
}

CASE(who_comes_back_for_ever_keeps_nobody_out)
{
    atomic_int entered = 0;
    begin();

    threads_run(2, comes_back, &entered);

    CHECK_INT(atomic_load(&entered), 1);
}

static void comes_often(int index, void *arg)
{
    atomic_int *visits = arg;
    (void)index;
    for (int i = 0; i < 500; i++) {
        enters_and_leaves();
        atomic_fetch_add(visits, 1);
    }
}

CASE(crowd_gets_through)
{
    atomic_int visits = 0;
    begin();

    threads_run(32, comes_often, &visits);

    CHECK_INT(atomic_load(&visits), 32 * 500);
    CHECK_INT(enters_and_leaves(), GATE_FIRST);
}
