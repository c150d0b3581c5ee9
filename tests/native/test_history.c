/* Whether calls get more done at once: judged by what they take one after the other, and then by what they take
 * together. */
#include "call/history.h"

#include <string.h>

#include "check.h"

#define SHORT_NS 50000
#define LONG_NS 1000000

static history_entry entry;

static void begin(void) { memset(&entry, 0, sizeof entry); }

static void alone(int times, int64_t ns)
{
    while (times-- > 0) history_alone(&entry, ns, 0);
}

/* Two callers, each of whose calls has the other beside it for all of its time. */
static void together(int times, int64_t ns)
{
    while (times-- > 0) history_together(&entry, ns, 4);
}

/* How many calls one after the other it takes until the next trial. */
static int calls_until_trial(void)
{
    int count = 0;
    while (!history_is_together(&entry)) {
        alone(1, LONG_NS);
        count++;
    }
    return count;
}

CASE(sizes_of_one_magnitude_share_an_entry)
{
    static history all;

    CHECK(history_find(&all, 512) == history_find(&all, 1023));
    CHECK(history_find(&all, 1023) != history_find(&all, 1024));
    CHECK(history_find(&all, 1) == &all.entries[0]);
    CHECK(history_find(&all, INT64_MAX) == &all.entries[62]);
}

CASE(short_calls_are_never_tried_at_once)
{
    begin();
    alone(10000, SHORT_NS);

    CHECK_INT(history_is_together(&entry), 0);
}

CASE(long_calls_are_tried_and_stay_at_once_if_that_is_a_gain)
{
    begin();
    alone(16, LONG_NS);
    CHECK_INT(history_is_together(&entry), 1);

    together(16, LONG_NS * 6 / 5); /* two in 1.2 of the time of one */

    CHECK_INT(history_is_together(&entry), 1);
}

CASE(calls_that_gain_nothing_go_on_one_after_the_other)
{
    begin();
    alone(16, LONG_NS);

    together(16, LONG_NS * 2);

    CHECK_INT(history_is_together(&entry), 0);
}

CASE(small_gain_is_none)
{
    begin();
    alone(16, LONG_NS);

    together(16, LONG_NS * 7 / 4);

    CHECK_INT(history_is_together(&entry), 0);
}

CASE(each_refusal_doubles_the_time_to_the_next_trial)
{
    begin();
    for (int calls = 16; calls <= 16 << 8; calls *= 2) {
        CHECK_INT(calls_until_trial(), calls);
        together(16, LONG_NS * 3);
    }
    CHECK_INT(calls_until_trial(), 16 << 8); /* not beyond */
}

CASE(gain_is_looked_at_again)
{
    begin();
    alone(16, LONG_NS);

    together(255, LONG_NS);
    CHECK_INT(history_is_together(&entry), 1);
    together(1, LONG_NS);

    CHECK_INT(history_is_together(&entry), 0);
    CHECK_INT(calls_until_trial(), 16);
}

CASE(call_by_itself_says_nothing_of_being_together)
{
    begin();
    alone(16, LONG_NS);

    for (int i = 0; i < 1000; i++) history_together(&entry, LONG_NS * 9, 2);

    CHECK_INT(history_is_together(&entry), 1);
    CHECK_INT(entry.count, 0);
}

CASE(interrupted_call_changes_little)
{
    begin();
    alone(15, SHORT_NS);

    history_alone(&entry, 10 * LONG_NS, 0);

    CHECK_INT(history_is_together(&entry), 0);
}

CASE(call_of_an_hour_is_no_overflow)
{
    begin();
    alone(16, 3600 * 1000000000LL);

    CHECK(entry.alone_ns == UINT32_MAX);
    CHECK_INT(history_is_together(&entry), 1);
}
