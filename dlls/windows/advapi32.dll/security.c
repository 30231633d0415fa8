/* SPDX-License-Identifier: MIT */
/* Security descriptors of files, on NtQuerySecurityObject and NtSetSecurityObject. */
#define WINADVAPI
#include "nt.h"
#include "nt_lib.h"

static BOOL done(NTSTATUS status)
{
    if (NT_SUCCESS(status)) return TRUE;
    RtlSetLastWin32ErrorAndNtStatusFromNtStatus(status);
    return FALSE;
}

static NTSTATUS open_file(const WCHAR *path, ACCESS_MASK access, HANDLE *file)
{
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    if (!RtlDosPathNameToNtPathName_U(path, &name, NULL, NULL)) return STATUS_OBJECT_PATH_NOT_FOUND;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS status =
        NtOpenFile(file, access, &attributes, &io, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, 0);
    RtlFreeUnicodeString(&name);
    return status;
}

/* "GetFileSecurityW function" */
BOOL WINAPI GetFileSecurityW(const WCHAR *path, SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR descriptor,
                             DWORD length, DWORD *needed)
{
    HANDLE file;
    NTSTATUS status =
        open_file(path, READ_CONTROL | (what & SACL_SECURITY_INFORMATION ? ACCESS_SYSTEM_SECURITY : 0), &file);
    if (NT_SUCCESS(status)) {
        status = NtQuerySecurityObject(file, what, descriptor, length, (ULONG *)needed);
        NtClose(file);
    }
    return done(status);
}

/* "SetFileSecurityW function" */
BOOL WINAPI SetFileSecurityW(const WCHAR *path, SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR descriptor)
{
    HANDLE file;
    ACCESS_MASK access = (what & (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION) ? WRITE_OWNER : 0) |
                         (what & DACL_SECURITY_INFORMATION ? WRITE_DAC : 0) |
                         (what & SACL_SECURITY_INFORMATION ? ACCESS_SYSTEM_SECURITY : 0);
    NTSTATUS status = open_file(path, access, &file);
    if (NT_SUCCESS(status)) {
        status = NtSetSecurityObject(file, what, descriptor);
        NtClose(file);
    }
    return done(status);
}
