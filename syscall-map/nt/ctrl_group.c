/* SPDX-License-Identifier: MIT */
/* Control events for a process group ("GenerateConsoleCtrlEvent function").
 *
 * A group is a number that each process has in its parameters (ProcessGroupId): the id of the one that was made with
 * CREATE_NEW_PROCESS_GROUP, inherited by those it makes; never a Linux group, which would take the terminal away.  Its
 * members are found by looking at the parameters of the prefix's processes; they get the event as the signal that
 * stands for it (ctrl.c).  Left out: members of other consoles are told by CREATE_NEW_CONSOLE and DETACHED_PROCESS
 * alone, whose processes are in no group but their own. */
#include "door/guestmem.h"
#include "linux/presence.h"
#include "linux/vm.h"
#include "nt/ctrl.h"
#include "nt/process.h"

#include <signal.h>
#include <sys/uio.h>
#include <unistd.h>

static bool read_other(pid_t pid, const void *from, void *to, size_t size)
{
    struct iovec here = {to, size}, there = {(void *)from, size};
    return process_vm_readv(pid, &here, 1, &there, 1, 0) == (ssize_t)size;
}

struct group {
    uint32_t id;
    unsigned members;
    bool send;
};

static int visit(const struct presence_slot *slot, void *context)
{
    struct group *group = context;
    const PEB *peb = (const PEB *)(slot->anchor * VM_PAGE);
    const RTL_USER_PROCESS_PARAMETERS *parameters;
    ULONG id;
    if (slot->pid == (uint32_t)getpid() || !slot->anchor ||
        !read_other((pid_t)slot->pid, &peb->ProcessParameters, &parameters, sizeof parameters) ||
        !read_other((pid_t)slot->pid, &parameters->ProcessGroupId, &id, sizeof id) || id != group->id)
        return 0;
    group->members++;
    if (group->send) kill((pid_t)slot->pid, SIGQUIT);
    return 0;
}

NTSTATUS ctrl_generate_group(ULONG event, uint32_t id)
{
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) return STATUS_INVALID_PARAMETER;
    /* "CTRL_C_EVENT ... will not be received by processes within the specified process group" */
    struct group group = {.id = id, .send = event == CTRL_BREAK_EVENT};
    const PEB *peb = (const PEB *)process.peb;
    const RTL_USER_PROCESS_PARAMETERS *parameters;
    ULONG own = 0;
    presence_each(visit, &group);
    if (guest_get(&parameters, &peb->ProcessParameters)) guest_read(&own, &parameters->ProcessGroupId, sizeof own);
    if (own == id) return group.send ? ctrl_generate(event) : STATUS_SUCCESS;
    return group.members ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}
