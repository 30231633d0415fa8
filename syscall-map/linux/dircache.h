/* SPDX-License-Identifier: MIT */
/* Names in folders, found whatever their case: what path.c asks after the exact name missed. */
#ifndef METIC_LINUX_DIRCACHE_H
#define METIC_LINUX_DIRCACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

/* Looks in the folder at (dir, path), whose stat is `st`, for a name equal to `name` but for case.  `actual` (256
 * bytes) gets the name as it stands on disk.  0, -ENOENT, or the errno that reading the folder gave, negated. */
int dircache_find(int dir, const char *path, const struct stat *st, const char *name, size_t length, char *actual);

/* This process has added `added` or removed `removed` (either may be NULL) in a folder whose stat was `before` and is
 * `after`: what is known of it is carried over. */
void dircache_changed(const struct stat *before, const struct stat *after, const char *added, const char *removed);

/* May what was read at `read` (CLOCK_REALTIME) from a folder with the size and times in `then` still be believed when
 * they are those in `now`?  `slack`: how many nanoseconds two changes may share one time. */
bool dircache_fresh(const struct stat *then, const struct stat *now, const struct timespec *read, int64_t slack);

/* That of the file system of a folder, by any descriptor. */
int64_t dircache_slack(int fd);

#endif
