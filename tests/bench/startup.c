/* SPDX-License-Identifier: MIT */
/* Native: times what a launcher costs around a trivial program.
 *   startup FOLDER SUFFIX [LAUNCHER WORD]...
 * The programs are FOLDER/hello, hello_imports and hello_nocrt with SUFFIX; one that fails is left out.
 * Run it with HOME set to an empty folder: the first start then includes creating whatever state the
 * launcher keeps (a prefix).  As a child subreaper it sees every helper process that the launcher
 * leaves behind (a server, services), so it can weigh them, and stop them for the cold starts. */
#define _GNU_SOURCE
#include "bench.h"
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
static char **launcher;
static int launcher_words;

struct run { double ms, cpu_ms, rss_mib; };

static pid_t start(char *exe, const char *a1, const char *a2)
{
    char *argv[64];
    int n = 0;
    for (; n < launcher_words; n++) argv[n] = launcher[n];
    argv[n++] = exe;
    if (a1) argv[n++] = (char *)a1;
    if (a2) argv[n++] = (char *)a2;
    argv[n] = NULL;
    posix_spawn_file_actions_t fa;
    posix_spawn_file_actions_init(&fa);
    posix_spawn_file_actions_addopen(&fa, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&fa, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&fa, 2, "/dev/null", O_WRONLY, 0);
    pid_t pid;
    if (posix_spawnp(&pid, argv[0], &fa, NULL, argv, environ)) die(argv[0]);
    posix_spawn_file_actions_destroy(&fa);
    return pid;
}

static struct run once(char *exe)
{
    double t = now_ns();
    pid_t pid = start(exe, NULL, NULL);
    int st;
    struct rusage u;
    if (wait4(pid, &st, 0, &u) != pid || !WIFEXITED(st) || WEXITSTATUS(st)) return (struct run){ -1, -1, -1 };
    return (struct run){ (now_ns() - t) / 1e6,
        (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3,
        u.ru_maxrss / 1024.0 };
}

/* Fills `out` with the living descendants of this process and returns how many there are. */
static int descendants(pid_t *out, int max)
{
    static struct { pid_t pid, ppid; } all[32768];
    int n = 0, found = 0;
    DIR *d = opendir("/proc");
    for (struct dirent *e; (e = readdir(d)) && n < 32768; ) {
        char path[64], buf[512], st;
        int pid = atoi(e->d_name), ppid;
        if (pid <= 0) continue;
        snprintf(path, sizeof path, "/proc/%d/stat", pid);
        FILE *f = fopen(path, "r");
        if (!f) continue;
        size_t len = fread(buf, 1, sizeof buf - 1, f);
        fclose(f);
        buf[len] = 0;
        char *p = strrchr(buf, ')');
        if (p && sscanf(p + 1, " %c %d", &st, &ppid) == 2 && st != 'Z') {
            all[n].pid = pid;
            all[n++].ppid = ppid;
        }
    }
    closedir(d);
    pid_t self = getpid();
    for (int again = 1; again; ) {
        again = 0;
        for (int i = 0; i < n; i++) {
            int in = all[i].ppid == self;
            for (int j = 0; j < found && !in; j++) in = out[j] == all[i].ppid;
            for (int j = 0; j < found && in; j++) if (out[j] == all[i].pid) in = 0;
            if (in && found < max) out[found++] = all[i].pid, again = 1;
        }
    }
    return found;
}

static int wait_gone(double seconds)
{
    pid_t p[256];
    for (double end = now_ns() + seconds * 1e9; now_ns() < end; usleep(20000)) {
        while (waitpid(-1, NULL, WNOHANG) > 0) ;
        if (!descendants(p, 256)) return 1;
    }
    return 0;
}

static void stop_all(void)
{
    static const int sig[] = { SIGTERM, SIGKILL };
    for (int k = 0; k < 2; k++) {
        pid_t p[256];
        int n = descendants(p, 256);
        for (int i = 0; i < n; i++) kill(p[i], sig[k]);
        if (wait_gone(5)) return;
    }
}

static double pss_mib(pid_t pid)
{
    char path[64], line[256];
    double kib = 0;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    FILE *f = fopen(path, "r");
    if (!f) return 0;
    while (fgets(line, sizeof line, f)) sscanf(line, "Pss: %lf", &kib);
    fclose(f);
    return kib / 1024;
}

static int by_ms(const void *a, const void *b)
{
    double x = ((const struct run *)a)->ms, y = ((const struct run *)b)->ms;
    return (x > y) - (x < y);
}

static struct run median(char *exe, int n)
{
    struct run r[64];
    for (int i = 0; i < n; i++) r[i] = once(exe);
    qsort(r, n, sizeof *r, by_ms);
    return r[n / 2];
}

static void say(const char *name, double value, const char *unit)
{
    if (value >= 0) report(name, value, unit);
}

int main(int argc, char **argv)
{
    char exe[3][1024];
    static const char *const base[] = { "hello", "hello_imports", "hello_nocrt" };
    if (argc < 3) die("usage: startup FOLDER SUFFIX [LAUNCHER...]");
    for (int i = 0; i < 3; i++) snprintf(exe[i], sizeof exe[i], "%s/%s%s", argv[1], base[i], argv[2]);
    launcher = argv + 3;
    launcher_words = argc - 3;
    prctl(PR_SET_CHILD_SUBREAPER, 1);

    say("start.first", once(exe[0]).ms, "ms");
    if (!wait_gone(20)) stop_all();

    struct run cold[5];
    for (int i = 0; i < 5; i++) {
        cold[i] = once(exe[0]);
        stop_all();
    }
    qsort(cold, 5, sizeof *cold, by_ms);
    say("start.cold", cold[2].ms, "ms");

    start(exe[0], "sleep", "600");          /* keeps a server, if any, alive */
    usleep(2500000);
    pid_t p[256];
    int n = descendants(p, 256);
    double pss = 0;
    for (int i = 0; i < n; i++) pss += pss_mib(p[i]);
    struct run r = median(exe[0], 41);
    say("start.warm", r.ms, "ms");
    say("start.warm_cpu", r.cpu_ms, "ms");          /* of the program itself, not of a server */
    say("start.warm_rss", r.rss_mib, "MiB");
    say("start.warm_imports", median(exe[1], 41).ms, "ms");
    say("start.warm_nocrt", median(exe[2], 41).ms, "ms");
    if (r.ms >= 0) {        /* two at a time, as in a parallel build: time a program */
        double t = now_ns();
        for (int i = 0; i < 20; i++) {
            pid_t a = start(exe[0], NULL, NULL), b = start(exe[0], NULL, NULL);
            waitpid(a, NULL, 0);
            waitpid(b, NULL, 0);
        }
        report("start.warm_j2", (now_ns() - t) / 40e6, "ms");
        report("start.idle_pss", pss, "MiB");       /* one sleeping program and all that serves it */
        report("start.idle_procs", n, "n");
    }
    stop_all();
    return 0;
}
