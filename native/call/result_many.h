/* What a function's `many` returned, read as positions. */
#ifndef RESULT_MANY_H
#define RESULT_MANY_H

#include "call/gather.h"

/* Reads `returned` as the positions in each array that is not empty, and sets many->ends; on failure many->at, if it
 * is about one of them. `who` names the function in errors. Needs the GIL; `returned` may be dropped afterwards. */
int32_t result_many_read(PyObject *returned, const char *who, gather *all, glue_many *many, glue_error *err);

#endif
