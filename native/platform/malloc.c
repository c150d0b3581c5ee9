#include "platform/malloc.h"

#include <stdlib.h> /* defines __GLIBC__ */

#if defined(__GLIBC__)

#include <malloc.h>
#include <string.h>
#include <unistd.h>

#define MALLOC_TRIM_BYTES (64 << 20)
#define MALLOC_MMAP_BYTES (32 << 20) /* the largest that glibc accepts */

void malloc_tune(void)
{
    for (char **variable = environ; *variable; variable++)
        if (!strncmp(*variable, "MALLOC_", 7) || !strncmp(*variable, "GLIBC_TUNABLES=", 15)) return;
    mallopt(M_TRIM_THRESHOLD, MALLOC_TRIM_BYTES);
    mallopt(M_MMAP_THRESHOLD, MALLOC_MMAP_BYTES);
}

#else

void malloc_tune(void) {}

#endif
