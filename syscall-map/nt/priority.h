/* SPDX-License-Identifier: MIT */
/* Priorities as Linux has them. */
#ifndef METIC_NT_PRIORITY_H
#define METIC_NT_PRIORITY_H

#include <stdint.h>
#include <sys/types.h>

/* The base priority of a process's class (NT's number) and the increment of a thread of it (-15 to 15), from 1 to 31.
 */
int priority_level(uint32_t class, int32_t increment);

/* In this process. */
int priority_now(int32_t increment);

/* The process's class has changed: all its threads run accordingly. */
void priority_class_changed(uint32_t class);

/* A thread's increment has changed, or it is new and made by one with another. */
void priority_thread_changed(pid_t tid, int32_t increment);

/* The class of a process that this one makes without saying one. */
uint32_t priority_class_inherited(void);

/* While the calling thread starts a process: runs as that class says, whatever the thread's own priority is.  A process
 * that sees to its class itself is to begin as this one did, with the normal one. */
void priority_lend(uint32_t class);
void priority_take_back(int32_t increment);

#endif
