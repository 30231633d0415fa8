/* SPDX-License-Identifier: MIT */
/* What one process does in another: handles go both ways. */
#ifndef METIC_NT_REMOTE_H
#define METIC_NT_REMOTE_H

#include "nt/object.h"
#include "nt/foreign.h"
#include "nt/virtual.h"

#include <sys/types.h>

/* Once, before the guest runs: this process answers others. */
void remote_init(void);

/* NtDuplicateObject's two ways.  remote_give() makes a handle to `object` in the process; remote_take() makes one here
 * to what `source` names there, by the rules of `access`, `attributes` and `options` (DUPLICATE_*).  The handle's value
 * in *handle.  STATUS_NOT_SUPPORTED: objects of its kind cannot be had by two processes; STATUS_PROCESS_IS_TERMINATING;
 * STATUS_TIMEOUT; STATUS_ACCESS_DENIED: it cannot be reached. */
NTSTATUS remote_give(struct object *process, struct object *object, ACCESS_MASK access, ULONG attributes,
                     uint64_t *handle);
NTSTATUS remote_take(struct object *process, uint64_t source, ACCESS_MASK access, ULONG attributes, ULONG options,
                     HANDLE *handle);

/* What a handle of another process is to, with a reference, and what may be done by it. */
NTSTATUS remote_object(struct object *process, uint64_t source, struct object **object, ACCESS_MASK *access,
                       ULONG *attributes);

/* Closes a handle of another process. */
NTSTATUS remote_close(struct object *process, uint64_t handle);

/* virtual_do() there. */
NTSTATUS remote_virtual(struct object *process, enum virtual_op op, struct virtual_order *memory);

/* foreign_serve() in the process with that Linux id; the descriptor stays the caller's, -1: none.  `beacon` NULL: none
 * is expected. */
NTSTATUS remote_thread(pid_t pid, enum thread_op op, struct thread_order *order, int fd, struct object **beacon);

/* Another process joins the job of a descriptor, which stays the caller's; job_member_join() there. */
NTSTATUS remote_join(struct object *process, int fd);

/* Is it in any job? */
NTSTATUS remote_in_job(struct object *process, bool *in);

/* Has a process look at the limits of a job that it is in. */
NTSTATUS remote_look(uint32_t pid, uint64_t job);

#endif
