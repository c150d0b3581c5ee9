/* Fuzzes what crosses the boundary from Python: any result and any exception, as fuzzed_results.py makes them of the
 * input's bytes. What is accepted must be what NumPy reads, what is refused must be told in UTF-8. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "platform/library.h"
#include "start.h"

#define FUZZ_MOST 256 /* values of an input */

static glue_func *obey, *agree; /* own, for ever */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    check_abort_on_failure();
    start();
    obey = start_load("fuzzed_results", "detect");
    agree = start_load("fuzzed_results", "agrees");
    return 0;
}

static void fuzz_check_text(const char *text)
{
    if (!text) return;
    wchar_t *wide = library_wide(text); /* own; NULL if it is not UTF-8 */
    CHECK(wide != NULL);
    free(wide);
}

static void fuzz_check_error(glue_error *err, int32_t status)
{
    CHECK(status == GLUE_E_PYTHON || status == GLUE_E_RESULT);
    if (status == GLUE_E_RESULT) CHECK_NULL(err->traceback);
    if (status == GLUE_E_RESULT) CHECK(err->problem >= GLUE_RESULT_TYPE && err->problem <= GLUE_RESULT_ROW_MASK);
    else CHECK(err->message != NULL);
    fuzz_check_text(err->type);
    fuzz_check_text(err->message);
    fuzz_check_text(err->traceback);
    fuzz_check_text(err->details);
    fuzz_check_text(err->dtype);
    fuzz_check_text(err->shape);
    glue_error_free(err);
    CHECK_NULL(err->message);
}

/* Has Python compare: 1 and the positions, or 0 for a refusal. */
static void fuzz_check_agrees(int accepted, const int64_t *positions, int64_t size)
{
    glue_error err;
    glue_result nothing = {0};
    double told[1 + FUZZ_MOST] = {accepted};
    for (int64_t i = 0; i < size; i++) told[1 + i] = (double)positions[i];
    glue_array values = {told, 1 + size, 0, GLUE_FLOAT64, 0};
    int32_t status = detect(agree, &values, &nothing, &err);
    if (status) CHECK_TEXT(err.traceback, "");
    CHECK_NULL(nothing.retained);
}

static int fuzz_nothing_lives(void *arg)
{
    glue_counters left;
    (void)arg;
    glue_count(&left);
    return left.functions == 2 && !left.results && !left.leases && !left.queued && !left.leaked;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    glue_error err;
    int64_t size = (int64_t)((len + 7) / 8), positions[FUZZ_MOST];
    if (size == 0 || size > FUZZ_MOST) return 0;
    double *values = calloc((size_t)size, sizeof *values); /* own; lease if Python retains it */
    int64_t *into = calloc((size_t)size, sizeof *into);    /* own */
    CHECK(values && into);
    memcpy(values, data, len);
    glue_array array = {values, size, 0, GLUE_FLOAT64, 0};
    glue_result result = {.into = into, .capacity = data[len - 1] % (size + 1)};

    int32_t status = detect(obey, &array, &result, &err);

    CHECK(result.size >= 0 && result.size <= size);
    if (result.size) memcpy(positions, result.indices, (size_t)result.size * sizeof *positions);
    if (result.retained) glue_lease(result.retained, values, free);
    else free(values);
    free(into);
    py_decref(result.obj);
    int64_t count = result.size;
    if (status) {
        CHECK_INT(count, 0);
        fuzz_check_error(&err, status);
    }
    fuzz_check_agrees(!status, positions, count);
    CHECK(check_until(fuzz_nothing_lives, NULL));
    return 0;
}
