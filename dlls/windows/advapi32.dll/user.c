/* SPDX-License-Identifier: MIT */
/* The user's name, which the prefix gives each process as USERNAME in its environment. */
#define WINADVAPI
#include "nt.h"

/* "GetUserNameW function": sizes in characters, with the terminator.  ERROR_INSUFFICIENT_BUFFER, and the size. */
BOOL WINAPI GetUserNameW(LPWSTR out, DWORD *size)
{
    DWORD needed = GetEnvironmentVariableW(L"USERNAME", NULL, 0);
    if (!needed) {
        SetLastError(ERROR_NO_SUCH_USER);
        return FALSE;
    }
    DWORD room = *size;
    *size = needed;
    if (out && room >= needed) return GetEnvironmentVariableW(L"USERNAME", out, room) == needed - 1;
    SetLastError(ERROR_INSUFFICIENT_BUFFER);
    return FALSE;
}

BOOL WINAPI GetUserNameA(LPSTR out, DWORD *size)
{
    DWORD needed = GetEnvironmentVariableA("USERNAME", NULL, 0);
    if (!needed) {
        SetLastError(ERROR_NO_SUCH_USER);
        return FALSE;
    }
    DWORD room = *size;
    *size = needed;
    if (out && room >= needed) return GetEnvironmentVariableA("USERNAME", out, room) == needed - 1;
    SetLastError(ERROR_INSUFFICIENT_BUFFER);
    return FALSE;
}
