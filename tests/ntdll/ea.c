/* SPDX-License-Identifier: MIT */
/* Extended attributes: ZwQueryEaFile, ZwSetEaFile and the EaBuffer of ZwCreateFile, as the driver kit's pages say.
 * Debian's wine has none. */
#include "file.h"

#include <stddef.h>
#include <stdio.h>

NTSTATUS NTAPI NtQueryEaFile(HANDLE, IO_STATUS_BLOCK *, PVOID, ULONG, BOOLEAN, PVOID, ULONG, ULONG *, BOOLEAN);
NTSTATUS NTAPI NtSetEaFile(HANDLE, IO_STATUS_BLOCK *, PVOID, ULONG);

struct ea { /* FILE_FULL_EA_INFORMATION */
    ULONG next;
    UCHAR flags, name_length;
    USHORT value_length;
    char name[1];
};
struct get { /* FILE_GET_EA_INFORMATION */
    ULONG next;
    UCHAR name_length;
    char name[1];
};
enum { EA_NAME = offsetof(struct ea, name) };

static _Alignas(8) char buffer[1024], out[1024];

/* Adds an attribute behind `at`; where the next begins. */
static ULONG put(ULONG at, const char *name, const char *value, BOOL last)
{
    struct ea *ea = (struct ea *)(buffer + at);
    ULONG size = EA_NAME + (ULONG)strlen(name) + 1 + (ULONG)strlen(value), next = (size + 3) & ~3u;

    ea->next = last ? 0 : next;
    ea->flags = 0;
    ea->name_length = (UCHAR)strlen(name);
    ea->value_length = (USHORT)strlen(value);
    strcpy(ea->name, name);
    memcpy(ea->name + ea->name_length + 1, value, strlen(value));
    return at + (last ? size : next);
}

/* The value of an attribute in `out`, ended by 0 in a static buffer; NULL: it is not there. */
static const char *value_of(const char *name)
{
    static char value[256];
    const struct ea *ea = (const struct ea *)out;

    for (;; ea = (const struct ea *)((const char *)ea + ea->next)) {
        if (ea->name_length == strlen(name) && !strcmp(ea->name, name)) {
            memcpy(value, ea->name + ea->name_length + 1, ea->value_length);
            value[ea->value_length] = 0;
            return value;
        }
        if (!ea->next) return NULL;
    }
}

int main(void)
{
    ULONG size, ea_size = 99;
    struct get *get = (struct get *)buffer;
    HANDLE file = CreateFileW(L"attributed", GENERIC_READ | GENERIC_WRITE, SHARE_ALL, NULL, CREATE_ALWAYS, 0, NULL);

    CHECK(NtQueryEaFile(file, &iosb, out, sizeof out, FALSE, NULL, 0, NULL, TRUE) == STATUS_NO_EAS_ON_FILE,
          "STATUS_NO_EAS_ON_FILE: \"The file has no extended attributes associated with it\"");
    size = put(put(0, "First", "one", FALSE), "SECOND", "two and more", TRUE);
    NTSTATUS status = NtSetEaFile(file, &iosb, buffer, size);
    if (status == STATUS_EAS_NOT_SUPPORTED) {
        printf("1..1 # skip the file system keeps no user attributes\n");
        return 0;
    }
    CHECK(status == STATUS_SUCCESS && iosb.Status == STATUS_SUCCESS, "ZwSetEaFile: \"STATUS_SUCCESS\"");
    CHECK(NtQueryEaFile(file, &iosb, out, sizeof out, FALSE, NULL, 0, NULL, TRUE) == STATUS_SUCCESS &&
              iosb.Information > EA_NAME,
          "ZwQueryEaFile: all of them");
    CHECK(value_of("FIRST") && !strcmp(value_of("FIRST"), "one"),
          "an attribute's name is in capitals, its value as set");
    CHECK(value_of("SECOND") && !strcmp(value_of("SECOND"), "two and more"), "NextEntryOffset leads to the next");
    CHECK(NtQueryEaFile(file, &iosb, out, sizeof out, TRUE, NULL, 0, NULL, TRUE) == STATUS_SUCCESS &&
              !((struct ea *)out)->next,
          "ReturnSingleEntry: \"only the first entry that is found is returned\"");
    get->next = 0;
    get->name_length = 6;
    strcpy(get->name, "second");
    CHECK(NtQueryEaFile(file, &iosb, out, sizeof out, FALSE, get, 12, NULL, TRUE) == STATUS_SUCCESS &&
              !strcmp(value_of("SECOND"), "two and more"),
          "EaList: \"specifies the extended attributes to be queried\", whatever the case");
    strcpy(get->name, "absent");
    CHECK(NtQueryEaFile(file, &iosb, out, sizeof out, FALSE, get, 12, NULL, TRUE) == STATUS_SUCCESS &&
              !*value_of("ABSENT"),
          "one that is not there has an empty value");
    CHECK(NtQueryEaFile(file, &iosb, out, 12, FALSE, NULL, 0, NULL, TRUE) == STATUS_BUFFER_TOO_SMALL,
          "STATUS_BUFFER_TOO_SMALL: not one entry fits");
    CHECK(NtQueryEaFile(file, &iosb, out, 24, FALSE, NULL, 0, NULL, TRUE) == STATUS_BUFFER_OVERFLOW,
          "STATUS_BUFFER_OVERFLOW: not all fit");
    CHECK(NtQueryInformationFile(file, &iosb, &ea_size, sizeof ea_size, (FILE_INFORMATION_CLASS)7) == STATUS_SUCCESS &&
              ea_size >= 3 + 12 + 5 + 6,
          "FileEaInformation: \"the combined length, in bytes, of the extended attributes\"");
    size = put(0, "First", "", TRUE);
    CHECK(NtSetEaFile(file, &iosb, buffer, size) == STATUS_SUCCESS &&
              NtQueryEaFile(file, &iosb, out, sizeof out, FALSE, NULL, 0, NULL, TRUE) == STATUS_SUCCESS &&
              !value_of("FIRST") && value_of("SECOND"),
          "an attribute that is set to nothing goes");
    put(0, "a*b", "x", TRUE);
    CHECK(NtSetEaFile(file, &iosb, buffer, 13) == STATUS_INVALID_EA_NAME, "STATUS_INVALID_EA_NAME");
    size = put(0, "First", "one", TRUE);
    CHECK(NtSetEaFile(file, &iosb, buffer, size - 4) == STATUS_EA_LIST_INCONSISTENT,
          "STATUS_EA_LIST_INCONSISTENT: the buffer ends inside it");
    CloseHandle(file);

    file = CreateFileW(L"attributed", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(NtSetEaFile(file, &iosb, buffer, size) == STATUS_ACCESS_DENIED, "FILE_WRITE_EA is needed to set them");
    CloseHandle(file);
    file = CreateFileW(L"attributed", GENERIC_WRITE, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(NtQueryEaFile(file, &iosb, out, sizeof out, FALSE, NULL, 0, NULL, TRUE) == STATUS_ACCESS_DENIED,
          "and FILE_READ_EA to query them");
    CloseHandle(file);
    DeleteFileW(L"attributed");

    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    WCHAR folder[600];
    wcscpy(folder, L"\\??\\");
    GetCurrentDirectoryW(500, folder + 4);
    wcscat(folder, L"\\attributed");
    RtlInitUnicodeString(&name, folder);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    CHECK(NtCreateFile(&file, GENERIC_READ | SYNCHRONIZE, &attributes, &iosb, NULL, 0, 7, FILE_CREATE,
                       FILE_SYNCHRONOUS_IO_NONALERT, buffer, size) == STATUS_SUCCESS &&
              NtQueryEaFile(file, &iosb, out, sizeof out, FALSE, NULL, 0, NULL, TRUE) == STATUS_SUCCESS &&
              value_of("FIRST") && !strcmp(value_of("FIRST"), "one"),
          "ZwCreateFile's EaBuffer: attributes of the file that is made");
    NtClose(file);
    DeleteFileW(L"attributed");
    return check_done();
}
