/* A thread state costs 9 us to make, so a thread's first call makes one and it stays until the thread ends. It is made
 * by PyGILState_Ensure, so that pybind11, Cython and ctypes find the same one. A thread's end must not wait for the
 * GIL: it queues the state, and the worker has it deleted. */
#include "python/gil.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "platform/fork.h"
#include "platform/platform.h"
#include "python/python_api.h"
#include "platform/worker.h"

#define GIL_TAKEN (-1) /* for a gil_hold: by the state alone */

typedef struct gil_thread {
    struct gil_thread *next;
    PyThreadState *state;
} gil_thread;

static platform_key thread_key;
static _Thread_local PyThreadState *own_state; /* this thread's, if it was made here: lasts as long as the thread */
static _Atomic(gil_thread *) ended;
static atomic_llong thread_count;

/* [no-gil] Queues a chain of states for gil_reap. */
static void gil_queue(gil_thread *first, gil_thread *last)
{
    last->next = atomic_load(&ended);
    while (!atomic_compare_exchange_weak(&ended, &last->next, first)) {
    }
    worker_wake(WORKER_SOON);
}

PLATFORM_AT_THREAD_END(gil_thread_ended)
{
    own_state = NULL;
    gil_queue(value, value);
}

int gil_prepare(void) { return platform_key_create(&thread_key, gil_thread_ended); }

/* The extra Ensure is what makes the state outlast the call. */
static int gil_make_state(void)
{
    gil_thread *thread = malloc(sizeof *thread); /* own: gil_thread_ended passes it to gil_reap */
    if (!thread) return -1;
    if (platform_key_set(thread_key, thread)) {
        free(thread);
        return -1;
    }
    py.PyGILState_Ensure();
    thread->state = own_state = py.PyGILState_GetThisThreadState();
    atomic_fetch_add(&thread_count, 1);
    py.PyEval_SaveThread();
    return 0;
}

int gil_enter(gil_hold *hold)
{
    /* A state made elsewhere (for a Python thread that called back into .NET) is not ours to delete. */
    if (!own_state && !py.PyGILState_GetThisThreadState() && gil_make_state()) return -1;
    /* Shorter than PyGILState_Ensure. Not if a subinterpreter has given this thread another state.
     */
    if (own_state && own_state == py.PyGILState_GetThisThreadState() && own_state != py.current_state()) {
        py.PyEval_RestoreThread(own_state);
        hold->state = GIL_TAKEN;
    } else {
        hold->state = py.PyGILState_Ensure();
    }
    return 0;
}

void gil_leave(gil_hold hold)
{
    fork_exit_child(0);
    if (hold.state == GIL_TAKEN) py.PyEval_SaveThread();
    else py.PyGILState_Release((PyGILState_STATE)hold.state);
}

/* Not PyGILState_Check: once there has been a second interpreter, that one says yes of every thread. */
int gil_is_held(void)
{
    PyThreadState *mine = py.PyGILState_GetThisThreadState();
    return mine && mine == py.current_state();
}

int gil_is_free(void) { return !py.current_state(); }

int gil_is_pythons_thread(void) { return !own_state && py.PyGILState_GetThisThreadState(); }

gil_pause gil_pause_begin(void) { return (gil_pause){gil_is_held() ? py.PyEval_SaveThread() : NULL}; }

void gil_pause_end(gil_pause pause)
{
    if (pause.state) py.PyEval_RestoreThread(pause.state);
}

void gil_settle(void)
{
    if (py.PyGILState_GetThisThreadState()) return;
    py.PyGILState_Ensure();
    py.PyEval_SaveThread();
}

void gil_give_up(void) { py.PyEval_SaveThread(); }

int64_t gil_thread_count(void) { return atomic_load(&thread_count); }

typedef struct gil_reaper {
    gil_thread *first;
    platform_mutex mutex;
    platform_cond changed;
    int done;
} gil_reaper;

/* On a thread of its own, because from 3.12 on deleting another thread's state wipes the deleting thread's own
 * PyGILState slot, and that thread's next PyGILState_Ensure would abort. This one never calls it again. */
PLATFORM_THREAD(gil_reap_all)
{
    gil_reaper *reaper = arg; /* borrow: gil_reap waits */
    py.PyGILState_Ensure();
    PyThreadState *own = py.PyGILState_GetThisThreadState();
    for (gil_thread *at = reaper->first; at; at = at->next) {
        py.PyThreadState_Clear(at->state); /* runs Python code */
        fork_exit_child(0);                /* it has no state but this thread's */
    }
    while (reaper->first) {
        gil_thread *thread = reaper->first;
        reaper->first = thread->next;
        py.PyThreadState_Delete(thread->state); /* runs none */
        free(thread);
        atomic_fetch_sub(&thread_count, 1);
    }
    py.PyThreadState_Clear(own);
    py.PyThreadState_DeleteCurrent(); /* releases the GIL */

    platform_lock(&reaper->mutex);
    reaper->done = 1;
    platform_signal(&reaper->changed);
    platform_unlock(&reaper->mutex);
    return 0;
}

void gil_reap(void)
{
    gil_reaper reaper = {atomic_exchange(&ended, NULL), PLATFORM_MUTEX_INIT, PLATFORM_COND_INIT, 0};
    if (!reaper.first) return;
    if (platform_thread_start(gil_reap_all, &reaper)) { /* no room for a thread now: another round tries again */
        gil_thread *last = reaper.first;
        while (last->next) last = last->next;
        gil_queue(reaper.first, last);
        return;
    }
    platform_lock(&reaper.mutex);
    while (!reaper.done) platform_wait(&reaper.changed, &reaper.mutex);
    platform_unlock(&reaper.mutex);
}
