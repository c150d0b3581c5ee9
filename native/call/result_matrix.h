/* What a function returned for a matrix, read as positions. */
#ifndef RESULT_MATRIX_H
#define RESULT_MATRIX_H

#include "python/python_api.h"

/* Reads `returned` as positions in `values`, whose rows have columns; else like result_read. */
int32_t result_matrix_read(PyObject *returned, const char *who, const glue_array *values, glue_result *result,
                           glue_error *err);

#endif
