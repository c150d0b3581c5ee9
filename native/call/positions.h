/* Positions copied out of NumPy's arrays: widened to int64, each in range and none twice. Everything here needs the
 * GIL. The views are of arrays that ndarray_native has made. */
#ifndef POSITIONS_H
#define POSITIONS_H

#include "python/handle.h"
#include "python/ndarray.h"

/* The positions of one or many arrays, one after the other: in the caller's memory while they fit, else behind `held`.
 */
typedef struct positions {
    int64_t *data; /* [borrow] the caller's, or memory of `held` */
    int64_t capacity, size;
    handle *held; /* own; may be NULL */
} positions;

/* Adds the places where a bool mask is true. */
int32_t positions_add_mask(positions *all, const ndarray_view *mask);

/* Adds integers of any width, sign and strides; each must be below `limit`. */
int32_t positions_add_integers(positions *all, const ndarray_view *view, int64_t limit, glue_error *err);

/* Adds rows[i] * column_count + columns[i]; the two views have the same size. */
int32_t positions_add_pairs(positions *all, const ndarray_view *rows, int64_t row_count, const ndarray_view *columns,
                            int64_t column_count, glue_error *err);

/* One integer; past int64 it is negative. */
int64_t positions_at(const ndarray_view *view, int64_t i);

/* Frees `held`. */
void positions_drop(positions *all);

#endif
