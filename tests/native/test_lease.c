/* Inputs that Python retains: each way of retaining one, and when its pin is released. */
#include "python/lease.h"

#include <string.h>

#include "check.h"
#include "python/gil.h"
#include "start.h"
#include "threads.h"

static char pin; /* only its address counts */

static int64_t lease_count_live(void)
{
    glue_counters alive;
    glue_count(&alive);
    return alive.leases;
}

/* Calls a function that retains its input, and leases it. */
static void lease_retained_by(const char *module, const char *name, int32_t wanted, void *given)
{
    glue_error err;
    int64_t into[START_SIZE];
    glue_result result = {.into = into, .capacity = START_SIZE};
    glue_func *func = start_load(module, name); /* own */

    CHECK_INT(start_detect(func, &result, &err), wanted);

    CHECK(result.retained != NULL);
    CHECK_INT(result.size, wanted ? 0 : 2);
    CHECK_NULL(result.obj);
    glue_lease(result.retained, given, start_release);
    CHECK(!start_holds_gil());
    glue_error_free(&err);
    py_decref(func);
}

/* The pin is held until Python lets go, and then given back once. */
static void lease_lasts(const char *module, const char *name, int32_t wanted, const char *release)
{
    start();
    lease_retained_by(module, name, wanted, &pin);
    CHECK_INT(start_release_count(), 0);
    CHECK_INT(lease_count_live(), 1);
    CHECK_INT(start_call("good_results", "int64"), 2);
    CHECK_INT(start_release_count(), 0);

    start_call("retains", release);

    CHECK_INT(start_release_count(), 1);
    CHECK(start_last_pin() == &pin);
    CHECK_INT(lease_count_live(), 0);
}

CASE(array) { lease_lasts("retains", "its_input", GLUE_OK, "release"); }
CASE(slice) { lease_lasts("retains_memory", "by_slice", GLUE_OK, "release"); }
CASE(memoryview) { lease_lasts("retains_memory", "by_memoryview", GLUE_OK, "release"); }
CASE(exception_frame) { lease_lasts("retains_reference", "by_exception_frame", GLUE_OK, "release"); }
CASE(cycle) { lease_lasts("retains_reference", "by_cycle", GLUE_OK, "release"); }
CASE(ends_on_a_python_thread) { lease_lasts("retains", "its_input", GLUE_OK, "release_on_thread"); }
CASE(retained_by_a_call_that_raised) { lease_lasts("retains", "and_raises", GLUE_E_PYTHON, "release"); }
CASE(retained_by_a_call_that_was_refused) { lease_lasts("retains", "and_returns_none", GLUE_E_RESULT, "release"); }

CASE(ends_where_recursion_is_at_its_limit)
{
    start();
    lease_retained_by("retains", "last_input", GLUE_OK, &pin);

    start_call("retains", "release_last_at_recursion_limit");

    CHECK_INT(start_release_count(), 1);
    CHECK_INT(lease_count_live(), 0);
}

CASE(values_stay_right)
{
    start();
    lease_retained_by("retains", "its_input", GLUE_OK, &pin);
    CHECK_INT(start_call("retains", "is_intact"), 1);
    start_call("retains", "release");
}

CASE(borrow_is_read_only_before)
{
    start();
    CHECK_INT(start_call("tries_to_set_writeable", "in_every_way"), 0);
}

CASE(borrow_is_read_only_after)
{
    start();
    lease_retained_by("retains", "its_input", GLUE_OK, &pin);
    CHECK_INT(start_call("tries_to_set_writeable", "on_what_is_retained"), 0);
    start_call("retains", "release");
}

/* Between detect and glue_lease Python may have changed its mind. */
CASE(python_lets_go_before_the_lease)
{
    glue_error err;
    glue_result result = {0};
    start();
    glue_func *func = start_load("retains", "its_input"); /* own */
    CHECK_INT(start_detect(func, &result, &err), GLUE_OK);
    CHECK(result.retained != NULL);
    start_call("retains", "release");

    glue_lease(result.retained, &pin, start_release);

    CHECK_INT(start_release_count(), 1);
    CHECK_INT(lease_count_live(), 0);
    py_decref(result.obj);
    py_decref(func);
}

CASE(each_lease_has_its_own_pin)
{
    static char pins[3];
    start();
    for (int i = 0; i < 3; i++) lease_retained_by("retains", "its_input", GLUE_OK, &pins[i]);
    CHECK_INT(lease_count_live(), 3);
    start_call("retains", "release");
    CHECK_INT(start_release_count(), 3);
    CHECK(start_last_pin() >= (void *)&pins[0] && start_last_pin() <= (void *)&pins[2]);
}

static int other_releases;
static void lease_other_release(void *given) { other_releases += given == &pin; }

CASE(each_lease_has_its_own_release)
{
    glue_error err;
    glue_result result = {0};
    start();
    lease_retained_by("retains", "its_input", GLUE_OK, &pin);
    glue_func *func = start_load("retains", "its_input"); /* own */
    CHECK_INT(start_detect(func, &result, &err), GLUE_OK);
    glue_lease(result.retained, &pin, lease_other_release);
    start_call("retains", "release");
    CHECK_INT(start_release_count(), 1);
    CHECK_INT(other_releases, 1);
    py_decref(result.obj);
    py_decref(func);
}

/* As when memory is short. */
static PyObject *lease_no_reference(PyObject *array, PyObject *callback)
{
    (void)array;
    (void)callback;
    return py.PyErr_NoMemory();
}

/* A pin that cannot be leased is never released, and counted; the next one is leased again. */
CASE(pin_that_cannot_be_leased_is_counted)
{
    start();
    __typeof__(py.PyWeakref_NewRef) reference = py.PyWeakref_NewRef;
    py.PyWeakref_NewRef = lease_no_reference;
    lease_retained_by("retains", "its_input", GLUE_OK, &pin);
    py.PyWeakref_NewRef = reference;
    CHECK_INT(lease_count_live(), 0);
    start_call("retains", "release");
    CHECK_INT(start_release_count(), 0);
    check_expect_leaked(1);
}

static void lease_on_thread(int index, void *arg)
{
    (void)index;
    (void)arg;
    lease_retained_by("retains", "its_input", GLUE_OK, &pin);
}

CASE(outlives_the_thread_that_made_it)
{
    start();
    threads_run(4, lease_on_thread, NULL);
    CHECK_INT(lease_count_live(), 4);
    CHECK_INT(start_call("retains", "is_intact"), 1);
    start_call("retains", "release");
    CHECK_INT(start_release_count(), 4);
}
