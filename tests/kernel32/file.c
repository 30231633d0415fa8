/* SPDX-License-Identifier: MIT */
/* Opening, creating and deleting files: "CreateFileW function" and its kin, DeleteFile, share modes.
 * Debian's Wine run as root writes to read-only files, and forgets HIDDEN where CREATE_ALWAYS and _lcreat ask for it;
 * it truncates by TRUNCATE_EXISTING without GENERIC_WRITE. */
#define _WIN32_WINNT 0x0a00
#include "scratch.h"

#define CREATE(name, disposition)                                                                                      \
    CreateFileA(name, GENERIC_READ | GENERIC_WRITE, SHARE_ALL, NULL, disposition, FILE_ATTRIBUTE_NORMAL, NULL)

static BOOL refused(HANDLE file, DWORD error)
{
    if (file != INVALID_HANDLE_VALUE) {
        CloseHandle(file);
        SetLastError(0xdead);
        return FALSE;
    }
    return failed(error);
}

/* A file that is there opens, and the last error is this. */
static BOOL opened(HANDLE file, DWORD error)
{
    DWORD last = GetLastError();

    if (file == INVALID_HANDLE_VALUE) return FALSE;
    CloseHandle(file);
    return last == error;
}

static void test_dispositions(void)
{
    SetLastError(0xdead);
    CHECK(opened(CREATE("a.txt", CREATE_NEW), 0), "CreateFileA: CREATE_NEW \"Creates a new file\"");
    CHECK(is_there("a.txt"), "CreateFileA: it is there then");
    CHECK(refused(CREATE("a.txt", CREATE_NEW), ERROR_FILE_EXISTS),
          "CREATE_NEW: \"If the specified file exists, the function fails and the last-error code is set to "
          "ERROR_FILE_EXISTS\"");
    put_file("a.txt", "text");
    CHECK(opened(CREATE("a.txt", OPEN_ALWAYS), ERROR_ALREADY_EXISTS),
          "OPEN_ALWAYS: \"If the specified file exists, the function succeeds and the last-error code is set to "
          "ERROR_ALREADY_EXISTS\"");
    CHECK(holds("a.txt", "text"), "OPEN_ALWAYS: what the file holds stays");
    CHECK(opened(CREATE("b.txt", OPEN_ALWAYS), 0),
          "OPEN_ALWAYS: \"If the specified file does not exist ... the function creates a file and the last-error code "
          "is set to zero\"");
    CHECK(
        opened(CREATE("a.txt", CREATE_ALWAYS), ERROR_ALREADY_EXISTS),
        "CREATE_ALWAYS: \"If the specified file exists and is writable, the function overwrites the file, the function "
        "succeeds, and last-error code is set to ERROR_ALREADY_EXISTS\"");
    CHECK(holds("a.txt", ""), "CREATE_ALWAYS: it is empty then");
    FILETIME past = {0, 0x01c00000}, now = {0, 0};
    HANDLE empty = CREATE("a.txt", OPEN_EXISTING);
    SetFileTime(empty, NULL, NULL, &past);
    CloseHandle(empty);
    empty = CREATE("a.txt", CREATE_ALWAYS);
    CHECK(GetFileTime(empty, NULL, NULL, &now) && CompareFileTime(&now, &past) > 0,
          "CREATE_ALWAYS: an empty file is overwritten, too: it was written to now");
    CloseHandle(empty);
    CHECK(opened(CREATE("c.txt", CREATE_ALWAYS), 0),
          "CREATE_ALWAYS: a new file, \"the last-error code is set to zero\"");
    SetLastError(0xdead);
    CHECK(opened(CREATE("a.txt", OPEN_EXISTING), 0), "OPEN_EXISTING: opens what is there");
    CHECK(refused(CREATE("none.txt", OPEN_EXISTING), ERROR_FILE_NOT_FOUND),
          "OPEN_EXISTING: \"If the specified file or device does not exist, the function fails and the last-error code "
          "is set to ERROR_FILE_NOT_FOUND\"");
    CHECK(!is_there("none.txt"), "OPEN_EXISTING: makes nothing");
    CHECK(refused(CREATE("none\\a.txt", OPEN_ALWAYS), ERROR_PATH_NOT_FOUND),
          "CreateFileA: ERROR_PATH_NOT_FOUND in a folder that is not there");
    put_file("a.txt", "text");
    CHECK(opened(CREATE("a.txt", TRUNCATE_EXISTING), 0) && holds("a.txt", ""),
          "TRUNCATE_EXISTING: \"Opens a file and truncates it so that its size is zero bytes\"");
    CHECK(refused(CREATE("none.txt", TRUNCATE_EXISTING), ERROR_FILE_NOT_FOUND), "TRUNCATE_EXISTING: of no file");
    put_file("a.txt", "text");
    CHECK(refused(CreateFileA("a.txt", GENERIC_READ, 0, NULL, TRUNCATE_EXISTING, 0, NULL), ERROR_INVALID_PARAMETER) &&
              holds("a.txt", "text"),
          "TRUNCATE_EXISTING: \"The calling process must open the file with the GENERIC_WRITE bit set\"");
    CHECK(refused(CREATE("a.txt", 0), ERROR_INVALID_PARAMETER) && refused(CREATE("a.txt", 6), ERROR_INVALID_PARAMETER),
          "CreateFileA: dwCreationDisposition \"must be one of the following values\"");
    CHECK(DeleteFileA("a.txt") && DeleteFileA("b.txt") && DeleteFileA("c.txt"),
          "DeleteFileA: \"the return value is nonzero\"");
    CHECK(!is_there("a.txt") && !is_there("b.txt") && !is_there("c.txt"), "DeleteFileA: deletes");
}

static void test_names(void)
{
    WCHAR text[] = L"\x00e4\x4e2d.txt", other[] = L"\x00c4\x4e2d.TXT", longer[700];
    char full[2 * MAX_PATH];
    HANDLE file;

    CHECK(refused(CreateFileW(L"", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL), ERROR_PATH_NOT_FOUND),
          "CreateFileW: ERROR_PATH_NOT_FOUND for an empty name");
    CHECK(refused(CREATE("a<b", CREATE_NEW), ERROR_INVALID_NAME) &&
              refused(CREATE("a|b", CREATE_NEW), ERROR_INVALID_NAME) &&
              refused(CREATE("a*b", CREATE_NEW), ERROR_INVALID_NAME) &&
              refused(CREATE("a?b", CREATE_NEW), ERROR_INVALID_NAME),
          "\"Naming Files\": the characters < > : \" / \\ | ? * are reserved: ERROR_INVALID_NAME");
    file = CreateFileW(text, GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL);
    CHECK(file != INVALID_HANDLE_VALUE, "CreateFileW: a name of any Unicode characters");
    CloseHandle(file);
    CHECK(opened(CreateFileW(other, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL), 0),
          "\"Naming Files\": \"Do not assume case sensitivity\": another case is the same file");
    CHECK(GetFileAttributesW(other) == FILE_ATTRIBUTE_ARCHIVE, "a new file is to be archived");
    CHECK(DeleteFileW(other), "DeleteFileW: success, in another case");
    CHECK(GetFileAttributesW(text) == INVALID_FILE_ATTRIBUTES, "DeleteFileW: the file has gone");
    CHECK(
        !DeleteFileW(text) && failed(ERROR_FILE_NOT_FOUND),
        "DeleteFileW: \"If an application attempts to delete a file that does not exist, the DeleteFile function fails "
        "with ERROR_FILE_NOT_FOUND\"");

    CreateDirectoryA("sub", NULL);
    put_file("sub/slash.txt", "x");
    CHECK(holds("sub\\slash.txt", "x") && holds("./SUB//slash.txt", "x") && holds("sub\\..\\sub\\slash.txt", "x"),
          "\"Naming Files\": both slashes separate, . and .. are followed");
    snprintf(full, sizeof full, "%s\\sub\\slash.txt. .", scratch);
    CHECK(holds(full, "x"),
          "\"Naming Files\": \"Do not end a file or directory name with a space or a period\": dropped");
    snprintf(full, sizeof full, "\\\\?\\%s\\sub\\slash.txt", scratch);
    CHECK(holds(full, "x"), "\"Naming Files\": the prefix \\\\?\\");
    snprintf(full, sizeof full, "\\\\?\\%s\\sub\\..\\sub\\slash.txt", scratch);
    CHECK(!holds(full, "x"), "\"Naming Files\": after \\\\?\\ there is no .. ");
    snprintf(full, sizeof full, "\\\\.\\%s\\sub\\slash.txt", scratch);
    CHECK(holds(full, "x"), "\"Naming Files\": the prefix \\\\.\\");
    snprintf(full, sizeof full, "%s\\sub\\slash.txt", scratch + 2);
    CHECK(holds(full, "x"), "a path from the current drive's root");

    /* "an extended-length path for a maximum total path length of 32,767 characters" */
    wcscpy(longer, L"\\\\?\\");
    wcscat(longer, scratch_w);
    for (int i = 0; i < 2; i++) {
        wcscat(longer, L"\\");
        for (int n = 0; n < 200; n++) wcscat(longer, L"d");
        CreateDirectoryW(longer, NULL);
    }
    size_t folder = wcslen(longer);
    wcscat(longer, L"\\file");
    file = CreateFileW(longer, GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL);
    CHECK(file != INVALID_HANDLE_VALUE && wcslen(longer) > MAX_PATH,
          "CreateFileW: a path longer than MAX_PATH after \\\\?\\");
    CloseHandle(file);
    CHECK(DeleteFileW(longer), "DeleteFileW: a path longer than MAX_PATH after \\\\?\\");
    longer[folder] = 0;
    CHECK(RemoveDirectoryW(longer), "RemoveDirectoryW: a path longer than MAX_PATH after \\\\?\\");
    longer[folder - 201] = 0;
    RemoveDirectoryW(longer);

    CHECK(refused(CREATE("sub", OPEN_EXISTING), ERROR_ACCESS_DENIED),
          "CreateFileA: a folder without FILE_FLAG_BACKUP_SEMANTICS is ERROR_ACCESS_DENIED");
    file = CreateFileA("sub", 0, SHARE_ALL, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    CHECK(file != INVALID_HANDLE_VALUE,
          "CreateFileA: \"You must set this flag (FILE_FLAG_BACKUP_SEMANTICS) to obtain a handle to a directory\"");
    CloseHandle(file);
    CHECK(refused(CREATE("sub", CREATE_ALWAYS), ERROR_ACCESS_DENIED), "CreateFileA: no folder is overwritten");
    CHECK(refused(CREATE("sub\\slash.txt\\x", OPEN_EXISTING), ERROR_PATH_NOT_FOUND),
          "CreateFileA: below a file there is no path");
    CHECK(!DeleteFileA("sub") && failed(ERROR_ACCESS_DENIED), "DeleteFileA: ERROR_ACCESS_DENIED for a folder");
    CHECK(!DeleteFileA("none\\a") && failed(ERROR_PATH_NOT_FOUND), "DeleteFileA: ERROR_PATH_NOT_FOUND in no folder");
    DeleteFileA("sub\\slash.txt");
    RemoveDirectoryA("sub");
}

static void test_devices(void)
{
    char text[4] = "abc";
    DWORD done = 7;
    HANDLE file = CreateFileA("NUL", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    CHECK(file != INVALID_HANDLE_VALUE && GetFileType(file) == FILE_TYPE_CHAR,
          "GetFileType: FILE_TYPE_CHAR \"The specified file is a character file\": NUL");
    CHECK(WriteFile(file, text, 3, &done, NULL) && done == 3, "NUL: takes everything");
    CHECK(ReadFile(file, text, 3, &done, NULL) && done == 0, "NUL: is at its end");
    CloseHandle(file);
    file = CreateFileA("\\\\.\\nul", GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(file != INVALID_HANDLE_VALUE && GetFileType(file) == FILE_TYPE_CHAR, "\\\\.\\NUL: the device too");
    CloseHandle(file);
    CHECK(refused(CREATE("\\\\.\\nosuchdevice", OPEN_EXISTING), ERROR_FILE_NOT_FOUND),
          "CreateFileA: \"If the specified file or device does not exist ... ERROR_FILE_NOT_FOUND\"");
    SetLastError(0);
    CHECK(GetFileType(NO_HANDLE) == FILE_TYPE_UNKNOWN && failed(ERROR_INVALID_HANDLE),
          "GetFileType: FILE_TYPE_UNKNOWN with an error for no file");
    file = CREATE("a.txt", CREATE_NEW);
    SetLastError(0xdead);
    CHECK(GetFileType(file) == FILE_TYPE_DISK, "GetFileType: FILE_TYPE_DISK \"The specified file is a disk file\"");
    CloseHandle(file);
    HANDLE read, write;
    CreatePipe(&read, &write, NULL, 0);
    CHECK(GetFileType(read) == FILE_TYPE_PIPE && GetFileType(write) == FILE_TYPE_PIPE, "GetFileType: FILE_TYPE_PIPE");
    CloseHandle(read);
    CloseHandle(write);
    DeleteFileA("a.txt");
}

static void test_rights(void)
{
    SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
    char text[8];
    DWORD done = 7, flags = 7;
    HANDLE file;

    put_file("a.txt", "text");
    file = CreateFileA("a.txt", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(!WriteFile(file, "x", 1, &done, NULL) && failed(ERROR_ACCESS_DENIED) && done == 0,
          "WriteFile: \"The file handle must have been created with the GENERIC_WRITE access right\"");
    CHECK(GetHandleInformation(file, &flags) && flags == 0,
          "CreateFileA: \"If this parameter is NULL, the handle ... cannot be inherited\"");
    CloseHandle(file);
    file = CreateFileA("a.txt", GENERIC_WRITE, SHARE_ALL, &inherit, OPEN_EXISTING, 0, NULL);
    CHECK(!ReadFile(file, text, 4, &done, NULL) && failed(ERROR_ACCESS_DENIED),
          "ReadFile: \"must have been created with the GENERIC_READ access right\"");
    CHECK(GetHandleInformation(file, &flags) && flags == HANDLE_FLAG_INHERIT, "CreateFileA: bInheritHandle");
    CloseHandle(file);
    file = CreateFileA("a.txt", 0, 0, NULL, OPEN_EXISTING, 0, NULL);
    BY_HANDLE_FILE_INFORMATION info;
    CHECK(GetFileInformationByHandle(file, &info) && info.nFileSizeLow == 4 && !ReadFile(file, text, 4, &done, NULL) &&
              failed(ERROR_ACCESS_DENIED),
          "CreateFileA: dwDesiredAccess zero, \"the application can query certain metadata\" and no more");
    CloseHandle(file);

    file = CreateFileA("ro.txt", GENERIC_WRITE, 0, NULL, CREATE_NEW, FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN,
                       NULL);
    CHECK(WriteFile(file, "x", 1, &done, NULL) && done == 1, "FILE_ATTRIBUTE_READONLY: its maker writes it");
    CloseHandle(file);
    CHECK(GetFileAttributesA("ro.txt") == (FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_ARCHIVE),
          "CreateFileA: dwFlagsAndAttributes are the new file's attributes");
    CHECK(refused(CreateFileA("ro.txt", GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL), ERROR_ACCESS_DENIED),
          "FILE_ATTRIBUTE_READONLY: \"Applications can read the file, but cannot write to or delete it\"");
    CHECK(!DeleteFileA("ro.txt") && failed(ERROR_ACCESS_DENIED) && is_there("ro.txt"),
          "DeleteFileA: \"If an application attempts to delete a read-only file, it fails with ERROR_ACCESS_DENIED\"");
    SetFileAttributesA("ro.txt", FILE_ATTRIBUTE_HIDDEN);
    CHECK(refused(CREATE("ro.txt", CREATE_ALWAYS), ERROR_ACCESS_DENIED),
          "CREATE_ALWAYS and FILE_ATTRIBUTE_NORMAL: \"CreateFile fails and sets the last error to ERROR_ACCESS_DENIED "
          "if the "
          "file exists and has the FILE_ATTRIBUTE_HIDDEN or FILE_ATTRIBUTE_SYSTEM attribute\"");
    file = CreateFileA("ro.txt", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_HIDDEN, NULL);
    CHECK(file != INVALID_HANDLE_VALUE, "\"To avoid the error, specify the same attributes as the existing file\"");
    CloseHandle(file);
    CHECK(DeleteFileA("ro.txt") && DeleteFileA("a.txt"), "DeleteFileA: a hidden file goes");
}

static void test_sharing(void)
{
    HANDLE first, second;

    put_file("a.txt", "text");
    first = CreateFileA("a.txt", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(refused(CreateFileA("a.txt", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL), ERROR_SHARING_VIOLATION),
          "CreateFileA: share mode 0 \"Prevents other processes from opening a file\": ERROR_SHARING_VIOLATION");
    second = CreateFileA("a.txt", 0, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(second != INVALID_HANDLE_VALUE,
          "CreateFileA: metadata can be asked \"even if GENERIC_READ access would have been denied\"");
    CloseHandle(second);
    CHECK(!DeleteFileA("a.txt") && failed(ERROR_SHARING_VIOLATION),
          "DeleteFileA: not while it is open without FILE_SHARE_DELETE");
    CloseHandle(first);
    first = CreateFileA("a.txt", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(
        refused(CreateFileA("a.txt", GENERIC_WRITE, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL), ERROR_SHARING_VIOLATION),
        "FILE_SHARE_READ alone: no writing");
    CHECK(refused(CREATE("a.txt", CREATE_ALWAYS), ERROR_SHARING_VIOLATION) && holds("a.txt", "text"),
          "a refused CREATE_ALWAYS empties nothing");
    second = CreateFileA("a.txt", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(second != INVALID_HANDLE_VALUE, "FILE_SHARE_READ: reading");
    CloseHandle(second);
    CloseHandle(first);
    first = CreateFileA("a.txt", GENERIC_WRITE, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(refused(CreateFileA("a.txt", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL),
                  ERROR_SHARING_VIOLATION),
          "\"You cannot request a sharing mode that conflicts with the access mode that is specified in an existing "
          "request\"");
    CloseHandle(first);

    first = CreateFileA("a.txt", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(DeleteFileA("a.txt"), "DeleteFileA: of a file opened with FILE_SHARE_DELETE");
    CloseHandle(first);
    CHECK(!is_there("a.txt"),
          "DeleteFileA: \"the file does not get deleted until the last handle to the file is closed\", then it does");

    first =
        CreateFileA("gone.txt", GENERIC_WRITE, FILE_SHARE_DELETE, NULL, CREATE_NEW, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    CHECK(first != INVALID_HANDLE_VALUE && is_there("gone.txt"), "FILE_FLAG_DELETE_ON_CLOSE: there while it is open");
    CHECK(refused(CreateFileA("gone.txt", GENERIC_READ, FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL),
                  ERROR_SHARING_VIOLATION),
          "FILE_FLAG_DELETE_ON_CLOSE: \"Subsequent open requests for the file fail, unless the FILE_SHARE_DELETE share "
          "mode is specified\"");
    CloseHandle(first);
    CHECK(!is_there("gone.txt"),
          "FILE_FLAG_DELETE_ON_CLOSE: \"The file is to be deleted immediately after all of its handles are closed\"");
}

static void test_kin(void)
{
    CREATEFILE2_EXTENDED_PARAMETERS more = {.dwSize = sizeof more, .dwFileAttributes = FILE_ATTRIBUTE_HIDDEN};
    char text[8] = "";
    DWORD done = 0;
    HANDLE file, other;

    file = CreateFile2(L"a.txt", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, CREATE_NEW, &more);
    CHECK(file != INVALID_HANDLE_VALUE && WriteFile(file, "text", 4, &done, NULL),
          "CreateFile2: \"an open handle to the specified file\"");
    CHECK(GetFileAttributesA("a.txt") == (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_ARCHIVE),
          "CreateFile2: dwFileAttributes");
    CHECK(refused(CreateFile2(L"a.txt", GENERIC_READ, 0, CREATE_NEW, NULL), ERROR_FILE_EXISTS),
          "CreateFile2: ERROR_FILE_EXISTS");
    CHECK(refused(CreateFile2(L"none.txt", GENERIC_READ, 0, OPEN_EXISTING, NULL), ERROR_FILE_NOT_FOUND),
          "CreateFile2: ERROR_FILE_NOT_FOUND");
    other = ReOpenFile(file, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, 0);
    CHECK(other != INVALID_HANDLE_VALUE && ReadFile(other, text, 4, &done, NULL) && done == 4 &&
              !memcmp(text, "text", 4),
          "ReOpenFile: \"Reopens the specified file system object with different access rights\"; its position is its "
          "own");
    CHECK(!WriteFile(other, "x", 1, &done, NULL) && failed(ERROR_ACCESS_DENIED), "ReOpenFile: with these rights alone");
    CloseHandle(other);
    CHECK(refused(ReOpenFile(file, GENERIC_WRITE, SHARE_ALL, 0), ERROR_SHARING_VIOLATION),
          "ReOpenFile: \"If there is already an open ... that conflicts ..., the function fails\" with "
          "ERROR_SHARING_VIOLATION");
    CloseHandle(file);
    CHECK(refused(ReOpenFile(NO_HANDLE, GENERIC_READ, 0, 0), ERROR_INVALID_HANDLE), "ReOpenFile: of no handle");
    DeleteFileA("a.txt");
}

#define OF(file) ((HANDLE)(LONG_PTR)(file))

static void test_16bit(void)
{
    char text[16] = "";
    OFSTRUCT found;
    char full[MAX_PATH];
    HFILE file = _lcreat("old.txt", 0);

    CHECK(file != HFILE_ERROR && _lwrite(file, "0123456789", 10) == 10, "_lwrite: \"the number of bytes written\"");
    CHECK(_hwrite(file, "abcdef", 6) == 6, "_hwrite: \"the number of bytes written to the file\"");
    CHECK(_llseek(file, 4, FILE_BEGIN) == 4 && _llseek(file, -2, FILE_END) == 14 &&
              _llseek(file, 1, FILE_CURRENT) == 15,
          "_llseek: \"the new pointer position\"");
    CHECK(_llseek(file, -1, FILE_BEGIN) == HFILE_ERROR, "_llseek: HFILE_ERROR before the beginning");
    CHECK(_llseek(file, 12, FILE_BEGIN) == 12 && _lwrite(file, "", 0) == 0 && GetFileSize(OF(file), NULL) == 12,
          "_lwrite: of 0 bytes truncates the file at its position");
    CHECK(_llseek(file, 8, FILE_BEGIN) == 8 && _lread(file, text, 3) == 3 && !memcmp(text, "89a", 3),
          "_lread: bytes read");
    CHECK(_hread(file, text, 3) == 1 && text[0] == 'b' && _hread(file, text, 3) == 0,
          "_hread: less at the end of the file");
    CHECK(_lclose(file) == 0, "_lclose: \"If the function succeeds, the return value is zero\"");
    CHECK(_lclose(0x7ffc) == HFILE_ERROR, "_lclose: HFILE_ERROR for no file");
    CHECK(_lread(0x7ffc, text, 3) == (UINT)HFILE_ERROR && _hread(0x7ffc, text, 3) == HFILE_ERROR &&
              _lwrite(0x7ffc, text, 3) == (UINT)HFILE_ERROR && _hwrite(0x7ffc, text, 3) == HFILE_ERROR,
          "_lread, _hread, _lwrite, _hwrite: HFILE_ERROR for no file");
    file = _lopen("old.txt", OF_READ);
    CHECK(file != HFILE_ERROR && _lwrite(file, "x", 1) == (UINT)HFILE_ERROR && _lread(file, text, 2) == 2 &&
              text[1] == '1',
          "_lopen: OF_READ opens for reading alone");
    _lclose(file);
    file = _lopen("old.txt", OF_READWRITE | OF_SHARE_EXCLUSIVE);
    CHECK(file != HFILE_ERROR && _lopen("old.txt", OF_READ) == HFILE_ERROR && failed(ERROR_SHARING_VIOLATION),
          "_lopen: OF_SHARE_EXCLUSIVE");
    _lclose(file);
    CHECK(_lopen("none.txt", OF_READ) == HFILE_ERROR && failed(ERROR_FILE_NOT_FOUND),
          "_lopen: HFILE_ERROR for no file");
    CHECK(_lcreat("none\\x", 0) == HFILE_ERROR && failed(ERROR_PATH_NOT_FOUND), "_lcreat: HFILE_ERROR in no folder");
    file = _lcreat("old.txt", FILE_ATTRIBUTE_HIDDEN);
    CHECK(file != HFILE_ERROR && GetFileSize(OF(file), NULL) == 0, "_lcreat: \"truncates it to zero length\"");
    _lclose(file);
    CHECK(GetFileAttributesA("old.txt") & FILE_ATTRIBUTE_HIDDEN, "_lcreat: 2 is hidden");

    memset(&found, 0x55, sizeof found);
    file = OpenFile("old.txt", &found, OF_READ);
    snprintf(full, sizeof full, "%s\\old.txt", scratch);
    CHECK(file != HFILE_ERROR && found.cBytes == sizeof found && found.nErrCode == 0 &&
              !_stricmp(found.szPathName, full),
          "OpenFile: a handle, and the full name in the structure");
    _lclose(file);
    file = OpenFile("", &found, OF_REOPEN | OF_READWRITE);
    CHECK(file != HFILE_ERROR && _lwrite(file, "x", 1) == 1, "OpenFile: OF_REOPEN opens by the structure's name");
    _lclose(file);
    CHECK(OpenFile("none.txt", &found, OF_READ) == HFILE_ERROR && found.nErrCode == ERROR_FILE_NOT_FOUND,
          "OpenFile: HFILE_ERROR, the error in the structure too");
    CHECK(OpenFile("old.txt", &found, OF_EXIST) != HFILE_ERROR && OpenFile("none.txt", &found, OF_EXIST) == HFILE_ERROR,
          "OpenFile: OF_EXIST \"to test for the existence of a file\"");
    found.szPathName[0] = 0;
    snprintf(full, sizeof full, "%s\\none.txt", scratch);
    CHECK(OpenFile("none.txt", &found, OF_PARSE) != HFILE_ERROR && !_stricmp(found.szPathName, full),
          "OpenFile: OF_PARSE \"Fills the OFSTRUCT structure, but does not do anything else\"");
    CHECK(OpenFile("old.txt", &found, OF_DELETE) != HFILE_ERROR && !is_there("old.txt"), "OpenFile: OF_DELETE");
    file = OpenFile("new.txt", &found, OF_CREATE | OF_WRITE);
    CHECK(file != HFILE_ERROR && is_there("new.txt"), "OpenFile: OF_CREATE");
    _lclose(file);
    DeleteFileA("new.txt");
}

int main(void)
{
    scratch_enter();
    test_dispositions();
    test_names();
    test_devices();
    test_rights();
    test_sharing();
    test_kin();
    test_16bit();
    scratch_leave();
    return check_done();
}
