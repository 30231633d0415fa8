/* SPDX-License-Identifier: MIT */
/* File-system and device controls: what NtFsControlFile does to disk files (reparse points that are symbolic links,
 * sparse ranges) and to pipes (peek).  Other codes answer STATUS_INVALID_DEVICE_REQUEST. Left out: junctions to
 * volumes, object ids, compression, change journals. */
#include "nt/disk.h"

#include "door/guestmem.h"
#include "linux/path.h"
#include "linux/utf.h"
#include "nt/io.h"
#include "nt/status.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* REPARSE_DATA_BUFFER for a symbolic link, up to its path buffer. */
struct link_head {
    ULONG tag;
    USHORT data_length, reserved; /* data_length counts from here on */
    USHORT substitute_offset, substitute_length, print_offset, print_length;
    ULONG flags; /* 1: relative */
};
#define LINK_RELATIVE 1

static NTSTATUS get_reparse(struct file *file, void *out, ULONG length, ULONG_PTR *done)
{
    if (!S_ISLNK(file->mode)) return STATUS_NOT_A_REPARSE_POINT;
    char target[PATH_MAX];
    ssize_t got = readlinkat(file->fd, "", target, sizeof target - 1);
    if (got < 0) return status_from_errno(errno);
    target[got] = 0;
    bool relative = target[0] != '/';
    WCHAR *text = malloc(sizeof(struct link_head) + 2 * (4 + 3 * (size_t)got + 8) * sizeof *text);
    if (!text) return STATUS_NO_MEMORY;
    /* Print name first, then the substitute, which is the same with \??\ in front unless relative. */
    struct link_head *head = (struct link_head *)text;
    WCHAR *print = (WCHAR *)(head + 1);
    size_t units;
    if (relative) {
        units = utf_to_16(print, 3 * (size_t)got, target, (size_t)got);
        for (size_t i = 0; i < units; i++)
            if (print[i] == '/') print[i] = '\\';
    } else {
        units = path_to_dos(target, print, 3 * (size_t)got + 4);
    }
    WCHAR *substitute = print + units;
    size_t front = 0;
    if (!relative)
        for (const char *s = "\\??\\"; *s; s++) substitute[front++] = (unsigned char)*s;
    memcpy(substitute + front, print, units * sizeof *print);
    *head = (struct link_head){
        .tag = IO_REPARSE_TAG_SYMLINK,
        .data_length = (USHORT)(sizeof *head - 8 + (2 * units + front) * sizeof *print),
        .print_length = (USHORT)(units * sizeof *print),
        .substitute_offset = (USHORT)(units * sizeof *print),
        .substitute_length = (USHORT)((units + front) * sizeof *print),
        .flags = relative ? LINK_RELATIVE : 0,
    };
    ULONG size = 8u + head->data_length;
    NTSTATUS status = size > length ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
    if (length < 8)
        status = STATUS_BUFFER_TOO_SMALL;
    else if (!guest_write(out, text, size < length ? size : length))
        status = STATUS_ACCESS_VIOLATION;
    else
        *done = size < length ? size : length;
    free(text);
    return status;
}

/* The host target of a link record; malloc'd. */
static NTSTATUS link_target(const struct link_head *head, const WCHAR *names, size_t units, char **target)
{
    size_t first = head->substitute_offset / sizeof *names, count = head->substitute_length / sizeof *names;
    if (first > units || count > units - first) return STATUS_IO_REPARSE_DATA_INVALID;
    if (!(head->flags & LINK_RELATIVE)) {
        struct path path;
        int error = path_parse(names + first, count, -1, PREFIX_PLAIN, &path);
        if (error) return status_from_errno(error);
        *target = path.kind == PATH_FILE && !path.view ? strdup(path.host) : NULL;
        path_free(&path);
        return *target ? STATUS_SUCCESS : STATUS_IO_REPARSE_DATA_INVALID;
    }
    char *to = malloc(3 * count + 1);
    if (!to) return STATUS_NO_MEMORY;
    size_t used = 0;
    for (size_t i = 0; i < count; i++) { /* by components: .. and . stay as they are */
        size_t start = i;
        while (i < count && names[first + i] != '\\') i++;
        used += utf_name_to_8(to + used, 3 * count - used, names + first + start, i - start);
        if (i < count) to[used++] = '/';
    }
    to[used] = 0;
    *target = to;
    return STATUS_SUCCESS;
}

/* An empty file or folder becomes a link: the name is replaced, the handle goes on showing what it was. */
static NTSTATUS set_reparse(struct file *file, const void *in, ULONG length)
{
    struct link_head head;
    WCHAR names[8192];
    char host[PATH_MAX], fresh[PATH_MAX + 32], *target = NULL;
    if (length < sizeof head || length - sizeof head > sizeof names) return STATUS_IO_REPARSE_DATA_INVALID;
    if (!guest_get(&head, in) || !guest_read(names, (const char *)in + sizeof head, length - sizeof head))
        return STATUS_ACCESS_VIOLATION;
    if (head.tag != IO_REPARSE_TAG_SYMLINK) return STATUS_IO_REPARSE_TAG_NOT_HANDLED;
    NTSTATUS status = link_target(&head, names, (length - sizeof head) / sizeof *names, &target);
    if (status != STATUS_SUCCESS) return status;
    int got = path_of_fd(file->fd, host, sizeof host);
    snprintf(fresh, sizeof fresh, "%s.%d~", got < 0 ? "" : host, (int)getpid());
    int failed = got < 0 ? -got : 0;
    if (!failed && S_ISDIR(file->mode)) { /* a name cannot change from folder to link at once */
        if (rmdir(host) != 0 || symlink(target, host) != 0) failed = errno;
    } else if (!failed && (symlink(target, fresh) != 0 || rename(fresh, host) != 0)) {
        failed = errno;
        unlink(fresh);
    }
    free(target);
    return status_from_errno(failed);
}

/* FILE_ZERO_DATA_INFORMATION and FILE_ALLOCATED_RANGE_BUFFER: two 64-bit numbers. */
static NTSTATUS set_zero(struct file *file, const void *in, ULONG length)
{
    int64_t range[2];
    if (length < sizeof range) return STATUS_INVALID_PARAMETER;
    if (!guest_get(&range, in)) return STATUS_ACCESS_VIOLATION;
    if (range[0] < 0 || range[1] < range[0]) return STATUS_INVALID_PARAMETER;
    if (range[1] == range[0]) return STATUS_SUCCESS;
    int result = fallocate(file->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, range[0], range[1] - range[0]);
    return result == 0 ? STATUS_SUCCESS : status_from_errno(errno);
}

static NTSTATUS get_ranges(struct file *file, const void *in, ULONG in_length, void *out, ULONG out_length,
                           ULONG_PTR *done)
{
    int64_t asked[2];
    struct stat st;
    if (in_length < sizeof asked) return STATUS_INVALID_PARAMETER;
    if (!guest_get(&asked, in)) return STATUS_ACCESS_VIOLATION;
    if (asked[0] < 0 || asked[1] < 0 || asked[0] > INT64_MAX - asked[1]) return STATUS_INVALID_PARAMETER;
    if (fstat(file->fd, &st) != 0) return status_from_errno(errno);
    int64_t position = lseek(file->fd, 0, SEEK_CUR), end = asked[0] + asked[1];
    if (end > st.st_size) end = st.st_size;
    NTSTATUS status = STATUS_SUCCESS;
    for (int64_t at = asked[0]; at < end;) {
        int64_t data = lseek(file->fd, at, SEEK_DATA);
        if (data < 0 || data >= end) break;
        int64_t hole = lseek(file->fd, data, SEEK_HOLE);
        if (hole < 0 || hole > end) hole = end;
        int64_t range[2] = {data, hole - data};
        if (*done + sizeof range > out_length) {
            status = *done ? STATUS_BUFFER_OVERFLOW : STATUS_BUFFER_TOO_SMALL;
            break;
        }
        if (!guest_put((char *)out + *done, &range)) {
            status = STATUS_ACCESS_VIOLATION;
            break;
        }
        *done += sizeof range;
        at = hole;
    }
    lseek(file->fd, position, SEEK_SET);
    return status;
}

NTSTATUS disk_control(struct file *file, bool fs, ULONG code, const void *in, ULONG in_length, void *out,
                      ULONG out_length, ULONG_PTR *done)
{
    if (!fs) return STATUS_INVALID_DEVICE_REQUEST;
    switch (code) {
    case FSCTL_GET_REPARSE_POINT: return get_reparse(file, out, out_length, done);
    case FSCTL_SET_REPARSE_POINT: return set_reparse(file, in, in_length);
    case FSCTL_SET_SPARSE: /* every file of Linux is one */
        return S_ISREG(file->mode) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
    case FSCTL_SET_ZERO_DATA: return set_zero(file, in, in_length);
    case FSCTL_QUERY_ALLOCATED_RANGES: return get_ranges(file, in, in_length, out, out_length, done);
    case FSCTL_IS_VOLUME_MOUNTED: return STATUS_SUCCESS;
    default: return STATUS_INVALID_DEVICE_REQUEST;
    }
}

/* FILE_PIPE_PEEK_BUFFER, then data: what is in the pipe, without taking it. */
static NTSTATUS peek(struct file *file, void *out, ULONG length, ULONG_PTR *done)
{
    struct {
        ULONG state, available, messages, message_length;
    } head = {.state = 3 /* connected */};
    int waiting = 0;
    struct pollfd p = {.fd = file->fd, .events = POLLIN};
    if (length < sizeof head) return STATUS_BUFFER_TOO_SMALL;
    if (!(file->object.type == &file_type && file->device_type == FILE_DEVICE_NAMED_PIPE))
        return STATUS_INVALID_DEVICE_REQUEST;
    if (ioctl(file->fd, FIONREAD, &waiting) != 0) return status_from_errno(errno);
    if (!waiting && poll(&p, 1, 0) == 1 && !(p.revents & POLLIN) && p.revents & (POLLHUP | POLLERR))
        return STATUS_PIPE_BROKEN;
    head.available = (ULONG)waiting;
    ULONG want = length - (ULONG)sizeof head;
    if (want > head.available) want = head.available;
    /* A socket can be looked into, a Linux pipe through tee() alone; both copy at most what fits a pipe. */
    size_t copied = 0;
    if (want) {
        char buffer[65536];
        if (want > sizeof buffer) want = sizeof buffer;
        ssize_t got = recv(file->fd, buffer, want, MSG_PEEK | MSG_DONTWAIT);
        int ends[2];
        if (got < 0 && errno == ENOTSOCK && pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0) {
            extern ssize_t tee(int, int, size_t, unsigned);
            got = tee(file->fd, ends[1], want, 2 /* SPLICE_F_NONBLOCK */);
            if (got > 0) got = read(ends[0], buffer, (size_t)got);
            close(ends[0]);
            close(ends[1]);
        }
        copied = got > 0 ? (size_t)got : 0;
        if (!guest_write((char *)out + sizeof head, buffer, copied)) return STATUS_ACCESS_VIOLATION;
    }
    if (!guest_put(out, &head)) return STATUS_ACCESS_VIOLATION;
    *done = sizeof head + copied;
    return copied < head.available ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

NTSTATUS stream_control(struct file *file, bool fs, ULONG code, const void *in, ULONG in_length, void *out,
                        ULONG out_length, ULONG_PTR *done)
{
    (void)in;
    (void)in_length;
    return fs && code == FSCTL_PIPE_PEEK ? peek(file, out, out_length, done) : STATUS_INVALID_DEVICE_REQUEST;
}
