/* SPDX-License-Identifier: MIT */
/* The computer's name: the host's, as its kernel tells it; the NetBIOS name is its first label in capitals.  Left out:
 * SetComputerName, for the name is not ours. */
#include "kernelbase.h"

/* The host's name, base_free() it; NULL: it cannot be read. */
static WCHAR *host_name(void)
{
    char bytes[256];
    DWORD got = 0;
    ULONG size;
    HANDLE file = CreateFileW(L"\\\\?\\GLOBALROOT\\Device\\MeticHostName", GENERIC_READ, FILE_SHARE_READ, NULL,
                              OPEN_EXISTING, 0, NULL);

    if (file == INVALID_HANDLE_VALUE) return NULL;
    if (!ReadFile(file, bytes, sizeof bytes, &got, NULL)) got = 0;
    CloseHandle(file);
    while (got && (bytes[got - 1] == '\n' || bytes[got - 1] == ' ')) got--;
    WCHAR *name = base_alloc((got + 1) * sizeof *name);
    if (!name) return NULL;
    RtlMultiByteToUnicodeN(name, got * sizeof *name, &size, bytes, got);
    name[size / sizeof *name] = 0;
    return name;
}

/* Puts a text of `length` out; the room that it needs goes to *size where that was too little. */
static BOOL give(const WCHAR *text, size_t length, WCHAR *buffer, DWORD *size, DWORD too_small)
{
    if (!buffer || *size <= length) {
        *size = (DWORD)length + 1;
        SetLastError(too_small);
        return FALSE;
    }
    memcpy(buffer, text, length * sizeof *text);
    buffer[length] = 0;
    *size = (DWORD)length;
    return TRUE;
}

static BOOL give_kind(COMPUTER_NAME_FORMAT kind, WCHAR *buffer, DWORD *size, DWORD too_small)
{
    WCHAR *name = host_name();
    if (!name) return FALSE;
    size_t length = wcslen(name), label = 0;
    while (label < length && name[label] != '.') label++;
    BOOL done = FALSE;

    switch (kind) {
    case ComputerNameNetBIOS:
    case ComputerNamePhysicalNetBIOS:
        if (label > MAX_COMPUTERNAME_LENGTH) label = MAX_COMPUTERNAME_LENGTH;
        name[label] = 0;
        _wcsupr(name);
        done = give(name, label, buffer, size, too_small);
        break;
    case ComputerNameDnsHostname:
    case ComputerNamePhysicalDnsHostname: done = give(name, label, buffer, size, too_small); break;
    case ComputerNameDnsDomain:
    case ComputerNamePhysicalDnsDomain:
        if (label < length) label++;
        done = give(name + label, length - label, buffer, size, too_small);
        break;
    case ComputerNameDnsFullyQualified:
    case ComputerNamePhysicalDnsFullyQualified: done = give(name, length, buffer, size, too_small); break;
    default: SetLastError(ERROR_INVALID_PARAMETER); break;
    }
    base_free(name);
    return done;
}

BOOL WINAPI GetComputerNameExW(COMPUTER_NAME_FORMAT kind, WCHAR *buffer, DWORD *size)
{
    if (!size) return base_fail(STATUS_INVALID_PARAMETER);
    return give_kind(kind, buffer, size, ERROR_MORE_DATA);
}

BOOL WINAPI GetComputerNameW(WCHAR *buffer, DWORD *size)
{
    if (!size) return base_fail(STATUS_INVALID_PARAMETER);
    return give_kind(ComputerNameNetBIOS, buffer, size, ERROR_BUFFER_OVERFLOW);
}

static BOOL narrow(COMPUTER_NAME_FORMAT kind, char *buffer, DWORD *size, DWORD too_small)
{
    WCHAR wide[257];
    DWORD length = sizeof wide / sizeof *wide;
    ULONG bytes;

    if (!size) return base_fail(STATUS_INVALID_PARAMETER);
    if (!give_kind(kind, wide, &length, too_small)) return FALSE;
    RtlUnicodeToMultiByteSize(&bytes, wide, length * sizeof *wide);
    if (!buffer || *size <= bytes) {
        *size = bytes + 1;
        SetLastError(too_small);
        return FALSE;
    }
    RtlUnicodeToMultiByteN(buffer, *size, &bytes, wide, length * sizeof *wide);
    buffer[bytes] = 0;
    *size = bytes;
    return TRUE;
}

BOOL WINAPI GetComputerNameExA(COMPUTER_NAME_FORMAT kind, char *buffer, DWORD *size)
{
    return narrow(kind, buffer, size, ERROR_MORE_DATA);
}

BOOL WINAPI GetComputerNameA(char *buffer, DWORD *size)
{
    return narrow(ComputerNameNetBIOS, buffer, size, ERROR_BUFFER_OVERFLOW);
}
