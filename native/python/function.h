/* A Python callable that .NET holds. */
#ifndef FUNCTION_H
#define FUNCTION_H

#include "python/handle.h"
#include "call/history.h"

struct glue_func {
    handle held;      /* first: py_decref takes it; held.object is the callable */
    const char *name; /* "outliers.detect", for errors; its text lies behind the struct */
    history history;
    history history_of_many; /* of calls with many arrays, by the size of all together */
};

/* Imports and finds; *func is own. Needs the GIL. */
int32_t function_load(const char *module, const char *name, glue_func **func, glue_error *err);

/* func(array); own. NULL with a Python error pending. Needs the GIL. */
PyObject *function_call(glue_func *func, PyObject *array);

#endif
