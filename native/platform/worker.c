#include "platform/worker.h"

#include <stdatomic.h>
#include <stddef.h>

#include "platform/platform.h"

#define WORKER_PATIENCE_MS 50

typedef struct worker_job {
    void (*run)(void *);
    void *arg; /* borrow: worker_run waits */
} worker_job;

static platform_mutex mutex = PLATFORM_MUTEX_INIT;
static platform_cond changed; /* made by worker_prepare */
static worker_job *job;       /* under mutex; NULL when it is done */
static void (*worker_upkeep)(void);
static int running;       /* under mutex */
static atomic_int wanted; /* the most urgent wake not yet answered */

void worker_prepare(void (*upkeep)(void))
{
    worker_upkeep = upkeep;
    platform_timed_cond(&changed);
}

void worker_wake(int urgency)
{
    if (atomic_load(&wanted) >= urgency) return;
    platform_lock(&mutex); /* held for moments only, never while Python runs */
    if (atomic_load(&wanted) < urgency) atomic_store(&wanted, urgency);
    platform_signal(&changed);
    platform_unlock(&mutex);
}

PLATFORM_THREAD(worker_loop)
{
    (void)arg;
    platform_lock(&mutex);
    for (;;) {
        while (!job && !atomic_load(&wanted)) platform_wait(&changed, &mutex);
        if (job) {
            platform_unlock(&mutex);
            job->run(job->arg);
            platform_lock(&mutex);
            job = NULL;
            platform_signal(&changed);
        } else {
            if (atomic_load(&wanted) < WORKER_NOW) platform_wait_us(&changed, &mutex, WORKER_PATIENCE_MS * 1000);
            atomic_store(&wanted, 0);
            platform_unlock(&mutex);
            worker_upkeep();
            platform_lock(&mutex);
        }
    }
    return 0; /* never reached */
}

int worker_ensure(void)
{
    platform_lock(&mutex);
    if (!running) running = !platform_thread_start(worker_loop, NULL);
    int is_running = running;
    platform_unlock(&mutex);
    return is_running ? 0 : -1;
}

int worker_run(void (*run)(void *), void *arg)
{
    worker_job mine = {run, arg};
    if (worker_ensure()) return -1;
    platform_lock(&mutex);
    job = &mine;
    platform_signal(&changed);
    while (job) platform_wait(&changed, &mutex);
    platform_unlock(&mutex);
    return 0;
}
