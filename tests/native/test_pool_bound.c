/* How much memory is kept for the next use, and for how long. */
#include "platform/pool.h"

#include "blocks.h"
#include "check.h"

CASE(small_blocks_are_not_kept)
{
    blocks_begin();

    pool_free(blocks_filled(POOL_LEAST_BYTES - 1, 1));

    CHECK_INT(pool_bytes(), 0);
}

CASE(bound_is_kept_by_giving_up_the_oldest)
{
    void *blocks[20];
    blocks_begin();
    for (int i = 0; i < 20; i++) blocks[i] = blocks_filled(BLOCKS_LARGE, i); /* own */

    for (int i = 0; i < 20; i++) {
        pool_free(blocks[i]);
        CHECK(pool_bytes() <= BLOCKS_BOUND);
    }

    CHECK(pool_bytes() > BLOCKS_BOUND - 2 * BLOCKS_LARGE);
    void *last = pool_malloc(BLOCKS_LARGE), *last_but_one = pool_malloc(BLOCKS_LARGE); /* own, own */
    CHECK(last == blocks[19]);
    CHECK(last_but_one == blocks[18]);
    pool_free(last);
    pool_free(last_but_one);
}

CASE(count_of_blocks_is_bounded)
{
    void *blocks[2 * POOL_MOST_BLOCKS];
    blocks_begin();
    pool_set_bound(64 << 20);
    for (int i = 0; i < 2 * POOL_MOST_BLOCKS; i++) blocks[i] = blocks_filled(POOL_LEAST_BYTES, i); /* own */

    for (int i = 0; i < 2 * POOL_MOST_BLOCKS; i++) pool_free(blocks[i]);

    CHECK_INT(pool_bytes(), POOL_MOST_BLOCKS * POOL_LEAST_BYTES);
}

CASE(block_above_the_bound_is_not_kept)
{
    blocks_begin();

    pool_free(blocks_filled(BLOCKS_BOUND + 1, 1));

    CHECK_INT(pool_bytes(), 0);
}

CASE(idle_blocks_are_given_back)
{
    blocks_begin();
    pool_free(blocks_filled(BLOCKS_LARGE, 1));

    CHECK_INT(pool_give_back(1000), POOL_IDLE_MS);
    CHECK_INT(pool_give_back(1000 + POOL_IDLE_MS - 1), POOL_IDLE_MS);
    CHECK(pool_bytes() >= BLOCKS_LARGE);
    CHECK_INT(pool_give_back(1000 + POOL_IDLE_MS), 0);

    CHECK_INT(pool_bytes(), 0);
}

CASE(used_blocks_stay)
{
    blocks_begin();
    pool_free(blocks_filled(BLOCKS_LARGE, 1));
    pool_free(blocks_filled(3 * BLOCKS_LARGE, 1));
    CHECK_INT(pool_give_back(1000), POOL_IDLE_MS);
    pool_free(pool_malloc(BLOCKS_LARGE));

    CHECK_INT(pool_give_back(1000 + POOL_IDLE_MS), POOL_IDLE_MS);

    CHECK(pool_bytes() >= BLOCKS_LARGE && pool_bytes() < 2 * BLOCKS_LARGE);
}

CASE(lower_bound_holds_at_the_next_round)
{
    blocks_begin();
    pool_free(blocks_filled(BLOCKS_LARGE, 1));
    pool_free(blocks_filled(2 * BLOCKS_LARGE, 1));
    pool_set_bound(BLOCKS_LARGE * 5 / 2);

    CHECK_INT(pool_give_back(0), POOL_IDLE_MS);

    CHECK(pool_bytes() >= 2 * BLOCKS_LARGE && pool_bytes() <= BLOCKS_LARGE * 5 / 2);
}

CASE(pool_that_is_off_keeps_nothing)
{
    blocks_begin();
    pool_set_bound(-1);

    pool_free(blocks_filled(BLOCKS_LARGE, 1));

    CHECK_INT(pool_bytes(), 0);
    CHECK(!pool_is_on());
}

CASE(bound_of_zero_changes_nothing)
{
    blocks_begin();

    pool_set_bound(0);

    CHECK(pool_is_on());
}

CASE_ALONE(pool_is_on_unless_something_looks_for_errors_of_memory) { CHECK_INT(pool_is_on(), POOL_DEFAULT_BYTES > 0); }
