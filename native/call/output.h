/* What a function returned, read as arrays. Everything here needs the GIL; `returned` may be dropped afterwards. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "python/python_api.h"

/* Reads the array, or the arrays, into invocation->outputs; on failure they hold nothing. */
int32_t output_read(PyObject *returned, glue_invocation *invocation, glue_error *err);

#endif
