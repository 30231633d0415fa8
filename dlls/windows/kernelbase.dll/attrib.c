/* SPDX-License-Identifier: MIT */
/* Attributes of files by name. */
#include "path.h"

/* "GetFileAttributesExW function". */
BOOL WINAPI GetFileAttributesExW(LPCWSTR name, GET_FILEEX_INFO_LEVELS level, LPVOID result)
{
    FILE_NETWORK_OPEN_INFORMATION info;
    WIN32_FILE_ATTRIBUTE_DATA *data = result;
    struct path_nt path;

    if (level != GetFileExInfoStandard) return base_fail(STATUS_INVALID_PARAMETER);
    if (!path_nt(&path, name)) return FALSE;
    NTSTATUS status = NtQueryFullAttributesFile(&path.attributes, &info);
    path_release(&path);
    if (!base_ok(status)) return FALSE;
    data->dwFileAttributes = info.FileAttributes;
    data->ftCreationTime = (FILETIME){info.CreationTime.LowPart, (DWORD)info.CreationTime.HighPart};
    data->ftLastAccessTime = (FILETIME){info.LastAccessTime.LowPart, (DWORD)info.LastAccessTime.HighPart};
    data->ftLastWriteTime = (FILETIME){info.LastWriteTime.LowPart, (DWORD)info.LastWriteTime.HighPart};
    data->nFileSizeHigh = (DWORD)info.EndOfFile.HighPart;
    data->nFileSizeLow = info.EndOfFile.LowPart;
    return TRUE;
}

BOOL WINAPI GetFileAttributesExA(LPCSTR name, GET_FILEEX_INFO_LEVELS level, LPVOID result)
{
    struct path_wide path;

    if (!path_wide(&path, name)) return FALSE;
    BOOL ok = GetFileAttributesExW(path.text, level, result);
    path_free(&path);
    return ok;
}

/* "GetFileAttributesW function": INVALID_FILE_ATTRIBUTES on failure.  A device's name has attributes of its own. */
DWORD WINAPI GetFileAttributesW(LPCWSTR name)
{
    FILE_BASIC_INFORMATION info;
    struct path_nt path;

    if (!path_nt(&path, name)) return INVALID_FILE_ATTRIBUTES;
    NTSTATUS status = NtQueryAttributesFile(&path.attributes, &info);
    path_release(&path);
    if (NT_SUCCESS(status)) return info.FileAttributes;
    if (RtlIsDosDeviceName_U(name)) return FILE_ATTRIBUTE_ARCHIVE;
    return base_fail(status), INVALID_FILE_ATTRIBUTES;
}

DWORD WINAPI GetFileAttributesA(LPCSTR name)
{
    struct path_wide path;

    if (!path_wide(&path, name)) return INVALID_FILE_ATTRIBUTES;
    DWORD attributes = GetFileAttributesW(path.text);
    path_free(&path);
    return attributes;
}

#define SETTABLE                                                                                                       \
    (FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_ARCHIVE |                \
     FILE_ATTRIBUTE_TEMPORARY | FILE_ATTRIBUTE_OFFLINE | FILE_ATTRIBUTE_NOT_CONTENT_INDEXED)

/* "SetFileAttributesW function": attributes that only other functions change are passed over. */
BOOL WINAPI SetFileAttributesW(LPCWSTR name, DWORD attributes)
{
    IO_STATUS_BLOCK io;
    HANDLE file = path_open(name, FILE_WRITE_ATTRIBUTES, FILE_OPEN_FOR_BACKUP_INTENT | FILE_OPEN_REPARSE_POINT);

    if (file == INVALID_HANDLE_VALUE) return FALSE;
    /* 0 would mean "as it is"; NORMAL says that there are none */
    FILE_BASIC_INFORMATION info = {.FileAttributes = (attributes & SETTABLE) | FILE_ATTRIBUTE_NORMAL};
    NTSTATUS status = NtSetInformationFile(file, &io, &info, sizeof info, FileBasicInformation);
    NtClose(file);
    return base_ok(status);
}

BOOL WINAPI SetFileAttributesA(LPCSTR name, DWORD attributes)
{
    struct path_wide path;

    if (!path_wide(&path, name)) return FALSE;
    BOOL ok = SetFileAttributesW(path.text, attributes);
    path_free(&path);
    return ok;
}

/* "GetCompressedFileSizeW function": what the file takes on disk; for one that is neither compressed nor sparse its
 * size. */
DWORD WINAPI GetCompressedFileSizeW(LPCWSTR name, DWORD *high)
{
    FILE_COMPRESSION_INFORMATION info;
    IO_STATUS_BLOCK io;
    HANDLE file = path_open(name, FILE_READ_ATTRIBUTES, FILE_OPEN_FOR_BACKUP_INTENT);

    if (file == INVALID_HANDLE_VALUE) return INVALID_FILE_SIZE;
    NTSTATUS status = NtQueryInformationFile(file, &io, &info, sizeof info, FileCompressionInformation);
    NtClose(file);
    if (!base_ok(status)) return INVALID_FILE_SIZE;
    if (high) *high = (DWORD)info.CompressedFileSize.HighPart;
    if (info.CompressedFileSize.LowPart == INVALID_FILE_SIZE) RtlSetLastWin32Error(NO_ERROR);
    return info.CompressedFileSize.LowPart;
}

DWORD WINAPI GetCompressedFileSizeA(LPCSTR name, DWORD *high)
{
    struct path_wide path;

    if (!path_wide(&path, name)) return INVALID_FILE_SIZE;
    DWORD low = GetCompressedFileSizeW(path.text, high);
    path_free(&path);
    return low;
}

/* "GetBinaryTypeW function": only an image whose machine runs here has a type. */
BOOL WINAPI GetBinaryTypeW(LPCWSTR name, DWORD *type)
{
    static const struct {
        WORD machine;
        DWORD type;
    } types[] = {
        {IMAGE_FILE_MACHINE_AMD64, SCS_64BIT_BINARY},
        {IMAGE_FILE_MACHINE_I386,  SCS_32BIT_BINARY},
    };
    IMAGE_DOS_HEADER dos;
    struct {
        DWORD signature;
        IMAGE_FILE_HEADER file;
    } head;
    DWORD done;
    HANDLE file = CreateFileW(name, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);

    if (file == INVALID_HANDLE_VALUE) return FALSE;
    BOOL ok = ReadFile(file, &dos, sizeof dos, &done, NULL) && done == sizeof dos &&
              dos.e_magic == IMAGE_DOS_SIGNATURE &&
              SetFilePointer(file, dos.e_lfanew, NULL, FILE_BEGIN) != INVALID_SET_FILE_POINTER &&
              ReadFile(file, &head, sizeof head, &done, NULL) && done == sizeof head &&
              head.signature == IMAGE_NT_SIGNATURE && !(head.file.Characteristics & IMAGE_FILE_DLL);
    NtClose(file);
    for (size_t i = 0; ok && i < sizeof types / sizeof *types; i++)
        if (types[i].machine == head.file.Machine) {
            *type = types[i].type;
            return TRUE;
        }
    RtlSetLastWin32Error(ERROR_BAD_EXE_FORMAT);
    return FALSE;
}

BOOL WINAPI GetBinaryTypeA(LPCSTR name, DWORD *type)
{
    struct path_wide path;

    if (!path_wide(&path, name)) return FALSE;
    BOOL ok = GetBinaryTypeW(path.text, type);
    path_free(&path);
    return ok;
}
