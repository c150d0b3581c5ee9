/* Which libraries are accepted as Python, and what is said of the others. */
#include "python/load.h"

#include <string.h>

#include "check.h"
#include "start.h"

static void api_refuses(const char *library, int32_t problem, const char *message)
{
    glue_error err = {0};
    python_api before = py;

    CHECK_INT(load_python(library, &err), GLUE_E_LOAD);

    CHECK_NULL(err.type);
    CHECK_INT(err.problem, problem);
    CHECK_HAS(err.message, message);
    CHECK(memcmp(&before, &py, sizeof py) == 0);
    glue_error_free(&err);
}

CASE(loads_the_library)
{
    glue_error err = {0};
    CHECK_INT(load_python(start_environment("OUTLIERS_TEST_LIBRARY"), &err), GLUE_OK);
    CHECK_NULL(err.message);
    CHECK_HAS(py.Py_GetVersion(), "3.");
    CHECK_INT(py.Py_IsInitialized(), 0);
}

CASE(loads_it_twice)
{
    glue_error err = {0};
    CHECK_INT(load_python(start_environment("OUTLIERS_TEST_LIBRARY"), &err), GLUE_OK);
    python_api first = py;
    CHECK_INT(load_python(start_environment("OUTLIERS_TEST_LIBRARY"), &err), GLUE_OK);
    CHECK(memcmp(&first, &py, sizeof py) == 0);
}

CASE(missing_library) { api_refuses("/no/such/libpython3.11.so", GLUE_LOAD_OPEN, ""); }

CASE(file_that_is_no_library)
{
    char path[4096] = "";
    strncat(path, start_environment("OUTLIERS_TEST_FIXTURES"), 4000);
    strcat(path, "/callables.py");
    api_refuses(path, GLUE_LOAD_OPEN, "");
}

#if defined(__linux__)
CASE(library_that_is_no_python) { api_refuses("libm.so.6", GLUE_LOAD_SYMBOL, "Py_"); }
#endif

#if !defined(__APPLE__) /* fake_python.c is for ELF and PE */
CASE(old_python) { api_refuses(start_environment("OUTLIERS_TEST_FAKE_OLD"), GLUE_LOAD_VERSION, "3.7.17"); }
CASE(python_4) { api_refuses(start_environment("OUTLIERS_TEST_FAKE_NEXT"), GLUE_LOAD_VERSION, "4.0.0"); }

CASE(free_threaded_python)
{
    api_refuses(start_environment("OUTLIERS_TEST_FAKE_FREE"), GLUE_LOAD_FREE_THREADED, "3.13.2");
}

/* NumPy's modules look for Python's functions among the global symbols: a library that was refused must not be first.
 */
CASE(refused_python_leaves_no_symbols)
{
    api_refuses(start_environment("OUTLIERS_TEST_FAKE_FREE"), GLUE_LOAD_FREE_THREADED, "3.13.2");
    start();
    CHECK_INT(start_call("good_results", "int64"), 2);
}
#endif
