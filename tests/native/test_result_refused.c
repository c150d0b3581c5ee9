/* Every refused result: what is said of it, and that nothing is left behind. */
#include <stdlib.h>

#include "check.h"
#include "platform/library.h"
#include "start.h"

static void refused_once(glue_func *func, int64_t capacity, glue_error *err)
{
    int64_t into[START_SIZE];
    glue_result result = {into, capacity, into, 7, into, into};

    CHECK_INT(start_detect(func, &result, err), GLUE_E_RESULT);

    CHECK_NULL(result.indices);
    CHECK_INT(result.size, 0);
    CHECK_NULL(result.obj);
    CHECK_NULL(result.kept);
    CHECK_NULL(err->type);
    CHECK_NULL(err->traceback);
    CHECK(!start_holds_gil());
}

/* The message, after the same was refused with every capacity, and a good call came through; [own] glue_error_free. */
static glue_error refused(const char *module)
{
    glue_error err;
    glue_counters alive;
    start();
    glue_func *func = start_load(module, "detect"); /* own */
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

static void refuses_saying(const char *module, const char *came, const char *wanted)
{
    glue_error err = refused(module); /* own */
    CHECK_HAS(err.message, module);
    CHECK_HAS(err.message, came);
    CHECK_HAS(err.message, "; expected ");
    CHECK_HAS(err.message, wanted);
    glue_error_free(&err);
}

static void refuses_with(const char *module, const char *message)
{
    glue_error err = refused(module); /* own */
    CHECK_TEXT(err.message, message);
    glue_error_free(&err);
}

CASE(returns_float_array)
{
    refuses_saying("returns_float_array", "array of dtype float64 and shape (2,)", "return np.flatnonzero(mask)");
}
CASE(returns_2d) { refuses_saying("returns_2d", "array of dtype int64 and shape (2, 1)", "a bool mask of shape (5,)"); }
CASE(returns_string) { refuses_saying("returns_string", "an object of type str", "np.asarray"); }
CASE(returns_generator)
{
    refuses_saying("returns_generator", "an object of type generator", "expected an ndarray of positions");
}
CASE(returns_dict) { refuses_saying("returns_dict", "an object of type dict", "expected an ndarray of positions"); }
CASE(returns_scalar)
{
    refuses_saying("returns_scalar", "an object of type int64", "expected an ndarray of positions");
}
CASE(returns_zero_dimensional)
{
    refuses_saying("returns_zero_dimensional", "array of dtype int64 and shape ()", "one-dimensional");
}
CASE(returns_where_pair)
{
    refuses_saying("returns_where_pair", "a tuple that NumPy reads as an array of dtype int64 and shape (2, 2)",
                   "one-dimensional");
}
CASE(returns_object_dtype)
{
    refuses_saying("returns_object_dtype", "array of dtype object and shape (2,)", "one-dimensional integer array");
}
CASE(returns_complex)
{
    refuses_saying("returns_complex", "array of dtype complex128 and shape (2,)", "one-dimensional integer array");
}
CASE(returns_dates)
{
    refuses_saying("returns_dates", "array of dtype datetime64[D] and shape (2,)", "one-dimensional integer array");
}
CASE(returns_strings_list)
{
    refuses_saying("returns_strings_list", "a list that holds an object of type str", "positions as integers");
}
CASE(returns_ragged_list)
{
    refuses_saying("returns_ragged_list", "a list that holds an object of type list", "positions as integers");
}
CASE(returns_negative)
{
    refuses_saying("returns_negative", "position -2 (at index 1 of its result)", "expected 0 to 4");
}
CASE(returns_uint64_above_int64)
{
    refuses_saying("returns_uint64_above_int64", "position 9223372036854775813 (at index 1 of its result)",
                   "expected 0 to 4");
}
CASE(returns_repeated)
{
    refuses_saying("returns_repeated", "position 3 more than once", "np.unique drops repeated ones");
}
CASE(returns_repeated_in_order)
{
    refuses_saying("returns_repeated_in_order", "position 1 more than once", "np.unique");
}
CASE(returns_huge_broadcast)
{
    refuses_saying("returns_huge_broadcast", "1000000000 positions for an input of 5 values", "np.unique");
}
CASE(returns_too_many)
{
    refuses_saying("returns_too_many", "6 positions for an input of 5 values", "each position at most once");
}
CASE(returns_masked_array) { refuses_saying("returns_masked_array", "a masked array", "positions.compressed()"); }

CASE(returns_none)
{
    refuses_with(
        "returns_none",
        "returns_none.detect returned an object of type NoneType; expected an ndarray of positions or a bool mask of "
        "the "
        "input's shape: is a return statement missing? return np.flatnonzero(mask), or np.asarray(…) of what you have");
}

CASE(returns_short_mask)
{
    refuses_with("returns_short_mask", "returns_short_mask.detect returned a bool mask of 4 values for an input of 5; "
                                       "expected one for each value of the "
                                       "input, or positions as integers");
}

CASE(returns_out_of_range)
{
    refuses_with("returns_out_of_range", "returns_out_of_range.detect returned position 5 (at index 1 of its result); "
                                         "expected 0 to 4, for an input of 5 "
                                         "values: positions count from 0, from the start");
}

CASE(returns_flags_as_integers)
{
    refuses_with(
        "returns_flags_as_integers",
        "returns_flags_as_integers.detect returned position 0 more than once; expected each at most once: if these "
        "are flags, one for each value, return np.flatnonzero(flags) or a bool mask");
}

/* However long the name of the type: text that crosses the boundary is UTF-8. */
CASE(message_is_utf8)
{
    glue_error err = refused("returns_long_type_name"); /* own */
    wchar_t *wide = library_wide(err.message);          /* own */
    CHECK(wide != NULL);
    free(wide);
    glue_error_free(&err);
}
