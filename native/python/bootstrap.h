/* bootstrap.py, which is compiled into the shim: what is easier said in Python than in C. Everything here needs the
 * GIL. */
#ifndef BOOTSTRAP_H
#define BOOTSTRAP_H

#include "python/python_api.h"

/* Runs the script, once in a process; again does nothing. -1 with a Python error pending. */
int bootstrap_run(void);

/* Has sys.stdout or sys.stderr write at once. -1 with a Python error pending. */
int bootstrap_write_through(const char *stream);

/* (names, values, both as a dict) of a function's keyword arguments; own. See keywords() in the script. NULL with a
 * Python error pending. */
PyObject *bootstrap_keywords(PyObject *function, PyObject *text, PyObject *arrays);

/* (message, traceback, details) of an exception, each a str of bounded length, or None; own. NULL if the script has not
 * run, or if it failed or took longer than ten seconds: no Python error is pending. */
PyObject *bootstrap_describe(PyObject *type, PyObject *value, PyObject *trace);

#endif
