/* Knows who may enter Python next. NumPy gives the GIL up inside its loops, so that callers who fight for it get less
 * done together than one alone, and who waits for it may starve. So calls are let in one at a time, and beside that one
 * as many as there are processors of those that gain from running at once (history.c): in order of arrival, each thread
 * for a turn, in which it may come back.
 *
 * The first in line keeps the time, so that who runs alone reads no clock. When the turn is over it looks on for the
 * moment at which the call ends: to be woken then would cost more than a short call. It goes past a call that does not
 * end, which no longer counts: so nothing here makes a deadlock. Where nobody waits, to enter and to leave are plain
 * loads and stores: two that come at one moment may both be let in. */
#include "call/gate.h"

#include "python/gil.h"
#include "platform/platform.h"

#define GATE_LOOK_US 200         /* after which the first in line looks up: who called just now may not come back */
#define GATE_LOOK_ON_NS 200000   /* how long it looks on when a turn is over */
#define GATE_TURN_NS 3000000     /* a change of threads costs some 50 us, for what is not in the other's cache */
#define GATE_PATIENCE_NS 4000000 /* that the first in line has with one call */
#define GATE_STILL_NS 1000000    /* with the next ones, if nothing moves since */

typedef struct gate_waiter {
    struct gate_waiter *next;
    platform_cond changed;
    gate_pass *pass; /* borrow */
    int64_t limit;   /* of calls together, for it to be one of them */
} gate_waiter;

static platform_mutex mutex = PLATFORM_MUTEX_INIT; /* held for moments only */
static gate_waiter *first, *last;                  /* in order of arrival; under mutex */
static atomic_int first_was_told;                  /* of an empty place, in this turn; written under mutex */
static atomic_int waiting;                         /* how many; written under mutex */
static atomic_int stands_still;                    /* somebody went past a call, and none has ended since */
static atomic_int turn_is_over;                    /* written under mutex */
static _Atomic(void *) running;                    /* the thread whose call counts, or NULL */
static _Atomic(void *) gone_past;                  /* the thread whose call somebody went past, until it ends */
static _Atomic(void *) latest;                     /* the thread whose turn it is */
static atomic_llong calls;                         /* that counted, so far, while others waited */
static atomic_int together;                        /* calls beside the one that counts */
static atomic_llong most_inside;                   /* 0: as many as get the most done */
static atomic_llong processor_count = 1;
static _Thread_local int depth;                 /* of calls on this thread; its address names the thread */
static _Thread_local int64_t together_until_ns; /* this thread's turn */

static int gate_get(atomic_int *value) { return atomic_load_explicit(value, memory_order_relaxed); }
static void *gate_who(_Atomic(void *) *thread) { return atomic_load_explicit(thread, memory_order_relaxed); }

void gate_set(int64_t calls_at_once, int64_t processors)
{
    if (calls_at_once) atomic_store(&most_inside, calls_at_once < 0 ? 0 : calls_at_once);
    if (processors > 0) atomic_store(&processor_count, processors);
}

int gate_depth(void) { return depth; }
void gate_take_over(int calls) { depth = calls; }

/* How many such calls may be inside beside the one that counts. */
static int64_t gate_limit(history_entry *entry)
{
    int64_t most = atomic_load_explicit(&most_inside, memory_order_relaxed);
    return most ? most - 1 : history_is_together(entry) ? atomic_load(&processor_count) : 0;
}

static int gate_join(gate_pass *pass, int64_t limit)
{
    int beside = atomic_fetch_add(&together, 1);
    if (beside >= limit) {
        atomic_fetch_sub(&together, 1);
        return 0;
    }
    pass->kind = GATE_TOGETHER;
    pass->began_ns = platform_now_ns();
    pass->inside = beside + 1 + !!gate_who(&running);
    if (pass->began_ns >= together_until_ns) together_until_ns = pass->began_ns + GATE_TURN_NS;
    return 1;
}

static int gate_try(gate_pass *pass, int64_t limit)
{
    int others_wait = gate_get(&waiting);
    if (limit && (!others_wait || platform_now_ns() < together_until_ns) && gate_join(pass, limit)) return 1;
    if (others_wait && (gate_who(&latest) != &depth || gate_get(&turn_is_over))) return 0;
    if (gate_who(&running)) return 0;
    atomic_store_explicit(&running, &depth, memory_order_relaxed);
    atomic_store_explicit(&latest, &depth, memory_order_relaxed);
    return 1;
}

static int gate_take(gate_waiter *here)
{
    void *nobody = NULL;
    if (!gate_who(&running) && atomic_compare_exchange_strong(&running, &nobody, &depth)) return 1;
    return gate_get(&together) < here->limit && gate_join(here->pass, here->limit);
}

/* By the first in line, without the mutex. */
static int gate_look_on(gate_waiter *here)
{
    for (int64_t end = platform_now_ns() + GATE_LOOK_ON_NS; platform_now_ns() < end; platform_yield())
        if (gate_take(here)) return 1;
    return 0;
}

/* Under mutex, by the first in line: until there is a place, or who is inside has had enough time. */
static void gate_wait_turns(gate_waiter *here)
{
    int64_t began = platform_now_ns(), moved = began, seen = atomic_load(&calls);
    while (!gate_take(here)) {
        if (!platform_wait_us(&here->changed, &mutex, GATE_LOOK_US)) continue; /* told */
        int64_t now = platform_now_ns();
        if (now - began >= GATE_TURN_NS && !gate_get(&turn_is_over)) {
            atomic_store(&turn_is_over, 1);
            platform_unlock(&mutex);
            int is_in = gate_look_on(here);
            platform_lock(&mutex);
            if (is_in) return;
        }
        if (atomic_load(&calls) != seen) moved = now, seen = atomic_load(&calls);
        if (now - moved >= (atomic_load(&stands_still) ? GATE_STILL_NS : GATE_PATIENCE_NS)) {
            atomic_store(&stands_still, 1);
            atomic_store(&gone_past, atomic_exchange(&running, &depth));
            return;
        }
    }
}

static void gate_wait(gate_pass *pass, int64_t limit)
{
    gate_waiter here = {.pass = pass, .limit = limit};
    platform_timed_cond(&here.changed);
    platform_lock(&mutex);
    if (last) last->next = &here;
    else first = &here;
    last = &here;
    atomic_fetch_add(&waiting, 1);
    while (first != &here) platform_wait(&here.changed, &mutex);
    gate_wait_turns(&here);

    if (pass->kind == GATE_COUNTED) {
        atomic_store(&latest, &depth);
        atomic_store(&turn_is_over, 0);
    }
    atomic_store(&first_was_told, 0);
    atomic_fetch_sub(&waiting, 1);
    first = here.next;
    if (first) platform_signal(&first->changed);
    else last = NULL;
    platform_unlock(&mutex);
}

void gate_enter(gate_pass *pass, history *history, int64_t size)
{
    pass->kind = depth++ ? GATE_FREE : GATE_COUNTED;
    if (pass->kind == GATE_FREE) return;
    pass->entry = history_find(history, size);
    int64_t limit = gate_limit(pass->entry);
    if (!gate_try(pass, limit)) {
        if (gil_is_held() || gil_is_pythons_thread()) pass->kind = GATE_FREE; /* who is inside may wait for it */
        else gate_wait(pass, limit);
    }
    if (pass->kind != GATE_COUNTED) return;
    pass->began_ns = 0;
    if (!gate_get(&waiting)) return;
    pass->began_ns = platform_now_ns();
    atomic_fetch_add(&calls, 1);
}

/* Tells the first in line of an empty place: once in a turn, since who left may be back before it is awake. */
static void gate_tell_first(int is_over)
{
    if (!is_over && gate_get(&first_was_told)) return; /* without the mutex, which the first takes at each look */
    platform_lock(&mutex);
    if (first) atomic_store(&first_was_told, 1), platform_signal(&first->changed);
    platform_unlock(&mutex);
}

static void gate_leave_together(gate_pass *pass)
{
    int64_t now = platform_now_ns();
    int inside = atomic_fetch_sub(&together, 1) + !!gate_who(&running);
    history_together(pass->entry, now - pass->began_ns, pass->inside + inside);
    if (gate_get(&waiting)) gate_tell_first(now >= together_until_ns);
}

void gate_leave(gate_pass *pass)
{
    depth--;
    if (pass->kind == GATE_TOGETHER) gate_leave_together(pass);
    if (pass->kind != GATE_COUNTED) return;
    int was_overtaken = gate_who(&gone_past) == &depth, was_alone = gate_who(&running) == &depth;
    if (was_overtaken) atomic_store(&gone_past, NULL);
    if (was_alone) atomic_store_explicit(&running, NULL, memory_order_release);
    if (was_overtaken || (was_alone && pass->began_ns && !gate_get(&together)))
        history_alone(pass->entry, pass->began_ns ? platform_now_ns() - pass->began_ns : GATE_PATIENCE_NS,
                      was_overtaken);
    if (!gate_get(&waiting)) return;
    atomic_store(&stands_still, 0);
    gate_tell_first(gate_get(&turn_is_over));
}
