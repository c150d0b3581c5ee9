/* The gate before the GIL: how many callers may ask for it at once, and who is next. */
#ifndef GATE_H
#define GATE_H

#include <stdatomic.h>
#include <stdint.h>

#include "glue.h"

/* How long calls of one function take, by the power of two of their size. All zero initially. */
typedef struct gate_timing {
    atomic_uint mean_ns;
    atomic_int at_once;
} gate_timing;
typedef gate_timing gate_timings[64];

/* One call's stay, from gate_enter to gate_leave; on the caller's stack. */
typedef struct gate_pass {
    gate_timing *timing; /* borrow */
    int64_t began_ns;    /* 0: not measured */
    enum { GATE_FIRST, GATE_BESIDE, GATE_FREE } kind;
} gate_pass;

/* As in glue_config; applies from the next calls on. */
void gate_set(int64_t calls_at_once, int64_t processors);

/* Waits until this thread may ask for the GIL; holds no lock while waiting. Returns at once if the thread is inside a
 * call already, holds the GIL, or was started by Python code. size > 0. -1 if `limit`, which may be NULL, is over
 * before: then it has not entered. */
int gate_enter(gate_pass *pass, gate_timing *timings, int64_t size, glue_limit *limit);

/* Is no other call inside, as far as the gate knows? */
int gate_is_alone(void);

/* Lets the next one in. Called by the same thread, without the GIL. */
void gate_leave(gate_pass *pass);

/* How many calls this thread is inside. A thread that works for it, while it waits, takes them over. */
int gate_depth(void);
void gate_take_over(int depth);

#endif
