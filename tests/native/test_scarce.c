/* Every allocation fails once, on every path: a clean error, nothing leaked, and the next call works. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "start.h"

#if defined(__linux__) /* elsewhere no linker wraps */
#include "scarce.h"

/* A failure has to be one of memory, with or without words; its texts are freed. */
static void is_clean(int32_t status, glue_error *err)
{
    CHECK(status == GLUE_OK || status == GLUE_E_MEMORY || status == GLUE_E_PYTHON || status == GLUE_E_RESULT ||
          status == GLUE_E_LOAD);
    if (status == GLUE_OK) CHECK_NULL(err->message);
    glue_error_free(err);
    CHECK(!start_holds_gil());
}

static glue_config config;

static void starts(void)
{
    glue_error err;
    int32_t status = init_python(&config, &err);
    CHECK(status == GLUE_OK || scarce_has_struck());
    CHECK(status == GLUE_OK || status == GLUE_E_MEMORY || status == GLUE_E_LOAD);
    glue_error_free(&err);
}

CASE(start)
{
    config = start_config();

    CHECK(scarce_each(scarce_shim, starts) >= 3);
    CHECK_INT(start_call("good_results", "int64"), 2);
}

static const char *const functions[] = {
    "good_results.int64",
    "good_results.list_of_ints",
    "planned_results.descending",
    "returns.repeated",
    "returns.none",
    "returns.out_of_range",
    "raises.chained",
    "raises.with_bad_str",
};
#define FUNCTIONS (int)(sizeof functions / sizeof *functions)
/* Without those that raise: CPython 3.13 dies by itself where memory runs out in traceback.format_exception. */
#define FUNCTIONS_THAT_RETURN (FUNCTIONS - 2)

static const char *module; /* of the path under test */
static char name[64];

static void choose_of(const char *const *from, int at)
{
    static char text[64];
    strcpy(text, from[at]);
    char *dot = strchr(text, '.');
    *dot = 0;
    module = text;
    strcpy(name, dot + 1);
}

static void choose(int at) { choose_of(functions, at); }

static void loads(void)
{
    glue_error err;
    glue_func *func = NULL;
    int32_t status = load_func(module, name, &func, &err);
    CHECK((status == GLUE_OK) == (func != NULL));
    is_clean(status, &err);
    py_decref(func);
}

static glue_func *loaded;

/* 200 values, of which the first asks for 200 positions: more than fit, so that memory is needed for them. */
static void calls(void)
{
    static double values[200] = {200};
    glue_error err;
    int64_t into[4];
    glue_result result = {.into = into, .capacity = 4};
    glue_array array = {values, 200, 0, GLUE_FLOAT64, 0};
    int32_t status = detect(loaded, &array, &result, &err);
    CHECK(status == GLUE_OK || (!result.size && !result.obj));
    is_clean(status, &err);
    if (result.retained) glue_lease(result.retained, loaded, start_release);
    py_decref(result.obj);
}

/* For each of the first functions; returns how many allocations have failed, together. */
static int scarce_everywhere(void (*make_fail)(int), void (*path)(void), int count)
{
    int failed = 0;
    for (int at = 0; at < count; at++) {
        choose(at);
        loaded = start_load(module, name); /* own */
        path();                            /* what is made once is made now */
        int met = scarce_each(make_fail, path);
        CHECK(met >= 0);
        failed += met;
        py_decref(loaded);
        CHECK_INT(start_call("good_results", "int64"), 2);
    }
    return failed;
}

CASE(load)
{
    start();
    CHECK(scarce_everywhere(scarce_shim, loads, FUNCTIONS) >= 2 * FUNCTIONS);
}

CASE(call)
{
    start();
    CHECK(scarce_everywhere(scarce_shim, calls, FUNCTIONS) >= FUNCTIONS);
}

CASE(load_when_python_has_no_memory)
{
    start();
    CHECK(scarce_everywhere(scarce_python, loads, FUNCTIONS) >= FUNCTIONS);
}

static void skip_where_numpy_dies(void)
{
    start();
    char *numpy = start_tell("numpy_version", start_values, START_SIZE); /* own */
    if (strncmp(numpy, "1.19.", 5) == 0) check_skip("NumPy 1.19 dies by itself when it frees an array without memory");
    free(numpy);
}

CASE(call_when_python_has_no_memory)
{
    skip_where_numpy_dies();
    CHECK(scarce_everywhere(scarce_python, calls, FUNCTIONS_THAT_RETURN) >= FUNCTIONS_THAT_RETURN);
}

/* Seven arrays of 200 values, of which each asks for 200 positions: the room for them grows. */
static void calls_many(void)
{
    static double values[200] = {200};
    glue_array same = {values, 200, 0, GLUE_FLOAT64, 0}, arrays[] = {same, same, same, same, same, same, same};
    int64_t ends[7];
    void *retained[7];
    glue_error err;
    glue_many many = {.arrays = arrays, .count = 7, .ends = ends, .retained = retained};
    int32_t status = glue_detect_many(loaded, &many, &err);
    CHECK(status == GLUE_OK || !many.obj);
    is_clean(status, &err);
    for (int i = 0; i < 7; i++)
        if (retained[i]) glue_lease(retained[i], loaded, start_release);
    py_decref(many.obj);
}

static void binds(void)
{
    static const int64_t lengths[] = {2};
    static const double values[2];
    glue_ndarray array = {values, lengths, NULL, 1, GLUE_FLOAT64};
    glue_error err;
    glue_func *bound;
    int32_t status = glue_bind(loaded, "{\"limit\": {\"array\": 0}}", &array, 1, NULL, &bound, &err);
    CHECK((status == GLUE_OK) == (bound != NULL));
    is_clean(status, &err);
    py_decref(bound);
}

static void derives(void)
{
    glue_error err;
    glue_func *derived;
    int32_t status = glue_attribute(loaded, "many", &derived, &err);
    CHECK((status == GLUE_OK) == (derived != NULL));
    is_clean(status, &err);
    py_decref(derived);
}

CASE(attribute)
{
    start();
    loaded = start_load("keywords", "with_many"); /* own */
    derives();
    CHECK(scarce_each(scarce_shim, derives) >= 1);
    py_decref(loaded);
}

static void makes(void)
{
    glue_error err;
    glue_func *made;
    int32_t status = glue_make(loaded, &made, &err);
    CHECK((status == GLUE_OK) == (made != NULL));
    is_clean(status, &err);
    py_decref(made);
}

CASE(make)
{
    start();
    loaded = start_load("keywords", "make_above"); /* own */
    makes();
    CHECK(scarce_each(scarce_shim, makes) >= 1);
    py_decref(loaded);
}

CASE(bind)
{
    start();
    loaded = start_load("keywords", "above"); /* own */
    binds();
    CHECK(scarce_each(scarce_shim, binds) >= 1);
    py_decref(loaded);
}

static const char *const functions_with_many[] = {"many_at_once.as_list", "many_at_once.as_pair",
                                                  "many_at_once.returns_too_few", "planned_results.descending"};

static int scarce_many(void (*make_fail)(int)) /* returns how many allocations have failed */
{
    int failed = 0;
    start();
    for (int at = 0, met; at < 4; at++, failed += met) {
        choose_of(functions_with_many, at);
        loaded = start_load(module, name); /* own */
        calls_many();                      /* what is made once is made now */
        met = scarce_each(make_fail, calls_many);
        CHECK(met >= 0);
        py_decref(loaded);
    }
    return failed;
}

CASE(call_of_many) { CHECK(scarce_many(scarce_shim) >= 4); }
CASE(call_of_many_when_python_has_no_memory)
{
    skip_where_numpy_dies();
    CHECK(scarce_many(scarce_python) >= 4);
}

/* Two inputs of which Python makes arrays, and outputs in Python's memory: one, or several by name. */
static const char *const typed[] = {"typed.copied_of_two", "typed.converted", "typed.named_of_two", "typed.describe"};

static void invokes(void)
{
    static const double values[6];
    static const int64_t lengths[] = {2, 3}, strides[] = {8, 16};
    static int64_t shapes[8][GLUE_DIMENSIONS_MOST];
    glue_ndarray inputs[] = {{values, lengths, NULL, 2, GLUE_FLOAT64}, {values, lengths, strides, 2, GLUE_FLOAT64}};
    void *retained[2];
    glue_output outputs[8];
    glue_error err;
    glue_invocation invocation = {inputs, retained, 2, outputs, strcmp(name, "named_of_two") ? 0 : 8, 0, NULL, NULL};
    for (int i = 0; i < 8; i++) outputs[i] = (glue_output){.shape = shapes[i], .dtype = GLUE_FLOAT64};
    int32_t status = glue_invoke(loaded, &invocation, &err);
    CHECK(status == GLUE_OK || !invocation.output_count);
    is_clean(status, &err);
    for (int i = 0; i < 2; i++)
        if (retained[i]) glue_lease(retained[i], loaded, start_release);
    for (int i = 0; i < 8; i++) py_decref(outputs[i].obj);
}

static int scarce_typed(void (*make_fail)(int), int count) /* returns how many allocations have failed */
{
    int failed = 0;
    start();
    for (int at = 0, met; at < count; at++, failed += met) {
        choose_of(typed, at);
        loaded = start_load(module, name); /* own */
        invokes();                         /* what is made once is made now */
        met = scarce_each(make_fail, invokes);
        CHECK(met >= 0);
        py_decref(loaded);
    }
    return failed;
}

CASE(invoke) { CHECK(scarce_typed(scarce_shim, 4) >= 4); }
CASE(invoke_when_python_has_no_memory)
{
    skip_where_numpy_dies();
    CHECK(scarce_typed(scarce_python, 3) >= 3); /* without the one that raises, as above */
}

#endif
