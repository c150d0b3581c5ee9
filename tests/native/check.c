/* Knows what a failed check prints, and how a test waits. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "threads.h"

#define CHECK_PATIENCE_S 30
#define CHECK_SKIPPED 78 /* ctest and .ci/c_tests.py know it */

static int aborts;

void check_abort_on_failure(void) { aborts = 1; }

static void check_failed(const char *file, int line)
{
    fprintf(stderr, "\n%s:%d: check failed\n", file, line);
    fflush(stderr);
    if (aborts) abort();
    _Exit(1);
}

void check_skip(const char *why)
{
    fprintf(stderr, "skipped: %s\n", why);
    fflush(stderr);
    _Exit(CHECK_SKIPPED);
}

void check_true(int holds, const char *what, const char *file, int line)
{
    if (holds) return;
    fprintf(stderr, "wanted: %s", what);
    check_failed(file, line);
}

void check_int(int64_t came, int64_t wanted, const char *what, const char *file, int line)
{
    if (came == wanted) return;
    fprintf(stderr, "%s\n  came:   %lld\n  wanted: %lld", what, (long long)came, (long long)wanted);
    check_failed(file, line);
}

void check_text(const char *came, const char *wanted, const char *what, const char *file, int line)
{
    if (came && strcmp(came, wanted) == 0) return;
    fprintf(stderr, "%s\n  came:   %s\n  wanted: %s", what, came ? came : "NULL", wanted);
    check_failed(file, line);
}

void check_has(const char *text, const char *fragment, const char *what, const char *file, int line)
{
    if (text && strstr(text, fragment)) return;
    fprintf(stderr, "%s\n  came:   %.2000s\n  wanted in it: %s", what, text ? text : "NULL", fragment);
    check_failed(file, line);
}

void check_null(const void *pointer, const char *what, const char *file, int line)
{
    if (!pointer) return;
    fprintf(stderr, "%s\n  came:   %p\n  wanted: NULL", what, pointer);
    check_failed(file, line);
}

int check_rounds(int rounds)
{
#if defined(CHECK_VALGRIND)
    return rounds / 20 + !(rounds / 20);
#else
    return rounds;
#endif
}

int check_until(int (*done)(void *arg), void *arg)
{
    time_t end = time(NULL) + CHECK_PATIENCE_S;
    while (!done(arg)) {
        if (time(NULL) > end) return 0;
        threads_yield();
    }
    return 1;
}
