/* Knows which Python this process has, once and for all, and what must be there before it runs. */
#include "python/runtime.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "call/gate.h"
#include "python/chores.h"
#include "platform/fork.h"
#include "platform/library.h"
#include "python/error.h"
#include "python/gil.h"
#include "python/lease.h"
#include "platform/platform.h"
#include "python/python_api.h"
#include "platform/worker.h"
#include "call/stack.h"
#include "python/start.h"

static platform_mutex mutex = PLATFORM_MUTEX_INIT;
static char *library; /* own, for ever: the libpython that was started; written once, under mutex */
static int prepared;  /* under mutex */
static atomic_int started;

/* Once in a process, before any thread can come here with work. */
static int32_t runtime_prepare(glue_error *err)
{
    if (prepared) return GLUE_OK;
    if (gil_prepare()) return error_set(err, GLUE_E_MEMORY, "the system has no thread-local key left");
    if (fork_prepare()) return error_set(err, GLUE_E_MEMORY, "the system refused a handler for fork()");
    library_pin_self();
    worker_prepare(chores_do);
    prepared = 1;
    return GLUE_OK;
}

/* Loads the library, and starts its Python on the service thread, unless somebody else has started it. */
static int32_t runtime_load(const glue_config *config, int *started_here, glue_error *err)
{
    int32_t status = runtime_prepare(err);
    if (!status) status = python_api_load(config->library, err);
    if (status) return status;

    char *name = malloc(strlen(config->library) + 1); /* own */
    if (!name) return GLUE_E_MEMORY;
    strcpy(name, config->library);
    *started_here = !py.Py_IsInitialized();
    status = *started_here ? worker_start(start_python, config, err) : worker_ensure(err);
    if (py.Py_IsInitialized()) library = name; /* also if its NumPy failed: this process can have no other Python now */
    else free(name);
    return status;
}

typedef struct runtime_join_args {
    const glue_config *config;
    glue_error *err;
} runtime_join_args;

static int32_t runtime_join(void *arg)
{
    runtime_join_args *call = arg;
    return start_join(call->config, call->err);
}

int32_t runtime_start(const glue_config *config, glue_error *err)
{
    int started_here = 0;
    platform_lock(&mutex);
    int32_t status = library ? GLUE_OK : runtime_load(config, &started_here, err);
    platform_unlock(&mutex);
    if (status) return status;
    if (strcmp(library, config->library) != 0)
        return error_set(err, GLUE_E_STATE,
                         "this process runs the Python of %s already, and can run only that one; %s was asked for: "
                         "choose one Python for the whole process",
                         library, config->library);

    /* Without the mutex, since this waits for the GIL, and a thread that holds it may want the mutex. */
    runtime_join_args call = {config, err};
    if (!started_here) status = stack_run(runtime_join, &call, err);
    if (status) return status;
    gate_set(config->calls_at_once, config->processors);
    if (config->collect_above_bytes) lease_set_collect_above(config->collect_above_bytes);
    atomic_store(&started, 1);
    return GLUE_OK;
}

int runtime_is_started(glue_error *err)
{
    if (atomic_load_explicit(&started, memory_order_acquire)) return 1;
    error_set(err, GLUE_E_STATE, "Python has not been started: call init_python first");
    return 0;
}
