/* SPDX-License-Identifier: MIT */
/* Making and removing folders.  Debian's Wine makes a folder "nul", and CreateDirectoryEx takes no attributes over. */
#define _WIN32_WINNT 0x0a00
#include "scratch.h"

static void test_create(void)
{
    SECURITY_ATTRIBUTES security = {sizeof security, NULL, FALSE};

    CHECK(CreateDirectoryA("one", NULL), "CreateDirectoryA: \"If the function succeeds, the return value is nonzero\"");
    CHECK(GetFileAttributesA("one") == FILE_ATTRIBUTE_DIRECTORY, "CreateDirectoryA: a folder is there");
    CHECK(!CreateDirectoryA("one", NULL) && failed(ERROR_ALREADY_EXISTS),
          "CreateDirectoryA: ERROR_ALREADY_EXISTS \"The specified directory already exists\"");
    CHECK(!CreateDirectoryA("ONE", NULL) && failed(ERROR_ALREADY_EXISTS), "CreateDirectoryA: in another case too");
    put_file("file", "x");
    CHECK(!CreateDirectoryA("file", NULL) && failed(ERROR_ALREADY_EXISTS),
          "CreateDirectoryA: ERROR_ALREADY_EXISTS where a file is");
    CHECK(!CreateDirectoryA("none\\two", NULL) && failed(ERROR_PATH_NOT_FOUND),
          "CreateDirectoryA: ERROR_PATH_NOT_FOUND \"One or more intermediate directories do not exist; this function "
          "will only "
          "create the final directory in the path\"");
    CHECK(!CreateDirectoryA("", NULL) && failed(ERROR_PATH_NOT_FOUND),
          "CreateDirectoryA: ERROR_PATH_NOT_FOUND for no name");
    CHECK(!CreateDirectoryA("a|b", NULL) && failed(ERROR_INVALID_NAME), "CreateDirectoryA: ERROR_INVALID_NAME");
    CHECK(!CreateDirectoryA("nul", NULL) && GetFileAttributesA("one\\x") == INVALID_FILE_ATTRIBUTES,
          "CreateDirectoryA: no folder has a device's name");
    CHECK(CreateDirectoryW(L"one\\\x4e2d\\", &security) &&
              GetFileAttributesW(L"one\\\x4e2d") == FILE_ATTRIBUTE_DIRECTORY,
          "CreateDirectoryW: a folder in a folder; a separator at its end");
    CHECK(!CreateDirectoryW(L"one\\\x4e2d", NULL) && failed(ERROR_ALREADY_EXISTS),
          "CreateDirectoryW: ERROR_ALREADY_EXISTS");
    CHECK(!RemoveDirectoryA("one") && failed(ERROR_DIR_NOT_EMPTY),
          "RemoveDirectoryA: \"The directory must be empty\": ERROR_DIR_NOT_EMPTY");
    CHECK(!RemoveDirectoryA("file") && failed(ERROR_DIRECTORY), "RemoveDirectoryA: ERROR_DIRECTORY for a file");
    CHECK(!RemoveDirectoryA("none") && failed(ERROR_FILE_NOT_FOUND), "RemoveDirectoryA: of no folder");
    CHECK(!RemoveDirectoryW(L"none\\none") && failed(ERROR_PATH_NOT_FOUND), "RemoveDirectoryW: in no folder");
    CHECK(RemoveDirectoryW(L"one\\\x4e2d") && GetFileAttributesW(L"one\\\x4e2d") == INVALID_FILE_ATTRIBUTES,
          "RemoveDirectoryW: the folder has gone");
    CHECK(RemoveDirectoryA("One\\") && GetFileAttributesA("one") == INVALID_FILE_ATTRIBUTES,
          "RemoveDirectoryA: the folder has gone");
    DeleteFileA("file");
}

static void test_open(void)
{
    CreateDirectoryA("one", NULL);
    HANDLE folder = CreateFileA("one", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
                                FILE_FLAG_BACKUP_SEMANTICS, NULL);
    CHECK(!RemoveDirectoryA("one") && failed(ERROR_SHARING_VIOLATION),
          "RemoveDirectoryA: not while it is open without FILE_SHARE_DELETE");
    CloseHandle(folder);
    folder = CreateFileA("one", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    CHECK(RemoveDirectoryA("one"), "RemoveDirectoryA: \"marks a directory for deletion on close\"");
    CloseHandle(folder);
    CHECK(!is_there("one"), "RemoveDirectoryA: \"the directory is not removed until the last handle to the directory "
                            "is closed\", then it is");
}

static void test_ex(void)
{
    CreateDirectoryA("template", NULL);
    SetFileAttributesA("template", FILE_ATTRIBUTE_HIDDEN);
    CHECK(CreateDirectoryExA("template", "copy", NULL) &&
              GetFileAttributesA("copy") == (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_HIDDEN),
          "CreateDirectoryExA: \"the new directory ... retains other attributes of a specified template directory\"");
    CHECK(!CreateDirectoryExA("template", "copy", NULL) && failed(ERROR_ALREADY_EXISTS),
          "CreateDirectoryExA: ERROR_ALREADY_EXISTS");
    CHECK(!CreateDirectoryExA("none", "other", NULL) && failed(ERROR_FILE_NOT_FOUND) && !is_there("other"),
          "CreateDirectoryExA: of no template");
    CHECK(CreateDirectoryExW(L"template", L"wide", NULL) &&
              GetFileAttributesA("wide") == (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_HIDDEN),
          "CreateDirectoryExW: likewise");
    CHECK(!CreateDirectoryExW(L"template", L"none\\wide", NULL) && failed(ERROR_PATH_NOT_FOUND),
          "CreateDirectoryExW: ERROR_PATH_NOT_FOUND");
    RemoveDirectoryA("template");
    RemoveDirectoryA("copy");
    RemoveDirectoryA("wide");
}

int main(void)
{
    scratch_enter();
    test_create();
    test_open();
    test_ex();
    scratch_leave();
    return check_done();
}
