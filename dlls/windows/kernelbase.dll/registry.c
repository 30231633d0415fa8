/* SPDX-License-Identifier: MIT */
/* Predefined keys, the two sides of HKEY_CLASSES_ROOT, and how keys are opened and made. */
#include "registry.h"

#include <string.h>

#define CLASSES L"\\Software\\Classes"

enum { ROOTS = 8, PATH_ROOM = 1024 };

/* By the number of the predefined key; NULL: not opened yet. */
static HANDLE roots[ROOTS];

static NTSTATUS open_path(const WCHAR *path, HANDLE root, ULONG options, ACCESS_MASK access, HANDLE *handle)
{
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    RtlInitUnicodeString(&name, path);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, root, NULL);
    return NtOpenKeyEx(handle, access, &attributes, options);
}

/* The current user's path with something behind it; to be freed. */
static NTSTATUS user_path(const WCHAR *tail, UNICODE_STRING *path)
{
    UNICODE_STRING user;
    NTSTATUS status = RtlFormatCurrentUserKeyPath(&user);
    if (!NT_SUCCESS(status)) return status;
    size_t size = user.Length + (wcslen(tail) + 1) * sizeof *tail;
    path->Buffer = base_alloc(size);
    if (!path->Buffer) {
        RtlFreeUnicodeString(&user);
        return STATUS_NO_MEMORY;
    }
    memcpy(path->Buffer, user.Buffer, user.Length);
    wcscpy(path->Buffer + user.Length / sizeof *tail, tail);
    path->Length = (USHORT)(size - sizeof *tail);
    path->MaximumLength = (USHORT)size;
    RtlFreeUnicodeString(&user);
    return STATUS_SUCCESS;
}

static NTSTATUS root_open(ULONG index, HANDLE *handle)
{
    static const WCHAR *const paths[ROOTS] = {
        [0] = L"\\Registry\\Machine" CLASSES,
        [2] = L"\\Registry\\Machine",
        [3] = L"\\Registry\\User",
        [5] = L"\\Registry\\Machine\\System\\CurrentControlSet\\Hardware Profiles\\Current",
    };
    static const WCHAR *const of_user[ROOTS] = {[1] = L"", [7] = CLASSES L"\\Local Settings"};
    UNICODE_STRING path;
    if (paths[index]) return open_path(paths[index], NULL, 0, MAXIMUM_ALLOWED, handle);
    if (!of_user[index]) return STATUS_INVALID_HANDLE; /* keys of performance data cannot be opened */
    NTSTATUS status = user_path(of_user[index], &path);
    if (status != STATUS_SUCCESS) return status;
    status = open_path(path.Buffer, NULL, 0, MAXIMUM_ALLOWED, handle);
    base_free(path.Buffer);
    return status;
}

NTSTATUS registry_handle(HKEY key, HANDLE *handle)
{
    ULONG_PTR index = (ULONG_PTR)key - (ULONG_PTR)HKEY_CLASSES_ROOT;
    if ((ULONG)(ULONG_PTR)key >> 16 != 0x8000) {
        *handle = key;
        return key ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
    }
    index = (ULONG)index & 0xffff;
    if (index >= ROOTS) return STATUS_INVALID_HANDLE;
    HANDLE known = __atomic_load_n(&roots[index], __ATOMIC_ACQUIRE);
    if (!known) {
        NTSTATUS status = root_open((ULONG)index, &known);
        if (status != STATUS_SUCCESS) return status;
        if (!index) known = (HANDLE)((ULONG_PTR)known | 2);
        HANDLE none = NULL;
        if (!__atomic_compare_exchange_n(&roots[index], &none, known, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
            NtClose(known);
            known = none;
        }
    }
    *handle = known;
    return STATUS_SUCCESS;
}

/* "RegCloseKey function" */
LSTATUS WINAPI RegCloseKey(HKEY key)
{
    ULONG index = (ULONG)(ULONG_PTR)key & 0xffff;
    if (!key) return ERROR_INVALID_HANDLE;
    if ((ULONG)(ULONG_PTR)key >> 16 != 0x8000) return registry_error(NtClose(key));
    /* what is replaced stays so, and another thread may be using what is open: it is no more than one handle */
    return index < ROOTS || index == 0x50 || index == 0x60 ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
}

/* "RegOverridePredefKey function": NULL restores the key. */
LSTATUS WINAPI RegOverridePredefKey(HKEY key, HKEY other)
{
    ULONG index = (ULONG)(ULONG_PTR)key & 0xffff;
    HANDLE copy = NULL, from;
    if ((ULONG)(ULONG_PTR)key >> 16 != 0x8000 || index >= ROOTS || index == 4 || index == 6)
        return ERROR_INVALID_HANDLE;
    if (other) {
        NTSTATUS status = registry_handle(other, &from);
        if (status == STATUS_SUCCESS)
            status =
                NtDuplicateObject(NtCurrentProcess(), from, NtCurrentProcess(), &copy, 0, 0, DUPLICATE_SAME_ACCESS);
        if (status != STATUS_SUCCESS) return registry_error(status);
    }
    HANDLE old = __atomic_exchange_n(&roots[index], copy, __ATOMIC_ACQ_REL);
    if (old) NtClose(old);
    return ERROR_SUCCESS;
}

/* "RegDisablePredefinedCache function": whom HKEY_CURRENT_USER means is one user here, whoever a thread impersonates.
 */
LSTATUS WINAPI RegDisablePredefinedCache(void)
{
    return ERROR_SUCCESS;
}

LSTATUS WINAPI RegDisablePredefinedCacheEx(void)
{
    return ERROR_SUCCESS;
}

/* ---- HKEY_CLASSES_ROOT ---- */

/* What of a name stands behind ...\Software\Classes, and on which side that is; NULL: it is no such key. */
static const WCHAR *behind_classes(const WCHAR *name, size_t length, BOOL *users)
{
    static const WCHAR machine[] = L"\\REGISTRY\\MACHINE" CLASSES, user[] = L"\\REGISTRY\\USER\\";
    size_t at = sizeof user / sizeof *user - 1;
    *users = length > at && !_wcsnicmp(name, user, at);
    if (*users) {
        while (at < length && name[at] != '\\') at++;
        size_t classes = sizeof CLASSES / sizeof(WCHAR) - 1;
        if (length < at + classes || _wcsnicmp(name + at, CLASSES, classes) != 0) return NULL;
        return name + at + classes;
    }
    at = sizeof machine / sizeof *machine - 1;
    return length >= at && !_wcsnicmp(name, machine, at) ? name + at : NULL;
}

/* A path on one side: what is behind Classes in a key's name, and `sub`; to be freed. */
static NTSTATUS side_path(HANDLE merged, BOOL users, const WCHAR *sub, WCHAR **path)
{
    KEY_NAME_INFORMATION *name;
    UNICODE_STRING base = {0};
    BOOL is_users;
    NTSTATUS status = registry_query(merged, 3 /* KeyNameInformation */, (void **)&name);
    if (status != STATUS_SUCCESS) return status;
    size_t length = name->NameLength / sizeof(WCHAR), sub_length = sub ? wcslen(sub) : 0;
    const WCHAR *rest = behind_classes(name->Name, length, &is_users);
    if (!rest) {
        base_free(name);
        return STATUS_OBJECT_NAME_NOT_FOUND;
    }
    static const WCHAR machine[] = L"\\Registry\\Machine" CLASSES;
    if (users) status = user_path(CLASSES, &base);
    const WCHAR *front = users ? base.Buffer : machine;
    if (status == STATUS_SUCCESS) {
        size_t front_length = wcslen(front), rest_length = length - (size_t)(rest - name->Name);
        WCHAR *to = *path = base_alloc((front_length + rest_length + sub_length + 2) * sizeof(WCHAR));
        if (to) {
            memcpy(to, front, front_length * sizeof *to);
            memcpy(to += front_length, rest, rest_length * sizeof *to);
            to += rest_length;
            if (sub_length) *to++ = '\\';
            memcpy(to, sub, sub_length * sizeof *to);
            to[sub_length] = 0;
        } else {
            status = STATUS_NO_MEMORY;
        }
    }
    if (base.Buffer) base_free(base.Buffer);
    base_free(name);
    return status;
}

BOOL registry_is_users(HANDLE merged)
{
    KEY_NAME_INFORMATION *name;
    BOOL users = FALSE;
    if (registry_query(merged, 3, (void **)&name) != STATUS_SUCCESS) return FALSE;
    behind_classes(name->Name, name->NameLength / sizeof(WCHAR), &users);
    base_free(name);
    return users;
}

NTSTATUS registry_twin(HANDLE merged, ACCESS_MASK access, HANDLE *twin)
{
    WCHAR *path;
    NTSTATUS status = side_path(merged, !registry_is_users(merged), NULL, &path);
    if (status != STATUS_SUCCESS) return status;
    status = open_path(path, NULL, 0, access, twin);
    base_free(path);
    return status;
}

/* The user's key if there is one, else the machine's. */
static NTSTATUS open_merged(HANDLE merged, const WCHAR *sub, ULONG options, ACCESS_MASK access, HANDLE *handle)
{
    NTSTATUS status = STATUS_OBJECT_NAME_NOT_FOUND;
    for (int users = 1; users >= 0 && status == STATUS_OBJECT_NAME_NOT_FOUND; users--) {
        WCHAR *path;
        status = side_path(merged, users, sub, &path);
        if (status != STATUS_SUCCESS) break;
        status = open_path(path, NULL, options, access, handle);
        base_free(path);
    }
    if (status == STATUS_SUCCESS) *handle = (HANDLE)((ULONG_PTR)*handle | 2);
    return status;
}

/* ---- opening and making ---- */

NTSTATUS registry_open(HKEY key, const WCHAR *sub, ULONG options, ACCESS_MASK access, HANDLE *handle)
{
    HANDLE root;
    NTSTATUS status = registry_handle(key, &root);
    if (status != STATUS_SUCCESS) return status;
    if (registry_merged(root)) return open_merged(root, sub, options, access, handle);
    return open_path(sub, root, options, access, handle);
}

static NTSTATUS create_one(HANDLE root, const WCHAR *path, size_t length, const WCHAR *class_name, ULONG options,
                           ACCESS_MASK access, HANDLE *handle, ULONG *disposition)
{
    UNICODE_STRING name = {.Buffer = (WCHAR *)path,
                           .Length = (USHORT)(length * sizeof *path),
                           .MaximumLength = (USHORT)(length * sizeof *path)},
                   class;
    OBJECT_ATTRIBUTES attributes;
    RtlInitUnicodeString(&class, class_name);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, root, NULL);
    return NtCreateKey(handle, access, &attributes, 0, class_name ? &class : NULL, options, disposition);
}

NTSTATUS registry_create(HKEY key, const WCHAR *sub, const WCHAR *class_name, ULONG options, ACCESS_MASK access,
                         HANDLE *handle, ULONG *disposition)
{
    HANDLE root;
    BOOL merged;
    NTSTATUS status = registry_handle(key, &root);
    if (status != STATUS_SUCCESS) return status;
    if ((merged = registry_merged(root))) {
        /* what is there on either side is opened; what is new is the machine's */
        status = open_merged(root, sub, options & REG_OPTION_OPEN_LINK, access, handle);
        *disposition = REG_OPENED_EXISTING_KEY;
        if (status != STATUS_OBJECT_NAME_NOT_FOUND) return status;
    }
    WCHAR *path = NULL;
    if (merged && (status = side_path(root, FALSE, sub, &path)) != STATUS_SUCCESS) return status;
    const WCHAR *whole = merged ? path : sub;
    if (merged) root = NULL;
    size_t length = wcslen(whole);
    if (length > 0x7fff) {
        status = STATUS_INVALID_PARAMETER;
    } else {
        status = create_one(root, whole, length, class_name, options, access, handle, disposition);
        ULONG above = options & (REG_OPTION_VOLATILE | REG_OPTION_BACKUP_RESTORE);
        if (status == STATUS_OBJECT_NAME_NOT_FOUND) {
            status = STATUS_SUCCESS;
            for (size_t at = 1; at < length && status == STATUS_SUCCESS; at++) {
                HANDLE between;
                ULONG made;
                if (whole[at] != '\\' || (merged && at < sizeof L"\\Registry\\Machine" / sizeof(WCHAR))) continue;
                status = create_one(root, whole, at, NULL, above, MAXIMUM_ALLOWED | (access & REGISTRY_WOW64), &between,
                                    &made);
                if (status == STATUS_SUCCESS) NtClose(between);
            }
            if (status == STATUS_SUCCESS)
                status = create_one(root, whole, length, class_name, options, access, handle, disposition);
        }
    }
    if (path) base_free(path);
    if (merged && status == STATUS_SUCCESS) *handle = (HANDLE)((ULONG_PTR)*handle | 2);
    return status;
}

/* ---- answers of any length ---- */

enum answer { ANSWER_KEY, ANSWER_SUBKEY, ANSWER_NAMED, ANSWER_VALUE };

static NTSTATUS answer(enum answer what, HANDLE key, ULONG index, UNICODE_STRING *name, ULONG class, void **information)
{
    ULONG room = 256, needed = 0;
    for (;;) {
        NTSTATUS status;
        void *memory = base_alloc(room);
        if (!memory) return STATUS_NO_MEMORY;
        switch (what) {
        case ANSWER_KEY: status = NtQueryKey(key, class, memory, room, &needed); break;
        case ANSWER_SUBKEY: status = NtEnumerateKey(key, index, class, memory, room, &needed); break;
        case ANSWER_NAMED: status = NtQueryValueKey(key, name, class, memory, room, &needed); break;
        default: status = NtEnumerateValueKey(key, index, class, memory, room, &needed); break;
        }
        if (status == STATUS_SUCCESS) {
            *information = memory;
            return status;
        }
        base_free(memory);
        if (status != STATUS_BUFFER_OVERFLOW && status != STATUS_BUFFER_TOO_SMALL) return status;
        room = needed + 64; /* it may grow meanwhile */
    }
}

NTSTATUS registry_query(HANDLE key, ULONG class, void **information)
{
    return answer(ANSWER_KEY, key, 0, NULL, class, information);
}

NTSTATUS registry_enum(HANDLE key, ULONG index, KEY_NODE_INFORMATION **node)
{
    return answer(ANSWER_SUBKEY, key, index, NULL, KeyNodeInformation, (void **)node);
}

NTSTATUS registry_enum_value(HANDLE key, ULONG index, KEY_VALUE_FULL_INFORMATION **value)
{
    return answer(ANSWER_VALUE, key, index, NULL, KeyValueFullInformation, (void **)value);
}

NTSTATUS registry_value(HANDLE key, const WCHAR *name, KEY_VALUE_PARTIAL_INFORMATION **value)
{
    UNICODE_STRING string;
    RtlInitUnicodeString(&string, name);
    return answer(ANSWER_NAMED, key, 0, &string, KeyValuePartialInformation, (void **)value);
}

NTSTATUS registry_value_merged(HANDLE key, const WCHAR *name, KEY_VALUE_PARTIAL_INFORMATION **value)
{
    HANDLE twin;
    if (!registry_merged(key)) return registry_value(key, name, value);
    if (registry_is_users(key)) {
        NTSTATUS status = registry_value(key, name, value);
        if (status != STATUS_OBJECT_NAME_NOT_FOUND) return status;
    }
    if (registry_twin(key, KEY_QUERY_VALUE, &twin) != STATUS_SUCCESS) return registry_value(key, name, value);
    NTSTATUS status = registry_value(twin, name, value);
    NtClose(twin);
    return status == STATUS_OBJECT_NAME_NOT_FOUND ? registry_value(key, name, value) : status;
}
