/* Opening libraries and finding symbols. */
#ifndef LIBRARY_H
#define LIBRARY_H

#include <stddef.h>

typedef void (*library_symbol)(void);

/* Opens a library with local symbols. NULL on failure, with the system's reason in `why`. */
void *library_open(const char *path, char *why, size_t why_bytes);
void library_close(void *library);

/* Keeps an open library in the process and makes its symbols global: NumPy's modules do not link libpython. Only for a
 * library that was accepted: the symbols of a rejected Python would be found first. */
void library_publish(const char *path);

/* NULL if the library has no such symbol. */
library_symbol library_find(void *library, const char *name);

/* The symbol as already visible in this process, from whatever library; NULL if none. */
library_symbol library_find_global(const char *name);

/* Do two functions lie in the same library? POSIX only. */
int library_are_same(library_symbol one, library_symbol other);

/* Keeps the shim in the process: its callbacks and threads may outlive an unload. */
void library_pin_self(void);

/* UTF-8 as the platform's wide text; [own] free(). NULL if out of memory or not UTF-8. */
wchar_t *library_wide(const char *text);

#endif
