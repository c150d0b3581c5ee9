/* How Python comes up: its path, its name and its text encoding. */
#include "python/start.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "platform/library.h"
#include "python/gil.h"
#include "python/python_api.h"
#include "start.h"

static void start_tells(const char *name, const char *wanted)
{
    char *told = start_tell(name, start_values, START_SIZE); /* own */
    CHECK_TEXT(told, wanted);
    free(told);
}

static int32_t start_with_folders(const char *const *folders, int64_t count)
{
    glue_error err;
    glue_config config = start_config();
    config.folders = folders;
    config.folder_count = count;
    int32_t status = init_python(&config, &err);
    glue_error_free(&err);
    return status;
}

/* sys.path begins with these lines. */
static void start_path_begins(const char *wanted)
{
    char *path = start_tell("path", start_values, START_SIZE); /* own */
    path[strlen(wanted)] = 0;
    CHECK_TEXT(path, wanted);
    free(path);
}

CASE(executable_is_the_one_that_was_named)
{
    start();
    start_tells("executable", start_environment("OUTLIERS_TEST_EXECUTABLE"));
}

CASE(runs_in_this_process)
{
    start();
    start_tells("is_main_thread", "False"); /* the service thread is */
}

CASE(garbage_collector_runs_afterwards)
{
    start();
    start_tells("collector", "True 0");
}

CASE(garbage_collector_rests_while_numpy_is_imported)
{
    start();
    char *told = start_tell("young_collections", start_values, START_SIZE); /* own */
    if (py.PyGC_Disable) CHECK(atoi(told) < 20);                            /* 48 of NumPy 1.24's import alone */
    free(told);
}

CASE(folders_come_first_in_their_order)
{
    char wanted[4096];
    const char *fixtures = start_environment("OUTLIERS_TEST_FIXTURES");
    CHECK_INT(start_with_folders((const char *[]){"/first", fixtures, "/third"}, 3), GLUE_OK);
    snprintf(wanted, sizeof wanted, "/first\n%s\n/third\n", fixtures);
    start_path_begins(wanted);
}

CASE(second_init_adds_folders)
{
    char wanted[4096];
    const char *fixtures = start_environment("OUTLIERS_TEST_FIXTURES");
    start();
    CHECK_INT(start_with_folders((const char *[]){"/late", "/later"}, 2), GLUE_OK);
    snprintf(wanted, sizeof wanted, "/late\n/later\n%s\n", fixtures);
    start_path_begins(wanted);
}

CASE(folder_is_added_once)
{
    char wanted[4096];
    const char *fixtures = start_environment("OUTLIERS_TEST_FIXTURES");
    start();
    for (int i = 0; i < 3; i++) CHECK_INT(start_with_folders((const char *[]){"/once", fixtures}, 2), GLUE_OK);
    snprintf(wanted, sizeof wanted, "/once\n%s\n/usr", fixtures);
    char *path = start_tell("path", start_values, START_SIZE); /* own */
    CHECK(strstr(strstr(path, "/once\n") + 1, "/once\n") == NULL);
    CHECK(strstr(strstr(path, fixtures) + 1, fixtures) == NULL);
    free(path);
}

CASE(folder_not_in_ascii)
{
    start();
    CHECK_INT(start_with_folders((const char *[]){"/caf\xC3\xA9/\xF0\x9F\x90\x8D"}, 1), GLUE_OK);
    start_path_begins("/caf\xC3\xA9/\xF0\x9F\x90\x8D\n");
}

CASE(folder_not_in_utf8_is_an_error)
{
    start();
    CHECK_INT(start_with_folders((const char *[]){"/caf\xE9"}, 1), GLUE_E_PYTHON);
    CHECK_INT(start_call("good_results", "int64"), 2);
}

CASE(path_has_no_empty_entry)
{
    start();
    start_tells("empty_entries_of_path", "0");
}

CASE(executable_not_in_utf8_is_an_error)
{
    glue_error err;
    glue_config config = start_config();
    config.executable = "/caf\xE9/python";
    CHECK_INT(init_python(&config, &err), GLUE_E_LOAD);
    CHECK_INT(err.problem, GLUE_LOAD_EXECUTABLE);
    glue_error_free(&err);
    start(); /* may be tried again */
}

CASE(failed_start_may_be_tried_again)
{
    glue_error err;
    glue_config config = start_broken_config();

    CHECK_INT(init_python(&config, &err), GLUE_E_LOAD);

    CHECK_INT(err.problem, GLUE_LOAD_NUMPY);
    CHECK_TEXT(err.type, "ImportError");
    CHECK_TEXT(err.message, "this NumPy is broken");
    CHECK_HAS(err.traceback, "broken_numpy/numpy.py");
    glue_error_free(&err);
    start();
    CHECK_INT(start_call("good_results", "int64"), 2);
}

#if !defined(_WIN32)
CASE(utf8_mode)
{
    start();
    start_tells("utf8_mode", "1");
}

static void start_in_environment(const char *name, const char *value)
{
    glue_error err;
    glue_config config = start_config(); /* reads the environment: first */
    clearenv();
    if (name) setenv(name, value, 1);
    CHECK_INT(init_python(&config, &err), GLUE_OK);
    start_tells("utf8_mode", "1");
    start_tells("file_name_encoding", "utf-8");
}

CASE(utf8_mode_in_an_empty_environment) { start_in_environment(NULL, NULL); }
CASE(utf8_mode_in_the_c_locale) { start_in_environment("LC_ALL", "C"); }
CASE(utf8_mode_in_the_posix_locale) { start_in_environment("LC_ALL", "POSIX"); }
CASE(utf8_mode_whatever_the_environment_says) { start_in_environment("PYTHONUTF8", "0"); }
#endif
