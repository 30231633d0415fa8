/* SPDX-License-Identifier: MIT */
/* Pipes come to be: NtCreateNamedPipeFile, and opening what stands below \Device\NamedPipe.
 *
 * A pipe with a name is a pair of sockets for each instance.  The broker has the client's end until somebody opens the
 * name (linux/broker.h); who has handles to the server's end holds a line of the segment, by which the instance lives,
 * and in which the server counts how often it has disconnected, so that a client knows that from a server's death.
 *
 * One without a name is made by the calls that Windows' own CreatePipe makes:
 *
 *   NtOpenFile(&root, "\Device\NamedPipe\")            the pipe file system's folder
 *   NtCreateNamedPipeFile(&server, root, no name)      the server's end; its rights say which way data goes
 *   NtOpenFile(&client, relative to server, no name)   the other end
 *
 * With one direction, of bytes, for synchronous use, it is pipe2(), else a pair of sockets as well.  The server's
 * object keeps the client's descriptor until it is opened.  Left out: security descriptors; a server's end that two
 * processes have, when one of them lets the next client in. */
#include "nt/pipe.h"

#include "door/guestmem.h"
#include "linux/broker.h"
#include "linux/path.h"
#include "linux/shm.h"
#include "linux/utf.h"
#include "nt/disk.h"
#include "nt/guest.h"
#include "nt/handle.h"
#include "nt/line.h"
#include "nt/shared.h"
#include "nt/status.h"
#include "nt/thread.h"
#include "nt/transfer.h"
#include "nt_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* ---- anonymous pipes in one direction ---- */

struct simple {
    struct file file;
    _Atomic int peer; /* the client's descriptor, -1: it was taken */
    bool server;
};

static void simple_destroy(struct file *file)
{
    int peer = atomic_load(&((struct simple *)file)->peer);
    if (peer >= 0) close(peer);
}

static NTSTATUS simple_query(struct file *file, ULONG class, void *out, ULONG length, ULONG_PTR *done)
{
    NTSTATUS status = stream_query(file, class, out, length, done);
    if (status == STATUS_SUCCESS && class == FilePipeLocalInformation)
        ((FILE_PIPE_LOCAL_INFORMATION *)out)->NamedPipeEnd =
            ((struct simple *)file)->server; /* FILE_PIPE_SERVER_END is 1 */
    return status;
}

const struct file_ops pipe_ops = {
    .read = stream_read,
    .write = stream_write,
    .flush = stream_flush,
    .control = stream_control,
    .query = simple_query,
    .set = stream_set,
    .destroy = simple_destroy,
};

static struct file *simple_create(int fd, int peer, ACCESS_MASK access, ULONG options)
{
    struct simple *pipe =
        (struct simple *)file_create(sizeof *pipe, &pipe_ops, fd, access, options, FILE_DEVICE_NAMED_PIPE);
    if (!pipe) return NULL;
    pipe->file.mode = S_IFIFO;
    atomic_init(&pipe->peer, peer);
    pipe->server = peer >= 0;
    return &pipe->file;
}

/* A pipe whose server has `access`. */
static NTSTATUS simple_make(ACCESS_MASK access, ULONG options, struct file **file)
{
    bool reads = access & FILE_READ_DATA;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return status_from_errno(errno);
    *file = simple_create(ends[!reads], ends[reads], access, options);
    if (*file) return STATUS_SUCCESS;
    close(ends[0]);
    close(ends[1]);
    return STATUS_NO_MEMORY;
}

static NTSTATUS simple_open(const struct device_open *request, struct file **file)
{
    int fd = atomic_exchange(&((struct simple *)request->root)->peer, -1);
    if (fd < 0) return STATUS_PIPE_NOT_AVAILABLE;
    *file = simple_create(fd, -1, request->access, request->options);
    if (*file) return STATUS_SUCCESS;
    atomic_store(&((struct simple *)request->root)->peer, fd);
    return STATUS_NO_MEMORY;
}

/* ---- ends that are sockets ---- */

/* What holds the line of a server's end. */
static void hold_destroy(struct object *object)
{
    shared_line_free(object);
    object_free(object);
}

static const struct object_type hold_type = {.name = "Pipe", .wait = OBJECT_WAIT_NEVER, .destroy = hold_destroy};

/* The last handle has gone: others are not to find the instance any more, though a request may be on its way out. */
static void pipe_cleanup(struct file *file)
{
    struct pipe *pipe = (struct pipe *)file;
    pipe_end_requests(pipe, STATUS_PIPE_BROKEN);
    pthread_mutex_lock(&pipe->lock);
    struct object *hold = pipe->hold;
    pipe->hold = NULL;
    pthread_mutex_unlock(&pipe->lock);
    if (hold) object_put(hold);
}

static void pipe_destroy(struct file *file)
{
    struct pipe *pipe = (struct pipe *)file;
    engine_forget(&pipe->watch);
    pipe_drop_left(pipe);
    if (pipe->peer_fd >= 0) close(pipe->peer_fd);
    line_free(file->done);
    free(pipe->name);
    pthread_mutex_destroy(&pipe->lock);
}

const struct file_ops pipe_end_ops = {
    .read = pipe_read,
    .write = pipe_write,
    .flush = pipe_flush,
    .control = pipe_control,
    .submit = pipe_submit,
    .cancel = pipe_cancel,
    .query = pipe_query,
    .set = pipe_set,
    .wait_line = file_done_line,
    .cleanup = pipe_cleanup,
    .destroy = pipe_destroy,
};

int pipe_sockets(uint32_t kind, int *server, int *client)
{
    int ends[2], on = 1;
    int type = kind & PIPE_KIND_MESSAGES ? SOCK_SEQPACKET : SOCK_STREAM;
    if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends) != 0) return errno;
    for (int i = 0; i < 2 && type == SOCK_SEQPACKET; i++)
        setsockopt(ends[i], SOL_SOCKET, SO_PASSCRED, &on, sizeof on); /* tells an empty message from the end */
    *server = ends[0];
    *client = ends[1];
    return 0;
}

/* An end with all that is told in `about` (its fd aside); takes over `fd` on success. */
static struct pipe *end_create(const struct broker_pipe *about, int fd, bool server, enum pipe_state state,
                               ACCESS_MASK access, ULONG options)
{
    struct pipe *pipe =
        (struct pipe *)file_create(sizeof *pipe, &pipe_end_ops, fd, access, options, FILE_DEVICE_NAMED_PIPE);
    if (!pipe) return NULL;
    pthread_mutex_init(&pipe->lock, NULL);
    pipe->watch = (struct engine_watch){.object = &pipe->file.object, .ready = pipe_ready, .abandon = pipe_abandon};
    pipe->file.mode = S_IFIFO;
    if (!file_is_synchronous(&pipe->file)) pipe->file.done = line_create(LINE_EVENT, LINE_SIGNALLED, 0);
    pipe->peer_fd = -1;
    pipe->server = server;
    pipe->kind = about->kind;
    pipe->most = about->most;
    pipe->inbound = about->inbound;
    pipe->outbound = about->outbound;
    pipe->timeout = about->timeout;
    pipe->maker = about->server;
    pipe->line = about->line;
    pipe->generation = about->generation;
    pipe->epoch = about->epoch;
    if (about->length && (pipe->name = malloc(about->length * sizeof *pipe->name))) {
        memcpy(pipe->name, about->name, about->length * sizeof *pipe->name);
        pipe->name_length = about->length;
    }
    atomic_init(&pipe->state, state);
    return pipe;
}

/* Finds the server's line in the segment. */
static void end_epochs(struct pipe *pipe)
{
    struct line *line = pipe->line && shm_map() && shm_is_shared() ? line_find(pipe->line) : NULL;
    if (line) pipe->epochs = &line->state;
}

/* ---- opening ---- */

static NTSTATUS name_open(const struct device_open *request, const WCHAR *name, size_t length, struct file **file)
{
    struct broker_pipe found;
    uint32_t access = (request->access & FILE_READ_DATA ? PIPE_READS : 0) |
                      (request->access & (FILE_WRITE_DATA | FILE_APPEND_DATA) ? PIPE_WRITES : 0);
    NTSTATUS status = broker_pipe_take(name, length, access, &found);
    if (status == STATUS_CONNECTION_REFUSED) return STATUS_OBJECT_NAME_NOT_FOUND; /* nobody to have made one */
    if (status != STATUS_SUCCESS) return status;
    if (found.fd < 0) return STATUS_PIPE_NOT_AVAILABLE;
    found.name = name;
    found.length = length;
    struct pipe *pipe = end_create(&found, found.fd, false, PIPE_CONNECTED, request->access, request->options);
    if (!pipe) {
        close(found.fd);
        return STATUS_NO_MEMORY;
    }
    pipe->client = (uint32_t)getpid();
    end_epochs(pipe);
    *file = &pipe->file;
    return STATUS_SUCCESS;
}

/* The client's end of a pipe without a name. */
static NTSTATUS peer_open(const struct device_open *request, struct file **file)
{
    struct pipe *server = (struct pipe *)request->root;
    pthread_mutex_lock(&server->lock);
    int fd = server->peer_fd;
    server->peer_fd = -1;
    pthread_mutex_unlock(&server->lock);
    if (fd < 0) return STATUS_PIPE_NOT_AVAILABLE;
    struct broker_pipe about = {.kind = server->kind,
                                .most = 1,
                                .inbound = server->inbound,
                                .outbound = server->outbound,
                                .server = server->maker};
    struct pipe *pipe = end_create(&about, fd, false, PIPE_CONNECTED, request->access, request->options);
    if (!pipe) {
        close(fd);
        return STATUS_NO_MEMORY;
    }
    pipe->client = server->client = (uint32_t)getpid();
    *file = &pipe->file;
    return STATUS_SUCCESS;
}

NTSTATUS pipe_open(const struct device_open *request, struct file **file)
{
    const WCHAR *name = request->rest;
    size_t length = request->units;
    if (request->root && !request->name && request->root->ops != &pipe_root_ops) {
        if (length) return STATUS_OBJECT_NAME_NOT_FOUND;
        return request->root->ops == &pipe_ops ? simple_open(request, file) : peer_open(request, file);
    }
    if (request->name && length && *name == '\\') name++, length--;
    if (length) return name_open(request, name, length, file);
    *file = file_create(sizeof **file, &pipe_root_ops, -1, request->access, request->options, FILE_DEVICE_NAMED_PIPE);
    return *file ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

/* ---- waiting for a name ---- */

/* FILE_PIPE_WAIT_FOR_BUFFER */
struct wait_for {
    int64_t timeout; /* as NT's: negative, from now on */
    ULONG name_length;
    BOOLEAN timeout_given;
};

NTSTATUS pipe_wait(const void *in, ULONG in_length)
{
    const size_t head = offsetof(struct wait_for, timeout_given) + sizeof(WCHAR);
    struct wait_for asked;
    WCHAR name[PIPE_NAME];
    struct timespec pause = {.tv_nsec = 200000};
    int64_t deadline = 0;
    if (in_length < head) return STATUS_INVALID_PARAMETER;
    if (!guest_read(&asked, in, head - 1)) return STATUS_ACCESS_VIOLATION;
    if (asked.name_length > in_length - head || asked.name_length & 1) return STATUS_INVALID_PARAMETER;
    if (asked.name_length > sizeof name) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (!guest_read(name, (const char *)in + head, asked.name_length)) return STATUS_ACCESS_VIOLATION;
    size_t skip = asked.name_length && *name == '\\';
    for (;;) {
        uint32_t instances, waiting;
        uint64_t usual;
        NTSTATUS status =
            broker_pipe_look(name + skip, asked.name_length / sizeof *name - skip, &instances, &waiting, &usual);
        if (status == STATUS_CONNECTION_REFUSED) return STATUS_OBJECT_NAME_NOT_FOUND;
        if (status != STATUS_SUCCESS || waiting) return status;
        int64_t units =
            asked.timeout_given ? (asked.timeout < -INT64_MAX ? INT64_MAX : -asked.timeout) : (int64_t)usual;
        if (!deadline) deadline = units > INT64_MAX / 200 ? INT64_MAX : line_now() + units * 100;
        if (line_now() >= deadline) return STATUS_IO_TIMEOUT;
        long result = thread_block(SYS_nanosleep, (long)&pause, 0, 0, 0, 0, 0);
        if (result < 0) return status_from_errno((int)result);
        if (pause.tv_nsec < 5000000) pause.tv_nsec *= 2;
    }
}

static NTSTATUS root_control(struct file *file, bool fs, ULONG code, const void *in, ULONG in_length, void *out,
                             ULONG out_length, ULONG_PTR *done)
{
    (void)file, (void)out, (void)out_length, (void)done;
    return fs && code == FSCTL_PIPE_WAIT ? pipe_wait(in, in_length) : STATUS_INVALID_DEVICE_REQUEST;
}

bool pipe_name_next(uint32_t *after, char *name, size_t size)
{
    WCHAR wide[PIPE_NAME];
    uint32_t instances, most;
    size_t length;
    if (broker_pipe_next(after, wide, &length, &instances, &most) != STATUS_SUCCESS) return false;
    size_t bytes = utf_name_to_8(name, size - 1, wide, length);
    name[bytes < size ? bytes : size - 1] = 0;
    return true;
}

static void root_destroy(struct file *file)
{
    directory_scan_free(atomic_load(&file->scan));
}

const struct file_ops pipe_root_ops = {.control = root_control, .destroy = root_destroy};

/* ---- to other processes ---- */

enum { TOLD_SERVER = 1, TOLD_MESSAGES = 2, TOLD_NO_WAIT = 4, TOLD_STATE = 8 /* times the state */ };

void pipe_describe(struct pipe *pipe, struct transfer *out)
{
    pthread_mutex_lock(&pipe->lock);
    enum pipe_state state = pipe_settle(pipe);
    out->pipe.flags = (pipe->server ? TOLD_SERVER : 0) | (pipe->read_messages ? TOLD_MESSAGES : 0) |
                      (pipe->no_wait ? TOLD_NO_WAIT : 0) | state * TOLD_STATE;
    out->pipe.kind = pipe->kind;
    out->pipe.most = pipe->most;
    out->pipe.inbound = pipe->inbound;
    out->pipe.outbound = pipe->outbound;
    out->pipe.epoch = pipe->epoch;
    out->pipe.maker = pipe->maker;
    out->pipe.client = pipe->client;
    out->index = pipe->line;
    out->generation = pipe->generation;
    pthread_mutex_unlock(&pipe->lock);
}

struct file *pipe_inherited(const struct transfer *given, int fd)
{
    struct broker_pipe about = {.line = given->index,
                                .generation = given->generation,
                                .epoch = given->pipe.epoch,
                                .kind = given->pipe.kind,
                                .most = given->pipe.most,
                                .inbound = given->pipe.inbound,
                                .outbound = given->pipe.outbound,
                                .server = given->pipe.maker};
    struct pipe *pipe = end_create(&about, fd, given->pipe.flags & TOLD_SERVER, given->pipe.flags / TOLD_STATE,
                                   given->access, given->options);
    if (!pipe) return NULL;
    pipe->client = given->pipe.client;
    pipe->read_messages = given->pipe.flags & TOLD_MESSAGES;
    pipe->no_wait = given->pipe.flags & TOLD_NO_WAIT;
    return &pipe->file;
}

bool pipe_attach(struct pipe *pipe, const struct transfer *given)
{
    if (!pipe->line || pipe->epochs) return true;
    if (pipe->server) {
        struct object *blank = object_create(&hold_type, sizeof *blank);
        if (!blank || shared_adopt(given->index, given->generation, blank, &pipe->hold) != STATUS_SUCCESS) return false;
    }
    end_epochs(pipe);
    return true;
}

/* ---- making ---- */

/* The line by which a new server's end lives. */
static NTSTATUS line_make(struct broker_pipe *about, struct object **hold)
{
    struct object *object = object_create(&hold_type, sizeof *object);
    struct line *line = object ? line_create_shareable(LINE_HOLD, 0, 0) : NULL;
    if (line) atomic_store(&object->line, line);
    if (!line || !shared_publish(object)) {
        if (object) object_put(object);
        return line ? STATUS_NOT_SUPPORTED : STATUS_NO_MEMORY; /* no other process could see it */
    }
    atomic_fetch_or(&line->flags, LINE_NAMED);
    about->line = line->index;
    about->generation = atomic_load(&line->generation);
    *hold = object;
    return STATUS_SUCCESS;
}

/* A server's end, and its client's with the broker where it has a name. */
static NTSTATUS server_make(struct broker_pipe *about, uint32_t flags, bool message_mode, bool no_wait,
                            ACCESS_MASK access, ULONG options, struct file **file, bool *first)
{
    struct object *hold = NULL;
    int server, client;
    NTSTATUS status = about->length ? line_make(about, &hold) : STATUS_SUCCESS;
    if (status != STATUS_SUCCESS) return status;
    int error = pipe_sockets(about->kind, &server, &client);
    if (error) {
        if (hold) object_put(hold);
        return status_from_errno(error);
    }
    about->server = (uint32_t)getpid();
    struct pipe *pipe = end_create(about, server, true, hold ? PIPE_LISTENING : PIPE_CONNECTED, access, options);
    if (!pipe) {
        close(server);
        close(client);
        if (hold) object_put(hold);
        return STATUS_NO_MEMORY;
    }
    pipe->hold = hold;
    pipe->read_messages = message_mode;
    pipe->no_wait = no_wait;
    end_epochs(pipe);
    *first = true;
    if (hold) {
        about->fd = client;
        status = broker_pipe_offer(about, flags, server, first);
        close(client);
    } else {
        pipe->peer_fd = client;
    }
    if (status != STATUS_SUCCESS)
        object_put(&pipe->file.object);
    else
        *file = &pipe->file;
    return status == STATUS_CONNECTION_REFUSED ? STATUS_NOT_SUPPORTED : status;
}

/* The part of a name that stands behind \Device\NamedPipe\; `root` is that folder's handle, or NULL. */
static NTSTATUS name_take(const struct guest_attributes *named, const struct file *root, const WCHAR **name,
                          size_t *length)
{
    struct path path;
    *name = named->name.text;
    *length = named->name.length;
    if (root) return root->ops == &pipe_root_ops ? STATUS_SUCCESS : STATUS_OBJECT_NAME_INVALID;
    int error = path_parse(*name, *length, -1, PREFIX_PLAIN, &path);
    if (error) return path_status(error);
    bool ours = path.kind == PATH_DEVICE && !strcmp(path.device, "NAMEDPIPE");
    *name = ours ? path.rest : NULL;
    *length = path.rest_units;
    path_free(&path);
    if (!ours || !*length) return STATUS_OBJECT_NAME_INVALID;
    ++*name;
    --*length;
    return *length ? STATUS_SUCCESS : STATUS_OBJECT_NAME_INVALID;
}

/* What a call asks for that cannot be. */
static NTSTATUS check(ULONG type, ULONG read_mode, ULONG completion, ULONG most, ULONG share, ULONG disposition)
{
    if (type & ~3u || read_mode > 1 || completion > 1 || !most ||
        share & ~(ULONG)(FILE_SHARE_READ | FILE_SHARE_WRITE) || !share ||
        (read_mode && !(type & FILE_PIPE_MESSAGE_TYPE)))
        return STATUS_INVALID_PARAMETER;
    return disposition == FILE_OPEN || disposition == FILE_CREATE || disposition == FILE_OPEN_IF
               ? STATUS_SUCCESS
               : STATUS_INVALID_PARAMETER;
}

NTSTATUS sys_NtCreateNamedPipeFile(HANDLE *FileHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes,
                                   IO_STATUS_BLOCK *IoStatusBlock, ULONG ShareAccess, ULONG CreateDisposition,
                                   ULONG CreateOptions, ULONG NamedPipeType, ULONG ReadMode, ULONG CompletionMode,
                                   ULONG MaximumInstances, ULONG InboundQuota, ULONG OutboundQuota,
                                   LARGE_INTEGER *DefaultTimeout)
{
    static const uint32_t dispositions[] = {[FILE_OPEN] = PIPE_NEXT, [FILE_CREATE] = PIPE_FIRST, [FILE_OPEN_IF] = 0};
    struct guest_attributes named;
    struct file *root = NULL, *file = NULL;
    HANDLE handle = NULL;
    int64_t timeout = 0;
    bool first = true;
    if (!guest_probe_write(FileHandle, sizeof handle) || !guest_probe_write(IoStatusBlock, sizeof *IoStatusBlock) ||
        (DefaultTimeout && !guest_get(&timeout, DefaultTimeout)))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = check(NamedPipeType, ReadMode, CompletionMode, MaximumInstances, ShareAccess, CreateDisposition);
    if (status != STATUS_SUCCESS) return status;
    if ((status = guest_attributes_read(ObjectAttributes, &named)) != STATUS_SUCCESS) return status;
    if (named.root) status = file_get(named.root, 0, &root);
    ACCESS_MASK access = object_map_access(&file_type, DesiredAccess);
    bool reads = access & FILE_READ_DATA, writes = access & (FILE_WRITE_DATA | FILE_APPEND_DATA);
    struct broker_pipe about = {.most = MaximumInstances < PIPE_UNLIMITED ? MaximumInstances : PIPE_UNLIMITED,
                                .inbound = InboundQuota,
                                .outbound = OutboundQuota,
                                .timeout = timeout < 0 ? (uint64_t)-timeout : 500000, /* 50 ms are the default */
                                .fd = -1};
    if (NamedPipeType & FILE_PIPE_MESSAGE_TYPE) about.kind = PIPE_KIND_MESSAGES;
    if (status == STATUS_SUCCESS && named.has_name) {
        about.kind |= (ShareAccess & FILE_SHARE_WRITE ? PIPE_KIND_TO_SERVER : 0) |
                      (ShareAccess & FILE_SHARE_READ ? PIPE_KIND_TO_CLIENT : 0);
        status = name_take(&named, root, &about.name, &about.length);
    } else if (status == STATUS_SUCCESS) {
        about.kind |= (reads ? PIPE_KIND_TO_SERVER : 0) | (writes ? PIPE_KIND_TO_CLIENT : 0);
        if (!root)
            status = STATUS_OBJECT_PATH_SYNTAX_BAD;
        else if (root->ops != &pipe_root_ops)
            status = STATUS_OBJECT_NAME_INVALID;
        else if (CreateDisposition == FILE_OPEN)
            status = STATUS_OBJECT_NAME_NOT_FOUND;
        else if (!reads && !writes)
            status = STATUS_INVALID_PARAMETER;
    }
    bool synchronous = CreateOptions & (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT);
    if (status == STATUS_SUCCESS && !named.has_name && reads != writes && !NamedPipeType && !CompletionMode &&
        synchronous)
        status = simple_make(access, CreateOptions, &file);
    else if (status == STATUS_SUCCESS)
        status = server_make(&about, dispositions[CreateDisposition], ReadMode, CompletionMode, access, CreateOptions,
                             &file, &first);
    if (root) object_put(&root->object);
    if (status == STATUS_SUCCESS) {
        status = handle_create(&file->object, access, named.attributes, &handle);
        object_put(&file->object);
    }
    guest_attributes_free(&named);
    if (status != STATUS_SUCCESS) return status;
    IO_STATUS_BLOCK result = {.Information = first ? FILE_CREATED : FILE_OPENED};
    if (!guest_put(FileHandle, &handle) || !guest_put(IoStatusBlock, &result)) {
        handle_close(handle);
        return STATUS_ACCESS_VIOLATION;
    }
    return STATUS_SUCCESS;
}
