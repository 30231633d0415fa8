/* SPDX-License-Identifier: MIT */
/* Changes of folders: ReadDirectoryChangesW and the change notifications, onto NtNotifyChangeDirectoryFile.
 *
 * The handle of a change notification is an event that the request for the folder signals. Left out: the extended
 * records of ReadDirectoryChangesExW. */
#include "path.h"

/* "ReadDirectoryChangesW function": TRUE for a request that was made; without an OVERLAPPED structure what it found is
 * in `buffer`, *done bytes, 0 where there was more than it holds. */
BOOL WINAPI ReadDirectoryChangesW(HANDLE folder, LPVOID buffer, DWORD size, BOOL tree, DWORD filter, DWORD *done,
                                  OVERLAPPED *overlapped, LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
    IO_STATUS_BLOCK io = {.Status = STATUS_PENDING, .Information = 0};
    NTSTATUS status;

    /* "fails with ERROR_NOACCESS when the buffer is not aligned on a DWORD boundary" */
    if ((ULONG_PTR)buffer & 3) return base_fail(STATUS_DATATYPE_MISALIGNMENT);
    if (overlapped) {
        HANDLE event = routine ? NULL : (HANDLE)((ULONG_PTR)overlapped->hEvent & ~(ULONG_PTR)1);
        void *context = routine ? (void *)routine : (ULONG_PTR)overlapped->hEvent & 1 ? NULL : (void *)overlapped;
        overlapped->Internal = (ULONG_PTR)STATUS_PENDING;
        status =
            NtNotifyChangeDirectoryFile(folder, event, routine ? (void *)base_completed : NULL, context,
                                        (IO_STATUS_BLOCK *)&overlapped->Internal, buffer, size, filter, tree != FALSE);
        return NT_ERROR(status) ? base_fail(status) : TRUE;
    }
    status = NtNotifyChangeDirectoryFile(folder, NULL, NULL, NULL, &io, buffer, size, filter, tree != FALSE);
    if (status == STATUS_PENDING) { /* a handle for overlapped use, without a structure */
        while (*(volatile NTSTATUS *)&io.Status == STATUS_PENDING) SleepEx(1, FALSE);
        status = io.Status;
    }
    if (done) *done = NT_ERROR(status) ? 0 : (DWORD)io.Information;
    return NT_ERROR(status) ? base_fail(status) : TRUE;
}

/* A change notification. */
struct change {
    struct change *next;
    HANDLE event, folder;
    DWORD filter;
    BOOL tree;
    IO_STATUS_BLOCK io;
};

static struct change *changes;
static SRWLOCK lock = SRWLOCK_INIT;

static NTSTATUS request(struct change *change)
{
    return NtNotifyChangeDirectoryFile(change->folder, change->event, NULL, NULL, &change->io, NULL, 0, change->filter,
                                       change->tree != FALSE);
}

/* Closes what a notification has; its request, if one is under way, ends with the folder's handle. */
static void discard(struct change *change)
{
    NtClose(change->folder);
    while (*(volatile NTSTATUS *)&change->io.Status == STATUS_PENDING) SleepEx(1, FALSE);
    NtClose(change->event);
    base_free(change);
}

/* "FindFirstChangeNotificationW function": INVALID_HANDLE_VALUE with the last error set; else a handle to wait for. */
HANDLE WINAPI FindFirstChangeNotificationW(LPCWSTR name, BOOL tree, DWORD filter)
{
    struct change *change;
    struct path_nt path;
    IO_STATUS_BLOCK io;
    NTSTATUS status;

    if (!path_nt(&path, name)) return INVALID_HANDLE_VALUE;
    if (!(change = base_alloc(sizeof *change))) {
        path_release(&path);
        return INVALID_HANDLE_VALUE;
    }
    *change = (struct change){.filter = filter, .tree = tree};
    status = NtOpenFile(&change->folder, FILE_LIST_DIRECTORY | SYNCHRONIZE, &path.attributes, &io,
                        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                        FILE_DIRECTORY_FILE | FILE_OPEN_FOR_BACKUP_INTENT);
    path_release(&path);
    if (!NT_SUCCESS(status)) {
        base_free(change);
        return base_fail(status), INVALID_HANDLE_VALUE;
    }
    status = NtCreateEvent(&change->event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    if (NT_SUCCESS(status)) {
        status = request(change);
        if (NT_ERROR(status)) change->io.Status = status, NtClose(change->event);
    }
    if (NT_ERROR(status)) {
        NtClose(change->folder);
        base_free(change);
        return base_fail(status), INVALID_HANDLE_VALUE;
    }
    RtlAcquireSRWLockExclusive((void *)&lock);
    change->next = changes;
    changes = change;
    RtlReleaseSRWLockExclusive((void *)&lock);
    return change->event;
}

HANDLE WINAPI FindFirstChangeNotificationA(LPCSTR name, BOOL tree, DWORD filter)
{
    struct path_wide path;

    if (!path_wide(&path, name)) return INVALID_HANDLE_VALUE;
    HANDLE handle = FindFirstChangeNotificationW(path.text, tree, filter);
    path_free(&path);
    return handle;
}

/* "FindNextChangeNotification function": asks for the next change. */
BOOL WINAPI FindNextChangeNotification(HANDLE handle)
{
    NTSTATUS status = STATUS_INVALID_HANDLE;

    RtlAcquireSRWLockShared((void *)&lock);
    for (struct change *change = changes; change; change = change->next)
        if (change->event == handle) {
            const BOOL under_way = *(volatile NTSTATUS *)&change->io.Status == STATUS_PENDING;
            status = under_way ? STATUS_SUCCESS : request(change);
        }
    RtlReleaseSRWLockShared((void *)&lock);
    return NT_ERROR(status) ? base_fail(status) : TRUE;
}

BOOL WINAPI FindCloseChangeNotification(HANDLE handle)
{
    struct change *found = NULL;

    RtlAcquireSRWLockExclusive((void *)&lock);
    for (struct change **link = &changes; *link; link = &(*link)->next)
        if ((*link)->event == handle) {
            found = *link;
            *link = found->next;
            break;
        }
    RtlReleaseSRWLockExclusive((void *)&lock);
    if (!found) return base_fail(STATUS_INVALID_HANDLE);
    discard(found);
    return TRUE;
}
