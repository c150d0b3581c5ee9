/* What a function returned, read as positions. Everything here needs the GIL; `returned` may be dropped afterwards. */
#ifndef RESULT_H
#define RESULT_H

#include "call/positions.h"

/* Adds the positions in one series or matrix. */
int32_t result_read(PyObject *returned, const glue_array *values, positions *all, glue_error *err);

/* Adds the positions in each array that is not empty, as a function's `many` gives them, and sets many->ends; on
 * failure many->failed, if it is about one of the arrays. */
int32_t result_read_many(PyObject *returned, glue_many *many, positions *all, glue_error *err);

#endif
