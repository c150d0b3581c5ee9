/* The call of a function on arrays of any shape. */
#ifndef INVOKE_H
#define INVOKE_H

#include "python/python_api.h"

typedef struct invoke_call {
    glue_func *func;             /* borrow */
    glue_invocation *invocation; /* borrow */
    glue_error *err;             /* borrow */
} invoke_call;

/* A stack_job: passes the gate, takes the GIL, makes the arrays, calls Python, reads what it returned, and takes the
 * arrays back. */
int32_t invoke_run(void *call);

#endif
