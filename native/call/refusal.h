/* What to say of a result that names no positions. Each returns GLUE_E_RESULT. */
#ifndef REFUSAL_H
#define REFUSAL_H

#include "python/python_api.h"

int32_t refusal_matrix(PyObject *returned, const char *who, const glue_array *matrix, glue_error *err);
int32_t refusal_many(PyObject *returned, const char *who, int64_t arrays, glue_error *err);
int32_t refusal_results(const char *who, int64_t size, int64_t arrays, glue_error *err);
int32_t refusal_counts(const char *who, int64_t positions, glue_error *err);
int32_t refusal_type(PyObject *returned, const char *who, glue_error *err);
int32_t refusal_array(PyObject *array, PyObject *returned, const char *who, int64_t limit, glue_error *err);
int32_t refusal_inner(PyObject *inner, PyObject *returned, const char *who, glue_error *err);
int32_t refusal_mask(const char *who, int64_t size, int64_t limit, glue_error *err);
int32_t refusal_masked(const char *who, glue_error *err);
int32_t refusal_too_many(const char *who, int64_t size, int64_t limit, glue_error *err);
int32_t refusal_repeated(const char *who, int64_t position, int one_per_value, glue_error *err);
int32_t refusal_out_of_range(const char *who, int64_t position, int is_unsigned, int64_t index, int64_t limit,
                             glue_error *err);

/* A Python error is pending: NumPy's own refusal becomes ours, all else stays what it is, GLUE_E_PYTHON. */
int32_t refusal_list(PyObject *returned, const char *who, glue_error *err);

/* A numpy.ma array: its data under the mask would count as positions. */
int refusal_is_masked(PyObject *array);

#endif
