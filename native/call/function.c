#include "call/function.h"

#include <stdlib.h>
#include <string.h>

#include "python/error.h"

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

int32_t function_load(const char *module, const char *name, glue_func **func, glue_error *err)
{
    PyObject *callable = function_import(module, name); /* own */
    if (!callable) return error_from_python(err);

    glue_func *made = (glue_func *)handle_new(callable, HANDLE_FUNCTION, 0, sizeof *made); /* steals callable */
    if (!made) return GLUE_E_MEMORY;
    memset(made->timings, 0, sizeof made->timings);
    memset(made->timings_of_many, 0, sizeof made->timings_of_many);
    *func = made;
    return GLUE_OK;
}

PyObject *function_call(PyObject *callable, PyObject *argument)
{
    if (py.PyObject_Vectorcall) return py.PyObject_Vectorcall(callable, &argument, 1, NULL);
    return py.PyObject_CallFunctionObjArgs(callable, argument, NULL);
}

/* As before Python 3.11. */
static PyObject *function_call_by_tuple(PyObject *callable, PyObject *const *arguments, int64_t count)
{
    PyObject *tuple = py.PyTuple_New((Py_ssize_t)count); /* own */
    for (int64_t i = 0; i < count && tuple; i++) {
        py.Py_IncRef(arguments[i]);
        py.PyTuple_SetItem(tuple, (Py_ssize_t)i, arguments[i]); /* steals; cannot fail: the tuple is new */
    }
    PyObject *returned = tuple ? py.PyObject_Call(callable, tuple, NULL) : NULL; /* own */
    py.Py_DecRef(tuple);
    return returned;
}

PyObject *function_call_with(PyObject *callable, PyObject *const *arguments, int64_t count)
{
    if (py.PyObject_Vectorcall) return py.PyObject_Vectorcall(callable, arguments, (size_t)count, NULL);
    return function_call_by_tuple(callable, arguments, count);
}

/* object.name; own. NULL if it has no such attribute, or is NULL: no Python error is pending. */
static PyObject *function_attribute(PyObject *object, const char *name)
{
    PyObject *attribute = object ? py.PyObject_GetAttrString(object, name) : NULL; /* own */
    py.PyErr_Clear();
    return attribute;
}

/* What functools.wraps has copied from the function inside does not count: calling it would bypass the wrapper. */
PyObject *function_find_many(glue_func *func)
{
    PyObject *many = function_attribute(func->held.object, "many");                         /* own */
    PyObject *wrapped = many ? function_attribute(func->held.object, "__wrapped__") : NULL; /* own */
    PyObject *copied = function_attribute(wrapped, "many");                                 /* own */
    if (many && (many == copied || !py.PyCallable_Check(many))) {
        py.Py_DecRef(many);
        many = NULL;
    }
    py.Py_DecRef(copied);
    py.Py_DecRef(wrapped);
    return many;
}
