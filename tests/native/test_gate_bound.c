/* How many may be inside at once, where the user has said so. */
#include "check.h"
#include "call/gate.h"
#include "start.h"
#include "threads.h"

#define SIZE 1000

static gate_timings timings;

/* Each stays inside until all the others are. */
static void all_meet(int index, void *arg)
{
    threads_gate *are_inside = arg;
    gate_pass pass;
    gate_enter(&pass, timings, SIZE, NULL);
    threads_open(&are_inside[index]);
    for (int i = 0; i < 3; i++) threads_pass(&are_inside[i]);
    pass.began_ns = 0; /* the time that they wait for each other counts for nothing */
    gate_leave(&pass);
    CHECK(pass.kind != GATE_FREE);
}

CASE(as_many_are_inside_as_were_asked_for)
{
    threads_gate are_inside[] = {THREADS_GATE, THREADS_GATE, THREADS_GATE};
    start();
    gate_set(3, 1);

    threads_run(3, all_meet, are_inside);

    CHECK_INT(timings[9].mean_ns, 0); /* none was passed */
}
