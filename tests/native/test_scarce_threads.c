/* Every allocation fails once where a thread calls for the first time, and where Python retains its input. NumPy has
 * its own allocator here, so that none of them is its. */
#include "check.h"
#include "start.h"
#include "threads.h"

#if defined(__linux__) /* elsewhere no linker wraps */
#include "scarce.h"

static glue_func *loaded;

/* Returns the status; what was retained is leased. */
static int32_t calls(void)
{
    glue_error err;
    int64_t into[START_SIZE];
    glue_result result = {.into = into, .capacity = START_SIZE};
    int32_t status = start_detect(loaded, &result, &err);
    if (result.retained) glue_lease(result.retained, loaded, start_release);
    glue_error_free(&err);
    return status;
}

/* On a thread that calls for the first time; the thread itself is not scarce. */
static int scarce_on_thread;

static void scarce_later(int nth) { scarce_on_thread = nth; }

static void *calls_for_the_first_time(void *arg)
{
    (void)arg;
    scarce_shim(scarce_on_thread);
    int32_t status = calls();
    CHECK_INT(status, scarce_has_struck() ? GLUE_E_MEMORY : GLUE_OK);
    scarce_off();
    return NULL;
}

static size_t stack_bytes;

static void begins(void) { threads_run_on_stack(stack_bytes, calls_for_the_first_time); }

static void first_call_with_stack(size_t bytes, int allocations)
{
    stack_bytes = bytes;
    loaded = start_load("good_results", "int64"); /* own */

    CHECK(scarce_each(scarce_later, begins) >= allocations);

    CHECK_INT(calls(), GLUE_OK);
    py_decref(loaded);
}

CASE(first_call_of_a_thread)
{
    start();
    first_call_with_stack(8 * 1024 * 1024, 2);
}

static void on_a_thread_that_ends(int index, void *arg)
{
    (void)index, (void)arg;
    first_call_with_stack(256 * 1024, 3);
}

CASE(first_call_of_a_small_thread)
{
    start();
    threads_run(1, on_a_thread_that_ends, NULL); /* the one thread state that is left is the worker's */
}

static void *is_refused_a_thread(void *arg)
{
    glue_error err;
    glue_config config = start_config();
    glue_result result = {0};

    scarce_shim(2); /* the first is memory for what the thread is told */
    CHECK_INT(start_detect(loaded, &result, &err), GLUE_E_MEMORY);
    CHECK_INT(err.problem, GLUE_MEMORY_THREAD);
    glue_error_free(&err);

    scarce_shim(2);
    CHECK_INT(init_python(&config, &err), GLUE_E_MEMORY);
    CHECK_INT(err.problem, GLUE_MEMORY_THREAD);
    glue_error_free(&err);
    scarce_off();
    return arg;
}

CASE(small_thread_that_is_refused_another_hears_so)
{
    start();
    loaded = start_load("good_results", "int64"); /* own */

    threads_run_on_stack(256 * 1024, is_refused_a_thread);

    py_decref(loaded);
}

static void retains(void)
{
    CHECK_INT(calls(), GLUE_OK);
    scarce_off();
    start_call("retains", "release");
}

CASE(lease)
{
    start();
    loaded = start_load("retains", "its_input"); /* own */

    int failed = scarce_each(scarce_shim, retains);

    check_expect_leaked(failed); /* each is a pin that could not be leased: counted, and never released */
    CHECK_INT(failed, 1);
    CHECK_INT(start_release_count(), 1);
    py_decref(loaded);
}
#endif
