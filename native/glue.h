/* The whole boundary between .NET and Python: what the C# side may call, and every struct that crosses.
 *
 * threads  any thread may call any function; none returns holding the GIL
 * gil      taken and given back inside; functions marked [no-gil] never wait for it
 * errors   GLUE_OK or a negative GLUE_E_*; on failure *err is filled, outputs are zero, no Python error stays pending
 * units    counts are elements unless the name says bytes; text is UTF-8
 * layout   fixed-width types only: no long, no bool, no enum fields, no padding holes
 * pointers [borrow] the caller's, read during the call; so are arguments of which nothing else is said
 *          [own] the receiver's, until the named free
 *          [lease] Python's, until its last reference dies
 */
#ifndef GLUE_H
#define GLUE_H

#include <stdint.h>

#if defined(_WIN32)
#define GLUE_EXPORT __declspec(dllexport)
#else
#define GLUE_EXPORT __attribute__((visibility("default")))
#endif

#define GLUE_ABI 7 /* raised by every change of this file that the C# side must follow */

#define GLUE_OK 0
#define GLUE_E_PYTHON (-1) /* Python raised; type, message and traceback tell what */
#define GLUE_E_RESULT (-2) /* the function returned something that names no positions */
#define GLUE_E_LOAD (-3)   /* this Python, or its NumPy, cannot be used */
#define GLUE_E_STATE (-4)  /* another Python runs already; or none does yet; or calls recurse without end */
#define GLUE_E_MEMORY (-5) /* an allocation of the shim failed; err may hold no text */

#define GLUE_FLOAT64 1 /* dtype of glue_array */

/* Which Python, and what it needs to know. Read during init_python only. */
typedef struct glue_config {
    const char *library;        /* [borrow] the libpython to open */
    const char *executable;     /* [borrow] its interpreter: becomes sys.executable, and so decides prefix and venv */
    const char *const *folders; /* [borrow] folders put in front of sys.path, in this order */
    int64_t folder_count;
    int64_t collect_above_bytes;    /* kept inputs, before Python's gc is run for them; 0: as it is, at first 64 MiB */
    const char *const *environment; /* [borrow] "NAME=value" to set before Python starts, "NAME" to take away */
    int64_t environment_count;
    int64_t
        pool_bytes; /* kept for NumPy's next arrays; 0: as it is, at first 64 MiB; -1: none, NumPy's own allocator */
    int64_t calls_at_once; /* at most; 0: as it is, at first -1; -1: as many as get the most done */
    int64_t processors;    /* that this process may use; 0: as it is */
} glue_config;

/* Contiguous values: one series, or the rows of a matrix one after the other. */
typedef struct glue_array {
    const void *data; /* [borrow] aligned to its element; becomes [lease] by glue_lease */
    int64_t size;     /* all of them; a multiple of columns */
    int64_t columns;  /* 0: one series; else the length of a row */
    int32_t dtype;    /* GLUE_FLOAT64 */
    int32_t reserved; /* 0 */
} glue_array;

/* Positions, ascending or in whatever order the function gave them; each in 0..size-1, none twice. In a matrix the
 * value at row r and column c is at r * columns + c. */
typedef struct glue_result {
    int64_t *into;    /* [borrow] in: where positions go if they fit; may be NULL */
    int64_t capacity; /* in: elements at `into` */
    int64_t *indices; /* out: `into`, or memory of `obj` */
    int64_t size;     /* out */
    void *obj;        /* out: [own] py_decref; NULL if the positions fitted */
    void *kept;       /* out, also on failure: [own] glue_lease. Not NULL: Python kept the input */
} glue_result;

/* Positions in many arrays: those in the first, then those in the second, and so on; in each as in glue_result. */
typedef struct glue_many {
    const glue_array *arrays; /* [borrow] in: series; may be empty */
    int64_t count;            /* in: of arrays */
    int64_t *ends;            /* [borrow] in: room for one an array; out: where its positions end in `indices`; on
                                 failure of no use */
    void **kept; /* [borrow] in: room for one an array; out, also on failure: [own] glue_lease, as in glue_result */
    int64_t *indices; /* out: memory of `obj` */
    void *obj;        /* out: [own] py_decref; NULL if there are no positions */
    int64_t at;       /* out: the array that a failure is about; -1: none, or it is not known */
} glue_many;

/* Text of a failure; every pointer may be NULL. */
typedef struct glue_error {
    char *type;      /* [own] glue_error_free: the Python type, "ValueError"; NULL if Python did not raise */
    char *message;   /* [own] glue_error_free */
    char *traceback; /* [own] glue_error_free: as Python would print it */
} glue_error;

/* What is alive right now; a test that ends with other than zeros has leaked, but for pooled_bytes. */
typedef struct glue_counters {
    int64_t functions;    /* loaded and not yet given back */
    int64_t results;      /* obj of a result, not yet given back */
    int64_t leases;       /* inputs that Python keeps */
    int64_t queued;       /* given back by py_decref, not yet freed */
    int64_t threads;      /* Python thread states made for callers' threads, not yet deleted */
    int64_t leaked;       /* pins that could not be leased and are never freed */
    int64_t pooled_bytes; /* kept for NumPy's next arrays; given back when unused for some seconds */
} glue_counters;

/* One field of one struct above, for the test that compares C# with C. */
typedef struct glue_field {
    const char *name; /* [borrow] "glue_array.size"; a struct itself is "glue_array" */
    int64_t offset_bytes;
    int64_t size_bytes;
} glue_field;

typedef struct glue_func glue_func;

/* Gives back a pin. Called once for each lease, on whatever thread dropped the last view, holding the GIL: it must not
 * wait, must not call Python, and must not throw. */
typedef void (*glue_release)(void *pin);

/* Starts Python and NumPy. First call wins; the same library again adds folders, may change collect_above_bytes,
 * pool_bytes, calls_at_once and processors, and returns GLUE_OK; another library is GLUE_E_STATE. A failed start may be
 * tried again. */
GLUE_EXPORT int32_t init_python(const glue_config *config, glue_error *err);

/* Imports `module` and finds `name` in it; both may be dotted. *func is [own] py_decref. */
GLUE_EXPORT int32_t load_func(const char *module, const char *name, glue_func **func, glue_error *err);

/* Calls func(array) with a read-only ndarray over the caller's memory, and reads the positions that it returns. */
GLUE_EXPORT int32_t detect(glue_func *func, const glue_array *values, glue_result *result, glue_error *err);

/* The same for many arrays, while the GIL is taken once. If the function has an attribute `many` of its own, that is
 * called once, with a list of the arrays that are not empty; it returns a list of as many results, or a tuple of two
 * arrays: all positions, each counted from the start of its array, and how many are each array's. An exception's
 * `array_index`, if it has one, says which array in the list it is about. Else the function is called for each array.
 */
GLUE_EXPORT int32_t glue_detect_many(glue_func *func, glue_many *many, glue_error *err);

/* Makes Python's hold on an input official: `pin` keeps the memory alive and in place until release(pin).
 * Called while the memory is still held otherwise; consumes `kept` and `pin`, and cannot fail: a pin that cannot be
 * leased is never released, and counted. */
GLUE_EXPORT void glue_lease(void *kept, void *pin, glue_release release);

/* [no-gil] Gives back a func, or the obj of a result. Queued: the next call frees it, or the service thread. */
GLUE_EXPORT void py_decref(void *obj);

/* [no-gil] Frees the texts and clears the struct. */
GLUE_EXPORT void glue_error_free(glue_error *err);

/* [no-gil] */
GLUE_EXPORT int32_t glue_abi(void);
GLUE_EXPORT void glue_count(glue_counters *counters);
GLUE_EXPORT const glue_field *glue_layout(int64_t *count);

#endif
