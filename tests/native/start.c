#include "start.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "platform/library.h"

const double start_values[START_SIZE] = {10, 900, 20, 800, 30};

static atomic_int release_count;
static void *_Atomic last_pin;

char *start_environment(const char *name)
{
    const char *value = getenv(name);
    CHECK_HAS(value, "/");
    char *copy = malloc(strlen(value) + 1); /* own, for ever */
    CHECK(copy != NULL);
    return strcpy(copy, value);
}

static glue_config start_config_in(const char *subfolder)
{
    const char *fixtures = start_environment("OUTLIERS_TEST_FIXTURES");
    size_t bytes = strlen(fixtures) + strlen(subfolder) + 1;
    const char **folders = malloc(sizeof *folders); /* own, for ever */
    char *folder = malloc(bytes);                   /* own, for ever */
    CHECK(folders && folder);
    snprintf(folder, bytes, "%s%s", fixtures, subfolder);
    *folders = folder;
    return (glue_config){.collect_above_bytes = 64 << 20,
                         .processors = 2,
                         .library = start_environment("OUTLIERS_TEST_LIBRARY"),
                         .executable = start_environment("OUTLIERS_TEST_EXECUTABLE"),
                         .folders = folders,
                         .folder_count = 1};
}

glue_config start_config(void) { return start_config_in(""); }
glue_config start_broken_config(void) { return start_config_in("/broken_numpy"); }

/* Fails the case with what *err says. */
static void start_check_ok(int32_t status, const glue_error *err)
{
    if (status && (err->traceback || err->message)) CHECK_TEXT(err->traceback ? err->traceback : err->message, "");
    if (status) CHECK_INT(err->problem, 0);
    CHECK_INT(status, GLUE_OK);
}

void start(void)
{
    glue_error err;
    glue_config config = start_config();
    int32_t status = init_python(&config, &err);
    start_check_ok(status, &err);
    atomic_store(&release_count, 0);
}

glue_func *start_load(const char *module, const char *name)
{
    glue_error err;
    glue_func *func = NULL;
    int32_t status = load_func(module, name, &func, &err);
    start_check_ok(status, &err);
    CHECK(func != NULL);
    return func;
}

int32_t start_detect(glue_func *func, glue_result *result, glue_error *err)
{
    glue_array values = {start_values, START_SIZE, 0, GLUE_FLOAT64, 0};
    return detect(func, &values, result, err);
}

int64_t start_call(const char *module, const char *name)
{
    glue_error err;
    int64_t into[START_SIZE];
    glue_result result = {.into = into, .capacity = START_SIZE};
    glue_func *func = start_load(module, name); /* own */

    int32_t status = start_detect(func, &result, &err);

    start_check_ok(status, &err);
    CHECK_INT(status, GLUE_OK);
    CHECK_NULL(result.obj);
    CHECK_NULL(result.retained);
    py_decref(func);
    return result.size;
}

char *start_tell(const char *name, const double *values, int64_t size)
{
    glue_error err;
    glue_result result = {0};
    glue_array array = {values, size, 0, GLUE_FLOAT64, 0};
    glue_func *func = start_load("tells", name); /* own */

    CHECK_INT(detect(func, &array, &result, &err), GLUE_E_PYTHON);

    CHECK_TEXT(err.type, "tells.Told");
    char *told = err.message; /* own: the caller's now */
    err.message = NULL;
    glue_error_free(&err);
    py_decref(func);
    return told;
}

void start_call_back(const char *name, int (*function)(void))
{
    glue_error err;
    glue_result result = {0};
    double address = (double)(uintptr_t)function; /* exact: addresses have 47 bits */
    glue_array values = {&address, 1, 0, GLUE_FLOAT64, 0};
    glue_func *func = start_load("calls_back", name); /* own */
    int32_t status = detect(func, &values, &result, &err);
    start_check_ok(status, &err);
    CHECK_NULL(result.retained);
    py_decref(func);
}

void start_release(void *pin)
{
    atomic_store(&last_pin, pin);
    atomic_fetch_add(&release_count, 1);
}

int start_release_count(void) { return atomic_load(&release_count); }
void *start_last_pin(void) { return atomic_load(&last_pin); }

int start_holds_gil(void)
{
    int (*gil_check)(void) = (int (*)(void))library_find_global("PyGILState_Check");
    CHECK(gil_check != NULL);
    return gil_check();
}
