/* SPDX-License-Identifier: MIT */
/* Drives and volumes: what there is, of which kind, how large, under which names.
 * Debian's Wine opens no path that begins with a volume's name, and takes "C:" for a path that is not there. */
#define _WIN32_WINNT 0x0a00
#include "scratch.h"

static char root[] = "A:\\";
static WCHAR root_w[] = L"A:\\";
static char no_root[] = "A:\\"; /* of a drive that is not there */
static WCHAR no_root_w[] = L"A:\\";

static void test_drives(void)
{
    char text[26 * 4 + 1], wanted[26 * 4 + 1];
    WCHAR wide[26 * 4 + 1];
    DWORD mask = GetLogicalDrives(), length = 0;

    CHECK(mask & 1u << (root[0] - 'A') && mask & 1u << ('C' - 'A') && !(mask & ~0x3ffffffu),
          "GetLogicalDrives: \"Bit position 0 (the least-significant bit) is drive A\"");
    for (int i = 0; i < 26; i++)
        if (mask & 1u << i) {
            snprintf(wanted + length, 5, "%c:\\", 'A' + i);
            length += 4;
        } else if (no_root[0] == 'A') {
            no_root[0] = (char)('A' + i);
            no_root_w[0] = (WCHAR)('A' + i);
        }
    wanted[length] = 0;
    CHECK(GetLogicalDriveStringsA(sizeof text, text) == length && !memcmp(text, wanted, length + 1),
          "GetLogicalDriveStringsA: \"a series of null-terminated strings, one for each valid drive in the system, "
          "plus ... an additional null character\"");
    CHECK(GetLogicalDriveStringsA(length, text) == length + 1 && GetLogicalDriveStringsA(0, NULL) == length + 1,
          "GetLogicalDriveStringsA: \"the size of the buffer required to hold the drive strings\"");
    CHECK(GetLogicalDriveStringsW(26 * 4 + 1, wide) == length && wide[0] == (WCHAR)wanted[0] && wide[1] == ':' &&
              wide[length] == 0 && wide[length - 2] == '\\',
          "GetLogicalDriveStringsW: likewise");
    CHECK(GetLogicalDriveStringsW(2, wide) == length + 1, "GetLogicalDriveStringsW: the size required");

    CHECK(GetDriveTypeA("C:\\") == DRIVE_FIXED && GetDriveTypeW(L"C:\\") == DRIVE_FIXED,
          "GetDriveType: DRIVE_FIXED \"The drive has fixed media\"");
    CHECK(GetDriveTypeA(NULL) == GetDriveTypeA(root) && GetDriveTypeW(NULL) == GetDriveTypeW(root_w),
          "GetDriveType: \"If this parameter is NULL, the function uses the root of the current directory\"");
    CHECK(GetDriveTypeA(no_root) == DRIVE_NO_ROOT_DIR && GetDriveTypeW(no_root_w) == DRIVE_NO_ROOT_DIR,
          "GetDriveType: DRIVE_NO_ROOT_DIR \"The root path is invalid; for example, there is no volume mounted at the "
          "specified path\"");
    CHECK(GetDriveTypeA("C:\\none\\") == DRIVE_NO_ROOT_DIR && GetDriveTypeW(L"none") == DRIVE_NO_ROOT_DIR,
          "GetDriveType: what is no root");
}

static void test_information(void)
{
    char label[64] = "x", system[64] = "";
    WCHAR label_w[64], system_w[64] = L"";
    DWORD serial = 0, other = 0, longest = 0, flags = 0;

    CHECK(GetVolumeInformationA("C:\\", label, sizeof label, &serial, &longest, &flags, system, sizeof system),
          "GetVolumeInformationA: \"If all the requested information is retrieved, the return value is nonzero\"");
    CHECK(serial != 0 && longest == 255 && !strcmp(system, "NTFS"),
          "GetVolumeInformationA: serial number, length of components, file system");
    CHECK(flags & FILE_CASE_PRESERVED_NAMES && flags & FILE_UNICODE_ON_DISK && !(flags & FILE_READ_ONLY_VOLUME),
          "GetVolumeInformationA: flags of an NTFS volume that can be written");
    CHECK(GetVolumeInformationW(L"C:\\", label_w, 64, &other, NULL, NULL, system_w, 64) && other == serial &&
              !wcscmp(system_w, L"NTFS") && wcslen(label_w) == strlen(label),
          "GetVolumeInformationW: likewise; any may be NULL");
    CHECK(!GetVolumeInformationA("C:\\", NULL, 0, NULL, NULL, NULL, system, 2) && failed(ERROR_BAD_LENGTH),
          "GetVolumeInformationA: ERROR_BAD_LENGTH for a name that does not fit");
    CHECK(!GetVolumeInformationW(no_root_w, label_w, 64, &serial, NULL, NULL, NULL, 0) && failed(ERROR_PATH_NOT_FOUND),
          "GetVolumeInformationW: ERROR_PATH_NOT_FOUND for no drive");
    CHECK(!GetVolumeInformationA("C:", label, sizeof label, &serial, NULL, NULL, NULL, 0) && failed(ERROR_INVALID_NAME),
          "GetVolumeInformationA: \"A trailing backslash is required\"");
    CHECK(!GetVolumeInformationA("C:\\windows\\", label, sizeof label, &serial, NULL, NULL, NULL, 0) &&
              failed(ERROR_DIR_NOT_ROOT),
          "GetVolumeInformationA: ERROR_DIR_NOT_ROOT");
    HANDLE file = CreateFileA("C:\\", 0, SHARE_ALL, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    other = 0;
    CHECK(GetVolumeInformationByHandleW(file, label_w, 64, &other, &longest, &flags, system_w, 64) && other == serial &&
              longest == 255 && !wcscmp(system_w, L"NTFS"),
          "GetVolumeInformationByHandleW: \"the file system and volume associated with the specified file\"");
    CloseHandle(file);
    CHECK(!GetVolumeInformationByHandleW(NO_HANDLE, label_w, 64, &other, NULL, NULL, NULL, 0) &&
              failed(ERROR_INVALID_HANDLE),
          "GetVolumeInformationByHandleW: of no handle");
}

static void test_space(void)
{
    DWORD sectors = 0, bytes = 0, left = 0, units = 0, sectors_w = 0, bytes_w = 0, units_w = 0;
    ULARGE_INTEGER mine = {.QuadPart = 0}, total = {.QuadPart = 0}, all = {.QuadPart = 0}, total_w = {.QuadPart = 0};

    CHECK(GetDiskFreeSpaceA(root, &sectors, &bytes, &left, &units),
          "GetDiskFreeSpaceA: \"If the function succeeds, the return value is nonzero\"");
    CHECK(sectors && bytes >= 512 && !(bytes & (bytes - 1)) && units && left <= units,
          "GetDiskFreeSpaceA: sectors of a cluster, bytes of a sector, free and all clusters");
    CHECK(GetDiskFreeSpaceW(NULL, &sectors_w, &bytes_w, &left, &units_w) && sectors_w == sectors && bytes_w == bytes &&
              units_w == units,
          "GetDiskFreeSpaceW: \"If this parameter is NULL, the function uses the root of the current disk\"");
    CHECK(!GetDiskFreeSpaceA(no_root, &sectors, &bytes, &left, &units) && failed(ERROR_PATH_NOT_FOUND),
          "GetDiskFreeSpaceA: of no drive");
    CHECK(!GetDiskFreeSpaceW(no_root_w, &sectors, &bytes, &left, &units) && failed(ERROR_PATH_NOT_FOUND),
          "GetDiskFreeSpaceW: of no drive");
    CHECK(GetDiskFreeSpaceExA(scratch, &mine, &total, &all),
          "GetDiskFreeSpaceExA: \"does not have to specify the root directory on a disk. The function accepts any "
          "directory\"");
    CHECK(total.QuadPart && mine.QuadPart <= all.QuadPart && all.QuadPart <= total.QuadPart,
          "GetDiskFreeSpaceExA: the caller's free bytes, all bytes, free bytes");
    GetDiskFreeSpaceExA(root, NULL, &total, NULL); /* a folder may be a mount point */
    CHECK(total.QuadPart == (ULONGLONG)units * sectors_w * bytes_w || units == 0xffffffff,
          "GetDiskFreeSpaceExA: as many as GetDiskFreeSpace's clusters");
    CHECK(GetDiskFreeSpaceExW(root_w, NULL, &total_w, NULL) && total_w.QuadPart == total.QuadPart,
          "GetDiskFreeSpaceExW: \"This parameter can be NULL\"");
    CHECK(!GetDiskFreeSpaceExA(no_root, &mine, &total, &all) && failed(ERROR_PATH_NOT_FOUND),
          "GetDiskFreeSpaceExA: of no drive");
    CHECK(!GetDiskFreeSpaceExW(L"none", &mine, &total, &all) && failed(ERROR_FILE_NOT_FOUND),
          "GetDiskFreeSpaceExW: of no folder");
}

static void test_names(void)
{
    char text[MAX_PATH], path[MAX_PATH], drive[] = "A:", deep[MAX_PATH];
    WCHAR wide[MAX_PATH], path_w[MAX_PATH], drive_w[] = L"A:";
    DWORD needed = 0;

    CHECK(GetVolumeNameForVolumeMountPointA(root, text, sizeof text),
          "GetVolumeNameForVolumeMountPointA: \"If the function succeeds, the return value is nonzero\"");
    CHECK(strlen(text) == 49 && !strncmp(text, "\\\\?\\Volume{", 11) && !strcmp(text + 47, "}\\"),
          "GetVolumeNameForVolumeMountPointA: \"\\\\?\\Volume{GUID}\\\"");
    CHECK(GetVolumeNameForVolumeMountPointW(root_w, wide, MAX_PATH) && wcslen(wide) == 49 && (char)wide[20] == text[20],
          "GetVolumeNameForVolumeMountPointW: likewise");
    CHECK(!GetVolumeNameForVolumeMountPointA(root, text, 20) && failed(ERROR_FILENAME_EXCED_RANGE),
          "GetVolumeNameForVolumeMountPointA: ERROR_FILENAME_EXCED_RANGE for a small buffer");
    CHECK(!GetVolumeNameForVolumeMountPointW(no_root_w, wide, MAX_PATH),
          "GetVolumeNameForVolumeMountPointW: of no drive");
    GetVolumeNameForVolumeMountPointW(root_w, wide, MAX_PATH);
    CHECK(GetDriveTypeW(wide) == GetDriveTypeW(root_w), "GetDriveTypeW: of a volume's name");
    wcscat(wcscpy(path_w, wide), scratch_w + 3);
    CHECK(GetFileAttributesW(path_w) & FILE_ATTRIBUTE_DIRECTORY &&
              GetFileAttributesW(path_w) != INVALID_FILE_ATTRIBUTES,
          "a volume's name begins paths");
    path_w[0] = 0;
    CHECK(GetVolumePathNamesForVolumeNameW(wide, path_w, MAX_PATH, &needed) && !wcscmp(path_w, root_w) && needed >= 5 &&
              path_w[4] == 0,
          "GetVolumePathNamesForVolumeNameW: \"a list of drive letters and mounted folder paths\"");
    CHECK(!GetVolumePathNamesForVolumeNameW(wide, path_w, 2, &needed) && failed(ERROR_MORE_DATA) && needed >= 5,
          "GetVolumePathNamesForVolumeNameW: ERROR_MORE_DATA, and the length needed");
    CHECK(!GetVolumePathNamesForVolumeNameW(L"none", path_w, MAX_PATH, &needed) && failed(ERROR_INVALID_NAME),
          "GetVolumePathNamesForVolumeNameW: of no volume");

    snprintf(deep, sizeof deep, "%s\\none\\none", scratch);
    CHECK(GetVolumePathNameA(scratch, path, sizeof path) && !_stricmp(path, root),
          "GetVolumePathNameA: \"the volume mount point where the specified path is mounted\"");
    CHECK(GetVolumePathNameA(deep, path, sizeof path) && !_stricmp(path, root),
          "GetVolumePathNameA: of a path that is not there");
    CHECK(GetVolumePathNameW(L"x", path_w, MAX_PATH) && !_wcsicmp(path_w, root_w),
          "GetVolumePathNameW: of a relative path");
    CHECK(!GetVolumePathNameA(scratch, path, 2) && failed(ERROR_FILENAME_EXCED_RANGE),
          "GetVolumePathNameA: ERROR_FILENAME_EXCED_RANGE for a small buffer");
    CHECK(!GetVolumePathNameW(scratch_w, path_w, 1) && failed(ERROR_FILENAME_EXCED_RANGE),
          "GetVolumePathNameW: likewise");

    drive[0] = root[0];
    drive_w[0] = root_w[0];
    DWORD length = QueryDosDeviceA(drive, text, sizeof text);
    CHECK(length > 2 && !strncmp(text, "\\Device\\", 8) && text[length - 1] == 0 && text[length - 2] == 0,
          "QueryDosDeviceA: \"the number of TCHARs stored\", \"The final null-terminated string is followed by an "
          "additional NULL\"");
    CHECK(QueryDosDeviceW(drive_w, wide, MAX_PATH) == length && wide[8] == (WCHAR)text[8], "QueryDosDeviceW: likewise");
    CHECK(!QueryDosDeviceA(drive, text, 3) && failed(ERROR_INSUFFICIENT_BUFFER),
          "QueryDosDeviceA: \"If the buffer is too small, the function fails and the last error code is "
          "ERROR_INSUFFICIENT_BUFFER\"");
    drive_w[0] = no_root_w[0];
    CHECK(!QueryDosDeviceW(drive_w, wide, MAX_PATH) && failed(ERROR_FILE_NOT_FOUND), "QueryDosDeviceW: of no device");
    CHECK(QueryDosDeviceA("NUL", text, sizeof text) && !strcmp(text, "\\Device\\Null"), "QueryDosDeviceA: NUL");
    static WCHAR list[65536];
    BOOL found = FALSE;
    drive_w[0] = root_w[0];
    length = QueryDosDeviceW(NULL, list, 65536);
    for (WCHAR *name = list; length && *name; name += wcslen(name) + 1) found |= !wcscmp(name, drive_w);
    CHECK(found, "QueryDosDeviceW: lpDeviceName NULL, \"a list of all existing MS-DOS device names\"");
}

int main(void)
{
    scratch_enter();
    root[0] = scratch[0];
    root_w[0] = scratch_w[0];
    test_drives();
    test_information();
    test_space();
    test_names();
    scratch_leave();
    return check_done();
}
