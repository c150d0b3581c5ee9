/* What the tests of the pool share: how they begin, and blocks that are full of one byte. */
#ifndef BLOCKS_H
#define BLOCKS_H

#include <string.h>

#include "check.h"
#include "platform/pool.h"

#define BLOCKS_LARGE 100000
#define BLOCKS_BOUND (1 << 20)

/* On, and empty. */
static inline void blocks_begin(void)
{
    pool_set_bound(-1);
    CHECK_INT(pool_give_back(0), 0);
    CHECK_INT(pool_bytes(), 0);
    pool_set_bound(BLOCKS_BOUND);
}

static inline void *blocks_filled(size_t bytes, int with)
{
    void *block = pool_malloc(bytes); /* own */
    CHECK(block != NULL);
    return memset(block, with, bytes);
}

/* The first byte that differs; `bytes` if none does. */
static inline size_t blocks_same(const void *block, int as, size_t bytes)
{
    size_t at = 0;
    while (at < bytes && ((const unsigned char *)block)[at] == (unsigned char)as) at++;
    return at;
}

#endif
