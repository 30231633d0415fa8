/* SPDX-License-Identifier: MIT */
/* Alternate data streams ("File Streams") and hard links' names: FindFirstStreamW, FindFirstFileNameW. */
#include "scratch.h"

#include <winternl.h>

static BOOL write_stream(const char *name, const char *text, DWORD disposition)
{
    DWORD done;
    HANDLE file = CreateFileA(name, GENERIC_WRITE, SHARE_ALL, NULL, disposition, 0, NULL);

    if (file == INVALID_HANDLE_VALUE) return FALSE;
    BOOL ok = WriteFile(file, text, (DWORD)strlen(text), &done, NULL) && done == strlen(text);
    CloseHandle(file);
    return ok;
}

static void test_streams(void)
{
    WIN32_FIND_STREAM_DATA found;
    HANDLE file, other;
    DWORD done;
    char text[32] = "";
    int streams = 0, named = 0;

    put_file("base", "own data");
    CHECK(!holds("base:note", "x") && failed(ERROR_FILE_NOT_FOUND),
          "a stream that is not there is ERROR_FILE_NOT_FOUND");
    CHECK(write_stream("base:note", "a note", CREATE_NEW), "\"filename:stream name\" makes a stream of a file");
    CHECK(holds("base:note", "a note") && holds("base", "own data"), "which has data of its own");
    CHECK(holds("BASE:NOTE:$data", "a note"), "\"filename:stream name:stream type\", whatever the case");
    CHECK(holds("base::$DATA", "own data"), "\"filename::$DATA\" is the file's own data");
    CHECK(!write_stream("base:note", "x", CREATE_NEW) && failed(ERROR_FILE_EXISTS), "CREATE_NEW fails where it exists");
    CHECK(!write_stream("base:note:$OTHER", "x", CREATE_NEW) && failed(ERROR_INVALID_NAME),
          "a stream type that is none is ERROR_INVALID_NAME");
    CHECK(write_stream("base:note", "new", CREATE_ALWAYS) && holds("base:note", "new"),
          "CREATE_ALWAYS empties it first");
    file = CreateFileA("base:note", GENERIC_READ | GENERIC_WRITE, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    SetFilePointer(file, 0, NULL, FILE_END);
    CHECK(WriteFile(file, "er", 2, &done, NULL) && GetFileSize(file, NULL) == 5, "GetFileSize is the stream's");
    other = CreateFileA("base:note", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(ReadFile(other, text, sizeof text, &done, NULL) && done == 5 && !memcmp(text, "newer", 5),
          "another open reads what was written");
    SetFilePointer(file, 2, NULL, FILE_BEGIN);
    CHECK(SetEndOfFile(file) && GetFileSize(other, NULL) == 2, "SetEndOfFile shortens it");
    CloseHandle(file);
    CloseHandle(other);
    file = CreateFileA("base:note", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    other = CreateFileA("base:note", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(other == INVALID_HANDLE_VALUE && failed(ERROR_SHARING_VIOLATION) && holds("base", "own data"),
          "sharing modes are a stream's own");
    CloseHandle(file);
    CHECK(write_stream("base:second", "0123456789", CREATE_NEW), "a file has several streams");

    HANDLE find = FindFirstStreamW(L"base", FindStreamInfoStandard, &found, 0);
    CHECK(find != INVALID_HANDLE_VALUE && !wcscmp(found.cStreamName, L"::$DATA") && found.StreamSize.QuadPart == 8,
          "FindFirstStreamW: the first is ::$DATA with the file's size");
    do {
        streams++;
        if (!wcscmp(found.cStreamName, L":second:$DATA")) named += found.StreamSize.QuadPart == 10;
        if (!wcscmp(found.cStreamName, L":note:$DATA")) named += found.StreamSize.QuadPart == 2;
    } while (FindNextStreamW(find, &found));
    CHECK(failed(ERROR_HANDLE_EOF), "FindNextStreamW: \"If no more streams can be found ... ERROR_HANDLE_EOF\"");
    CHECK(streams == 3 && named == 2, "each stream is found with its name, type and size");
    FindClose(find);
    CHECK(FindFirstStreamW(L"absent", FindStreamInfoStandard, &found, 0) == INVALID_HANDLE_VALUE &&
              failed(ERROR_FILE_NOT_FOUND),
          "FindFirstStreamW: ERROR_FILE_NOT_FOUND for a file that is not there");
    CHECK(CopyFileA("base", "copy", TRUE) && holds("copy", "own data") && holds("copy:second", "0123456789"),
          "CopyFile: \"file attributes ... and alternate data streams are copied\"");
    CHECK(DeleteFileA("base:second") && !holds("base:second", "0123456789") && holds("base", "own data"),
          "DeleteFile of a stream deletes it alone");
    CHECK(write_stream("fresh:only", "x", CREATE_NEW) && holds("fresh", "") && holds("fresh:only", "x"),
          "a stream of a file that is not there makes the file");
    CreateDirectoryA("folder", NULL);
    CHECK(write_stream("folder:note", "of a folder", CREATE_NEW) && holds("folder:note", "of a folder"),
          "folders have streams too");
    find = FindFirstStreamW(L"folder", FindStreamInfoStandard, &found, 0);
    CHECK(find != INVALID_HANDLE_VALUE && !wcscmp(found.cStreamName, L":note:$DATA"), "but no data of their own");
    FindClose(find);
    RemoveDirectoryA("folder");
    DeleteFileA("base");
    DeleteFileA("copy");
    DeleteFileA("fresh");
}

static void test_links(void)
{
    WCHAR name[600], whole[600];
    DWORD units = 600;
    int names = 0, right = 0;

    put_file("one", "linked");
    CreateHardLinkA("two", "one", NULL);
    HANDLE find = FindFirstFileNameW(L"two", 0, &units, name);
    CHECK(
        find != INVALID_HANDLE_VALUE && units == wcslen(name) + 1,
        "FindFirstFileNameW: StringLength is \"the size of the string ... including the terminating null character\"");
    do {
        names++;
        for (const WCHAR *last = L"one"; last; last = *last == 'o' ? L"two" : NULL) {
            swprintf(whole, 600, L"%ls\\%ls", scratch_w + 2, last);
            right += !wcscmp(whole, name);
        }
        units = 600;
    } while (FindNextFileNameW(find, &units, name));
    CHECK(failed(ERROR_HANDLE_EOF), "FindNextFileNameW: ERROR_HANDLE_EOF after the last");
    CHECK(names == 2 && right == 2, "each name is a path without its drive");
    FindClose(find);
    units = 3;
    CHECK(FindFirstFileNameW(L"two", 0, &units, name) == INVALID_HANDLE_VALUE && failed(ERROR_MORE_DATA) && units > 3,
          "ERROR_MORE_DATA: \"the buffer is too small\", StringLength is what it takes");
    CHECK(FindFirstFileNameW(L"absent", 0, &units, name) == INVALID_HANDLE_VALUE && failed(ERROR_FILE_NOT_FOUND),
          "ERROR_FILE_NOT_FOUND for a file that is not there");
    DeleteFileA("one");
    DeleteFileA("two");
}

int main(void)
{
    scratch_enter();
    test_streams();
    test_links();
    scratch_leave();
    return check_done();
}
