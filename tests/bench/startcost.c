/* SPDX-License-Identifier: MIT */
/* What one start costs Linux: `startcost COMMAND [ARGUMENT]...` runs the command under ptrace and prints its system calls, how many of
 * these are mmaps, and its page faults (of an untraced run).  Rows are left out where ptrace is denied. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static int null;

static void run(char **argv, int traced)
{
    if (traced && ptrace(PTRACE_TRACEME, 0, NULL, NULL)) _exit(127);
    dup2(null, 1);
    execvp(*argv, argv);
    _exit(127);
}

int main(int argc, char **argv)
{
    struct rusage usage;
    static int status, calls, mmaps, entering = 1; /* static: kept over vfork */
    if (argc < 2) return 2;
    null = open("/dev/null", O_WRONLY | O_CLOEXEC);

    pid_t child = vfork(); /* so that no fault is fork's */
    if (!child) run(argv + 1, 0);
    if (wait4(child, &status, 0, &usage) != child || status) return 1;
    printf("start.faults\t%ld\tn\n", usage.ru_minflt + usage.ru_majflt);
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
    printf("start.calls\t%d\tn\nstart.mmaps\t%d\tn\n", calls, mmaps);
    return 0;
}
