/* A copy of the process that a Python function makes by fork(). */
#ifndef COPY_H
#define COPY_H

/* Once, before Python runs. -1 if memory is short. */
int copy_prepare(void);

/* Is this process such a copy? */
int copy_is_here(void);

/* Ends the process, as os._exit would, if it is such a copy: before it could return to .NET. */
void copy_end(int failed);

#endif
