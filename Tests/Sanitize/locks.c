// Shows the thread sanitizer the locks that it cannot see, so that nothing has to be passed over for them. Loaded before
// all else (LD_PRELOAD) by Tests/Sanitize/run.
//
// The sanitizer sees a lock by standing in for pthread_mutex_lock and its kin, and by the atomics of code that was built
// with it. Two kinds go past it: C11 threads, which librdkafka uses and for which glibc calls its own pthread functions
// within itself, and the contended path of Swift's Mutex, whose atomics lie in a library of the toolchain.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <threads.h>

// There only in a program that was built with the sanitizer; others load this file as well (kcat, python).
void __tsan_acquire(void *address) __attribute__((weak));
void __tsan_release(void *address) __attribute__((weak));

// MARK: C11 threads. glibc's mtx_t and cnd_t are its pthread_mutex_t and pthread_cond_t under other names.

static int answer(int error) {
    switch (error) {
    case 0: return thrd_success;
    case EBUSY: return thrd_busy;
    case ETIMEDOUT: return thrd_timedout;
    case ENOMEM: return thrd_nomem;
    default: return thrd_error;
    }
}

int mtx_init(mtx_t *mutex, int type) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    if (type & mtx_recursive) pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    int error = pthread_mutex_init((pthread_mutex_t *)mutex, &attributes);
    pthread_mutexattr_destroy(&attributes);
    return answer(error);
}
void mtx_destroy(mtx_t *mutex) { pthread_mutex_destroy((pthread_mutex_t *)mutex); }
int mtx_lock(mtx_t *mutex) { return answer(pthread_mutex_lock((pthread_mutex_t *)mutex)); }
int mtx_trylock(mtx_t *mutex) { return answer(pthread_mutex_trylock((pthread_mutex_t *)mutex)); }
int mtx_unlock(mtx_t *mutex) { return answer(pthread_mutex_unlock((pthread_mutex_t *)mutex)); }

int cnd_init(cnd_t *condition) { return answer(pthread_cond_init((pthread_cond_t *)condition, NULL)); }
void cnd_destroy(cnd_t *condition) { pthread_cond_destroy((pthread_cond_t *)condition); }
int cnd_signal(cnd_t *condition) { return answer(pthread_cond_signal((pthread_cond_t *)condition)); }
int cnd_broadcast(cnd_t *condition) { return answer(pthread_cond_broadcast((pthread_cond_t *)condition)); }
int cnd_wait(cnd_t *condition, mtx_t *mutex) {
    return answer(pthread_cond_wait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex));
}
int cnd_timedwait(cnd_t *condition, mtx_t *mutex, const struct timespec *until) {
    return answer(pthread_cond_timedwait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex, until));
}

struct beginning {
    thrd_start_t run;
    void *argument;
};

static void *begin(void *given) {
    struct beginning it = *(struct beginning *)given;
    free(given);
    return (void *)(intptr_t)it.run(it.argument);
}

int thrd_create(thrd_t *thread, thrd_start_t run, void *argument) {
    struct beginning *it = malloc(sizeof *it);
    if (!it) return thrd_nomem;
    *it = (struct beginning){run, argument};
    int error = pthread_create(thread, NULL, begin, it);
    if (error) free(it);
    return answer(error);
}
int thrd_join(thrd_t thread, int *result) {
    void *value = NULL;
    int error = pthread_join(thread, &value);
    if (!error && result) *result = (int)(intptr_t)value;
    return answer(error);
}
int thrd_detach(thrd_t thread) { return answer(pthread_detach(thread)); }

// MARK: Swift's Mutex. Only its contended path is a call; the other is compiled into the caller, and seen. `self` is the
// address of the word that both use.

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lock(uint32_t thread, SELF void *self) __asm__(LOCK);
SWIFT bool try_lock(SELF void *self) __asm__(TRY_LOCK);
SWIFT void unlock(SELF void *self) __asm__(UNLOCK);

SWIFT void lock(uint32_t thread, SELF void *self) {
    SWIFT void (*next)(uint32_t, SELF void *) = dlsym(RTLD_NEXT, LOCK);
    next(thread, self);
    if (__tsan_acquire) __tsan_acquire(self);
}
SWIFT bool try_lock(SELF void *self) {
    SWIFT bool (*next)(SELF void *) = dlsym(RTLD_NEXT, TRY_LOCK);
    bool taken = next(self);
    if (taken && __tsan_acquire) __tsan_acquire(self);
    return taken;
}
SWIFT void unlock(SELF void *self) {
    if (__tsan_release) __tsan_release(self);
    SWIFT void (*next)(SELF void *) = dlsym(RTLD_NEXT, UNLOCK);
    next(self);
}
