/* SPDX-License-Identifier: MIT */
/* The terminal behind the console: console modes onto termios, and the promise to leave it as it was found.
 *
 * A program that only writes never has its terminal changed.  From the first change on, the terminal is
 * given back at every end of the process that can be seen, and while the process is stopped (SIGTSTP); it is changed
 * again when the process goes on.  SIGKILL alone leaves it as it is. */
#include "nt/console.h"

#include "door/door.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of what follows; a leaf */
static _Atomic int terminal = -1;                        /* our own descriptor of it, from the first change on */
static struct termios found, wanted;
static _Atomic bool changed;           /* `wanted` is set, `found` is to be set again */
static _Atomic int mode_now;           /* enum tty_mode */
static _Atomic int undo, undo_fd = -1; /* a descriptor of our own, which no handle closes */
static _Atomic uint32_t wakeup;
static _Atomic bool over; /* the process ends: the terminal is changed no more */

int tty_open(bool input)
{
    static const int order[2][3] = {
        {1, 2, 0},
        {0, 2, 1}
    };
    struct termios probe;
    int first = order[input][0];
    /* its own standard handle's terminal, then the controlling one, then any */
    if (tcgetattr(first, &probe) == 0) return fcntl(first, F_DUPFD_CLOEXEC, 3);
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    for (int i = 1; fd < 0 && i < 3; i++)
        if (tcgetattr(order[input][i], &probe) == 0) fd = fcntl(order[input][i], F_DUPFD_CLOEXEC, 3);
    return fd;
}

bool tty_is_ours(int fd)
{
    pid_t group = tcgetpgrp(fd);
    return group < 0 ? errno == ENOTTY
                     : group == getpgrp(); /* ENOTTY: not our controlling terminal, so no job control */
}

enum tty_mode tty_mode(void)
{
    return (enum tty_mode)atomic_load(&mode_now);
}

/* ---- giving it back ---- */

void console_restore(void)
{
    int fd = atomic_load(&terminal), what = atomic_load(&undo);
    if (what) {
        int out = atomic_load(&undo_fd);
        if (((what & TTY_UNDO_COLOUR) && write(out, "\033[m", 3) < 0) ||
            ((what & TTY_UNDO_CURSOR) && write(out, "\033[?25h", 6) < 0) ||
            ((what & TTY_UNDO_WRAP) && write(out, "\033[?7h", 5) < 0) ||
            ((what & TTY_UNDO_MOUSE) && write(out, "\033[?1003;1004;1006l", 19) < 0) ||
            ((what & TTY_UNDO_ALTERNATE) && write(out, "\033[?1049l", 8) < 0))
            return; /* the terminal has gone */
    }
    if (fd >= 0 && atomic_load(&changed) && tty_is_ours(fd)) tcsetattr(fd, TCSANOW, &found);
}

void console_end(void)
{
    atomic_store(&over, true);
    console_restore();
}

void tty_undo(int fd, int what, bool needed)
{
    int none = -1, own = needed && atomic_load(&undo_fd) < 0 ? fcntl(fd, F_DUPFD_CLOEXEC, 3) : -1;
    if (own >= 0 && !atomic_compare_exchange_strong(&undo_fd, &none, own)) close(own);
    if (needed)
        atomic_fetch_or(&undo, what);
    else
        atomic_fetch_and(&undo, ~what);
}

static void again(void)
{
    int fd = atomic_load(&terminal);
    if (atomic_load(&changed) && !atomic_load(&over) && tty_is_ours(fd)) tcsetattr(fd, TCSANOW, &wanted);
}

/* Stops as if there were no handler, which an orphaned process group must not be. */
static void on_stop(int number)
{
    int saved = errno;
    struct sigaction action = {.sa_handler = SIG_DFL}, handler;
    sigset_t set, before;
    console_restore();
    sigaction(number, &action, &handler);
    sigemptyset(&set);
    sigaddset(&set, number);
    syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), number);
    pthread_sigmask(SIG_UNBLOCK, &set, &before); /* here it stops */
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    sigaction(number, &handler, NULL);
    again();
    errno = saved;
}

static void on_continue(int number)
{
    int saved = errno;
    (void)number;
    again();
    errno = saved;
}

static void on_death(int number)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    console_restore();
    sigaction(number, &action, NULL);
    syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), number);
}

static void catch (void)
{
    static const struct {
        int signal;
        void (*handler)(int);
    } caught[] = {
        {SIGTSTP, on_stop    },
        {SIGCONT, on_continue},
        {SIGABRT, on_death   },
        {SIGALRM, on_death   },
        {SIGUSR1, on_death   },
        {SIGUSR2, on_death   },
        {SIGXCPU, on_death   }
    };
    for (size_t i = 0; i < sizeof caught / sizeof *caught; i++) {
        struct sigaction action = {.sa_handler = caught[i].handler, .sa_flags = SA_RESTART | SA_ONSTACK}, before;
        sigfillset(&action.sa_mask);
        sigdelset(&action.sa_mask, SIGSYS);
        sigdelset(&action.sa_mask, SIGSEGV);
        if (sigaction(caught[i].signal, NULL, &before) == 0 && before.sa_handler == SIG_DFL)
            sigaction(caught[i].signal, &action, NULL);
    }
    door_at_fault = console_restore;
}

/* ---- changing it ---- */

/* Nothing that the terminal, as it was found, would have to be changed for. */
static bool ordinary(enum tty_mode mode)
{
    uint32_t in = atomic_load(&console_input_mode), out = atomic_load(&console_output_mode);
    const uint32_t usual = MODE_PROCESSED_INPUT | MODE_LINE | MODE_ECHO;
    return mode != TTY_KEYS && !atomic_load(&wakeup) && (in & usual) == usual &&
           !(out & MODE_VT && out & MODE_NO_AUTO_RETURN);
}

static struct termios prepare(enum tty_mode mode)
{
    uint32_t in = atomic_load(&console_input_mode), out = atomic_load(&console_output_mode);
    struct termios next = found;
    if (mode == TTY_KEYS) {
        next.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN);
        next.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR | IXON | ISTRIP);
        next.c_cc[VMIN] = 0;
        next.c_cc[VTIME] = 0;
    } else if (mode == TTY_LINES) {
        next.c_lflag |= ICANON | ECHO;
        next.c_iflag |= ICRNL;
        uint32_t characters = atomic_load(&wakeup);
        for (int i = 0; i < 2 && characters; i++, characters &= characters - 1)
            next.c_cc[i ? VEOL2 : VEOL] = (cc_t)__builtin_ctz(characters);
        if (!(in & MODE_ECHO)) next.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
    }
    if (in & MODE_PROCESSED_INPUT)
        next.c_lflag |= ISIG;
    else
        next.c_lflag &= ~(tcflag_t)ISIG;
    if (out & MODE_VT && out & MODE_NO_AUTO_RETURN) next.c_oflag &= ~(tcflag_t)ONLCR;
    return next;
}

bool tty_set(int fd, enum tty_mode mode)
{
    if (!atomic_load(&changed) && ordinary(mode)) return true;
    if (atomic_load(&over)) return false;
    pthread_mutex_lock(&lock);
    bool done = atomic_load(&terminal) >= 0;
    if (!done && tcgetattr(fd, &found) == 0) {
        int own = fcntl(fd, F_DUPFD_CLOEXEC, 3);
        done = own >= 0;
        atomic_store(&terminal, own);
        if (done) catch ();
    }
    if (done) {
        struct termios next = prepare(mode);
        bool same =
            atomic_load(&changed) && (int)mode == atomic_load(&mode_now) && !memcmp(&next, &wanted, sizeof next);
        if (!same || !tty_is_ours(fd)) {
            wanted = next;
            atomic_store(&changed, true);
            done = tcsetattr(fd, TCSANOW, &next) == 0;
            if (done) atomic_store(&mode_now, (int)mode);
        }
    }
    pthread_mutex_unlock(&lock);
    return done;
}

void tty_wakeup(uint32_t characters)
{
    atomic_store(&wakeup, characters);
}

void tty_mode_changed(int fd)
{
    bool lines = atomic_load(&console_input_mode) & MODE_LINE;
    /* Keys that wait in the terminal stay keys until who reads the next line has taken them. */
    tty_set(fd, lines && tty_mode() != TTY_KEYS ? TTY_LINES : TTY_KEYS);
}
