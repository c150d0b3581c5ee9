/* Runs the one case that is named on the command line, and then looks whether it left anything alive. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "glue.h"
#include "threads.h"

#define CHECK_PATIENCE_S 30
#define CHECK_NO_SUCH_CASE 77 /* ctest may read it as: skipped */

static check_case *cases;
static int64_t expected_leaked, expected_threads = 1;

void check_add(check_case *added)
{
    added->next = cases;
    cases = added;
}

static void check_failed(const char *file, int line)
{
    fprintf(stderr, "\n%s:%d: check failed\n", file, line);
    fflush(stderr);
    _Exit(1);
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

int check_until(int (*done)(void *arg), void *arg)
{
    time_t end = time(NULL) + CHECK_PATIENCE_S;
    while (!done(arg)) {
        if (time(NULL) > end) return 0;
        threads_yield();
    }
    return 1;
}

void check_expect_leaked(int64_t pins) { expected_leaked = pins; }

void check_expect_threads(int64_t states) { expected_threads = states; }

/* What was given back may still wait for the service thread; this thread itself may have a Python state. */
static int check_nothing_lives(void *arg)
{
    glue_counters *left = arg;
    glue_count(left);
    return !left->functions && !left->results && !left->leases && !left->queued && left->threads <= expected_threads &&
           left->leaked == expected_leaked;
}

int main(int argc, char **argv)
{
    check_case *at = cases;
    while (at && (argc < 2 || strcmp(at->name, argv[1]))) at = at->next;
    if (!at) {
        fprintf(stderr, "usage: %s CASE, one of:\n", argv[0]);
        for (at = cases; at; at = at->next) fprintf(stderr, "  %s\n", at->name);
        return CHECK_NO_SUCH_CASE;
    }
    at->run();

    glue_counters left;
    if (check_until(check_nothing_lives, &left)) return 0;
    fprintf(stderr, "left alive: functions %lld, results %lld, leases %lld, queued %lld, threads %lld, leaked %lld\n",
            (long long)left.functions, (long long)left.results, (long long)left.leases, (long long)left.queued,
            (long long)left.threads, (long long)left.leaked);
    return 1;
}
