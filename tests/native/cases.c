/* Runs the cases that are named on the command line, and looks after each whether it left anything alive. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "glue.h"

#define CASES_NO_SUCH_CASE 77 /* ctest may read it as: skipped */

static check_case *cases;
static int64_t expected_leaked, expected_threads;

void check_add(check_case *added)
{
    added->next = cases;
    cases = added;
}

void check_expect_leaked(int64_t pins) { expected_leaked = pins; }
void check_expect_threads(int64_t states) { expected_threads = states; }

/* What was given back may still wait for the service thread; this thread itself may have a Python state. */
static int cases_nothing_lives(void *arg)
{
    glue_counters *left = arg;
    glue_count(left);
    return !left->functions && !left->results && !left->leases && !left->queued && left->threads <= expected_threads &&
           left->leaked == expected_leaked;
}

static const check_case *cases_find(const char *name)
{
    const check_case *at = cases;
    while (at && strcmp(at->name, name)) at = at->next;
    return at;
}

static int cases_run(const check_case *which)
{
    glue_counters left;
    expected_threads = 1;
    fprintf(stderr, "case %s\n", which->name); /* whose are the words of a sanitizer that follow */
    which->run();
    if (check_until(cases_nothing_lives, &left)) return 0;
    fprintf(stderr, "left alive: functions %lld, results %lld, leases %lld, queued %lld, threads %lld, leaked %lld\n",
            (long long)left.functions, (long long)left.results, (long long)left.leases, (long long)left.queued,
            (long long)left.threads, (long long)left.leaked);
    return 1;
}

int main(int argc, char **argv)
{
    int missing = argc < 2, failed = 0;
    for (int i = 1; i < argc; i++) missing |= !cases_find(argv[i]);
    if (missing) {
        fprintf(stderr, "usage: %s CASE..., of:\n", argv[0]);
        for (const check_case *at = cases; at; at = at->next) fprintf(stderr, "  %s\n", at->name);
        return CASES_NO_SUCH_CASE;
    }
    for (int i = 1; i < argc && !failed; i++) failed = cases_run(cases_find(argv[i]));
    return failed;
}
