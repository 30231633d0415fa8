/* SPDX-License-Identifier: MIT */
/* Threads of other processes of the prefix, as objects, and what is done to them. */
#ifndef METIC_NT_FOREIGN_H
#define METIC_NT_FOREIGN_H

#include "nt/object.h"

struct nt_thread;

extern const struct object_type foreign_type;

enum thread_op {
    DO_OPEN,    /* `beacon` is asked for */
    DO_MAKE,    /* words: as struct thread_wish; `class`: flags.  Gives `id`, words[0]: the TEB */
    DO_SUSPEND, /* gives words[0], the count before, as the next two do */
    DO_RESUME,
    DO_ALERT_RESUME,
    DO_ALERT,
    DO_KILL,        /* words[0]: status */
    DO_APC,         /* words: routine, three arguments */
    DO_QUERY,       /* `class`; gives words */
    DO_SET,         /* `class`, words[0] */
    DO_GET_CONTEXT, /* words[0]: flags; the descriptor's file gets a CONTEXT */
    DO_SET_CONTEXT, /* the same; it holds one */
};

struct thread_order {
    uint32_t id, class;
    uint64_t words[6];
};

/* Does it in this process, for another one.  Ops that give a thread to that one give the event that tells of its end,
 * with a reference, in *beacon. */
NTSTATUS foreign_serve(enum thread_op op, struct thread_order *order, int fd, struct object **beacon);

/* The thread with an NT id of a living process of the prefix, with a reference.  STATUS_INVALID_CID: there is none. */
NTSTATUS foreign_open(uint32_t id, struct object **thread);

/* A thread that another process told of, and its beacon's line once this process can attach to it.  NULL: no memory.
 * False: it is not there any more. */
struct object *foreign_blank(uint32_t pid, uint32_t id);
bool foreign_attach(struct object *thread, uint32_t index, uint32_t generation);

/* What another process is to be told of a thread, ours or foreign: with a reference.  NULL: nobody could see it. */
struct object *foreign_describe(struct object *thread, uint32_t *pid, uint32_t *id);

/* Makes a thread in another process. */
NTSTATUS foreign_make(struct object *process, struct thread_order *order, struct object **thread);

/* The object of a handle to a thread of another process, with a reference; of foreign_type or child_thread_type. */
NTSTATUS foreign_get(HANDLE handle, ACCESS_MASK access, struct object **object);

/* Has its process do it; `fd` stays the caller's, -1: none. */
NTSTATUS foreign_ask(struct object *object, enum thread_op op, struct thread_order *order, int fd);

/* The same by its handle, where nothing but a status comes back. */
NTSTATUS foreign_call(HANDLE handle, ACCESS_MASK access, enum thread_op op, struct thread_order *order);

/* Its process and id; false: it has ended. */
bool foreign_told(struct object *object, uint32_t *pid, uint32_t *id);

/* NtQueryInformationThread's ThreadBasicInformation of one that has ended. */
void foreign_tell_ended(struct object *object, THREAD_BASIC_INFORMATION *out);

/* What other processes wait for the thread's end on: with a reference; NULL: no memory, nobody could see it. */
struct object *foreign_beacon(struct nt_thread *thread);

/* The thread has ended with this status. */
void foreign_beacon_light(struct object *beacon, NTSTATUS status);

#endif
