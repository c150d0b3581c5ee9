/* Who may enter next: nobody starves, nobody waits for ever, and who is inside never waits for itself. */
#include "src/admission.h"

#include <string.h>

#include "check.h"
#include "src/gil.h"
#include "src/python_api.h"
#include "start.h"
#include "threads.h"

#define SIZE 1000

static admission_history history;

static void begin(void)
{
    start();
    memset(&history, 0, sizeof history);
}

static int enters_and_leaves(void)
{
    admission_pass pass;
    admission_enter(&pass, &history, SIZE);
    admission_leave(&pass);
    return pass.kind;
}

CASE(alone_is_counted)
{
    begin();

    CHECK_INT(enters_and_leaves(), ADMISSION_COUNTED);
    CHECK_INT(enters_and_leaves(), ADMISSION_COUNTED);
}

CASE(inside_a_call_nothing_waits)
{
    begin();
    admission_pass outer, inner;

    admission_enter(&outer, &history, SIZE);
    admission_enter(&inner, &history, SIZE);

    CHECK_INT(inner.kind, ADMISSION_FREE);
    admission_leave(&inner);
    admission_leave(&outer);
    CHECK_INT(outer.kind, ADMISSION_COUNTED);
    CHECK_INT(history.scores[9], 0);
}

typedef struct meeting {
    threads_gate is_inside, may_leave;
    int kinds[2];
} meeting;

/* The first stays inside until the second has been inside too. */
static void stays_inside(int index, void *arg)
{
    meeting *met = arg;
    admission_pass pass;
    if (index == 1) threads_pass(&met->is_inside);
    admission_enter(&pass, &history, SIZE);
    if (index == 0) {
        threads_open(&met->is_inside);
        threads_pass(&met->may_leave);
    }
    admission_leave(&pass);
    if (index == 1) threads_open(&met->may_leave);
    met->kinds[index] = pass.kind;
}

static meeting meet(void (*run)(int, void *))
{
    meeting met = {.is_inside = THREADS_GATE, .may_leave = THREADS_GATE};
    threads_run(2, run, &met);
    return met;
}

CASE(call_that_does_not_end_is_overtaken)
{
    begin();

    meeting met = meet(stays_inside);

    CHECK_INT(met.kinds[1], ADMISSION_COUNTED);
    CHECK_INT(history.scores[9], 32); /* 512 to 1,023 values */
}

CASE(call_overtaken_twice_is_long_until_it_is_short_again)
{
    begin();
    meet(stays_inside);
    meet(stays_inside);

    CHECK_INT(enters_and_leaves(), ADMISSION_LONG);
    CHECK_INT(enters_and_leaves(), ADMISSION_COUNTED);
}

static void holds_the_gil(int index, void *arg)
{
    meeting *met = arg;
    gil_hold hold;
    if (index == 0) {
        stays_inside(index, arg);
        return;
    }
    threads_pass(&met->is_inside);
    CHECK_INT(gil_enter(&hold), 0);
    met->kinds[1] = enters_and_leaves();
    gil_leave(hold);
    threads_open(&met->may_leave);
}

CASE(who_holds_the_gil_never_waits)
{
    begin();

    meeting met = meet(holds_the_gil);

    CHECK_INT(met.kinds[1], ADMISSION_FREE);
    CHECK_INT(history.scores[9], 0);
}

/* As a thread does that Python code has started, and that calls back into .NET. */
static void is_pythons_thread(int index, void *arg)
{
    meeting *met = arg;
    if (index == 0) {
        stays_inside(index, arg);
        return;
    }
    PyGILState_STATE made = py.PyGILState_Ensure();
    PyThreadState *given_up = py.PyEval_SaveThread();
    threads_pass(&met->is_inside);
    met->kinds[1] = enters_and_leaves();
    threads_open(&met->may_leave);
    py.PyEval_RestoreThread(given_up);
    py.PyGILState_Release(made);
}

CASE(thread_of_pythons_never_waits)
{
    begin();

    meeting met = meet(is_pythons_thread);

    CHECK_INT(met.kinds[1], ADMISSION_FREE);
    CHECK_INT(history.scores[9], 0);
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
    CHECK_INT(enters_and_leaves(), ADMISSION_COUNTED);
}
