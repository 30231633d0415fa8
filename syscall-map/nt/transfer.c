/* SPDX-License-Identifier: MIT */
/* Objects on their way to another process.
 *
 * Files and sections go as descriptors, events and their like by their wait lines, processes by their ids.  Left out:
 * the first thread of a child, ports, images, sections whose pages are only reserved, tokens. */
#include "nt/transfer.h"

#include "nt/child.h"
#include "nt/console.h"
#include "nt/file.h"
#include "nt/foreign.h"
#include "nt/job.h"
#include "nt/line.h"
#include "nt/pipe.h"
#include "nt/socket.h"
#include "nt/process.h"
#include "nt/section.h"
#include "nt/share.h"
#include "nt/shared.h"
#include "nt/stranger.h"
#include "nt/thread.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void describe_line(struct object *object, struct transfer *out)
{
    const struct line *line = atomic_load(&object->line);
    out->index = line->index;
    out->generation = atomic_load(&line->generation);
    out->kind = line->kind;
}

static NTSTATUS describe_section(struct section *section, struct transfer *out)
{
    if (section->attributes & SEC_IMAGE || section->reserve) return STATUS_NOT_SUPPORTED;
    if (atomic_load(&section->object.line) && shared_publish(&section->object)) describe_line(&section->object, out);
    out->type = TRANSFER_SECTION;
    out->size = section->size;
    out->kind = section->protect;
    out->options = section->attributes;
    return STATUS_SUCCESS;
}

NTSTATUS transfer_describe(struct object *object, struct transfer *out, int *fd)
{
    const struct file *file = (const struct file *)object;
    *out = (struct transfer){.type = TRANSFER_FILE};
    *fd = -1;
    if (object->type == &process_type || object->type == &stranger_type) {
        out->type = TRANSFER_PROCESS;
        out->pid = (uint32_t)process_object_pid(object);
        return out->pid ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
    }
    if (object->type == &job_type) {
        *fd = ((struct job *)object)->hold;
        if (*fd < 0 || !shared_publish(object)) return STATUS_NOT_SUPPORTED;
        describe_line(object, out);
        out->type = TRANSFER_JOB;
        return STATUS_SUCCESS;
    }
    if (object->type == &thread_type || object->type == &foreign_type) {
        uint32_t id;
        struct object *beacon = foreign_describe(object, &out->pid, &id);
        if (!beacon) return STATUS_NOT_SUPPORTED;
        describe_line(beacon, out);
        out->type = TRANSFER_THREAD;
        out->size = id;
        object_put(beacon);
        return STATUS_SUCCESS;
    }
    if (object->type == &section_type) {
        *fd = ((struct section *)object)->fd;
        return describe_section((struct section *)object, out);
    }
    if (object->type != &file_type) {
        if (!shared_publish(object)) return STATUS_NOT_SUPPORTED;
        describe_line(object, out);
        out->type = TRANSFER_LINE;
        return STATUS_SUCCESS;
    }
    if (file->fd < 0) return STATUS_NOT_SUPPORTED;
    *fd = file->fd;
    if (file->ops == &pipe_end_ops) {
        out->type = TRANSFER_PIPE;
        pipe_describe((struct pipe *)object, out);
    }
    out->access = file->access;
    out->options = file->options;
    out->share = file->share;
    if (socket_of((struct file *)object)) {
        out->kind = TRANSFER_SOCKET;
        out->size = atomic_load(&((struct socket *)object)->nonblocking);
    }
    out->console = (uint8_t)console_kind_of(file);
    out->append = file->append;
    out->path_only = file->path_only;
    out->shared = file->shared;
    return STATUS_SUCCESS;
}

/* A file object for a descriptor of another process; NULL: it is not open, or no memory. */
static struct object *file_of(const struct transfer *given, int fd)
{
    struct file *file = NULL;
    struct stat st;

    if (fstat(fd, &st) != 0) return NULL;
    if (given->type == TRANSFER_PIPE) {
        file = pipe_inherited(given, fd);
    } else if (given->kind == TRANSFER_SOCKET) {
        if ((file = socket_from_fd(fd, given->access, given->options)))
            atomic_store(&((struct socket *)file)->nonblocking, given->size != 0);
    } else if (given->console) {
        file = console_inherited((enum console_kind)(given->console - 1), fd, given->options);
    } else {
        bool disk = S_ISREG(st.st_mode) || S_ISDIR(st.st_mode) || given->path_only;
        bool pipe = S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode);
        file = file_create(sizeof *file, disk ? &file_disk_ops : &file_stream_ops, fd, given->access, given->options,
                           disk   ? FILE_DEVICE_DISK
                           : pipe ? FILE_DEVICE_NAMED_PIPE
                                  : FILE_DEVICE_NULL);
    }
    if (!file) return NULL;
    file->access = given->access;
    file->borrowed = fd < 3;
    file->mode = given->console ? S_IFCHR : st.st_mode & S_IFMT;
    file->dev = st.st_dev;
    file->ino = st.st_ino;
    file->share = given->share;
    file->append = given->append;
    file->path_only = given->path_only;
    if (!file->borrowed) fcntl(fd, F_SETFD, FD_CLOEXEC);
    return &file->object;
}

struct object *transfer_object(const struct transfer *given, int fd)
{
    struct object *object = NULL;
    switch (given->type) {
    case TRANSFER_FILE:
    case TRANSFER_PIPE: object = file_of(given, fd); break;
    case TRANSFER_SECTION: return section_inherited(fd, given->size, given->kind, given->options);
    case TRANSFER_JOB: return fd < 0 ? NULL : job_given(fd);
    case TRANSFER_LINE: object = shared_blank(given->kind); break;
    case TRANSFER_PROCESS: object = stranger_blank(); break;
    case TRANSFER_THREAD: object = foreign_blank(given->pid, (uint32_t)given->size); break;
    }
    if (fd >= 3 && (!object || object->type != &file_type)) close(fd);
    return object;
}

bool transfer_attach(struct object *object, const struct transfer *given)
{
    if (given->type == TRANSFER_FILE && given->shared) share_join((struct file *)object);
    if (given->type == TRANSFER_PROCESS) return stranger_attach(object, given->pid);
    if (given->type == TRANSFER_THREAD) return foreign_attach(object, given->index, given->generation);
    if (given->type == TRANSFER_PIPE) return pipe_attach((struct pipe *)object, given);
    if (!given->index || atomic_load(&object->line)) return true;
    return shared_attach(object, given->index, given->generation) || given->type == TRANSFER_SECTION;
}
