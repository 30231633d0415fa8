/* SPDX-License-Identifier: MIT */
/* NtQuerySystemInformation's SystemProcessInformation: the processes of the prefix, by their presence slots, with what
 * /proc tells of them.  This process's threads are told by the thread list, those of others by their folders in /proc;
 * threads of the host's own, which block SIGSYS as no guest thread does, are no one's business.
 * Left out: the I/O counters and handle counts of others, pool quotas, wait reasons. */
#include "nt/process_list.h"

#include "door/guestmem.h"
#include "linux/clock.h"
#include "nt/child.h"
#include "linux/presence.h"
#include "linux/procstat.h"
#include "linux/utf.h"
#include "nt/handle.h"
#include "nt/process.h"
#include "nt/thread.h"
#include "nt_processes.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The answer as it grows. */
struct list {
    char *bytes;
    size_t length, room, last; /* `last`: where the newest process begins */
    bool failed, self;
};

static void *list_add(struct list *list, size_t size)
{
    if (list->length + size > list->room) {
        size_t room = (list->length + size) * 2 + 4096;
        char *more = list->failed ? NULL : realloc(list->bytes, room);
        if (!more) {
            list->failed = true;
            return NULL;
        }
        list->bytes = more;
        list->room = room;
    }
    void *at = memset(list->bytes + list->length, 0, size);
    list->length += size;
    return at;
}

/* ---- threads ---- */

static NT_THREAD_INFORMATION *add_thread(struct list *list, pid_t pid, pid_t tid, uint32_t id)
{
    struct procstat stat;
    if (!procstat_read(pid, tid, &stat)) return NULL;
    NT_THREAD_INFORMATION *thread = list_add(list, sizeof *thread);
    if (!thread) return NULL;
    *thread = (NT_THREAD_INFORMATION){
        .KernelTime.QuadPart = (LONGLONG)stat.kernel,
        .UserTime.QuadPart = (LONGLONG)stat.user,
        .CreateTime.QuadPart = clock_at_boot(stat.started),
        .ClientId = {(HANDLE)((uintptr_t)pid * 4), (HANDLE)(uintptr_t)id},
        .Priority = 8,
        .BasePriority = 8,
        .ThreadState = stat.state == 'R' ? 2 : 5, /* running, waiting */
    };
    ((NT_PROCESS_INFORMATION *)(list->bytes + list->last))->NumberOfThreads++;
    return thread;
}

static void add_own_threads(struct list *list)
{
    for (struct nt_thread *thread = thread_next(NULL); thread; thread = thread_next(thread)) {
        pthread_mutex_lock(&thread->lock);
        pid_t tid = thread->door ? (pid_t)thread->door->tid : 0;
        int64_t created = thread->created;
        pthread_mutex_unlock(&thread->lock);
        NT_THREAD_INFORMATION *out = tid ? add_thread(list, getpid(), tid, thread->id) : NULL;
        if (!out) continue;
        out->CreateTime.QuadPart = created;
        out->StartAddress = (void *)thread->start;
        out->Priority = out->BasePriority = 8 + thread->priority;
    }
}

struct others {
    struct list *list;
    pid_t pid;
};

static bool add_others_thread(pid_t tid, void *context)
{
    struct others *others = context;
    if (!procstat_blocks(others->pid, tid, SIGSYS)) {
        uint32_t id = (uint32_t)tid * 4;
        if (tid == others->pid) id += 4u << 22; /* thread_first() */
        add_thread(others->list, others->pid, tid, id);
    }
    return !others->list->failed;
}

/* ---- processes ---- */

/* The file's name of a host path, in UTF-16; how many units. */
static size_t image_name(const char *path, WCHAR *name, size_t room)
{
    const char *slash = strrchr(path, '/'), *last = slash ? slash + 1 : path;
    size_t units = utf_to_16(name, room, last, strlen(last));
    return units < room ? units : room;
}

/* `parent` 0: as Linux says.  Image names stand behind the threads, their addresses as offsets for now. */
static void add_process(struct list *list, pid_t pid, pid_t parent, const char *image)
{
    struct procstat stat;
    WCHAR name[256];
    size_t start = list->length, units = image_name(image, name, 256);
    bool own = pid == getpid();
    if (!procstat_read(pid, 0, &stat)) return; /* it has just ended */
    NT_PROCESS_INFORMATION *info = list_add(list, sizeof *info);
    if (!info) return;
    if (start) ((NT_PROCESS_INFORMATION *)(list->bytes + list->last))->NextEntryOffset = (ULONG)(start - list->last);
    list->last = start;
    info->CreateTime.QuadPart = clock_at_boot(stat.started);
    info->UserTime.QuadPart = (LONGLONG)stat.user;
    info->KernelTime.QuadPart = (LONGLONG)stat.kernel;
    info->CycleTime = (stat.user + stat.kernel) * 100;
    info->BasePriority = 8;
    info->UniqueProcessId = (ULONG_PTR)pid * 4;
    info->InheritedFromUniqueProcessId = (ULONG_PTR)(parent ? parent : stat.parent) * 4;
    info->UniqueProcessKey = info->UniqueProcessId;
    info->SessionId = 1;
    info->VirtualSize = info->PeakVirtualSize = stat.size;
    info->WorkingSetSize = info->PeakWorkingSetSize = stat.resident;
    info->PageFaultCount = (ULONG)stat.faults;
    if (own) info->HandleCount = handle_count();

    struct others others = {list, pid};
    if (own)
        add_own_threads(list);
    else
        procstat_threads(pid, add_others_thread, &others);

    size_t at = list->length;
    WCHAR *text = list_add(list, ((units + 1) * sizeof(WCHAR) + 7) & ~7ull);
    if (!text) return;
    memcpy(text, name, units * sizeof(WCHAR));
    info = (NT_PROCESS_INFORMATION *)(list->bytes + start);
    info->NumberOfThreadsHighWatermark = info->NumberOfThreads;
    info->ImageName = (UNICODE_STRING){.Length = (USHORT)(units * sizeof(WCHAR)),
                                       .MaximumLength = (USHORT)((units + 1) * sizeof(WCHAR)),
                                       .Buffer = (WCHAR *)at};
}

static bool is_in(const struct list *list, pid_t pid)
{
    const NT_PROCESS_INFORMATION *info;
    for (size_t at = 0; at < list->length; at += info->NextEntryOffset) {
        info = (const NT_PROCESS_INFORMATION *)(list->bytes + at);
        if (info->UniqueProcessId == (ULONG_PTR)pid * 4) return true;
        if (!info->NextEntryOffset) return false;
    }
    return false;
}

/* Children that are so young that they have no slot yet. */
static void add_children(struct list *list)
{
    size_t count = 0;
    pid_t *pids = child_pids(&count);
    for (size_t i = 0; i < count; i++) {
        struct object *child = is_in(list, pids[i]) ? NULL : child_find((uint32_t)pids[i] * 4);
        if (!child) continue;
        add_process(list, pids[i], child_parent((struct child *)child), child_program((struct child *)child));
        object_put(child);
    }
    free(pids);
}

static int visit_slot(const struct presence_slot *slot, void *context)
{
    struct list *list = context;
    list->self |= slot->pid == (uint32_t)getpid();
    add_process(list, (pid_t)slot->pid, (pid_t)slot->parent, slot->image);
    return list->failed;
}

NTSTATUS process_list_query(void *guest, ULONG length, ULONG *needed)
{
    struct list list = {0};
    NTSTATUS status = STATUS_SUCCESS;
    presence_each(visit_slot, &list);
    if (!list.self) add_process(&list, getpid(), 0, process.program); /* alone, without a slot */
    add_children(&list);
    *needed = (ULONG)list.length;
    if (list.failed)
        status = STATUS_NO_MEMORY;
    else if (length < list.length)
        status = STATUS_INFO_LENGTH_MISMATCH;
    for (size_t at = 0; !status;) {
        NT_PROCESS_INFORMATION *info = (NT_PROCESS_INFORMATION *)(list.bytes + at);
        info->ImageName.Buffer = (WCHAR *)((char *)guest + (size_t)info->ImageName.Buffer);
        if (!info->NextEntryOffset) break;
        at += info->NextEntryOffset;
    }
    if (!status && !guest_write(guest, list.bytes, list.length)) status = STATUS_ACCESS_VIOLATION;
    free(list.bytes);
    return status;
}
