/* SPDX-License-Identifier: MIT */
/* \Device\Afd's controls: binding, listening, connecting, accepting, shutting down, addresses, options.
 *
 * A control becomes a request (socket.h), which is attempted: blocking in the caller's thread for handles for
 * synchronous use and for ws2_32's blocking calls (AFD_HERE), else at once.  A blocking call of a guest socket is the
 * same blocking call of Linux's; where Linux's socket is in the other mode (a connection under way, a descriptor that
 * somebody else made non-blocking) it waits with poll() and tries again.
 *
 * Windows lets a listener be bound while connections of its predecessor linger in TIME_WAIT; Linux does where all
 * sockets of the port have SO_REUSEADDR.  So sockets get it when they listen or connect, not before, and a bind that
 * fails is tried once more with it: two live sockets still can't have one port.  Left out: conditional acceptance,
 * wildcard and particular addresses bound side by side, quality of service, groups. */
#include "nt/socket.h"

#include "door/guestmem.h"
#include "nt/guest.h"
#include "nt/handle.h"
#include "nt/io.h"
#include "nt/status.h"
#include "nt/thread.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static bool is_stream(const struct socket *s)
{
    return s->type == SOCK_STREAM || s->type == SOCK_SEQPACKET;
}

static int reuse_address(struct socket *s, int on)
{
    return setsockopt(s->file.fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
}

static NTSTATUS put_address(int (*get)(int, struct sockaddr *, socklen_t *), struct afd_request *r)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    ULONG needed;
    if (get(r->socket->file.fd, (struct sockaddr *)&address, &length) != 0) return socket_status(errno);
    if (!socket_address_put(r->out, r->out_length, &address, length, &needed)) return STATUS_ACCESS_VIOLATION;
    if (needed > r->out_length) return STATUS_BUFFER_TOO_SMALL;
    r->done = needed;
    return STATUS_SUCCESS;
}

static int get_name(int fd, struct sockaddr *address, socklen_t *length)
{
    return getsockname(fd, address, length);
}

static int get_peer(int fd, struct sockaddr *address, socklen_t *length)
{
    return getpeername(fd, address, length);
}

NTSTATUS afd_bind(struct afd_request *r, const void *in, ULONG in_length)
{
    struct socket *s = r->socket;
    uint32_t flags = atomic_load(&s->flags);
    const size_t head = offsetof(AFD_BIND_INFO_TL, Address);
    ULONG share;
    if (in_length <= head || !guest_get(&share, in)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = socket_address_get((const char *)in + head, in_length - head, s->family, &r->to, &r->to_length);
    if (status != STATUS_SUCCESS) return status == STATUS_INVALID_ADDRESS ? STATUS_ACCESS_VIOLATION : status;
    if (atomic_load(&s->state) != SOCKET_FRESH) return STATUS_INVALID_PARAMETER;
    bool shared = flags & SOCKET_REUSE || share == AFD_REUSEADDRESS;
    if (shared) {
        int on = 1;
        reuse_address(s, 1);
        if (is_stream(s)) setsockopt(s->file.fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    }
    int result = bind(s->file.fd, (struct sockaddr *)&r->to, r->to_length);
    if (result != 0 && errno == EADDRINUSE && !shared && is_stream(s) && !(flags & SOCKET_EXCLUSIVE)) {
        reuse_address(s, 1);
        result = bind(s->file.fd, (struct sockaddr *)&r->to, r->to_length);
        int error = errno;
        reuse_address(s, 0);
        errno = error;
    }
    if (result != 0) return socket_status(errno);
    atomic_store(&s->state, SOCKET_BOUND);
    return r->out_length ? put_address(get_name, r) : STATUS_SUCCESS;
}

NTSTATUS afd_listen(struct afd_request *r, const void *in, ULONG in_length)
{
    struct socket *s = r->socket;
    AFD_LISTEN_INFO info;
    if (in_length < sizeof info || !guest_get(&info, in)) return STATUS_ACCESS_VIOLATION;
    uint32_t state = atomic_load(&s->state);
    if (!is_stream(s)) return STATUS_NOT_SUPPORTED;
    if (state == SOCKET_CONNECTED) return STATUS_CONNECTION_ACTIVE;
    if (state != SOCKET_BOUND && state != SOCKET_LISTENING) return STATUS_INVALID_PARAMETER;
    int backlog = info.MaximumConnectionQueue > 0x7fffffff ? SOMAXCONN : (int)info.MaximumConnectionQueue;
    if (state == SOCKET_LISTENING) return STATUS_SUCCESS; /* "a second time: no effect" but for the queue's length */
    if (s->family != AF_UNIX) reuse_address(s, 1);
    if (listen(s->file.fd, backlog) != 0) return socket_status(errno);
    atomic_store(&s->state, SOCKET_LISTENING);
    afd_event_changed(s);
    return STATUS_SUCCESS;
}

/* ---- connecting ---- */

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

/* A connection under way has ended: 0, or why it failed (which Linux tells once). */
static int connect_result(struct socket *s)
{
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(s->file.fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0) error = errno;
    if (!error) {
        s->connected_at = now();
        atomic_store(&s->state, SOCKET_CONNECTED);
    } else {
        atomic_store(&s->error, error);
        atomic_store(&s->state, SOCKET_BOUND);
    }
    pthread_mutex_lock(&s->lock);
    afd_event_note(s, error ? AFD_POLL_CONNECT_FAIL : AFD_POLL_CONNECT, error ? socket_status(error) : STATUS_SUCCESS);
    pthread_mutex_unlock(&s->lock);
    return error;
}

enum socket_state socket_now(struct socket *s)
{
    struct pollfd p = {.fd = s->file.fd, .events = POLLOUT};
    if (atomic_load(&s->state) == SOCKET_CONNECTING && poll(&p, 1, 0) > 0) connect_result(s);
    return atomic_load(&s->state);
}

NTSTATUS afd_connect_attempt(struct afd_request *r, bool wait)
{
    struct socket *s = r->socket;
    uint32_t state = atomic_load(&s->state);
    r->events = POLLOUT;
    if (r->begun) {
        NTSTATUS status = wait ? socket_wait(s, POLLOUT, 0) : STATUS_SUCCESS;
        if (status != STATUS_SUCCESS) return status;
        state = socket_now(s);
        if (state == SOCKET_CONNECTING) return STATUS_DEVICE_NOT_READY;
        return state == SOCKET_CONNECTED ? STATUS_SUCCESS : socket_status(atomic_exchange(&s->error, 0));
    }
    int mode = fcntl(s->file.fd, F_GETFL);
    bool change = !wait && is_stream(s) && !(mode & O_NONBLOCK);
    if (change) fcntl(s->file.fd, F_SETFL, mode | O_NONBLOCK);
    long result = socket_call(wait && !(mode & O_NONBLOCK), SYS_connect, s->file.fd, (long)&r->to, r->to_length, 0, 0);
    if (change) fcntl(s->file.fd, F_SETFL, mode);
    if (result == -EINPROGRESS) {
        atomic_store(&s->state, SOCKET_CONNECTING);
        r->begun = true;
        if (wait) return afd_connect_attempt(r, wait);
        afd_event_changed(s);
        return STATUS_DEVICE_NOT_READY;
    }
    if (result < 0) {
        if (state == SOCKET_FRESH) atomic_store(&s->state, SOCKET_BOUND);
        return result == -EINVAL ? STATUS_INVALID_ADDRESS_COMPONENT : socket_status((int)result);
    }
    s->connected_at = now();
    atomic_store(&s->state, SOCKET_CONNECTED);
    afd_event_changed(s);
    return STATUS_SUCCESS;
}

/* "WSAEADDRNOTAVAIL: the remote address is not a valid address (such as INADDR_ANY)", or its port is 0. */
static bool connectable(const struct sockaddr_storage *to)
{
    const struct sockaddr_in *four = (const struct sockaddr_in *)to;
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)to;
    if (to->ss_family == AF_INET) return four->sin_port && four->sin_addr.s_addr != INADDR_ANY;
    if (to->ss_family == AF_INET6) return six->sin6_port && !IN6_IS_ADDR_UNSPECIFIED(&six->sin6_addr);
    return true;
}

NTSTATUS afd_connect(struct afd_request *r, const void *in, ULONG in_length)
{
    struct socket *s = r->socket;
    const size_t head = offsetof(AFD_CONNECT_JOIN_INFO_TL, RemoteAddress);
    uint16_t family;
    if (in_length <= head + sizeof family || !guest_get(&family, (const uint16_t *)((const char *)in + head)))
        return STATUS_ACCESS_VIOLATION;
    if (s->type == SOCK_DGRAM && !family) { /* "all zeros: the socket is disconnected" */
        r->to.ss_family = AF_UNSPEC;
        if (connect(s->file.fd, (struct sockaddr *)&r->to, sizeof r->to.ss_family) != 0) return socket_status(errno);
        if (atomic_load(&s->state) == SOCKET_CONNECTED) atomic_store(&s->state, SOCKET_BOUND);
        return STATUS_SUCCESS;
    }
    NTSTATUS status = socket_address_get((const char *)in + head, in_length - head, s->family, &r->to, &r->to_length);
    if (status != STATUS_SUCCESS) return status;
    switch (socket_now(s)) {
    case SOCKET_LISTENING: return STATUS_INVALID_PARAMETER;
    case SOCKET_CONNECTING: return STATUS_CONNECTION_IN_USE;
    case SOCKET_CONNECTED:
        if (is_stream(s)) return STATUS_CONNECTION_ACTIVE;
        break;
    case SOCKET_BOUND: atomic_store(&s->error, 0); break;
    case SOCKET_FRESH: break;
    }
    if (!connectable(&r->to)) return STATUS_INVALID_ADDRESS_COMPONENT;
    if (is_stream(s) && atomic_load(&s->state) == SOCKET_BOUND && s->family != AF_UNIX) reuse_address(s, 1);
    r->attempt = afd_connect_attempt;
    return STATUS_SUCCESS;
}

/* ---- accepting ---- */

/* The next connection of a listener; -errno. */
int afd_accept_next(struct socket *s, bool wait, struct sockaddr_storage *from, socklen_t *length)
{
    int offered = atomic_exchange(&s->offered, -1);
    if (offered >= 0) {
        *length = sizeof *from;
        if (getpeername(offered, (struct sockaddr *)from, length) != 0) *length = 0;
        return offered;
    }
    for (;;) {
        *length = sizeof *from;
        long fd = socket_call(wait, SYS_accept4, s->file.fd, (long)from, (long)length,
                              SOCK_CLOEXEC | (atomic_load(&s->nonblocking) ? SOCK_NONBLOCK : 0), 0);
        if (fd != -EAGAIN || !wait) return (int)fd;
        struct pollfd p = {.fd = s->file.fd, .events = POLLIN};
        long ready = thread_block(SYS_poll, (long)&p, 1, -1, 0, 0, 0);
        if (ready < 0) return (int)ready;
    }
}

/* An accepted connection has its listener's properties. */
void afd_inherit(struct socket *s, const struct socket *listener)
{
    atomic_store(&s->state, SOCKET_CONNECTED);
    atomic_store(&s->flags, atomic_load(&listener->flags) & ~(uint32_t)(SOCKET_REUSE | SOCKET_EXCLUSIVE));
    atomic_store(&s->receive_timeout, atomic_load(&listener->receive_timeout));
    atomic_store(&s->send_timeout, atomic_load(&listener->send_timeout));
    s->connected_at = now();
    afd_event_changed(s);
}

static NTSTATUS take_attempt(struct afd_request *r, bool wait)
{
    struct socket *listener = r->socket;
    struct sockaddr_storage from;
    socklen_t from_length;
    HANDLE handle = NULL;
    ULONG length;
    r->events = POLLIN;
    int fd = afd_accept_next(listener, wait, &from, &from_length);
    afd_event_enable(listener, AFD_POLL_ACCEPT);
    if (fd < 0) return socket_status(fd);
    struct file *made = socket_from_fd(fd, listener->file.access, listener->file.options);
    if (!made) {
        close(fd);
        return STATUS_NO_MEMORY;
    }
    afd_inherit((struct socket *)made, listener);
    atomic_store(&((struct socket *)made)->nonblocking, atomic_load(&listener->nonblocking));
    NTSTATUS status = handle_create(&made->object, made->access, (ULONG)r->flags, &handle);
    object_put(&made->object);
    if (status != STATUS_SUCCESS) return status;
    const size_t head = offsetof(AFD_TAKEN, RemoteAddress);
    if (!guest_put((HANDLE *)r->out, &handle) ||
        !socket_address_put((char *)r->out + head, r->out_length - head, &from, from_length, &length)) {
        handle_close(handle);
        return STATUS_ACCESS_VIOLATION;
    }
    r->done = head + length;
    return STATUS_SUCCESS;
}

NTSTATUS afd_take(struct afd_request *r, const void *in, ULONG in_length)
{
    AFD_TAKE_INFO info;
    if (in_length < sizeof info || !guest_get(&info, in)) return STATUS_ACCESS_VIOLATION;
    if (r->out_length < sizeof(AFD_TAKEN)) return STATUS_BUFFER_TOO_SMALL;
    if (!is_stream(r->socket)) return STATUS_NOT_SUPPORTED;
    if (atomic_load(&r->socket->state) != SOCKET_LISTENING) return STATUS_INVALID_PARAMETER;
    if (!guest_probe_write(r->out, sizeof(AFD_TAKEN))) return STATUS_ACCESS_VIOLATION;
    r->flags = (int)(info.Attributes & OBJ_INHERIT);
    r->attempt = take_attempt;
    return STATUS_SUCCESS;
}

static NTSTATUS wait_attempt(struct afd_request *r, bool wait)
{
    struct socket *s = r->socket;
    struct sockaddr_storage from;
    socklen_t from_length;
    ULONG length;
    r->events = POLLIN;
    int fd = afd_accept_next(s, wait, &from, &from_length), none = -1;
    if (fd < 0) return socket_status(fd);
    if (!atomic_compare_exchange_strong(&s->offered, &none, fd)) { /* one at a time is offered */
        close(fd);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    AFD_LISTEN_RESPONSE_INFO_TL *out = r->out;
    LONG sequence = fd;
    if (!guest_put(&out->Sequence, &sequence) ||
        !socket_address_put(&out->RemoteAddress, r->out_length - offsetof(AFD_LISTEN_RESPONSE_INFO_TL, RemoteAddress),
                            &from, from_length, &length))
        return STATUS_ACCESS_VIOLATION;
    r->done = offsetof(AFD_LISTEN_RESPONSE_INFO_TL, RemoteAddress) + length;
    return STATUS_SUCCESS;
}

NTSTATUS afd_wait_for_listen(struct afd_request *r, const void *in, ULONG in_length)
{
    (void)in, (void)in_length;
    if (r->out_length < offsetof(AFD_LISTEN_RESPONSE_INFO_TL, RemoteAddress)) return STATUS_BUFFER_TOO_SMALL;
    if (atomic_load(&r->socket->state) != SOCKET_LISTENING) return STATUS_INVALID_PARAMETER;
    r->attempt = wait_attempt;
    return STATUS_SUCCESS;
}

NTSTATUS afd_adopt(struct socket *s, int fd)
{
    engine_forget(&s->watch); /* of the old one */
    int result = dup3(fd, s->file.fd, O_CLOEXEC);
    int error = errno;
    close(fd);
    if (result < 0) return socket_status(error);
    return STATUS_SUCCESS;
}

NTSTATUS afd_accept(struct afd_request *r, const void *in, ULONG in_length)
{
    AFD_ACCEPT_INFO info;
    struct file *file;
    if (in_length < sizeof info || !guest_get(&info, in)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = file_get(info.AcceptHandle, 0, &file);
    if (status != STATUS_SUCCESS) return status;
    struct socket *s = socket_of(file);
    int offered = info.Sequence;
    if (!s || atomic_load(&s->state) != SOCKET_FRESH || offered < 0 ||
        !atomic_compare_exchange_strong(&r->socket->offered, &offered, -1)) {
        status = STATUS_INVALID_PARAMETER;
    } else {
        status = afd_adopt(s, offered);
        if (status == STATUS_SUCCESS) afd_inherit(s, r->socket);
    }
    object_put(&file->object);
    return status;
}

/* ---- the rest ---- */

static NTSTATUS shut(struct afd_request *r, const void *in, ULONG in_length)
{
    struct socket *s = r->socket;
    AFD_PARTIAL_DISCONNECT_INFO info;
    if (in_length < sizeof info || !guest_get(&info, in)) return STATUS_ACCESS_VIOLATION;
    if (is_stream(s) && socket_now(s) != SOCKET_CONNECTED) return STATUS_INVALID_CONNECTION;
    if (info.DisconnectMode & AFD_PARTIAL_DISCONNECT_SEND) atomic_fetch_or(&s->flags, SOCKET_SHUT_SEND);
    if (info.DisconnectMode & (AFD_PARTIAL_DISCONNECT_RECEIVE | AFD_ABORTIVE_DISCONNECT))
        atomic_fetch_or(&s->flags, SOCKET_SHUT_RECEIVE);
    if (!is_stream(s)) return STATUS_SUCCESS; /* nobody would hear of it */
    bool sends = info.DisconnectMode & (AFD_PARTIAL_DISCONNECT_SEND | AFD_ABORTIVE_DISCONNECT);
    bool receives = info.DisconnectMode & (AFD_PARTIAL_DISCONNECT_RECEIVE | AFD_ABORTIVE_DISCONNECT);
    if (!sends && !receives) return STATUS_INVALID_PARAMETER;
    int result = shutdown(s->file.fd, sends && receives ? SHUT_RDWR : sends ? SHUT_WR : SHUT_RD);
    return result == 0 ? STATUS_SUCCESS : socket_status(errno);
}

static NTSTATUS name(struct afd_request *r, const void *in, ULONG in_length)
{
    (void)in, (void)in_length;
    /* "WSAEINVAL: The socket has not been bound to an address with bind" */
    if (atomic_load(&r->socket->state) == SOCKET_FRESH) return STATUS_INVALID_PARAMETER;
    return put_address(get_name, r);
}

static NTSTATUS peer(struct afd_request *r, const void *in, ULONG in_length)
{
    (void)in, (void)in_length;
    if (socket_now(r->socket) != SOCKET_CONNECTED) return STATUS_INVALID_CONNECTION;
    return put_address(get_peer, r);
}

static NTSTATUS receive_info(struct afd_request *r, const void *in, ULONG in_length)
{
    AFD_RECEIVE_INFORMATION info = {0};
    int ready = 0;
    (void)in, (void)in_length;
    if (r->out_length < sizeof info) return STATUS_BUFFER_TOO_SMALL;
    if (ioctl(r->socket->file.fd, FIONREAD, &ready) != 0) return socket_status(errno);
    info.BytesAvailable = (ULONG)ready;
    struct pollfd p = {.fd = r->socket->file.fd, .events = POLLPRI};
    if (poll(&p, 1, 0) > 0 && p.revents & POLLPRI) info.ExpeditedBytesAvailable = 1;
    r->done = sizeof info;
    return guest_put((AFD_RECEIVE_INFORMATION *)r->out, &info) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS set_information(struct afd_request *r, const void *in, ULONG in_length)
{
    struct socket *s = r->socket;
    AFD_INFORMATION info;
    if (in_length < sizeof info || !guest_get(&info, in)) return STATUS_ACCESS_VIOLATION;
    if (info.InformationType != AFD_NONBLOCKING_MODE) return STATUS_INVALID_PARAMETER;
    int on = info.Information.Boolean != 0;
    if (ioctl(s->file.fd, FIONBIO, &on) != 0) return socket_status(errno);
    atomic_store(&s->nonblocking, on);
    return STATUS_SUCCESS;
}

static NTSTATUS transport(struct afd_request *r, const void *in, ULONG in_length)
{
    AFD_TL_IO_CONTROL_INFO info;
    if (in_length < sizeof info || !guest_get(&info, in)) return STATUS_ACCESS_VIOLATION;
    if (info.Type == AFD_TL_GET_OPTION)
        return socket_option_get(r->socket, info.Level, info.IoControlCode, r->out, r->out_length, &r->done);
    if (info.Type == AFD_TL_SET_OPTION)
        return socket_option_set(r->socket, info.Level, info.IoControlCode, info.InputBuffer, info.InputBufferLength);
    return STATUS_NOT_SUPPORTED;
}

static afd_handler *const handlers[AFD_REQUESTS] = {
    [AFD_BIND] = afd_bind,
    [AFD_CONNECT] = afd_connect,
    [AFD_START_LISTEN] = afd_listen,
    [AFD_WAIT_FOR_LISTEN] = afd_wait_for_listen,
    [AFD_ACCEPT] = afd_accept,
    [AFD_RECEIVE] = afd_receive,
    [AFD_RECEIVE_DATAGRAM] = afd_receive_datagram,
    [AFD_SEND] = afd_send,
    [AFD_SEND_DATAGRAM] = afd_send_datagram,
    [AFD_TRANSMIT_FILE] = afd_transmit_file,
    [AFD_SUPER_ACCEPT] = afd_super_accept,
    [AFD_SUPER_CONNECT] = afd_super_connect,
    [AFD_SUPER_DISCONNECT] = afd_super_disconnect,
    [AFD_EVENT_SELECT] = afd_event_select,
    [AFD_ENUM_NETWORK_EVENTS] = afd_enum_events,
    [AFD_PARTIAL_DISCONNECT] = shut,
    [AFD_GET_ADDRESS] = name,
    [AFD_QUERY_RECEIVE_INFO] = receive_info,
    [AFD_SET_INFORMATION] = set_information,
    [AFD_GET_REMOTE_ADDRESS] = peer,
    [AFD_TRANSPORT_IOCTL] = transport,
    [AFD_RECEIVE_MESSAGE] = afd_receive_message,
    [AFD_SEND_MESSAGE] = afd_send_message,
};

NTSTATUS afd_read(struct afd_request *r, ULONG request, const void *in, ULONG in_length)
{
    afd_handler *handler = request == AFD_TAKE ? afd_take : request < AFD_REQUESTS ? handlers[request] : NULL;
    if (!handler) return STATUS_INVALID_DEVICE_REQUEST;
    return handler(r, in, in_length);
}

void afd_done(struct afd_request *r)
{
    if (r->iov != r->few) free(r->iov);
    if (r->accepted) object_put(&r->accepted->file.object);
    if (r->source) object_put(&r->source->object);
}

NTSTATUS afd_control(struct file *file, bool fs, ULONG code, const void *in, ULONG in_length, void *out,
                     ULONG out_length, ULONG_PTR *done)
{
    uint32_t request = AFD_REQUEST_OF(code) & ~(uint32_t)AFD_HERE;
    bool here = AFD_REQUEST_OF(code) & AFD_HERE;
    if (fs || !AFD_IS_CODE(code)) return STATUS_INVALID_DEVICE_REQUEST;
    if (request == AFD_POLL) return afd_poll_here(in, in_length, out, out_length, done);
    if (request == AFD_INTERFACES) return afd_interfaces(out, out_length, done);
    if (request == AFD_ADDRESSES) return afd_addresses(out, out_length, done);
    if (request == AFD_RESOLVE) return afd_resolve(in, in_length, out, out_length, done);
    struct socket *s = socket_of(file);
    if (!s) return STATUS_INVALID_PARAMETER;
    struct afd_request r = {.socket = s, .out = out, .out_length = out_length, .iov = r.few};
    NTSTATUS status = afd_read(&r, request, in, in_length);
    bool wait = (here || file_is_synchronous(file)) && !atomic_load(&s->nonblocking);
    if (status == STATUS_SUCCESS && r.attempt) status = r.attempt(&r, wait);
    afd_done(&r);
    *done = r.done;
    return status;
}
