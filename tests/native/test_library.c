/* Opening libraries, finding symbols, and wide text. */
#include "platform/library.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "check.h"
#include "start.h"

static void *dl_open_python(void)
{
    char why[256] = "";
    void *library = library_open(start_environment("OUTLIERS_TEST_LIBRARY"), why, sizeof why);
    CHECK_TEXT(why, "");
    CHECK(library != NULL);
    return library;
}

CASE(finds_a_symbol) { CHECK(library_find(dl_open_python(), "Py_GetVersion") != NULL); }
CASE(finds_no_symbol_that_is_not_there) { CHECK(library_find(dl_open_python(), "Py_NoSuchFunction") == NULL); }

#if !defined(_WIN32) /* no process-wide symbols there */
CASE(opened_symbols_are_private_until_published)
{
    void *library = dl_open_python();
    CHECK(library_find_global("Py_GetVersion") == NULL);
    library_publish(start_environment("OUTLIERS_TEST_LIBRARY"));
    CHECK(library_find_global("Py_GetVersion") != NULL);
    CHECK(library_find_global("Py_GetVersion") == library_find(library, "Py_GetVersion"));
}
#endif

#if defined(__GLIBC__) || defined(__APPLE__) /* musl closes no library */
CASE_ALONE(closed_library_leaves_no_symbols)
{
    library_close(dl_open_python());
    library_publish(start_environment("OUTLIERS_TEST_LIBRARY")); /* not open any more */
    CHECK(library_find_global("Py_GetVersion") == NULL);
}
#endif

CASE(open_missing_file_says_why)
{
    char why[256] = "";
    CHECK_NULL(library_open("/no/such/libpython.so", why, sizeof why));
    CHECK(*why != 0);
}

CASE(open_file_that_is_no_library_says_why)
{
    char path[4096] = "", why[256] = "";
    strncat(path, start_environment("OUTLIERS_TEST_FIXTURES"), 4000);
    strcat(path, "/callables.py");
    CHECK_NULL(library_open(path, why, sizeof why));
    CHECK(*why != 0);
}

CASE(open_cuts_a_long_reason)
{
    char why[10];
    memset(why, 'x', sizeof why);
    CHECK_NULL(library_open("/no/such/library/of/a/long/name.so", why, sizeof why));
    CHECK(memchr(why, 0, sizeof why) != NULL);
}

CASE(pin_self_can_be_repeated)
{
    library_pin_self();
    library_pin_self();
}

static void wide_is(const char *text, const uint32_t *wanted, size_t len)
{
    wchar_t *wide = library_wide(text); /* own */
    CHECK(wide != NULL);
    CHECK_INT((int64_t)wcslen(wide), (int64_t)len);
    for (size_t i = 0; i < len; i++) CHECK_INT((uint32_t)wide[i], wanted[i]);
    free(wide);
}

static void wide_is_refused(const char *text)
{
    wchar_t *wide = library_wide(text); /* own */
    CHECK_NULL(wide);
}

CASE(wide_empty) { wide_is("", NULL, 0); }
CASE(wide_ascii) { wide_is("a/Z~", (const uint32_t[]){'a', '/', 'Z', '~'}, 4); }
CASE(wide_two_bytes) { wide_is("caf\xC3\xA9", (const uint32_t[]){'c', 'a', 'f', 0xE9}, 4); }
CASE(wide_two_bytes_limits) { wide_is("\xC2\x80\xDF\xBF", (const uint32_t[]){0x80, 0x7FF}, 2); }
CASE(wide_three_bytes) { wide_is("\xE2\x82\xAC-", (const uint32_t[]){0x20AC, '-'}, 2); }
CASE(wide_three_bytes_limits) { wide_is("\xE0\xA0\x80\xEF\xBF\xBF", (const uint32_t[]){0x800, 0xFFFF}, 2); }

#if !defined(_WIN32) /* UTF-16 there: two units each */
CASE(wide_four_bytes) { wide_is("\xF0\x9F\x90\x8D!", (const uint32_t[]){0x1F40D, '!'}, 2); }
CASE(wide_four_bytes_limits) { wide_is("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", (const uint32_t[]){0x10000, 0x10FFFF}, 2); }
#endif

CASE(wide_refuses_lone_continuation) { wide_is_refused("a\x80z"); }
CASE(wide_refuses_latin_1) { wide_is_refused("caf\xE9"); }
CASE(wide_refuses_truncated_at_the_end) { wide_is_refused("a\xE2\x82"); }
CASE(wide_refuses_truncated_inside) { wide_is_refused("\xE2\x82z"); }
CASE(wide_refuses_overlong_of_two) { wide_is_refused("\xC0\x80"); }
CASE(wide_refuses_overlong_of_three) { wide_is_refused("\xE0\x80\x80"); }
CASE(wide_refuses_overlong_of_four) { wide_is_refused("\xF0\x80\x80\x80"); }
CASE(wide_refuses_surrogates) { wide_is_refused("\xED\xA0\x80"); }
CASE(wide_refuses_beyond_unicode) { wide_is_refused("\xF4\x90\x80\x80"); }
CASE(wide_refuses_bytes_that_never_occur) { wide_is_refused("\xFF\x80\x80\x80"); }
