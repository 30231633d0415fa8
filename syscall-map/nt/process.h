/* SPDX-License-Identifier: MIT */
/* The process itself: its object, PEB and end. */
#ifndef METIC_NT_PROCESS_H
#define METIC_NT_PROCESS_H

#include "nt/object.h"

#include <sys/types.h>

/* STATUS_SUCCESS where `process` is a handle to this process with the right to `access`; the handle's error otherwise,
 * and STATUS_ACCESS_DENIED for another process. */
NTSTATUS process_require_self(HANDLE process, ACCESS_MASK access);

/* The Linux id of the process behind a handle with `access`; 0: it is this one.  The handle's error, or
 * STATUS_PROCESS_IS_TERMINATING. */
NTSTATUS process_pid(HANDLE process, ACCESS_MASK access, pid_t *pid);

/* The Linux id of the process that an object of either type of processes is, this one too; 0: it has ended. */
pid_t process_object_pid(struct object *object);

/* Opens the process of the prefix that has an id.  STATUS_INVALID_CID: there is none. */
NTSTATUS process_open(uint32_t id, ACCESS_MASK wanted, ULONG flags, HANDLE *handle);

/* The process behind a handle with `access`, of whichever type, with a reference; NULL where it is our own. */
NTSTATUS process_other(HANDLE handle, ACCESS_MASK access, struct object **other);

/* This process's object, with a reference. */
struct object *process_current(void);

/* Facts of this process that other files ask for; set once by start.c before the guest runs. */
struct process {
    uint64_t peb;        /* guest address */
    uint64_t image_base; /* of the program */
    uint64_t ntdll_base;
    uint64_t start_thread;                /* ntdll's RtlUserThreadStart */
    uint64_t start_loader;                /* ntdll's LdrInitializeThunk */
    uint64_t exception;                   /* ntdll's KiUserExceptionDispatcher */
    uint64_t apc;                         /* ntdll's KiUserApcDispatcher */
    uint64_t raise_status;                /* ntdll's KiRaiseUserExceptionDispatcher, 0 if it has none */
    uint64_t stubs;                       /* ntdll's stub of call 0, before those of all others; 0 if it has none */
    uint64_t stack_reserve, stack_commit; /* of new threads, from the program's header */
    const char *program;                  /* host path of the program, for messages */
};
extern struct process process;

extern const struct object_type process_type;

/* Once, before the guest runs: the pseudo-handle -1. */
void process_init(void);

/* The address of an export of a mapped PE32+ image, 0: it has none of that name. */
uint64_t process_export(uint64_t base, const char *name);

/* Ends the process with an NT exit status: what the shell gets is its low 8 bits, 1 where they are 0 and the status is
 * not; the whole goes to METIC_EXIT_STATUS_FD.  An unhandled control event ends it as ctrl.h says.  Callable from any
 * thread; the first call counts, others wait for its end. */
_Noreturn void process_exit(uint32_t status);

/* It has threads: takes the priority class that it was made with. */
void process_class_begin(uint32_t class);

/* Ends a process with a status; `process` NULL: this one.  STATUS_PROCESS_IS_TERMINATING: it has ended. */
NTSTATUS process_end(struct object *process, uint32_t status);

#endif
