/* Opening libraries and finding symbols. */
#ifndef LIBRARY_H
#define LIBRARY_H

#include <stddef.h>

typedef void (*library_symbol)(void);

/* Opens a library, for a look. NULL on failure, with the system's words in `why`. */
void *library_open(const char *path, char *why, size_t why_bytes);
void library_close(void *library);

/* Keeps an open library for good, its symbols visible to libraries opened later: NumPy's modules do not link libpython.
 * Not before it has been accepted: those of a refused Python would be found first. */
void library_publish(const char *path);

/* NULL if the library has no such symbol. */
library_symbol library_find(void *library, const char *name);

/* The symbol as already visible in this process, from whatever library; NULL if none. */
library_symbol library_find_global(const char *name);

/* Do two functions lie in the same library? POSIX only. */
int library_are_same(library_symbol one, library_symbol other);

/* Keeps this very library in the process: callbacks and threads of ours may outlive any unload. */
void library_pin_self(void);

/* UTF-8 as the platform's wide text; [own] free(). NULL if out of memory or not UTF-8. */
wchar_t *library_wide(const char *text);

#endif
