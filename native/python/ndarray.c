#include "python/ndarray.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "python/error.h"

/* The headers may have been generated on another machine than the one that we build for: native/cross. */
static_assert(NPY_SIZEOF_LONG == sizeof(long) && NPY_SIZEOF_LONGLONG == sizeof(int64_t), "NumPy's integers");
static_assert(sizeof(npy_intp) == sizeof(int64_t) && sizeof(Py_ssize_t) == sizeof(int64_t), "sizes and strides");

/* The slots behind these macros are the same in NumPy 1.19 to 2.4: PyArray_GetNDArrayCVersion,
 * PyArray_GetNDArrayCFeatureVersion, PyArray_Type, PyGenericArrType_Type, PyArray_New, PyArray_CheckFromAny,
 * PyArray_DescrFromType, PyArray_NewCopy. Others moved in 2.0: check before using one more. */
void **glue_numpy_api;

#define NUMPY_ABI_1 0x01000009u
#define NUMPY_ABI_2 0x02000000u

/* Behind the weak references, from 1.20 to 2.4; older headers do not have the field. */
#define NUMPY_FEATURES_WITH_BUFFER_INFO 0x0eu
#define NUMPY_BUFFER_INFO (offsetof(PyArrayObject_fields, weakreflist) + sizeof(PyObject *))
static int buffer_info_is_known;

static void *ndarray_find_table(void)
{
    static const char *const modules[] = {"numpy._core._multiarray_umath", "numpy.core._multiarray_umath"};
    for (int i = 0; i < 2; i++) {
        PyObject *module = py.PyImport_ImportModule(modules[i]);                             /* own */
        PyObject *capsule = module ? py.PyObject_GetAttrString(module, "_ARRAY_API") : NULL; /* own */
        void *api = capsule ? py.PyCapsule_GetPointer(capsule, NULL) : NULL;
        py.Py_DecRef(capsule);
        py.Py_DecRef(module);
        if (api) return api;
        if (i == 0) py.PyErr_Clear();
    }
    return NULL;
}

int32_t ndarray_load(glue_error *err)
{
    PyObject *numpy = py.PyImport_ImportModule("numpy"); /* own; fails in NumPy's own words */
    if (numpy) glue_numpy_api = ndarray_find_table();
    py.Py_DecRef(numpy);
    if (!glue_numpy_api) {
        error_from_python(err);
        return error_set(err, GLUE_E_LOAD, GLUE_LOAD_NUMPY);
    }
    unsigned abi = PyArray_GetNDArrayCVersion();
    buffer_info_is_known = PyArray_GetNDArrayCFeatureVersion() >= NUMPY_FEATURES_WITH_BUFFER_INFO;
    err->value = abi;
    return abi == NUMPY_ABI_1 || abi == NUMPY_ABI_2 ? GLUE_OK : error_set(err, GLUE_E_LOAD, GLUE_LOAD_NUMPY_ABI);
}

int ndarray_has_buffer_info(PyObject *array)
{
    void *info = NULL;
    if (buffer_info_is_known) memcpy(&info, (char *)array + NUMPY_BUFFER_INFO, sizeof info);
    return info || !buffer_info_is_known;
}

int ndarray_is(PyObject *object)
{
    return ndarray_is_exact(object) || py.PyType_IsSubtype(object->ob_type, &PyArray_Type);
}

#define NDARRAY_PLAIN (NPY_ARRAY_ENSUREARRAY | NPY_ARRAY_ALIGNED | NPY_ARRAY_NOTSWAPPED)

int ndarray_is_plain(PyObject *object)
{
    if (!ndarray_is_exact(object) || !(ndarray_fields(object)->flags & NPY_ARRAY_ALIGNED)) return 0;
    char order = ndarray_fields(object)->descr->byteorder;
    return order == NPY_NATIVE || order == NPY_IGNORE;
}

PyObject *ndarray_native(PyObject *object)
{
    /* Nearly every result is as it should be: no need to ask NumPy, which takes longer than the whole rest. */
    if (ndarray_is_plain(object)) return py.Py_IncRef(object), object;
    return PyArray_CheckFromAny(object, NULL, 0, 0, NDARRAY_PLAIN, NULL); /* own; FromAny would pass over NOTSWAPPED */
}

PyObject *ndarray_contiguous(PyObject *object)
{
    return PyArray_CheckFromAny(object, NULL, 0, 0, NDARRAY_PLAIN | NPY_ARRAY_C_CONTIGUOUS, NULL); /* own */
}

int ndarray_is_mask_of(PyObject *array, const glue_array *matrix)
{
    PyArrayObject_fields *fields = ndarray_fields(array);
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
    PyArrayObject_fields *fields = ndarray_fields(array);
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

const ndarray_dtype ndarray_dtypes[GLUE_COMPLEX128 + 1] = {
    [GLUE_FLOAT64] = {NPY_FLOAT64, 'f', 8, 8, 53},
    [GLUE_FLOAT32] = {NPY_FLOAT32, 'f', 4, 4, 24},
    [GLUE_FLOAT16] = {NPY_FLOAT16, 'f', 2, 2, 11},
    [GLUE_INT64] = {NPY_INT64, 'i', 8, 8, 63},
    [GLUE_UINT64] = {NPY_UINT64, 'u', 8, 8, 64},
    [GLUE_INT32] = {NPY_INT32, 'i', 4, 4, 31},
    [GLUE_UINT32] = {NPY_UINT32, 'u', 4, 4, 32},
    [GLUE_INT16] = {NPY_INT16, 'i', 2, 2, 15},
    [GLUE_UINT16] = {NPY_UINT16, 'u', 2, 2, 16},
    [GLUE_INT8] = {NPY_INT8, 'i', 1, 1, 7},
    [GLUE_UINT8] = {NPY_UINT8, 'u', 1, 1, 8},
    [GLUE_BOOL] = {NPY_BOOL, 'b', 1, 1, 1},
    [GLUE_COMPLEX128] = {NPY_COMPLEX128, 'c', 16, 8, 53},
};

int32_t ndarray_dtype_of(PyObject *array)
{
    int type_num = ndarray_fields(array)->descr->type_num;
    for (int32_t dtype = 1; dtype <= GLUE_COMPLEX128; dtype++)
        if (ndarray_dtypes[dtype].type_num == type_num) return dtype;
    switch (type_num) { /* NumPy has two types of the same width */
    case NPY_INT: return GLUE_INT32;
    case NPY_UINT: return GLUE_UINT32;
    case NPY_LONG: return sizeof(long) == sizeof(int64_t) ? GLUE_INT64 : GLUE_INT32;
    case NPY_ULONG: return sizeof(long) == sizeof(int64_t) ? GLUE_UINT64 : GLUE_UINT32;
    case NPY_LONGLONG: return GLUE_INT64;
    case NPY_ULONGLONG: return GLUE_UINT64;
    default: return 0;
    }
}

int ndarray_is_exact_in(int32_t from, int32_t to)
{
    const ndarray_dtype *f = &ndarray_dtypes[from], *t = &ndarray_dtypes[to];
    if (from == to) return 1;
    if (!from || t->kind == 'b' || f->kind == 'c') return 0;
    if (f->kind == 'i' && t->kind == 'u') return 0;
    if (f->kind == 'f' && (t->kind == 'i' || t->kind == 'u')) return 0;
    return f->digits <= t->digits;
}

static int ndarray_has_order_of_c(PyObject *array)
{
    int wanted = NPY_ARRAY_C_CONTIGUOUS | NPY_ARRAY_ALIGNED;
    return (ndarray_fields(array)->flags & wanted) == wanted;
}

PyObject *ndarray_typed(PyObject *object, int32_t dtype)
{
    if (ndarray_is_plain(object) && ndarray_has_order_of_c(object) && ndarray_dtype_of(object) == dtype)
        return py.Py_IncRef(object), object;
    PyArray_Descr *descr = PyArray_DescrFromType(ndarray_dtypes[dtype].type_num); /* own: stolen by the next */
    return PyArray_CheckFromAny(object, descr, 0, 0, NDARRAY_PLAIN | NPY_ARRAY_C_CONTIGUOUS, NULL); /* own */
}

PyObject *ndarray_copy(PyObject *array) { return PyArray_NewCopy((PyArrayObject *)array, NPY_CORDER); }

int ndarray_is_number(PyObject *object)
{
    PyTypeObject *numbers[] = {&PyGenericArrType_Type, py.PyFloat_Type, py.PyLong_Type, py.PyComplex_Type};
    for (int i = 0; i < 4; i++)
        if (py.PyType_IsSubtype(object->ob_type, numbers[i])) return 1;
    return 0;
}

int ndarray_is_masked(PyObject *array)
{
    if (ndarray_is_exact(array)) return 0;
    PyObject *mask = py.PyObject_GetAttrString(array, "mask"); /* own */
    py.PyErr_Clear();
    py.Py_DecRef(mask);
    return mask != NULL;
}

int64_t ndarray_extent_bytes(PyObject *array)
{
    PyArrayObject_fields *fields = ndarray_fields(array);
    int32_t dtype = ndarray_dtype_of(array);
    int64_t bytes = dtype ? ndarray_dtypes[dtype].item_bytes : 8;
    for (int i = 0; i < fields->nd; i++) {
        if (!fields->dimensions[i]) return 0;
        bytes += (fields->dimensions[i] - 1) * (fields->strides[i] < 0 ? -fields->strides[i] : fields->strides[i]);
    }
    return bytes;
}
