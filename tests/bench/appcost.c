/* SPDX-License-Identifier: MIT */
/* What a program's work costs: `appcost NAME RUNS COMMAND [ARGUMENT]...` runs the command so often and prints the medians of its
 * processor time and of the time on the clock, as rows NAME_cpu and NAME_wall.  Stdin is the file in APP_STDIN, if that is set. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

enum { MOST = 99 };

int main(int argc, char **argv)
{
    static double wall[MOST], cpu[MOST];
    const char *input = getenv("APP_STDIN");
    int runs = argc > 3 ? atoi(argv[2]) : 0;
    if (runs < 1 || runs > MOST) return 2;
    for (int i = 0; i < runs; i++) {
        struct rusage usage;
        int status;
        wall[i] = now_ms();
        pid_t child = fork();
        if (!child) {
            int in = open(input ? input : "/dev/null", O_RDONLY), null = open("/dev/null", O_WRONLY);
            dup2(in, 0);
            dup2(null, 1);
            execv(argv[3], argv + 3);
            _exit(127);
        }
        if (wait4(child, &status, 0, &usage) != child || status) return 1;
        wall[i] = now_ms() - wall[i];
        cpu[i] = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
    }
    qsort(wall, runs, sizeof *wall, by_size);
    qsort(cpu, runs, sizeof *cpu, by_size);
    printf("%s_cpu\t%.3f\tms\n%s_wall\t%.3f\tms\n", argv[1], cpu[runs / 2], argv[1], wall[runs / 2]);
    return 0;
}
