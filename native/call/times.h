/* The stamps of a call that somebody observes; nothing for any other. */
#ifndef TIMES_H
#define TIMES_H

#include "glue.h"
#include "platform/platform.h"

static inline void times_begin(glue_times *times)
{
    if (times) *times = (glue_times){.began_ns = platform_now_ns()};
}

/* The call has the GIL. */
static inline void times_python(glue_times *times)
{
    if (times) times->python_ns = platform_now_ns();
}

/* Called first where Python code ends, and again where a call ends that has not got so far. */
static inline void times_end(glue_times *times)
{
    if (times && !times->ended_ns) times->ended_ns = platform_now_ns();
}

#endif
