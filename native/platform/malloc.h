/* glibc's malloc, tuned for large arrays that come and go. */
#ifndef MALLOC_H
#define MALLOC_H

/* By default glibc returns memory of more than 128 KiB to the system when it is freed, until its thresholds have
 * adapted; on the main thread a NumPy formula then spends most of its time on page faults. Does nothing if the user has
 * set a variable MALLOC_* or GLIBC_TUNABLES, or with another C library. Up to 64 MiB of freed memory stay with the
 * process. */
void malloc_tune(void);

#endif
