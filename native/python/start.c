/* Knows how a Python is brought up inside a process that is not its own: as which interpreter, in UTF-8 mode, without
 * its signal handlers, and with which sys.path. */
#include "python/start.h"

#include "python/allocator.h"
#include "python/collector.h"
#include "platform/library.h"
#include "platform/environment.h"
#include "python/error.h"
#include "python/gil.h"
#include "python/borrow.h"
#include "platform/pool.h"
#include "python/python_api.h"
#include "python/signals.h"

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
    if (!path) error_set(err, GLUE_E_STATE, "sys.path is gone: something in this process has deleted it");
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
    return path ? error_from_python(err) : GLUE_E_STATE;
}

/* Python is never finalized, so what print() leaves in a buffer would be lost:
 * sys.stdout.reconfigure(line_buffering=True). A stdout that cannot do that, or is None, stays as it is. */
static void start_buffer_by_line(void)
{
    PyObject *out = py.PySys_GetObject("stdout");                                       /* borrow: sys holds it */
    PyObject *reconfigure = out ? py.PyObject_GetAttrString(out, "reconfigure") : NULL; /* own */
    PyObject *none = py.PyTuple_New(0), *options = py.PyDict_New(), *yes = py.PyBool_FromLong(1); /* own, own, own */
    PyObject *answer = NULL;                                                                      /* own */
    if (reconfigure && none && options && yes && !py.PyDict_SetItemString(options, "line_buffering", yes))
        answer = py.PyObject_Call(reconfigure, none, options);
    py.PyErr_Clear();
    py.Py_DecRef(answer);
    py.Py_DecRef(yes);
    py.Py_DecRef(options);
    py.Py_DecRef(none);
    py.Py_DecRef(reconfigure);
}

int32_t start_join(const glue_config *config, glue_error *err)
{
    gil_hold hold;
    if (gil_enter(&hold)) return GLUE_E_MEMORY;
    int32_t status = start_import_signal(err);
    if (!status && signals_guard()) status = error_from_python(err);
    if (!status) status = start_edit_path(config, err);
    if (!status) status = borrow_prepare(err);
    if (!status) {
        pool_set_bound(config->pool_bytes);
        allocator_start();
    }
    gil_leave(hold);
    return status;
}

int32_t start_python(const glue_config *config, glue_error *err)
{
    int32_t status = environment_set(config->environment, config->environment_count, err);
    if (status) return status;
    static wchar_t *name; /* lease: Python may keep the pointer for ever */
    name = library_wide(config->executable);
    if (!name) return error_set(err, GLUE_E_LOAD, "the interpreter's path is not UTF-8: %s", config->executable);

    if (py.Py_UTF8Mode) *py.Py_UTF8Mode = 1; /* without LANG, as under systemd, file names would be ASCII */
    py.Py_SetProgramName(name);
    signals_state before = signals_save();
    py.Py_InitializeEx(0);
    signals_restore(&before); /* sitecustomize, PYTHONFAULTHANDLER */
    start_buffer_by_line();
    int was_on = collector_pause();
    gil_give_up();
    status = start_join(config, err);
    gil_hold hold;
    if (gil_enter(&hold)) return GLUE_E_MEMORY;
    collector_resume(was_on);
    gil_leave(hold);
    return status;
}
