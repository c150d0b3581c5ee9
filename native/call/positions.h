/* Positions in an input of `limit` values, read out of arrays that ndarray_native has made. `who` names the function in
 * errors. Everything here needs the GIL. */
#ifndef POSITIONS_H
#define POSITIONS_H

#include "python/ndarray.h"

/* Where `size` positions go: the caller's buffer if they fit, else a new obj of the result. */
int32_t positions_place(int64_t size, glue_result *result, int64_t **place, glue_error *err);

/* The places where a bool mask is true. */
int32_t positions_of_mask(const ndarray_view *mask, glue_result *result, glue_error *err);

/* Integers of any width, sign and strides. */
int32_t positions_of_integers(const ndarray_view *view, const char *who, int64_t limit, glue_result *result,
                              glue_error *err);

/* One of them; past int64 it is negative. */
int64_t positions_at(const ndarray_view *view, int64_t i);

/* GLUE_E_RESULT if one stands twice. */
int32_t positions_check_once(const int64_t *positions, int64_t size, const char *who, int64_t limit, glue_error *err);

#endif
