/* SPDX-License-Identifier: MIT */
/* SHGetFileInfoW: what the shell shows of a file. */
#include "check.h"

#include <shellapi.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    SHFILEINFOW info;
    WCHAR path[MAX_PATH];

    GetTempPathW(MAX_PATH, path);
    swprintf(path + wcslen(path), 40, L"metic-info-%lu.tar.gz", GetCurrentProcessId());
    WCHAR *name = wcsrchr(path, '\\') + 1;
    CloseHandle(CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL));
    memset(&info, 0, sizeof info);
    CHECK(SHGetFileInfoW(path, 0, &info, sizeof info, SHGFI_DISPLAYNAME) && !wcsncmp(info.szDisplayName, name, 14),
          "SHGetFileInfoW: SHGFI_DISPLAYNAME: \"Retrieve the display name for the file\"");
    DeleteFileW(path);
    CHECK(!SHGetFileInfoW(path, 0, &info, sizeof info, SHGFI_DISPLAYNAME), "SHGetFileInfoW: 0 of what is not there");
    memset(&info, 0, sizeof info);
    CHECK(
        SHGetFileInfoW(path, FILE_ATTRIBUTE_NORMAL, &info, sizeof info, SHGFI_DISPLAYNAME | SHGFI_USEFILEATTRIBUTES) &&
            !wcsncmp(info.szDisplayName, name, 14),
        "SHGFI_USEFILEATTRIBUTES: \"should not attempt to access the file\"");
    return check_done();
}
