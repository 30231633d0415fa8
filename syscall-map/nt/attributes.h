/* SPDX-License-Identifier: MIT */
/* DOS attributes and NT times of host files. */
#ifndef METIC_NT_ATTRIBUTES_H
#define METIC_NT_ATTRIBUTES_H

#include "nt.h"

#include <stdbool.h>
#include <sys/stat.h>

/* What is told of a file by NtQueryInformationFile, NtQueryAttributesFile and the folder listings alike. */
struct attributes {
    struct statx st;
    ULONG dos;                                   /* FILE_ATTRIBUTE_*; never 0 */
    ULONG reparse;                               /* reparse tag, 0: none */
    int64_t created, accessed, written, changed; /* 100 ns since 1601 */
    int64_t size, allocated;                     /* bytes; 0 for folders */
};

/* Reads them of (dir, name) as statx() takes them with `flags` (AT_EMPTY_PATH with name "" for a descriptor,
 * AT_SYMLINK_NOFOLLOW). 0 or an errno. */
int attributes_read(int dir, const char *name, int flags, struct attributes *out);

/* Sets FILE_ATTRIBUTE_* of an open file (any descriptor, O_PATH too).  0 or an errno. */
int attributes_set(int fd, ULONG dos);

/* Sets the times that are not 0 and not -1 (100 ns since 1601).  0 or an errno. */
int attributes_set_times(int fd, int64_t created, int64_t accessed, int64_t written);

/* Gives a file just created its attributes, where the mode does not hold them. */
void attributes_init(int fd, ULONG dos, bool folder);

/* A name by which calls that refuse O_PATH descriptors take one. */
const char *fd_name(int fd, char buffer[40]);

int64_t attributes_time(int64_t seconds, uint32_t nanoseconds);

#endif
