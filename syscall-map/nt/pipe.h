/* SPDX-License-Identifier: MIT */
/* Pipes.  pipe.c makes and opens them, pipe_end.c moves data, pipe_request.c holds what is pending, pipe_control.c
 * answers controls and queries. */
#ifndef METIC_NT_PIPE_H
#define METIC_NT_PIPE_H

#include "nt/engine.h"
#include "nt/io.h"
#include "pipes.h"

#include <pthread.h>

struct transfer;

/* As FILE_PIPE_*_STATE. */
enum pipe_state { PIPE_DISCONNECTED = 1, PIPE_LISTENING, PIPE_CONNECTED, PIPE_CLOSING };

enum pipe_act { PIPE_READ, PIPE_WRITE, PIPE_LISTEN, PIPE_TRANSACT };

/* One request; buffers are the guest's. */
struct pipe_request {
    struct pipe_request *next;
    struct io io;
    struct nt_thread *issuer; /* a reference */
    enum pipe_act act;
    bool begun; /* the first packet of a message has gone, or come */
    char *buffer;
    ULONG length;
    char *answer; /* PIPE_TRANSACT: where to read to afterwards */
    ULONG answer_length;
    ULONG_PTR done;
    NTSTATUS status;
};

/* One end of a pipe that is a socket.  Those of anonymous pipes in one direction are simpler (pipe.c). */
struct pipe {
    struct file file;     /* its fd keeps its number as long as the pipe is there */
    pthread_mutex_t lock; /* of what follows up to the blank line */
    struct engine_watch watch;
    struct pipe_request *reads, *writes, *listens; /* pending, in the order they came */
    _Atomic uint32_t state;                        /* enum pipe_state */
    bool read_messages, no_wait;
    bool cut;   /* a message was left without its end: the next one begins with that */
    bool whole; /* the last packet read was a full one: the message goes on */
    char *left; /* of a packet, what no read has asked for yet; malloc'd */
    size_t left_at, left_size;
    int peer_fd;     /* the client's end of a pipe without a name, until it is opened; -1 */
    uint32_t client; /* Linux number, 0: not known */

    bool server;
    uint32_t kind, most, inbound, outbound;
    uint64_t timeout;
    uint32_t maker;            /* Linux number of who made the server's end */
    uint32_t line, generation; /* of the server's end, 0: it has no name */
    struct object *hold;       /* the server's: what holds that line, until the last handle is closed; under the lock */
    _Atomic uint32_t *epochs;  /* how often the server has disconnected, in that line */
    uint32_t epoch;            /* as it was when this end was connected */
    struct line *done;         /* handles for overlapped use: no request is under way */
    WCHAR *name;               /* malloc'd; behind \Device\NamedPipe\ */
    size_t name_length;
};

extern const struct file_ops pipe_ops;      /* one end of an anonymous pipe */
extern const struct file_ops pipe_root_ops; /* \Device\NamedPipe\ itself */
extern const struct file_ops pipe_end_ops;  /* struct pipe */

/* ---- pipe.c ---- */

/* Opens \Device\NamedPipe\, a pipe's name below it or, with an empty name relative to an unnamed pipe's server end, its
 * client end. */
NTSTATUS pipe_open(const struct device_open *open, struct file **file);

/* The next name of a pipe behind a position (0: the first), as UTF-8; false: no more. */
bool pipe_name_next(uint32_t *after, char *name, size_t size);

/* FSCTL_PIPE_WAIT, on the root. */
NTSTATUS pipe_wait(const void *in, ULONG in_length);

/* A pair of sockets for a pipe of that kind; an errno. */
int pipe_sockets(uint32_t kind, int *server, int *client);

/* For transfer.c: what another process needs to have the same end. */
void pipe_describe(struct pipe *pipe, struct transfer *out);
struct file *pipe_inherited(const struct transfer *given, int fd);
bool pipe_attach(struct pipe *pipe, const struct transfer *given);

/* ---- pipe_end.c ---- */

/* Under the lock: has somebody come to a server's end that waits? */
enum pipe_state pipe_settle(struct pipe *pipe);

/* Why nothing can be read or written now; STATUS_SUCCESS: it can. */
NTSTATUS pipe_check(struct pipe *pipe);

/* Is the other end closed? */
bool pipe_peer_closed(const struct pipe *pipe);

/* Under the lock: goes on with a request as far as it can without waiting.  STATUS_PENDING: it has to wait. */
NTSTATUS pipe_go_on(struct pipe *pipe, struct pipe_request *request);

/* Bytes that a read would find. */
size_t pipe_available(struct pipe *pipe);

/* Forgets what was not read. */
void pipe_drop_left(struct pipe *pipe);

/* ---- pipe_request.c ---- */

NTSTATUS pipe_read(struct file *file, void *buffer, ULONG length, const int64_t *offset, ULONG_PTR *done);
NTSTATUS pipe_write(struct file *file, const void *buffer, ULONG length, const int64_t *offset, ULONG_PTR *done);

/* Does the request in the calling thread. */
NTSTATUS pipe_do(struct pipe *pipe, struct pipe_request *request);

NTSTATUS pipe_submit(struct io *io, const struct io_request *request);
unsigned pipe_cancel(struct file *file, const struct nt_thread *issuer, const IO_STATUS_BLOCK *block);

/* Ends all pending requests. */
void pipe_end_requests(struct pipe *pipe, NTSTATUS status);

/* The engine's. */
void pipe_ready(struct engine_watch *watch, uint32_t events);
void pipe_abandon(struct engine_watch *watch, const struct nt_thread *issuer);

/* ---- pipe_control.c ---- */

NTSTATUS pipe_control(struct file *file, bool fs, ULONG code, const void *in, ULONG in_length, void *out,
                      ULONG out_length, ULONG_PTR *done);
NTSTATUS pipe_query(struct file *file, ULONG class, void *out, ULONG length, ULONG_PTR *done);
NTSTATUS pipe_set(struct file *file, ULONG class, const void *in, ULONG length);
NTSTATUS pipe_flush(struct file *file);

/* FSCTL_PIPE_LISTEN's beginning: STATUS_PENDING, it is to be waited for. */
NTSTATUS pipe_listen_begin(struct pipe *pipe);

/* FSCTL_PIPE_TRANSCEIVE's: makes `request`. */
NTSTATUS pipe_transact_begin(struct pipe *pipe, void *in, ULONG in_length, void *out, ULONG out_length,
                             struct pipe_request *request);

#endif
