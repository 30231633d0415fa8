/* SPDX-License-Identifier: MIT */
/* AcceptEx, ConnectEx and DisconnectEx: several steps as one request.
 *
 * An accepted connection takes the place of the socket that was given for it, under the same descriptor.  Left out:
 * receiving the first data together with a connection (the request then ends when the connection is there). */
#include "nt/socket.h"

#include "door/guestmem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* ---- accepting ---- */

/* A place of the answer: the address's length, then the address. */
static bool put_place(char *to, ULONG room, const struct sockaddr_storage *address, socklen_t host_length)
{
    ULONG length;
    if (!socket_address_put(to + sizeof(USHORT), room - (ULONG)sizeof(USHORT), address, host_length, &length))
        return false;
    USHORT head = (USHORT)length;
    return guest_put((USHORT *)to, &head);
}

static NTSTATUS accept_attempt(struct afd_request *r, bool wait)
{
    struct sockaddr_storage from = {0}, local = {0};
    socklen_t from_length, local_length = sizeof local;
    r->events = POLLIN;
    int fd = afd_accept_next(r->socket, wait, &from, &from_length);
    if (fd == -ECONNABORTED || fd == -EPROTO) fd = -EAGAIN; /* it has gone already: the next one */
    if (fd < 0) return socket_status(fd);
    if (atomic_load(&r->socket->nonblocking)) fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    if (getsockname(fd, (struct sockaddr *)&local, &local_length) != 0) local_length = 0;
    NTSTATUS status = afd_adopt(r->accepted, fd);
    if (status != STATUS_SUCCESS) return status;
    afd_inherit(r->accepted, r->socket);
    char *at = (char *)r->out + r->places[0];
    if (!put_place(at, r->places[1], &local, local_length) ||
        !put_place(at + r->places[1], r->places[2], &from, from_length))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}

NTSTATUS afd_super_accept(struct afd_request *r, const void *in, ULONG in_length)
{
    AFD_SUPER_ACCEPT_INFO info;
    struct file *file;
    if (in_length < sizeof info || !guest_get(&info, in)) return STATUS_ACCESS_VIOLATION;
    uint64_t all = (uint64_t)info.ReceiveDataLength + info.LocalAddressLength + info.RemoteAddressLength;
    if (all > r->out_length || info.LocalAddressLength < 2 || info.RemoteAddressLength < 2)
        return STATUS_BUFFER_TOO_SMALL;
    if (atomic_load(&r->socket->state) != SOCKET_LISTENING) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = file_get(info.AcceptHandle, 0, &file);
    if (status != STATUS_SUCCESS) return status;
    struct socket *s = socket_of(file);
    if (!s || s->family != r->socket->family || atomic_load(&s->state) != SOCKET_FRESH) {
        object_put(&file->object);
        return s ? STATUS_INVALID_PARAMETER : STATUS_INVALID_HANDLE;
    }
    r->accepted = s;
    r->places[0] = info.ReceiveDataLength;
    r->places[1] = info.LocalAddressLength;
    r->places[2] = info.RemoteAddressLength;
    r->attempt = accept_attempt;
    r->events = POLLIN;
    /* The engine must never block; calls that are to block wait with poll(). */
    int mode = fcntl(r->socket->file.fd, F_GETFL);
    if (!(mode & O_NONBLOCK)) fcntl(r->socket->file.fd, F_SETFL, mode | O_NONBLOCK);
    return STATUS_SUCCESS;
}

/* ---- connecting ---- */

static NTSTATUS connect_then_send(struct afd_request *r, bool wait)
{
    NTSTATUS status = STATUS_SUCCESS;
    if (atomic_load(&r->socket->state) != SOCKET_CONNECTED || r->begun) {
        status = afd_connect_attempt(r, wait);
        if (status != STATUS_SUCCESS) return status;
        r->begun = false;
    }
    if (!r->count) return STATUS_SUCCESS;
    r->to_length = 0;
    r->stream = true;
    return afd_send_attempt(r, wait);
}

NTSTATUS afd_super_connect(struct afd_request *r, const void *in, ULONG in_length)
{
    struct socket *s = r->socket;
    const size_t head = offsetof(AFD_SUPER_CONNECT_INFO_TL, RemoteAddress);
    if (in_length <= head) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = socket_address_get((const char *)in + head, in_length - head, s->family, &r->to, &r->to_length);
    if (status != STATUS_SUCCESS) return status;
    switch (socket_now(s)) {
    case SOCKET_FRESH: return STATUS_INVALID_PARAMETER; /* "an unconnected, previously bound socket" */
    case SOCKET_LISTENING: return STATUS_INVALID_PARAMETER;
    case SOCKET_CONNECTING: return STATUS_CONNECTION_IN_USE;
    case SOCKET_CONNECTED: return STATUS_CONNECTION_ACTIVE;
    case SOCKET_BOUND: break;
    }
    if (s->type != SOCK_STREAM) return STATUS_NOT_SUPPORTED;
    if (r->out_length) {
        if (!io_range(r->out, r->out_length)) return STATUS_ACCESS_VIOLATION;
        r->few[0] = (struct iovec){r->out, r->out_length};
        r->count = 1;
    }
    atomic_store(&s->error, 0);
    r->attempt = connect_then_send;
    r->events = POLLOUT;
    return STATUS_SUCCESS;
}

/* ---- disconnecting ---- */

NTSTATUS afd_super_disconnect(struct afd_request *r, const void *in, ULONG in_length)
{
    enum { REUSE = 2 };
    struct socket *s = r->socket;
    ULONG flags;
    if (in_length < sizeof flags || !guest_get(&flags, (const ULONG *)in)) return STATUS_ACCESS_VIOLATION;
    if (socket_now(s) != SOCKET_CONNECTED) return STATUS_INVALID_CONNECTION;
    if (!(flags & REUSE)) {
        atomic_fetch_or(&s->flags, SOCKET_SHUT_SEND);
        return shutdown(s->file.fd, SHUT_WR) == 0 ? STATUS_SUCCESS : socket_status(errno);
    }
    int fd = socket(socket_family_host(s->family), s->type | SOCK_CLOEXEC, s->protocol);
    if (fd < 0) return socket_status(errno);
    shutdown(s->file.fd, SHUT_RDWR);
    NTSTATUS status = afd_adopt(s, fd);
    if (status != STATUS_SUCCESS) return status;
    atomic_store(&s->flags, 0);
    atomic_store(&s->state, SOCKET_FRESH);
    return STATUS_SUCCESS;
}
