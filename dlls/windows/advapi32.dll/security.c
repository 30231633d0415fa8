/* SPDX-License-Identifier: MIT */
/* Security descriptors of files, on NtQuerySecurityObject and NtSetSecurityObject. */
#define WINADVAPI
#include "nt.h"
#include "nt_lib.h"

#include <accctrl.h>

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

/* ---- by parts ---- */

/* Hands out a descriptor's parts, which point into it; the descriptor is the caller's, for LocalFree. */
static DWORD give_parts(HANDLE object, SECURITY_INFORMATION what, PSID *owner, PSID *group, PACL *dacl, PACL *sacl,
                        PSECURITY_DESCRIPTOR *descriptor)
{
    ULONG size = 0;
    BOOL defaulted, present;
    PSECURITY_DESCRIPTOR found = NULL;
    NTSTATUS status = NtQuerySecurityObject(object, what, NULL, 0, &size);
    if (status == STATUS_BUFFER_TOO_SMALL) {
        if (!(found = LocalAlloc(0, size))) return ERROR_NOT_ENOUGH_MEMORY;
        status = NtQuerySecurityObject(object, what, found, size, &size);
    }
    if (!NT_SUCCESS(status)) {
        LocalFree(found);
        return RtlNtStatusToDosError(status);
    }
    if (owner && what & OWNER_SECURITY_INFORMATION) GetSecurityDescriptorOwner(found, owner, &defaulted);
    if (group && what & GROUP_SECURITY_INFORMATION) GetSecurityDescriptorGroup(found, group, &defaulted);
    if (dacl && what & DACL_SECURITY_INFORMATION &&
        (!GetSecurityDescriptorDacl(found, &present, dacl, &defaulted) || !present))
        *dacl = NULL;
    if (sacl && what & SACL_SECURITY_INFORMATION &&
        (!GetSecurityDescriptorSacl(found, &present, sacl, &defaulted) || !present))
        *sacl = NULL;
    if (descriptor)
        *descriptor = found;
    else
        LocalFree(found);
    return ERROR_SUCCESS;
}

/* "GetSecurityInfo function". */
DWORD WINAPI GetSecurityInfo(HANDLE object, SE_OBJECT_TYPE type, SECURITY_INFORMATION what, PSID *owner, PSID *group,
                             PACL *dacl, PACL *sacl, PSECURITY_DESCRIPTOR *descriptor)
{
    if (type == SE_UNKNOWN_OBJECT_TYPE) return ERROR_INVALID_PARAMETER;
    if (!descriptor && (owner || group || dacl || sacl)) return ERROR_INVALID_PARAMETER;
    return give_parts(object, what, owner, group, dacl, sacl, descriptor);
}

/* "GetNamedSecurityInfoW function": of files. */
DWORD WINAPI GetNamedSecurityInfoW(LPCWSTR name, SE_OBJECT_TYPE type, SECURITY_INFORMATION what, PSID *owner,
                                   PSID *group, PACL *dacl, PACL *sacl, PSECURITY_DESCRIPTOR *descriptor)
{
    HANDLE file;
    if (!name || (!descriptor && (owner || group || dacl || sacl))) return ERROR_INVALID_PARAMETER;
    if (type != SE_FILE_OBJECT) return ERROR_NOT_SUPPORTED;
    NTSTATUS status =
        open_file(name, READ_CONTROL | (what & SACL_SECURITY_INFORMATION ? ACCESS_SYSTEM_SECURITY : 0), &file);
    if (!NT_SUCCESS(status)) return RtlNtStatusToDosError(status);
    DWORD error = give_parts(file, what, owner, group, dacl, sacl, descriptor);
    NtClose(file);
    return error;
}

/* "SetSecurityInfo function". */
DWORD WINAPI SetSecurityInfo(HANDLE object, SE_OBJECT_TYPE type, SECURITY_INFORMATION what, PSID owner, PSID group,
                             PACL dacl, PACL sacl)
{
    SECURITY_DESCRIPTOR descriptor;
    if (type == SE_UNKNOWN_OBJECT_TYPE) return ERROR_INVALID_PARAMETER;
    InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
    if (what & OWNER_SECURITY_INFORMATION) SetSecurityDescriptorOwner(&descriptor, owner, FALSE);
    if (what & GROUP_SECURITY_INFORMATION) SetSecurityDescriptorGroup(&descriptor, group, FALSE);
    if (what & DACL_SECURITY_INFORMATION) SetSecurityDescriptorDacl(&descriptor, TRUE, dacl, FALSE);
    if (what & SACL_SECURITY_INFORMATION) SetSecurityDescriptorSacl(&descriptor, TRUE, sacl, FALSE);
    NTSTATUS status = NtSetSecurityObject(object, what & 0xff, &descriptor);
    return NT_SUCCESS(status) ? ERROR_SUCCESS : RtlNtStatusToDosError(status);
}

/* "SetNamedSecurityInfoW function": of files. */
DWORD WINAPI SetNamedSecurityInfoW(LPWSTR name, SE_OBJECT_TYPE type, SECURITY_INFORMATION what, PSID owner, PSID group,
                                   PACL dacl, PACL sacl)
{
    HANDLE file;
    if (!name) return ERROR_INVALID_PARAMETER;
    if (type != SE_FILE_OBJECT) return ERROR_NOT_SUPPORTED;
    ACCESS_MASK access = (what & (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION) ? WRITE_OWNER : 0) |
                         (what & DACL_SECURITY_INFORMATION ? WRITE_DAC : 0) |
                         (what & SACL_SECURITY_INFORMATION ? ACCESS_SYSTEM_SECURITY : 0);
    NTSTATUS status = open_file(name, access, &file);
    if (!NT_SUCCESS(status)) return RtlNtStatusToDosError(status);
    DWORD error = SetSecurityInfo(file, type, what, owner, group, dacl, sacl);
    NtClose(file);
    return error;
}
