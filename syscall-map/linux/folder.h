/* SPDX-License-Identifier: MIT */
/* Folders with all that is in them: copied, counted, removed. */
#ifndef METIC_LINUX_FOLDER_H
#define METIC_LINUX_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

/* Removes what is below an open folder, and closes it.  Symbolic links are not followed. */
void folder_empty(int fd);

/* Removes a folder and all below it, as far as that can be. */
void folder_remove(const char *path);

/* Makes the new folder `to` a copy of `from`: contents (sharing blocks where the file system can, holes kept), modes,
 * times, extended attributes, owners where permitted, symbolic links as they are, hard links among the files of the
 * tree.  Sockets and devices are left out.  `keep` says of each name at the top whether it is copied.  0 or an errno,
 * and then `to` is not there; EINTR: `stop` became true. */
int folder_copy(const char *from, const char *to, bool (*keep)(const char *name), const volatile bool *stop);

struct folder_size {
    uint64_t files, folders, bytes; /* bytes that the file system spends on them */
};
void folder_measure(const char *path, struct folder_size *size);

#endif
