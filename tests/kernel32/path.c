/* SPDX-License-Identifier: MIT */
/* Names of files: full, long and short forms, the current folder and those with a purpose, temporary names, SearchPath.
 * Debian's Wine takes long names for existing ones, and its SearchPath does not know SetSearchPathMode's safe order. */
#define _WIN32_WINNT 0x0a00
#include "scratch.h"

#include <ctype.h>

/* GetFullPathNameA's answer. */
static const char *full(const char *name)
{
    static char text[2 * MAX_PATH];

    if (!GetFullPathNameA(name, sizeof text, text, NULL)) strcpy(text, "!");
    return text;
}

#define FULL(name, wanted) (!strcmp(full(name), wanted) || (printf("# %s\n", full(name)), 0))

static void test_full(void)
{
    char text[2 * MAX_PATH], wanted[2 * MAX_PATH], *part;
    WCHAR wide[2 * MAX_PATH], *wide_part;

    snprintf(wanted, sizeof wanted, "%s\\a.txt", scratch);
    CHECK(FULL("a.txt", wanted),
          "GetFullPathNameA: \"merges the name of the current drive and directory with a specified file name\"");
    CHECK(FULL(".\\x\\..\\a.txt", wanted) && FULL("./a.txt", wanted) && FULL("x/y/../../a.txt. .", wanted),
          "GetFullPathNameA: . and .., slashes, dots and spaces at the end");
    CHECK(FULL("C:\\a\\b\\..\\c", "C:\\a\\c") && FULL("c:/a", "c:\\a") && FULL("C:\\..\\..\\x", "C:\\x"),
          "GetFullPathNameA: no .. leads above the root; the drive's case stays");
    CHECK(FULL("C:\\a\\", "C:\\a\\") && FULL("C:\\\\a\\\\\\b", "C:\\a\\b"),
          "GetFullPathNameA: a separator at the end stays, doubled ones go");
    CHECK(FULL("\\\\server\\share\\a\\..\\b", "\\\\server\\share\\b"), "GetFullPathNameA: a share");
    snprintf(wanted, sizeof wanted, "%c:\\a", scratch[0]);
    CHECK(FULL("\\a", wanted), "GetFullPathNameA: from the current drive's root");
    CHECK(FULL("\\\\.\\nul", "\\\\.\\nul") && FULL("NUL", "\\\\.\\NUL"), "GetFullPathNameA: a device");
    CHECK(FULL("\\\\?\\C:\\a\\..\\b", "\\\\?\\C:\\b"), "GetFullPathNameA: after \\\\?\\");
    DWORD length = GetFullPathNameA("C:\\folder\\file.txt", sizeof text, text, &part);
    CHECK(length == 18 && part == text + 10,
          "GetFullPathNameA: length without terminator; lpFilePart is \"the final file name component\"");
    CHECK(GetFullPathNameA("C:\\folder\\", sizeof text, text, &part) == 10 && !part,
          "GetFullPathNameA: \"If lpBuffer refers to a directory and not a file, lpFilePart receives zero\"");
    strcpy(text, "unchanged");
    CHECK(GetFullPathNameA("C:\\folder\\file.txt", 18, text, NULL) == 19 && !strcmp(text, "unchanged"),
          "GetFullPathNameA: \"If the lpBuffer buffer is too small ... the return value is the size ... required to "
          "hold the path and the terminating null character\"");
    CHECK(GetFullPathNameA("C:\\folder\\file.txt", 19, text, NULL) == 18, "GetFullPathNameA: that size is enough");
    CHECK(!GetFullPathNameA("", sizeof text, text, NULL) && failed(ERROR_INVALID_NAME), "GetFullPathNameA: of no name");
    CHECK(GetFullPathNameW(L"C:\\folder\\\x4e2d.txt", 2 * MAX_PATH, wide, &wide_part) == 15 &&
              !wcscmp(wide, L"C:\\folder\\\x4e2d.txt") && wide_part == wide + 10,
          "GetFullPathNameW: likewise");
    CHECK(GetFullPathNameW(L"C:\\folder", 3, wide, NULL) == 10 && GetFullPathNameW(L"C:\\folder", 0, NULL, NULL) == 10,
          "GetFullPathNameW: the size required");
    CHECK(!GetFullPathNameW(L"", 10, wide, NULL) && failed(ERROR_INVALID_NAME), "GetFullPathNameW: of no name");
}

static void test_long(void)
{
    char text[MAX_PATH], wanted[MAX_PATH];
    WCHAR wide[MAX_PATH];

    CreateDirectoryA("Long Folder", NULL);
    put_file("Long Folder\\Long Name.txt", "");
    CHECK(GetLongPathNameA("long folder\\LONG NAME.TXT", text, sizeof text) == 25 &&
              !strcmp(text, "Long Folder\\Long Name.txt"),
          "GetLongPathNameA: names as they stand on disk; a relative path stays relative");
    CHECK(GetLongPathNameA("long folder", text, 11) == 12 && GetLongPathNameA("long folder", NULL, 0) == 12,
          "GetLongPathNameA: the size required, with the terminator");
    snprintf(wanted, sizeof wanted, "%s\\Long Folder", scratch);
    snprintf(text, sizeof text, "%s\\LONG FOLDER", scratch);
    CHECK(GetLongPathNameA(text, text, sizeof text) == strlen(wanted) && !strcmp(text, wanted),
          "GetLongPathNameA: \"can be the same as the lpszShortPath parameter\"");
    CHECK(!GetLongPathNameA("none", text, sizeof text) && failed(ERROR_FILE_NOT_FOUND),
          "GetLongPathNameA: \"If the file or directory exists not ... ERROR_FILE_NOT_FOUND\"");
    CHECK(!GetLongPathNameA("none\\x", text, sizeof text) &&
              (failed(ERROR_FILE_NOT_FOUND) || failed(ERROR_PATH_NOT_FOUND)),
          "GetLongPathNameA: in no folder");
    CHECK(GetLongPathNameW(L"LONG FOLDER\\.\\long name.txt", wide, MAX_PATH) &&
              !wcscmp(wide + wcslen(wide) - 13, L"Long Name.txt"),
          "GetLongPathNameW: likewise");
    CHECK(GetLongPathNameW(L"LONG FOLDER", wide, 3) == 12, "GetLongPathNameW: the size required");
    CHECK(!GetLongPathNameW(L"none", wide, MAX_PATH) && failed(ERROR_FILE_NOT_FOUND),
          "GetLongPathNameW: ERROR_FILE_NOT_FOUND");

    DWORD length = GetShortPathNameA("Long Folder\\Long Name.txt", text, sizeof text);
    CHECK(length && length == strlen(text) && is_there(text),
          "GetShortPathNameA: a name of the same file; the length without terminator");
    CHECK(GetLongPathNameA(text, wanted, sizeof wanted) && !strcmp(wanted, "Long Folder\\Long Name.txt"),
          "GetShortPathNameA: whose long form is the file's name");
    CHECK(GetShortPathNameA("Long Folder\\Long Name.txt", text, 2) == length + 1,
          "GetShortPathNameA: the size required, with the terminator");
    CHECK(!GetShortPathNameA("none", text, sizeof text) && failed(ERROR_FILE_NOT_FOUND),
          "GetShortPathNameA: of no file");
    CHECK(GetShortPathNameW(L"Long Folder\\Long Name.txt", wide, MAX_PATH) == length &&
              GetFileAttributesW(wide) == FILE_ATTRIBUTE_ARCHIVE,
          "GetShortPathNameW: likewise");
    CHECK(GetShortPathNameW(L"Long Folder\\Long Name.txt", NULL, 0) == length + 1,
          "GetShortPathNameW: the size required");
    CHECK(!GetShortPathNameW(L"none", wide, MAX_PATH) && failed(ERROR_FILE_NOT_FOUND), "GetShortPathNameW: of no file");
    DeleteFileA("Long Folder\\Long Name.txt");
    RemoveDirectoryA("Long Folder");
}

static void test_current(void)
{
    char text[MAX_PATH], wanted[MAX_PATH];
    WCHAR wide[MAX_PATH];
    DWORD length = (DWORD)strlen(scratch);

    CreateDirectoryA("sub", NULL);
    put_file("file", "");
    CHECK(GetCurrentDirectoryA(sizeof text, text) == length && !strcmp(text, scratch),
          "GetCurrentDirectoryA: \"the number of characters that are written to the buffer, not including the "
          "terminating null character\"");
    CHECK(GetCurrentDirectoryA(length, text) == length + 1 && GetCurrentDirectoryA(0, NULL) == length + 1,
          "GetCurrentDirectoryA: \"the required size of the buffer, in characters, including the null-terminating "
          "character\"");
    CHECK(SetCurrentDirectoryA("SUB"),
          "SetCurrentDirectoryA: \"If the function succeeds, the return value is nonzero\"");
    snprintf(wanted, sizeof wanted, "%s\\sub", scratch);
    CHECK(GetCurrentDirectoryA(sizeof text, text) == length + 4 && !_stricmp(text, wanted),
          "SetCurrentDirectoryA: relative to the one before");
    CHECK(is_there("..\\file"), "SetCurrentDirectoryA: names are relative to it");
    CHECK(!SetCurrentDirectoryA("none") && failed(ERROR_FILE_NOT_FOUND), "SetCurrentDirectoryA: of no folder");
    CHECK(!SetCurrentDirectoryA("..\\file") && failed(ERROR_DIRECTORY),
          "SetCurrentDirectoryA: ERROR_DIRECTORY for a file");
    CHECK(GetCurrentDirectoryA(sizeof text, text) == length + 4, "SetCurrentDirectoryA: a failure changes nothing");
    CHECK(!SetCurrentDirectoryW(L"") && failed(ERROR_INVALID_NAME), "SetCurrentDirectoryW: of no name");
    CHECK(SetCurrentDirectoryW(L"..\\"), "SetCurrentDirectoryW: success");
    CHECK(GetCurrentDirectoryW(MAX_PATH, wide) == length && !wcscmp(wide, scratch_w),
          "GetCurrentDirectoryW: a folder's name without a separator at its end");
    CHECK(GetCurrentDirectoryW(2, wide) == length + 1, "GetCurrentDirectoryW: the size required");
    snprintf(text, sizeof text, "%c:", scratch[0]);
    CHECK(SetCurrentDirectoryA("C:\\") && GetCurrentDirectoryA(sizeof text, text) == 3 && !strcmp(text, "C:\\"),
          "SetCurrentDirectoryA: a drive's root keeps its separator");
    SetCurrentDirectoryA(scratch);
    RemoveDirectoryA("sub");
    DeleteFileA("file");
}

/* The functions that answer a fixed folder, in both forms. */
typedef UINT(WINAPI *folder_a)(LPSTR, UINT);
typedef UINT(WINAPI *folder_w)(LPWSTR, UINT);

static void test_fixed(void)
{
    static const struct {
        const char *name, *ending;
        folder_a a;
        folder_w w;
    } all[] = {
        {"GetSystemDirectory",        "\\system32", GetSystemDirectoryA,        GetSystemDirectoryW       },
        {"GetWindowsDirectory",       "\\windows",  GetWindowsDirectoryA,       GetWindowsDirectoryW      },
        {"GetSystemWindowsDirectory", "\\windows",  GetSystemWindowsDirectoryA, GetSystemWindowsDirectoryW},
        {"GetSystemWow64Directory",   "\\syswow64", GetSystemWow64DirectoryA,   GetSystemWow64DirectoryW  },
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char text[MAX_PATH] = "";
        WCHAR wide[MAX_PATH] = L"";
        UINT length = all[i].a(text, sizeof text);
        CHECK(length && length == strlen(text) && isalpha(text[0]) && text[1] == ':' &&
                  length > strlen(all[i].ending) && !_stricmp(text + length - strlen(all[i].ending), all[i].ending),
              "%sA: the path; \"does not end with a backslash\"; the length without the terminator", all[i].name);
        CHECK(is_there(text), "%sA: the folder is there", all[i].name);
        CHECK(all[i].a(text, length) == length + 1 && all[i].a(text, length + 1) == length,
              "%sA: \"the size of the buffer required to hold the path, including the terminating null character\"",
              all[i].name);
        CHECK(all[i].w(wide, MAX_PATH) == length && wcslen(wide) == length &&
                  (WCHAR)text[length - 1] == wide[length - 1],
              "%sW: likewise", all[i].name);
        CHECK(all[i].w(wide, 1) == length + 1, "%sW: the size required", all[i].name);
    }
}

/* GetTempPath2, which older headers do not declare: TMP is this. */
static void test_temp_path_2(const char *tmp, const WCHAR *tmp_w)
{
    HMODULE kernel32 = GetModuleHandleA("kernel32.dll");
    DWORD(WINAPI * path_a)(DWORD, LPSTR) = (void *)GetProcAddress(kernel32, "GetTempPath2A");
    DWORD(WINAPI * path_w)(DWORD, LPWSTR) = (void *)GetProcAddress(kernel32, "GetTempPath2W");
    char text[MAX_PATH];
    WCHAR wide[MAX_PATH];
    DWORD length = (DWORD)strlen(tmp) + 1;

    if (!path_a || !path_w) { /* of Windows 11 */
        printf("# no GetTempPath2\n");
        return;
    }
    CHECK(path_a(sizeof text, text) == length && !strncmp(text, tmp, length - 1) && !strcmp(text + length - 1, "\\") &&
              path_a(3, text) == length + 1,
          "GetTempPath2A: what GetTempPathA answers, but for the SYSTEM account");
    CHECK(path_w(MAX_PATH, wide) == length && !wcsncmp(wide, tmp_w, length - 1) && path_w(3, wide) == length + 1,
          "GetTempPath2W: likewise");
}

static void test_temporary(void)
{
    char text[MAX_PATH], wanted[MAX_PATH], other[MAX_PATH], before[MAX_PATH];
    WCHAR wide[MAX_PATH], name[MAX_PATH];
    DWORD length;

    length = GetTempPathA(sizeof text, text);
    CHECK(length && length == strlen(text) && text[length - 1] == '\\',
          "GetTempPathA: \"The returned string ends with a backslash\"");
    GetEnvironmentVariableA("TMP", before, sizeof before);
    snprintf(wanted, sizeof wanted, "%s\\", scratch);
    SetEnvironmentVariableA("TMP", scratch);
    length = (DWORD)strlen(wanted);
    CHECK(GetTempPathA(sizeof text, text) == length && !strcmp(text, wanted),
          "GetTempPathA: \"The path specified by the TMP environment variable\" is the first");
    CHECK(GetTempPathA(length, text) == length + 1, "GetTempPathA: the size required, with the terminator");
    CHECK(GetTempPathW(MAX_PATH, wide) == length && !wcsncmp(wide, scratch_w, length - 1) &&
              !wcscmp(wide + length - 1, L"\\"),
          "GetTempPathW: likewise");
    CHECK(GetTempPathW(0, NULL) == length + 1, "GetTempPathW: the size required");
    test_temp_path_2(scratch, scratch_w);
    SetEnvironmentVariableA("TMP", NULL);
    char temp[MAX_PATH];
    GetEnvironmentVariableA("TEMP", temp, sizeof temp);
    SetEnvironmentVariableA("TEMP", scratch);
    CHECK(GetTempPathA(sizeof text, text) == length && !strcmp(text, wanted),
          "GetTempPathA: \"The path specified by the TEMP environment variable\" is the second");
    SetEnvironmentVariableA("TEMP", temp);
    SetEnvironmentVariableA("TMP", before);

    UINT number = GetTempFileNameA(".", "prefix", 0, text);
    snprintf(wanted, sizeof wanted, ".\\pre%X.tmp", number);
    CHECK(number && !_stricmp(text, wanted) && holds(text, ""),
          "GetTempFileNameA: \"<path>\\<pre><uuuu>.TMP\", made and empty; the number");
    UINT second = GetTempFileNameA(scratch, "pre", 0, other);
    CHECK(second && second != number && is_there(other), "GetTempFileNameA: another time another file");
    CHECK(DeleteFileA(text) && DeleteFileA(other), "GetTempFileNameA: the files are the caller's to delete");
    snprintf(wanted, sizeof wanted, "%s\\ab1234.tmp", scratch);
    CHECK(GetTempFileNameA(scratch, "ab", 0x51234, text) == 0x1234 && !_stricmp(text, wanted) && !is_there(text),
          "GetTempFileNameA: uUnique not zero, \"the function uses only the lower 16 bits\" and \"does not create the "
          "file\"");
    CHECK(!GetTempFileNameA("none", "ab", 0, text) && failed(ERROR_DIRECTORY),
          "GetTempFileNameA: ERROR_DIRECTORY \"The path ... is not valid\"");
    number = GetTempFileNameW(L".", L"\x4e2dx", 0, name);
    CHECK(number && !wcsncmp(name, L".\\\x4e2dx", 4) && GetFileAttributesW(name) == FILE_ATTRIBUTE_ARCHIVE,
          "GetTempFileNameW: likewise");
    CHECK(DeleteFileW(name), "GetTempFileNameW: the file is no longer open");
    CHECK(!GetTempFileNameW(L"none", L"ab", 0, name) && failed(ERROR_DIRECTORY), "GetTempFileNameW: ERROR_DIRECTORY");
    for (int i = 0; i < MAX_PATH - 1; i++) wide[i] = 'x';
    wide[MAX_PATH - 13] = 0;
    CHECK(!GetTempFileNameW(wide, L"ab", 0, name) && failed(ERROR_BUFFER_OVERFLOW),
          "GetTempFileNameW: ERROR_BUFFER_OVERFLOW \"The length of the string pointed to by the lpPathName parameter "
          "is more than MAX_PATH-14 characters\"");
}

static void test_search(void)
{
    char text[MAX_PATH], wanted[MAX_PATH], list[2 * MAX_PATH], *part;
    WCHAR wide[MAX_PATH], list_w[MAX_PATH], *wide_part;

    CreateDirectoryA("one", NULL);
    CreateDirectoryA("two", NULL);
    put_file("two\\found.dat", "");
    snprintf(list, sizeof list, "%s\\one;%s\\two", scratch, scratch);
    snprintf(wanted, sizeof wanted, "%s\\two\\found.dat", scratch);
    DWORD length = SearchPathA(list, "found.dat", NULL, sizeof text, text, &part);
    CHECK(length == strlen(wanted) && !_stricmp(text, wanted) && part == text + length - 9,
          "SearchPathA: the first folder of lpPath that has it; the length; lpFilePart");
    CHECK(SearchPathA(list, "found", ".dat", sizeof text, text, NULL) == length && !_stricmp(text, wanted),
          "SearchPathA: lpExtension \"is added to the file name\"");
    CHECK(SearchPathA(list, "found.dat", ".exe", sizeof text, text, NULL) == length,
          "SearchPathA: \"If the file name contains an extension, this parameter is not used\"");
    CHECK(SearchPathA(list, "found.dat", NULL, 4, text, NULL) == length + 1,
          "SearchPathA: the size required, with the terminator");
    CHECK(!SearchPathA(list, "none.dat", NULL, sizeof text, text, NULL) && failed(ERROR_FILE_NOT_FOUND),
          "SearchPathA: ERROR_FILE_NOT_FOUND");
    CHECK(!SearchPathA(list, "found", ".exe", sizeof text, text, NULL) && failed(ERROR_FILE_NOT_FOUND),
          "SearchPathA: with its extension alone");
    CHECK(SearchPathA(NULL, "kernel32", ".dll", sizeof text, text, &part) && !_stricmp(part, "kernel32.dll"),
          "SearchPathA: lpPath NULL searches the system's folders");
    swprintf(list_w, MAX_PATH, L"%ls\\two", scratch_w);
    CHECK(SearchPathW(list_w, L"found", L".dat", MAX_PATH, wide, &wide_part) == length &&
              !_wcsicmp(wide_part, L"found.dat"),
          "SearchPathW: likewise");
    CHECK(SearchPathW(list_w, L"found", L".dat", 0, NULL, NULL) == length + 1, "SearchPathW: the size required");
    CHECK(!SearchPathW(list_w, L"none", NULL, MAX_PATH, wide, NULL) && failed(ERROR_FILE_NOT_FOUND),
          "SearchPathW: ERROR_FILE_NOT_FOUND");

    /* a name that both the current folder and the Windows folder's child have */
    put_file("kernel32.dll", "");
    CHECK(SetSearchPathMode(BASE_SEARCH_PATH_DISABLE_SAFE_SEARCHMODE), "SetSearchPathMode: success");
    snprintf(wanted, sizeof wanted, "%s\\kernel32.dll", scratch);
    CHECK(SearchPathA(NULL, "kernel32.dll", NULL, sizeof text, text, NULL) && !_stricmp(text, wanted),
          "BASE_SEARCH_PATH_DISABLE_SAFE_SEARCHMODE: the current folder before the system's");
    CHECK(SetSearchPathMode(BASE_SEARCH_PATH_ENABLE_SAFE_SEARCHMODE) &&
              SearchPathA(NULL, "kernel32.dll", NULL, sizeof text, text, NULL) && _stricmp(text, wanted),
          "BASE_SEARCH_PATH_ENABLE_SAFE_SEARCHMODE: \"moves the current directory to the end\"");
    CHECK(!SetSearchPathMode(0) && failed(ERROR_INVALID_PARAMETER),
          "SetSearchPathMode: \"ERROR_INVALID_PARAMETER if the Flags parameter ... is not valid\"");
    CHECK(SetSearchPathMode(BASE_SEARCH_PATH_ENABLE_SAFE_SEARCHMODE | BASE_SEARCH_PATH_PERMANENT) &&
              !SetSearchPathMode(BASE_SEARCH_PATH_DISABLE_SAFE_SEARCHMODE) && failed(ERROR_ACCESS_DENIED),
          "BASE_SEARCH_PATH_PERMANENT: \"Any attempt to change this mode ... will fail with ERROR_ACCESS_DENIED\"");
    DeleteFileA("kernel32.dll");
    DeleteFileA("two\\found.dat");
    RemoveDirectoryA("one");
    RemoveDirectoryA("two");
}

/* File names through the OEM code page: 0x84 is a with diaeresis in 437 and 850. */
static void test_oem(void)
{
    UINT oem = GetOEMCP();

    CHECK(AreFileApisANSI(), "AreFileApisANSI: \"nonzero\" at first");
    SetFileApisToOEM();
    CHECK(!AreFileApisANSI(), "SetFileApisToOEM: AreFileApisANSI is zero then");
    if (oem == 437 || oem == 850) {
        put_file("\x84.txt", "");
        CHECK(GetFileAttributesW(L"\x00e4.txt") == FILE_ATTRIBUTE_ARCHIVE,
              "SetFileApisToOEM: \"file I/O functions use the OEM character set\"");
        CHECK(DeleteFileA("\x84.txt"), "SetFileApisToOEM: deleting too");
    }
    SetFileApisToANSI();
    CHECK(AreFileApisANSI(), "SetFileApisToANSI: nonzero again");
}

int main(void)
{
    scratch_enter();
    test_full();
    test_long();
    test_current();
    test_fixed();
    test_temporary();
    test_search();
    test_oem();
    scratch_leave();
    return check_done();
}
