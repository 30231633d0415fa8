/* SPDX-License-Identifier: MIT */
/* File objects themselves: the type, descriptors in and out, the end of a file.
 *
 * A disk file that was marked for deletion is unlinked at its last close, by the name its descriptor has then. */
#include "nt/file.h"

#include "linux/broker.h"
#include "linux/path.h"
#include "nt/disk.h"
#include "nt/handle.h"
#include "nt/notify.h"
#include "nt/share.h"
#include "nt/status.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static void file_last_handle(struct object *object)
{
    struct file *file = (struct file *)object;
    if (file->ops->cleanup) file->ops->cleanup(file);
}

static void file_destroy(struct object *object)
{
    struct file *file = (struct file *)object;
    if (!atomic_load(&object->handles) && file->ops->cleanup)
        file->ops->cleanup(file); /* one that never had a handle; a second time is harmless */
    if (file->ops->destroy) file->ops->destroy(file);
    struct file_port *port = atomic_load(&file->port);
    if (port) object_put(port->port);
    free(port);
    if (file->borrowed) {
        /* The numbers 0 to 2 stay taken, else the next open would get what others write to. */
        int null = open("/dev/null", O_RDWR | O_CLOEXEC);
        if (null >= 0) {
            dup3(null, file->fd, O_CLOEXEC);
            close(null);
        }
    } else if (file->fd >= 0) {
        close(file->fd);
    }
    object_free(object);
}

/* The NT name: \Device\HarddiskVolumeN\dir\file. */
static NTSTATUS file_query_name(struct object *object, WCHAR **text, size_t *length)
{
    struct file *file = (struct file *)object;
    char host[PATH_MAX];
    *text = NULL;
    *length = 0;
    if (file->ops != &file_disk_ops) return STATUS_SUCCESS;
    int got = path_of_fd(file->fd, host, sizeof host);
    if (got < 0) return status_from_errno(got);
    size_t units = path_to_device(host, NULL, 0);
    if (!(*text = malloc(units * sizeof **text))) return STATUS_NO_MEMORY;
    *length = path_to_device(host, *text, units);
    return STATUS_SUCCESS;
}

const struct object_type file_type = {
    .name = "File",
    .valid_access = FILE_ALL_ACCESS,
    .mapping = {FILE_GENERIC_READ, FILE_GENERIC_WRITE, FILE_GENERIC_EXECUTE, FILE_ALL_ACCESS},
    .wait = OBJECT_WAIT_ALWAYS,
    .destroy = file_destroy,
    .last_handle = file_last_handle,
    .query_name = file_query_name,
};

struct file *file_create(size_t size, const struct file_ops *ops, int fd, ACCESS_MASK access, ULONG options,
                         ULONG device_type)
{
    struct file *file = object_create(&file_type, size);
    if (!file) return NULL;
    file->ops = ops;
    file->fd = fd;
    file->access = access;
    file->options = options;
    file->device_type = device_type;
    return file;
}

NTSTATUS file_get(HANDLE handle, ACCESS_MASK access, struct file **file)
{
    struct object *object;
    NTSTATUS status = handle_get(handle, &file_type, access, &object);
    if (status == STATUS_SUCCESS) *file = (struct file *)object;
    return status;
}

NTSTATUS file_duplicate_fd(HANDLE handle, ACCESS_MASK access, int *fd)
{
    struct file *file;
    NTSTATUS status = file_get(handle, access, &file);
    if (status != STATUS_SUCCESS) return status;
    char link[40];
    if (file->fd < 0) {
        status = STATUS_INVALID_FILE_FOR_SECTION;
    } else if (file->path_only) { /* what was opened for its attributes is opened again for its bytes */
        snprintf(link, sizeof link, "/proc/self/fd/%d", file->fd);
        *fd = open(link, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    } else {
        *fd = fcntl(file->fd, F_DUPFD_CLOEXEC, 3);
    }
    if (status == STATUS_SUCCESS && *fd < 0) status = status_from_errno(errno);
    object_put(&file->object);
    return status;
}

/* The rights that a descriptor's open mode gives. */
static ACCESS_MASK access_of_fd(int flags)
{
    switch (flags & O_ACCMODE) {
    case O_RDONLY: return FILE_GENERIC_READ | FILE_WRITE_ATTRIBUTES;
    case O_WRONLY: return FILE_GENERIC_WRITE | FILE_READ_ATTRIBUTES;
    default: return FILE_GENERIC_READ | FILE_GENERIC_WRITE;
    }
}

NTSTATUS file_from_fd(int fd, HANDLE *handle)
{
    struct stat st;
    struct termios terminal;
    struct file *file = NULL;
    NTSTATUS status = STATUS_SUCCESS;
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || flags & O_PATH || fstat(fd, &st) != 0) return STATUS_INVALID_HANDLE; /* O_PATH: it was closed */
    bool terminal_like = S_ISCHR(st.st_mode) && tcgetattr(fd, &terminal) == 0;
    if (terminal_like && console_from_fd) {
        status = console_from_fd(fd, &file);
    } else {
        bool disk = S_ISREG(st.st_mode) || S_ISDIR(st.st_mode);
        ULONG device = disk                                           ? FILE_DEVICE_DISK
                       : S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode) ? FILE_DEVICE_NAMED_PIPE
                       : terminal_like                                ? FILE_DEVICE_CONSOLE
                                                                      : FILE_DEVICE_NULL;
        file = file_create(sizeof *file, disk ? &file_disk_ops : &file_stream_ops, fd, access_of_fd(flags),
                           FILE_SYNCHRONOUS_IO_NONALERT, device);
        if (file) {
            file->borrowed = true;
            file->mode = st.st_mode & S_IFMT;
            file->dev = st.st_dev;
            file->ino = st.st_ino;
            file->share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
            file->append = flags & O_APPEND;
        }
    }
    if (status == STATUS_SUCCESS && !file) status = STATUS_NO_MEMORY;
    if (status != STATUS_SUCCESS) return status;
    status = handle_create(&file->object, file->access, OBJ_INHERIT, handle);
    if (status != STATUS_SUCCESS && file->borrowed) file->fd = -1, file->borrowed = false;
    object_put(&file->object);
    return status;
}

bool file_close_matters(const struct object *object)
{
    struct file *file = (struct file *)object;
    return object->type == &file_type && (file->delete_closes || share_pending(file));
}

/* --- the end of a disk file --- */

/* Unlinks what the descriptor has open, by its present name. */
static void remove_by_fd(struct file *file)
{
    char host[PATH_MAX];
    struct stat st;
    if (path_of_fd(file->fd, host, sizeof host) < 0) return;
    if (lstat(host, &st) != 0 || st.st_ino != file->ino || st.st_dev != file->dev)
        return; /* the name is another file's by now */
    if (S_ISDIR(st.st_mode))
        rmdir(host);
    else
        unlink(host);
}

void file_delete_on_close(struct file *file, bool set)
{
    char host[PATH_MAX];
    file->delete_closes = set;
    if (file->doomed) broker_file_spared(file->dev, file->ino);
    file->doomed = false;
    if (!set || path_of_fd(file->fd, host, sizeof host) < 0) return;
    char *slash = strrchr(host, '/');
    int folder = open(slash > host ? (*slash = 0, host) : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    /* Without a broker the file stays if the process is killed. */
    file->doomed = broker_file_doomed(file->dev, file->ino, slash + 1, folder) == STATUS_SUCCESS;
    close(folder);
}

static void disk_cleanup(struct file *file)
{
    bool now = file->delete_now && share_pending(file);
    notify_close(file);
    lock_release_all(file);
    if (share_leave(file) || now) remove_by_fd(file);
    if (file->doomed) broker_file_spared(file->dev, file->ino);
    file->doomed = false;
}

static void disk_destroy(struct file *file)
{
    directory_scan_free(atomic_load(&file->scan));
}

const struct file_ops file_disk_ops = {
    .read = disk_read,
    .write = disk_write,
    .flush = disk_flush,
    .control = disk_control,
    .query = disk_query,
    .set = disk_set,
    .query_volume = disk_query_volume,
    .cleanup = disk_cleanup,
    .destroy = disk_destroy,
};

const struct file_ops file_stream_ops = {
    .read = stream_read,
    .write = stream_write,
    .flush = stream_flush,
    .control = stream_control,
    .query = stream_query,
    .set = stream_set,
};
