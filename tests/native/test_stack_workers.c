/* The threads of ours that run calls from threads with little stack: when, how many, and how deep. */
#include "call/stack.h"

#include "check.h"
#include "call/gate.h"
#include "platform/library.h"
#include "python/gil.h"
#include "platform/platform.h"
#include "start.h"
#include "threads.h"

#if !defined(_WIN32) /* threads with a stack of a given size are POSIX here */
static int32_t stack_address(void *arg)
{
    char here;
    *(uintptr_t *)arg = (uintptr_t)&here;
    return 7;
}

static void *stack_compare_addresses(void *arg)
{
    glue_error err;
    uintptr_t address = 0;
    CHECK_INT(stack_run(stack_address, &address, &err), 7);
    uintptr_t here = (uintptr_t)&address;
    int is_here = address < here && here - address < 256 * 1024;
    CHECK_INT(is_here, arg != NULL);
    return NULL;
}

static void *stack_compare_addresses_here(void *arg) { return stack_compare_addresses(&arg); }

CASE(job_stays_where_there_is_room)
{
    start();
    threads_run_on_stack(8 * 1024 * 1024, stack_compare_addresses_here);
    threads_run_on_stack(256 * 1024, stack_compare_addresses);
}

static int32_t stack_read_context(void *arg)
{
    *(void **)arg = stack_context();
    return 0;
}

static void *stack_take_context_along(void *arg)
{
    glue_error err;
    void *seen = NULL;
    CHECK(stack_set_context(&err) == NULL);
    CHECK_INT(stack_run(stack_read_context, &seen, &err), 0);
    CHECK(seen == &err);
    CHECK(stack_set_context(NULL) == &err);
    CHECK_INT(stack_run(stack_read_context, &seen, &err), 0);
    CHECK(seen == NULL);
    return arg;
}

CASE(worker_has_the_context_of_its_caller)
{
    start();
    threads_run_on_stack(8 * 1024 * 1024, stack_take_context_along);
    threads_run_on_stack(256 * 1024, stack_take_context_along);
}

typedef struct stack_crowd {
    platform_mutex mutex;
    platform_cond changed;
    int inside; /* under mutex */
} stack_crowd;

#define STACK_CROWD 40

/* Returns when all are inside at once. */
static int32_t stack_meet(void *arg)
{
    stack_crowd *crowd = arg;
    gil_hold hold;
    CHECK_INT(gil_enter(&hold), 0); /* so that this thread has a state, which can be counted */
    gil_leave(hold);
    platform_lock(&crowd->mutex);
    crowd->inside++;
    platform_signal(&crowd->changed);
    while (crowd->inside < STACK_CROWD) platform_wait(&crowd->changed, &crowd->mutex);
    platform_unlock(&crowd->mutex);
    return 0;
}

static void *stack_join_crowd(void *arg)
{
    glue_error err;
    CHECK_INT(stack_run(stack_meet, arg, &err), 0);
    return NULL;
}

CASE(crowd_leaves_eight_workers)
{
    stack_crowd crowd = {PLATFORM_MUTEX_INIT, PLATFORM_COND_INIT, 0};
    pthread_t threads[STACK_CROWD];
    pthread_attr_t attr;
    start();
    CHECK(!pthread_attr_init(&attr));
    CHECK(!pthread_attr_setstacksize(&attr, 256 * 1024));

    for (int i = 0; i < STACK_CROWD; i++) CHECK(!pthread_create(&threads[i], &attr, stack_join_crowd, &crowd));
    for (int i = 0; i < STACK_CROWD; i++) CHECK(!pthread_join(threads[i], NULL));

    pthread_attr_destroy(&attr);
    check_expect_threads(8);
}
static int32_t stack_pass_gate(void *arg)
{
    gate_pass pass;
    gate_enter(&pass, arg, START_SIZE, NULL);
    gate_leave(&pass);
    return (int32_t)pass.kind;
}

static void *stack_pass_gate_inside_and_after(void *arg)
{
    static gate_timings all;
    gate_pass outer;
    glue_error err;
    gate_enter(&outer, all, START_SIZE, NULL);
    CHECK_INT(stack_run(stack_pass_gate, all, &err), GATE_FREE);
    gate_leave(&outer);
    CHECK_INT(stack_run(stack_pass_gate, all, &err), GATE_FIRST);
    return arg;
}

CASE(call_within_a_call_waits_on_no_stack)
{
    start();
    threads_run_on_stack(256 * 1024, stack_pass_gate_inside_and_after);
}

/* A lease makes objects, and so may run the garbage collector, which runs any Python code. */
static void *stack_lease_when_garbage_recurses(void *arg)
{
    glue_error err;
    glue_result result = {0};
    int64_t into[START_SIZE];
    result.into = into;
    result.capacity = START_SIZE;
    gil_hold hold;
    int (*gc_enable)(void) = (int (*)(void))library_find_global("PyGC_Enable"); /* 3.10 */
    if (!gc_enable) return arg;
    glue_func *func = start_load("recurses", "in_garbage"); /* own */
    CHECK_INT(start_detect(func, &result, &err), GLUE_OK);
    CHECK(result.retained != NULL);
    CHECK_INT(gil_enter(&hold), 0);
    gc_enable(); /* as it may become due by chance */
    gil_leave(hold);

    glue_lease(result.retained, &result, start_release);

    start_call("recurses", "release");
    CHECK_INT(start_release_count(), 1);
    py_decref(func);
    return NULL;
}

CASE(lease_on_a_small_thread_when_garbage_recurses)
{
    start();
    threads_run_on_stack(256 * 1024, stack_lease_when_garbage_recurses);
    check_expect_threads(2); /* the worker's, and this thread's if it were to call */
}

#define STACK_FRAME_BYTES (13 * 1024 * 1024) /* leaves a worker too little for another call */

static glue_func *stack_recursing;
static int stack_depth;

static int stack_recurse_with_frames_of_its_own(void)
{
    volatile char frame[STACK_FRAME_BYTES];
    double address = (double)(uintptr_t)stack_recurse_with_frames_of_its_own;
    glue_array values = {&address, 1, 0, GLUE_FLOAT64, 0};
    glue_result result = {0};
    glue_error err;
    frame[0] = frame[STACK_FRAME_BYTES - 1] = 0;
    stack_depth++;
    int32_t status = detect(stack_recursing, &values, &result, &err);
    if (status) CHECK_INT(status, GLUE_E_STATE);
    if (status) CHECK_INT(err.problem, GLUE_STATE_RECURSION);
    glue_error_free(&err);
    return 0;
}

static void *stack_recurse_through_callbacks(void *arg)
{
    stack_recursing = start_load("calls_back", "without_gil"); /* own */
    start_call_back("without_gil", stack_recurse_with_frames_of_its_own);
    py_decref(stack_recursing);
    return arg;
}

CASE(calls_that_recurse_over_stack_after_stack_end)
{
    start();
    threads_run_on_stack(256 * 1024, stack_recurse_through_callbacks);
    CHECK_INT(stack_depth, 16);
    check_expect_threads(8);
}
#endif
