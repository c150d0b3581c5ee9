/* The array over a caller's memory: what Python sees of it, and that one which serves several calls is as new in each.
 */
#include "python/borrow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "python/gil.h"
#include "python/ndarray.h"
#include "start.h"

static const glue_array borrow_values = {start_values, START_SIZE, 0, GLUE_FLOAT64, 0};

static void borrow_tells(const double *values, const char *wanted)
{
    start();
    char *told = start_tell("description", values, START_SIZE); /* own */
    CHECK_TEXT(told, wanted);
    free(told);
}

CASE(borrow_as_python_sees_it)
{
    borrow_tells(start_values,
                 "<f8 ndim=1 size=5 writeable=False owndata=False contiguous=True aligned=True exact=True sum=1760.0");
}

/* .NET can slice memory at any byte, by MemoryMarshal. */
CASE(unaligned_input_is_called_so)
{
    char bytes[sizeof start_values + 1];
    memcpy(bytes + 1, start_values, sizeof start_values);
    borrow_tells((const double *)(const void *)(bytes + 1),
                 "<f8 ndim=1 size=5 writeable=False owndata=False contiguous=True aligned=False exact=True sum=1760.0");
}

CASE(borrow_is_not_copied)
{
    char wanted[32];
    start();
    snprintf(wanted, sizeof wanted, "%llu", (unsigned long long)(uintptr_t)start_values);
    char *told = start_tell("address", start_values, START_SIZE); /* own */
    CHECK_TEXT(told, wanted);
    free(told);
}

/* More values than there is memory for: an exception, not a crash; also where an array is there already. */
CASE(borrow_of_impossible_size_is_an_error)
{
    glue_error err;
    glue_array values = {start_values, INT64_MAX, 0, GLUE_FLOAT64, 0};
    glue_result result = {0};
    start();
    CHECK_INT(start_call("good_results", "int64"), 2);
    glue_func *func = start_load("good_results", "int64"); /* own */
    CHECK_INT(detect(func, &values, &result, &err), GLUE_E_PYTHON);
    CHECK_TEXT(err.type, "ValueError");
    CHECK_NULL(result.retained);
    glue_error_free(&err);
    CHECK_INT(start_call("good_results", "int64"), 2);
    py_decref(func);
}

static gil_hold borrow_enter(void)
{
    gil_hold hold;
    start();
    CHECK_INT(gil_enter(&hold), 0);
    return hold;
}

CASE(not_reused_while_somebody_holds_it)
{
    gil_hold hold = borrow_enter();
    PyObject *array = borrow_begin(&borrow_values); /* own */
    py.Py_IncRef(array);
    CHECK(borrow_end(array, &borrow_values) == array);
    py.Py_DecRef(array);
    CHECK_NULL(borrow_end(array, &borrow_values));
    CHECK_NULL(borrow_end(NULL, &borrow_values));
    gil_leave(hold);
}

/* Is the array that was given back last what the next call gets? */
static int borrow_serves_again(PyObject *array)
{
    npy_intp size = 3;
    /* own; takes the place of the array, had it been freed */
    PyObject *other = PyArray_New(&PyArray_Type, 1, &size, NPY_INT64, NULL, NULL, 0, 0, NULL);
    PyObject *again = borrow_begin(&borrow_values); /* own */
    int is_same = again == array;
    CHECK(again != NULL);
    CHECK_NULL(borrow_end(again, &borrow_values));
    py.Py_DecRef(other);
    return is_same;
}

CASE(serves_the_next_call)
{
    gil_hold hold = borrow_enter();
    PyObject *array = borrow_begin(&borrow_values); /* own */
    int can_be_told = !ndarray_has_buffer_info(array);
    CHECK_NULL(borrow_end(array, &borrow_values));
    CHECK_INT(borrow_serves_again(array), can_be_told);
    PyObject *first = borrow_begin(&borrow_values), *second = borrow_begin(&borrow_values); /* own */
    CHECK(first != NULL && second != NULL && first != second);
    CHECK_NULL(borrow_end(second, &borrow_values));
    CHECK_NULL(borrow_end(first, &borrow_values)); /* one is enough */
    gil_leave(hold);
}

/* NumPy remembers the buffer of each shape until the array dies. */
CASE(serves_no_more_once_its_buffer_was_asked_for)
{
    gil_hold hold = borrow_enter();
    PyObject *array = borrow_begin(&borrow_values);                              /* own */
    PyObject *module = py.PyImport_ImportModule("changes_input");                /* own */
    PyObject *function = py.PyObject_GetAttrString(module, "buffer");            /* own */
    PyObject *returned = py.PyObject_CallFunctionObjArgs(function, array, NULL); /* own */
    CHECK(returned != NULL);
    CHECK_NULL(borrow_end(array, &borrow_values));
    CHECK(!borrow_serves_again(array));
    py.Py_DecRef(returned);
    py.Py_DecRef(function);
    py.Py_DecRef(module);
    gil_leave(hold);
}

CASE(serves_calls_of_other_sizes_and_alignments)
{
    char bytes[sizeof start_values + 1];
    start();
    for (int64_t size = START_SIZE; size > 0; size--) {
        double sum = 0;
        char wanted[160];
        for (int64_t i = 0; i < size; i++) sum += start_values[i];
        for (int is_aligned = 0; is_aligned < 2; is_aligned++) {
            memcpy(bytes + 1, start_values, sizeof start_values);
            const void *values = is_aligned ? (const void *)start_values : bytes + 1;
            snprintf(wanted, sizeof wanted,
                     "<f8 ndim=1 size=%d writeable=False owndata=False contiguous=True aligned=%s exact=True sum=%.1f",
                     (int)size, is_aligned ? "True" : "False", sum);
            char *told = start_tell("description", values, size); /* own */
            CHECK_TEXT(told, wanted);
            free(told);
        }
    }
}

static void borrow_is_as_new_after(const char *name)
{
    glue_error err;
    glue_result result = {0};
    glue_array values = borrow_values;
    glue_func *func = start_load("changes_input", name); /* own */
    CHECK_INT(start_call("changes_input", "is_as_made"), 1);
    CHECK(detect(func, &values, &result, &err) != GLUE_OK); /* all of them return None, or raise */
    CHECK_NULL(result.retained);
    glue_error_free(&err);
    CHECK_INT(start_call("changes_input", "is_as_made"), 1);
    py_decref(func);
}

CASE(is_as_new_whatever_python_did_to_it)
{
    static const char *const names[] = {
        "shape",     "shape_and_back",           "length",         "strides",      "dtype", "byte_order",
        "alignment", "dtype_with_metadata",      "memory",         "memory_part",  "state", "buffer",
        "error",     "buffer_of_another_format", "weak_reference", "weak_callback"};
    start();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) borrow_is_as_new_after(names[i]);
}

CASE(prepare_can_be_repeated)
{
    glue_error err = {0};
    gil_hold hold = borrow_enter();
    CHECK_INT(borrow_prepare(&err), GLUE_OK);
    gil_leave(hold);
    CHECK_INT(start_call("good_results", "int64"), 2);
}
