/* SPDX-License-Identifier: MIT */
/* Job objects: making, naming and ending them.
 *
 * A job is shared memory (job_page.c) and, for waits and names, a wait line.  Each process that has handles holds both;
 * the members hold the memory alone, so a job lives as long as it has members, and its name as long as it has handles,
 * as on Windows.  What a job tells and can be told is in job_info.c.
 * Left out: where the last handle goes by a death, a member that is a program of the host lives on if its maker, who
 * holds its place, is no member. */
#include "nt/job.h"

#include "door/guestmem.h"
#include "linux/presence.h"
#include "nt/child.h"
#include "nt/handle.h"
#include "nt/line.h"
#include "nt/name.h"
#include "nt/process.h"
#include "nt/remote.h"
#include "nt/shared.h"
#include "nt/stranger.h"
#include "nt_calls.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void destroy(struct object *object)
{
    struct job *job = (struct job *)object;
    if (job->hold >= 0) close(job->hold);
    job_view_close(&job->view);
    shared_line_free(object);
    object_free(object);
}

/* The last handle here, and perhaps of all. */
static void last_handle(struct object *object)
{
    struct job *job = (struct job *)object;
    name_forget(object);
    if (job->hold >= 0) close(job->hold);
    job->hold = -1;
    bool ends = job->view.page->limits.Basic.LimitFlags & JOB_LIMIT_KILL_ON_JOB_CLOSE;
    job_changed(&job->view);
    if (ends && !job_is_held(&job->view)) job_terminate(&job->view, 0);
}

const struct object_type job_type = {
    .name = "Job",
    .valid_access = JOB_OBJECT_ALL_ACCESS,
    .mapping = {STANDARD_RIGHTS_READ | JOB_OBJECT_QUERY,
                STANDARD_RIGHTS_WRITE | JOB_OBJECT_ASSIGN_PROCESS | JOB_OBJECT_SET_ATTRIBUTES | JOB_OBJECT_TERMINATE,
                STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE, JOB_OBJECT_ALL_ACCESS},
    .wait = OBJECT_WAIT_LINE,
    .destroy = destroy,
    .last_handle = last_handle,
};

static struct job *blank(void)
{
    struct job *job = object_create(&job_type, sizeof *job);
    if (job) job->hold = job->view.fd = -1;
    return job;
}

/* Takes `job` or gives it up. */
static struct object *complete(struct job *job, bool whole)
{
    if (whole) return &job->object;
    if (job) object_put(&job->object);
    return NULL;
}

struct object *job_told(int fd)
{
    struct job *job = blank();
    bool whole = job && job_view_open(&job->view, fd) && (job->hold = job_hold(&job->view)) >= 0;
    close(fd);
    return complete(job, whole);
}

struct object *job_given(int fd)
{
    struct job *job = blank();
    bool whole = job && job_view_open(&job->view, fd);
    if (whole)
        job->hold = fd;
    else
        close(fd);
    return complete(job, whole);
}

NTSTATUS sys_NtCreateJobObject(HANDLE *JobHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes)
{
    struct guest_attributes attributes;
    if (!guest_probe_write(JobHandle, sizeof *JobHandle)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = guest_attributes_read(ObjectAttributes, &attributes);
    if (status != STATUS_SUCCESS) return status;
    struct job *job = blank();
    struct line *line = job ? line_create_shareable(LINE_JOB, 0, 0) : NULL;
    if (job) atomic_store(&job->object.line, line);
    bool whole = line && job_view_create(&job->view) && (job->hold = job_hold(&job->view)) >= 0;
    if (complete(job, whole))
        status = name_publish(&job->object, DesiredAccess, &attributes, JobHandle);
    else
        status = STATUS_NO_MEMORY;
    guest_attributes_free(&attributes);
    return status;
}

NTSTATUS sys_NtOpenJobObject(HANDLE *JobHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes)
{
    return name_open(&job_type, DesiredAccess, ObjectAttributes, JobHandle);
}

/* ---- the end of all ---- */

static bool lives(struct job_view *view, uint32_t index, uint32_t pid)
{
    job_lock(view);
    bool member = view->page->entries[index].pid == pid && job_entry_lives(view, index);
    job_unlock(view);
    return member;
}

/* Ends one member.  It is that one as long as it lives; once its pidfd is had nothing else can be meant. */
static void end_one(struct job_view *view, uint32_t index, uint32_t pid, uint32_t status)
{
    struct presence_slot slot;
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (pidfd < 0) return;
    if (lives(view, index, pid)) {
        struct object *child = child_find(pid * 4);
        if (child)
            child_terminate((struct child *)child, status);
        else if (stranger_slot(pid, &slot))
            presence_tell_of(&slot, status);
        if (child) object_put(child);
        syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
    }
    close(pidfd);
}

/* One that is being made, and what a dying one has made yet, must be ended too: looks again until all are gone. */
void job_terminate(struct job_view *view, uint32_t status)
{
    enum { TURNS = 2000 };
    static const struct timespec pause = {.tv_nsec = 500000};
    const uint32_t self = (uint32_t)getpid();
    uint32_t *ended = calloc(JOB_MEMBERS, sizeof *ended), left = 1; /* serials of those that were */
    bool own = false;
    for (int turn = 0; ended && left && turn < TURNS; turn++) {
        left = 0;
        for (uint32_t i = 0; i < JOB_MEMBERS; i++) {
            job_lock(view);
            bool more = i < view->page->used, alive = more && job_entry_lives(view, i);
            uint32_t pid = view->page->entries[i].pid, serial = view->page->entries[i].serial;
            job_unlock(view);
            if (!more) break;
            if (!alive) continue;
            if (pid == self) {
                own = true;
                continue;
            }
            left++;
            if (pid && ended[i] != serial) end_one(view, i, pid, status);
            if (pid) ended[i] = serial;
        }
        if (left) nanosleep(&pause, NULL);
    }
    free(ended);
    if (own) process_exit(status);
}

NTSTATUS sys_NtTerminateJobObject(HANDLE JobHandle, NTSTATUS ExitStatus)
{
    struct object *job;
    NTSTATUS status = handle_get(JobHandle, &job_type, JOB_OBJECT_TERMINATE, &job);
    if (status != STATUS_SUCCESS) return status;
    job_terminate(&((struct job *)job)->view, (uint32_t)ExitStatus);
    object_put(job);
    return STATUS_SUCCESS;
}

/* ---- members ---- */

NTSTATUS sys_NtAssignProcessToJobObject(HANDLE JobHandle, HANDLE ProcessHandle)
{
    struct object *object, *other;
    NTSTATUS status = handle_get(JobHandle, &job_type, JOB_OBJECT_ASSIGN_PROCESS, &object);
    if (status != STATUS_SUCCESS) return status;
    struct job *job = (struct job *)object;
    status = process_other(ProcessHandle, PROCESS_SET_QUOTA | PROCESS_TERMINATE, &other);
    if (status == STATUS_SUCCESS && !other) status = job_member_join(job->view.fd);
    if (status == STATUS_SUCCESS && other) {
        struct child *child = other->type == &process_type ? (struct child *)other : NULL;
        status = child && child_is_native(child) ? child_join(child, job) : remote_join(other, job->view.fd);
    }
    /* "the process is terminated and the association fails" */
    if (status == STATUS_QUOTA_EXCEEDED) process_end(other, (uint32_t)STATUS_QUOTA_EXCEEDED);
    if (other) object_put(other);
    object_put(object);
    return status;
}

bool job_has(struct job_view *view, uint32_t pid)
{
    bool found = false;
    job_lock(view);
    for (uint32_t i = 0; i < view->page->used && i < JOB_MEMBERS && !found; i++)
        found = view->page->entries[i].pid == pid && job_entry_lives(view, i);
    job_unlock(view);
    return found;
}

/* Without a job: is the process in any? */
static NTSTATUS in_any(struct object *process, bool *in)
{
    struct child *child = process && process->type == &process_type ? (struct child *)process : NULL;
    *in = false;
    if (!process) {
        *in = job_member_of(0);
        return STATUS_SUCCESS;
    }
    if (!child || !child_is_native(child)) return remote_in_job(process, in);
    *in = child_in_job(child);
    return STATUS_SUCCESS;
}

NTSTATUS sys_NtIsProcessInJob(HANDLE ProcessHandle, HANDLE JobHandle)
{
    struct object *job = NULL, *process;
    bool in = false;
    NTSTATUS status = process_other(ProcessHandle, PROCESS_QUERY_LIMITED_INFORMATION, &process);
    if (status != STATUS_SUCCESS) return status;
    if (JobHandle) status = handle_get(JobHandle, &job_type, JOB_OBJECT_QUERY, &job);
    if (status == STATUS_SUCCESS && job)
        in = job_has(&((struct job *)job)->view, (uint32_t)(process ? process_object_pid(process) : getpid()));
    else if (status == STATUS_SUCCESS)
        status = in_any(process, &in);
    if (job) object_put(job);
    if (process) object_put(process);
    if (status != STATUS_SUCCESS) return status;
    return in ? STATUS_PROCESS_IN_JOB : STATUS_PROCESS_NOT_IN_JOB;
}
