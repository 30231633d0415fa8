/* SPDX-License-Identifier: MIT */
/* What /proc tells of a process or one of its threads. */
#ifndef METIC_LINUX_PROCSTAT_H
#define METIC_LINUX_PROCSTAT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct procstat {
    pid_t parent;
    char state;              /* R running, S sleeping, ... */
    uint64_t user, kernel;   /* processor time, units of 100 ns */
    uint64_t started;        /* since the boot, units of 100 ns */
    uint64_t size, resident; /* bytes */
    uint64_t faults;
};

/* Of the process, or where `tid` is not 0 of that thread of it.  False: it is gone. */
bool procstat_read(pid_t pid, pid_t tid, struct procstat *out);

/* Does the thread block this signal? */
bool procstat_blocks(pid_t pid, pid_t tid, int signal);

/* Calls `visit` with the id of each thread of the process; stops where it gives false. */
void procstat_threads(pid_t pid, bool (*visit)(pid_t tid, void *context), void *context);

#endif
