/* SPDX-License-Identifier: MIT */
/* `metic pipe PREFIX NAME`: standard input and output become a client of a named pipe.
 *
 * The broker hands the client's end over as it does to a program of the prefix (linux/broker.h).  Where the pipe has
 * messages, each read of standard input is one, and of what comes the bounds are not told.  The end of standard input
 * is the end of what is written; that of the pipe ends the command. */
#include "loader/pipe.h"

#include "linux/broker.h"
#include "linux/prefix.h"
#include "linux/presence.h"
#include "linux/utf.h"
#include "nt.h"
#include "nt_status.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 32 << 10, PATIENCE = 5000, LOOK_AGAIN = 10 /* ms */ };

static bool put(int fd, const char *from, size_t size)
{
    while (size) {
        ssize_t done = write(fd, from, size);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return false;
        from += done;
        size -= (size_t)done;
    }
    return true;
}

/* Copies both ways; `writes`: the pipe takes what is read from standard input. */
static int relay(int pipe, bool writes)
{
    char block[BLOCK];
    struct pollfd fds[2] = {
        {.fd = pipe,            .events = POLLIN},
        {.fd = writes ? 0 : -1, .events = POLLIN}
    };
    for (;;) {
        if (poll(fds, 2, -1) < 0 && errno != EINTR) return 1;
        if (fds[1].fd >= 0 && fds[1].revents) {
            ssize_t got = read(0, block, sizeof block);
            if (got > 0 && send(pipe, block, (size_t)got, MSG_NOSIGNAL) < 0) fds[1].fd = -1; /* nobody reads any more */
            if (got == 0 || (got < 0 && errno != EINTR)) {
                shutdown(pipe, SHUT_WR);
                fds[1].fd = -1;
            }
        }
        if (!fds[0].revents) continue;
        ssize_t got = recv(pipe, block, sizeof block, MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (got <= 0) return got < 0 && errno != ECONNRESET;
        if (!put(1, block, (size_t)got)) return 1;
    }
}

/* A client's end, in the ways that the pipe has; waits for one that is busy. */
static int32_t open_pipe(const uint16_t *name, size_t length, struct broker_pipe *pipe)
{
    static const uint32_t ways[] = {PIPE_READS | PIPE_WRITES, PIPE_READS, PIPE_WRITES};
    const struct timespec pause = {.tv_nsec = LOOK_AGAIN * 1000000l};
    for (int waited = 0;; waited += LOOK_AGAIN) {
        int32_t status = STATUS_ACCESS_DENIED;
        for (size_t i = 0; i < sizeof ways / sizeof *ways && status == STATUS_ACCESS_DENIED; i++)
            status = broker_pipe_take(name, length, ways[i], pipe);
        if (status != STATUS_PIPE_NOT_AVAILABLE || waited >= PATIENCE) return status;
        nanosleep(&pause, NULL);
    }
}

static int complain(int status, const char *name, const char *what)
{
    fprintf(stderr, "metic: %s: %s\n", name, what);
    return status;
}

int pipe_run(const char *name)
{
    static const char front[] = "\\\\.\\pipe\\";
    uint16_t wide[PIPE_NAME];
    struct broker_pipe pipe;
    char reason[200];
    if (!strncmp(name, front, sizeof front - 1)) name += sizeof front - 1;
    size_t units = utf_to_16(wide, PIPE_NAME, name, strlen(name));
    if (!*name || units > PIPE_NAME) return complain(125, name, "no name of a pipe");
    if (presence_take(prefix_folder(), "metic pipe", 0, reason, sizeof reason) == PRESENCE_REFUSED)
        return complain(126, name, reason);
    int32_t status = open_pipe(wide, units, &pipe);
    int result = status == STATUS_PIPE_NOT_AVAILABLE ? complain(126, name, "all instances of the pipe are busy")
                 : status != STATUS_SUCCESS          ? complain(127, name, "there is no such pipe in the prefix")
                                                     : relay(pipe.fd, pipe.kind & PIPE_KIND_TO_SERVER);
    if (status == STATUS_SUCCESS) close(pipe.fd);
    presence_leave();
    broker_leave();
    return result;
}
