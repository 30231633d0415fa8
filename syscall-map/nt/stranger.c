/* SPDX-License-Identifier: MIT */
/* Processes of the prefix that this one did not make, by their presence slots: opened to be looked at.
 * A pidfd, taken while the slot said that the process lives, tells it from a later one with the same id.
 * Left out: waiting for their end and its status, and whatever changes them. */
#include "nt/stranger.h"

#include "linux/clock.h"
#include "linux/presence.h"
#include "linux/procstat.h"
#include "linux/vm.h"
#include "nt_system.h"

#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

struct stranger {
    struct object object;
    int pidfd;
    struct presence_slot slot;
};

static void stranger_destroy(struct object *object)
{
    struct stranger *stranger = (struct stranger *)object;
    if (stranger->pidfd >= 0) close(stranger->pidfd);
    object_free(object);
}

const struct object_type stranger_type = {
    .name = "Process",
    .valid_access =
        PROCESS_QUERY_INFORMATION | PROCESS_QUERY_LIMITED_INFORMATION | PROCESS_VM_READ | STANDARD_RIGHTS_READ,
    .mapping = {STANDARD_RIGHTS_READ | PROCESS_VM_READ | PROCESS_QUERY_INFORMATION, PROCESS_ALL_ACCESS,
                PROCESS_ALL_ACCESS, PROCESS_ALL_ACCESS},
    .wait = OBJECT_WAIT_NEVER,
    .implied = {{PROCESS_QUERY_INFORMATION, PROCESS_QUERY_LIMITED_INFORMATION}                                                },
    .destroy = stranger_destroy,
};

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

struct object *stranger_open(uint32_t id)
{
    struct presence_slot before;
    uint32_t pid = id / 4;
    if (!slot_of(pid, &before)) return NULL;
    struct stranger *stranger = object_create(&stranger_type, sizeof *stranger);
    if (!stranger) return NULL;
    stranger->pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (stranger->pidfd >= 0 && slot_of(pid, &stranger->slot) && stranger->slot.started == before.started)
        return &stranger->object;
    object_put(&stranger->object);
    return NULL;
}

pid_t stranger_pid(const struct object *object)
{
    const struct stranger *stranger = (const struct stranger *)object;
    /* signal 0 only asks */
    bool lives = syscall(SYS_pidfd_send_signal, stranger->pidfd, 0, NULL, 0) == 0;
    return lives ? (pid_t)stranger->slot.pid : 0;
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
    if (!procstat_read((pid_t)stranger->slot.pid, 0, &stat)) return false;
    out->ExitStatus = 0x103; /* STATUS_PENDING: it runs */
    out->PebBaseAddress = (void *)(stranger->slot.anchor * VM_PAGE);
    out->BasePriority = 8;
    out->UniqueProcessId = (ULONG_PTR)stranger->slot.pid * 4;
    out->InheritedFromUniqueProcessId = (ULONG_PTR)stat.parent * 4;
    return true;
}

static bool tell_times(const struct stranger *stranger, KERNEL_USER_TIMES *out)
{
    struct procstat stat;
    if (!procstat_read((pid_t)stranger->slot.pid, 0, &stat)) return false;
    out->CreateTime.QuadPart = clock_at_boot(stat.started);
    out->UserTime.QuadPart = (LONGLONG)stat.user;
    out->KernelTime.QuadPart = (LONGLONG)stat.kernel;
    return true;
}

bool stranger_tell(struct object *object, ULONG class, void *out)
{
    const struct stranger *stranger = (const struct stranger *)object;
    if (!stranger_pid(object)) return false;
    switch (class) {
    case ProcessBasicInformation: return tell_basic(stranger, out);
    case ProcessTimes: return tell_times(stranger, out);
    case ProcessSessionInformation: ((PROCESS_SESSION_INFORMATION *)out)->SessionId = 1; return true;
    case ProcessWow64Information:
    case ProcessDebugPort: return true; /* zero */
    default: return false;
    }
}
