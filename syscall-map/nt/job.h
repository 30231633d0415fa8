/* SPDX-License-Identifier: MIT */
/* Jobs: the object, and this process's being in some. */
#ifndef METIC_NT_JOB_H
#define METIC_NT_JOB_H

#include "nt/job_page.h"
#include "nt/object.h"

#define JOB_OBJECT_ASSIGN_PROCESS 1u
#define JOB_OBJECT_SET_ATTRIBUTES 2u
#define JOB_OBJECT_QUERY          4u
#define JOB_OBJECT_TERMINATE      8u
#define JOB_OBJECT_ALL_ACCESS     (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0x3fu)

/* How deep jobs may be nested. */
enum { JOB_DEEP = 16 };

/* ---- job.c ---- */

struct job {
    struct object object;
    struct job_view view;
    int hold; /* job_hold() as long as there are handles */
};

extern const struct object_type job_type;

/* A job object that is still to get its line, for one whose descriptor the broker told; or for one that another process
 * gave with its hold.  Both take the descriptor over.  NULL: no memory, or it is none. */
struct object *job_told(int fd);
struct object *job_given(int fd);

/* Ends all members with a status; the caller itself at last, and then this does not return. */
void job_terminate(struct job_view *view, uint32_t status);

/* Is the process with that Linux id a living member? */
bool job_has(struct job_view *view, uint32_t pid);

/* ---- job_member.c: this process, and those that it makes ---- */

/* Where a new process is to be. */
struct job_place {
    struct job_view *view;
    struct object *job; /* that has the view, with a reference; NULL: this process's own */
    uint32_t index;
    int fd;
};
struct job_places {
    uint32_t count;
    struct job_place at[JOB_DEEP];
};

/* The jobs of a process that this one is about to make: its own, but for those that it breaks away from, and then
 * `list`.  STATUS_ACCESS_DENIED: it may not break away, or not be in these; STATUS_QUOTA_EXCEEDED.  On success
 * job_places_begin() or job_places_undo() follows, and at last job_places_free(). */
NTSTATUS job_places_make(struct job_places *places, bool breakaway, struct job *const *list, uint32_t count);
void job_places_begin(struct job_places *places, uint32_t pid);
void job_places_undo(struct job_places *places);
void job_places_free(struct job_places *places);

/* A process that runs comes to be in one more. */
NTSTATUS job_places_add(struct job_places *places, struct job *job, uint32_t pid);

/* The process of these places has ended and cannot tell that itself. */
void job_places_end(struct job_places *places, uint32_t status, const struct job_use *use);

/* This process was made with a place there; takes the descriptor over. */
void job_member_inherited(int fd, uint32_t index);

/* It can have threads now. */
void job_member_begin(void);

/* It joins a job; the descriptor stays the caller's.  STATUS_ACCESS_DENIED: the nesting would not be valid;
 * STATUS_QUOTA_EXCEEDED. */
NTSTATUS job_member_join(int fd);

/* A job's limits have changed. */
void job_member_look(uint64_t id);

/* The job that this process is in, the innermost; NULL: none.  It stays. */
struct job_view *job_member_innermost(void);

/* Is it in that one?  0: in any. */
bool job_member_of(uint64_t id);

/* It ends. */
void job_member_leave(uint32_t status);

/* ---- job_watch.c ---- */

/* The port gets the job's messages from now on.  STATUS_INVALID_PARAMETER: another one does. */
NTSTATUS job_watch(struct job *job, struct object *port, uint64_t key);

#endif
