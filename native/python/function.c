/* Knows how a callable is found by name and called with one array. */
#include "python/function.h"

#include <stdio.h>
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

    size_t name_bytes = strlen(module) + 1 + strlen(name) + 1;
    handle *held = handle_new(callable, HANDLE_FUNCTION, 0, sizeof(glue_func) + name_bytes); /* steals callable */
    if (!held) return GLUE_E_MEMORY;
    glue_func *made = (glue_func *)held;
    char *text = (char *)(made + 1);
    snprintf(text, name_bytes, "%s.%s", module, name);
    made->name = text;
    made->history = made->history_of_many = (history){0};
    *func = made;
    return GLUE_OK;
}

PyObject *function_call(glue_func *func, PyObject *array)
{
    if (py.PyObject_Vectorcall) return py.PyObject_Vectorcall(func->held.object, &array, 1, NULL);
    return py.PyObject_CallFunctionObjArgs(func->held.object, array, NULL);
}
