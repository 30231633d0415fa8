/* SPDX-License-Identifier: MIT */
/* Attributes, times and what else is known of a file, by name: Get/SetFileAttributes(Ex), GetCompressedFileSize,
 * GetBinaryType. */
#define _WIN32_WINNT 0x0a00
#include "scratch.h"

static const WCHAR *wide(const char *name)
{
    static WCHAR text[MAX_PATH];

    MultiByteToWideChar(CP_ACP, 0, name, -1, text, MAX_PATH);
    return text;
}

static void test_attributes(void)
{
    static const DWORD kinds[] = {FILE_ATTRIBUTE_READONLY,
                                  FILE_ATTRIBUTE_HIDDEN,
                                  FILE_ATTRIBUTE_SYSTEM,
                                  FILE_ATTRIBUTE_ARCHIVE,
                                  FILE_ATTRIBUTE_NOT_CONTENT_INDEXED,
                                  FILE_ATTRIBUTE_OFFLINE,
                                  FILE_ATTRIBUTE_TEMPORARY,
                                  FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM};

    put_file("a.txt", "x");
    CreateDirectoryA("folder", NULL);
    CHECK(GetFileAttributesA("a.txt") == FILE_ATTRIBUTE_ARCHIVE, "GetFileAttributesA: a new file is to be archived");
    CHECK(GetFileAttributesA("folder") == FILE_ATTRIBUTE_DIRECTORY &&
              GetFileAttributesA(".") & FILE_ATTRIBUTE_DIRECTORY &&
              GetFileAttributesW(L"folder\\") == FILE_ATTRIBUTE_DIRECTORY,
          "GetFileAttributes: FILE_ATTRIBUTE_DIRECTORY \"identifies a directory\"");
    CHECK(GetFileAttributesA("none") == INVALID_FILE_ATTRIBUTES && failed(ERROR_FILE_NOT_FOUND),
          "GetFileAttributesA: \"If the function fails, the return value is INVALID_FILE_ATTRIBUTES\"");
    CHECK(GetFileAttributesW(L"none\\none") == INVALID_FILE_ATTRIBUTES && failed(ERROR_PATH_NOT_FOUND),
          "GetFileAttributesW: ERROR_PATH_NOT_FOUND");
    CHECK(GetFileAttributesW(L"") == INVALID_FILE_ATTRIBUTES && failed(ERROR_PATH_NOT_FOUND),
          "GetFileAttributesW: of no name");
    CHECK(GetFileAttributesA("a*") == INVALID_FILE_ATTRIBUTES && failed(ERROR_INVALID_NAME),
          "GetFileAttributesA: no pattern is a name");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        CHECK(SetFileAttributesA("a.txt", kinds[i]) && GetFileAttributesW(L"a.txt") == kinds[i],
              "SetFileAttributesA: %#lx, as GetFileAttributesW tells", kinds[i]);
        CHECK(SetFileAttributesW(L"a.txt", FILE_ATTRIBUTE_NORMAL) &&
                  GetFileAttributesA("a.txt") == FILE_ATTRIBUTE_NORMAL,
              "SetFileAttributesW: FILE_ATTRIBUTE_NORMAL \"does not have other attributes set\"");
    }
    CHECK(SetFileAttributesA("folder", FILE_ATTRIBUTE_HIDDEN) &&
              GetFileAttributesA("folder") == (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_HIDDEN),
          "SetFileAttributesA: of a folder");
    CHECK(SetFileAttributesA("folder", FILE_ATTRIBUTE_READONLY) &&
              (GetFileAttributesA("folder") & FILE_ATTRIBUTE_READONLY),
          "SetFileAttributesA: a read-only folder");
    put_file("folder\\in.txt", "");
    CHECK(is_there("folder\\in.txt"), "FILE_ATTRIBUTE_READONLY: \"This attribute is not honored on directories\"");
    DeleteFileA("folder\\in.txt");
    CHECK(!SetFileAttributesA("none", FILE_ATTRIBUTE_HIDDEN) && failed(ERROR_FILE_NOT_FOUND),
          "SetFileAttributesA: of no file");
    CHECK(!SetFileAttributesW(L"none\\a", FILE_ATTRIBUTE_HIDDEN) && failed(ERROR_PATH_NOT_FOUND),
          "SetFileAttributesW: in no folder");
    SetFileAttributesA("folder", FILE_ATTRIBUTE_NORMAL);
    RemoveDirectoryA("folder");
    DeleteFileA("a.txt");
}

static void test_ex(void)
{
    WIN32_FILE_ATTRIBUTE_DATA data, same;
    SYSTEMTIME when[3] = {
        {1999, 12, 0, 31, 23, 59, 58, 500},
        {2010, 6,  0, 15, 12, 0,  0,  0  },
        {2020, 2,  0, 29, 1,  2,  3,  4  }
    };
    FILETIME times[3];
    LONG high = 2;

    put_file("a.txt", "x");
    HANDLE file = CreateFileA("a.txt", GENERIC_WRITE, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    SetFilePointer(file, 7, &high, FILE_BEGIN);
    SetEndOfFile(file);
    for (int i = 0; i < 3; i++) SystemTimeToFileTime(&when[i], &times[i]);
    SetFileTime(file, &times[0], &times[1], &times[2]);
    CloseHandle(file);
    SetFileAttributesA("a.txt", FILE_ATTRIBUTE_READONLY);
    memset(&data, 0x55, sizeof data);
    CHECK(GetFileAttributesExA("a.txt", GetFileExInfoStandard, &data),
          "GetFileAttributesExA: \"the return value is a nonzero value\"");
    CHECK(data.dwFileAttributes == FILE_ATTRIBUTE_READONLY && data.nFileSizeLow == 7 && data.nFileSizeHigh == 2,
          "WIN32_FILE_ATTRIBUTE_DATA: attributes and size");
    CHECK(!CompareFileTime(&data.ftCreationTime, &times[0]) && !CompareFileTime(&data.ftLastAccessTime, &times[1]) &&
              !CompareFileTime(&data.ftLastWriteTime, &times[2]),
          "WIN32_FILE_ATTRIBUTE_DATA: times");
    memset(&same, 0x77, sizeof same);
    CHECK(GetFileAttributesExW(L"A.TXT", GetFileExInfoStandard, &same) && !memcmp(&data, &same, sizeof same),
          "GetFileAttributesExW: likewise");
    CHECK(!GetFileAttributesExA("none", GetFileExInfoStandard, &data) && failed(ERROR_FILE_NOT_FOUND),
          "GetFileAttributesExA: of no file");
    CHECK(!GetFileAttributesExW(L"none\\a", GetFileExInfoStandard, &data) && failed(ERROR_PATH_NOT_FOUND),
          "GetFileAttributesExW: in no folder");
    CHECK(!GetFileAttributesExW(L"a.txt", GetFileExMaxInfoLevel, &data) && failed(ERROR_INVALID_PARAMETER),
          "GetFileAttributesExW: no such level");

    DWORD big = 77;
    SetLastError(0xdead);
    DWORD low = GetCompressedFileSizeA("a.txt", &big);
    CHECK(low != INVALID_FILE_SIZE && ((ULONGLONG)big << 32 | low) <= 0x200000007ull,
          "GetCompressedFileSizeA: \"the actual number of bytes of disk storage\", no more than its size for a sparse "
          "file");
    put_file("b.txt", "0123456789");
    big = 77;
    CHECK(GetCompressedFileSizeW(L"b.txt", &big) >= 10 && big == 0,
          "GetCompressedFileSizeW: at least the bytes the file holds, nHigh 0");
    CHECK(GetCompressedFileSizeA("b.txt", NULL) == GetCompressedFileSizeW(wide("b.txt"), NULL),
          "GetCompressedFileSizeA: lpFileSizeHigh may be NULL");
    CHECK(GetCompressedFileSizeA("none", &big) == INVALID_FILE_SIZE && failed(ERROR_FILE_NOT_FOUND),
          "GetCompressedFileSizeA: of no file");
    CHECK(GetCompressedFileSizeW(L"none", NULL) == INVALID_FILE_SIZE && failed(ERROR_FILE_NOT_FOUND),
          "GetCompressedFileSizeW: of no file");
    SetFileAttributesA("a.txt", FILE_ATTRIBUTE_NORMAL);
    DeleteFileA("a.txt");
    DeleteFileA("b.txt");
}

static void test_binary(void)
{
    char self[MAX_PATH];
    WCHAR self_w[MAX_PATH];
    DWORD type = 77;

    GetModuleFileNameA(NULL, self, sizeof self);
    GetModuleFileNameW(NULL, self_w, MAX_PATH);
    CHECK(GetBinaryTypeA(self, &type) && type == SCS_64BIT_BINARY,
          "GetBinaryTypeA: SCS_64BIT_BINARY \"A 64-bit Windows-based application\"");
    type = 77;
    CHECK(GetBinaryTypeW(self_w, &type) && type == SCS_64BIT_BINARY, "GetBinaryTypeW: likewise");
    put_file("text.exe", "this is no program at all, but it is longer than the sixty-four bytes of a header");
    CHECK(!GetBinaryTypeA("text.exe", &type) && failed(ERROR_BAD_EXE_FORMAT),
          "GetBinaryTypeA: \"If the file is not an executable file ... ERROR_BAD_EXE_FORMAT\"");
    CHECK(!GetBinaryTypeW(L"text.exe", &type) && failed(ERROR_BAD_EXE_FORMAT), "GetBinaryTypeW: ERROR_BAD_EXE_FORMAT");
    CHECK(!GetBinaryTypeW(L"none.exe", &type) && failed(ERROR_FILE_NOT_FOUND), "GetBinaryTypeW: of no file");
    DeleteFileA("text.exe");
    GetSystemDirectoryA(self, sizeof self);
    strcat(self, "\\kernel32.dll");
    CHECK(!GetBinaryTypeA(self, &type) && failed(ERROR_BAD_EXE_FORMAT),
          "GetBinaryTypeA: \"if the file is a DLL, the last error code is ERROR_BAD_EXE_FORMAT\"");
}

/* "Naming Files, Paths, and Namespaces": "Do not assume case sensitivity", and the case of names is preserved. */
static void test_other_case(void)
{
    WIN32_FIND_DATAA found;
    HANDLE find;

    CreateDirectoryA("Folder", NULL);
    put_file("Folder\\File.Txt", "first");
    for (int i = 0; i < 2; i++)
        CHECK(GetFileAttributesA("FOLDER\\FILE.TXT") == FILE_ATTRIBUTE_ARCHIVE && holds("folder\\file.txt", "first"),
              "a name is found in other case, each time");
    CHECK(DeleteFileA("FOLDER\\FILE.TXT") && GetFileAttributesA("FOLDER\\FILE.TXT") == INVALID_FILE_ATTRIBUTES &&
              failed(ERROR_FILE_NOT_FOUND) && !holds("folder\\file.txt", "first"),
          "and not once it is deleted");
    put_file("FOLDER\\FILE.TXT", "second");
    find = FindFirstFileA("folder\\*.txt", &found);
    CHECK(find != INVALID_HANDLE_VALUE && !strcmp(found.cFileName, "FILE.TXT") && FindClose(find),
          "made anew it is called as it was made");
    CHECK(MoveFileA("Folder", "Another") && GetFileAttributesA("FOLDER\\FILE.TXT") == INVALID_FILE_ATTRIBUTES &&
              failed(ERROR_PATH_NOT_FOUND) && holds("ANOTHER\\file.TXT", "second"),
          "a folder that was renamed is found by its new name alone");
    DeleteFileA("another\\file.txt");
    RemoveDirectoryA("ANOTHER");
}

int main(void)
{
    scratch_enter();
    test_attributes();
    test_other_case();
    test_ex();
    test_binary();
    scratch_leave();
    return check_done();
}
