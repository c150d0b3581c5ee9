/* NumPy arrays, looked into. Everything here needs the GIL, and borrow_prepare before. */
#ifndef NDARRAY_H
#define NDARRAY_H

#include "python/python_api.h"

/* What result.c must know of an array before it reads it. */
typedef struct ndarray_view {
    const char *data;
    int64_t size; /* elements of the first dimension */
    int64_t stride_bytes;
    int32_t ndim;
    int32_t item_bytes; /* of the kinds below */
    char kind;          /* 'b' bool, 'i' signed, 'u' unsigned, 0 anything else */
} ndarray_view;

/* An empty int64 array of `size` positions; own. NULL with a Python error pending. */
PyObject *ndarray_new_positions(int64_t size, int64_t **data);

/* Exactly an ndarray; or an instance of a subclass of it. */
int ndarray_is_exact(PyObject *object);
int ndarray_is(PyObject *object);

/* An ndarray itself, aligned, in native byte order. */
int ndarray_is_plain(PyObject *object);

/* The object as a plain ndarray, aligned, in native byte order; own. NULL with a Python error pending. */
PyObject *ndarray_native(PyObject *object);

/* The same, also with its elements one after the other, in C's order. */
PyObject *ndarray_contiguous(PyObject *object);

ndarray_view ndarray_look(PyObject *array);

/* One dimension without any items. */
int ndarray_is_empty_series(PyObject *array);

/* Is it a bool array of the shape of that matrix? */
int ndarray_is_mask_of(PyObject *array, const glue_array *matrix);

#endif
