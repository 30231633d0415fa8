/* SPDX-License-Identifier: MIT */
/* Drives and volumes.
 *
 * A drive is a letter that opens; its volume has a GUID made from the letter (the host knows the same rule) and the
 * device \Device\HarddiskVolumeN, N counting from A:.  Left out: mounting, labels, lists of volumes, defining devices.
 */
#include "path.h"

static BOOL drive_is_there(WCHAR letter)
{
    WCHAR name[] = L"\\??\\A:\\";
    UNICODE_STRING text = {sizeof name - sizeof(WCHAR), sizeof name, name};
    OBJECT_ATTRIBUTES attributes;
    FILE_BASIC_INFORMATION info;

    name[4] = letter;
    InitializeObjectAttributes(&attributes, &text, OBJ_CASE_INSENSITIVE, NULL, NULL);
    return NT_SUCCESS(NtQueryAttributesFile(&attributes, &info));
}

/* "GetLogicalDrives function": bit 0 is drive A. */
DWORD WINAPI GetLogicalDrives(void)
{
    DWORD mask = 0;

    for (int i = 0; i < 26; i++)
        if (drive_is_there((WCHAR)('A' + i))) mask |= 1u << i;
    return mask;
}

/* "GetLogicalDriveStringsW function": the length without the last terminator, or the room needed with it. */
DWORD WINAPI GetLogicalDriveStringsW(DWORD size, LPWSTR buffer)
{
    DWORD mask = GetLogicalDrives(), needed = 4u * (DWORD)__builtin_popcount(mask);

    if (!buffer || size < needed + 1) return needed + 1;
    for (int i = 0; i < 26; i++)
        if (mask & 1u << i) {
            *buffer++ = (WCHAR)('A' + i);
            *buffer++ = ':';
            *buffer++ = '\\';
            *buffer++ = 0;
        }
    *buffer = 0;
    return needed;
}

DWORD WINAPI GetLogicalDriveStringsA(DWORD size, LPSTR buffer)
{
    WCHAR text[26 * 4 + 1];
    DWORD length = GetLogicalDriveStringsW(sizeof text / sizeof *text, text);

    if (!buffer || size < length + 1) return length + 1;
    for (DWORD i = 0; i <= length; i++) buffer[i] = (char)text[i]; /* letters alone */
    return length;
}

/* The root a function means: NULL is the current drive's.  FALSE with the last error set. */
static BOOL root_of(LPCWSTR root, WCHAR *room, LPCWSTR *out)
{
    WCHAR current[4];

    *out = root;
    if (root) return TRUE;
    const UNICODE_STRING *folder = &base_peb()->ProcessParameters->CurrentDirectory.DosPath;
    RtlAcquirePebLock();
    memcpy(current, folder->Buffer, 3 * sizeof(WCHAR));
    RtlReleasePebLock();
    if (current[1] != ':') return base_fail(STATUS_OBJECT_PATH_NOT_FOUND);
    current[3] = 0;
    wcscpy(room, current);
    *out = room;
    return TRUE;
}

/* Is it the name of a root, `X:\` in any of its forms? */
static BOOL is_root(LPCWSTR name)
{
    size_t units;
    WCHAR *full = path_full(name, &units);

    if (!full) return FALSE;
    BOOL yes = (units == 3 && full[1] == ':' && full[2] == '\\') || (units == 7 && full[5] == ':' && full[6] == '\\') ||
               (units == PATH_VOLUME_UNITS && !_wcsnicmp(full, PATH_VOLUME_FRONT, wcslen(PATH_VOLUME_FRONT)));
    base_free(full);
    return yes;
}

/* "GetDriveTypeW function": DRIVE_NO_ROOT_DIR where the path is not that of a volume. */
UINT WINAPI GetDriveTypeW(LPCWSTR root)
{
    FILE_FS_DEVICE_INFORMATION device;
    IO_STATUS_BLOCK io;
    WCHAR room[8], bare[] = L"A:\\";

    if (!root_of(root, room, &root)) return DRIVE_NO_ROOT_DIR;
    if (root[0] && root[1] == ':' && !root[2]) { /* `C:` is taken for its root, not for the folder it means */
        bare[0] = root[0];
        root = bare;
    }
    if (!is_root(root)) return DRIVE_NO_ROOT_DIR;
    HANDLE folder = path_open(root, FILE_READ_ATTRIBUTES, FILE_DIRECTORY_FILE | FILE_OPEN_FOR_BACKUP_INTENT);
    if (folder == INVALID_HANDLE_VALUE) return DRIVE_NO_ROOT_DIR;
    NTSTATUS status = NtQueryVolumeInformationFile(folder, &io, &device, sizeof device, FileFsDeviceInformation);
    NtClose(folder);
    if (!NT_SUCCESS(status)) return DRIVE_UNKNOWN;
    if (device.Characteristics & FILE_REMOTE_DEVICE) return DRIVE_REMOTE;
    switch (device.DeviceType) {
    case FILE_DEVICE_CD_ROM:
    case FILE_DEVICE_CD_ROM_FILE_SYSTEM: return DRIVE_CDROM;
    case FILE_DEVICE_VIRTUAL_DISK: return DRIVE_RAMDISK;
    case FILE_DEVICE_NETWORK_FILE_SYSTEM: return DRIVE_REMOTE;
    case FILE_DEVICE_DISK:
    case FILE_DEVICE_DISK_FILE_SYSTEM:
        return device.Characteristics & FILE_REMOVABLE_MEDIA ? DRIVE_REMOVABLE : DRIVE_FIXED;
    }
    return DRIVE_UNKNOWN;
}

UINT WINAPI GetDriveTypeA(LPCSTR root)
{
    struct path_wide path;

    if (!path_wide(&path, root)) return DRIVE_NO_ROOT_DIR;
    UINT type = GetDriveTypeW(path.text);
    path_free(&path);
    return type;
}

/* Opens a volume's root for questions. */
static HANDLE open_root(LPCWSTR root)
{
    WCHAR room[8];
    size_t length;

    if (!root_of(root, room, &root)) return INVALID_HANDLE_VALUE;
    length = wcslen(root);
    /* "A trailing backslash is required." */
    if (!length || root[length - 1] != '\\') return base_fail(STATUS_OBJECT_NAME_INVALID), INVALID_HANDLE_VALUE;
    if (!is_root(root)) {
        HANDLE folder = path_open(root, FILE_READ_ATTRIBUTES, FILE_DIRECTORY_FILE | FILE_OPEN_FOR_BACKUP_INTENT);
        if (folder == INVALID_HANDLE_VALUE) return folder;
        NtClose(folder);
        return RtlSetLastWin32Error(ERROR_DIR_NOT_ROOT), INVALID_HANDLE_VALUE;
    }
    return path_open(root, FILE_READ_ATTRIBUTES, FILE_DIRECTORY_FILE | FILE_OPEN_FOR_BACKUP_INTENT);
}

/* Puts counted text into a caller's buffer; ERROR_BAD_LENGTH where it does not fit. */
static BOOL put(const WCHAR *text, ULONG bytes, LPWSTR buffer, DWORD size)
{
    if (!buffer || !size) return TRUE;
    if (bytes / sizeof(WCHAR) >= size) return RtlSetLastWin32Error(ERROR_BAD_LENGTH), FALSE;
    memcpy(buffer, text, bytes);
    buffer[bytes / sizeof(WCHAR)] = 0;
    return TRUE;
}

/* "GetVolumeInformationByHandleW function". */
BOOL WINAPI GetVolumeInformationByHandleW(HANDLE file, LPWSTR label, DWORD label_size, DWORD *serial, DWORD *longest,
                                          DWORD *flags, LPWSTR system, DWORD system_size)
{
    struct {
        FILE_FS_VOLUME_INFORMATION info;
        WCHAR text[MAX_PATH];
    } volume;
    struct {
        FILE_FS_ATTRIBUTE_INFORMATION info;
        WCHAR text[MAX_PATH];
    } about;
    IO_STATUS_BLOCK io;

    if (!base_ok(NtQueryVolumeInformationFile(file, &io, &volume, sizeof volume, FileFsVolumeInformation)) ||
        !base_ok(NtQueryVolumeInformationFile(file, &io, &about, sizeof about, FileFsAttributeInformation)))
        return FALSE;
    if (serial) *serial = volume.info.VolumeSerialNumber;
    if (longest) *longest = (DWORD)about.info.MaximumComponentNameLength;
    if (flags) *flags = about.info.FileSystemAttributes;
    return put(volume.info.VolumeLabel, volume.info.VolumeLabelLength, label, label_size) &&
           put(about.info.FileSystemName, about.info.FileSystemNameLength, system, system_size);
}

/* "GetVolumeInformationW function". */
BOOL WINAPI GetVolumeInformationW(LPCWSTR root, LPWSTR label, DWORD label_size, DWORD *serial, DWORD *longest,
                                  DWORD *flags, LPWSTR system, DWORD system_size)
{
    HANDLE folder = open_root(root);

    if (folder == INVALID_HANDLE_VALUE) return FALSE;
    BOOL ok = GetVolumeInformationByHandleW(folder, label, label_size, serial, longest, flags, system, system_size);
    NtClose(folder);
    return ok;
}

BOOL WINAPI GetVolumeInformationA(LPCSTR root, LPSTR label, DWORD label_size, DWORD *serial, DWORD *longest,
                                  DWORD *flags, LPSTR system, DWORD system_size)
{
    WCHAR label_text[MAX_PATH], system_text[MAX_PATH];
    struct path_wide path;

    if (!path_wide(&path, root)) return FALSE;
    BOOL ok = GetVolumeInformationW(path.text, label_text, MAX_PATH, serial, longest, flags, system_text, MAX_PATH);
    path_free(&path);
    if (!ok) return FALSE;
    if ((label && label_size && path_answer(label_text, wcslen(label_text), label, label_size) >= label_size) ||
        (system && system_size && path_answer(system_text, wcslen(system_text), system, system_size) >= system_size))
        return RtlSetLastWin32Error(ERROR_BAD_LENGTH), FALSE;
    return TRUE;
}

/* "GetDiskFreeSpaceW function". */
BOOL WINAPI GetDiskFreeSpaceW(LPCWSTR root, DWORD *sectors, DWORD *bytes, DWORD *free, DWORD *total)
{
    FILE_FS_SIZE_INFORMATION size;
    IO_STATUS_BLOCK io;
    WCHAR room[8];

    if (!root_of(root, room, &root)) return FALSE;
    HANDLE folder = path_open(root, FILE_READ_ATTRIBUTES, FILE_DIRECTORY_FILE | FILE_OPEN_FOR_BACKUP_INTENT);
    if (folder == INVALID_HANDLE_VALUE) return FALSE;
    NTSTATUS status = NtQueryVolumeInformationFile(folder, &io, &size, sizeof size, FileFsSizeInformation);
    NtClose(folder);
    if (!base_ok(status)) return FALSE;
    /* what does not fit is as much as can be said */
    ULONGLONG units = (ULONGLONG)size.TotalAllocationUnits.QuadPart,
              left = (ULONGLONG)size.AvailableAllocationUnits.QuadPart;
    if (sectors) *sectors = size.SectorsPerAllocationUnit;
    if (bytes) *bytes = size.BytesPerSector;
    if (free) *free = left > MAXDWORD ? MAXDWORD : (DWORD)left;
    if (total) *total = units > MAXDWORD ? MAXDWORD : (DWORD)units;
    return TRUE;
}

BOOL WINAPI GetDiskFreeSpaceA(LPCSTR root, DWORD *sectors, DWORD *bytes, DWORD *free, DWORD *total)
{
    struct path_wide path;

    if (!path_wide(&path, root)) return FALSE;
    BOOL ok = GetDiskFreeSpaceW(path.text, sectors, bytes, free, total);
    path_free(&path);
    return ok;
}

/* "GetDiskFreeSpaceExW function": any folder of the volume will do. */
BOOL WINAPI GetDiskFreeSpaceExW(LPCWSTR name, ULARGE_INTEGER *caller_free, ULARGE_INTEGER *total,
                                ULARGE_INTEGER *all_free)
{
    FILE_FS_FULL_SIZE_INFORMATION size;
    IO_STATUS_BLOCK io;
    WCHAR room[8];

    if (!root_of(name, room, &name)) return FALSE;
    HANDLE folder = path_open(name, FILE_READ_ATTRIBUTES, FILE_DIRECTORY_FILE | FILE_OPEN_FOR_BACKUP_INTENT);
    if (folder == INVALID_HANDLE_VALUE) return FALSE;
    NTSTATUS status = NtQueryVolumeInformationFile(folder, &io, &size, sizeof size, FileFsFullSizeInformation);
    NtClose(folder);
    if (!base_ok(status)) return FALSE;
    ULONGLONG unit = (ULONGLONG)size.SectorsPerAllocationUnit * size.BytesPerSector;
    if (caller_free) caller_free->QuadPart = (ULONGLONG)size.CallerAvailableAllocationUnits.QuadPart * unit;
    if (total) total->QuadPart = (ULONGLONG)size.TotalAllocationUnits.QuadPart * unit;
    if (all_free) all_free->QuadPart = (ULONGLONG)size.ActualAvailableAllocationUnits.QuadPart * unit;
    return TRUE;
}

BOOL WINAPI GetDiskFreeSpaceExA(LPCSTR name, ULARGE_INTEGER *caller_free, ULARGE_INTEGER *total,
                                ULARGE_INTEGER *all_free)
{
    struct path_wide path;

    if (!path_wide(&path, name)) return FALSE;
    BOOL ok = GetDiskFreeSpaceExW(path.text, caller_free, total, all_free);
    path_free(&path);
    return ok;
}
