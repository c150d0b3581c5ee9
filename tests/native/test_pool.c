/* Memory that is kept for the next use: aligned, zeroed when asked for, and right on many threads. */
#include "platform/pool.h"

#include <stdatomic.h>

#include "blocks.h"
#include "check.h"
#include "threads.h"

CASE(blocks_are_aligned)
{
    static const size_t sizes[] = {0,      1, 63, 64, 65, 1000, POOL_LEAST_BYTES - 1, POOL_LEAST_BYTES, BLOCKS_LARGE,
                                   5 << 20};
    blocks_begin();
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        void *block = blocks_filled(sizes[i], 1); /* own */
        void *zeroed = pool_calloc(sizes[i], 1);  /* own */
        CHECK_INT((uintptr_t)block % POOL_ALIGN, 0);
        CHECK_INT((uintptr_t)zeroed % POOL_ALIGN, 0);
        CHECK_INT(blocks_same(zeroed, 0, sizes[i]), sizes[i]);
        pool_free(block);
        pool_free(zeroed);
    }
}

CASE(freed_block_is_the_next_one)
{
    blocks_begin();
    void *block = blocks_filled(BLOCKS_LARGE, 1); /* own */
    pool_free(block);
    CHECK(pool_bytes() >= BLOCKS_LARGE && pool_bytes() < BLOCKS_LARGE + 4096);

    void *next = pool_malloc(BLOCKS_LARGE - 1000); /* own */

    CHECK(next == block);
    CHECK_INT(pool_bytes(), 0);
    pool_free(next);
}

CASE(used_block_is_zeroed_for_calloc)
{
    blocks_begin();
    void *block = blocks_filled(BLOCKS_LARGE, 1); /* own */
    pool_free(block);

    void *zeroed = pool_calloc(BLOCKS_LARGE / 8, 8); /* own */

    CHECK(zeroed == block);
    CHECK_INT(blocks_same(zeroed, 0, BLOCKS_LARGE), BLOCKS_LARGE);
    pool_free(zeroed);
}

CASE(much_larger_block_is_not_wasted)
{
    blocks_begin();
    pool_free(blocks_filled(2 * BLOCKS_LARGE, 1));
    int64_t kept = pool_bytes();

    void *block = blocks_filled(BLOCKS_LARGE, 1); /* own */

    CHECK_INT(pool_bytes(), kept);
    pool_free(block);
}

CASE(smallest_block_that_fits_is_taken)
{
    blocks_begin();
    void *large = blocks_filled(BLOCKS_LARGE + 16384, 1), *fits = blocks_filled(BLOCKS_LARGE, 1); /* own, own */
    void *larger = blocks_filled(BLOCKS_LARGE + 8192, 1);                                         /* own */
    pool_free(large);
    pool_free(fits);
    pool_free(larger);

    void *block = pool_malloc(BLOCKS_LARGE - 4096); /* own */

    CHECK(block == fits);
    pool_free(block);
}

CASE(realloc_keeps_what_was_written)
{
    static const size_t sizes[] = {100,          5000, BLOCKS_LARGE, BLOCKS_LARGE + 1, 3 * BLOCKS_LARGE, 8 << 20,
                                   BLOCKS_LARGE, 300,  100};
    blocks_begin();
    char *block = memset(pool_realloc(NULL, 100), 7, 100); /* own */
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        block = pool_realloc(block, sizes[i]);
        CHECK(block != NULL);
        CHECK_INT((uintptr_t)block % POOL_ALIGN, 0);
        CHECK_INT(blocks_same(block, 7, 100), 100);
        memset(block + 100, 9, sizes[i] - 100);
    }
    pool_free(block);
}

CASE(realloc_of_a_reused_block_is_right)
{
    blocks_begin();
    pool_free(blocks_filled(BLOCKS_LARGE, 1));
    char *block = blocks_filled(BLOCKS_LARGE, 2); /* own */

    block = pool_realloc(block, 6 * BLOCKS_LARGE);

    CHECK(block != NULL);
    CHECK_INT(blocks_same(block, 2, BLOCKS_LARGE), BLOCKS_LARGE);
    pool_free(block);
    CHECK(pool_bytes() >= 6 * BLOCKS_LARGE);
}

CASE(impossible_sizes_are_refused)
{
    blocks_begin();
    void *block = blocks_filled(BLOCKS_LARGE, 3); /* own */

    CHECK_NULL(pool_malloc(SIZE_MAX));
    CHECK_NULL(pool_calloc(SIZE_MAX / 4, 8));
    CHECK_NULL(pool_calloc(8, SIZE_MAX / 4));
    CHECK_NULL(pool_realloc(block, SIZE_MAX));

    CHECK_INT(blocks_same(block, 3, BLOCKS_LARGE), BLOCKS_LARGE);
    pool_free(block);
}

CASE(free_of_nothing_does_nothing) { pool_free(NULL); }

#define POOL_THREADS 6

/* Blocks on their way from a thread to whichever comes next: first byte and last say what was written. */
static unsigned char *_Atomic pool_passed[4];
static const size_t pool_sizes[] = {500, POOL_LEAST_BYTES, BLOCKS_LARGE, BLOCKS_LARGE + 5000, 2 * BLOCKS_LARGE};

static void pool_hammer(int index, void *arg)
{
    (void)arg;
    for (int round = 0; round < check_rounds(5000); round++) {
        int which = (round + index) % 5;
        size_t bytes = pool_sizes[which];
        unsigned char *block = round % 3 ? pool_malloc(bytes) : pool_calloc(1, bytes); /* own */
        CHECK(block != NULL);
        if (round % 3 == 0) CHECK(!block[0] && !block[bytes / 2] && !block[bytes - 1]);
        if (round % 7 == 0) block = pool_realloc(block, bytes = pool_sizes[which = (which + 1) % 5]);
        block[0] = (unsigned char)which;
        block[bytes / 2] = block[bytes - 1] = (unsigned char)index;
        block = atomic_exchange(&pool_passed[round % 4], block); /* own: another thread's, perhaps */
        if (block) {
            bytes = pool_sizes[block[0]];
            CHECK_INT(block[bytes / 2], block[bytes - 1]);
        }
        pool_free(block);
        if (index == 0 && round % 50 == 0) pool_give_back((int64_t)round * 100);
        CHECK(pool_bytes() <= BLOCKS_BOUND);
    }
}

CASE(blocks_of_many_threads_never_mix)
{
    blocks_begin();

    threads_run(POOL_THREADS, pool_hammer, NULL);

    for (int i = 0; i < 4; i++) pool_free(atomic_exchange(&pool_passed[i], NULL));
    CHECK(pool_bytes() > 0);
    pool_set_bound(-1);
    CHECK_INT(pool_give_back(0), 0);
    CHECK_INT(pool_bytes(), 0);
}
