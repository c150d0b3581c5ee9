/* Room on the stack for Python, which before 3.14 counts its recursion and not the stack that it uses. */
#ifndef STACK_H
#define STACK_H

#include "glue.h"

typedef int32_t stack_job(void *arg);

/* Returns job(arg): called here if this thread has room enough, else by a thread of ours while this one waits, without
 * the GIL if it has it. An error if such a thread cannot be had (GLUE_E_MEMORY), or if this is such a thread already,
 * for the sixteenth time (GLUE_E_STATE): Python called .NET, which called Python, and so on. */
int32_t stack_run(stack_job *job, void *arg, glue_error *err);

/* Takes the GIL and returns job(arg). With a limit (it may be NULL) the job's Python code is interrupted once that is
 * over: then GLUE_E_LIMIT, where the job returned GLUE_E_PYTHON. If another call could hold the GIL for longer than the
 * limit, a thread of ours takes it while this one waits: GLUE_E_LIMIT if the limit is over before; then the job is not
 * called. Errors as of stack_run. */
int32_t stack_run_python(stack_job *job, void *arg, glue_limit *limit, glue_error *err);

/* As glue_context and glue_set_context. */
void *stack_context(void);
void *stack_set_context(void *value);

#endif
