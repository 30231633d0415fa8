/* SPDX-License-Identifier: MIT */
/* DOS attributes: READONLY is the mode without any write bit (a folder's, which stops nothing, is stored), DIRECTORY
 * and REPARSE_POINT the file's type; the others stand in the extended attribute user.DOSATTRIB as Samba writes it: a
 * text "0x22", or its binary record (versions 3 to 5) where a creation time was set.  A file without one has ARCHIVE,
 * as a fresh one on Windows.  Where the file system keeps no user attributes, setting them succeeds and the mode holds
 * what it can. The creation time is that record's, else the file system's birth time, else the oldest of the others. */
#include "nt/attributes.h"

#include "door/feature.h"
#include "nt/disk.h"
#include "nt/record_cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#define DOSATTRIB "user.DOSATTRIB"
#define STORED                                                                                                         \
    (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_ARCHIVE | FILE_ATTRIBUTE_TEMPORARY |               \
     FILE_ATTRIBUTE_OFFLINE | FILE_ATTRIBUTE_NOT_CONTENT_INDEXED)
#define STORED_FOLDER  (STORED | FILE_ATTRIBUTE_READONLY)
#define EPOCH_DIFF     11644473600ll /* seconds from 1601 to 1970 */
#define RECORD_ATTRIB  1u            /* bits of a record's valid flags */
#define RECORD_CREATED 0x10u

int64_t attributes_time(int64_t seconds, uint32_t nanoseconds)
{
    return (seconds + EPOCH_DIFF) * 10000000 + nanoseconds / 100;
}

static struct timespec to_timespec(int64_t time)
{
    if (time == 0 || time == -1) return (struct timespec){.tv_nsec = UTIME_OMIT};
    int64_t seconds = time / 10000000 - EPOCH_DIFF;
    return (struct timespec){.tv_sec = seconds, .tv_nsec = time % 10000000 * 100};
}

static uint32_t get32(const unsigned char *p)
{
    return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
}

static int64_t get64(const unsigned char *p)
{
    return (int64_t)(get32(p) | (uint64_t)get32(p + 4) << 32);
}

/* The record: a text ended by 0, padded to 2; version u16; version u32; valid flags u32; attributes u32; then by
 * version. */
static struct record record_parse(const unsigned char *p, size_t length)
{
    struct record record = {0};
    char text[16] = {0};
    size_t at = strnlen((const char *)p, length);
    if (at >= 3 && at < sizeof text && p[0] == '0' && p[1] == 'x') {
        memcpy(text, p, at);
        record.present = true;
        record.dos = (ULONG)strtoul(text, NULL, 16);
    }
    at = (at + 2) & ~(size_t)1;
    if (at + 2 > length) return record;
    unsigned version = p[at] | p[at + 1] << 8;
    size_t body = (at + 2 + 3) & ~(size_t)3; /* the switch value is aligned to 4 */
    if (version < 3 || version > 5 || body + 12 > length) return record;
    uint32_t valid = get32(p + body + 4);
    if (valid & RECORD_ATTRIB) {
        record.present = true;
        record.dos = get32(p + body + 8);
    }
    /* 3: ea size u32, size u64, allocation u64, created; 4: an id u64, created; 5: created */
    static const unsigned char created_at[] = {[3] = 32, [4] = 20, [5] = 12};
    size_t created = body + created_at[version];
    if (valid & RECORD_CREATED && created + 8 <= length) record.created = get64(p + created);
    return record;
}

static size_t record_print(const struct record *record, unsigned char *p)
{
    if (!record->created) return (size_t)sprintf((char *)p, "0x%x", (unsigned)record->dos) + 1;
    const uint32_t words[] = {0x00050000,
                              5,
                              RECORD_ATTRIB | RECORD_CREATED,
                              record->dos,
                              (uint32_t)record->created,
                              (uint32_t)(record->created >> 32)};
    memcpy(p, words, sizeof words);
    return sizeof words;
}

const char *fd_name(int fd, char buffer[40])
{
    snprintf(buffer, 40, "/proc/self/fd/%d", fd);
    return buffer;
}

/* getxattr() of a name in an open folder: a system call of Linux 6.13, else by way of /proc.  -1: there is none. */
static ssize_t xattr_at(int dir, const char *name, int flags, void *value, size_t size)
{
    static _Atomic bool asked, without;
    char link[40 + 256 + 2];
    if (!asked) {
        without = feature_is_off("getxattrat");
        asked = true;
    }
    if (!without) {
        struct {
            uint64_t value;
            uint32_t size, flags;
        } arguments = {(uintptr_t)value, (uint32_t)size, 0};
        long got = syscall(464 /* getxattrat */, dir, name, flags & AT_SYMLINK_NOFOLLOW, DOSATTRIB, &arguments,
                           sizeof arguments);
        if (got >= 0 || (errno != ENOSYS && errno != EPERM)) return got;
        without = true;
    }
    if (snprintf(link, sizeof link, "/proc/self/fd/%d/%s", dir, name) >= (int)sizeof link) return -1;
    return flags & AT_SYMLINK_NOFOLLOW ? lgetxattr(link, DOSATTRIB, value, size)
                                       : getxattr(link, DOSATTRIB, value, size);
}

static struct record record_read(int dir, const char *name, int flags)
{
    unsigned char value[128];
    char link[40];
    ssize_t length;
    if (flags & AT_EMPTY_PATH && !*name) {
        length = fgetxattr(dir, DOSATTRIB, value, sizeof value);
        if (length < 0 && errno == EBADF) length = getxattr(fd_name(dir, link), DOSATTRIB, value, sizeof value);
    } else if (dir == AT_FDCWD || *name == '/') {
        length = flags & AT_SYMLINK_NOFOLLOW ? lgetxattr(name, DOSATTRIB, value, sizeof value)
                                             : getxattr(name, DOSATTRIB, value, sizeof value);
    } else {
        length = xattr_at(dir, name, flags, value, sizeof value);
    }
    return length > 0 ? record_parse(value, (size_t)length) : (struct record){0};
}

/* The tag of a link, and whether it is one to a folder: it says so, or leads there. */
static ULONG link_facts(int dir, const char *name, int flags, bool *folder)
{
    char target[4096], link[40];
    struct stat st;
    bool own = flags & AT_EMPTY_PATH && !*name;
    ssize_t length = readlinkat(dir, name, target, sizeof target - 1);
    *folder = false;
    if (length <= 0) return IO_REPARSE_TAG_SYMLINK;
    target[length] = 0;
    ULONG tag = reparse_tag(target, (size_t)length, folder);
    if (*folder) return tag;
    if (own) { /* what the link's own descriptor names in /proc is followed to the link, not through it: by its path */
        length = readlink(fd_name(dir, link), target, sizeof target - 1);
        if (length <= 0) return tag;
        target[length] = 0;
    }
    *folder = (own ? stat(target, &st) : fstatat(dir, name, &st, 0)) == 0 && S_ISDIR(st.st_mode);
    return tag;
}

int attributes_read(int dir, const char *name, int flags, struct attributes *out)
{
    struct statx *st = &out->st;
    if (statx(dir, name, flags | AT_NO_AUTOMOUNT, STATX_BASIC_STATS | STATX_BTIME, st) != 0) return errno;
    bool folder = S_ISDIR(st->stx_mode), link = S_ISLNK(st->stx_mode);
    struct record record = {0};
    if ((folder || S_ISREG(st->stx_mode)) && !record_recall(st, &record)) { /* Linux has them of these alone */
        struct timespec before = record_clock();
        errno = 0;
        record = record_read(dir, name, flags);
        if (record.present || errno == ENODATA || errno == ENOTSUP) record_keep(st, &before, dir, name, flags, &record);
    }
    out->dos = record.present ? record.dos & (folder ? STORED_FOLDER : STORED) : folder ? 0 : FILE_ATTRIBUTE_ARCHIVE;
    bool leads = false;
    out->reparse = link ? link_facts(dir, name, flags, &leads) : 0;
    if (link) /* a link to a folder is a folder for Windows */
        out->dos = FILE_ATTRIBUTE_REPARSE_POINT | (leads ? FILE_ATTRIBUTE_DIRECTORY : FILE_ATTRIBUTE_ARCHIVE);
    else if (folder)
        out->dos |= FILE_ATTRIBUTE_DIRECTORY;
    else if (!(st->stx_mode & 0222))
        out->dos |= FILE_ATTRIBUTE_READONLY;
    if (!out->dos) out->dos = FILE_ATTRIBUTE_NORMAL;
    out->accessed = attributes_time(st->stx_atime.tv_sec, st->stx_atime.tv_nsec);
    out->written = attributes_time(st->stx_mtime.tv_sec, st->stx_mtime.tv_nsec);
    out->changed = attributes_time(st->stx_ctime.tv_sec, st->stx_ctime.tv_nsec);
    if (record.created)
        out->created = record.created;
    else if (st->stx_mask & STATX_BTIME)
        out->created = attributes_time(st->stx_btime.tv_sec, st->stx_btime.tv_nsec);
    else
        out->created = out->written < out->changed ? out->written : out->changed;
    bool sized = S_ISREG(st->stx_mode);
    out->size = sized ? (int64_t)st->stx_size : 0;
    out->allocated = sized ? (int64_t)st->stx_blocks * 512 : 0;
    return 0;
}

/* Writes the record, or removes one that says nothing. */
static int record_write(int fd, const struct record *record, bool folder)
{
    char link[40];
    unsigned char value[64];
    const char *name = fd_name(fd, link);
    ULONG usual = folder ? 0 : FILE_ATTRIBUTE_ARCHIVE;
    bool none = !record->created && record->dos == usual;
    size_t size = record_print(record, value);
    int result = none ? removexattr(name, DOSATTRIB) : setxattr(name, DOSATTRIB, value, size, 0);
    struct stat st;
    if (result != 0 && errno == EACCES && fstat(fd, &st) == 0 && !(st.st_mode & 0200) &&
        chmod(name, (st.st_mode & 07777) | 0200) == 0) {
        /* Linux writes them to writable files alone: a read-only one is so for a moment */
        result = none ? removexattr(name, DOSATTRIB) : setxattr(name, DOSATTRIB, value, size, 0);
        int error = errno;
        chmod(name, st.st_mode & 07777);
        errno = error;
    }
    int error = errno;
    if (fstat(fd, &st) == 0) record_forget(&st);
    errno = error;
    if (result == 0 || errno == ENODATA || errno == ENOTSUP || errno == EPERM || errno == ENOENT || errno == ENOSPC)
        return 0; /* such a file system holds what the mode can */
    return errno;
}

int attributes_set(int fd, ULONG dos)
{
    struct stat st;
    char link[40];
    if (fstat(fd, &st) != 0) return errno;
    bool folder = S_ISDIR(st.st_mode);
    mode_t mode = st.st_mode & 07777, wanted = mode;
    if (!folder && dos & FILE_ATTRIBUTE_READONLY)
        wanted &= ~0222u;
    else if (!folder && !(mode & 0222))
        wanted |= 0200;
    if (wanted != mode && chmod(fd_name(fd, link), wanted) != 0) return errno;
    if (!folder && !S_ISREG(st.st_mode)) return 0;
    struct record record = record_read(fd, "", AT_EMPTY_PATH);
    record.dos = dos & (folder ? STORED_FOLDER : STORED);
    return record_write(fd, &record, folder);
}

void attributes_init(int fd, ULONG dos, bool folder)
{
    struct record record = {.dos = dos & (folder ? STORED_FOLDER : STORED)};
    if (!folder) record.dos |= FILE_ATTRIBUTE_ARCHIVE;
    if (record.dos != (folder ? 0 : FILE_ATTRIBUTE_ARCHIVE)) record_write(fd, &record, folder);
}

int attributes_set_times(int fd, int64_t created, int64_t accessed, int64_t written)
{
    struct timespec times[2] = {to_timespec(accessed), to_timespec(written)};
    char link[40];
    if (times[0].tv_nsec != UTIME_OMIT || times[1].tv_nsec != UTIME_OMIT)
        if (futimens(fd, times) != 0 && (errno != EBADF || utimensat(AT_FDCWD, fd_name(fd, link), times, 0) != 0))
            return errno;
    if (created == 0 || created == -1) return 0;
    struct stat st;
    if (fstat(fd, &st) != 0) return errno;
    struct record record = record_read(fd, "", AT_EMPTY_PATH);
    bool folder = S_ISDIR(st.st_mode);
    if (!record.present) record.dos = folder ? 0 : FILE_ATTRIBUTE_ARCHIVE;
    record.created = created;
    return record_write(fd, &record, folder);
}
