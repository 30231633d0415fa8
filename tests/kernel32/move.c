/* SPDX-License-Identifier: MIT */
/* Moving, copying and replacing files, hard and symbolic links.
 * Debian's Wine makes no symbolic links, moves and replaces files that are open or read-only, asks no progress routine,
 * and its MoveFileEx leaves the file's case. */
#define _WIN32_WINNT 0x0a00
#include "scratch.h"

#include <winioctl.h>

static void test_move(void)
{
    put_file("a.txt", "a");
    put_file("b.txt", "b");
    CreateDirectoryA("folder", NULL);
    CHECK(MoveFileA("a.txt", "c.txt") && holds("c.txt", "a") && !is_there("a.txt"),
          "MoveFileA: \"Moves an existing file\"");
    CHECK(MoveFileW(L"c.txt", L"folder\\\x4e2d.txt") &&
              GetFileAttributesW(L"folder\\\x4e2d.txt") != INVALID_FILE_ATTRIBUTES && !is_there("c.txt"),
          "MoveFileW: into another folder");
    CHECK(MoveFileW(L"folder\\\x4e2d.txt", L"a.txt") && holds("a.txt", "a"), "MoveFileW: and back");
    CHECK(!MoveFileA("a.txt", "b.txt") && failed(ERROR_ALREADY_EXISTS) && holds("b.txt", "b") && holds("a.txt", "a"),
          "MoveFileA: \"The new name must not already exist\": ERROR_ALREADY_EXISTS");
    CHECK(!MoveFileW(L"none", L"x") && failed(ERROR_FILE_NOT_FOUND), "MoveFileW: of no file");
    CHECK(!MoveFileA("a.txt", "none\\x") && failed(ERROR_PATH_NOT_FOUND) && holds("a.txt", "a"),
          "MoveFileA: into no folder");
    CHECK(!MoveFileW(L"a.txt", L"b.txt") && failed(ERROR_ALREADY_EXISTS), "MoveFileW: ERROR_ALREADY_EXISTS");
    CHECK(MoveFileA("a.txt", "A.TXT") && is_there("a.txt"), "MoveFileA: to another case of its name");
    WIN32_FIND_DATAA data;
    FindClose(FindFirstFileA("a.txt", &data));
    CHECK(!strcmp(data.cFileName, "A.TXT"), "MoveFileA: which its folder shows then");
    put_file("folder\\in.txt", "in");
    CHECK(MoveFileA("folder", "moved") && holds("moved\\in.txt", "in") && !is_there("folder"),
          "MoveFileA: \"a directory, including its children\"");
    CHECK(!MoveFileA("moved", "moved\\below") && is_there("moved"), "MoveFileA: a folder does not move into itself");

    CHECK(MoveFileExA("a.txt", "b.txt", MOVEFILE_REPLACE_EXISTING) && holds("b.txt", "a") && !is_there("a.txt"),
          "MoveFileExA: MOVEFILE_REPLACE_EXISTING");
    put_file("a.txt", "again");
    CHECK(!MoveFileExW(L"a.txt", L"b.txt", 0) && failed(ERROR_ALREADY_EXISTS),
          "MoveFileExW: without it ERROR_ALREADY_EXISTS");
    CHECK(MoveFileExW(L"a.txt", L"b.txt", MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH | MOVEFILE_COPY_ALLOWED) &&
              holds("b.txt", "again"),
          "MoveFileExW: MOVEFILE_WRITE_THROUGH, MOVEFILE_COPY_ALLOWED");
    CHECK(!MoveFileExA("b.txt", "moved", MOVEFILE_REPLACE_EXISTING) && failed(ERROR_ACCESS_DENIED),
          "MOVEFILE_REPLACE_EXISTING: \"This value cannot be used if lpNewFileName or lpExistingFileName names a "
          "directory\"");
    CHECK(!MoveFileExA("none", "b.txt", MOVEFILE_REPLACE_EXISTING) && failed(ERROR_FILE_NOT_FOUND) &&
              holds("b.txt", "again"),
          "MoveFileExA: of no file");
    put_file("ro.txt", "ro");
    SetFileAttributesA("ro.txt", FILE_ATTRIBUTE_READONLY);
    CHECK(!MoveFileExA("b.txt", "ro.txt", MOVEFILE_REPLACE_EXISTING) && failed(ERROR_ACCESS_DENIED),
          "MoveFileExA: a read-only file is not replaced");
    CHECK(MoveFileExA("ro.txt", "ro2.txt", 0) && GetFileAttributesA("ro2.txt") & FILE_ATTRIBUTE_READONLY,
          "MoveFileExA: a read-only file moves, attributes too");
    SetFileAttributesA("ro2.txt", FILE_ATTRIBUTE_NORMAL);
    HANDLE open = CreateFileA("b.txt", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(!MoveFileExA("b.txt", "x.txt", 0) && failed(ERROR_SHARING_VIOLATION),
          "MoveFileExA: not while it is open without FILE_SHARE_DELETE");
    CHECK(!MoveFileExA("ro2.txt", "b.txt", MOVEFILE_REPLACE_EXISTING) && failed(ERROR_ACCESS_DENIED),
          "MOVEFILE_REPLACE_EXISTING: a file that is open is not replaced");
    CloseHandle(open);
    open = CreateFileA("b.txt", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(MoveFileExA("b.txt", "x.txt", 0) && holds("x.txt", "again"),
          "MoveFileExA: while it is open with FILE_SHARE_DELETE");
    CloseHandle(open);
    CHECK(!MoveFileExW(L"x.txt", NULL, 0) && is_there("x.txt"),
          "MoveFileExW: a new name is needed but for MOVEFILE_DELAY_UNTIL_REBOOT");
    CHECK(!MoveFileExW(L"x.txt", L"y.txt", MOVEFILE_DELAY_UNTIL_REBOOT | MOVEFILE_COPY_ALLOWED) &&
              failed(ERROR_INVALID_PARAMETER),
          "MOVEFILE_DELAY_UNTIL_REBOOT: \"cannot be used with MOVEFILE_COPY_ALLOWED\"");
    if (MoveFileExA("x.txt", NULL, MOVEFILE_DELAY_UNTIL_REBOOT))
        printf("# an administrator runs this\n");
    else
        CHECK(failed(ERROR_ACCESS_DENIED) && is_there("x.txt"),
              "MOVEFILE_DELAY_UNTIL_REBOOT: for administrators alone");
    CHECK(MoveFileWithProgressA("x.txt", "y.txt", NULL, NULL, 0) && holds("y.txt", "again"),
          "MoveFileWithProgressA: moves");
    CHECK(MoveFileWithProgressW(L"y.txt", L"x.txt", NULL, NULL, 0) && holds("x.txt", "again"),
          "MoveFileWithProgressW: moves");
    CHECK(!MoveFileWithProgressA("none", "y.txt", NULL, NULL, 0) && failed(ERROR_FILE_NOT_FOUND),
          "MoveFileWithProgressA: of no file");
    CHECK(!MoveFileWithProgressW(L"none", L"y.txt", NULL, NULL, 0) && failed(ERROR_FILE_NOT_FOUND),
          "MoveFileWithProgressW: of no file");
    DeleteFileA("x.txt");
    DeleteFileA("ro2.txt");
    DeleteFileA("moved\\in.txt");
    RemoveDirectoryA("moved");
}

static struct {
    int calls, first;
    LONGLONG size, last;
    DWORD answer;
} seen;

static DWORD CALLBACK progress(LARGE_INTEGER size, LARGE_INTEGER done, LARGE_INTEGER stream_size,
                               LARGE_INTEGER stream_done, DWORD stream, DWORD reason, HANDLE from, HANDLE to,
                               void *data)
{
    (void)stream_size;
    (void)stream_done;
    if (!seen.calls++)
        seen.first = reason == CALLBACK_STREAM_SWITCH && stream == 1 && done.QuadPart == 0 && data == &seen;
    seen.size = size.QuadPart;
    seen.last = done.QuadPart;
    return from && to ? seen.answer : PROGRESS_CANCEL;
}

static void test_copy(void)
{
    FILETIME written = {0x10000000, 0x01d00000}, got;
    BOOL cancel = TRUE;

    put_file("a.txt", "some text");
    put_file("b.txt", "b");
    HANDLE file = CreateFileA("a.txt", GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    SetFileTime(file, NULL, NULL, &written);
    CloseHandle(file);
    SetFileAttributesA("a.txt", FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_READONLY);
    CHECK(CopyFileA("a.txt", "c.txt", TRUE) && holds("c.txt", "some text"),
          "CopyFileA: \"Copies an existing file to a new file\"");
    CHECK((GetFileAttributesA("c.txt") & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_READONLY)) ==
              (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_READONLY),
          "CopyFileA: \"File attributes for the existing file are copied to the new file\"");
    file = CreateFileA("c.txt", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(GetFileTime(file, NULL, NULL, &got) && !CompareFileTime(&got, &written),
          "CopyFileA: and the time of the last write");
    CloseHandle(file);
    CHECK(!CopyFileA("b.txt", "c.txt", FALSE) && failed(ERROR_ACCESS_DENIED) && holds("c.txt", "some text"),
          "CopyFileA: \"This function fails with ERROR_ACCESS_DENIED if the destination file already exists and has "
          "the FILE_ATTRIBUTE_HIDDEN or FILE_ATTRIBUTE_READONLY attribute set\"");
    SetFileAttributesA("c.txt", FILE_ATTRIBUTE_NORMAL);
    SetFileAttributesA("a.txt", FILE_ATTRIBUTE_NORMAL);
    CHECK(!CopyFileA("b.txt", "c.txt", TRUE) && failed(ERROR_FILE_EXISTS) && holds("c.txt", "some text"),
          "CopyFileA: bFailIfExists, ERROR_FILE_EXISTS");
    CHECK(CopyFileA("b.txt", "c.txt", FALSE) && holds("c.txt", "b"),
          "CopyFileA: \"the function overwrites the existing file and succeeds\"");
    CHECK(CopyFileW(L"a.txt", L"d\x4e2d.txt", TRUE) && GetFileAttributesW(L"d\x4e2d.txt") != INVALID_FILE_ATTRIBUTES &&
              DeleteFileW(L"d\x4e2d.txt"),
          "CopyFileW: likewise");
    CHECK(!CopyFileW(L"a.txt", L"b.txt", TRUE) && failed(ERROR_FILE_EXISTS), "CopyFileW: ERROR_FILE_EXISTS");
    CHECK(!CopyFileW(L"none", L"d.txt", FALSE) && failed(ERROR_FILE_NOT_FOUND) && !is_there("d.txt"),
          "CopyFileW: \"If lpExistingFileName does not exist, CopyFile fails, and GetLastError returns "
          "ERROR_FILE_NOT_FOUND\"");
    CHECK(!CopyFileA("a.txt", "none\\d.txt", FALSE) && failed(ERROR_PATH_NOT_FOUND), "CopyFileA: into no folder");
    CHECK(!CopyFileA("a.txt", "a.txt", FALSE) && failed(ERROR_SHARING_VIOLATION) && holds("a.txt", "some text"),
          "CopyFileA: a copy onto itself is refused and loses nothing");
    CHECK(!CopyFileA(".", "d.txt", FALSE) && failed(ERROR_ACCESS_DENIED), "CopyFileA: folders are not copied");

    seen.answer = PROGRESS_CONTINUE;
    CHECK(CopyFileExA("a.txt", "d.txt", progress, &seen, NULL, 0) && holds("d.txt", "some text"),
          "CopyFileExA: copies");
    CHECK(seen.calls >= 2 && seen.first && seen.size == 9 && seen.last == 9,
          "LPPROGRESS_ROUTINE: CALLBACK_STREAM_SWITCH first, then how much is done");
    memset(&seen, 0, sizeof seen);
    seen.answer = PROGRESS_QUIET;
    CHECK(CopyFileExW(L"a.txt", L"d.txt", progress, &seen, NULL, 0) && seen.calls == 1,
          "PROGRESS_QUIET: \"Continue the copy operation, but stop invoking CopyProgressRoutine\"");
    seen.answer = PROGRESS_CANCEL;
    DeleteFileA("d.txt");
    CHECK(!CopyFileExW(L"a.txt", L"d.txt", progress, &seen, NULL, 0) && failed(ERROR_REQUEST_ABORTED) &&
              !is_there("d.txt"),
          "PROGRESS_CANCEL: \"Cancel the copy operation and delete the destination file\"");
    CHECK(!CopyFileExA("a.txt", "d.txt", NULL, NULL, &cancel, 0) && failed(ERROR_REQUEST_ABORTED),
          "CopyFileExA: pbCancel \"set to TRUE during the copy operation\"");
    CHECK(!CopyFileExA("a.txt", "b.txt", NULL, NULL, NULL, COPY_FILE_FAIL_IF_EXISTS) && failed(ERROR_FILE_EXISTS),
          "CopyFileExA: COPY_FILE_FAIL_IF_EXISTS");

    /* more than any buffer */
    file = CreateFileA("big", GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL);
    static char block[100000];
    DWORD done;
    for (int i = 0; i < 12; i++) {
        memset(block, 'a' + i, sizeof block);
        WriteFile(file, block, sizeof block, &done, NULL);
    }
    CloseHandle(file);
    CHECK(CopyFileA("big", "big2", TRUE), "CopyFileA: a larger file");
    file = CreateFileA("big2", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    int right = GetFileSize(file, NULL) == 12 * sizeof block;
    for (int i = 0; i < 12 && right; i++)
        right = ReadFile(file, block, sizeof block, &done, NULL) && done == sizeof block && block[0] == 'a' + i &&
                block[sizeof block - 1] == 'a' + i;
    CloseHandle(file);
    CHECK(right, "CopyFileA: all of it, in its order");
    DeleteFileA("big");
    DeleteFileA("big2");
    DeleteFileA("a.txt");
    DeleteFileA("b.txt");
    DeleteFileA("c.txt");
}

static void test_replace(void)
{
    put_file("old.txt", "old");
    put_file("new.txt", "new");
    SetFileAttributesA("old.txt", FILE_ATTRIBUTE_HIDDEN);
    CHECK(ReplaceFileA("old.txt", "new.txt", "backup.txt", 0, NULL, NULL),
          "ReplaceFileA: \"If the function succeeds, the return value is nonzero\"");
    CHECK(holds("old.txt", "new") && !is_there("new.txt") && holds("backup.txt", "old"),
          "ReplaceFileA: \"Replaces one file with another file, with the option of creating a backup copy of the "
          "original file\"");
    CHECK(GetFileAttributesA("old.txt") & FILE_ATTRIBUTE_HIDDEN,
          "ReplaceFileA: \"The replacement file assumes the name of the replaced file and its identity\"");
    put_file("new.txt", "newer");
    CHECK(ReplaceFileW(L"old.txt", L"new.txt", NULL, REPLACEFILE_WRITE_THROUGH, NULL, NULL) &&
              holds("old.txt", "newer") && !is_there("new.txt"),
          "ReplaceFileW: without a backup");
    CHECK(!ReplaceFileA("old.txt", "none.txt", NULL, 0, NULL, NULL) && failed(ERROR_FILE_NOT_FOUND) &&
              holds("old.txt", "newer"),
          "ReplaceFileA: of no replacement");
    put_file("new.txt", "newest");
    CHECK(!ReplaceFileW(L"none.txt", L"new.txt", NULL, 0, NULL, NULL) && failed(ERROR_FILE_NOT_FOUND) &&
              holds("new.txt", "newest"),
          "ReplaceFileW: of no replaced file");
    DeleteFileA("old.txt");
    DeleteFileA("new.txt");
    DeleteFileA("backup.txt");
}

static void test_hard_links(void)
{
    put_file("a.txt", "text");
    CHECK(CreateHardLinkA("b.txt", "a.txt", NULL) && holds("b.txt", "text"),
          "CreateHardLinkA: \"Establishes a hard link between an existing file and a new file\"");
    put_file("b.txt", "other");
    CHECK(holds("a.txt", "other"), "CreateHardLinkA: both names are one file");
    CHECK(DeleteFileA("a.txt") && holds("b.txt", "other"), "CreateHardLinkA: each name stands for itself");
    CHECK(!CreateHardLinkA("b.txt", "b.txt", NULL) && failed(ERROR_ALREADY_EXISTS),
          "CreateHardLinkA: ERROR_ALREADY_EXISTS");
    CHECK(!CreateHardLinkA("c.txt", "none", NULL) && failed(ERROR_FILE_NOT_FOUND), "CreateHardLinkA: to no file");
    CHECK(CreateHardLinkW(L"\x4e2d.txt", L"b.txt", NULL) &&
              GetFileAttributesW(L"\x4e2d.txt") != INVALID_FILE_ATTRIBUTES && DeleteFileW(L"\x4e2d.txt"),
          "CreateHardLinkW: likewise");
    CHECK(!CreateHardLinkW(L"none\\c.txt", L"b.txt", NULL) && failed(ERROR_PATH_NOT_FOUND),
          "CreateHardLinkW: in no folder");
    CHECK(!CreateHardLinkW(L"c", L".", NULL) && !is_there("c"), "CreateHardLinkW: \"only for files, not directories\"");
    DeleteFileA("b.txt");
}

static void test_symbolic_links(void)
{
    struct {
        DWORD tag;
        WORD length, reserved, substitute_offset, substitute_length, print_offset, print_length;
        DWORD flags;
        WCHAR text[512];
    } link;
    DWORD done;
    WIN32_FIND_DATAA data;

    put_file("target.txt", "text");
    CreateDirectoryA("folder", NULL);
    put_file("folder\\in.txt", "in");
    if (!CreateSymbolicLinkA("link.txt", "target.txt", SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE) &&
        failed(ERROR_PRIVILEGE_NOT_HELD)) {
        printf("# symbolic links need a privilege or developer mode here\n");
    } else {
        CHECK(holds("link.txt", "text"), "CreateSymbolicLinkA: \"Creates a symbolic link\"");
        CHECK(GetFileAttributesA("link.txt") & FILE_ATTRIBUTE_REPARSE_POINT &&
                  !(GetFileAttributesA("target.txt") & FILE_ATTRIBUTE_REPARSE_POINT),
              "GetFileAttributesA: \"If the path points to a symbolic link, the function returns attributes for the "
              "symbolic link\"");
        FindClose(FindFirstFileA("link.txt", &data));
        CHECK(data.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT && data.dwReserved0 == IO_REPARSE_TAG_SYMLINK,
              "WIN32_FIND_DATA: dwReserved0 is the tag, IO_REPARSE_TAG_SYMLINK");
        CHECK(!CreateSymbolicLinkA("link.txt", "x", 0) && failed(ERROR_ALREADY_EXISTS),
              "CreateSymbolicLinkA: ERROR_ALREADY_EXISTS");
        CHECK(CreateSymbolicLinkW(L"dir", L"folder", SYMBOLIC_LINK_FLAG_DIRECTORY) && holds("dir\\in.txt", "in"),
              "CreateSymbolicLinkW: SYMBOLIC_LINK_FLAG_DIRECTORY");
        CHECK((GetFileAttributesA("dir") & (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT)) ==
                  (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT),
              "CreateSymbolicLinkW: a folder's link is a folder");
        HANDLE file = CreateFileA("link.txt", 0, SHARE_ALL, NULL, OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT, NULL);
        CHECK(DeviceIoControl(file, FSCTL_GET_REPARSE_POINT, NULL, 0, &link, sizeof link, &done, NULL) &&
                  link.tag == IO_REPARSE_TAG_SYMLINK && link.flags == 1 && link.print_length == 20 &&
                  !memcmp((char *)link.text + link.print_offset, L"target.txt", 20),
              "FSCTL_GET_REPARSE_POINT: a relative link's target");
        CloseHandle(file);
        CHECK(CreateSymbolicLinkA("dangling", "none", 0) && GetFileAttributesA("dangling") != INVALID_FILE_ATTRIBUTES &&
                  !file_text("dangling") && failed(ERROR_FILE_NOT_FOUND),
              "CreateSymbolicLinkA: \"A symbolic link ... can point to a file that does not exist\"");
        CHECK(CopyFileExA("link.txt", "copied", NULL, NULL, NULL, COPY_FILE_COPY_SYMLINK) &&
                  GetFileAttributesA("copied") & FILE_ATTRIBUTE_REPARSE_POINT && holds("copied", "text"),
              "COPY_FILE_COPY_SYMLINK: \"the destination file is also a symbolic link pointing to the same file\"");
        CHECK(DeleteFileA("copied") && DeleteFileA("link.txt") && holds("target.txt", "text"),
              "DeleteFileA: \"If the path points to a symbolic link, the symbolic link is deleted, not the target\"");
        CHECK(RemoveDirectoryA("dir") && holds("folder\\in.txt", "in"),
              "RemoveDirectoryA: removes a folder's link, not the folder");
        CHECK(DeleteFileA("dangling"), "DeleteFileA: a link to nothing");
        CHECK(!CreateSymbolicLinkW(L"none\\x", L"y", 0) && failed(ERROR_PATH_NOT_FOUND),
              "CreateSymbolicLinkW: in no folder");
        CHECK(!CreateSymbolicLinkW(L"x", L"y", 0x40) && failed(ERROR_INVALID_PARAMETER),
              "CreateSymbolicLinkW: no such flag");
        char full[MAX_PATH];
        snprintf(full, sizeof full, "%s\\target.txt", scratch);
        CHECK(CreateSymbolicLinkA("link.txt", full, 0) && holds("link.txt", "text") && DeleteFileA("link.txt"),
              "CreateSymbolicLinkA: an absolute target");
    }
    DeleteFileA("link.txt");
    DeleteFileA("target.txt");
    DeleteFileA("folder\\in.txt");
    RemoveDirectoryA("folder");
}

int main(void)
{
    scratch_enter();
    test_move();
    test_copy();
    test_replace();
    test_hard_links();
    test_symbolic_links();
    scratch_leave();
    return check_done();
}
