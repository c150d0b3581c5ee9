/* Who may enter Python next: a hint, which keeps callers from getting in each other's way; nothing is wrong without. */
#ifndef ADMISSION_H
#define ADMISSION_H

#include <stdatomic.h>
#include <stdint.h>

/* What is known of one function's calls, by the magnitude (in base 2) of their size. All zero at first. */
typedef struct admission_history {
    atomic_schar scores[64]; /* the higher, the more often they were overtaken */
} admission_history;

/* One call's stay, from admission_enter to admission_leave; on the caller's stack. */
typedef struct admission_pass {
    atomic_schar *score; /* borrow: in the history */
    int64_t began_ns;    /* of the thread's CPU time; of long calls only */
    enum { ADMISSION_COUNTED, ADMISSION_LONG, ADMISSION_FREE } kind;
} admission_pass;

/* Waits until this thread may ask for the GIL, without any lock. Never if it is inside already, holds the GIL, or was
 * started by Python code. */
void admission_enter(admission_pass *pass, admission_history *history, int64_t size);

/* Lets the next one in. Called by the same thread, without the GIL. */
void admission_leave(admission_pass *pass);

#endif
