/* The environment variables that Python is started with. */
#ifndef ENVIRONMENT_H
#define ENVIRONMENT_H

#include <stdint.h>

/* Sets each "NAME=value"; a bare "NAME" removes the variable. Safe while other threads call getenv. -1 if the system
 * refuses, for lack of memory. */
int environment_set(const char *const *assignments, int64_t count);

#endif
