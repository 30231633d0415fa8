/* SPDX-License-Identifier: MIT */
/* Processes that this one made: their objects. */
#ifndef METIC_NT_CHILD_H
#define METIC_NT_CHILD_H

#include "nt/object.h"

#include <sys/types.h>

struct startup;
struct job;
struct job_places;

/* A process object that is not the caller's own; of process_type. */
struct child;

/* ---- making one: make.c ---- */

/* Before the first: starts what waits for their ends.  False: no memory. */
bool child_prepare(void);

/* The objects of a process and its first thread, a reference each, for `program` (host path).  `shared`, the startup
 * block's first page, is taken over on success.  False: no memory. */
bool child_create(struct startup *shared, const char *program, struct child **child, struct object **thread);

/* It has been started: `gate` (taken over), -1: it runs at once.  Gives the NT ids.  False: it cannot be watched, and
 * was ended again. */
bool child_started(struct child *child, pid_t pid, int gate, uint32_t *id, uint32_t *thread_id);

/* It is a program of the host, which can neither keep nor leave its places in jobs itself: they are taken over. */
void child_keep(struct child *child, struct job_places *places);

/* ---- what is asked of them ---- */

/* The last reference to a process object that is not our own went. */
void child_destroy(struct object *object);

/* The living process with an NT id that this one made, with a reference; NULL: none. */
struct object *child_find(uint32_t id);

/* The Linux ids of all living ones, malloc'd; NULL: no memory. */
pid_t *child_pids(size_t *count);

/* What NtQueryInformationProcess tells of it: fills the class's structure (zeroed memory).  False: not known here. */
bool child_tell(struct child *child, ULONG class, void *out);

/* Its Linux id, for as long as it lives; 0: it has ended. */
pid_t child_pid(struct child *child);

/* The NT id it has, or had. */
uint32_t child_id(const struct child *child);

/* Linux id of its parent: this process, or whom that named. */
pid_t child_parent(const struct child *child);

/* Host path of its program; valid as long as the object. */
const char *child_program(const struct child *child);

/* Ends it with a status.  STATUS_PROCESS_IS_TERMINATING: it has ended. */
NTSTATUS child_terminate(struct child *child, uint32_t status);

/* Is it a program of the host?  Then this process sees to its jobs: it joins one; is it in any? */
bool child_is_native(const struct child *child);
NTSTATUS child_join(struct child *child, struct job *job);
bool child_in_job(struct child *child);

/* The first thread of such a process, the one thread of it that can be named here. */
extern const struct object_type child_thread_type;

/* That of the living process that this one made whose first thread has this id, with a reference; NULL: none. */
struct object *child_thread_find(uint32_t id);

/* Suspends or resumes it; until it has first been let run that is exact, afterwards STATUS_NOT_IMPLEMENTED. */
NTSTATUS child_thread_count(struct object *thread, bool resume, ULONG *previous);

/* The Linux id of its process; 0: that has ended. */
pid_t child_thread_pid(struct object *thread);

/* NtQueryInformationThread's ThreadBasicInformation. */
void child_thread_tell(struct object *thread, THREAD_BASIC_INFORMATION *out);

#endif
