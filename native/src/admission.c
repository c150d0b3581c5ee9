/* Knows who may enter Python next. NumPy gives the GIL up inside its loops, so that callers who fight for it get less
 * done together than one alone, and who waits for it may starve. So short calls run one at a time: in order of arrival,
 * each thread for a turn, in which it may come back. Long calls gain from running at once, and do not wait here.
 *
 * The first in line keeps the time, so that who runs reads no clock. It waits no longer for a call that does not end:
 * it goes past, and the call no longer counts. Nothing here can therefore make a deadlock. */
#include "admission.h"

#include "gil.h"
#include "platform.h"

#define ADMISSION_TURN_MS 1
#define ADMISSION_PATIENCE 4      /* turns that the first in line gives one call; one turn if nothing moves since */
#define ADMISSION_LONG_NS 2000000 /* of CPU time: calls that use less are worth waiting for */
/* A function's score: what an overtaken call adds; from where on its calls are long; the most. A long call that used
 * less CPU time takes only one away, since a call that waits for another thread's call would be overtaken again. */
#define ADMISSION_SCORE_OVERTAKEN 32
#define ADMISSION_SCORE_LONG 64
#define ADMISSION_SCORE_MOST 127

typedef struct admission_waiter {
    struct admission_waiter *next;
    platform_cond changed;
} admission_waiter;

static platform_mutex mutex = PLATFORM_MUTEX_INIT; /* held for moments only */
static admission_waiter *first, *last;             /* in order of arrival; under mutex */
static int first_was_told;                         /* that nobody is inside, in this turn; under mutex */
static atomic_int waiting;                         /* how many; written under mutex */
static atomic_int stands_still;                    /* somebody went past a call, and none has ended since */
static atomic_int turn_is_over;                    /* written under mutex */
static _Atomic(void *) running;                    /* the thread whose call counts, or NULL */
static _Atomic(void *) latest;                     /* the thread whose turn it is */
static atomic_llong calls;                         /* that counted, so far */
static _Thread_local int depth;                    /* of calls on this thread; its address names the thread */

static int admission_magnitude(int64_t size)
{
    int magnitude = 0;
    while (size >>= 1) magnitude++;
    return magnitude;
}

static int admission_try(void)
{
    void *nobody = NULL;
    if (atomic_load(&waiting) && (atomic_load(&latest) != &depth || atomic_load(&turn_is_over))) return 0;
    if (!atomic_compare_exchange_strong(&running, &nobody, &depth)) return 0;
    atomic_store_explicit(&latest, &depth, memory_order_relaxed);
    return 1;
}

/* Under mutex, by the first in line: until nobody is inside, or who is inside has had enough time. */
static void admission_wait_turns(admission_waiter *here)
{
    int turns = 0;
    int64_t seen = atomic_load(&calls);
    void *nobody = NULL;
    while (!atomic_compare_exchange_strong(&running, &nobody, &depth)) {
        nobody = NULL;
        if (!platform_wait_ms(&here->changed, &mutex, ADMISSION_TURN_MS)) continue; /* woken */
        atomic_store(&turn_is_over, 1);
        turns = atomic_load(&calls) == seen ? turns + 1 : 0;
        seen = atomic_load(&calls);
        if (turns >= (atomic_load(&stands_still) ? 1 : ADMISSION_PATIENCE)) {
            atomic_store(&stands_still, 1);
            atomic_store(&running, &depth);
            return;
        }
    }
}

static void admission_wait(void)
{
    admission_waiter here = {0};
    platform_timed_cond(&here.changed);
    platform_lock(&mutex);
    if (last) last->next = &here;
    else first = &here;
    last = &here;
    atomic_fetch_add(&waiting, 1);
    while (first != &here) platform_wait(&here.changed, &mutex);

    admission_wait_turns(&here);

    atomic_store(&latest, &depth);
    atomic_store(&turn_is_over, 0);
    first_was_told = 0;
    atomic_fetch_sub(&waiting, 1);
    first = here.next;
    if (first) platform_signal(&first->changed);
    else last = NULL;
    platform_unlock(&mutex);
}

void admission_enter(admission_pass *pass, admission_history *history, int64_t size)
{
    pass->kind = ADMISSION_FREE;
    if (depth++) return;
    pass->score = &history->scores[admission_magnitude(size)];
    if (atomic_load_explicit(pass->score, memory_order_relaxed) >= ADMISSION_SCORE_LONG) {
        pass->kind = ADMISSION_LONG;
        pass->began_ns = platform_thread_cpu_ns();
        return;
    }
    if (!admission_try()) {
        if (gil_is_held() || gil_is_pythons_thread()) return; /* who is inside may wait for it */
        admission_wait();
    }
    pass->kind = ADMISSION_COUNTED;
    atomic_store_explicit(&calls, atomic_load_explicit(&calls, memory_order_relaxed) + 1, memory_order_relaxed);
}

/* Tells the first in line that nobody is inside: once in a turn, since who left may be back before it is awake. */
static void admission_tell_first(void)
{
    platform_lock(&mutex);
    if (first && (atomic_load(&turn_is_over) || !first_was_told)) {
        first_was_told = 1;
        platform_signal(&first->changed);
    }
    platform_unlock(&mutex);
}

static void admission_remember(atomic_schar *score, int change)
{
    int is = atomic_load(score) + change;
    if (is >= 0) atomic_store(score, (signed char)(is < ADMISSION_SCORE_MOST ? is : ADMISSION_SCORE_MOST));
}

void admission_leave(admission_pass *pass)
{
    depth--;
    if (pass->kind == ADMISSION_LONG && platform_thread_cpu_ns() - pass->began_ns < ADMISSION_LONG_NS)
        admission_remember(pass->score, -1);
    if (pass->kind != ADMISSION_COUNTED) return;

    void *me = &depth;
    if (!atomic_compare_exchange_strong(&running, &me, NULL))
        admission_remember(pass->score, ADMISSION_SCORE_OVERTAKEN);
    if (atomic_load_explicit(&stands_still, memory_order_relaxed)) atomic_store(&stands_still, 0);
    if (atomic_load(&waiting)) admission_tell_first();
}
