/* The array that Python gets: made over a caller's memory, and taken back. Everything here needs the GIL. */
#ifndef BORROW_H
#define BORROW_H

#include "python/python_api.h"

/* Finds NumPy's API in the running Python and checks that it is one we know. First of all here; again does nothing. */
int32_t borrow_prepare(glue_error *err);

/* A read-only ndarray over the caller's memory; own. NULL with a Python error pending. */
PyObject *borrow_begin(const glue_array *values);

/* Takes back what borrow_begin gave for these values; steals. The array itself if something else holds it too, or if
 * that cannot be told: own. Else NULL, also for NULL. Runs no Python code before it knows. */
PyObject *borrow_end(PyObject *array, const glue_array *values);

/* The same for an array of any shape. */
PyObject *borrow_begin_nd(const glue_ndarray *values);
PyObject *borrow_end_nd(PyObject *array, const glue_ndarray *values);

/* Does more than one reference hold an array, or the array that it is a view of? 1 also where that cannot be told. */
int borrow_is_shared(PyObject *array);

#endif
