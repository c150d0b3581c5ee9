/* Knows how the positions of many arrays come to lie one after the other: in memory of the shim's own, which grows. */
#include "call/gather.h"

#include <string.h>

#include "call/positions.h"
#include "call/result.h"

#define GATHER_FEWEST 1024             /* what the first growth makes room for */
#define GATHER_MOST (INT64_C(1) << 58) /* bytes still fit into an int64_t then */

static int64_t *gather_positions(const gather *all) { return all->held ? (int64_t *)(all->held + 1) : NULL; }

int32_t gather_room(gather *all, int64_t more)
{
    if (more <= all->capacity - all->size) return GLUE_OK;
    if (more > GATHER_MOST - all->size) return GLUE_E_MEMORY;
    int64_t capacity = all->size + more;
    if (capacity < 2 * all->capacity) capacity = 2 * all->capacity;
    if (capacity < GATHER_FEWEST) capacity = GATHER_FEWEST;

    int64_t bytes = capacity * (int64_t)sizeof(int64_t);
    handle *grown = handle_new(NULL, HANDLE_RESULT, bytes, sizeof *grown + (size_t)bytes); /* own */
    if (!grown) return GLUE_E_MEMORY;
    if (all->held) {
        memcpy(grown + 1, all->held + 1, (size_t)all->size * sizeof(int64_t));
        handle_free(all->held);
    }
    all->held = grown;
    all->capacity = capacity;
    return GLUE_OK;
}

/* What comes next goes behind what is there, if it fits. */
static glue_result gather_next(const gather *all)
{
    glue_result next = {.capacity = all->capacity - all->size};
    if (next.capacity) next.into = gather_positions(all) + all->size;
    return next;
}

/* Counts what has been read; copies it, if it did not fit. Consumes next->obj, also on failure. */
static int32_t gather_add(gather *all, int32_t status, glue_result *next)
{
    if (!status && next->obj) {
        status = gather_room(all, next->size);
        if (!status) memcpy(gather_positions(all) + all->size, next->indices, (size_t)next->size * sizeof(int64_t));
    }
    if (next->obj) handle_free(next->obj);
    if (!status) all->size += next->size;
    return status;
}

int32_t gather_result(gather *all, PyObject *returned, const char *who, const glue_array *values, glue_error *err)
{
    glue_result next = gather_next(all);
    int32_t status = result_read(returned, who, values, &next, err);
    return gather_add(all, status, &next);
}

int32_t gather_integers(gather *all, const ndarray_view *view, const char *who, int64_t limit, glue_error *err)
{
    glue_result next = gather_next(all);
    int32_t status = positions_of_integers(view, who, limit, &next, err);
    return gather_add(all, status, &next);
}

void gather_give(gather *all, glue_many *many)
{
    if (all->size == 0) {
        gather_drop(all);
        return;
    }
    many->indices = gather_positions(all);
    many->obj = all->held;
}

void gather_drop(gather *all)
{
    if (all->held) handle_free(all->held);
}
