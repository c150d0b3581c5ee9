/* Knows how an allocation is made to fail. The shim's own are wrapped by the linker (--wrap), so that it carries
 * nothing for it; Python's go through the allocators that Python lets be exchanged. */
#include "scarce.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

#include "check.h"
#include "platform/library.h"
#include "python/gil.h"

#define SCARCE_MOST 100000 /* more allocations than any path makes */

static atomic_int shim_left; /* until one fails; 0: none does */
static _Thread_local int python_left;
static atomic_int struck;

static int scarce_fails(void)
{
    if (!atomic_load(&shim_left) || atomic_fetch_sub(&shim_left, 1) != 1) return 0;
    atomic_store(&struck, 1);
    return 1;
}

void scarce_shim(int nth)
{
    atomic_store(&struck, 0);
    atomic_store(&shim_left, nth);
}

void scarce_off(void)
{
    atomic_store(&shim_left, 0);
    python_left = 0;
}

int scarce_has_struck(void) { return atomic_load(&struck); }

void *__real_malloc(size_t bytes);
void *__wrap_malloc(size_t bytes) { return scarce_fails() ? NULL : __real_malloc(bytes); }

void *__real_calloc(size_t count, size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes) { return scarce_fails() ? NULL : __real_calloc(count, bytes); }

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *), void *arg);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *), void *arg)
{
    return scarce_fails() ? EAGAIN : __real_pthread_create(thread, attr, run, arg);
}

int __real_pthread_key_create(pthread_key_t *key, void (*at_end)(void *));
int __wrap_pthread_key_create(pthread_key_t *key, void (*at_end)(void *))
{
    return scarce_fails() ? EAGAIN : __real_pthread_key_create(key, at_end);
}

int __real_pthread_setspecific(pthread_key_t key, const void *value);
int __wrap_pthread_setspecific(pthread_key_t key, const void *value)
{
    return scarce_fails() ? ENOMEM : __real_pthread_setspecific(key, value);
}

/* PyMemAllocatorEx, which the limited API leaves out. */
typedef struct scarce_allocator {
    void *ctx;
    void *(*malloc)(void *ctx, size_t bytes);
    void *(*calloc)(void *ctx, size_t count, size_t bytes);
    void *(*realloc)(void *ctx, void *was, size_t bytes);
    void (*free)(void *ctx, void *was);
} scarce_allocator;

static scarce_allocator python[3]; /* Python's own, by domain: raw, mem, object */

static int scarce_python_fails(void)
{
    if (!python_left || --python_left) return 0;
    atomic_store(&struck, 1);
    return 1;
}

static void *scarce_malloc(void *ctx, size_t bytes)
{
    scarce_allocator *own = ctx;
    return scarce_python_fails() ? NULL : own->malloc(own->ctx, bytes);
}

static void *scarce_calloc(void *ctx, size_t count, size_t bytes)
{
    scarce_allocator *own = ctx;
    return scarce_python_fails() ? NULL : own->calloc(own->ctx, count, bytes);
}

static void *scarce_realloc(void *ctx, void *was, size_t bytes)
{
    scarce_allocator *own = ctx;
    return scarce_python_fails() ? NULL : own->realloc(own->ctx, was, bytes);
}

static void scarce_free(void *ctx, void *was)
{
    scarce_allocator *own = ctx;
    own->free(own->ctx, was);
}

void scarce_python(int nth)
{
    void (*get)(int, scarce_allocator *) = (void (*)(int, scarce_allocator *))library_find_global("PyMem_GetAllocator");
    void (*set)(int, scarce_allocator *) = (void (*)(int, scarce_allocator *))library_find_global("PyMem_SetAllocator");
    CHECK(get && set);
    gil_hold hold;
    CHECK_INT(gil_enter(&hold), 0);
    for (int domain = 1; domain < 3 && !python[domain].malloc; domain++) {
        get(domain, &python[domain]);
        scarce_allocator ours = {&python[domain], scarce_malloc, scarce_calloc, scarce_realloc, scarce_free};
        set(domain, &ours);
    }
    gil_leave(hold);
    atomic_store(&struck, 0);
    python_left = nth;
}

int scarce_each(void (*make_fail)(int nth), void (*path)(void))
{
    for (int nth = 1; nth < SCARCE_MOST; nth++) {
        make_fail(nth);
        path();
        int has_struck = scarce_has_struck();
        scarce_off();
        if (!has_struck) return nth - 1;
    }
    return -1;
}
