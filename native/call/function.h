/* A Python callable that .NET holds. Everything here needs the GIL. */
#ifndef FUNCTION_H
#define FUNCTION_H

#include "call/gate.h"
#include "python/handle.h"

struct glue_func {
    handle held;                  /* first: py_decref takes it; held.object is the callable */
    gate_timings timings;         /* by the size of the series or matrix */
    gate_timings timings_of_many; /* by the size of all arrays together */
};

/* Imports and finds; *func is own. */
int32_t function_load(const char *module, const char *name, glue_func **func, glue_error *err);

/* callable(argument); own. NULL with a Python error pending. */
PyObject *function_call(PyObject *callable, PyObject *argument);

/* callable(*arguments); own. NULL with a Python error pending. */
PyObject *function_call_with(PyObject *callable, PyObject *const *arguments, int64_t count);

/* The function's own attribute `many`; own. NULL if it has none: no Python error is pending. */
PyObject *function_find_many(glue_func *func);

#endif
