/* The exports. Each is a few calls into src/; detect_here() tells the whole story of a call. */
#include "glue.h"

#include "call/gate.h"
#include "platform/fork.h"
#include "python/error.h"
#include "python/function.h"
#include "python/gil.h"
#include "python/handle.h"
#include "python/borrow.h"
#include "python/lease.h"
#include "call/many.h"
#include "platform/pool.h"
#include "python/python_api.h"
#include "call/result.h"
#include "python/runtime.h"
#include "call/stack.h"

#define DRAIN_PER_CALL 16 /* at least twice what one call can queue, so that the queue shrinks under load */

int32_t init_python(const glue_config *config, glue_error *err)
{
    *err = (glue_error){0};
    return runtime_start(config, err);
}

/* Runs the job where there is stack enough for Python. */
static int32_t glue_run(stack_job *job, void *arg, glue_error *err)
{
    return runtime_is_started(err) ? stack_run(job, arg, err) : GLUE_E_STATE;
}

/* Takes the GIL, and frees some of what .NET has given back. */
static int32_t glue_enter(gil_hold *hold)
{
    if (gil_enter(hold)) return GLUE_E_MEMORY;
    handle_drain(DRAIN_PER_CALL);
    return GLUE_OK;
}

typedef struct load_args {
    const char *module, *name;
    glue_func **func;
    glue_error *err;
} load_args;

static int32_t load_here(void *arg)
{
    load_args *call = arg;
    gil_hold hold;
    int32_t status = glue_enter(&hold);
    if (status) return status;
    status = function_load(call->module, call->name, call->func, call->err);
    fork_exit_child(status); /* for its exit code */
    gil_leave(hold);
    return status;
}

int32_t load_func(const char *module, const char *name, glue_func **func, glue_error *err)
{
    *func = NULL;
    *err = (glue_error){0};
    load_args call = {module, name, func, err};
    return glue_run(load_here, &call, err);
}

typedef struct detect_args {
    glue_func *func;
    const glue_array *values;
    glue_result *result;
    glue_error *err;
} detect_args;

static int32_t detect_here(void *arg)
{
    detect_args *call = arg;
    glue_result *result = call->result;
    gil_hold hold;
    int32_t status = glue_enter(&hold);
    if (status) return status;

    PyObject *array = borrow_begin(call->values);                         /* own */
    PyObject *returned = array ? function_call(call->func, array) : NULL; /* own */
    fork_exit_child(!returned);                                           /* for its exit code */
    if (!returned) status = error_from_python(call->err);
    else status = result_read(returned, call->func->name, call->values, result, call->err);
    if (status && result->obj) {
        handle_free(result->obj);
        result->obj = NULL;
    }
    py.Py_DecRef(returned);

    /* Result and exception are gone, and no Python code runs from here on: whoever holds the array now has kept it. */
    result->kept = borrow_end(array, call->values); /* own: glue_lease */
    gil_leave(hold);
    return status;
}

static int32_t detect_in_turn(void *arg)
{
    detect_args *call = arg;
    gate_pass pass;
    gate_enter(&pass, &call->func->history, call->values->size);
    int32_t status = detect_here(call);
    gate_leave(&pass);
    return status;
}

int32_t detect(glue_func *func, const glue_array *values, glue_result *result, glue_error *err)
{
    result->indices = NULL;
    result->size = 0;
    result->obj = result->kept = NULL;
    *err = (glue_error){0};
    if (values->size == 0) return GLUE_OK;
    detect_args call = {func, values, result, err};
    return glue_run(detect_in_turn, &call, err);
}

typedef struct many_args {
    glue_func *func;
    glue_many *many;
    int64_t values; /* in all arrays together */
    glue_error *err;
} many_args;

static int32_t many_in_turn(void *arg)
{
    many_args *call = arg;
    gate_pass pass;
    gil_hold hold;
    gate_enter(&pass, &call->func->history_of_many, call->values);
    int32_t status = glue_enter(&hold);
    if (!status) {
        status = many_call(call->func, call->many, call->err);
        gil_leave(hold);
    }
    gate_leave(&pass);
    return status;
}

int32_t glue_detect_many(glue_func *func, glue_many *many, glue_error *err)
{
    many->indices = NULL;
    many->obj = NULL;
    many->at = -1;
    *err = (glue_error){0};
    many_args call = {func, many, 0, err};
    for (int64_t i = 0; i < many->count; i++) {
        many->ends[i] = 0;
        many->kept[i] = NULL;
        call.values += many->arrays[i].size;
    }
    return call.values ? glue_run(many_in_turn, &call, err) : GLUE_OK;
}

typedef struct lease_args {
    void *kept, *pin;
    glue_release release;
} lease_args;

static int32_t lease_here(void *arg)
{
    lease_args *call = arg;
    gil_hold hold;
    if (gil_enter(&hold)) return GLUE_E_MEMORY;
    lease_attach(call->kept, call->pin, call->release); /* may run the garbage collector, and so any Python code */
    gil_leave(hold);
    return GLUE_OK;
}

void glue_lease(void *kept, void *pin, glue_release release)
{
    lease_args call = {kept, pin, release};
    glue_error err = {0};
    if (stack_run(lease_here, &call, &err)) lease_leak();
    error_free(&err);
}

void py_decref(void *obj)
{
    if (obj) handle_give_back(obj);
}

void glue_error_free(glue_error *err) { error_free(err); }

int32_t glue_abi(void) { return GLUE_ABI; }

void glue_count(glue_counters *counters)
{
    *counters = (glue_counters){0};
    handle_count(counters);
    lease_count(counters);
    counters->threads = gil_thread_count();
    counters->pooled_bytes = pool_bytes();
}
