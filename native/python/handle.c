#include "python/handle.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "platform/worker.h"

#define HANDLE_BIG_BYTES (1 << 20)

static _Atomic(handle *) queue; /* any thread pushes */
static handle *draining;        /* the GIL guards it */
static atomic_llong live[2];    /* by kind */
static atomic_llong queued;

handle *handle_new(PyObject *object, handle_kind kind, int64_t bytes, size_t struct_bytes)
{
    handle *made = malloc(struct_bytes); /* own: handle_drain */
    if (!made) {
        py.Py_DecRef(object);
        return NULL;
    }
    *made = (handle){NULL, object, bytes, kind, NULL};
    atomic_fetch_add(&live[kind], 1);
    return made;
}

void handle_free(handle *given)
{
    py.Py_DecRef(given->object);
    if (given->extra) py.Py_DecRef(given->extra);
    atomic_fetch_sub(&live[given->kind], 1);
    free(given);
}

void handle_give_back(handle *given)
{
    if (!given->object) { /* plain memory */
        handle_free(given);
        return;
    }
    int urgency = given->bytes >= HANDLE_BIG_BYTES ? WORKER_NOW : WORKER_SOON;
    atomic_fetch_add(&queued, 1);
    given->next = atomic_load(&queue);
    while (!atomic_compare_exchange_weak(&queue, &given->next, given)) {
    }
    worker_wake(urgency); /* not given: it may be gone by now */
}

void handle_drain(int32_t most)
{
    while (most-- > 0) {
        if (!draining) {
            if (!atomic_load_explicit(&queue, memory_order_relaxed)) return; /* the common case costs one load */
            draining = atomic_exchange(&queue, NULL);
            if (!draining) return;
        }
        handle *first = draining; /* own, unlinked before Python runs and may let others in */
        draining = first->next;
        handle_free(first);
        atomic_fetch_sub(&queued, 1);
    }
}

void handle_count(glue_counters *counters)
{
    counters->functions = atomic_load(&live[HANDLE_FUNCTION]);
    counters->results = atomic_load(&live[HANDLE_RESULT]);
    counters->queued = atomic_load(&queued);
}
