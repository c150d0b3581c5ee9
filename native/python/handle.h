/* Functions and results that .NET owns until py_decref, which never waits for the GIL. */
#ifndef HANDLE_H
#define HANDLE_H

#include "python/python_api.h"

typedef enum handle_kind { HANDLE_FUNCTION, HANDLE_RESULT } handle_kind;

/* First member of every struct that py_decref takes. */
typedef struct handle {
    struct handle *next;
    PyObject *object; /* own; NULL: memory only */
    int64_t bytes;    /* of 1 MiB and more are freed at once, by the worker */
    handle_kind kind;
    PyObject *extra; /* own: what else it holds; may be NULL */
} handle;

/* Makes a struct of `struct_bytes` that begins with a handle. Steals `object`, also on failure: NULL, no memory. */
handle *handle_new(PyObject *object, handle_kind kind, int64_t bytes, size_t struct_bytes);

/* Frees at once; needs the GIL if there is an object, and runs Python code then. Steals `given`. */
void handle_free(handle *given);

/* [no-gil] Queues, for the next call or for the worker if none comes. Frees at once what holds no object. Steals
 * `given`. */
void handle_give_back(handle *given);

#define HANDLE_DRAIN_PER_CALL 16 /* at least twice what one call can queue, so that the queue shrinks under load */

/* Frees up to `most` of what py_decref queued. Needs the GIL; runs Python code, so others may drain meanwhile. */
void handle_drain(int32_t most);

void handle_count(glue_counters *counters);

#endif
