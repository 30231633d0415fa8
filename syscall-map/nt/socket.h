/* SPDX-License-Identifier: MIT */
/* Sockets: file objects of \Device\Afd, and the requests on them. */
#ifndef METIC_NT_SOCKET_H
#define METIC_NT_SOCKET_H

#include "nt/engine.h"
#include "nt/file.h"
#include "nt/io.h"
#include "nt_afd.h"

#include <poll.h>
#include <pthread.h>
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
    pthread_mutex_t lock;                           /* of what follows */
    struct engine_watch watch;
    struct afd_request *reads, *writes; /* pending, in the order they came */
    struct afd_watcher *watchers;       /* afd_poll.c's, under its lock: polls that look at this socket */
    struct afd_poll *polls;             /* the same: polls that were asked of this handle */
    struct object *event;               /* of AFD_EVENT_SELECT, NULL: none */
    ULONG selected, armed, recorded;    /* AFD_POLL_*: asked for; not yet told since they were enabled; told */
    NTSTATUS why[AFD_NUM_POLL_EVENTS];
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
    int flags; /* MSG_* */
    bool stream;
    bool whole;        /* all of it is to be sent, however long that takes */
    struct iovec *iov; /* `few`, or malloc'd */
    size_t count;
    struct iovec *iov_next; /* where sending goes on; NULL: at the first */
    void *address;          /* guest: where the sender goes, */
    ULONG *address_length;  /* or NULL */
    void *control;
    ULONG *control_length, *message_flags;
    struct sockaddr_storage to;
    socklen_t to_length; /* 0: none */
    void *out;           /* guest */
    ULONG out_length;
    ULONG_PTR done;
    bool begun;              /* a connection is under way for it */
    struct socket *accepted; /* AFD_SUPER_ACCEPT's, with a reference */
    struct file *source;     /* AFD_TRANSMIT_FILE's, with a reference, and what is left of it */
    int64_t source_offset, source_left;
    struct iovec tail;
    ULONG transmit;
    ULONG places[3]; /* and the lengths of its answer's parts */
    struct iovec few[4];
    /* while it is pending */
    struct afd_request *next;
    struct io io;
    struct nt_thread *issuer;
    NTSTATUS status;
};

NTSTATUS afd_control(struct file *file, bool fs, ULONG code, const void *in, ULONG in_length, void *out,
                     ULONG out_length, ULONG_PTR *done);

/* One control each; `r` has socket, out and out_length.  They fill it, and it is attempted. */
typedef NTSTATUS afd_handler(struct afd_request *r, const void *in, ULONG in_length);
afd_handler afd_transmit_file;                                                            /* afd_transmit.c */
afd_handler afd_super_accept, afd_super_connect, afd_super_disconnect;                    /* afd_super.c */
afd_handler afd_event_select, afd_enum_events;                                            /* afd_event.c */
afd_handler afd_bind, afd_connect, afd_listen, afd_wait_for_listen, afd_accept, afd_take; /* afd.c */
afd_handler afd_receive, afd_receive_datagram, afd_send, afd_send_datagram, afd_receive_message, afd_send_message;
/* afd_data.c */

/* Makes and frees what a request read. */
NTSTATUS afd_read(struct afd_request *r, ULONG request, const void *in, ULONG in_length);
void afd_done(struct afd_request *r);

/* ---- afd_pending.c ---- */

NTSTATUS afd_submit(struct io *io, const struct io_request *request);
unsigned afd_cancel(struct file *file, const struct nt_thread *issuer, const IO_STATUS_BLOCK *block);
void afd_cleanup(struct file *file);
void afd_ready(struct engine_watch *watch, uint32_t events);
void afd_abandon(struct engine_watch *watch, const struct nt_thread *issuer);

/* Has the engine look at a socket for whatever is pending, watched or selected.  Under its lock. */
NTSTATUS afd_expect(struct socket *s);

/* ---- afd_event.c: AFD_EVENT_SELECT ---- */

/* Levels that hold are recorded, and the event set.  Under the lock. */
void afd_event_note(struct socket *s, ULONG levels, NTSTATUS why);
/* What the engine is to look for.  Under the lock. */
ULONG afd_event_wanted(const struct socket *s);
/* A call that enables an event again: receiving, sending that failed, accepting. */
void afd_event_enable(struct socket *s, ULONG levels);
void afd_event_forget(struct socket *s);
/* The socket is in another state: what was selected or polled for before is looked for now. */
void afd_event_changed(struct socket *s);

/* ---- afd_poll.c ---- */

NTSTATUS afd_poll_submit(struct io *io, const struct io_request *request);
/* Looks at the polls of a socket; ends those that have an answer. */
void afd_poll_look(struct socket *s);
/* What polls want to know of it. */
ULONG afd_poll_wanted(const struct socket *s);
/* Ends polls that were asked of a handle. */
unsigned afd_poll_cancel(struct socket *s, const struct nt_thread *issuer, const IO_STATUS_BLOCK *block,
                         bool abandoned);
/* The socket's last handle was closed: who watches it hears so. */
void afd_poll_closed(struct socket *s);

short afd_poll_events(ULONG mask);

/* ---- afd_interface.c: AFD_INTERFACES, AFD_ADDRESSES ---- */
NTSTATUS afd_interfaces(void *out, ULONG out_length, ULONG_PTR *done);
NTSTATUS afd_addresses(void *out, ULONG out_length, ULONG_PTR *done);

/* ---- afd_resolve.c: AFD_RESOLVE, in the calling thread ---- */
NTSTATUS afd_resolve(const void *in, ULONG in_length, void *out, ULONG out_length, ULONG_PTR *done);

/* AFD_POLL in the calling thread. */
NTSTATUS afd_poll_here(const void *in, ULONG in_length, void *out, ULONG out_length, ULONG_PTR *done);

/* The AFD_POLL_* levels that hold now, of those in `mask`; *status: why a connection failed. */
ULONG afd_levels(struct socket *s, ULONG mask, NTSTATUS *status);

/* afd.c, for afd_super.c */
NTSTATUS afd_connect_attempt(struct afd_request *r, bool wait);
/* The next connection of a listener; -errno. */
int afd_accept_next(struct socket *s, bool wait, struct sockaddr_storage *from, socklen_t *length);
/* An accepted connection has its listener's properties. */
void afd_inherit(struct socket *s, const struct socket *listener);
NTSTATUS afd_send_attempt(struct afd_request *r, bool wait);
/* Of ReadFile and WriteFile: `few[0]` is the buffer. */
NTSTATUS afd_read_begin(struct afd_request *r);
NTSTATUS afd_write_begin(struct afd_request *r);

/* Replaces what a fresh socket is by an accepted connection; the descriptor's number stays.  Takes `fd` over. */
NTSTATUS afd_adopt(struct socket *s, int fd);

#endif
