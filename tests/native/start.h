/* What several tests need of a started Python: functions of the fixture modules, the usual input, and Python's answers.
 */
#ifndef TESTS_START_H
#define TESTS_START_H

#include "glue.h"

#define START_SIZE 5

/* Five values, of which the second and the fourth are above 100. Never written to. */
extern const double start_values[START_SIZE];

/* An environment variable that CMake sets for the tests; a copy, for ever. Fails the case if there is none. */
char *start_environment(const char *name);

/* The Python under test, with the fixtures on its path. Pins are counted: see start_release. */
glue_config start_config(void);

/* The same with a NumPy that cannot be imported in front. */
glue_config start_broken_config(void);

/* init_python(start_config()) must succeed. Pins are counted from here on. */
void start(void);

/* A function of a fixture module; must be there. [own] py_decref */
glue_func *start_load(const char *module, const char *name);

/* detect over the usual values. */
int32_t start_detect(glue_func *func, glue_result *result, glue_error *err);

/* Loads, calls with the usual values and gives back: must return GLUE_OK and no retained input; the number of
 * positions. */
int64_t start_call(const char *module, const char *name);

/* What tells.py tells of the values; [own] free. */
char *start_tell(const char *name, const double *values, int64_t size);

/* Has a function of calls_back.py call function(). */
void start_call_back(const char *name, int (*function)(void));

/* A glue_release that counts its calls since start(), and remembers the pin. */
void start_release(void *pin);
int start_release_count(void);
void *start_last_pin(void);

/* Does this thread hold the GIL, in Python's own opinion? */
int start_holds_gil(void);

#endif
