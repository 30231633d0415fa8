/* SPDX-License-Identifier: MIT */
/* What the files of door/ know of each other: labels of the assembly and the calls it makes back. */
#ifndef METIC_DOOR_INTERNAL_H
#define METIC_DOOR_INTERNAL_H

#include "door/door.h"

/* Asks a thread to look at its `alert` word: the first real-time signal that the C library leaves alone. */
#define DOOR_SIGNAL_ALERT 34

extern const char door_dispatch_trap[], door_entry_load[], door_text_begin[], door_text_end[];
extern const char door_exit_begin[], door_exit_end[], door_exit_restart[];
extern const char door_leaf_exit_begin[], door_leaf_exit_end[];
/* where the leaves stand: the linker's names for their section, which the fault build has not */
extern const char __start_door_leaves[] __attribute__((weak)), __stop_door_leaves[] __attribute__((weak));
extern const char door_resume_begin[], door_resume_end[], door_resume_restart[];
extern const char door_args_begin[], door_args_end[], door_args_fault[];
extern const char door_traced_args_begin[], door_traced_args_end[];
extern const char door_block_begin[], door_block_end[], door_block_interrupted[];
extern const char guestmem_begin[], guestmem_end[], guestmem_fault[];

/* Installs the handlers and unblocks their signals; `mask` is then what threads are to begin with.  0 or an errno. */
int door_signal_init(sigset_t *mask);

/* The process's first thread becomes a guest's. */
void door_begin_alone(void);

/* ---- stack.c ---- */

struct host_stack;

/* A host stack and an alternate stack for the thread that `block` will be of, noted there; *base and *size say where
 * its pthread is to run.  0 or an errno. */
int host_stack_take(struct door_thread *block, void **base, size_t *size);

/* Frees one that no thread has begun on. */
void host_stack_give(struct host_stack *stack);

/* The calling pthread is about to end: its stack is free when it has. */
void host_stack_leave(struct host_stack *stack, uint32_t tid);

/* Called by dispatch.S. */
uint64_t door_leaving(struct door_thread *thread, uint64_t result);
uint64_t door_bad_stack(struct door_thread *thread);
uint64_t door_missing(uint64_t number, const struct door_call *call);
uint64_t door_traced(const struct door_call *call, const uint64_t *arguments);

#endif
