/* .NET needs its signal handlers: SIGINT is Ctrl-C, which `import signal` takes; faults become NullReferenceException
 * and the like, which PYTHONFAULTHANDLER takes. */
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

/* Saves the handlers before Python code that may replace them, and restores those that Python has replaced. */
signals_state signals_save(void);
void signals_restore(const signals_state *state);

#endif

/* Wraps faulthandler.enable and signal.pthread_sigmask, so that .NET's handlers and mask stay. Again does nothing;
 * needs the GIL. -1 with a Python error pending. */
int signals_guard(void);

#endif
