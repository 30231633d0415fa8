/* SPDX-License-Identifier: MIT */
/* File-system and device controls: what NtFsControlFile does to disk files (reparse points: reparse.c;
 * sparse ranges) and to pipes (peek).  Other codes answer STATUS_INVALID_DEVICE_REQUEST. Left out: object
 * ids, compression, change journals. */
#include "nt/disk.h"

#include "door/guestmem.h"
#include "nt/io.h"
#include "nt/status.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

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

/* DUPLICATE_EXTENTS_DATA: two files have the same blocks from now on, until one of them is written to. */
static NTSTATUS duplicate_extents(struct file *file, const void *in, ULONG length)
{
    struct {
        uint64_t from, source, target, count;
    } data;
    struct file *from;
    if (length < sizeof data) return STATUS_INVALID_PARAMETER;
    if (!guest_get(&data, in)) return STATUS_ACCESS_VIOLATION;
    if (data.source > INT64_MAX || data.target > INT64_MAX || data.count > INT64_MAX) return STATUS_INVALID_PARAMETER;
    if (!(file->access & FILE_WRITE_DATA)) return STATUS_ACCESS_DENIED;
    NTSTATUS status = file_get((HANDLE)(uintptr_t)data.from, FILE_READ_DATA, &from);
    if (status != STATUS_SUCCESS) return status;
    struct file_clone_range range = {from->fd, data.source, data.count, data.target};
    if (from->ops != file->ops || !S_ISREG(from->mode) || !S_ISREG(file->mode))
        status = STATUS_INVALID_PARAMETER;
    else if (ioctl(file->fd, FICLONERANGE, &range) != 0)
        status = errno == EOPNOTSUPP || errno == EXDEV || errno == ENOTTY ? STATUS_INVALID_DEVICE_REQUEST
                                                                          : status_from_errno(errno);
    object_put(&from->object);
    return status;
}

NTSTATUS disk_control(struct file *file, bool fs, ULONG code, const void *in, ULONG in_length, void *out,
                      ULONG out_length, ULONG_PTR *done)
{
    if (!fs) return STATUS_INVALID_DEVICE_REQUEST;
    switch (code) {
    case FSCTL_GET_REPARSE_POINT: return reparse_get(file, out, out_length, done);
    case FSCTL_SET_REPARSE_POINT: return reparse_set(file, in, in_length);
    case FSCTL_DELETE_REPARSE_POINT: return reparse_delete(file, in, in_length);
    case FSCTL_SET_SPARSE: /* every file of Linux is one */
        return S_ISREG(file->mode) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
    case FSCTL_SET_ZERO_DATA: return set_zero(file, in, in_length);
    case FSCTL_QUERY_ALLOCATED_RANGES: return get_ranges(file, in, in_length, out, out_length, done);
    case FSCTL_DUPLICATE_EXTENTS_TO_FILE: return duplicate_extents(file, in, in_length);
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
