/* SPDX-License-Identifier: MIT */
/* `metic-broker FOLDER`: knows the names of what the processes of one prefix share.
 *
 * It is started by the first process that needs it (linux/broker.c) and ends when nobody is left in the prefix.  It
 * returns to its starter once it listens, and goes on by itself: in a session of its own, at the root folder, without
 * any descriptor that it inherited but that of the runtime folder, whose lock makes one broker of many starts.
 *
 *     --locked=FD   a descriptor of the folder, with its lock held by whoever starts us
 *     --foreground  stays where it is, as containers and debuggers want it
 *
 * Exit status: 0, somebody listens, we or another; 125, wrong arguments; 126, it cannot be. */
#include "client.h"
#include "doomed.h"
#include "fault.h"
#include "forward.h"
#include "namespace.h"
#include "pipe.h"
#include "rebuild.h"
#include "registry.h"
#include "runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { IDLE_LOOK = 250 /* ms */, FOLDER_FD = 3 };

/* Whatever is open above `last` was inherited. */
static void close_above(int last)
{
#ifdef SYS_close_range
    if (!syscall(SYS_close_range, last + 1, ~0u, 0)) return;
#endif
    struct rlimit limit;
    int end = getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur > 65536 ? 65536 : (int)limit.rlim_cur;
    for (int fd = last + 1; fd < end; fd++) close(fd);
}

/* Of what was inherited the folder's descriptor alone stays, at its place. */
static bool inherited_close(int locked)
{
    if (locked < 0) {
        close_above(2);
        return true;
    }
    if (locked < FOLDER_FD || dup2(locked, FOLDER_FD) < 0 || fcntl(FOLDER_FD, F_SETFD, FD_CLOEXEC)) return false;
    close_above(FOLDER_FD);
    return true;
}

static void standard_close(void)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int i = 0; i < 3; i++)
        if (nothing != i && (nothing < 0 || dup2(nothing, i) < 0)) close(i);
    if (nothing > 2) close(nothing);
}

static int signals_open(void)
{
    sigset_t set;
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGCHLD, &ignore, NULL); /* as a container's first process it is not to keep others' dead */
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGHUP, &ignore, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    if (sigprocmask(SIG_SETMASK, &set, NULL)) return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int shorter(int a, int b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* Serves until nobody is there any more, or it is told to end. */
static void serve(void)
{
    int sweep = -1;
    for (;;) {
        int timeout = shorter(shorter(sweep, pipe_sweep()), shorter(rebuild_look(), forward_look()));
        if (!clients_count() && !request_kept()) timeout = shorter(timeout, IDLE_LOOK);
        if (clients_turn(timeout) != TURN_DONE) return;
        sweep = shorter(clients_sweep(), doomed_sweep());
        if (!clients_count() && !request_kept() && sweep < 0 && !runtime_in_use()) return;
    }
}

static int complain(int status, const char *what)
{
    fprintf(stderr, "metic-broker: %s%s%s\n", what, status == 126 ? ": " : "", status == 126 ? strerror(errno) : "");
    return status;
}

int main(int argc, char **argv)
{
    int locked = -1, at = 1;
    bool foreground = false;
    for (; at < argc && !strncmp(argv[at], "--", 2); at++) {
        if (!strncmp(argv[at], "--locked=", 9))
            locked = atoi(argv[at] + 9);
        else if (!strcmp(argv[at], "--foreground"))
            foreground = true;
        else
            return complain(125, "options are --locked=FD and --foreground");
    }
    if (at + 1 != argc) return complain(125, "expected one runtime folder of a prefix; metic starts the broker itself");
    umask(077);
    if (!inherited_close(locked)) return complain(126, "--locked");
    if (!runtime_open(argv[at], locked < 0 ? -1 : FOLDER_FD)) return complain(126, argv[at]);
    int listener = runtime_listen();
    if (listener < 0) return errno == EADDRINUSE ? 0 : complain(126, "its socket");
    FAULT(broker_listens);
    if (!foreground) {
        pid_t child = fork();
        if (child < 0) return complain(126, "fork");
        if (child) _exit(0);
        setsid();
        standard_close();
    }
    FAULT(broker_is_alone);
    runtime_unlock();
    FAULT(broker_unlocked);
    if (chdir("/")) return 126;
    struct rlimit limit;
    if (!getrlimit(RLIMIT_NOFILE, &limit)) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    runtime_segment_current();
    int signals = signals_open();
    if (!namespace_init() || signals < 0 || !clients_open(listener, signals)) return 126;
    FAULT(broker_begins);
    rebuild_begin();
    serve();
    registry_close();
    runtime_remove();
    return 0;
}
