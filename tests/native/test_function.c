/* Finding callables by name, and calling them. */
#include "call/function.h"

#include <string.h>

#include "check.h"
#include "start.h"

static void func_names_1_and_3(const char *module, const char *name)
{
    start();
    CHECK_INT(start_call(module, name), 2);
}

CASE(plain) { func_names_1_and_3("good_results", "int64"); }
CASE(dotted_module) { func_names_1_and_3("imports.dotted", "detect"); }
CASE(static_method) { func_names_1_and_3("imports.dotted", "Detector.detect"); }
CASE(nested_static_method) { func_names_1_and_3("imports.dotted", "Detector.Inner.detect"); }
CASE(callable_object) { func_names_1_and_3("imports.dotted", "an_object"); }

/* As before Python 3.11. */
CASE(call_without_vectorcall)
{
    start();
    py.PyObject_Vectorcall = NULL;
    CHECK_INT(start_call("imports.dotted", "an_object"), 2);
    CHECK_INT(start_call("good_results", "int64"), 2);
}

CASE(same_function_twice_is_two_handles)
{
    glue_counters alive;
    start();
    glue_func *one = start_load("good_results", "int64"), *two = start_load("good_results", "int64"); /* own, own */
    CHECK(one != two);
    glue_count(&alive);
    CHECK_INT(alive.functions, 2);
    py_decref(one);
    py_decref(two);
}

static void func_fails(const char *module, const char *name, const char *type, const char *message,
                       const char *in_traceback)
{
    glue_error err;
    glue_counters alive;
    glue_func *func = (glue_func *)&err; /* must be cleared */
    start();

    CHECK_INT(load_func(module, name, &func, &err), GLUE_E_PYTHON);

    CHECK_NULL(func);
    CHECK_TEXT(err.type, type);
    CHECK_HAS(err.message, message);
    CHECK_HAS(err.traceback, in_traceback);
    CHECK(!start_holds_gil());
    glue_error_free(&err);
    glue_count(&alive);
    CHECK_INT(alive.functions, 0);
    CHECK_INT(start_call("good_results", "int64"), 2);
}

CASE(missing_module)
{
    func_fails("no_such_module", "detect", "ModuleNotFoundError", "No module named 'no_such_module'",
               "ModuleNotFoundError: ");
}

CASE(missing_submodule)
{
    func_fails("imports.outer", "detect", "ModuleNotFoundError", "No module named 'imports.outer'",
               "ModuleNotFoundError: ");
}

CASE(missing_attribute)
{
    func_fails("good_results", "detect", "AttributeError", "module 'good_results' has no attribute 'detect'",
               "AttributeError: ");
}

CASE(missing_dotted_attribute)
{
    func_fails("imports.dotted", "Detector.Outer.detect", "AttributeError", "has no attribute 'Outer'",
               "AttributeError: ");
}

CASE(not_callable)
{
    func_fails("callables", "not_a_function", "TypeError",
               "callables.not_a_function cannot be called: it is an object of <class 'int'>; name a "
               "function that takes one array",
               "TypeError: ");
}

CASE(module_that_raises)
{
    func_fails("imports.raises", "detect", "RuntimeError", "this module refuses to be imported",
               "raises.py\", line 3, in <module>");
}

CASE(module_with_a_syntax_error)
{
    func_fails("imports.syntax_error", "detect", "SyntaxError", "syntax_error.py, line 4", "syntax_error.py\", line 4");
}

CASE(empty_module_name) { func_fails("", "detect", "ValueError", "Empty module name", "ValueError: "); }
CASE(empty_name) { func_fails("good_results", "", "AttributeError", "has no attribute ''", "AttributeError: "); }
CASE(name_that_ends_in_a_dot)
{
    func_fails("imports.dotted", "Detector.", "AttributeError", "has no attribute ''", "AttributeError: ");
}
CASE(name_that_is_not_utf8) { func_fails("caf\xE9", "detect", "UnicodeDecodeError", "utf-8", "UnicodeDecodeError: "); }

/* Binds keywords to a function of fixture module keywords; own. */
static glue_func *func_bind(const char *name, const char *keywords, const glue_ndarray *arrays, int64_t count)
{
    glue_error err;
    glue_func *bound;
    start();
    glue_func *func = start_load("keywords", name); /* own */
    int32_t status = glue_bind(func, keywords, arrays, count, NULL, &bound, &err);
    if (status) CHECK_TEXT(err.message, "");
    py_decref(func);
    return bound;
}

static void func_is_given(glue_func *bound, const char *wanted)
{
    glue_error err;
    glue_result result = {0};
    CHECK_INT(start_detect(bound, &result, &err), GLUE_E_PYTHON);
    CHECK_TEXT(err.message, wanted);
    CHECK_NULL(result.retained);
    glue_error_free(&err);
}

static const char func_json[] = "{\"a\": 1.5, \"b\": [true, null, \"x\"], \"c\": {\"dict\": {\"n\": {\"array\": 0}}}}";

CASE(keywords_are_passed)
{
    static const int64_t two[] = {2};
    glue_ndarray array = {start_values, two, NULL, 1, GLUE_FLOAT64};
    glue_func *bound = func_bind("tell", func_json, &array, 1); /* own */
    for (int i = 0; i < 2; i++) {
        func_is_given(bound, "5 a=1.5 b=[True, None, 'x'] c={'n': array([ 10., 900.])}");
        py.PyObject_Vectorcall = NULL; /* as before Python 3.11 */
    }
    py_decref(bound);
}

CASE(keywords_are_passed_to_many)
{
    glue_error err;
    int64_t ends[2];
    void *retained[2];
    glue_array one = {start_values, START_SIZE, 0, GLUE_FLOAT64, 0}, arrays[] = {one, one};
    glue_many many = {.arrays = arrays, .count = 2, .ends = ends, .retained = retained};
    glue_func *bound = func_bind("with_many", "{\"limit\": 850}", NULL, 0); /* own */
    CHECK_INT(glue_detect_many(bound, &many, &err), GLUE_OK);
    CHECK_INT(ends[0], 1);
    CHECK_INT(ends[1], 2);
    py_decref(many.obj);
    py_decref(bound);
}

static void func_takes(const char *name, const char *keywords, const char *failure)
{
    glue_error err;
    glue_func *bound;
    start();
    glue_func *func = start_load("keywords", name); /* own */
    CHECK_INT(glue_bind(func, keywords, NULL, 0, NULL, &bound, &err), failure ? GLUE_E_PYTHON : GLUE_OK);
    if (failure) CHECK_TEXT(err.message, failure);
    if (failure) CHECK_NULL(bound);
    glue_error_free(&err);
    py_decref(bound);
    py_decref(func);
}

CASE(keywords_of_the_signature_only)
{
    func_takes("above", "{\"limit\": 1}", NULL);
    func_takes("above", "{}", NULL);
    func_takes("above", "{\"limt\": 1}",
               "above() takes no keyword argument 'limt'; its signature is above(data, limit=100, *, scale=1.0)");
    func_takes("above", "{\"data\": 1}",
               "above() takes no keyword argument 'data'; its signature is above(data, limit=100, *, scale=1.0)");
    func_takes("any_keywords", "{\"limt\": 1}", NULL);
    func_takes("without_signature", "{\"limt\": 1}", NULL);
}

static void func_has_own(const char *module, const char *name, int expected)
{
    glue_error err;
    glue_func *many = (glue_func *)&err; /* must be overwritten */
    start();
    glue_func *func = start_load(module, name); /* own */
    CHECK_INT(glue_attribute(func, "many", &many, &err), GLUE_OK);
    CHECK_INT(many != NULL, expected);
    CHECK(!start_holds_gil());
    py_decref(many);
    py_decref(func);
}

CASE(attribute) { func_has_own("many_at_once", "as_list", 1); }
CASE(attribute_of_an_object) { func_has_own("many_at_once", "an_object", 1); }
CASE(no_attribute) { func_has_own("good_results", "int64", 0); }
CASE(attribute_of_the_function_inside_only) { func_has_own("many_at_once", "around", 0); }
CASE(attribute_that_cannot_be_called) { func_has_own("many_at_once", "not_callable", 0); }
CASE(attribute_of_an_odd_object) { func_has_own("callables", "an_odd_object", 0); }

CASE(attribute_has_the_keywords)
{
    glue_error err;
    glue_func *told;
    glue_func *func = func_bind("tell", "{\"a\": 1.5}", NULL, 0); /* own */
    CHECK_INT(glue_attribute(func, "more", &told, &err), GLUE_OK);
    py_decref(func);
    func_is_given(told, "more 5 a=1.5");
    py_decref(told);
}

CASE(make)
{
    glue_error err;
    glue_result result = {0};
    glue_func *above;
    glue_func *func = func_bind("make_above", "{\"limit\": 850}", NULL, 0); /* own */
    CHECK_INT(glue_make(func, &above, &err), GLUE_OK);
    py_decref(func);
    CHECK_INT(start_detect(above, &result, &err), GLUE_OK);
    CHECK_INT(result.size, 1);
    py_decref(result.obj);
    py_decref(above);
}

static void func_makes_nothing(const char *keywords, const char *type, const char *message)
{
    glue_error err;
    glue_func *func = func_bind("make_above", keywords, NULL, 0), *made = func; /* own; must be overwritten */
    CHECK_INT(glue_make(func, &made, &err), GLUE_E_PYTHON);
    CHECK_NULL(made);
    CHECK_TEXT(err.type, type);
    CHECK_TEXT(err.message, message);
    glue_error_free(&err);
    py_decref(func);
}

CASE(make_raises) { func_makes_nothing("{\"limit\": -1}", "ValueError", "limit is -1; expected a number >= 0"); }
CASE(make_what_cannot_be_called)
{
    func_makes_nothing("{\"limit\": null}", "TypeError",
                       "it returned an object of <class 'NoneType'>; expected one that can be called");
}
