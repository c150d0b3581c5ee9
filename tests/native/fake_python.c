/* A library with every symbol of CPython that we ask for, and no Python behind them: each returns a version text. */
#include "python/python_api.h"

const char *fake_version(void);
const char *fake_version(void) { return FAKE_VERSION; }

#if defined(_WIN32)
#define EXPORT(name) "\n.section .drectve\n.ascii \" -export:" #name "\"\n.text"
#else
#define EXPORT(name)
#endif

#define X(name) __asm__(".globl " #name "\n.set " #name ", fake_version" EXPORT(name));
PYTHON_FUNCTIONS(X)
PYTHON_OBJECTS(X)
#define X_UNDECLARED(type, name, parameters) X(name)
PYTHON_UNDECLARED(X_UNDECLARED)
X(PyThreadState_GetUnchecked)
