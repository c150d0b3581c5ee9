/* Who may enter Python next: a hint, which keeps callers from getting in each other's way; nothing is wrong without. */
#ifndef GATE_H
#define GATE_H

#include "call/history.h"

/* One call's stay, from gate_enter to gate_leave; on the caller's stack. */
typedef struct gate_pass {
    history_entry *entry; /* borrow: in the history */
    int64_t began_ns;     /* 0: not measured */
    int inside;           /* how many were when it came; of calls together only */
    enum { GATE_COUNTED, GATE_TOGETHER, GATE_FREE } kind;
} gate_pass;

/* As glue_config has them; from the next calls on. */
void gate_set(int64_t calls_at_once, int64_t processors);

/* Waits until this thread may ask for the GIL, without any lock. Never if it is inside already, holds the GIL, or was
 * started by Python code. */
void gate_enter(gate_pass *pass, history *history, int64_t size);

/* How many calls this thread is inside of. A thread that works for it, while it waits, takes them over. */
int gate_depth(void);
void gate_take_over(int calls);

/* Lets the next one in. Called by the same thread, without the GIL. */
void gate_leave(gate_pass *pass);

#endif
