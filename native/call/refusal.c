/* Knows what helps somebody whose function returned the wrong thing: what came, what is wanted, how to mend it. */
#include "call/refusal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "python/ndarray.h"
#include "python/error.h"

/* Cut to fit, between two characters of UTF-8. */
static void refusal_copy(char *text, size_t text_bytes, const char *from)
{
    size_t len = strlen(from);
    if (len >= text_bytes)
        for (len = text_bytes - 1; len && (from[len] & 0xC0) == 0x80;) len--;
    memcpy(text, from, len);
    text[len] = 0;
}

/* str(object.name), or str(object) without a name; "?" if even that fails. */
static void refusal_text(PyObject *object, const char *name, char *text, size_t text_bytes)
{
    PyObject *part = name ? py.PyObject_GetAttrString(object, name) : object;                 /* own if name */
    PyObject *words = part ? py.PyObject_Str(part) : NULL;                                    /* own */
    PyObject *bytes = words ? py.PyUnicode_AsEncodedString(words, "utf-8", "replace") : NULL; /* own */
    char *data = NULL;
    Py_ssize_t len = 0;
    int failed = !bytes || py.PyBytes_AsStringAndSize(bytes, &data, &len);
    py.PyErr_Clear();
    refusal_copy(text, text_bytes, failed ? "?" : data);
    py.Py_DecRef(bytes);
    py.Py_DecRef(words);
    if (name) py.Py_DecRef(part);
}

static void refusal_type_name(PyObject *object, char *text, size_t text_bytes)
{
    PyObject *type = py.PyObject_Type(object); /* own */
    refusal_text(type, "__name__", text, text_bytes);
    py.Py_DecRef(type);
}

int32_t refusal_array(PyObject *array, PyObject *returned, const char *who, int64_t limit, glue_error *err)
{
    char dtype[64], shape[64], name[64];
    refusal_text(array, "dtype", dtype, sizeof dtype);
    refusal_text(array, "shape", shape, sizeof shape);
    refusal_type_name(returned, name, sizeof name);
    int is_itself = array == returned;
    return error_set(
        err, GLUE_E_RESULT,
        "%s returned %s%s%s array of dtype %s and shape %s; expected positions as a one-dimensional integer "
        "array, or a bool mask of shape (%" PRId64 ",): return np.flatnonzero(mask)",
        who, is_itself ? "an" : "a ", is_itself ? "" : name, is_itself ? "" : " that NumPy reads as an", dtype, shape,
        limit);
}

int32_t refusal_matrix(PyObject *returned, const char *who, const glue_array *matrix, glue_error *err)
{
    char name[64], dtype[64], shape[64];
    refusal_type_name(returned, name, sizeof name);
    refusal_text(returned, "dtype", dtype, sizeof dtype);
    refusal_text(returned, "shape", shape, sizeof shape);
    int is_array = ndarray_is(returned);
    return error_set(err, GLUE_E_RESULT,
                     "%s returned a %s%s%s%s%s for a matrix of shape (%" PRId64 ", %" PRId64
                     "); expected a bool mask of that shape, or the pair of arrays that np.nonzero(mask) gives: "
                     "positions of rows, and of columns",
                     who, name, is_array ? " of dtype " : "", is_array ? dtype : "", is_array ? " and shape " : "",
                     is_array ? shape : "", matrix->size / matrix->columns, matrix->columns);
}

int32_t refusal_many(PyObject *returned, const char *who, int64_t arrays, glue_error *err)
{
    char name[64];
    refusal_type_name(returned, name, sizeof name);
    return error_set(err, GLUE_E_RESULT,
                     "%s.many returned a %s for %" PRId64 " arrays; expected a list of as many results, or a tuple of "
                     "two integer arrays: all positions, and how many of them are each array's",
                     who, name, arrays);
}

int32_t refusal_results(const char *who, int64_t size, int64_t arrays, glue_error *err)
{
    return error_set(err, GLUE_E_RESULT,
                     "%s.many returned results of %" PRId64 " arrays for %" PRId64 "; expected one for each: an array "
                     "without outliers has an empty one",
                     who, size, arrays);
}

int32_t refusal_counts(const char *who, int64_t positions, glue_error *err)
{
    return error_set(err, GLUE_E_RESULT,
                     "%s.many returned %" PRId64
                     " positions, and counts that do not add up to it; expected how many of "
                     "them are each array's",
                     who, positions);
}

int32_t refusal_type(PyObject *returned, const char *who, glue_error *err)
{
    char name[128];
    refusal_type_name(returned, name, sizeof name);
    const char *hint = returned == (PyObject *)py._Py_NoneStruct ? "is a return statement missing? " : "";
    return error_set(err, GLUE_E_RESULT,
                     "%s returned an object of type %s; expected an ndarray of positions or a bool mask of the "
                     "input's shape: %sreturn np.flatnonzero(mask), or np.asarray(…) of what you have",
                     who, name, hint);
}

int32_t refusal_list(PyObject *returned, const char *who, glue_error *err)
{
    if (!py.PyErr_ExceptionMatches(*py.PyExc_ValueError) && !py.PyErr_ExceptionMatches(*py.PyExc_TypeError))
        return error_from_python(err);

    glue_error cause = {0};
    char name[64];
    error_from_python(&cause);
    refusal_type_name(returned, name, sizeof name);
    error_set(err, GLUE_E_RESULT,
              "%s returned a %s of which NumPy makes no array (%s); expected positions as integers: return "
              "np.flatnonzero(mask)",
              who, name, cause.message ? cause.message : "?");
    error_free(&cause);
    return GLUE_E_RESULT;
}

int32_t refusal_inner(PyObject *inner, PyObject *returned, const char *who, glue_error *err)
{
    char outer_name[64], inner_name[64];
    refusal_type_name(returned, outer_name, sizeof outer_name);
    refusal_type_name(inner, inner_name, sizeof inner_name);
    return error_set(err, GLUE_E_RESULT,
                     "%s returned a %s that holds an object of type %s; expected positions as integers: return "
                     "np.flatnonzero(mask)",
                     who, outer_name, inner_name);
}

int32_t refusal_mask(const char *who, int64_t size, int64_t limit, glue_error *err)
{
    return error_set(err, GLUE_E_RESULT,
                     "%s returned a bool mask of %" PRId64 " values for an input of %" PRId64 "; expected one for each "
                     "value of the input, or positions as integers",
                     who, size, limit);
}

int refusal_is_masked(PyObject *array)
{
    if (ndarray_is_exact(array)) return 0;
    PyObject *mask = py.PyObject_GetAttrString(array, "mask"); /* own */
    py.PyErr_Clear();
    py.Py_DecRef(mask);
    return mask != NULL;
}

int32_t refusal_masked(const char *who, glue_error *err)
{
    return error_set(err, GLUE_E_RESULT,
                     "%s returned a masked array, whose masked elements are no answer; expected a plain array: return "
                     "np.flatnonzero(mask.filled(False)), or positions.compressed()",
                     who);
}

int32_t refusal_too_many(const char *who, int64_t size, int64_t limit, glue_error *err)
{
    return error_set(err, GLUE_E_RESULT,
                     "%s returned %" PRId64 " positions for an input of %" PRId64
                     " values; expected each position at most "
                     "once: np.unique drops repeated ones",
                     who, size, limit);
}

int32_t refusal_repeated(const char *who, int64_t position, int one_per_value, glue_error *err)
{
    const char *hint = one_per_value
                           ? "if these are flags, one for each value, return np.flatnonzero(flags) or a bool mask"
                           : "np.unique drops repeated ones";
    return error_set(err, GLUE_E_RESULT,
                     "%s returned position %" PRId64 " more than once; expected each at most once: %s", who, position,
                     hint);
}

int32_t refusal_out_of_range(const char *who, int64_t position, int is_unsigned, int64_t index, int64_t limit,
                             glue_error *err)
{
    char text[32];
    if (is_unsigned) snprintf(text, sizeof text, "%" PRIu64, (uint64_t)position);
    else snprintf(text, sizeof text, "%" PRId64, position);
    return error_set(err, GLUE_E_RESULT,
                     "%s returned position %s (at index %" PRId64 " of its result); expected 0 to %" PRId64
                     ", for an input of "
                     "%" PRId64 " values: positions count from 0, from the start",
                     who, text, index, limit - 1, limit);
}
