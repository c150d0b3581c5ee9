/* After the call the array's reference count tells whether Python retained it: every view, memoryview, iterator, frame
 * or cycle holds the array, so a count above ours means that the memory must be leased. An array that nobody retained,
 * and that is as it was made, serves the next call: making and freeing one takes a third of what a call costs. */
#include "python/borrow.h"

#include <assert.h>
#include <string.h>

#include "python/error.h"
#include "python/ndarray.h"

#define BORROW_MOST (INT64_MAX / (int64_t)sizeof(double)) /* NumPy refuses more */

static PyObject *shared_base;   /* own, for ever: the base of every array that Python has not retained */
static PyArray_Descr *float64;  /* borrow: NumPy's, for ever */
static PyObject *spare;         /* own: the array of the last call, for the next one, or NULL; guarded by the GIL */
static int counts_are_readable; /* an object's count is in its first word, and ndarray's fields are where we think */

/* The low half of the first word: CPython 3.8 to 3.15 on little-endian 64-bit builds with the GIL. */
static uint32_t borrow_count(PyObject *object)
{
    uint32_t count;
    memcpy(&count, object, sizeof count);
    return count;
}

/* NumPy itself finds out whether a matrix is contiguous in Fortran's order too. */
static int borrow_flags(const glue_array *values)
{
    int flags = values->columns ? NPY_ARRAY_C_CONTIGUOUS : NPY_ARRAY_C_CONTIGUOUS | NPY_ARRAY_F_CONTIGUOUS;
    return (uintptr_t)values->data % sizeof(double) ? flags : flags | NPY_ARRAY_ALIGNED;
}

static PyObject *borrow_wrap(const glue_array *values)
{
    assert(values->dtype == GLUE_FLOAT64);
    int ndim = values->columns ? 2 : 1;
    npy_intp shape[] = {ndim == 1 ? values->size : values->size / values->columns, values->columns};
    return PyArray_New(&PyArray_Type, ndim, shape, NPY_DOUBLE, NULL, (void *)(uintptr_t)values->data, 0,
                       borrow_flags(values), NULL); /* own */
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
    if (known) float64 = ndarray_fields(array)->descr;
    py.Py_DecRef(array);
    if (!known) return error_set(err, GLUE_E_LOAD, GLUE_LOAD_LAYOUT);

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

/* The spare one, over other memory. */
static PyObject *borrow_reuse(const glue_array *values)
{
    PyObject *array = spare; /* own */
    spare = NULL;
    ndarray_fields(array)->data = (char *)(uintptr_t)values->data;
    ndarray_fields(array)->dimensions[0] = values->size;
    ndarray_fields(array)->flags = borrow_flags(values);
    return array;
}

PyObject *borrow_begin(const glue_array *values)
{
    if (spare && !borrow_is_retained(spare) && !values->columns && values->size <= BORROW_MOST)
        return borrow_reuse(values);
    PyObject *array = borrow_wrap(values); /* own */
    if (array) {
        py.Py_IncRef(shared_base);
        ndarray_fields(array)->base = shared_base; /* steals */
    }
    return array;
}

int64_t borrow_bytes(PyObject *array)
{
    int64_t bytes = sizeof(double);
    for (int i = 0; i < ndarray_fields(array)->nd; i++)
        bytes *= ndarray_fields(array)->dimensions[i]; /* may be reshaped */
    return bytes;
}

/* Is the array what borrow_begin made, to the last field that Python can change? */
static int borrow_is_unchanged(PyObject *array, const glue_array *values)
{
    PyArrayObject_fields *fields = ndarray_fields(array);
    return fields->data == values->data && fields->nd == 1 && fields->dimensions[0] == values->size &&
           fields->strides[0] == sizeof(double) && fields->base == shared_base && fields->descr == float64 &&
           fields->flags == borrow_flags(values) && !fields->weakreflist && !ndarray_has_buffer_info(array);
}

PyObject *borrow_end(PyObject *array, const glue_array *values)
{
    if (!array || borrow_is_retained(array)) return array;
    if (!spare && ndarray_is_exact(array) && borrow_is_unchanged(array, values)) spare = array;
    else py.Py_DecRef(array);
    return NULL;
}
