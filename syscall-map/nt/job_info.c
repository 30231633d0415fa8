/* SPDX-License-Identifier: MIT */
/* What a job tells of itself, and its limits: NtQueryInformationJobObject, NtSetInformationJobObject.
 *
 * Enforced are the number of processes, the end with the last handle, and who breaks away.  Restrictions of the user
 * interface are kept: what they forbid no program can do here yet.  The other limits are refused
 * (STATUS_NOT_SUPPORTED), so that nobody relies on one that is not kept.
 * Left out: times of members that were killed, input and output counts, groups of processors, notification limits. */
#include "nt/job.h"

#include "door/guestmem.h"
#include "linux/procstat.h"
#include "nt/completion.h"
#include "nt/handle.h"
#include "nt/process.h"
#include "nt/remote.h"
#include "nt_calls.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum job_class {
    JOB_BASIC_ACCOUNTING = 1,
    JOB_BASIC_LIMIT = 2,
    JOB_PROCESS_LIST = 3,
    JOB_UI = 4,
    JOB_END_OF_TIME = 6,
    JOB_PORT = 7,
    JOB_BASIC_AND_IO = 8,
    JOB_EXTENDED_LIMIT = 9,
    JOB_CPU_RATE = 15,
};

/* Of what a job may limit: what is kept here.  An unhandled exception shows no box, so that none is what is asked. */
#define LIMITS_BASIC     (JOB_LIMIT_ACTIVE_PROCESS)
#define DIE_ON_UNHANDLED 0x400u
#define LIMITS_EXTENDED                                                                                                \
    (LIMITS_BASIC | JOB_LIMIT_BREAKAWAY | JOB_LIMIT_SILENT_BREAKAWAY | JOB_LIMIT_KILL_ON_JOB_CLOSE | DIE_ON_UNHANDLED)
#define LIMITS_KNOWN_BASIC    0xffu
#define LIMITS_KNOWN_EXTENDED 0x7fffu
#define UI_KNOWN              0xffu

struct accounting {
    int64_t user, kernel, period_user, period_kernel;
    ULONG faults, total, active, terminated;
};

union answer {
    struct {
        struct accounting basic;
        IO_COUNTERS io;
    } accounting;
    JOB_EXTENDED_LIMITS limits;
    ULONG value;
    struct {
        ULONG flags, rate;
    } cpu;
};

/* What those who live have used comes to what those who ended told.  Under the lock. */
static void tell_accounting(struct job_view *view, union answer *out)
{
    const struct job_page *page = view->page;
    struct accounting *sums = &out->accounting.basic;
    uint64_t user = page->user, kernel = page->kernel, faults = page->faults;
    for (uint32_t i = 0; i < page->used && i < JOB_MEMBERS; i++) {
        struct procstat stat;
        if (!job_entry_lives(view, i)) continue;
        sums->active++;
        if (!page->entries[i].pid || !procstat_read((pid_t)page->entries[i].pid, 0, &stat)) continue;
        user += stat.user;
        kernel += stat.kernel;
        faults += stat.faults;
    }
    sums->user = sums->period_user = (int64_t)user;
    sums->kernel = sums->period_kernel = (int64_t)kernel;
    sums->faults = (ULONG)faults;
    sums->total = page->total;
    sums->terminated = page->terminated;
    out->accounting.io = page->io;
}

static void tell_basic_limits(struct job_view *view, union answer *out)
{
    out->limits.Basic = view->page->limits.Basic;
    out->limits.Basic.LimitFlags &= LIMITS_KNOWN_BASIC;
}

static void tell_limits(struct job_view *view, union answer *out)
{
    out->limits = view->page->limits;
}

static void tell_ui(struct job_view *view, union answer *out)
{
    out->value = view->page->ui;
}

static void tell_end(struct job_view *view, union answer *out)
{
    out->value = view->page->end_action;
}

/* No job's share of the processors is limited: zeros say so. */
static void tell_rate(struct job_view *view, union answer *out)
{
    (void)view, (void)out;
}

static const struct question {
    ULONG class, size;
    void (*tell)(struct job_view *view, union answer *out);
} questions[] = {
    {JOB_BASIC_ACCOUNTING, sizeof(struct accounting),                       tell_accounting  },
    {JOB_BASIC_LIMIT,      sizeof(JOB_BASIC_LIMITS),                        tell_basic_limits},
    {JOB_UI,               sizeof(ULONG),                                   tell_ui          },
    {JOB_END_OF_TIME,      sizeof(ULONG),                                   tell_end         },
    {JOB_BASIC_AND_IO,     sizeof(struct accounting) + sizeof(IO_COUNTERS), tell_accounting  },
    {JOB_EXTENDED_LIMIT,   sizeof(JOB_EXTENDED_LIMITS),                     tell_limits      },
    {JOB_CPU_RATE,         2 * sizeof(ULONG),                               tell_rate        },
};

/* JOBOBJECT_BASIC_PROCESS_ID_LIST: how many there are, how many follow, and their ids. */
static NTSTATUS query_list(struct job_view *view, void *out, ULONG length, ULONG *needed)
{
    const ULONG front = 2 * sizeof(ULONG);
    if (length < front + sizeof(uint64_t)) return STATUS_INFO_LENGTH_MISMATCH;
    uint32_t room = (length - front) / sizeof(uint64_t);
    if (room > JOB_MEMBERS) room = JOB_MEMBERS;
    uint32_t *pids = malloc(room * sizeof *pids);
    if (!pids) return STATUS_NO_MEMORY;
    job_lock(view);
    ULONG counts[2] = {job_members(view, pids, room)};
    job_unlock(view);
    counts[1] = counts[0] < room ? counts[0] : room;
    bool written = guest_write(out, counts, sizeof counts);
    for (uint32_t i = 0; i < counts[1] && written; i++) {
        const uint64_t id = pids[i] * 4ull;
        written = guest_write((char *)out + front + i * sizeof id, &id, sizeof id);
    }
    free(pids);
    *needed = (ULONG)(front + counts[1] * sizeof(uint64_t));
    if (!written) return STATUS_ACCESS_VIOLATION;
    return counts[1] < counts[0] ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

static NTSTATUS query(struct job_view *view, ULONG class, void *out, ULONG length, ULONG *needed)
{
    if (class == JOB_PROCESS_LIST) return query_list(view, out, length, needed);
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        const struct question *question = &questions[i];
        union answer answer = {0};
        if (question->class != class) continue;
        *needed = question->size;
        if (length != question->size) return STATUS_INFO_LENGTH_MISMATCH;
        job_lock(view);
        question->tell(view, &answer);
        job_unlock(view);
        return guest_write(out, &answer, question->size) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
    }
    return STATUS_INVALID_INFO_CLASS;
}

NTSTATUS sys_NtQueryInformationJobObject(HANDLE JobHandle, ULONG JobObjectInformationClass, void *JobObjectInformation,
                                         ULONG JobObjectInformationLength, ULONG *ReturnLength)
{
    struct object *object = NULL;
    struct job_view *view;
    ULONG needed = 0;
    if (ReturnLength && !guest_probe_write(ReturnLength, sizeof needed)) return STATUS_ACCESS_VIOLATION;
    if (JobHandle) {
        NTSTATUS status = handle_get(JobHandle, &job_type, JOB_OBJECT_QUERY, &object);
        if (status != STATUS_SUCCESS) return status;
        view = &((struct job *)object)->view;
    } else if (!(view = job_member_innermost())) {
        return STATUS_ACCESS_DENIED; /* "if the process is not in a job, the function fails" */
    }
    NTSTATUS status = query(view, JobObjectInformationClass, JobObjectInformation, JobObjectInformationLength, &needed);
    if (object) object_put(object);
    if (ReturnLength && needed && !guest_put(ReturnLength, &needed)) return STATUS_ACCESS_VIOLATION;
    return status;
}

/* ---- what it can be told ---- */

/* Members that came before the last handle's closing was to end them. */
static void members_look(struct job_view *view)
{
    uint32_t *pids = malloc(JOB_MEMBERS * sizeof *pids);
    if (!pids) return;
    job_lock(view);
    uint32_t count = job_members(view, pids, JOB_MEMBERS);
    job_unlock(view);
    for (uint32_t i = 0; i < count; i++)
        if (pids[i] == (uint32_t)getpid())
            job_member_look(view->page->id);
        else if (pids[i])
            remote_look(pids[i], view->page->id);
    free(pids);
}

static NTSTATUS set_limits(struct job_view *view, const JOB_EXTENDED_LIMITS *wanted, bool extended)
{
    const ULONG flags = wanted->Basic.LimitFlags;
    const ULONG known = extended ? LIMITS_KNOWN_EXTENDED : LIMITS_KNOWN_BASIC;
    if (flags & ~known) return STATUS_INVALID_PARAMETER;
    if (flags & ~(extended ? LIMITS_EXTENDED : LIMITS_BASIC)) return STATUS_NOT_SUPPORTED;
    job_lock(view);
    JOB_EXTENDED_LIMITS *limits = &view->page->limits;
    bool begins = flags & ~limits->Basic.LimitFlags & JOB_LIMIT_KILL_ON_JOB_CLOSE;
    ULONG kept = extended ? 0 : limits->Basic.LimitFlags & ~LIMITS_KNOWN_BASIC;
    limits->Basic.LimitFlags = flags | kept;
    if (flags & JOB_LIMIT_ACTIVE_PROCESS) limits->Basic.ActiveProcessLimit = wanted->Basic.ActiveProcessLimit;
    job_unlock(view);
    if (begins) members_look(view);
    return STATUS_SUCCESS;
}

static NTSTATUS set_value(struct job_view *view, ULONG class, ULONG value)
{
    if (class == JOB_UI ? value & ~UI_KNOWN : value > 1) return STATUS_INVALID_PARAMETER;
    job_lock(view);
    /* a job in a hierarchy can have no such limit */
    bool nested = class == JOB_UI && view->page->parent && value;
    if (class == JOB_UI && !nested) view->page->ui = value;
    if (class == JOB_END_OF_TIME) view->page->end_action = value;
    job_unlock(view);
    return nested ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
}

/* JOBOBJECT_ASSOCIATE_COMPLETION_PORT */
static NTSTATUS set_port(HANDLE handle, const void *from, ULONG length)
{
    struct {
        uint64_t key, port;
    } wanted;
    struct object *job, *port;
    if (length != sizeof wanted) return STATUS_INFO_LENGTH_MISMATCH;
    if (!guest_get(&wanted, (__typeof__(wanted) *)from)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = handle_get(handle, &job_type, JOB_OBJECT_SET_ATTRIBUTES, &job);
    if (status != STATUS_SUCCESS) return status;
    status = handle_get((HANDLE)(uintptr_t)wanted.port, &completion_type, IO_COMPLETION_MODIFY_STATE, &port);
    if (status == STATUS_SUCCESS) {
        status = job_watch((struct job *)job, port, wanted.key);
        object_put(port);
    }
    object_put(job);
    return status;
}

NTSTATUS sys_NtSetInformationJobObject(HANDLE JobHandle, ULONG JobObjectInformationClass,
                                       const void *JobObjectInformation, ULONG JobObjectInformationLength)
{
    JOB_EXTENDED_LIMITS limits = {0};
    struct object *object;
    ULONG value, size;
    switch (JobObjectInformationClass) {
    case JOB_BASIC_LIMIT: size = sizeof limits.Basic; break;
    case JOB_EXTENDED_LIMIT: size = sizeof limits; break;
    case JOB_UI:
    case JOB_END_OF_TIME: size = sizeof value; break;
    case JOB_PORT: return set_port(JobHandle, JobObjectInformation, JobObjectInformationLength);
    case JOB_CPU_RATE: return STATUS_NOT_SUPPORTED;
    default: return STATUS_INVALID_INFO_CLASS;
    }
    if (JobObjectInformationLength != size) return STATUS_INFO_LENGTH_MISMATCH;
    if (!guest_read(size == sizeof value ? (void *)&value : (void *)&limits, JobObjectInformation, size))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = handle_get(JobHandle, &job_type, JOB_OBJECT_SET_ATTRIBUTES, &object);
    if (status != STATUS_SUCCESS) return status;
    struct job_view *view = &((struct job *)object)->view;
    status = size == sizeof value ? set_value(view, JobObjectInformationClass, value)
                                  : set_limits(view, &limits, JobObjectInformationClass == JOB_EXTENDED_LIMIT);
    object_put(object);
    return status;
}
