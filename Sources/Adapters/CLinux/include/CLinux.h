// Calls of Linux that Swift's module of the C library leaves out, or gives in a form that depends on
// which module was loaded first: `struct stat` is said to belong to Glibc or to CDispatch.
#ifndef CABILDO_LINUX_H
#define CABILDO_LINUX_H

#include <stdint.h>

/// What a name stands for.
enum cabildo_file_kind {
    cabildo_file_other = 0,
    cabildo_file_regular = 1,
    cabildo_file_folder = 2,
};

/// Who owns a file, and who may use it.
struct cabildo_file_facts {
    uint32_t user;
    uint32_t group;
    /// The permission bits, with those of set-user-ID, set-group-ID and stickiness.
    uint32_t mode;
    /// One of `cabildo_file_kind`.
    uint32_t kind;
};

/// Looks at a path (stat(2)), or at a link itself (lstat(2)); -1 with errno on failure.
int cabildo_path_facts(const char *path, int follow, struct cabildo_file_facts *facts);

/// Looks at an open file (fstat(2)); -1 with errno on failure.
int cabildo_open_file_facts(int file, struct cabildo_file_facts *facts);

/// Exchanges two names of one file system in one step (renameat2(2)); -1 with errno on failure.
int cabildo_exchange(const char *one, const char *other);

/// Tells whether the kernel's clock is synchronised (adjtimex(2)): 1, 0, or -1 with errno.
int cabildo_clock_is_synchronised(void);

#endif
