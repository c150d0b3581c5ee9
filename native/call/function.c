#include "call/function.h"

#include <stdlib.h>
#include <string.h>

#include "python/bootstrap.h"
#include "python/borrow.h"
#include "python/error.h"
#include "python/ndarray.h"

/* object.a.b.c for "a.b.c"; own, steals object. NULL with a Python error pending. `path` is written to. */
static PyObject *function_find(PyObject *object, char *path)
{
    while (object && path) {
        char *dot = strchr(path, '.');
        if (dot) *dot = 0;
        PyObject *member = py.PyObject_GetAttrString(object, path); /* own */
        py.Py_DecRef(object);
        object = member;
        path = dot ? dot + 1 : NULL;
    }
    return object;
}

static PyObject *function_import(const char *module, const char *name)
{
    char *path = malloc(strlen(name) + 1); /* own */
    if (!path) return py.PyErr_NoMemory();
    strcpy(path, name);
    PyObject *callable = function_find(py.PyImport_ImportModule(module), path); /* own */
    free(path);
    if (callable && !py.PyCallable_Check(callable)) {
        PyObject *type = py.PyObject_Type(callable); /* own */
        py.PyErr_Format(*py.PyExc_TypeError,
                        "%s.%s cannot be called: it is an object of %S; name a function that takes one array", module,
                        name, type);
        py.Py_DecRef(type);
        py.Py_DecRef(callable);
        callable = NULL;
    }
    return callable;
}

/* Steals callable, and `keywords`: a tuple of names, values, and both as a dict, or NULL. */
static int32_t function_new(PyObject *callable, PyObject *keywords, glue_func **func)
{
    glue_func *made = (glue_func *)handle_new(callable, HANDLE_FUNCTION, 0, sizeof *made); /* own, steals callable */
    if (!made) {
        if (keywords) py.Py_DecRef(keywords);
        return GLUE_E_MEMORY;
    }
    memset(made->timings, 0, sizeof made->timings);
    memset(made->timings_of_many, 0, sizeof made->timings_of_many);
    made->held.extra = keywords;
    made->names = keywords ? py.PyTuple_GetItem(keywords, 0) : NULL;
    made->values = keywords ? py.PyTuple_GetItem(keywords, 1) : NULL;
    made->keywords = keywords ? py.PyTuple_GetItem(keywords, 2) : NULL;
    *func = made;
    return GLUE_OK;
}

int32_t function_load(const char *module, const char *name, glue_func **func, glue_error *err)
{
    PyObject *callable = function_import(module, name); /* own */
    return callable ? function_new(callable, NULL, func) : error_from_python(err);
}

/* Copies of the arrays, as a list; own. NULL with a Python error pending. */
static PyObject *function_copy_arrays(const glue_ndarray *arrays, int64_t count)
{
    PyObject *list = py.PyList_New(0); /* own */
    for (int64_t i = 0; i < count && list; i++) {
        PyObject *array = borrow_begin_nd(&arrays[i]);       /* own: borrow_end_nd */
        PyObject *copy = array ? ndarray_copy(array) : NULL; /* own */
        borrow_end_nd(array, &arrays[i]);                    /* NULL: no Python code has seen it */
        int failed = !copy || py.PyList_Append(list, copy);
        py.Py_DecRef(copy);
        if (!failed) continue;
        py.Py_DecRef(list);
        list = NULL;
    }
    return list;
}

int32_t function_bind(glue_func *func, const char *keywords, const glue_ndarray *arrays, int64_t array_count,
                      glue_func **bound, glue_error *err)
{
    PyObject *callable = func->held.object;                                    /* borrow */
    PyObject *copies = function_copy_arrays(arrays, array_count);              /* own */
    PyObject *text = copies ? py.PyUnicode_FromString(keywords) : NULL;        /* own */
    PyObject *made = text ? bootstrap_keywords(callable, text, copies) : NULL; /* own */
    py.Py_DecRef(text);
    py.Py_DecRef(copies);
    if (!made) return error_from_python(err);
    py.Py_IncRef(callable);
    return function_new(callable, made, bound);
}

static PyObject *function_tuple(PyObject *const *items, int64_t count)
{
    PyObject *tuple = py.PyTuple_New((Py_ssize_t)count); /* own */
    for (int64_t i = 0; i < count && tuple; i++) {
        py.Py_IncRef(items[i]);
        py.PyTuple_SetItem(tuple, (Py_ssize_t)i, items[i]); /* steals; cannot fail: the tuple is new */
    }
    return tuple;
}

PyObject *function_call_with(const glue_func *func, PyObject *callable, PyObject *const *arguments, int64_t count)
{
    if (!py.PyObject_Vectorcall) {                                                             /* before Python 3.11 */
        PyObject *tuple = function_tuple(arguments, count);                                    /* own */
        PyObject *returned = tuple ? py.PyObject_Call(callable, tuple, func->keywords) : NULL; /* own */
        py.Py_DecRef(tuple);
        return returned;
    }
    if (!func->names) return py.PyObject_Vectorcall(callable, arguments, (size_t)count, NULL);
    PyObject *all[GLUE_INPUTS_MOST + GLUE_KEYWORDS_MOST]; /* borrow */
    for (int64_t i = 0; i < count; i++) all[i] = arguments[i];
    int64_t named = py.PyTuple_Size(func->names);
    for (int64_t i = 0; i < named; i++) all[count + i] = py.PyTuple_GetItem(func->values, (Py_ssize_t)i);
    return py.PyObject_Vectorcall(callable, all, (size_t)count, func->names);
}

PyObject *function_call(const glue_func *func, PyObject *callable, PyObject *argument)
{
    if (func->names) return function_call_with(func, callable, &argument, 1);
    if (py.PyObject_Vectorcall) return py.PyObject_Vectorcall(callable, &argument, 1, NULL);
    return py.PyObject_CallFunctionObjArgs(callable, argument, NULL);
}

/* object.name; own. NULL if it has no such attribute, or is NULL: no Python error is pending. */
static PyObject *function_get(PyObject *object, const char *name)
{
    PyObject *attribute = object ? py.PyObject_GetAttrString(object, name) : NULL; /* own */
    py.PyErr_Clear();
    return attribute;
}

/* What functools.wraps has copied from the function inside does not count: calling it would bypass the wrapper. */
PyObject *function_find_own(glue_func *func, const char *name)
{
    PyObject *attribute = function_get(func->held.object, name);                           /* own */
    PyObject *wrapped = attribute ? function_get(func->held.object, "__wrapped__") : NULL; /* own */
    PyObject *copied = function_get(wrapped, name);                                        /* own */
    if (attribute && (attribute == copied || !py.PyCallable_Check(attribute))) {
        py.Py_DecRef(attribute);
        attribute = NULL;
    }
    py.Py_DecRef(copied);
    py.Py_DecRef(wrapped);
    return attribute;
}

int32_t function_attribute(glue_func *func, const char *name, glue_func **attribute)
{
    PyObject *found = function_find_own(func, name); /* own */
    if (!found) return GLUE_OK;
    if (func->held.extra) py.Py_IncRef(func->held.extra);
    return function_new(found, func->held.extra, attribute);
}

int32_t function_make(glue_func *func, glue_func **made, glue_error *err)
{
    PyObject *callable = function_call_with(func, func->held.object, NULL, 0); /* own */
    if (callable && !py.PyCallable_Check(callable)) {
        PyObject *type = py.PyObject_Type(callable); /* own */
        py.PyErr_Format(*py.PyExc_TypeError, "it returned an object of %S; expected one that can be called", type);
        py.Py_DecRef(type);
        py.Py_DecRef(callable);
        callable = NULL;
    }
    return callable ? function_new(callable, NULL, made) : error_from_python(err);
}
