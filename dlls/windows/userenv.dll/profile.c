/* SPDX-License-Identifier: MIT */
/* Where the users' profiles stand.  The only user there is, is the one that runs the program; his folder is what
 * USERPROFILE says. */
#include "nt.h"
#include "nt_lib.h"

#include <wchar.h>

/* Is it a token?  There is no user but one. */
static BOOL is_own_token(HANDLE token)
{
    ULONG type, size;
    return NT_SUCCESS(NtQueryInformationToken(token, 8 /* TokenType */, &type, sizeof type, &size)) ||
           (LONG_PTR)token == -5;
}

/* Gives `folder` to a caller whose buffer has *size characters; of too few, it learns how many there must be. */
static BOOL give(const WCHAR *folder, LPWSTR buffer, LPDWORD size)
{
    DWORD room = *size, needed = (DWORD)wcslen(folder) + 1;
    *size = needed;
    if (!buffer || room < needed) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return FALSE;
    }
    memcpy(buffer, folder, needed * sizeof *folder);
    return TRUE;
}

/* "GetUserProfileDirectoryW function" */
BOOL WINAPI GetUserProfileDirectoryW(HANDLE token, LPWSTR buffer, LPDWORD size)
{
    WCHAR folder[MAX_PATH];
    if (!size) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!is_own_token(token)) {
        SetLastError(ERROR_INVALID_HANDLE);
        return FALSE;
    }
    DWORD length = GetEnvironmentVariableW(L"USERPROFILE", folder, MAX_PATH);
    if (!length || length >= MAX_PATH) {
        SetLastError(ERROR_FILE_NOT_FOUND);
        return FALSE;
    }
    return give(folder, buffer, size);
}

/* "GetProfilesDirectoryW function" */
BOOL WINAPI GetProfilesDirectoryW(LPWSTR buffer, LPDWORD size)
{
    if (!size) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    return give(L"C:\\Users", buffer, size);
}
