/* SPDX-License-Identifier: MIT */
/* NtCreateFile, NtOpenFile, NtDeleteFile: an NT name, rights and a disposition onto openat().
 *
 * What exists is opened first, exactly as named; creation comes after a miss, when the folder has been searched without
 * regard to case.  Truncation waits until the share modes agreed.  A file opened for attributes alone is an O_PATH
 * descriptor, which needs no right on the file and starts nothing in a device.  Left out: opening
 * by file id, oplocks (refused), security descriptors. */
#include "nt/file.h"

#include "door/guestmem.h"
#include "linux/path.h"
#include "nt/alternate.h"
#include "nt/attributes.h"
#include "nt/disk.h"
#include "nt/guest.h"
#include "nt/handle.h"
#include "nt/share.h"
#include "nt/status.h"
#include "nt/thread.h"
#include "nt_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#define READING (FILE_READ_DATA | FILE_EXECUTE)
#define WRITING (FILE_WRITE_DATA | FILE_APPEND_DATA)

/* One open, as asked. */
struct request {
    ACCESS_MASK desired; /* as given */
    ACCESS_MASK access;  /* generic rights mapped */
    ULONG attributes, share, disposition, options;
    int64_t allocation;
    bool brief;     /* the file is closed at once */
    const void *ea; /* guest: extended attributes, or NULL */
    ULONG ea_length;
};

/* What happened. */
struct outcome {
    int fd;
    struct stat st;
    ULONG info; /* FILE_OPENED ... */
    bool created, path_only;
};

static NTSTATUS check_request(const struct request *r)
{
    ULONG o = r->options;
    bool sync_alert = o & FILE_SYNCHRONOUS_IO_ALERT, sync = o & FILE_SYNCHRONOUS_IO_NONALERT;
    if (r->disposition > FILE_MAXIMUM_DISPOSITION || r->share & ~7u || (sync_alert && sync) ||
        ((sync_alert || sync) && !(r->access & SYNCHRONIZE)) || (o & FILE_DELETE_ON_CLOSE && !(r->access & DELETE)))
        return STATUS_INVALID_PARAMETER;
    if (o & FILE_DIRECTORY_FILE && (o & FILE_NON_DIRECTORY_FILE || r->disposition == FILE_SUPERSEDE ||
                                    r->disposition == FILE_OVERWRITE || r->disposition == FILE_OVERWRITE_IF))
        return STATUS_INVALID_PARAMETER;
    if (o & FILE_OPEN_BY_FILE_ID) return STATUS_NOT_SUPPORTED;
    return STATUS_SUCCESS;
}

NTSTATUS path_status(int error)
{
    switch (error) {
    case -ENOTDIR: return STATUS_OBJECT_PATH_NOT_FOUND;
    case -EINVAL:
    case -ENAMETOOLONG: return STATUS_OBJECT_NAME_INVALID;
    case -EBADMSG: return STATUS_OBJECT_PATH_SYNTAX_BAD;
    case -ENETUNREACH: return STATUS_BAD_NETWORK_PATH;
    default: return status_from_errno(error);
    }
}

static bool overwrites(const struct request *r)
{
    return r->disposition == FILE_OVERWRITE || r->disposition == FILE_OVERWRITE_IF || r->disposition == FILE_SUPERSEDE;
}

/* openat() flags for the rights asked. */
static int open_flags(const struct request *r)
{
    bool writes = r->access & WRITING || overwrites(r), reads = r->access & READING;
    int flags = writes && reads ? O_RDWR : writes ? O_WRONLY : reads ? O_RDONLY : O_PATH;
    if (r->options & FILE_OPEN_REPARSE_POINT) flags |= O_NOFOLLOW;
    if (flags & O_PATH) return flags;
    if ((r->access & WRITING) == FILE_APPEND_DATA) flags |= O_APPEND;
    if (writes && r->options & FILE_WRITE_THROUGH) flags |= O_DSYNC;
    return flags | O_NOCTTY | O_NONBLOCK; /* a fifo without another end must not hold us here */
}

/* A fifo or device was opened without waiting; whoever uses it waits as a Linux program would. */
static int reopen_waiting(int fd, int flags)
{
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    return (int)thread_block(SYS_openat, AT_FDCWD, (long)link, (flags & ~(O_NONBLOCK | O_NOFOLLOW)) | O_CLOEXEC, 0, 0,
                             0);
}

/* Opens what exists; -errno. */
static int open_existing(struct path *path, const struct request *r, struct outcome *out)
{
    int flags = open_flags(r);
    if (r->options & FILE_DIRECTORY_FILE && r->options & FILE_OPEN_REPARSE_POINT) { /* a link to a folder is one */
        int fd = path_open(path, O_PATH | O_NOFOLLOW);
        bool link = fd >= 0 && fstat(fd, &out->st) == 0 && S_ISLNK(out->st.st_mode);
        if (fd < 0) return fd;
        if (link) {
            out->fd = fd;
            out->path_only = true;
            return 0;
        }
        close(fd);
    }
    if (r->options & FILE_DIRECTORY_FILE && !(flags & O_PATH)) flags = O_RDONLY | O_DIRECTORY;
    int fd = path_open(path, flags);
    if (fd == -EISDIR && !(r->options & FILE_NON_DIRECTORY_FILE)) fd = path_open(path, flags = O_RDONLY | O_DIRECTORY);
    if (fd == -ENXIO) { /* a fifo nobody reads, opened for writing; or a socket's name */
        int probe = path_open(path, O_PATH);
        fd = probe < 0 ? probe : reopen_waiting(probe, flags);
        if (probe >= 0) close(probe);
    }
    if (fd == -ELOOP && r->options & FILE_OPEN_REPARSE_POINT) fd = path_open(path, flags = O_PATH | O_NOFOLLOW);
    if (fd < 0) return fd;
    if (fstat(fd, &out->st) != 0) {
        int error = -errno;
        close(fd);
        return error;
    }
    if (!S_ISREG(out->st.st_mode) && !S_ISDIR(out->st.st_mode) && flags & O_NONBLOCK) {
        int again = S_ISFIFO(out->st.st_mode) ? reopen_waiting(fd, flags) : fcntl(fd, F_SETFL, flags & O_APPEND);
        if (again < 0 || S_ISFIFO(out->st.st_mode)) {
            close(fd);
            fd = again;
        }
        if (fd < 0) return fd;
    }
    out->fd = fd;
    out->path_only = flags & O_PATH;
    return 0;
}

/* Creates the last component; -EEXIST: another was faster. */
static int create_new(struct path *path, const struct request *r, struct outcome *out)
{
    int error = path_writable(path, true);
    if (error) return error;
    if (path->view) /* the prefix's folder over the view is another than was searched */
        if ((error = path_correct(path)) != -ENOENT) return error ? error : -EEXIST;
    bool folder = r->options & FILE_DIRECTORY_FILE;
    if (folder) {
        if (mkdirat(path->dir, path->host, 0777) != 0) return -errno;
        out->fd = openat(path->dir, path->host, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    } else {
        int flags = open_flags(r) & ~O_NONBLOCK;
        if (flags & O_PATH) flags = O_RDONLY;
        mode_t mode = r->attributes & FILE_ATTRIBUTE_READONLY ? 0444 : 0666;
        out->fd = openat(path->dir, path->host, flags | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    }
    if (out->fd < 0) return -errno;
    fdname_opened(out->fd, path->dir, path->host);
    path_added(path, NULL);
    attributes_init(out->fd, r->attributes, folder);
    if (fstat(out->fd, &out->st) != 0) {
        error = -errno;
        close(out->fd);
        return error;
    }
    out->created = true;
    out->info = FILE_CREATED;
    return 0;
}

/* A link that was opened itself, and is one to a folder: Windows's links to folders are folders. */
static bool is_folder_link(const struct outcome *out)
{
    struct attributes a;
    return S_ISLNK(out->st.st_mode) && attributes_read(out->fd, "", AT_EMPTY_PATH, &a) == 0 &&
           a.dos & FILE_ATTRIBUTE_DIRECTORY;
}

/* Does the file, as it is, allow what is asked? */
static NTSTATUS check_existing(const struct path *path, const struct request *r, const struct outcome *out)
{
    bool folder = S_ISDIR(out->st.st_mode);
    if (folder && r->options & FILE_NON_DIRECTORY_FILE) return STATUS_FILE_IS_A_DIRECTORY;
    if (!folder && r->options & FILE_DIRECTORY_FILE && !is_folder_link(out)) return STATUS_NOT_A_DIRECTORY;
    if (r->options & FILE_NON_DIRECTORY_FILE && is_folder_link(out)) return STATUS_FILE_IS_A_DIRECTORY;
    if (!folder && path->trailing && !is_folder_link(out)) return STATUS_OBJECT_NAME_INVALID;
    if (folder && overwrites(r)) return STATUS_FILE_IS_A_DIRECTORY;
    /* Making files in the view's folder is another matter: they go to the prefix. */
    if (path->installed && (r->access & (DELETE | FILE_WRITE_ATTRIBUTES | FILE_WRITE_EA | WRITE_DAC | WRITE_OWNER) ||
                            (!folder && (r->access & WRITING || overwrites(r)))))
        return folder && !(r->access & DELETE) ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
    bool read_only =
        S_ISREG(out->st.st_mode) && !(out->st.st_mode & 0222); /* root may, but Windows asks the attribute */
    if (read_only && (r->access & WRITING || overwrites(r))) return STATUS_ACCESS_DENIED;
    if (read_only && r->options & FILE_DELETE_ON_CLOSE) return STATUS_CANNOT_DELETE;
    if (overwrites(r)) {
        struct attributes now;
        int error = attributes_read(out->fd, "", AT_EMPTY_PATH, &now);
        if (error) return status_from_errno(error);
        if (now.dos & ~r->attributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM)) return STATUS_ACCESS_DENIED;
    }
    return STATUS_SUCCESS;
}

/* Empties a file that is overwritten or superseded. */
static NTSTATUS empty_existing(const struct request *r, struct outcome *out)
{
    /* an empty file is written to as well: its times change */
    if (S_ISREG(out->st.st_mode) && ftruncate(out->fd, 0) != 0) return status_from_errno(errno);
    int error = S_ISREG(out->st.st_mode) ? attributes_set(out->fd, r->attributes | FILE_ATTRIBUTE_ARCHIVE) : 0;
    out->info = r->disposition == FILE_SUPERSEDE ? FILE_SUPERSEDED : FILE_OVERWRITTEN;
    return status_from_errno(error);
}

/* Opens or creates by the disposition; on success out->fd is the caller's. */
static NTSTATUS open_or_create(struct path *path, const struct request *r, struct outcome *out)
{
    bool may_create = r->disposition != FILE_OPEN && r->disposition != FILE_OVERWRITE,
         must_create = r->disposition == FILE_CREATE;
    for (int tries = 0; tries < 16; tries++) {
        int error;
        if (must_create && !path->is_root && !path->view) {
            error = path_correct(path);
            if (error == 0) return STATUS_OBJECT_NAME_COLLISION;
        } else {
            error = open_existing(path, r, out);
        }
        if (error == 0 && must_create) {
            close(out->fd);
            return STATUS_OBJECT_NAME_COLLISION;
        }
        if (error == 0) {
            out->info = FILE_OPENED;
            return STATUS_SUCCESS;
        }
        if (error == -ENOTDIR && r->options & FILE_DIRECTORY_FILE && path_stat(path, &out->st, 0) == 0)
            return STATUS_NOT_A_DIRECTORY;
        if (error != -ENOENT || !may_create) return path_status(error);
        if (path->trailing && !(r->options & FILE_DIRECTORY_FILE)) return STATUS_OBJECT_NAME_INVALID;
        error = create_new(path, r, out);
        if (error == 0) return STATUS_SUCCESS;
        if (error == -ENOENT) { /* a dangling link, or the folder has gone */
            struct stat st;
            return fstatat(path->dir, path->host, &st, AT_SYMLINK_NOFOLLOW) == 0 ? STATUS_OBJECT_NAME_NOT_FOUND
                                                                                 : STATUS_OBJECT_PATH_NOT_FOUND;
        }
        if (error != -EEXIST) return path_status(error);
        if (must_create) return STATUS_OBJECT_NAME_COLLISION; /* another was faster, who may have removed it by now */
        struct stat st;
        if (fstatat(path->dir, path->host, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode) &&
            fstatat(path->dir, path->host, &st, 0) != 0 && errno == ENOENT)
            return STATUS_OBJECT_NAME_NOT_FOUND; /* a dangling link: its name exists, it does not */
    }
    return STATUS_SHARING_VIOLATION; /* someone creates and removes it faster than we look */
}

/* A whole open of a disk name. */
static NTSTATUS open_disk(struct path *path, struct request *r, struct file **made, ULONG *info)
{
    struct outcome out = {.fd = -1};
    NTSTATUS status = open_or_create(path, r, &out);
    if (status != STATUS_SUCCESS) return status;
    if (!out.created) status = check_existing(path, r, &out);
    bool disk = S_ISREG(out.st.st_mode) || S_ISDIR(out.st.st_mode) || out.path_only;
    struct file *file = NULL;
    if (status == STATUS_SUCCESS &&
        !(file = file_create(sizeof *file, disk ? &file_disk_ops : &file_stream_ops, -1, r->access, r->options,
                             disk                       ? FILE_DEVICE_DISK
                             : S_ISFIFO(out.st.st_mode) ? FILE_DEVICE_NAMED_PIPE
                                                        : FILE_DEVICE_NULL)))
        status = STATUS_NO_MEMORY;
    if (status == STATUS_SUCCESS) {
        file->fd = out.fd;
        file->path_only = out.path_only;
        file->append = (r->access & WRITING) == FILE_APPEND_DATA;
        file->share = r->share;
        file->mode = out.st.st_mode & S_IFMT;
        file->dev = out.st.st_dev;
        file->ino = out.st.st_ino;
        file->view = path->is_view ? path->view : PREFIX_PLAIN;
        if (disk) status = share_enter(file);
        if (status == STATUS_SUCCESS && !out.created && overwrites(r)) status = empty_existing(r, &out);
        ULONG bad;
        if (status == STATUS_SUCCESS && r->ea && (out.created || overwrites(r)))
            status = ea_set(out.fd, r->ea, r->ea_length, &bad);
        /* Only now: a refused open must delete nothing. */
        if (status == STATUS_SUCCESS && r->options & FILE_DELETE_ON_CLOSE) {
            file->delete_closes = true;
            if (!r->brief) file_delete_on_close(file, true);
        }
        if (status == STATUS_SUCCESS && r->allocation > 0 && S_ISREG(out.st.st_mode) && (out.created || overwrites(r)))
            (void)!fallocate(file->fd, FALLOC_FL_KEEP_SIZE, 0,
                             r->allocation); /* a hint: a full disk shows at the write */
    } else {
        close(out.fd);
    }
    if (status != STATUS_SUCCESS) {
        if (out.created) unlinkat(path->dir, path->host, r->options & FILE_DIRECTORY_FILE ? AT_REMOVEDIR : 0);
        if (file) object_put(&file->object);
        return status;
    }
    *made = file;
    *info = out.info;
    return STATUS_SUCCESS;
}

/* An open of a stream: the file is opened, or made, for its attributes alone. */
static NTSTATUS open_stream(struct path *path, const struct request *r, const char *stream, struct file **made,
                            ULONG *info)
{
    bool may_create = r->disposition != FILE_OPEN && r->disposition != FILE_OVERWRITE;
    struct request whole = {.access = FILE_READ_ATTRIBUTES | (r->access & WRITING ? FILE_WRITE_ATTRIBUTES : 0),
                            .attributes = r->attributes,
                            .share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                            .disposition = may_create ? FILE_OPEN_IF : FILE_OPEN};
    const struct alternate_open open = {
        .stream = stream, .disposition = r->disposition, .share = r->share, .options = r->options, .access = r->access};
    struct file *base;
    ULONG base_info;
    NTSTATUS status = open_disk(path, &whole, &base, &base_info);
    if (status != STATUS_SUCCESS) return status;
    status = base->ops == &file_disk_ops ? alternate_open(base, &open, made, info) : STATUS_OBJECT_NAME_INVALID;
    if (status != STATUS_SUCCESS && base_info == FILE_CREATED) base->delete_closes = true;
    object_put(&base->object);
    return status;
}

/* Takes a name apart; one of a stream is that of its file, and `stream` not empty. */
static int parse(const struct guest_attributes *named, const struct file *root, struct path *path, char stream[256])
{
    size_t units = named->name.length;
    int fd = root ? root->fd : -1;
    enum prefix_view view = root ? root->view : PREFIX_PLAIN;
    stream[0] = 0;
    int error = path_parse(named->name.text, units, fd, view, path);
    if (error != -EINVAL || !alternate_split(named->name.text, &units, root, stream) || units == named->name.length)
        return error;
    return path_parse(named->name.text, units, fd, view, path);
}

/* Opens whatever the name stands for. */
static NTSTATUS open_named(const struct guest_attributes *named, struct request *r, struct file **made, ULONG *info)
{
    struct file *root = NULL;
    struct path path;
    char stream[256];
    NTSTATUS status = STATUS_SUCCESS;
    if (named->root && (status = file_get(named->root, 0, &root)) != STATUS_SUCCESS) return status;
    if (!root && !named->has_name) return STATUS_OBJECT_PATH_SYNTAX_BAD;
    struct device_open device = {named->name.text, named->name.length, NULL, r->access, r->share,
                                 r->options,       r->disposition,     root, r->ea,     r->ea_length};
    if (root && root->ops != &file_disk_ops) {
        status = device_open(&device, made);
        *info = FILE_OPENED;
    } else {
        int error = parse(named, root, &path, stream);
        if (error) {
            status = path_status(error);
        } else if (path.kind == PATH_DEVICE) {
            device.name = path.device;
            device.rest = path.rest;
            device.units = path.rest_units;
            status = device_open(&device, made);
            *info = FILE_OPENED;
            path_free(&path);
        } else {
            status = *stream ? open_stream(&path, r, stream, made, info) : open_disk(&path, r, made, info);
            path_free(&path);
        }
    }
    if (root) object_put(&root->object);
    return status;
}

static NTSTATUS create_file(HANDLE *guest_handle, struct request *r, const OBJECT_ATTRIBUTES *guest_attributes,
                            IO_STATUS_BLOCK *guest_status)
{
    struct guest_attributes named;
    struct file *file = NULL;
    HANDLE handle = NULL;
    ULONG info = 0;
    if (!guest_probe_write(guest_handle, sizeof handle) || !guest_probe_write(guest_status, sizeof *guest_status))
        return STATUS_ACCESS_VIOLATION;
    r->access = object_map_access(&file_type, r->desired & ~(ACCESS_MASK)MAXIMUM_ALLOWED);
    if (r->access & ~(FILE_ALL_ACCESS | ACCESS_SYSTEM_SECURITY)) return STATUS_ACCESS_DENIED;
    NTSTATUS status = check_request(r);
    if (status != STATUS_SUCCESS) return status;
    if ((status = guest_attributes_read(guest_attributes, &named)) != STATUS_SUCCESS) return status;
    if (r->desired & MAXIMUM_ALLOWED) { /* everything, else what reading needs */
        ACCESS_MASK asked = r->access;
        r->access = FILE_ALL_ACCESS;
        status = open_named(&named, r, &file, &info);
        if (status == STATUS_ACCESS_DENIED) {
            r->access = asked | FILE_GENERIC_READ | FILE_GENERIC_EXECUTE;
            status = open_named(&named, r, &file, &info);
        }
    } else {
        status = open_named(&named, r, &file, &info);
    }
    if (status == STATUS_SUCCESS) {
        status = handle_create(&file->object, file->access, named.attributes, &handle);
        object_put(&file->object);
    }
    guest_attributes_free(&named);
    if (status != STATUS_SUCCESS) return status;
    IO_STATUS_BLOCK result = {.Status = STATUS_SUCCESS, .Information = info};
    if (!guest_put(guest_handle, &handle) || !guest_put(guest_status, &result)) {
        handle_close(handle);
        return STATUS_ACCESS_VIOLATION;
    }
    return STATUS_SUCCESS;
}

NTSTATUS sys_NtCreateFile(HANDLE *FileHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes,
                          IO_STATUS_BLOCK *IoStatusBlock, LARGE_INTEGER *AllocationSize, ULONG FileAttributes,
                          ULONG ShareAccess, ULONG CreateDisposition, ULONG CreateOptions, const void *EaBuffer,
                          ULONG EaLength)
{
    struct request r = {.desired = DesiredAccess,
                        .attributes = FileAttributes,
                        .share = ShareAccess,
                        .disposition = CreateDisposition,
                        .options = CreateOptions,
                        .ea = EaLength ? EaBuffer : NULL,
                        .ea_length = EaLength};
    if (AllocationSize && !guest_get(&r.allocation, AllocationSize)) return STATUS_ACCESS_VIOLATION;
    return create_file(FileHandle, &r, ObjectAttributes, IoStatusBlock);
}

NTSTATUS sys_NtOpenFile(HANDLE *FileHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes,
                        IO_STATUS_BLOCK *IoStatusBlock, ULONG ShareAccess, ULONG OpenOptions)
{
    struct request r = {
        .desired = DesiredAccess, .share = ShareAccess, .disposition = FILE_OPEN, .options = OpenOptions};
    return create_file(FileHandle, &r, ObjectAttributes, IoStatusBlock);
}

NTSTATUS sys_NtDeleteFile(OBJECT_ATTRIBUTES *ObjectAttributes)
{
    struct guest_attributes named;
    NTSTATUS status = guest_attributes_read(ObjectAttributes, &named);
    if (status != STATUS_SUCCESS) return status;
    struct request r = {.access = DELETE,
                        .share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                        .disposition = FILE_OPEN,
                        .options = FILE_DELETE_ON_CLOSE | FILE_OPEN_REPARSE_POINT,
                        .brief = true};
    struct file *file;
    ULONG info;
    status = open_named(&named, &r, &file, &info);
    guest_attributes_free(&named);
    if (status == STATUS_SUCCESS) object_put(&file->object);
    return status;
}
