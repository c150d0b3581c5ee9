/* Accepted as an array: an ndarray, a scalar of NumPy's, a number of Python's. Accepted as several: a tuple or list of
 * them, or a dict of them by str. An array that is as the caller wants it, and in Python's own memory, is passed on
 * without a copy. */
#include "call/output.h"

#include <string.h>

#include "python/error.h"
#include "python/handle.h"
#include "python/ndarray.h"

/* With the type of what was returned, and dtype and shape if it is an array. */
static int32_t output_error(int32_t problem, PyObject *returned, PyObject *array, glue_error *err)
{
    err->type = error_type_of(returned);
    if (array) {
        err->dtype = error_attribute(array, "dtype");
        err->shape = error_attribute(array, "shape");
    }
    return error_set(err, GLUE_E_RESULT, problem);
}

/* `array` is what NumPy made of `returned`; often the same. *typed is own. */
static int32_t output_convert(PyObject *returned, PyObject *array, int32_t dtype, PyObject **typed, glue_error *err)
{
    if (!ndarray_is_exact_in(ndarray_dtype_of(array), dtype)) {
        err->value = dtype;
        return output_error(GLUE_RESULT_DTYPE, returned, array, err);
    }
    *typed = ndarray_typed(array, dtype); /* own */
    return *typed ? GLUE_OK : error_from_python(err);
}

/* What was returned as a contiguous array of that dtype; *typed is own. */
static int32_t output_take(PyObject *returned, int32_t dtype, PyObject **typed, glue_error *err)
{
    if (ndarray_is(returned)) {
        if (ndarray_is_masked(returned)) return output_error(GLUE_RESULT_NO_ARRAY, returned, NULL, err);
        return output_convert(returned, returned, dtype, typed, err);
    }
    if (!ndarray_is_number(returned)) return output_error(GLUE_RESULT_NO_ARRAY, returned, NULL, err);
    PyObject *array = ndarray_native(returned); /* own */
    if (!array) return error_from_python(err);
    int32_t status = output_convert(returned, array, dtype, typed, err);
    py.Py_DecRef(array);
    return status;
}

/* Adds the bytes from the first element of an input to its last one. */
static void output_extent(const glue_ndarray *input, uintptr_t *begin, uintptr_t *end)
{
    int64_t item = ndarray_dtypes[input->dtype].item_bytes, size = item;
    *begin = *end = (uintptr_t)input->data;
    for (int i = input->ndim - 1; i >= 0; i--) {
        if (!input->shape[i]) {
            *end = *begin = (uintptr_t)input->data;
            return;
        }
        int64_t span = (input->shape[i] - 1) * (input->strides ? input->strides[i] : size);
        size *= input->strides ? 1 : input->shape[i];
        if (span < 0) *begin -= (uintptr_t)-span;
        else *end += (uintptr_t)span;
    }
    *end += (uintptr_t)item;
}

static int output_shares_memory(PyObject *array, int64_t bytes, const glue_invocation *invocation)
{
    uintptr_t data = (uintptr_t)ndarray_fields(array)->data, begin, end;
    for (int64_t i = 0; i < invocation->input_count; i++) {
        output_extent(&invocation->inputs[i], &begin, &end);
        if (data < end && data + (uintptr_t)bytes > begin) return 1;
    }
    return 0;
}

/* An array of Python's own memory: a view of an input would retain it. Steals `array`; own, or NULL with a Python error
 * pending. */
static PyObject *output_own(PyObject *array, int64_t bytes, const glue_invocation *invocation)
{
    /* One without elements may be a view of an input too: its address does not say. */
    if (bytes && !output_shares_memory(array, bytes, invocation)) return array;
    PyObject *copy = ndarray_copy(array); /* own */
    py.Py_DecRef(array);
    return copy;
}

/* Passes an array to the caller: its elements, if they fit, else itself with `name` behind its handle. Steals it. */
static int32_t output_give(PyObject *array, const char *name, const glue_invocation *invocation, glue_output *output,
                           glue_error *err)
{
    PyArrayObject_fields *fields = ndarray_fields(array);
    int64_t size = 1;
    for (int i = 0; i < fields->nd; i++) size *= output->shape[i] = fields->dimensions[i];
    int64_t bytes = size * ndarray_dtypes[output->dtype].item_bytes;
    output->ndim = fields->nd;
    if (output->into && size <= output->capacity) {
        if (bytes) memmove(output->into, fields->data, (size_t)bytes); /* the caller's memory may be an input */
        output->name = name ? "" : NULL;
        output->data = output->into;
        output->size = size;
        py.Py_DecRef(array);
        return GLUE_OK;
    }
    array = output_own(array, bytes, invocation); /* own */
    if (!array) return error_from_python(err);
    size_t name_bytes = name ? strlen(name) + 1 : 0;
    handle *held = handle_new(array, HANDLE_RESULT, bytes, sizeof *held + name_bytes); /* own, steals array */
    if (!held) return GLUE_E_MEMORY;
    output->name = name ? memcpy(held + 1, name, name_bytes) : NULL;
    output->data = ndarray_fields(array)->data;
    output->size = size;
    output->obj = held;
    return GLUE_OK;
}

static int32_t output_read_one(PyObject *returned, const char *name, const glue_invocation *invocation,
                               glue_output *output, glue_error *err)
{
    PyObject *array = NULL; /* own */
    int32_t status = output_take(returned, output->dtype, &array, err);
    if (!status && ndarray_fields(array)->nd > GLUE_DIMENSIONS_MOST) {
        status = output_error(GLUE_RESULT_NO_ARRAY, returned, array, err);
        py.Py_DecRef(array);
    } else if (!status) {
        status = output_give(array, name, invocation, output, err);
    }
    return status;
}

/* The pairs of a dict, with a name and what it stands for each. */
static int32_t output_read_pair(PyObject *pair, PyObject *dict, const glue_invocation *invocation, glue_output *output,
                                glue_error *err)
{
    PyObject *key = py.PyTuple_GetItem(pair, 0), *value = py.PyTuple_GetItem(pair, 1); /* borrow */
    if (!py.PyType_IsSubtype(key->ob_type, py.PyUnicode_Type)) {
        err->message = error_type_of(key);
        return output_error(GLUE_RESULT_NO_ARRAYS, dict, NULL, err);
    }
    char *name;
    Py_ssize_t bytes;
    PyObject *text = py.PyUnicode_AsEncodedString(key, "utf-8", "backslashreplace"); /* own */
    if (!text || py.PyBytes_AsStringAndSize(text, &name, &bytes)) {
        py.Py_DecRef(text);
        return error_from_python(err);
    }
    int32_t status = output_read_one(value, name, invocation, output, err);
    py.Py_DecRef(text);
    return status;
}

/* A tuple of what `returned` holds, which nothing can change meanwhile; own. NULL if it is no collection, or with a
 * Python error pending. */
static PyObject *output_items(PyObject *returned, int is_dict)
{
    PyTypeObject *type = returned->ob_type;
    if (is_dict) {
        PyObject *list = py.PyDict_Items(returned);              /* own */
        PyObject *items = list ? py.PyList_AsTuple(list) : NULL; /* own */
        py.Py_DecRef(list);
        return items;
    }
    if (py.PyType_IsSubtype(type, py.PyList_Type)) return py.PyList_AsTuple(returned);
    if (!py.PyType_IsSubtype(type, py.PyTuple_Type)) return NULL;
    return py.PyTuple_GetSlice(returned, 0, py.PyTuple_Size(returned));
}

static int32_t output_read_several(PyObject *returned, glue_invocation *invocation, glue_error *err)
{
    int is_dict = py.PyType_IsSubtype(returned->ob_type, py.PyDict_Type);
    PyObject *items = output_items(returned, is_dict); /* own */
    if (!items && py.PyErr_Occurred()) return error_from_python(err);
    int64_t count = items ? py.PyTuple_Size(items) : -1;
    int32_t status = GLUE_OK;
    if (count < 0 || count > invocation->several) {
        err->value = count;
        err->limit = invocation->several;
        status = output_error(GLUE_RESULT_NO_ARRAYS, returned, NULL, err);
    }
    for (int64_t i = 0; i < count && !status; i++) {
        PyObject *item = py.PyTuple_GetItem(items, (Py_ssize_t)i); /* borrow */
        status = is_dict ? output_read_pair(item, returned, invocation, &invocation->outputs[i], err)
                         : output_read_one(item, NULL, invocation, &invocation->outputs[i], err);
        if (status) err->index = i, err->limit = count;
        else invocation->output_count++;
    }
    py.Py_DecRef(items);
    return status;
}

static void output_drop(glue_invocation *invocation)
{
    for (int64_t i = 0; i < invocation->output_count; i++) {
        glue_output *output = &invocation->outputs[i];
        if (output->obj) handle_free(output->obj);
        output->obj = NULL;
        output->data = NULL;
        output->name = NULL;
        output->size = 0;
    }
    invocation->output_count = 0;
}

int32_t output_read(PyObject *returned, glue_invocation *invocation, glue_error *err)
{
    int32_t status;
    if (invocation->several) {
        status = output_read_several(returned, invocation, err);
        if (status) output_drop(invocation);
        return status;
    }
    status = output_read_one(returned, NULL, invocation, invocation->outputs, err);
    invocation->output_count = !status;
    return status;
}
