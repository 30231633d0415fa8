/* SPDX-License-Identifier: MIT */
/* Threads of the host's own, which run no guest code. */
#ifndef METIC_LINUX_WORKER_H
#define METIC_LINUX_WORKER_H

#include <stdbool.h>
#include <stddef.h>

/* Starts a detached thread of `stack` bytes (0: libc's own choice) that calls run(argument).  Every signal stays
 * blocked in it: none meant for guests is lost in it, and SIGSYS there is what tells host threads from guest threads to
 * other processes (procstat_blocks).  `guest_memory`: it touches guest memory, whose faults must reach the door's
 * handler. 0 or an errno. */
int worker_start(void *(*run)(void *argument), void *argument, size_t stack, bool guest_memory);

#endif
