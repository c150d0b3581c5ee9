/* Calls from threads with little stack: Python code that recurses must end in RecursionError, not in a crash. */
#include "call/stack.h"

#include "check.h"
#include "python/python_api.h"
#include "start.h"
#include "threads.h"

#if !defined(_WIN32) /* threads with a stack of a given size are POSIX here */
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

static void stack_recurse_on(size_t bytes)
{
    start();
    threads_run_on_stack(bytes, stack_recurse_every_way);
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
    start_call_back("without_gil", stack_call_inside);
    return NULL;
}

CASE(call_back_from_a_small_thread)
{
    start();
    threads_run_on_stack(256 * 1024, stack_call_back);
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
    threads_run_on_stack(512 * 1024, stack_call_holding_the_gil);
}

/* From then on Python's own check says of every thread that it holds the GIL. */
CASE(small_thread_after_a_function_made_an_interpreter)
{
    start();
    CHECK_INT(start_call("uses", "subinterpreter"), 2);
    threads_run_on_stack(256 * 1024, stack_recurse_every_way);
    threads_run_on_stack(256 * 1024, stack_call_back);
    check_expect_threads(2); /* this thread's, and the worker's */
}

#endif
