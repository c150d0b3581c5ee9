/* Knows which results are acceptable: a bool mask, or positions as integers of any width, sign, byte order and strides,
 * also as a list, a tuple, or the tuple that np.where gives. Everything else is refused with a hint. */
#include "call/result.h"

#include "python/ndarray.h"
#include "python/error.h"
#include "call/positions.h"
#include "call/refusal.h"
#include "call/result_matrix.h"

int result_is(PyObject *object, PyTypeObject *wanted) { return py.PyType_IsSubtype(object->ob_type, wanted); }

/* `array` is what NumPy made of `returned`; often the same. */
static int32_t result_read_array(PyObject *array, PyObject *returned, const char *who, int64_t limit,
                                 glue_result *result, glue_error *err)
{
    if (ndarray_is_empty_series(array)) return GLUE_OK; /* of any dtype: np.array([]) is float64 */
    ndarray_view view = ndarray_look(array);
    if (view.ndim != 1) return refusal_array(array, returned, who, limit, err);
    if (!view.kind) return refusal_array(array, returned, who, limit, err);
    if (view.kind == 'b' && view.size != limit) return refusal_mask(who, view.size, limit, err);
    if (view.size > limit)
        return refusal_too_many(who, view.size, limit, err); /* before a copy of a huge broadcast view */

    PyObject *native = ndarray_native(array); /* own */
    if (!native) return error_from_python(err);
    view = ndarray_look(native);
    int32_t status = view.kind == 'b' ? positions_of_mask(&view, result, err)
                                      : positions_of_integers(&view, who, limit, result, err);
    py.Py_DecRef(native);
    return status;
}

/* The first item that is a list, or anything else that NumPy would read items of; NULL if none is. */
static PyObject *result_find_inner(PyObject *items)
{
    for (Py_ssize_t i = 0, size = py.PyTuple_Size(items); i < size; i++) {
        PyObject *item = py.PyTuple_GetItem(items, i); /* borrow */
        if (py.PySequence_Check(item) && !ndarray_is(item)) return item;
    }
    return NULL;
}

/* NumPy reads a list in place, and crashes if an item that is asked for its value empties the list: so NumPy gets a
 * plain tuple of what `returned` holds, with no list inside. Made without a word from a subclass about its length. */
static int32_t result_read_list(PyObject *returned, int is_tuple, const char *who, int64_t limit, glue_result *result,
                                glue_error *err)
{
    int32_t status;
    Py_ssize_t size = is_tuple ? py.PyTuple_Size(returned) : 0;
    PyObject *items = is_tuple ? py.PyTuple_GetSlice(returned, 0, size) : py.PyList_AsTuple(returned); /* own */
    PyObject *inner = items ? result_find_inner(items) : NULL;        /* borrow: items holds it */
    PyObject *array = items && !inner ? ndarray_native(items) : NULL; /* own */
    if (inner) status = refusal_inner(inner, returned, who, err);
    else if (array) status = result_read_array(array, returned, who, limit, result, err);
    else status = refusal_list(returned, who, err);
    py.Py_DecRef(array);
    py.Py_DecRef(items);
    return status;
}

int32_t result_read(PyObject *returned, const char *who, const glue_array *values, glue_result *result, glue_error *err)
{
    if (values->columns) return result_matrix_read(returned, who, values, result, err);
    int64_t limit = values->size;
    if (ndarray_is_exact(returned))
        return result_read_array(returned, returned, who, limit, result, err); /* as a rule */
    int is_tuple = result_is(returned, py.PyTuple_Type);
    if (is_tuple && py.PyTuple_Size(returned) == 1 && ndarray_is(py.PyTuple_GetItem(returned, 0)))
        returned = py.PyTuple_GetItem(returned, 0); /* borrow: what np.where gives */

    if (ndarray_is(returned)) {
        if (refusal_is_masked(returned)) return refusal_masked(who, err);
        return result_read_array(returned, returned, who, limit, result, err);
    }
    if (!is_tuple && !result_is(returned, py.PyList_Type)) return refusal_type(returned, who, err);
    return result_read_list(returned, is_tuple, who, limit, result, err);
}
