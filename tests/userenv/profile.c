/* SPDX-License-Identifier: MIT */
/* Where profiles stand. */
#include "check.h"

#include <userenv.h>
#include <wchar.h>

int main(void)
{
    const HANDLE own = (HANDLE)(LONG_PTR)-4; /* GetCurrentProcessToken() */
    WCHAR folder[MAX_PATH] = L"", profiles[MAX_PATH] = L"";
    DWORD size = MAX_PATH, needed = 0;

    CHECK(GetUserProfileDirectoryW(own, folder, &size) && size == wcslen(folder) + 1 && wcslen(folder) > 3,
          "GetUserProfileDirectory: \"Retrieves the path to the root directory of the specified user's profile.\"");
    DWORD attributes = GetFileAttributesW(folder);
    CHECK(attributes != INVALID_FILE_ATTRIBUTES && attributes & FILE_ATTRIBUTE_DIRECTORY, "it is a folder");
    SetLastError(0);
    CHECK(!GetUserProfileDirectoryW(own, NULL, &needed) && GetLastError() == ERROR_INSUFFICIENT_BUFFER &&
              needed == size,
          "\"If the buffer specified by lpProfileDir is not large enough or lpProfileDir is NULL, the function fails "
          "and this parameter receives the necessary buffer size, including the terminating null character.\"");
    needed = size - 1;
    folder[0] = L'?';
    CHECK(!GetUserProfileDirectoryW(own, folder, &needed) && needed == size && folder[0] == L'?', "one too few");
    SetLastError(0);
    CHECK(!GetUserProfileDirectoryW(NULL, folder, &size) && GetLastError() == ERROR_INVALID_HANDLE, "no token");

    size = MAX_PATH;
    /* Wine 8.0 does not count the terminator */
    CHECK(GetProfilesDirectoryW(profiles, &size) && size == wcslen(profiles) + 1,
          "GetProfilesDirectory: \"Retrieves the path to the root directory where user profiles are stored.\"");
    needed = MAX_PATH;
    CHECK(GetUserProfileDirectoryW(own, folder, &needed) && !_wcsnicmp(folder, profiles, wcslen(profiles)) &&
              folder[wcslen(profiles)] == L'\\',
          "the user's is one of them");
    needed = 3;
    SetLastError(0);
    CHECK(
        !GetProfilesDirectoryW(profiles, &needed) && GetLastError() == ERROR_INSUFFICIENT_BUFFER && needed == size,
        "\"If the buffer specified by lpProfileDir is not large enough or lpProfileDir is NULL, the function fails\"");
    return check_done();
}
