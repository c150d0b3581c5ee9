/* One function and many arrays. */
#ifndef MANY_H
#define MANY_H

#include "python/function.h"

/* Calls the function's `many` once, if it has one, else the function for each array. Fills *many; on failure only what
 * was kept, and which array the failure is about. Needs the GIL. */
int32_t many_call(glue_func *func, glue_many *many, glue_error *err);

#endif
