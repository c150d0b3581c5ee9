/* Knows whether calls get more done at once or one after the other: both are tried, for some calls each, while callers
 * wait for each other. At once pays where a call gives the GIL up for long: at 1,000,000 values two callers get 1.8
 * times as much done, at 10,000 half as much. */
#include "call/history.h"

#define HISTORY_WORTH_NS 100000 /* calls that take less are not tried at once: NumPy keeps the GIL for most of them */
#define HISTORY_TRIAL 16        /* calls that are enough to judge by */
#define HISTORY_STAY 256        /* calls at once, before it is tried again how they are one after the other */
#define HISTORY_DOUBLE_MOST 8   /* no gain again: the next trial is twice as far off; a gain again: every second time */
#define HISTORY_COUNT_MOST (1 << 20)

static int history_get(atomic_int *value) { return atomic_load_explicit(value, memory_order_relaxed); }
static void history_set(atomic_int *value, int is) { atomic_store_explicit(value, is, memory_order_relaxed); }

/* A moving mean, to which a call that the system interrupts adds little. */
static void history_mix(atomic_uint *mean, int64_t ns)
{
    int64_t is = atomic_load_explicit(mean, memory_order_relaxed);
    if (ns > UINT32_MAX) ns = UINT32_MAX;
    if (!is) is = ns;
    else is += ((ns < 4 * is ? ns : 4 * is) - is) / 4;
    atomic_store_explicit(mean, (unsigned)is, memory_order_relaxed);
}

static void history_turn(history_entry *entry, int is_together)
{
    history_set(&entry->count, 0);
    history_set(&entry->is_together, is_together);
}

static int history_doublings(int times)
{
    return times < 0 ? 0 : times < HISTORY_DOUBLE_MOST ? times : HISTORY_DOUBLE_MOST;
}

history_entry *history_find(history *all, int64_t size)
{
    return &all->entries[63 - __builtin_clzll((unsigned long long)size)];
}

void history_alone(history_entry *entry, int64_t ns, int was_overtaken)
{
    int count = history_get(&entry->count) + (was_overtaken ? HISTORY_TRIAL / 2 : 1);
    if (count <= 2) atomic_store_explicit(&entry->alone_ns, 0, memory_order_relaxed); /* the first are slow */
    history_mix(&entry->alone_ns, ns);
    history_set(&entry->count, count < HISTORY_COUNT_MOST ? count : HISTORY_COUNT_MOST);
    if (atomic_load_explicit(&entry->alone_ns, memory_order_relaxed) < HISTORY_WORTH_NS) return;
    if (count < HISTORY_TRIAL << history_doublings(-history_get(&entry->gains))) return;
    atomic_store_explicit(&entry->together_ns, 0, memory_order_relaxed);
    history_turn(entry, 1);
}

/* A gain of less than a third is none: the machine's other work may make one, and one after the other nobody starves.
 */
static int history_is_gain(history_entry *entry)
{
    int64_t together = atomic_load_explicit(&entry->together_ns, memory_order_relaxed);
    return together + together / 3 < atomic_load_explicit(&entry->alone_ns, memory_order_relaxed);
}

void history_together(history_entry *entry, int64_t ns, int twice_inside)
{
    if (twice_inside < 3) return;            /* by itself, for most of the time */
    if (!history_is_together(entry)) return; /* the last ones, after it was judged */
    int count = history_get(&entry->count) + 1, gains = history_get(&entry->gains);
    history_mix(&entry->together_ns, 2 * ns / twice_inside);
    history_set(&entry->count, count);
    if (count == HISTORY_TRIAL) {
        int is_gain = history_is_gain(entry);
        history_set(&entry->gains, is_gain ? (gains > 0 ? gains : 0) + 1 : (gains < 0 ? gains : 0) - 1);
        if (!is_gain) history_turn(entry, 0);
    } else if (count >= HISTORY_STAY << history_doublings(gains) / 2) {
        history_turn(entry, 0);
    }
}
