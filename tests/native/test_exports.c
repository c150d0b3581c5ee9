/* The library as it is shipped: opened from its file, as .NET does, and not linked into the test. */
#include "check.h"
#include "glue.h"
#include "platform/library.h"
#include "start.h"

static library_symbol exports_find(const char *name)
{
    char why[4096] = "";
    void *library = library_open(start_environment("OUTLIERS_TEST_GLUE"), why, sizeof why); /* own, for ever */
    CHECK_TEXT(why, "");
    library_symbol symbol = library_find(library, name);
    CHECK(symbol != NULL);
    return symbol;
}

#define SHIPPED(name) ((__typeof__(name) *)exports_find(#name))

static void library_refuses(const char *python, int32_t problem)
{
    glue_error err;
    glue_func *func = NULL;
    glue_config config = {.library = python, .executable = python};

    CHECK_INT(SHIPPED(init_python)(&config, &err), GLUE_E_LOAD);

    CHECK_INT(err.problem, problem);
    SHIPPED(glue_error_free)(&err);
    CHECK_INT(SHIPPED(load_func)("good_results", "int64", &func, &err), GLUE_E_STATE);
    SHIPPED(glue_error_free)(&err);
}

CASE(opens) { CHECK_INT(SHIPPED(glue_abi)(), GLUE_ABI); }

CASE(refuses_a_missing_file) { library_refuses("/no/such/libpython.so", GLUE_LOAD_OPEN); }

CASE(refuses_a_folder) { library_refuses(start_environment("OUTLIERS_TEST_FIXTURES"), GLUE_LOAD_OPEN); }

CASE(refuses_a_file_that_is_no_library) { library_refuses(start_environment("OUTLIERS_TEST_TEXT"), GLUE_LOAD_OPEN); }

CASE(refuses_a_library_that_is_no_python)
{
    library_refuses(start_environment("OUTLIERS_TEST_GLUE"), GLUE_LOAD_SYMBOL);
}

CASE_ALONE(starts_python_and_calls_it)
{
    glue_error err;
    glue_func *func = NULL;
    int64_t into[START_SIZE];
    glue_result result = {.into = into, .capacity = START_SIZE};
    glue_array values = {start_values, START_SIZE, 0, GLUE_FLOAT64, 0};
    glue_config config = start_config();
    CHECK_INT(SHIPPED(init_python)(&config, &err), GLUE_OK);
    CHECK_INT(SHIPPED(load_func)("good_results", "int64", &func, &err), GLUE_OK);

    CHECK_INT(SHIPPED(detect)(func, &values, &result, &err), GLUE_OK);

    CHECK_INT(result.size, 2);
    CHECK_INT(into[0], 1);
    CHECK_INT(into[1], 3);
    SHIPPED(py_decref)(func);
}
