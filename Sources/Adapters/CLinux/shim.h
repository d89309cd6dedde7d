// Calls of Linux that Swift's module of the C library leaves out.
#ifndef CABILDO_LINUX_H
#define CABILDO_LINUX_H

#include <errno.h>

#ifdef __linux__
#include <sys/syscall.h>
#include <sys/timex.h>
#include <unistd.h>

/// Exchanges two names of one file system in one step (renameat2(2)); -1 with errno on failure.
static inline int cabildo_exchange(const char *one, const char *other) {
    const unsigned int exchange = 1 << 1;
    // AT_FDCWD; <fcntl.h> would give this module a `struct stat` of its own, beside the C library's.
    const int here = -100;
    return (int)syscall(SYS_renameat2, here, one, here, other, exchange);
}

/// Tells whether the kernel's clock is synchronised (adjtimex(2)): 1, 0, or -1 with errno.
static inline int cabildo_clock_is_synchronised(void) {
    struct timex time = {0};
    const int state = adjtimex(&time);
    if (state < 0) return -1;
    return state != TIME_ERROR && !(time.status & STA_UNSYNC);
}
#else
static inline int cabildo_exchange(const char *one, const char *other) {
    (void)one;
    (void)other;
    errno = ENOSYS;
    return -1;
}

static inline int cabildo_clock_is_synchronised(void) {
    errno = ENOSYS;
    return -1;
}
#endif

#endif
