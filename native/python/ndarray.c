/* Knows ndarray: where it keeps what we read of results, and how one is made for positions. */
#include "python/ndarray.h"

#include <assert.h>

#include "python/numpy_api.h"

/* The headers may have been generated on another machine than the one that we build for: native/cross. */
static_assert(NPY_SIZEOF_LONG == sizeof(long) && NPY_SIZEOF_LONGLONG == sizeof(int64_t), "NumPy's integers");
static_assert(sizeof(npy_intp) == sizeof(int64_t) && sizeof(Py_ssize_t) == sizeof(int64_t), "sizes and strides");

PyObject *ndarray_new_positions(int64_t size, int64_t **data)
{
    npy_intp len = (npy_intp)size;
    PyObject *array = PyArray_New(&PyArray_Type, 1, &len, NPY_INT64, NULL, NULL, 0, 0, NULL); /* own */
    if (array) *data = (int64_t *)(void *)numpy_fields(array)->data;
    return array;
}

int ndarray_is_exact(PyObject *object) { return object->ob_type == &PyArray_Type; } /* borrow_test has looked */
int ndarray_is(PyObject *object)
{
    return ndarray_is_exact(object) || py.PyType_IsSubtype(object->ob_type, &PyArray_Type);
}

#define ARRAY_PLAIN (NPY_ARRAY_ENSUREARRAY | NPY_ARRAY_ALIGNED | NPY_ARRAY_NOTSWAPPED)

int ndarray_is_plain(PyObject *object)
{
    if (!ndarray_is_exact(object) || !(numpy_fields(object)->flags & NPY_ARRAY_ALIGNED)) return 0;
    char order = numpy_fields(object)->descr->byteorder;
    return order == NPY_NATIVE || order == NPY_IGNORE;
}

PyObject *ndarray_native(PyObject *object)
{
    /* Nearly every result is as it should be: no need to ask NumPy, which takes longer than the whole rest. */
    if (ndarray_is_plain(object)) return py.Py_IncRef(object), object;
    return PyArray_CheckFromAny(object, NULL, 0, 0, ARRAY_PLAIN, NULL); /* own; FromAny would pass over NOTSWAPPED */
}

PyObject *ndarray_contiguous(PyObject *object)
{
    return PyArray_CheckFromAny(object, NULL, 0, 0, ARRAY_PLAIN | NPY_ARRAY_C_CONTIGUOUS, NULL); /* own */
}

int ndarray_is_empty_series(PyObject *array)
{
    return numpy_fields(array)->nd == 1 && numpy_fields(array)->dimensions[0] == 0;
}

int ndarray_is_mask_of(PyObject *array, const glue_array *matrix)
{
    PyArrayObject_fields *fields = numpy_fields(array);
    return fields->nd == 2 && fields->dimensions[0] == matrix->size / matrix->columns &&
           fields->dimensions[1] == matrix->columns && fields->descr->type_num == NPY_BOOL;
}

/* NumPy's whole numbers by type number: the descriptor's own item size moved in NumPy 2. */
static const struct {
    char kind;
    int8_t item_bytes;
} ndarray_types[] = {
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

ndarray_view ndarray_look(PyObject *array)
{
    PyArrayObject_fields *fields = numpy_fields(array);
    ndarray_view view = {.data = fields->data, .ndim = fields->nd};
    if (fields->nd > 0) {
        view.size = fields->dimensions[0];
        view.stride_bytes = fields->strides[0];
    }
    size_t type = (size_t)fields->descr->type_num;
    int known = type < sizeof ndarray_types / sizeof *ndarray_types;
    view.kind = known ? ndarray_types[type].kind : 0;
    view.item_bytes = known ? ndarray_types[type].item_bytes : 0;
    return view;
}
