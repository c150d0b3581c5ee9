/* Opening a libpython. */
#ifndef LOAD_H
#define LOAD_H

#include "python/python_api.h"

/* Opens the library and fills `py`. An error if it is no Python that we can use, or another one runs. */
int32_t load_python(const char *library, glue_error *err);

#endif
