/* A Python callable that .NET holds. Everything here needs the GIL. */
#ifndef FUNCTION_H
#define FUNCTION_H

#include "call/gate.h"
#include "python/handle.h"

struct glue_func {
    handle held;                  /* first: py_decref takes it; held.object is the callable */
    gate_timings timings;         /* by the size of the series or matrix */
    gate_timings timings_of_many; /* by the size of all arrays together */
    PyObject *names;              /* borrow: a tuple of the keywords' names, of held.extra; NULL: there are none */
    PyObject *values;             /* borrow: a tuple of as many values */
    PyObject *keywords;           /* borrow: both as a dict */
};

/* Imports and finds; *func is own. */
int32_t function_load(const char *module, const char *name, glue_func **func, glue_error *err);

/* As glue_bind. */
int32_t function_bind(glue_func *func, const char *keywords, const glue_ndarray *arrays, int64_t array_count,
                      glue_func **bound, glue_error *err);

/* callable(argument, **keywords of func); own. NULL with a Python error pending. */
PyObject *function_call(const glue_func *func, PyObject *callable, PyObject *argument);

/* callable(*arguments, **keywords of func), with up to GLUE_INPUTS_MOST arguments; own. NULL with a Python error
 * pending. */
PyObject *function_call_with(const glue_func *func, PyObject *callable, PyObject *const *arguments, int64_t count);

/* The function's own callable attribute; own. NULL if it has none: no Python error is pending. */
PyObject *function_find_own(glue_func *func, const char *name);

/* As glue_attribute. */
int32_t function_attribute(glue_func *func, const char *name, glue_func **attribute);

/* As glue_make. */
int32_t function_make(glue_func *func, glue_func **made, glue_error *err);

#endif
