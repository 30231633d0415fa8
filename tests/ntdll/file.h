/* SPDX-License-Identifier: MIT */
/* What the file tests share: names below the current folder as NT names, and prototypes that public headers leave out.
 */
#ifndef METIC_TESTS_NTDLL_FILE_H
#define METIC_TESTS_NTDLL_FILE_H

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <winternl.h>

#include "check.h"

#include <string.h>

NTSTATUS NTAPI NtReadFile(HANDLE, HANDLE, PVOID, PVOID, IO_STATUS_BLOCK *, PVOID, ULONG, LARGE_INTEGER *, ULONG *);
NTSTATUS NTAPI NtWriteFile(HANDLE, HANDLE, PVOID, PVOID, IO_STATUS_BLOCK *, PVOID, ULONG, LARGE_INTEGER *, ULONG *);
NTSTATUS NTAPI NtQueryInformationFile(HANDLE, IO_STATUS_BLOCK *, PVOID, ULONG, FILE_INFORMATION_CLASS);
NTSTATUS NTAPI NtSetInformationFile(HANDLE, IO_STATUS_BLOCK *, PVOID, ULONG, FILE_INFORMATION_CLASS);
NTSTATUS NTAPI NtQueryDirectoryFile(HANDLE, HANDLE, PVOID, PVOID, IO_STATUS_BLOCK *, PVOID, ULONG,
                                    FILE_INFORMATION_CLASS, BOOLEAN, UNICODE_STRING *, BOOLEAN);
NTSTATUS NTAPI NtQueryAttributesFile(OBJECT_ATTRIBUTES *, PVOID);
NTSTATUS NTAPI NtQueryFullAttributesFile(OBJECT_ATTRIBUTES *, PVOID);
NTSTATUS NTAPI NtDeleteFile(OBJECT_ATTRIBUTES *);
NTSTATUS NTAPI NtFlushBuffersFile(HANDLE, IO_STATUS_BLOCK *);
NTSTATUS NTAPI NtLockFile(HANDLE, HANDLE, PVOID, PVOID, IO_STATUS_BLOCK *, LARGE_INTEGER *, LARGE_INTEGER *, ULONG,
                          BOOLEAN, BOOLEAN);
NTSTATUS NTAPI NtUnlockFile(HANDLE, IO_STATUS_BLOCK *, LARGE_INTEGER *, LARGE_INTEGER *, ULONG);
NTSTATUS NTAPI NtCancelIoFile(HANDLE, IO_STATUS_BLOCK *);
NTSTATUS NTAPI NtCancelIoFileEx(HANDLE, IO_STATUS_BLOCK *, IO_STATUS_BLOCK *);
NTSTATUS NTAPI NtCreateNamedPipeFile(HANDLE *, ULONG, OBJECT_ATTRIBUTES *, IO_STATUS_BLOCK *, ULONG, ULONG, ULONG,
                                     ULONG, ULONG, ULONG, ULONG, ULONG, ULONG, LARGE_INTEGER *);
NTSTATUS NTAPI NtDuplicateObject(HANDLE, HANDLE, HANDLE, HANDLE *, ACCESS_MASK, ULONG, ULONG);
NTSTATUS NTAPI NtSetInformationObject(HANDLE, ULONG, PVOID, ULONG);

#define SELF      ((HANDLE)(LONG_PTR)-1)
#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

/* Class numbers and structures of the driver kit's ntifs.h. */
#define BasicClass        ((FILE_INFORMATION_CLASS)4)
#define StandardClass     ((FILE_INFORMATION_CLASS)5)
#define InternalClass     ((FILE_INFORMATION_CLASS)6)
#define AccessClass       ((FILE_INFORMATION_CLASS)8)
#define NameClass         ((FILE_INFORMATION_CLASS)9)
#define RenameClass       ((FILE_INFORMATION_CLASS)10)
#define LinkClass         ((FILE_INFORMATION_CLASS)11)
#define DispositionClass  ((FILE_INFORMATION_CLASS)13)
#define PositionClass     ((FILE_INFORMATION_CLASS)14)
#define ModeClass         ((FILE_INFORMATION_CLASS)16)
#define AllocationClass   ((FILE_INFORMATION_CLASS)19)
#define EndOfFileClass    ((FILE_INFORMATION_CLASS)20)
#define StreamClass       ((FILE_INFORMATION_CLASS)22)
#define NetworkOpenClass  ((FILE_INFORMATION_CLASS)34)
#define AttributeTagClass ((FILE_INFORMATION_CLASS)35)
struct basic {
    LARGE_INTEGER created, accessed, written, changed;
    ULONG attributes;
};
struct standard {
    LARGE_INTEGER allocated, end;
    ULONG links;
    BOOLEAN pending, directory;
};
struct network_open {
    LARGE_INTEGER created, accessed, written, changed, allocated, end;
    ULONG attributes;
};
struct rename_to {
    BOOLEAN replace;
    HANDLE root;
    ULONG length;
    WCHAR name[300];
};
struct name_of {
    ULONG length;
    WCHAR name[400];
};

static WCHAR here[512]; /* "\??\" and the current folder */
static WCHAR full[1024];
static UNICODE_STRING full_string;
static OBJECT_ATTRIBUTES full_attributes;
static IO_STATUS_BLOCK iosb;

/* OBJECT_ATTRIBUTES for a name below the current folder; valid until the next call. */
__attribute__((unused)) static OBJECT_ATTRIBUTES *below(const WCHAR *name)
{
    if (!here[0]) {
        memcpy(here, L"\\??\\", 8);
        GetCurrentDirectoryW(500, here + 4);
        size_t length = wcslen(here);
        if (here[length - 1] == '\\') here[length - 1] = 0;
    }
    wcscpy(full, here);
    wcscat(full, L"\\");
    wcscat(full, name);
    full_string.Buffer = full;
    full_string.Length = (USHORT)(wcslen(full) * sizeof(WCHAR));
    full_string.MaximumLength = full_string.Length;
    InitializeObjectAttributes(&full_attributes, &full_string, OBJ_CASE_INSENSITIVE, NULL, NULL);
    return &full_attributes;
}

/* NtCreateFile below the current folder, synchronous. */
__attribute__((unused)) static NTSTATUS create(HANDLE *handle, const WCHAR *name, ACCESS_MASK access, ULONG share,
                                               ULONG disposition, ULONG options)
{
    return NtCreateFile(handle, access | SYNCHRONIZE, below(name), &iosb, NULL, FILE_ATTRIBUTE_NORMAL, share,
                        disposition, options | FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);
}

#endif
