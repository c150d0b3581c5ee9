/* After the call the array's reference count tells whether Python retained it: every view, memoryview, iterator, frame
 * or cycle holds the array, so a count above ours means that the memory must be leased. An array that nobody retained,
 * and that is as it was made, serves the next call: making and freeing one takes a third of what a call costs. */
#include "python/borrow.h"

#include <string.h>

#include "python/error.h"
#include "python/ndarray.h"

#define BORROW_MOST (INT64_MAX / 16) /* elements; NumPy refuses more */

/* What there is for each dtype. */
typedef struct borrow_kind {
    PyArray_Descr *descr; /* own, for ever: NumPy's */
    PyObject *spare;      /* own: the array of the last call, for the next one, or NULL; guarded by the GIL */
} borrow_kind;

static borrow_kind kinds[GLUE_COMPLEX128 + 1];
static PyObject *shared_base;   /* own, for ever: the base of every array that Python has not retained */
static int counts_are_readable; /* an object's count is in its first word, and ndarray's fields are where we think */

/* The low half of the first word: CPython 3.8 to 3.15 on little-endian 64-bit builds with the GIL. */
static uint32_t borrow_count(PyObject *object)
{
    uint32_t count;
    memcpy(&count, object, sizeof count);
    return count;
}

static int borrow_is_aligned(const void *data, int32_t dtype)
{
    return !((uintptr_t)data & ((uintptr_t)ndarray_dtypes[dtype].alignment - 1));
}

/* NumPy itself finds out whether a matrix is contiguous in Fortran's order too. */
static int borrow_flags(const glue_array *values)
{
    int flags = values->columns ? NPY_ARRAY_C_CONTIGUOUS : NPY_ARRAY_C_CONTIGUOUS | NPY_ARRAY_F_CONTIGUOUS;
    return borrow_is_aligned(values->data, values->dtype) ? flags | NPY_ARRAY_ALIGNED : flags;
}

static PyObject *borrow_wrap(const glue_array *values)
{
    int ndim = values->columns ? 2 : 1;
    npy_intp shape[] = {ndim == 1 ? values->size : values->size / values->columns, values->columns};
    return PyArray_New(&PyArray_Type, ndim, shape, ndarray_dtypes[values->dtype].type_num, NULL,
                       (void *)(uintptr_t)values->data, 0, borrow_flags(values), NULL); /* own */
}

static int borrow_layout_is_known(PyObject *array, const glue_array *values)
{
    PyArrayObject_fields *fields = ndarray_fields(array);
    return fields->data == values->data && fields->nd == 1 && fields->dimensions[0] == values->size &&
           fields->base == NULL && fields->descr->type_num == NPY_DOUBLE && array->ob_type == &PyArray_Type &&
           ndarray_is_plain(array);
}

static int borrow_count_is_readable(PyObject *array)
{
    uint32_t before = borrow_count(array);
    py.Py_IncRef(array);
    uint32_t during = borrow_count(array);
    py.Py_DecRef(array);
    return before == 1 && during == 2 && borrow_count(array) == 1;
}

/* Makes the shared base, and looks whether objects here are laid out as in the headers. */
static int32_t borrow_test(glue_error *err)
{
    static const double probe[3] = {1, 2, 3};
    static const glue_array values = {probe, 3, 0, GLUE_FLOAT64, 0};

    PyObject *array = borrow_wrap(&values); /* own */
    if (!array) return error_from_python(err);
    int known = borrow_layout_is_known(array, &values);
    counts_are_readable = borrow_count_is_readable(array);
    py.Py_DecRef(array);
    if (!known) return error_set(err, GLUE_E_LOAD, GLUE_LOAD_LAYOUT);
    for (int32_t dtype = 1; dtype <= GLUE_COMPLEX128; dtype++)
        if (!kinds[dtype].descr) kinds[dtype].descr = PyArray_DescrFromType(ndarray_dtypes[dtype].type_num); /* own */

    /* A base that is no buffer makes NumPy refuse the writeable flag; without one, NumPy up to 2.2 would set it. */
    if (!shared_base) shared_base = py.PyCapsule_New((void *)(uintptr_t)probe, "outliers_native.input", NULL); /* own */
    return shared_base ? GLUE_OK : error_from_python(err);
}

int32_t borrow_prepare(glue_error *err)
{
    if (shared_base) return GLUE_OK;
    int32_t status = ndarray_load(err);
    return status ? status : borrow_test(err);
}

/* Does anything but our one reference hold the array? 1 also where that cannot be told. */
static int borrow_is_retained(PyObject *array) { return !counts_are_readable || borrow_count(array) != 1; }

int borrow_is_shared(PyObject *array)
{
    while (!borrow_is_retained(array)) {
        PyObject *base = ndarray_fields(array)->base; /* borrow */
        if (!base || !ndarray_is(base)) return 0;
        array = base;
    }
    return 1;
}

/* The spare one, over other memory. */
static PyObject *borrow_reuse(const glue_array *values)
{
    PyObject *array = kinds[values->dtype].spare; /* own */
    kinds[values->dtype].spare = NULL;
    ndarray_fields(array)->data = (char *)(uintptr_t)values->data;
    ndarray_fields(array)->dimensions[0] = values->size;
    ndarray_fields(array)->flags = borrow_flags(values);
    return array;
}

/* Steals and returns `array`; NULL for NULL. */
static PyObject *borrow_with_base(PyObject *array)
{
    if (array) {
        py.Py_IncRef(shared_base);
        ndarray_fields(array)->base = shared_base; /* steals */
    }
    return array;
}

PyObject *borrow_begin(const glue_array *values)
{
    PyObject *spare = kinds[values->dtype].spare; /* borrow */
    if (spare && !borrow_is_retained(spare) && !values->columns && values->size <= BORROW_MOST)
        return borrow_reuse(values);
    return borrow_with_base(borrow_wrap(values));
}

/* Is the array what borrow_begin made, to the last field that Python can change? */
static int borrow_is_unchanged(PyObject *array, const glue_array *values)
{
    PyArrayObject_fields *fields = ndarray_fields(array);
    return fields->data == values->data && fields->nd == 1 && fields->dimensions[0] == values->size &&
           fields->strides[0] == ndarray_dtypes[values->dtype].item_bytes && fields->base == shared_base &&
           fields->descr == kinds[values->dtype].descr && fields->flags == borrow_flags(values) &&
           !fields->weakreflist && !ndarray_has_buffer_info(array);
}

PyObject *borrow_end(PyObject *array, const glue_array *values)
{
    if (!array || borrow_is_retained(array)) return array;
    PyObject **spare = &kinds[values->dtype].spare;
    if (!*spare && ndarray_is_exact(array) && borrow_is_unchanged(array, values)) *spare = array;
    else py.Py_DecRef(array);
    return NULL;
}

/* A series without gaps is served by the spare array; NumPy would allocate memory for one without data. */
static int borrow_is_series(const glue_ndarray *values, glue_array *series)
{
    static const double nothing[2];
    if (values->ndim != 1 || values->strides) return 0;
    *series = (glue_array){values->shape[0] ? values->data : nothing, values->shape[0], 0, values->dtype, 0};
    return 1;
}

static int borrow_is_empty(const glue_ndarray *values)
{
    for (int i = 0; i < values->ndim; i++)
        if (!values->shape[i]) return 1;
    return 0;
}

PyObject *borrow_begin_nd(const glue_ndarray *values)
{
    static const double nothing[2];
    glue_array series;
    npy_intp shape[GLUE_DIMENSIONS_MOST], strides[GLUE_DIMENSIONS_MOST];
    if (borrow_is_series(values, &series)) return borrow_begin(&series);
    for (int i = 0; i < values->ndim; i++) {
        shape[i] = values->shape[i];
        if (values->strides) strides[i] = values->strides[i];
    }
    const void *data = borrow_is_empty(values) ? nothing : values->data;
    int flags = NPY_ARRAY_C_CONTIGUOUS; /* given strides, NumPy finds out itself */
    if (borrow_is_aligned(data, values->dtype)) flags |= NPY_ARRAY_ALIGNED;
    return borrow_with_base(PyArray_New(&PyArray_Type, values->ndim, shape, ndarray_dtypes[values->dtype].type_num,
                                        values->strides ? strides : NULL, (void *)(uintptr_t)data, 0, flags, NULL));
}

PyObject *borrow_end_nd(PyObject *array, const glue_ndarray *values)
{
    glue_array series;
    if (borrow_is_series(values, &series)) return borrow_end(array, &series);
    if (!array || borrow_is_retained(array)) return array;
    py.Py_DecRef(array);
    return NULL;
}
