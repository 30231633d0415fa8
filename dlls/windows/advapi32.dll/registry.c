/* SPDX-License-Identifier: MIT */
/* The registry's Win32 side on NtOpenKey and its kin.  As long as those answer STATUS_NOT_IMPLEMENTED, so do these, in
 * Win32's terms.  Predefined keys are opened at each use; a handle of theirs costs nothing to close. */
#define WINADVAPI
#include "nt.h"
#include "nt_lib.h"

#include <string.h>

static const struct {
    HKEY key;
    const WCHAR *path;
} roots[] = {
    {HKEY_CLASSES_ROOT,  L"\\Registry\\Machine\\Software\\Classes"},
    {HKEY_CURRENT_USER,  L"\\Registry\\User\\.Default"            },
    {HKEY_LOCAL_MACHINE, L"\\Registry\\Machine"                   },
    {HKEY_USERS,         L"\\Registry\\User"                      },
};

/* A predefined key as an open one; others as they are. */
static NTSTATUS root_open(HKEY key, HANDLE *handle, BOOLEAN *opened)
{
    *handle = key;
    *opened = FALSE;
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        if (roots[i].key != key) continue;
        UNICODE_STRING name;
        OBJECT_ATTRIBUTES attributes;
        RtlInitUnicodeString(&name, roots[i].path);
        InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
        *opened = TRUE;
        return NtOpenKey(handle, MAXIMUM_ALLOWED, &attributes);
    }
    return STATUS_SUCCESS;
}

/* "RegOpenKeyExW function": the error code itself, not the last error. */
LSTATUS WINAPI RegOpenKeyExW(HKEY key, const WCHAR *sub, DWORD options, REGSAM access, PHKEY result)
{
    HANDLE root;
    BOOLEAN opened;
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    if (!result || options & ~(DWORD)REG_OPTION_OPEN_LINK) return ERROR_INVALID_PARAMETER;
    NTSTATUS status = root_open(key, &root, &opened);
    if (!NT_SUCCESS(status)) return (LSTATUS)RtlNtStatusToDosError(status);
    RtlInitUnicodeString(&name, sub);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, root, NULL);
    status = NtOpenKey((HANDLE *)result, access & ~(REGSAM)(KEY_WOW64_32KEY | KEY_WOW64_64KEY), &attributes);
    if (opened) NtClose(root);
    return (LSTATUS)RtlNtStatusToDosError(status);
}

LSTATUS WINAPI RegOpenKeyExA(HKEY key, const char *sub, DWORD options, REGSAM access, PHKEY result)
{
    UNICODE_STRING wide;
    if (!sub) return RegOpenKeyExW(key, NULL, options, access, result);
    if (!RtlCreateUnicodeStringFromAsciiz(&wide, sub)) return ERROR_NOT_ENOUGH_MEMORY;
    LSTATUS status = RegOpenKeyExW(key, wide.Buffer, options, access, result);
    RtlFreeUnicodeString(&wide);
    return status;
}

LSTATUS WINAPI RegCloseKey(HKEY key)
{
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (roots[i].key == key) return ERROR_SUCCESS;
    return (LSTATUS)RtlNtStatusToDosError(NtClose(key));
}

/* "RegQueryValueExW function" */
LSTATUS WINAPI RegQueryValueExW(HKEY key, const WCHAR *value, DWORD *reserved, DWORD *type, BYTE *data, DWORD *size)
{
    struct {
        ULONG TitleIndex, Type, DataLength;
        UCHAR Data[4096];
    } info; /* KEY_VALUE_PARTIAL_INFORMATION */
    HANDLE root;
    BOOLEAN opened;
    UNICODE_STRING name;
    ULONG got;
    if (reserved || (data && !size)) return ERROR_INVALID_PARAMETER;
    NTSTATUS status = root_open(key, &root, &opened);
    if (!NT_SUCCESS(status)) return (LSTATUS)RtlNtStatusToDosError(status);
    RtlInitUnicodeString(&name, value);
    status = NtQueryValueKey(root, &name, 2 /* KeyValuePartialInformation */, &info, sizeof info, &got);
    if (opened) NtClose(root);
    if (status && status != STATUS_BUFFER_OVERFLOW) return (LSTATUS)RtlNtStatusToDosError(status);
    if (type) *type = info.Type;
    DWORD room = size ? *size : 0;
    if (size) *size = info.DataLength;
    if (!data) return ERROR_SUCCESS;
    if (room < info.DataLength || info.DataLength > sizeof info.Data) return ERROR_MORE_DATA;
    memcpy(data, info.Data, info.DataLength);
    return ERROR_SUCCESS;
}
