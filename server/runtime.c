/* SPDX-License-Identifier: MIT */
/* The broker's view of the runtime folder and the segment in it.
 *
 * Who holds a byte of the segment is asked of the kernel (F_OFD_GETLK), never of what stands in the file: that is
 * written by every process of the prefix.  Bytes are read one number at a time by pread(), so that a file that
 * somebody made shorter is no fault. */
#include "runtime.h"

#include "fault.h"
#include "prepared_names.h"
#include "segment.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static char folder_path[PATH_MAX];
static int folder = -1, segment = -1;

bool runtime_open(const char *path, int fd)
{
    struct stat info;
    bool locked = fd >= 0;
    if (strlen(path) >= sizeof folder_path || path[0] != '/') {
        errno = EINVAL;
        return false;
    }
    strcpy(folder_path, path);
    if (!locked) fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info)) return false;
    if (!S_ISDIR(info.st_mode) || info.st_uid != geteuid() || info.st_mode & 077) {
        errno = EPERM;
        return false;
    }
    folder = fd;
    return locked || !flock(fd, LOCK_EX);
}

/* The address of a socket in the folder, whose path may be longer than an address. */
static bool address(struct sockaddr_un *to)
{
    *to = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (!access("/proc/self/fd", X_OK)) {
        snprintf(to->sun_path, sizeof to->sun_path, "/proc/self/fd/%d/" RUNTIME_SOCKET, folder);
        return true;
    }
    return snprintf(to->sun_path, sizeof to->sun_path, "%s/" RUNTIME_SOCKET, folder_path) < (int)sizeof to->sun_path;
}

int runtime_listen(void)
{
    struct sockaddr_un at;
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -1;
    if (!address(&at)) {
        errno = ENAMETOOLONG;
    } else if (!connect(fd, (struct sockaddr *)&at, sizeof at) || errno == EAGAIN) {
        errno = EADDRINUSE;
    } else {
        unlinkat(folder, RUNTIME_SOCKET, 0);
        FAULT(socket_removed);
        bool bound = !bind(fd, (struct sockaddr *)&at, sizeof at);
        FAULT(socket_bound);
        if (bound && !listen(fd, 4096)) return fd;
    }
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

void runtime_unlock(void)
{
    flock(folder, LOCK_UN);
}

const char *runtime_path(void)
{
    return folder_path;
}

uint64_t runtime_segment_mark(void)
{
    struct stat info;
    return segment >= 0 && !fstat(segment, &info) ? (uint64_t)info.st_ino << 1 | 1 : 1;
}

void runtime_volatile_remove(void)
{
    unlinkat(folder, RUNTIME_VOLATILE, 0);
    unlinkat(folder, RUNTIME_VOLATILE "-wal", 0);
}

int runtime_create(const char *name)
{
    return openat(folder, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
}

bool runtime_segment_current(void)
{
    struct stat info;
    if (segment >= 0 && !fstat(segment, &info) && info.st_nlink) return true;
    if (segment >= 0) close(segment);
    segment = openat(folder, RUNTIME_SEGMENT, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (segment >= 0 && (fstat(segment, &info) || !S_ISREG(info.st_mode) || info.st_uid != geteuid())) {
        close(segment);
        segment = -1;
    }
    return false;
}

/* The first byte in [from, end) that another description has locked; `end`: none. */
static off_t locked_from(off_t from, off_t end)
{
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = from, .l_len = end - from};
    if (segment < 0 || fcntl(segment, F_OFD_GETLK, &range) || range.l_type == F_UNLCK) return end;
    off_t first = range.l_start < from ? from : range.l_start;
    /* Linux names some lock there, not the first. */
    return first > from ? locked_from(from, first) : first;
}

static bool lock(off_t from, off_t length, short type)
{
    struct flock range = {.l_type = type, .l_whence = SEEK_SET, .l_start = from, .l_len = length};
    return segment >= 0 && !fcntl(segment, F_OFD_SETLK, &range);
}

bool runtime_line_stands(uint32_t line, uint32_t generation)
{
    uint32_t stands;
    off_t at = SEGMENT_LINES_AT + (off_t)line * SEGMENT_LINE_SIZE + SEGMENT_LINE_GENERATION;
    if (line >= SEGMENT_LINES) return false;
    return pread(segment, &stands, sizeof stands, at) == sizeof stands && stands == generation;
}

bool runtime_line_live(uint32_t line, uint32_t generation)
{
    if (line >= SEGMENT_LINES || locked_from(LOCKS_AT + line, LOCKS_AT + line + 1) != LOCKS_AT + line) return false;
    return runtime_line_stands(line, generation);
}

void runtime_line_hold(uint32_t line, bool hold)
{
    lock(LOCKS_AT + line, 1, hold ? F_RDLCK : F_UNLCK);
}

uint32_t runtime_service_next(uint32_t from)
{
    if (from >= SEGMENT_SLOTS) return SEGMENT_SLOTS;
    return (uint32_t)(locked_from(SERVICES_AT + from, SERVICES_AT + SEGMENT_SLOTS) - SERVICES_AT);
}

static const off_t slots_at = SEGMENT_SLOTS_AT, slots_length = (off_t)SEGMENT_SLOTS * SEGMENT_SLOT_SIZE;

uint64_t runtime_slot_started(uint32_t slot)
{
    uint64_t started = 0;
    off_t at = slots_at + (off_t)slot * SEGMENT_SLOT_SIZE;
    if (slot >= SEGMENT_SLOTS || locked_from(at, at + 1) != at ||
        pread(segment, &started, sizeof started, at + (off_t)offsetof(struct presence_slot, started)) != sizeof started)
        return 0;
    return started ? started : 1;
}

bool runtime_in_use(void)
{
    runtime_segment_current();
    return locked_from(slots_at, slots_at + slots_length) != slots_at + slots_length;
}

void runtime_remove(void)
{
    unlinkat(folder, RUNTIME_SOCKET, 0);
    unlinkat(folder, RUNTIME_LOG, 0);
    runtime_volatile_remove();
    /* All slots' bytes at once, as the last process does it: nobody else holds one, and nobody can take one. */
    if (runtime_segment_current() && lock(slots_at, slots_length, F_WRLCK)) {
        prepared_remove(folder_path);
        unlinkat(folder, RUNTIME_SEGMENT, 0);
    }
    if (segment >= 0) close(segment);
    segment = -1;
    /* These stay where they are in use. */
    rmdir(folder_path);
    char *slash = strrchr(folder_path, '/');
    if (slash && slash != folder_path) {
        *slash = 0;
        rmdir(folder_path);
    }
}
