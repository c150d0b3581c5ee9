#include "platform/library.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(_WIN32)

#include <windows.h>

wchar_t *library_wide(const char *text)
{
    int len = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, NULL, 0);
    wchar_t *wide = len > 0 ? malloc((size_t)len * sizeof *wide) : NULL; /* own */
    if (wide) MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, wide, len);
    return wide;
}

static void library_explain(DWORD error, char *why, size_t why_bytes)
{
    wchar_t words[256] = L"";
    char text[768] = "";
    FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL,
                   error, 0, words, 256, NULL);
    WideCharToMultiByte(CP_UTF8, 0, words, -1, text, sizeof text, NULL, NULL);
    snprintf(why, why_bytes, "%s(Windows error %u)", text, (unsigned)error);
}

void *library_open(const char *path, char *why, size_t why_bytes)
{
    wchar_t *wide = library_wide(path); /* own */
    if (!wide) {
        snprintf(why, why_bytes, "the path is not UTF-8, or memory is short");
        return NULL;
    }
    /* The DLL's own folder is searched for what it needs, the current directory never is. */
    HMODULE library = LoadLibraryExW(wide, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    if (!library) library_explain(GetLastError(), why, why_bytes);
    free(wide);
    return (void *)library;
}

void library_close(void *library) { FreeLibrary((HMODULE)library); }

void library_publish(const char *path) { (void)path; /* Windows binds symbols to a named library */ }

library_symbol library_find(void *library, const char *name)
{
    return (library_symbol)GetProcAddress((HMODULE)library, name);
}

library_symbol library_find_global(const char *name)
{
    (void)name; /* Windows has no process-wide table of symbols */
    return NULL;
}

void library_pin_self(void)
{
    HMODULE self;
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                       (LPCWSTR)(void *)library_pin_self, &self);
}

#else

#include <dlfcn.h>

void *library_open(const char *path, char *why, size_t why_bytes)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *reason = dlerror();
        snprintf(why, why_bytes, "%s", reason ? reason : "dlopen gave no reason");
    }
    return library;
}

void library_close(void *library) { dlclose(library); }

void library_publish(const char *path) { dlopen(path, RTLD_NOW | RTLD_GLOBAL | RTLD_NOLOAD); }

/* POSIX lets a void* hold a function; C does not say so, hence the copy. */
static library_symbol library_as_symbol(void *address)
{
    library_symbol symbol;
    memcpy(&symbol, &address, sizeof symbol);
    return symbol;
}

library_symbol library_find(void *library, const char *name) { return library_as_symbol(dlsym(library, name)); }
library_symbol library_find_global(const char *name) { return library_as_symbol(dlsym(RTLD_DEFAULT, name)); }

int library_are_same(library_symbol one, library_symbol other)
{
    Dl_info first, second;
    return dladdr((void *)one, &first) && dladdr((void *)other, &second) && first.dli_fbase == second.dli_fbase;
}

void library_pin_self(void)
{
    static const char here = 0;
    Dl_info self;
    if (dladdr(&here, &self)) dlopen(self.dli_fname, RTLD_NOW | RTLD_NODELETE | RTLD_NOLOAD);
}

/* One character of UTF-8; -1 if it is malformed, overlong, half of a surrogate pair, or past Unicode. Moves *at on. */
static int32_t library_decode(const unsigned char **at)
{
    static const int32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    unsigned char first = *(*at)++;
    int more = first < 0x80 ? 0 : first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : -1;
    int32_t code = more > 0 ? first & (0x3F >> more) : first;
    for (int i = 0; i < more; i++) {
        if ((**at & 0xC0) != 0x80) return -1;
        code = code << 6 | (*(*at)++ & 0x3F);
    }
    int valid = more >= 0 && first < 0xF8 && code >= smallest[more] && code <= 0x10FFFF;
    return valid && (code < 0xD800 || code > 0xDFFF) ? code : -1;
}

/* wchar_t is UTF-32 here. By hand, since mbstowcs follows a locale that may be ASCII. */
wchar_t *library_wide(const char *text)
{
    wchar_t *wide = malloc((strlen(text) + 1) * sizeof *wide); /* own */
    size_t len = 0;
    const unsigned char *at = (const unsigned char *)text;
    while (wide && *at) {
        int32_t code = library_decode(&at);
        if (code < 0) {
            free(wide);
            return NULL;
        }
        wide[len++] = (wchar_t)code;
    }
    if (wide) wide[len] = 0;
    return wide;
}

#endif
