/* SPDX-License-Identifier: MIT */
/* Sockets: file objects of \Device\Afd, and the requests on them. */
#ifndef METIC_NT_SOCKET_H
#define METIC_NT_SOCKET_H

#include "nt/file.h"
#include "nt_afd.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

/* How far a socket has come.  A datagram socket is never connecting. */
enum socket_state { SOCKET_FRESH, SOCKET_BOUND, SOCKET_LISTENING, SOCKET_CONNECTING, SOCKET_CONNECTED };

/* Options that Linux has no use for, or not in this form: kept, and told again. */
enum {
    SOCKET_REUSE = 1,
    SOCKET_EXCLUSIVE = 2,
    SOCKET_SHUT_SEND = 4,
    SOCKET_SHUT_RECEIVE = 8,
    SOCKET_KEPT = 16, /* the first of socket_option.c's */
};

struct socket {
    struct file file;
    int family;         /* AF_* as Windows numbers them; 0: no socket, a handle to poll with */
    int type, protocol; /* SOCK_*, IPPROTO_* */
    _Atomic uint32_t state;
    _Atomic uint32_t flags;                         /* SOCKET_* */
    _Atomic bool nonblocking;                       /* what FIONBIO set; also Linux's O_NONBLOCK */
    _Atomic int error;                              /* errno of a connection that failed, for SO_ERROR */
    _Atomic uint32_t receive_timeout, send_timeout; /* ms; 0: none */
    _Atomic uint32_t receive_buffer, send_buffer;   /* as they were set; 0: they were not */
    int64_t connected_at;                           /* CLOCK_MONOTONIC nanoseconds */
    _Atomic int offered;                            /* of a listener: accepted for AFD_WAIT_FOR_LISTEN, -1: none */
};

extern const struct file_ops socket_ops;

/* The socket of a file object; NULL: it is none. */
static inline struct socket *socket_of(struct file *file)
{
    return file->ops == &socket_ops && ((struct socket *)file)->family ? (struct socket *)file : NULL;
}

/* Opens \Device\Afd: with the open packet in request->ea a socket, without it a handle to poll with. */
NTSTATUS socket_open(const struct device_open *request, struct file **file);

/* A socket object for a descriptor, taken over on success, with one reference.  NULL: it is no socket of a family that
 * we have, or no memory. */
struct file *socket_from_fd(int fd, ACCESS_MASK access, ULONG options);

/* Linux's error on a socket as a status that ws2_32 tells apart. */
NTSTATUS socket_status(int error);

/* A Linux call on a socket: with `wait` one that may block, else at once. -errno. */
long socket_call(bool wait, long number, long a, long b, long c, long d, long e);

/* The state; of a connection under way, whether it has ended. */
enum socket_state socket_now(struct socket *s);

/* Waits for poll() events; STATUS_IO_TIMEOUT, STATUS_CANCELLED. `milliseconds` 0: for ever. */
NTSTATUS socket_wait(struct socket *s, short events, uint32_t milliseconds);

/* ---- socket_address.c ---- */

/* A guest's SOCKADDR of `length` bytes as Linux's.  `wanted`: the family it must have (Windows' number; 0: any).
 * STATUS_ACCESS_VIOLATION, STATUS_INVALID_ADDRESS (no such family), STATUS_INVALID_ADDRESS_COMPONENT. */
NTSTATUS socket_address_get(const void *guest, size_t length, int wanted, struct sockaddr_storage *host,
                            socklen_t *host_length);

/* Linux's address as the guest's: how many bytes it has; at most `room` are written.  False: a fault. */
bool socket_address_put(void *guest, size_t room, const struct sockaddr_storage *host, socklen_t host_length,
                        ULONG *length);

/* AF_* of Windows as Linux numbers it and back; -1: we do not have it. */
int socket_family_host(int family);
int socket_family_guest(int family);

/* ---- socket_option.c ---- */

/* AFD_TRANSPORT_IOCTL for options. `done`: bytes of the answer. */
NTSTATUS socket_option_get(struct socket *s, ULONG level, ULONG name, void *out, ULONG length, ULONG_PTR *done);
NTSTATUS socket_option_set(struct socket *s, ULONG level, ULONG name, const void *in, SIZE_T length);

/* ---- afd.c and its neighbours: the device's controls ---- */

/* A request: what it was given, read from the guest once.  attempt() does it if it can be done now: with `wait` it may
 * block, without it answers STATUS_DEVICE_NOT_READY, and poll() events in `events`. */
struct afd_request {
    struct socket *socket;
    NTSTATUS (*attempt)(struct afd_request *r, bool wait);
    short events;
    int flags;         /* MSG_* */
    bool stream;       /* all of it is to be sent */
    struct iovec *iov; /* `few`, or malloc'd */
    size_t count;
    void *address;         /* guest: where the sender goes, */
    ULONG *address_length; /* or NULL */
    void *control;
    ULONG *control_length, *message_flags;
    struct sockaddr_storage to;
    socklen_t to_length; /* 0: none */
    void *out;           /* guest */
    ULONG out_length;
    ULONG_PTR done;
    struct iovec few[4];
};

NTSTATUS afd_control(struct file *file, bool fs, ULONG code, const void *in, ULONG in_length, void *out,
                     ULONG out_length, ULONG_PTR *done);

/* One control each; `r` has socket, out and out_length.  They fill it, and it is attempted. */
typedef NTSTATUS afd_handler(struct afd_request *r, const void *in, ULONG in_length);
afd_handler afd_bind, afd_connect, afd_listen, afd_wait_for_listen, afd_accept, afd_take; /* afd.c */
afd_handler afd_receive, afd_receive_datagram, afd_send, afd_send_datagram, afd_receive_message, afd_send_message;
/* afd_data.c */

/* AFD_POLL in the calling thread. */
NTSTATUS afd_poll_here(const void *in, ULONG in_length, void *out, ULONG out_length, ULONG_PTR *done);

/* The AFD_POLL_* levels that hold now, of those in `mask`; *status: why a connection failed. */
ULONG afd_levels(struct socket *s, ULONG mask, NTSTATUS *status);

/* Replaces what a fresh socket is by an accepted connection; the descriptor's number stays.  Takes `fd` over. */
NTSTATUS afd_adopt(struct socket *s, int fd);

#endif
