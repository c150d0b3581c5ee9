/* Knows what has to be done that no caller should wait for. */
#include "chores.h"

#include "gil.h"
#include "handle.h"
#include "lease.h"

void chores_do(void)
{
    gil_hold hold;
    gil_settle();
    if (!gil_enter(&hold)) {
        handle_drain(INT32_MAX);
        lease_collect();
        gil_leave(hold);
    }
    gil_reap();
}
