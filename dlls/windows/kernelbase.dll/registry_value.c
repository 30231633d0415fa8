/* SPDX-License-Identifier: MIT */
/* Values: RegQueryValueEx, RegGetValue, RegSetValueEx and their kin ("Registry Functions"). */
#include "registry.h"

#include <string.h>

/* ---- performance data ---- */

/* "PERF_DATA_BLOCK structure" (winperf.h): no provider of counters is installed, so it has no objects. */
struct performance {
    WCHAR signature[4];
    DWORD little_endian, version, revision, whole, header, objects;
    LONG default_object;
    SYSTEMTIME time;
    DWORD padding;
    LARGE_INTEGER counter, frequency, counter_100ns;
    DWORD name_length, name_offset;
    WCHAR name[MAX_COMPUTERNAME_LENGTH + 1];
};

static LSTATUS performance_query(DWORD *type, BYTE *data, DWORD *size)
{
    struct performance block = {
        .signature = {'P', 'E', 'R', 'F'},
          .little_endian = 1, .version = 1, .revision = 1
    };
    DWORD room = size ? *size : 0, length = sizeof block.name / sizeof *block.name;
    block.whole = block.header = sizeof block;
    block.default_object = -1;
    GetSystemTime(&block.time);
    QueryPerformanceCounter(&block.counter);
    QueryPerformanceFrequency(&block.frequency);
    GetSystemTimeAsFileTime((FILETIME *)&block.counter_100ns);
    if (!GetComputerNameW(block.name, &length)) length = 0;
    block.name_length = (length + 1) * sizeof(WCHAR);
    block.name_offset = offsetof(struct performance, name);
    if (type) *type = REG_BINARY;
    if (!size) return data ? ERROR_INVALID_PARAMETER : ERROR_SUCCESS;
    *size = sizeof block;
    if (!data || room < sizeof block) return ERROR_MORE_DATA; /* without a buffer too: how much there is changes */
    memcpy(data, &block, sizeof block);
    return ERROR_SUCCESS;
}

/* ---- reading ---- */

/* Hands data to a caller who gave so much room. */
static LSTATUS data_give(const KEY_VALUE_PARTIAL_INFORMATION *value, DWORD *type, void *data, DWORD *size)
{
    DWORD room = size ? *size : 0;
    if (type) *type = value->Type;
    if (size) *size = value->DataLength;
    if (!data) return ERROR_SUCCESS;
    if (room < value->DataLength) return ERROR_MORE_DATA;
    memcpy(data, value->Data, value->DataLength);
    return ERROR_SUCCESS;
}

LSTATUS WINAPI RegQueryValueExW(HKEY key, const WCHAR *name, DWORD *reserved, DWORD *type, BYTE *data, DWORD *size)
{
    union {
        KEY_VALUE_PARTIAL_INFORMATION value;
        UCHAR room[1024];
    } small;
    KEY_VALUE_PARTIAL_INFORMATION *value = &small.value;
    HANDLE handle;
    UNICODE_STRING string;
    ULONG needed;
    if (reserved || (data && !size)) return ERROR_INVALID_PARAMETER;
    if (key == HKEY_PERFORMANCE_DATA) return performance_query(type, data, size);
    NTSTATUS status = registry_handle(key, &handle);
    if (status != STATUS_SUCCESS) return registry_error(status);
    RtlInitUnicodeString(&string, name);
    if (registry_merged(handle)) {
        status = registry_value_merged(handle, name, &value);
    } else {
        status = NtQueryValueKey(handle, &string, KeyValuePartialInformation, &small, sizeof small, &needed);
        if (status == STATUS_BUFFER_OVERFLOW && (!data || *size < value->DataLength))
            status = STATUS_SUCCESS; /* its length is all that is wanted */
        else if (status == STATUS_BUFFER_OVERFLOW)
            status = registry_value(handle, name, &value);
    }
    if (status != STATUS_SUCCESS) return registry_error(status);
    LSTATUS result = data_give(value, type, data, size);
    if (value != &small.value) base_free(value);
    return result;
}

/* The value of that number; of a merged key the user's, then those of the machine that he has not. */
static NTSTATUS enum_merged(HANDLE key, ULONG index, KEY_VALUE_FULL_INFORMATION **value)
{
    HANDLE twin;
    if (!registry_merged(key) || registry_twin(key, KEY_QUERY_VALUE, &twin) != STATUS_SUCCESS)
        return registry_enum_value(key, index, value);
    BOOL users = registry_is_users(key);
    HANDLE first = users ? key : twin, second = users ? twin : key;
    KEY_FULL_INFORMATION *full;
    NTSTATUS status = registry_query(first, KeyFullInformation, (void **)&full);
    ULONG count = status == STATUS_SUCCESS ? full->Values : 0;
    if (status == STATUS_SUCCESS) base_free(full);
    if (index < count) {
        status = registry_enum_value(first, index, value);
    } else {
        ULONG left = index - count;
        for (ULONG i = 0; (status = registry_enum_value(second, i, value)) == STATUS_SUCCESS; i++) {
            UNICODE_STRING name = {.Buffer = (*value)->Name,
                                   .Length = (USHORT)(*value)->NameLength,
                                   .MaximumLength = (USHORT)(*value)->NameLength};
            UCHAR some[16];
            ULONG needed;
            if (NtQueryValueKey(first, &name, KeyValueBasicInformation, some, sizeof some, &needed) ==
                    STATUS_OBJECT_NAME_NOT_FOUND &&
                !left--)
                break;
            base_free(*value);
        }
    }
    NtClose(twin);
    return status;
}

LSTATUS WINAPI RegEnumValueW(HKEY key, DWORD index, WCHAR *name, DWORD *name_room, DWORD *reserved, DWORD *type,
                             BYTE *data, DWORD *size)
{
    HANDLE handle;
    KEY_VALUE_FULL_INFORMATION *value;
    LSTATUS result = ERROR_SUCCESS;
    if (reserved || !name || !name_room || (data && !size)) return ERROR_INVALID_PARAMETER;
    NTSTATUS status = registry_handle(key, &handle);
    if (status == STATUS_SUCCESS) status = enum_merged(handle, index, &value);
    if (status != STATUS_SUCCESS) return registry_error(status);
    DWORD units = value->NameLength / sizeof(WCHAR);
    if (*name_room <= units) {
        result = ERROR_MORE_DATA;
    } else {
        memcpy(name, value->Name, value->NameLength);
        name[units] = 0;
        *name_room = units;
    }
    if (type) *type = value->Type;
    if (size) {
        if (data && *size < value->DataLength)
            result = ERROR_MORE_DATA;
        else if (data && !result)
            memcpy(data, (const char *)value + value->DataOffset, value->DataLength);
        *size = value->DataLength;
    }
    base_free(value);
    return result;
}

/* The type's bit in the flags of RegGetValue. */
static DWORD type_bit(DWORD type)
{
    static const DWORD bits[] = {
        [REG_NONE] = RRF_RT_REG_NONE,     [REG_SZ] = RRF_RT_REG_SZ,       [REG_EXPAND_SZ] = RRF_RT_REG_EXPAND_SZ,
        [REG_BINARY] = RRF_RT_REG_BINARY, [REG_DWORD] = RRF_RT_REG_DWORD, [REG_MULTI_SZ] = RRF_RT_REG_MULTI_SZ,
        [REG_QWORD] = RRF_RT_REG_QWORD,
    };
    return type < sizeof bits / sizeof *bits ? bits[type] : 0;
}

/* Data with the terminators that their type wants, and with variables replaced; replaces `*value`. */
static LSTATUS text_complete(KEY_VALUE_PARTIAL_INFORMATION **value, BOOL expand)
{
    KEY_VALUE_PARTIAL_INFORMATION *old = *value, *made;
    DWORD units = old->DataLength / sizeof(WCHAR), wanted = old->Type == REG_MULTI_SZ ? 2 : 1, have = 0;
    const WCHAR *text = (const WCHAR *)old->Data;
    while (have < wanted && have < units && !text[units - 1 - have]) have++;
    size_t size = offsetof(KEY_VALUE_PARTIAL_INFORMATION, Data);
    if (have < wanted || old->DataLength % sizeof(WCHAR)) {
        made = base_alloc(size + (units + wanted) * sizeof(WCHAR));
        if (!made) return ERROR_OUTOFMEMORY;
        *made = *old;
        memcpy(made->Data, text, units * sizeof(WCHAR));
        memset(made->Data + units * sizeof(WCHAR), 0, wanted * sizeof(WCHAR));
        made->DataLength = (units + wanted - have) * (DWORD)sizeof(WCHAR);
        base_free(old);
        *value = old = made;
        text = (const WCHAR *)old->Data;
    }
    if (!expand || old->Type != REG_EXPAND_SZ) return ERROR_SUCCESS;
    DWORD length = ExpandEnvironmentStringsW(text, NULL, 0);
    made = length ? base_alloc(size + length * sizeof(WCHAR)) : NULL;
    if (!made) return ERROR_OUTOFMEMORY;
    *made = (KEY_VALUE_PARTIAL_INFORMATION){.Type = REG_SZ, .DataLength = length * (DWORD)sizeof(WCHAR)};
    ExpandEnvironmentStringsW(text, (WCHAR *)made->Data, length);
    base_free(old);
    *value = made;
    return ERROR_SUCCESS;
}

LSTATUS WINAPI RegGetValueW(HKEY key, const WCHAR *sub, const WCHAR *name, DWORD flags, DWORD *type, void *data,
                            DWORD *size)
{
    HANDLE handle;
    KEY_VALUE_PARTIAL_INFORMATION *value = NULL;
    ACCESS_MASK access = KEY_QUERY_VALUE;
    DWORD room = size ? *size : 0;
    if (data && !size) return ERROR_INVALID_PARAMETER;
    if ((flags & RRF_RT_ANY) == 0) return ERROR_INVALID_PARAMETER;
    if (flags & RRF_RT_REG_EXPAND_SZ && !(flags & RRF_NOEXPAND) && (flags & RRF_RT_ANY) != RRF_RT_ANY)
        return ERROR_INVALID_PARAMETER;
    if ((flags & 0x30000) == 0x30000) return ERROR_INVALID_PARAMETER;
    if (flags & 0x10000) access |= KEY_WOW64_64KEY;
    if (flags & 0x20000) access |= KEY_WOW64_32KEY;
    BOOL opens = (sub && *sub) || flags & 0x30000;
    NTSTATUS status = opens ? registry_open(key, sub, 0, access, &handle) : registry_handle(key, &handle);
    if (status == STATUS_SUCCESS) {
        status = registry_value_merged(handle, name, &value);
        if (opens) NtClose(handle);
    }
    LSTATUS result = registry_error(status);
    if (!result && registry_is_text(value->Type)) result = text_complete(&value, !(flags & RRF_NOEXPAND));
    if (!result) {
        if (type) *type = value->Type;
        if (!(type_bit(value->Type) & flags) && (flags & RRF_RT_ANY) != RRF_RT_ANY)
            result = ERROR_UNSUPPORTED_TYPE;
        else if (value->Type == REG_BINARY && (flags & RRF_RT_ANY) == RRF_RT_DWORD && value->DataLength != 4)
            result = ERROR_INVALID_DATA;
        else if (value->Type == REG_BINARY && (flags & RRF_RT_ANY) == RRF_RT_QWORD && value->DataLength != 8)
            result = ERROR_INVALID_DATA;
        else
            result = data_give(value, type, data, size);
    }
    if (value) base_free(value);
    if (result && data && flags & RRF_ZEROONFAILURE) memset(data, 0, room);
    return result;
}

/* "RegQueryMultipleValuesW function": all values, their data one behind the other, or none. */
LSTATUS WINAPI RegQueryMultipleValuesW(HKEY key, VALENTW *list, DWORD count, WCHAR *buffer, DWORD *size)
{
    HANDLE handle;
    DWORD at = 0, room = size ? *size : 0;
    LSTATUS result = ERROR_SUCCESS;
    if (!list || !size) return ERROR_INVALID_PARAMETER;
    NTSTATUS status = registry_handle(key, &handle);
    if (status != STATUS_SUCCESS) return registry_error(status);
    for (DWORD i = 0; i < count; i++) {
        KEY_VALUE_PARTIAL_INFORMATION *value;
        status = registry_value_merged(handle, list[i].ve_valuename, &value);
        if (status == STATUS_OBJECT_NAME_NOT_FOUND) return ERROR_CANTREAD;
        if (status != STATUS_SUCCESS) return registry_error(status);
        at = (at + 3) & ~3u;
        list[i].ve_type = value->Type;
        list[i].ve_valuelen = value->DataLength;
        if (buffer && at + value->DataLength <= room) {
            memcpy((char *)buffer + at, value->Data, value->DataLength);
            list[i].ve_valueptr = (DWORD_PTR)((char *)buffer + at);
        } else {
            result = ERROR_MORE_DATA;
        }
        at += value->DataLength;
        base_free(value);
    }
    *size = at;
    return result;
}

/* ---- changing ---- */

/* Where a merged key's values are written: to the user's key if there is one. */
LSTATUS WINAPI RegSetValueExW(HKEY key, const WCHAR *name, DWORD reserved, DWORD type, const BYTE *data, DWORD size)
{
    HANDLE handle;
    UNICODE_STRING string;
    (void)reserved; /* "must be zero", but is not looked at */
    NTSTATUS status = registry_handle(key, &handle);
    if (status != STATUS_SUCCESS) return registry_error(status);
    if (size && !data) return ERROR_NOACCESS;
    RtlInitUnicodeString(&string, name);
    return registry_error(NtSetValueKey(handle, &string, 0, type, (void *)data, size));
}

LSTATUS WINAPI RegDeleteValueW(HKEY key, const WCHAR *name)
{
    HANDLE handle;
    UNICODE_STRING string;
    NTSTATUS status = registry_handle(key, &handle);
    if (status != STATUS_SUCCESS) return registry_error(status);
    RtlInitUnicodeString(&string, name);
    return registry_error(NtDeleteValueKey(handle, &string));
}

LSTATUS WINAPI RegSetKeyValueW(HKEY key, const WCHAR *sub, const WCHAR *name, DWORD type, const void *data, DWORD size)
{
    HKEY opened = key;
    if (sub && *sub) {
        LSTATUS result = RegCreateKeyExW(key, sub, 0, NULL, 0, KEY_SET_VALUE, NULL, &opened, NULL);
        if (result) return result;
    }
    LSTATUS result = RegSetValueExW(opened, name, 0, type, data, size);
    if (opened != key) RegCloseKey(opened);
    return result;
}

LSTATUS WINAPI RegDeleteKeyValueW(HKEY key, const WCHAR *sub, const WCHAR *name)
{
    HKEY opened = key;
    if (sub && *sub) {
        LSTATUS result = RegOpenKeyExW(key, sub, 0, KEY_SET_VALUE, &opened);
        if (result) return result;
    }
    LSTATUS result = RegDeleteValueW(opened, name);
    if (opened != key) RegCloseKey(opened);
    return result;
}

/* "RegSetValueW function": the default value, a string, of a key that is made if need be. */
LSTATUS WINAPI RegSetValueW(HKEY key, const WCHAR *sub, DWORD type, const WCHAR *data, DWORD size)
{
    (void)size; /* "this parameter is ignored" */
    if (type != REG_SZ || !data) return ERROR_INVALID_PARAMETER;
    return RegSetKeyValueW(key, sub, NULL, type, data, (DWORD)((wcslen(data) + 1) * sizeof *data));
}

/* "RegQueryValueW function": a default value that is not there is an empty string. */
LSTATUS WINAPI RegQueryValueW(HKEY key, const WCHAR *sub, WCHAR *data, LONG *size)
{
    HKEY opened = key;
    DWORD type, room = size ? (DWORD)*size : 0;
    if (sub && *sub) {
        LSTATUS result = RegOpenKeyExW(key, sub, 0, KEY_QUERY_VALUE, &opened);
        if (result) return result;
    }
    LSTATUS result = RegQueryValueExW(opened, NULL, NULL, &type, (BYTE *)data, &room);
    if (opened != key) RegCloseKey(opened);
    if (result == ERROR_FILE_NOT_FOUND) {
        if (data && size && *size >= (LONG)sizeof *data) *data = 0;
        room = sizeof *data;
        result = ERROR_SUCCESS;
    }
    if (size) *size = (LONG)room;
    return result;
}

/* ---- copying ---- */

static NTSTATUS copy_in(HANDLE from, HANDLE to)
{
    KEY_VALUE_FULL_INFORMATION *value;
    KEY_NODE_INFORMATION *node;
    NTSTATUS status;
    for (ULONG i = 0; (status = registry_enum_value(from, i, &value)) == STATUS_SUCCESS; i++) {
        UNICODE_STRING name = {
            .Buffer = value->Name, .Length = (USHORT)value->NameLength, .MaximumLength = (USHORT)value->NameLength};
        status = NtSetValueKey(to, &name, 0, value->Type, (char *)value + value->DataOffset, value->DataLength);
        base_free(value);
        if (status != STATUS_SUCCESS) return status;
    }
    for (ULONG i = 0; status == STATUS_NO_MORE_ENTRIES; i++) {
        HANDLE source, target;
        ULONG made;
        if ((status = registry_enum(from, i, &node)) != STATUS_SUCCESS) break;
        UNICODE_STRING name = {
            .Buffer = node->Name, .Length = (USHORT)node->NameLength, .MaximumLength = (USHORT)node->NameLength};
        UNICODE_STRING class = {.Buffer = (WCHAR *)((char *)node + node->ClassOffset),
                                .Length = (USHORT)node->ClassLength,
                                .MaximumLength = (USHORT)node->ClassLength};
        OBJECT_ATTRIBUTES attributes;
        InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, from, NULL);
        status = NtOpenKey(&source, KEY_READ, &attributes);
        if (status == STATUS_SUCCESS) {
            attributes.RootDirectory = to;
            status =
                NtCreateKey(&target, KEY_WRITE | KEY_READ, &attributes, 0, node->ClassLength ? &class : NULL, 0, &made);
            if (status == STATUS_SUCCESS) {
                status = copy_in(source, target);
                NtClose(target);
            }
            NtClose(source);
        }
        base_free(node);
        if (status == STATUS_SUCCESS)
            status = STATUS_NO_MORE_ENTRIES;
        else
            break;
    }
    return status == STATUS_NO_MORE_ENTRIES ? STATUS_SUCCESS : status;
}

/* "RegCopyTreeW function": values and subkeys of a key, into another one. */
LSTATUS WINAPI RegCopyTreeW(HKEY key, const WCHAR *sub, HKEY target)
{
    HANDLE from, to;
    NTSTATUS status = registry_handle(target, &to);
    if (status == STATUS_SUCCESS) status = registry_open(key, sub, 0, KEY_READ, &from);
    if (status != STATUS_SUCCESS) return registry_error(status);
    status = copy_in(from, to);
    NtClose(from);
    return registry_error(status);
}

/* ---- strings in the user's language ---- */

/* A string of a module's tables, which hold sixteen each: a count of units before each ("STRINGTABLE resource"). */
static int string_find(HMODULE module, unsigned number, const WCHAR **text)
{
    HRSRC found = FindResourceW(module, MAKEINTRESOURCEW(number / 16 + 1), MAKEINTRESOURCEW(6) /* RT_STRING */);
    DWORD units = found ? SizeofResource(module, found) / sizeof(WCHAR) : 0, at = 0;
    const WCHAR *table = found ? LoadResource(module, found) : NULL;
    for (unsigned i = 0; table && i < number % 16 && at < units; i++) at += 1u + table[at];
    if (!table || at >= units || at + 1 + table[at] > units) return 0;
    *text = table + at + 1;
    return table[at];
}

/* "RegLoadMUIStringW function": "@file,-number" is a string of that file's resources, anything else is given as it is.
 */
LSTATUS WINAPI RegLoadMUIStringW(HKEY key, const WCHAR *name, WCHAR *out, DWORD room, DWORD *given, DWORD flags,
                                 const WCHAR *folder)
{
    HANDLE handle;
    KEY_VALUE_PARTIAL_INFORMATION *value;
    WCHAR path[MAX_PATH], *text, *comma;
    const WCHAR *found;
    if (!out || room % sizeof *out || flags & ~(DWORD)REG_MUI_STRING_TRUNCATE || (flags && given))
        return ERROR_INVALID_PARAMETER;
    NTSTATUS status = registry_handle(key, &handle);
    if (status == STATUS_SUCCESS) status = registry_value_merged(handle, name, &value);
    if (status != STATUS_SUCCESS) return registry_error(status);
    LSTATUS result =
        value->Type == REG_SZ || value->Type == REG_EXPAND_SZ ? text_complete(&value, TRUE) : ERROR_UNSUPPORTED_TYPE;
    HMODULE module = NULL;
    DWORD length = 0;
    if (!result) {
        found = text = (WCHAR *)value->Data;
        length = (DWORD)wcslen(text);
        comma = *text == '@' ? wcsrchr(text, ',') : NULL;
        if (*text == '@' && (!comma || comma[1] != '-')) {
            result = ERROR_INVALID_DATA;
        } else if (comma) {
            *comma = 0;
            size_t front = folder ? wcslen(folder) : 0;
            if (front + wcslen(text + 1) + 2 > MAX_PATH) {
                result = ERROR_FILENAME_EXCED_RANGE;
            } else {
                path[0] = 0;
                if (front) {
                    wcscpy(path, folder);
                    if (path[front - 1] != '\\') wcscat(path, L"\\");
                }
                wcscat(path, text + 1);
                module = LoadLibraryExW(path, NULL, LOAD_LIBRARY_AS_DATAFILE);
                unsigned number = 0;
                int got = 0;
                for (const WCHAR *p = comma + 2; *p >= '0' && *p <= '9'; p++)
                    number = number * 10 + (unsigned)(*p - '0');
                if (module) got = string_find(module, number, &found);
                if (got <= 0) result = ERROR_FILE_NOT_FOUND;
                length = (DWORD)got;
            }
        }
    }
    if (!result) {
        DWORD size = (length + 1) * (DWORD)sizeof *out;
        if (given) *given = size;
        if (room < size && !(flags & REG_MUI_STRING_TRUNCATE)) {
            result = ERROR_MORE_DATA;
        } else {
            DWORD units = room < size ? room / sizeof *out - 1 : length;
            memcpy(out, found, units * sizeof *out);
            out[units] = 0;
        }
    }
    if (module) FreeLibrary(module);
    base_free(value);
    return result;
}
