/* SPDX-License-Identifier: MIT */
/* Control events for others: a process group, or all of the console ("GenerateConsoleCtrlEvent function").
 *
 * A group is a number that each process has in its parameters (ProcessGroupId): the id of the one that was made with
 * CREATE_NEW_PROCESS_GROUP, inherited by those it makes; never a Linux group, which would take the terminal away.  Its
 * members are found by looking at the parameters of the prefix's processes; they get the event as the signal that
 * stands for it (ctrl.c).
 *
 * The processes of a console are those of the prefix that are in one session of Linux's, and so have one terminal or
 * none, but for those that were made to have a console of their own or none (ConsoleHandle), and for graphical
 * programs.  Left out: who has left by FreeConsole, or come by AttachConsole; members of other consoles are told by
 * CREATE_NEW_CONSOLE and DETACHED_PROCESS alone, whose processes are in no group but their own. */
#include "door/guestmem.h"
#include "linux/presence.h"
#include "linux/vm.h"
#include "nt/child.h"
#include "nt/ctrl.h"
#include "nt/handle.h"
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
    bool begun; /* the process whose id it has is there, whatever group it is in */
};

static int visit(const struct presence_slot *slot, void *context)
{
    struct group *group = context;
    const PEB *peb = (const PEB *)(slot->anchor * VM_PAGE);
    const RTL_USER_PROCESS_PARAMETERS *parameters;
    ULONG id;
    if (slot->pid * 4 == group->id && slot->anchor) group->begun = true;
    if (slot->pid == (uint32_t)getpid() || !slot->anchor ||
        !read_other((pid_t)slot->pid, &peb->ProcessParameters, &parameters, sizeof parameters) ||
        !read_other((pid_t)slot->pid, &parameters->ProcessGroupId, &id, sizeof id) || id != group->id)
        return 0;
    group->members++;
    if (group->send) kill((pid_t)slot->pid, SIGQUIT);
    return 0;
}

/* Called for each handle: is it one to a child of that id? */
static int visit_handle(HANDLE handle, struct object *object, ACCESS_MASK access, ULONG attributes, void *context)
{
    const struct group *group = context;
    (void)handle, (void)access, (void)attributes;
    return object->type == &process_type && process_object_pid(object) != getpid() &&
           child_id((struct child *)object) == group->id;
}

/* A child that has not begun yet is a group, too, and one that has ended while there are handles to it. */
static bool is_child(struct group *group)
{
    struct object *living = child_find(group->id);
    if (!living) return handle_each(visit_handle, group);
    if (!group->begun && group->send) kill((pid_t)(group->id / 4), SIGQUIT);
    object_put(living);
    return true;
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
    return group.members || is_child(&group) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/* ---- the console's processes ---- */

/* What a process's PEB says: is it a console program that took over its parent's console? */
static bool took_over(ULONG subsystem, HANDLE console)
{
    return subsystem == 3 /* IMAGE_SUBSYSTEM_WINDOWS_CUI */ && (intptr_t)console >= 0;
}

struct console {
    void (*tell)(uint32_t pid, struct console *to);
    pid_t session;
    uint32_t event; /* tell_event's */
    uint32_t *list; /* tell_id's */
    uint32_t room, count;
};

static int visit_console(const struct presence_slot *slot, void *context)
{
    struct console *to = context;
    const PEB *peb = (const PEB *)(slot->anchor * VM_PAGE);
    const RTL_USER_PROCESS_PARAMETERS *parameters;
    ULONG subsystem;
    HANDLE console;
    if (slot->pid != (uint32_t)getpid() && slot->anchor && getsid((pid_t)slot->pid) == to->session &&
        read_other((pid_t)slot->pid, &peb->ImageSubsystem, &subsystem, sizeof subsystem) &&
        read_other((pid_t)slot->pid, &peb->ProcessParameters, &parameters, sizeof parameters) &&
        read_other((pid_t)slot->pid, &parameters->ConsoleHandle, &console, sizeof console) &&
        took_over(subsystem, console))
        to->tell(slot->pid, to);
    return 0;
}

/* Visits the other processes of this one's console. */
static void each_other(struct console *to)
{
    const PEB *peb = (const PEB *)process.peb;
    const RTL_USER_PROCESS_PARAMETERS *parameters;
    HANDLE console;
    to->session = getsid(0);
    if (guest_get(&parameters, &peb->ProcessParameters) &&
        guest_read(&console, &parameters->ConsoleHandle, sizeof console) && took_over(3, console))
        presence_each(visit_console, to);
}

static void tell_event(uint32_t pid, struct console *to)
{
    kill((pid_t)pid, to->event == CTRL_C_EVENT ? SIGINT : SIGQUIT);
}

static void tell_id(uint32_t pid, struct console *to)
{
    if (to->count < to->room) to->list[to->count] = pid * 4;
    to->count++;
}

NTSTATUS ctrl_generate_console(ULONG event)
{
    struct console to = {.tell = tell_event, .event = event};
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) return STATUS_INVALID_PARAMETER;
    each_other(&to);
    return ctrl_generate(event);
}

uint32_t ctrl_console_processes(uint32_t *list, uint32_t room)
{
    struct console to = {.tell = tell_id, .list = list, .room = room};
    tell_id((uint32_t)getpid(), &to);
    each_other(&to);
    return to.count;
}
