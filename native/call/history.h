/* What is known of one function's calls, by the magnitude (in base 2) of their size. */
#ifndef HISTORY_H
#define HISTORY_H

#include <stdatomic.h>
#include <stdint.h>

/* All zero at first. Threads may write it at once: what is lost of it is only an observation. */
typedef struct history_entry {
    atomic_uint alone_ns;    /* one call, while no other was inside; a moving mean */
    atomic_uint together_ns; /* a call beside others, divided by how many there were */
    atomic_int is_together;  /* such calls run at once now */
    atomic_int count;        /* of calls observed since that changed last */
    atomic_int gains;        /* how many times in a row it has turned out to be a gain; negative: to be none */
} history_entry;

typedef struct history {
    history_entry entries[64];
} history;

/* size > 0 */
history_entry *history_find(history *all, int64_t size);

/* One counted call while others waited. was_overtaken: it took so long that one of them did not wait for it. */
void history_alone(history_entry *entry, int64_t ns, int was_overtaken);

/* One call beside others. twice_inside: how many calls were inside when it came, and when it went, itself among them.
 */
void history_together(history_entry *entry, int64_t ns, int twice_inside);

static inline int history_is_together(history_entry *entry)
{
    return atomic_load_explicit(&entry->is_together, memory_order_relaxed);
}

#endif
