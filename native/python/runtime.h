/* The one Python of this process. */
#ifndef RUNTIME_H
#define RUNTIME_H

#include "glue.h"

/* init_python, with *err cleared. */
int32_t runtime_start(const glue_config *config, glue_error *err);

/* 0, and says so, if it has not been started. */
int runtime_is_started(glue_error *err);

#endif
