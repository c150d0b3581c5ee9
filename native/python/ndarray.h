/* NumPy's C API: its headers, the table that its macros go through, and arrays looked into. Everything here needs the
 * GIL. */
#ifndef NDARRAY_H
#define NDARRAY_H

#include "python/python_api.h"

#define NPY_NO_DEPRECATED_API NPY_1_7_API_VERSION
#define PY_ARRAY_UNIQUE_SYMBOL glue_numpy_api
#define NO_IMPORT_ARRAY /* import_array() of NumPy 1 headers refuses NumPy 2; ndarray_load does not */
#include <numpy/ndarrayobject.h>

extern void **glue_numpy_api;

/* What a reader must know of an array. */
typedef struct ndarray_view {
    const char *data;
    int64_t size; /* elements of the first dimension */
    int64_t stride_bytes;
    int32_t ndim;
    int32_t item_bytes; /* of the kinds below */
    char kind;          /* 'b' bool, 'i' signed, 'u' unsigned, 0 anything else */
} ndarray_view;

/* One of the dtypes of glue.h. */
typedef struct ndarray_dtype {
    int8_t type_num;   /* NumPy's */
    char kind;         /* as above, and 'f' float, 'c' complex */
    int8_t item_bytes; /* the descriptor's own item size moved in NumPy 2 */
    int8_t alignment;  /* bytes */
    int8_t digits;     /* binary digits of an integer that it represents exactly */
} ndarray_dtype;

extern const ndarray_dtype ndarray_dtypes[GLUE_COMPLEX128 + 1]; /* by their constants in glue.h */

static inline PyArrayObject_fields *ndarray_fields(PyObject *array) { return (PyArrayObject_fields *)array; }

/* Finds the table in the running Python and checks that it is one we know. First of all here; again does nothing. */
int32_t ndarray_load(glue_error *err);

/* Exactly an ndarray; or an instance of a subclass of it. */
static inline int ndarray_is_exact(PyObject *object) { return object->ob_type == &PyArray_Type; }
int ndarray_is(PyObject *object);

/* An ndarray itself, aligned, in native byte order. */
int ndarray_is_plain(PyObject *object);

/* The object as a plain ndarray, aligned, in native byte order; own. NULL with a Python error pending. */
PyObject *ndarray_native(PyObject *object);

/* The same, also with its elements one after the other, in C's order. */
PyObject *ndarray_contiguous(PyObject *object);

/* The constant in glue.h for its dtype, whatever its byte order; 0 if it has none. */
int32_t ndarray_dtype_of(PyObject *array);

/* Does the second dtype represent every value of the first? */
int ndarray_is_exact_in(int32_t from, int32_t to);

/* The same as ndarray_contiguous, also of that dtype, if ndarray_is_exact_in. */
PyObject *ndarray_typed(PyObject *object, int32_t dtype);

/* A copy of its own memory, in C's order; own. NULL with a Python error pending. */
PyObject *ndarray_copy(PyObject *array);

/* Is it a number of Python's, or a scalar of NumPy's? */
int ndarray_is_number(PyObject *object);

/* Is it a numpy.ma array? The data under its mask would count as elements. */
int ndarray_is_masked(PyObject *array);

/* From the first byte of its elements to the last. */
int64_t ndarray_extent_bytes(PyObject *array);

ndarray_view ndarray_look(PyObject *array);

/* Is it a bool array of the shape of that matrix? */
int ndarray_is_mask_of(PyObject *array, const glue_array *matrix);

/* Has anybody ever asked for the array's buffer, which NumPy then remembers? 1 also where that cannot be told: before
 * NumPy 1.20, which remembers elsewhere. */
int ndarray_has_buffer_info(PyObject *array);

#endif
