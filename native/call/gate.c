/* Callers that fight for the GIL get less done together than one alone, since NumPy releases it inside its loops; and
 * one that waits for the GIL may starve. So short calls enter one at a time. Calls that take long gain from running at
 * once: as many enter as there are processors.
 *
 * How it works. `running` names the thread of the first call inside; calls let in beside it are counted. Where nobody
 * waits, entering and leaving are plain loads and stores, and no clock is read: two threads that come at the same
 * moment may both be let in. Waiters form a queue in order of arrival. A change of threads costs some 50 us of cold
 * caches, so the thread inside may come back until its turn of 3 ms is over; then its leaving hands the place to the
 * first in line. If it does not come back, the first in line finds the place empty: it is told once in a turn, and
 * looks every 0.2 ms.
 *
 * Nothing depends on the gate for correctness. The first in line passes a call that does not end within 4 ms, so that
 * whatever that call waits for can happen; while nothing ends, each next one passes after 1 ms. */
#include "call/gate.h"

#include "platform/platform.h"
#include "python/gil.h"
#include "python/interrupt.h"

#define GATE_LOOK_US 200
#define GATE_TURN_NS 3000000
#define GATE_PATIENCE_NS 4000000
#define GATE_STUCK_NS 1000000
#define GATE_LIMIT_US 5000 /* how often a waiter with a limit looks at it */

/* Calls of less than 0.4 ms were measured to gain nothing from running at once. The lower bound is that of the time per
 * call while several run at once, so that a function which gains does not go back and forth. */
#define GATE_AT_ONCE_NS 400000
#define GATE_ONE_BY_ONE_NS 100000

typedef struct gate_waiter {
    struct gate_waiter *next;
    platform_cond changed;
    void *thread;
    gate_pass *pass; /* borrow */
    int64_t limit;
    int is_in;
} gate_waiter;

static platform_mutex mutex = PLATFORM_MUTEX_INIT;
static gate_waiter *first, *last; /* under mutex */
static int is_stuck;              /* under mutex: somebody passed a call, and none has ended since */
static atomic_int waiting;        /* written under mutex */
static atomic_int first_was_told; /* in this turn; written under mutex */
static _Atomic(void *) running;   /* thread of the first call inside, or NULL */
static _Atomic(void *) turn_owner;
static atomic_llong turn_ends_ns; /* written under mutex */
static atomic_llong ended;        /* calls, while others waited */
static atomic_llong beside;       /* calls let in beside the first */
static atomic_llong passed;       /* calls that somebody passed, and that have not ended */
static atomic_llong bound;        /* of calls inside; 0: by their timing */
static atomic_llong processor_count = 1;
static _Thread_local int depth; /* of calls on this thread; its address names the thread */

#define RELAXED(variable) atomic_load_explicit(&(variable), memory_order_relaxed)

void gate_set(int64_t calls_at_once, int64_t processors)
{
    atomic_store(&bound, calls_at_once);
    atomic_store(&processor_count, processors);
}

int gate_depth(void) { return depth; }
void gate_take_over(int calls) { depth = calls; }

/* A moving mean. A sample counts for at most twice the threshold: one call that the system delays changes little. */
static void gate_measure(gate_timing *timing, int64_t ns, int64_t inside)
{
    int64_t mean = RELAXED(timing->mean_ns), sample = ns / (inside > 0 ? inside : 1);
    if (sample > 2 * GATE_AT_ONCE_NS) sample = 2 * GATE_AT_ONCE_NS;
    mean += (sample - mean) / 8;
    atomic_store_explicit(&timing->mean_ns, (unsigned)mean, memory_order_relaxed);
    if (mean >= GATE_AT_ONCE_NS) atomic_store_explicit(&timing->at_once, 1, memory_order_relaxed);
    else if (mean < GATE_ONE_BY_ONE_NS) atomic_store_explicit(&timing->at_once, 0, memory_order_relaxed);
}

/* How many calls may be inside for one more of these to enter. */
static int64_t gate_limit(gate_timing *timing)
{
    int64_t most = RELAXED(bound);
    return most ? most : RELAXED(timing->at_once) ? RELAXED(processor_count) : 1;
}

static int gate_enter_beside(gate_pass *pass, int64_t limit)
{
    if (atomic_fetch_add(&beside, 1) >= limit - 1) {
        atomic_fetch_sub(&beside, 1);
        return 0;
    }
    pass->kind = GATE_BESIDE;
    return 1;
}

/* Enters if nobody has to wait longer for it. */
static int gate_try(gate_pass *pass, int64_t limit)
{
    int others_wait = RELAXED(waiting);
    if (others_wait && RELAXED(turn_owner) != &depth) return 0;
    if (RELAXED(running)) return limit > 1 && !others_wait && gate_enter_beside(pass, limit);
    atomic_store_explicit(&running, &depth, memory_order_relaxed);
    return 1;
}

/* Under mutex. */
static void gate_begin_turn(void *thread)
{
    atomic_store(&turn_owner, thread);
    atomic_store(&turn_ends_ns, platform_now_ns() + GATE_TURN_NS);
    atomic_store(&first_was_told, 0);
}

/* Under mutex: lets the first in line in, as the first call inside. */
static void gate_let_in(void)
{
    atomic_store(&running, first->thread);
    gate_begin_turn(first->thread);
    first->is_in = 1;
}

/* Under mutex: lets the first in line in if there is a place. */
static void gate_let_in_if_free(void)
{
    if (!RELAXED(running)) gate_let_in();
    else first->is_in = first->limit > 1 && gate_enter_beside(first->pass, first->limit);
}

int gate_is_alone(void) { return !RELAXED(beside) && !RELAXED(passed); }

/* Under mutex, by the first in line: until it is in, or its limit is over. */
static void gate_wait_first(gate_waiter *here, glue_limit *limit)
{
    int64_t moved_ns = platform_now_ns(), seen = RELAXED(ended);
    while (!here->is_in && !(limit && interrupt_is_due(limit))) {
        gate_let_in_if_free();
        if (here->is_in || !platform_wait_us(&here->changed, &mutex, GATE_LOOK_US)) continue;
        int64_t now = platform_now_ns();
        if (RELAXED(ended) != seen) moved_ns = now, seen = RELAXED(ended);
        if (here->is_in || now - moved_ns < (is_stuck ? GATE_STUCK_NS : GATE_PATIENCE_NS)) continue;
        is_stuck = 1;
        if (RELAXED(running)) atomic_fetch_add(&passed, 1);
        gate_let_in();
    }
}

/* Under mutex: takes a waiter out of the line. */
static void gate_unlink(gate_waiter *here)
{
    gate_waiter *before = NULL;
    for (gate_waiter *at = first; at != here; at = at->next) before = at;
    if (before) before->next = here->next;
    else first = here->next;
    if (last == here) last = before;
    if (!before && first) platform_signal(&first->changed);
}

static int gate_wait(gate_pass *pass, int64_t most, glue_limit *limit)
{
    gate_waiter here = {.thread = &depth, .pass = pass, .limit = most};
    platform_timed_cond(&here.changed);
    platform_lock(&mutex);
    if (last) last->next = &here;
    else first = &here, gate_begin_turn(RELAXED(running));
    last = &here;
    atomic_fetch_add(&waiting, 1);
    while (first != &here && !(limit && interrupt_is_due(limit))) {
        if (limit) platform_wait_us(&here.changed, &mutex, GATE_LIMIT_US);
        else platform_wait(&here.changed, &mutex);
    }
    if (first == &here) gate_wait_first(&here, limit);
    atomic_fetch_sub(&waiting, 1);
    gate_unlink(&here);
    platform_unlock(&mutex);
    return here.is_in ? 0 : -1;
}

int gate_enter(gate_pass *pass, gate_timing *timings, int64_t size, glue_limit *limit)
{
    pass->kind = depth++ ? GATE_FREE : GATE_FIRST;
    if (pass->kind == GATE_FREE) return 0;
    pass->timing = &timings[63 - __builtin_clzll((unsigned long long)size)];
    int64_t most = gate_limit(pass->timing);
    if (!gate_try(pass, most)) {
        if (gil_is_held() || gil_is_pythons_thread()) { /* a call inside may wait for it */
            pass->kind = GATE_FREE;
        } else if (gate_wait(pass, most, limit)) {
            depth--;
            return -1;
        }
    }
    pass->began_ns = pass->kind != GATE_FREE && (RELAXED(waiting) || pass->kind == GATE_BESIDE) ? platform_now_ns() : 0;
    return 0;
}

/* While others wait: hands the place over if the turn is over, else tells the first in line once. */
static void gate_leave_to_others(int64_t now, int is_free)
{
    int is_over = now >= RELAXED(turn_ends_ns) || RELAXED(turn_owner) != &depth;
    if (!is_over && RELAXED(first_was_told)) return; /* without the mutex, which the first takes at each look */
    platform_lock(&mutex);
    is_stuck = 0;
    if (first && !first->is_in) {
        if (is_over && is_free && !RELAXED(running)) gate_let_in();
        atomic_store(&first_was_told, 1);
        platform_signal(&first->changed);
    }
    platform_unlock(&mutex);
}

void gate_leave(gate_pass *pass)
{
    depth--;
    if (pass->kind == GATE_FREE) return;
    int others_wait = RELAXED(waiting), was_passed = pass->kind == GATE_FIRST && RELAXED(running) != &depth;
    int64_t now = others_wait || pass->began_ns ? platform_now_ns() : 0;
    if (pass->began_ns || was_passed)
        gate_measure(pass->timing, pass->began_ns ? now - pass->began_ns : GATE_PATIENCE_NS,
                     RELAXED(beside) + !!RELAXED(running));
    if (pass->kind == GATE_BESIDE) atomic_fetch_sub(&beside, 1);
    else if (was_passed) atomic_fetch_sub(&passed, 1);
    else atomic_store_explicit(&running, NULL, memory_order_release);
    if (!others_wait) return;
    atomic_fetch_add(&ended, 1);
    gate_leave_to_others(now, !was_passed);
}
