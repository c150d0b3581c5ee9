/* Accepted for a series: a bool mask, or integers of any width, sign, byte order and strides; an ndarray, a list, a
 * tuple or the tuple that np.where gives. For a matrix: a bool mask of its shape, or the pair of index arrays that
 * np.nonzero gives. From a function's `many`: a list with a result for each array, or two arrays, all positions and how
 * many belong to each array. Anything else is an error that says what came. */
#include "call/result.h"

#include "python/error.h"

static int result_is(PyObject *object, PyTypeObject *wanted) { return py.PyType_IsSubtype(object->ob_type, wanted); }

static int32_t result_error(int32_t problem, int64_t value, int64_t limit, glue_error *err)
{
    err->value = value;
    err->limit = limit;
    return error_set(err, GLUE_E_RESULT, problem);
}

/* With the type of what was returned, and the dtype and shape of the array that NumPy makes of it; the type of an array
 * itself tells nothing. */
static int32_t result_error_about(int32_t problem, PyObject *returned, PyObject *array, glue_error *err)
{
    if (array != returned || !ndarray_is(returned)) err->type = error_type_of(returned);
    if (array && ndarray_is(array)) {
        err->dtype = error_attribute(array, "dtype");
        err->shape = error_attribute(array, "shape");
    }
    return error_set(err, GLUE_E_RESULT, problem);
}

static int result_is_index(const ndarray_view *view)
{
    return view->ndim == 1 && (view->size == 0 || view->kind == 'i' || view->kind == 'u');
}

/* `array` is what NumPy made of `returned`; often the same. */
static int32_t result_read_array(PyObject *array, PyObject *returned, int64_t limit, positions *all, glue_error *err)
{
    ndarray_view view = ndarray_look(array);
    if (view.ndim == 1 && view.size == 0) return GLUE_OK; /* of any dtype: np.array([]) is float64 */
    if (view.ndim != 1 || !view.kind) {
        err->limit = limit;
        return result_error_about(GLUE_RESULT_ARRAY, returned, array, err);
    }
    if (view.kind == 'b' && view.size != limit) return result_error(GLUE_RESULT_MASK, view.size, limit, err);
    if (view.size > limit) /* before a copy of a huge broadcast view */
        return result_error(GLUE_RESULT_TOO_MANY, view.size, limit, err);

    PyObject *native = ndarray_native(array); /* own */
    if (!native) return error_from_python(err);
    view = ndarray_look(native);
    int32_t status = view.kind == 'b' ? positions_add_mask(all, &view) : positions_add_integers(all, &view, limit, err);
    py.Py_DecRef(native);
    return status;
}

/* The first item that is a list, or anything else that NumPy would read items of; NULL if none is. */
static PyObject *result_find_sequence(PyObject *items)
{
    for (Py_ssize_t i = 0, size = py.PyTuple_Size(items); i < size; i++) {
        PyObject *item = py.PyTuple_GetItem(items, i); /* borrow */
        if (py.PySequence_Check(item) && !ndarray_is(item)) return item;
    }
    return NULL;
}

/* NumPy's refusal of a list is a fault of the result; any other pending exception is the function's own. */
static int32_t result_error_list(PyObject *returned, glue_error *err)
{
    int is_refusal = py.PyErr_ExceptionMatches(*py.PyExc_ValueError) || py.PyErr_ExceptionMatches(*py.PyExc_TypeError);
    int32_t status = error_from_python(err);
    if (!is_refusal) return status;
    char *message = err->message; /* own */
    err->message = NULL;
    error_free(err);
    err->message = message;
    return result_error_about(GLUE_RESULT_LIST, returned, NULL, err);
}

/* NumPy reads a list in place, and crashes if an item that is asked for its value empties the list: so NumPy gets a
 * plain tuple of what `returned` holds, with no list inside. It is made without asking a subclass for its length. */
static int32_t result_read_list(PyObject *returned, int is_tuple, int64_t limit, positions *all, glue_error *err)
{
    int32_t status;
    Py_ssize_t size = is_tuple ? py.PyTuple_Size(returned) : 0;
    PyObject *items = is_tuple ? py.PyTuple_GetSlice(returned, 0, size) : py.PyList_AsTuple(returned); /* own */
    PyObject *inner = items ? result_find_sequence(items) : NULL;     /* borrow: items holds it */
    PyObject *array = items && !inner ? ndarray_native(items) : NULL; /* own */
    if (inner) {
        err->message = error_type_of(inner);
        status = result_error_about(GLUE_RESULT_ITEM, returned, NULL, err);
    } else {
        status = array ? result_read_array(array, returned, limit, all, err) : result_error_list(returned, err);
    }
    py.Py_DecRef(array);
    py.Py_DecRef(items);
    return status;
}

static int32_t result_read_series(PyObject *returned, int64_t limit, positions *all, glue_error *err)
{
    if (ndarray_is_exact(returned)) return result_read_array(returned, returned, limit, all, err);
    int is_tuple = result_is(returned, py.PyTuple_Type);
    if (is_tuple && py.PyTuple_Size(returned) == 1 && ndarray_is(py.PyTuple_GetItem(returned, 0)))
        returned = py.PyTuple_GetItem(returned, 0); /* borrow: what np.where gives */
    if (ndarray_is(returned)) {
        if (ndarray_is_masked(returned)) return error_set(err, GLUE_E_RESULT, GLUE_RESULT_MASKED);
        return result_read_array(returned, returned, limit, all, err);
    }
    if (is_tuple || result_is(returned, py.PyList_Type)) return result_read_list(returned, is_tuple, limit, all, err);
    return result_error_about(GLUE_RESULT_TYPE, returned, NULL, err);
}

/* Two index arrays, aligned and in native byte order. */
typedef struct result_pair {
    PyObject *arrays[2]; /* own: result_close_pair */
    ndarray_view views[2];
} result_pair;

static void result_close_pair(result_pair *pair)
{
    for (int i = 0; i < 2; i++) py.Py_DecRef(pair->arrays[i]);
}

/* RESULT_NO_PAIR if `returned` is not a tuple of two integer arrays. */
#define RESULT_NO_PAIR 1
static int32_t result_open_pair(PyObject *returned, result_pair *pair, glue_error *err)
{
    *pair = (result_pair){0};
    int is_pair = result_is(returned, py.PyTuple_Type) && py.PyTuple_Size(returned) == 2;
    int32_t status = GLUE_OK;
    for (int i = 0; i < 2 && is_pair && !status; i++) {
        PyObject *item = py.PyTuple_GetItem(returned, i); /* borrow */
        is_pair = ndarray_is(item);
        if (!is_pair) break;
        if (ndarray_is_masked(item)) status = error_set(err, GLUE_E_RESULT, GLUE_RESULT_MASKED);
        else if (!(pair->arrays[i] = ndarray_native(item))) status = error_from_python(err);
        else pair->views[i] = ndarray_look(pair->arrays[i]), is_pair = result_is_index(&pair->views[i]);
    }
    if (!status && !is_pair) status = RESULT_NO_PAIR;
    if (status) result_close_pair(pair);
    return status;
}

static int32_t result_error_matrix(PyObject *returned, const glue_array *matrix, glue_error *err)
{
    int64_t rows = matrix->size / matrix->columns;
    err->value = rows;
    err->limit = matrix->columns;
    if (ndarray_is(returned)) {
        ndarray_view view = ndarray_look(returned);
        if (view.ndim == 1 && view.kind == 'b' && view.size == rows)
            return error_set(err, GLUE_E_RESULT, GLUE_RESULT_ROW_MASK);
    }
    return result_error_about(GLUE_RESULT_MATRIX, returned, returned, err);
}

static int32_t result_read_matrix_pair(PyObject *returned, const glue_array *matrix, positions *all, glue_error *err)
{
    result_pair pair;
    int32_t status = result_open_pair(returned, &pair, err);
    if (status == RESULT_NO_PAIR) return result_error_matrix(returned, matrix, err);
    if (status) return status;
    ndarray_view *rows = &pair.views[0], *columns = &pair.views[1];
    if (rows->size != columns->size) status = result_error_matrix(returned, matrix, err);
    else if (rows->size > matrix->size) status = result_error(GLUE_RESULT_TOO_MANY, rows->size, matrix->size, err);
    else status = positions_add_pairs(all, rows, matrix->size / matrix->columns, columns, matrix->columns, err);
    result_close_pair(&pair);
    return status;
}

static int32_t result_read_matrix(PyObject *returned, const glue_array *matrix, positions *all, glue_error *err)
{
    if (!ndarray_is(returned)) return result_read_matrix_pair(returned, matrix, all, err);
    if (ndarray_is_masked(returned)) return error_set(err, GLUE_E_RESULT, GLUE_RESULT_MASKED);
    PyObject *mask = ndarray_contiguous(returned); /* own */
    if (!mask) return error_from_python(err);
    int32_t status;
    if (ndarray_is_mask_of(mask, matrix)) {
        ndarray_view view = ndarray_look(mask);
        view.size = matrix->size; /* the rows lie one after the other */
        view.stride_bytes = view.item_bytes;
        status = positions_add_mask(all, &view);
    } else {
        status = result_error_matrix(returned, matrix, err);
    }
    py.Py_DecRef(mask);
    return status;
}

int32_t result_read(PyObject *returned, const glue_array *values, positions *all, glue_error *err)
{
    return values->columns ? result_read_matrix(returned, values, all, err)
                           : result_read_series(returned, values->size, all, err);
}

static int64_t result_count_filled(const glue_many *many)
{
    int64_t filled = 0;
    for (int64_t i = 0; i < many->count; i++) filled += many->arrays[i].size != 0;
    return filled;
}

static int32_t result_read_many_list(PyObject *list, glue_many *many, int64_t filled, positions *all, glue_error *err)
{
    PyObject *items = py.PyList_AsTuple(list); /* own: reading an item may change the list */
    if (!items) return error_from_python(err);
    int64_t size = py.PyTuple_Size(items), next = 0;
    int32_t status = size == filled ? GLUE_OK : result_error(GLUE_RESULT_MANY_COUNT, size, filled, err);
    for (int64_t i = 0; i < many->count && !status; i++) {
        if (many->arrays[i].size) {
            PyObject *item = py.PyTuple_GetItem(items, (Py_ssize_t)next++); /* borrow */
            status = result_read(item, &many->arrays[i], all, err);
            if (status) many->failed = i;
        }
        many->ends[i] = all->size;
    }
    py.Py_DecRef(items);
    return status;
}

/* Gives each array that is not empty as many of the positions as `counts` says. */
static int32_t result_split(const ndarray_view *positions_view, const ndarray_view *counts, glue_many *many,
                            positions *all, glue_error *err)
{
    ndarray_view part = *positions_view;
    int64_t left = part.size, next = 0;
    int32_t status = GLUE_OK;
    for (int64_t i = 0; i < many->count && !status; i++) {
        if (many->arrays[i].size) {
            part.size = positions_at(counts, next++);
            if (part.size < 0 || part.size > left)
                return result_error(GLUE_RESULT_MANY_SUM, positions_view->size, 0, err);
            status = positions_add_integers(all, &part, many->arrays[i].size, err);
            if (status) many->failed = i;
            part.data += part.size * part.stride_bytes;
            left -= part.size;
        }
        many->ends[i] = all->size;
    }
    return status || !left ? status : result_error(GLUE_RESULT_MANY_SUM, positions_view->size, 0, err);
}

static int32_t result_read_many_pair(PyObject *returned, glue_many *many, int64_t filled, positions *all,
                                     glue_error *err)
{
    result_pair pair;
    int64_t values = 0;
    for (int64_t i = 0; i < many->count; i++) values += many->arrays[i].size;
    int32_t status = result_open_pair(returned, &pair, err);
    if (status == RESULT_NO_PAIR) {
        err->limit = filled;
        return result_error_about(GLUE_RESULT_MANY, returned, NULL, err);
    }
    if (status) return status;
    ndarray_view *positions_view = &pair.views[0], *counts = &pair.views[1];
    if (counts->size != filled) status = result_error(GLUE_RESULT_MANY_COUNT, counts->size, filled, err);
    else if (positions_view->size > values)
        status = result_error(GLUE_RESULT_TOO_MANY, positions_view->size, values, err);
    else status = result_split(positions_view, counts, many, all, err);
    result_close_pair(&pair);
    return status;
}

int32_t result_read_many(PyObject *returned, glue_many *many, positions *all, glue_error *err)
{
    int64_t filled = result_count_filled(many);
    return result_is(returned, py.PyList_Type) ? result_read_many_list(returned, many, filled, all, err)
                                               : result_read_many_pair(returned, many, filled, all, err);
}
