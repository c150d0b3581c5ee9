/* The CPython functions and objects that the shim uses. One table, filled at run time, typed by CPython's own
 * prototypes. The limited API of 3.8 is the contract: these names and shapes hold for every later CPython. */
#ifndef PYTHON_API_H
#define PYTHON_API_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "glue.h"

/* clang-format off */
#define PYTHON_FUNCTIONS(X) \
    X(Py_DecRef) X(Py_CompileString) X(Py_GetVersion) X(Py_IncRef) X(Py_InitializeEx) X(Py_IsInitialized) X(PyBytes_AsStringAndSize) \
    X(PyCallable_Check) X(PyCFunction_NewEx) X(PyCapsule_GetPointer) X(PyCapsule_New) \
    X(PyDict_GetItemString) X(PyDict_Items) X(PyDict_New) X(PyDict_SetItemString) X(PyErr_Clear) X(PyErr_Fetch) X(PyErr_Format) X(PyErr_NoMemory) X(PyErr_ExceptionMatches) X(PyErr_NormalizeException) X(PyErr_Occurred) X(PyErr_Restore) \
    X(PyException_SetTraceback) X(PyEval_EvalCode) X(PyEval_RestoreThread) X(PyEval_SaveThread) X(PyGILState_Ensure) X(PyGILState_GetThisThreadState) \
    X(PyGILState_Release) X(PyImport_ImportModule) X(PyList_Append) X(PyList_AsTuple) X(PyList_Insert) X(PyList_New) X(PyLong_AsLongLong) \
    X(PyObject_Call) X(PyObject_CallFunctionObjArgs) X(PyObject_GetAttrString) X(PyObject_SetAttrString) X(PyObject_Str) X(PyObject_Type) \
    X(PySequence_Check) X(PySequence_Contains) X(PySequence_DelItem) X(PySequence_Index) X(PySys_GetObject) X(PyThreadState_Clear) \
    X(PyThread_get_thread_ident) X(PyThreadState_Delete) X(PyThreadState_SetAsyncExc) X(PyTuple_GetItem) X(PyTuple_GetSlice) X(PyTuple_Size) X(PyTuple_New) X(PyTuple_SetItem) X(PyType_IsSubtype) X(PyUnicode_AsEncodedString) \
    X(PyUnicode_FromString) X(PyUnicode_Join) X(PyWeakref_NewRef)

#define PYTHON_OBJECTS(X) X(PyComplex_Type) X(PyDict_Type) X(PyExc_TypeError) X(PyExc_ValueError) X(PyFloat_Type) X(PyList_Type) X(PyLong_Type) X(PyTuple_Type) X(PyUnicode_Type) X(_Py_NoneStruct)

/* Exported by all too, but by now deprecated in the headers, or in none of the limited API. */
#define PYTHON_UNDECLARED(X) \
    X(void, PyThreadState_DeleteCurrent, (void)) \
    X(void, Py_SetProgramName, (const wchar_t *))
/* clang-format on */

typedef PyObject *python_vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames);

typedef struct python_api {
#define X(name) __typeof__(name) *name;
    PYTHON_FUNCTIONS(X)
    PYTHON_OBJECTS(X)
#undef X
#define X(type, name, parameters) type(*name) parameters;
    PYTHON_UNDECLARED(X)
#undef X
    python_vectorcall *PyObject_Vectorcall; /* NULL before 3.11 */
    int *Py_UTF8Mode;                       /* NULL where it is gone */
    int (*PyGC_Disable)(void);              /* NULL before 3.10, as the next */
    int (*PyGC_Enable)(void);
    PyThreadState *(*current_state)(void); /* whose the GIL is, or NULL; of another thread, up to 3.11 */
} python_api;

extern python_api py; /* filled by load_python */

#endif
