/* Threads for tests: many at once, and waiting for each other without sleeping. */
#ifndef THREADS_H
#define THREADS_H

#include <stddef.h>

#include "platform/platform.h"

/* Runs run(index, arg) on `count` threads at once and returns when each is done with it; their ends may come later. */
void threads_run(int count, void (*run)(int index, void *arg), void *arg);

#if !defined(_WIN32)
/* Runs run(NULL) on a thread with a stack of that size, and returns when the thread has ended. */
void threads_run_on_stack(size_t bytes, void *(*run)(void *));
#endif

/* A door that is opened once. */
typedef struct threads_gate {
    platform_mutex mutex;
    platform_cond changed;
    int is_open;
} threads_gate;

#define THREADS_GATE                                                                                                   \
    {                                                                                                                  \
        PLATFORM_MUTEX_INIT, PLATFORM_COND_INIT, 0                                                                     \
    }

void threads_open(threads_gate *gate);
void threads_pass(threads_gate *gate);

void threads_yield(void);

/* Of a clock that nobody sets; in steps of 16 ms on Windows. */
int64_t threads_now_ms(void);

#endif
