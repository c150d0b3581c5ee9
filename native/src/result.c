/* Knows which results are acceptable: a bool mask, or positions as integers of any width, sign, byte order and strides,
 * also as a list, a tuple, or the tuple that np.where gives. Everything else is refused with a hint. */
#include "result.h"

#include <stdlib.h>

#include "array.h"
#include "error.h"
#include "handle.h"
#include "refusal.h"

static int result_is(PyObject *object, PyTypeObject *wanted)
{
    PyObject *type = py.PyObject_Type(object); /* own */
    int yes = type && py.PyType_IsSubtype((PyTypeObject *)type, wanted);
    py.Py_DecRef(type);
    return yes;
}

/* Where the positions go: the caller's buffer if they fit, else an array of ours that nobody else has seen. */
static int32_t result_place(int64_t size, glue_result *result, int64_t **place, glue_error *err)
{
    if (size <= result->capacity) {
        *place = result->into;
        return GLUE_OK;
    }
    PyObject *array = array_new_positions(size, place); /* own */
    if (!array) return error_from_python(err);
    result->obj = handle_new(array, HANDLE_RESULT, size * (int64_t)sizeof **place, sizeof(handle)); /* steals array */
    return result->obj ? GLUE_OK : GLUE_E_MEMORY;
}

static int32_t result_read_mask(const array_view *mask, glue_result *result, glue_error *err)
{
    int64_t count = 0, *place = NULL;
    for (int64_t i = 0; i < mask->size; i++) count += mask->data[i * mask->stride_bytes] != 0;
    int32_t status = result_place(count, result, &place, err);
    if (status) return status;
    /* NumPy writes without the GIL, so a thread of the function's may change the mask between the two loops. */
    int64_t found = 0;
    for (int64_t i = 0; i < mask->size && found < count; i++)
        if (mask->data[i * mask->stride_bytes]) place[found++] = i;
    result->indices = place;
    result->size = found;
    return GLUE_OK;
}

static inline int64_t result_load(const char *at, char kind, int32_t item_bytes)
{
    const void *item = at; /* aligned: array_native saw to it */
    if (kind == 'u') {
        switch (item_bytes) {
        case 1: return *(const uint8_t *)item;
        case 2: return *(const uint16_t *)item;
        case 4: return *(const uint32_t *)item;
        default:
            return (int64_t) * (const uint64_t *)item; /* past int64 it turns negative: out of range all the same */
        }
    }
    switch (item_bytes) {
    case 1: return *(const int8_t *)item;
    case 2: return *(const int16_t *)item;
    case 4: return *(const int32_t *)item;
    default: return *(const int64_t *)item;
    }
}

typedef struct result_widened {
    int64_t bad; /* index of the first position out of range, or -1 */
    int ascending;
} result_widened;

/* Inlined with constants for kind and item_bytes, so that each loop is one of plain loads. */
static inline result_widened result_widen(const array_view *view, int64_t limit, int64_t *place, char kind,
                                          int32_t item_bytes)
{
    int64_t previous = -1;
    int ascending = 1;
    for (int64_t i = 0; i < view->size; i++) {
        int64_t position = result_load(view->data + i * view->stride_bytes, kind, item_bytes);
        if ((uint64_t)position >= (uint64_t)limit) return (result_widened){i, 0};
        ascending &= position > previous;
        previous = place[i] = position;
    }
    return (result_widened){-1, ascending};
}

static result_widened result_widen_any(const array_view *view, int64_t limit, int64_t *place)
{
    int is_signed = view->kind == 'i';
    switch (view->item_bytes) {
    case 1: return is_signed ? result_widen(view, limit, place, 'i', 1) : result_widen(view, limit, place, 'u', 1);
    case 2: return is_signed ? result_widen(view, limit, place, 'i', 2) : result_widen(view, limit, place, 'u', 2);
    case 4: return is_signed ? result_widen(view, limit, place, 'i', 4) : result_widen(view, limit, place, 'u', 4);
    default: return result_widen(view, limit, place, 'i', 8);
    }
}

/* The first position that stands twice, -1 if none does, -2 if memory is short. One bit for each input value. */
static int64_t result_find_repeated(const int64_t *positions, int64_t size, int64_t limit)
{
    int64_t repeated = -1;
    unsigned char *seen = calloc((size_t)(limit / 8 + 1), 1); /* own */
    if (!seen) return -2;
    for (int64_t i = 0; i < size && repeated < 0; i++) {
        unsigned char *byte = &seen[positions[i] / 8], bit = (unsigned char)(1 << positions[i] % 8);
        if (*byte & bit) repeated = positions[i];
        *byte |= bit;
    }
    free(seen);
    return repeated;
}

static int32_t result_read_positions(const array_view *view, const char *who, int64_t limit, glue_result *result,
                                     glue_error *err)
{
    int64_t *place = NULL;
    int32_t status = result_place(view->size, result, &place, err);
    if (status) return status;

    result_widened widened = result_widen_any(view, limit, place);
    if (widened.bad >= 0) {
        const char *at = view->data + widened.bad * view->stride_bytes;
        return refusal_out_of_range(who, result_load(at, view->kind, view->item_bytes), view->kind == 'u', widened.bad,
                                    limit, err);
    }
    if (!widened.ascending) {
        int64_t repeated = result_find_repeated(place, view->size, limit);
        if (repeated == -2) return GLUE_E_MEMORY;
        if (repeated >= 0) return refusal_repeated(who, repeated, view->size == limit, err);
    }
    result->indices = place;
    result->size = view->size;
    return GLUE_OK;
}

/* `array` is what NumPy made of `returned`; often the same. */
static int32_t result_read_array(PyObject *array, PyObject *returned, const char *who, int64_t limit,
                                 glue_result *result, glue_error *err)
{
    array_view view = array_look(array);
    if (view.ndim != 1) return refusal_array(array, returned, who, limit, err);
    if (view.size == 0) return GLUE_OK; /* of any dtype: np.array([]) is float64 */
    if (!view.kind) return refusal_array(array, returned, who, limit, err);
    if (view.kind == 'b' && view.size != limit) return refusal_mask(who, view.size, limit, err);
    if (view.size > limit)
        return refusal_too_many(who, view.size, limit, err); /* before a copy of a huge broadcast view */

    PyObject *native = array_native(array); /* own */
    if (!native) return error_from_python(err);
    view = array_look(native);
    int32_t status =
        view.kind == 'b' ? result_read_mask(&view, result, err) : result_read_positions(&view, who, limit, result, err);
    py.Py_DecRef(native);
    return status;
}

/* The first item that is a list, or anything else that NumPy would read items of; NULL if none is. */
static PyObject *result_find_inner(PyObject *items)
{
    for (Py_ssize_t i = 0, size = py.PyTuple_Size(items); i < size; i++) {
        PyObject *item = py.PyTuple_GetItem(items, i); /* borrow */
        if (py.PySequence_Check(item) && !array_is(item)) return item;
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
    PyObject *inner = items ? result_find_inner(items) : NULL;      /* borrow: items holds it */
    PyObject *array = items && !inner ? array_native(items) : NULL; /* own */
    if (inner) status = refusal_inner(inner, returned, who, err);
    else if (array) status = result_read_array(array, returned, who, limit, result, err);
    else status = refusal_list(returned, who, err);
    py.Py_DecRef(array);
    py.Py_DecRef(items);
    return status;
}

int32_t result_read(PyObject *returned, const char *who, int64_t limit, glue_result *result, glue_error *err)
{
    int is_tuple = result_is(returned, py.PyTuple_Type);
    if (is_tuple && py.PyTuple_Size(returned) == 1 && array_is(py.PyTuple_GetItem(returned, 0)))
        returned = py.PyTuple_GetItem(returned, 0); /* borrow: what np.where gives */

    if (array_is(returned)) {
        if (refusal_is_masked(returned)) return refusal_masked(who, err);
        return result_read_array(returned, returned, who, limit, result, err);
    }
    if (!is_tuple && !result_is(returned, py.PyList_Type)) return refusal_type(returned, who, err);
    return result_read_list(returned, is_tuple, who, limit, result, err);
}
