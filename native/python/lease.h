/* A pin that lives as long as Python's last reference to the memory. */
#ifndef LEASE_H
#define LEASE_H

#include "python/python_api.h"

/* Steals `array`, consumes `pin`; needs the GIL. Cannot fail: a pin without a lease is never released, and counted. */
void lease_attach(PyObject *array, void *pin, glue_release release);

/* Sets above how many leased bytes lease_collect collects. */
void lease_set_collect_above(int64_t bytes);

/* Runs Python's garbage collector if so much is leased that cycles may hold it. Needs the GIL. */
void lease_collect(void);

/* Counts a pin that is never released. */
void lease_leak(void);

void lease_count(glue_counters *counters);

#endif
