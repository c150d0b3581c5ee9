/* A weak reference to the array lives as long as the lease, and owns its callback until the array dies, which is after
 * the last view, buffer and iterator. The callback owns a capsule, and the capsule's destructor ends the lease: the
 * callback itself does nothing, since Python may call it at any time, and may fail to call it where its recursion is at
 * the limit. Nothing that Python can do to the array while it lives, such as __setstate__, which drops its base, ends
 * the lease. */
#include "python/lease.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "platform/fork.h"
#include "python/ndarray.h"
#include "platform/worker.h"

#define LEASE_NAME "outliers_native.lease"

typedef struct lease {
    void *pin; /* own, until release(pin) */
    glue_release release;
    int64_t bytes;   /* of the array */
    PyObject *watch; /* own: the weak reference to the array; NULL before the lease has begun */
} lease;

static atomic_llong live, leaked;
static atomic_llong live_bytes;
static atomic_llong bound = 64 << 20;         /* bytes; set by the user */
static atomic_llong collect_above = 64 << 20; /* live bytes: the bound, or twice what the last round left */

/* From how many live bytes on the garbage collector is run next: the bound, or twice what is held on purpose. */
static int64_t lease_next_collect_above(void)
{
    int64_t twice = atomic_load(&live_bytes) * 2, least = atomic_load(&bound);
    return twice > least ? twice : least;
}

static PyObject *lease_array_died(PyObject *capsule, PyObject *reference)
{
    (void)capsule, (void)reference;
    PyObject *none = (PyObject *)py._Py_NoneStruct;
    py.Py_IncRef(none);
    return none;
}

static void lease_end(PyObject *capsule)
{
    lease *ending = py.PyCapsule_GetPointer(capsule, LEASE_NAME); /* own: the capsule's */
    if (ending->watch) {                                          /* else it has never begun */
        if (!fork_is_child()) ending->release(ending->pin); /* .NET is dead in a child, and the pin is the parent's */
        atomic_fetch_sub(&live_bytes, ending->bytes);
        atomic_fetch_sub(&live, 1);
        int64_t enough = lease_next_collect_above();
        if (enough < atomic_load(&collect_above)) atomic_store(&collect_above, enough); /* a peak is over */
        py.Py_DecRef(ending->watch);
    }
    free(ending);
}

void lease_leak(void) { atomic_fetch_add(&leaked, 1); }

/* The weak reference that holds `made`; own. NULL with a Python error pending, and `made` is freed. */
static PyObject *lease_watch(PyObject *array, lease *made)
{
    static PyMethodDef method = {"array_died", lease_array_died, METH_O, NULL};
    PyObject *capsule = py.PyCapsule_New(made, LEASE_NAME, lease_end); /* own */
    if (!capsule) free(made);
    PyObject *callback = capsule ? py.PyCFunction_NewEx(&method, capsule, NULL) : NULL; /* own */
    PyObject *reference = callback ? py.PyWeakref_NewRef(array, callback) : NULL;       /* own */
    py.Py_DecRef(callback);
    py.Py_DecRef(capsule);
    return reference;
}

void lease_attach(PyObject *array, void *pin, glue_release release)
{
    lease *made = malloc(sizeof *made); /* own: lease_watch */
    PyObject *reference = NULL;
    if (made) {
        *made = (lease){pin, release, ndarray_extent_bytes(array), NULL};
        reference = lease_watch(array, made);
    }
    if (reference) {
        made->watch = reference; /* own: lease_end */
        atomic_fetch_add(&live, 1);
        if (atomic_fetch_add(&live_bytes, made->bytes) + made->bytes > atomic_load(&collect_above))
            worker_wake(WORKER_NOW);
    } else {
        py.PyErr_Clear();
        lease_leak();
    }
    py.Py_DecRef(array);
}

void lease_set_collect_above(int64_t bytes)
{
    atomic_store(&bound, bytes);
    atomic_store(&collect_above, bytes);
}

/* Python's gc counts objects: it cannot see how large the arrays in a cycle are. */
void lease_collect(void)
{
    if (atomic_load(&live_bytes) <= atomic_load(&collect_above)) return;
    PyObject *gc = py.PyImport_ImportModule("gc");                                     /* own */
    PyObject *collect = gc ? py.PyObject_GetAttrString(gc, "collect") : NULL;          /* own */
    PyObject *count = collect ? py.PyObject_CallFunctionObjArgs(collect, NULL) : NULL; /* own */
    py.PyErr_Clear();
    py.Py_DecRef(count);
    py.Py_DecRef(collect);
    py.Py_DecRef(gc);
    /* What is left is held on purpose: the next round comes when it has doubled. */
    atomic_store(&collect_above, lease_next_collect_above());
}

void lease_count(glue_counters *counters)
{
    counters->leases = atomic_load(&live);
    counters->leaked = atomic_load(&leaked);
}
