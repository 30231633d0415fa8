/* SPDX-License-Identifier: MIT */
/* The forms of sync.c's functions that take an object name in the ANSI code page. */
#include "named.h"

HANDLE WINAPI CreateEventA(SECURITY_ATTRIBUTES *security, BOOL manual, BOOL initial, const char *name)
{
    WITH_WIDE_NAME(CreateEventW(security, manual, initial, wide));
}

HANDLE WINAPI CreateEventExA(SECURITY_ATTRIBUTES *security, const char *name, DWORD flags, DWORD access)
{
    WITH_WIDE_NAME(CreateEventExW(security, wide, flags, access));
}

HANDLE WINAPI OpenEventA(DWORD access, BOOL inherit, const char *name)
{
    WITH_WIDE_NAME(OpenEventW(access, inherit, wide));
}

HANDLE WINAPI CreateMutexA(SECURITY_ATTRIBUTES *security, BOOL owner, const char *name)
{
    WITH_WIDE_NAME(CreateMutexW(security, owner, wide));
}

HANDLE WINAPI CreateMutexExA(SECURITY_ATTRIBUTES *security, const char *name, DWORD flags, DWORD access)
{
    WITH_WIDE_NAME(CreateMutexExW(security, wide, flags, access));
}

HANDLE WINAPI OpenMutexA(DWORD access, BOOL inherit, const char *name)
{
    WITH_WIDE_NAME(OpenMutexW(access, inherit, wide));
}

HANDLE WINAPI CreateSemaphoreA(SECURITY_ATTRIBUTES *security, LONG initial, LONG maximum, const char *name)
{
    WITH_WIDE_NAME(CreateSemaphoreW(security, initial, maximum, wide));
}

HANDLE WINAPI CreateSemaphoreExA(SECURITY_ATTRIBUTES *security, LONG initial, LONG maximum, const char *name,
                                 DWORD flags, DWORD access)
{
    WITH_WIDE_NAME(CreateSemaphoreExW(security, initial, maximum, wide, flags, access));
}

HANDLE WINAPI OpenSemaphoreA(DWORD access, BOOL inherit, const char *name)
{
    WITH_WIDE_NAME(OpenSemaphoreW(access, inherit, wide));
}

HANDLE WINAPI CreateWaitableTimerA(SECURITY_ATTRIBUTES *security, BOOL manual, const char *name)
{
    WITH_WIDE_NAME(CreateWaitableTimerW(security, manual, wide));
}

HANDLE WINAPI CreateWaitableTimerExA(SECURITY_ATTRIBUTES *security, const char *name, DWORD flags, DWORD access)
{
    WITH_WIDE_NAME(CreateWaitableTimerExW(security, wide, flags, access));
}

HANDLE WINAPI OpenWaitableTimerA(DWORD access, BOOL inherit, const char *name)
{
    WITH_WIDE_NAME(OpenWaitableTimerW(access, inherit, wide));
}
