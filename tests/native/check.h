/* A test program: named cases, and checks that say what came and what was wanted. */
#ifndef CHECK_H
#define CHECK_H

#include <stdint.h>

typedef struct check_case {
    const char *name;
    void (*run)(void);
    struct check_case *next;
} check_case;

/* Begins a case. At the start of a line, since CMake reads the names there. */
#define CASE(name)                                                                                                     \
    static void case_##name(void);                                                                                     \
    __attribute__((constructor)) static void case_add_##name(void)                                                     \
    {                                                                                                                  \
        static check_case added = {#name, case_##name, NULL};                                                          \
        check_add(&added);                                                                                             \
    }                                                                                                                  \
    static void case_##name(void)

/* A case that never shares its process: it needs one that is new, or leaves one that others could not use. */
#define CASE_ALONE(name) CASE(name)

/* The first failed check prints where, what came and what was wanted, and ends the process with 1. On any thread. */
#define CHECK(condition) check_true((condition) != 0, #condition, __FILE__, __LINE__)
#define CHECK_INT(came, wanted) check_int(came, wanted, #came, __FILE__, __LINE__)
#define CHECK_TEXT(came, wanted) check_text(came, wanted, #came, __FILE__, __LINE__)
#define CHECK_HAS(text, fragment) check_has(text, fragment, #text, __FILE__, __LINE__)
#define CHECK_NULL(pointer) check_null(pointer, #pointer, __FILE__, __LINE__)

/* Ends the process, with the reason: what is at hand cannot do what this case needs. It has neither passed nor failed.
 */
void check_skip(const char *why);

/* From now on a failed check aborts the process: a fuzzer notices that. */
void check_abort_on_failure(void);

void check_add(check_case *added);
void check_true(int holds, const char *what, const char *file, int line);
void check_int(int64_t came, int64_t wanted, const char *what, const char *file, int line);
void check_text(const char *came, const char *wanted, const char *what, const char *file, int line);
void check_has(const char *text, const char *fragment, const char *what, const char *file, int line);
void check_null(const void *pointer, const char *what, const char *file, int line);

/* Yields the processor until done(arg) is not 0. 0 if it never was, for half a minute. */
int check_until(int (*done)(void *arg), void *arg);

/* How often to do what takes many rounds: a twentieth of them, but at least one, under valgrind. */
int check_rounds(int rounds);

/* This case gives up so many pins for ever; every other counter must be zero at its end all the same. */
void check_expect_leaked(int64_t pins);

/* This case may end with so many Python thread states; others with that of its own thread. */
void check_expect_threads(int64_t states);

#endif
