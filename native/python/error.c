/* A Python exception becomes text of bounded length, also one whose __str__ raises or gives surrogates. */
#include "python/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "python/bootstrap.h"

#define ERROR_MESSAGE_BYTES (64 * 1024)

int32_t error_set_text(glue_error *err, int32_t status, int32_t problem, const char *message)
{
    err->message = malloc(strlen(message) + 1); /* own: glue_error_free */
    if (err->message) strcpy(err->message, message);
    return error_set(err, status, problem);
}

/* A str as UTF-8, lone surrogates written as \udc80. [own] free(); NULL if there is no memory, or no str. */
static char *error_utf8(PyObject *text)
{
    char *data = NULL, *copy = NULL;
    Py_ssize_t len = 0;
    PyObject *bytes = text ? py.PyUnicode_AsEncodedString(text, "utf-8", "backslashreplace") : NULL; /* own */
    if (bytes && !py.PyBytes_AsStringAndSize(bytes, &data, &len) && (copy = malloc((size_t)len + 1))) {
        for (Py_ssize_t i = 0; i < len; i++) copy[i] = data[i] ? data[i] : ' '; /* NUL would end the text early */
        copy[len] = 0;
    }
    py.Py_DecRef(bytes);
    py.PyErr_Clear();
    return copy;
}

/* "ValueError", "json.decoder.JSONDecodeError": as Python's own traceback names it. */
static char *error_type_name(PyObject *type)
{
    PyObject *module = py.PyObject_GetAttrString(type, "__module__"); /* own */
    py.PyErr_Clear();
    PyObject *name = py.PyObject_GetAttrString(type, "__qualname__"); /* own */
    py.PyErr_Clear();
    char *prefix = error_utf8(module), *rest = error_utf8(name); /* own, own */
    py.Py_DecRef(module);
    py.Py_DecRef(name);

    char *full = NULL;
    if (prefix && rest && strcmp(prefix, "builtins") && (full = malloc(strlen(prefix) + strlen(rest) + 2)))
        sprintf(full, "%s.%s", prefix, rest);
    free(prefix);
    if (!full) return rest;
    free(rest);
    return full;
}

static char *error_cut(char *text, size_t most)
{
    if (text && strlen(text) > most) {
        while (most && (text[most] & 0xC0) == 0x80) most--; /* between two characters of UTF-8 */
        text[most] = 0;
    }
    return text;
}

char *error_attribute(PyObject *object, const char *name)
{
    PyObject *value = py.PyObject_GetAttrString(object, name); /* own */
    PyObject *text = value ? py.PyObject_Str(value) : NULL;    /* own */
    py.PyErr_Clear();
    char *utf8 = error_cut(error_utf8(text), ERROR_NAME_BYTES);
    py.Py_DecRef(text);
    py.Py_DecRef(value);
    return utf8;
}

char *error_type_of(PyObject *object)
{
    PyObject *type = py.PyObject_Type(object); /* own */
    char *name = error_attribute(type, "__name__");
    py.Py_DecRef(type);
    return name;
}

int32_t error_from_python(glue_error *err)
{
    PyObject *type = NULL, *value = NULL, *trace = NULL;
    py.PyErr_Fetch(&type, &value, &trace); /* own */
    if (!type) return error_set_text(err, GLUE_E_PYTHON, 0, "Python reported a failure without an exception");
    py.PyErr_NormalizeException(&type, &value, &trace);
    if (trace && value) py.PyException_SetTraceback(value, trace); /* somebody may have retained the exception */

    err->type = error_type_name(type);
    PyObject *described = bootstrap_describe(type, value, trace); /* own */
    if (described) {
        err->message = error_utf8(py.PyTuple_GetItem(described, 0));   /* borrow */
        err->traceback = error_utf8(py.PyTuple_GetItem(described, 1)); /* borrow */
        err->details = error_utf8(py.PyTuple_GetItem(described, 2));   /* borrow */
    } else if (value) {                                                /* memory is short, or recursion at its limit */
        PyObject *text = py.PyObject_Str(value);                       /* own */
        err->message = error_cut(error_utf8(text), ERROR_MESSAGE_BYTES);
        py.Py_DecRef(text);
        py.PyErr_Clear();
    }
    py.Py_DecRef(described);
    if (!err->message) error_set_text(err, GLUE_E_PYTHON, 0, "<the exception's str() failed>");

    py.Py_DecRef(trace);
    py.Py_DecRef(value);
    py.Py_DecRef(type);
    return GLUE_E_PYTHON;
}

void error_free(glue_error *err)
{
    free(err->type);
    free(err->message);
    free(err->traceback);
    free(err->details);
    free(err->dtype);
    free(err->shape);
    *err = (glue_error){0};
}
