/* Knows how large blocks of memory are kept for the next use. malloc gives them back to the system, which zeroes each
 * page of the next one when it is first touched: for NumPy's temporaries that costs more than the arithmetic.
 *
 * Nobody ever waits here: who finds the list busy does without it. So a copy of the process, made by fork() while
 * another thread was in the list, cannot hang. */
#include "platform/pool.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "platform/fork.h"
#include "platform/worker.h"

#define POOL_PAGE_BYTES 4096              /* sizes are rounded to it, so that a series may grow by a value a call */
#define POOL_HUGE_BYTES (4 * 1024 * 1024) /* from here on huge pages are asked for, as NumPy does */
#define POOL_BUSY_MS 50

/* Stands right before each block. */
typedef struct pool_header {
    size_t bytes; /* that the block has room for */
    void *start;  /* own: what malloc gave */
} pool_header;

static_assert(sizeof(pool_header) <= 16, "a header fits between malloc's alignment and ours");

typedef struct pool_entry {
    void *block;           /* own */
    int64_t idle_since_ms; /* when pool_give_back first found it here; -1: not yet */
} pool_entry;

static atomic_flag busy = ATOMIC_FLAG_INIT;
static pool_entry kept[POOL_MOST_BLOCKS]; /* the oldest first; under busy */
static int kept_count;                    /* under busy */
static atomic_llong kept_bytes;           /* changed under busy */
static atomic_llong bound = POOL_DEFAULT_BYTES;
static atomic_int is_watched; /* the service thread will call pool_give_back */

static pool_header *pool_header_of(void *block) { return (pool_header *)block - 1; }

static int pool_enter(void) { return !atomic_flag_test_and_set_explicit(&busy, memory_order_acquire); }
static void pool_leave(void) { atomic_flag_clear_explicit(&busy, memory_order_release); }

/* Under busy. */
static void *pool_remove(int at)
{
    void *block = kept[at].block;
    kept_count--;
    memmove(kept + at, kept + at + 1, (size_t)(kept_count - at) * sizeof *kept);
    atomic_fetch_sub(&kept_bytes, (int64_t)pool_header_of(block)->bytes);
    return block;
}

/* The smallest that fits, of those the latest; none that would waste a quarter. */
static void *pool_take(size_t bytes)
{
    if (bytes < POOL_LEAST_BYTES || !atomic_load(&kept_bytes) || !pool_enter()) return NULL;
    int best = -1;
    size_t least = bytes + bytes / 4 + 1;
    for (int i = kept_count - 1; i >= 0; i--) {
        size_t has = pool_header_of(kept[i].block)->bytes;
        if (has < bytes || has >= least) continue;
        least = has;
        best = i;
    }
    void *block = best < 0 ? NULL : pool_remove(best);
    pool_leave();
    return block;
}

static void pool_release(void *block) { free(pool_header_of(block)->start); }

/* Keeps the block, if need be in the place of older ones; 0 if it must be freed. */
static int pool_keep(void *block)
{
    int64_t bytes = (int64_t)pool_header_of(block)->bytes, most = atomic_load(&bound);
    if (bytes > most || fork_is_child() || !pool_enter()) return 0;
    while (kept_count == POOL_MOST_BLOCKS || atomic_load(&kept_bytes) + bytes > most) pool_release(pool_remove(0));
    kept[kept_count++] = (pool_entry){block, -1};
    atomic_fetch_add(&kept_bytes, bytes);
    pool_leave();
    if (!atomic_load(&is_watched) && !atomic_exchange(&is_watched, 1)) worker_wake(WORKER_SOON);
    return 1;
}

/* Puts a block into what malloc gave; `start` is aligned to 16 bytes. */
static void *pool_place(void *start, size_t bytes)
{
    uintptr_t block = ((uintptr_t)start + sizeof(pool_header) + POOL_ALIGN - 1) / POOL_ALIGN * POOL_ALIGN;
    *pool_header_of((void *)block) = (pool_header){bytes, start};
    return (void *)block;
}

static void pool_ask_for_huge_pages(void *start, size_t bytes)
{
#if defined(__linux__)
    uintptr_t first = ((uintptr_t)start + POOL_PAGE_BYTES - 1) / POOL_PAGE_BYTES * POOL_PAGE_BYTES;
    if (bytes >= POOL_HUGE_BYTES) madvise((void *)first, (uintptr_t)start + bytes - first, MADV_HUGEPAGE);
#else
    (void)start, (void)bytes;
#endif
}

static void *pool_make(size_t bytes, int zeroed)
{
    if (bytes > PTRDIFF_MAX - POOL_PAGE_BYTES - POOL_ALIGN) return NULL;
    if (bytes >= POOL_LEAST_BYTES) bytes = (bytes + POOL_PAGE_BYTES - 1) / POOL_PAGE_BYTES * POOL_PAGE_BYTES;
    void *start = zeroed ? calloc(1, bytes + POOL_ALIGN) : malloc(bytes + POOL_ALIGN); /* own */
    if (!start) return NULL;
    pool_ask_for_huge_pages(start, bytes);
    return pool_place(start, bytes);
}

void *pool_malloc(size_t bytes)
{
    void *block = pool_take(bytes);
    return block ? block : pool_make(bytes, 0);
}

void *pool_calloc(size_t count, size_t bytes)
{
    if (bytes && count > PTRDIFF_MAX / bytes) return NULL;
    void *block = pool_take(count * bytes);
    return block ? memset(block, 0, count * bytes) : pool_make(count * bytes, 1);
}

void *pool_realloc(void *block, size_t bytes)
{
    if (!block) return pool_malloc(bytes);
    pool_header was = *pool_header_of(block);
    if (bytes <= was.bytes && bytes >= was.bytes / 2) return block;
    if (bytes > PTRDIFF_MAX - POOL_ALIGN) return NULL;

    /* malloc's own, since it can move pages without copying them; only the distance to our alignment may change. */
    size_t distance = (size_t)((char *)block - (char *)was.start);
    char *start = realloc(was.start, bytes + POOL_ALIGN); /* own */
    if (!start) return NULL;
    char *moved = (char *)(((uintptr_t)start + sizeof(pool_header) + POOL_ALIGN - 1) / POOL_ALIGN * POOL_ALIGN);
    memmove(moved, start + distance, bytes < was.bytes ? bytes : was.bytes);
    return pool_place(start, bytes);
}

void pool_free(void *block)
{
    if (!block) return;
    if (pool_header_of(block)->bytes < POOL_LEAST_BYTES || !pool_keep(block)) pool_release(block);
}

void pool_set_bound(int64_t bytes)
{
    if (!bytes) return;
    atomic_store(&bound, bytes > 0 ? bytes : 0);
    worker_wake(WORKER_SOON);
}

int pool_is_on(void) { return atomic_load(&bound) > 0; }

uint32_t pool_give_back(int64_t now_ms)
{
    if (!pool_enter()) return POOL_BUSY_MS;
    while (atomic_load(&kept_bytes) > atomic_load(&bound)) pool_release(pool_remove(0));
    for (int i = kept_count - 1; i >= 0; i--) {
        if (kept[i].idle_since_ms < 0) kept[i].idle_since_ms = now_ms;
        else if (now_ms - kept[i].idle_since_ms >= POOL_IDLE_MS) pool_release(pool_remove(i));
    }
    int is_empty = !kept_count;
    if (is_empty) atomic_store(&is_watched, 0);
    pool_leave();
    return is_empty ? 0 : POOL_IDLE_MS;
}

int64_t pool_bytes(void) { return atomic_load(&kept_bytes); }
