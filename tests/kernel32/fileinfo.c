/* SPDX-License-Identifier: MIT */
/* What an open file tells of itself and lets be changed: times, GetFileInformationByHandle(Ex),
 * SetFileInformationByHandle, final names. */
#define _WIN32_WINNT 0x0a00
#include "scratch.h"

static ULONGLONG units(FILETIME time)
{
    return (ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

static HANDLE open_it(const char *name, DWORD access)
{
    return CreateFileA(name, access, SHARE_ALL, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
}

static void test_times(void)
{
    FILETIME set[3] =
        {
            {0x12345678, 0x01c00000},
            {0x20000000, 0x01d00000},
            {0x30000000, 0x01d10000}
    },
             got[3], now, none = {0, 0};
    HANDLE file;

    put_file("a.txt", "x");
    GetSystemTimeAsFileTime(&now);
    file = open_it("a.txt", GENERIC_READ | GENERIC_WRITE);
    CHECK(GetFileTime(file, &got[0], &got[1], &got[2]),
          "GetFileTime: \"If the function succeeds, the return value is nonzero\"");
    for (int i = 0; i < 3; i++)
        CHECK(units(got[i]) + 36000000000ull > units(now) && units(got[i]) < units(now) + 36000000000ull,
              "GetFileTime: time %d of a new file is now, give or take an hour", i);
    for (int i = 0; i < 3; i++)
        set[i].dwLowDateTime -= units(set[i]) % 10; /* whole microseconds: any file system keeps them */
    CHECK(SetFileTime(file, &set[0], &set[1], &set[2]),
          "SetFileTime: \"If the function succeeds, the return value is nonzero\"");
    CHECK(GetFileTime(file, &got[0], &got[1], &got[2]) && !memcmp(got, set, sizeof set),
          "SetFileTime: creation, access and write time are these");
    CHECK(SetFileTime(file, NULL, NULL, &now) && GetFileTime(file, &got[0], &got[1], NULL) &&
              !memcmp(got, set, 2 * sizeof *set),
          "SetFileTime: \"This parameter can be NULL if the application does not need to change this information\"");
    CHECK(SetFileTime(file, &none, &none, &set[2]) && GetFileTime(file, &got[0], NULL, &got[2]) &&
              !memcmp(&got[0], &set[0], sizeof *set) && !memcmp(&got[2], &set[2], sizeof *set),
          "SetFileTime: a time of 0 changes nothing");
    CloseHandle(file);
    file = open_it("a.txt", GENERIC_READ);
    CHECK(GetFileTime(file, NULL, NULL, &got[2]) && !memcmp(&got[2], &set[2], sizeof *set),
          "GetFileTime: another handle tells the same");
    CHECK(!SetFileTime(file, &set[0], NULL, NULL) && failed(ERROR_ACCESS_DENIED),
          "SetFileTime: \"The handle must have been created ... with the FILE_WRITE_ATTRIBUTES access right\"");
    CloseHandle(file);
    file = open_it("a.txt", FILE_WRITE_DATA);
    CHECK(GetFileTime(file, NULL, NULL, &got[2]), "GetFileTime: CreateFile gives FILE_READ_ATTRIBUTES with any access");
    CloseHandle(file);
    CHECK(!GetFileTime(NO_HANDLE, &got[0], NULL, NULL) && failed(ERROR_INVALID_HANDLE), "GetFileTime: of no handle");
    CHECK(!SetFileTime(NO_HANDLE, &set[0], NULL, NULL) && failed(ERROR_INVALID_HANDLE), "SetFileTime: of no handle");
    CreateDirectoryA("folder", NULL);
    file = open_it("folder", FILE_WRITE_ATTRIBUTES);
    CHECK(SetFileTime(file, &set[0], &set[1], &set[2]) && GetFileTime(file, &got[0], &got[1], &got[2]) &&
              !memcmp(got, set, sizeof set),
          "SetFileTime: of a folder");
    CloseHandle(file);
    RemoveDirectoryA("folder");
    DeleteFileA("a.txt");
}

static void test_by_handle(void)
{
    BY_HANDLE_FILE_INFORMATION info, other;
    FILETIME times[3];
    HANDLE file, second;
    DWORD serial = 0;

    put_file("a.txt", "0123456789");
    put_file("b.txt", "");
    CreateHardLinkA("c.txt", "a.txt", NULL);
    SetFileAttributesA("a.txt", FILE_ATTRIBUTE_HIDDEN);
    file = open_it("a.txt", GENERIC_READ);
    memset(&info, 0x55, sizeof info);
    CHECK(GetFileInformationByHandle(file, &info), "GetFileInformationByHandle: \"the return value is nonzero and file "
                                                   "information data is contained in the buffer\"");
    CHECK(info.dwFileAttributes == FILE_ATTRIBUTE_HIDDEN && info.nFileSizeHigh == 0 && info.nFileSizeLow == 10,
          "BY_HANDLE_FILE_INFORMATION: attributes and size");
    GetFileTime(file, &times[0], &times[1], &times[2]);
    CHECK(!CompareFileTime(&info.ftCreationTime, &times[0]) && !CompareFileTime(&info.ftLastWriteTime, &times[2]),
          "BY_HANDLE_FILE_INFORMATION: times");
    CHECK(info.nNumberOfLinks == 2, "BY_HANDLE_FILE_INFORMATION: \"nNumberOfLinks: The number of links to this file\"");
    second = open_it("c.txt", GENERIC_READ);
    GetFileInformationByHandle(second, &other);
    CHECK(info.nFileIndexHigh == other.nFileIndexHigh && info.nFileIndexLow == other.nFileIndexLow &&
              info.dwVolumeSerialNumber == other.dwVolumeSerialNumber,
          "BY_HANDLE_FILE_INFORMATION: \"The identifier ... and the volume serial number uniquely identify a file\": "
          "of two names of one file");
    CloseHandle(second);
    second = open_it("b.txt", GENERIC_READ);
    GetFileInformationByHandle(second, &other);
    CHECK((info.nFileIndexHigh != other.nFileIndexHigh || info.nFileIndexLow != other.nFileIndexLow) &&
              other.nNumberOfLinks == 1 && other.nFileSizeLow == 0,
          "BY_HANDLE_FILE_INFORMATION: of another file");
    CloseHandle(second);
    CloseHandle(file);
    CHECK(GetVolumeInformationA(NULL, NULL, 0, &serial, NULL, NULL, NULL, 0) &&
              (serial == info.dwVolumeSerialNumber || scratch[0] != 0),
          "GetVolumeInformationA: the current drive has a serial number");
    file = open_it(".", 0);
    CHECK(GetFileInformationByHandle(file, &info) && info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY,
          "GetFileInformationByHandle: a folder");
    CloseHandle(file);
    CHECK(!GetFileInformationByHandle(NO_HANDLE, &info) && failed(ERROR_INVALID_HANDLE),
          "GetFileInformationByHandle: of no handle");
    DeleteFileA("a.txt");
    DeleteFileA("b.txt");
    DeleteFileA("c.txt");
}

static void test_ex(void)
{
    union {
        FILE_BASIC_INFO basic;
        FILE_STANDARD_INFO standard;
        FILE_NAME_INFO name;
        FILE_STREAM_INFO stream;
        FILE_COMPRESSION_INFO compression;
        FILE_ATTRIBUTE_TAG_INFO tag;
        FILE_ID_BOTH_DIR_INFO entry;
        FILE_FULL_DIR_INFO full;
        FILE_ID_INFO id;
        FILE_ALIGNMENT_INFO alignment;
        FILE_STORAGE_INFO storage;
        char room[4096];
    } got;
    BY_HANDLE_FILE_INFORMATION info;
    HANDLE file, folder;
    WCHAR path[MAX_PATH];

    put_file("a.txt", "0123456789");
    file = open_it("a.txt", GENERIC_READ);
    GetFileInformationByHandle(file, &info);
    memset(&got, 0x55, sizeof got);
    CHECK(GetFileInformationByHandleEx(file, FileBasicInfo, &got, sizeof got) &&
              got.basic.FileAttributes == FILE_ATTRIBUTE_ARCHIVE &&
              (ULONGLONG)got.basic.LastWriteTime.QuadPart == units(info.ftLastWriteTime) &&
              (ULONGLONG)got.basic.CreationTime.QuadPart == units(info.ftCreationTime),
          "FileBasicInfo: attributes and times");
    CHECK(GetFileInformationByHandleEx(file, FileStandardInfo, &got, sizeof got) &&
              got.standard.EndOfFile.QuadPart == 10 && got.standard.NumberOfLinks == 1 && !got.standard.DeletePending &&
              !got.standard.Directory,
          "FileStandardInfo: size, links, no folder");
    memset(&got, 0, sizeof got);
    swprintf(path, MAX_PATH, L"%ls\\a.txt", scratch_w + 2);
    CHECK(GetFileInformationByHandleEx(file, FileNameInfo, &got, sizeof got) &&
              got.name.FileNameLength == wcslen(path) * sizeof(WCHAR) &&
              !memcmp(got.name.FileName, path, got.name.FileNameLength),
          "FileNameInfo: the path without the drive");
    CHECK(!GetFileInformationByHandleEx(file, FileNameInfo, &got, 8) && failed(ERROR_MORE_DATA),
          "FileNameInfo: ERROR_MORE_DATA in a small buffer");
    CHECK(GetFileInformationByHandleEx(file, FileAttributeTagInfo, &got, sizeof got) &&
              got.tag.FileAttributes == FILE_ATTRIBUTE_ARCHIVE && got.tag.ReparseTag == 0,
          "FileAttributeTagInfo: no tag");
    memset(&got, 0, sizeof got);
    CHECK(GetFileInformationByHandleEx(file, FileStreamInfo, &got, sizeof got) &&
              got.stream.StreamSize.QuadPart == 10 && got.stream.StreamNameLength == 14 &&
              !memcmp(got.stream.StreamName, L"::$DATA", 14),
          "FileStreamInfo: the stream every file has");
    CHECK(GetFileInformationByHandleEx(file, FileCompressionInfo, &got, sizeof got) &&
              got.compression.CompressedFileSize.QuadPart >= 10 && got.compression.CompressionFormat == 0,
          "FileCompressionInfo: none");
    memset(&got, 0, sizeof got);
    CHECK(GetFileInformationByHandleEx(file, FileIdInfo, &got, sizeof got) &&
              *(DWORD *)got.id.FileId.Identifier == info.nFileIndexLow,
          "FileIdInfo: the file's id");
    CHECK(GetFileInformationByHandleEx(file, FileAlignmentInfo, &got, sizeof got) &&
              got.alignment.AlignmentRequirement <= 511,
          "FileAlignmentInfo: of buffers");
    CHECK(GetFileInformationByHandleEx(file, FileStorageInfo, &got, sizeof got) &&
              got.storage.LogicalBytesPerSector >= 512,
          "FileStorageInfo: bytes of a sector");
    CHECK(!GetFileInformationByHandleEx(file, FileBasicInfo, &got, 4) && failed(ERROR_BAD_LENGTH),
          "GetFileInformationByHandleEx: ERROR_BAD_LENGTH for less than the structure");
    CHECK(!GetFileInformationByHandleEx(file, MaximumFileInfoByHandleClass + 50, &got, sizeof got) &&
              failed(ERROR_INVALID_PARAMETER),
          "GetFileInformationByHandleEx: no such class");
    CHECK(!GetFileInformationByHandleEx(file, FileDispositionInfo, &got, sizeof got) && failed(ERROR_INVALID_PARAMETER),
          "GetFileInformationByHandleEx: a class that is only set");
    CHECK(!GetFileInformationByHandleEx(NO_HANDLE, FileBasicInfo, &got, sizeof got) && failed(ERROR_INVALID_HANDLE),
          "GetFileInformationByHandleEx: of no handle");
    CloseHandle(file);

    folder = open_it(".", GENERIC_READ);
    BOOL found = FALSE, ended = FALSE;
    for (int i = 0; i < 10 && !ended; i++) {
        memset(&got, 0, sizeof got);
        if (!GetFileInformationByHandleEx(folder, FileIdBothDirectoryInfo, &got, sizeof got)) {
            ended = failed(ERROR_NO_MORE_FILES);
            break;
        }
        for (FILE_ID_BOTH_DIR_INFO *entry = &got.entry;; entry = (void *)((char *)entry + entry->NextEntryOffset)) {
            if (entry->FileNameLength == 10 && !memcmp(entry->FileName, L"a.txt", 10))
                found = entry->EndOfFile.QuadPart == 10 && entry->FileAttributes == FILE_ATTRIBUTE_ARCHIVE &&
                        entry->FileId.LowPart == info.nFileIndexLow;
            if (!entry->NextEntryOffset) break;
        }
    }
    CHECK(found && ended, "FileIdBothDirectoryInfo: the folder's entries, ERROR_NO_MORE_FILES after the last");
    CHECK(!GetFileInformationByHandleEx(folder, FileIdBothDirectoryInfo, &got, sizeof got) &&
              failed(ERROR_NO_MORE_FILES),
          "FileIdBothDirectoryInfo: goes on where it stopped");
    CHECK(GetFileInformationByHandleEx(folder, FileIdBothDirectoryRestartInfo, &got, sizeof got) &&
              got.entry.FileName[0] == '.',
          "FileIdBothDirectoryRestartInfo: from the beginning");
    CHECK(GetFileInformationByHandleEx(folder, FileFullDirectoryRestartInfo, &got, sizeof got) &&
              got.full.FileNameLength == 2 && got.full.FileName[0] == '.',
          "FileFullDirectoryRestartInfo: likewise");
    CloseHandle(folder);
    DeleteFileA("a.txt");
}

static BOOL rename_file(HANDLE file, const WCHAR *to, BOOL replace)
{
    union {
        FILE_RENAME_INFO info;
        char room[1024];
    } name;

    memset(&name, 0, sizeof name);
    name.info.ReplaceIfExists = replace;
    name.info.FileNameLength = (DWORD)(wcslen(to) * sizeof(WCHAR));
    memcpy(name.info.FileName, to, name.info.FileNameLength + sizeof(WCHAR));
    return SetFileInformationByHandle(file, FileRenameInfo, &name,
                                      (DWORD)(sizeof(FILE_RENAME_INFO) + name.info.FileNameLength));
}

static void test_set(void)
{
    FILE_BASIC_INFO basic = {.FileAttributes = FILE_ATTRIBUTE_HIDDEN};
    FILE_END_OF_FILE_INFO end = {{.QuadPart = 4}};
    FILE_ALLOCATION_INFO allocation = {{.QuadPart = 2}};
    FILE_DISPOSITION_INFO gone = {TRUE}, stay = {FALSE};
    FILE_IO_PRIORITY_HINT_INFO hint = {IoPriorityHintLow};
    FILE_STANDARD_INFO standard;
    HANDLE file;
    WCHAR path[MAX_PATH];

    put_file("a.txt", "0123456789");
    put_file("b.txt", "other");
    file = open_it("a.txt", GENERIC_READ | GENERIC_WRITE | DELETE);
    basic.LastWriteTime.QuadPart = 0x1d0000000000000ll;
    CHECK(SetFileInformationByHandle(file, FileBasicInfo, &basic, sizeof basic) &&
              GetFileAttributesA("a.txt") == FILE_ATTRIBUTE_HIDDEN,
          "SetFileInformationByHandle: FileBasicInfo");
    CHECK(GetFileInformationByHandleEx(file, FileBasicInfo, &basic, sizeof basic) &&
              basic.LastWriteTime.QuadPart == 0x1d0000000000000ll && basic.CreationTime.QuadPart > 0x1d0000000000000ll,
          "FileBasicInfo: 0 leaves a time as it is");
    CHECK(SetFileInformationByHandle(file, FileEndOfFileInfo, &end, sizeof end) && holds("a.txt", "0123"),
          "SetFileInformationByHandle: FileEndOfFileInfo");
    CHECK(SetFileInformationByHandle(file, FileAllocationInfo, &allocation, sizeof allocation) && holds("a.txt", "01"),
          "FileAllocationInfo: less than the file's size cuts it");
    CHECK(SetFileInformationByHandle(file, FileIoPriorityHintInfo, &hint, sizeof hint),
          "SetFileInformationByHandle: FileIoPriorityHintInfo");
    hint.PriorityHint = 77;
    CHECK(!SetFileInformationByHandle(file, FileIoPriorityHintInfo, &hint, sizeof hint) &&
              failed(ERROR_INVALID_PARAMETER),
          "FileIoPriorityHintInfo: no such priority");
    swprintf(path, MAX_PATH, L"%ls\\c.txt", scratch_w);
    CHECK(rename_file(file, path, FALSE) && is_there("c.txt") && !is_there("a.txt"),
          "SetFileInformationByHandle: FileRenameInfo");
    CHECK(GetFinalPathNameByHandleW(file, path, MAX_PATH, VOLUME_NAME_DOS) &&
              !wcscmp(path + wcslen(path) - 6, L"\\c.txt"),
          "FileRenameInfo: the handle knows its name");
    swprintf(path, MAX_PATH, L"%ls\\b.txt", scratch_w);
    CHECK(!rename_file(file, path, FALSE) && failed(ERROR_ALREADY_EXISTS) && holds("b.txt", "other"),
          "FileRenameInfo: ReplaceIfExists FALSE, ERROR_ALREADY_EXISTS");
    CHECK(rename_file(file, path, TRUE) && holds("b.txt", "01") && !is_there("c.txt"),
          "FileRenameInfo: ReplaceIfExists TRUE");
    CHECK(SetFileInformationByHandle(file, FileDispositionInfo, &gone, sizeof gone) &&
              GetFileInformationByHandleEx(file, FileStandardInfo, &standard, sizeof standard) &&
              standard.DeletePending,
          "FileDispositionInfo: \"TRUE if the file should be deleted\"");
    CHECK(SetFileInformationByHandle(file, FileDispositionInfo, &stay, sizeof stay) &&
              GetFileInformationByHandleEx(file, FileStandardInfo, &standard, sizeof standard) &&
              !standard.DeletePending,
          "FileDispositionInfo: FALSE takes it back");
    SetFileInformationByHandle(file, FileDispositionInfo, &gone, sizeof gone);
    CloseHandle(file);
    CHECK(!is_there("b.txt"), "FileDispositionInfo: the file goes with its last handle");

    put_file("a.txt", "x");
    file = open_it("a.txt", GENERIC_READ);
    CHECK(!SetFileInformationByHandle(file, FileEndOfFileInfo, &end, sizeof end) && failed(ERROR_ACCESS_DENIED),
          "FileEndOfFileInfo: needs FILE_WRITE_DATA");
    CHECK(!SetFileInformationByHandle(file, FileDispositionInfo, &gone, sizeof gone) && failed(ERROR_ACCESS_DENIED),
          "FileDispositionInfo: needs DELETE");
    CHECK(!SetFileInformationByHandle(file, FileStandardInfo, &standard, sizeof standard) &&
              failed(ERROR_INVALID_PARAMETER),
          "SetFileInformationByHandle: a class that is only asked");
    CHECK(!SetFileInformationByHandle(file, FileBasicInfo, &basic, 4) && failed(ERROR_BAD_LENGTH),
          "SetFileInformationByHandle: ERROR_BAD_LENGTH for less than the structure");
    CloseHandle(file);
    CHECK(!SetFileInformationByHandle(NO_HANDLE, FileBasicInfo, &basic, sizeof basic) && failed(ERROR_INVALID_HANDLE),
          "SetFileInformationByHandle: of no handle");
    DeleteFileA("a.txt");
}

static void test_final_names(void)
{
    WCHAR text[2 * MAX_PATH], wanted[2 * MAX_PATH], root[] = L"A:\\", volume[64];
    char narrow[2 * MAX_PATH], wanted_a[2 * MAX_PATH];
    HANDLE file, nul;

    put_file("Final.txt", "");
    file = open_it("FINAL.TXT", 0);
    swprintf(wanted, MAX_PATH, L"\\\\?\\%ls\\Final.txt", scratch_w);
    DWORD length = GetFinalPathNameByHandleW(file, text, 2 * MAX_PATH, FILE_NAME_NORMALIZED | VOLUME_NAME_DOS);
    CHECK(length == wcslen(wanted) && !wcscmp(text, wanted),
          "GetFinalPathNameByHandleW: VOLUME_NAME_DOS \"Return the path with the drive letter\", names as they stand "
          "on disk");
    CHECK(GetFinalPathNameByHandleW(file, text, length, 0) == length + 1 && failed(ERROR_NOT_ENOUGH_MEMORY),
          "GetFinalPathNameByHandleW: \"If the function fails because lpszFilePath is too small to hold the string "
          "plus the terminating null character, the return value is the required buffer size\"");
    CHECK(GetFinalPathNameByHandleW(file, text, 2 * MAX_PATH, VOLUME_NAME_NONE) == length - 6 &&
              !wcscmp(text, wanted + 6),
          "VOLUME_NAME_NONE: \"Return the path with no drive information\"");
    length = GetFinalPathNameByHandleW(file, text, 2 * MAX_PATH, VOLUME_NAME_NT);
    CHECK(length && !wcsncmp(text, L"\\Device\\HarddiskVolume", 22) &&
              !wcscmp(text + length - wcslen(wanted + 6), wanted + 6),
          "VOLUME_NAME_NT: \"the volume device path\"");
    root[0] = scratch_w[0];
    GetVolumeNameForVolumeMountPointW(root, volume, 64);
    volume[wcslen(volume) - 1] = 0;
    wcscat(wcscpy(text + MAX_PATH, volume), wanted + 6);
    CHECK(GetFinalPathNameByHandleW(file, text, MAX_PATH, VOLUME_NAME_GUID) == wcslen(text + MAX_PATH) &&
              !wcscmp(text, text + MAX_PATH),
          "VOLUME_NAME_GUID: \"Return the path with a volume GUID path\"");
    snprintf(wanted_a, sizeof wanted_a, "\\\\?\\%s\\Final.txt", scratch);
    length = GetFinalPathNameByHandleA(file, narrow, sizeof narrow, 0);
    CHECK(length == strlen(wanted_a) && !strcmp(narrow, wanted_a), "GetFinalPathNameByHandleA: likewise");
    CHECK(GetFinalPathNameByHandleA(file, narrow, 5, 0) == length + 1,
          "GetFinalPathNameByHandleA: the size required, with the terminator");
    CHECK(!GetFinalPathNameByHandleW(file, text, MAX_PATH, 0x100) && failed(ERROR_INVALID_PARAMETER),
          "GetFinalPathNameByHandleW: ERROR_INVALID_PARAMETER \"Invalid flags were specified\"");
    CHECK(!GetFinalPathNameByHandleW(NO_HANDLE, text, MAX_PATH, 0) && failed(ERROR_INVALID_HANDLE),
          "GetFinalPathNameByHandleW: of no handle");
    CHECK(!GetFinalPathNameByHandleA(NO_HANDLE, narrow, MAX_PATH, 0) && failed(ERROR_INVALID_HANDLE),
          "GetFinalPathNameByHandleA: of no handle");
    CloseHandle(file);
    nul = open_it("nul", GENERIC_READ);
    CHECK(!GetFinalPathNameByHandleW(nul, text, MAX_PATH, 0), "GetFinalPathNameByHandleW: a device is on no volume");
    CloseHandle(nul);
    DeleteFileA("Final.txt");
}

int main(void)
{
    scratch_enter();
    test_times();
    test_by_handle();
    test_ex();
    test_set();
    test_final_names();
    scratch_leave();
    return check_done();
}
