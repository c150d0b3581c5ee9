#include "python/load.h"

#include <string.h>

#include "platform/library.h"
#include "python/error.h"

python_api py;

static int32_t load_table(python_api *table, void *library, glue_error *err)
{
#define X(name)                                                                                                        \
    if (!(table->name = (__typeof__(table->name))(void *)library_find(library, #name)))                                \
        return error_set_text(err, GLUE_E_LOAD, GLUE_LOAD_SYMBOL, #name);
    PYTHON_FUNCTIONS(X)
    PYTHON_OBJECTS(X)
#define X_UNDECLARED(type, name, parameters) X(name)
    PYTHON_UNDECLARED(X_UNDECLARED)
#undef X
    table->PyObject_Vectorcall = (python_vectorcall *)(void *)library_find(library, "PyObject_Vectorcall");
    table->Py_UTF8Mode = (int *)(void *)library_find(library, "Py_UTF8Mode");
    table->PyGC_Disable = (int (*)(void))library_find(library, "PyGC_Disable");
    table->PyGC_Enable = (int (*)(void))library_find(library, "PyGC_Enable");
    library_symbol current = library_find(library, "PyThreadState_GetUnchecked"); /* 3.13 */
    if (!current) current = library_find(library, "_PyThreadState_UncheckedGet");
    table->current_state = (PyThreadState * (*)(void))(void *)current;
    if (!current) return error_set_text(err, GLUE_E_LOAD, GLUE_LOAD_SYMBOL, "PyThreadState_GetUnchecked");
    return GLUE_OK;
}

/* NumPy's modules would bind to whichever libpython is found first: there can be one at most. Finds the one that the
 * shim has started, and on ELF one whose symbols are global; not one that was opened with local symbols. */
static int load_is_second(const python_api *table)
{
    int (*known)(void) =
        py.Py_IsInitialized ? py.Py_IsInitialized : (int (*)(void))library_find_global("Py_IsInitialized");
    return known && known != table->Py_IsInitialized && known();
}

/* "3.8.1 (…)" or later. Not by sscanf: newer glibc's headers make of it a function that an older glibc does not have.
 */
static int load_is_new_enough(const char *version)
{
    if (strncmp(version, "3.", 2) != 0 || !version[2]) return 0;
    return version[2] >= '8' || (version[3] >= '0' && version[3] <= '9');
}

static int32_t load_check(const python_api *table, glue_error *err)
{
    const char *version = table->Py_GetVersion();
    if (!load_is_new_enough(version)) return error_set_text(err, GLUE_E_LOAD, GLUE_LOAD_VERSION, version);
    if (strstr(version, "free-threading")) return error_set_text(err, GLUE_E_LOAD, GLUE_LOAD_FREE_THREADED, version);
    if (load_is_second(table)) return error_set(err, GLUE_E_STATE, GLUE_STATE_OTHER_PYTHON);
    return GLUE_OK;
}

int32_t load_python(const char *path, glue_error *err)
{
    char why[8192] = ""; /* the system names the path in it */
    python_api table = {0};
    void *library = library_open(path, why, sizeof why); /* own */
    if (!library) return error_set_text(err, GLUE_E_LOAD, GLUE_LOAD_OPEN, why);

    int32_t status = load_table(&table, library, err);
    if (!status) status = load_check(&table, err);
    if (status) {
        library_close(library);
        return status;
    }
    library_publish(path);
    py = table;
    return GLUE_OK;
}
