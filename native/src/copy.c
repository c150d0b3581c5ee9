/* Knows what becomes of a copy of the process, made by fork(): .NET is dead in it, its other threads are gone, so
 * nothing of it may be called, and its handlers must not hear signals: they pass them on to the original. */
#include "copy.h"

#include <stdatomic.h>

#include "platform.h"
#include "signals.h"

static atomic_int is_copy;

static void copy_begun(void)
{
    atomic_store_explicit(&is_copy, 1, memory_order_relaxed);
    signals_forget();
}

int copy_prepare(void) { return platform_at_fork(copy_begun); }

int copy_is_here(void) { return atomic_load_explicit(&is_copy, memory_order_relaxed); }

void copy_end(int failed)
{
    if (copy_is_here()) platform_exit_now(failed ? 1 : 0);
}
