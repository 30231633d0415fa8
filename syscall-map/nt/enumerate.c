/* SPDX-License-Identifier: MIT */
/* NtGetNextThread and NtGetNextProcess: a handle to the first or the next one that may be opened so.  Threads of this
 * process come in order of creation, the prefix's processes in order of their ids.
 * Left out: threads of other processes; backwards. */
#include "door/guestmem.h"
#include "linux/presence.h"
#include "nt/handle.h"
#include "nt/process.h"
#include "nt/thread.h"
#include "nt_calls.h"

#include <unistd.h>

static NTSTATUS give(NTSTATUS status, HANDLE handle, HANDLE *to)
{
    if (status != STATUS_SUCCESS || guest_put(to, &handle)) return status;
    handle_close(handle);
    return STATUS_ACCESS_VIOLATION;
}

NTSTATUS sys_NtGetNextThread(HANDLE ProcessHandle, HANDLE ThreadHandle, ACCESS_MASK DesiredAccess,
                             ULONG HandleAttributes, ULONG Flags, HANDLE *NewThreadHandle)
{
    struct object *object = NULL;
    HANDLE handle = NULL;
    if (!guest_probe_write(NewThreadHandle, sizeof handle)) return STATUS_ACCESS_VIOLATION;
    if (Flags) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = process_require_self(ProcessHandle, PROCESS_QUERY_INFORMATION);
    if (status == STATUS_SUCCESS && ThreadHandle) status = handle_get(ThreadHandle, &thread_type, 0, &object);
    if (status != STATUS_SUCCESS) return status;
    struct nt_thread *thread = thread_next((struct nt_thread *)object);
    if (!thread) return STATUS_NO_MORE_ENTRIES;
    status = handle_create(&thread->object, object_map_access(&thread_type, DesiredAccess) & thread_type.valid_access,
                           HandleAttributes & OBJ_INHERIT, &handle);
    object_put(&thread->object);
    return give(status, handle, NewThreadHandle);
}

struct search {
    uint32_t after, best; /* Linux ids; best 0: none yet */
};

static void consider(struct search *search, uint32_t pid)
{
    if (pid > search->after && (!search->best || pid < search->best)) search->best = pid;
}

static int visit(const struct presence_slot *slot, void *context)
{
    consider(context, slot->pid);
    return 0;
}

NTSTATUS sys_NtGetNextProcess(HANDLE ProcessHandle, ACCESS_MASK DesiredAccess, ULONG HandleAttributes, ULONG Flags,
                              HANDLE *NewProcessHandle)
{
    struct search search = {0};
    HANDLE handle = NULL;
    if (!guest_probe_write(NewProcessHandle, sizeof handle)) return STATUS_ACCESS_VIOLATION;
    if (Flags) return STATUS_INVALID_PARAMETER;
    if (ProcessHandle) {
        pid_t pid;
        NTSTATUS status = process_pid(ProcessHandle, 0, &pid);
        if (status == STATUS_PROCESS_IS_TERMINATING)
            return STATUS_NO_MORE_ENTRIES; /* its place is not known any more */
        if (status != STATUS_SUCCESS) return status;
        search.after = (uint32_t)(pid ? pid : getpid());
    }
    for (;; search.after = search.best, search.best = 0) {
        presence_each(visit, &search);
        consider(&search, (uint32_t)getpid()); /* who runs alone has no slot */
        if (!search.best) return STATUS_NO_MORE_ENTRIES;
        NTSTATUS status = process_open(search.best * 4, DesiredAccess, HandleAttributes & OBJ_INHERIT, &handle);
        if (status != STATUS_INVALID_CID && status != STATUS_ACCESS_DENIED)
            return give(status, handle, NewProcessHandle);
    }
}
