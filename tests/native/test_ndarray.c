/* NumPy arrays, looked into. */
#include "python/ndarray.h"

#include <string.h>

#include "check.h"
#include "python/gil.h"
#include "python/borrow.h"
#include "start.h"

static const glue_array array_values = {start_values, START_SIZE, 0, GLUE_FLOAT64, 0};

static gil_hold array_enter(void)
{
    gil_hold hold;
    start();
    CHECK_INT(gil_enter(&hold), 0);
    return hold;
}

/* What a function makes of the values; own. Needs the GIL. */
static PyObject *array_made_in(const char *module_name, const char *name)
{
    PyObject *module = py.PyImport_ImportModule(module_name);                 /* own */
    PyObject *function = py.PyObject_GetAttrString(module, name);             /* own */
    PyObject *values = borrow_begin(&array_values);                           /* own */
    PyObject *made = py.PyObject_CallFunctionObjArgs(function, values, NULL); /* own */
    CHECK(made != NULL);
    py.Py_DecRef(values);
    py.Py_DecRef(function);
    py.Py_DecRef(module);
    return made;
}

static PyObject *array_made_by(const char *name) { return array_made_in("good_results", name); }

static void array_looks(const char *name, char kind, int32_t item_bytes, int64_t stride_bytes, int64_t size)
{
    gil_hold hold = array_enter();
    PyObject *array = array_made_by(name); /* own */
    CHECK(ndarray_is(array));
    ndarray_view view = ndarray_look(array);
    CHECK_INT(view.kind, kind);
    CHECK_INT(view.item_bytes, item_bytes);
    CHECK_INT(view.stride_bytes, stride_bytes);
    CHECK_INT(view.size, size);
    CHECK_INT(view.ndim, 1);
    py.Py_DecRef(array);
    gil_leave(hold);
}

CASE(look_bool) { array_looks("bool_mask", 'b', 1, 1, 5); }
CASE(look_int8) { array_looks("int8", 'i', 1, 1, 2); }
CASE(look_int16) { array_looks("int16", 'i', 2, 2, 2); }
CASE(look_int32) { array_looks("int32", 'i', 4, 4, 2); }
CASE(look_int64) { array_looks("int64", 'i', 8, 8, 2); }
CASE(look_longlong) { array_looks("longlong", 'i', 8, 8, 2); }
CASE(look_uint8) { array_looks("uint8", 'u', 1, 1, 2); }
CASE(look_uint16) { array_looks("uint16", 'u', 2, 2, 2); }
CASE(look_uint32) { array_looks("uint32", 'u', 4, 4, 2); }
CASE(look_uint64) { array_looks("uint64", 'u', 8, 8, 2); }
CASE(look_ulonglong) { array_looks("ulonglong", 'u', 8, 8, 2); }
CASE(look_negative_stride) { array_looks("negative_stride", 'i', 8, -8, 2); }
CASE(look_strided) { array_looks("strided", 'i', 8, 24, 2); }

CASE(look_object)
{
    gil_hold hold = array_enter();
    PyObject *array = array_made_in("returns", "objects"); /* own */
    CHECK(ndarray_is(array));
    CHECK_INT(ndarray_look(array).kind, 0);
    CHECK_INT(ndarray_look(array).size, 2);
    py.Py_DecRef(array);
    gil_leave(hold);
}

CASE(subclass_is_an_array_but_not_exactly)
{
    gil_hold hold = array_enter();
    PyObject *subclass = array_made_by("subclass"), *exact = array_made_by("int64"),
             *list = array_made_by("list_of_ints");
    CHECK(ndarray_is(subclass) && !ndarray_is_exact(subclass));
    CHECK(ndarray_is(exact) && ndarray_is_exact(exact));
    CHECK(!ndarray_is(list) && !ndarray_is_exact(list));
    py.Py_DecRef(subclass);
    py.Py_DecRef(exact);
    py.Py_DecRef(list);
    gil_leave(hold);
}

static void array_becomes_native(const char *name)
{
    static const int64_t wanted[2] = {1, 3};
    gil_hold hold = array_enter();
    PyObject *made = array_made_by(name);    /* own */
    PyObject *native = ndarray_native(made); /* own */
    CHECK(ndarray_is_exact(native));
    CHECK(memcmp(ndarray_look(native).data, wanted, sizeof wanted) == 0);
    CHECK((uintptr_t)ndarray_look(native).data % 8 == 0);
    py.Py_DecRef(native);
    py.Py_DecRef(made);
    gil_leave(hold);
}

CASE(native_of_big_endian) { array_becomes_native("big_endian"); }
CASE(native_of_unaligned) { array_becomes_native("unaligned"); }
CASE(native_of_subclass) { array_becomes_native("subclass"); }
CASE(native_of_list) { array_becomes_native("list_of_ints"); }
