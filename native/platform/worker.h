/* The shim's own thread: it starts Python, and afterwards does what no caller should wait for. It never ends, since it
 * is Python's main thread. */
#ifndef WORKER_H
#define WORKER_H

#define WORKER_SOON 1 /* unless a call does it within 50 ms */
#define WORKER_NOW 2

/* Sets what a wake has the worker do. Once, before the first wake. */
void worker_prepare(void (*upkeep)(void));

/* Makes the thread, unless it is there. -1 if the system refuses. */
int worker_ensure(void);

/* Runs job(arg) on the worker and returns when it is done; -1 if there is no thread. Callers come one at a time. */
int worker_run(void (*job)(void *), void *arg);

/* [no-gil] Has the worker do its upkeep. Never waits; cheap while a wake is still on its way. */
void worker_wake(int urgency);

#endif
