/* SPDX-License-Identifier: MIT */
/* Calls on handles of any type: ZwDuplicateObject, NtQueryObject and their Win32 pages; and anonymous pipes by their NT
 * calls. */
#include "file.h"

NTSTATUS NTAPI NtCompareObjects(HANDLE, HANDLE);

#ifndef STATUS_NOT_SAME_OBJECT
#define STATUS_NOT_SAME_OBJECT ((NTSTATUS)0xC00001AC)
#endif
#define QueryBasic ((OBJECT_INFORMATION_CLASS)0)
#define QueryName  ((OBJECT_INFORMATION_CLASS)1)
#define QueryType  ((OBJECT_INFORMATION_CLASS)2)
#define QueryFlags ((OBJECT_INFORMATION_CLASS)4)

struct object_basic { /* PUBLIC_OBJECT_BASIC_INFORMATION */
    ULONG attributes, access, handles, pointers, reserved[10];
};

static void duplicates(void)
{
    HANDLE a, b;
    struct object_basic info;
    ULONG length;
    create(&a, L"dup", GENERIC_READ | GENERIC_WRITE, SHARE_ALL, FILE_CREATE, 0);
    NTSTATUS s = NtDuplicateObject(SELF, a, SELF, &b, FILE_READ_DATA, 0, 0);
    CHECK(s == STATUS_SUCCESS && a != b, "ZwDuplicateObject: a second handle");
    s = NtQueryObject(b, QueryBasic, &info, sizeof info, &length);
    CHECK(s == STATUS_SUCCESS && info.access == FILE_READ_DATA && info.handles == 2 && length == sizeof info,
          "PublicObjectBasicInformation: granted access, handle count");
    CHECK(NtWriteFile(b, NULL, NULL, NULL, &iosb, (void *)"x", 1, NULL, NULL) == STATUS_ACCESS_DENIED,
          "DesiredAccess: \"the new handle's access\" is what was asked");
    CHECK(NtCompareObjects(a, b) == STATUS_SUCCESS, "CompareObjectHandles: both refer to one object");
    NtClose(b);
    s = NtDuplicateObject(SELF, a, SELF, &b, 0, 0, DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE);
    CHECK(s == STATUS_SUCCESS, "DUPLICATE_CLOSE_SOURCE");
    CHECK(a == b || NtClose(a) == STATUS_INVALID_HANDLE, "closes the source handle");
    CHECK(NtWriteFile(b, NULL, NULL, NULL, &iosb, (void *)"x", 1, NULL, NULL) == STATUS_SUCCESS,
          "DUPLICATE_SAME_ACCESS keeps the rights");
    CHECK(NtDuplicateObject(SELF, (HANDLE)0x7770, SELF, &a, 0, 0, DUPLICATE_SAME_ACCESS) == STATUS_INVALID_HANDLE,
          "what is no handle");
    NtClose(b);
    NtDeleteFile(below(L"dup"));
}

static void queries(void)
{
    HANDLE a, b;
    struct {
        UNICODE_STRING name;
        WCHAR text[600];
    } name;
    struct {
        UNICODE_STRING name;
        ULONG numbers[40];
        WCHAR text[64];
    } type;
    BOOLEAN flags[2] = {TRUE, TRUE};
    ULONG length;
    create(&a, L"query", GENERIC_READ, SHARE_ALL, FILE_CREATE, 0);
    create(&b, L"query", GENERIC_READ, SHARE_ALL, FILE_OPEN, 0);
    CHECK(NtCompareObjects(a, b) == STATUS_NOT_SAME_OBJECT, "CompareObjectHandles: two opens are two objects");
    NtClose(b);
    NTSTATUS s = NtQueryObject(a, QueryType, &type, sizeof type, &length);
    CHECK(s == STATUS_SUCCESS && type.name.Length == 8 && !memcmp(type.name.Buffer, L"File", 8),
          "PublicObjectTypeInformation: \"File\"");
    s = NtQueryObject(a, QueryName, &name, sizeof name, &length);
    CHECK(s == STATUS_SUCCESS && name.name.Length > 12 &&
              !memcmp((char *)name.name.Buffer + name.name.Length - 12, L"\\query", 12) &&
              !memcmp(name.name.Buffer, L"\\Device\\", 16),
          "ObjectNameInformation: the NT name from \\Device on");
    CHECK(NtQueryObject(a, QueryName, &name, 8, &length) == STATUS_INFO_LENGTH_MISMATCH && length > 16,
          "too short: the length it takes");
    s = NtSetInformationObject(a, 4, flags, sizeof flags);
    CHECK(s == STATUS_SUCCESS, "SetHandleInformation: inherit and protect from close");
    CHECK(NtClose(a) == STATUS_HANDLE_NOT_CLOSABLE, "HANDLE_FLAG_PROTECT_FROM_CLOSE: closing fails");
    CHECK(NtSetInformationObject(a, 4, flags, 1) == STATUS_INFO_LENGTH_MISMATCH &&
              NtSetInformationObject(a, 99, flags, sizeof flags) == STATUS_INVALID_INFO_CLASS &&
              NtSetInformationObject((HANDLE)0x7770, 4, flags, sizeof flags) == STATUS_INVALID_HANDLE &&
              NtSetInformationObject(a, 4, (void *)16, sizeof flags) == STATUS_ACCESS_VIOLATION,
          "NtSetInformationObject: refuses lengths, classes, handles and pointers that are wrong");
    memset(flags, 0, sizeof flags);
    s = NtQueryObject(a, QueryFlags, flags, sizeof flags, &length);
    CHECK(s == STATUS_SUCCESS && flags[0] == TRUE && flags[1] == TRUE, "GetHandleInformation: both flags");
    memset(flags, 0, sizeof flags);
    NtSetInformationObject(a, 4, flags, sizeof flags);
    CHECK(NtClose(a) == STATUS_SUCCESS, "without the flag it closes");
    CHECK(NtCompareObjects(a, a) == STATUS_INVALID_HANDLE, "CompareObjectHandles: what is closed is no handle");
    CHECK(NtQueryObject((HANDLE)0x7770, QueryBasic, &type, 56, &length) == STATUS_INVALID_HANDLE, "what is no handle");
    NtDeleteFile(below(L"query"));
}

/* As CreatePipe does. */
static void pipes(void)
{
    HANDLE root, server, client;
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    LARGE_INTEGER timeout = {.QuadPart = -1200000000ll};
    char byte = 0;
    struct {
        ULONG state, available, messages, length;
        char data[8];
    } peek;
    RtlInitUnicodeString(&name, L"\\Device\\NamedPipe\\");
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS s = NtOpenFile(&root, GENERIC_READ | SYNCHRONIZE, &attributes, &iosb, FILE_SHARE_READ | FILE_SHARE_WRITE,
                            FILE_SYNCHRONOUS_IO_NONALERT);
    CHECK(s == STATUS_SUCCESS, "NtOpenFile: the pipe file system's folder");
    memset(&name, 0, sizeof name);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, root, NULL);
    s = NtCreateNamedPipeFile(&server, GENERIC_READ | FILE_WRITE_ATTRIBUTES | SYNCHRONIZE, &attributes, &iosb,
                              FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_CREATE, FILE_SYNCHRONOUS_IO_NONALERT, 0, 0, 0, 1,
                              4096, 4096, &timeout);
    CHECK(s == STATUS_SUCCESS, "NtCreateNamedPipeFile: a pipe without a name");
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, server, NULL);
    s = NtOpenFile(&client, GENERIC_WRITE | FILE_READ_ATTRIBUTES | SYNCHRONIZE, &attributes, &iosb, FILE_SHARE_READ,
                   FILE_SYNCHRONOUS_IO_NONALERT | FILE_NON_DIRECTORY_FILE);
    CHECK(s == STATUS_SUCCESS, "NtOpenFile: its other end");
    HANDLE third;
    CHECK(NtOpenFile(&third, GENERIC_WRITE | SYNCHRONIZE, &attributes, &iosb, FILE_SHARE_READ,
                     FILE_SYNCHRONOUS_IO_NONALERT) == STATUS_PIPE_NOT_AVAILABLE,
          "NtOpenFile: STATUS_PIPE_NOT_AVAILABLE, a pipe has one other end");
    s = NtWriteFile(client, NULL, NULL, NULL, &iosb, (void *)"pipe", 4, NULL, NULL);
    CHECK(s == STATUS_SUCCESS && iosb.Information == 4, "what is written to one end");
    s = NtFsControlFile(server, NULL, NULL, NULL, &iosb, 0x0011400c, NULL, 0, &peek, sizeof peek);
    CHECK((s == STATUS_SUCCESS || s == STATUS_BUFFER_OVERFLOW) && peek.available == 4 && !memcmp(peek.data, "pipe", 4),
          "FSCTL_PIPE_PEEK: looks without taking");
    s = NtReadFile(server, NULL, NULL, NULL, &iosb, &byte, 1, NULL, NULL);
    CHECK(s == STATUS_SUCCESS && byte == 'p', "is read from the other");
    CHECK(NtReadFile(client, NULL, NULL, NULL, &iosb, &byte, 1, NULL, NULL) == STATUS_ACCESS_DENIED,
          "the writing end cannot be read");
    NtClose(client);
    char rest[8];
    s = NtReadFile(server, NULL, NULL, NULL, &iosb, rest, sizeof rest, NULL, NULL);
    CHECK(s == STATUS_SUCCESS && iosb.Information == 3, "what was written before the end was closed is still read");
    s = NtReadFile(server, NULL, NULL, NULL, &iosb, rest, sizeof rest, NULL, NULL);
    CHECK(s == STATUS_PIPE_BROKEN, "then the pipe is broken");
    NtClose(server);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, root, NULL);
    NtCreateNamedPipeFile(&server, GENERIC_READ | SYNCHRONIZE, &attributes, &iosb, FILE_SHARE_READ | FILE_SHARE_WRITE,
                          FILE_CREATE, FILE_SYNCHRONOUS_IO_NONALERT, 0, 0, 0, 1, 4096, 4096, &timeout);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, server, NULL);
    NtOpenFile(&client, GENERIC_WRITE | SYNCHRONIZE, &attributes, &iosb, FILE_SHARE_READ, FILE_SYNCHRONOUS_IO_NONALERT);
    NtClose(server);
    s = NtWriteFile(client, NULL, NULL, NULL, &iosb, (void *)"x", 1, NULL, NULL);
    CHECK(s == STATUS_PIPE_CLOSING || s == STATUS_PIPE_BROKEN || s == STATUS_PIPE_DISCONNECTED,
          "writing without a reader fails");
    NtClose(client);
    NtClose(root);
}

struct object_type { /* PUBLIC_OBJECT_TYPE_INFORMATION's fields, as far as they are looked at */
    UNICODE_STRING name;
    ULONG objects, handles, other[11];
    GENERIC_MAPPING mapping;
    ULONG valid;
};

/* The list of all types: a count, and the entries, each with its name behind it. */
static void types(void)
{
    static _Alignas(8) char buffer[16384];
    ULONG length = 0, least = 0, found = 0;
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);
    NTSTATUS s = NtQueryObject(NULL, (OBJECT_INFORMATION_CLASS)3, buffer, 4, &least);
    CHECK(s == STATUS_INFO_LENGTH_MISMATCH, "NtQueryObject: ObjectTypesInformation needs room");
    s = NtQueryObject(NULL, (OBJECT_INFORMATION_CLASS)3, buffer, sizeof buffer, &length);
    CHECK(s == STATUS_SUCCESS && length > 1000 && *(ULONG *)buffer > 9,
          "NtQueryObject: the list of types, of no object");
    char *at = buffer + 8;
    BOOL whole = TRUE;
    for (ULONG i = 0; i < *(ULONG *)buffer; i++) {
        const struct object_type *type = (const struct object_type *)at;
        whole &= type->name.Buffer == (WCHAR *)(at + 0x68) && type->name.Buffer[type->name.Length / 2] == 0 &&
                 type->name.MaximumLength == type->name.Length + 2 && type->valid;
        if (!wcscmp(type->name.Buffer, L"Event"))
            found |= type->valid == EVENT_ALL_ACCESS && type->handles >= 1 ? 1 : 0;
        if (!wcscmp(type->name.Buffer, L"Process")) found |= 2;
        if (!wcscmp(type->name.Buffer, L"Job")) found |= 4;
        if (!wcscmp(type->name.Buffer, L"Key")) found |= 8;
        at += (0x68 + type->name.MaximumLength + 7) & ~7;
    }
    CHECK(whole && (ULONG)(at - buffer) <= sizeof buffer, "NtQueryObject: each type has its name behind it");
    CHECK(found == 15, "NtQueryObject: events with their rights, processes, jobs, keys (%lu)", found);
    CloseHandle(event);
}

int main(void)
{
    duplicates();
    queries();
    pipes();
    types();
    return check_done();
}
