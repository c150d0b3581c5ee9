/* glue_detect_many: many arrays in one crossing, by the function's own many and one by one. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "start.h"

/* What is above 100 is at 1 and 3 of the first, nowhere in the second, and at 0 of the fourth; the third is empty. */
static const double few[] = {30, 40}, one[] = {800};
static const glue_array arrays[] = {{start_values, START_SIZE, 0, GLUE_FLOAT64, 0},
                                    {few, 2, 0, GLUE_FLOAT64, 0},
                                    {NULL, 0, 0, GLUE_FLOAT64, 0},
                                    {one, 1, 0, GLUE_FLOAT64, 0}};
#define COUNT 4

static int64_t ends[COUNT];
static void *retained[COUNT];

static int32_t many_detect(const char *module, const char *name, glue_many *many, glue_error *err)
{
    start();
    glue_func *func = start_load(module, name); /* own */
    *many = (glue_many){.arrays = arrays, .count = COUNT, .ends = ends, .retained = retained};
    int32_t status = glue_detect_many(func, many, err);
    py_decref(func);
    return status;
}

static void many_gives(const char *module, const char *name, int64_t first, int64_t second)
{
    glue_many many;
    glue_error err;
    int32_t status = many_detect(module, name, &many, &err);
    CHECK_INT(status ? err.problem : 0, 0);
    CHECK_INT(many.failed, -1);
    CHECK_INT(ends[0], 2);
    CHECK_INT(ends[1], 2);
    CHECK_INT(ends[2], 2);
    CHECK_INT(ends[3], 3);
    CHECK_INT(many.indices[0], first);
    CHECK_INT(many.indices[1], second);
    CHECK_INT(many.indices[2], 0);
    for (int i = 0; i < COUNT; i++) CHECK_NULL(retained[i]);
    py_decref(many.obj);
}

/* The facts of the failure; [own] glue_error_free. */
static glue_error many_fails(const char *module, const char *name, int32_t expected, int64_t failed)
{
    glue_many many;
    glue_error err;
    CHECK_INT(many_detect(module, name, &many, &err), expected);
    CHECK_INT(many.failed, failed);
    CHECK_NULL(many.obj);
    CHECK_NULL(many.indices);
    for (int i = 0; i < COUNT; i++) CHECK_NULL(retained[i]);
    return err;
}

static void many_raises(const char *module, const char *name, int64_t failed, const char *message)
{
    glue_error err = many_fails(module, name, GLUE_E_PYTHON, failed); /* own */
    CHECK_HAS(err.message, message);
    glue_error_free(&err);
}

static void many_refuses(const char *name, int64_t failed, int32_t problem, int64_t value, int64_t limit)
{
    glue_error err = many_fails("many_at_once", name, GLUE_E_RESULT, failed); /* own */
    CHECK_INT(err.problem, problem);
    CHECK_INT(err.value, value);
    CHECK_INT(err.limit, limit);
    glue_error_free(&err);
}

static void many_refuses_type(const char *name, const char *type)
{
    glue_error err = many_fails("many_at_once", name, GLUE_E_RESULT, -1); /* own */
    CHECK_INT(err.problem, GLUE_RESULT_MANY);
    CHECK_TEXT(err.type, type);
    CHECK_INT(err.limit, 3);
    glue_error_free(&err);
}

CASE(one_by_one) { many_gives("good_results", "int64", 1, 3); }
CASE(one_by_one_as_masks) { many_gives("good_results", "bool_mask", 1, 3); }
CASE(one_by_one_as_lists) { many_gives("good_results", "bool_list", 1, 3); }
CASE(list) { many_gives("many_at_once", "as_list", 1, 3); }
CASE(mixed_list) { many_gives("many_at_once", "as_mixed_list", 1, 3); }
CASE(pair) { many_gives("many_at_once", "as_pair", 1, 3); }
CASE(odd_pair) { many_gives("many_at_once", "as_odd_pair", 1, 3); }
CASE(pair_keeps_its_order) { many_gives("many_at_once", "as_descending_pair", 3, 1); }
CASE(list_that_is_emptied) { many_gives("many_at_once", "empties_its_list", 1, 3); }
CASE(many_of_an_object) { many_gives("many_at_once", "an_object", 1, 3); }
CASE(many_of_the_function_inside) { many_gives("many_at_once", "around", 1, 3); }
CASE(many_that_cannot_be_called) { many_gives("many_at_once", "not_callable", 1, 3); }
CASE(object_without_attributes) { many_gives("callables", "an_odd_object", 1, 3); }

CASE(no_positions_need_no_memory)
{
    glue_many many;
    glue_error err;
    CHECK_INT(many_detect("many_at_once", "names_none", &many, &err), GLUE_OK);
    CHECK_NULL(many.obj);
    CHECK_INT(ends[3], 0);
}

CASE(empty_arrays_are_no_call)
{
    glue_error err;
    glue_many many = {.arrays = &arrays[2], .count = 1, .ends = ends, .retained = retained};
    start();
    glue_func *func = start_load("raises", "value_error"); /* own */
    ends[0] = 7;
    CHECK_INT(glue_detect_many(func, &many, &err), GLUE_OK);
    CHECK_INT(ends[0], 0);
    many.count = 0;
    CHECK_INT(glue_detect_many(func, &many, &err), GLUE_OK);
    py_decref(func);
}

CASE(too_few_results) { many_refuses("returns_too_few", -1, GLUE_RESULT_MANY_COUNT, 2, 3); }
CASE(too_many_results) { many_refuses("returns_too_many", -1, GLUE_RESULT_MANY_COUNT, 4, 3); }
CASE(too_few_counts) { many_refuses("returns_too_few_counts", -1, GLUE_RESULT_MANY_COUNT, 2, 3); }
CASE(none) { many_refuses_type("returns_none", "NoneType"); }
CASE(tuple_of_results) { many_refuses_type("returns_tuple_of_results", "tuple"); }
CASE(array) { many_refuses_type("returns_array", "ndarray"); }
CASE(float_positions) { many_refuses_type("returns_float_positions", "tuple"); }
CASE(bool_counts) { many_refuses_type("returns_bool_counts", "tuple"); }
CASE(counts_that_exceed) { many_refuses("returns_counts_that_exceed", -1, GLUE_RESULT_MANY_SUM, 3, 0); }
CASE(counts_that_lack) { many_refuses("returns_counts_that_lack", -1, GLUE_RESULT_MANY_SUM, 3, 0); }
CASE(negative_counts) { many_refuses("returns_negative_counts", -1, GLUE_RESULT_MANY_SUM, 3, 0); }
CASE(masked_positions) { many_refuses("returns_masked_positions", -1, GLUE_RESULT_MASKED, 0, 0); }
CASE(huge_broadcast) { many_refuses("returns_huge_broadcast", -1, GLUE_RESULT_TOO_MANY, 1099511627776, 8); }
CASE(position_beyond_its_array) { many_refuses("returns_pair_out_of_range", 0, GLUE_RESULT_RANGE, 5, 5); }
CASE(position_that_stands_twice) { many_refuses("returns_pair_that_repeats", 0, GLUE_RESULT_REPEATED, 1, 0); }
CASE(last_item_of_the_list) { many_refuses("returns_last_out_of_range", 3, GLUE_RESULT_RANGE, 2, 1); }

CASE(one_by_one_with_a_bad_result)
{
    glue_error err = many_fails("returns", "none", GLUE_E_RESULT, 0); /* own */
    CHECK_INT(err.problem, GLUE_RESULT_TYPE);
    CHECK_TEXT(err.type, "NoneType");
    glue_error_free(&err);
}

CASE(exception) { many_raises("many_at_once", "raises", -1, "many arrays, one error"); }
CASE(exception_that_names_an_array) { many_raises("many_at_once", "raises_at_last", 3, "the last one is bad"); }
CASE(exception_that_names_no_number) { many_raises("many_at_once", "raises_at_odd_index", -1, "bad, wherever"); }
CASE(exception_that_names_too_large_a_number)
{
    many_raises("many_at_once", "raises_past_the_end", -1, "bad, further on");
}
CASE(exception_one_by_one) { many_raises("raises", "value_error", 0, "5 values"); }

/* The first and the last of four. */
static void lease_both(glue_many *many)
{
    CHECK(retained[0] && retained[3]);
    CHECK(!retained[1] && !retained[2]);
    glue_lease(retained[0], &retained[0], start_release);
    glue_lease(retained[3], &retained[3], start_release);
    CHECK_INT(start_release_count(), 0);
    start_call("retains", "release");
    CHECK_INT(start_release_count(), 2);
    py_decref(many->obj);
}

CASE(retained_arrays)
{
    glue_many many;
    glue_error err;
    CHECK_INT(many_detect("many_at_once", "retains_first_and_last", &many, &err), GLUE_OK);
    lease_both(&many);
}

CASE(retained_by_one_that_fails)
{
    glue_many many;
    glue_error err;
    CHECK_INT(many_detect("many_at_once", "retains_and_raises", &many, &err), GLUE_E_PYTHON);
    glue_error_free(&err);
    CHECK(retained[0] && !retained[1] && !retained[3]);
    glue_lease(retained[0], NULL, start_release);
    start_call("retains", "release");
}

#define MANY 3000
#define LENGTH 50

/* More positions than any room at first: it grows, and what is there stays. */
static void many_positions(const char *module, const char *name)
{
    static double values[MANY][LENGTH];
    static glue_array all[MANY];
    static int64_t all_ends[MANY];
    static void *all_retained[MANY];
    glue_error err;
    start();
    for (int i = 0; i < MANY; i++) {
        for (int j = 0; j < LENGTH; j++) values[i][j] = j <= i % LENGTH ? 200 : 1;
        all[i] = (glue_array){values[i], LENGTH, 0, GLUE_FLOAT64, 0};
    }
    glue_func *func = start_load(module, name); /* own */
    glue_many many = {.arrays = all, .count = MANY, .ends = all_ends, .retained = all_retained};

    CHECK_INT(glue_detect_many(func, &many, &err), GLUE_OK);

    int64_t at = 0;
    for (int i = 0; i < MANY; i++) {
        for (int j = 0; j <= i % LENGTH; j++) CHECK_INT(many.indices[at++], j);
        CHECK_INT(all_ends[i], at);
    }
    py_decref(many.obj);
    py_decref(func);
}

CASE(many_positions_one_by_one) { many_positions("good_results", "bool_mask"); }
CASE(many_positions_as_list) { many_positions("many_at_once", "as_list"); }
CASE(many_positions_as_pair) { many_positions("many_at_once", "as_pair"); }
