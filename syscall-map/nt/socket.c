/* SPDX-License-Identifier: MIT */
/* Sockets as file objects: how they are opened, read, written and ended.
 *
 * A socket is Linux's own, in blocking mode unless the guest's FIONBIO said otherwise.  What Windows has by default and
 * Linux has not is set when it is made: IPv6 sockets are for IPv6 alone.  ReadFile and WriteFile are those of any
 * stream.  Left out: transport devices by name (TDI), AF_BTH and other families that no host here has. */
#include "nt/socket.h"

#include "door/guestmem.h"
#include "nt/disk.h"
#include "nt/line.h"
#include "nt/status.h"
#include "nt/thread.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static NTSTATUS socket_query(struct file *file, ULONG class, void *out, ULONG length, ULONG_PTR *done)
{
    return stream_query(file, class, out, length, done);
}

static NTSTATUS socket_read(struct file *file, void *buffer, ULONG length, const int64_t *offset, ULONG_PTR *done)
{
    NTSTATUS status = stream_read(file, buffer, length, offset, done);
    return status == STATUS_PIPE_BROKEN || status == STATUS_END_OF_FILE ? STATUS_SUCCESS : status; /* 0 bytes */
}

static void socket_destroy(struct file *file)
{
    struct socket *s = (struct socket *)file;
    int offered = atomic_load(&s->offered);
    if (offered >= 0) close(offered);
    engine_forget(&s->watch);
    line_free(file->done);
    pthread_mutex_destroy(&s->lock);
}

const struct file_ops socket_ops = {
    .read = socket_read,
    .write = stream_write,
    .flush = stream_flush,
    .control = afd_control,
    .query = socket_query,
    .set = stream_set,
    .submit = afd_submit,
    .cancel = afd_cancel,
    .wait_line = file_done_line,
    .cleanup = afd_cleanup,
    .destroy = socket_destroy,
};

static struct socket *create(int fd, ACCESS_MASK access, ULONG options, int family, int type, int protocol)
{
    struct socket *s =
        (struct socket *)file_create(sizeof *s, &socket_ops, fd, access, options, FILE_DEVICE_NAMED_PIPE);
    if (!s) return NULL;
    s->file.mode = fd >= 0 ? S_IFSOCK : 0;
    s->family = family;
    s->type = type;
    s->protocol = protocol;
    atomic_init(&s->offered, -1);
    pthread_mutexattr_t attributes; /* a try under the lock may come to look for what is selected */
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&s->lock, &attributes);
    pthread_mutexattr_destroy(&attributes);
    s->watch = (struct engine_watch){.object = &s->file.object, .ready = afd_ready, .abandon = afd_abandon};
    if (!file_is_synchronous(&s->file)) s->file.done = line_create(LINE_EVENT, LINE_SIGNALLED, 0);
    return s;
}

/* The open packet in a list of extended attributes.  STATUS_SUCCESS with *found: whether there is one. */
static NTSTATUS read_packet(const struct device_open *request, AFD_OPEN_PACKET *packet, bool *found)
{
    AFD_OPEN_PACKET_FULL_EA ea;
    *found = false;
    if (!request->ea) return STATUS_SUCCESS;
    if (request->ea_length < sizeof ea) return STATUS_INVALID_PARAMETER;
    if (!guest_get(&ea, request->ea)) return STATUS_ACCESS_VIOLATION;
    if (ea.EaNameLength != sizeof AFD_OPEN_PACKET_NAME - 1 ||
        memcmp(ea.EaName, AFD_OPEN_PACKET_NAME, sizeof AFD_OPEN_PACKET_NAME) || ea.EaValueLength < sizeof ea.OpenPacket)
        return STATUS_INVALID_PARAMETER;
    *packet = ea.OpenPacket;
    *found = true;
    return packet->TransportDeviceNameLength ? STATUS_NOT_SUPPORTED : STATUS_SUCCESS;
}

NTSTATUS socket_open(const struct device_open *request, struct file **file)
{
    AFD_OPEN_PACKET packet = {0};
    bool found;
    int fd = -1, on = 1;
    NTSTATUS status = read_packet(request, &packet, &found);
    if (status != STATUS_SUCCESS) return status;
    if (found) {
        int family = socket_family_host(packet.AddressFamily);
        if (family < 0) return STATUS_INVALID_ADDRESS;
        fd = socket(family, packet.SocketType | SOCK_CLOEXEC, family == AF_UNIX ? 0 : packet.Protocol);
        if (fd < 0) return socket_status(errno);
        if (family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    }
    struct socket *s = create(fd, request->access, request->options, found ? packet.AddressFamily : 0,
                              packet.SocketType, packet.Protocol);
    if (!s) {
        if (fd >= 0) close(fd);
        return STATUS_NO_MEMORY;
    }
    *file = &s->file;
    return STATUS_SUCCESS;
}

static int number_of(int fd, int name)
{
    int value = 0;
    socklen_t length = sizeof value;
    return getsockopt(fd, SOL_SOCKET, name, &value, &length) == 0 ? value : -1;
}

struct file *socket_from_fd(int fd, ACCESS_MASK access, ULONG options)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    int family = socket_family_guest(number_of(fd, SO_DOMAIN)), type = number_of(fd, SO_TYPE);
    if (family < 0 || type < 0) return NULL;
    struct socket *s = create(fd, access, options, family, type, number_of(fd, SO_PROTOCOL));
    if (!s) return NULL;
    enum socket_state state = SOCKET_FRESH;
    if (getpeername(fd, (struct sockaddr *)&address, &length) == 0)
        state = SOCKET_CONNECTED;
    else if (number_of(fd, SO_ACCEPTCONN) > 0)
        state = SOCKET_LISTENING;
    else if ((length = sizeof address, getsockname(fd, (struct sockaddr *)&address, &length) == 0) &&
             (address.ss_family == AF_UNIX ? length > sizeof(sa_family_t)
                                           : ((const struct sockaddr_in *)&address)->sin_port != 0))
        state = SOCKET_BOUND;
    atomic_init(&s->state, state);
    atomic_init(&s->nonblocking, fcntl(fd, F_GETFL) & O_NONBLOCK);
    return &s->file;
}

/* What differs from other files' errors. */
NTSTATUS socket_status(int error)
{
    switch (error < 0 ? -error : error) {
    case EAGAIN: return STATUS_DEVICE_NOT_READY;
    case EPIPE: return STATUS_CONNECTION_RESET;
    case EALREADY: return STATUS_CONNECTION_IN_USE;
    case EAFNOSUPPORT: return STATUS_INVALID_ADDRESS;
    case EDESTADDRREQ: return STATUS_INVALID_CONNECTION;
    case EMSGSIZE: return STATUS_INVALID_BUFFER_SIZE;
    case ENOPROTOOPT: return STATUS_NOT_FOUND;
    case ESOCKTNOSUPPORT: return STATUS_PROTOCOL_NOT_SUPPORTED;
    case EPROTOTYPE: return STATUS_PROTOCOL_NOT_SUPPORTED;
    case ENODEV: return STATUS_INVALID_ADDRESS_COMPONENT;
    default: return status_from_errno(error);
    }
}

long socket_call(bool wait, long number, long a, long b, long c, long d, long e)
{
    if (wait) return thread_block(number, a, b, c, d, e, 0);
    long result = syscall(number, a, b, c, d, e);
    return result < 0 ? -errno : result;
}

NTSTATUS socket_wait(struct socket *s, short events, uint32_t milliseconds)
{
    struct pollfd p = {.fd = s->file.fd, .events = events};
    long result = thread_block(SYS_poll, (long)&p, 1, milliseconds ? (long)milliseconds : -1, 0, 0, 0);
    return result == 0 ? STATUS_IO_TIMEOUT : result < 0 ? socket_status((int)result) : STATUS_SUCCESS;
}
