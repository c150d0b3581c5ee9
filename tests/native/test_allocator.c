/* NumPy's arrays in memory of the pool: on which threads, when it is off, and wherever they are freed. */
#include "python/allocator.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "python/gil.h"
#include "python/numpy_api.h"
#include "platform/pool.h"
#include "start.h"
#include "threads.h"

#define ALLOCATOR_OURS "outliers_native.pool"
#define ALLOCATOR_NUMPYS "default_allocator"

static void allocator_tells(const char *function, const char *wanted)
{
    char *name = start_tell(function, start_values, START_SIZE); /* own */
    CHECK_TEXT(name, wanted);
    free(name);
}

/* Starts Python with a bound, also where the pool is off unless one asks for it. */
static void allocator_begin(int64_t bytes)
{
    start_with_pool(bytes);
    char *name = start_tell("handler_name", start_values, START_SIZE); /* own */
    if (strcmp(name, "unknown") == 0) check_skip("this NumPy has no memory handlers");
    free(name);
}

static int64_t allocator_pooled(void)
{
    glue_counters alive;
    glue_count(&alive);
    return alive.pooled_bytes;
}

static int allocator_pool_is_empty(void *arg)
{
    (void)arg;
    return allocator_pooled() == 0;
}

static void allocator_is_ours(int index, void *arg)
{
    (void)index;
    (void)arg;
    allocator_tells("handler_name", ALLOCATOR_OURS);
}

CASE_ALONE(arrays_of_this_thread_and_of_later_ones_are_ours)
{
    allocator_begin(64 << 20);
    allocator_is_ours(0, NULL);
    threads_run(4, allocator_is_ours, NULL);
}

CASE_ALONE(arrays_of_threads_of_python_are_numpys)
{
    allocator_begin(64 << 20);
    allocator_tells("handler_name_on_a_python_thread", ALLOCATOR_NUMPYS);
}

CASE_ALONE(arrays_are_numpys_when_the_pool_is_off)
{
    allocator_begin(-1);
    allocator_tells("handler_name", ALLOCATOR_NUMPYS);
    CHECK_INT(start_call("makes_temporaries", "detect"), 0);
    CHECK_INT(allocator_pooled(), 0);
}

static void *somebody_malloc(void *ctx, size_t bytes) { return (void)ctx, malloc(bytes); }
static void *somebody_calloc(void *ctx, size_t count, size_t bytes) { return (void)ctx, calloc(count, bytes); }
static void *somebody_realloc(void *ctx, void *was, size_t bytes) { return (void)ctx, realloc(was, bytes); }

static void somebody_free(void *ctx, void *was, size_t bytes)
{
    (void)ctx, (void)bytes;
    free(was);
}

/* As NEP 49 has it. */
static struct {
    char name[127];
    uint8_t version;
    void *ctx, *(*malloc)(void *, size_t), *(*calloc)(void *, size_t, size_t), *(*realloc)(void *, void *, size_t);
    void (*free)(void *, void *, size_t);
} somebodys = {"somebody's", 1, NULL, somebody_malloc, somebody_calloc, somebody_realloc, somebody_free};

CASE_ALONE(handler_of_somebody_else_stays)
{
    gil_hold hold;
    allocator_begin(-1);
    CHECK_INT(gil_enter(&hold), 0);
    PyObject *capsule = py.PyCapsule_New(&somebodys, "mem_handler", NULL); /* own */
    numpy_replace_handler(capsule);
    py.Py_DecRef(capsule);
    gil_leave(hold);
    allocator_tells("handler_name", "somebody's");

    start_with_pool(64 << 20);

    allocator_tells("handler_name", "somebody's");
}

CASE_ALONE(temporaries_are_kept_and_given_back_when_idle)
{
    allocator_begin(64 << 20);

    CHECK_INT(start_call("makes_temporaries", "detect"), 0);

    CHECK(allocator_pooled() >= 800000);
    CHECK(check_until(allocator_pool_is_empty, NULL));
}

CASE_ALONE(zeros_are_zero_in_used_memory)
{
    allocator_begin(64 << 20);
    CHECK_INT(start_call("makes_temporaries", "zeros_after_use"), 0);
}

CASE_ALONE(arrays_that_grow_and_shrink_keep_their_values)
{
    allocator_begin(64 << 20);
    CHECK_INT(start_call("makes_temporaries", "grows"), 0);
}

CASE_ALONE(array_is_freed_rightly_on_a_thread_of_python)
{
    allocator_begin(64 << 20);
    CHECK_INT(start_call("makes_temporaries", "keeps_one"), 0);
    int64_t before = allocator_pooled();

    CHECK_INT(start_call("makes_temporaries", "frees_it_on_a_python_thread"), 0);

    CHECK(allocator_pooled() >= before + 800000);
}
