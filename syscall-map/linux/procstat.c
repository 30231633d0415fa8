/* SPDX-License-Identifier: MIT */
/* /proc/PID/stat, /proc/PID/task and /proc/PID/task/TID/status, read. */
#include "linux/procstat.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static FILE *open_file(pid_t pid, pid_t tid, const char *name)
{
    char path[80];
    if (tid)
        snprintf(path, sizeof path, "/proc/%d/task/%d/%s", (int)pid, (int)tid, name);
    else
        snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
    return fopen(path, "re");
}

bool procstat_read(pid_t pid, pid_t tid, struct procstat *out)
{
    char text[1024];
    FILE *file = open_file(pid, tid, "stat");
    size_t length = file ? fread(text, 1, sizeof text - 1, file) : 0;
    if (file) fclose(file);
    text[length] = 0;
    const char *rest = strrchr(text, ')'); /* a program's name may hold anything */
    unsigned long long minor, major, user, kernel, started, size, resident;
    int parent;
    if (!rest || sscanf(rest + 1,
                        " %c %d %*d %*d %*d %*d %*u %llu %*u %llu %*u %llu %llu %*d %*d %*d %*d %*d %*d %llu %llu %llu",
                        &out->state, &parent, &minor, &major, &user, &kernel, &started, &size, &resident) != 9)
        return false;
    unsigned long long tick = 10000000ull / (unsigned long long)sysconf(_SC_CLK_TCK);
    out->parent = parent;
    out->user = user * tick;
    out->kernel = kernel * tick;
    out->started = started * tick;
    out->size = size;
    out->resident = resident * (unsigned long long)sysconf(_SC_PAGESIZE);
    out->faults = minor + major;
    return true;
}

bool procstat_blocks(pid_t pid, pid_t tid, int signal)
{
    char line[256];
    unsigned long long mask = 0;
    FILE *file = open_file(pid, tid, "status");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "SigBlk: %llx", &mask) == 1) break;
    if (file) fclose(file);
    return mask >> (signal - 1) & 1;
}

void procstat_threads(pid_t pid, bool (*visit)(pid_t tid, void *context), void *context)
{
    char path[40];
    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *tasks = opendir(path);
    for (struct dirent *entry; tasks && (entry = readdir(tasks));)
        if (*entry->d_name != '.' && !visit(atoi(entry->d_name), context)) break;
    if (tasks) closedir(tasks);
}
