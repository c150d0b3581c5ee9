/* Knows that a pin lives as long as a Python reference: a capsule in the place of the array's base holds it, every view
 * holds the array, and the capsule's destructor gives the pin back. */
#include "lease.h"

#include <stdatomic.h>

#include "array.h"

#define LEASE_NAME "outliers_native.lease"

static atomic_llong live, leaked;

static void lease_ended(PyObject *capsule)
{
    glue_release release = (glue_release)py.PyCapsule_GetContext(capsule);
    release(py.PyCapsule_GetPointer(capsule, LEASE_NAME));
    atomic_fetch_sub(&live, 1);
}

void lease_leak(void) { atomic_fetch_add(&leaked, 1); }

void lease_attach(PyObject *array, void *pin, glue_release release)
{
    PyObject *owner = py.PyCapsule_New(pin, LEASE_NAME, lease_ended); /* own */
    if (owner) {
        py.PyCapsule_SetContext(owner, (void *)release);
        atomic_fetch_add(&live, 1);
        array_set_owner(array, owner); /* steals owner */
    } else {
        py.PyErr_Clear();
        lease_leak();
    }
    py.Py_DecRef(array);
}

void lease_count(glue_counters *counters)
{
    counters->leases = atomic_load(&live);
    counters->leaked = atomic_load(&leaked);
}
