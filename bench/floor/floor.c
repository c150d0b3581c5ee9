/* The floor that the benchmarks compare with: the call of a Python function as a bare C embedding makes it. It checks
 * nothing, and is compiled for the very Python and NumPy that run it. */
#include <Python.h>
#define NPY_NO_DEPRECATED_API NPY_1_7_API_VERSION
#include <numpy/arrayobject.h>

#include <stdint.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

/* Imports module.name for floor_calls; null if that fails. [own], never freed. */
EXPORT PyObject *floor_prepare(const char *module, const char *name)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    PyObject *function = NULL;
    if (_import_array() == 0) {
        PyObject *imported = PyImport_ImportModule(module);
        if (imported) function = PyObject_GetAttrString(imported, name);
        Py_XDECREF(imported);
    }
    PyErr_Clear();
    PyGILState_Release(gil);
    return function;
}

/* Calls the function and copies the positions that it returns to `into`. Returns their number, or -1 if the call
 * failed. */
static int64_t floor_call(PyObject *function, const double *values, int64_t size, int64_t *into)
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

/* Makes that call `times` times; returns the number of positions of the last one. */
EXPORT int64_t floor_calls(PyObject *function, int64_t times, const double *values, int64_t size, int64_t *into)
{
    int64_t count = 0;
    while (times-- > 0) count = floor_call(function, values, size, into);
    return count;
}
