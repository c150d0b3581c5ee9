/* What a function may return for a matrix, and what is said of the rest. */
#include <string.h>

#include "check.h"
#include "start.h"

static const double matrix_values[] = {10, 900, 20, 800, 30, 40}; /* 2 rows of 3: [0, 1] and [1, 0] are above 100 */
static const glue_array matrix = {matrix_values, 6, 3, GLUE_FLOAT64, 0};

static int32_t matrix_detect(const char *name, int64_t *into, glue_result *result, glue_error *err)
{
    start();
    glue_func *func = start_load("matrix_results", name); /* own */
    *result = (glue_result){.into = into, .capacity = 4};
    int32_t status = detect(func, &matrix, result, err);
    py_decref(func);
    CHECK_NULL(result->retained);
    return status;
}

static void matrix_gives(const char *name, int64_t first, int64_t second)
{
    int64_t into[4];
    glue_result result;
    glue_error err;
    int32_t status = matrix_detect(name, into, &result, &err);
    CHECK_INT(status ? err.problem : 0, 0);
    CHECK_INT(result.size, 2);
    CHECK_INT(result.indices[0], first);
    CHECK_INT(result.indices[1], second);
}

static void matrix_refuses(const char *name, int32_t problem, const char *type)
{
    int64_t into[4];
    glue_result result;
    glue_error err;
    CHECK_INT(matrix_detect(name, into, &result, &err), GLUE_E_RESULT);
    CHECK_INT(err.problem, problem);
    if (type) CHECK_TEXT(err.type, type);
    CHECK_NULL(result.obj);
    CHECK_INT(result.size, 0);
    glue_error_free(&err);
}

CASE(mask) { matrix_gives("mask", 1, 3); }
CASE(mask_of_other_order) { matrix_gives("mask_of_other_order", 1, 3); }
CASE(mask_with_strides) { matrix_gives("mask_with_strides", 1, 3); }
CASE(nonzero) { matrix_gives("nonzero", 1, 3); }
CASE(pair_of_small_integers) { matrix_gives("pair_of_small_integers", 1, 3); }
CASE(pair_keeps_its_order) { matrix_gives("pair_from_the_end", 3, 1); }

CASE(empty_pair)
{
    glue_result result;
    glue_error err;
    CHECK_INT(matrix_detect("empty_pair", NULL, &result, &err), GLUE_OK);
    CHECK_INT(result.size, 0);
}

CASE(more_than_the_caller_has_room_for)
{
    glue_result result;
    glue_error err;
    start();
    glue_func *func = start_load("matrix_results", "nonzero"); /* own */
    result = (glue_result){0};
    CHECK_INT(detect(func, &matrix, &result, &err), GLUE_OK);
    CHECK(result.obj != NULL);
    CHECK_INT(result.indices[1], 3);
    py_decref(result.obj);
    py_decref(func);
}

CASE(flat_positions_are_refused) { matrix_refuses("bad_flat_positions", GLUE_RESULT_MATRIX, NULL); }
CASE(transposed_mask_is_refused) { matrix_refuses("bad_mask_of_transposed_shape", GLUE_RESULT_MATRIX, NULL); }
CASE(flat_mask_is_refused) { matrix_refuses("bad_flat_mask", GLUE_RESULT_MATRIX, NULL); }
CASE(integers_of_that_shape_are_refused) { matrix_refuses("bad_integers_of_that_shape", GLUE_RESULT_MATRIX, NULL); }
CASE(pair_of_other_lengths_is_refused) { matrix_refuses("bad_pair_of_other_lengths", GLUE_RESULT_MATRIX, "tuple"); }
CASE(pair_of_floats_is_refused) { matrix_refuses("bad_pair_of_floats", GLUE_RESULT_MATRIX, "tuple"); }
CASE(pair_of_masks_is_refused) { matrix_refuses("bad_pair_of_masks", GLUE_RESULT_MATRIX, "tuple"); }
CASE(pair_of_lists_is_refused) { matrix_refuses("bad_pair_of_lists", GLUE_RESULT_MATRIX, "tuple"); }
CASE(triple_is_refused) { matrix_refuses("bad_triple", GLUE_RESULT_MATRIX, "tuple"); }
CASE(none_is_refused) { matrix_refuses("bad_none", GLUE_RESULT_MATRIX, "NoneType"); }
CASE(row_out_of_range_is_refused) { matrix_refuses("bad_row", GLUE_RESULT_RANGE, NULL); }
CASE(column_out_of_range_is_refused) { matrix_refuses("bad_column", GLUE_RESULT_RANGE, NULL); }
CASE(position_that_stands_twice_is_refused) { matrix_refuses("bad_twice", GLUE_RESULT_REPEATED, NULL); }
CASE(masked_array_is_refused) { matrix_refuses("bad_masked", GLUE_RESULT_MASKED, NULL); }

CASE(mask_of_rows_is_refused) { matrix_refuses("mask_of_rows", GLUE_RESULT_ROW_MASK, NULL); }

CASE(error_tells_where)
{
    int64_t into[4];
    glue_result result;
    glue_error err;
    CHECK_INT(matrix_detect("bad_column", into, &result, &err), GLUE_E_RESULT);
    CHECK_INT(err.value, -1);
    CHECK_INT(err.index, 0);
    CHECK_INT(err.limit, 3);
    glue_error_free(&err);
    CHECK_INT(matrix_detect("bad_mask_of_transposed_shape", into, &result, &err), GLUE_E_RESULT);
    CHECK_TEXT(err.dtype, "bool");
    CHECK_TEXT(err.shape, "(3, 2)");
    glue_error_free(&err);
}
