/* SPDX-License-Identifier: MIT */
/* Processes of the prefix that this one did not make, by their presence slots.
 *
 * A pidfd, taken while the slot said that the process lives, tells it from a later one with the same id, and tells of
 * its end (reaper.h); the exit status stands in the slot until another process takes that.  Left out: who was killed
 * from outside told none, and only its parent learns by which signal. */
#include "nt/stranger.h"

#include "linux/clock.h"
#include "linux/presence.h"
#include "linux/procstat.h"
#include "linux/vm.h"
#include "nt/line.h"
#include "nt/process.h"
#include "nt/reaper.h"
#include "nt_system.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct stranger {
    struct object object;
    struct reaped reaped;
    struct presence_slot slot;
    _Atomic bool ended;
    uint32_t exit_status; /* these once it has ended */
    int64_t ended_at;
};

static void stranger_destroy(struct object *object)
{
    struct stranger *stranger = (struct stranger *)object;
    reaper_forget(&stranger->reaped);
    if (stranger->reaped.pidfd >= 0) close(stranger->reaped.pidfd);
    line_free(atomic_load(&object->line));
    object_free(object);
}

const struct object_type stranger_type = {
    .name = "Process",
    .valid_access = PROCESS_ALL_ACCESS,
    .mapping = {STANDARD_RIGHTS_READ | PROCESS_VM_READ | PROCESS_QUERY_INFORMATION,
                STANDARD_RIGHTS_WRITE | PROCESS_CREATE_PROCESS | PROCESS_CREATE_THREAD | PROCESS_VM_OPERATION |
                    PROCESS_VM_WRITE | PROCESS_DUP_HANDLE | PROCESS_SET_QUOTA | PROCESS_SET_INFORMATION |
                    PROCESS_SUSPEND_RESUME, STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE | PROCESS_TERMINATE | PROCESS_QUERY_LIMITED_INFORMATION,
                PROCESS_ALL_ACCESS},
    .wait = OBJECT_WAIT_LINE,
    .implied = {{PROCESS_QUERY_INFORMATION, PROCESS_QUERY_LIMITED_INFORMATION}},
    .destroy = stranger_destroy,
};

static bool ended(struct reaped *reaped)
{
    struct stranger *stranger = (struct stranger *)((char *)reaped - offsetof(struct stranger, reaped));
    struct presence_slot slot;
    bool told = presence_last(stranger->slot.pid, stranger->slot.started, &slot) && slot.told &&
                slot.started == stranger->slot.started;
    stranger->exit_status = told ? slot.status : (uint32_t)STATUS_UNSUCCESSFUL;
    stranger->ended_at = clock_system_time();
    atomic_store(&stranger->ended, true);
    line_signal(atomic_load(&stranger->object.line));
    return true;
}

struct wanted {
    uint32_t pid;
    struct presence_slot slot;
};

static int visit(const struct presence_slot *slot, void *context)
{
    struct wanted *wanted = context;
    if (slot->pid != wanted->pid) return 0;
    wanted->slot = *slot;
    return 1;
}

static bool slot_of(uint32_t pid, struct presence_slot *slot)
{
    struct wanted wanted = {.pid = pid};
    bool found = pid && presence_each(visit, &wanted);
    *slot = wanted.slot;
    return found;
}

/* A process that one of ours has just made may not have its slot yet: is this one of us, and not a second old? */
static bool is_young(uint32_t pid)
{
    struct stat ours, its;
    struct procstat known;
    char path[40];
    snprintf(path, sizeof path, "/proc/%u/exe", pid);
    if (stat("/proc/self/exe", &ours) || stat(path, &its)) return false;
    return ours.st_ino == its.st_ino && ours.st_dev == its.st_dev && procstat_read((pid_t)pid, 0, &known) &&
           clock_interrupt_time() - (int64_t)known.started < 10000000;
}

bool stranger_slot(uint32_t pid, struct presence_slot *slot)
{
    static const struct timespec pause = {.tv_nsec = 200000};
    while (!slot_of(pid, slot)) {
        if (!pid || !is_young(pid)) return false;
        nanosleep(&pause, NULL);
    }
    return true;
}

struct object *stranger_blank(void)
{
    struct stranger *stranger = object_create(&stranger_type, sizeof *stranger);
    struct line *line = stranger ? line_create(LINE_EVENT, 0, 0) : NULL;
    if (!stranger) return NULL;
    stranger->reaped.pidfd = -1;
    stranger->reaped.ended = ended;
    atomic_store(&stranger->object.line, line);
    if (line) return &stranger->object;
    object_put(&stranger->object);
    return NULL;
}

bool stranger_attach(struct object *object, uint32_t pid)
{
    struct stranger *stranger = (struct stranger *)object;
    struct presence_slot before;
    if (stranger->reaped.pidfd >= 0) return true; /* by another handle */
    if (!stranger_slot(pid, &before)) return false;
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (pidfd < 0) return false;
    stranger->reaped.pidfd = pidfd;
    return slot_of(pid, &stranger->slot) && stranger->slot.started == before.started && reaper_watch(&stranger->reaped);
}

struct object *stranger_open(uint32_t id)
{
    struct object *object = id ? stranger_blank() : NULL;
    if (object && stranger_attach(object, id / 4)) return object;
    if (object) object_put(object);
    return NULL;
}

pid_t stranger_pid(const struct object *object)
{
    const struct stranger *stranger = (const struct stranger *)object;
    /* signal 0 only asks; who has ended but was not reaped yet still answers it */
    bool lives =
        !atomic_load(&stranger->ended) && syscall(SYS_pidfd_send_signal, stranger->reaped.pidfd, 0, NULL, 0) == 0;
    return lives ? (pid_t)stranger->slot.pid : 0;
}

NTSTATUS stranger_terminate(struct object *object, uint32_t status)
{
    struct stranger *stranger = (struct stranger *)object;
    if (!stranger_pid(object)) return STATUS_PROCESS_IS_TERMINATING;
    presence_tell_of(&stranger->slot, status);
    if (!syscall(SYS_pidfd_send_signal, stranger->reaped.pidfd, SIGKILL, NULL, 0)) return STATUS_SUCCESS;
    return STATUS_PROCESS_IS_TERMINATING;
}

uint64_t stranger_peb(pid_t pid)
{
    struct presence_slot slot;
    return slot_of((uint32_t)pid, &slot) ? slot.anchor * VM_PAGE : 0;
}

const char *stranger_program(const struct object *object)
{
    return ((const struct stranger *)object)->slot.image;
}

static bool tell_basic(const struct stranger *stranger, PROCESS_BASIC_INFORMATION *out)
{
    struct procstat stat;
    out->BasePriority = 8;
    out->UniqueProcessId = (ULONG_PTR)stranger->slot.pid * 4;
    out->ExitStatus = STATUS_PENDING;
    out->PebBaseAddress = (void *)(stranger->slot.anchor * VM_PAGE);
    if (atomic_load(&stranger->ended))
        out->ExitStatus = (NTSTATUS)stranger->exit_status;
    else if (procstat_read((pid_t)stranger->slot.pid, 0, &stat))
        out->InheritedFromUniqueProcessId =
            (stranger->slot.parent ? stranger->slot.parent : (ULONG_PTR)stat.parent) * 4;
    return true;
}

static bool tell_times(const struct stranger *stranger, KERNEL_USER_TIMES *out)
{
    struct procstat stat;
    out->CreateTime.QuadPart = clock_at_boot(stranger->slot.started / 100);
    if (atomic_load(&stranger->ended)) { /* what it used is its parent's to know */
        out->ExitTime.QuadPart = stranger->ended_at;
    } else if (procstat_read((pid_t)stranger->slot.pid, 0, &stat)) {
        out->UserTime.QuadPart = (LONGLONG)stat.user;
        out->KernelTime.QuadPart = (LONGLONG)stat.kernel;
    }
    return true;
}

bool stranger_tell(struct object *object, ULONG class, void *out)
{
    const struct stranger *stranger = (const struct stranger *)object;
    switch (class) {
    case ProcessBasicInformation: return tell_basic(stranger, out);
    case ProcessTimes: return tell_times(stranger, out);
    case ProcessSessionInformation: ((PROCESS_SESSION_INFORMATION *)out)->SessionId = 1; return true;
    case ProcessWow64Information:
    case ProcessDebugPort: return true; /* zero */
    default: return false;
    }
}
