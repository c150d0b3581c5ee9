/* Where C puts every field of glue.h, for the test that compares it with C#. */
#include "glue.h"

#include <stddef.h>

/* clang-format off */
#define STRUCT(type) {#type, 0, sizeof(type)}
#define FIELD(type, field) {#type "." #field, offsetof(type, field), sizeof(((type *)0)->field)}
/* clang-format on */

static const glue_field fields[] = {
    STRUCT(glue_config),
    FIELD(glue_config, library),
    FIELD(glue_config, executable),
    FIELD(glue_config, folders),
    FIELD(glue_config, folder_count),
    FIELD(glue_config, environment),
    FIELD(glue_config, environment_count),
    FIELD(glue_config, collect_above_bytes),
    FIELD(glue_config, calls_at_once),
    FIELD(glue_config, processors),
    FIELD(glue_config, tune_malloc),
    FIELD(glue_config, reserved),
    STRUCT(glue_limit),
    FIELD(glue_limit, timeout_ns),
    FIELD(glue_limit, deadline_ns),
    FIELD(glue_limit, is_cancelled),
    FIELD(glue_limit, outcome),
    STRUCT(glue_array),
    FIELD(glue_array, data),
    FIELD(glue_array, size),
    FIELD(glue_array, columns),
    FIELD(glue_array, dtype),
    FIELD(glue_array, reserved),
    STRUCT(glue_result),
    FIELD(glue_result, into),
    FIELD(glue_result, capacity),
    FIELD(glue_result, indices),
    FIELD(glue_result, size),
    FIELD(glue_result, obj),
    FIELD(glue_result, retained),
    FIELD(glue_result, limit),
    STRUCT(glue_many),
    FIELD(glue_many, arrays),
    FIELD(glue_many, count),
    FIELD(glue_many, ends),
    FIELD(glue_many, retained),
    FIELD(glue_many, indices),
    FIELD(glue_many, obj),
    FIELD(glue_many, failed),
    FIELD(glue_many, limit),
    STRUCT(glue_error),
    FIELD(glue_error, problem),
    FIELD(glue_error, is_unsigned),
    FIELD(glue_error, value),
    FIELD(glue_error, index),
    FIELD(glue_error, limit),
    FIELD(glue_error, type),
    FIELD(glue_error, message),
    FIELD(glue_error, traceback),
    FIELD(glue_error, details),
    FIELD(glue_error, dtype),
    FIELD(glue_error, shape),
    STRUCT(glue_counters),
    FIELD(glue_counters, functions),
    FIELD(glue_counters, results),
    FIELD(glue_counters, leases),
    FIELD(glue_counters, queued),
    FIELD(glue_counters, threads),
    FIELD(glue_counters, leaked),
    STRUCT(glue_field),
    FIELD(glue_field, name),
    FIELD(glue_field, offset_bytes),
    FIELD(glue_field, size_bytes),
};

const glue_field *glue_layout(int64_t *count)
{
    *count = (int64_t)(sizeof fields / sizeof *fields);
    return fields;
}
