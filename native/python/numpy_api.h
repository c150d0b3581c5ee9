/* NumPy's C API: its headers, and the table that its macros go through. Everything here needs the GIL. */
#ifndef NUMPY_API_H
#define NUMPY_API_H

#include "python/python_api.h"

#define NPY_NO_DEPRECATED_API NPY_1_7_API_VERSION
#define PY_ARRAY_UNIQUE_SYMBOL glue_numpy_api
#define NO_IMPORT_ARRAY /* import_array() of NumPy 1 headers refuses NumPy 2; numpy_api_load does not */
#include <numpy/ndarrayobject.h>

extern void **glue_numpy_api;

static inline PyArrayObject_fields *numpy_fields(PyObject *array) { return (PyArrayObject_fields *)array; }

/* Finds the table in the running Python, and checks that it is one we know. */
int32_t numpy_api_load(glue_error *err);

/* Has anybody ever asked for the array's buffer, which NumPy then remembers? 1 also where that cannot be told: before
 * NumPy 1.20, which remembers elsewhere. */
int numpy_has_buffer_info(PyObject *array);

/* Has this thread's new arrays take their memory from a handler, a capsule of NEP 49, where NumPy's own is in force.
 * NumPy before 1.22 has no handlers: then nothing happens, nor if memory is short. */
void numpy_replace_handler(PyObject *handler);

#endif
