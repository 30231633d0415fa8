/* SPDX-License-Identifier: MIT */
/* Waiting for the console's input ("the console input handle is signaled when there is unread input").
 *
 * All handles for the input buffer share one line.  A host thread, started by the first wait, sleeps in poll() on the
 * terminal while somebody waits and nothing is there; what comes it puts into the buffer, which signals the line. While
 * another thread reads a line, Linux keeps what is typed to itself until the line is whole; that counts as input too.
 */
#include "nt/console.h"

#include "linux/worker.h"
#include "nt/line.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of the start */
static _Atomic(struct line *) line;
static int terminal, call_fd = -1; /* fixed once `line` is set */

static void call(void)
{
    uint64_t one = 1;
    if (write(call_fd, &one, sizeof one) < 0) return; /* full: it is awake */
}

static void called(void)
{
    uint64_t count;
    if (read(call_fd, &count, sizeof count) < 0) return; /* called before, and answered */
}

/* Watches once for each call, until the line is signalled. */
static void *watch(void *argument)
{
    struct line *own = argument;
    for (;;) {
        struct pollfd fds[2] = {
            {.fd = call_fd,  .events = POLLIN},
            {.fd = terminal, .events = POLLIN}
        };
        if (poll(fds, 1, -1) < 0) continue;
        called();
        while (!(line_state(own) & LINE_SIGNALLED)) {
            if (poll(fds, 2, -1) < 0) continue;
            if (fds[0].revents) called();
            if (!fds[1].revents && !input_resized()) continue;
            input_look(terminal);
            if (line_state(own) & LINE_SIGNALLED) break;
            if (!fds[1].revents) continue;
            if (fds[1].revents & ~POLLIN || (tty_is_ours(terminal) && tty_mode() != TTY_KEYS))
                line_signal(own); /* the terminal has gone, or a line is there for who reads it */
            else
                usleep(20000); /* another process's input, or half a key */
        }
    }
    return NULL;
}

static void start(int fd)
{
    struct line *made = line_create(LINE_EVENT, 0, 0);
    terminal = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    call_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (!made || terminal < 0 || call_fd < 0 || worker_start(watch, made, 64 << 10, false)) {
        line_free(made);
        if (terminal >= 0) close(terminal);
        if (call_fd >= 0) close(call_fd);
    } else {
        atomic_store(&line, made);
    }
}

struct line *watch_line(int fd)
{
    if (!atomic_load(&line)) {
        pthread_mutex_lock(&lock);
        if (!atomic_load(&line)) start(fd);
        pthread_mutex_unlock(&lock);
    }
    struct line *own = atomic_load(&line);
    if (!own) return NULL;
    input_look(fd); /* calls the thread where nothing is there */
    return own;
}

void watch_changed(bool any)
{
    struct line *own = atomic_load(&line);
    if (!own) return;
    if (any) {
        line_signal(own);
    } else {
        line_reset(own);
        call(); /* somebody may be about to wait */
    }
}

void watch_call(void)
{
    if (atomic_load(&line)) call();
}
