#include "python/signals.h"

#include "platform/library.h"
#include "python/python_api.h"

#if defined(_WIN32)

int signals_guard(void) { return 0; }

#else

#include <pthread.h>

static const int signals_guarded[SIGNALS_COUNT] = {SIGINT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

signals_state signals_save(void)
{
    signals_state state;
    for (int i = 0; i < SIGNALS_COUNT; i++) sigaction(signals_guarded[i], NULL, &state.actions[i]);
    return state;
}

/* .NET too may set one meanwhile, on another thread: CancelKeyPress. */
static int signals_is_pythons(void (*handler)(int))
{
    return handler != SIG_DFL && handler != SIG_IGN &&
           library_are_same((library_symbol)handler, (library_symbol)py.Py_IsInitialized);
}

void signals_restore(const signals_state *state)
{
    for (int i = 0; i < SIGNALS_COUNT; i++) {
        struct sigaction now;
        if (sigaction(signals_guarded[i], NULL, &now)) continue;
        if (signals_is_pythons(now.sa_handler)) sigaction(signals_guarded[i], &state->actions[i], NULL);
    }
}

/* Calls what was there before, and gives the signals' handlers back. `original` is own, for ever. */
static PyObject *signals_keep_handlers(PyObject *original, PyObject *args, PyObject *keywords)
{
    signals_state before = signals_save();
    PyObject *answer = py.PyObject_Call(original, args, keywords);
    signals_restore(&before);
    return answer;
}

/* Calls what was there before, and lets through faults, and what .NET stops a thread with for its garbage collector. */
static PyObject *signals_keep_open(PyObject *original, PyObject *args, PyObject *keywords)
{
    PyObject *answer = py.PyObject_Call(original, args, keywords);
    sigset_t open;
    sigemptyset(&open);
    for (int i = 0; i < SIGNALS_COUNT; i++)
        if (signals_guarded[i] != SIGINT) sigaddset(&open, signals_guarded[i]);
#if defined(SIGRTMIN)
    sigaddset(&open, SIGRTMIN);
#endif
    pthread_sigmask(SIG_UNBLOCK, &open, NULL);
    return answer;
}

/* Puts our function in place of module.name. -1 with a Python error pending. */
static int signals_replace(const char *module, PyMethodDef *ours)
{
    PyObject *holder = py.PyImport_ImportModule(module);                                   /* own */
    PyObject *original = holder ? py.PyObject_GetAttrString(holder, ours->ml_name) : NULL; /* own */
    PyObject *function = original ? py.PyCFunction_NewEx(ours, original, NULL) : NULL;     /* own */
    int failed = !function || py.PyObject_SetAttrString(holder, ours->ml_name, function);
    py.Py_DecRef(function);
    py.Py_DecRef(original);
    py.Py_DecRef(holder);
    return failed ? -1 : 0;
}

int signals_guard(void)
{
    static int guarded; /* how many; under the GIL */
    static struct {
        const char *module;
        PyMethodDef function;
    } guards[] = {
        {"faulthandler",
         {"enable", (PyCFunction)(void (*)(void))signals_keep_handlers, METH_VARARGS | METH_KEYWORDS, NULL}},
        {"_signal",
         {"pthread_sigmask", (PyCFunction)(void (*)(void))signals_keep_open, METH_VARARGS | METH_KEYWORDS, NULL}},
    };
    for (; guarded < 2; guarded++)
        if (signals_replace(guards[guarded].module, &guards[guarded].function)) return -1;
    return 0;
}

#endif
