/* Python exceptions as text, and the facts of our own failures. */
#include "python/error.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "python/gil.h"
#include "python/python_api.h"
#include "start.h"

/* What detect() says of a function that raises, after a good call came through; [own] glue_error_free. */
static glue_error raised(const char *name)
{
    glue_error err;
    int64_t into[START_SIZE];
    glue_result result = {into, START_SIZE, into, 7, into, into};
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

CASE(writes_to_input) { raises("writing_to_input", "ValueError", "output array is read-only", "data -= data.mean()"); }

CASE(long_message_comes_whole)
{
    glue_error err = raised("long_message"); /* own */
    CHECK_INT((int64_t)strlen(err.message), 10000000);
    CHECK_INT((int64_t)strspn(err.message, "x"), 10000000);
    CHECK(strlen(err.traceback) > 10000000);
    glue_error_free(&err);
}

CASE(free_clears_and_can_be_repeated)
{
    glue_error err = raised("value_error"); /* own */
    glue_error_free(&err);
    CHECK_NULL(err.type);
    CHECK_NULL(err.message);
    CHECK_NULL(err.traceback);
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
