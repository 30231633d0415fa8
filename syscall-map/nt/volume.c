/* SPDX-License-Identifier: MIT */
/* NtQueryVolumeInformationFile: statvfs() as an NTFS volume's description.  The name says NTFS because programs ask for
 * features by it; the flags say what is there: no compression, encryption, quotas, streams or security descriptors.
 * Left out: labels and object ids, and setting anything. */
#include "nt/disk.h"

#include "door/guestmem.h"
#include "nt/io.h"
#include "nt/status.h"
#include "nt_calls.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

/* clang-format off */
static const struct {
    ULONG class, size;
} queries[] = {
    {FileFsVolumeInformation, offsetof(FILE_FS_VOLUME_INFORMATION, VolumeLabel)},
    {FileFsSizeInformation, sizeof(FILE_FS_SIZE_INFORMATION)},
    {FileFsDeviceInformation, sizeof(FILE_FS_DEVICE_INFORMATION)},
    {FileFsAttributeInformation, offsetof(FILE_FS_ATTRIBUTE_INFORMATION, FileSystemName)},
    {FileFsFullSizeInformation, sizeof(FILE_FS_FULL_SIZE_INFORMATION)},
    {FileFsSectorSizeInformation, sizeof(FILE_FS_SECTOR_SIZE_INFORMATION)},
};
/* clang-format on */

#define SECTOR 512

uint64_t disk_serial(dev_t dev)
{
    uint64_t hash = (uint64_t)dev * 0x9e3779b97f4a7c15ull;
    return hash << 32 | hash >> 32 | 1;
}

/* Text at the end of an answer, cut to what fits. */
static NTSTATUS put_text(const char *text, ULONG *bytes, WCHAR *to, ULONG room, ULONG_PTR *done)
{
    size_t units = strlen(text), fits = room / sizeof(WCHAR);
    *bytes = (ULONG)(units * sizeof(WCHAR));
    if (fits > units) fits = units;
    for (size_t i = 0; i < fits; i++)
        memcpy((char *)to + i * sizeof(WCHAR), &(WCHAR){(unsigned char)text[i]}, sizeof(WCHAR));
    *done += fits * sizeof(WCHAR);
    return fits < units ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

NTSTATUS disk_query_volume(struct file *file, ULONG class, void *out, ULONG length, ULONG_PTR *done)
{
    struct statvfs fs = {0};
    /* who asks for the serial number asks for it with each file: that is known already */
    if (class != FileFsVolumeInformation && fstatvfs(file->fd, &fs) != 0) return status_from_errno(errno);
    ULONG sectors = fs.f_frsize >= SECTOR ? (ULONG)(fs.f_frsize / SECTOR) : 1;
    switch (class) {
    case FileFsVolumeInformation: {
        FILE_FS_VOLUME_INFORMATION *volume = out;
        volume->VolumeSerialNumber = (ULONG)disk_serial(file->dev);
        volume->SupportsObjects = FALSE;
        return STATUS_SUCCESS; /* no label */
    }
    case FileFsSizeInformation: {
        FILE_FS_SIZE_INFORMATION *size = out;
        size->TotalAllocationUnits.QuadPart = (int64_t)fs.f_blocks;
        size->AvailableAllocationUnits.QuadPart = (int64_t)fs.f_bavail;
        size->SectorsPerAllocationUnit = sectors;
        size->BytesPerSector = SECTOR;
        return STATUS_SUCCESS;
    }
    case FileFsFullSizeInformation: {
        FILE_FS_FULL_SIZE_INFORMATION *size = out;
        size->TotalAllocationUnits.QuadPart = (int64_t)fs.f_blocks;
        size->CallerAvailableAllocationUnits.QuadPart = (int64_t)fs.f_bavail;
        size->ActualAvailableAllocationUnits.QuadPart = (int64_t)fs.f_bfree;
        size->SectorsPerAllocationUnit = sectors;
        size->BytesPerSector = SECTOR;
        return STATUS_SUCCESS;
    }
    case FileFsAttributeInformation: {
        FILE_FS_ATTRIBUTE_INFORMATION *attribute = out;
        attribute->FileSystemAttributes = FILE_CASE_PRESERVED_NAMES | FILE_CASE_SENSITIVE_SEARCH |
                                          FILE_UNICODE_ON_DISK | FILE_SUPPORTS_SPARSE_FILES |
                                          FILE_SUPPORTS_REPARSE_POINTS | FILE_SUPPORTS_HARD_LINKS |
                                          (fs.f_flag & ST_RDONLY ? FILE_READ_ONLY_VOLUME : 0);
        attribute->MaximumComponentNameLength = 255;
        ULONG head = offsetof(FILE_FS_ATTRIBUTE_INFORMATION, FileSystemName);
        return put_text("NTFS", &attribute->FileSystemNameLength, (WCHAR *)((char *)out + head), length - head, done);
    }
    case FileFsSectorSizeInformation: {
        FILE_FS_SECTOR_SIZE_INFORMATION *size = out;
        size->LogicalBytesPerSector = size->FileSystemEffectivePhysicalBytesPerSectorForAtomicity = SECTOR;
        size->PhysicalBytesPerSectorForAtomicity = size->PhysicalBytesPerSectorForPerformance = (ULONG)fs.f_bsize;
        size->Flags = 3; /* aligned device, partition aligned on it */
        return STATUS_SUCCESS;
    }
    default: return STATUS_INVALID_PARAMETER;
    }
}

NTSTATUS sys_NtQueryVolumeInformationFile(HANDLE FileHandle, IO_STATUS_BLOCK *IoStatusBlock, void *FsInformation,
                                          ULONG Length, ULONG FsInformationClass)
{
    struct io io;
    size_t row = 0;
    _Alignas(8) char out[512] = {0};
    while (row < sizeof queries / sizeof *queries && queries[row].class != FsInformationClass) row++;
    if (row == sizeof queries / sizeof *queries) return STATUS_INVALID_INFO_CLASS;
    if (Length < queries[row].size) return STATUS_INFO_LENGTH_MISMATCH;
    NTSTATUS status = io_begin(&io, FileHandle, NULL, NULL, NULL, IoStatusBlock, 0);
    if (status != STATUS_SUCCESS) return status;
    ULONG_PTR done = queries[row].size;
    if (FsInformationClass == FileFsDeviceInformation) {
        FILE_FS_DEVICE_INFORMATION *device = (FILE_FS_DEVICE_INFORMATION *)out;
        device->DeviceType = io.file->device_type;
        device->Characteristics = io.file->device_type == FILE_DEVICE_DISK ? 0x20 /* mounted */ : 0;
    } else {
        status = io.file->ops->query_volume
                     ? io.file->ops->query_volume(io.file, FsInformationClass, out,
                                                  Length < sizeof out ? Length : (ULONG)sizeof out, &done)
                     : STATUS_INVALID_DEVICE_REQUEST;
    }
    if (NT_ERROR(status))
        done = 0;
    else if (!guest_write(FsInformation, out, done))
        status = STATUS_ACCESS_VIOLATION, done = 0;
    return io_end(&io, status, done);
}
