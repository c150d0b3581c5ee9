/* The shim's own thread, and many threads that start Python at once. */
#include "platform/worker.h"

#include <stdatomic.h>
#include <string.h>

#include "check.h"
#include "start.h"
#include "threads.h"

static _Thread_local int worker_here; /* its address tells threads apart */
static int *worker_ran_on;
static void *worker_given;

static void worker_job_ok(void *arg)
{
    worker_ran_on = &worker_here;
    worker_given = arg;
}

CASE_ALONE(job_runs_on_a_thread_of_its_own)
{
    int given;
    worker_prepare(NULL);
    CHECK_INT(worker_run(worker_job_ok, &given), 0);
    CHECK(worker_ran_on != NULL && worker_ran_on != &worker_here);
    CHECK(worker_given == &given);
}

CASE_ALONE(jobs_share_one_thread)
{
    worker_prepare(NULL);
    CHECK_INT(worker_run(worker_job_ok, NULL), 0);
    int *first = worker_ran_on;
    CHECK_INT(worker_run(worker_job_ok, NULL), 0);
    CHECK(worker_ran_on == first);
}

static void worker_init(int index, void *arg)
{
    (void)index;
    (void)arg;
    start();
    CHECK(!start_holds_gil());
}

CASE(init_from_100_threads)
{
    threads_run(100, worker_init, NULL);
    CHECK_INT(start_call("good_results", "int64"), 2);
}

static void worker_init_and_call(int index, void *arg)
{
    worker_init(index, arg);
    CHECK_INT(start_call("good_results", "int64"), 2);
}

CASE(init_and_call_from_100_threads) { threads_run(100, worker_init_and_call, NULL); }

/* One of two libraries wins; the other is refused, on every thread. */
static atomic_int worker_started, worker_refused;

static void worker_init_or_not(int index, void *arg)
{
    glue_error err;
    glue_config config = start_config();
    if (index % 2) config.library = arg;
    int32_t status = init_python(&config, &err);
    if (status == GLUE_OK) atomic_fetch_add(&worker_started, 1);
    else atomic_fetch_add(&worker_refused, 1);
    glue_error_free(&err);
}

CASE(init_of_a_bad_library_from_50_of_100_threads)
{
    threads_run(100, worker_init_or_not, "/no/such/libpython.so");
    CHECK_INT(atomic_load(&worker_started), 50);
    CHECK_INT(atomic_load(&worker_refused), 50);
    CHECK_INT(start_call("good_results", "int64"), 2);
}

static threads_gate worker_others_begin = THREADS_GATE;
static atomic_int worker_done;

static int worker_init_often(void)
{
    threads_open(&worker_others_begin);
    for (int i = 0; i < 1000; i++) {
        start();
        threads_yield();
    }
    return 0;
}

static void worker_init_with_and_without_gil(int index, void *arg)
{
    (void)arg;
    if (index == 0) {
        start_call_back("holding_gil", worker_init_often);
        atomic_store(&worker_done, 1);
        return;
    }
    threads_pass(&worker_others_begin);
    while (!atomic_load(&worker_done)) start();
}

/* Python may call back into .NET, which may make another Outliers: no lock may be held while waiting for the GIL. */
CASE(init_while_holding_the_gil)
{
    start();
    threads_run(4, worker_init_with_and_without_gil, NULL);
}
