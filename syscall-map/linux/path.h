/* SPDX-License-Identifier: MIT */
/* NT names to host paths, and back. */
#ifndef METIC_LINUX_PATH_H
#define METIC_LINUX_PATH_H

#include "linux/fdname.h"
#include "linux/prefix.h"
#include "linux/recall.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

enum path_kind {
    PATH_FILE,   /* on a drive: `dir` and `host` say where */
    PATH_DEVICE, /* \Device\NAME or an alias of one: `device` and `rest` */
};

#define PATH_SHARE '\\'

/* An NT name taken apart.  It may point into itself: never copy one. */
struct path {
    enum path_kind kind;
    int dir;    /* AT_FDCWD, or the root folder given to path_parse() */
    char *host; /* UTF-8, relative to `dir` or absolute */
    size_t length;
    size_t fixed; /* so many bytes at its front are the drive's own and are not searched */
    enum prefix_view
        view;           /* a name in the view of an installed folder: path_open() and path_stat() look at both places */
    char *base;         /* in a view: the installed file's host path */
    bool is_root;       /* names the drive's top folder */
    bool is_view;       /* names a view's top folder */
    bool installed;     /* path_open() or path_stat() found it among the installed files, which no program changes */
    bool trailing;      /* ended in a backslash: must be a folder */
    char drive;         /* 'A'..'Z', PATH_SHARE, 0 for a name relative to a folder */
    struct stat parent; /* of the folder that path_correct() found; st_ino 0: none yet */
    char device[32];    /* upper case, without \Device\ */
    const uint16_t *rest; /* what follows the device's name, from its backslash on; points into the name given */
    size_t rest_units;
    char inside[640]; /* host, when it fits */
};

/* Takes an NT name apart; touches the disk only to make the prefix at the first name on drive C:.  `root` is an open
 * folder for a name without a drive, or -1, and `root_view` says whether that is a view's top.  Knows \??\,
 * \DosDevices\, \GLOBAL??\ with drive letters, UNC, Volume{...} and GLOBALROOT, \Device\HarddiskVolumeN (1 is A:),
 * \SystemRoot, and other \Device names.  Errors, negated: EINVAL a name that cannot be (STATUS_OBJECT_NAME_INVALID),
 * ENOTDIR no such drive or folder (STATUS_OBJECT_PATH_NOT_FOUND), ENOENT, EBADMSG not an absolute name
 * (STATUS_OBJECT_PATH_SYNTAX_BAD), ENETUNREACH a UNC name, ENOMEM, EACCES (a whole volume, or no prefix).  path_free()
 * on success. */
int path_parse(const uint16_t *name, size_t units, int root, enum prefix_view root_view, struct path *path);
void path_free(struct path *path);

/* After the exact name missed: searches folders without regard to case and rewrites the path as it stands on disk.  0:
 * all of it exists now; -ENOENT: only the last component does not (`parent` is its folder's stat); -ENOTDIR: a folder
 * on the way is missing. */
int path_correct(struct path *path);

/* What path_correct() made of such a name before, if it was asked for; to be called before the exact name is tried, and
 * recall_missed() after that missed. */
void path_recall(const struct path *path, struct recall *recall);

/* openat(): the exact name first, then in other case.  No O_CREAT.  A descriptor (O_CLOEXEC), or the negated error as
 * from path_correct(). */
int path_open(struct path *path, int flags);

/* fstatat() likewise; `flags` as there.  0 or an error. */
int path_stat(struct path *path, struct stat *st, int flags);

/* To be called before the path is created or removed by path->dir, path->host: in a view that is the prefix's own
 * folder, which is made.  0 or an error (EACCES: an installed file). */
int path_writable(struct path *path, bool create);

/* After this process has added the last component: tells the cache.  `removed`: a name that went from the same folder
 * in that change, or NULL.  Works from what path_correct() found, or else does nothing. */
void path_added(const struct path *path, const char *removed);

/* The DOS path ("C:\dir\file", "Z:\...") of an absolute host path, by the drive that shows it from the deepest folder
 * on; what none shows gets a letter that is no drive's; the size of the whole in units, at most `size`
 * written, no terminator. */
size_t path_to_dos(const char *host, uint16_t *to, size_t size);

/* The same as an NT name, "\Device\HarddiskVolumeN\dir\file", where N counts drives from A: on; nothing is written
 * where `size` does not do. */
size_t path_to_device(const char *host, uint16_t *to, size_t size);

/* Bit 0 is A:. */
uint32_t path_drives(void);

/* Host path of a drive's root, "" for /; NULL: no such drive.  Makes the prefix for C:. */
const char *path_drive_root(char letter);

#endif
