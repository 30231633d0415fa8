/* SPDX-License-Identifier: MIT */
/* The shell's folders: those that the environment names, and those below. */
#define INITGUID
#include "check.h"

#include <knownfolders.h>
#include <objbase.h>
#include <shlobj.h>
#include <string.h>
#include <wchar.h>

static const GUID nothing = {
    0x12345678, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}
};

int main(void)
{
    char path[MAX_PATH], wanted[MAX_PATH];
    WCHAR wide[MAX_PATH], wanted_wide[MAX_PATH];
    WCHAR *known = NULL;
    GetEnvironmentVariableA("APPDATA", wanted, MAX_PATH);
    GetEnvironmentVariableW(L"LOCALAPPDATA", wanted_wide, MAX_PATH);

    CHECK(SHGetFolderPathA(NULL, CSIDL_APPDATA | CSIDL_FLAG_CREATE, NULL, SHGFP_TYPE_CURRENT, path) == S_OK &&
              !_stricmp(path, wanted) && GetFileAttributesA(path) & FILE_ATTRIBUTE_DIRECTORY,
          "SHGetFolderPathA: CSIDL_FLAG_CREATE: \"forces the folder to be created\" (%s)", path);
    CHECK(SHGetFolderPathW(NULL, CSIDL_LOCAL_APPDATA | CSIDL_FLAG_CREATE, NULL, 0, wide) == S_OK &&
              !_wcsicmp(wide, wanted_wide),
          "SHGetFolderPathW: of CSIDL_LOCAL_APPDATA");
    CHECK(SHGetFolderPathA(NULL, 0x7e, NULL, 0, path) == E_INVALIDARG &&
              SHGetFolderPathW(NULL, 0x7e, NULL, 0, wide) == E_INVALIDARG,
          "SHGetFolderPath: E_INVALIDARG: no such folder");
    GetSystemDirectoryW(wanted_wide, MAX_PATH), GetWindowsDirectoryA(wanted, MAX_PATH);
    CHECK(SHGetFolderPathW(NULL, CSIDL_SYSTEM, NULL, 0, wide) == S_OK && !_wcsicmp(wide, wanted_wide), "CSIDL_SYSTEM");
    CHECK(SHGetFolderPathA(NULL, CSIDL_WINDOWS, NULL, 0, path) == S_OK && !_stricmp(path, wanted), "CSIDL_WINDOWS");

    GetEnvironmentVariableA("USERPROFILE", wanted, MAX_PATH);
    strcat(wanted, "\\Documents");
    CHECK(SHGetFolderPathA(NULL, CSIDL_PERSONAL | CSIDL_FLAG_DONT_VERIFY, NULL, 0, path) == S_OK &&
              !_stricmp(path, wanted),
          "CSIDL_FLAG_DONT_VERIFY: the path of a folder that need not be there");
    GetEnvironmentVariableA("APPDATA", wanted, MAX_PATH);
    GetEnvironmentVariableW(L"LOCALAPPDATA", wanted_wide, MAX_PATH);
    CHECK(SHGetSpecialFolderPathA(NULL, path, CSIDL_APPDATA, TRUE) && !_stricmp(path, wanted),
          "SHGetSpecialFolderPathA: \"TRUE if successful\"");
    CHECK(SHGetSpecialFolderPathW(NULL, wide, CSIDL_LOCAL_APPDATA, FALSE) && !_wcsicmp(wide, wanted_wide),
          "SHGetSpecialFolderPathW: of a folder that is there");
    CHECK(!SHGetSpecialFolderPathA(NULL, path, 0x7e, FALSE) && !SHGetSpecialFolderPathW(NULL, wide, 0x7e, FALSE),
          "SHGetSpecialFolderPath: \"otherwise, FALSE\"");

    CHECK(SHGetKnownFolderPath(&FOLDERID_LocalAppData, KF_FLAG_CREATE, NULL, &known) == S_OK && known &&
              !_wcsicmp(known, wanted_wide),
          "SHGetKnownFolderPath: \"the address of a pointer to a null-terminated Unicode string\"");
    CoTaskMemFree(known);
    CHECK(SHGetKnownFolderPath(&nothing, 0, NULL, &known) == HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND) && !known,
          "SHGetKnownFolderPath: \"NULL if it fails\": no such folder");
    return check_done();
}
