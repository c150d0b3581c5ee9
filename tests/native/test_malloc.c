/* glibc's thresholds: whether a large block comes from the heap, where its memory stays when it is freed. */
#include "platform/malloc.h"

#include <stdint.h>
#include <stdlib.h>

#include "check.h"

#if !defined(_WIN32)
#define MALLOC_IS_MMAPPED 2 /* a flag in the word before a block */

/* Is a block of that size memory of its own? Once it has been freed, glibc maps only larger ones. */
static int malloc_maps(size_t bytes)
{
    char *block = malloc(bytes); /* own */
    CHECK(block != NULL);
    int is_mapped = (*(size_t *)((uintptr_t)block - sizeof(size_t)) & MALLOC_IS_MMAPPED) != 0;
    free(block);
    return is_mapped;
}

/* Fails the case unless it runs on glibc's own malloc, as it is at first. */
static void malloc_begin(void)
{
#if !defined(__GLIBC__) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    check_skip("not glibc's malloc");
#endif
    if (check_rounds(20) == 1) check_skip("valgrind has a malloc of its own");
    CHECK(malloc_maps(1 << 20));
}

CASE_ALONE(large_blocks_come_from_the_heap_once_tuned)
{
    malloc_begin();
    unsetenv("GLIBC_TUNABLES");

    malloc_tune();

    CHECK(!malloc_maps(20 << 20));
}

static void malloc_is_left_alone_with(const char *variable)
{
    malloc_begin();
    setenv(variable, "1", 1);

    malloc_tune();

    CHECK(malloc_maps(20 << 20));
}

CASE_ALONE(left_alone_where_the_user_has_set_a_variable) { malloc_is_left_alone_with("MALLOC_ARENA_MAX"); }
CASE_ALONE(left_alone_where_the_user_has_set_tunables) { malloc_is_left_alone_with("GLIBC_TUNABLES"); }
#endif
