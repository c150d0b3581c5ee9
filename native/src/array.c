/* Knows ndarray: how one is made over a caller's memory, which flags that takes, and where it keeps what we read. */
#include "array.h"

#include <assert.h>
#include <string.h>

#include "error.h"
#include "numpy_api.h"

/* The headers may have been generated on another machine than the one that we build for: native/cross. */
static_assert(NPY_SIZEOF_LONG == sizeof(long) && NPY_SIZEOF_LONGLONG == sizeof(int64_t), "NumPy's integers");
static_assert(sizeof(npy_intp) == sizeof(int64_t) && sizeof(Py_ssize_t) == sizeof(int64_t), "sizes and strides");

static PyObject *shared_base;   /* own, for ever: the base of every array that Python has not kept */
static int counts_are_readable; /* an object's count is in its first word, and ndarray's fields are where we think */

static PyArrayObject_fields *array_fields(PyObject *array) { return (PyArrayObject_fields *)array; }

/* The low half of the first word: CPython 3.8 to 3.15 on little-endian 64-bit builds with the GIL. */
static uint32_t array_count(PyObject *object)
{
    uint32_t count;
    memcpy(&count, object, sizeof count);
    return count;
}

static PyObject *array_wrap(const glue_array *values)
{
    assert(values->dtype == GLUE_FLOAT64);
    int ndim = values->columns ? 2 : 1;
    npy_intp shape[] = {ndim == 1 ? values->size : values->size / values->columns, values->columns};
    int flags = NPY_ARRAY_C_CONTIGUOUS; /* NumPy itself finds out whether a matrix is the other one too */
    if (ndim == 1) flags |= NPY_ARRAY_F_CONTIGUOUS;
    if ((uintptr_t)values->data % sizeof(double) == 0) flags |= NPY_ARRAY_ALIGNED;
    return PyArray_New(&PyArray_Type, ndim, shape, NPY_DOUBLE, NULL, (void *)(uintptr_t)values->data, 0, flags,
                       NULL); /* own */
}

static int array_is_plain(PyObject *object);

static int array_layout_is_known(PyObject *array, const glue_array *values)
{
    PyArrayObject_fields *fields = array_fields(array);
    return fields->data == values->data && fields->nd == 1 && fields->dimensions[0] == values->size &&
           fields->base == NULL && fields->descr->type_num == NPY_DOUBLE && array->ob_type == &PyArray_Type &&
           array_is_plain(array);
}

static int array_count_is_readable(PyObject *array)
{
    uint32_t before = array_count(array);
    py.Py_IncRef(array);
    uint32_t during = array_count(array);
    py.Py_DecRef(array);
    return before == 1 && during == 2 && array_count(array) == 1;
}

/* Makes the shared base, and looks whether objects here are laid out as in the headers. */
static int32_t array_test(glue_error *err)
{
    static const double probe[3] = {1, 2, 3};
    static const glue_array values = {probe, 3, 0, GLUE_FLOAT64, 0};

    PyObject *array = array_wrap(&values); /* own */
    if (!array) return error_from_python(err);
    int known = array_layout_is_known(array, &values);
    counts_are_readable = array_count_is_readable(array);
    py.Py_DecRef(array);
    if (!known)
        return error_set(err, GLUE_E_LOAD, "this Python lays out its objects in an unknown way; use a standard build");

    /* A base that is no buffer makes NumPy refuse the writeable flag; without one, NumPy up to 2.2 would set it. */
    if (!shared_base) shared_base = py.PyCapsule_New((void *)(uintptr_t)probe, "outliers_native.input", NULL); /* own */
    return shared_base ? GLUE_OK : error_from_python(err);
}

int32_t array_import(glue_error *err)
{
    if (shared_base) return GLUE_OK;
    int32_t status = numpy_api_load(err);
    return status ? status : array_test(err);
}

PyObject *array_borrow(const glue_array *values)
{
    PyObject *array = array_wrap(values); /* own */
    if (array) {
        py.Py_IncRef(shared_base);
        array_fields(array)->base = shared_base; /* steals */
    }
    return array;
}

int64_t array_bytes(PyObject *array)
{
    int64_t bytes = sizeof(double);
    for (int i = 0; i < array_fields(array)->nd; i++) bytes *= array_fields(array)->dimensions[i]; /* may be reshaped */
    return bytes;
}

int array_is_kept(PyObject *array) { return !counts_are_readable || array_count(array) != 1; }

PyObject *array_new_positions(int64_t size, int64_t **data)
{
    npy_intp len = (npy_intp)size;
    PyObject *array = PyArray_New(&PyArray_Type, 1, &len, NPY_INT64, NULL, NULL, 0, 0, NULL); /* own */
    if (array) *data = (int64_t *)(void *)array_fields(array)->data;
    return array;
}

int array_is_exact(PyObject *object) { return object->ob_type == &PyArray_Type; } /* array_test has looked */
int array_is(PyObject *object) { return array_is_exact(object) || py.PyType_IsSubtype(object->ob_type, &PyArray_Type); }

#define ARRAY_PLAIN (NPY_ARRAY_ENSUREARRAY | NPY_ARRAY_ALIGNED | NPY_ARRAY_NOTSWAPPED)

/* Nearly every result is as it should be: no need to ask NumPy, which takes longer than the whole rest. */
static int array_is_plain(PyObject *object)
{
    if (!array_is_exact(object) || !(array_fields(object)->flags & NPY_ARRAY_ALIGNED)) return 0;
    char order = array_fields(object)->descr->byteorder;
    return order == NPY_NATIVE || order == NPY_IGNORE;
}

PyObject *array_native(PyObject *object)
{
    if (array_is_plain(object)) return py.Py_IncRef(object), object;
    return PyArray_CheckFromAny(object, NULL, 0, 0, ARRAY_PLAIN, NULL); /* own; FromAny would pass over NOTSWAPPED */
}

PyObject *array_contiguous(PyObject *object)
{
    return PyArray_CheckFromAny(object, NULL, 0, 0, ARRAY_PLAIN | NPY_ARRAY_C_CONTIGUOUS, NULL); /* own */
}

int array_is_empty_series(PyObject *array)
{
    return array_fields(array)->nd == 1 && array_fields(array)->dimensions[0] == 0;
}

int array_is_mask_of(PyObject *array, const glue_array *matrix)
{
    PyArrayObject_fields *fields = array_fields(array);
    return fields->nd == 2 && fields->dimensions[0] == matrix->size / matrix->columns &&
           fields->dimensions[1] == matrix->columns && fields->descr->type_num == NPY_BOOL;
}

/* NumPy's whole numbers by type number: the descriptor's own item size moved in NumPy 2. */
static const struct {
    char kind;
    int8_t item_bytes;
} array_types[] = {
    [NPY_BOOL] = {'b', 1},
    [NPY_BYTE] = {'i', 1},
    [NPY_UBYTE] = {'u', 1},
    [NPY_SHORT] = {'i', sizeof(npy_short)},
    [NPY_USHORT] = {'u', sizeof(npy_short)},
    [NPY_INT] = {'i', sizeof(npy_int)},
    [NPY_UINT] = {'u', sizeof(npy_int)},
    [NPY_LONG] = {'i', sizeof(npy_long)},
    [NPY_ULONG] = {'u', sizeof(npy_long)},
    [NPY_LONGLONG] = {'i', sizeof(npy_longlong)},
    [NPY_ULONGLONG] = {'u', sizeof(npy_longlong)},
};

array_view array_look(PyObject *array)
{
    PyArrayObject_fields *fields = array_fields(array);
    array_view view = {.data = fields->data, .ndim = fields->nd};
    if (fields->nd > 0) {
        view.size = fields->dimensions[0];
        view.stride_bytes = fields->strides[0];
    }
    size_t type = (size_t)fields->descr->type_num;
    int known = type < sizeof array_types / sizeof *array_types;
    view.kind = known ? array_types[type].kind : 0;
    view.item_bytes = known ? array_types[type].item_bytes : 0;
    return view;
}
