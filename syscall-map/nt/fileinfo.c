/* SPDX-License-Identifier: MIT */
/* NtQueryInformationFile, NtSetInformationFile, NtQueryAttributesFile, NtQueryFullAttributesFile.
 *
 * A table says of each class how long its structure is and which right it needs.  Queries are put together in host
 * memory and copied out at the end.  A file's name is asked of the kernel (/proc/self/fd), so that it is right after a
 * rename. Left out: short (8.3) names, hard links in other folders. */
#include "nt/completion.h"
#include "nt/disk.h"

#include "door/guestmem.h"
#include "linux/clock.h"
#include "linux/path.h"
#include "linux/utf.h"
#include "nt/alternate.h"
#include "nt/attributes.h"
#include "nt/guest.h"
#include "nt/handle.h"
#include "nt/io.h"
#include "nt/share.h"
#include "nt/status.h"
#include "nt_calls.h"
#include "nt_filestat.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* Classes that can be asked, the least length of the answer, the right needed. */
/* clang-format off */
static const struct {
    ULONG class, size;
    ACCESS_MASK access;
} queries[] = {
    {FileBasicInformation, sizeof(FILE_BASIC_INFORMATION), FILE_READ_ATTRIBUTES},
    {FileStandardInformation, sizeof(FILE_STANDARD_INFORMATION), 0},
    {FileInternalInformation, sizeof(FILE_INTERNAL_INFORMATION), 0},
    {FileEaInformation, sizeof(FILE_EA_INFORMATION), 0},
    {FileAccessInformation, sizeof(FILE_ACCESS_INFORMATION), 0},
    {FileNameInformation, offsetof(FILE_NAME_INFORMATION, FileName), 0},
    {FileAlternateNameInformation, offsetof(FILE_NAME_INFORMATION, FileName), 0},
    {FileVolumeNameInformation, offsetof(FILE_NAME_INFORMATION, FileName), 0},
    {FileHardLinkInformation, sizeof(FILE_LINKS_INFORMATION), 0},
    {FileCaseSensitiveInformation, sizeof(FILE_CASE_SENSITIVE_INFORMATION), FILE_READ_ATTRIBUTES},
    {FileStatLxInformation, sizeof(FILE_STAT_LX_INFORMATION), FILE_READ_ATTRIBUTES},
    {FileNormalizedNameInformation, offsetof(FILE_NAME_INFORMATION, FileName), 0},
    {FilePositionInformation, sizeof(FILE_POSITION_INFORMATION), 0},
    {FileModeInformation, sizeof(FILE_MODE_INFORMATION), 0},
    {FileAlignmentInformation, sizeof(FILE_ALIGNMENT_INFORMATION), 0},
    {FileAllInformation, sizeof(FILE_ALL_INFORMATION), FILE_READ_ATTRIBUTES},
    {FileStreamInformation, offsetof(FILE_STREAM_INFORMATION, StreamName), 0},
    {FilePipeInformation, sizeof(FILE_PIPE_INFORMATION), FILE_READ_ATTRIBUTES},
    {FilePipeLocalInformation, sizeof(FILE_PIPE_LOCAL_INFORMATION), FILE_READ_ATTRIBUTES},
    {FileCompressionInformation, sizeof(FILE_COMPRESSION_INFORMATION), 0},
    {FileNetworkOpenInformation, sizeof(FILE_NETWORK_OPEN_INFORMATION), FILE_READ_ATTRIBUTES},
    {FileAttributeTagInformation, sizeof(FILE_ATTRIBUTE_TAG_INFORMATION), FILE_READ_ATTRIBUTES},
    {FileIoPriorityHintInformation, sizeof(ULONG), 0},
    {FileStandardLinkInformation, sizeof(FILE_STANDARD_LINK_INFORMATION), 0},
    {FileIsRemoteDeviceInformation, sizeof(BOOLEAN), 0},
    {FileIdInformation, sizeof(FILE_ID_INFORMATION), 0},
    {FileStatInformation, sizeof(FILE_STAT_INFORMATION), FILE_READ_ATTRIBUTES},
};
/* clang-format on */

static int64_t position_of(const struct file *file)
{
    int64_t at = file->path_only || !S_ISREG(file->mode) ? 0 : lseek(file->fd, 0, SEEK_CUR);
    return at < 0 ? 0 : at;
}

/* FILE_NAME_INFORMATION: the path from the drive's root on.  As much as fits; STATUS_BUFFER_OVERFLOW says that it did
 * not. */
static NTSTATUS put_name(const struct file *file, FILE_NAME_INFORMATION *out, ULONG length, ULONG_PTR *done)
{
    char host[PATH_MAX];
    ULONG head = offsetof(FILE_NAME_INFORMATION, FileName);
    int got = path_of_fd(file->fd, host, sizeof host);
    if (got < 0) return got == -ENOENT ? STATUS_FILE_DELETED : status_from_errno(got);
    WCHAR *dos = malloc((3 * (size_t)got + 64) * sizeof *dos);
    if (!dos) return STATUS_NO_MEMORY;
    size_t units = path_to_dos(host, dos, 3 * (size_t)got + 64) - 2, fits = (length - head) / sizeof(WCHAR);
    out->FileNameLength = (ULONG)(units * sizeof(WCHAR));
    if (fits > units) fits = units;
    memcpy((char *)out + head, dos + 2, fits * sizeof(WCHAR));
    free(dos);
    *done = head + fits * sizeof(WCHAR);
    return fits < units ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

static void put_basic(const struct attributes *a, FILE_BASIC_INFORMATION *out)
{
    out->CreationTime.QuadPart = a->created;
    out->LastAccessTime.QuadPart = a->accessed;
    out->LastWriteTime.QuadPart = a->written;
    out->ChangeTime.QuadPart = a->changed;
    out->FileAttributes = a->dos;
}

/* The links that will be left. */
static ULONG links_of(const struct file *file, const struct attributes *a, bool pending)
{
    ULONG links = S_ISDIR(file->mode) ? 1 : a->st.stx_nlink;
    return pending && links ? links - 1 : links;
}

static void put_standard(struct file *file, const struct attributes *a, FILE_STANDARD_INFORMATION *out)
{
    out->AllocationSize.QuadPart = a->allocated;
    out->EndOfFile.QuadPart = a->size;
    out->DeletePending = share_pending(file);
    out->NumberOfLinks = links_of(file, a, out->DeletePending);
    out->Directory = S_ISDIR(file->mode);
}

static void put_stat(struct file *file, const struct attributes *a, FILE_STAT_INFORMATION *out)
{
    out->FileId.QuadPart = (int64_t)a->st.stx_ino;
    out->CreationTime.QuadPart = a->created;
    out->LastAccessTime.QuadPart = a->accessed;
    out->LastWriteTime.QuadPart = a->written;
    out->ChangeTime.QuadPart = a->changed;
    out->AllocationSize.QuadPart = a->allocated;
    out->EndOfFile.QuadPart = a->size;
    out->FileAttributes = a->dos;
    out->ReparseTag = a->reparse;
    out->NumberOfLinks = links_of(file, a, share_pending(file));
}

static void put_network_open(const struct attributes *a, FILE_NETWORK_OPEN_INFORMATION *out)
{
    out->CreationTime.QuadPart = a->created;
    out->LastAccessTime.QuadPart = a->accessed;
    out->LastWriteTime.QuadPart = a->written;
    out->ChangeTime.QuadPart = a->changed;
    out->AllocationSize.QuadPart = a->allocated;
    out->EndOfFile.QuadPart = a->size;
    out->FileAttributes = a->dos;
}

/* A list of streams that is put together. */
struct stream_list {
    char *out;
    ULONG size, at, last;
    bool full;
};

static bool put_stream(const char *name, size_t size, int64_t allocated, struct stream_list *list)
{
    static const char type[] = ":$DATA";
    WCHAR text[300] = {':'};
    size_t units = 1 + utf_name_to_16(text + 1, 256, name, strlen(name));
    for (const char *t = type; *t; t++) text[units++] = (unsigned char)*t;
    ULONG start = (list->at + 7) & ~7u, head = offsetof(FILE_STREAM_INFORMATION, StreamName),
          bytes = (ULONG)(units * sizeof *text);
    if ((list->full = start + head + bytes > list->size)) return false;
    FILE_STREAM_INFORMATION entry = {.StreamNameLength = bytes};
    entry.StreamSize.QuadPart = (int64_t)size;
    entry.StreamAllocationSize.QuadPart = allocated;
    memset(list->out + list->at, 0, start - list->at);
    memcpy(list->out + start, &entry, head);
    memcpy(list->out + start + head, text, bytes);
    if (list->at) *(ULONG *)(list->out + list->last) = start - list->last;
    list->last = start;
    list->at = start + head + bytes;
    return true;
}

static bool put_alternate(const char *name, size_t size, void *list)
{
    return put_stream(name, size, (int64_t)size, list);
}

/* A file's own data, a folder has none; then the others. */
static NTSTATUS put_streams(const struct file *file, const struct attributes *a, FILE_STREAM_INFORMATION *out,
                            ULONG length, ULONG_PTR *done)
{
    struct stream_list list = {.out = (char *)out, .size = length};
    if (S_ISDIR(file->mode) || put_stream("", (size_t)a->size, a->allocated, &list))
        alternate_each(file->fd, put_alternate, &list);
    *done = list.at;
    return list.full ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

/* \Device\HarddiskVolumeN, in the place of the name. */
static NTSTATUS put_volume(const struct file *file, FILE_NAME_INFORMATION *out, ULONG length, ULONG_PTR *done)
{
    char host[PATH_MAX], text[40];
    WCHAR drive[1] = {0};
    ULONG head = offsetof(FILE_NAME_INFORMATION, FileName);
    int got = path_of_fd(file->fd, host, sizeof host);
    if (got < 0) return status_from_errno(got);
    path_to_dos(host, drive, 1);
    ULONG units = (ULONG)sprintf(text, "\\Device\\HarddiskVolume%d", drive[0] - 'A' + 1),
          fits = (length - head) / sizeof(WCHAR);
    out->FileNameLength = units * (ULONG)sizeof(WCHAR);
    if (fits > units) fits = units;
    for (ULONG i = 0; i < fits; i++) out->FileName[i] = (unsigned char)text[i];
    *done = head + fits * sizeof(WCHAR);
    return fits < units ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

static void put_stat_lx(struct file *file, const struct attributes *a, FILE_STAT_LX_INFORMATION *out)
{
    put_stat(file, a, &out->Stat);
    out->LxFlags = 7; /* LX_FILE_METADATA_HAS_UID, HAS_GID, HAS_MODE */
    out->LxUid = a->st.stx_uid;
    out->LxGid = a->st.stx_gid;
    out->LxMode = a->st.stx_mode;
    out->LxDeviceIdMajor = a->st.stx_rdev_major;
    out->LxDeviceIdMinor = a->st.stx_rdev_minor;
}

/* FILE_LINKS_INFORMATION: the names in the file's own folder; Linux does not know where others are. */
static NTSTATUS put_links(const struct file *file, FILE_LINKS_INFORMATION *out, ULONG length, ULONG_PTR *done)
{
    char host[PATH_MAX];
    struct stat folder;
    int got = path_of_fd(file->fd, host, sizeof host);
    if (got < 0) return got == -ENOENT ? STATUS_FILE_DELETED : status_from_errno(got);
    char *slash = strrchr(host, '/');
    *slash = 0;
    DIR *dir = opendir(*host ? host : "/");
    if (!dir || fstat(dirfd(dir), &folder) != 0) {
        if (dir) closedir(dir);
        return status_from_errno(errno);
    }
    size_t at = sizeof *out, last = 0;
    out->EntriesReturned = 0;
    for (const struct dirent *d; (d = readdir(dir));) {
        struct stat st;
        if (d->d_ino != file->ino || fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
            st.st_ino != file->ino || st.st_dev != file->dev)
            continue;
        WCHAR name[256];
        size_t units = utf_name_to_16(name, 256, d->d_name, strlen(d->d_name)), start = (at + 7) & ~(size_t)7;
        FILE_LINK_ENTRY_INFORMATION entry = {.FileNameLength = (ULONG)units};
        entry.ParentFileId = (int64_t)folder.st_ino;
        size_t head = offsetof(FILE_LINK_ENTRY_INFORMATION, FileName), bytes = units * sizeof *name;
        if (start + head + bytes <= length) {
            memset((char *)out + at, 0, start - at);
            memcpy((char *)out + start, &entry, head);
            memcpy((char *)out + start + head, name, bytes);
            if (last) *(ULONG *)((char *)out + last) = (ULONG)(start - last);
            last = start;
            out->EntriesReturned++;
            *done = start + head + bytes;
        }
        at = start + head + bytes;
    }
    closedir(dir);
    out->BytesNeeded = (ULONG)at;
    return at > length ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

NTSTATUS disk_query(struct file *file, ULONG class, void *out, ULONG length, ULONG_PTR *done)
{
    struct attributes a;
    if (class == FileNameInformation || class == FileNormalizedNameInformation)
        return put_name(file, out, length, done);
    if (class == FileAlternateNameInformation) return STATUS_OBJECT_NAME_NOT_FOUND; /* no file has a short name */
    if (class == FileVolumeNameInformation) return put_volume(file, out, length, done);
    if (class == FileHardLinkInformation) return put_links(file, out, length, done);
    if (class == FileCaseSensitiveInformation) return S_ISDIR(file->mode) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
    if (class == FileEaInformation) {
        ((FILE_EA_INFORMATION *)out)->EaSize = ea_size(file->fd);
        return STATUS_SUCCESS;
    }
    int error = attributes_read(file->fd, "", AT_EMPTY_PATH, &a);
    if (error) return status_from_errno(error);
    clock_touch();
    switch (class) {
    case FileBasicInformation: put_basic(&a, out); return STATUS_SUCCESS;
    case FileStandardInformation: put_standard(file, &a, out); return STATUS_SUCCESS;
    case FileInternalInformation:
        ((FILE_INTERNAL_INFORMATION *)out)->IndexNumber.QuadPart = (int64_t)a.st.stx_ino;
        return STATUS_SUCCESS;
    case FileStreamInformation: return put_streams(file, &a, out, length, done);
    case FileCompressionInformation:
        ((FILE_COMPRESSION_INFORMATION *)out)->CompressedFileSize.QuadPart = a.size;
        return STATUS_SUCCESS;
    case FileNetworkOpenInformation: put_network_open(&a, out); return STATUS_SUCCESS;
    case FileStatInformation: put_stat(file, &a, out); return STATUS_SUCCESS;
    case FileStatLxInformation: put_stat_lx(file, &a, out); return STATUS_SUCCESS;
    case FileAttributeTagInformation:
        *(FILE_ATTRIBUTE_TAG_INFORMATION *)out = (FILE_ATTRIBUTE_TAG_INFORMATION){a.dos, a.reparse};
        return STATUS_SUCCESS;
    case FileStandardLinkInformation: {
        FILE_STANDARD_LINK_INFORMATION *link = out;
        link->NumberOfAccessibleLinks = link->TotalNumberOfLinks = S_ISDIR(file->mode) ? 1 : a.st.stx_nlink;
        link->DeletePending = share_pending(file);
        link->Directory = S_ISDIR(file->mode);
        return STATUS_SUCCESS;
    }
    case FileIdInformation: {
        FILE_ID_INFORMATION *id = out;
        id->VolumeSerialNumber = disk_serial(makedev(a.st.stx_dev_major, a.st.stx_dev_minor));
        memcpy(&id->FileId, &a.st.stx_ino, sizeof a.st.stx_ino);
        return STATUS_SUCCESS;
    }
    case FileAllInformation: {
        FILE_ALL_INFORMATION *all = out;
        ULONG head = offsetof(FILE_ALL_INFORMATION, NameInformation);
        put_basic(&a, &all->BasicInformation);
        put_standard(file, &a, &all->StandardInformation);
        all->EaInformation.EaSize = ea_size(file->fd);
        all->InternalInformation.IndexNumber.QuadPart = (int64_t)a.st.stx_ino;
        all->PositionInformation.CurrentByteOffset.QuadPart = position_of(file);
        NTSTATUS status = put_name(file, &all->NameInformation, length - head, done);
        *done += head;
        return status;
    }
    default: return STATUS_INVALID_PARAMETER; /* a class of another kind of file */
    }
}

NTSTATUS stream_query(struct file *file, ULONG class, void *out, ULONG length, ULONG_PTR *done)
{
    int waiting = 0;
    (void)length;
    (void)done;
    switch (class) {
    case FileStandardInformation: {
        FILE_STANDARD_INFORMATION *standard = out;
        if (file->device_type == FILE_DEVICE_NAMED_PIPE && ioctl(file->fd, FIONREAD, &waiting) == 0)
            standard->EndOfFile.QuadPart = waiting;
        standard->NumberOfLinks = 1;
        return STATUS_SUCCESS;
    }
    case FileBasicInformation:
        ((FILE_BASIC_INFORMATION *)out)->FileAttributes = FILE_ATTRIBUTE_NORMAL;
        return STATUS_SUCCESS;
    case FilePipeInformation:
        if (file->device_type != FILE_DEVICE_NAMED_PIPE) return STATUS_INVALID_PARAMETER;
        return STATUS_SUCCESS; /* byte mode, waiting: both 0 */
    case FilePipeLocalInformation: {
        FILE_PIPE_LOCAL_INFORMATION *local = out;
        if (file->device_type != FILE_DEVICE_NAMED_PIPE) return STATUS_INVALID_PARAMETER;
        int size = fcntl(file->fd, F_GETPIPE_SZ);
        ioctl(file->fd, FIONREAD, &waiting);
        bool reads = file->access & FILE_READ_DATA, writes = file->access & FILE_WRITE_DATA;
        local->NamedPipeConfiguration = reads && writes ? FILE_PIPE_FULL_DUPLEX
                                        : reads         ? FILE_PIPE_INBOUND
                                                        : FILE_PIPE_OUTBOUND;
        local->MaximumInstances = local->CurrentInstances = 1;
        local->InboundQuota = local->OutboundQuota = size > 0 ? (ULONG)size : 65536;
        local->ReadDataAvailable = (ULONG)waiting;
        local->WriteQuotaAvailable = local->OutboundQuota;
        local->NamedPipeState = 3; /* connected */
        return STATUS_SUCCESS;
    }
    default: return STATUS_INVALID_DEVICE_REQUEST;
    }
}

NTSTATUS stream_set(struct file *file, ULONG class, const void *in, ULONG length)
{
    (void)file;
    (void)length;
    if (class != FilePipeInformation) return STATUS_INVALID_DEVICE_REQUEST;
    const FILE_PIPE_INFORMATION *mode = in;
    if (mode->ReadMode) return STATUS_INVALID_PARAMETER; /* messages, of a pipe of bytes */
    return mode->CompletionMode ? STATUS_NOT_SUPPORTED : STATUS_SUCCESS;
}

/* What every kind of file answers alike; STATUS_NOT_FOUND: the kind itself must. */
static NTSTATUS query_common(const struct file *file, ACCESS_MASK granted, ULONG class, void *out)
{
    switch (class) {
    case FileAccessInformation: ((FILE_ACCESS_INFORMATION *)out)->AccessFlags = granted; return STATUS_SUCCESS;
    case FileModeInformation:
        ((FILE_MODE_INFORMATION *)out)->Mode =
            file->options & (FILE_WRITE_THROUGH | FILE_SEQUENTIAL_ONLY | FILE_NO_INTERMEDIATE_BUFFERING |
                             FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT | FILE_DELETE_ON_CLOSE);
        return STATUS_SUCCESS;
    case FilePositionInformation:
        ((FILE_POSITION_INFORMATION *)out)->CurrentByteOffset.QuadPart = position_of(file);
        return STATUS_SUCCESS;
    case FileAlignmentInformation:
    case FileIsRemoteDeviceInformation: return STATUS_SUCCESS; /* byte alignment, local: all 0 */
    case FileIoPriorityHintInformation:
        *(ULONG *)out = 2; /* normal */
        return STATUS_SUCCESS;
    default: return STATUS_NOT_FOUND;
    }
}

NTSTATUS sys_NtQueryInformationFile(HANDLE FileHandle, IO_STATUS_BLOCK *IoStatusBlock, void *FileInformation,
                                    ULONG Length, ULONG FileInformationClass)
{
    struct io io;
    ULONG_PTR done = 0;
    size_t row = 0;
    ULONG class = FileInformationClass;
    while (row < sizeof queries / sizeof *queries && queries[row].class != class) row++;
    if (row == sizeof queries / sizeof *queries) return STATUS_INVALID_INFO_CLASS;
    if (Length < queries[row].size) return STATUS_INFO_LENGTH_MISMATCH;
    NTSTATUS status = io_begin(&io, FileHandle, NULL, NULL, NULL, IoStatusBlock, queries[row].access);
    if (status != STATUS_SUCCESS) return status;
    /* The answer is 64 KiB of name and a head at most. */
    ULONG length = Length < 0x11000 ? Length : 0x11000;
    char small[512], *out = length <= sizeof small ? small : malloc(length);
    if (!out) return io_end(&io, STATUS_NO_MEMORY, 0);
    memset(out, 0, length < sizeof small ? length : sizeof small);
    done = queries[row].size;
    status = query_common(io.file, io.granted, class, out);
    if (status == STATUS_NOT_FOUND)
        status = io.file->ops->query ? io.file->ops->query(io.file, class, out, length, &done)
                                     : STATUS_INVALID_DEVICE_REQUEST;
    if (class == FileAllInformation && !NT_ERROR(status)) {
        FILE_ALL_INFORMATION *all = (FILE_ALL_INFORMATION *)out;
        query_common(io.file, io.granted, FileAccessInformation, &all->AccessInformation);
        query_common(io.file, io.granted, FileModeInformation, &all->ModeInformation);
    }
    if (class == FileStatInformation || class == FileStatLxInformation)
        ((FILE_STAT_INFORMATION *)out)->EffectiveAccess = io.granted;
    if (NT_ERROR(status))
        done = 0;
    else if (!guest_write(FileInformation, out, done))
        status = STATUS_ACCESS_VIOLATION, done = 0;
    if (out != small) free(out);
    return io_end(&io, status, done);
}

/* --- setting --- */

static NTSTATUS set_basic(struct file *file, const FILE_BASIC_INFORMATION *in)
{
    const int64_t times[] = {in->CreationTime.QuadPart, in->LastAccessTime.QuadPart, in->LastWriteTime.QuadPart,
                             in->ChangeTime.QuadPart};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        if (times[i] < -2) return STATUS_INVALID_PARAMETER;
    ULONG dos = in->FileAttributes;
    if (dos & FILE_ATTRIBUTE_DIRECTORY && !S_ISDIR(file->mode)) return STATUS_INVALID_PARAMETER;
    /* -1 and -2 turn the updating of a time for this handle off and on: Linux has no such thing, the time is not
     * changed. */
    int64_t created = times[0] > 0 ? times[0] : 0, accessed = times[1] > 0 ? times[1] : 0,
            written = times[2] > 0 ? times[2] : 0;
    /* A read-only file's times may be set, but not after the mode forbids opening it: so times first. */
    int error = attributes_set_times(file->fd, created, accessed, written);
    if (!error && dos) error = attributes_set(file->fd, dos);
    return status_from_errno(error);
}

/* Can the file go? */
static NTSTATUS check_deletable(struct file *file, bool ignore_read_only)
{
    struct stat st;
    if (fstat(file->fd, &st) != 0) return status_from_errno(errno);
    if (!S_ISDIR(st.st_mode)) {
        if (S_ISREG(st.st_mode) && !(st.st_mode & 0222) && !ignore_read_only) return STATUS_CANNOT_DELETE;
        return STATUS_SUCCESS;
    }
    int fd = openat(file->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        if (fd >= 0) close(fd);
        return STATUS_SUCCESS; /* one we may not read: rmdir will say */
    }
    int names = 0;
    while (names < 3 && readdir(dir)) names++;
    closedir(dir);
    return names > 2 ? STATUS_DIRECTORY_NOT_EMPTY : STATUS_SUCCESS;
}

static NTSTATUS set_disposition(struct file *file, ULONG flags)
{
    if (!(flags & FILE_DISPOSITION_DELETE)) {
        if (flags & FILE_DISPOSITION_ON_CLOSE) file_delete_on_close(file, false);
        share_set_pending(file, false);
        return STATUS_SUCCESS;
    }
    NTSTATUS status = check_deletable(file, flags & FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE);
    if (status != STATUS_SUCCESS) return status;
    if (flags & FILE_DISPOSITION_ON_CLOSE) {
        file_delete_on_close(file, true);
        return STATUS_SUCCESS;
    }
    file->delete_now = flags & FILE_DISPOSITION_POSIX_SEMANTICS;
    share_set_pending(file, true);
    return STATUS_SUCCESS;
}

static NTSTATUS set_size(struct file *file, int64_t size, bool allocation)
{
    struct stat st;
    if (size < 0 || !S_ISREG(file->mode)) return STATUS_INVALID_PARAMETER;
    if (allocation) {
        if (fstat(file->fd, &st) != 0) return status_from_errno(errno);
        if (size > st.st_size) { /* what was asked for is reserved where the file system can */
            int result = fallocate(file->fd, FALLOC_FL_KEEP_SIZE, 0, size);
            return result == 0 || errno == EOPNOTSUPP || errno == ENOSYS ? STATUS_SUCCESS : status_from_errno(errno);
        }
    }
    return ftruncate(file->fd, size) == 0 ? STATUS_SUCCESS : status_from_errno(errno);
}

NTSTATUS disk_set(struct file *file, ULONG class, const void *in, ULONG length)
{
    switch (class) {
    case FileBasicInformation: return set_basic(file, in);
    case FileRenameInformation:
    case FileRenameInformationEx: return disk_rename(file, in, length, false, class == FileRenameInformationEx);
    case FileLinkInformation:
    case FileLinkInformationEx: return disk_rename(file, in, length, true, class == FileLinkInformationEx);
    case FileDispositionInformation:
        return set_disposition(file,
                               ((const FILE_DISPOSITION_INFORMATION *)in)->DoDeleteFile ? FILE_DISPOSITION_DELETE : 0);
    case FileDispositionInformationEx:
        return set_disposition(file, ((const FILE_DISPOSITION_INFORMATION_EX *)in)->Flags);
    case FilePositionInformation: {
        int64_t at = ((const FILE_POSITION_INFORMATION *)in)->CurrentByteOffset.QuadPart;
        if (at < 0) return STATUS_INVALID_PARAMETER;
        if (!S_ISREG(file->mode) || file->path_only)
            return STATUS_SUCCESS; /* a folder's position is nobody's business but the listing's */
        return lseek(file->fd, at, SEEK_SET) < 0 ? status_from_errno(errno) : STATUS_SUCCESS;
    }
    case FileAllocationInformation:
        return set_size(file, ((const FILE_ALLOCATION_INFORMATION *)in)->AllocationSize.QuadPart, true);
    case FileEndOfFileInformation:
        return set_size(file, ((const FILE_END_OF_FILE_INFORMATION *)in)->EndOfFile.QuadPart, false);
    default: return STATUS_INVALID_PARAMETER;
    }
}

/* FileModeInformation may change three bits, and between the two kinds of synchronous I/O. */
static NTSTATUS set_mode(struct file *file, const void *in)
{
    ULONG mode = ((const FILE_MODE_INFORMATION *)in)->Mode;
    const ULONG may =
        FILE_WRITE_THROUGH | FILE_SEQUENTIAL_ONLY | FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT;
    bool synchronous = mode & (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT);
    if (mode & ~may || synchronous != file_is_synchronous(file) ||
        (mode & FILE_SYNCHRONOUS_IO_ALERT && mode & FILE_SYNCHRONOUS_IO_NONALERT))
        return STATUS_INVALID_PARAMETER;
    file->options = (file->options & ~may) | mode;
    return STATUS_SUCCESS;
}

/* Ties an overlapped file to a completion port, once. */
static NTSTATUS set_port(struct file *file, const void *in)
{
    const FILE_COMPLETION_INFORMATION *wanted = in;
    struct object *port;
    if (file_is_synchronous(file)) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = handle_get(wanted->Port, &completion_type, IO_COMPLETION_MODIFY_STATE, &port);
    if (status != STATUS_SUCCESS) return status;
    struct file_port *tie = malloc(sizeof *tie), *none = NULL;
    status = tie ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    if (tie) {
        *tie = (struct file_port){port, (uintptr_t)wanted->Key};
        if (!atomic_compare_exchange_strong(&file->port, &none, tie)) status = STATUS_INVALID_PARAMETER;
    }
    if (status != STATUS_SUCCESS) {
        free(tie);
        object_put(port);
    }
    return status;
}

/* FILE_SKIP_*: flags can be set, not taken back. */
static NTSTATUS set_notify(struct file *file, const void *in)
{
    ULONG flags = *(const ULONG *)in;
    if (flags & ~(ULONG)(FILE_SKIP_PORT_ON_SUCCESS | FILE_SKIP_EVENT)) return STATUS_INVALID_PARAMETER;
    atomic_fetch_or(&file->notify, flags);
    return STATUS_SUCCESS;
}

/* Programs that may see what was on the disk before hold SeManageVolumePrivilege; here none does. */
static NTSTATUS refuse_valid_length(struct file *file, const void *in)
{
    (void)file, (void)in;
    return STATUS_PRIVILEGE_NOT_HELD;
}

static NTSTATUS refuse_short_name(struct file *file, const void *in)
{
    (void)file, (void)in;
    return STATUS_SHORT_NAMES_NOT_ENABLED_ON_VOLUME;
}

/* A hint, which Linux has no use for. */
static NTSTATUS set_priority_hint(struct file *file, const void *in)
{
    (void)file;
    return *(const ULONG *)in > 4 ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
}

/* clang-format off */
static const struct {
    ULONG class, size;
    ACCESS_MASK access;
    NTSTATUS (*set)(struct file *file, const void *in); /* NULL: the kind of file decides */
} settings[] = {
    {FileBasicInformation, sizeof(FILE_BASIC_INFORMATION), FILE_WRITE_ATTRIBUTES, NULL},
    {FileRenameInformation, sizeof(FILE_RENAME_INFORMATION), DELETE, NULL},
    {FileRenameInformationEx, sizeof(FILE_RENAME_INFORMATION), DELETE, NULL},
    {FileLinkInformation, sizeof(FILE_RENAME_INFORMATION), 0, NULL},
    {FileLinkInformationEx, sizeof(FILE_RENAME_INFORMATION), 0, NULL},
    {FileDispositionInformation, sizeof(FILE_DISPOSITION_INFORMATION), DELETE, NULL},
    {FileDispositionInformationEx, sizeof(FILE_DISPOSITION_INFORMATION_EX), DELETE, NULL},
    {FilePositionInformation, sizeof(FILE_POSITION_INFORMATION), 0, NULL},
    {FileModeInformation, sizeof(FILE_MODE_INFORMATION), 0, set_mode},
    {FileAllocationInformation, sizeof(FILE_ALLOCATION_INFORMATION), FILE_WRITE_DATA, NULL},
    {FileEndOfFileInformation, sizeof(FILE_END_OF_FILE_INFORMATION), FILE_WRITE_DATA, NULL},
    {FilePipeInformation, sizeof(FILE_PIPE_INFORMATION), FILE_WRITE_ATTRIBUTES, NULL},
    {FileValidDataLengthInformation, sizeof(LARGE_INTEGER), FILE_WRITE_DATA, refuse_valid_length},
    {FileShortNameInformation, sizeof(FILE_NAME_INFORMATION), DELETE, refuse_short_name},
    {FileIoPriorityHintInformation, sizeof(ULONG), 0, set_priority_hint},
    {FileCompletionInformation, sizeof(FILE_COMPLETION_INFORMATION), 0, set_port},
    {FileIoCompletionNotificationInformation, sizeof(ULONG), 0, set_notify},
};
/* clang-format on */

NTSTATUS sys_NtSetInformationFile(HANDLE FileHandle, IO_STATUS_BLOCK *IoStatusBlock, const void *FileInformation,
                                  ULONG Length, ULONG FileInformationClass)
{
    struct io io;
    size_t row = 0;
    ULONG class = FileInformationClass;
    _Alignas(16) char small[512];
    while (row < sizeof settings / sizeof *settings && settings[row].class != class) row++;
    if (row == sizeof settings / sizeof *settings) return STATUS_INVALID_INFO_CLASS;
    if (Length < settings[row].size) return STATUS_INFO_LENGTH_MISMATCH;
    if (Length > 0x11000) return STATUS_INVALID_PARAMETER;
    char *in = Length <= sizeof small ? small : malloc(Length);
    if (!in) return STATUS_NO_MEMORY;
    NTSTATUS status = STATUS_ACCESS_VIOLATION;
    if (guest_read(in, FileInformation, Length))
        status = io_begin(&io, FileHandle, NULL, NULL, NULL, IoStatusBlock, settings[row].access);
    if (status == STATUS_SUCCESS) {
        if (settings[row].set)
            status = settings[row].set(io.file, in);
        else
            status = io.file->ops->set ? io.file->ops->set(io.file, class, in, Length) : STATUS_INVALID_DEVICE_REQUEST;
        status = io_end(&io, status, 0);
    }
    if (in != small) free(in);
    return status;
}

/* --- by name --- */

/* Reads the attributes of what a name stands for, of the link itself where it is one. */
static NTSTATUS attributes_by_name(const OBJECT_ATTRIBUTES *guest, struct attributes *out)
{
    struct guest_attributes named;
    struct file *root = NULL;
    struct path path;
    NTSTATUS status = guest_attributes_read(guest, &named);
    if (status != STATUS_SUCCESS) return status;
    if (named.root) status = file_get(named.root, 0, &root);
    if (status == STATUS_SUCCESS && root && root->ops != &file_disk_ops) status = STATUS_OBJECT_TYPE_MISMATCH;
    int error = status == STATUS_SUCCESS ? path_parse(named.name.text, named.name.length, root ? root->fd : -1,
                                                      root ? root->view : PREFIX_PLAIN, &path)
                                         : 0;
    if (status == STATUS_SUCCESS && error) {
        status = path_status(error);
    } else if (status == STATUS_SUCCESS) {
        if (path.kind == PATH_DEVICE) {
            *out = (struct attributes){.dos = FILE_ATTRIBUTE_ARCHIVE};
            status = strcmp(path.device, "NULL") ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_SUCCESS;
        } else if (path.view) {
            int fd = path_open(&path, O_PATH | O_NOFOLLOW);
            error = fd < 0 ? fd : -attributes_read(fd, "", AT_EMPTY_PATH, out);
            if (fd >= 0) close(fd);
        } else {
            struct recall recall;
            path_recall(&path, &recall);
            error = -ENOENT;
            if (!recall.sure)
                error = -attributes_read(path.dir, path.length ? path.host : ".", AT_SYMLINK_NOFOLLOW, out);
            if (error == -ENOENT || error == -ENOTDIR) {
                recall_missed(path.host, &recall);
                if (recall.known && attributes_read(AT_FDCWD, recall.host, AT_SYMLINK_NOFOLLOW, out) == 0) error = 0;
            }
            if ((error == -ENOENT || error == -ENOTDIR) && (error = path_correct(&path)) == 0)
                error = -attributes_read(path.dir, path.host, AT_SYMLINK_NOFOLLOW, out);
        }
        if (error)
            status = path_status(error);
        else if (status == STATUS_SUCCESS && path.trailing && !(out->dos & FILE_ATTRIBUTE_DIRECTORY))
            status = STATUS_OBJECT_NAME_INVALID;
        path_free(&path);
    }
    if (root) object_put(&root->object);
    guest_attributes_free(&named);
    clock_touch();
    return status;
}

NTSTATUS sys_NtQueryAttributesFile(OBJECT_ATTRIBUTES *ObjectAttributes, void *FileInformation)
{
    struct attributes a;
    FILE_BASIC_INFORMATION basic = {0};
    NTSTATUS status = attributes_by_name(ObjectAttributes, &a);
    if (status != STATUS_SUCCESS) return status;
    put_basic(&a, &basic);
    return guest_put(FileInformation, &basic) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

NTSTATUS sys_NtQueryFullAttributesFile(OBJECT_ATTRIBUTES *ObjectAttributes, void *FileInformation)
{
    struct attributes a;
    FILE_NETWORK_OPEN_INFORMATION info = {0};
    NTSTATUS status = attributes_by_name(ObjectAttributes, &a);
    if (status != STATUS_SUCCESS) return status;
    put_network_open(&a, &info);
    return guest_put(FileInformation, &info) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}
