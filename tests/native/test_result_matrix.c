/* What a function may return for a matrix, and what is said of the rest. */
#include <string.h>

#include "check.h"
#include "start.h"

static const double matrix_values[] = {10, 900, 20, 800, 30, 40}; /* 2 rows of 3: [0, 1] and [1, 0] are above 100 */
static const glue_array matrix = {matrix_values, 6, 3, GLUE_FLOAT64, 0};

static int32_t matrix_detect(const char *name, int64_t *into, glue_result *result, glue_error *err)
{
    start();
    glue_func *func = start_load("reads_matrix", name); /* own */
    *result = (glue_result){.into = into, .capacity = 4};
    int32_t status = detect(func, &matrix, result, err);
    py_decref(func);
    CHECK_NULL(result->kept);
    return status;
}

static void matrix_gives(const char *name, int64_t first, int64_t second)
{
    int64_t into[4];
    glue_result result;
    glue_error err;
    int32_t status = matrix_detect(name, into, &result, &err);
    if (status) CHECK_TEXT(err.message, "");
    CHECK_INT(result.size, 2);
    CHECK_INT(result.indices[0], first);
    CHECK_INT(result.indices[1], second);
}

static void matrix_refuses(const char *name, const char *why)
{
    int64_t into[4];
    glue_result result;
    glue_error err;
    CHECK_INT(matrix_detect(name, into, &result, &err), GLUE_E_RESULT);
    CHECK_HAS(err.message, why);
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
    glue_func *func = start_load("reads_matrix", "nonzero"); /* own */
    result = (glue_result){0};
    CHECK_INT(detect(func, &matrix, &result, &err), GLUE_OK);
    CHECK(result.obj != NULL);
    CHECK_INT(result.indices[1], 3);
    py_decref(result.obj);
    py_decref(func);
}

CASE(flat_positions_are_refused)
{
    matrix_refuses("bad_flat_positions", "for a matrix of shape (2, 3); expected a bool mask");
}
CASE(transposed_mask_is_refused)
{
    matrix_refuses("bad_mask_of_transposed_shape", "of dtype bool and shape (3, 2) for a matrix");
}
CASE(flat_mask_is_refused) { matrix_refuses("bad_flat_mask", "of dtype bool and shape (6,) for a matrix"); }
CASE(integers_of_that_shape_are_refused) { matrix_refuses("bad_integers_of_that_shape", "np.nonzero(mask)"); }
CASE(pair_of_other_lengths_is_refused) { matrix_refuses("bad_pair_of_other_lengths", "returned a tuple for a matrix"); }
CASE(pair_of_floats_is_refused) { matrix_refuses("bad_pair_of_floats", "returned a tuple for a matrix"); }
CASE(pair_of_masks_is_refused) { matrix_refuses("bad_pair_of_masks", "returned a tuple for a matrix"); }
CASE(pair_of_lists_is_refused) { matrix_refuses("bad_pair_of_lists", "returned a tuple for a matrix"); }
CASE(triple_is_refused) { matrix_refuses("bad_triple", "returned a tuple for a matrix"); }
CASE(none_is_refused) { matrix_refuses("bad_none", "returned a NoneType for a matrix"); }
CASE(row_out_of_range_is_refused)
{
    matrix_refuses("bad_row", "returned position 2 (at index 0 of its result); expected 0 to 1");
}
CASE(column_out_of_range_is_refused)
{
    matrix_refuses("bad_column", "returned position -1 (at index 0 of its result); expected 0 to 2");
}
CASE(position_that_stands_twice_is_refused) { matrix_refuses("bad_twice", "returned position 1 more than once"); }
CASE(masked_array_is_refused) { matrix_refuses("bad_masked", "masked array"); }
