/* SPDX-License-Identifier: MIT */
/* Folders with all that is in them: copied, counted, removed.
 *
 * Contents are shared by FICLONE where the file system can (btrfs, xfs, bcachefs), and copied where it cannot, in the
 * kernel as far as that goes.  Never by hard links: a file that is written in place afterwards would change in both. */
#include "linux/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/* ---- removing ---- */

void folder_empty(int fd)
{
    DIR *dir = fdopendir(fd);
    if (!dir) {
        close(fd);
        return;
    }
    struct dirent *entry;
    while ((entry = readdir(dir))) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        if (unlinkat(fd, entry->d_name, 0) == 0) continue;
        int inner = openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (inner >= 0) folder_empty(inner);
        unlinkat(fd, entry->d_name, AT_REMOVEDIR);
    }
    closedir(dir);
}

void folder_remove(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0) folder_empty(fd);
    rmdir(path);
}

/* ---- counting ---- */

static void measure(int fd, struct folder_size *size)
{
    DIR *dir = fdopendir(fd);
    if (!dir) {
        close(fd);
        return;
    }
    struct dirent *entry;
    struct stat st;
    while ((entry = readdir(dir))) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        if (fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) continue;
        size->bytes += (uint64_t)st.st_blocks * 512;
        if (!S_ISDIR(st.st_mode)) {
            size->files++;
            continue;
        }
        size->folders++;
        int inner = openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (inner >= 0) measure(inner, size);
    }
    closedir(dir);
}

void folder_measure(const char *path, struct folder_size *size)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    *size = (struct folder_size){0};
    if (fd >= 0) measure(fd, size);
}

/* ---- copying ---- */

/* A file that has several names: where the first of them is in the copy. */
struct linked {
    dev_t device;
    ino_t inode;
    char *name;
};

struct copying {
    const volatile bool *stop;
    bool no_clone; /* the file systems cannot share blocks */
    int top;       /* the copy's folder */
    struct linked *links;
    size_t link_count, link_room;
};

static int copy_attributes(int from, int to)
{
    char names[8192], value[65536];
    ssize_t size = flistxattr(from, names, sizeof names);
    for (char *p = names; size > 0 && p < names + size; p += strlen(p) + 1) {
        if (strncmp(p, "user.", 5) != 0) continue;
        ssize_t got = fgetxattr(from, p, value, sizeof value);
        if (got < 0 || (fsetxattr(to, p, value, (size_t)got, 0) != 0 && errno != ENOTSUP)) return errno;
    }
    return size < 0 && errno != ENOTSUP ? errno : 0;
}

/* Owner, mode and times, last of all. */
static int copy_status(const struct stat *st, int to)
{
    const struct timespec times[2] = {st->st_atim, st->st_mtim};
    if ((st->st_uid != geteuid() || st->st_gid != getegid()) && fchown(to, st->st_uid, st->st_gid) != 0 &&
        errno != EPERM && errno != EINVAL)
        return errno;
    if (fchmod(to, st->st_mode & 07777) != 0 && errno != EPERM) return errno;
    return futimens(to, times) == 0 ? 0 : errno;
}

/* Copies bytes [at, end). */
static int copy_bytes(struct copying *c, int from, int to, off_t at, off_t end)
{
    bool in_kernel = true;
    while (at < end) {
        char buffer[65536];
        ssize_t got = -1;
        if (*c->stop) return EINTR;
        if (in_kernel) {
            loff_t in = at, out = at;
            got = copy_file_range(from, &in, to, &out, (size_t)(end - at > 1 << 24 ? 1 << 24 : end - at), 0);
            if (got <= 0) in_kernel = false;
        }
        if (!in_kernel) {
            got = pread(from, buffer, sizeof buffer, at);
            if (got > end - at) got = end - at;
            if (got <= 0) return got ? errno : 0; /* it became shorter */
            for (ssize_t put = 0; put < got;) {
                ssize_t done = pwrite(to, buffer + put, (size_t)(got - put), at + put);
                if (done < 0) return errno;
                put += done;
            }
        }
        at += got;
    }
    return 0;
}

static int copy_contents(struct copying *c, int from, int to, off_t size)
{
    if (!size) return 0;
    if (!c->no_clone) {
        if (ioctl(to, FICLONE, from) == 0) return 0;
        c->no_clone = true;
    }
    if (ftruncate(to, size) != 0) return errno;
    int error = 0;
    for (off_t at = 0; !error && at < size;) {
        off_t data = lseek(from, at, SEEK_DATA), hole = data < 0 ? -1 : lseek(from, data, SEEK_HOLE);
        if (data < 0 && errno == ENXIO) break; /* holes to the end */
        if (data < 0 || hole < 0) data = at, hole = size;
        error = copy_bytes(c, from, to, data, hole);
        at = hole;
    }
    return error;
}

/* Has the file got another name already that is in the copy?  Then this becomes one of the same file. */
static bool copy_link(struct copying *c, const struct stat *st, const char *name)
{
    for (size_t i = 0; i < c->link_count; i++)
        if (c->links[i].inode == st->st_ino && c->links[i].device == st->st_dev)
            return linkat(c->top, c->links[i].name, c->top, name, 0) == 0;
    if (c->link_count == c->link_room) {
        size_t room = c->link_room ? c->link_room * 2 : 64;
        struct linked *more = realloc(c->links, room * sizeof *more);
        if (!more) return false;
        c->links = more;
        c->link_room = room;
    }
    char *kept = strdup(name);
    if (kept) c->links[c->link_count++] = (struct linked){st->st_dev, st->st_ino, kept};
    return false;
}

static int copy_file(struct copying *c, int from_folder, int to_folder, const char *name, const char *below)
{
    struct stat st;
    int from = openat(from_folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    int error = from < 0 || fstat(from, &st) != 0 ? errno : 0, to = -1;
    if (!error && (st.st_nlink < 2 || !copy_link(c, &st, below))) {
        to = openat(to_folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (to < 0 || (error = copy_contents(c, from, to, st.st_size)) || (error = copy_attributes(from, to)) ||
            (error = copy_status(&st, to)))
            error = error ? error : errno;
    }
    if (to >= 0 && close(to) != 0 && !error) error = errno;
    if (from >= 0) close(from);
    return error;
}

static int copy_symlink(int from, int to, const char *name, const struct stat *st)
{
    char target[PATH_MAX];
    const struct timespec times[2] = {st->st_atim, st->st_mtim};
    ssize_t size = readlinkat(from, name, target, sizeof target - 1);
    if (size < 0) return errno;
    target[size] = 0;
    if (symlinkat(target, to, name) != 0) return errno;
    utimensat(to, name, times, AT_SYMLINK_NOFOLLOW);
    return 0;
}

/* Copies what is in the open folder `from`, which it closes, into `to`, whose path below the top is `below`. */
static int copy_folder(struct copying *c, int from, int to, const char *below, bool (*keep)(const char *name))
{
    struct stat st;
    struct dirent *entry;
    DIR *dir = fdopendir(from);
    int error = dir && fstat(from, &st) == 0 ? copy_attributes(from, to) : errno;
    while (!error && (entry = readdir(dir))) {
        const char *name = entry->d_name;
        char deeper[PATH_MAX];
        struct stat one;
        if (!strcmp(name, ".") || !strcmp(name, "..") || (keep && !keep(name))) continue;
        if (*c->stop)
            error = EINTR;
        else if (snprintf(deeper, sizeof deeper, "%s%s%s", below, *below ? "/" : "", name) >= PATH_MAX)
            error = ENAMETOOLONG;
        else if (fstatat(from, name, &one, AT_SYMLINK_NOFOLLOW) != 0)
            error = errno;
        else if (S_ISREG(one.st_mode))
            error = copy_file(c, from, to, name, deeper);
        else if (S_ISLNK(one.st_mode))
            error = copy_symlink(from, to, name, &one);
        else if (S_ISFIFO(one.st_mode))
            error = mkfifoat(to, name, one.st_mode & 0777) ? errno : 0;
        else if (S_ISDIR(one.st_mode)) {
            int inner = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            int made = inner < 0 || mkdirat(to, name, 0700) ? -1 : openat(to, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            if (made < 0) {
                error = errno;
                if (inner >= 0) close(inner);
            } else {
                error = copy_folder(c, inner, made, deeper, NULL);
                close(made);
            }
        }
    }
    if (!error) error = copy_status(&st, to);
    if (dir)
        closedir(dir);
    else
        close(from);
    return error;
}

int folder_copy(const char *from, const char *to, bool (*keep)(const char *name), const volatile bool *stop)
{
    struct copying c = {.stop = stop};
    int source = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (source < 0) return errno;
    int error = mkdir(to, 0700) ? errno : 0;
    if (error) {
        close(source);
        return error;
    }
    c.top = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (c.top < 0) {
        error = errno;
        close(source);
    } else {
        error = copy_folder(&c, source, c.top, "", keep);
        close(c.top);
    }
    for (size_t i = 0; i < c.link_count; i++) free(c.links[i].name);
    free(c.links);
    if (error) folder_remove(to);
    return error;
}
