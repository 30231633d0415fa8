/* SPDX-License-Identifier: MIT */
/* Processes of the prefix that this one did not make, as objects. */
#ifndef METIC_NT_STRANGER_H
#define METIC_NT_STRANGER_H

#include "nt/object.h"

#include <sys/types.h>

extern const struct object_type stranger_type;

/* The living process of the prefix with an NT id, with a reference; NULL: none. */
struct object *stranger_open(uint32_t id);

/* A process object that is still to be attached; NULL: no memory. */
struct object *stranger_blank(void);

/* Attaches it to the living process of the prefix with a Linux id.  False: there is none. */
bool stranger_attach(struct object *object, uint32_t pid);

/* What NtQueryInformationProcess tells of it: fills the class's structure (zeroed memory).  False: not known here. */
bool stranger_tell(struct object *object, ULONG class, void *out);

/* Host path of its program, or the end of a long one. */
const char *stranger_program(const struct object *object);

/* Its Linux id, for as long as it lives; 0: it has ended. */
pid_t stranger_pid(const struct object *object);

/* Ends it with a status.  STATUS_PROCESS_IS_TERMINATING: it has ended. */
NTSTATUS stranger_terminate(struct object *object, uint32_t status);

struct presence_slot;

/* The slot of a living process, which one that was made just now may be about to take; false: it has none. */
bool stranger_slot(uint32_t pid, struct presence_slot *slot);

/* Where the PEB of a process of the prefix is; 0: not known. */
uint64_t stranger_peb(pid_t pid);

#endif
