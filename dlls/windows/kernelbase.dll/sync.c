/* SPDX-License-Identifier: MIT */
/* Events, mutexes, semaphores and timers by name or handle; the 8-bit forms of the names are in sync_ansi.c, waits in
 * wait.c.
 *
 * Creating a name that exists gives a handle to it and ERROR_ALREADY_EXISTS; a name that belongs to an object of
 * another kind is ERROR_INVALID_HANDLE. */
#include "named.h"

HANDLE named_created(NTSTATUS status, HANDLE handle)
{
    if (status == STATUS_OBJECT_NAME_EXISTS) {
        RtlSetLastWin32Error(ERROR_ALREADY_EXISTS);
        return handle;
    }
    if (!NT_SUCCESS(status)) {
        /* "If lpName matches the name of an existing object of another kind ... the function fails and GetLastError
         * returns ERROR_INVALID_HANDLE" */
        base_fail(status == STATUS_OBJECT_TYPE_MISMATCH ? STATUS_INVALID_HANDLE : status);
        return NULL;
    }
    RtlSetLastWin32Error(ERROR_SUCCESS);
    return handle;
}

HANDLE named_open(named_open_function *open, DWORD access, BOOL inherit, const WCHAR *name)
{
    struct base_object object;
    HANDLE handle;

    if (!name) return base_fail(STATUS_INVALID_PARAMETER), NULL;
    NTSTATUS status = base_object_name(&object, name, NULL);
    object.attributes.Attributes = inherit ? OBJ_INHERIT : 0;
    if (NT_SUCCESS(status)) status = open(&handle, access, &object.attributes);
    if (status == STATUS_OBJECT_TYPE_MISMATCH) status = STATUS_INVALID_HANDLE;
    return base_ok(status) ? handle : NULL;
}

/* ---- events ---- */

HANDLE WINAPI CreateEventExW(SECURITY_ATTRIBUTES *security, const WCHAR *name, DWORD flags, DWORD access)
{
    struct base_object object;
    HANDLE handle;

    if (flags & ~(DWORD)(CREATE_EVENT_INITIAL_SET | CREATE_EVENT_MANUAL_RESET))
        return base_fail(STATUS_INVALID_PARAMETER), NULL;
    NTSTATUS status = base_object_name(&object, name, security);
    if (NT_SUCCESS(status))
        status = NtCreateEvent(&handle, access, &object.attributes,
                               flags & CREATE_EVENT_MANUAL_RESET ? NotificationEvent : SynchronizationEvent,
                               (flags & CREATE_EVENT_INITIAL_SET) != 0);
    return named_created(status, handle);
}

HANDLE WINAPI CreateEventW(SECURITY_ATTRIBUTES *security, BOOL manual, BOOL initial, const WCHAR *name)
{
    return CreateEventExW(security, name,
                          (manual ? CREATE_EVENT_MANUAL_RESET : 0) | (initial ? CREATE_EVENT_INITIAL_SET : 0),
                          EVENT_ALL_ACCESS);
}

HANDLE WINAPI OpenEventW(DWORD access, BOOL inherit, const WCHAR *name)
{
    return named_open(NtOpenEvent, access, inherit, name);
}

BOOL WINAPI SetEvent(HANDLE event)
{
    return base_ok(NtSetEvent(event, NULL));
}

BOOL WINAPI ResetEvent(HANDLE event)
{
    return base_ok(NtClearEvent(event));
}

BOOL WINAPI PulseEvent(HANDLE event)
{
    return base_ok(NtPulseEvent(event, NULL));
}

/* ---- mutexes ---- */

HANDLE WINAPI CreateMutexExW(SECURITY_ATTRIBUTES *security, const WCHAR *name, DWORD flags, DWORD access)
{
    struct base_object object;
    HANDLE handle;

    if (flags & ~(DWORD)CREATE_MUTEX_INITIAL_OWNER) return base_fail(STATUS_INVALID_PARAMETER), NULL;
    NTSTATUS status = base_object_name(&object, name, security);
    if (NT_SUCCESS(status))
        status = NtCreateMutant(&handle, access, &object.attributes, (flags & CREATE_MUTEX_INITIAL_OWNER) != 0);
    return named_created(status, handle);
}

HANDLE WINAPI CreateMutexW(SECURITY_ATTRIBUTES *security, BOOL owner, const WCHAR *name)
{
    return CreateMutexExW(security, name, owner ? CREATE_MUTEX_INITIAL_OWNER : 0, MUTEX_ALL_ACCESS);
}

HANDLE WINAPI OpenMutexW(DWORD access, BOOL inherit, const WCHAR *name)
{
    return named_open(NtOpenMutant, access, inherit, name);
}

/* ERROR_NOT_OWNER where another thread, or none, has it. */
BOOL WINAPI ReleaseMutex(HANDLE mutex)
{
    return base_ok(NtReleaseMutant(mutex, NULL));
}

/* ---- semaphores ---- */

HANDLE WINAPI CreateSemaphoreExW(SECURITY_ATTRIBUTES *security, LONG initial, LONG maximum, const WCHAR *name,
                                 DWORD flags, DWORD access)
{
    struct base_object object;
    HANDLE handle;

    if (flags) return base_fail(STATUS_INVALID_PARAMETER), NULL;
    NTSTATUS status = base_object_name(&object, name, security);
    if (NT_SUCCESS(status)) status = NtCreateSemaphore(&handle, access, &object.attributes, initial, maximum);
    return named_created(status, handle);
}

HANDLE WINAPI CreateSemaphoreW(SECURITY_ATTRIBUTES *security, LONG initial, LONG maximum, const WCHAR *name)
{
    return CreateSemaphoreExW(security, initial, maximum, name, 0, SEMAPHORE_ALL_ACCESS);
}

HANDLE WINAPI OpenSemaphoreW(DWORD access, BOOL inherit, const WCHAR *name)
{
    return named_open(NtOpenSemaphore, access, inherit, name);
}

/* ERROR_TOO_MANY_POSTS where the maximum would be passed: nothing changes then. */
BOOL WINAPI ReleaseSemaphore(HANDLE semaphore, LONG count, LONG *previous)
{
    return base_ok(NtReleaseSemaphore(semaphore, count, previous));
}

/* ---- timers ---- */

HANDLE WINAPI CreateWaitableTimerExW(SECURITY_ATTRIBUTES *security, const WCHAR *name, DWORD flags, DWORD access)
{
    struct base_object object;
    HANDLE handle;

    if (flags & ~(DWORD)(CREATE_WAITABLE_TIMER_MANUAL_RESET | CREATE_WAITABLE_TIMER_HIGH_RESOLUTION))
        return base_fail(STATUS_INVALID_PARAMETER), NULL;
    NTSTATUS status = base_object_name(&object, name, security);
    if (NT_SUCCESS(status)) /* every timer of ours has the high resolution */
        status = NtCreateTimer(&handle, access, &object.attributes,
                               flags & CREATE_WAITABLE_TIMER_MANUAL_RESET ? NotificationTimer : SynchronizationTimer);
    return named_created(status, handle);
}

HANDLE WINAPI CreateWaitableTimerW(SECURITY_ATTRIBUTES *security, BOOL manual, const WCHAR *name)
{
    return CreateWaitableTimerExW(security, name, manual ? CREATE_WAITABLE_TIMER_MANUAL_RESET : 0, TIMER_ALL_ACCESS);
}

HANDLE WINAPI OpenWaitableTimerW(DWORD access, BOOL inherit, const WCHAR *name)
{
    return named_open(NtOpenTimer, access, inherit, name);
}

/* `due` in 100 ns: absolute (UTC) or, below 0, relative; `period` in milliseconds, 0: once.  `resume` asks for what a
 * machine that sleeps would do: "If the system does not support a restore, the call succeeds, but GetLastError returns
 * ERROR_NOT_SUPPORTED." */
BOOL WINAPI SetWaitableTimer(HANDLE timer, const LARGE_INTEGER *due, LONG period, PTIMERAPCROUTINE routine,
                             void *argument, BOOL resume)
{
    LARGE_INTEGER at = *due;

    if (!base_ok(NtSetTimer(timer, &at, (PTIMER_APC_ROUTINE)(void *)routine, argument, FALSE, period, NULL)))
        return FALSE;
    if (resume) RtlSetLastWin32Error(ERROR_NOT_SUPPORTED);
    return TRUE;
}

BOOL WINAPI SetWaitableTimerEx(HANDLE timer, const LARGE_INTEGER *due, LONG period, PTIMERAPCROUTINE routine,
                               void *argument, PREASON_CONTEXT wake, ULONG delay)
{
    (void)delay; /* a tolerance: being on time is within it */
    return SetWaitableTimer(timer, due, period, routine, argument, wake != NULL);
}

BOOL WINAPI CancelWaitableTimer(HANDLE timer)
{
    return base_ok(NtCancelTimer(timer, NULL));
}
