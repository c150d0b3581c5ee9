/* Keeps Ctrl-C with .NET: the disposition of SIGINT before and after something that changes it. */
#ifndef SIGINT_H
#define SIGINT_H

#if defined(_WIN32)

/* Nothing to keep: .NET takes Ctrl-C from the console, not from the C runtime's signals. */
typedef int sigint_state;
static inline sigint_state sigint_save(void) { return 0; }
static inline void sigint_restore(const sigint_state *state) { (void)state; }

#else

#include <signal.h>

typedef struct sigaction sigint_state;

static inline sigint_state sigint_save(void)
{
    sigint_state state;
    sigaction(SIGINT, NULL, &state);
    return state;
}

static inline void sigint_restore(const sigint_state *state) { sigaction(SIGINT, state, NULL); }

#endif
#endif
