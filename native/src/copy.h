/* A copy of the process that a Python function makes by fork(). */
#ifndef COPY_H
#define COPY_H

/* Once, before Python runs. -1 if memory is short. */
int copy_prepare(void);

/* Is this process such a copy? */
int copy_is_here(void);

#endif
