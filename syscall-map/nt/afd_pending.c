/* SPDX-License-Identifier: MIT */
/* Requests on sockets that stay pending: tried at once, else kept until the engine says that the socket is ready.
 *
 * A socket has one watch with the engine, for all that is pending, polled or selected.  A request is in one of two
 * queues (what waits to read or accept; what waits to write or connect) until somebody takes it out, under the socket's
 * lock, and who does that ends it: so each ends once.  Queues are served in order, as streams must be. */
#include "nt/socket.h"

#include "nt/status.h"
#include "nt/thread.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>

static struct afd_request **queue_of(struct socket *s, const struct afd_request *r)
{
    return r->events & POLLOUT ? &s->writes : &s->reads;
}

static void append(struct afd_request **queue, struct afd_request *r)
{
    while (*queue) queue = &(*queue)->next;
    r->next = NULL;
    *queue = r;
}

static void finish(struct afd_request *done)
{
    for (struct afd_request *next; done; done = next) {
        next = done->next;
        io_finish(&done->io, done->issuer, done->status, done->done);
        object_put(&done->issuer->object);
        afd_done(done);
        free(done);
    }
}

NTSTATUS afd_expect(struct socket *s)
{
    ULONG wanted = afd_poll_wanted(s) | afd_event_wanted(s);
    uint32_t state = atomic_load(&s->state);
    /* Of a stream that is neither connected nor listening Linux says that it has ended, again and again. */
    bool idle = s->type == SOCK_STREAM && (state == SOCKET_FRESH || state == SOCKET_BOUND);
    short polled = idle ? 0 : afd_poll_events(wanted);
    uint32_t events = s->reads ? EPOLLIN : 0;
    if (s->writes) events |= EPOLLOUT;
    if (polled & POLLIN) events |= EPOLLIN;
    if (polled & POLLOUT) events |= EPOLLOUT;
    if (polled & POLLPRI) events |= EPOLLPRI;
    if (polled & POLLRDHUP) events |= EPOLLRDHUP;
    return events ? status_from_errno(engine_expect(&s->watch, s->file.fd, events)) : STATUS_SUCCESS;
}

/* Under the lock: goes on with a queue until one has to wait; those that are done go to `done`. */
static void queue_go_on(struct socket *s, struct afd_request **queue, struct afd_request **done)
{
    while (*queue) {
        struct afd_request *r = *queue;
        r->status = r->attempt(r, false);
        bool moves = r->status == STATUS_DEVICE_NOT_READY && queue_of(s, r) != queue;
        if (r->status == STATUS_DEVICE_NOT_READY && !moves) return;
        *queue = r->next;
        append(moves ? queue_of(s, r) : done, r);
    }
}

void afd_ready(struct engine_watch *watch, uint32_t events)
{
    struct socket *s = (struct socket *)watch->object;
    struct afd_request *done = NULL;
    (void)events; /* whatever it was: each is tried */
    pthread_mutex_lock(&s->lock);
    queue_go_on(s, &s->writes, &done);
    queue_go_on(s, &s->reads, &done);
    ULONG selected = afd_event_wanted(s);
    if (selected) {
        NTSTATUS why;
        ULONG levels = afd_levels(s, selected, &why);
        afd_event_note(s, levels, why);
    }
    pthread_mutex_unlock(&s->lock);
    finish(done);
    afd_poll_look(s);
    pthread_mutex_lock(&s->lock);
    afd_expect(s);
    pthread_mutex_unlock(&s->lock);
}

/* Takes over `io`. */
static NTSTATUS begin(struct io *io, struct afd_request *r)
{
    struct socket *s = r->socket;
    struct afd_request *kept = malloc(sizeof *kept);
    NTSTATUS status = STATUS_DEVICE_NOT_READY;
    if (!kept) {
        afd_done(r);
        return io_end(io, STATUS_NO_MEMORY, 0);
    }
    *kept = *r;
    kept->whole = true;
    if (r->iov == r->few) kept->iov = kept->few;
    io_pend(io); /* before the engine can know of it */
    pthread_mutex_lock(&s->lock);
    struct afd_request **queue = queue_of(s, kept);
    if (!*queue) status = kept->attempt(kept, false);
    if (status == STATUS_DEVICE_NOT_READY) {
        kept->io = *io;
        kept->issuer = thread_self();
        object_ref(&kept->issuer->object);
        append(queue = queue_of(s, kept), kept);
        NTSTATUS known = afd_expect(s);
        if (known == STATUS_SUCCESS) {
            pthread_mutex_unlock(&s->lock);
            return STATUS_PENDING;
        }
        while (*queue != kept) queue = &(*queue)->next;
        *queue = kept->next;
        object_put(&kept->issuer->object);
        status = known;
    }
    pthread_mutex_unlock(&s->lock);
    ULONG_PTR done = kept->done;
    afd_done(kept);
    free(kept);
    return io_end(io, status, done);
}

NTSTATUS afd_submit(struct io *io, const struct io_request *request)
{
    ULONG_PTR done = 0;
    struct socket *s = socket_of(io->file);
    uint32_t number = request->act == IO_CONTROL ? AFD_REQUEST_OF(request->code) : 0;
    bool control = request->act == IO_CONTROL;
    if (control && !request->fs && AFD_IS_CODE(request->code) && number == AFD_POLL)
        return afd_poll_submit(io, request);
    if (!s || (control && (request->fs || !AFD_IS_CODE(request->code) || number & AFD_HERE))) {
        NTSTATUS status = control ? afd_control(io->file, request->fs, request->code, request->in, request->in_length,
                                                request->out, request->out_length, &done)
                                  : STATUS_INVALID_DEVICE_REQUEST;
        return io_end(io, status, done);
    }
    struct afd_request r = {.socket = s, .out = request->out, .out_length = request->out_length, .iov = r.few};
    NTSTATUS status;
    if (control) {
        status = afd_read(&r, number, request->in, request->in_length);
    } else {
        r.few[0].iov_base = request->act == IO_WRITE ? request->in : request->out;
        r.few[0].iov_len = request->act == IO_WRITE ? request->in_length : request->out_length;
        r.count = 1;
        status = request->act == IO_WRITE ? afd_write_begin(&r) : afd_read_begin(&r);
    }
    if (status == STATUS_SUCCESS && r.attempt) return begin(io, &r);
    afd_done(&r);
    return io_end(io, status, r.done);
}

/* ---- the end ---- */

/* Under the lock: takes those that fit out of a queue. */
static void take_out(struct afd_request **queue, const struct nt_thread *issuer, const IO_STATUS_BLOCK *block,
                     struct afd_request **done)
{
    while (*queue) {
        struct afd_request *r = *queue;
        if ((issuer && r->issuer != issuer) || (block && r->io.status != block)) {
            queue = &r->next;
            continue;
        }
        *queue = r->next;
        r->status = STATUS_CANCELLED;
        append(done, r);
    }
}

static unsigned end_some(struct socket *s, const struct nt_thread *issuer, const IO_STATUS_BLOCK *block)
{
    struct afd_request *done = NULL;
    unsigned count = 0;
    pthread_mutex_lock(&s->lock);
    take_out(&s->reads, issuer, block, &done);
    take_out(&s->writes, issuer, block, &done);
    pthread_mutex_unlock(&s->lock);
    for (const struct afd_request *r = done; r; r = r->next) count++;
    finish(done);
    return count;
}

unsigned afd_cancel(struct file *file, const struct nt_thread *issuer, const IO_STATUS_BLOCK *block)
{
    struct socket *s = (struct socket *)file;
    return end_some(s, issuer, block) + afd_poll_cancel(s, issuer, block, false);
}

void afd_abandon(struct engine_watch *watch, const struct nt_thread *issuer)
{
    struct socket *s = (struct socket *)watch->object;
    /* "canceled ... unless the handle is associated with a completion port" */
    if (!atomic_load(&s->file.port)) end_some(s, issuer, NULL);
    afd_poll_cancel(s, issuer, NULL, true);
}

/* The last handle was closed: what is pending ends, and who blocks in a call. */
void afd_cleanup(struct file *file)
{
    struct socket *s = (struct socket *)file;
    end_some(s, NULL, NULL);
    afd_poll_cancel(s, NULL, NULL, false);
    afd_poll_closed(s);
    pthread_mutex_lock(&s->lock);
    afd_event_forget(s);
    pthread_mutex_unlock(&s->lock);
    if (!door_in_guest_thread) return;
    for (struct nt_thread *thread = thread_next(NULL); thread; thread = thread_next(thread))
        if (thread != thread_self()) thread_cancel(thread, file, NULL);
}
