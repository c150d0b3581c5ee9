/* The variables that Python is started with. */
#ifndef ENVIRONMENT_H
#define ENVIRONMENT_H

#include "glue.h"

/* Sets each "NAME=value"; a bare "NAME" takes the variable away. Those that are so already are left alone. */
int32_t environment_set(const char *const *assignments, int64_t count, glue_error *err);

#endif
