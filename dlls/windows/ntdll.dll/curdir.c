/* SPDX-License-Identifier: MIT */
/* The current folder, and looking for files along a list of folders.
 *
 * The folder stands in the process parameters as a DOS path that ends in a separator, with a handle that keeps it open,
 * under the PEB's lock.  The current folders of other drives are environment variables (=C:), which the C runtime
 * keeps. */
#include "rtl.h"

/* "GetCurrentDirectory function", in bytes: the length without terminator, or the room needed with it. */
ULONG NTAPI RtlGetCurrentDirectory_U(ULONG size, PWSTR buffer)
{
    UNICODE_STRING *path;
    ULONG units, bytes;

    RtlAcquirePebLock();
    path = &rtl_peb()->ProcessParameters->CurrentDirectory.DosPath;
    units = path->Length / sizeof(WCHAR);
    if (units > 3 || (units == 3 && path->Buffer[1] != ':')) /* a drive's root keeps its separator */
        units -= units && path->Buffer[units - 1] == '\\';
    bytes = units * (ULONG)sizeof(WCHAR);
    if (bytes + sizeof(WCHAR) > size) {
        bytes += sizeof(WCHAR);
    } else {
        memcpy(buffer, path->Buffer, bytes);
        buffer[units] = 0;
    }
    RtlReleasePebLock();
    return bytes;
}

/* "SetCurrentDirectory function": STATUS_NOT_A_DIRECTORY, STATUS_OBJECT_NAME_NOT_FOUND, ... where it cannot be opened.
 */
NTSTATUS NTAPI RtlSetCurrentDirectory_U(PCUNICODE_STRING name)
{
    UNICODE_STRING nt = {0, 0, NULL}, *current;
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    HANDLE handle, old;
    NTSTATUS status;
    WCHAR *given, *full = NULL;
    ULONG bytes;

    /* a terminated copy of the name, then its full path */
    if (!(given = rtl_allocate(name->Length + sizeof(WCHAR)))) return STATUS_NO_MEMORY;
    memcpy(given, name->Buffer, name->Length);
    given[name->Length / sizeof(WCHAR)] = 0;
    RtlAcquirePebLock();
    bytes = RtlGetFullPathName_U(given, 0, NULL, NULL);
    status = bytes ? STATUS_NO_MEMORY : STATUS_OBJECT_NAME_INVALID;
    if (!bytes || !(full = rtl_allocate(bytes + sizeof(WCHAR)))) goto out;
    bytes = RtlGetFullPathName_U(given, bytes, full, NULL);
    if (!NT_SUCCESS(status = RtlDosPathNameToNtPathName_U_WithStatus(given, &nt, NULL, NULL))) goto out;
    InitializeObjectAttributes(&attributes, &nt, OBJ_CASE_INSENSITIVE | OBJ_INHERIT, NULL, NULL);
    status = NtOpenFile(&handle, FILE_TRAVERSE | SYNCHRONIZE, &attributes, &io, FILE_SHARE_READ | FILE_SHARE_WRITE,
                        FILE_DIRECTORY_FILE | FILE_SYNCHRONOUS_IO_NONALERT);
    if (!NT_SUCCESS(status)) goto out;
    if (full[bytes / sizeof(WCHAR) - 1] != '\\') {
        full[bytes / sizeof(WCHAR)] = '\\';
        bytes += sizeof(WCHAR);
    }
    current = &rtl_peb()->ProcessParameters->CurrentDirectory.DosPath;
    if (bytes + sizeof(WCHAR) > current->MaximumLength) {
        /* the first one stands inside the parameters; later ones are this function's */
        static WCHAR *grown;
        WCHAR *room = rtl_allocate(bytes + sizeof(WCHAR));
        if (!room || bytes + sizeof(WCHAR) > 0xfffe) {
            rtl_free(room);
            NtClose(handle);
            status = room ? STATUS_NAME_TOO_LONG : STATUS_NO_MEMORY;
            goto out;
        }
        rtl_free(grown);
        grown = current->Buffer = room;
        current->MaximumLength = (USHORT)(bytes + sizeof(WCHAR));
    }
    memcpy(current->Buffer, full, bytes);
    current->Buffer[bytes / sizeof(WCHAR)] = 0;
    current->Length = (USHORT)bytes;
    old = rtl_peb()->ProcessParameters->CurrentDirectory.Handle;
    rtl_peb()->ProcessParameters->CurrentDirectory.Handle = handle;
    if (old) NtClose(old);
out:
    RtlReleasePebLock();
    RtlFreeUnicodeString(&nt);
    rtl_free(full);
    rtl_free(given);
    return status;
}

/* Whether a file or folder of that name is there. */
BOOLEAN NTAPI RtlDoesFileExists_U(PCWSTR name)
{
    FILE_BASIC_INFORMATION info;
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING nt;
    NTSTATUS status;

    if (!RtlDosPathNameToNtPathName_U(name, &nt, NULL, NULL)) return FALSE;
    InitializeObjectAttributes(&attributes, &nt, OBJ_CASE_INSENSITIVE, NULL, NULL);
    status = NtQueryAttributesFile(&attributes, &info);
    RtlFreeUnicodeString(&nt);
    /* a file's own rights do not keep its attributes from us: denied is a folder on the way, which a search passes over
     */
    return NT_SUCCESS(status) || status == STATUS_SHARING_VIOLATION;
}

/* "SearchPathW function", in bytes: looks for `name` in the folders of `paths` (separated by `;`), with `extension`
 * where the name has none; the answer is as RtlGetFullPathName_U's, 0 where it is nowhere. */
ULONG NTAPI RtlDosSearchPath_U(PCWSTR paths, PCWSTR name, PCWSTR extension, ULONG size, PWSTR buffer, PWSTR *part)
{
    SIZE_T name_units = wide_length(name), extension_units = extension ? wide_length(extension) : 0, longest = 0,
           at = 0;
    ULONG result = 0;
    WCHAR *work;

    if (RtlDetermineDosPathNameType_U(name) != RtlPathTypeRelative)
        return RtlDoesFileExists_U(name) ? RtlGetFullPathName_U(name, size, buffer, part) : 0;
    for (SIZE_T i = name_units; i > 0 && name[i - 1] != '\\' && name[i - 1] != '/'; i--)
        if (name[i - 1] == '.') extension_units = 0;
    longest = wide_length(paths);
    if (!(work = rtl_allocate((longest + name_units + extension_units + 2) * sizeof(WCHAR)))) return 0;
    while (paths[at] && !result) {
        SIZE_T units = 0;
        while (paths[at] && paths[at] != ';') work[units++] = paths[at++];
        at += paths[at] == ';';
        if (!units) continue;
        if (work[units - 1] != '\\' && work[units - 1] != '/') work[units++] = '\\';
        memcpy(work + units, name, name_units * sizeof(WCHAR));
        units += name_units;
        memcpy(work + units, extension, extension_units * sizeof(WCHAR));
        work[units + extension_units] = 0;
        if (RtlDoesFileExists_U(work)) result = RtlGetFullPathName_U(work, size, buffer, part);
    }
    rtl_free(work);
    return result;
}
