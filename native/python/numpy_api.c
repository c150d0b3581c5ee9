/* Knows NumPy's API table: where it is, which ABI numbers we accept, and which slots are the same in all of them. */
#include "python/numpy_api.h"

#include <stddef.h>
#include <string.h>

#include "python/error.h"

/* The slots behind these macros are the same in NumPy 1.19 to 2.4: PyArray_GetNDArrayCVersion,
 * PyArray_GetNDArrayCFeatureVersion, PyArray_Type, PyArray_New, PyArray_CheckFromAny. Others moved in 2.0: check before
 * using one more. */
void **glue_numpy_api;

#define NUMPY_ABI_1 0x01000009u
#define NUMPY_ABI_2 0x02000000u

/* Behind the weak references, from 1.20 to 2.4; older headers do not have the field. */
#define NUMPY_FEATURES_WITH_BUFFER_INFO 0x0eu
#define NUMPY_BUFFER_INFO (offsetof(PyArrayObject_fields, weakreflist) + sizeof(PyObject *))
static int buffer_info_is_known;

/* From 1.22 to 2.4; older headers do not have them. */
#define NUMPY_FEATURES_WITH_HANDLERS 0x0fu
#define NUMPY_SET_HANDLER 304     /* PyObject *PyDataMem_SetHandler(PyObject *); the one before, own */
#define NUMPY_GET_HANDLER 305     /* PyObject *PyDataMem_GetHandler(void); own */
#define NUMPY_DEFAULT_HANDLER 306 /* PyObject *PyDataMem_DefaultHandler; borrow: NumPy's, for ever */

static void *numpy_api_find(void)
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

int32_t numpy_api_load(glue_error *err)
{
    PyObject *numpy = py.PyImport_ImportModule("numpy"); /* own; fails in NumPy's own words */
    if (numpy) glue_numpy_api = numpy_api_find();
    py.Py_DecRef(numpy);
    if (!glue_numpy_api) {
        error_from_python(err);
        return GLUE_E_LOAD;
    }
    unsigned abi = PyArray_GetNDArrayCVersion();
    buffer_info_is_known = PyArray_GetNDArrayCFeatureVersion() >= NUMPY_FEATURES_WITH_BUFFER_INFO;
    if (abi == NUMPY_ABI_1 || abi == NUMPY_ABI_2) return GLUE_OK;
    return error_set(err, GLUE_E_LOAD,
                     "NumPy's ABI number is 0x%08x; this build knows 0x%08x (NumPy 1.19 and later) and "
                     "0x%08x (NumPy 2): install one of those, or a newer OutliersNative",
                     abi, NUMPY_ABI_1, NUMPY_ABI_2);
}

int numpy_has_buffer_info(PyObject *array)
{
    void *info = NULL;
    if (buffer_info_is_known) memcpy(&info, (char *)array + NUMPY_BUFFER_INFO, sizeof info);
    return info || !buffer_info_is_known;
}

void numpy_replace_handler(PyObject *handler)
{
    if (PyArray_GetNDArrayCFeatureVersion() < NUMPY_FEATURES_WITH_HANDLERS) return;
    PyObject *(*set)(PyObject *) = (PyObject * (*)(PyObject *)) glue_numpy_api[NUMPY_SET_HANDLER];
    PyObject *(*get)(void) = (PyObject * (*)(void)) glue_numpy_api[NUMPY_GET_HANDLER];
    PyObject *numpys = *(PyObject **)glue_numpy_api[NUMPY_DEFAULT_HANDLER]; /* borrow */
    PyObject *current = get();                                              /* own */
    PyObject *before = current == numpys ? set(handler) : NULL;             /* own */
    py.PyErr_Clear();
    py.Py_DecRef(before);
    py.Py_DecRef(current);
}
