/* glue_layout against glue.h: every byte of every struct belongs to one field, and the fields are where C has them. */
#include <stddef.h>
#include <string.h>

#include "check.h"
#include "glue.h"

static const glue_field *layout_find(const char *name)
{
    int64_t count;
    const glue_field *fields = glue_layout(&count);
    for (int64_t i = 0; i < count; i++)
        if (strcmp(fields[i].name, name) == 0) return &fields[i];
    CHECK_TEXT("no such field", name);
    return NULL;
}

static void layout_has(const char *name, int64_t offset, int64_t size)
{
    const glue_field *field = layout_find(name);
    CHECK_INT(field->offset_bytes, offset);
    CHECK_INT(field->size_bytes, size);
}

/* Also finds a field that was added to glue.h and not to the table: it would leave a hole. */
CASE(structs_have_no_holes)
{
    int64_t count, structs = 0, at = 0, size = 0;
    const glue_field *fields = glue_layout(&count);
    for (int64_t i = 0; i < count; i++) {
        if (strchr(fields[i].name, '.')) {
            CHECK_INT(fields[i].offset_bytes, at);
            at += fields[i].size_bytes;
        } else {
            CHECK_INT(at, size);
            CHECK_INT(fields[i].offset_bytes, 0);
            size = fields[i].size_bytes;
            at = 0;
            structs++;
        }
    }
    CHECK_INT(at, size);
    CHECK_INT(structs, 12);
}

CASE(fields_follow_their_struct)
{
    int64_t count;
    const glue_field *fields = glue_layout(&count);
    const char *parent = "";
    for (int64_t i = 0; i < count; i++) {
        const char *dot = strchr(fields[i].name, '.');
        if (!dot) parent = fields[i].name;
        else
            CHECK(strncmp(fields[i].name, parent, (size_t)(dot - fields[i].name)) == 0 &&
                  !parent[dot - fields[i].name]);
    }
}

CASE(names_are_unique)
{
    int64_t count;
    const glue_field *fields = glue_layout(&count);
    for (int64_t i = 0; i < count; i++) CHECK(layout_find(fields[i].name) == &fields[i]);
}

CASE(offsets_are_those_of_64_bits)
{
    layout_has("glue_config", 0, 80);
    layout_has("glue_config.folder_count", 24, 8);
    layout_has("glue_config.environment_count", 40, 8);
    layout_has("glue_config.collect_above_bytes", 48, 8);
    layout_has("glue_config.processors", 64, 8);
    layout_has("glue_config.tune_malloc", 72, 4);
    layout_has("glue_array", 0, 32);
    layout_has("glue_array.size", 8, 8);
    layout_has("glue_array.columns", 16, 8);
    layout_has("glue_array.dtype", 24, 4);
    layout_has("glue_result", 0, 64);
    layout_has("glue_result.indices", 16, 8);
    layout_has("glue_result.retained", 40, 8);
    layout_has("glue_many", 0, 72);
    layout_has("glue_limit", 0, 24);
    layout_has("glue_times", 0, 24);
    layout_has("glue_many.retained", 24, 8);
    layout_has("glue_ndarray", 0, 32);
    layout_has("glue_ndarray.dtype", 28, 4);
    layout_has("glue_output", 0, 64);
    layout_has("glue_output.name", 40, 8);
    layout_has("glue_invocation", 0, 64);
    layout_has("glue_invocation.output_count", 40, 8);
    layout_has("glue_error", 0, 80);
    layout_has("glue_error.limit", 24, 8);
    layout_has("glue_error.message", 40, 8);
    layout_has("glue_counters", 0, 48);
    layout_has("glue_counters.leaked", 40, 8);
    layout_has("glue_field", 0, 24);
}

CASE(abi_number) { CHECK_INT(glue_abi(), GLUE_ABI); }
