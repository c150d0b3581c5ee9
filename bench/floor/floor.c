/* The floor of every benchmark: the same call as a bare C embedding makes it, in the same process, on the same Python. It
 * trusts its input and its result, and Python's headers of this very version. */
#include <Python.h>
#define NPY_NO_DEPRECATED_API NPY_1_7_API_VERSION
#include <numpy/arrayobject.h>

#include <stdint.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

static PyObject *function; /* own, for ever */

/* 0 if module.name is found. */
EXPORT int floor_prepare(const char *module, const char *name)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    PyObject *found = NULL;
    if (_import_array() == 0) {
        PyObject *imported = PyImport_ImportModule(module);
        if (imported) found = PyObject_GetAttrString(imported, name);
        Py_XDECREF(imported);
    }
    Py_XSETREF(function, found);
    PyErr_Clear();
    PyGILState_Release(gil);
    return found ? 0 : -1;
}

/* How many positions the function gave, which go to `into`; negative if the call failed. */
static int64_t floor_call(const double *values, int64_t size, int64_t *into)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    int64_t count = -1;
    npy_intp len = size;
    PyObject *array = PyArray_SimpleNewFromData(1, &len, NPY_DOUBLE, (void *)values);
    PyObject *given[] = {NULL, array};
    PyObject *result = PyObject_Vectorcall(function, given + 1, 1 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    if (result) {
        count = PyArray_SIZE((PyArrayObject *)result);
        memcpy(into, PyArray_DATA((PyArrayObject *)result), (size_t)count * sizeof *into);
        Py_DECREF(result);
    }
    Py_DECREF(array);
    PyGILState_Release(gil);
    return count;
}

/* That call so many times. */
EXPORT int64_t floor_calls(int64_t times, const double *values, int64_t size, int64_t *into)
{
    int64_t count = 0;
    while (times-- > 0) count = floor_call(values, size, into);
    return count;
}
