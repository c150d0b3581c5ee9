/* Python exceptions as text, and the facts of our own failures. */
#include "python/error.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "python/gil.h"
#include "python/python_api.h"
#include "start.h"

/* 311 for Python 3.11. */
static int py_version(void)
{
    start();
    return 300 + atoi(py.Py_GetVersion() + 2);
}

/* What detect() says of a function that raises, after a good call came through; [own] glue_error_free. */
static glue_error raised(const char *name)
{
    glue_error err;
    int64_t into[START_SIZE];
    glue_result result = {into, START_SIZE, into, 7, into, into, NULL, NULL};
    start();
    glue_func *func = start_load("raises", name); /* own */

    CHECK_INT(start_detect(func, &result, &err), GLUE_E_PYTHON);

    CHECK_NULL(result.indices);
    CHECK_INT(result.size, 0);
    CHECK_NULL(result.obj);
    CHECK_NULL(result.retained);
    CHECK(!start_holds_gil());
    CHECK_INT(start_call("good_results", "int64"), 2);
    py_decref(func);
    return err;
}

static void raises(const char *name, const char *type, const char *message, const char *in_traceback)
{
    glue_error err = raised(name); /* own */
    CHECK_TEXT(err.type, type);
    CHECK_TEXT(err.message, message);
    CHECK_HAS(err.traceback, "Traceback (most recent call last):\n");
    CHECK_HAS(err.traceback, name);
    CHECK_HAS(err.traceback, in_traceback);
    glue_error_free(&err);
}

CASE(value_error)
{
    raises("value_error", "ValueError", "the detector refuses 5 values",
           ", in value_error\n    raise ValueError(\"the detector refuses %d values\" % len(data))");
}

CASE(system_exit) { raises("system_exit", "SystemExit", "3", "SystemExit: 3\n"); }
CASE(keyboard_interrupt) { raises("keyboard_interrupt", "KeyboardInterrupt", "", "KeyboardInterrupt\n"); }
CASE(surrogates)
{
    raises("with_surrogates", "ValueError", "caf\xC3\xA9 \\udc80 end", "ValueError: caf\xC3\xA9 \\udc80 end");
}
CASE(nul_in_message) { raises("with_nul_in_message", "ValueError", "before after", "before"); }

CASE(type_is_qualified_as_in_tracebacks)
{
    raises("custom_type", "raises.Detector.Failed", "own type", "raises.Detector.Failed: own type\n");
}

CASE(str_that_raises) { raises("with_bad_str", "raises.BadStr", "<the exception's str() failed>", "raises.BadStr: "); }

CASE(cause_is_in_the_traceback)
{
    raises("chained", "ValueError", "no threshold was given",
           "KeyError: 'threshold'\n\nThe above exception was the direct cause");
}

/* The lines that add_details in bootstrap.py documents. */
static void raises_details(const char *name, const char *in_details)
{
    glue_error err = raised(name); /* own */
    CHECK_HAS(err.details, in_details);
    CHECK(strlen(err.details) < 600000);
    glue_error_free(&err);
    CHECK_NULL(err.details);
}

CASE(details_have_frames) { raises_details("value_error", "F12\tvalue_error\t"); }
CASE(details_have_notes) { raises_details("noted", "\nNfirst\nN2\nNtwo\\nlines, \\ta tab, \\\\n, \\udc80 and a  "); }
CASE(details_have_causes) { raises_details("chained", "\tKeyError\t'threshold'\nF"); }
CASE(details_count_frames_left_out) { raises_details("million_frames", "\nL999901\nF"); }
CASE(details_of_long_notes_are_bounded) { raises_details("long_notes", "\nNnnnn"); }
CASE(details_of_long_chains_are_bounded) { raises_details("long_chain_of_long_messages", "\tValueError\t998998"); }
CASE(details_of_odd_exceptions_are_there) { raises_details("odd_notes", "\todd_notes\t"); }

CASE(writes_to_input) { raises("writing_to_input", "ValueError", "output array is read-only", "data -= data.mean()"); }

/* Head and tail are there, and what was left out is said. */
static void raises_bounded(const char *name, const char *in_message, const char *in_traceback, const char *at_end)
{
    glue_error err = raised(name); /* own */
    CHECK(strlen(err.message) < 70000);
    CHECK_HAS(err.message, in_message);
    CHECK(strlen(err.traceback) < 600000);
    CHECK_HAS(err.traceback, "Traceback (most recent call last):\n");
    CHECK_HAS(err.traceback, in_traceback);
    CHECK_HAS(err.traceback, at_end);
    glue_error_free(&err);
}

CASE(long_message_is_cut)
{
    raises_bounded("long_message", "xxx\n[... 9934464 characters left out ...]\nxxx", "characters left out", "xxx\n");
}
CASE(million_frames_are_cut)
{
    raises_bounded("million_frames", "a million frames", "  [... 999901 frames left out ...]\n",
                   "RecursionError: a million frames\n");
}
CASE(chain_with_many_frames_is_cut)
{
    raises_bounded("chain_with_many_frames", "link 99", "[... 80 exceptions left out ...]", "ValueError: link 99\n");
}
CASE(many_notes_are_cut)
{
    if (py_version() >= 311)
        raises_bounded("many_notes", "many notes", "note 19\n[... 99980 notes left out ...]\n", "");
}
CASE(long_notes_are_cut) { raises_bounded("long_notes", "long notes", "ValueError: long notes", ""); }
CASE(long_chain_of_long_messages_is_cut)
{
    raises_bounded("long_chain_of_long_messages", "999", "exceptions left out", "999");
}
CASE(group_with_many_frames_is_cut)
{
    if (py_version() >= 311) raises_bounded("group_with_many_frames", "a group", "member 0", "member 14");
}

CASE(free_clears_and_can_be_repeated)
{
    glue_error err = raised("value_error"); /* own */
    glue_error_free(&err);
    CHECK_NULL(err.type);
    CHECK_NULL(err.message);
    CHECK_NULL(err.traceback);
    CHECK_NULL(err.details);
    glue_error_free(&err);
}

CASE(set_copies_the_text)
{
    glue_error err = {0};
    char text[] = "a reason";

    CHECK_INT(error_set_text(&err, GLUE_E_LOAD, GLUE_LOAD_OPEN, text), GLUE_E_LOAD);

    text[0] = 'x';
    CHECK_INT(err.problem, GLUE_LOAD_OPEN);
    CHECK_TEXT(err.message, "a reason");
    error_free(&err);
    CHECK_NULL(err.message);
    CHECK_INT(err.problem, 0);
}

CASE(from_python_leaves_no_exception)
{
    start();
    gil_hold hold;
    glue_error err = {0};
    CHECK_INT(gil_enter(&hold), 0);
    py.PyErr_Format(*py.PyExc_TypeError, "pending");

    CHECK_INT(error_from_python(&err), GLUE_E_PYTHON);

    PyObject *type, *value, *trace;
    py.PyErr_Fetch(&type, &value, &trace);
    CHECK_NULL(type);
    gil_leave(hold);
    CHECK_TEXT(err.type, "TypeError");
    CHECK_TEXT(err.message, "pending");
    CHECK_TEXT(err.traceback, "TypeError: pending\n"); /* no Python code was running */
    error_free(&err);
}

CASE(from_python_without_exception_says_so)
{
    start();
    gil_hold hold;
    glue_error err = {0};
    CHECK_INT(gil_enter(&hold), 0);
    CHECK_INT(error_from_python(&err), GLUE_E_PYTHON);
    gil_leave(hold);
    CHECK_NULL(err.type);
    CHECK_HAS(err.message, "without an exception");
    error_free(&err);
}
