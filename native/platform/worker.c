/* Knows the shim's own thread, and when it works: for starting Python at once, for chores when no call does them. It
 * never ends, so that Python's main thread never does. */
#include "platform/worker.h"

#include <stdatomic.h>

#include "python/error.h"
#include "platform/platform.h"

#define WORKER_PATIENCE_MS 50 /* how long queued work may wait for a call that does it */

typedef struct worker_job {
    int32_t (*start)(const glue_config *, glue_error *);
    const glue_config *config; /* borrow: the caller of worker_start waits */
    glue_error *err;           /* borrow */
    int32_t status;
} worker_job;

static platform_mutex mutex = PLATFORM_MUTEX_INIT;
static platform_cond changed; /* made by worker_prepare */
static worker_job *job;       /* under mutex; NULL when it is done */
static uint32_t (*worker_work)(void);
static int running;       /* under mutex */
static atomic_int wanted; /* the most urgent wake not yet answered */

void worker_prepare(uint32_t (*work)(void))
{
    worker_work = work;
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

/* Under mutex. Until there is something to do. */
static void worker_rest(uint32_t most_ms)
{
    while (!job && !atomic_load(&wanted)) {
        if (!most_ms) platform_wait(&changed, &mutex);
        else if (platform_wait_us(&changed, &mutex, most_ms * UINT64_C(1000))) atomic_store(&wanted, WORKER_NOW);
    }
}

PLATFORM_THREAD(worker_loop)
{
    uint32_t again_ms = 0;
    (void)arg;
    platform_lock(&mutex);
    for (;;) {
        worker_rest(again_ms);
        if (job) {
            platform_unlock(&mutex);
            int32_t status = job->start(job->config, job->err);
            platform_lock(&mutex);
            job->status = status;
            job = NULL;
            platform_signal(&changed);
        } else {
            if (atomic_load(&wanted) < WORKER_NOW) platform_wait_us(&changed, &mutex, WORKER_PATIENCE_MS * 1000);
            atomic_store(&wanted, 0);
            platform_unlock(&mutex);
            again_ms = worker_work();
            platform_lock(&mutex);
        }
    }
    return 0; /* never reached */
}

int32_t worker_ensure(glue_error *err)
{
    platform_lock(&mutex);
    if (!running) running = !platform_thread_start(worker_loop, NULL);
    int is_running = running;
    platform_unlock(&mutex);
    return is_running ? GLUE_OK : error_set(err, GLUE_E_MEMORY, "the system refused a thread for Python to start on");
}

int32_t worker_start(int32_t (*start)(const glue_config *, glue_error *), const glue_config *config, glue_error *err)
{
    worker_job mine = {start, config, err, worker_ensure(err)};
    if (mine.status) return mine.status;
    platform_lock(&mutex);
    job = &mine;
    platform_signal(&changed);
    while (job) platform_wait(&changed, &mutex);
    platform_unlock(&mutex);
    return mine.status;
}
