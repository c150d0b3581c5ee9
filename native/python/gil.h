/* Taking and releasing the GIL, and the thread states that Python needs for it. */
#ifndef GIL_H
#define GIL_H

#include <stdint.h>

typedef struct gil_hold {
    int32_t state; /* PyGILState_STATE, or that there is none */
} gil_hold;

/* Once, before any other function here, without Python. -1 if the system has no room for one more thread key. */
int gil_prepare(void);

/* Takes the GIL on any thread, also on one that holds it. -1 if memory is short: then nothing was taken. */
int gil_enter(gil_hold *hold);

/* Releases it; a forked child of the process ends here (see platform/fork.h). */
void gil_leave(gil_hold hold);

/* Does this thread hold it? */
int gil_is_held(void);

/* Does no thread hold it, as far as that can be told? Up to CPython 3.11 it can; later ones say yes, but of a thread
 * that holds it itself. */
int gil_is_free(void);

/* Is this a thread that Python code has started? */
int gil_is_pythons_thread(void);

/* Releases the GIL while this thread waits for another one, and takes it again; nothing if it does not hold it. */
typedef struct gil_pause {
    void *state; /* own: gil_pause_end takes it back */
} gil_pause;
gil_pause gil_pause_begin(void);
void gil_pause_end(gil_pause pause);

/* Gives the worker a thread state that lasts, unless it has one. */
void gil_settle(void);

/* Releases the GIL that starting Python left with this thread; the thread state stays. */
void gil_give_up(void);

/* Deletes the thread states of threads that have ended. Called by the worker, without the GIL. */
void gil_reap(void);

int64_t gil_thread_count(void);

#endif
