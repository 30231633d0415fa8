/* SPDX-License-Identifier: MIT */
/* TransmitFile: what stands before, a part of a file by sendfile(), what stands behind. */
#include "nt/socket.h"

#include "door/guestmem.h"
#include "nt/status.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/uio.h>

static NTSTATUS send_part(struct afd_request *r, struct iovec *part, bool wait)
{
    r->iov = part;
    r->iov_next = NULL;
    r->count = part->iov_len ? 1 : 0;
    NTSTATUS status = r->count ? afd_send_attempt(r, wait) : STATUS_SUCCESS;
    if (status == STATUS_SUCCESS) part->iov_len = 0;
    r->iov = r->few;
    return status;
}

static NTSTATUS transmit_attempt(struct afd_request *r, bool wait)
{
    struct socket *s = r->socket;
    r->events = POLLOUT;
    r->stream = r->whole = true;
    NTSTATUS status = send_part(r, &r->few[0], wait);
    while (status == STATUS_SUCCESS && r->source && r->source_left) {
        int64_t *offset = r->source_offset < 0 ? NULL : &r->source_offset;
        long most = r->source_left < 1 << 30 ? (long)r->source_left : 1 << 30;
        long put = socket_call(wait, SYS_sendfile, s->file.fd, r->source->fd, (long)offset, most, 0);
        if (put == -EAGAIN && wait) {
            status = socket_wait(s, POLLOUT, atomic_load(&s->send_timeout));
        } else if (put < 0) {
            status = socket_status((int)put);
        } else if (!put) {
            r->source_left = 0; /* the file ends here */
        } else {
            r->source_left -= put;
            r->done += (ULONG_PTR)put;
        }
    }
    if (status == STATUS_SUCCESS) status = send_part(r, &r->tail, wait);
    if (status == STATUS_SUCCESS && r->transmit & AFD_TF_DISCONNECT) {
        atomic_fetch_or(&s->flags, SOCKET_SHUT_SEND);
        shutdown(s->file.fd, SHUT_WR);
    }
    return status;
}

NTSTATUS afd_transmit_file(struct afd_request *r, const void *in, ULONG in_length)
{
    struct socket *s = r->socket;
    AFD_TRANSMIT_FILE_INFO info;
    if (in_length < sizeof info || !guest_get(&info, in)) return STATUS_ACCESS_VIOLATION;
    if (s->type != SOCK_STREAM || socket_now(s) != SOCKET_CONNECTED) return STATUS_INVALID_CONNECTION;
    if (info.Flags & AFD_TF_REUSE_SOCKET) return STATUS_NOT_SUPPORTED;
    if (!io_range(info.Head, info.HeadLength) || !io_range(info.Tail, info.TailLength)) return STATUS_ACCESS_VIOLATION;
    if (info.FileHandle) {
        NTSTATUS status = file_get(info.FileHandle, FILE_READ_DATA, &r->source);
        if (status != STATUS_SUCCESS) return status;
        if (r->source->ops != &file_disk_ops || !S_ISREG(r->source->mode)) return STATUS_INVALID_PARAMETER;
    }
    r->few[0] = (struct iovec){info.Head, info.HeadLength};
    r->tail = (struct iovec){info.Tail, info.TailLength};
    r->source_offset = info.Offset.QuadPart;
    r->source_left = info.WriteLength.QuadPart ? info.WriteLength.QuadPart : INT64_MAX;
    r->transmit = info.Flags;
    r->events = POLLOUT;
    r->attempt = transmit_attempt;
    /* The engine must never block in sendfile(), which has no flag for that. */
    int mode = fcntl(s->file.fd, F_GETFL);
    if (!(mode & O_NONBLOCK)) fcntl(s->file.fd, F_SETFL, mode | O_NONBLOCK);
    return STATUS_SUCCESS;
}
