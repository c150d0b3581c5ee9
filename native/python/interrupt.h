/* Ends a running call from outside: at its deadline, or when it is cancelled. */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include "python/python_api.h"

/* One call that may be interrupted; on the stack of its thread. */
typedef struct interrupt {
    struct interrupt *next;
    glue_limit *limit; /* borrow */
    unsigned long thread;
    int is_raised;
} interrupt;

/* Which exception is raised; for ever. Before the first call. */
void interrupt_use(PyObject *exception);

/* Clears the outcome, and sets the deadline, counted from now, unless an earlier call with this limit has. [no-gil] */
void interrupt_start(glue_limit *limit);

/* Is the limit over? Then limit->outcome says by what. [no-gil] */
int interrupt_is_due(glue_limit *limit);

/* From here on the exception is raised in this thread's Python code once the limit is over, and again
 * every few milliseconds while the code goes on. -1 if there is no thread for it. Needs the GIL. */
int interrupt_begin(interrupt *call, glue_limit *limit);

/* From here on it is not raised, and a forked child ends here; one that has not reached the code yet is taken back.
 * Whether it was raised. Needs the GIL. */
int interrupt_end(interrupt *call);

/* A limit has been cancelled. Never waits. [no-gil] */
void interrupt_wake(void);

#endif
