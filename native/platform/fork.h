/* A copy of the process that a Python function makes by fork(). */
#ifndef FORK_H
#define FORK_H

/* Once, before Python runs. -1 if memory is short. */
int fork_prepare(void);

/* Is this process such a copy? */
int fork_is_child(void);

/* Ends the process, as os._exit would, if it is such a copy: before it could return to .NET. */
void fork_exit_child(int failed);

#endif
