/* Every result that names no positions: which facts of it are told, and that nothing is left behind. */
#include <stdlib.h>

#include "check.h"
#include "platform/library.h"
#include "start.h"

static void refused_once(glue_func *func, int64_t capacity, glue_error *err)
{
    int64_t into[START_SIZE];
    glue_result result = {into, capacity, into, 7, into, into, NULL, NULL};

    CHECK_INT(start_detect(func, &result, err), GLUE_E_RESULT);

    CHECK_NULL(result.indices);
    CHECK_INT(result.size, 0);
    CHECK_NULL(result.obj);
    CHECK_NULL(result.retained);
    CHECK_NULL(err->traceback);
    CHECK(!start_holds_gil());
}

/* The facts, after the same was refused with every capacity, and a good call came through; [own] glue_error_free. */
static glue_error refused(const char *name)
{
    glue_error err;
    glue_counters alive;
    start();
    glue_func *func = start_load("returns", name); /* own */
    for (int64_t capacity = 0; capacity < START_SIZE; capacity++) {
        refused_once(func, capacity, &err);
        glue_error_free(&err);
    }
    refused_once(func, START_SIZE, &err);

    glue_count(&alive);
    CHECK_INT(alive.results, 0);
    CHECK_INT(alive.queued, 0);
    CHECK_INT(start_call("good_results", "int64"), 2);
    py_decref(func);
    return err;
}

/* The result is of this type and, if it is an array, of this dtype and shape. */
static void refuses_type(const char *name, int32_t problem, const char *type, const char *dtype, const char *shape)
{
    glue_error err = refused(name); /* own */
    CHECK_INT(err.problem, problem);
    if (type) CHECK_TEXT(err.type, type);
    else CHECK_NULL(err.type);
    if (dtype) CHECK_TEXT(err.dtype, dtype);
    else CHECK_NULL(err.dtype);
    if (shape) CHECK_TEXT(err.shape, shape);
    else CHECK_NULL(err.shape);
    glue_error_free(&err);
}

static void refuses_array(const char *name, const char *type, const char *dtype, const char *shape)
{
    refuses_type(name, GLUE_RESULT_ARRAY, type, dtype, shape);
}

static void refuses_item(const char *name, const char *type, const char *item)
{
    glue_error err = refused(name); /* own */
    CHECK_INT(err.problem, GLUE_RESULT_ITEM);
    CHECK_TEXT(err.type, type);
    CHECK_TEXT(err.message, item);
    glue_error_free(&err);
}

static void refuses_value(const char *name, int32_t problem, int64_t value, int64_t index, int64_t limit)
{
    glue_error err = refused(name); /* own */
    CHECK_INT(err.problem, problem);
    CHECK_INT(err.value, value);
    CHECK_INT(err.index, index);
    CHECK_INT(err.limit, limit);
    glue_error_free(&err);
}

CASE(returns_float_array) { refuses_array("floats", NULL, "float64", "(2,)"); }
CASE(returns_2d) { refuses_array("two_dimensional", NULL, "int64", "(2, 1)"); }
CASE(returns_zero_dimensional) { refuses_array("zero_dimensional", NULL, "int64", "()"); }
CASE(returns_where_pair) { refuses_array("where_pair", "tuple", "int64", "(2, 2)"); }
CASE(returns_object_dtype) { refuses_array("objects", NULL, "object", "(2,)"); }
CASE(returns_complex) { refuses_array("complex_numbers", NULL, "complex128", "(2,)"); }
CASE(returns_dates) { refuses_array("dates", NULL, "datetime64[D]", "(2,)"); }
CASE(returns_string) { refuses_type("text", GLUE_RESULT_TYPE, "str", NULL, NULL); }
CASE(returns_generator) { refuses_type("a_generator", GLUE_RESULT_TYPE, "generator", NULL, NULL); }
CASE(returns_dict) { refuses_type("a_dict", GLUE_RESULT_TYPE, "dict", NULL, NULL); }
CASE(returns_scalar) { refuses_type("scalar", GLUE_RESULT_TYPE, "int64", NULL, NULL); }
CASE(returns_none) { refuses_type("none", GLUE_RESULT_TYPE, "NoneType", NULL, NULL); }
CASE(returns_masked_array) { refuses_value("masked_array", GLUE_RESULT_MASKED, 0, 0, 0); }
CASE(returns_strings_list) { refuses_item("list_of_texts", "list", "str"); }
CASE(returns_ragged_list) { refuses_item("ragged_list", "list", "list"); }
CASE(returns_negative) { refuses_value("negative", GLUE_RESULT_RANGE, -2, 1, 5); }
CASE(returns_out_of_range) { refuses_value("out_of_range", GLUE_RESULT_RANGE, 5, 1, 5); }
CASE(returns_repeated) { refuses_value("repeated", GLUE_RESULT_REPEATED, 3, 0, 0); }
CASE(returns_repeated_in_order) { refuses_value("repeated_in_order", GLUE_RESULT_REPEATED, 1, 0, 0); }
CASE(returns_huge_broadcast) { refuses_value("huge_broadcast", GLUE_RESULT_TOO_MANY, 1000000000, 0, 5); }
CASE(returns_too_many) { refuses_value("too_many", GLUE_RESULT_TOO_MANY, 6, 0, 5); }
CASE(returns_short_mask) { refuses_value("short_mask", GLUE_RESULT_MASK, 4, 0, 5); }

static void refuses_as(const char *name, int32_t problem)
{
    glue_error err = refused(name); /* own */
    CHECK_INT(err.problem, problem);
    glue_error_free(&err);
}

CASE(returns_labels) { refuses_as("labels", GLUE_RESULT_LABELS); }
CASE(returns_labels_as_list) { refuses_as("labels_as_list", GLUE_RESULT_LABELS); }
CASE(returns_labels_all_inliers) { refuses_as("labels_all_inliers", GLUE_RESULT_LABELS); }
CASE(returns_labels_all_outliers) { refuses_as("labels_all_outliers", GLUE_RESULT_LABELS); }
CASE(returns_flags_as_integers) { refuses_as("flags_as_integers", GLUE_RESULT_FLAGS); }
CASE(returns_flags_as_list) { refuses_as("flags_as_list", GLUE_RESULT_FLAGS); }
CASE(returns_flags_none_set) { refuses_as("flags_none_set", GLUE_RESULT_FLAGS); }

/* As few values as there may be labels of. 0 alone, and 0 and 1 of two values, are positions as well. */
static void refuses_of(const char *name, int64_t size, int32_t problem)
{
    glue_error err;
    int64_t into[2];
    glue_result result = {.into = into, .capacity = 2};
    glue_array values = {start_values, size, 0, GLUE_FLOAT64, 0};
    start();
    glue_func *func = start_load("returns", name); /* own */
    CHECK_INT(detect(func, &values, &result, &err), GLUE_E_RESULT);
    CHECK_INT(err.problem, problem);
    glue_error_free(&err);
    py_decref(func);
}

CASE(returns_labels_of_one_value) { refuses_of("labels", 1, GLUE_RESULT_LABELS); }
CASE(returns_labels_of_two_values) { refuses_of("labels", 2, GLUE_RESULT_LABELS); }
CASE(returns_outlier_label_of_one_value) { refuses_of("labels_all_outliers", 1, GLUE_RESULT_LABELS); }
CASE(returns_outlier_labels_of_two_values) { refuses_of("labels_all_outliers", 2, GLUE_RESULT_LABELS); }
CASE(returns_flags_of_two_values) { refuses_of("flags_none_set", 2, GLUE_RESULT_FLAGS); }

CASE(returns_uint64_above_int64)
{
    glue_error err = refused("above_int64"); /* own */
    CHECK_INT(err.problem, GLUE_RESULT_RANGE);
    CHECK(err.is_unsigned && (uint64_t)err.value == UINT64_C(9223372036854775813));
    glue_error_free(&err);
}

/* However long the name of the type: text that crosses the boundary is UTF-8. */
CASE(type_is_utf8)
{
    glue_error err = refused("long_type_name"); /* own */
    wchar_t *wide = library_wide(err.type);     /* own */
    CHECK(wide != NULL);
    free(wide);
    glue_error_free(&err);
}
