/* Who may enter Python next: a hint, which keeps callers from getting in each other's way; nothing is wrong without. */
#ifndef ADMISSION_H
#define ADMISSION_H

#include "history.h"

/* One call's stay, from admission_enter to admission_leave; on the caller's stack. */
typedef struct admission_pass {
    history_entry *entry; /* borrow: in the history */
    int64_t began_ns;     /* 0: not measured */
    int inside;           /* how many were when it came; of calls together only */
    enum { ADMISSION_COUNTED, ADMISSION_TOGETHER, ADMISSION_FREE } kind;
} admission_pass;

/* As glue_config has them; from the next calls on. */
void admission_set(int64_t calls_at_once, int64_t processors);

/* Waits until this thread may ask for the GIL, without any lock. Never if it is inside already, holds the GIL, or was
 * started by Python code. */
void admission_enter(admission_pass *pass, history *history, int64_t size);

/* How many calls this thread is inside of. A thread that works for it, while it waits, takes them over. */
int admission_depth(void);
void admission_take_over(int calls);

/* Lets the next one in. Called by the same thread, without the GIL. */
void admission_leave(admission_pass *pass);

#endif
