/* Bringing up Python and NumPy. */
#ifndef START_H
#define START_H

#include "glue.h"

/* Starts the loaded Python on this thread, which becomes its main thread, and joins it; gives up the GIL. */
int32_t start_python(const glue_config *config, glue_error *err);

/* Gives a running Python what we need of it, and the folders that are not on sys.path yet. Takes the GIL. Any number of
 * threads may do it at once, any number of times. */
int32_t start_join(const glue_config *config, glue_error *err);

#endif
