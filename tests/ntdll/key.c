/* SPDX-License-Identifier: MIT */
/* Registry keys by the native calls: NtCreateKey, NtOpenKey, NtOpenKeyEx, NtQueryKey, NtEnumerateKey, NtSetValueKey,
 * NtQueryValueKey, NtEnumerateValueKey, NtQueryMultipleValueKey, NtDeleteValueKey, NtDeleteKey, NtRenameKey,
 * NtSetInformationKey, NtFlushKey; ntdll's RtlFormatCurrentUserKeyPath and RtlOpenCurrentUser.
 *
 * Wine 8 differs: it has no NtQueryMultipleValueKey and NtSetInformationKey, takes any option in NtOpenKeyEx, and lets
 * a deleted key be deleted again. */
#include "check.h"

#include <string.h>
#include <winternl.h>

#define STATUS_SUCCESS                ((NTSTATUS)0)
#define STATUS_OBJECT_NAME_NOT_FOUND  ((NTSTATUS)0xC0000034)
#define STATUS_OBJECT_NAME_COLLISION  ((NTSTATUS)0xC0000035)
#define STATUS_OBJECT_PATH_SYNTAX_BAD ((NTSTATUS)0xC000003B)
#define STATUS_BUFFER_TOO_SMALL       ((NTSTATUS)0xC0000023)
#define STATUS_BUFFER_OVERFLOW        ((NTSTATUS)0x80000005)
#define STATUS_NO_MORE_ENTRIES        ((NTSTATUS)0x8000001A)
#define STATUS_ACCESS_DENIED          ((NTSTATUS)0xC0000022)
#define STATUS_CANNOT_DELETE          ((NTSTATUS)0xC0000121)
#define STATUS_KEY_DELETED            ((NTSTATUS)0xC000017C)
#undef STATUS_INVALID_PARAMETER
#undef STATUS_INVALID_HANDLE
#define STATUS_INVALID_PARAMETER    ((NTSTATUS)0xC000000D)
#define STATUS_INVALID_HANDLE       ((NTSTATUS)0xC0000008)
#define STATUS_INFO_LENGTH_MISMATCH ((NTSTATUS)0xC0000004)
#define STATUS_INVALID_INFO_CLASS   ((NTSTATUS)0xC0000003)

NTSTATUS NTAPI NtCreateKey(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, ULONG, UNICODE_STRING *, ULONG, ULONG *);
NTSTATUS NTAPI NtOpenKey(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *);
NTSTATUS NTAPI NtOpenKeyEx(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, ULONG);
NTSTATUS NTAPI NtQueryKey(HANDLE, ULONG, void *, ULONG, ULONG *);
NTSTATUS NTAPI NtEnumerateKey(HANDLE, ULONG, ULONG, void *, ULONG, ULONG *);
NTSTATUS NTAPI NtSetValueKey(HANDLE, UNICODE_STRING *, ULONG, ULONG, void *, ULONG);
NTSTATUS NTAPI NtQueryValueKey(HANDLE, UNICODE_STRING *, ULONG, void *, ULONG, ULONG *);
NTSTATUS NTAPI NtEnumerateValueKey(HANDLE, ULONG, ULONG, void *, ULONG, ULONG *);
NTSTATUS NTAPI NtDeleteValueKey(HANDLE, UNICODE_STRING *);
NTSTATUS NTAPI NtDeleteKey(HANDLE);
NTSTATUS NTAPI NtRenameKey(HANDLE, UNICODE_STRING *);
NTSTATUS NTAPI NtFlushKey(HANDLE);
NTSTATUS NTAPI RtlFormatCurrentUserKeyPath(UNICODE_STRING *);
NTSTATUS NTAPI RtlOpenCurrentUser(ACCESS_MASK, HANDLE *);

static HANDLE user; /* the current user's key */

static UNICODE_STRING string(const WCHAR *text)
{
    UNICODE_STRING s;
    RtlInitUnicodeString(&s, text);
    return s;
}

static NTSTATUS create(HANDLE root, const WCHAR *path, ULONG options, ULONG *disposition, HANDLE *key)
{
    UNICODE_STRING name = string(path), class = string(L"a class");
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, root, NULL);
    return NtCreateKey(key, KEY_ALL_ACCESS, &attributes, 0, &class, options, disposition);
}

static NTSTATUS open(HANDLE root, const WCHAR *path, ACCESS_MASK access, HANDLE *key)
{
    UNICODE_STRING name = string(path);
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, root, NULL);
    return NtOpenKey(key, access, &attributes);
}

static NTSTATUS set(HANDLE key, const WCHAR *name, ULONG type, const void *data, ULONG size)
{
    UNICODE_STRING value = string(name);
    return NtSetValueKey(key, &value, 0, type, (void *)data, size);
}

/* Its path ends so. */
static BOOL path_ends(HANDLE key, const WCHAR *end)
{
    struct {
        ULONG length;
        WCHAR text[512];
    } name;
    ULONG size;
    if (NtQueryKey(key, 3, &name, sizeof name, &size) || size != name.length + 4) return FALSE;
    size_t units = name.length / 2, wanted = wcslen(end);
    name.text[units] = 0;
    return units > wanted && !wcscmp(name.text + units - wanted, end) &&
           !_wcsnicmp(name.text, L"\\REGISTRY\\USER\\", 15);
}

static void test_create(void)
{
    HANDLE key = NULL, sub = NULL, other = NULL;
    ULONG disposition = 0;
    CHECK(create(user, L"MeticKey\\a\\b", 0, &disposition, &key) == STATUS_OBJECT_NAME_NOT_FOUND,
          "NtCreateKey: the keys on the way must be there");
    CHECK(create(user, L"MeticKey", 0, &disposition, &key) == STATUS_SUCCESS && disposition == 1,
          "NtCreateKey: REG_CREATED_NEW_KEY");
    CHECK(create(user, L"METICKEY", 0, &disposition, &sub) == STATUS_SUCCESS && disposition == 2,
          "NtCreateKey: REG_OPENED_EXISTING_KEY, whatever the case");
    NtClose(sub);
    CHECK(path_ends(key, L"\\MeticKey"), "NtQueryKey: KeyNameInformation is the path as it was first spelt");
    CHECK(create(key, L"sub", 0, &disposition, &sub) == STATUS_SUCCESS && path_ends(sub, L"\\MeticKey\\sub"),
          "NtCreateKey: relative to another key");
    CHECK(open(user, L"MeticKey\\SUB", KEY_READ, &other) == STATUS_SUCCESS, "NtOpenKey");
    CHECK(set(other, L"x", 1, L"x", 4) == STATUS_ACCESS_DENIED, "NtSetValueKey: needs KEY_SET_VALUE");
    NtClose(other);
    CHECK(open(NULL, L"MeticKey", KEY_READ, &other) == STATUS_OBJECT_PATH_SYNTAX_BAD &&
              open(key, L"\\Registry", KEY_READ, &other) == STATUS_OBJECT_PATH_SYNTAX_BAD,
          "NtOpenKey: a full path begins with a backslash, a relative one does not");
    CHECK(open(key, L"none", KEY_READ, &other) == STATUS_OBJECT_NAME_NOT_FOUND, "NtOpenKey: a key that is not there");
    CHECK(open(key, L"", KEY_READ, &other) == STATUS_SUCCESS && path_ends(other, L"\\MeticKey"),
          "NtOpenKey: without a name the root itself");
    NtClose(other);
    UNICODE_STRING name = string(L"sub");
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, key, NULL);
    CHECK(NtOpenKeyEx(&other, KEY_READ, &attributes, 0) == STATUS_SUCCESS &&
              NtOpenKeyEx(&other, KEY_READ, &attributes, 0x100) == STATUS_INVALID_PARAMETER,
          "NtOpenKeyEx: options that are known");
    CHECK(NtDeleteKey(key) == STATUS_ACCESS_DENIED || NtDeleteKey(key) == STATUS_CANNOT_DELETE,
          "NtDeleteKey: a key with subkeys cannot be deleted");
    CHECK(NtDeleteKey(other) == STATUS_ACCESS_DENIED, "NtDeleteKey: needs DELETE");
    CHECK(NtDeleteKey(sub) == STATUS_SUCCESS && NtDeleteKey(sub) == STATUS_KEY_DELETED &&
              set(sub, L"x", 1, L"x", 4) == STATUS_KEY_DELETED,
          "NtDeleteKey: handles to it stay, and are good for nothing but NtClose");
    NtClose(other);
    NtClose(sub);
    CHECK(NtFlushKey(key) == STATUS_SUCCESS && NtFlushKey((HANDLE)0x54320) == STATUS_INVALID_HANDLE, "NtFlushKey");
    NtClose(key);
}

static void test_values(void)
{
    HANDLE key = NULL;
    ULONG disposition, size = 0;
    struct {
        ULONG index, type, length;
        UCHAR data[32];
    } part;
    struct {
        ULONG index, type, offset, length, name_length;
        WCHAR name[32];
    } full;
    create(user, L"MeticKey\\values", 0, &disposition, &key);
    UNICODE_STRING one = string(L"One"), none = string(L"none"), two = string(L"two");
    CHECK(set(key, L"One", 4, "\1\2\3\4", 4) == STATUS_SUCCESS && set(key, L"two", 3, "abc", 3) == STATUS_SUCCESS,
          "NtSetValueKey");
    CHECK(NtQueryValueKey(key, &one, 2, &part, sizeof part, &size) == STATUS_SUCCESS && part.type == 4 &&
              part.length == 4 && size == 16 && !memcmp(part.data, "\1\2\3\4", 4),
          "NtQueryValueKey: KeyValuePartialInformation");
    memset(&part, 0, sizeof part);
    CHECK(NtQueryValueKey(key, &one, 2, &part, 14, &size) == STATUS_BUFFER_OVERFLOW && size == 16 &&
              part.data[1] == 2 && !part.data[2],
          "NtQueryValueKey: STATUS_BUFFER_OVERFLOW, with what fits");
    CHECK(NtQueryValueKey(key, &one, 2, &part, 8, &size) == STATUS_BUFFER_TOO_SMALL && size == 16,
          "NtQueryValueKey: STATUS_BUFFER_TOO_SMALL for less than the fixed part");
    CHECK(NtQueryValueKey(key, &none, 2, &part, sizeof part, &size) == STATUS_OBJECT_NAME_NOT_FOUND &&
              NtQueryValueKey(key, &one, 77, &part, sizeof part, &size) == STATUS_INVALID_PARAMETER,
          "NtQueryValueKey: no such value, no such class");
    CHECK(NtEnumerateValueKey(key, 0, 1, &full, sizeof full, &size) == STATUS_SUCCESS && full.name_length == 6 &&
              full.length == 4 && !memcmp(full.name, L"One", 6) &&
              !memcmp((char *)&full + full.offset, "\1\2\3\4", 4) && size == full.offset + 4,
          "NtEnumerateValueKey: KeyValueFullInformation, data behind the name");
    CHECK(NtEnumerateValueKey(key, 2, 1, &full, sizeof full, &size) == STATUS_NO_MORE_ENTRIES,
          "NtEnumerateValueKey: STATUS_NO_MORE_ENTRIES");
    struct {
        UNICODE_STRING *name;
        ULONG length, offset, type;
    } entries[2] = {
        {&two, 0, 0, 0},
        {&one, 0, 0, 0}
    };
    UCHAR room[16];
    ULONG length = sizeof room, needed = 0;
    CHECK(NtQueryMultipleValueKey(key, (void *)entries, 2, room, &length, &needed) == STATUS_SUCCESS && needed == 8 &&
              entries[0].length == 3 && entries[0].type == 3 && entries[1].offset == 4 && entries[1].type == 4 &&
              !memcmp(room, "abc", 3) && !memcmp(room + 4, "\1\2\3\4", 4),
          "NtQueryMultipleValueKey: data one behind the other, aligned");
    length = 4;
    CHECK(NtQueryMultipleValueKey(key, (void *)entries, 2, room, &length, &needed) == STATUS_BUFFER_OVERFLOW &&
              needed == 8,
          "NtQueryMultipleValueKey: STATUS_BUFFER_OVERFLOW and the length that is needed");
    CHECK(NtDeleteValueKey(key, &one) == STATUS_SUCCESS && NtDeleteValueKey(key, &one) == STATUS_OBJECT_NAME_NOT_FOUND,
          "NtDeleteValueKey");
    NtDeleteKey(key);
    NtClose(key);
}

static void test_query(void)
{
    HANDLE key = NULL, sub = NULL;
    ULONG disposition, size = 0;
    struct {
        LARGE_INTEGER written;
        ULONG index, name_length;
        WCHAR name[32];
    } basic;
    struct {
        LARGE_INTEGER written;
        ULONG index, class_offset, class_length, subkeys, name_most, class_most, values, value_name_most, data_most;
        WCHAR class[32];
    } full;
    create(user, L"MeticKey\\query", 0, &disposition, &key);
    create(key, L"longer", 0, &disposition, &sub);
    NtClose(sub);
    create(key, L"b", 0, &disposition, &sub);
    set(key, L"value", 3, "12345", 5);
    CHECK(NtQueryKey(key, 2, &full, sizeof full, &size) == STATUS_SUCCESS && full.subkeys == 2 && full.values == 1 &&
              full.name_most == 12 && full.class_most == 14 && full.value_name_most == 10 && full.data_most == 5 &&
              full.class_length == 14 && !memcmp((char *)&full + full.class_offset, L"a class", 14),
          "NtQueryKey: KeyFullInformation");
    CHECK(NtQueryKey(key, 0, &basic, sizeof basic, &size) == STATUS_SUCCESS && basic.name_length == 10 &&
              !memcmp(basic.name, L"query", 10) && size == 26,
          "NtQueryKey: KeyBasicInformation");
    CHECK(NtQueryKey(key, 0, &basic, 8, &size) == STATUS_BUFFER_TOO_SMALL && size == 26,
          "NtQueryKey: STATUS_BUFFER_TOO_SMALL");
    CHECK(NtEnumerateKey(key, 0, 0, &basic, sizeof basic, &size) == STATUS_SUCCESS && basic.name_length == 2 &&
              basic.name[0] == 'b',
          "NtEnumerateKey: subkeys in the order of their names");
    CHECK(NtEnumerateKey(key, 2, 0, &basic, sizeof basic, &size) == STATUS_NO_MORE_ENTRIES &&
              NtEnumerateKey(key, 0, 77, &basic, sizeof basic, &size) == STATUS_INVALID_PARAMETER,
          "NtEnumerateKey: the end; no such class");
    LARGE_INTEGER time = {.QuadPart = 0x1d0000000000000};
    CHECK(NtSetInformationKey(key, 0, &time, sizeof time) == STATUS_SUCCESS &&
              NtQueryKey(key, 0, &basic, sizeof basic, &size) == STATUS_SUCCESS &&
              basic.written.QuadPart == time.QuadPart,
          "NtSetInformationKey: KeyWriteTimeInformation");
    CHECK(NtSetInformationKey(key, 0, &time, 4) == STATUS_INFO_LENGTH_MISMATCH &&
              NtSetInformationKey(key, 99, &time, 8) == STATUS_INVALID_INFO_CLASS,
          "NtSetInformationKey: a wrong length, no such class");
    UNICODE_STRING name = string(L"renamed"), taken = string(L"longer"), bad = string(L"a\\b");
    CHECK(NtRenameKey(sub, &taken) != STATUS_SUCCESS && NtRenameKey(sub, &bad) == STATUS_INVALID_PARAMETER,
          "NtRenameKey: to a name that is taken, or none");
    CHECK(NtRenameKey(sub, &name) == STATUS_SUCCESS && path_ends(sub, L"\\query\\renamed"), "NtRenameKey");
    NtDeleteKey(sub);
    NtClose(sub);
    if (!open(key, L"longer", DELETE, &sub)) NtDeleteKey(sub);
    NtClose(sub);
    NtDeleteKey(key);
    NtClose(key);
}

static void test_link(void)
{
    HANDLE link = NULL, key = NULL, target = NULL;
    ULONG disposition, size;
    UNICODE_STRING path;
    WCHAR leads[256];
    UNICODE_STRING name = string(L"MeticKey\\link");
    OBJECT_ATTRIBUTES attributes;
    CHECK(RtlFormatCurrentUserKeyPath(&path) == STATUS_SUCCESS && !_wcsnicmp(path.Buffer, L"\\REGISTRY\\USER\\", 15),
          "RtlFormatCurrentUserKeyPath");
    wcscpy(leads, path.Buffer);
    wcscat(leads, L"\\MeticKey\\target");
    RtlFreeUnicodeString(&path);
    create(user, L"MeticKey\\target", 0, &disposition, &target);
    CHECK(create(user, L"MeticKey\\link", REG_OPTION_CREATE_LINK, &disposition, &link) == STATUS_SUCCESS &&
              set(link, L"SymbolicLinkValue", REG_LINK, leads, (ULONG)wcslen(leads) * 2) == STATUS_SUCCESS,
          "NtCreateKey: REG_OPTION_CREATE_LINK; SymbolicLinkValue says where it leads");
    CHECK(open(user, L"MeticKey\\link", KEY_READ, &key) == STATUS_SUCCESS && path_ends(key, L"\\MeticKey\\target"),
          "NtOpenKey: follows a symbolic link");
    NtClose(key);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, user, NULL);
    CHECK(NtOpenKeyEx(&key, KEY_READ | DELETE, &attributes, REG_OPTION_OPEN_LINK) == STATUS_SUCCESS &&
              path_ends(key, L"\\MeticKey\\link"),
          "NtOpenKeyEx: REG_OPTION_OPEN_LINK opens the link itself");
    CHECK(create(user, L"MeticKey\\link", REG_OPTION_CREATE_LINK, &disposition, &link) == STATUS_OBJECT_NAME_COLLISION,
          "NtCreateKey: a link in the place of a key");
    (void)size;
    NtDeleteKey(key);
    NtClose(key);
    NtDeleteKey(target);
    NtClose(target);
    CHECK(open(user, L"MeticKey\\link", KEY_READ, &key) == STATUS_OBJECT_NAME_NOT_FOUND, "NtDeleteKey: of a link");
}

int main(void)
{
    HANDLE key = NULL;
    CHECK(RtlOpenCurrentUser(KEY_ALL_ACCESS, &user) == STATUS_SUCCESS, "RtlOpenCurrentUser");
    test_create();
    test_values();
    test_query();
    test_link();
    CHECK(!open(user, L"MeticKey", DELETE, &key) && NtDeleteKey(key) == STATUS_SUCCESS, "and nothing is left");
    return check_done();
}
