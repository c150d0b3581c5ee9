/* The floor of every benchmark: the same call as a bare C embedding makes it, in the same process, on the same Python. It
 * trusts its input and its result, and Python's and NumPy's headers of these very versions. */
#include <Python.h>
#define NPY_NO_DEPRECATED_API NPY_1_7_API_VERSION
#define NPY_TARGET_VERSION NPY_1_22_API_VERSION
#include <numpy/arrayobject.h>

#include <stdint.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

/* module.name, as floor_calls wants it [own, for ever]; null if it is not found. */
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

/* How many positions the function gave, which go to `into`; negative if the call failed. */
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

/* Has this thread's arrays take their memory by *handler [own], or as NumPy does by itself if that is null, and puts
 * there what was used before [own]: the shim may have given the thread its pool, which a bare embedding has not. */
static void floor_swap_memory(PyObject **handler)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    PyObject *before = PyDataMem_SetHandler(*handler); /* own */
    PyErr_Clear();
    Py_XDECREF(*handler);
    *handler = before;
    PyGILState_Release(gil);
}

/* That call so many times. */
EXPORT int64_t floor_calls(PyObject *function, int64_t times, const double *values, int64_t size, int64_t *into)
{
    PyObject *handler = NULL;
    int64_t count = 0;
    floor_swap_memory(&handler);
    while (times-- > 0) count = floor_call(function, values, size, into);
    floor_swap_memory(&handler);
    return count;
}
