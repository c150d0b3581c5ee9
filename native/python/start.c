#include "python/start.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "platform/environment.h"
#include "platform/fork.h"
#include "platform/library.h"
#include "platform/malloc.h"
#include "platform/platform.h"
#include "platform/worker.h"
#include "python/bootstrap.h"
#include "python/borrow.h"
#include "python/error.h"
#include "python/gil.h"
#include "python/handle.h"
#include "python/lease.h"
#include "python/load.h"
#include "python/signals.h"

static platform_mutex mutex = PLATFORM_MUTEX_INIT;
static char *library; /* own, for ever: the libpython that runs; written once, under mutex */
static atomic_int is_finished;

/* A first import of _signal takes Ctrl-C from .NET, also with Py_InitializeEx(0); later ones do nothing. */
static int32_t start_import_signal(glue_error *err)
{
    signals_state before = signals_save();
    PyObject *module = py.PyImport_ImportModule("_signal"); /* own */
    signals_restore(&before);
    py.Py_DecRef(module);
    return module ? GLUE_OK : error_from_python(err);
}

/* Takes every entry that equals `folder` off a list. -1 with a Python error pending. */
static int start_remove(PyObject *path, PyObject *folder)
{
    int found;
    while ((found = py.PySequence_Contains(path, folder)) > 0) {
        Py_ssize_t at = py.PySequence_Index(path, folder);
        if (at < 0 || py.PySequence_DelItem(path, at)) return -1;
    }
    return found;
}

/* Puts a folder at `at`, also one that stands further behind; one that we have put there before stays where it is.
 * Returns where the next one goes, -1 with a Python error pending. */
static Py_ssize_t start_put_folder(PyObject *path, PyObject *folder, Py_ssize_t at)
{
    static PyObject *put; /* own, for ever: what we have put on sys.path */
    if (!put && !(put = py.PyList_New(0))) return -1;
    int known = py.PySequence_Contains(put, folder), there = py.PySequence_Contains(path, folder);
    if (known < 0 || there < 0) return -1;
    if (known && there) return py.PySequence_Index(path, folder) + 1;
    if (start_remove(path, folder) || py.PyList_Insert(path, at, folder)) return -1;
    return known || !py.PyList_Append(put, folder) ? at + 1 : -1;
}

static int32_t start_edit_path(const glue_config *config, glue_error *err)
{
    PyObject *path = py.PySys_GetObject("path");   /* borrow: sys holds it */
    PyObject *empty = py.PyUnicode_FromString(""); /* own */
    /* No entry may mean "the current directory, whatever it is then". */
    int failed = !path || !empty || start_remove(path, empty) < 0;
    py.Py_DecRef(empty);
    for (int64_t i = 0, at = 0; !failed && i < config->folder_count; i++) {
        PyObject *folder = py.PyUnicode_FromString(config->folders[i]); /* own */
        at = folder ? start_put_folder(path, folder, at) : -1;
        py.Py_DecRef(folder);
        failed = at < 0;
    }
    if (!failed) return GLUE_OK;
    return path ? error_from_python(err) : error_set(err, GLUE_E_STATE, GLUE_STATE_NO_PATH);
}

int32_t start_join(const glue_config *config, glue_error *err)
{
    gil_hold hold;
    if (gil_enter(&hold)) return GLUE_E_MEMORY;
    int32_t status = bootstrap_run() ? error_from_python(err) : start_import_signal(err);
    if (!status && signals_guard()) status = error_from_python(err);
    if (!status) status = start_edit_path(config, err);
    if (!status) status = borrow_prepare(err);
    gil_leave(hold);
    return status;
}

static void start_call_gc(PyObject *gc, const char *name)
{
    PyObject *function = gc ? py.PyObject_GetAttrString(gc, name) : NULL;                 /* own */
    PyObject *answer = function ? py.PyObject_CallFunctionObjArgs(function, NULL) : NULL; /* own */
    py.PyErr_Clear();
    py.Py_DecRef(answer);
    py.Py_DecRef(function);
}

/* Going through what the import of NumPy makes, time and again, took a tenth of the import: nearly all of it stays. It
 * goes into the oldest generation, unseen; else the first collection would go through all of it. */
static void start_resume_gc(void)
{
    gil_hold hold;
    if (gil_enter(&hold)) return;
    PyObject *gc = py.PyImport_ImportModule("gc"); /* own */
    start_call_gc(gc, "freeze");
    start_call_gc(gc, "unfreeze");
    py.Py_DecRef(gc);
    py.PyGC_Enable();
    gil_leave(hold);
}

typedef struct start_job {
    const glue_config *config;
    glue_error *err;
    int32_t status;
} start_job;

/* On the worker, which becomes Python's main thread. Gives up the GIL. */
static void start_run(void *arg)
{
    start_job *job = arg;
    static wchar_t *name; /* lease: Python may keep the pointer for ever */
    if (environment_set(job->config->environment, job->config->environment_count))
        job->status = error_set(job->err, GLUE_E_MEMORY, GLUE_MEMORY_SYSTEM);
    else if (!(name = library_wide(job->config->executable)))
        job->status = error_set(job->err, GLUE_E_LOAD, GLUE_LOAD_EXECUTABLE);
    if (job->status) return;

    if (py.Py_UTF8Mode) *py.Py_UTF8Mode = 1; /* without LANG, as under systemd, file names would be ASCII */
    py.Py_SetProgramName(name);
    signals_state before = signals_save();
    py.Py_InitializeEx(0);
    signals_restore(&before); /* sitecustomize, PYTHONFAULTHANDLER */
    if (bootstrap_run() || bootstrap_write_through("stdout") || bootstrap_write_through("stderr")) py.PyErr_Clear();
    int gc_was_on = py.PyGC_Disable ? py.PyGC_Disable() : 0;
    gil_give_up();
    job->status = start_join(job->config, job->err);
    if (gc_was_on) start_resume_gc();
}

/* What the worker does for everybody. */
static void start_upkeep(void)
{
    gil_hold hold;
    gil_settle();
    if (!gil_enter(&hold)) {
        handle_drain(INT32_MAX);
        lease_collect();
        gil_leave(hold);
    }
    gil_reap();
}

/* Under mutex. Once in a process, before any other thread can come here with work. */
static int32_t start_prepare(const glue_config *config, glue_error *err)
{
    static int is_prepared; /* under mutex */
    if (is_prepared) return GLUE_OK;
    if (gil_prepare() || fork_prepare()) return error_set(err, GLUE_E_MEMORY, GLUE_MEMORY_SYSTEM);
    if (config->tune_malloc) malloc_tune();
    library_pin_self();
    worker_prepare(start_upkeep);
    is_prepared = 1;
    return GLUE_OK;
}

/* Under mutex. */
static int32_t start_load(const glue_config *config, int *is_joined, glue_error *err)
{
    int32_t status = start_prepare(config, err);
    if (!status) status = load_python(config->library, err);
    if (status) return status;

    char *name = malloc(strlen(config->library) + 1); /* own */
    if (!name) return GLUE_E_MEMORY;
    strcpy(name, config->library);
    start_job job = {config, err, GLUE_OK};
    *is_joined = !py.Py_IsInitialized();
    if (*is_joined ? worker_run(start_run, &job) : worker_ensure())
        job.status = error_set(err, GLUE_E_MEMORY, GLUE_MEMORY_THREAD);
    if (py.Py_IsInitialized()) library = name; /* also if its NumPy failed: this process can have no other Python now */
    else free(name);
    return job.status;
}

int32_t start_python(const glue_config *config, int *is_joined, glue_error *err)
{
    *is_joined = 0;
    platform_lock(&mutex);
    int32_t status = library ? GLUE_OK : start_load(config, is_joined, err);
    platform_unlock(&mutex);
    if (status || !strcmp(library, config->library)) return status;
    return error_set_text(err, GLUE_E_STATE, GLUE_STATE_OTHER_PYTHON, library);
}

void start_finish(const glue_config *config)
{
    lease_set_collect_above(config->collect_above_bytes);
    atomic_store(&is_finished, 1);
}

int start_is_finished(void) { return atomic_load_explicit(&is_finished, memory_order_acquire); }
