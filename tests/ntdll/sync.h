/* SPDX-License-Identifier: MIT */
/* For the tests of ntdll's synchronisation calls: what the public headers lack, and small helpers. */
#ifndef METIC_TESTS_SYNC_H
#define METIC_TESTS_SYNC_H

#define WIN32_NO_STATUS
#include "check.h"
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <winternl.h>

NTSTATUS NTAPI NtCreateEvent(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, ULONG type, BOOLEAN state);
NTSTATUS NTAPI NtOpenEvent(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *);
NTSTATUS NTAPI NtSetEvent(HANDLE, LONG *);
NTSTATUS NTAPI NtSetEventBoostPriority(HANDLE);
NTSTATUS NTAPI NtResetEvent(HANDLE, LONG *);
NTSTATUS NTAPI NtClearEvent(HANDLE);
NTSTATUS NTAPI NtPulseEvent(HANDLE, LONG *);
NTSTATUS NTAPI NtQueryEvent(HANDLE, ULONG, void *, ULONG, ULONG *);
NTSTATUS NTAPI NtCreateSemaphore(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, LONG, LONG);
NTSTATUS NTAPI NtOpenSemaphore(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *);
NTSTATUS NTAPI NtReleaseSemaphore(HANDLE, LONG, LONG *);
NTSTATUS NTAPI NtQuerySemaphore(HANDLE, ULONG, void *, ULONG, ULONG *);
NTSTATUS NTAPI NtCreateMutant(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, BOOLEAN);
NTSTATUS NTAPI NtOpenMutant(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *);
NTSTATUS NTAPI NtReleaseMutant(HANDLE, LONG *);
NTSTATUS NTAPI NtQueryMutant(HANDLE, ULONG, void *, ULONG, ULONG *);
NTSTATUS NTAPI NtCreateTimer(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, ULONG);
NTSTATUS NTAPI NtOpenTimer(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *);
NTSTATUS NTAPI NtSetTimer(HANDLE, LARGE_INTEGER *, void *, void *, BOOLEAN, LONG, BOOLEAN *);
NTSTATUS NTAPI NtSetTimerEx(HANDLE, ULONG, void *, ULONG);
NTSTATUS NTAPI NtCancelTimer(HANDLE, BOOLEAN *);
NTSTATUS NTAPI NtQueryTimer(HANDLE, ULONG, void *, ULONG, ULONG *);
NTSTATUS NTAPI NtWaitForMultipleObjects(ULONG, const HANDLE *, ULONG type, BOOLEAN, LARGE_INTEGER *);
NTSTATUS NTAPI NtSignalAndWaitForSingleObject(HANDLE, HANDLE, BOOLEAN, LARGE_INTEGER *);
NTSTATUS NTAPI NtDelayExecution(BOOLEAN, LARGE_INTEGER *);
NTSTATUS NTAPI NtYieldExecution(void);
NTSTATUS NTAPI NtCreateThreadEx(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, HANDLE, void *, void *, ULONG, SIZE_T,
                                SIZE_T, SIZE_T, void *);
NTSTATUS NTAPI NtTerminateThread(HANDLE, NTSTATUS);
NTSTATUS NTAPI NtSuspendThread(HANDLE, ULONG *);
NTSTATUS NTAPI NtResumeThread(HANDLE, ULONG *);
NTSTATUS NTAPI NtOpenThread(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, CLIENT_ID *);
NTSTATUS NTAPI NtSetInformationThread(HANDLE, THREADINFOCLASS, void *, ULONG);
NTSTATUS NTAPI NtQueueApcThread(HANDLE, void *, void *, void *, void *);
NTSTATUS NTAPI NtQueueApcThreadEx(HANDLE, HANDLE, void *, void *, void *, void *);
NTSTATUS NTAPI NtTestAlert(void);
NTSTATUS NTAPI NtAlertThread(HANDLE);
NTSTATUS NTAPI NtWaitForAlertByThreadId(void *, LARGE_INTEGER *);
NTSTATUS NTAPI NtAlertThreadByThreadId(HANDLE);
NTSTATUS NTAPI NtCreateKeyedEvent(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, ULONG);
NTSTATUS NTAPI NtOpenKeyedEvent(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *);
NTSTATUS NTAPI NtWaitForKeyedEvent(HANDLE, void *, BOOLEAN, LARGE_INTEGER *);
NTSTATUS NTAPI NtReleaseKeyedEvent(HANDLE, void *, BOOLEAN, LARGE_INTEGER *);

enum { WAIT_ALL = 0, WAIT_ANY = 1, NOTIFICATION = 0, SYNCHRONIZATION = 1 };

/* So many milliseconds from now. */
__attribute__((unused)) static LARGE_INTEGER *after(int milliseconds)
{
    static __thread LARGE_INTEGER time;
    time.QuadPart = (LONGLONG)milliseconds * -10000;
    return &time;
}

/* Is it signalled?  Takes the signal where a wait does. */
__attribute__((unused)) static BOOL signalled(HANDLE handle)
{
    LARGE_INTEGER now = {.QuadPart = 0};
    return NtWaitForSingleObject(handle, FALSE, &now) == STATUS_WAIT_0;
}

/* Object attributes with a name. */
__attribute__((unused)) static OBJECT_ATTRIBUTES *named(const WCHAR *name, ULONG attributes)
{
    static __thread OBJECT_ATTRIBUTES object;
    static __thread UNICODE_STRING string;
    RtlInitUnicodeString(&string, name);
    InitializeObjectAttributes(&object, &string, attributes, NULL, NULL);
    return &object;
}

/* Creates a thread by the call alone. */
__attribute__((unused)) static HANDLE thread_make(DWORD(WINAPI *routine)(void *), void *argument, ULONG flags)
{
    HANDLE thread = NULL;
    return NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, GetCurrentProcess(), (void *)routine, argument, flags, 0,
                            0, 0, NULL)
               ? NULL
               : thread;
}

/* Waits for its end and closes it; its exit status. */
__attribute__((unused)) static DWORD thread_join(HANDLE thread)
{
    DWORD status = 0xdeadbeef;
    NtWaitForSingleObject(thread, FALSE, after(10000));
    GetExitCodeThread(thread, &status);
    CloseHandle(thread);
    return status;
}

#endif
