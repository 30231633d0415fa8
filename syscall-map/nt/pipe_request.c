/* SPDX-License-Identifier: MIT */
/* Requests on a pipe's end: done in the caller's thread, or pending until the engine can go on with them.
 *
 * A request is in one of three queues (readers, writers, who waits for a client) until somebody takes it out, under the
 * pipe's lock, and who does that ends it: so each ends once. */
#include "nt/pipe.h"

#include "door/guestmem.h"
#include "nt/status.h"
#include "nt/thread.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>

/* So much of a buffer is touched beforehand: Linux loses a message whose buffer turns out to be bad. */
enum { PROBED = 1 << 20 };

static bool writes(const struct pipe_request *r)
{
    return r->act == PIPE_WRITE || r->act == PIPE_TRANSACT;
}

static bool probe(const struct pipe_request *r)
{
    ULONG length = r->length < PROBED ? r->length : PROBED;
    if (r->act == PIPE_TRANSACT && !guest_probe_write(r->answer, r->answer_length < PROBED ? r->answer_length : PROBED))
        return false;
    return writes(r) ? guest_probe_read(r->buffer, length) : guest_probe_write(r->buffer, length);
}

/* Under the lock: a request that is not done ends with `status`; what a half one leaves. */
static NTSTATUS broken_off(struct pipe *pipe, struct pipe_request *r, NTSTATUS status)
{
    bool messages = pipe->kind & PIPE_KIND_MESSAGES;
    if (r->begun && writes(r)) pipe->cut = true;
    if (r->begun && !writes(r) && messages && r->done) return STATUS_BUFFER_OVERFLOW; /* what was read is not lost */
    if (!writes(r)) r->done = 0;
    return status;
}

/* Under the lock: a request that would have to wait at an end that never waits (PIPE_NOWAIT). */
static NTSTATUS not_waited(struct pipe *pipe, struct pipe_request *r)
{
    switch (r->act) {
    case PIPE_LISTEN: return STATUS_PIPE_LISTENING;
    case PIPE_READ: return broken_off(pipe, r, STATUS_PIPE_EMPTY);
    default: return broken_off(pipe, r, STATUS_SUCCESS);
    }
}

/* ---- in the calling thread ---- */

NTSTATUS pipe_do(struct pipe *pipe, struct pipe_request *r)
{
    NTSTATUS status = r->act == PIPE_LISTEN ? STATUS_SUCCESS : pipe_check(pipe);
    if (status != STATUS_SUCCESS) return status;
    if (r->act != PIPE_LISTEN && !probe(r)) return STATUS_ACCESS_VIOLATION;
    for (;;) {
        pthread_mutex_lock(&pipe->lock);
        status = pipe_go_on(pipe, r);
        if (status == STATUS_PENDING && pipe->no_wait) status = not_waited(pipe, r);
        pthread_mutex_unlock(&pipe->lock);
        if (status != STATUS_PENDING) return status;
        struct pollfd p = {.fd = pipe->file.fd, .events = writes(r) ? POLLOUT : POLLIN | POLLRDHUP};
        long result = thread_block(SYS_poll, (long)&p, 1, -1, 0, 0, 0);
        if (result >= 0) continue;
        pthread_mutex_lock(&pipe->lock);
        status = broken_off(pipe, r, status_from_errno((int)result));
        pthread_mutex_unlock(&pipe->lock);
        return status;
    }
}

/* A pipe of bytes between its two ends: one Linux call, without the lock. */
static bool is_plain(struct pipe *pipe)
{
    return !(pipe->kind & PIPE_KIND_MESSAGES) && !pipe->no_wait && pipe_check(pipe) == STATUS_SUCCESS;
}

NTSTATUS pipe_read(struct file *file, void *buffer, ULONG length, const int64_t *offset, ULONG_PTR *done)
{
    struct pipe *pipe = (struct pipe *)file;
    struct pipe_request r = {.act = PIPE_READ, .buffer = buffer, .length = length};
    (void)offset; /* pipes have none */
    if (length && is_plain(pipe)) {
        long got = thread_block(SYS_recvfrom, file->fd, (long)buffer, length, 0, 0, 0);
        if (got > 0) {
            *done = (ULONG_PTR)got;
            return STATUS_SUCCESS;
        }
        if (got == -EINTR || got == -ECANCELED) return status_from_errno((int)got);
    }
    NTSTATUS status = pipe_do(pipe, &r);
    *done = r.done;
    return status;
}

NTSTATUS pipe_write(struct file *file, const void *buffer, ULONG length, const int64_t *offset, ULONG_PTR *done)
{
    struct pipe *pipe = (struct pipe *)file;
    struct pipe_request r = {.act = PIPE_WRITE, .buffer = (char *)buffer, .length = length};
    (void)offset;
    while (r.done < length && is_plain(pipe)) {
        long put =
            thread_block(SYS_sendto, file->fd, (long)(r.buffer + r.done), (long)(length - r.done), MSG_NOSIGNAL, 0, 0);
        if (put == -EINTR || put == -ECANCELED) {
            *done = r.done;
            return status_from_errno((int)put);
        }
        if (put < 0) break;
        r.done += (ULONG_PTR)put;
    }
    if (r.done && r.done == length) {
        *done = length;
        return STATUS_SUCCESS;
    }
    NTSTATUS status = pipe_do(pipe, &r);
    *done = r.done;
    return status;
}

/* ---- pending ---- */

static struct pipe_request **queue_of(struct pipe *pipe, const struct pipe_request *r)
{
    return writes(r) ? &pipe->writes : r->act == PIPE_LISTEN ? &pipe->listens : &pipe->reads;
}

static void append(struct pipe_request **queue, struct pipe_request *r)
{
    while (*queue) queue = &(*queue)->next;
    r->next = NULL;
    *queue = r;
}

/* Under the lock: the engine is to look at what is pending. */
static NTSTATUS expect(struct pipe *pipe)
{
    uint32_t events = (pipe->reads || pipe->listens ? EPOLLIN : 0) | (pipe->writes ? EPOLLOUT : 0);
    return events ? status_from_errno(engine_expect(&pipe->watch, pipe->file.fd, events)) : STATUS_SUCCESS;
}

static void finish(struct pipe_request *done)
{
    for (struct pipe_request *next; done; done = next) {
        next = done->next;
        io_finish(&done->io, done->issuer, done->status, done->done);
        object_put(&done->issuer->object);
        free(done);
    }
}

/* Under the lock: goes on with a queue until one has to wait; those that are done go to `done`. */
static void queue_go_on(struct pipe *pipe, struct pipe_request **queue, struct pipe_request **done)
{
    while (*queue) {
        struct pipe_request *r = *queue;
        r->status = pipe_go_on(pipe, r);
        bool moves = r->status == STATUS_PENDING && queue_of(pipe, r) != queue;
        if (r->status == STATUS_PENDING && !moves) return;
        *queue = r->next;
        append(moves ? &pipe->reads : done, r);
    }
}

void pipe_ready(struct engine_watch *watch, uint32_t events)
{
    struct pipe *pipe = (struct pipe *)watch->object;
    struct pipe_request *done = NULL;
    (void)events; /* whatever it was: each is tried */
    pthread_mutex_lock(&pipe->lock);
    queue_go_on(pipe, &pipe->listens, &done);
    queue_go_on(pipe, &pipe->writes, &done);
    queue_go_on(pipe, &pipe->reads, &done);
    expect(pipe); /* it was before */
    pthread_mutex_unlock(&pipe->lock);
    finish(done);
}

/* Takes over `io`. */
static NTSTATUS begin(struct pipe *pipe, struct io *io, struct pipe_request *r)
{
    NTSTATUS status;
    struct pipe_request *kept = malloc(sizeof *kept);
    if (!kept) return io_end(io, STATUS_NO_MEMORY, 0);
    io_pend(io); /* before the engine can know of it */
    pthread_mutex_lock(&pipe->lock);
    status = *queue_of(pipe, r) ? STATUS_PENDING : pipe_go_on(pipe, r);
    if (status == STATUS_PENDING && pipe->no_wait) status = not_waited(pipe, r);
    if (status == STATUS_PENDING) {
        *kept = *r;
        kept->io = *io;
        kept->issuer = thread_self();
        object_ref(&kept->issuer->object);
        append(queue_of(pipe, kept), kept);
        NTSTATUS known = expect(pipe);
        if (known != STATUS_SUCCESS) {
            struct pipe_request **at = queue_of(pipe, kept);
            while (*at != kept) at = &(*at)->next;
            *at = kept->next;
            object_put(&kept->issuer->object);
            status = known;
        }
    }
    pthread_mutex_unlock(&pipe->lock);
    if (status == STATUS_PENDING) return status;
    free(kept);
    return io_end(io, status, r->done);
}

NTSTATUS pipe_submit(struct io *io, const struct io_request *request)
{
    struct pipe *pipe = (struct pipe *)io->file;
    struct pipe_request r = {.act = PIPE_READ, .buffer = request->out, .length = request->out_length};
    NTSTATUS status = STATUS_SUCCESS;
    ULONG_PTR done = 0;
    if (request->act == IO_WRITE) {
        r = (struct pipe_request){.act = PIPE_WRITE, .buffer = request->in, .length = request->in_length};
    } else if (request->act == IO_CONTROL && request->fs && request->code == FSCTL_PIPE_LISTEN) {
        r = (struct pipe_request){.act = PIPE_LISTEN};
        status = pipe_listen_begin(pipe);
        if (status != STATUS_PENDING) return io_end(io, status, 0);
        return begin(pipe, io, &r);
    } else if (request->act == IO_CONTROL && request->fs && request->code == FSCTL_PIPE_TRANSCEIVE) {
        status = pipe_transact_begin(pipe, request->in, request->in_length, request->out, request->out_length, &r);
    } else if (request->act == IO_CONTROL) {
        status = pipe_control(io->file, request->fs, request->code, request->in, request->in_length, request->out,
                              request->out_length, &done);
        return io_end(io, status, done);
    }
    if (status == STATUS_SUCCESS) status = pipe_check(pipe);
    if (status == STATUS_SUCCESS && !probe(&r)) status = STATUS_ACCESS_VIOLATION;
    return status == STATUS_SUCCESS ? begin(pipe, io, &r) : io_end(io, status, 0);
}

/* ---- the end ---- */

/* Under the lock: takes those that fit out of a queue. */
static void take_out(struct pipe *pipe, struct pipe_request **queue, const struct nt_thread *issuer,
                     const IO_STATUS_BLOCK *block, NTSTATUS status, struct pipe_request **done)
{
    while (*queue) {
        struct pipe_request *r = *queue;
        if ((issuer && r->issuer != issuer) || (block && r->io.status != block)) {
            queue = &r->next;
            continue;
        }
        *queue = r->next;
        r->status = broken_off(pipe, r, status);
        append(done, r);
    }
}

static unsigned end_some(struct pipe *pipe, const struct nt_thread *issuer, const IO_STATUS_BLOCK *block,
                         NTSTATUS status)
{
    struct pipe_request *done = NULL;
    unsigned count = 0;
    pthread_mutex_lock(&pipe->lock);
    take_out(pipe, &pipe->listens, issuer, block, status, &done);
    take_out(pipe, &pipe->reads, issuer, block, status, &done);
    take_out(pipe, &pipe->writes, issuer, block, status, &done);
    pthread_mutex_unlock(&pipe->lock);
    for (const struct pipe_request *r = done; r; r = r->next) count++;
    finish(done);
    return count;
}

unsigned pipe_cancel(struct file *file, const struct nt_thread *issuer, const IO_STATUS_BLOCK *block)
{
    return end_some((struct pipe *)file, issuer, block, STATUS_CANCELLED);
}

void pipe_end_requests(struct pipe *pipe, NTSTATUS status)
{
    end_some(pipe, NULL, NULL, status);
}

void pipe_abandon(struct engine_watch *watch, const struct nt_thread *issuer)
{
    struct pipe *pipe = (struct pipe *)watch->object;
    /* "canceled ... unless the handle is associated with a completion port" */
    if (!atomic_load(&pipe->file.port)) end_some(pipe, issuer, NULL, STATUS_CANCELLED);
}
