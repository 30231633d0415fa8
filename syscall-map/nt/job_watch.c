/* SPDX-License-Identifier: MIT */
/* The completion port of a job: messages about members that come and go.
 *
 * A port belongs to a process, and so does the watch: a host thread there sleeps on the job's count of changes and
 * compares the members with those that it has told of; the reaper (reaper.h) wakes it for those that die without a
 * word.  Members that have told their end keep their entry until the watch has seen it, so that none is missed.
 * Left out: messages about limits other than that of the processes. */
#include "nt/job.h"

#include "linux/presence.h"
#include "linux/worker.h"
#include "nt/completion.h"
#include "nt/reaper.h"

#include <linux/futex.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MESSAGE_LIMIT = 3, MESSAGE_ZERO = 4, MESSAGE_NEW = 6, MESSAGE_EXIT = 7, MESSAGE_ABNORMAL = 8 };

struct watch {
    struct job_view view;
    struct object *port; /* with a reference */
    uint64_t key;
    uint32_t refused;      /* of these the port was told */
    bool any;              /* there were members that it was not told the end of all of yet */
    struct seen **members; /* by their entries; NULL: none yet */
};

/* A member that the port was told of. */
struct seen {
    struct reaped reaped;
    struct watch *watch;
    uint32_t serial, pid;
    _Atomic bool gone;
    bool told; /* of its end, too */
};

/* "An exit code that indicates an abnormal exit" */
static bool is_abnormal(uint32_t status)
{
    static const NTSTATUS abnormal[] = {
        STATUS_ACCESS_VIOLATION,         STATUS_ARRAY_BOUNDS_EXCEEDED,  STATUS_BREAKPOINT,
        STATUS_CONTROL_C_EXIT,           STATUS_DATATYPE_MISALIGNMENT,  STATUS_FLOAT_DENORMAL_OPERAND,
        STATUS_FLOAT_DIVIDE_BY_ZERO,     STATUS_FLOAT_INEXACT_RESULT,   STATUS_FLOAT_INVALID_OPERATION,
        STATUS_FLOAT_OVERFLOW,           STATUS_FLOAT_STACK_CHECK,      STATUS_FLOAT_UNDERFLOW,
        STATUS_GUARD_PAGE_VIOLATION,     STATUS_ILLEGAL_INSTRUCTION,    STATUS_IN_PAGE_ERROR,
        STATUS_INTEGER_DIVIDE_BY_ZERO,   STATUS_INTEGER_OVERFLOW,       STATUS_INVALID_DISPOSITION,
        STATUS_NONCONTINUABLE_EXCEPTION, STATUS_PRIVILEGED_INSTRUCTION, STATUS_SINGLE_STEP,
        STATUS_STACK_OVERFLOW,
    };
    for (size_t i = 0; i < sizeof abnormal / sizeof *abnormal; i++)
        if ((NTSTATUS)status == abnormal[i]) return true;
    return false;
}

static void post(struct watch *watch, uint32_t message, uint32_t pid)
{
    completion_post(watch->port, watch->key, pid * 4ull, STATUS_SUCCESS, message);
}

static bool ended(struct reaped *reaped)
{
    struct seen *seen = (struct seen *)((char *)reaped - offsetof(struct seen, reaped));
    atomic_store(&seen->gone, true);
    job_changed(&seen->watch->view);
    return true;
}

static void seen_free(struct seen *seen)
{
    if (!seen) return;
    reaper_forget(&seen->reaped);
    if (seen->reaped.pidfd >= 0) close(seen->reaped.pidfd);
    free(seen);
}

/* Under the job's lock: one that the port is to be told of; NULL: no memory. */
static struct seen *seen_new(struct watch *watch, const struct job_entry *entry)
{
    struct seen *seen = calloc(1, sizeof *seen);
    if (!seen) return NULL;
    seen->watch = watch;
    seen->serial = entry->serial;
    seen->pid = entry->pid;
    seen->reaped.ended = ended;
    seen->reaped.pidfd = (int)syscall(SYS_pidfd_open, entry->pid, 0);
    if (seen->reaped.pidfd < 0 || !reaper_watch(&seen->reaped)) seen->gone = true;
    return seen;
}

/* Under the job's lock: what has become of an entry, told to the port. */
static void entry_look(struct watch *watch, uint32_t index)
{
    struct job_entry *entry = &watch->view.page->entries[index];
    struct seen *seen = watch->members[index];
    struct presence_slot slot;
    if (entry->state == JOB_ENTRY_FREE || !entry->pid) return;
    if (!seen || seen->serial != entry->serial) {
        if (seen && !seen->told) post(watch, MESSAGE_EXIT, seen->pid);
        seen_free(seen);
        if (!(seen = watch->members[index] = seen_new(watch, entry))) return;
        watch->any = true;
        post(watch, MESSAGE_NEW, seen->pid);
    }
    if (job_entry_lives(&watch->view, index) && !atomic_load(&seen->gone)) return;
    if (!seen->told) {
        uint32_t status = entry->status;
        if (entry->state == JOB_ENTRY_MEMBER && presence_last(seen->pid, 0, &slot) && slot.told) status = slot.status;
        post(watch, is_abnormal(status) ? MESSAGE_ABNORMAL : MESSAGE_EXIT, seen->pid);
        seen->told = true;
    }
    job_entry_free(&watch->view, index);
}

/* False: there is nothing to be told any more. */
static bool look(struct watch *watch)
{
    struct job_view *view = &watch->view;
    bool some = false;
    job_lock(view);
    for (; watch->refused != view->page->refused; watch->refused++) post(watch, MESSAGE_LIMIT, 0);
    for (uint32_t i = 0; i < view->page->used && i < JOB_MEMBERS; i++) {
        entry_look(watch, i);
        some |= view->page->entries[i].state == JOB_ENTRY_MEMBER;
    }
    if (watch->any && !some) {
        post(watch, MESSAGE_ZERO, 0);
        watch->any = false;
    }
    job_unlock(view);
    return atomic_load(&watch->port->handles) && (some || job_is_held(view));
}

static void *run(void *argument)
{
    struct watch *watch = argument;
    for (;;) {
        uint32_t changes = atomic_load(&watch->view.page->changes);
        if (!look(watch)) break;
        syscall(SYS_futex, &watch->view.page->changes, FUTEX_WAIT, changes, NULL, NULL, 0);
    }
    for (uint32_t i = 0; i < JOB_MEMBERS; i++) seen_free(watch->members[i]);
    free(watch->members);
    object_put(watch->port);
    job_view_close(&watch->view);
    free(watch);
    return NULL;
}

NTSTATUS job_watch(struct job *job, struct object *port, uint64_t key)
{
    struct watch *watch = calloc(1, sizeof *watch);
    if (!watch) return STATUS_NO_MEMORY;
    watch->members = calloc(JOB_MEMBERS, sizeof *watch->members);
    NTSTATUS status = watch->members && job_view_open(&watch->view, job->view.fd) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    /* "You can associate only one completion port with a job." */
    if (status == STATUS_SUCCESS && !job_watch_begin(&watch->view)) status = STATUS_INVALID_PARAMETER;
    if (status == STATUS_SUCCESS) {
        watch->key = key;
        watch->refused = watch->view.page->refused;
        object_ref(watch->port = port);
        if (worker_start(run, watch, 64 << 10, false) == 0) return status;
        object_put(port);
        status = STATUS_NO_MEMORY;
    }
    if (watch->view.page) job_view_close(&watch->view);
    free(watch->members);
    free(watch);
    return status;
}
