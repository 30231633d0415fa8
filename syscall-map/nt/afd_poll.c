/* SPDX-License-Identifier: MIT */
/* AFD_POLL: which of several sockets are ready, and for what.
 *
 * Windows' levels are Linux's poll() events seen through the socket's state: readable is RECEIVE for one with data,
 * ACCEPT for a listener, DISCONNECT where the other side has ended; writable ends a connection under way as CONNECT or
 * CONNECT_FAIL.  Left out: LOCAL_CLOSE, quality of service, changes of addresses and routes. */
#include "nt/socket.h"

#include "door/guestmem.h"
#include "nt/handle.h"
#include "nt/io.h"
#include "nt/thread.h"
#include "nt/wait.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>

static short events_of(ULONG mask)
{
    short events = 0;
    if (mask & (AFD_POLL_RECEIVE | AFD_POLL_ACCEPT)) events |= POLLIN;
    if (mask & AFD_POLL_DISCONNECT) events |= POLLRDHUP;
    if (mask & (AFD_POLL_SEND | AFD_POLL_CONNECT)) events |= POLLOUT;
    if (mask & AFD_POLL_CONNECT_FAIL) events |= POLLOUT;
    if (mask & AFD_POLL_RECEIVE_EXPEDITED) events |= POLLPRI;
    return events;
}

/* What `ready` means, of a socket in this state. */
static ULONG levels_of(struct socket *s, short ready, NTSTATUS *status)
{
    ULONG levels = 0;
    uint32_t before = atomic_load(&s->state), state = before == SOCKET_CONNECTING ? socket_now(s) : before;
    *status = STATUS_SUCCESS;
    if (state == SOCKET_LISTENING) return ready & POLLIN ? AFD_POLL_ACCEPT : 0;
    if (s->type == SOCK_STREAM && state != SOCKET_CONNECTED) {
        int error = atomic_load(&s->error);
        if (!error || state == SOCKET_CONNECTING) return 0;
        *status = socket_status(error);
        return AFD_POLL_CONNECT_FAIL;
    }
    if (ready & POLLOUT) levels |= AFD_POLL_SEND;
    if (before == SOCKET_CONNECTING) levels |= AFD_POLL_CONNECT;
    if (ready & POLLPRI) levels |= AFD_POLL_RECEIVE_EXPEDITED;
    if (s->type != SOCK_STREAM) return levels | (ready & (POLLIN | POLLERR) ? AFD_POLL_RECEIVE : 0);
    if (ready & POLLERR) return levels | AFD_POLL_ABORT;
    if (ready & (POLLRDHUP | POLLHUP)) levels |= AFD_POLL_DISCONNECT;
    if (ready & POLLIN) {
        int bytes = 0;
        if (!(ready & (POLLRDHUP | POLLHUP)) || (ioctl(s->file.fd, FIONREAD, &bytes) == 0 && bytes))
            levels |= AFD_POLL_RECEIVE;
    }
    return levels;
}

ULONG afd_levels(struct socket *s, ULONG mask, NTSTATUS *status)
{
    struct pollfd p = {.fd = s->file.fd, .events = events_of(mask) | POLLRDHUP};
    if (poll(&p, 1, 0) < 0) p.revents = 0;
    return levels_of(s, p.revents, status) & mask;
}

struct polled {
    struct socket *socket;
    AFD_POLL_HANDLE_INFO info;
};

/* The sockets of a poll, with references.  How many it has got. */
static NTSTATUS get_sockets(const AFD_POLL_HANDLE_INFO *guest, struct polled *polled, ULONG count, ULONG *got)
{
    for (*got = 0; *got < count; ++*got) {
        struct polled *p = &polled[*got];
        struct file *file;
        if (!guest_get(&p->info, guest + *got)) return STATUS_ACCESS_VIOLATION;
        NTSTATUS status = file_get(p->info.Handle, 0, &file);
        if (status != STATUS_SUCCESS) return status;
        if (!(p->socket = socket_of(file))) {
            object_put(&file->object);
            return STATUS_INVALID_HANDLE;
        }
    }
    return STATUS_SUCCESS;
}

/* Sleeps until one is ready, or the deadline; *last: that has come. */
static long sleep_on(struct polled *polled, struct pollfd *p, ULONG count, int64_t deadline, bool *last)
{
    struct timespec now, rest;
    for (ULONG i = 0; i < count; i++)
        p[i] = (struct pollfd){polled[i].socket->file.fd, events_of(polled[i].info.PollEvents), 0};
    if (deadline == INT64_MAX) return thread_block(SYS_ppoll, (long)p, count, 0, 0, 8, 0);
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t left = deadline - (now.tv_sec * 1000000000ll + now.tv_nsec);
    if (deadline <= 0 || left < 0) left = 0;
    rest = (struct timespec){left / 1000000000, left % 1000000000};
    *last = !left;
    if (!left) return socket_call(false, SYS_ppoll, (long)p, count, (long)&rest, 0, 8);
    return thread_block(SYS_ppoll, (long)p, count, (long)&rest, 0, 8, 0);
}

/* Does this poll wake again and again for something that is no answer to what was asked? */
static bool unasked(const struct pollfd *p, const struct polled *polled, ULONG count)
{
    for (ULONG i = 0; i < count; i++)
        if (p[i].revents && polled[i].socket->type == SOCK_STREAM) return true;
    return false;
}

NTSTATUS afd_poll_here(const void *in, ULONG in_length, void *out, ULONG out_length, ULONG_PTR *done)
{
    const size_t head = offsetof(AFD_POLL_INFO, Handles);
    AFD_POLL_INFO info;
    int64_t deadline;
    ULONG got = 0, found = 0;
    if (in_length < sizeof info) return STATUS_INVALID_PARAMETER;
    if (!guest_get(&info, in)) return STATUS_ACCESS_VIOLATION;
    if (info.NumberOfHandles > (in_length - head) / sizeof *info.Handles ||
        info.NumberOfHandles > (out_length - head) / sizeof *info.Handles || out_length < head)
        return STATUS_INVALID_PARAMETER;
    ULONG count = info.NumberOfHandles;
    NTSTATUS status = wait_deadline(&((const AFD_POLL_INFO *)in)->Timeout, &deadline);
    if (status != STATUS_SUCCESS) return status;
    if (info.Timeout.QuadPart == INT64_MAX) deadline = INT64_MAX;
    struct polled *polled = calloc(count + 1, sizeof *polled);
    struct pollfd *p = calloc(count + 1, sizeof *p);
    status = polled && p ? get_sockets(((const AFD_POLL_INFO *)in)->Handles, polled, count, &got) : STATUS_NO_MEMORY;
    bool last = false;
    while (status == STATUS_SUCCESS && !found) {
        long ready = sleep_on(polled, p, count, deadline, &last);
        if (ready < 0) status = socket_status((int)ready);
        if (ready <= 0) break;
        for (ULONG i = 0; i < count; i++) {
            NTSTATUS why;
            ULONG levels = p[i].revents ? levels_of(polled[i].socket, p[i].revents, &why) : 0;
            if (!(levels &= polled[i].info.PollEvents)) continue;
            AFD_POLL_HANDLE_INFO answer = {polled[i].info.Handle, levels, why};
            if (!guest_put(&((AFD_POLL_INFO *)out)->Handles[found++], &answer)) status = STATUS_ACCESS_VIOLATION;
        }
        if (!found && unasked(p, polled, count)) { /* POLLHUP and POLLERR can't be unasked: look again a little later */
            if (last) break;
            long slept = thread_block(SYS_poll, 0, 0, 10, 0, 0, 0);
            if (slept < 0) status = socket_status((int)slept);
        }
    }
    for (ULONG i = 0; i < got; i++) object_put(&polled[i].socket->file.object);
    free(polled);
    free(p);
    if (status != STATUS_SUCCESS) return status;
    info.NumberOfHandles = found;
    if (!guest_write(out, &info, head)) return STATUS_ACCESS_VIOLATION;
    *done = head + found * sizeof *info.Handles;
    return found ? STATUS_SUCCESS : STATUS_TIMEOUT;
}
