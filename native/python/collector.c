/* Knows how Python's garbage collector is kept from going through what the import of NumPy makes, time and again, which
 * took a tenth of the import: nearly all of that stays. */
#include "python/collector.h"

#include "python/python_api.h"

static void collector_call(PyObject *module, const char *name)
{
    PyObject *function = module ? py.PyObject_GetAttrString(module, name) : NULL;         /* own */
    PyObject *answer = function ? py.PyObject_CallFunctionObjArgs(function, NULL) : NULL; /* own */
    py.PyErr_Clear();
    py.Py_DecRef(answer);
    py.Py_DecRef(function);
}

int collector_pause(void) { return py.PyGC_Disable ? py.PyGC_Disable() : 0; }

void collector_resume(int was_on)
{
    if (!was_on) return;
    /* Into the oldest generation, unseen: else the first collection would go through all of it. */
    PyObject *gc = py.PyImport_ImportModule("gc"); /* own */
    collector_call(gc, "freeze");
    collector_call(gc, "unfreeze");
    py.Py_DecRef(gc);
    py.PyGC_Enable();
}
