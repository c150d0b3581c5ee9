/* The shim's own thread: it starts Python, and afterwards does what no caller should wait for. */
#ifndef WORKER_H
#define WORKER_H

#include "glue.h"

#define WORKER_SOON 1 /* unless calls do it by themselves within a moment */
#define WORKER_NOW 2

/* What a wake has the service thread do. It returns after how many milliseconds it wants to be called again without
 * one; 0: never. Set once, before the first wake. */
void worker_prepare(uint32_t (*work)(void));

/* Makes the service thread, unless it is there; it never ends. */
int32_t worker_ensure(glue_error *err);

/* Runs start(config, err) on the service thread and returns its status. Callers come one at a time. */
int32_t worker_start(int32_t (*start)(const glue_config *, glue_error *), const glue_config *config, glue_error *err);

/* [no-gil] Has the service thread do its work. Never waits; cheap while a wake is still on its way. */
void worker_wake(int urgency);

#endif
