/* SPDX-License-Identifier: MIT */
/* What path.h declares, and the choice between the ANSI and the OEM code page for file names. */
#include "path.h"

static LONG names_are_oem; /* SetFileApisToOEM */

/* "AreFileApisANSI function". */
BOOL WINAPI AreFileApisANSI(void)
{
    return !names_are_oem;
}

void WINAPI SetFileApisToANSI(void)
{
    InterlockedExchange(&names_are_oem, FALSE);
}

void WINAPI SetFileApisToOEM(void)
{
    InterlockedExchange(&names_are_oem, TRUE);
}

BOOL path_wide(struct path_wide *path, const char *name)
{
    NTSTATUS(NTAPI * convert)
    (PWCH, ULONG, PULONG, const CHAR *, ULONG) = names_are_oem ? RtlOemToUnicodeN : RtlMultiByteToUnicodeN;
    size_t length;
    ULONG bytes;

    path->text = NULL;
    if (!name) return TRUE;
    length = strlen(name) + 1;
    if (length > 0x8000) return base_fail(STATUS_NAME_TOO_LONG);
    path->text = path->room;
    /* no code page makes more UTF-16 units than it has bytes */
    if (length > sizeof path->room / sizeof *path->room && !(path->text = base_alloc(length * sizeof(WCHAR))))
        return FALSE;
    NTSTATUS status = convert(path->text, (ULONG)(length * sizeof(WCHAR)), &bytes, name, (ULONG)length);
    if (NT_SUCCESS(status)) return TRUE;
    path_free(path);
    return base_fail(status);
}

void path_free(struct path_wide *path)
{
    if (path->text != path->room) base_free(path->text);
}

ULONG path_narrow(const WCHAR *text, size_t units, char *buffer, ULONG size)
{
    WCHAR *from = (WCHAR *)text;
    ULONG whole, bytes = 0;

    if (names_are_oem) { /* no call of ntdll's tells the size of OEM text without a counted string */
        UNICODE_STRING string = {(USHORT)(units * sizeof(WCHAR)), (USHORT)(units * sizeof(WCHAR)), from};
        whole = RtlxUnicodeStringToOemSize(&string) - 1;
    } else {
        RtlUnicodeToMultiByteSize(&whole, from, (ULONG)(units * sizeof(WCHAR)));
    }
    if (!size) return whole;
    (names_are_oem ? RtlUnicodeToOemN : RtlUnicodeToMultiByteN)(buffer, size - 1, &bytes, from,
                                                                (ULONG)(units * sizeof(WCHAR)));
    buffer[bytes] = 0;
    return whole;
}

DWORD path_answer(const WCHAR *text, size_t units, char *buffer, DWORD size)
{
    ULONG whole = path_narrow(text, units, NULL, 0);

    if (whole >= size) return whole + 1;
    return path_narrow(text, units, buffer, size);
}

DWORD path_answer_wide(const WCHAR *text, size_t units, WCHAR *buffer, DWORD size)
{
    if (units >= size) return (DWORD)units + 1;
    memcpy(buffer, text, units * sizeof(WCHAR));
    buffer[units] = 0;
    return (DWORD)units;
}

WCHAR *path_full(const WCHAR *name, size_t *units)
{
    for (ULONG room = 0, bytes = 0x400;; room = bytes) {
        WCHAR *text = base_alloc(bytes);
        if (!text) return NULL;
        room = bytes;
        NTSTATUS status = RtlGetFullPathName_UEx(name, room, text, NULL, &bytes);
        if (NT_SUCCESS(status)) {
            *units = bytes / sizeof(WCHAR);
            return text;
        }
        base_free(text);
        if (status != STATUS_BUFFER_TOO_SMALL || bytes <= room) return base_fail(status), NULL;
    }
}

BOOL path_nt(struct path_nt *path, const WCHAR *name)
{
    NTSTATUS status = RtlDosPathNameToNtPathName_U_WithStatus(name, &path->name, NULL, NULL);

    if (!NT_SUCCESS(status)) {
        if (!name || !*name) status = STATUS_OBJECT_PATH_NOT_FOUND;
        return base_fail(status);
    }
    InitializeObjectAttributes(&path->attributes, &path->name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    return TRUE;
}

void path_release(struct path_nt *path)
{
    RtlFreeUnicodeString(&path->name);
}

HANDLE path_open(const WCHAR *name, ACCESS_MASK access, ULONG options)
{
    struct path_nt path;
    IO_STATUS_BLOCK io;
    HANDLE handle;

    if (!path_nt(&path, name)) return INVALID_HANDLE_VALUE;
    NTSTATUS status =
        NtOpenFile(&handle, access | SYNCHRONIZE, &path.attributes, &io,
                   FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, options | FILE_SYNCHRONOUS_IO_NONALERT);
    path_release(&path);
    return base_ok(status) ? handle : INVALID_HANDLE_VALUE;
}
