/* A call that arrives with too little stack runs on a thread of the shim's with 16 MiB, while its own thread waits. A
 * few of these threads are kept for the next such calls. */
#include "call/stack.h"

#include <stdlib.h>

#include "call/gate.h"
#include "python/error.h"
#include "python/gil.h"
#include "platform/platform.h"

/* For 1,000 levels, Python's limit, of sorted() in __lt__, which took the most of the ways in recurses.py that were
 * measured on 3.11: 2.4 MiB. Not for np.frompyfunc around itself: more than 8 MiB, which ends a plain python3 too. */
#define STACK_ENOUGH_BYTES (4 * 1024 * 1024)
#define STACK_NESTED_MOST 16 /* workers that wait for each other: calls that recurse through .NET must end some day */
#define STACK_IDLE_MOST 8    /* idle workers; those beyond end with their call */

typedef struct stack_worker {
    struct stack_worker *next; /* of the idle ones; under mutex */
    stack_job *job;            /* NULL when it is done; under mutex */
    void *arg;                 /* borrow: stack_run waits */
    int32_t status;
    int nested;         /* this is so many workers deep */
    int calls;          /* that it is inside of */
    int is_superfluous; /* under mutex */
    platform_cond changed;
} stack_worker;

static platform_mutex mutex = PLATFORM_MUTEX_INIT;
static stack_worker *idle;       /* own; under mutex */
static int idle_count;           /* under mutex */
static _Thread_local int nested; /* of the worker that this thread is; 0: it is none */

PLATFORM_THREAD(stack_work)
{
    stack_worker *worker = arg; /* own */
    platform_lock(&mutex);
    for (;;) {
        while (!worker->job && !worker->is_superfluous) platform_wait(&worker->changed, &mutex);
        if (worker->is_superfluous) break;
        platform_unlock(&mutex);
        nested = worker->nested;
        gate_take_over(worker->calls);
        int32_t status = worker->job(worker->arg);
        platform_lock(&mutex);
        worker->status = status;
        worker->job = NULL;
        platform_signal(&worker->changed);
    }
    platform_unlock(&mutex);
    free(worker);
    return 0;
}

/* An idle worker, or a new one; NULL if the system refuses. */
static stack_worker *stack_take(void)
{
    platform_lock(&mutex);
    stack_worker *worker = idle;
    if (worker) {
        idle = worker->next;
        idle_count--;
    }
    platform_unlock(&mutex);
    if (worker) return worker;

    worker = malloc(sizeof *worker); /* own: stack_work */
    if (!worker) return NULL;
    *worker = (stack_worker){.changed = PLATFORM_COND_INIT};
    if (!platform_thread_start(stack_work, worker)) return worker;
    free(worker);
    return NULL;
}

/* Under mutex. */
static void stack_give_back(stack_worker *worker)
{
    if (idle_count == STACK_IDLE_MOST) {
        worker->is_superfluous = 1;
        platform_signal(&worker->changed);
        return;
    }
    worker->next = idle;
    idle = worker;
    idle_count++;
}

static int32_t stack_run_elsewhere(stack_job *job, void *arg, glue_error *err)
{
    if (nested == STACK_NESTED_MOST) return error_set(err, GLUE_E_STATE, GLUE_STATE_RECURSION);
    stack_worker *worker = stack_take();
    if (!worker) return error_set(err, GLUE_E_MEMORY, GLUE_MEMORY_THREAD);
    gil_pause pause = gil_pause_begin();
    platform_lock(&mutex);
    worker->arg = arg;
    worker->nested = nested + 1;
    worker->calls = gate_depth();
    worker->job = job;
    platform_signal(&worker->changed);
    while (worker->job) platform_wait(&worker->changed, &mutex);
    int32_t status = worker->status;
    stack_give_back(worker);
    platform_unlock(&mutex);
    gil_pause_end(pause);
    return status;
}

int32_t stack_run(stack_job *job, void *arg, glue_error *err)
{
    static _Thread_local uintptr_t lowest; /* 0: not asked yet */
    char here;
    if (!lowest) lowest = platform_stack_lowest();
    return (uintptr_t)&here - lowest >= STACK_ENOUGH_BYTES ? job(arg) : stack_run_elsewhere(job, arg, err);
}
