/* Every accepted result, into the caller's buffer and, where that is too small, into an obj. */
#include <string.h>

#include "check.h"
#include "start.h"

#define UNTOUCHED (-99)

static void accepted_positions(const glue_result *result, const int64_t *wanted, int64_t count)
{
    CHECK_INT(result->size, count);
    CHECK_NULL(result->retained);
    for (int64_t i = 0; i < count; i++) CHECK_INT(result->indices[i], wanted[i]);
}

static void accepted_into_buffer(glue_func *func, const int64_t *wanted, int64_t count, int64_t capacity)
{
    glue_error err;
    int64_t into[START_SIZE + 1] = {UNTOUCHED, UNTOUCHED, UNTOUCHED, UNTOUCHED, UNTOUCHED, UNTOUCHED};
    glue_result result = {.into = into, .capacity = capacity};

    CHECK_INT(start_detect(func, &result, &err), GLUE_OK);

    CHECK_NULL(result.obj);
    if (count) CHECK(result.indices == into);
    accepted_positions(&result, wanted, count);
    for (int64_t i = count; i <= START_SIZE; i++) CHECK_INT(into[i], UNTOUCHED);
}

static void accepted_as_obj(glue_func *func, const int64_t *wanted, int64_t count, int64_t capacity)
{
    glue_error err;
    glue_counters alive;
    int64_t into[START_SIZE] = {UNTOUCHED, UNTOUCHED, UNTOUCHED, UNTOUCHED, UNTOUCHED};
    glue_result result = {.into = capacity ? into : NULL, .capacity = capacity};

    CHECK_INT(start_detect(func, &result, &err), GLUE_OK);

    CHECK(result.obj != NULL);
    CHECK(result.indices != NULL && result.indices != into);
    accepted_positions(&result, wanted, count);
    for (int i = 0; i < START_SIZE; i++) CHECK_INT(into[i], UNTOUCHED);
    glue_count(&alive);
    CHECK_INT(alive.results, 1);
    py_decref(result.obj);
    CHECK_INT(start_call("good_results", "empty_list"), 0); /* the next call frees it */
    glue_count(&alive);
    CHECK_INT(alive.results, 0);
}

static void accepts(const char *name, int64_t count, const int64_t *wanted)
{
    start();
    glue_func *func = start_load("good_results", name); /* own */
    accepted_into_buffer(func, wanted, count, START_SIZE);
    accepted_into_buffer(func, wanted, count, count);
    if (count) accepted_as_obj(func, wanted, count, count - 1);
    if (count) accepted_as_obj(func, wanted, count, 0);
    py_decref(func);
}

static void accepts_1_and_3(const char *name) { accepts(name, 2, (const int64_t[]){1, 3}); }

static void accepts_nothing(const char *name) { accepts(name, 0, NULL); }

CASE(int64) { accepts_1_and_3("int64"); }
CASE(int32) { accepts_1_and_3("int32"); }
CASE(int16) { accepts_1_and_3("int16"); }
CASE(int8) { accepts_1_and_3("int8"); }
CASE(uint64) { accepts_1_and_3("uint64"); }
CASE(uint32) { accepts_1_and_3("uint32"); }
CASE(uint16) { accepts_1_and_3("uint16"); }
CASE(uint8) { accepts_1_and_3("uint8"); }
CASE(longlong) { accepts_1_and_3("longlong"); }
CASE(ulonglong) { accepts_1_and_3("ulonglong"); }
CASE(intc) { accepts_1_and_3("intc"); }
CASE(strided) { accepts_1_and_3("strided"); }
CASE(negative_stride) { accepts_1_and_3("negative_stride"); }
CASE(big_endian) { accepts_1_and_3("big_endian"); }
CASE(big_endian_int16) { accepts_1_and_3("big_endian_int16"); }
CASE(unaligned) { accepts_1_and_3("unaligned"); }
CASE(memory_mapped) { accepts_1_and_3("memory_mapped"); }
CASE(read_only) { accepts_1_and_3("read_only"); }
CASE(subclass) { accepts_1_and_3("subclass"); }
CASE(bool_mask) { accepts_1_and_3("bool_mask"); }
CASE(bool_mask_strided) { accepts_1_and_3("bool_mask_strided"); }
CASE(bool_mask_reversed) { accepts_1_and_3("bool_mask_reversed"); }
CASE(bool_mask_subclass) { accepts_1_and_3("bool_mask_subclass"); }
CASE(bool_list) { accepts_1_and_3("bool_list"); }
CASE(bool_tuple) { accepts_1_and_3("bool_tuple"); }
CASE(where_tuple) { accepts_1_and_3("where_tuple"); }
CASE(mask_in_tuple) { accepts_1_and_3("mask_in_tuple"); }
CASE(list_of_ints) { accepts_1_and_3("list_of_ints"); }
CASE(list_of_numpy_ints) { accepts_1_and_3("list_of_numpy_ints"); }
CASE(list_subclass) { accepts_1_and_3("list_subclass"); }
CASE(tuple_of_ints) { accepts_1_and_3("tuple_of_ints"); }

CASE(empty_float) { accepts_nothing("empty_float"); }
CASE(empty_object) { accepts_nothing("empty_object"); }
CASE(empty_list) { accepts_nothing("empty_list"); }
CASE(empty_tuple) { accepts_nothing("empty_tuple"); }
CASE(where_tuple_names_none) { accepts_nothing("where_tuple_names_none"); }
CASE(bool_mask_names_none) { accepts_nothing("bool_mask_names_none"); }

CASE(tuple_of_one_int) { accepts("tuple_of_one_int_names_3", 1, (const int64_t[]){3}); }
CASE(last_position) { accepts("last_position", 1, (const int64_t[]){4}); }
CASE(all_positions) { accepts("all_positions", 5, (const int64_t[]){0, 1, 2, 3, 4}); }
CASE(bool_mask_names_all) { accepts("bool_mask_broadcast_names_all", 5, (const int64_t[]){0, 1, 2, 3, 4}); }
CASE(unsorted_keeps_its_order) { accepts("unsorted_names_3_then_1", 2, (const int64_t[]){3, 1}); }
CASE(unsorted_names_all) { accepts("unsorted_names_all", 5, (const int64_t[]){4, 0, 3, 1, 2}); }

CASE(list_that_its_items_empty)
{
    start();
    CHECK_INT(start_call("returns_hostile", "list_that_clears_itself"), 2);
}

CASE(view_of_input_is_copied)
{
    start();
    static const int64_t bits[3] = {2, 0, 1};
    double values[3];
    int64_t into[3];
    glue_error err;
    memcpy(values, bits, sizeof bits);
    glue_array array = {values, 3, 0, GLUE_FLOAT64, 0};
    glue_result result = {.into = into, .capacity = 3};
    glue_func *func = start_load("good_results", "view_of_input"); /* own */

    CHECK_INT(detect(func, &array, &result, &err), GLUE_OK);

    CHECK(result.indices == into);
    accepted_positions(&result, bits, 3);
    py_decref(func);
}
