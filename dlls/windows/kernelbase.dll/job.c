/* SPDX-License-Identifier: MIT */
/* Job objects.  The information structures are NT's own, so that what a class takes and tells is ntdll's matter. */
#include "named.h"

HANDLE WINAPI CreateJobObjectW(SECURITY_ATTRIBUTES *security, const WCHAR *name)
{
    struct base_object object;
    HANDLE handle;

    NTSTATUS status = base_object_name(&object, name, security);
    if (NT_SUCCESS(status)) status = NtCreateJobObject(&handle, JOB_OBJECT_ALL_ACCESS, &object.attributes);
    return named_created(status, handle);
}

HANDLE WINAPI CreateJobObjectA(SECURITY_ATTRIBUTES *security, const char *name)
{
    WITH_WIDE_NAME(CreateJobObjectW(security, wide));
}

HANDLE WINAPI OpenJobObjectW(DWORD access, BOOL inherit, const WCHAR *name)
{
    return named_open(NtOpenJobObject, access, inherit, name);
}

HANDLE WINAPI OpenJobObjectA(DWORD access, BOOL inherit, const char *name)
{
    WITH_WIDE_NAME(OpenJobObjectW(access, inherit, wide));
}

BOOL WINAPI AssignProcessToJobObject(HANDLE job, HANDLE process)
{
    return base_ok(NtAssignProcessToJobObject(job, process));
}

BOOL WINAPI TerminateJobObject(HANDLE job, UINT status)
{
    return base_ok(NtTerminateJobObject(job, (NTSTATUS)status));
}

BOOL WINAPI QueryInformationJobObject(HANDLE job, JOBOBJECTINFOCLASS class, void *info, DWORD size, DWORD *returned)
{
    return base_ok(NtQueryInformationJobObject(job, class, info, size, returned));
}

BOOL WINAPI SetInformationJobObject(HANDLE job, JOBOBJECTINFOCLASS class, void *info, DWORD size)
{
    return base_ok(NtSetInformationJobObject(job, class, info, size));
}

/* "If JobHandle is NULL, the function tests if the process is running under any job." */
BOOL WINAPI IsProcessInJob(HANDLE process, HANDLE job, BOOL *result)
{
    NTSTATUS status = NtIsProcessInJob(process, job);

    if (status != STATUS_PROCESS_IN_JOB && status != STATUS_PROCESS_NOT_IN_JOB) return base_ok(status);
    *result = status == STATUS_PROCESS_IN_JOB;
    return TRUE;
}
