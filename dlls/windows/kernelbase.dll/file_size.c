/* SPDX-License-Identifier: MIT */
/* A file's position and its sizes. */
#include "kernelbase.h"

/* Moves the file's position to `distance` from where `method` says, unless that lies before 0 or beyond `most`. */
static BOOL move_to(HANDLE file, LONGLONG distance, DWORD method, LONGLONG most, LARGE_INTEGER *place)
{
    FILE_POSITION_INFORMATION position;
    FILE_STANDARD_INFORMATION standard;
    IO_STATUS_BLOCK io;
    NTSTATUS status;
    LONGLONG from = 0;

    switch (method) {
    case FILE_BEGIN: break;
    case FILE_CURRENT:
        status = NtQueryInformationFile(file, &io, &position, sizeof position, FilePositionInformation);
        if (!base_ok(status)) return FALSE;
        from = position.CurrentByteOffset.QuadPart;
        break;
    case FILE_END:
        status = NtQueryInformationFile(file, &io, &standard, sizeof standard, FileStandardInformation);
        if (!base_ok(status)) return FALSE;
        from = standard.EndOfFile.QuadPart;
        break;
    default: return base_fail(STATUS_INVALID_PARAMETER);
    }
    if (__builtin_add_overflow(from, distance, &place->QuadPart)) return base_fail(STATUS_INVALID_PARAMETER);
    if (place->QuadPart < 0) return RtlSetLastWin32Error(ERROR_NEGATIVE_SEEK), FALSE;
    if (place->QuadPart > most) return base_fail(STATUS_INVALID_PARAMETER);
    position.CurrentByteOffset = *place;
    return base_ok(NtSetInformationFile(file, &io, &position, sizeof position, FilePositionInformation));
}

/* "SetFilePointerEx function": ERROR_NEGATIVE_SEEK for a place before the beginning. */
BOOL WINAPI SetFilePointerEx(HANDLE file, LARGE_INTEGER distance, LARGE_INTEGER *result, DWORD method)
{
    LARGE_INTEGER place;

    if (!move_to(file, distance.QuadPart, method, MAXLONGLONG, &place)) return FALSE;
    if (result) *result = place;
    return TRUE;
}

/* "SetFilePointer function": INVALID_SET_FILE_POINTER may be a position; then the last error is NO_ERROR.  A caller
 * without room for the high half is not moved to where it could not be told. */
DWORD WINAPI SetFilePointer(HANDLE file, LONG low, LONG *high, DWORD method)
{
    LARGE_INTEGER distance, place;

    distance.QuadPart = low;
    if (high) {
        distance.LowPart = (ULONG)low;
        distance.HighPart = *high;
    }
    if (!move_to(file, distance.QuadPart, method, high ? MAXLONGLONG : MAXDWORD, &place))
        return INVALID_SET_FILE_POINTER;
    if (high) *high = place.HighPart;
    if (place.LowPart == INVALID_SET_FILE_POINTER) RtlSetLastWin32Error(NO_ERROR);
    return place.LowPart;
}

/* "SetEndOfFile function": the file ends at its position. */
BOOL WINAPI SetEndOfFile(HANDLE file)
{
    FILE_POSITION_INFORMATION position;
    IO_STATUS_BLOCK io;

    if (!base_ok(NtQueryInformationFile(file, &io, &position, sizeof position, FilePositionInformation))) return FALSE;
    FILE_END_OF_FILE_INFORMATION end = {position.CurrentByteOffset};
    return base_ok(NtSetInformationFile(file, &io, &end, sizeof end, FileEndOfFileInformation));
}

BOOL WINAPI GetFileSizeEx(HANDLE file, LARGE_INTEGER *size)
{
    FILE_STANDARD_INFORMATION standard;
    IO_STATUS_BLOCK io;

    if (!base_ok(NtQueryInformationFile(file, &io, &standard, sizeof standard, FileStandardInformation))) return FALSE;
    *size = standard.EndOfFile;
    return TRUE;
}

/* "GetFileSize function": INVALID_FILE_SIZE may be a size; then the last error is NO_ERROR. */
DWORD WINAPI GetFileSize(HANDLE file, DWORD *high)
{
    LARGE_INTEGER size;

    if (!GetFileSizeEx(file, &size)) {
        if (high) *high = (DWORD)-1;
        return INVALID_FILE_SIZE;
    }
    if (high) *high = (DWORD)size.HighPart;
    if (size.LowPart == INVALID_FILE_SIZE) RtlSetLastWin32Error(NO_ERROR);
    return size.LowPart;
}

/* "SetFileValidData function": needs SE_MANAGE_VOLUME_NAME, which no program here holds. */
BOOL WINAPI SetFileValidData(HANDLE file, LONGLONG length)
{
    LARGE_INTEGER size;

    if (!GetFileSizeEx(file, &size)) return FALSE;
    return base_fail(length < 0 || length > size.QuadPart ? STATUS_INVALID_PARAMETER : STATUS_PRIVILEGE_NOT_HELD);
}
