/* SPDX-License-Identifier: MIT */
/* The POSIX counterpart of the Windows programs: `native AREA [ONLY]` prints the same names.
 * Each does what a Linux programmer would write for the job, so a ratio of 1 is not always reachable
 * (a futex-based semaphore never leaves user space); limits.c has the kernel's own bounds. */
#define _GNU_SOURCE
#include "bench.h"
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

extern char **environ;
static char *self;
static volatile int stop;

/* ---- sys ---- */
static void sys(void)
{
    struct timespec t;
    unsigned char vec[16];
    BENCH("sys.systime", clock_gettime(CLOCK_REALTIME, &t));
    BENCH("sys.tick", clock_gettime(CLOCK_MONOTONIC_COARSE, &t));
    BENCH("sys.qpc", clock_gettime(CLOCK_MONOTONIC, &t));
    BENCH("sys.pid", syscall(SYS_getpid));
    BENCH("sys.close_bad", close(0x7ffffff0));
    BENCH("sys.valloc64k", munmap(mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 65536));
    BENCH("sys.valloc64k_touch", {
        char *p = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        for (int i = 0; i < 65536; i += 4096) p[i] = 1;
        munmap(p, 65536);
    });
    BENCH("sys.vquery", mincore((void *)((size_t)&t & ~4095ul), 4096, vec));
}

/* ---- sync ---- */
struct shared { sem_t a, b; };
static struct shared *sh;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int turn;
static volatile double shared_count;

static void *sem_peer(void *arg)
{
    (void)arg;
    for (;;) {
        sem_wait(&sh->a);
        if (stop) return NULL;
        sem_post(&sh->b);
    }
}

static void *cond_peer(void *arg)
{
    (void)arg;
    pthread_mutex_lock(&mutex);
    for (;;) {
        while (turn == 0) pthread_cond_wait(&cond, &mutex);
        if (stop) break;
        turn = 0;
        pthread_cond_signal(&cond);
    }
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static void cond_round(void)
{
    pthread_mutex_lock(&mutex);
    turn = 1;
    pthread_cond_signal(&cond);
    while (turn == 1) pthread_cond_wait(&cond, &mutex);
    pthread_mutex_unlock(&mutex);
}

static void *mutex_thread(void *arg)
{
    (void)arg;
    while (!stop) {
        pthread_mutex_lock(&mutex);
        shared_count++;
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

static void *rw_thread(void *arg)
{
    (void)arg;
    while (!stop) {
        pthread_rwlock_wrlock(&rw);
        shared_count++;
        pthread_rwlock_unlock(&rw);
    }
    return NULL;
}

static void contended(const char *name, void *(*fn)(void *))
{
    pthread_t t[2];
    if (!want(name)) return;
    stop = 0;
    shared_count = 0;
    double t0 = now_ns();
    for (int i = 0; i < 2; i++) pthread_create(&t[i], NULL, fn, NULL);
    usleep(bench_ns / 1e3);
    stop = 1;
    for (int i = 0; i < 2; i++) pthread_join(t[i], NULL);
    report(name, (now_ns() - t0) / shared_count, "ns");
    stop = 0;
}

/* A pool of two threads: a queue under a mutex, of items that the submitter has or that are made for it. */
struct item { struct item *next; int left; void (*run)(struct item *); };
static struct item *pool_first, **pool_last = &pool_first;
static pthread_mutex_t pool_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t pool_more = PTHREAD_COND_INITIALIZER, pool_done = PTHREAD_COND_INITIALIZER;
static int pool_running, to_do;

static void *pool_thread(void *arg)
{
    pthread_mutex_lock(&pool_mutex);
    for (;;) {
        struct item *item = pool_first;
        if (!item) {
            pthread_cond_wait(&pool_more, &pool_mutex);
            continue;
        }
        if (!--item->left && !(pool_first = item->next)) pool_last = &pool_first;
        pool_running++;
        pthread_mutex_unlock(&pool_mutex);
        item->run(item);
        pthread_mutex_lock(&pool_mutex);
        if (!--pool_running && !pool_first) pthread_cond_broadcast(&pool_done);
    }
    return arg;
}

static void pool_submit(struct item *item)
{
    pthread_mutex_lock(&pool_mutex);
    if (!item->left++) {
        item->next = NULL;
        *pool_last = item;
        pool_last = &item->next;
    }
    pthread_mutex_unlock(&pool_mutex);
    pthread_cond_signal(&pool_more);
}

static void pool_wait(void)
{
    pthread_mutex_lock(&pool_mutex);
    while (pool_first || pool_running) pthread_cond_wait(&pool_done, &pool_mutex);
    pthread_mutex_unlock(&pool_mutex);
}

static void pool_item(struct item *item)
{
    (void)item;
    __atomic_sub_fetch(&to_do, 1, __ATOMIC_SEQ_CST);
}

static void pool_new(struct item *item)
{
    free(item);
    if (!__atomic_sub_fetch(&to_do, 1, __ATOMIC_SEQ_CST)) sem_post(&sh->a);
}

static void pool(void)
{
    static struct item work = { .run = pool_item };
    pthread_t t;
    for (int i = 0; i < 2; i++) pthread_create(&t, NULL, pool_thread, NULL);
    BENCH_PER("sync.pool_work", 1000.0, {
        for (int k = 0; k < 1000; k++) pool_submit(&work);
        pool_wait();
    });
    BENCH_PER("sync.pool_new", 1000.0, {
        to_do = 1000;
        for (int k = 0; k < 1000; k++) {
            struct item *item = calloc(1, sizeof *item);
            if (!item) die("calloc");
            item->run = pool_new;
            pool_submit(item);
        }
        sem_wait(&sh->a);
    });
    BENCH("sync.pool_pingpong", { pool_submit(&work); pool_wait(); });
}

static void *sleeper(void *arg)
{
    sem_wait(&sh->b);
    return arg;
}

static void sync_area(void)
{
    pthread_t t;
    uint64_t v = 1;
    struct pollfd many[8];
    sh = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    sem_init(&sh->a, 1, 0);
    sem_init(&sh->b, 1, 0);
    for (int i = 0; i < 8; i++) many[i] = (struct pollfd){ eventfd(0, EFD_NONBLOCK), POLLIN, 0 };
    BENCH("sync.event", { sem_post(&sh->a); sem_wait(&sh->a); });
    BENCH("sync.sem", { sem_post(&sh->a); sem_wait(&sh->a); });
    BENCH("sync.mutex", { pthread_mutex_lock(&mutex); pthread_mutex_unlock(&mutex); });
    BENCH("sync.multi8", {
        if (write(many[7].fd, &v, 8) != 8) die("eventfd");
        poll(many, 8, -1);
        for (int i = 0; i < 8; i++) if (many[i].revents && read(many[i].fd, &v, 8) != 8) die("eventfd");
    });
    BENCH("sync.poll0", sem_trywait(&sh->a));
    BENCH("sync.cs", { pthread_mutex_lock(&mutex); pthread_mutex_unlock(&mutex); });
    BENCH("sync.srw", { pthread_rwlock_wrlock(&rw); pthread_rwlock_unlock(&rw); });
    BENCH("sync.srw_shared", { pthread_rwlock_rdlock(&rw); pthread_rwlock_unlock(&rw); });
    if (want("sync.2threads")) { /* which sleeps; the C library locks otherwise in a process that has one */
        pthread_create(&t, NULL, sleeper, NULL);
        BENCH("sync.2threads_event", { sem_post(&sh->a); sem_wait(&sh->a); });
        BENCH("sync.2threads_mutex", { pthread_mutex_lock(&mutex); pthread_mutex_unlock(&mutex); });
        sem_post(&sh->b);
        pthread_join(t, NULL);
    }
    contended("sync.cs_contended", mutex_thread);
    contended("sync.srw_contended", rw_thread);
    if (want("sync.pool")) pool();
    if (want("sync.event_pingpong")) {
        pthread_create(&t, NULL, sem_peer, NULL);
        BENCH("sync.event_pingpong", { sem_post(&sh->a); sem_wait(&sh->b); });
        stop = 1;
        sem_post(&sh->a);
        pthread_join(t, NULL);
        stop = 0;
    }
    if (want("sync.cond_pingpong")) {
        pthread_create(&t, NULL, cond_peer, NULL);
        BENCH("sync.cond_pingpong", cond_round());
        pthread_mutex_lock(&mutex);
        stop = turn = 1;
        pthread_cond_signal(&cond);
        pthread_mutex_unlock(&mutex);
        pthread_join(t, NULL);
        stop = 0;
    }
    if (want("sync.xproc_pingpong")) {
        pid_t pid = fork();
        if (!pid) { sem_peer(NULL); _exit(0); }
        BENCH("sync.xproc_pingpong", { sem_post(&sh->a); sem_wait(&sh->b); });
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
}

/* ---- proc ---- */
static void *nothing(void *arg) { return arg; }

static void join(void)
{
    pthread_t t;
    pthread_create(&t, NULL, nothing, NULL);
    pthread_join(t, NULL);
}

static void spawn(void)
{
    char path[1024];
    char *argv[] = { path, "quiet", NULL };
    pid_t pid;
    snprintf(path, sizeof path, "%.*s/hello", (int)(strrchr(self, '/') - self), self);
    if (posix_spawn(&pid, path, NULL, NULL, argv, environ)) die("posix_spawn");
    waitpid(pid, NULL, 0);
}

/* Many, 8 at a time. */
static void spawn_8(void)
{
    const char *starts = getenv("BENCH_STARTS");
    int count = starts ? atoi(starts) : 1000, running = 0;
    char path[1024];
    char *argv[] = { path, "quiet", NULL };
    pid_t pid;
    if (!want("proc.process_8")) return;
    snprintf(path, sizeof path, "%.*s/hello", (int)(strrchr(self, '/') - self), self);
    double begin = now_ns();
    for (int i = 0; i < count; i++) {
        if (running == 8) {
            waitpid(-1, NULL, 0);
            running--;
        }
        if (posix_spawn(&pid, path, NULL, NULL, argv, environ)) die("posix_spawn");
        running++;
    }
    while (running--) waitpid(-1, NULL, 0);
    report("proc.process_8", (now_ns() - begin) / count, "ns");
}

static void proc(void)
{
    BENCH("proc.thread", join());
    bench_ns *= 5;
    BENCH("proc.process", spawn());
    spawn_8();
}

/* ---- names: a question to another process, and its answer ---- */
static void names(void)
{
    static const char *const rows[] = { "name.open_10", "name.create", "name.open_10000" };
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair)) die("socketpair");
    pid_t child = fork();
    if (!child) {
        char bytes[128];
        close(pair[0]);
        while (recv(pair[1], bytes, sizeof bytes, 0) > 0)
            if (send(pair[1], bytes, 20, 0) < 0) break;
        _exit(0);
    }
    close(pair[1]);
    for (int i = 0; i < 3; i++)
        BENCH(rows[i], {
            char bytes[128] = { 0 };
            if (send(pair[0], bytes, 72, 0) < 0 || recv(pair[0], bytes, sizeof bytes, 0) < 0) die("ping-pong");
        });
    close(pair[0]);
    waitpid(child, NULL, 0);
}

/* ---- file ---- */
#define FILES 5000
#define BIG (256u << 20)
#define BLOCK (64u << 10)
static char buf[BLOCK], sinkbuf[BLOCK];

static void io(ssize_t n)
{
    if (n <= 0) die("read/write");
}

static void create4k(void)
{
    int f = open("benchtmp/new", O_RDWR | O_CREAT | O_TRUNC, 0666);
    io(write(f, buf, 4096));
    close(f);
    unlink("benchtmp/new");
}

static void open_read(void)
{
    int f = open("benchtmp/4k", O_RDONLY);
    io(read(f, buf, 4096));
    close(f);
}

static void list(void)          /* with size and times, as FindNextFile gives them */
{
    struct stat st;
    int n = 0;
    DIR *d = opendir("benchtmp/many");
    for (struct dirent *e; (e = readdir(d)); n++) fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW);
    closedir(d);
    if (n < FILES) die("readdir");
}

static void map(void)
{
    int f = open("benchtmp/1m", O_RDONLY);
    volatile char *p = mmap(NULL, 1 << 20, PROT_READ, MAP_SHARED, f, 0);
    for (unsigned i = 0; i < 1u << 20; i += 4096) (void)p[i];
    munmap((void *)p, 1 << 20);
    close(f);
}

static void file(void)
{
    char path[512] = "benchtmp", name[64];
    struct stat st;
    int f;
    mkdir(path, 0777);
    for (int i = 0; i < 10; i++) {
        strcat(path, "/Folder");
        mkdir(path, 0777);
    }
    mkdir("benchtmp/many", 0777);
    for (int i = 0; i < FILES; i++) {
        snprintf(name, sizeof name, "benchtmp/many/Header-%04d.h", i);
        close(open(name, O_RDWR | O_CREAT, 0666));
    }
    f = open("benchtmp/4k", O_RDWR | O_CREAT | O_TRUNC, 0666);
    io(write(f, buf, 4096));
    close(f);
    f = open("benchtmp/1m", O_RDWR | O_CREAT | O_TRUNC, 0666);
    for (int i = 0; i < 16; i++) io(write(f, buf, BLOCK));
    close(f);
    BENCH("file.create4k", create4k());
    BENCH("file.open_read", open_read());
    BENCH("file.attr", stat("benchtmp/4k", &st));
    BENCH("file.attr_deep", stat(path, &st));
    BENCH("file.attr_deep_case", stat(path, &st));      /* Linux has no such lookup: the exact name */
    BENCH("file.attr_miss", stat("benchtmp/Folder/nosuch.h", &st));
    BENCH("file.attr_miss_5000", stat("benchtmp/many/nosuch.h", &st));
    BENCH_PER("file.find_5000", (double)FILES, list());
    BENCH("file.map1m", map());
    f = open("benchtmp/1m", O_RDWR);
    BENCH("file.read16", { lseek(f, 0, SEEK_SET); io(read(f, buf, 16)); });
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 16 };
    BENCH("file.lock", {
        lock.l_type = F_WRLCK; fcntl(f, F_SETLK, &lock);
        lock.l_type = F_UNLCK; fcntl(f, F_SETLK, &lock);
    });
    close(f);
    if (!want("file.seq_")) return;
    f = open("benchtmp/big", O_RDWR | O_CREAT | O_TRUNC, 0666);
    double t = now_ns();
    for (unsigned done = 0; done < BIG; done += BLOCK) io(write(f, buf, BLOCK));
    report("file.seq_write", BIG / 1048576.0 / ((now_ns() - t) / 1e9), "MiB/s");
    lseek(f, 0, SEEK_SET);
    t = now_ns();
    for (unsigned done = 0; done < BIG; done += BLOCK) io(read(f, buf, BLOCK));
    report("file.seq_read", BIG / 1048576.0 / ((now_ns() - t) / 1e9), "MiB/s");
    close(f);
    unlink("benchtmp/big");
}

/* ---- pipe ---- */
static int in_r, in_w, out_r, out_w;

static void *echo_fd(void *arg)
{
    char c;
    (void)arg;
    while (read(in_r, &c, 1) == 1 && c) io(write(out_w, &c, 1));
    return NULL;
}

static void *drain_fd(void *arg)
{
    int fd = *(int *)arg;
    while (read(fd, sinkbuf, BLOCK) > 0) ;
    return NULL;
}

static void roundtrip(const char *name)
{
    char c = 1;
    pthread_t t;
    pthread_create(&t, NULL, echo_fd, NULL);
    BENCH(name, { io(write(in_w, &c, 1)); io(read(out_r, &c, 1)); });
    c = 0;
    io(write(in_w, &c, 1));
    pthread_join(t, NULL);
}

/* The same between processes. */
static void processes(const char *name)
{
    int p[2];
    char c = 1;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, p)) die("socketpair");
    pid_t child = fork();
    if (!child) {
        while (read(p[1], &c, 1) == 1 && c) io(write(p[1], &c, 1));
        _exit(0);
    }
    BENCH(name, { io(write(p[0], &c, 1)); io(read(p[0], &c, 1)); });
    c = 0;
    io(write(p[0], &c, 1));
    waitpid(child, NULL, 0);
}

static void throughput(const char *name, int w, int *r)
{
    pthread_t t;
    pthread_create(&t, NULL, drain_fd, r);
    double t0 = now_ns(), mib = 0;
    for (; now_ns() - t0 < bench_ns * 2; mib += BLOCK / 1048576.0) io(write(w, buf, BLOCK));
    close(w);
    pthread_join(t, NULL);
    report(name, mib / ((now_ns() - t0) / 1e9), "MiB/s");
}

static void pipes(void)
{
    int p[2], q[2];
    if (pipe(p) || pipe(q)) die("pipe");
    in_r = p[0], in_w = p[1], out_r = q[0], out_w = q[1];
    if (want("pipe.anon_pingpong")) roundtrip("pipe.anon_pingpong");
    if (want("pipe.anon_throughput")) throughput("pipe.anon_throughput", p[1], &p[0]);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, p)) die("socketpair");
    in_r = out_w = p[0], in_w = out_r = p[1];
    if (want("pipe.named_pingpong")) roundtrip("pipe.named_pingpong");
    if (want("pipe.named_processes")) processes("pipe.named_processes");
}

/* ---- sock ---- */
#define CONNS 64
#define MSG 64
static int listener;
static struct sockaddr_in addr;

static void connect_pair(int *c, int *s)
{
    int on = 1;
    *c = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(*c, (struct sockaddr *)&addr, sizeof addr)) die("connect");
    *s = accept(listener, NULL, NULL);
    setsockopt(*c, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(*s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/* Waits on `ep`, answers every message with a message, returns how many. */
static int step(int ep)
{
    struct epoll_event ev[CONNS];
    char msg[MSG];
    int n = epoll_wait(ep, ev, CONNS, -1);
    for (int i = 0; i < n; i++) {
        if (read(ev[i].data.fd, msg, MSG) != MSG) return -1;
        io(write(ev[i].data.fd, msg, MSG));
    }
    return n;
}

static void *serve(void *arg)
{
    while (step(*(int *)arg) >= 0) ;
    return NULL;
}

static void sock(void)
{
    socklen_t len = sizeof addr;
    pthread_t t;
    int c, s;
    listener = socket(AF_INET, SOCK_STREAM, 0);
    addr.sin_family = AF_INET;
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&addr, sizeof addr) || listen(listener, CONNS)) die("listen");
    getsockname(listener, (struct sockaddr *)&addr, &len);
    if (want("sock.pingpong")) {
        connect_pair(&c, &s);
        in_r = out_w = s, in_w = out_r = c;
        roundtrip("sock.pingpong");
        close(c), close(s);
    }
    if (want("sock.throughput")) {
        connect_pair(&c, &s);
        throughput("sock.throughput", c, &s);
        close(s);
    }
    BENCH("sock.connect", { connect_pair(&c, &s); close(c); close(s); });
    if (want("sock.iocp64")) {
        int cp = epoll_create1(0), sp = epoll_create1(0), fd[CONNS];
        for (int i = 0; i < CONNS; i++) {
            connect_pair(&c, &s);
            fd[i] = c;
            struct epoll_event ce = { EPOLLIN, { .fd = c } }, se = { EPOLLIN, { .fd = s } };
            epoll_ctl(cp, EPOLL_CTL_ADD, c, &ce);
            epoll_ctl(sp, EPOLL_CTL_ADD, s, &se);
        }
        pthread_create(&t, NULL, serve, &sp);
        double t0 = now_ns(), n = 0;
        for (int i = 0; i < CONNS; i++) io(write(fd[i], buf, MSG));
        while (now_ns() - t0 < bench_ns * 2) n += step(cp);
        report("sock.iocp64", (now_ns() - t0) / n, "ns");
        exit(0);
    }
}

/* ---- heap ---- */
#define SLOTS 512
static void *churn(void *arg)
{
    void *p[SLOTS] = { 0 };
    unsigned r = 12345;
    for (int i = 0; i < *(int *)arg; i++) {
        r = r * 1664525 + 1013904223;
        unsigned k = (r >> 8) % SLOTS;
        free(p[k]);
        p[k] = malloc(16 + (r >> 20) % 2000);
    }
    for (int i = 0; i < SLOTS; i++) free(p[i]);
    return NULL;
}

static void four(int n)
{
    pthread_t t[4];
    for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, churn, &n);
    for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
}

static void heap(void)
{
    int n = 2000;
    BENCH_PER("heap.mixed1", n, churn(&n));
    BENCH_PER("heap.mixed4", 4.0 * n, four(n));
}

/* ---- exc: signals ---- */
static void on_segv(int sig, siginfo_t *si, void *ctx)
{
    (void)sig, (void)si;
    ((ucontext_t *)ctx)->uc_mcontext.gregs[REG_RIP] += 2;
}

static void on_usr1(int sig) { (void)sig; }

static void exc(void)
{
    struct sigaction sa = { .sa_sigaction = on_segv, .sa_flags = SA_SIGINFO | SA_NODEFER };
    sigaction(SIGSEGV, &sa, NULL);
    signal(SIGUSR1, on_usr1);
    BENCH("exc.raise", raise(SIGUSR1));
    BENCH("exc.av", __asm__ volatile("movl (%0), %%eax" : : "a"((size_t)0) : "memory"));
}

int main(int argc, char **argv)
{
    static const struct { const char *name; void (*run)(void); } area[] = {
        { "sys", sys }, { "sync", sync_area }, { "proc", proc }, { "name", names }, { "file", file },
        { "pipe", pipes }, { "sock", sock }, { "heap", heap }, { "exc", exc },
    };
    self = argv[0];
    bench_init(argc - 1, argv + 1);
    for (size_t i = 0; argc > 1 && i < sizeof area / sizeof *area; i++)
        if (!strcmp(argv[1], area[i].name)) {
            area[i].run();
            return 0;
        }
    fprintf(stderr, "native: no such area\n");
    return 2;
}
