#include "python/bootstrap.h"

#include "bootstrap_script.h" /* made from bootstrap.py by CMake */
#include "python/interrupt.h"

#define BOOTSTRAP_DESCRIBE_NS INT64_C(10000000000)

static PyObject *names; /* own, for ever: what the script has defined; NULL before it has run */

int bootstrap_run(void)
{
    if (names) return 0;
    PyObject *builtins = py.PyImport_ImportModule("builtins");                                         /* own */
    PyObject *name = py.PyUnicode_FromString("outliers_native");                                       /* own */
    PyObject *code = py.Py_CompileString(bootstrap_script, "<outliers_native>", BOOTSTRAP_FILE_INPUT); /* own */
    PyObject *globals = py.PyDict_New();                                                               /* own */
    PyObject *result = NULL;                                                                           /* own */
    if (builtins && name && code && globals && !py.PyDict_SetItemString(globals, "__builtins__", builtins) &&
        !py.PyDict_SetItemString(globals, "__name__", name))
        result = py.PyEval_EvalCode(code, globals, globals);
    int failed = !result;
    if (!failed && !names) {
        names = globals;
        globals = NULL;
        interrupt_use(py.PyDict_GetItemString(names, "Interrupted"));
    }
    py.Py_DecRef(result);
    py.Py_DecRef(globals);
    py.Py_DecRef(code);
    py.Py_DecRef(name);
    py.Py_DecRef(builtins);
    return failed ? -1 : 0;
}

int bootstrap_write_through(const char *stream)
{
    PyObject *function = py.PyDict_GetItemString(names, "write_through"); /* borrow */
    PyObject *name = py.PyUnicode_FromString(stream);                     /* own */
    PyObject *result = NULL;                                              /* own */
    if (function && name) result = py.PyObject_CallFunctionObjArgs(function, name, NULL);
    int failed = !result;
    py.Py_DecRef(result);
    py.Py_DecRef(name);
    return failed ? -1 : 0;
}

PyObject *bootstrap_keywords(PyObject *function, PyObject *text, PyObject *arrays)
{
    PyObject *keywords = names ? py.PyDict_GetItemString(names, "keywords") : NULL; /* borrow */
    if (keywords) return py.PyObject_CallFunctionObjArgs(keywords, function, text, arrays, NULL);
    py.PyErr_Format(*py.PyExc_ValueError, "keyword arguments need the script of OutliersNative, which has failed");
    return NULL;
}

/* An exception's __str__ may do anything, and never return. */
PyObject *bootstrap_describe(PyObject *type, PyObject *value, PyObject *trace)
{
    PyObject *function = names ? py.PyDict_GetItemString(names, "describe") : NULL; /* borrow */
    PyObject *none = (PyObject *)py._Py_NoneStruct;                                 /* borrow */
    glue_limit limit = {.timeout_ns = BOOTSTRAP_DESCRIBE_NS};
    interrupt describing;
    if (!function) return NULL;
    interrupt_start(&limit);
    int is_limited = !interrupt_begin(&describing, &limit);
    PyObject *described =
        py.PyObject_CallFunctionObjArgs(function, type, value ? value : none, trace ? trace : none, NULL); /* own */
    if (is_limited) interrupt_end(&describing);
    py.PyErr_Clear();
    return described;
}
