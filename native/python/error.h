/* Failures as text. */
#ifndef ERROR_H
#define ERROR_H

#include "glue.h"

#if defined(__GNUC__)
#define ERROR_FORMAT(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define ERROR_FORMAT(fmt, args)
#endif

/* [no-gil] */
void error_free(glue_error *err);

/* Writes a message of ours and returns `status`, so that `return error_set(…)` reads well. */
int32_t error_set(glue_error *err, int32_t status, const char *format, ...) ERROR_FORMAT(3, 4);

/* Takes the pending Python exception, needs the GIL: type, message and traceback become text and every reference to it
 * is dropped. Returns GLUE_E_PYTHON. */
int32_t error_from_python(glue_error *err);

#endif
