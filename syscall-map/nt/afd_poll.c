/* SPDX-License-Identifier: MIT */
/* AFD_POLL: which of several sockets are ready, and for what.
 *
 * Windows' levels are Linux's poll() events seen through the socket's state: readable is RECEIVE for one with data,
 * ACCEPT for a listener, DISCONNECT where the other side has ended; writable ends a connection under way as CONNECT or
 * CONNECT_FAIL.  A poll that stays pending is listed with each of its sockets, whose watch with the engine asks for it
 * too; who takes it off these lists, under one lock for all, ends it.  Left out: quality of service, changes of
 * addresses and routes, and that a poll which is to be the only one ends those before it. */
#include "nt/socket.h"

#include "door/guestmem.h"
#include "nt/handle.h"
#include "nt/io.h"
#include "nt/thread.h"
#include "nt/wait.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

short afd_poll_events(ULONG mask)
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
    struct pollfd p = {.fd = s->file.fd, .events = afd_poll_events(mask) | POLLRDHUP};
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
        p[i] = (struct pollfd){polled[i].socket->file.fd, afd_poll_events(polled[i].info.PollEvents), 0};
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

/* ---- polls that stay pending ---- */

struct afd_watcher {
    struct afd_watcher *next; /* of its socket */
    struct socket *socket;    /* a reference */
    struct afd_poll *poll;
    AFD_POLL_HANDLE_INFO info;
};

struct afd_poll {
    struct afd_poll *next; /* of those asked of one handle, later of those to be ended */
    struct socket *asked;
    struct io io;
    struct nt_thread *issuer; /* a reference */
    void *out;
    int64_t timeout;
    int clock; /* a timerfd; -1: it has no end */
    struct engine_watch timer;
    NTSTATUS status;
    ULONG found, count;
    AFD_POLL_HANDLE_INFO answer;
    struct afd_watcher watchers[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of all lists of polls; within sockets' locks */

ULONG afd_poll_wanted(const struct socket *s)
{
    ULONG wanted = 0;
    pthread_mutex_lock(&lock);
    for (const struct afd_watcher *w = s->watchers; w; w = w->next) wanted |= w->info.PollEvents;
    pthread_mutex_unlock(&lock);
    return wanted;
}

/* Under the lock: takes a poll off all lists. */
static void take_off(struct afd_poll *poll)
{
    struct afd_poll **at = &poll->asked->polls;
    while (*at && *at != poll) at = &(*at)->next;
    if (*at) *at = poll->next;
    for (ULONG i = 0; i < poll->count; i++) {
        struct afd_watcher **link = &poll->watchers[i].socket->watchers;
        while (*link && *link != &poll->watchers[i]) link = &(*link)->next;
        if (*link) *link = poll->watchers[i].next;
    }
}

static void free_poll(struct afd_poll *poll)
{
    for (ULONG i = 0; i < poll->count; i++) object_put(&poll->watchers[i].socket->file.object);
    if (poll->clock >= 0) {
        engine_forget(&poll->timer);
        close(poll->clock);
    }
    free(poll);
}

/* What a poll answers: head and at most one handle. */
static bool put_answer(void *out, int64_t timeout, const AFD_POLL_HANDLE_INFO *answer, ULONG found, ULONG_PTR *done)
{
    AFD_POLL_INFO info = {.Timeout.QuadPart = timeout, .NumberOfHandles = found};
    const size_t head = offsetof(AFD_POLL_INFO, Handles);
    *done = head + found * sizeof *answer;
    return guest_write(out, &info, head) && (!found || guest_write((char *)out + head, answer, found * sizeof *answer));
}

/* Polls that were taken off, one after the other. */
static unsigned end_polls(struct afd_poll *poll)
{
    unsigned count = 0;
    for (struct afd_poll *next; poll; poll = next, count++) {
        ULONG_PTR done = 0;
        next = poll->next;
        if (poll->status != STATUS_CANCELLED &&
            !put_answer(poll->out, poll->timeout, &poll->answer, poll->found, &done))
            poll->status = STATUS_ACCESS_VIOLATION;
        io_finish(&poll->io, poll->issuer, poll->status, done);
        object_put(&poll->issuer->object);
        free_poll(poll);
    }
    return count;
}

void afd_poll_look(struct socket *s)
{
    struct afd_poll *done = NULL, **end = &done;
    pthread_mutex_lock(&lock);
    for (struct afd_watcher *w = s->watchers; w;) {
        NTSTATUS why;
        ULONG levels = afd_levels(s, w->info.PollEvents, &why);
        struct afd_poll *poll = w->poll;
        w = w->next;
        if (!levels) continue;
        while (w && w->poll == poll) w = w->next; /* the same socket twice in one poll */
        take_off(poll);
        for (ULONG i = 0; i < poll->count; i++)
            if (poll->watchers[i].socket == s)
                poll->answer = (AFD_POLL_HANDLE_INFO){poll->watchers[i].info.Handle, levels, why};
        poll->found = 1;
        poll->next = NULL;
        *end = poll;
        end = &poll->next;
    }
    pthread_mutex_unlock(&lock);
    end_polls(done);
}

void afd_poll_closed(struct socket *s)
{
    struct afd_poll *done = NULL;
    pthread_mutex_lock(&lock);
    while (s->watchers) {
        struct afd_poll *poll = s->watchers->poll;
        poll->answer = (AFD_POLL_HANDLE_INFO){s->watchers->info.Handle, AFD_POLL_LOCAL_CLOSE, STATUS_SUCCESS};
        poll->found = 1;
        take_off(poll);
        poll->next = done;
        done = poll;
    }
    pthread_mutex_unlock(&lock);
    end_polls(done);
}

unsigned afd_poll_cancel(struct socket *s, const struct nt_thread *issuer, const IO_STATUS_BLOCK *block, bool abandoned)
{
    struct afd_poll *done = NULL;
    if (abandoned && atomic_load(&s->file.port)) return 0;
    pthread_mutex_lock(&lock);
    for (struct afd_poll *poll = s->polls, *next; poll; poll = next) {
        next = poll->next;
        if ((issuer && poll->issuer != issuer) || (block && poll->io.status != block)) continue;
        take_off(poll);
        poll->status = STATUS_CANCELLED;
        poll->next = done;
        done = poll;
    }
    pthread_mutex_unlock(&lock);
    return end_polls(done);
}

static void timer_rang(struct engine_watch *watch, uint32_t events)
{
    struct socket *asked = (struct socket *)watch->object;
    struct afd_poll *poll;
    (void)events;
    pthread_mutex_lock(&lock);
    for (poll = asked->polls; poll && &poll->timer != watch; poll = poll->next) continue; /* it may have gone */
    if (poll) {
        take_off(poll);
        poll->status = STATUS_TIMEOUT;
        poll->next = NULL;
    }
    pthread_mutex_unlock(&lock);
    end_polls(poll);
}

static void timer_abandoned(struct engine_watch *watch, const struct nt_thread *issuer)
{
    (void)watch, (void)issuer; /* the socket's own watch hears of it */
}

/* 0 or an errno. */
static int start_timer(struct afd_poll *poll, int64_t deadline)
{
    struct itimerspec when = {
        .it_value = {deadline / 1000000000, deadline % 1000000000}
    };
    poll->clock = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (poll->clock < 0) return errno;
    poll->timer =
        (struct engine_watch){.object = &poll->asked->file.object, .ready = timer_rang, .abandon = timer_abandoned};
    if (timerfd_settime(poll->clock, TFD_TIMER_ABSTIME, &when, NULL) != 0) return errno;
    return engine_expect(&poll->timer, poll->clock, EPOLLIN);
}

/* Reads a poll; its sockets are held. */
static NTSTATUS read_poll(const struct io_request *request, struct afd_poll **out, int64_t *deadline)
{
    const size_t head = offsetof(AFD_POLL_INFO, Handles);
    AFD_POLL_INFO info;
    if (request->in_length < sizeof info || request->out_length < head) return STATUS_INVALID_PARAMETER;
    if (!guest_get(&info, (const AFD_POLL_INFO *)request->in)) return STATUS_ACCESS_VIOLATION;
    ULONG count = info.NumberOfHandles;
    if (!count || count > (request->in_length - head) / sizeof *info.Handles ||
        request->out_length - head < sizeof *info.Handles)
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = wait_deadline(&((const AFD_POLL_INFO *)request->in)->Timeout, deadline);
    if (status != STATUS_SUCCESS) return status;
    if (info.Timeout.QuadPart == INT64_MAX) *deadline = INT64_MAX;
    struct afd_poll *poll = calloc(1, sizeof *poll + count * sizeof *poll->watchers);
    if (!poll) return STATUS_NO_MEMORY;
    poll->clock = -1;
    poll->timeout = info.Timeout.QuadPart;
    poll->out = request->out;
    for (; poll->count < count && status == STATUS_SUCCESS; poll->count++) {
        struct afd_watcher *w = &poll->watchers[poll->count];
        struct file *file;
        w->poll = poll;
        if (!guest_get(&w->info, &((const AFD_POLL_INFO *)request->in)->Handles[poll->count]))
            status = STATUS_ACCESS_VIOLATION;
        else
            status = file_get(w->info.Handle, 0, &file);
        if (status != STATUS_SUCCESS) break;
        w->socket = (struct socket *)file;
        if (!socket_of(file)) {
            object_put(&file->object);
            status = STATUS_INVALID_HANDLE;
            break;
        }
    }
    *out = poll;
    if (status != STATUS_SUCCESS) free_poll(poll);
    return status;
}

NTSTATUS afd_poll_submit(struct io *io, const struct io_request *request)
{
    struct afd_poll *poll;
    int64_t deadline;
    ULONG_PTR done = 0;
    NTSTATUS status = read_poll(request, &poll, &deadline);
    if (status != STATUS_SUCCESS) return io_end(io, status, 0);
    poll->asked = (struct socket *)io->file;
    for (ULONG i = 0; i < poll->count && !poll->found; i++) { /* what holds already */
        struct afd_watcher *w = &poll->watchers[i];
        NTSTATUS why;
        ULONG levels = afd_levels(w->socket, w->info.PollEvents, &why);
        if (!levels) continue;
        poll->answer = (AFD_POLL_HANDLE_INFO){w->info.Handle, levels, why};
        poll->found = 1;
    }
    if (poll->found || deadline <= 0) {
        status = put_answer(poll->out, poll->timeout, &poll->answer, poll->found, &done) ? STATUS_SUCCESS
                                                                                         : STATUS_ACCESS_VIOLATION;
        if (status == STATUS_SUCCESS && !poll->found) status = STATUS_TIMEOUT;
        free_poll(poll);
        return io_end(io, status, done);
    }
    io_pend(io);
    poll->io = *io;
    poll->issuer = thread_self();
    object_ref(&poll->issuer->object);
    ULONG count = poll->count;
    struct socket **sockets = malloc(count * sizeof *sockets); /* the poll may end at any time from here */
    for (ULONG i = 0; sockets && i < count; i++) {
        sockets[i] = poll->watchers[i].socket;
        object_ref(&sockets[i]->file.object);
    }
    pthread_mutex_lock(&lock);
    int error = sockets ? 0 : ENOMEM;
    if (!error && deadline != INT64_MAX) error = start_timer(poll, deadline);
    if (error) {
        poll->status = STATUS_INSUFFICIENT_RESOURCES;
    } else {
        poll->next = poll->asked->polls;
        poll->asked->polls = poll;
        for (ULONG i = 0; i < count; i++) {
            poll->watchers[i].next = poll->watchers[i].socket->watchers;
            poll->watchers[i].socket->watchers = &poll->watchers[i];
        }
    }
    pthread_mutex_unlock(&lock);
    if (error) end_polls(poll);
    for (ULONG i = 0; sockets && i < count; i++) {
        pthread_mutex_lock(&sockets[i]->lock);
        if (!error) afd_expect(sockets[i]);
        pthread_mutex_unlock(&sockets[i]->lock);
        object_put(&sockets[i]->file.object);
    }
    free(sockets);
    return STATUS_PENDING;
}
