/* SPDX-License-Identifier: MIT */
/* Data on sockets: what Windows' requests to send and receive are to recvmsg() and sendmsg().
 *
 * The guest's buffers go to Linux as they are, after a look that they lie below the border.  A blocking send ends when
 * everything has been sent; one that does not block sends what fits.  A datagram that is longer than its buffers fills
 * them and answers STATUS_BUFFER_OVERFLOW.  Control messages are converted one by one: packet information and hop
 * limits, the rest is dropped. */
#include "nt/socket.h"

#include "door/guestmem.h"
#include "nt/io.h"
#include "nt/thread.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

enum { MOST_BUFFERS = 1 << 20 };

/* Reads the array of buffers. */
static NTSTATUS read_buffers(struct afd_request *r, const AFD_WSABUF *guest, ULONG count)
{
    AFD_WSABUF one;
    if (count > MOST_BUFFERS) return STATUS_INVALID_PARAMETER;
    r->iov = count <= sizeof r->few / sizeof *r->few ? r->few : malloc(count * sizeof *r->iov);
    if (!r->iov) return STATUS_NO_MEMORY;
    for (r->count = 0; r->count < count; r->count++) {
        if (!guest_get(&one, guest + r->count)) return STATUS_ACCESS_VIOLATION;
        if (!io_range(one.buf, one.len)) return STATUS_ACCESS_VIOLATION;
        r->iov[r->count] = (struct iovec){one.buf, one.len};
    }
    return STATUS_SUCCESS;
}

static bool touch(const struct msghdr *m, bool writable)
{
    for (size_t i = 0; i < m->msg_iovlen; i++)
        if (!(writable ? guest_probe_write(m->msg_iov[i].iov_base, m->msg_iov[i].iov_len)
                       : guest_probe_read(m->msg_iov[i].iov_base, m->msg_iov[i].iov_len)))
            return false;
    return true;
}

/* A sendmsg() or recvmsg(), again after guard pages of the buffers were opened, and after a wait where Linux's socket
 * does not wait by itself.  -errno; -ETIMEDOUT: the time-out of the socket ran out. */
static long message(struct afd_request *r, struct msghdr *m, bool sends, bool wait)
{
    struct socket *s = r->socket;
    uint32_t timeout = atomic_load(sends ? &s->send_timeout : &s->receive_timeout);
    bool touched = false;
    r->events = sends ? POLLOUT : POLLIN;
    if (r->stream && m->msg_iovlen > IOV_MAX) m->msg_iovlen = IOV_MAX; /* a stream takes or gives a part */
    for (;;) {
        long got = socket_call(wait, sends ? SYS_sendmsg : SYS_recvmsg, s->file.fd, (long)m,
                               r->flags | MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT), 0, 0);
        if (got == -EFAULT && !touched && touch(m, !sends)) {
            touched = true;
        } else if (got == -EAGAIN && wait) {
            if (!(fcntl(s->file.fd, F_GETFL) & O_NONBLOCK)) return -ETIMEDOUT;
            NTSTATUS status = socket_wait(s, r->events, timeout);
            if (status == STATUS_IO_TIMEOUT) return -ETIMEDOUT;
            if (status != STATUS_SUCCESS) return -ECANCELED;
        } else {
            return got;
        }
    }
}

/* ---- receiving ---- */

static NTSTATUS receive_failed(const struct socket *s, long error)
{
    if (error == -ECONNREFUSED && s->type == SOCK_DGRAM) return STATUS_PORT_UNREACHABLE;
    return socket_status((int)error);
}

static NTSTATUS control_put(struct afd_request *r, const struct msghdr *m, NTSTATUS status);

static NTSTATUS receive_attempt(struct afd_request *r, bool wait)
{
    struct sockaddr_storage from;
    unsigned char control[512] __attribute__((aligned(8)));
    struct msghdr m = {.msg_iov = r->iov, .msg_iovlen = r->count};
    struct socket *s = r->socket;
    if (r->address || r->control) m.msg_name = &from, m.msg_namelen = sizeof from;
    if (r->control) m.msg_control = control, m.msg_controllen = sizeof control;
    if (atomic_load(&s->flags) & SOCKET_SHUT_RECEIVE) return STATUS_PIPE_DISCONNECTED;
    long got = message(r, &m, false, wait);
    afd_event_enable(s, r->flags & MSG_OOB ? AFD_POLL_RECEIVE_EXPEDITED : AFD_POLL_RECEIVE);
    if (got < 0) return receive_failed(s, got);
    r->done = (ULONG_PTR)got;
    NTSTATUS status = m.msg_flags & MSG_TRUNC ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
    if (r->address && r->address_length) {
        ULONG room, length;
        if (!guest_get(&room, r->address_length) ||
            !socket_address_put(r->address, room, &from, m.msg_namelen, &length))
            return STATUS_ACCESS_VIOLATION;
        if (length && !guest_put(r->address_length, &length)) return STATUS_ACCESS_VIOLATION;
    }
    return r->control || r->message_flags ? control_put(r, &m, status) : status;
}

NTSTATUS afd_read_begin(struct afd_request *r)
{
    r->stream = r->socket->type == SOCK_STREAM;
    r->events = POLLIN;
    r->attempt = receive_attempt;
    return STATUS_SUCCESS;
}

static NTSTATUS receive_begin(struct afd_request *r, const AFD_RECV_INFO *info)
{
    r->stream = r->socket->type == SOCK_STREAM;
    NTSTATUS status = read_buffers(r, info->BufferArray, info->BufferCount);
    if (status != STATUS_SUCCESS) return status;
    if (info->TdiFlags & TDI_RECEIVE_PEEK) r->flags |= MSG_PEEK;
    if (info->TdiFlags & TDI_RECEIVE_EXPEDITED) r->flags |= MSG_OOB;
    if (info->AfdFlags & AFD_WAITALL && r->stream) r->flags |= MSG_WAITALL;
    if (!r->stream && atomic_load(&r->socket->state) == SOCKET_FRESH) return STATUS_INVALID_PARAMETER;
    return afd_read_begin(r);
}

NTSTATUS afd_receive(struct afd_request *r, const void *in, ULONG in_length)
{
    AFD_RECV_INFO info;
    if (in_length < sizeof info || !guest_get(&info, in)) return STATUS_ACCESS_VIOLATION;
    return receive_begin(r, &info);
}

NTSTATUS afd_receive_datagram(struct afd_request *r, const void *in, ULONG in_length)
{
    AFD_DATAGRAM_INFO info;
    if (in_length < sizeof info || !guest_get(&info, in)) return STATUS_ACCESS_VIOLATION;
    r->address = info.Address;
    r->address_length = info.AddressLength;
    AFD_RECV_INFO plain = {info.BufferArray, info.BufferCount, info.AfdFlags, info.TdiFlags};
    return receive_begin(r, &plain);
}

/* ---- sending ---- */

/* Forgets what has been sent. */
static void advance(struct msghdr *m, size_t sent)
{
    while (m->msg_iovlen && sent >= m->msg_iov->iov_len) {
        sent -= m->msg_iov->iov_len;
        m->msg_iov++, m->msg_iovlen--;
    }
    if (sent) {
        m->msg_iov->iov_base = (char *)m->msg_iov->iov_base + sent;
        m->msg_iov->iov_len -= sent;
    }
}

NTSTATUS afd_send_attempt(struct afd_request *r, bool wait)
{
    struct msghdr m = {.msg_iov = r->iov_next ? r->iov_next : r->iov, .msg_iovlen = r->count};
    struct socket *s = r->socket;
    if (r->to_length) m.msg_name = &r->to, m.msg_namelen = r->to_length;
    size_t total = 0;
    for (size_t i = 0; i < r->count; i++) total += m.msg_iov[i].iov_len;
    for (;;) {
        if (atomic_load(&s->flags) & SOCKET_SHUT_SEND) return STATUS_PIPE_DISCONNECTED;
        size_t all = m.msg_iovlen;
        long put = message(r, &m, true, wait);
        m.msg_iovlen = all;
        if (put == -EAGAIN) afd_event_enable(s, AFD_POLL_SEND);
        if (put == -EPIPE && r->stream && socket_now(s) != SOCKET_CONNECTED) return STATUS_INVALID_CONNECTION;
        if (put < 0) return socket_status((int)put);
        r->done += (ULONG_PTR)put;
        if (!r->stream || (size_t)put >= total || (!wait && !r->whole)) break;
        total -= (size_t)put;
        advance(&m, (size_t)put);
        r->iov_next = m.msg_iov; /* should it have to wait */
        r->count = m.msg_iovlen;
    }
    if (!r->stream && atomic_load(&s->state) == SOCKET_FRESH) atomic_store(&s->state, SOCKET_BOUND);
    return STATUS_SUCCESS;
}

NTSTATUS afd_write_begin(struct afd_request *r)
{
    r->stream = r->socket->type == SOCK_STREAM;
    r->events = POLLOUT;
    r->attempt = afd_send_attempt;
    return STATUS_SUCCESS;
}

static NTSTATUS send_begin(struct afd_request *r, const AFD_SEND_INFO *info)
{
    r->stream = r->socket->type == SOCK_STREAM;
    NTSTATUS status = read_buffers(r, info->BufferArray, info->BufferCount);
    if (status != STATUS_SUCCESS) return status;
    if (info->TdiFlags & TDI_SEND_EXPEDITED) r->flags |= MSG_OOB;
    return afd_write_begin(r);
}

NTSTATUS afd_send(struct afd_request *r, const void *in, ULONG in_length)
{
    AFD_SEND_INFO info;
    if (in_length < sizeof info || !guest_get(&info, in)) return STATUS_ACCESS_VIOLATION;
    return send_begin(r, &info);
}

static NTSTATUS send_to(struct afd_request *r, const void *address, LONG length)
{
    if (length <= 0 || !address) return STATUS_SUCCESS;
    NTSTATUS status = socket_address_get(address, (size_t)length, r->socket->family, &r->to, &r->to_length);
    const struct sockaddr_in *to = (const struct sockaddr_in *)&r->to;
    if (status == STATUS_SUCCESS && r->socket->type == SOCK_DGRAM && !to->sin_port)
        status = STATUS_INVALID_ADDRESS_COMPONENT;
    if (r->socket->type == SOCK_STREAM) r->to_length = 0; /* "ignored on connection-oriented sockets" */
    return status;
}

NTSTATUS afd_send_datagram(struct afd_request *r, const void *in, ULONG in_length)
{
    AFD_SEND_DATAGRAM_INFO info;
    if (in_length < sizeof info || !guest_get(&info, in)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = send_to(r, info.TdiConnInfo.RemoteAddress, info.TdiConnInfo.RemoteAddressLength);
    AFD_SEND_INFO plain = {info.BufferArray, info.BufferCount, info.AfdFlags, info.TdiFlags};
    return status == STATUS_SUCCESS ? send_begin(r, &plain) : status;
}

/* ---- messages with control data ---- */

/* WSACMSGHDR: a size_t length, level, type; data after it, each message aligned to a size_t, as Linux's is. */
static const struct {
    int guest_level, guest_type, host_level, host_type;
} controls[] = {
    {0,  19, IPPROTO_IP,   IP_PKTINFO   },
    {0,  21, IPPROTO_IP,   IP_TTL       },
    {0,  40, IPPROTO_IP,   IP_TOS       },
    {41, 19, IPPROTO_IPV6, IPV6_PKTINFO },
    {41, 21, IPPROTO_IPV6, IPV6_HOPLIMIT},
    {41, 40, IPPROTO_IPV6, IPV6_TCLASS  },
};
#define CONTROLS (sizeof controls / sizeof *controls)

/* in_pktinfo: Linux's has the index first and a second address, Windows' the address and then the index. */
struct pktinfo_guest {
    uint32_t address, index;
};

static size_t control_convert(const struct cmsghdr *host, unsigned char *to, size_t room, bool *cut)
{
    size_t length = host->cmsg_len - CMSG_LEN(0);
    unsigned char data[64];
    for (size_t i = 0; i < CONTROLS; i++) {
        if (controls[i].host_level != host->cmsg_level || controls[i].host_type != host->cmsg_type) continue;
        if (length > sizeof data) return 0;
        memcpy(data, CMSG_DATA(host), length);
        if (host->cmsg_level == IPPROTO_IP && host->cmsg_type == IP_PKTINFO) {
            const struct in_pktinfo *from = (const struct in_pktinfo *)CMSG_DATA(host);
            struct pktinfo_guest guest = {from->ipi_addr.s_addr, (uint32_t)from->ipi_ifindex};
            memcpy(data, &guest, length = sizeof guest);
        } else if (host->cmsg_type == IP_TOS && length == 1) {
            int value = data[0];
            memcpy(data, &value, length = sizeof value);
        }
        if (room < CMSG_SPACE(length)) {
            *cut = true;
            return 0;
        }
        struct cmsghdr head = {
            .cmsg_len = CMSG_LEN(length), .cmsg_level = controls[i].guest_level, .cmsg_type = controls[i].guest_type};
        memset(to, 0, CMSG_SPACE(length));
        memcpy(to, &head, sizeof head);
        memcpy(to + CMSG_LEN(0), data, length);
        return CMSG_SPACE(length);
    }
    return 0;
}

static NTSTATUS control_put(struct afd_request *r, const struct msghdr *m, NTSTATUS status)
{
    enum { GUEST_TRUNC = 0x100, GUEST_CTRUNC = 0x200 };
    unsigned char out[512];
    ULONG room = 0, flags = m->msg_flags & MSG_TRUNC ? GUEST_TRUNC : 0, length = 0;
    bool cut = m->msg_flags & MSG_CTRUNC;
    if (r->control && !guest_get(&room, r->control_length)) return STATUS_ACCESS_VIOLATION;
    if (room > sizeof out) room = sizeof out;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); r->control && c; c = CMSG_NXTHDR((struct msghdr *)m, c))
        length += (ULONG)control_convert(c, out + length, room - length, &cut);
    if (r->control && (!guest_write(r->control, out, length) || !guest_put(r->control_length, &length)))
        return STATUS_ACCESS_VIOLATION;
    if (cut) flags |= GUEST_CTRUNC;
    if (r->message_flags && !guest_put(r->message_flags, &flags)) return STATUS_ACCESS_VIOLATION;
    return cut && status == STATUS_SUCCESS ? STATUS_BUFFER_OVERFLOW : status;
}

NTSTATUS afd_receive_message(struct afd_request *r, const void *in, ULONG in_length)
{
    AFD_MESSAGE_INFO info;
    if (in_length < sizeof info || !guest_get(&info, in)) return STATUS_ACCESS_VIOLATION;
    if (r->socket->type == SOCK_STREAM) return STATUS_NOT_SUPPORTED; /* "can only be used with datagrams and raw" */
    r->address = info.dgi.Address;
    r->address_length = info.dgi.AddressLength;
    r->control = info.ControlLength ? info.ControlBuffer : NULL;
    r->control_length = info.ControlLength;
    r->message_flags = info.MsgFlags;
    AFD_RECV_INFO plain = {info.dgi.BufferArray, info.dgi.BufferCount, info.dgi.AfdFlags, info.dgi.TdiFlags};
    return receive_begin(r, &plain);
}

NTSTATUS afd_send_message(struct afd_request *r, const void *in, ULONG in_length)
{
    AFD_MESSAGE_INFO info;
    ULONG length = 0, control = 0;
    if (in_length < sizeof info || !guest_get(&info, in)) return STATUS_ACCESS_VIOLATION;
    if (r->socket->type == SOCK_STREAM) return STATUS_NOT_SUPPORTED;
    if (info.dgi.AddressLength && !guest_get(&length, info.dgi.AddressLength)) return STATUS_ACCESS_VIOLATION;
    if (info.ControlLength && !guest_get(&control, info.ControlLength)) return STATUS_ACCESS_VIOLATION;
    if (control) return STATUS_NOT_SUPPORTED; /* control data of what is sent */
    NTSTATUS status = send_to(r, info.dgi.Address, (LONG)length);
    AFD_SEND_INFO plain = {info.dgi.BufferArray, info.dgi.BufferCount, info.dgi.AfdFlags, info.dgi.TdiFlags};
    return status == STATUS_SUCCESS ? send_begin(r, &plain) : status;
}
