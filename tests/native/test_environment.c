/* Setting variables: what the process has afterwards, and that nobody who reads them meanwhile comes to harm. */
#include "platform/environment.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "threads.h"

#if !defined(_WIN32)
extern char **environ;

static void environment_sets(const char *assignment) { CHECK_INT(environment_set(&assignment, 1), 0); }

CASE(new_variable_is_added)
{
    unsetenv("OUTLIERS_A");
    environment_sets("OUTLIERS_A=one=1");
    CHECK_TEXT(getenv("OUTLIERS_A"), "one=1");
}

CASE(old_value_is_replaced_and_others_stay)
{
    setenv("OUTLIERS_A", "old", 1);
    setenv("OUTLIERS_AB", "stays", 1);
    environment_sets("OUTLIERS_A=new");
    CHECK_TEXT(getenv("OUTLIERS_A"), "new");
    CHECK_TEXT(getenv("OUTLIERS_AB"), "stays");
}

CASE(bare_name_removes_it)
{
    setenv("OUTLIERS_A", "old", 1);
    environment_sets("OUTLIERS_A");
    CHECK(getenv("OUTLIERS_A") == NULL);
}

CASE(empty_value_is_no_removal)
{
    setenv("OUTLIERS_A", "old", 1);
    environment_sets("OUTLIERS_A=");
    CHECK_TEXT(getenv("OUTLIERS_A"), "");
}

CASE(what_is_so_already_changes_nothing)
{
    setenv("OUTLIERS_A", "same", 1);
    unsetenv("OUTLIERS_B");
    char **before = environ;
    CHECK_INT(environment_set((const char *[]){"OUTLIERS_A=same", "OUTLIERS_B"}, 2), 0);
    CHECK(environ == before);
}

CASE(empty_environment_can_be_filled)
{
    clearenv();
    environment_sets("OUTLIERS_A=one");
    CHECK_TEXT(getenv("OUTLIERS_A"), "one");
}

CASE(old_list_stays_for_who_reads_it)
{
    setenv("OUTLIERS_A", "old", 1);
    char **before = environ, *text = getenv("OUTLIERS_A");
    environment_sets("OUTLIERS_A=new");
    environment_sets("OUTLIERS_B=newer");
    CHECK_TEXT(text, "old");
    CHECK(before[0] != NULL);
}

CASE(setenv_may_follow)
{
    environment_sets("OUTLIERS_A=one");
    setenv("OUTLIERS_A", "two", 1);
    setenv("OUTLIERS_B", "three", 1);
    environment_sets("OUTLIERS_B=four");
    CHECK_TEXT(getenv("OUTLIERS_A"), "two");
    CHECK_TEXT(getenv("OUTLIERS_B"), "four");
}
#endif
