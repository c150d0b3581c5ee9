/* Memory as from malloc, of which large blocks are kept for the next use. [no-gil], on any thread. */
#ifndef POOL_H
#define POOL_H

#include <stddef.h>
#include <stdint.h>

#define POOL_ALIGN 64                /* of every block, for vector instructions */
#define POOL_LEAST_BYTES (64 * 1024) /* smaller blocks are malloc's business */
#define POOL_MOST_BLOCKS 16          /* that are kept */
#define POOL_IDLE_MS 2000            /* unused for so long, a block is given back */
#ifndef POOL_DEFAULT_BYTES           /* else the build leaves it off: see CMakeLists.txt */
#define POOL_DEFAULT_BYTES (64 << 20)
#endif

/* NULL if memory is short. Only the functions here may free what they return. */
void *pool_malloc(size_t bytes);
void *pool_calloc(size_t count, size_t bytes);
void *pool_realloc(void *block, size_t bytes);
void pool_free(void *block);

/* The most bytes that are kept: 0 is what it is, at first POOL_DEFAULT_BYTES; below 0 is none, which turns it off. */
void pool_set_bound(int64_t bytes);
int pool_is_on(void);

/* Frees what is kept above the bound, or has been kept unused for a while. Returns after how many milliseconds it wants
 * to be called again; 0 if nothing is left. */
uint32_t pool_give_back(int64_t now_ms);

/* The bytes that are kept now. */
int64_t pool_bytes(void);

#endif
