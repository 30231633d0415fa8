/* SPDX-License-Identifier: MIT */
/* Pseudo consoles: a terminal of Linux's own (pty) between a process that speaks for a terminal and the programs it
 * starts in it.
 *
 * What a program draws on a terminal are VT sequences already (console_screen.c), and what it gets are keys as a
 * terminal sends them, so a pseudo console only carries bytes: one host thread from the given input to the pty, one
 * from the pty to the given output.  The programs are a session of their own with the pty as its terminal; nt/make.c
 * starts them there.  The output ends when the pseudo console was closed and the last of them has gone, so that nothing
 * that they wrote is lost. */
#include "nt/console.h"

#include "door/guestmem.h"
#include "linux/worker.h"
#include "nt/status.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

struct pseudo {
    _Atomic int references; /* the file's and each thread's */
    int master, slave;      /* the slave's keeps the pty alive while no program is there */
    int in, out, stop;      /* `stop`: an eventfd, readable once the pseudo console is closed */
};

static void put(struct pseudo *p)
{
    if (atomic_fetch_sub(&p->references, 1) != 1) return;
    const int fds[] = {p->master, p->slave, p->in, p->out, p->stop};
    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
        if (fds[i] >= 0) close(fds[i]);
    free(p);
}

/* Waits until `fd` is ready; false: `stop` (-1: never) came first. */
static bool ready(int fd, short events, int stop)
{
    struct pollfd fds[2] = {
        {.fd = fd,   .events = events},
        {.fd = stop, .events = POLLIN}
    };
    while (poll(fds, 2, -1) < 0 && errno == EINTR) continue;
    return !fds[1].revents;
}

/* Writes all of it; false: nobody reads any more, or `stop`. */
static bool write_all(int fd, const char *bytes, size_t size, int stop)
{
    for (size_t at = 0; at < size;) {
        ssize_t done = write(fd, bytes + at, size - at);
        if (done > 0)
            at += (size_t)done;
        else if (done < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        else if (!ready(fd, POLLOUT, stop))
            return false;
    }
    return true;
}

static void *carry_input(void *argument)
{
    struct pseudo *p = argument;
    char bytes[4096];
    while (ready(p->in, POLLIN, p->stop)) {
        ssize_t got = read(p->in, bytes, sizeof bytes);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (got <= 0 || !write_all(p->master, bytes, (size_t)got, p->stop)) break;
    }
    close(p->in); /* who writes there is to see that nobody reads */
    p->in = -1;
    put(p);
    return NULL;
}

static void *carry_output(void *argument)
{
    struct pseudo *p = argument;
    char bytes[16384];
    bool heard = true;
    while (ready(p->master, POLLIN, -1)) {
        ssize_t got = read(p->master, bytes, sizeof bytes);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (got <= 0) break; /* EIO: nobody has the slave open */
        /* programs go on where nobody listens */
        if (heard) heard = write_all(p->out, bytes, (size_t)got, -1);
    }
    close(p->out);
    p->out = -1;
    put(p);
    return NULL;
}

static int set_size(int fd, struct console_point size)
{
    const struct winsize window = {.ws_col = (unsigned short)size.x, .ws_row = (unsigned short)size.y};
    return ioctl(fd, TIOCSWINSZ, &window);
}

static NTSTATUS start(struct console_file *console, const struct console_pseudo *asked)
{
    struct pseudo *p = malloc(sizeof *p);
    if (console->pseudo || asked->size.x <= 0 || asked->size.y <= 0) {
        free(p);
        return STATUS_INVALID_PARAMETER;
    }
    if (!p) return STATUS_NO_MEMORY;
    *p = (struct pseudo){.references = 1, .master = -1, .slave = -1, .in = -1, .out = -1, .stop = -1};
    NTSTATUS status = file_duplicate_fd((HANDLE)(uintptr_t)asked->input, FILE_READ_DATA, &p->in);
    if (status == STATUS_SUCCESS)
        status = file_duplicate_fd((HANDLE)(uintptr_t)asked->output, FILE_WRITE_DATA, &p->out);
    if (status == STATUS_SUCCESS) {
        p->master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
        p->stop = eventfd(0, EFD_CLOEXEC);
        if (p->master < 0 || p->stop < 0 || unlockpt(p->master) != 0 || set_size(p->master, asked->size) != 0 ||
            (p->slave = ioctl(p->master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0)
            status = status_from_errno(errno);
    }
    if (status == STATUS_SUCCESS) {
        p->references = 3;
        if (worker_start(carry_output, p, 64 << 10, false) != 0) {
            p->references = 1;
            status = STATUS_NO_MEMORY;
        } else if (worker_start(carry_input, p, 64 << 10, false) != 0) {
            close(p->slave); /* which ends the other thread */
            p->slave = -1;
            put(p);
            status = STATUS_NO_MEMORY;
        }
    }
    if (status == STATUS_SUCCESS)
        console->pseudo = p;
    else
        put(p);
    return status;
}

NTSTATUS pseudo_control(struct console_file *console, ULONG code, const void *in, ULONG length)
{
    struct console_pseudo asked;
    struct console_point size;
    switch (code) {
    case CONSOLE_PSEUDO_START:
        if (length < sizeof asked) return STATUS_INVALID_PARAMETER;
        return guest_get(&asked, (const struct console_pseudo *)in) ? start(console, &asked) : STATUS_ACCESS_VIOLATION;
    case CONSOLE_PSEUDO_RESIZE:
        if (length < sizeof size || !console->pseudo) return STATUS_INVALID_PARAMETER;
        if (!guest_get(&size, (const struct console_point *)in)) return STATUS_ACCESS_VIOLATION;
        if (size.x <= 0 || size.y <= 0) return STATUS_INVALID_PARAMETER;
        return set_size(console->pseudo->master, size) ? status_from_errno(errno) : STATUS_SUCCESS;
    default: return STATUS_INVALID_DEVICE_REQUEST;
    }
}

void pseudo_end(struct console_file *console)
{
    struct pseudo *p = console->pseudo;
    const uint64_t one = 1;
    if (!p) return;
    /* "ClosePseudoConsole function": the programs get CTRL_CLOSE_EVENT, which is what a hang-up means here */
    pid_t group = tcgetpgrp(p->master);
    if (group > 1) kill(-group, SIGHUP);
    close(p->slave);
    p->slave = -1;
    if (write(p->stop, &one, sizeof one) < 0) return; /* cannot be: it was 0 */
    put(p);
}

NTSTATUS pseudo_terminal(HANDLE handle, int *fd, char *name, size_t size)
{
    struct file *file;
    NTSTATUS status = file_get(handle, 0, &file);
    if (status != STATUS_SUCCESS) return status;
    struct console_file *console = console_pseudo_of(file);
    if (!console || !console->pseudo || ptsname_r(console->pseudo->master, name, size) != 0)
        status = STATUS_INVALID_HANDLE;
    else if ((*fd = fcntl(console->pseudo->slave, F_DUPFD_CLOEXEC, 3)) < 0)
        status = status_from_errno(errno);
    object_put(&file->object);
    return status;
}
