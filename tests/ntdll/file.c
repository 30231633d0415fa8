/* SPDX-License-Identifier: MIT */
/* NtCreateFile and what is done to an open file, as the driver kit's pages for ZwCreateFile, ZwReadFile,
 * ZwSetInformationFile say. */
#include "file.h"

static void dispositions(void)
{
    HANDLE h;
    NTSTATUS s = create(&h, L"d.txt", GENERIC_READ, 0, FILE_OPEN, 0);
    CHECK(s == STATUS_OBJECT_NAME_NOT_FOUND, "FILE_OPEN: \"If the file does not already exist, fail the request\"");
    s = create(&h, L"d.txt", GENERIC_READ, 0, FILE_OVERWRITE, 0);
    CHECK(s == STATUS_OBJECT_NAME_NOT_FOUND,
          "FILE_OVERWRITE: \"If the file does not already exist, fail the request\"");
    s = create(&h, L"d.txt", GENERIC_READ | GENERIC_WRITE, 0, FILE_CREATE, 0);
    CHECK(s == STATUS_SUCCESS && iosb.Information == 2,
          "FILE_CREATE: the file is created, Information is FILE_CREATED");
    s = NtWriteFile(h, NULL, NULL, NULL, &iosb, (void *)"hello", 5, NULL, NULL);
    CHECK(s == STATUS_SUCCESS && iosb.Information == 5,
          "ZwWriteFile: Information is the number of bytes actually written");
    CHECK(NtClose(h) == STATUS_SUCCESS, "ZwClose: returns STATUS_SUCCESS on success");
    CHECK(NtClose(h) == STATUS_INVALID_HANDLE, "ZwClose: STATUS_INVALID_HANDLE, the handle is not valid");
    s = create(&h, L"d.txt", GENERIC_READ, 0, FILE_CREATE, 0);
    CHECK(s == STATUS_OBJECT_NAME_COLLISION, "FILE_CREATE: \"If the file already exists, fail the request\"");
    s = create(&h, L"D.TXT", GENERIC_READ, 0, FILE_CREATE, 0);
    CHECK(s == STATUS_OBJECT_NAME_COLLISION, "FILE_CREATE: names that differ in case alone are one");
    s = create(&h, L"D.TxT", GENERIC_READ, 0, FILE_OPEN_IF, 0);
    CHECK(s == STATUS_SUCCESS && iosb.Information == 1,
          "FILE_OPEN_IF: an existing file is opened, Information is FILE_OPENED");
    NtClose(h);
    struct network_open info;
    s = NtQueryFullAttributesFile(below(L"d.txt"), &info);
    CHECK(s == STATUS_SUCCESS && info.end.QuadPart == 5,
          "ZwQueryFullAttributesFile: supplies network open information");
    s = create(&h, L"d.txt", GENERIC_WRITE, 0, FILE_OVERWRITE_IF, 0);
    CHECK(s == STATUS_SUCCESS && iosb.Information == 3,
          "FILE_OVERWRITE_IF: \"open it and overwrite it\", FILE_OVERWRITTEN");
    NtClose(h);
    s = NtQueryFullAttributesFile(below(L"d.txt"), &info);
    CHECK(s == STATUS_SUCCESS && info.end.QuadPart == 0, "FILE_OVERWRITE_IF: the old contents are gone");
    s = create(&h, L"d.txt", GENERIC_WRITE, 0, FILE_SUPERSEDE, 0);
    CHECK(s == STATUS_SUCCESS && iosb.Information == 0, "FILE_SUPERSEDE: Information is FILE_SUPERSEDED");
    NtClose(h);
    CHECK(NtDeleteFile(below(L"d.txt")) == STATUS_SUCCESS, "ZwDeleteFile: deletes the specified file");
    CHECK(NtDeleteFile(below(L"d.txt")) == STATUS_OBJECT_NAME_NOT_FOUND, "ZwDeleteFile: it is gone");
}

static void bad_requests(void)
{
    HANDLE h;
    NTSTATUS s = create(&h, L"x", GENERIC_READ, 0, FILE_OPEN, FILE_DIRECTORY_FILE | FILE_NON_DIRECTORY_FILE);
    CHECK(s == STATUS_INVALID_PARAMETER, "ZwCreateFile: FILE_DIRECTORY_FILE excludes FILE_NON_DIRECTORY_FILE");
    s = create(&h, L"x", GENERIC_READ, 0, 6, 0);
    CHECK(s == STATUS_INVALID_PARAMETER, "ZwCreateFile: CreateDisposition has six values");
    s = NtCreateFile(&h, FILE_READ_DATA, below(L"x"), &iosb, NULL, 0, 0, FILE_OPEN, FILE_SYNCHRONOUS_IO_NONALERT, NULL,
                     0);
    CHECK(s == STATUS_INVALID_PARAMETER, "FILE_SYNCHRONOUS_IO_NONALERT: DesiredAccess must contain SYNCHRONIZE");
    s = create(&h, L"x", FILE_READ_DATA, 0, FILE_CREATE, FILE_DELETE_ON_CLOSE);
    CHECK(s == STATUS_INVALID_PARAMETER, "FILE_DELETE_ON_CLOSE: DesiredAccess must contain DELETE");
    s = create(&h, L"no\\such\\x", FILE_READ_DATA, 0, FILE_OPEN, 0);
    CHECK(s == STATUS_OBJECT_PATH_NOT_FOUND,
          "ZwCreateFile: STATUS_OBJECT_PATH_NOT_FOUND, a folder on the way is missing");
    s = create(&h, L"a*b", FILE_READ_DATA, 0, FILE_CREATE, 0);
    CHECK(s == STATUS_OBJECT_NAME_INVALID, "naming files: a star may not be in a name");
    s = create(&h, L"a\\\\b", FILE_READ_DATA, 0, FILE_CREATE, 0);
    CHECK(s == STATUS_OBJECT_NAME_INVALID, "ZwCreateFile: two backslashes are no name");
    s = NtCreateFile(NULL, GENERIC_READ, below(L"x"), &iosb, NULL, 0, 0, FILE_OPEN, 0, NULL, 0);
    CHECK(s == STATUS_ACCESS_VIOLATION, "ZwCreateFile: FileHandle is not optional");
    CHECK(NtReadFile((HANDLE)0x7770, NULL, NULL, NULL, &iosb, here, 1, NULL, NULL) == STATUS_INVALID_HANDLE,
          "ZwReadFile: STATUS_INVALID_HANDLE for what is no handle");
}

static void reading_and_writing(void)
{
    HANDLE h;
    char buffer[16] = {0};
    LARGE_INTEGER at = {.QuadPart = 0};
    NTSTATUS s = create(&h, L"rw.bin", GENERIC_READ | GENERIC_WRITE, 0, FILE_CREATE, 0);
    CHECK(s == STATUS_SUCCESS, "ZwCreateFile: a new file");
    NtWriteFile(h, NULL, NULL, NULL, &iosb, (void *)"0123456789", 10, NULL, NULL);
    s = NtReadFile(h, NULL, NULL, NULL, &iosb, buffer, 4, NULL, NULL);
    CHECK(s == STATUS_END_OF_FILE, "ZwReadFile: at the end of the file the status is STATUS_END_OF_FILE");
    at.QuadPart = 3;
    s = NtReadFile(h, NULL, NULL, NULL, &iosb, buffer, 4, &at, NULL);
    CHECK(s == STATUS_SUCCESS && iosb.Information == 4 && !memcmp(buffer, "3456", 4),
          "ZwReadFile: ByteOffset says where");
    LARGE_INTEGER position = {.QuadPart = -5};
    s = NtQueryInformationFile(h, &iosb, &position, sizeof position, PositionClass);
    CHECK(s == STATUS_SUCCESS && position.QuadPart == 7 && iosb.Information == 8,
          "ZwReadFile: a synchronous handle's position is updated by what was read");
    s = NtReadFile(h, NULL, NULL, NULL, &iosb, buffer, 16, NULL, NULL);
    CHECK(s == STATUS_SUCCESS && iosb.Information == 3 && !memcmp(buffer, "789", 3), "ZwReadFile: reads up to the end");
    at.HighPart = -1;
    at.LowPart = 0xffffffff; /* FILE_WRITE_TO_END_OF_FILE */
    s = NtWriteFile(h, NULL, NULL, NULL, &iosb, (void *)"ab", 2, &at, NULL);
    CHECK(s == STATUS_SUCCESS, "ZwWriteFile: FILE_WRITE_TO_END_OF_FILE appends");
    at.LowPart = 0xfffffffe; /* FILE_USE_FILE_POINTER_POSITION */
    position.QuadPart = 1;
    CHECK(NtSetInformationFile(h, &iosb, &position, sizeof position, PositionClass) == STATUS_SUCCESS,
          "FilePositionInformation: sets the position");
    s = NtWriteFile(h, NULL, NULL, NULL, &iosb, (void *)"X", 1, &at, NULL);
    CHECK(s == STATUS_SUCCESS, "ZwWriteFile: FILE_USE_FILE_POINTER_POSITION writes at the position");
    at.QuadPart = 0;
    s = NtReadFile(h, NULL, NULL, NULL, &iosb, buffer, 16, &at, NULL);
    CHECK(s == STATUS_SUCCESS && iosb.Information == 12 && !memcmp(buffer, "0X23456789ab", 12),
          "the file holds both writes");
    s = NtReadFile(h, NULL, NULL, NULL, &iosb, (void *)0x10, 4, &at, NULL);
    CHECK(s == STATUS_ACCESS_VIOLATION, "a buffer that is not memory is STATUS_ACCESS_VIOLATION");
    LARGE_INTEGER end = {.QuadPart = 4};
    CHECK(NtSetInformationFile(h, &iosb, &end, sizeof end, EndOfFileClass) == STATUS_SUCCESS,
          "FileEndOfFileInformation: changes where the valid data ends");
    struct standard standard;
    s = NtQueryInformationFile(h, &iosb, &standard, sizeof standard, StandardClass);
    CHECK(s == STATUS_SUCCESS && standard.end.QuadPart == 4 && standard.links == 1 && !standard.directory &&
              !standard.pending,
          "FileStandardInformation: size, links, no folder");
    CHECK(NtFlushBuffersFile(h, &iosb) == STATUS_SUCCESS, "ZwFlushBuffersFile: STATUS_SUCCESS");
    CHECK(NtFlushBuffersFile((HANDLE)0x7770, &iosb) == STATUS_INVALID_HANDLE,
          "ZwFlushBuffersFile: STATUS_INVALID_HANDLE");
    CHECK(NtCancelIoFile(h, &iosb) == STATUS_SUCCESS, "NtCancelIoFile: nothing pending is a success");
    CHECK(NtCancelIoFile((HANDLE)0x7770, &iosb) == STATUS_INVALID_HANDLE, "NtCancelIoFile: STATUS_INVALID_HANDLE");
    IO_STATUS_BLOCK result;
    CHECK(NtCancelIoFileEx(h, NULL, &result) == STATUS_NOT_FOUND,
          "CancelIoEx: \"if this function cannot find a request to cancel ... ERROR_NOT_FOUND\"");
    CHECK(NtCancelIoFileEx((HANDLE)0x7770, NULL, &result) == STATUS_INVALID_HANDLE,
          "NtCancelIoFileEx: STATUS_INVALID_HANDLE");
    NtClose(h);
    s = create(&h, L"rw.bin", FILE_APPEND_DATA, 0, FILE_OPEN, 0);
    at.QuadPart = 0;
    s = NtWriteFile(h, NULL, NULL, NULL, &iosb, (void *)"Z", 1, &at, NULL);
    CHECK(s == STATUS_SUCCESS, "FILE_APPEND_DATA alone: only the end can be written");
    CHECK(NtReadFile(h, NULL, NULL, NULL, &iosb, buffer, 1, &at, NULL) == STATUS_ACCESS_DENIED,
          "ZwReadFile: a handle without FILE_READ_DATA is refused");
    NtClose(h);
    s = create(&h, L"rw.bin", FILE_READ_DATA, 0, FILE_OPEN, 0);
    s = NtReadFile(h, NULL, NULL, NULL, &iosb, buffer, 16, NULL, NULL);
    CHECK(s == STATUS_SUCCESS && iosb.Information == 5 && !memcmp(buffer, "0X23Z", 5), "the byte went to the end");
    CHECK(NtWriteFile(h, NULL, NULL, NULL, &iosb, buffer, 1, NULL, NULL) == STATUS_ACCESS_DENIED,
          "ZwWriteFile: a handle without FILE_WRITE_DATA is refused");
    NtClose(h);
    /* an overlapped handle must say where */
    s = NtCreateFile(&h, GENERIC_READ, below(L"rw.bin"), &iosb, NULL, 0, 0, FILE_OPEN, 0, NULL, 0);
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    CHECK(NtReadFile(h, event, NULL, NULL, &iosb, buffer, 1, NULL, NULL) == STATUS_INVALID_PARAMETER,
          "ZwReadFile: without FILE_SYNCHRONOUS_IO_* ByteOffset must be given");
    at.QuadPart = 1;
    s = NtReadFile(h, event, NULL, NULL, &iosb, buffer, 1, &at, NULL);
    CHECK((s == STATUS_SUCCESS || s == STATUS_PENDING) && WaitForSingleObject(event, 5000) == WAIT_OBJECT_0 &&
              iosb.Information == 1 && buffer[0] == 'X',
          "ZwReadFile: Event is set to the signaled state after the read operation completes");
    NtClose(event);
    NtClose(h);
    NtDeleteFile(below(L"rw.bin"));
}

static void sharing(void)
{
    HANDLE a, b;
    NTSTATUS s = create(&a, L"share", GENERIC_READ, FILE_SHARE_READ, FILE_CREATE, 0);
    CHECK(s == STATUS_SUCCESS, "a file shared for reading");
    s = create(&b, L"share", GENERIC_READ, FILE_SHARE_READ, FILE_OPEN, 0);
    CHECK(s == STATUS_SUCCESS, "FILE_SHARE_READ: subsequent opens may read");
    NtClose(b);
    s = create(&b, L"share", GENERIC_WRITE, SHARE_ALL, FILE_OPEN, 0);
    CHECK(s == STATUS_SHARING_VIOLATION, "without FILE_SHARE_WRITE subsequent opens may not write");
    s = create(&b, L"share", DELETE, SHARE_ALL, FILE_OPEN, 0);
    CHECK(s == STATUS_SHARING_VIOLATION, "without FILE_SHARE_DELETE subsequent opens may not delete");
    s = create(&b, L"share", GENERIC_READ, 0, FILE_OPEN, 0);
    CHECK(s == STATUS_SHARING_VIOLATION, "who shares nothing cannot open what is being read");
    s = create(&b, L"share", FILE_READ_ATTRIBUTES, 0, FILE_OPEN, 0);
    CHECK(s == STATUS_SUCCESS, "attributes may be read whatever is shared");
    NtClose(b);
    NtClose(a);
    NtDeleteFile(below(L"share"));
}

static void deleting(void)
{
    HANDLE a, b;
    BOOLEAN yes = TRUE, no = FALSE;
    struct basic basic;
    create(&a, L"gone", DELETE | GENERIC_READ, SHARE_ALL, FILE_CREATE, 0);
    NTSTATUS s = NtSetInformationFile(a, &iosb, &yes, 1, DispositionClass);
    CHECK(s == STATUS_SUCCESS, "FileDispositionInformation: requests deletion when the file is closed");
    CHECK(create(&b, L"gone", GENERIC_READ, SHARE_ALL, FILE_OPEN, 0) == STATUS_DELETE_PENDING,
          "a file with a pending deletion cannot be opened: STATUS_DELETE_PENDING");
    struct standard standard;
    NtQueryInformationFile(a, &iosb, &standard, sizeof standard, StandardClass);
    CHECK(standard.pending, "FILE_STANDARD_INFORMATION.DeletePending tells");
    NtSetInformationFile(a, &iosb, &no, 1, DispositionClass);
    CHECK(create(&b, L"gone", GENERIC_READ, SHARE_ALL, FILE_OPEN, 0) == STATUS_SUCCESS,
          "DeleteFile FALSE takes it back");
    NtSetInformationFile(a, &iosb, &yes, 1, DispositionClass);
    NtClose(a);
    CHECK(NtQueryAttributesFile(below(L"gone"), &basic) != STATUS_OBJECT_NAME_NOT_FOUND,
          "the file stays until the last handle is closed");
    NtClose(b);
    CHECK(NtQueryAttributesFile(below(L"gone"), &basic) == STATUS_OBJECT_NAME_NOT_FOUND, "and then is deleted");
    s = create(&a, L"temp", DELETE | GENERIC_WRITE, 0, FILE_CREATE, FILE_DELETE_ON_CLOSE);
    CHECK(s == STATUS_SUCCESS, "FILE_DELETE_ON_CLOSE with DELETE access");
    NtClose(a);
    CHECK(NtQueryAttributesFile(below(L"temp"), &basic) == STATUS_OBJECT_NAME_NOT_FOUND,
          "FILE_DELETE_ON_CLOSE: deleted when the last handle is closed");
}

static void renaming(void)
{
    HANDLE a, b;
    struct basic basic;
    struct rename_to to = {.length = 6};
    memcpy(to.name, L"two", 8);
    create(&a, L"one", DELETE | GENERIC_READ, SHARE_ALL, FILE_CREATE, 0);
    NTSTATUS s = NtSetInformationFile(a, &iosb, &to, sizeof to, RenameClass);
    CHECK(s == STATUS_SUCCESS, "FileRenameInformation: a simple name renames within the folder");
    CHECK(NtQueryAttributesFile(below(L"one"), &basic) == STATUS_OBJECT_NAME_NOT_FOUND &&
              NtQueryAttributesFile(below(L"two"), &basic) == STATUS_SUCCESS,
          "the old name is gone, the new one is there");
    memcpy(to.name, L"TWO", 8);
    s = NtSetInformationFile(a, &iosb, &to, sizeof to, RenameClass);
    CHECK(s == STATUS_SUCCESS, "a file can be renamed to another case of its name");
    s = create(&b, L"one", DELETE, SHARE_ALL, FILE_CREATE, FILE_DELETE_ON_CLOSE);
    CHECK(s == STATUS_SUCCESS, "the old name is free for another file");
    NtClose(b);
    s = create(&b, L"one", DELETE, SHARE_ALL, FILE_CREATE, FILE_DELETE_ON_CLOSE);
    CHECK(s == STATUS_SUCCESS, "and again when that was deleted");
    NtClose(b);
    create(&b, L"three", DELETE | GENERIC_READ, SHARE_ALL, FILE_CREATE, 0);
    NtClose(b);
    below(L"three");
    to.length = full_string.Length;
    memcpy(to.name, full, full_string.Length);
    s = NtSetInformationFile(a, &iosb, &to, sizeof to, RenameClass);
    CHECK(s == STATUS_OBJECT_NAME_COLLISION,
          "ReplaceIfExists FALSE: \"the rename operation should fail if a file with the given name already exists\"");
    to.replace = TRUE;
    s = NtSetInformationFile(a, &iosb, &to, sizeof to, RenameClass);
    CHECK(s == STATUS_SUCCESS, "ReplaceIfExists TRUE: it is replaced");
    struct name_of name;
    s = NtQueryInformationFile(a, &iosb, &name, sizeof name, NameClass);
    CHECK(s == STATUS_SUCCESS && name.length >= 12 && !memcmp((char *)name.name + name.length - 12, L"\\three", 12),
          "FileNameInformation: the path without the drive");
    CHECK(NtQueryInformationFile(a, &iosb, &name, 10, NameClass) == STATUS_BUFFER_OVERFLOW,
          "and as much of it as fits");
    to.replace = FALSE;
    to.length = 8;
    memcpy(to.name, L"four", 8);
    s = NtSetInformationFile(a, &iosb, &to, sizeof to, LinkClass);
    CHECK(s == STATUS_SUCCESS, "FileLinkInformation: makes a hard link");
    struct standard standard;
    NtQueryInformationFile(a, &iosb, &standard, sizeof standard, StandardClass);
    CHECK(standard.links == 2, "NumberOfLinks counts it");
    NtClose(a);
    NtDeleteFile(below(L"three"));
    CHECK(NtDeleteFile(below(L"four")) == STATUS_SUCCESS, "the link is a name of its own");
}

static void attributes_and_times(void)
{
    HANDLE a, b;
    struct basic basic, set = {0};
    NTSTATUS s = create(&a, L"attr", GENERIC_READ | FILE_WRITE_ATTRIBUTES, SHARE_ALL, FILE_CREATE, 0);
    s = NtQueryInformationFile(a, &iosb, &basic, sizeof basic, BasicClass);
    CHECK(s == STATUS_SUCCESS && basic.attributes == FILE_ATTRIBUTE_ARCHIVE, "a new file has FILE_ATTRIBUTE_ARCHIVE");
    set.written.QuadPart = 132223104000000000ll + 1234567; /* 2020-01-01 and 0.1234567 s */
    set.attributes = FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN;
    s = NtSetInformationFile(a, &iosb, &set, sizeof set, BasicClass);
    CHECK(s == STATUS_SUCCESS, "FileBasicInformation: sets times and attributes");
    LARGE_INTEGER created = basic.created;
    s = NtQueryAttributesFile(below(L"ATTR"), &basic);
    CHECK(s == STATUS_SUCCESS && basic.written.QuadPart == set.written.QuadPart,
          "LastWriteTime has a resolution of 100 ns");
    CHECK(basic.created.QuadPart == created.QuadPart, "a time of 0 is not changed");
    CHECK(basic.attributes == (FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN),
          "the attributes are those that were set");
    s = create(&b, L"attr", GENERIC_WRITE, SHARE_ALL, FILE_OPEN, 0);
    CHECK(s == STATUS_ACCESS_DENIED, "FILE_ATTRIBUTE_READONLY: the file cannot be opened for writing");
    s = create(&b, L"attr", DELETE, SHARE_ALL, FILE_OPEN, FILE_DELETE_ON_CLOSE);
    CHECK(s == STATUS_CANNOT_DELETE, "a read-only file cannot be opened with FILE_DELETE_ON_CLOSE");
    s = create(&b, L"attr", GENERIC_READ, SHARE_ALL, FILE_OVERWRITE_IF, 0);
    CHECK(s == STATUS_ACCESS_DENIED, "nor overwritten");
    memset(&set, 0, sizeof set);
    set.attributes = FILE_ATTRIBUTE_NORMAL;
    NtSetInformationFile(a, &iosb, &set, sizeof set, BasicClass);
    NtQueryInformationFile(a, &iosb, &basic, sizeof basic, BasicClass);
    CHECK(basic.attributes == FILE_ATTRIBUTE_NORMAL, "FILE_ATTRIBUTE_NORMAL: no other attribute is set");
    set.attributes = FILE_ATTRIBUTE_DIRECTORY;
    CHECK(NtSetInformationFile(a, &iosb, &set, sizeof set, BasicClass) == STATUS_INVALID_PARAMETER,
          "a file cannot become a folder");
    ULONG tag[2];
    s = NtQueryInformationFile(a, &iosb, tag, sizeof tag, AttributeTagClass);
    CHECK(s == STATUS_SUCCESS && tag[0] == FILE_ATTRIBUTE_NORMAL && tag[1] == 0,
          "FileAttributeTagInformation: no reparse tag");
    CHECK(NtQueryInformationFile(a, &iosb, &basic, 8, BasicClass) == STATUS_INFO_LENGTH_MISMATCH,
          "a structure that is too short");
    CHECK(NtQueryInformationFile(a, &iosb, &basic, sizeof basic, (FILE_INFORMATION_CLASS)200) ==
              STATUS_INVALID_INFO_CLASS,
          "a class that is none");
    ULONG mode;
    s = NtQueryInformationFile(a, &iosb, &mode, sizeof mode, ModeClass);
    CHECK(s == STATUS_SUCCESS && mode == FILE_SYNCHRONOUS_IO_NONALERT, "FileModeInformation: how it was opened");
    ACCESS_MASK access;
    s = NtQueryInformationFile(a, &iosb, &access, sizeof access, AccessClass);
    CHECK(s == STATUS_SUCCESS && access & FILE_READ_DATA && !(access & FILE_WRITE_DATA),
          "FileAccessInformation: the handle's rights");
    NtClose(a);
    NtDeleteFile(below(L"attr"));
}

static void folders(void)
{
    HANDLE a, b;
    NTSTATUS s = create(&a, L"folder", FILE_LIST_DIRECTORY, SHARE_ALL, FILE_CREATE, FILE_DIRECTORY_FILE);
    CHECK(s == STATUS_SUCCESS && iosb.Information == 2, "FILE_DIRECTORY_FILE with FILE_CREATE makes a folder");
    s = create(&b, L"folder", GENERIC_READ, SHARE_ALL, FILE_OPEN, FILE_NON_DIRECTORY_FILE);
    CHECK(s == STATUS_FILE_IS_A_DIRECTORY,
          "FILE_NON_DIRECTORY_FILE: \"the file being opened must not be a directory file\"");
    /* a name relative to the open folder */
    UNICODE_STRING name = {10, 10, (WCHAR *)L"child"};
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, a, NULL);
    s = NtCreateFile(&b, GENERIC_WRITE | SYNCHRONIZE, &attributes, &iosb, NULL, 0, SHARE_ALL, FILE_CREATE,
                     FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);
    CHECK(s == STATUS_SUCCESS, "RootDirectory: ObjectName is relative to it");
    NtClose(b);
    s = create(&b, L"folder\\CHILD", GENERIC_READ, SHARE_ALL, FILE_OPEN, FILE_DIRECTORY_FILE);
    CHECK(s == STATUS_NOT_A_DIRECTORY, "FILE_DIRECTORY_FILE: what is opened must be a folder");
    NtClose(a);
    BOOLEAN yes = TRUE;
    s = create(&a, L"folder", DELETE, SHARE_ALL, FILE_OPEN, FILE_DIRECTORY_FILE);
    CHECK(NtSetInformationFile(a, &iosb, &yes, 1, DispositionClass) == STATUS_DIRECTORY_NOT_EMPTY,
          "FileDispositionInformation: a folder that is not empty stays");
    NtDeleteFile(below(L"folder\\child"));
    CHECK(NtSetInformationFile(a, &iosb, &yes, 1, DispositionClass) == STATUS_SUCCESS, "an empty one goes");
    NtClose(a);
    struct basic basic;
    CHECK(NtQueryAttributesFile(below(L"folder"), &basic) == STATUS_OBJECT_NAME_NOT_FOUND, "with its last handle");
}

static void volume(void)
{
    HANDLE a;
    struct {
        LARGE_INTEGER total, available;
        ULONG sectors, bytes;
    } size;
    struct {
        ULONG attributes;
        LONG component;
        ULONG length;
        WCHAR name[32];
    } attribute;
    ULONG device[2];
    create(&a, L"vol", GENERIC_READ, SHARE_ALL, FILE_CREATE, 0);
    NTSTATUS s = NtQueryVolumeInformationFile(a, &iosb, &size, sizeof size, (FS_INFORMATION_CLASS)3);
    CHECK(s == STATUS_SUCCESS && size.total.QuadPart >= size.available.QuadPart && size.bytes >= 512 && size.sectors,
          "FileFsSizeInformation: units and their size");
    s = NtQueryVolumeInformationFile(a, &iosb, &attribute, sizeof attribute, (FS_INFORMATION_CLASS)5);
    CHECK(s == STATUS_SUCCESS && attribute.component == 255 && attribute.length,
          "FileFsAttributeInformation: 255 a component, a name");
    s = NtQueryVolumeInformationFile(a, &iosb, device, sizeof device, (FS_INFORMATION_CLASS)4);
    CHECK(s == STATUS_SUCCESS && device[0] == 7, "FileFsDeviceInformation: FILE_DEVICE_DISK");
    CHECK(NtQueryVolumeInformationFile(a, &iosb, device, sizeof device, (FS_INFORMATION_CLASS)99) ==
              STATUS_INVALID_INFO_CLASS,
          "a class that is none");
    CHECK(NtDeviceIoControlFile(a, NULL, NULL, NULL, &iosb, 0x00990000, NULL, 0, NULL, 0) != STATUS_SUCCESS,
          "a control that the device does not know fails");
    NtClose(a);
    NtDeleteFile(below(L"vol"));
}

static void locks(void)
{
    HANDLE a, b;
    LARGE_INTEGER at = {.QuadPart = 10}, length = {.QuadPart = 10}, other = {.QuadPart = 15};
    char byte = 'x';
    create(&a, L"lock", GENERIC_READ | GENERIC_WRITE, SHARE_ALL, FILE_CREATE, 0);
    create(&b, L"lock", GENERIC_READ | GENERIC_WRITE, SHARE_ALL, FILE_OPEN, 0);
    NTSTATUS s = NtLockFile(a, NULL, NULL, NULL, &iosb, &at, &length, 0, TRUE, TRUE);
    CHECK(s == STATUS_SUCCESS, "ZwLockFile: an exclusive lock");
    s = NtLockFile(b, NULL, NULL, NULL, &iosb, &other, &length, 0, TRUE, FALSE);
    CHECK(s == STATUS_LOCK_NOT_GRANTED, "FailImmediately: STATUS_LOCK_NOT_GRANTED for what overlaps");
    s = NtWriteFile(b, NULL, NULL, NULL, &iosb, &byte, 1, &at, NULL);
    CHECK(s == STATUS_FILE_LOCK_CONFLICT, "others may not write there");
    s = NtWriteFile(a, NULL, NULL, NULL, &iosb, &byte, 1, &at, NULL);
    CHECK(s == STATUS_SUCCESS, "the owner may");
    CHECK(NtUnlockFile(a, &iosb, &other, &length, 0) == STATUS_RANGE_NOT_LOCKED,
          "ZwUnlockFile: the range must be one that was locked");
    CHECK(NtUnlockFile(a, &iosb, &at, &length, 0) == STATUS_SUCCESS, "ZwUnlockFile: gives it back");
    s = NtLockFile(b, NULL, NULL, NULL, &iosb, &other, &length, 0, TRUE, FALSE);
    CHECK(s == STATUS_SUCCESS, "then it can be locked, shared");
    s = NtLockFile(a, NULL, NULL, NULL, &iosb, &other, &length, 0, TRUE, FALSE);
    CHECK(s == STATUS_SUCCESS, "by several");
    NtClose(b);
    CHECK(NtUnlockFile(a, &iosb, &other, &length, 0) == STATUS_SUCCESS,
          "closing gives a handle's locks back, and no others");
    NtClose(a);
    NtDeleteFile(below(L"lock"));
}

int main(void)
{
    dispositions();
    bad_requests();
    reading_and_writing();
    sharing();
    deleting();
    renaming();
    attributes_and_times();
    folders();
    volume();
    locks();
    return check_done();
}
