/* The boundary between .NET and Python: every function that C# calls, and every struct that crosses.
 *
 * threads  any thread may call any function; none returns holding the GIL
 * gil      taken and released inside; functions marked [no-gil] never wait for it
 * errors   GLUE_OK or a negative GLUE_E_*; on failure *err is filled, outputs are zero, no Python error stays pending
 * units    counts are elements unless the name says bytes; text is UTF-8
 * layout   fixed-width types only: no long, no bool, no enum fields, no padding
 * pointers [borrow] the caller's, read during the call; the default for arguments
 *          [own] the receiver's, until the named function frees it
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

#define GLUE_ABI 15 /* raised by every change of this file that the C# side must follow */

#define GLUE_OK 0
#define GLUE_E_PYTHON (-1) /* Python raised: type, message, traceback, details */
#define GLUE_E_RESULT (-2) /* the function's result names no positions: GLUE_RESULT_* */
#define GLUE_E_LOAD (-3)   /* this Python, or its NumPy, cannot be used: GLUE_LOAD_* */
#define GLUE_E_STATE (-4)  /* not possible now: GLUE_STATE_* */
#define GLUE_E_MEMORY (-5) /* memory is short, or GLUE_MEMORY_* */
#define GLUE_E_LIMIT (-6)  /* ended by its glue_limit; if Python code was running: type, message, traceback */

#define GLUE_LIMIT_TIMEOUT 1 /* glue_limit.outcome */
#define GLUE_LIMIT_CANCELLED 2

/* What the failure is about: glue_error.problem. In brackets, the other fields that are filled. */
#define GLUE_RESULT_TYPE 1         /* neither array, list nor tuple [type] */
#define GLUE_RESULT_ITEM 2         /* a list or tuple that holds a sequence [type; message: the item's type] */
#define GLUE_RESULT_LIST 3         /* NumPy makes no array of the list [type; message: NumPy's reason] */
#define GLUE_RESULT_ARRAY 4        /* not 1-D, or neither integers nor bool [type, dtype, shape; limit: values] */
#define GLUE_RESULT_MASK 5         /* a bool mask of another length [value: its length; limit: values] */
#define GLUE_RESULT_MASKED 6       /* a numpy.ma array */
#define GLUE_RESULT_TOO_MANY 7     /* more positions than values [value: positions; limit: values] */
#define GLUE_RESULT_REPEATED 8     /* [value: the position; index: 1 if there are as many as values] */
#define GLUE_RESULT_RANGE 9        /* [value: the position; index: where in the result; limit: first invalid one] */
#define GLUE_RESULT_MATRIX 10      /* for a matrix [type, dtype, shape; value: its rows; limit: its columns] */
#define GLUE_RESULT_MANY 11        /* from `many`: neither a list nor a pair of integer arrays [type; limit: arrays] */
#define GLUE_RESULT_MANY_COUNT 12  /* from `many`: another number of results [value: results; limit: arrays] */
#define GLUE_RESULT_MANY_SUM 13    /* from `many`: counts that do not add up [value: positions] */
#define GLUE_RESULT_LABELS 14      /* one label for each value, 1 or -1 */
#define GLUE_RESULT_FLAGS 15       /* one integer for each value, 0 or 1 */
#define GLUE_RESULT_ROW_MASK 16    /* for a matrix, a bool mask of one for each row [value: rows; limit: columns] */
#define GLUE_RESULT_DTYPE 17       /* of glue_invoke, of another dtype [type, dtype, shape; value: dtype wanted] */
#define GLUE_RESULT_NO_ARRAY 18    /* of glue_invoke, neither array nor number, or masked [type] */
#define GLUE_RESULT_NO_ARRAYS 19   /* neither tuple, list nor dict with str keys [type; message: the key's type] */
#define GLUE_LOAD_OPEN 20          /* the library cannot be opened [message: the system's reason] */
#define GLUE_LOAD_SYMBOL 21        /* the library is no CPython 3.8 or newer [message: a symbol that it lacks] */
#define GLUE_LOAD_VERSION 22       /* older than 3.8 [message: the version] */
#define GLUE_LOAD_FREE_THREADED 23 /* [message: the version] */
#define GLUE_LOAD_NUMPY 24         /* NumPy cannot be imported [type, message, traceback] */
#define GLUE_LOAD_NUMPY_ABI 25     /* [value: its ABI number] */
#define GLUE_LOAD_LAYOUT 26        /* objects are not laid out as in a standard build */
#define GLUE_LOAD_EXECUTABLE 27    /* the interpreter's path is not UTF-8 */
#define GLUE_STATE_OTHER_PYTHON 30 /* another Python runs in this process [message: its library; NULL: not known] */
#define GLUE_STATE_NOT_STARTED 31  /* init_python has not succeeded */
#define GLUE_STATE_RECURSION 32    /* Python and .NET called each other until 16 stacks of 16 MiB were used up */
#define GLUE_STATE_NO_PATH 33      /* sys.path has been deleted */
#define GLUE_MEMORY_THREAD 40      /* the system refused a thread */
#define GLUE_MEMORY_SYSTEM 41      /* it refused a thread-local key, a fork handler, or an environment variable */

/* dtype of glue_array, glue_ndarray and glue_output; in native byte order. */
#define GLUE_FLOAT64 1
#define GLUE_FLOAT32 2
#define GLUE_FLOAT16 3
#define GLUE_INT64 4
#define GLUE_UINT64 5
#define GLUE_INT32 6
#define GLUE_UINT32 7
#define GLUE_INT16 8
#define GLUE_UINT16 9
#define GLUE_INT8 10
#define GLUE_UINT8 11
#define GLUE_BOOL 12
#define GLUE_COMPLEX128 13 /* the last one */

#define GLUE_DIMENSIONS_MOST 32 /* NumPy 1 has no more */
#define GLUE_INPUTS_MOST 16
#define GLUE_KEYWORDS_MOST 64

/* Which Python, and how it runs. Read during init_python only. */
typedef struct glue_config {
    const char *library;        /* [borrow] the libpython to open */
    const char *executable;     /* [borrow] its interpreter: becomes sys.executable, and so decides prefix and venv */
    const char *const *folders; /* [borrow] put in front of sys.path, in this order */
    int64_t folder_count;
    const char *const *environment; /* [borrow] "NAME=value" to set before Python starts, "NAME" to remove */
    int64_t environment_count;
    int64_t collect_above_bytes; /* above so many bytes of leased memory Python's gc is run; > 0 */
    int64_t calls_at_once;       /* upper bound of calls inside Python; 0: decided by how long calls take */
    int64_t processors;          /* that this process may use; > 0 */
    int32_t tune_malloc;         /* 1: have glibc keep freed memory (platform/malloc.h); first start only */
    int32_t reserved;            /* 0 */
} glue_config;

/* When a call must end. Waiting for the gate and for the GIL ends; in running Python code an exception is raised; code
 * in C extensions is not interrupted. */
typedef struct glue_limit {
    int64_t timeout_ns;   /* in: from the start of the call; 0: none */
    int64_t deadline_ns;  /* in: 0; set by the first call with this limit; later calls keep it */
    int32_t is_cancelled; /* in, at any time: 1, followed by glue_wake */
    int32_t outcome;      /* out: GLUE_LIMIT_*, if it has ended the call */
} glue_limit;

/* What a call spent its time on: stamps of the monotonic clock, also on failure; 0: the call has not got so far. */
typedef struct glue_times {
    int64_t began_ns;  /* out: from here on it waits for the gate and the GIL */
    int64_t python_ns; /* out: it has the GIL */
    int64_t ended_ns;  /* out: its Python code is over, and its result read; or it has given up waiting */
} glue_times;

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
    int64_t *into;     /* [borrow] in: where positions go if they fit; may be NULL */
    int64_t capacity;  /* in: elements at `into` */
    int64_t *indices;  /* out: `into`, or memory of `obj` */
    int64_t size;      /* out */
    void *obj;         /* out: [own] py_decref; NULL if the positions fitted */
    void *retained;    /* out, also on failure: [own] glue_lease. Not NULL: Python retained the input */
    glue_limit *limit; /* [borrow] in: NULL for none */
    glue_times *times; /* [borrow] in: NULL: no clock is read for it */
} glue_result;

/* Positions in many arrays: those in the first, then those in the second, and so on; in each as in glue_result. */
typedef struct glue_many {
    const glue_array *arrays; /* [borrow] in: series; may be empty */
    int64_t count;            /* in: of arrays */
    int64_t *ends;            /* [borrow] in: one element an array; out: where its positions end in `indices` */
    void **retained;  /* [borrow] in: one element an array; out, also on failure: [own] glue_lease, as in glue_result */
    int64_t *indices; /* out: memory of `obj` */
    void *obj;        /* out: [own] py_decref; NULL if there are no positions */
    int64_t failed;   /* out: index of the array that a failure is about; -1: none, or it is not known */
    glue_limit *limit; /* [borrow] in: NULL for none */
    glue_times *times; /* [borrow] in: NULL: no clock is read for it */
} glue_many;

/* An array of any shape over the caller's memory, inside which every element must lie. */
typedef struct glue_ndarray {
    const void *data;       /* [borrow] the element whose indices are all 0; becomes [lease] by glue_lease */
    const int64_t *shape;   /* [borrow] a length for each dimension; may be 0 */
    const int64_t *strides; /* [borrow] bytes, one for each dimension; may be negative. NULL: in C's order, no gaps */
    int32_t ndim;           /* 0 to GLUE_DIMENSIONS_MOST */
    int32_t dtype;          /* GLUE_FLOAT64 and so on */
} glue_ndarray;

/* An array that a function returned: in C's order without gaps, aligned, in native byte order. */
typedef struct glue_output {
    void *into;       /* [borrow] in: where the elements go if they fit; NULL: they stay in Python's memory */
    int64_t capacity; /* in: elements at `into` */
    const void *data; /* out: `into`, or memory of `obj`, which Python may hold too */
    int64_t size;     /* out: elements */
    int64_t *shape;   /* [borrow] in: room for GLUE_DIMENSIONS_MOST lengths; out: ndim of them */
    const char *name; /* out: of outputs by name, memory of `obj`, or "" if the elements fitted; else NULL */
    void *obj;        /* out: [own] py_decref; NULL if the elements fitted */
    int32_t ndim;     /* out */
    int32_t dtype;    /* in */
} glue_output;

/* One call of a function: f(inputs[0], inputs[1], ...). */
typedef struct glue_invocation {
    const glue_ndarray *inputs; /* [borrow] in */
    void **retained; /* [borrow] in: one element an input; out, also on failure: [own] glue_lease, as in glue_result */
    int64_t input_count;  /* in: 0 to GLUE_INPUTS_MOST */
    glue_output *outputs; /* [borrow] in and out */
    int64_t several;      /* in: 0: the function returns outputs[0]; else a tuple, list or dict of at most so many */
    int64_t output_count; /* out */
    glue_limit *limit;    /* [borrow] in: NULL for none */
    glue_times *times;    /* [borrow] in: NULL: no clock is read for it */
} glue_invocation;

/* The facts of a failure; every pointer may be NULL. */
typedef struct glue_error {
    int32_t problem;     /* GLUE_RESULT_* and so on; 0: the status says it all */
    int32_t is_unsigned; /* 1: value is a uint64 */
    int64_t value, index, limit;
    char *type;      /* [own] glue_error_free: of the exception, "ValueError"; or of a result that is no array itself */
    char *message;   /* [own] glue_error_free: str() of the exception */
    char *traceback; /* [own] glue_error_free: as Python would print it */
    char *details;   /* [own] glue_error_free: frames, notes and causes, in the format of bootstrap.py's add_details */
    char *dtype;     /* [own] glue_error_free: of a result that is an array */
    char *shape;     /* [own] glue_error_free */
} glue_error;

/* What is alive right now. A test that ends with other than zeros has leaked. */
typedef struct glue_counters {
    int64_t functions; /* loaded and not yet given back */
    int64_t results;   /* obj of a result, not yet given back */
    int64_t leases;    /* inputs that Python retains */
    int64_t queued;    /* given back by py_decref, not yet freed */
    int64_t threads;   /* Python thread states made for callers' threads, not yet deleted */
    int64_t leaked;    /* pins that could not be leased and are never released */
} glue_counters;

/* One field of one struct above, for the test that compares C# with C. */
typedef struct glue_field {
    const char *name; /* [borrow] "glue_array.size"; a struct itself is "glue_array" */
    int64_t offset_bytes;
    int64_t size_bytes;
} glue_field;

typedef struct glue_func glue_func;

/* Releases a pin. Called once for each lease, on whatever thread dropped the last view, holding the GIL: it must not
 * wait, must not call Python, and must not throw. */
typedef void (*glue_release)(void *pin);

/* Starts Python and NumPy. The first call decides which; later ones with the same library add their folders and apply
 * collect_above_bytes, calls_at_once and processors. Another library is GLUE_E_STATE. A failed start may be tried
 * again, with another library if Python has not run. */
GLUE_EXPORT int32_t init_python(const glue_config *config, glue_error *err);

/* Imports `module` and finds `name` in it; both may be dotted. *func is [own] py_decref. */
GLUE_EXPORT int32_t load_func(const char *module, const char *name, glue_func **func, glue_error *err);

/* The same function with keyword arguments, which every call of *bound passes: prepared once. `keywords` is JSON: an
 * object of their names and values, in which a dict is {"dict": {...}}, and {"array": i} is a read-only copy of
 * arrays[i]. A name that the function's signature does not have is a TypeError with that signature; a function without
 * a signature, or with **kwargs, is trusted. *bound is [own] py_decref; func may be given back before it. `limit` is
 * [borrow]; NULL for none. */
GLUE_EXPORT int32_t glue_bind(glue_func *func, const char *keywords, const glue_ndarray *arrays, int64_t array_count,
                              glue_limit *limit, glue_func **bound, glue_error *err);

/* Calls func(array) with a read-only ndarray over the caller's memory, and reads the positions that it returns. */
GLUE_EXPORT int32_t detect(glue_func *func, const glue_array *values, glue_result *result, glue_error *err);

/* The same for many arrays, while the GIL is taken once. If the function has an attribute `many` of its own, that is
 * called once, with a list of the arrays that are not empty; it returns a list of as many results, or a tuple of two
 * arrays: all positions, each counted from the start of its array, and how many belong to each array. An exception's
 * `array_index`, if it has one, says which array in the list it is about. Else the function is called for each array.
 */
GLUE_EXPORT int32_t glue_detect_many(glue_func *func, glue_many *many, glue_error *err);

/* The function's own callable attribute, with the keyword arguments of the function. *attribute is [own] py_decref;
 * NULL if it has none at this moment, which is no failure. */
GLUE_EXPORT int32_t glue_attribute(glue_func *func, const char *name, glue_func **attribute, glue_error *err);

/* What func() returns, which must be callable, as a function without keyword arguments. *made is [own] py_decref. */
GLUE_EXPORT int32_t glue_make(glue_func *func, glue_func **made, glue_error *err);

/* Calls a function with read-only ndarrays over the caller's memory, and reads the array, or the arrays, that it
 * returns. A number is an array without dimensions. What is returned in another dtype is converted if that is exact.
 * An array that shares memory with an input is copied. Called also if an input is empty. */
GLUE_EXPORT int32_t glue_invoke(glue_func *func, glue_invocation *invocation, glue_error *err);

/* `pin` keeps the memory of a retained input alive and in place until release(pin), which comes when Python's last
 * reference to it dies. Called while the memory is still held otherwise; consumes `retained` and `pin`, and cannot
 * fail: a pin that cannot be leased is never released, and counted. */
GLUE_EXPORT void glue_lease(void *retained, void *pin, glue_release release);

/* [no-gil] Gives back a func, or the obj of a result. A func is queued: the next call frees it, or the worker. */
GLUE_EXPORT void py_decref(void *obj);

/* [no-gil] Called after is_cancelled of a glue_limit was set. */
GLUE_EXPORT void glue_wake(void);

/* [no-gil] What Python code that runs for a call by this thread gets from glue_context; nothing else reads it. Returns
 * what was set before, NULL initially. */
GLUE_EXPORT void *glue_set_context(void *context);

/* [no-gil] The context of the thread whose call runs here: this thread's, or that of the one it works for. */
GLUE_EXPORT void *glue_context(void);

/* [no-gil] Frees the texts and clears the struct. */
GLUE_EXPORT void glue_error_free(glue_error *err);

/* [no-gil] */
GLUE_EXPORT int32_t glue_abi(void);
GLUE_EXPORT void glue_count(glue_counters *counters);
GLUE_EXPORT const glue_field *glue_layout(int64_t *count);

#endif
