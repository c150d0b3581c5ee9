/* A call that arrives with too little stack runs on a thread of the shim's with 16 MiB, while its own thread waits. A
 * few of these threads are kept for the next such calls. */
#include "call/stack.h"

#include <stdlib.h>

#include "call/gate.h"
#include "python/error.h"
#include "python/gil.h"
#include "python/interrupt.h"
#include "platform/platform.h"

/* For 1,000 levels, Python's limit, of sorted() in __lt__, which took the most of the ways in recurses.py that were
 * measured on 3.11: 2.4 MiB. Not for np.frompyfunc around itself: more than 8 MiB, which ends a plain python3 too. */
#define STACK_ENOUGH_BYTES (4 * 1024 * 1024)
#define STACK_LOOK_US 5000   /* how often a caller with a limit looks at it */
#define STACK_NESTED_MOST 16 /* workers that wait for each other: calls that recurse through .NET must end some day */
#define STACK_IDLE_MOST 8    /* idle workers; those beyond end with their call */

typedef struct stack_worker {
    struct stack_worker *next; /* of the idle ones; under mutex */
    stack_job *job;            /* NULL when it is done; under mutex */
    void *arg;                 /* borrow: stack_run waits */
    int32_t status;
    void *context;      /* borrow: the caller's */
    int nested;         /* this is so many workers deep */
    int calls;          /* that it is inside of */
    int is_superfluous; /* under mutex */
    glue_limit *limit;  /* borrow, until the job has begun: NULL, or takes the GIL before it */
    glue_error *err;    /* borrow, likewise */
    int has_begun;      /* under mutex: the job, with the GIL */
    int is_abandoned;   /* under mutex: nobody waits for it any more */
    platform_cond changed;
} stack_worker;

static platform_mutex mutex = PLATFORM_MUTEX_INIT;
static stack_worker *idle;          /* own; under mutex */
static int idle_count;              /* under mutex */
static _Thread_local int nested;    /* of the worker that this thread is; 0: it is none */
static _Thread_local void *context; /* borrow */

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

/* With the GIL. */
static int32_t stack_run_limited(stack_job *job, void *arg, glue_limit *limit, glue_error *err)
{
    interrupt call;
    if (interrupt_begin(&call, limit)) return error_set(err, GLUE_E_MEMORY, GLUE_MEMORY_THREAD);
    int32_t status = job(arg);
    return interrupt_end(&call) && status == GLUE_E_PYTHON ? GLUE_E_LIMIT : status;
}

/* Takes the GIL first; does not run the job if its caller has gone meanwhile. */
static int32_t stack_run_with_gil(stack_worker *worker)
{
    gil_hold hold;
    if (gil_enter(&hold)) return GLUE_E_MEMORY;
    platform_lock(&mutex);
    worker->has_begun = !worker->is_abandoned;
    platform_unlock(&mutex);
    int32_t status =
        worker->has_begun ? stack_run_limited(worker->job, worker->arg, worker->limit, worker->err) : GLUE_OK;
    gil_leave(hold);
    return status;
}

PLATFORM_THREAD(stack_work)
{
    stack_worker *worker = arg; /* own */
    platform_lock(&mutex);
    for (;;) {
        while (!worker->job && !worker->is_superfluous) platform_wait(&worker->changed, &mutex);
        if (worker->is_superfluous) break;
        platform_unlock(&mutex);
        nested = worker->nested;
        context = worker->context;
        gate_take_over(worker->calls);
        int32_t status = worker->limit ? stack_run_with_gil(worker) : worker->job(worker->arg);
        context = NULL;
        platform_lock(&mutex);
        worker->status = status;
        worker->job = NULL;
        if (worker->is_abandoned) stack_give_back(worker);
        else platform_signal(&worker->changed);
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
    *worker = (stack_worker){0};
    platform_timed_cond(&worker->changed);
    if (!platform_thread_start(stack_work, worker)) return worker;
    free(worker);
    return NULL;
}

/* Under mutex: until the job is done; with a limit, until that is over before the job has begun. */
static void stack_wait(stack_worker *worker, glue_limit *limit)
{
    while (worker->job && !worker->is_abandoned) {
        if (!limit || worker->has_begun) platform_wait(&worker->changed, &mutex);
        else if (interrupt_is_due(limit)) worker->is_abandoned = 1;
        else platform_wait_us(&worker->changed, &mutex, STACK_LOOK_US);
    }
}

static int32_t stack_run_elsewhere(stack_job *job, void *arg, glue_limit *limit, glue_error *err)
{
    if (nested == STACK_NESTED_MOST) return error_set(err, GLUE_E_STATE, GLUE_STATE_RECURSION);
    stack_worker *worker = stack_take();
    if (!worker) return error_set(err, GLUE_E_MEMORY, GLUE_MEMORY_THREAD);
    gil_pause pause = gil_pause_begin();
    platform_lock(&mutex);
    worker->arg = arg;
    worker->context = context;
    worker->nested = nested + 1;
    worker->calls = gate_depth();
    worker->limit = limit;
    worker->err = err;
    worker->has_begun = worker->is_abandoned = 0;
    worker->job = job;
    platform_signal(&worker->changed);
    stack_wait(worker, limit);
    int32_t status = worker->is_abandoned ? GLUE_E_LIMIT : worker->status;
    if (!worker->is_abandoned) stack_give_back(worker);
    platform_unlock(&mutex);
    gil_pause_end(pause);
    return status;
}

int32_t stack_run_python(stack_job *job, void *arg, glue_limit *limit, glue_error *err)
{
    gil_hold hold;
    if (limit && !(gate_is_alone() && gil_is_free())) return stack_run_elsewhere(job, arg, limit, err);
    if (gil_enter(&hold)) return GLUE_E_MEMORY;
    int32_t status = limit ? stack_run_limited(job, arg, limit, err) : job(arg);
    gil_leave(hold);
    return status;
}

int32_t stack_run(stack_job *job, void *arg, glue_error *err)
{
    static _Thread_local uintptr_t lowest; /* 0: not asked yet */
    char here;
    if (!lowest) lowest = platform_stack_lowest();
    return (uintptr_t)&here - lowest >= STACK_ENOUGH_BYTES ? job(arg) : stack_run_elsewhere(job, arg, NULL, err);
}

void *stack_context(void) { return context; }

void *stack_set_context(void *value)
{
    void *before = context;
    context = value;
    return before;
}
