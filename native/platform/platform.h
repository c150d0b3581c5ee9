/* The operating system's threads: mutex, condition, clock, start, stack, the call at a thread's end; and fork handlers.
 * Not C11 threads.h: MinGW and macOS lack it. Not thread_local destructors: they run under the loader lock. */
#ifndef PLATFORM_H
#define PLATFORM_H

#include <stdint.h>

#define PLATFORM_STACK_BYTES (16 * 1024 * 1024) /* of our own threads */

#if defined(_WIN32)

#include <windows.h>

typedef SRWLOCK platform_mutex;
typedef CONDITION_VARIABLE platform_cond;
typedef DWORD platform_key;
#define PLATFORM_MUTEX_INIT SRWLOCK_INIT
#define PLATFORM_COND_INIT CONDITION_VARIABLE_INIT
#define PLATFORM_AT_THREAD_END(name) static void WINAPI name(void *value)
#define PLATFORM_THREAD(name) static DWORD WINAPI name(void *arg)

static inline void platform_lock(platform_mutex *m) { AcquireSRWLockExclusive(m); }
static inline void platform_unlock(platform_mutex *m) { ReleaseSRWLockExclusive(m); }
static inline void platform_signal(platform_cond *c) { WakeAllConditionVariable(c); }
static inline void platform_wait(platform_cond *c, platform_mutex *m) { SleepConditionVariableSRW(c, m, INFINITE, 0); }
static inline void platform_timed_cond(platform_cond *c) { InitializeConditionVariable(c); }
static inline int platform_wait_us(platform_cond *c, platform_mutex *m, uint64_t us)
{
    return !SleepConditionVariableSRW(c, m, (DWORD)((us + 999) / 1000), 0);
}
static inline int platform_key_create(platform_key *key, void(WINAPI *at_end)(void *))
{
    return (*key = FlsAlloc(at_end)) == FLS_OUT_OF_INDEXES ? -1 : 0;
}
static inline int platform_key_set(platform_key key, void *value) { return FlsSetValue(key, value) ? 0 : -1; }

static inline int platform_thread_start(DWORD(WINAPI *run)(void *), void *arg)
{
    HANDLE thread = CreateThread(NULL, PLATFORM_STACK_BYTES, run, arg, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    return thread && CloseHandle(thread) ? 0 : -1;
}

static inline int64_t platform_now_ms(void) { return (int64_t)GetTickCount64(); }

static inline int64_t platform_now_ns(void)
{
    LARGE_INTEGER now, per_second;
    QueryPerformanceCounter(&now);
    QueryPerformanceFrequency(&per_second);
    return (int64_t)((double)now.QuadPart * 1e9 / (double)per_second.QuadPart);
}

static inline void platform_yield(void) { SwitchToThread(); }

static inline int platform_at_fork(void (*in_child)(void)) { return (void)in_child, 0; } /* Windows has no fork */
static inline void platform_exit_now(int code) { ExitProcess((UINT)code); }

/* The lowest address that this thread's stack may grow to. */
static inline uintptr_t platform_stack_lowest(void)
{
    ULONG_PTR low, high;
    GetCurrentThreadStackLimits(&low, &high);
    return low;
}

#else

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

typedef pthread_mutex_t platform_mutex;
typedef pthread_cond_t platform_cond;
typedef pthread_key_t platform_key;
#define PLATFORM_MUTEX_INIT PTHREAD_MUTEX_INITIALIZER
#define PLATFORM_COND_INIT PTHREAD_COND_INITIALIZER
#define PLATFORM_AT_THREAD_END(name) static void name(void *value)
#define PLATFORM_THREAD(name) static void *name(void *arg)

static inline void platform_lock(platform_mutex *m) { pthread_mutex_lock(m); }
static inline void platform_unlock(platform_mutex *m) { pthread_mutex_unlock(m); }
static inline void platform_signal(platform_cond *c) { pthread_cond_broadcast(c); }
static inline void platform_wait(platform_cond *c, platform_mutex *m) { pthread_cond_wait(c, m); }
static inline int platform_key_create(platform_key *key, void (*at_end)(void *))
{
    return pthread_key_create(key, at_end) ? -1 : 0;
}
static inline int platform_key_set(platform_key key, void *value) { return pthread_setspecific(key, value) ? -1 : 0; }

/* Makes a condition for platform_wait_us, on the monotonic clock. */
static inline void platform_timed_cond(platform_cond *c)
{
#if defined(__APPLE__)
    pthread_cond_init(c, NULL);
#else
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(c, &attr);
    pthread_condattr_destroy(&attr);
#endif
}

/* Not 0 if the time is over. May end early; on Windows, as late as its next timer tick. */
static inline int platform_wait_us(platform_cond *c, platform_mutex *m, uint64_t us)
{
    struct timespec time = {0};
#if !defined(__APPLE__)
    clock_gettime(CLOCK_MONOTONIC, &time);
#endif
    int64_t ns = time.tv_nsec + (int64_t)us * 1000;
    time.tv_sec += (time_t)(ns / 1000000000);
    time.tv_nsec = (int32_t)(ns % 1000000000);
#if defined(__APPLE__)
    return pthread_cond_timedwait_relative_np(c, m, &time) != 0;
#else
    return pthread_cond_timedwait(c, m, &time) != 0;
#endif
}

/* Of the monotonic clock. */
static inline int64_t platform_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static inline int64_t platform_now_ms(void) { return platform_now_ns() / 1000000; }
static inline void platform_yield(void) { sched_yield(); }

static inline int platform_thread_start(void *(*run)(void *), void *arg)
{
    pthread_t thread;
    pthread_attr_t attr;
    if (pthread_attr_init(&attr)) return -1;
    int failed = pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED) ||
                 pthread_attr_setstacksize(&attr, PLATFORM_STACK_BYTES) || pthread_create(&thread, &attr, run, arg);
    pthread_attr_destroy(&attr);
    return failed ? -1 : 0;
}

static inline int platform_at_fork(void (*in_child)(void)) { return pthread_atfork(NULL, NULL, in_child) ? -1 : 0; }
static inline void platform_exit_now(int code) { _exit(code); }

#if defined(__linux__) && !defined(__GLIBC__)
/* Of the stack of a process's first thread, musl tells only what has been used so far. */
static inline uintptr_t platform_first_stack_lowest(uintptr_t end)
{
    struct rlimit bytes;
    if (getrlimit(RLIMIT_STACK, &bytes) || bytes.rlim_cur >= end) return 1;
    return end - (uintptr_t)bytes.rlim_cur;
}
#endif

/* The lowest address that this thread's stack may grow to; 1, so that all is well, where the system does not tell. */
static inline uintptr_t platform_stack_lowest(void)
{
#if defined(__APPLE__)
    return (uintptr_t)pthread_get_stackaddr_np(pthread_self()) - pthread_get_stacksize_np(pthread_self());
#else
    pthread_attr_t attr;
    void *low = NULL;
    size_t bytes;
    if (pthread_getattr_np(pthread_self(), &attr)) return 1;
    int failed = pthread_attr_getstack(&attr, &low, &bytes);
    pthread_attr_destroy(&attr);
#if defined(__linux__) && !defined(__GLIBC__)
    if (!failed && syscall(SYS_gettid) == getpid()) return platform_first_stack_lowest((uintptr_t)low + bytes);
#endif
    return failed ? 1 : (uintptr_t)low;
#endif
}

#endif
#endif
