/* The exports. Each is a few calls into src/; detect_here() tells the whole story of a call. */
#include "glue.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "src/admission.h"
#include "src/array.h"
#include "src/chores.h"
#include "src/copy.h"
#include "src/dl.h"
#include "src/error.h"
#include "src/func.h"
#include "src/gil.h"
#include "src/handle.h"
#include "src/lease.h"
#include "src/platform.h"
#include "src/python_api.h"
#include "src/result.h"
#include "src/service.h"
#include "src/stack.h"
#include "src/start.h"

#define DRAIN_PER_CALL 16 /* at least twice what one call can queue, so that the queue shrinks under load */

static platform_mutex init_mutex = PLATFORM_MUTEX_INIT;
static char *library; /* own, for ever: the libpython that was started; written once, under init_mutex */
static int prepared;  /* under init_mutex */
static atomic_int started;

/* Once in a process, before any thread can come here with work. */
static int32_t glue_prepare(glue_error *err)
{
    if (prepared) return GLUE_OK;
    if (gil_prepare()) return error_set(err, GLUE_E_MEMORY, "the system has no thread-local key left");
    if (copy_prepare()) return error_set(err, GLUE_E_MEMORY, "the system refused a handler for fork()");
    dl_pin_self();
    service_prepare(chores_do);
    prepared = 1;
    return GLUE_OK;
}

/* Loads the library, and starts its Python on the service thread, unless somebody else has started it. */
static int32_t glue_load(const glue_config *config, int *started_here, glue_error *err)
{
    int32_t status = glue_prepare(err);
    if (!status) status = python_api_load(config->library, err);
    if (status) return status;

    char *name = malloc(strlen(config->library) + 1); /* own */
    if (!name) return GLUE_E_MEMORY;
    strcpy(name, config->library);
    *started_here = !py.Py_IsInitialized();
    status = *started_here ? service_start(start_python, config, err) : service_ensure(err);
    if (py.Py_IsInitialized()) library = name; /* also if its NumPy failed: this process can have no other Python now */
    else free(name);
    return status;
}

typedef struct join_args {
    const glue_config *config;
    glue_error *err;
} join_args;

static int32_t join_here(void *arg)
{
    join_args *call = arg;
    return start_join(call->config, call->err);
}

int32_t init_python(const glue_config *config, glue_error *err)
{
    int started_here = 0;
    *err = (glue_error){0};
    platform_lock(&init_mutex);
    int32_t status = library ? GLUE_OK : glue_load(config, &started_here, err);
    platform_unlock(&init_mutex);
    if (status) return status;
    if (strcmp(library, config->library) != 0)
        return error_set(err, GLUE_E_STATE,
                         "this process runs the Python of %s already, and can run only that one; %s was asked for: "
                         "choose one Python for the whole process",
                         library, config->library);

    /* Without the mutex, since this waits for the GIL, and a thread that holds it may want the mutex. */
    join_args call = {config, err};
    if (!started_here) status = stack_run(join_here, &call);
    if (status) return status;
    if (config->collect_above_bytes) lease_set_collect_above(config->collect_above_bytes);
    atomic_store(&started, 1);
    return GLUE_OK;
}

static int glue_is_started(glue_error *err)
{
    if (atomic_load_explicit(&started, memory_order_acquire)) return 1;
    error_set(err, GLUE_E_STATE, "Python has not been started: call init_python first");
    return 0;
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
    status = func_load(call->module, call->name, call->func, call->err);
    copy_end(status);
    gil_leave(hold);
    return status;
}

int32_t load_func(const char *module, const char *name, glue_func **func, glue_error *err)
{
    *func = NULL;
    *err = (glue_error){0};
    load_args call = {module, name, func, err};
    return glue_is_started(err) ? stack_run(load_here, &call) : GLUE_E_STATE;
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

    PyObject *array = array_borrow(call->values);                     /* own */
    PyObject *returned = array ? func_call(call->func, array) : NULL; /* own */
    copy_end(!returned);
    if (!returned) status = error_from_python(call->err);
    else status = result_read(returned, call->func->name, call->values->size, result, call->err);
    if (status && result->obj) {
        handle_free(result->obj);
        result->obj = NULL;
    }
    py.Py_DecRef(returned);

    /* Result and exception are gone, and no Python code runs from here on: whoever holds the array now has kept it. */
    if (array && array_is_kept(array)) result->kept = array; /* own: glue_lease */
    else py.Py_DecRef(array);
    copy_end(status);
    gil_leave(hold);
    return status;
}

static int32_t detect_in_turn(void *arg)
{
    detect_args *call = arg;
    admission_pass pass;
    admission_enter(&pass, &call->func->history, call->values->size);
    int32_t status = detect_here(call);
    admission_leave(&pass);
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
    return glue_is_started(err) ? stack_run(detect_in_turn, &call) : GLUE_E_STATE;
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
    copy_end(0);
    gil_leave(hold);
    return GLUE_OK;
}

void glue_lease(void *kept, void *pin, glue_release release)
{
    lease_args call = {kept, pin, release};
    if (stack_run(lease_here, &call)) lease_leak();
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
}
