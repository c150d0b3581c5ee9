/* A thread of its own waits for deadlines and cancellations, takes the GIL, and has CPython raise an exception in the
 * call's thread, between two bytecodes. It raises and a call ends only with the GIL, and both under the mutex: so no
 * exception reaches a call that comes later on the same thread. */
#include "python/interrupt.h"

#include <stdatomic.h>

#include "platform/fork.h"
#include "platform/platform.h"
#include "python/gil.h"

#define INTERRUPT_AGAIN_NS 10000000 /* code that catches everything is interrupted again after so long */

static platform_mutex mutex = PLATFORM_MUTEX_INIT;
static platform_cond changed;
static PyObject *interrupt_exception; /* borrow, for ever */
static interrupt *calls;              /* under mutex */
static int is_running;                /* under mutex */
static atomic_int is_wanted;          /* a cancellation that the thread has not seen */

void interrupt_use(PyObject *exception) { interrupt_exception = exception; }

void interrupt_start(glue_limit *limit)
{
    limit->outcome = 0;
    if (limit->deadline_ns) return;
    limit->deadline_ns = limit->timeout_ns ? platform_now_ns() + limit->timeout_ns : INT64_MAX;
}

int interrupt_is_due(glue_limit *limit)
{
    if (limit->outcome) return 1;
    if (__atomic_load_n(&limit->is_cancelled, __ATOMIC_ACQUIRE)) limit->outcome = GLUE_LIMIT_CANCELLED;
    else if (limit->deadline_ns != INT64_MAX && platform_now_ns() >= limit->deadline_ns)
        limit->outcome = GLUE_LIMIT_TIMEOUT;
    return limit->outcome != 0;
}

/* Under mutex: when the first call is due, 0 if one is due now, INT64_MAX if none will be. */
static int64_t interrupt_next_ns(void)
{
    int64_t next = INT64_MAX;
    for (interrupt *call = calls; call; call = call->next) {
        if (interrupt_is_due(call->limit)) return 0;
        if (call->limit->deadline_ns < next) next = call->limit->deadline_ns;
    }
    return next;
}

/* Under mutex, which it gives up while it waits for the GIL. */
static void interrupt_round(void)
{
    gil_hold hold;
    platform_unlock(&mutex);
    gil_settle();
    int has_gil = !gil_enter(&hold);
    platform_lock(&mutex);
    for (interrupt *call = calls; call && has_gil; call = call->next)
        if (interrupt_is_due(call->limit)) {
            call->is_raised = 1;
            py.PyThreadState_SetAsyncExc(call->thread, interrupt_exception);
        }
    platform_unlock(&mutex);
    if (has_gil) gil_leave(hold);
    platform_lock(&mutex);
}

PLATFORM_THREAD(interrupt_loop)
{
    (void)arg;
    platform_lock(&mutex);
    for (;;) {
        atomic_store(&is_wanted, 0);
        int64_t next = interrupt_next_ns(), now = platform_now_ns();
        if (!next) interrupt_round(), next = now + INTERRUPT_AGAIN_NS, now = platform_now_ns();
        if (atomic_load(&is_wanted)) continue;
        if (next == INT64_MAX) platform_wait(&changed, &mutex);
        else if (next > now) platform_wait_us(&changed, &mutex, (uint64_t)(next - now) / 1000 + 1);
    }
    return 0; /* never reached */
}

int interrupt_begin(interrupt *call, glue_limit *limit)
{
    *call = (interrupt){.limit = limit, .thread = py.PyThread_get_thread_ident()};
    platform_lock(&mutex);
    if (!is_running) {
        platform_timed_cond(&changed);
        is_running = !platform_thread_start(interrupt_loop, NULL);
    }
    int failed = !is_running;
    if (!failed) {
        call->next = calls;
        calls = call;
        platform_signal(&changed);
    }
    platform_unlock(&mutex);
    return failed ? -1 : 0;
}

int interrupt_end(interrupt *call)
{
    fork_exit_child(0); /* the mutex may have been held as the process forked */
    platform_lock(&mutex);
    interrupt **at = &calls;
    while (*at != call) at = &(*at)->next;
    *at = call->next;
    if (call->is_raised) py.PyThreadState_SetAsyncExc(call->thread, NULL);
    platform_unlock(&mutex);
    return call->is_raised;
}

void interrupt_wake(void)
{
    if (atomic_exchange(&is_wanted, 1)) return;
    platform_lock(&mutex); /* held for moments only, never while Python runs */
    if (is_running) platform_signal(&changed);
    platform_unlock(&mutex);
}
