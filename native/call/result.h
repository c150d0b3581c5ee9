/* What a function returned, read as positions. */
#ifndef RESULT_H
#define RESULT_H

#include "python/python_api.h"

/* Reads `returned` as positions in `values`, into result->into if they fit, else into a new obj. `who` names the
 * function in errors. Needs the GIL; `returned` may be dropped afterwards. */
int32_t result_read(PyObject *returned, const char *who, const glue_array *values, glue_result *result,
                    glue_error *err);

/* Is it of that type, or of one that derives from it? */
int result_is(PyObject *object, PyTypeObject *wanted);

#endif
