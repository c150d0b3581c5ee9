/* Knows which results are acceptable for a matrix: a bool mask of its shape, or the pair of index arrays that
 * np.nonzero gives: rows, and columns. */
#include "call/result_matrix.h"

#include "python/ndarray.h"
#include "python/error.h"
#include "call/positions.h"
#include "call/refusal.h"
#include "call/result.h"

static int32_t result_matrix_read_mask(PyObject *mask, const char *who, const glue_array *values, glue_result *result,
                                       glue_error *err)
{
    PyObject *plain = ndarray_contiguous(mask); /* own */
    if (!plain) return error_from_python(err);
    int32_t status;
    ndarray_view view = ndarray_look(plain);
    if (ndarray_is_mask_of(plain, values)) {
        view.size = values->size; /* the rows lie one after the other */
        view.stride_bytes = view.item_bytes;
        status = positions_of_mask(&view, result, err);
    } else {
        status = refusal_matrix(mask, who, values, err);
    }
    py.Py_DecRef(plain);
    return status;
}

/* Each position from its row and its column. */
static int32_t result_matrix_join(const ndarray_view *rows, const ndarray_view *columns, const char *who,
                                  const glue_array *values, glue_result *result, glue_error *err)
{
    int64_t *place = NULL, previous = -1;
    int64_t row_count = values->size / values->columns;
    int ascending = 1;
    int32_t status = positions_place(rows->size, result, &place, err);
    if (status) return status;
    for (int64_t i = 0; i < rows->size; i++) {
        int64_t row = positions_at(rows, i), column = positions_at(columns, i);
        if ((uint64_t)row >= (uint64_t)row_count)
            return refusal_out_of_range(who, row, rows->kind == 'u', i, row_count, err);
        if ((uint64_t)column >= (uint64_t)values->columns)
            return refusal_out_of_range(who, column, columns->kind == 'u', i, values->columns, err);
        place[i] = row * values->columns + column;
        ascending &= place[i] > previous;
        previous = place[i];
    }
    if (!ascending) status = positions_check_once(place, rows->size, who, values->size, err);
    if (status) return status;
    result->indices = place;
    result->size = rows->size;
    return GLUE_OK;
}

static int result_matrix_is_index(const ndarray_view *view)
{
    return view->ndim == 1 && (view->size == 0 || view->kind == 'i' || view->kind == 'u');
}

static int32_t result_matrix_read_pair(PyObject *pair, const char *who, const glue_array *values, glue_result *result,
                                       glue_error *err)
{
    PyObject *rows = ndarray_native(py.PyTuple_GetItem(pair, 0)), *columns = NULL; /* own, own */
    if (rows) columns = ndarray_native(py.PyTuple_GetItem(pair, 1));
    int32_t status;
    if (columns) {
        ndarray_view of_rows = ndarray_look(rows), of_columns = ndarray_look(columns);
        int fits =
            result_matrix_is_index(&of_rows) && result_matrix_is_index(&of_columns) && of_rows.size == of_columns.size;
        if (!fits) status = refusal_matrix(pair, who, values, err);
        else if (of_rows.size > values->size) status = refusal_too_many(who, of_rows.size, values->size, err);
        else status = result_matrix_join(&of_rows, &of_columns, who, values, result, err);
    } else {
        status = error_from_python(err);
    }
    py.Py_DecRef(columns);
    py.Py_DecRef(rows);
    return status;
}

int32_t result_matrix_read(PyObject *returned, const char *who, const glue_array *values, glue_result *result,
                           glue_error *err)
{
    if (ndarray_is(returned)) {
        if (refusal_is_masked(returned)) return refusal_masked(who, err);
        return result_matrix_read_mask(returned, who, values, result, err);
    }
    int is_pair = result_is(returned, py.PyTuple_Type) && py.PyTuple_Size(returned) == 2 &&
                  ndarray_is(py.PyTuple_GetItem(returned, 0)) && ndarray_is(py.PyTuple_GetItem(returned, 1));
    return is_pair ? result_matrix_read_pair(returned, who, values, result, err)
                   : refusal_matrix(returned, who, values, err);
}
