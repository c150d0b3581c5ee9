/* setenv moves the list of variables while other threads may be reading it. So a new list takes the place of the old
 * one, which is never freed: somebody may still be walking it. */
#include "platform/environment.h"

#include <stdlib.h>
#include <string.h>

#if defined(_WIN32)

#include <windows.h>

#include "platform/library.h"

/* Python reads the copy of the variables that its C library has, which may not be ours. */
int environment_set(const char *const *assignments, int64_t count)
{
    HMODULE ucrt = GetModuleHandleW(L"ucrtbase.dll");
    int (*put)(const wchar_t *) = ucrt ? (int (*)(const wchar_t *))(void *)GetProcAddress(ucrt, "_wputenv") : NULL;
    if (!put) put = _wputenv;
    for (int64_t i = 0; i < count; i++) {
        size_t len = strlen(assignments[i]);
        char *text = malloc(len + 2); /* own */
        if (text) {
            memcpy(text, assignments[i], len + 1);
            if (!strchr(text, '=')) memcpy(text + len, "=", 2); /* "NAME=" removes it here */
        }
        wchar_t *wide = text ? library_wide(text) : NULL; /* own */
        int failed = !wide || put(wide);
        free(wide);
        free(text);
        if (failed) return -1;
    }
    return 0;
}

#else

#if defined(__APPLE__)
#include <crt_externs.h>
#define environ (*_NSGetEnviron())
#else
extern char **environ;
#endif

static size_t environment_name_len(const char *assignment) { return strcspn(assignment, "="); }

static int environment_is_so(const char *assignment)
{
    size_t len = environment_name_len(assignment);
    for (char **at = environ; at && *at; at++)
        if (environment_name_len(*at) == len && !memcmp(*at, assignment, len)) return !strcmp(*at, assignment);
    return !assignment[len];
}

/* Whether one of the assignments speaks of this variable. */
static int environment_is_named(const char *variable, const char *const *assignments, int64_t count)
{
    size_t len = environment_name_len(variable);
    for (int64_t i = 0; i < count; i++)
        if (environment_name_len(assignments[i]) == len && !memcmp(variable, assignments[i], len)) return 1;
    return 0;
}

int environment_set(const char *const *assignments, int64_t count)
{
    static char **latest; /* own, for ever: the list that was made last, which knows the one before */
    int64_t changed = 0, size = count + 2;
    size_t bytes = 0;
    for (int64_t i = 0; i < count; i++) {
        changed += !environment_is_so(assignments[i]);
        bytes += strlen(assignments[i]) + 1;
    }
    if (!changed) return 0;

    for (char **at = environ; at && *at; at++) size++;
    char **list = malloc((size_t)size * sizeof *list + bytes), **end = list; /* own, for ever: read by all */
    if (!list) return -1;
    char *texts = (char *)(list + size);
    for (char **at = environ; at && *at; at++)
        if (!environment_is_named(*at, assignments, count)) *end++ = *at;
    for (int64_t i = 0; i < count; i++) {
        if (!strchr(assignments[i], '=')) continue;
        *end++ = strcpy(texts, assignments[i]);
        texts += strlen(texts) + 1;
    }
    *end++ = NULL;
    *end = (char *)(void *)latest; /* so that leak checkers find all of them */
    latest = list;
    __atomic_store_n(&environ, list, __ATOMIC_RELEASE);
    return 0;
}

#endif
