/* SPDX-License-Identifier: MIT */
/* Native: what the kernel charges for the mechanisms a Windows layer can be built from.
 * No launcher can beat these, so they bound the goals. */
#define _GNU_SOURCE
#include "bench.h"
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int *word;      /* in shared memory */

static void put(int v, int shared)
{
    __atomic_store_n(word, v, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, word, shared ? FUTEX_WAKE : FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void take(int v, int shared)         /* waits until the word is v */
{
    for (int now; (now = __atomic_load_n(word, __ATOMIC_SEQ_CST)) != v; )
        syscall(SYS_futex, word, shared ? FUTEX_WAIT : FUTEX_WAIT_PRIVATE, now, NULL, NULL, 0);
}

static void *thread_peer(void *arg)
{
    while (!*(volatile int *)arg) { take(1, 0); put(0, 0); }
    return NULL;
}

static void io(ssize_t n) { if (n <= 0) die("read/write"); }

static void fork_exec(char *exe, int vm)
{
    char *argv[] = { exe, "quiet", NULL };
    pid_t pid = vm ? vfork() : fork();
    if (!pid) { execv(exe, argv); _exit(127); }
    waitpid(pid, NULL, 0);
}

static void pin(int cpu)        /* -1: anywhere */
{
    cpu_set_t s;
    CPU_ZERO(&s);
    for (int i = 0; i < 64; i++) if (cpu < 0 || i == cpu) CPU_SET(i, &s);
    sched_setaffinity(0, sizeof s, &s);
}

/* argv: HELLO (static), HELLO (dynamic) */
int main(int argc, char **argv)
{
    int sv[2], fd, stop = 0;
    uint64_t v = 1;
    char msg[64] = "m";
    pid_t pid;
    pthread_t t;
    struct msghdr mh = { 0 };
    bench_init(1, argv);
    word = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    BENCH("limit.syscall", syscall(SYS_getppid));
    fd = eventfd(0, 0);
    BENCH("limit.eventfd_write_read", { io(write(fd, &v, 8)); io(read(fd, &v, 8)); });
    BENCH("limit.atomic_exchange", __atomic_exchange_n(word, 0, __ATOMIC_SEQ_CST));
    BENCH("limit.futex_wake_none", syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0));

    pthread_create(&t, NULL, thread_peer, &stop);
    BENCH("limit.futex_threads_rt", { put(1, 0); take(0, 0); });
    stop = 1;
    put(1, 0);
    pthread_join(t, NULL);
    *word = 0;
    for (int same = 0; same < 2; same++) {
        if (!(pid = fork())) {
            pin(same ? 0 : 1);
            for (;;) { take(1, 1); put(0, 1); }
        }
        pin(0);
        BENCH(same ? "limit.futex_procs_rt_1cpu" : "limit.futex_procs_rt_2cpu", { put(1, 1); take(0, 1); });
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        *word = 0;

        if (socketpair(AF_UNIX, SOCK_STREAM, 0, sv)) die("socketpair");
        if (!(pid = fork())) {
            pin(same ? 0 : 1);
            for (;;) { io(read(sv[1], msg, 64)); io(write(sv[1], msg, 64)); }
        }
        BENCH(same ? "limit.unix_socket_rt_1cpu" : "limit.unix_socket_rt_2cpu", { io(write(sv[0], msg, 64)); io(read(sv[0], msg, 64)); });
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);

        /* a request on one pipe, the answer on another: what wineserver does */
        int p[2], q[2];
        if (pipe(p) || pipe(q)) die("pipe");
        if (!(pid = fork())) {
            pin(same ? 0 : 1);
            for (;;) { io(read(p[0], msg, 64)); io(write(q[1], msg, 64)); }
        }
        BENCH(same ? "limit.pipe_rt_1cpu" : "limit.pipe_rt_2cpu", { io(write(p[1], msg, 64)); io(read(q[0], msg, 64)); });
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
    /* passing a descriptor, to and fro in one process: the cost of SCM_RIGHTS itself */
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, sv)) die("socketpair");
    BENCH("limit.pass_fd", {
        char ctl[CMSG_SPACE(sizeof(int))];
        struct iovec iov = { msg, 1 };
        mh.msg_iov = &iov; mh.msg_iovlen = 1; mh.msg_control = ctl; mh.msg_controllen = sizeof ctl;
        struct cmsghdr *c = CMSG_FIRSTHDR(&mh);
        c->cmsg_level = SOL_SOCKET; c->cmsg_type = SCM_RIGHTS; c->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(c), &fd, sizeof fd);
        io(sendmsg(sv[0], &mh, 0));
        mh.msg_controllen = sizeof ctl;
        io(recvmsg(sv[1], &mh, 0));
        int got;
        memcpy(&got, CMSG_DATA(CMSG_FIRSTHDR(&mh)), sizeof got);
        close(got);
    });
    BENCH("limit.mmap_exe_munmap", {
        int f = open(argv[0], O_RDONLY);
        void *p = mmap(NULL, 16384, PROT_READ, MAP_PRIVATE, f, 0);
        (void)*(volatile char *)p;
        munmap(p, 16384);
        close(f);
    });
    pin(-1);
    bench_ns *= 5;
    if (argc > 2) {
        BENCH("limit.vfork_exec_static", fork_exec(argv[1], 1));
        BENCH("limit.vfork_exec_dynamic", fork_exec(argv[2], 1));
    }
    return 0;
}
