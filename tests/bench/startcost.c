/* SPDX-License-Identifier: MIT */
/* What a start costs: `startcost NAME COMMAND [ARGUMENT]...` prints how long the command takes from start to end (the median of many),
 * its page faults, its system calls and how many of these are mmaps, as rows NAME, NAME_faults, NAME_calls, NAME_mmaps.  The command
 * may give any exit status, but must not die.  The last two rows are left out where ptrace is denied. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int null;

static void run(char **argv, int traced)
{
    if (traced && ptrace(PTRACE_TRACEME, 0, NULL, NULL)) _exit(127);
    dup2(null, 0);
    dup2(null, 1);
    dup2(null, 2);
    execvp(*argv, argv);
    _exit(127);
}

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

enum { RUNS = 41 };

int main(int argc, char **argv)
{
    struct rusage usage;
    static double times[RUNS];
    static int status, calls, mmaps, entering = 1, i; /* static: kept over vfork */
    pid_t child;
    if (argc < 3) return 2;
    const char *name = *++argv;
    null = open("/dev/null", O_RDWR | O_CLOEXEC);

    for (i = 0; i < RUNS; i++) {
        times[i] = now_ms();
        child = vfork(); /* so that no fault is fork's */
        if (!child) run(argv + 1, 0);
        if (wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) || WEXITSTATUS(status) > 125) return 1;
        times[i] = now_ms() - times[i];
    }
    qsort(times, RUNS, sizeof *times, by_size);
    printf("%s\t%.4f\tms\n%s_faults\t%ld\tn\n", name, times[RUNS / 2], name, usage.ru_minflt + usage.ru_majflt);
    fflush(stdout);

    child = vfork();
    if (!child) run(argv + 1, 1);
    if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) return 0;
    ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
    for (int signal_number = 0;;) {
        if (ptrace(PTRACE_SYSCALL, child, NULL, (void *)(long)signal_number)) break;
        if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) break;
        signal_number = 0;
        if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
            signal_number = WSTOPSIG(status);
            continue;
        }
        struct user_regs_struct registers;
        if (entering && !ptrace(PTRACE_GETREGS, child, NULL, &registers)) {
            calls++;
            mmaps += registers.orig_rax == SYS_mmap;
        }
        entering = !entering;
    }
    if (!WIFEXITED(status)) return 0;
    printf("%s_calls\t%d\tn\n%s_mmaps\t%d\tn\n", name, calls, name, mmaps);
    return 0;
}
