/* glue_invoke: arrays of any dtype and shape in, arrays out. */
#include <stdio.h>

#include "check.h"
#include "python/handle.h"
#include "start.h"

static const int64_t five[] = {START_SIZE};
static const glue_ndarray series = {start_values, five, NULL, 1, GLUE_FLOAT64};

static int64_t shape[GLUE_DIMENSIONS_MOST];
static double into[16];

static glue_output output_into(int32_t dtype, int64_t capacity)
{
    return (glue_output){.into = into, .capacity = capacity, .shape = shape, .dtype = dtype};
}

/* Calls typed.name with the inputs; none may be retained. */
static int32_t invoke(const char *name, const glue_ndarray *inputs, int64_t count, glue_output *output, glue_error *err)
{
    void *retained[GLUE_INPUTS_MOST];
    glue_invocation invocation = {inputs, retained, count, output, 0, 0, NULL, NULL};
    start();
    glue_func *func = start_load("typed", name); /* own */
    int32_t status = glue_invoke(func, &invocation, err);
    CHECK_INT(invocation.output_count, !status);
    for (int64_t i = 0; i < count; i++) CHECK_NULL(retained[i]);
    if (status) CHECK_NULL(output->obj);
    py_decref(func);
    return status;
}

static void invoke_told(const glue_ndarray *input, const char *wanted)
{
    glue_error err;
    glue_output output = output_into(GLUE_FLOAT64, 16);
    CHECK_INT(invoke("describe", input, 1, &output, &err), GLUE_E_PYTHON);
    CHECK_HAS(err.message, wanted);
    glue_error_free(&err);
}

static void invoke_sees_dtype(int32_t dtype, const char *name, int64_t item_bytes)
{
    char wanted[160];
    glue_ndarray input = {start_values, five, NULL, 1, dtype};
    snprintf(wanted, sizeof wanted, "%s (5,) (%d,) %lld False", name, (int)item_bytes,
             (long long)(intptr_t)start_values);
    invoke_told(&input, wanted);
    invoke_told(&input, wanted); /* the array that is reused */
}

CASE(every_dtype_by_address)
{
    invoke_sees_dtype(GLUE_FLOAT64, "float64", 8);
    invoke_sees_dtype(GLUE_FLOAT32, "float32", 4);
    invoke_sees_dtype(GLUE_FLOAT16, "float16", 2);
    invoke_sees_dtype(GLUE_INT64, "int64", 8);
    invoke_sees_dtype(GLUE_UINT64, "uint64", 8);
    invoke_sees_dtype(GLUE_INT32, "int32", 4);
    invoke_sees_dtype(GLUE_UINT32, "uint32", 4);
    invoke_sees_dtype(GLUE_INT16, "int16", 2);
    invoke_sees_dtype(GLUE_UINT16, "uint16", 2);
    invoke_sees_dtype(GLUE_INT8, "int8", 1);
    invoke_sees_dtype(GLUE_UINT8, "uint8", 1);
    invoke_sees_dtype(GLUE_BOOL, "bool", 1);
    static const double complex[10];
    glue_ndarray input = {complex, five, NULL, 1, GLUE_COMPLEX128};
    invoke_told(&input, "complex128 (5,) (16,)");
}

CASE(shapes_and_strides)
{
    static const int64_t matrix[] = {2, 2}, fortran[] = {8, 16}, back[] = {-8}, none[] = {0, 3};
    invoke_told(&(glue_ndarray){start_values, matrix, NULL, 2, GLUE_FLOAT64}, "float64 (2, 2) (16, 8)");
    invoke_told(&(glue_ndarray){start_values, matrix, fortran, 2, GLUE_FLOAT64}, "float64 (2, 2) (8, 16)");
    invoke_told(&(glue_ndarray){start_values + 4, five, back, 1, GLUE_FLOAT64}, "float64 (5,) (-8,)");
    invoke_told(&(glue_ndarray){NULL, none, NULL, 2, GLUE_FLOAT64}, "float64 (0, 3)");
    invoke_told(&(glue_ndarray){NULL, none, NULL, 1, GLUE_FLOAT64}, "float64 (0,)");
    invoke_told(&(glue_ndarray){start_values, NULL, NULL, 0, GLUE_FLOAT64}, "float64 () ()");
}

static void invoke_gives(const char *name, int64_t size, double first, double last)
{
    glue_error err;
    glue_output output = output_into(GLUE_FLOAT64, 16);
    CHECK_INT(invoke(name, &series, 1, &output, &err), GLUE_OK);
    CHECK_INT(output.size, size);
    CHECK(output.data == into && output.obj == NULL);
    CHECK(into[0] == first && into[size - 1] == last);

    output.into = NULL;
    CHECK_INT(invoke(name, &series, 1, &output, &err), GLUE_OK);
    const double *data = output.data;
    CHECK_INT(output.size, size);
    CHECK(output.obj && data && data != start_values && (uintptr_t)data % 8 == 0);
    CHECK(data[0] == first && data[size - 1] == last);
    py_decref(output.obj);
}

CASE(outputs_in_either_memory)
{
    invoke_gives("copied", 5, 10, 30);
    invoke_gives("same", 5, 10, 30);
    invoke_gives("reversed_view", 5, 30, 10);
    invoke_gives("as_int32", 5, 10, 30);
    invoke_gives("as_float32", 5, 10, 30);
    invoke_gives("big_endian", 5, 10, 30);
    invoke_gives("unaligned", 5, 10, 30);
    invoke_gives("broadcast", 6, 1.5, 1.5);
    invoke_gives("total", 1, 1760, 1760);
    invoke_gives("python_float", 1, 2.5, 2.5);
    invoke_gives("zero_dimensions", 1, 3.5, 3.5);
}

CASE(an_output_that_does_not_fit_stays_in_python)
{
    glue_error err;
    glue_output output = output_into(GLUE_FLOAT64, 4);
    CHECK_INT(invoke("copied", &series, 1, &output, &err), GLUE_OK);
    CHECK(output.obj && output.data != into);
    CHECK_INT(output.shape[0], 5);
    py_decref(output.obj);
}

CASE(an_empty_view_of_the_input_does_not_retain_it)
{
    glue_error err;
    glue_output output = {.shape = shape, .dtype = GLUE_FLOAT64};
    CHECK_INT(invoke("nothing_of", &series, 1, &output, &err), GLUE_OK);
    CHECK_INT(output.size, 0);
    py_decref(output.obj);
}

static void invoke_refuses(const char *name, int32_t dtype, int32_t problem, const char *type, const char *came)
{
    glue_error err;
    glue_output output = output_into(dtype, 16);
    CHECK_INT(invoke(name, &series, 1, &output, &err), GLUE_E_RESULT);
    CHECK_INT(err.problem, problem);
    CHECK_TEXT(err.type, type);
    if (came) CHECK_TEXT(err.dtype, came);
    if (problem == GLUE_RESULT_DTYPE) CHECK_INT(err.value, dtype);
    glue_error_free(&err);
}

CASE(refuses_what_is_no_such_array)
{
    invoke_refuses("as_int64", GLUE_FLOAT64, GLUE_RESULT_DTYPE, "ndarray", "int64");
    invoke_refuses("copied", GLUE_FLOAT32, GLUE_RESULT_DTYPE, "ndarray", "float64");
    invoke_refuses("as_int32", GLUE_UINT32, GLUE_RESULT_DTYPE, "ndarray", "int32");
    invoke_refuses("as_int32", GLUE_FLOAT32, GLUE_RESULT_DTYPE, "ndarray", "int32");
    invoke_refuses("strings", GLUE_FLOAT64, GLUE_RESULT_DTYPE, "ndarray", "<U1");
    invoke_refuses("python_int", GLUE_FLOAT64, GLUE_RESULT_DTYPE, "int", "int64");
    invoke_refuses("none", GLUE_FLOAT64, GLUE_RESULT_NO_ARRAY, "NoneType", NULL);
    invoke_refuses("text", GLUE_FLOAT64, GLUE_RESULT_NO_ARRAY, "str", NULL);
    invoke_refuses("list_of_floats", GLUE_FLOAT64, GLUE_RESULT_NO_ARRAY, "list", NULL);
    invoke_refuses("masked", GLUE_FLOAT64, GLUE_RESULT_NO_ARRAY, "MaskedArray", NULL);
}

CASE(two_inputs)
{
    static const int32_t others[] = {1, 2, 3, 4, 5};
    glue_ndarray inputs[] = {series, {others, five, NULL, 1, GLUE_INT32}};
    glue_error err;
    glue_output output = output_into(GLUE_FLOAT64, 16);
    CHECK_INT(invoke("add", inputs, 2, &output, &err), GLUE_OK);
    CHECK(into[0] == 11 && into[4] == 35);
    inputs[1] = series; /* twice the same memory and dtype */
    CHECK_INT(invoke("add", inputs, 2, &output, &err), GLUE_OK);
    CHECK(into[0] == 20 && into[4] == 60);
    py.PyObject_Vectorcall = NULL; /* as before Python 3.11 */
    CHECK_INT(invoke("add", inputs, 2, &output, &err), GLUE_OK);
    CHECK(into[0] == 20 && into[4] == 60);
}

CASE(no_inputs)
{
    glue_error err;
    glue_output output = output_into(GLUE_FLOAT64, 16);
    CHECK_INT(invoke("describe", NULL, 0, &output, &err), GLUE_E_PYTHON);
    CHECK_TEXT(err.type, "ValueError");
    glue_error_free(&err);
}

CASE(each_retained_input_is_leased)
{
    static const int64_t two[] = {2}, apart[] = {16};
    glue_ndarray inputs[] = {series, {start_values, two, apart, 1, GLUE_FLOAT64}};
    void *retained[2];
    glue_error err;
    glue_output output = output_into(GLUE_FLOAT64, 16);
    glue_invocation invocation = {inputs, retained, 2, &output, 0, 0, NULL, NULL};
    start();
    glue_func *func = start_load("typed", "retain"), *release = start_load("typed", "release"); /* own, own */

    CHECK_INT(glue_invoke(func, &invocation, &err), GLUE_OK);

    for (int i = 0; i < 2; i++) {
        CHECK(retained[i] != NULL);
        glue_lease(retained[i], func, start_release);
    }
    CHECK_INT(start_release_count(), 0);
    CHECK_INT(glue_invoke(release, &invocation, &err), GLUE_E_PYTHON); /* takes one input */
    glue_error_free(&err);
    invocation.input_count = 1;
    CHECK_INT(glue_invoke(release, &invocation, &err), GLUE_OK);
    CHECK_INT(start_release_count(), 2);
    py_decref(release);
    py_decref(func);
}

#define SEVERAL 64
static glue_output outputs[SEVERAL];
static int64_t shapes[SEVERAL][GLUE_DIMENSIONS_MOST];

static int32_t invoke_several(const char *name, glue_invocation *invocation, glue_error *err)
{
    static void *retained;
    for (int i = 0; i < SEVERAL; i++) outputs[i] = (glue_output){.shape = shapes[i], .dtype = GLUE_FLOAT64};
    *invocation = (glue_invocation){&series, &retained, 1, outputs, SEVERAL, 0, NULL, NULL};
    start();
    glue_func *func = start_load("typed", name); /* own */
    int32_t status = glue_invoke(func, invocation, err);
    CHECK_NULL(retained);
    py_decref(func);
    return status;
}

static void invoke_gives_several(const char *name, int64_t count, const char *last_name, double last)
{
    glue_error err;
    glue_invocation invocation;
    CHECK_INT(invoke_several(name, &invocation, &err), GLUE_OK);
    CHECK_INT(invocation.output_count, count);
    if (last_name) CHECK_TEXT(outputs[count - 1].name, last_name);
    if (count) CHECK(*(const double *)outputs[count - 1].data == last);
    for (int64_t i = 0; i < count; i++) py_decref(outputs[i].obj);
}

CASE(several_outputs)
{
    invoke_gives_several("pair", 2, NULL, 20);
    invoke_gives_several("listed", 3, NULL, 10);
    invoke_gives_several("named", 3,
                         "gr\xC3\xB6\xC3\x9F"
                         "e",
                         5);
    invoke_gives_several("empty_tuple", 0, NULL, 0);
}

static void invoke_refuses_several(const char *name, int32_t problem, const char *type, int64_t index)
{
    glue_error err;
    glue_invocation invocation;
    CHECK_INT(invoke_several(name, &invocation, &err), GLUE_E_RESULT);
    CHECK_INT(invocation.output_count, 0);
    CHECK_INT(err.problem, problem);
    CHECK_TEXT(err.type, type);
    CHECK_INT(err.index, index);
    for (int i = 0; i < SEVERAL; i++) CHECK_NULL(outputs[i].obj);
    glue_error_free(&err);
}

CASE(refuses_several_that_are_none)
{
    invoke_refuses_several("same", GLUE_RESULT_NO_ARRAYS, "ndarray", 0);
    invoke_refuses_several("bad_pair", GLUE_RESULT_NO_ARRAY, "str", 1);
    invoke_refuses_several("bad_key", GLUE_RESULT_NO_ARRAYS, "dict", 0);
    invoke_refuses_several("too_many", GLUE_RESULT_NO_ARRAYS, "list", 0);
}

/* What Python holds too is not freed with the handle, so its size is nothing that the worker must hurry for. */
static int64_t invoke_freed_bytes(const char *name)
{
    glue_error err;
    glue_output output = {.shape = shape, .dtype = GLUE_FLOAT64};
    CHECK_INT(invoke(name, &series, 1, &output, &err), GLUE_OK);
    int64_t bytes = ((handle *)output.obj)->bytes;
    py_decref(output.obj);
    return bytes;
}

CASE(only_memory_that_is_freed_counts)
{
    CHECK_INT(invoke_freed_bytes("copied"), 40);
    CHECK_INT(invoke_freed_bytes("copied_view"), 40);
    CHECK_INT(invoke_freed_bytes("as_float32"), 40);
    CHECK_INT(invoke_freed_bytes("ready"), 0);
    CHECK_INT(invoke_freed_bytes("ready_size"), 0);
}
