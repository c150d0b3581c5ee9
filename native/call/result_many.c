/* Knows which results of a function's `many` are acceptable: a list with a result for each array; or a tuple of two
 * arrays, all positions and how many are each array's. */
#include "call/result_many.h"

#include "python/error.h"
#include "call/positions.h"
#include "call/refusal.h"
#include "call/result.h"

static int64_t result_many_filled(const glue_many *many)
{
    int64_t filled = 0;
    for (int64_t i = 0; i < many->count; i++) filled += many->arrays[i].size != 0;
    return filled;
}

static int32_t result_many_read_list(PyObject *list, const char *who, gather *all, glue_many *many, glue_error *err)
{
    PyObject *items = py.PyList_AsTuple(list); /* own: reading an item may change the list */
    if (!items) return error_from_python(err);
    int64_t filled = result_many_filled(many), size = py.PyTuple_Size(items), next = 0;
    int32_t status = size == filled ? GLUE_OK : refusal_results(who, size, filled, err);
    for (int64_t i = 0; i < many->count && !status; i++) {
        if (many->arrays[i].size) {
            PyObject *item = py.PyTuple_GetItem(items, (Py_ssize_t)next++); /* borrow */
            status = gather_result(all, item, who, &many->arrays[i], err);
            if (status) many->at = i;
        }
        many->ends[i] = all->size;
    }
    py.Py_DecRef(items);
    return status;
}

/* Both views are of native integers. */
static int32_t result_many_split(const ndarray_view *positions, const ndarray_view *counts, const char *who,
                                 gather *all, glue_many *many, glue_error *err)
{
    ndarray_view part = *positions;
    int64_t left = positions->size, next = 0;
    int32_t status = gather_room(all, positions->size);
    for (int64_t i = 0; i < many->count && !status; i++) {
        if (many->arrays[i].size) {
            part.size = positions_at(counts, next++);
            if (part.size < 0 || part.size > left) return refusal_counts(who, positions->size, err);
            status = gather_integers(all, &part, who, many->arrays[i].size, err);
            if (status) many->at = i;
            part.data += part.size * part.stride_bytes;
            left -= part.size;
        }
        many->ends[i] = all->size;
    }
    return !status && left ? refusal_counts(who, positions->size, err) : status;
}

static int result_many_is_index(const ndarray_view *view)
{
    return view->ndim == 1 && (view->size == 0 || view->kind == 'i' || view->kind == 'u');
}

static int64_t result_many_values(const glue_many *many)
{
    int64_t values = 0;
    for (int64_t i = 0; i < many->count; i++) values += many->arrays[i].size;
    return values;
}

static int32_t result_many_read_pair(PyObject *pair, const char *who, gather *all, glue_many *many, glue_error *err)
{
    for (int i = 0; i < 2; i++)
        if (refusal_is_masked(py.PyTuple_GetItem(pair, i))) return refusal_masked(who, err);
    PyObject *positions = ndarray_native(py.PyTuple_GetItem(pair, 0)), *counts = NULL; /* own, own */
    if (positions) counts = ndarray_native(py.PyTuple_GetItem(pair, 1));
    int32_t status;
    if (counts) {
        ndarray_view of_positions = ndarray_look(positions), of_counts = ndarray_look(counts);
        int64_t filled = result_many_filled(many), values = result_many_values(many);
        if (!result_many_is_index(&of_positions) || !result_many_is_index(&of_counts))
            status = refusal_many(pair, who, filled, err);
        else if (of_counts.size != filled) status = refusal_results(who, of_counts.size, filled, err);
        else if (of_positions.size > values) status = refusal_too_many(who, of_positions.size, values, err);
        else status = result_many_split(&of_positions, &of_counts, who, all, many, err);
    } else {
        status = error_from_python(err);
    }
    py.Py_DecRef(counts);
    py.Py_DecRef(positions);
    return status;
}

int32_t result_many_read(PyObject *returned, const char *who, gather *all, glue_many *many, glue_error *err)
{
    if (result_is(returned, py.PyList_Type)) return result_many_read_list(returned, who, all, many, err);
    int is_pair = result_is(returned, py.PyTuple_Type) && py.PyTuple_Size(returned) == 2 &&
                  ndarray_is(py.PyTuple_GetItem(returned, 0)) && ndarray_is(py.PyTuple_GetItem(returned, 1));
    return is_pair ? result_many_read_pair(returned, who, all, many, err)
                   : refusal_many(returned, who, result_many_filled(many), err);
}
