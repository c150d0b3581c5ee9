/* Knows how a test has several threads do something at the same moment. */
#include "threads.h"

#include <stdlib.h>

#include "check.h"

#if defined(_WIN32)
void threads_yield(void) { SwitchToThread(); }
int64_t threads_now_ms(void) { return (int64_t)GetTickCount64(); }
#else
#include <sched.h>
void threads_yield(void) { sched_yield(); }

int64_t threads_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
#endif

typedef struct threads_team {
    void (*run)(int index, void *arg);
    void *arg;
    threads_gate start;
    platform_mutex mutex;
    platform_cond changed;
    int working; /* under mutex */
} threads_team;

typedef struct threads_member {
    threads_team *team;
    int index;
} threads_member;

void threads_open(threads_gate *gate)
{
    platform_lock(&gate->mutex);
    gate->is_open = 1;
    platform_signal(&gate->changed);
    platform_unlock(&gate->mutex);
}

void threads_pass(threads_gate *gate)
{
    platform_lock(&gate->mutex);
    while (!gate->is_open) platform_wait(&gate->changed, &gate->mutex);
    platform_unlock(&gate->mutex);
}

PLATFORM_THREAD(threads_work)
{
    threads_member *member = arg; /* borrow: threads_run waits */
    threads_team *team = member->team;
    threads_pass(&team->start);
    team->run(member->index, team->arg);
    platform_lock(&team->mutex);
    team->working--;
    platform_signal(&team->changed);
    platform_unlock(&team->mutex);
    return 0;
}

void threads_run(int count, void (*run)(int index, void *arg), void *arg)
{
    threads_team team = {run, arg, THREADS_GATE, PLATFORM_MUTEX_INIT, PLATFORM_COND_INIT, count};
    threads_member *members = calloc((size_t)count, sizeof *members); /* own */
    CHECK(members != NULL);
    for (int i = 0; i < count; i++) {
        members[i] = (threads_member){&team, i};
        CHECK_INT(platform_thread_start(threads_work, &members[i]), 0);
    }
    threads_open(&team.start);
    platform_lock(&team.mutex);
    while (team.working) platform_wait(&team.changed, &team.mutex);
    platform_unlock(&team.mutex);
    free(members);
}

#if !defined(_WIN32)
void threads_run_on_stack(size_t bytes, void *(*run)(void *))
{
    pthread_t thread;
    pthread_attr_t attr;
    CHECK(!pthread_attr_init(&attr));
    CHECK(!pthread_attr_setstacksize(&attr, bytes));
    CHECK(!pthread_create(&thread, &attr, run, NULL));
    pthread_attr_destroy(&attr);
    CHECK(!pthread_join(thread, NULL));
}
#endif
