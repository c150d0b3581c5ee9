/* The signals that .NET lives by: SIGINT is Ctrl-C, which `import signal` takes; faults are NullReferenceException and
 * its like, which PYTHONFAULTHANDLER takes. */
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

/* The handlers before something of Python's that changes them, and back: those that are Python's by then. */
signals_state signals_save(void);
void signals_restore(const signals_state *state);

#endif

/* Has faulthandler.enable and signal.pthread_sigmask leave .NET what it needs. Again does nothing; needs the GIL. -1
 * with a Python error pending. */
int signals_guard(void);

#endif
