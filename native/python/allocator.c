/* Knows what a memory handler of NumPy's looks like (NEP 49), and on which threads ours is set. It is a context
 * variable, so that each thread state has its own. An array carries the handler that it was made with: it is freed
 * rightly on any thread, and whatever is set there. Threads that Python starts have contexts of their own, and so
 * NumPy's handler. */
#include "python/allocator.h"

#include "python/gil.h"
#include "python/numpy_api.h"
#include "platform/pool.h"

/* PyDataMem_Handler, which headers before 1.22 do not have. */
typedef struct allocator_handler {
    char name[127];
    uint8_t version;
    void *ctx;
    void *(*malloc)(void *ctx, size_t bytes);
    void *(*calloc)(void *ctx, size_t count, size_t bytes);
    void *(*realloc)(void *ctx, void *was, size_t bytes);
    void (*free)(void *ctx, void *was, size_t bytes);
} allocator_handler;

static void *allocator_malloc(void *ctx, size_t bytes) { return (void)ctx, pool_malloc(bytes); }
static void *allocator_calloc(void *ctx, size_t count, size_t bytes) { return (void)ctx, pool_calloc(count, bytes); }
static void *allocator_realloc(void *ctx, void *was, size_t bytes) { return (void)ctx, pool_realloc(was, bytes); }

/* `bytes` may be wrong: code that sets an array's data by itself need not keep its size. */
static void allocator_free(void *ctx, void *was, size_t bytes)
{
    (void)ctx, (void)bytes;
    pool_free(was);
}

/* Never freed: arrays point here. */
static allocator_handler handler = {
    "outliers_native.pool", 1, NULL, allocator_malloc, allocator_calloc, allocator_realloc, allocator_free,
};

static void allocator_use(void)
{
    static PyObject *capsule; /* own, for ever */
    if (!pool_is_on()) return;
    if (!capsule) capsule = py.PyCapsule_New(&handler, "mem_handler", NULL); /* own */
    if (capsule) numpy_replace_handler(capsule);
    else py.PyErr_Clear();
}

void allocator_start(void)
{
    gil_at_new_state(allocator_use);
    allocator_use();
}
