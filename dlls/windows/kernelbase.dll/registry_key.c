/* SPDX-License-Identifier: MIT */
/* RegOpenKeyEx, RegCreateKeyEx, RegEnumKeyEx, RegDeleteKey and their kin ("Registry Functions"). */
#include "registry.h"

#include <string.h>

enum { OPEN_OPTIONS = REG_OPTION_OPEN_LINK | REG_OPTION_BACKUP_RESTORE };

LSTATUS WINAPI RegOpenKeyExW(HKEY key, const WCHAR *sub, DWORD options, REGSAM access, PHKEY result)
{
    HANDLE handle = NULL;
    if (!result || options & ~(DWORD)OPEN_OPTIONS) return ERROR_INVALID_PARAMETER;
    if (sub && *sub == '\\') {
        *result = NULL;
        return ERROR_BAD_PATHNAME;
    }
    NTSTATUS status = registry_open(key, sub, options & REG_OPTION_OPEN_LINK, access, &handle);
    *result = status == STATUS_SUCCESS ? handle : NULL;
    return registry_error(status);
}

/* "RegOpenKeyW function": without a name the handle that was given is the result. */
LSTATUS WINAPI RegOpenKeyW(HKEY key, const WCHAR *sub, PHKEY result)
{
    if (!result) return ERROR_INVALID_PARAMETER;
    if (sub && *sub) return RegOpenKeyExW(key, sub, 0, MAXIMUM_ALLOWED, result);
    *result = key;
    return ERROR_SUCCESS;
}

LSTATUS WINAPI RegCreateKeyExW(HKEY key, const WCHAR *sub, DWORD reserved, WCHAR *class_name, DWORD options,
                               REGSAM access, SECURITY_ATTRIBUTES *security, PHKEY result, DWORD *disposition)
{
    HANDLE handle = NULL;
    ULONG made = 0;
    (void)security;
    if (reserved || !result || options & ~(DWORD)REG_LEGAL_OPTION) return ERROR_INVALID_PARAMETER;
    if (!sub) return ERROR_BADKEY;
    if (*sub == '\\') return ERROR_BAD_PATHNAME;
    NTSTATUS status = registry_create(key, sub, class_name, options, access, &handle, &made);
    *result = status == STATUS_SUCCESS ? handle : NULL;
    if (status == STATUS_SUCCESS && disposition) *disposition = made;
    return registry_error(status);
}

LSTATUS WINAPI RegCreateKeyW(HKEY key, const WCHAR *sub, PHKEY result)
{
    if (!result) return ERROR_BADKEY;
    if (sub && *sub) return RegCreateKeyExW(key, sub, 0, NULL, 0, MAXIMUM_ALLOWED, NULL, result, NULL);
    *result = key;
    return ERROR_SUCCESS;
}

LSTATUS WINAPI RegOpenCurrentUser(REGSAM access, PHKEY result)
{
    if (!result) return ERROR_INVALID_PARAMETER;
    return registry_error(RtlOpenCurrentUser(access, (HANDLE *)result));
}

/* "RegOpenUserClassesRoot function": the token's user is the one that there is. */
LSTATUS WINAPI RegOpenUserClassesRoot(HANDLE token, DWORD options, REGSAM access, PHKEY result)
{
    if (options || !result) return ERROR_INVALID_PARAMETER;
    if (!token) return ERROR_INVALID_HANDLE;
    return RegOpenKeyExW(HKEY_CLASSES_ROOT, NULL, 0, access, result);
}

/* "RegConnectRegistryW function": of this computer. */
LSTATUS WINAPI RegConnectRegistryW(const WCHAR *machine, HKEY key, PHKEY result)
{
    WCHAR own[MAX_COMPUTERNAME_LENGTH + 1];
    DWORD size = sizeof own / sizeof *own;
    if (!result) return ERROR_INVALID_PARAMETER;
    while (machine && *machine == '\\') machine++;
    if (machine && *machine && (!GetComputerNameW(own, &size) || _wcsicmp(machine, own) != 0) &&
        _wcsicmp(machine, L"localhost") != 0 && wcscmp(machine, L".") != 0)
        return ERROR_BAD_NETPATH;
    if (key != HKEY_LOCAL_MACHINE && key != HKEY_USERS && key != HKEY_PERFORMANCE_DATA) return ERROR_INVALID_HANDLE;
    *result = key;
    return ERROR_SUCCESS;
}

LSTATUS WINAPI RegFlushKey(HKEY key)
{
    HANDLE handle;
    NTSTATUS status = registry_handle(key, &handle);
    return registry_error(status == STATUS_SUCCESS ? NtFlushKey(handle) : status);
}

LSTATUS WINAPI RegNotifyChangeKeyValue(HKEY key, WINBOOL subtree, DWORD filter, HANDLE event, WINBOOL asynchronous)
{
    static IO_STATUS_BLOCK ignored; /* what it gets nobody looks at */
    HANDLE handle;
    if (asynchronous && !event) return ERROR_INVALID_PARAMETER;
    if (!filter || filter & ~(DWORD)(REG_LEGAL_CHANGE_FILTER | 0x10000000)) return ERROR_INVALID_PARAMETER;
    NTSTATUS status = registry_handle(key, &handle);
    if (status == STATUS_SUCCESS)
        status = NtNotifyChangeKey(handle, event, NULL, NULL, &ignored, filter & REG_LEGAL_CHANGE_FILTER,
                                   (BOOLEAN)(subtree != 0), NULL, 0, (BOOLEAN)(asynchronous != 0));
    return registry_error(status == STATUS_PENDING ? STATUS_SUCCESS : status);
}

/* ---- enumerating ---- */

/* The subkey of that number.  Of a merged key: the user's, then those of the machine that he has not. */
static NTSTATUS enum_merged(HANDLE key, ULONG index, KEY_NODE_INFORMATION **node)
{
    HANDLE twin;
    if (!registry_merged(key) || registry_twin(key, KEY_ENUMERATE_SUB_KEYS | KEY_QUERY_VALUE, &twin) != STATUS_SUCCESS)
        return registry_enum(key, index, node);
    BOOL users = registry_is_users(key);
    HANDLE first = users ? key : twin, second = users ? twin : key;
    KEY_FULL_INFORMATION *full;
    NTSTATUS status = registry_query(first, KeyFullInformation, (void **)&full);
    ULONG count = status == STATUS_SUCCESS ? full->SubKeys : 0;
    if (status == STATUS_SUCCESS) base_free(full);
    if (index < count) {
        status = registry_enum(first, index, node);
    } else {
        ULONG left = index - count;
        for (ULONG i = 0;; i++) {
            status = registry_enum(second, i, node);
            if (status != STATUS_SUCCESS) break;
            UNICODE_STRING name = {.Buffer = (*node)->Name,
                                   .Length = (USHORT)(*node)->NameLength,
                                   .MaximumLength = (USHORT)(*node)->NameLength};
            OBJECT_ATTRIBUTES attributes;
            HANDLE same;
            InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, first, NULL);
            if (NtOpenKey(&same, KEY_QUERY_VALUE, &attributes) == STATUS_SUCCESS)
                NtClose(same);
            else if (!left--)
                break;
            base_free(*node);
        }
    }
    NtClose(twin);
    return status;
}

/* Copies a text of counted bytes to a caller's buffer with a terminator; `*room` is in units and gets the length. */
static LSTATUS text_give(const void *text, ULONG bytes, WCHAR *to, DWORD *room)
{
    ULONG units = bytes / sizeof(WCHAR), had = *room;
    *room = units;
    if (had <= units) return ERROR_MORE_DATA;
    memcpy(to, text, bytes);
    to[units] = 0;
    return ERROR_SUCCESS;
}

LSTATUS WINAPI RegEnumKeyExW(HKEY key, DWORD index, WCHAR *name, DWORD *name_room, DWORD *reserved, WCHAR *class_name,
                             DWORD *class_room, FILETIME *written)
{
    HANDLE handle;
    KEY_NODE_INFORMATION *node;
    if (reserved || !name || !name_room || (class_name && !class_room)) return ERROR_INVALID_PARAMETER;
    NTSTATUS status = registry_handle(key, &handle);
    if (status == STATUS_SUCCESS) status = enum_merged(handle, index, &node);
    if (status != STATUS_SUCCESS) return registry_error(status);
    DWORD room = *name_room;
    LSTATUS result = text_give(node->Name, node->NameLength, name, &room);
    /* where the name does not fit its length is left as it was given */
    if (!result) *name_room = room;
    if (!result && class_room) {
        const char *class = node->ClassLength ? (const char *)node + node->ClassOffset : "";
        if (class_name)
            result = text_give(class, node->ClassLength, class_name, class_room);
        else
            *class_room = node->ClassLength / sizeof(WCHAR);
    }
    if (!result && written) memcpy(written, &node->LastWriteTime, sizeof *written);
    base_free(node);
    return result;
}

LSTATUS WINAPI RegEnumKeyW(HKEY key, DWORD index, WCHAR *name, DWORD room)
{
    return RegEnumKeyExW(key, index, name, &room, NULL, NULL, NULL, NULL);
}

/* How many subkeys or values of the twin this side lacks, and the longest of them. */
static void twin_add(HANDLE handle, HANDLE twin, KEY_FULL_INFORMATION *full)
{
    KEY_NODE_INFORMATION *node;
    KEY_VALUE_FULL_INFORMATION *value;
    for (ULONG i = 0; registry_enum(twin, i, &node) == STATUS_SUCCESS; i++) {
        UNICODE_STRING name = {
            .Buffer = node->Name, .Length = (USHORT)node->NameLength, .MaximumLength = (USHORT)node->NameLength};
        OBJECT_ATTRIBUTES attributes;
        HANDLE same;
        InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, handle, NULL);
        if (NtOpenKey(&same, KEY_QUERY_VALUE, &attributes) == STATUS_SUCCESS) {
            NtClose(same);
        } else {
            full->SubKeys++;
            if (node->NameLength > full->MaxNameLen) full->MaxNameLen = node->NameLength;
            if (node->ClassLength > full->MaxClassLen) full->MaxClassLen = node->ClassLength;
        }
        base_free(node);
    }
    for (ULONG i = 0; registry_enum_value(twin, i, &value) == STATUS_SUCCESS; i++) {
        UNICODE_STRING name = {
            .Buffer = value->Name, .Length = (USHORT)value->NameLength, .MaximumLength = (USHORT)value->NameLength};
        UCHAR some[16];
        ULONG needed;
        if (NtQueryValueKey(handle, &name, KeyValueBasicInformation, some, sizeof some, &needed) ==
            STATUS_OBJECT_NAME_NOT_FOUND)
            full->Values++;
        if (value->NameLength > full->MaxValueNameLen) full->MaxValueNameLen = value->NameLength;
        if (value->DataLength > full->MaxValueDataLen) full->MaxValueDataLen = value->DataLength;
        base_free(value);
    }
}

LSTATUS WINAPI RegQueryInfoKeyW(HKEY key, WCHAR *class_name, DWORD *class_room, DWORD *reserved, DWORD *subkeys,
                                DWORD *name_most, DWORD *class_most, DWORD *values, DWORD *value_name_most,
                                DWORD *data_most, DWORD *security, FILETIME *written)
{
    HANDLE handle, twin;
    KEY_FULL_INFORMATION *full;
    LSTATUS result = ERROR_SUCCESS;
    if (reserved || (class_name && !class_room)) return ERROR_INVALID_PARAMETER;
    NTSTATUS status = registry_handle(key, &handle);
    if (status == STATUS_SUCCESS) status = registry_query(handle, KeyFullInformation, (void **)&full);
    if (status != STATUS_SUCCESS) return registry_error(status);
    if (registry_merged(handle) && registry_twin(handle, KEY_READ, &twin) == STATUS_SUCCESS) {
        twin_add(handle, twin, full);
        NtClose(twin);
    }
    if (security) {
        ULONG size = 0;
        status = NtQuerySecurityObject(
            handle, OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, NULL, 0,
            &size);
        *security = status == STATUS_BUFFER_TOO_SMALL ? size : 0;
    }
    const char *class = full->ClassLength ? (const char *)full + full->ClassOffset : "";
    if (class_name)
        result = text_give(class, full->ClassLength, class_name, class_room);
    else if (class_room)
        *class_room = full->ClassLength / sizeof(WCHAR);
    if (subkeys) *subkeys = full->SubKeys;
    if (name_most) *name_most = full->MaxNameLen / sizeof(WCHAR);
    if (class_most) *class_most = full->MaxClassLen / sizeof(WCHAR);
    if (values) *values = full->Values;
    if (value_name_most) *value_name_most = full->MaxValueNameLen / sizeof(WCHAR);
    if (data_most) *data_most = full->MaxValueDataLen;
    if (written) memcpy(written, &full->LastWriteTime, sizeof *written);
    base_free(full);
    return result;
}

/* ---- deleting and renaming ---- */

LSTATUS WINAPI RegDeleteKeyExW(HKEY key, const WCHAR *sub, REGSAM access, DWORD reserved)
{
    HANDLE handle;
    if (reserved || !sub) return ERROR_INVALID_PARAMETER;
    NTSTATUS status = registry_open(key, sub, REG_OPTION_OPEN_LINK, DELETE | (access & REGISTRY_WOW64), &handle);
    if (status != STATUS_SUCCESS) return registry_error(status);
    status = NtDeleteKey(handle);
    NtClose(handle);
    return registry_error(status);
}

LSTATUS WINAPI RegDeleteKeyW(HKEY key, const WCHAR *sub)
{
    return RegDeleteKeyExW(key, sub, 0, 0);
}

/* Removes what is in a key, the last subkey first: those before it keep their numbers. */
static NTSTATUS empty(HANDLE key, BOOL values)
{
    NTSTATUS status = STATUS_SUCCESS;
    KEY_FULL_INFORMATION *full;
    ULONG failures = 0;
    for (;;) {
        KEY_NODE_INFORMATION *node;
        HANDLE sub;
        status = registry_query(key, KeyFullInformation, (void **)&full);
        if (status != STATUS_SUCCESS) return status;
        ULONG count = full->SubKeys;
        base_free(full);
        if (!count) break;
        status = registry_enum(key, count - 1, &node);
        if (status == STATUS_NO_MORE_ENTRIES && failures++ < 16) continue; /* somebody else deletes too */
        if (status != STATUS_SUCCESS) return status;
        UNICODE_STRING name = {
            .Buffer = node->Name, .Length = (USHORT)node->NameLength, .MaximumLength = (USHORT)node->NameLength};
        OBJECT_ATTRIBUTES attributes;
        InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, key, NULL);
        status = NtOpenKeyEx(&sub, DELETE | KEY_ENUMERATE_SUB_KEYS | KEY_QUERY_VALUE | KEY_SET_VALUE, &attributes,
                             REG_OPTION_OPEN_LINK);
        base_free(node);
        if (status == STATUS_SUCCESS) {
            status = empty(sub, FALSE);
            if (status == STATUS_SUCCESS) status = NtDeleteKey(sub);
            NtClose(sub);
        }
        if ((status == STATUS_OBJECT_NAME_NOT_FOUND || status == STATUS_KEY_DELETED) && failures++ < 16) continue;
        if (status != STATUS_SUCCESS) return status;
    }
    KEY_VALUE_FULL_INFORMATION *value;
    while (values && (status = registry_enum_value(key, 0, &value)) == STATUS_SUCCESS) {
        UNICODE_STRING name = {
            .Buffer = value->Name, .Length = (USHORT)value->NameLength, .MaximumLength = (USHORT)value->NameLength};
        status = NtDeleteValueKey(key, &name);
        base_free(value);
        if (status != STATUS_SUCCESS && status != STATUS_OBJECT_NAME_NOT_FOUND) return status;
    }
    return status == STATUS_NO_MORE_ENTRIES ? STATUS_SUCCESS : status;
}

/* "RegDeleteTreeW function": without a name the key stays, and is emptied. */
LSTATUS WINAPI RegDeleteTreeW(HKEY key, const WCHAR *sub)
{
    HANDLE handle;
    NTSTATUS status =
        registry_open(key, sub, REG_OPTION_OPEN_LINK,
                      (sub && *sub ? DELETE : 0) | KEY_ENUMERATE_SUB_KEYS | KEY_QUERY_VALUE | KEY_SET_VALUE, &handle);
    if (status != STATUS_SUCCESS) return registry_error(status);
    status = empty(handle, !sub || !*sub);
    if (status == STATUS_SUCCESS && sub && *sub) status = NtDeleteKey(handle);
    NtClose(handle);
    return registry_error(status);
}

LSTATUS WINAPI RegRenameKey(HKEY key, const WCHAR *sub, const WCHAR *name)
{
    HANDLE handle;
    UNICODE_STRING string;
    if (!name) return ERROR_INVALID_PARAMETER;
    NTSTATUS status = registry_open(key, sub, 0, KEY_WRITE, &handle);
    if (status != STATUS_SUCCESS) return registry_error(status);
    RtlInitUnicodeString(&string, name);
    status = NtRenameKey(handle, &string);
    NtClose(handle);
    return registry_error(status);
}

/* ---- security ---- */

LSTATUS WINAPI RegGetKeySecurity(HKEY key, SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR descriptor, DWORD *size)
{
    HANDLE handle;
    ULONG needed = 0;
    if (!size) return ERROR_INVALID_PARAMETER;
    NTSTATUS status = registry_handle(key, &handle);
    if (status == STATUS_SUCCESS)
        status = NtQuerySecurityObject(handle, what, descriptor, descriptor ? *size : 0, &needed);
    if (status == STATUS_SUCCESS || status == STATUS_BUFFER_TOO_SMALL) *size = needed;
    return registry_error(status);
}

LSTATUS WINAPI RegSetKeySecurity(HKEY key, SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR descriptor)
{
    HANDLE handle;
    if (!descriptor) return ERROR_INVALID_PARAMETER;
    NTSTATUS status = registry_handle(key, &handle);
    return registry_error(status == STATUS_SUCCESS ? NtSetSecurityObject(handle, what, descriptor) : status);
}

/* ---- reflection ---- */

/* "RegDisableReflectionKey": of no effect since Windows 7, as keys are shared or redirected, never reflected. */
LONG WINAPI RegDisableReflectionKey(HKEY key)
{
    HANDLE handle;
    return registry_error(registry_handle(key, &handle));
}

LONG WINAPI RegEnableReflectionKey(HKEY key)
{
    HANDLE handle;
    return registry_error(registry_handle(key, &handle));
}

LONG WINAPI RegQueryReflectionKey(HKEY key, WINBOOL *disabled)
{
    HANDLE handle;
    NTSTATUS status = registry_handle(key, &handle);
    if (!disabled) return ERROR_INVALID_PARAMETER;
    if (status == STATUS_SUCCESS) *disabled = TRUE;
    return registry_error(status);
}
