/* Positions of many arrays, gathered one after the other. Everything here needs the GIL. */
#ifndef GATHER_H
#define GATHER_H

#include "python/ndarray.h"
#include "python/handle.h"

/* All zero at first. */
typedef struct gather {
    handle *held; /* own; the positions lie behind it. NULL: no room yet */
    int64_t capacity, size;
} gather;

/* Makes room for so many more. GLUE_E_MEMORY if there is none: what is there stays. */
int32_t gather_room(gather *all, int64_t more);

/* Adds what a function returned for one array, as result_read reads it. */
int32_t gather_result(gather *all, PyObject *returned, const char *who, const glue_array *values, glue_error *err);

/* Adds integers that name positions in `limit` values. */
int32_t gather_integers(gather *all, const ndarray_view *view, const char *who, int64_t limit, glue_error *err);

/* Gives all to the caller, or drops all. */
void gather_give(gather *all, glue_many *many);
void gather_drop(gather *all);

#endif
