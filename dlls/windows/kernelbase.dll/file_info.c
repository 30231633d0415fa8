/* SPDX-License-Identifier: MIT */
/* What an open file tells of itself, and what it lets be changed: type, times, attributes, names. */
#include "path.h"

#include "nt_filestat.h"

/* "GetFileType function": FILE_TYPE_UNKNOWN with NO_ERROR is an answer, with another error a failure. */
DWORD WINAPI GetFileType(HANDLE file)
{
    FILE_FS_DEVICE_INFORMATION device;
    IO_STATUS_BLOCK io;

    if (!base_ok(NtQueryVolumeInformationFile(file, &io, &device, sizeof device, FileFsDeviceInformation)))
        return FILE_TYPE_UNKNOWN;
    switch (device.DeviceType) {
    case FILE_DEVICE_CD_ROM:
    case FILE_DEVICE_CD_ROM_FILE_SYSTEM:
    case FILE_DEVICE_CONTROLLER:
    case FILE_DEVICE_DATALINK:
    case FILE_DEVICE_DFS:
    case FILE_DEVICE_DISK:
    case FILE_DEVICE_DISK_FILE_SYSTEM:
    case FILE_DEVICE_VIRTUAL_DISK: return FILE_TYPE_DISK;
    case FILE_DEVICE_KEYBOARD:
    case FILE_DEVICE_MOUSE:
    case FILE_DEVICE_NULL:
    case FILE_DEVICE_PARALLEL_PORT:
    case FILE_DEVICE_PRINTER:
    case FILE_DEVICE_SERIAL_PORT:
    case FILE_DEVICE_SCREEN:
    case FILE_DEVICE_SOUND:
    case FILE_DEVICE_MODEM:
    case FILE_DEVICE_CONSOLE: return FILE_TYPE_CHAR;
    case FILE_DEVICE_NAMED_PIPE: return FILE_TYPE_PIPE;
    }
    RtlSetLastWin32Error(NO_ERROR);
    return FILE_TYPE_UNKNOWN;
}

static FILETIME file_time(LARGE_INTEGER time)
{
    return (FILETIME){time.LowPart, (DWORD)time.HighPart};
}

BOOL WINAPI GetFileTime(HANDLE file, FILETIME *created, FILETIME *accessed, FILETIME *written)
{
    FILE_BASIC_INFORMATION basic;
    IO_STATUS_BLOCK io;

    if (!base_ok(NtQueryInformationFile(file, &io, &basic, sizeof basic, FileBasicInformation))) return FALSE;
    if (created) *created = file_time(basic.CreationTime);
    if (accessed) *accessed = file_time(basic.LastAccessTime);
    if (written) *written = file_time(basic.LastWriteTime);
    return TRUE;
}

/* 0 leaves a time as it is; all ones stop its further changes by this handle, which NT's own call knows as -1. */
static LARGE_INTEGER nt_time(const FILETIME *time)
{
    LARGE_INTEGER value = {.QuadPart = 0};

    if (time) {
        value.LowPart = time->dwLowDateTime;
        value.HighPart = (LONG)time->dwHighDateTime;
    }
    return value;
}

BOOL WINAPI SetFileTime(HANDLE file, const FILETIME *created, const FILETIME *accessed, const FILETIME *written)
{
    FILE_BASIC_INFORMATION basic = {
        .CreationTime = nt_time(created), .LastAccessTime = nt_time(accessed), .LastWriteTime = nt_time(written)};
    IO_STATUS_BLOCK io;

    return base_ok(NtSetInformationFile(file, &io, &basic, sizeof basic, FileBasicInformation));
}

BOOL WINAPI GetFileInformationByHandle(HANDLE file, BY_HANDLE_FILE_INFORMATION *info)
{
    struct {
        FILE_FS_VOLUME_INFORMATION info;
        WCHAR label[64];
    } volume;
    FILE_STAT_INFORMATION stat;
    IO_STATUS_BLOCK io;
    NTSTATUS status;

    status = NtQueryVolumeInformationFile(file, &io, &volume, sizeof volume, FileFsVolumeInformation);
    if (NT_ERROR(status)) return base_fail(status);
    status = NtQueryInformationFile(file, &io, &stat, sizeof stat, FileStatInformation);
    if (NT_ERROR(status)) return base_fail(status);
    info->dwFileAttributes = stat.FileAttributes;
    info->ftCreationTime = file_time(stat.CreationTime);
    info->ftLastAccessTime = file_time(stat.LastAccessTime);
    info->ftLastWriteTime = file_time(stat.LastWriteTime);
    info->dwVolumeSerialNumber = volume.info.VolumeSerialNumber;
    info->nFileSizeHigh = (DWORD)stat.EndOfFile.HighPart;
    info->nFileSizeLow = stat.EndOfFile.LowPart;
    info->nNumberOfLinks = stat.NumberOfLinks;
    info->nFileIndexHigh = (DWORD)stat.FileId.HighPart;
    info->nFileIndexLow = stat.FileId.LowPart;
    return TRUE;
}

/* The classes of GetFileInformationByHandleEx, whose structures are NT's own. */
static const struct {
    ULONG class;  /* NT's */
    ULONG folder; /* entries of a folder; 2: from the first one on */
    ULONG settable;
} classes[] = {
    [FileBasicInfo] = {FileBasicInformation,           0, 1},
    [FileStandardInfo] = {FileStandardInformation,        0, 0},
    [FileNameInfo] = {FileNameInformation,            0, 0},
    [FileRenameInfo] = {FileRenameInformation,          0, 1},
    [FileDispositionInfo] = {FileDispositionInformation,     0, 1},
    [FileAllocationInfo] = {FileAllocationInformation,      0, 1},
    [FileEndOfFileInfo] = {FileEndOfFileInformation,       0, 1},
    [FileStreamInfo] = {FileStreamInformation,          0, 0},
    [FileCompressionInfo] = {FileCompressionInformation,     0, 0},
    [FileAttributeTagInfo] = {FileAttributeTagInformation,    0, 0},
    [FileIdBothDirectoryInfo] = {FileIdBothDirectoryInformation, 1, 0},
    [FileIdBothDirectoryRestartInfo] = {FileIdBothDirectoryInformation, 2, 0},
    [FileIoPriorityHintInfo] = {FileIoPriorityHintInformation,  0, 1},
    [FileRemoteProtocolInfo] = {FileRemoteProtocolInformation,  0, 0},
    [FileFullDirectoryInfo] = {FileFullDirectoryInformation,   1, 0},
    [FileFullDirectoryRestartInfo] = {FileFullDirectoryInformation,   2, 0},
    [FileStorageInfo] = {0,                              0, 0}, /* the volume's */
    [FileAlignmentInfo] = {FileAlignmentInformation,       0, 0},
    [FileIdInfo] = {FileIdInformation,              0, 0},
    [FileIdExtdDirectoryInfo] = {FileIdExtdDirectoryInformation, 1, 0},
    [FileIdExtdDirectoryRestartInfo] = {FileIdExtdDirectoryInformation, 2, 0},
    [21] = {FileDispositionInformationEx,   0, 1}, /* FileDispositionInfoEx */
    [22] = {FileRenameInformationEx,        0, 1}, /* FileRenameInfoEx */
    [23] = {FileCaseSensitiveInformation,   0, 1}, /* FileCaseSensitiveInfo */
    [24] = {FileNormalizedNameInformation,  0, 0}, /* FileNormalizedNameInfo */
};
#define CLASSES (sizeof classes / sizeof *classes)

/* The classes whose query makes no sense: they are only set. */
static BOOL only_set(ULONG class)
{
    return class == FileRenameInformation || class == FileDispositionInformation ||
           class == FileAllocationInformation || class == FileEndOfFileInformation ||
           class == FileDispositionInformationEx || class == FileRenameInformationEx;
}

/* "GetFileInformationByHandleEx function". */
BOOL WINAPI GetFileInformationByHandleEx(HANDLE file, FILE_INFO_BY_HANDLE_CLASS class, LPVOID info, DWORD size)
{
    IO_STATUS_BLOCK io = {.Information = 0};
    NTSTATUS status;

    if ((ULONG) class >= CLASSES || only_set(classes[class].class)) return base_fail(STATUS_INVALID_PARAMETER);
    if (classes[class].folder) {
        status = NtQueryDirectoryFile(file, NULL, NULL, NULL, &io, info, size, classes[class].class, FALSE, NULL,
                                      classes[class].folder == 2);
        /* "until ... the call fails with ERROR_NO_MORE_FILES" */
    } else if (class == FileStorageInfo) {
        status = NtQueryVolumeInformationFile(file, &io, info, size, FileFsSectorSizeInformation);
    } else {
        status = NtQueryInformationFile(file, &io, info, size, classes[class].class);
        if (status == STATUS_SUCCESS && class == FileStreamInfo && !io.Information)
            status = STATUS_END_OF_FILE; /* a folder without streams */
    }
    return base_ok(status);
}

/* Hands a rename down with the NT form of the name, which the caller gave as a DOS path. */
static NTSTATUS set_name(HANDLE file, const FILE_RENAME_INFO *info, DWORD size, ULONG class)
{
    DWORD head = offsetof(FILE_RENAME_INFO, FileName);
    UNICODE_STRING nt = {0, 0, NULL};
    IO_STATUS_BLOCK io;
    WCHAR *name;

    if (size < sizeof *info) return STATUS_INFO_LENGTH_MISMATCH;
    if (info->FileNameLength > size - head || info->FileNameLength & 1) return STATUS_INVALID_PARAMETER;
    if (!(name = base_alloc(info->FileNameLength + sizeof(WCHAR)))) return STATUS_NO_MEMORY;
    memcpy(name, info->FileName, info->FileNameLength);
    name[info->FileNameLength / sizeof(WCHAR)] = 0;
    NTSTATUS status = info->RootDirectory || *name == ':'
                          ? NtSetInformationFile(file, &io, (void *)info, size, class)
                          : RtlDosPathNameToNtPathName_U_WithStatus(name, &nt, NULL, NULL);
    base_free(name);
    if (!nt.Buffer) return status;
    FILE_RENAME_INFORMATION *rename = base_alloc(sizeof *rename + nt.Length);
    if (rename) {
        memset(rename, 0, sizeof *rename);
        if (class == FileRenameInformationEx)
            memcpy(&rename->Flags, info, sizeof rename->Flags);
        else
            rename->ReplaceIfExists = info->ReplaceIfExists != 0;
        rename->FileNameLength = nt.Length;
        memcpy(rename->FileName, nt.Buffer, nt.Length);
        status = NtSetInformationFile(file, &io, rename, sizeof *rename + nt.Length, class);
        base_free(rename);
    } else {
        status = STATUS_NO_MEMORY;
    }
    RtlFreeUnicodeString(&nt);
    return status;
}

/* "SetFileInformationByHandle function". */
BOOL WINAPI SetFileInformationByHandle(HANDLE file, FILE_INFO_BY_HANDLE_CLASS class, LPVOID info, DWORD size)
{
    IO_STATUS_BLOCK io;

    if ((ULONG) class >= CLASSES || !classes[class].settable) return base_fail(STATUS_INVALID_PARAMETER);
    if (class == FileRenameInfo || classes[class].class == FileRenameInformationEx)
        return base_ok(set_name(file, info, size, classes[class].class));
    return base_ok(NtSetInformationFile(file, &io, info, size, classes[class].class));
}

/* ---- final names ---- */

/* Units of `\Device\HarddiskVolumeN` at the front of a name, and the drive it is; 0: not there. */
static size_t volume_front(const WCHAR *name, size_t units, WCHAR *drive)
{
    static const WCHAR front[] = L"\\Device\\HarddiskVolume";
    size_t i = wcslen(front);
    ULONG number = 0;

    if (units <= i || _wcsnicmp(name, front, i)) return 0;
    for (; i < units && name[i] >= '0' && name[i] <= '9'; i++) number = number * 10 + (ULONG)(name[i] - '0');
    if (number < 1 || number > 26 || (i < units && name[i] != '\\')) return 0;
    *drive = (WCHAR)('A' + number - 1);
    return i;
}

/* Joins a front and the rest of a name, into memory of the heap. */
static WCHAR *joined(const WCHAR *front, const WCHAR *rest, size_t units, size_t *length)
{
    size_t before = wcslen(front);
    WCHAR *text = base_alloc((before + units + 1) * sizeof(WCHAR));

    if (!text) return NULL;
    memcpy(text, front, before * sizeof(WCHAR));
    memcpy(text + before, rest, units * sizeof(WCHAR));
    text[ *length = before + units] = 0;
    return text;
}

/* The final name in the form that `flags` asks for, in the heap; NULL with the last error set. */
static WCHAR *final_name(HANDLE file, DWORD flags, size_t *length)
{
    ULONG size = sizeof(OBJECT_NAME_INFORMATION) + 0x10000, needed;
    OBJECT_NAME_INFORMATION *name;
    WCHAR *text = NULL, drive = 0, front[64];

    if (flags & ~(DWORD)(VOLUME_NAME_GUID | VOLUME_NAME_NT | VOLUME_NAME_NONE | FILE_NAME_OPENED) || (flags & 7) == 3 ||
        (flags & 7) > 4)
        return base_fail(STATUS_INVALID_PARAMETER), NULL;
    if (!(name = base_alloc(size))) return NULL;
    NTSTATUS status = NtQueryObject(file, ObjectNameInformation, name, size, &needed);
    size_t units = NT_SUCCESS(status) ? name->Name.Length / sizeof(WCHAR) : 0;
    size_t skip = units ? volume_front(name->Name.Buffer, units, &drive) : 0;
    if (!NT_SUCCESS(status) || !skip) {
        base_fail(NT_SUCCESS(status) ? STATUS_OBJECT_PATH_NOT_FOUND : status); /* no file of a volume */
        goto out;
    }
    switch (flags & 7) {
    case VOLUME_NAME_NT: text = joined(L"", name->Name.Buffer, units, length); break;
    case VOLUME_NAME_NONE: text = joined(L"", name->Name.Buffer + skip, units - skip, length); break;
    case VOLUME_NAME_GUID: {
        WCHAR root[] = L"A:\\";
        root[0] = drive;
        if (!GetVolumeNameForVolumeMountPointW(root, front, sizeof front / sizeof *front)) goto out;
        front[wcslen(front) - 1] = 0; /* its separator is the rest's first */
        text = joined(front, name->Name.Buffer + skip, units - skip, length);
        break;
    }
    default:
        wcscpy(front, L"\\\\?\\A:");
        front[4] = drive;
        text = joined(front, name->Name.Buffer + skip, units - skip, length);
    }
out:
    base_free(name);
    return text;
}

/* "GetFinalPathNameByHandleW function": the length without terminator, or the room needed with it; 0 on failure. */
DWORD WINAPI GetFinalPathNameByHandleW(HANDLE file, LPWSTR buffer, DWORD size, DWORD flags)
{
    size_t length;
    WCHAR *name = final_name(file, flags, &length);

    if (!name) return 0;
    DWORD result = path_answer_wide(name, length, buffer, size);
    base_free(name);
    if (result > length) RtlSetLastWin32Error(ERROR_NOT_ENOUGH_MEMORY);
    return result;
}

DWORD WINAPI GetFinalPathNameByHandleA(HANDLE file, LPSTR buffer, DWORD size, DWORD flags)
{
    size_t length;
    WCHAR *name = final_name(file, flags, &length);

    if (!name) return 0;
    DWORD result = path_answer(name, length, buffer, size);
    base_free(name);
    if (result >= size) RtlSetLastWin32Error(ERROR_NOT_ENOUGH_MEMORY);
    return result;
}
