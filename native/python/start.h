/* The one Python of this process: which it is, and how it is brought up inside a process that is not its own. */
#ifndef START_H
#define START_H

#include "glue.h"

/* Decides which Python this process has, and starts it on the worker unless another library has started it. *is_joined:
 * whether start_join is still due. GLUE_E_STATE if another Python runs already. */
int32_t start_python(const glue_config *config, int *is_joined, glue_error *err);

/* Takes from a running Python what we need of it, and gives it the folders that are not on sys.path yet. Takes the GIL.
 * Any number of threads may do it at once, any number of times. */
int32_t start_join(const glue_config *config, glue_error *err);

/* Calls are possible from here on. */
void start_finish(const glue_config *config);
int start_is_finished(void);

#endif
