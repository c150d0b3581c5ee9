/* Keeps .NET's signals .NET's: their dispositions before and after something that changes them. SIGINT is Ctrl-C, which
 * `import signal` takes; the others are NullReferenceException and its like, which PYTHONFAULTHANDLER takes. */
#ifndef SIGNALS_H
#define SIGNALS_H

#if defined(_WIN32)

/* Nothing to keep: .NET takes Ctrl-C from the console, and faults as exceptions, not from the C runtime's signals. */
typedef int signals_state;
static inline signals_state signals_save(void) { return 0; }
static inline void signals_restore(const signals_state *state) { (void)state; }

#else

#include <signal.h>

#define SIGNALS_COUNT 6

typedef struct signals_state {
    struct sigaction actions[SIGNALS_COUNT];
} signals_state;

static const int signals_kept[SIGNALS_COUNT] = {SIGINT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

static inline signals_state signals_save(void)
{
    signals_state state;
    for (int i = 0; i < SIGNALS_COUNT; i++) sigaction(signals_kept[i], NULL, &state.actions[i]);
    return state;
}

static inline void signals_restore(const signals_state *state)
{
    for (int i = 0; i < SIGNALS_COUNT; i++) sigaction(signals_kept[i], &state->actions[i], NULL);
}

#endif
#endif
