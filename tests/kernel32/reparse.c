/* SPDX-License-Identifier: MIT */
/* Reparse points: junctions and symbolic links that FSCTL_SET_REPARSE_POINT makes, FSCTL_GET_REPARSE_POINT tells and
 * FSCTL_DELETE_REPARSE_POINT takes away. */
#include "scratch.h"

#include <winioctl.h>

#ifndef SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE
#define SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE 2
#endif

/* REPARSE_DATA_BUFFER of both kinds, as documented. */
struct reparse {
    ULONG tag;
    USHORT length, reserved;
    USHORT substitute_offset, substitute_length, print_offset, print_length;
    WCHAR rest[2048]; /* a symbolic link's begins with its flags */
};

static HANDLE open_itself(const char *name, DWORD access)
{
    return CreateFileA(name, access, SHARE_ALL, NULL, OPEN_EXISTING,
                       FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS, NULL);
}

/* Makes `name` a junction to `full`, which is an NT name where `full` begins so; the last error. */
static DWORD set_junction(const char *name, const WCHAR *full)
{
    struct reparse data = {.tag = IO_REPARSE_TAG_MOUNT_POINT};
    DWORD done, error = 0;
    HANDLE file = open_itself(name, GENERIC_WRITE);

    wcscpy(data.rest, L"\\??\\");
    wcscat(data.rest, full);
    data.substitute_length = (USHORT)(wcslen(data.rest) * sizeof(WCHAR));
    data.print_offset = (USHORT)(data.substitute_length + sizeof(WCHAR));
    data.print_length = (USHORT)(wcslen(full) * sizeof(WCHAR));
    wcscpy((WCHAR *)((char *)data.rest + data.print_offset), full);
    data.length = (USHORT)(8 + data.print_offset + data.print_length + sizeof(WCHAR));
    if (!DeviceIoControl(file, FSCTL_SET_REPARSE_POINT, &data, 8 + data.length, NULL, 0, &done, NULL))
        error = GetLastError();
    CloseHandle(file);
    return error;
}

/* Reads what a name is; FALSE and the last error: it is nothing. */
static BOOL get_reparse(const char *name, struct reparse *data)
{
    DWORD done = 0;
    HANDLE file = open_itself(name, FILE_READ_ATTRIBUTES);
    BOOL ok = DeviceIoControl(file, FSCTL_GET_REPARSE_POINT, NULL, 0, data, sizeof *data, &done, NULL);
    DWORD error = GetLastError();

    CloseHandle(file);
    SetLastError(error);
    return ok && done == 8u + data->length;
}

/* Is this the text at `offset` of a record's path buffer? */
static BOOL says(const struct reparse *data, USHORT offset, USHORT length, const WCHAR *text)
{
    const WCHAR *names = data->rest + (data->tag == IO_REPARSE_TAG_SYMLINK ? 2 : 0);

    return length == wcslen(text) * sizeof(WCHAR) && !memcmp((const char *)names + offset, text, length);
}

static DWORD tag_of(const char *name)
{
    WIN32_FIND_DATAA found;
    HANDLE find = FindFirstFileA(name, &found);

    if (find == INVALID_HANDLE_VALUE) return 0;
    FindClose(find);
    return found.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT ? found.dwReserved0 : 1;
}

static void test_junction(void)
{
    WCHAR full[600], nt[600];
    struct reparse data;
    REPARSE_GUID_DATA_BUFFER head = {.ReparseTag = IO_REPARSE_TAG_SYMLINK};
    DWORD done;

    CreateDirectoryA("target", NULL);
    put_file("target\\inside", "reached");
    swprintf(full, 600, L"%ls\\target", scratch_w);
    swprintf(nt, 600, L"\\??\\%ls", full);
    CreateDirectoryA("way", NULL);
    CHECK(!get_reparse("way", &data) && failed(ERROR_NOT_A_REPARSE_POINT),
          "FSCTL_GET_REPARSE_POINT: STATUS_NOT_A_REPARSE_POINT for an ordinary folder");
    put_file("way\\full", "");
    CHECK(set_junction("way", full) == ERROR_DIR_NOT_EMPTY,
          "\"a reparse point cannot be set on a directory that is not empty\"");
    DeleteFileA("way\\full");
    CHECK(set_junction("way", full) == 0, "FSCTL_SET_REPARSE_POINT: an empty folder becomes a junction");
    CHECK(holds("way\\inside", "reached"), "which leads to its target");
    CHECK(GetFileAttributesA("way") == (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT),
          "its attributes are a folder's with FILE_ATTRIBUTE_REPARSE_POINT");
    CHECK(tag_of("way") == IO_REPARSE_TAG_MOUNT_POINT, "its tag is IO_REPARSE_TAG_MOUNT_POINT");
    CHECK(get_reparse("way", &data) && data.tag == IO_REPARSE_TAG_MOUNT_POINT, "FSCTL_GET_REPARSE_POINT tells it");
    CHECK(says(&data, data.substitute_offset, data.substitute_length, nt), "with the substitute name it was given");
    CHECK(says(&data, data.print_offset, data.print_length, full), "and the print name");
    HANDLE file = open_itself("way", GENERIC_WRITE);
    CHECK(!DeviceIoControl(file, FSCTL_DELETE_REPARSE_POINT, &head, 8, NULL, 0, &done, NULL) &&
              failed(ERROR_REPARSE_TAG_MISMATCH),
          "FSCTL_DELETE_REPARSE_POINT: \"the reparse tag ... must match the tag of the reparse point to be deleted\"");
    head.ReparseTag = IO_REPARSE_TAG_MOUNT_POINT;
    CHECK(DeviceIoControl(file, FSCTL_DELETE_REPARSE_POINT, &head, 8, NULL, 0, &done, NULL), "with its tag it goes");
    CHECK(!DeviceIoControl(file, FSCTL_DELETE_REPARSE_POINT, &head, 8, NULL, 0, &done, NULL) &&
              failed(ERROR_NOT_A_REPARSE_POINT),
          "and is none any more");
    CloseHandle(file);
    CHECK(GetFileAttributesA("way") == FILE_ATTRIBUTE_DIRECTORY && !is_there("way\\inside"),
          "\"the file or directory ... is not deleted\"");
    CHECK(set_junction("way", full) == 0 && !DeleteFileA("way") && RemoveDirectoryA("way"),
          "RemoveDirectory removes a junction, DeleteFile does not");
    CHECK(is_there("target\\inside"), "and leaves what it leads to");
    put_file("plain", "");
    CHECK(set_junction("plain", full) == ERROR_DIRECTORY, "a file cannot be a junction");
    DeleteFileA("plain");
}

static void test_link(void)
{
    struct reparse data;
    WCHAR full[600];

    CHECK(CreateSymbolicLinkA("to", "target", SYMBOLIC_LINK_FLAG_DIRECTORY | 2) && holds("to\\inside", "reached"),
          "CreateSymbolicLink: SYMBOLIC_LINK_FLAG_DIRECTORY, \"The link target is a directory\"");
    CHECK(get_reparse("to", &data) && data.tag == IO_REPARSE_TAG_SYMLINK && data.rest[0] == 1 &&
              says(&data, data.substitute_offset, data.substitute_length, L"target"),
          "a relative target has SYMLINK_FLAG_RELATIVE and stands as it was given");
    CHECK(tag_of("to") == IO_REPARSE_TAG_SYMLINK, "its tag is IO_REPARSE_TAG_SYMLINK");
    CHECK(!DeleteFileA("to") && failed(ERROR_ACCESS_DENIED) && RemoveDirectoryA("to"),
          "RemoveDirectory removes a link to a folder");
    CHECK(CreateSymbolicLinkA("to", "later", SYMBOLIC_LINK_FLAG_DIRECTORY | 2) &&
              GetFileAttributesA("to") == (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT),
          "a link to a folder is one though its target is not there");
    CHECK(get_reparse("to", &data) && says(&data, data.print_offset, data.print_length, L"later"),
          "and tells its name");
    RemoveDirectoryA("to");
    CHECK(CreateSymbolicLinkA("to", "later", 2) && GetFileAttributesA("to") != INVALID_FILE_ATTRIBUTES &&
              !(GetFileAttributesA("to") & FILE_ATTRIBUTE_DIRECTORY) && DeleteFileA("to"),
          "one to a file that is not there is none");
    swprintf(full, 600, L"%ls\\target\\inside", scratch_w);
    CHECK(CreateSymbolicLinkW(L"to", full + 2, 2) && holds("to", "reached"),
          "a target that begins with a backslash is looked for from the drive's top on");
    CHECK(get_reparse("to", &data) && data.rest[0] == 1 &&
              says(&data, data.substitute_offset, data.substitute_length, full + 2),
          "and is kept so");
    CHECK(DeleteFileA("to") && CreateSymbolicLinkW(L"to", full, 2) && holds("to", "reached") &&
              get_reparse("to", &data) && !data.rest[0] && says(&data, data.print_offset, data.print_length, full),
          "an absolute one is not relative");
    DeleteFileA("to");
    DeleteFileA("target\\inside");
    RemoveDirectoryA("target");
}

int main(void)
{
    scratch_enter();
    test_junction();
    test_link();
    scratch_leave();
    return check_done();
}
