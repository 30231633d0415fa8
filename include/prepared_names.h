/* SPDX-License-Identifier: MIT */
/* Prepared images in a prefix's runtime folder: which files they are.  Processes of the prefix write and map them
 * (syscall-map/linux/prepared.c); who removes the folder, a process or the broker, removes them too. */
#ifndef METIC_PREPARED_NAMES_H
#define METIC_PREPARED_NAMES_H

#include <dirent.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define PREPARED_IMAGE "image-" /* an image, laid out as in memory */
#define PREPARED_ASKED "asked-" /* empty: its file was once read by a process */

static inline bool prepared_is(const char *name)
{
    return !strncmp(name, PREPARED_IMAGE, sizeof PREPARED_IMAGE - 1) ||
           !strncmp(name, PREPARED_ASKED, sizeof PREPARED_ASKED - 1);
}

/* Removes them; the caller has all slots. */
static inline void prepared_remove(const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    while (dir && (entry = readdir(dir)))
        if (prepared_is(entry->d_name)) unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir) closedir(dir);
}

#endif
