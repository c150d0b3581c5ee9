#include "platform/fork.h"

#include <stdatomic.h>
#include <stddef.h>

#include "platform/platform.h"

#if defined(_WIN32)
static void fork_reset_signals(void) {}
#else

#include <signal.h>

/* What is ignored stays so. Async-signal-safe. */
static void fork_reset_signals(void)
{
    for (int number = 1; number < NSIG; number++) {
        struct sigaction action;
        if (sigaction(number, NULL, &action) || action.sa_handler == SIG_IGN || action.sa_handler == SIG_DFL) continue;
        action = (struct sigaction){.sa_handler = SIG_DFL};
        sigaction(number, &action, NULL);
    }
}
#endif

static atomic_int is_child;

static void fork_in_child(void)
{
    atomic_store_explicit(&is_child, 1, memory_order_relaxed);
    fork_reset_signals();
}

int fork_prepare(void) { return platform_at_fork(fork_in_child); }

int fork_is_child(void) { return atomic_load_explicit(&is_child, memory_order_relaxed); }

void fork_exit_child(int failed)
{
    if (fork_is_child()) platform_exit_now(failed ? 1 : 0);
}
