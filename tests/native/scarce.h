/* Makes one allocation fail: of the shim's own, or of Python's. Linux only. */
#ifndef SCARCE_H
#define SCARCE_H

/* The n-th from now fails, counted from 1, on whatever thread: memory, a thread, a thread-local key. */
void scarce_shim(int nth);

/* The n-th from now that this thread has Python make fails. */
void scarce_python(int nth);

/* Nothing fails any more. */
void scarce_off(void);

/* Has one failed since the last of the first two? */
int scarce_has_struck(void);

/* Runs a path with its first allocation failing, then its second, until one run has met them all. Returns how many, or
 * -1 if there is no end to them. */
int scarce_each(void (*make_fail)(int nth), void (*path)(void));

#endif
