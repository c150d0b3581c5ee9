/* Failures: the facts that C# makes sentences of, and Python exceptions as text. */
#ifndef ERROR_H
#define ERROR_H

#include "python/python_api.h"

/* [no-gil] */
void error_free(glue_error *err);

/* Notes what a failure is about and returns `status`. [no-gil] */
static inline int32_t error_set(glue_error *err, int32_t status, int32_t problem)
{
    err->problem = problem;
    return status;
}

/* The same with a message, which is copied. [no-gil] */
int32_t error_set_text(glue_error *err, int32_t status, int32_t problem, const char *message);

/* Takes the pending Python exception: type, message, traceback and details become text, and every reference to it is
 * dropped. Returns GLUE_E_PYTHON. Needs the GIL. */
int32_t error_from_python(glue_error *err);

/* type(object).__name__, and str(object.name), as UTF-8 of at most ERROR_NAME_BYTES; [own] free. NULL if there is none.
 * Needs the GIL. */
#define ERROR_NAME_BYTES 256
char *error_type_of(PyObject *object);
char *error_attribute(PyObject *object, const char *name);

#endif
