/* NumPy arrays, looked into. Everything here needs the GIL, and input_prepare before. */
#ifndef ARRAY_H
#define ARRAY_H

#include "python_api.h"

/* What result.c must know of an array before it reads it. */
typedef struct array_view {
    const char *data;
    int64_t size; /* elements of the first dimension */
    int64_t stride_bytes;
    int32_t ndim;
    int32_t item_bytes; /* of the kinds below */
    char kind;          /* 'b' bool, 'i' signed, 'u' unsigned, 0 anything else */
} array_view;

/* An empty int64 array of `size` positions; own. NULL with a Python error pending. */
PyObject *array_new_positions(int64_t size, int64_t **data);

/* Exactly an ndarray; or an instance of a subclass of it. */
int array_is_exact(PyObject *object);
int array_is(PyObject *object);

/* An ndarray itself, aligned, in native byte order. */
int array_is_plain(PyObject *object);

/* The object as a plain ndarray, aligned, in native byte order; own. NULL with a Python error pending. */
PyObject *array_native(PyObject *object);

/* The same, also with its elements one after the other, in C's order. */
PyObject *array_contiguous(PyObject *object);

array_view array_look(PyObject *array);

/* One dimension without any items. */
int array_is_empty_series(PyObject *array);

/* Is it a bool array of the shape of that matrix? */
int array_is_mask_of(PyObject *array, const glue_array *matrix);

#endif
