/* The signals that .NET lives by, after a start and after functions that take them. */
#include "python/signals.h"

#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "start.h"

#if !defined(_WIN32)
#include <pthread.h>

static void signals_on_one(int number) { (void)number; }

static void signals_keep_sigint(void (*before)(int))
{
    signal(SIGINT, before);
    start();
    CHECK(signals_save().actions[0].sa_handler == before);
    char *told = start_tell("imports_signal", start_values, START_SIZE); /* own */
    CHECK_TEXT(told, "signal");
    free(told);
    CHECK(signals_save().actions[0].sa_handler == before);
}

CASE(sigint_stays_default) { signals_keep_sigint(SIG_DFL); }
CASE(sigint_stays_ignored) { signals_keep_sigint(SIG_IGN); }
CASE(sigint_stays_handled) { signals_keep_sigint(signals_on_one); }

static void signals_are(const signals_state *before)
{
    signals_state after = signals_save();
    for (int i = 0; i < SIGNALS_COUNT; i++) CHECK(after.actions[i].sa_handler == before->actions[i].sa_handler);
}

/* PYTHONFAULTHANDLER in the environment must not take the fault signals, which .NET makes NullReferenceException of. */
CASE(fault_signals_stay_with_a_fault_handler)
{
    signals_state before = signals_save();
    CHECK(!setenv("PYTHONFAULTHANDLER", "1", 1));
    start();
    signals_are(&before);
}

CASE(fault_signals_stay_when_a_function_enables_its_fault_handler)
{
    start();
    signals_state before = signals_save();

    CHECK_INT(start_call("changes_process", "signal_handlers"), 1);

    signals_are(&before);
}

/* As .NET does for CancelKeyPress, on another thread, while Python starts. */
CASE(handler_set_during_the_start_stays)
{
    char site[4096];
    snprintf(site, sizeof site, "%s/ignores_sigint", start_environment("OUTLIERS_TEST_FIXTURES"));
    CHECK(!setenv("PYTHONPATH", site, 1));

    start();

    CHECK(signals_save().actions[0].sa_handler == SIG_IGN);
}

static int signals_is_blocked(int number)
{
    sigset_t mask;
    CHECK(!pthread_sigmask(SIG_BLOCK, NULL, &mask));
    return sigismember(&mask, number);
}

CASE(faults_and_stops_pass_when_a_function_blocks_all_signals)
{
    start();

    CHECK_INT(start_call("changes_process", "signals_blocked"), 1);

    CHECK(signals_is_blocked(SIGUSR1)); /* what it may */
    CHECK(!signals_is_blocked(SIGSEGV));
    CHECK(!signals_is_blocked(SIGRTMIN));
    CHECK_INT(start_call("changes_process", "signals_unblocked"), 1);
    CHECK(!signals_is_blocked(SIGUSR1));
}

CASE(sigpipe_stays_as_it_was)
{
    signal(SIGPIPE, signals_on_one);
    start();
    struct sigaction after;
    sigaction(SIGPIPE, NULL, &after);
    CHECK(after.sa_handler == signals_on_one);
}
#endif
