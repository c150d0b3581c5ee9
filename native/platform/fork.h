/* A process that a Python function makes by fork(). .NET is dead in it and its other threads are gone, so nothing of
 * .NET may be called, and .NET's signal handlers must not run: they would pass the signal on to the parent. */
#ifndef FORK_H
#define FORK_H

/* Once, before Python runs. -1 if memory is short. */
int fork_prepare(void);

/* Is this process such a child? */
int fork_is_child(void);

/* In such a child ends the process, as os._exit would, before it could return to .NET. */
void fork_exit_child(int failed);

#endif
