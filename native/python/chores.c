/* Knows what has to be done that no caller should wait for. */
#include "python/chores.h"

#include "python/gil.h"
#include "python/handle.h"
#include "python/lease.h"
#include "platform/platform.h"
#include "platform/pool.h"

uint32_t chores_do(void)
{
    uint32_t again_ms = pool_give_back(platform_now_ms());
    gil_hold hold;
    gil_settle();
    if (!gil_enter(&hold)) {
        handle_drain(INT32_MAX);
        lease_collect();
        gil_leave(hold);
    }
    gil_reap();
    return again_ms;
}
