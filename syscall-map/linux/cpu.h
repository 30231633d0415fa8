/* SPDX-License-Identifier: MIT */
/* The processors that this process may use, numbered as a Windows program sees them: from 0, without gaps.  A container
 * or taskset that leaves processors 4 and 6 makes them 0 and 1. */
#ifndef METIC_LINUX_CPU_H
#define METIC_LINUX_CPU_H

#include <stdint.h>
#include <sys/types.h>

/* How many there are, at most 64 (one processor group); what the process was started with. */
unsigned cpu_count(void);

/* The mask that a thread (0: the calling one) runs with; 1 where it cannot be asked. */
uint64_t cpu_affinity(pid_t tid);

/* 0, or an errno: EINVAL for a mask that is empty or names a processor that there is not. */
int cpu_set_affinity(pid_t tid, uint64_t mask);

/* The processor that Linux numbers so; -1: not one of ours. */
int cpu_of_linux(int number);

/* The number of the processor that the caller runs on. */
unsigned cpu_current(void);

#endif
