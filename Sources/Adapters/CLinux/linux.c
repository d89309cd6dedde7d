#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void describe(const struct stat *status, struct cabildo_file_facts *facts) {
    facts->user = status->st_uid;
    facts->group = status->st_gid;
    facts->mode = status->st_mode & 07777;
    facts->kind = S_ISREG(status->st_mode)   ? cabildo_file_regular
                  : S_ISDIR(status->st_mode) ? cabildo_file_folder
                                             : cabildo_file_other;
}

int cabildo_path_facts(const char *path, int follow, struct cabildo_file_facts *facts) {
    struct stat status;
    if ((follow ? stat(path, &status) : lstat(path, &status)) != 0) return -1;
    describe(&status, facts);
    return 0;
}

int cabildo_open_file_facts(int file, struct cabildo_file_facts *facts) {
    struct stat status;
    if (fstat(file, &status) != 0) return -1;
    describe(&status, facts);
    return 0;
}

#ifdef __linux__
#include <sys/syscall.h>
#include <sys/timex.h>

int cabildo_exchange(const char *one, const char *other) {
    const unsigned int exchange = 1 << 1;
    return (int)syscall(SYS_renameat2, AT_FDCWD, one, AT_FDCWD, other, exchange);
}

int cabildo_clock_is_synchronised(void) {
    struct timex time = {0};
    const int state = adjtimex(&time);
    if (state < 0) return -1;
    return state != TIME_ERROR && !(time.status & STA_UNSYNC);
}
#else
int cabildo_exchange(const char *one, const char *other) {
    (void)one;
    (void)other;
    errno = ENOSYS;
    return -1;
}

int cabildo_clock_is_synchronised(void) {
    errno = ENOSYS;
    return -1;
}
#endif
