/* SPDX-License-Identifier: MIT */
/* The registry's functions with names and strings in the ANSI code page: each on its wide twin.  Data of string types
 * are kept in UTF-16, whoever set them. */
#include "registry.h"

#include <string.h>

/* Calls a function that takes one or two wide texts; NULL stays so. */
#define WITH_WIDE(text, wide, call)                                                                                    \
    WCHAR *wide = base_wide(text);                                                                                     \
    if ((text) && !wide) return ERROR_OUTOFMEMORY;                                                                     \
    LSTATUS result_ = call;                                                                                            \
    base_free(wide);                                                                                                   \
    return result_

LSTATUS WINAPI RegOpenKeyExA(HKEY key, const char *sub, DWORD options, REGSAM access, PHKEY result)
{
    WITH_WIDE(sub, wide, RegOpenKeyExW(key, wide, options, access, result));
}

LSTATUS WINAPI RegOpenKeyA(HKEY key, const char *sub, PHKEY result)
{
    WITH_WIDE(sub, wide, RegOpenKeyW(key, wide, result));
}

LSTATUS WINAPI RegCreateKeyExA(HKEY key, const char *sub, DWORD reserved, char *class_name, DWORD options,
                               REGSAM access, SECURITY_ATTRIBUTES *security, PHKEY result, DWORD *disposition)
{
    WCHAR *class = base_wide(class_name), *wide = base_wide(sub);
    LSTATUS status = (sub && !wide) || (class_name && !class)
                         ? ERROR_OUTOFMEMORY
                         : RegCreateKeyExW(key, wide, reserved, class, options, access, security, result, disposition);
    base_free(class);
    base_free(wide);
    return status;
}

LSTATUS WINAPI RegCreateKeyA(HKEY key, const char *sub, PHKEY result)
{
    WITH_WIDE(sub, wide, RegCreateKeyW(key, wide, result));
}

LSTATUS WINAPI RegConnectRegistryA(const char *machine, HKEY key, PHKEY result)
{
    WITH_WIDE(machine, wide, RegConnectRegistryW(wide, key, result));
}

LSTATUS WINAPI RegDeleteKeyA(HKEY key, const char *sub)
{
    WITH_WIDE(sub, wide, RegDeleteKeyW(key, wide));
}

LSTATUS WINAPI RegDeleteKeyExA(HKEY key, const char *sub, REGSAM access, DWORD reserved)
{
    WITH_WIDE(sub, wide, RegDeleteKeyExW(key, wide, access, reserved));
}

LSTATUS WINAPI RegDeleteTreeA(HKEY key, const char *sub)
{
    WITH_WIDE(sub, wide, RegDeleteTreeW(key, wide));
}

LSTATUS WINAPI RegDeleteValueA(HKEY key, const char *name)
{
    WITH_WIDE(name, wide, RegDeleteValueW(key, wide));
}

LSTATUS WINAPI RegDeleteKeyValueA(HKEY key, const char *sub, const char *name)
{
    WCHAR *wide_name = base_wide(name);
    if (name && !wide_name) return ERROR_OUTOFMEMORY;
    WCHAR *wide = base_wide(sub);
    LSTATUS status = sub && !wide ? ERROR_OUTOFMEMORY : RegDeleteKeyValueW(key, wide, wide_name);
    base_free(wide_name);
    base_free(wide);
    return status;
}

LSTATUS WINAPI RegCopyTreeA(HKEY key, const char *sub, HKEY target)
{
    WITH_WIDE(sub, wide, RegCopyTreeW(key, wide, target));
}

/* ---- texts out ---- */

/* Hands a text of UTF-16 units out as bytes with a terminator; `*room` gets their number without it. */
static LSTATUS bytes_give(const WCHAR *text, DWORD units, char *to, DWORD *room)
{
    ULONG size = 0, had = *room;
    RtlUnicodeToMultiByteSize(&size, text, units * sizeof *text);
    if (had <= size) {
        *room = size;
        return ERROR_MORE_DATA;
    }
    RtlUnicodeToMultiByteN(to, had, &size, text, units * sizeof *text);
    to[size] = 0;
    *room = size;
    return ERROR_SUCCESS;
}

LSTATUS WINAPI RegEnumKeyExA(HKEY key, DWORD index, char *name, DWORD *name_room, DWORD *reserved, char *class_name,
                             DWORD *class_room, FILETIME *written)
{
    WCHAR wide[256], class[513];
    DWORD units = sizeof wide / sizeof *wide, class_units = sizeof class / sizeof *class;
    if (!name || !name_room || (class_name && !class_room)) return ERROR_INVALID_PARAMETER;
    LSTATUS result = RegEnumKeyExW(key, index, wide, &units, reserved, class, &class_units, written);
    if (result) return result;
    DWORD room = *name_room;
    if ((result = bytes_give(wide, units, name, &room))) return result;
    *name_room = room;
    return class_name ? bytes_give(class, class_units, class_name, class_room) : ERROR_SUCCESS;
}

LSTATUS WINAPI RegEnumKeyA(HKEY key, DWORD index, char *name, DWORD room)
{
    return RegEnumKeyExA(key, index, name, &room, NULL, NULL, NULL, NULL);
}

LSTATUS WINAPI RegQueryInfoKeyA(HKEY key, char *class_name, DWORD *class_room, DWORD *reserved, DWORD *subkeys,
                                DWORD *name_most, DWORD *class_most, DWORD *values, DWORD *value_name_most,
                                DWORD *data_most, DWORD *security, FILETIME *written)
{
    WCHAR class[513];
    DWORD units = sizeof class / sizeof *class;
    if (class_name && !class_room) return ERROR_INVALID_PARAMETER;
    LSTATUS result = RegQueryInfoKeyW(key, class, &units, reserved, subkeys, name_most, class_most, values,
                                      value_name_most, data_most, security, written);
    if (result || !class_room) return result;
    if (class_name) return bytes_give(class, units, class_name, class_room);
    ULONG size = 0;
    RtlUnicodeToMultiByteSize(&size, class, units * sizeof *class);
    *class_room = size;
    return ERROR_SUCCESS;
}

/* ---- data ---- */

/* Data as an ANSI caller sees them: strings in his code page. */
static LSTATUS data_give(DWORD type, const void *data, DWORD bytes, void *to, DWORD *size)
{
    ULONG needed = bytes, room = size ? *size : 0;
    if (registry_is_text(type)) RtlUnicodeToMultiByteSize(&needed, data, bytes & ~1u);
    if (size) *size = needed;
    if (!to) return ERROR_SUCCESS;
    if (room < needed) return ERROR_MORE_DATA;
    if (registry_is_text(type))
        RtlUnicodeToMultiByteN(to, room, &needed, data, bytes & ~1u);
    else
        memcpy(to, data, bytes);
    return ERROR_SUCCESS;
}

LSTATUS WINAPI RegQueryValueExA(HKEY key, const char *name, DWORD *reserved, DWORD *type, BYTE *data, DWORD *size)
{
    HANDLE handle;
    KEY_VALUE_PARTIAL_INFORMATION *value;
    if (reserved || (data && !size)) return ERROR_INVALID_PARAMETER;
    if (key == HKEY_PERFORMANCE_DATA) return RegQueryValueExW(key, NULL, reserved, type, data, size);
    WCHAR *wide = base_wide(name);
    if (name && !wide) return ERROR_OUTOFMEMORY;
    NTSTATUS status = registry_handle(key, &handle);
    if (status == STATUS_SUCCESS) status = registry_value_merged(handle, wide, &value);
    base_free(wide);
    if (status != STATUS_SUCCESS) return registry_error(status);
    if (type) *type = value->Type;
    LSTATUS result = data_give(value->Type, value->Data, value->DataLength, data, size);
    base_free(value);
    return result;
}

LSTATUS WINAPI RegEnumValueA(HKEY key, DWORD index, char *name, DWORD *name_room, DWORD *reserved, DWORD *type,
                             BYTE *data, DWORD *size)
{
    DWORD units = 16384, bytes = 0, kind;
    if (reserved || !name || !name_room || (data && !size)) return ERROR_INVALID_PARAMETER;
    WCHAR *wide = base_alloc(units * sizeof *wide);
    BYTE *whole = NULL;
    if (!wide) return ERROR_OUTOFMEMORY;
    LSTATUS result = RegEnumValueW(key, index, wide, &units, NULL, &kind, NULL, &bytes);
    for (int i = 0; !result && size && i < 8; i++) {
        DWORD room = bytes + 16;
        base_free(whole);
        whole = base_alloc(room);
        units = 16384;
        bytes = room;
        result = whole ? RegEnumValueW(key, index, wide, &units, NULL, &kind, whole, &bytes) : ERROR_OUTOFMEMORY;
        if (result != ERROR_MORE_DATA) break;
        result = ERROR_SUCCESS; /* it grew meanwhile */
    }
    if (!result) {
        DWORD room = *name_room;
        result = bytes_give(wide, units, name, &room);
        if (!result) *name_room = room;
        if (type) *type = kind;
        if (size) {
            LSTATUS given = data_give(kind, whole, bytes, data, size);
            if (!result) result = given;
        }
    }
    base_free(whole);
    base_free(wide);
    return result;
}

LSTATUS WINAPI RegSetValueExA(HKEY key, const char *name, DWORD reserved, DWORD type, const BYTE *data, DWORD size)
{
    WCHAR *wide = base_wide(name), *text = NULL;
    if (name && !wide) return ERROR_OUTOFMEMORY;
    LSTATUS result = ERROR_SUCCESS;
    if (registry_is_text(type) && data && size) {
        ULONG bytes = 0;
        RtlMultiByteToUnicodeSize(&bytes, (const char *)data, size);
        text = base_alloc(bytes + sizeof *text);
        if (text)
            RtlMultiByteToUnicodeN(text, bytes, &bytes, (const char *)data, size);
        else
            result = ERROR_OUTOFMEMORY;
        data = (const BYTE *)text;
        size = bytes;
    }
    if (!result) result = RegSetValueExW(key, wide, reserved, type, data, size);
    base_free(text);
    base_free(wide);
    return result;
}

LSTATUS WINAPI RegSetKeyValueA(HKEY key, const char *sub, const char *name, DWORD type, const void *data, DWORD size)
{
    HKEY opened = key;
    if (sub && *sub) {
        LSTATUS result = RegCreateKeyExA(key, sub, 0, NULL, 0, KEY_SET_VALUE, NULL, &opened, NULL);
        if (result) return result;
    }
    LSTATUS result = RegSetValueExA(opened, name, 0, type, data, size);
    if (opened != key) RegCloseKey(opened);
    return result;
}

LSTATUS WINAPI RegSetValueA(HKEY key, const char *sub, DWORD type, const char *data, DWORD size)
{
    (void)size;
    if (type != REG_SZ || !data) return ERROR_INVALID_PARAMETER;
    return RegSetKeyValueA(key, sub, NULL, type, data, (DWORD)strlen(data) + 1);
}

LSTATUS WINAPI RegQueryValueA(HKEY key, const char *sub, char *data, LONG *size)
{
    HKEY opened = key;
    DWORD type, room = size ? (DWORD)*size : 0;
    if (sub && *sub) {
        LSTATUS result = RegOpenKeyExA(key, sub, 0, KEY_QUERY_VALUE, &opened);
        if (result) return result;
    }
    LSTATUS result = RegQueryValueExA(opened, NULL, NULL, &type, (BYTE *)data, &room);
    if (opened != key) RegCloseKey(opened);
    if (result == ERROR_FILE_NOT_FOUND) {
        if (data && size && *size >= 1) *data = 0;
        room = 1;
        result = ERROR_SUCCESS;
    }
    if (size) *size = (LONG)room;
    return result;
}

LSTATUS WINAPI RegGetValueA(HKEY key, const char *sub, const char *name, DWORD flags, DWORD *type, void *data,
                            DWORD *size)
{
    DWORD bytes = 0, kind = 0, room = size ? *size : 0;
    void *whole = NULL;
    if (data && !size) return ERROR_INVALID_PARAMETER;
    WCHAR *wide = base_wide(sub), *wide_name = base_wide(name);
    LSTATUS result = (sub && !wide) || (name && !wide_name)
                         ? ERROR_OUTOFMEMORY
                         : RegGetValueW(key, wide, wide_name, flags, &kind, NULL, &bytes);
    for (int i = 0; !result && i < 8; i++) {
        base_free(whole);
        bytes += 16;
        whole = base_alloc(bytes);
        result = whole ? RegGetValueW(key, wide, wide_name, flags, &kind, whole, &bytes) : ERROR_OUTOFMEMORY;
        if (result != ERROR_MORE_DATA) break;
        result = ERROR_SUCCESS;
    }
    if (type) *type = kind;
    if (!result) result = data_give(kind, whole, bytes, data, size);
    if (result && data && flags & RRF_ZEROONFAILURE) memset(data, 0, room);
    base_free(whole);
    base_free(wide);
    base_free(wide_name);
    return result;
}

LSTATUS WINAPI RegQueryMultipleValuesA(HKEY key, VALENTA *list, DWORD count, char *buffer, DWORD *size)
{
    DWORD at = 0, room = size ? *size : 0;
    LSTATUS result = ERROR_SUCCESS;
    if (!list || !size) return ERROR_INVALID_PARAMETER;
    for (DWORD i = 0; i < count; i++) {
        DWORD bytes = at < room ? room - at : 0;
        LSTATUS one = RegQueryValueExA(key, list[i].ve_valuename, NULL, &list[i].ve_type,
                                       buffer ? (BYTE *)buffer + at : NULL, &bytes);
        if (one == ERROR_FILE_NOT_FOUND) return ERROR_CANTREAD;
        if (one && one != ERROR_MORE_DATA) return one;
        if (one || !buffer) result = ERROR_MORE_DATA;
        list[i].ve_valuelen = bytes;
        list[i].ve_valueptr = (DWORD_PTR)(buffer + at);
        at = (at + bytes + 3) & ~3u;
    }
    *size = at;
    return result;
}

/* "RegLoadMUIStringA function": there is none for this code page. */
LSTATUS WINAPI RegLoadMUIStringA(HKEY key, const char *name, char *out, DWORD room, DWORD *given, DWORD flags,
                                 const char *folder)
{
    (void)key, (void)name, (void)out, (void)room, (void)given, (void)flags, (void)folder;
    return ERROR_CALL_NOT_IMPLEMENTED;
}
