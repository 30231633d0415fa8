/* SPDX-License-Identifier: MIT */
/* Connections: who may come, one packet after the other in, answers out, and what an end leaves to do.
 *
 * Nothing here waits for a client: what cannot be sent at once ends the connection.  A turn hears each client for a few
 * messages only, so that one that talks much leaves the others their share.  A message that cannot be so (request.c
 * judges its sense, protocol.h its form) ends its sender's connection and is named in the log. */
#include "client.h"

#include "doomed.h"
#include "fault.h"
#include "forward.h"
#include "log.h"
#include "namespace.h"
#include "pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 64, MESSAGES_A_TURN = 16, SWEEP_A_TURN = 256, SWEEP_AFTER = 100 /* ms */ };

/* The names of a client that ended.  Linux closes a dying process's files one after the other, so its locks may be
 * there still when its end is heard of: they are looked at at once and once more later. */
struct leftover {
    struct idset names;
    size_t at;
    int64_t due; /* milliseconds */
    bool again;
    struct leftover *next;
};

static int poll_fd = -1, listen_fd = -1, signal_fd = -1, spare_fd = -1;
static struct client *clients, *ended;
static size_t connected;
static struct leftover *leftovers;

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

static bool watch(int fd, void *who)
{
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = who};
    return !epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &event);
}

bool clients_open(int listener, int signals)
{
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    listen_fd = listener;
    signal_fd = signals;
    spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    return poll_fd >= 0 && watch(listener, &listen_fd) && watch(signals, &signal_fd);
}

size_t clients_count(void)
{
    return connected;
}

struct client *client_service(uint32_t slot)
{
    struct client *client = clients;
    while (client && !(client->service && client->slot == slot)) client = client->next;
    return client;
}

/* ---- the end ---- */

static void leftover_add(struct idset *names)
{
    struct leftover *leftover = names->count ? calloc(1, sizeof *leftover) : NULL;
    if (!leftover) {
        idset_free(names);
        return;
    }
    leftover->names = *names;
    leftover->due = now_ms();
    *names = (struct idset){0};
    struct leftover **last = &leftovers;
    while (*last) last = &(*last)->next;
    *last = leftover;
}

int clients_sweep(void)
{
    size_t left = SWEEP_A_TURN;
    for (struct leftover **link = &leftovers; *link;) {
        struct leftover *leftover = *link;
        int64_t now = now_ms();
        if (leftover->due > now) {
            link = &leftover->next;
            continue;
        }
        for (; leftover->at < leftover->names.room && left; leftover->at++) {
            uint64_t id = leftover->names.ids[leftover->at];
            if (!id) continue;
            left--;
            if (namespace_id_gone(id)) {
                leftover->names.ids[leftover->at] = 0;
                leftover->names.count--;
            }
        }
        if (leftover->at < leftover->names.room) return 0;
        if (leftover->names.count && !leftover->again) {
            leftover->again = true;
            leftover->at = 0;
            leftover->due = now + SWEEP_AFTER;
            continue;
        }
        *link = leftover->next;
        idset_free(&leftover->names);
        free(leftover);
    }
    return leftovers ? SWEEP_AFTER : -1;
}

void client_end(struct client *client, const char *reason)
{
    if (client->ended) return;
    if (reason && client->known)
        log_line("process %d (slot %u) was disconnected: %s", (int)client->pid, client->slot, reason);
    else if (reason)
        log_line("process %d was disconnected: %s", (int)client->pid, reason);
    client->ended = true;
    *client->link = client->next;
    if (client->next) client->next->link = client->link;
    client->next = ended;
    ended = client;
    connected--;
    close(client->fd); /* which takes it from the poll set */
    forward_ended(client);
    doomed_ended(client);
    pipe_client_ended(client);
    client_await(client, 0);
    FAULT(client_ended);
    leftover_add(&client->names);
}

void client_await(struct client *client, uint64_t id)
{
    if (client->awaited) namespace_await(client->awaited, false);
    if (id) namespace_await(id, true);
    client->awaited = id;
}

void client_name_add(struct client *client, uint64_t id)
{
    idset_add(&client->names, id); /* without memory it is found by the general sweep */
}

void client_name_remove(struct client *client, uint64_t id)
{
    idset_remove(&client->names, id);
}

/* ---- in and out ---- */

void client_send(struct client *client, const struct wire_out *out, size_t length)
{
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int) * WIRE_DESCRIPTORS)];
    } control;
    struct iovec part = {out->start, length};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (client->ended) return;
    if (out->fd_count) {
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * out->fd_count);
        memset(&control, 0, sizeof control);
        control.header.cmsg_level = SOL_SOCKET;
        control.header.cmsg_type = SCM_RIGHTS;
        control.header.cmsg_len = CMSG_LEN(sizeof(int) * out->fd_count);
        memcpy(CMSG_DATA(&control.header), out->fds, sizeof(int) * out->fd_count);
    }
    ssize_t sent;
    do sent = sendmsg(client->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent < 0) client_end(client, errno == EAGAIN ? "it does not read its answers" : NULL);
}

/* The descriptors that came with a message, and whether nothing else did. */
static bool descriptors(struct msghdr *message, int fds[WIRE_DESCRIPTORS], unsigned *count)
{
    bool good = !(message->msg_flags & MSG_CTRUNC);
    *count = 0;
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) {
            good = false;
            continue;
        }
        size_t given = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < given; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(part) + i * sizeof fd, sizeof fd);
            if (*count < WIRE_DESCRIPTORS)
                fds[(*count)++] = fd;
            else
                close(fd), good = false;
        }
    }
    return good;
}

/* Reads one message and serves it; false: there is none, or no more client. */
static bool hear(struct client *client)
{
    static _Alignas(8) uint8_t packet[PROTOCOL_LARGEST];
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int) * WIRE_DESCRIPTORS)];
    } control;
    struct iovec part = {packet, sizeof packet};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t length = recvmsg(client->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (length < 0) {
        if (errno == EAGAIN || errno == EINTR) return false;
        client_end(client, NULL);
        return false;
    }
    int fds[WIRE_DESCRIPTORS];
    unsigned count;
    bool good = descriptors(&message, fds, &count);
    struct wire_in in;
    struct wire_header header;
    const char *reason = NULL; /* an end looks like an empty packet */
    if (message.msg_flags & MSG_TRUNC)
        reason = "a message is too long";
    else if (!length && !(poll(&(struct pollfd){.fd = client->fd, .events = POLLRDHUP}, 1, 0) > 0))
        reason = "an empty message";
    else if (length && (!good || !wire_in_begin(&in, packet, (size_t)length, fds, count, &header)))
        reason = "a message's length or descriptors are not as it says";
    else if (length)
        reason = request_serve(client, &in, &header);
    for (unsigned i = 0; i < count; i++) close(fds[i]);
    if (!length || reason) client_end(client, reason);
    return !client->ended;
}

static void accept_all(void)
{
    for (int i = 0; i < MESSAGES_A_TURN; i++) {
        struct ucred credentials;
        socklen_t size = sizeof credentials;
        int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0 && (errno == EMFILE || errno == ENFILE) && spare_fd >= 0) {
            /* who comes is told so: else he, and we, would wait for ever */
            close(spare_fd);
            fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);
            if (fd >= 0) close(fd);
            log_line("a process was sent away: no descriptor is left");
            spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
            continue;
        }
        if (fd < 0) return;
        struct client *client = NULL;
        if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size))
            credentials.pid = 0;
        else if (credentials.uid != geteuid())
            log_line("process %d of user %u was sent away", (int)credentials.pid, (unsigned)credentials.uid);
        else
            client = calloc(1, sizeof *client);
        if (client) {
            client->fd = fd;
            client->pid = credentials.pid;
        }
        if (!client || !watch(fd, client)) {
            free(client);
            close(fd);
            continue;
        }
        client->link = &clients;
        client->next = clients;
        if (clients) clients->link = &client->next;
        clients = client;
        connected++;
    }
}

static void listen_to(struct client *client, bool listen)
{
    struct epoll_event event = {.events = EPOLLRDHUP | (listen ? EPOLLIN : 0), .data.ptr = client};
    epoll_ctl(poll_fd, EPOLL_CTL_MOD, client->fd, &event);
}

void clients_hear_all(void)
{
    for (struct client *client = clients; client; client = client->next)
        if (client->waiting) {
            client->waiting = false;
            listen_to(client, true);
        }
}

enum turn clients_turn(int timeout)
{
    struct epoll_event events[EVENTS];
    enum turn turn = TURN_DONE;
    int count = epoll_wait(poll_fd, events, EVENTS, timeout);
    if (count < 0) return errno == EINTR ? TURN_DONE : TURN_FAILED;
    for (int i = 0; i < count; i++) {
        struct client *client = events[i].data.ptr;
        if ((void *)client == &listen_fd) {
            accept_all();
        } else if ((void *)client == &signal_fd) {
            turn = TURN_SIGNAL;
        } else if (!client->ended && events[i].events & EPOLLIN && !client->waiting) {
            for (int k = 0; k < MESSAGES_A_TURN && hear(client) && !client->waiting; k++) {}
            if (!client->ended && client->waiting) listen_to(client, false);
        } else if (!client->ended && events[i].events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP)) {
            client_end(client, NULL);
        }
    }
    while (ended) {
        struct client *next = ended->next;
        free(ended);
        ended = next;
    }
    return turn;
}
