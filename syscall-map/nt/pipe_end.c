/* SPDX-License-Identifier: MIT */
/* What goes through a pipe's end.
 *
 * Pipes of bytes are stream sockets.  A message is one packet of a SOCK_SEQPACKET socket, so it goes as a whole or not
 * at all, and is read by one call; a longer one is cut into full packets and ends with one that is not full, so that
 * nothing stands in front of the data.  What a reader has not asked for of a packet stays here (`left`); a process that
 * has the same end does not see that.  An empty packet is told from the end by the sender's credentials, which come
 * with every packet.  Left out: an empty write to a pipe of bytes, which on Windows ends a read. */
#include "nt/pipe.h"

#include "linux/broker.h"
#include "nt/line.h"
#include "nt/status.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* No packet is longer: the kernel must have room for it in one piece. */
enum { PACKET = 64 << 10 };

/* ---- who is there ---- */

enum pipe_state pipe_settle(struct pipe *pipe)
{
    struct pipe_greeting greeting = {0};
    enum pipe_state state = atomic_load(&pipe->state);
    if (state != PIPE_LISTENING) return state;
    /* 0: whoever was to hand the client's end on has gone, and it with him */
    if (recv(pipe->file.fd, &greeting, sizeof greeting, MSG_DONTWAIT | MSG_PEEK) < 0) return state;
    /* before the greeting is taken: a new broker is not to be told of that end once more */
    if (pipe->line) broker_pipe_taken(pipe->line, pipe->generation);
    recv(pipe->file.fd, &greeting, sizeof greeting, MSG_DONTWAIT);
    pipe->client = greeting.client;
    atomic_store(&pipe->state, PIPE_CONNECTED);
    return PIPE_CONNECTED;
}

/* Has the server disconnected this end since? */
static bool disconnected(const struct pipe *pipe)
{
    if (!pipe->epochs) return false;
    const struct line *line = (const struct line *)((const char *)pipe->epochs - offsetof(struct line, state));
    return atomic_load(pipe->epochs) != pipe->epoch && atomic_load(&line->generation) == pipe->generation;
}

NTSTATUS pipe_check(struct pipe *pipe)
{
    enum pipe_state state = atomic_load(&pipe->state);
    if (state == PIPE_LISTENING) {
        pthread_mutex_lock(&pipe->lock);
        state = pipe_settle(pipe);
        pthread_mutex_unlock(&pipe->lock);
    }
    if (state == PIPE_LISTENING) return STATUS_PIPE_LISTENING;
    return state == PIPE_DISCONNECTED || disconnected(pipe) ? STATUS_PIPE_DISCONNECTED : STATUS_SUCCESS;
}

bool pipe_peer_closed(const struct pipe *pipe)
{
    struct pollfd p = {.fd = pipe->file.fd, .events = POLLRDHUP};
    return poll(&p, 1, 0) > 0;
}

/* ---- reading ---- */

void pipe_drop_left(struct pipe *pipe)
{
    free(pipe->left);
    pipe->left = NULL;
    pipe->left_at = pipe->left_size = 0;
}

size_t pipe_available(struct pipe *pipe)
{
    int waiting = 0;
    if (ioctl(pipe->file.fd, FIONREAD, &waiting) != 0) waiting = 0;
    return pipe->left_size - pipe->left_at + (size_t)waiting;
}

/* Takes what is left of a packet; by Linux, as all that touches guest memory here: EFAULT is what a bad buffer gives.
 */
static NTSTATUS take_left(struct pipe *pipe, struct pipe_request *r)
{
    size_t some = pipe->left_size - pipe->left_at, room = r->length - r->done;
    if (some > room) some = room;
    struct iovec from = {pipe->left + pipe->left_at, some}, to = {r->buffer + r->done, some};
    if (some && process_vm_writev(getpid(), &from, 1, &to, 1, 0) != (ssize_t)some) return STATUS_ACCESS_VIOLATION;
    pipe->left_at += some;
    r->done += some;
    if (pipe->left_at == pipe->left_size) pipe_drop_left(pipe);
    return STATUS_SUCCESS;
}

/* Receives a packet: what does not fit stays in `left`.  -errno; -EPIPE: there is no other end any more. */
static long packet_read(struct pipe *pipe, struct pipe_request *r)
{
    char spill[PACKET];
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct ucred))];
    size_t room = r->length - r->done;
    struct iovec parts[2] = {
        {r->buffer + r->done, room        },
        {spill,               sizeof spill}
    };
    struct msghdr message = {
        .msg_iov = parts, .msg_iovlen = 2, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t got = recvmsg(pipe->file.fd, &message, MSG_DONTWAIT);
    if (got < 0) return errno == ECONNRESET ? -EPIPE : -errno;
    if (!got && !message.msg_controllen) return -EPIPE;
    if ((size_t)got > room) {
        size_t rest = (size_t)got - room;
        if ((pipe->left = malloc(rest))) {
            memcpy(pipe->left, spill, rest);
            pipe->left_size = rest;
        }
        r->done += room;
    } else {
        r->done += (size_t)got;
    }
    pipe->whole = got == PACKET;
    return got;
}

/* One message, or what there is room for. */
static NTSTATUS read_message(struct pipe *pipe, struct pipe_request *r)
{
    for (;;) {
        if (pipe->left) {
            NTSTATUS status = take_left(pipe, r);
            if (status != STATUS_SUCCESS) return status;
            if (pipe->left) return STATUS_BUFFER_OVERFLOW;
            if (!pipe->whole) return STATUS_SUCCESS;
            r->begun = true;
        } else {
            if (r->begun && r->done == r->length) return STATUS_BUFFER_OVERFLOW;
            long got = packet_read(pipe, r);
            if (got == -EAGAIN || got == -EINTR) return STATUS_PENDING;
            if (got < 0) return got == -EPIPE ? STATUS_PIPE_BROKEN : status_from_errno((int)got);
            r->begun = true;
            if (pipe->left) return STATUS_BUFFER_OVERFLOW;
            if (!pipe->whole) return STATUS_SUCCESS;
        }
    }
}

/* Bytes of a pipe that has messages. */
static NTSTATUS read_through(struct pipe *pipe, struct pipe_request *r)
{
    while (r->done < r->length) {
        long got = 0;
        if (pipe->left) {
            NTSTATUS status = take_left(pipe, r);
            if (status != STATUS_SUCCESS) return status;
        } else {
            got = packet_read(pipe, r);
        }
        if (got >= 0) continue;
        if (r->done) return STATUS_SUCCESS;
        if (got == -EAGAIN || got == -EINTR) return STATUS_PENDING;
        return got == -EPIPE ? STATUS_PIPE_BROKEN : status_from_errno((int)got);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS read_bytes(struct pipe *pipe, struct pipe_request *r)
{
    ssize_t got = recv(pipe->file.fd, r->buffer, r->length, MSG_DONTWAIT);
    if (got > 0) {
        r->done = (size_t)got;
        return STATUS_SUCCESS;
    }
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return STATUS_PENDING;
    if (got == 0 || errno == ECONNRESET) return STATUS_PIPE_BROKEN;
    return errno == EFAULT ? STATUS_ACCESS_VIOLATION : status_from_errno(errno);
}

/* A read of nothing waits until there is something: event loops ask so. */
static NTSTATUS read_nothing(struct pipe *pipe)
{
    struct pollfd p = {.fd = pipe->file.fd, .events = POLLIN | POLLRDHUP};
    if (!pipe->left && poll(&p, 1, 0) <= 0) return STATUS_PENDING;
    if (!pipe->left && !pipe_available(pipe) && p.revents & (POLLRDHUP | POLLHUP | POLLERR)) return STATUS_PIPE_BROKEN;
    return pipe->read_messages && pipe_available(pipe) ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

/* ---- writing ---- */

static NTSTATUS send_failed(const struct pipe *pipe, int error)
{
    if (error == EAGAIN || error == EINTR) return STATUS_PENDING;
    if (error == EPIPE || error == ECONNRESET || error == ENOTCONN)
        return disconnected(pipe) ? STATUS_PIPE_DISCONNECTED : STATUS_PIPE_CLOSING;
    return error == EFAULT ? STATUS_ACCESS_VIOLATION : status_from_errno(error);
}

static NTSTATUS write_bytes(struct pipe *pipe, struct pipe_request *r)
{
    while (r->done < r->length) {
        ssize_t put = send(pipe->file.fd, r->buffer + r->done, r->length - r->done, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (put < 0) return send_failed(pipe, errno);
        r->done += (size_t)put;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS write_message(struct pipe *pipe, struct pipe_request *r)
{
    int fd = pipe->file.fd;
    if (pipe->cut && !r->begun) {
        if (send(fd, "", 0, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) return send_failed(pipe, errno);
        pipe->cut = false;
    }
    for (;;) {
        size_t rest = r->length - r->done, some = rest < PACKET ? rest : PACKET;
        ssize_t put = send(fd, r->buffer + r->done, some, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (put < 0) return send_failed(pipe, errno);
        r->begun = true;
        r->done += some;
        if (some < PACKET) return STATUS_SUCCESS;
    }
}

/* ---- requests ---- */

static NTSTATUS read_some(struct pipe *pipe, struct pipe_request *r)
{
    if (!r->length) return read_nothing(pipe);
    if (!(pipe->kind & PIPE_KIND_MESSAGES)) return read_bytes(pipe, r);
    return pipe->read_messages ? read_message(pipe, r) : read_through(pipe, r);
}

static NTSTATUS write_some(struct pipe *pipe, struct pipe_request *r)
{
    return pipe->kind & PIPE_KIND_MESSAGES ? write_message(pipe, r) : write_bytes(pipe, r);
}

NTSTATUS pipe_go_on(struct pipe *pipe, struct pipe_request *r)
{
    NTSTATUS status;
    enum pipe_state state = pipe_settle(pipe);
    if (r->act == PIPE_LISTEN && state == PIPE_LISTENING) return STATUS_PENDING;
    if (state != PIPE_CONNECTED || disconnected(pipe)) return STATUS_PIPE_DISCONNECTED;
    switch (r->act) {
    case PIPE_LISTEN: return STATUS_SUCCESS;
    case PIPE_TRANSACT:
        status = write_some(pipe, r);
        if (status != STATUS_SUCCESS) return status;
        r->act = PIPE_READ;
        r->buffer = r->answer;
        r->length = r->answer_length;
        r->done = 0;
        r->begun = false;
        return read_some(pipe, r);
    case PIPE_WRITE: return write_some(pipe, r);
    default:
        status = read_some(pipe, r);
        return status == STATUS_PIPE_BROKEN && disconnected(pipe) ? STATUS_PIPE_DISCONNECTED : status;
    }
}
