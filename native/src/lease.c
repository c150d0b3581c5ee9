/* Knows that a pin lives as long as a Python reference. A weak reference to the array tells of its end: every view,
 * buffer and iterator holds the array, and nothing that Python can do to the array while it lives, such as
 * __setstate__, which drops its base, ends the lease. */
#include "lease.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "array.h"
#include "copy.h"
#include "service.h"

#define LEASE_NAME "outliers_native.lease"

typedef struct lease {
    void *pin; /* own, until release(pin) */
    glue_release release;
    int64_t bytes;   /* of the array */
    PyObject *ended; /* own: the weak reference to the array, until the array has died */
} lease;

static atomic_llong live, leaked;
static atomic_llong live_bytes;
static atomic_llong bound = 64 << 20;         /* bytes; set by the user */
static atomic_llong collect_above = 64 << 20; /* live bytes: the bound, or twice what the last round left */

static int lease_array_is_gone(PyObject *reference)
{
    PyObject *array = py.PyObject_CallFunctionObjArgs(reference, NULL); /* own */
    int gone = array == (PyObject *)py._Py_NoneStruct;
    py.Py_DecRef(array);
    py.PyErr_Clear();
    return gone;
}

/* From how many live bytes on the garbage collector is run: the bound, or twice what is held on purpose. */
static int64_t lease_twice_live(void)
{
    int64_t twice = atomic_load(&live_bytes) * 2, least = atomic_load(&bound);
    return twice > least ? twice : least;
}

/* Python calls this when the array dies; it may be called by anybody at any time, with anything. */
static PyObject *lease_ended(PyObject *capsule, PyObject *reference)
{
    lease *ending = py.PyCapsule_GetPointer(capsule, LEASE_NAME); /* own: the capsule's */
    if (!ending) return NULL;
    PyObject *none = (PyObject *)py._Py_NoneStruct;
    if (reference == ending->ended && lease_array_is_gone(reference)) {
        ending->ended = NULL;
        if (!copy_is_here()) ending->release(ending->pin); /* .NET is dead in a copy, and the pin was the original's */
        atomic_fetch_sub(&live_bytes, ending->bytes);
        atomic_fetch_sub(&live, 1);
        int64_t enough = lease_twice_live();
        if (enough < atomic_load(&collect_above)) atomic_store(&collect_above, enough); /* a peak is over */
        py.Py_DecRef(reference); /* the last act: it holds the capsule */
    }
    py.Py_IncRef(none);
    return none;
}

static void lease_free(PyObject *capsule) { free(py.PyCapsule_GetPointer(capsule, LEASE_NAME)); }

void lease_leak(void) { atomic_fetch_add(&leaked, 1); }

/* The weak reference that ends `made`; own. NULL with a Python error pending, and `made` is freed. */
static PyObject *lease_watch(PyObject *array, lease *made)
{
    static PyMethodDef method = {"ended", lease_ended, METH_O, NULL};
    PyObject *capsule = py.PyCapsule_New(made, LEASE_NAME, lease_free); /* own */
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
        *made = (lease){pin, release, array_bytes(array), NULL};
        reference = lease_watch(array, made);
    }
    if (reference) {
        made->ended = reference; /* own: lease_ended */
        atomic_fetch_add(&live, 1);
        if (atomic_fetch_add(&live_bytes, made->bytes) + made->bytes > atomic_load(&collect_above))
            service_wake(SERVICE_NOW);
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
    atomic_store(&collect_above, lease_twice_live());
}

void lease_count(glue_counters *counters)
{
    counters->leases = atomic_load(&live);
    counters->leaked = atomic_load(&leaked);
}
