/* SPDX-License-Identifier: MIT */
/* Anonymous pipes, by the calls that Windows' own CreatePipe makes:
 *
 *   NtOpenFile(&root, "\Device\NamedPipe\")            the pipe file system's folder
 *   NtCreateNamedPipeFile(&server, root, no name)      the server's end; its rights say which way data goes
 *   NtOpenFile(&client, relative to server, no name)   the other end
 *
 * A pipe with one direction is pipe2(), one with two a socket pair.  The server's object keeps the client's descriptor
 * until it is opened.  Left out: pipes with names (STATUS_NOT_IMPLEMENTED), messages, instances, overlapped requests.
 */
#include "nt/pipe.h"

#include "door/guestmem.h"
#include "nt/disk.h"
#include "nt/guest.h"
#include "nt/handle.h"
#include "nt/status.h"
#include "nt_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

struct pipe {
    struct file file;
    _Atomic int peer; /* the client's descriptor, -1: it was taken */
    bool server;
};

static void pipe_destroy(struct file *file)
{
    int peer = atomic_load(&((struct pipe *)file)->peer);
    if (peer >= 0) close(peer);
}

static NTSTATUS pipe_query(struct file *file, ULONG class, void *out, ULONG length, ULONG_PTR *done)
{
    NTSTATUS status = stream_query(file, class, out, length, done);
    if (status == STATUS_SUCCESS && class == FilePipeLocalInformation)
        ((FILE_PIPE_LOCAL_INFORMATION *)out)->NamedPipeEnd =
            ((struct pipe *)file)->server; /* FILE_PIPE_SERVER_END is 1 */
    return status;
}

const struct file_ops pipe_ops = {
    .read = stream_read,
    .write = stream_write,
    .flush = stream_flush,
    .control = stream_control,
    .query = pipe_query,
    .set = stream_set,
    .destroy = pipe_destroy,
};

const struct file_ops pipe_root_ops = {0};

static struct file *pipe_create(int fd, int peer, ACCESS_MASK access, ULONG options)
{
    struct pipe *pipe =
        (struct pipe *)file_create(sizeof *pipe, &pipe_ops, fd, access, options, FILE_DEVICE_NAMED_PIPE);
    if (!pipe) return NULL;
    pipe->file.mode = S_IFIFO;
    atomic_init(&pipe->peer, peer);
    pipe->server = peer >= 0;
    return &pipe->file;
}

NTSTATUS pipe_open(const struct device_open *request, struct file **file)
{
    if (request->name || request->root->ops == &pipe_root_ops) {
        if (request->units > 1) return STATUS_OBJECT_NAME_NOT_FOUND; /* no pipe has a name yet */
        *file =
            file_create(sizeof **file, &pipe_root_ops, -1, request->access, request->options, FILE_DEVICE_NAMED_PIPE);
        return *file ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    }
    if (request->units) return STATUS_OBJECT_NAME_NOT_FOUND;
    int fd = atomic_exchange(&((struct pipe *)request->root)->peer, -1);
    if (fd < 0) return STATUS_PIPE_NOT_AVAILABLE;
    *file = pipe_create(fd, -1, request->access, request->options);
    if (!*file) {
        atomic_store(&((struct pipe *)request->root)->peer, fd);
        return STATUS_NO_MEMORY;
    }
    return STATUS_SUCCESS;
}

/* The ends of a pipe whose server has `access`. */
static NTSTATUS make_ends(ACCESS_MASK access, int *server, int *client)
{
    bool reads = access & FILE_READ_DATA, writes = access & (FILE_WRITE_DATA | FILE_APPEND_DATA);
    int ends[2];
    if (!reads && !writes) return STATUS_INVALID_PARAMETER;
    int result = reads && writes ? socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) : pipe2(ends, O_CLOEXEC);
    if (result != 0) return status_from_errno(errno);
    *server = reads ? ends[0] : ends[1];
    *client = reads ? ends[1] : ends[0];
    return STATUS_SUCCESS;
}

NTSTATUS sys_NtCreateNamedPipeFile(HANDLE *FileHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes,
                                   IO_STATUS_BLOCK *IoStatusBlock, ULONG ShareAccess, ULONG CreateDisposition,
                                   ULONG CreateOptions, ULONG NamedPipeType, ULONG ReadMode, ULONG CompletionMode,
                                   ULONG MaximumInstances, ULONG InboundQuota, ULONG OutboundQuota,
                                   LARGE_INTEGER *DefaultTimeout)
{
    struct guest_attributes named;
    struct file *root = NULL, *file = NULL;
    HANDLE handle = NULL;
    int server = -1, client = -1;
    IO_STATUS_BLOCK result = {.Information = FILE_CREATED};
    (void)ReadMode, (void)CompletionMode, (void)MaximumInstances, (void)InboundQuota, (void)OutboundQuota,
        (void)DefaultTimeout;
    (void)ShareAccess;
    if (!guest_probe_write(FileHandle, sizeof handle) || !guest_probe_write(IoStatusBlock, sizeof result))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = guest_attributes_read(ObjectAttributes, &named);
    if (status != STATUS_SUCCESS) return status;
    ULONG attributes = named.attributes;
    bool has_name = named.has_name;
    guest_attributes_free(&named);
    if (has_name || NamedPipeType) /* names and messages come with the broker */
        return STATUS_NOT_IMPLEMENTED;
    if (!named.root) return STATUS_OBJECT_PATH_SYNTAX_BAD;
    if ((status = file_get(named.root, 0, &root)) != STATUS_SUCCESS) return status;
    bool in_root = root->ops == &pipe_root_ops;
    object_put(&root->object);
    if (!in_root || CreateDisposition == FILE_OPEN)
        return in_root ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_OBJECT_NAME_INVALID;
    ACCESS_MASK access = object_map_access(&file_type, DesiredAccess);
    if ((status = make_ends(access, &server, &client)) != STATUS_SUCCESS) return status;
    if (!(file = pipe_create(server, client, access, CreateOptions))) {
        close(server);
        close(client);
        return STATUS_NO_MEMORY;
    }
    status = handle_create(&file->object, access, attributes, &handle);
    object_put(&file->object);
    if (status == STATUS_SUCCESS && (!guest_put(FileHandle, &handle) || !guest_put(IoStatusBlock, &result))) {
        handle_close(handle);
        status = STATUS_ACCESS_VIOLATION;
    }
    return status;
}
