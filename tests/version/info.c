/* SPDX-License-Identifier: MIT */
/* Version information as documented, of a copy of this program to which a VS_VERSIONINFO resource is added. */
#include "check.h"

#include <string.h>
#include <wchar.h>

static WORD block[400];
static WORD used; /* in WORDs */

/* Opens a block and writes its key; closed by close_block, when its length is known. */
static WORD open_block(const WCHAR *key, WORD value_length, WORD type)
{
    used = (WORD)((used + 1) & ~1u);
    WORD at = used;
    block[used + 1] = value_length;
    block[used + 2] = type;
    used = (WORD)(used + 3);
    do block[used++] = *key;
    while (*key++);
    return at;
}

static void value(const void *bytes, WORD size)
{
    used = (WORD)((used + 1) & ~1u);
    memcpy(block + used, bytes, size);
    used = (WORD)(used + (size + 1) / 2);
}

static void close_block(WORD at)
{
    block[at] = (WORD)((used - at) * 2);
}

static void string(const WCHAR *name, const WCHAR *text)
{
    WORD at = open_block(name, (WORD)(wcslen(text) + 1), 1);
    value(text, (WORD)((wcslen(text) + 1) * 2));
    close_block(at);
}

static void make_resource(void)
{
    VS_FIXEDFILEINFO fixed = {.dwSignature = 0xfeef04bd,
                              .dwStrucVersion = 0x10000,
                              .dwFileVersionMS = 0x10002,
                              .dwFileVersionLS = 0x30004,
                              .dwFileOS = VOS_NT_WINDOWS32,
                              .dwFileType = VFT_APP};
    WORD translation[2] = {0x0409, 1200};
    WORD root = open_block(L"VS_VERSION_INFO", sizeof fixed, 0);
    value(&fixed, sizeof fixed);
    WORD strings = open_block(L"StringFileInfo", 0, 1);
    WORD table = open_block(L"040904b0", 0, 1);
    string(L"ProductName", L"Metic");
    string(L"CompanyName", L"M\x00e9tic");
    close_block(table);
    close_block(strings);
    WORD variables = open_block(L"VarFileInfo", 0, 1);
    WORD variable = open_block(L"Translation", sizeof translation, 0);
    value(translation, sizeof translation);
    close_block(variable);
    close_block(variables);
    close_block(root);
}

int main(void)
{
    WCHAR self[MAX_PATH], copy[] = L"version-info.exe";
    DWORD handle = 7, size;
    UINT length = 0;
    void *found = NULL;
    char data[4000];

    GetModuleFileNameW(NULL, self, MAX_PATH);
    if (!CHECK(CopyFileW(self, copy, FALSE), "a copy of this program")) return check_done();
    SetLastError(0);
    CHECK(GetFileVersionInfoSizeW(copy, &handle) == 0 && GetLastError() != 0,
          "GetFileVersionInfoSize: \"If the function fails, the return value is zero.\" (there is no such resource)");
    CHECK(GetFileVersionInfoSizeA("not-there.exe", NULL) == 0 && GetLastError() == ERROR_FILE_NOT_FOUND,
          "nor is there such a file");
    CHECK(!GetFileVersionInfoW(copy, 0, sizeof data, data),
          "GetFileVersionInfo: \"Otherwise, the return value is zero.\"");
    CHECK(!GetFileVersionInfoA("not-there.exe", 0, sizeof data, data), "GetFileVersionInfoA: the same");
    CHECK(GetFileVersionInfoSizeExW(0, L"not-there.exe", NULL) == 0, "GetFileVersionInfoSizeEx: the same");
    CHECK(GetFileVersionInfoSizeExA(0, "not-there.exe", NULL) == 0, "GetFileVersionInfoSizeExA: the same");
    CHECK(!GetFileVersionInfoExW(0, L"not-there.exe", 0, sizeof data, data), "GetFileVersionInfoEx: the same");
    CHECK(!GetFileVersionInfoExA(0, "not-there.exe", 0, sizeof data, data), "GetFileVersionInfoExA: the same");

    make_resource();
    HANDLE update = BeginUpdateResourceW(copy, FALSE);
    CHECK(update && UpdateResourceW(update, (const WCHAR *)RT_VERSION, MAKEINTRESOURCEW(1), 0x0409, block, used * 2u) &&
              EndUpdateResourceW(update, FALSE),
          "a version resource is added");

    handle = 7;
    size = GetFileVersionInfoSizeW(copy, &handle);
    CHECK(size >= used * 2u && size < sizeof data,
          "GetFileVersionInfoSize: \"the return value is the size, in bytes\": %lu", size);
    CHECK(handle == 0, "\"The function sets this parameter to zero.\"");
    CHECK(GetFileVersionInfoSizeA("version-info.exe", NULL) == size, "GetFileVersionInfoSizeA gives the same");
    CHECK(GetFileVersionInfoSizeExW(FILE_VER_GET_NEUTRAL, copy, NULL) == size,
          "GetFileVersionInfoSizeExW gives the same");
    CHECK(GetFileVersionInfoSizeExA(FILE_VER_GET_NEUTRAL, "version-info.exe", NULL) == size,
          "GetFileVersionInfoSizeExA gives the same");
    memset(data, 0, sizeof data);
    CHECK(GetFileVersionInfoA("version-info.exe", 0, size, data) && memcmp(data, block, 6) == 0, "GetFileVersionInfoA");
    memset(data, 0, sizeof data);
    CHECK(GetFileVersionInfoExW(FILE_VER_GET_NEUTRAL, copy, 0, size, data) && memcmp(data, block, 6) == 0,
          "GetFileVersionInfoExW");
    memset(data, 0, sizeof data);
    CHECK(GetFileVersionInfoExA(FILE_VER_GET_NEUTRAL, "version-info.exe", 0, size, data) && memcmp(data, block, 6) == 0,
          "GetFileVersionInfoExA");
    memset(data, 0, sizeof data);
    CHECK(GetFileVersionInfoW(copy, 0, size, data),
          "GetFileVersionInfo: \"If the function succeeds, the return value is nonzero.\"");

    VS_FIXEDFILEINFO *fixed = NULL;
    CHECK(VerQueryValueW(data, L"\\", (void **)&fixed, &length) && length == sizeof *fixed &&
              fixed->dwSignature == 0xfeef04bd && fixed->dwFileVersionMS == 0x10002,
          "VerQueryValue: \"\\\" is the root block, VS_FIXEDFILEINFO");
    WORD *translation = NULL;
    CHECK(VerQueryValueW(data, L"\\VarFileInfo\\Translation", (void **)&translation, &length) && length == 4 &&
              translation[0] == 0x0409 && translation[1] == 1200,
          "VerQueryValue: \\VarFileInfo\\Translation");
    CHECK(VerQueryValueW(data, L"\\StringFileInfo\\040904b0\\ProductName", &found, &length) && length == 6 &&
              !wcscmp(found, L"Metic"),
          "VerQueryValue: a string, \"the size in characters\" with its terminator: %u", length);
    CHECK(VerQueryValueW(data, L"\\stringfileinfo\\040904B0\\PRODUCTNAME", &found, &length) && length == 6,
          "whatever the case of its name");
    CHECK(VerQueryValueA(data, "\\StringFileInfo\\040904b0\\CompanyName", &found, &length) && length == 6 &&
              !strcmp(found, "M\xe9tic"),
          "VerQueryValueA: in the ANSI code page");
    CHECK(VerQueryValueA(data, "\\", (void **)&fixed, &length) && length == sizeof *fixed &&
              fixed->dwFileVersionLS == 0x30004,
          "VerQueryValueA: the root block");
    found = data, length = 5;
    CHECK(!VerQueryValueW(data, L"\\StringFileInfo\\040904b0\\Nothing", &found, &length) &&
              GetLastError() == ERROR_RESOURCE_TYPE_NOT_FOUND,
          "VerQueryValue: \"If the specified name does not exist ... the return value is zero.\"");
    CHECK(!VerQueryValueA(data, "\\StringFileInfo\\00000000\\ProductName", &found, &length),
          "VerQueryValueA: the same");
    ((WORD *)data)[0] = 60; /* a block that says it is shorter */
    CHECK(!VerQueryValueW(data, L"\\StringFileInfo\\040904b0\\ProductName", &found, &length),
          "nothing outside the block is found");

    WCHAR name[100];
    char narrow[100];
    CHECK(VerLanguageNameW(0x0409, name, 100) == wcslen(name) && !wcscmp(name, L"English (United States)"),
          "VerLanguageName: of 0x0409");
    CHECK(VerLanguageNameA(0x0409, narrow, 100) == strlen(narrow) && !strcmp(narrow, "English (United States)"),
          "VerLanguageNameA");
    CHECK(VerLanguageNameW(0x0409, name, 4) >= 4 && !wcscmp(name, L"Eng"),
          "VerLanguageName: \"If the buffer is smaller ... the string is truncated to the size of the buffer\"");
    CHECK(VerLanguageNameW(0x0409, NULL, 0) > 20, "\"the required size of the buffer\" without one");
    DeleteFileW(copy);
    return check_done();
}
