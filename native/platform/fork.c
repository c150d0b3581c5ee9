/* Knows what becomes of a copy of the process, made by fork(): .NET is dead in it, its other threads are gone, so
 * nothing of it may be called, and its handlers must not hear signals: they pass them on to the original. */
#include "platform/fork.h"

#include <stdatomic.h>

#include "platform/platform.h"
#include "python/signals.h"

static atomic_int is_copy;

static void fork_in_child(void)
{
    atomic_store_explicit(&is_copy, 1, memory_order_relaxed);
    signals_forget();
}

int fork_prepare(void) { return platform_at_fork(fork_in_child); }

int fork_is_child(void) { return atomic_load_explicit(&is_copy, memory_order_relaxed); }

void fork_exit_child(int failed)
{
    if (fork_is_child()) platform_exit_now(failed ? 1 : 0);
}
