/* Calls from threads with little stack: Python code that recurses must end in RecursionError, not in a crash. */
#include "src/stack.h"

#include <stdlib.h>

#include "check.h"
#include "src/dl.h"
#include "src/gil.h"
#include "src/platform.h"
#include "src/python_api.h"
#include "start.h"

#if !defined(_WIN32) /* threads with a stack of a given size are POSIX here */
#include <pthread.h>

static void stack_recurse(const char *function)
{
    glue_error err;
    glue_result result = {0};
    glue_func *func = start_load("recurses", function); /* own */
    CHECK_INT(start_detect(func, &result, &err), GLUE_E_PYTHON);
    CHECK_TEXT(err.type, "RecursionError");
    glue_error_free(&err);
    py_decref(func);
}

static void *stack_recurse_every_way(void *arg)
{
    (void)arg;
    stack_recurse("by_plain_calls");
    stack_recurse("by_repr");
    stack_recurse("by_getattr");
    stack_recurse("by_sorted");
    stack_recurse("by_repr_of_nested_list");
    CHECK_INT(start_call("good_results", "int64"), 2);
    return NULL;
}

static void stack_on_thread(size_t bytes, void *(*run)(void *))
{
    pthread_t thread;
    pthread_attr_t attr;
    CHECK(!pthread_attr_init(&attr));
    CHECK(!pthread_attr_setstacksize(&attr, bytes));
    CHECK(!pthread_create(&thread, &attr, run, NULL));
    pthread_attr_destroy(&attr);
    CHECK(!pthread_join(thread, NULL));
}

static void stack_recurse_on(size_t bytes)
{
    start();
    stack_on_thread(bytes, stack_recurse_every_way);
}

CASE(recursion_on_256_kib) { stack_recurse_on(256 * 1024); }
CASE(recursion_on_512_kib) { stack_recurse_on(512 * 1024); }
CASE(recursion_on_1536_kib) { stack_recurse_on(1536 * 1024); }
CASE(recursion_on_8_mib) { stack_recurse_on(8 * 1024 * 1024); }

static int stack_call_inside(void)
{
    CHECK_INT(start_call("good_results", "int64"), 2);
    return 0;
}

/* The thread that calls again, holding the GIL, has room enough or not: neither may wait for itself. */
static void *stack_call_back(void *arg)
{
    (void)arg;
    start_call_back("holding_gil", stack_call_inside);
    start_call_back("detect", stack_call_inside);
    return NULL;
}

CASE(call_back_from_a_small_thread)
{
    start();
    stack_on_thread(256 * 1024, stack_call_back);
}

static void *stack_call_holding_the_gil(void *arg)
{
    (void)arg;
    PyGILState_STATE state = py.PyGILState_Ensure();
    stack_call_inside();
    CHECK(start_holds_gil());
    py.PyGILState_Release(state);
    return NULL;
}

CASE(small_thread_that_holds_the_gil)
{
    start();
    stack_on_thread(512 * 1024, stack_call_holding_the_gil);
}

/* From then on Python's own check says of every thread that it holds the GIL. */
CASE(small_thread_after_a_function_made_an_interpreter)
{
    start();
    CHECK_INT(start_call("makes_subinterpreters", "detect"), 2);
    stack_on_thread(256 * 1024, stack_recurse_every_way);
    stack_on_thread(256 * 1024, stack_call_back);
    check_expect_threads(2); /* this thread's, and the worker's */
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
    int (*gc_enable)(void) = (int (*)(void))dl_find_global("PyGC_Enable"); /* 3.10 */
    if (!gc_enable) return arg;
    glue_func *func = start_load("keeps_input_and_garbage", "detect"); /* own */
    CHECK_INT(start_detect(func, &result, &err), GLUE_OK);
    CHECK(result.kept != NULL);
    CHECK_INT(gil_enter(&hold), 0);
    gc_enable(); /* as it may become due by chance */
    gil_leave(hold);

    glue_lease(result.kept, &result, start_release);

    start_call("keeps_input_and_garbage", "release");
    CHECK_INT(start_release_count(), 1);
    py_decref(func);
    return NULL;
}

CASE(lease_on_a_small_thread_when_garbage_recurses)
{
    start();
    stack_on_thread(256 * 1024, stack_lease_when_garbage_recurses);
    check_expect_threads(2); /* the worker's, and this thread's if it were to call */
}

static int32_t stack_address(void *arg)
{
    char here;
    *(uintptr_t *)arg = (uintptr_t)&here;
    return 7;
}

static void *stack_compare_addresses(void *arg)
{
    uintptr_t address = 0;
    CHECK_INT(stack_run(stack_address, &address), 7);
    uintptr_t here = (uintptr_t)&address;
    int is_here = address < here && here - address < 256 * 1024;
    CHECK_INT(is_here, arg != NULL);
    return NULL;
}

static void *stack_compare_addresses_here(void *arg) { return stack_compare_addresses(&arg); }

CASE(job_stays_where_there_is_room)
{
    start();
    stack_on_thread(8 * 1024 * 1024, stack_compare_addresses_here);
    stack_on_thread(256 * 1024, stack_compare_addresses);
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
    CHECK_INT(stack_run(stack_meet, arg), 0);
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
#endif
