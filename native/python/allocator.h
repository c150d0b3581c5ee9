/* Gives NumPy's arrays memory of the pool. Everything here needs the GIL. */
#ifndef ALLOCATOR_H
#define ALLOCATOR_H

/* On this thread, and from now on on each that gets its Python state from the shim, unless the pool is off then. */
void allocator_start(void);

#endif
