/* SPDX-License-Identifier: MIT */
/* Controls and queries of a pipe's end: FSCTL_PIPE_LISTEN, DISCONNECT, PEEK, TRANSCEIVE, the attributes, and
 * FilePipeInformation and its like.  Left out: impersonation, which is refused; how many messages a peek finds beyond
 * the first; attributes that programs set. */
#include "nt/pipe.h"

#include "door/guestmem.h"
#include "linux/broker.h"
#include "nt/disk.h"
#include "nt/line.h"
#include "nt/status.h"
#include "nt/thread.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* ---- clients come and go ---- */

/* A socket pair in the place of what the server had; the client's end goes to the broker. */
static NTSTATUS listen_again(struct pipe *pipe)
{
    int server, client;
    if (!pipe->line) return STATUS_ILLEGAL_FUNCTION; /* without a name nobody can come */
    int error = pipe_sockets(pipe->kind, &server, &client);
    if (error) return status_from_errno(error);
    pthread_mutex_lock(&pipe->lock);
    bool first = atomic_load(&pipe->state) == PIPE_DISCONNECTED;
    if (first) {
        dup3(server, pipe->file.fd, O_CLOEXEC);
        atomic_store(&pipe->state, PIPE_LISTENING);
    }
    pthread_mutex_unlock(&pipe->lock);
    close(server);
    NTSTATUS status = STATUS_PENDING;
    if (first) {
        struct broker_pipe offer = {
            .line = pipe->line, .generation = pipe->generation, .epoch = pipe->epoch, .fd = client};
        status = broker_pipe_listen(&offer, pipe->file.fd);
        if (status != STATUS_SUCCESS) atomic_store(&pipe->state, PIPE_DISCONNECTED);
    }
    close(client);
    return status == STATUS_SUCCESS ? STATUS_PENDING : status;
}

NTSTATUS pipe_listen_begin(struct pipe *pipe)
{
    if (!pipe->server) return STATUS_ILLEGAL_FUNCTION;
    pthread_mutex_lock(&pipe->lock);
    enum pipe_state state = pipe_settle(pipe);
    pthread_mutex_unlock(&pipe->lock);
    if (state == PIPE_LISTENING) return STATUS_PENDING;
    if (state == PIPE_CONNECTED) return pipe_peer_closed(pipe) ? STATUS_PIPE_CLOSING : STATUS_PIPE_CONNECTED;
    NTSTATUS status = listen_again(pipe);
    /* "returns a nonzero value the first time it is called for a pipe instance that is disconnected" */
    return status == STATUS_PENDING && pipe->no_wait ? STATUS_SUCCESS : status;
}

static NTSTATUS listen_here(struct pipe *pipe)
{
    struct pipe_request r = {.act = PIPE_LISTEN};
    NTSTATUS status = pipe_listen_begin(pipe);
    return status == STATUS_PENDING ? pipe_do(pipe, &r) : status;
}

static NTSTATUS disconnect(struct pipe *pipe)
{
    if (!pipe->server) return STATUS_ILLEGAL_FUNCTION;
    pthread_mutex_lock(&pipe->lock);
    enum pipe_state state = pipe_settle(pipe);
    if (state == PIPE_CONNECTED) {
        /* the client's reads are to find this first */
        if (pipe->epochs && pipe->hold) pipe->epoch = atomic_fetch_add(pipe->epochs, 1) + 1;
        atomic_store(&pipe->state, PIPE_DISCONNECTED);
        shutdown(pipe->file.fd, SHUT_RDWR);
        engine_forget(&pipe->watch);
        int nobody = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (nobody >= 0) {
            dup3(nobody, pipe->file.fd, O_CLOEXEC);
            close(nobody);
        }
        pipe_drop_left(pipe);
        pipe->cut = pipe->whole = false;
        pipe->client = 0;
    }
    pthread_mutex_unlock(&pipe->lock);
    if (state == PIPE_LISTENING) return STATUS_PIPE_LISTENING;
    if (state == PIPE_DISCONNECTED) return STATUS_PIPE_DISCONNECTED;
    pipe_end_requests(pipe, STATUS_PIPE_DISCONNECTED);
    return STATUS_SUCCESS;
}

/* ---- looking ---- */

/* FILE_PIPE_PEEK_BUFFER, then data. */
struct peek {
    ULONG state, available, messages, message_length;
};

/* Under the lock: the first bytes, of the first message where there are such. */
static size_t look_at(struct pipe *pipe, char *to, size_t room)
{
    size_t left = pipe->left_size - pipe->left_at, got = left < room ? left : room;
    if (got) memcpy(to, pipe->left + pipe->left_at, got);
    if (got == room || (left && pipe->read_messages && !pipe->whole)) return got;
    ssize_t more = recv(pipe->file.fd, to + got, room - got, MSG_PEEK | MSG_DONTWAIT);
    return more > 0 ? got + (size_t)more : got;
}

/* Under the lock: what is left of the first message, as far as it is known. */
static size_t message_left(struct pipe *pipe)
{
    size_t left = pipe->left_size - pipe->left_at;
    if (left && !pipe->whole) return left;
    ssize_t next = recv(pipe->file.fd, NULL, 0, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
    return next > 0 ? left + (size_t)next : left;
}

static NTSTATUS peek(struct pipe *pipe, void *out, ULONG length, ULONG_PTR *done)
{
    struct peek head = {.state = PIPE_CONNECTED};
    char data[16384];
    if (length < sizeof head) return STATUS_BUFFER_TOO_SMALL;
    NTSTATUS status = pipe_check(pipe);
    if (status == STATUS_PIPE_LISTENING) return STATUS_INVALID_PIPE_STATE;
    if (status != STATUS_SUCCESS) return status;
    size_t room = length - sizeof head < sizeof data ? length - sizeof head : sizeof data, got;
    bool messages = pipe->kind & PIPE_KIND_MESSAGES;
    pthread_mutex_lock(&pipe->lock);
    bool closed = pipe_peer_closed(pipe);
    head.available = (ULONG)pipe_available(pipe);
    if (messages && head.available) {
        head.message_length = (ULONG)message_left(pipe);
        head.messages = 1;
    }
    got = look_at(pipe, data, pipe->read_messages && room > head.message_length ? head.message_length : room);
    pthread_mutex_unlock(&pipe->lock);
    if (closed) head.state = PIPE_CLOSING;
    if (closed && !head.available) return STATUS_PIPE_BROKEN;
    if (!guest_write((char *)out + sizeof head, data, got) || !guest_put(out, &head)) return STATUS_ACCESS_VIOLATION;
    *done = sizeof head + got;
    return got < head.available ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

NTSTATUS pipe_flush(struct file *file)
{
    struct pipe *pipe = (struct pipe *)file;
    struct timespec pause = {.tv_nsec = 50000};
    NTSTATUS status = pipe_check(pipe);
    int waiting = 0;
    if (status != STATUS_SUCCESS) return status;
    /* nothing tells that the other end has read all but asking */
    while (ioctl(file->fd, SIOCOUTQ, &waiting) == 0 && waiting) {
        if ((status = pipe_check(pipe)) != STATUS_SUCCESS) return status;
        if (pipe_peer_closed(pipe)) return STATUS_PIPE_BROKEN;
        long result = thread_block(SYS_nanosleep, (long)&pause, 0, 0, 0, 0, 0);
        if (result < 0) return status_from_errno((int)result);
        if (pause.tv_nsec < 5000000) pause.tv_nsec *= 2;
    }
    return STATUS_SUCCESS;
}

/* ---- both ways at once ---- */

NTSTATUS pipe_transact_begin(struct pipe *pipe, void *in, ULONG in_length, void *out, ULONG out_length,
                             struct pipe_request *r)
{
    NTSTATUS status = pipe_check(pipe);
    if (status != STATUS_SUCCESS) return status;
    if (!(pipe->kind & PIPE_KIND_MESSAGES) || !pipe->read_messages) return STATUS_INVALID_READ_MODE;
    pthread_mutex_lock(&pipe->lock);
    bool full = pipe_available(pipe);
    pthread_mutex_unlock(&pipe->lock);
    if (full) return STATUS_PIPE_BUSY;
    *r = (struct pipe_request){
        .act = PIPE_TRANSACT, .buffer = in, .length = in_length, .answer = out, .answer_length = out_length};
    return STATUS_SUCCESS;
}

static NTSTATUS transact(struct pipe *pipe, void *in, ULONG in_length, void *out, ULONG out_length, ULONG_PTR *done)
{
    struct pipe_request r;
    NTSTATUS status = pipe_transact_begin(pipe, in, in_length, out, out_length, &r);
    if (status == STATUS_SUCCESS) status = pipe_do(pipe, &r);
    if (!NT_ERROR(status)) *done = r.done;
    return status;
}

/* ---- attributes ---- */

static NTSTATUS attribute(struct pipe *pipe, const void *in, ULONG in_length, void *out, ULONG out_length,
                          ULONG_PTR *done)
{
    char name[32] = {0};
    uint64_t value;
    if (!in_length || in_length >= sizeof name) return STATUS_NOT_FOUND;
    if (!guest_read(name, in, in_length)) return STATUS_ACCESS_VIOLATION;
    if (!strcmp(name, "ServerProcessId"))
        value = (uint64_t)pipe->maker * 4;
    else if (!strcmp(name, "ClientProcessId"))
        value = (uint64_t)pipe->client * 4;
    else if (!strcmp(name, "ServerSessionId") || !strcmp(name, "ClientSessionId"))
        value = 1;
    else
        return STATUS_NOT_FOUND;
    if (!value) return STATUS_NOT_FOUND; /* nobody has come */
    ULONG size = out_length >= sizeof value ? sizeof value : sizeof(uint32_t);
    if (out_length < size) return STATUS_BUFFER_TOO_SMALL;
    if (!guest_write(out, &value, size)) return STATUS_ACCESS_VIOLATION;
    *done = size;
    return STATUS_SUCCESS;
}

NTSTATUS pipe_control(struct file *file, bool fs, ULONG code, const void *in, ULONG in_length, void *out,
                      ULONG out_length, ULONG_PTR *done)
{
    struct pipe *pipe = (struct pipe *)file;
    if (!fs) return STATUS_INVALID_DEVICE_REQUEST;
    switch (code) {
    case FSCTL_PIPE_LISTEN: return listen_here(pipe);
    case FSCTL_PIPE_DISCONNECT: return disconnect(pipe);
    case FSCTL_PIPE_PEEK: return peek(pipe, out, out_length, done);
    case FSCTL_PIPE_TRANSCEIVE: return transact(pipe, (void *)in, in_length, out, out_length, done);
    case FSCTL_PIPE_GET_PIPE_ATTRIBUTE:
    case FSCTL_PIPE_GET_CONNECTION_ATTRIBUTE: {
        pthread_mutex_lock(&pipe->lock);
        pipe_settle(pipe);
        pthread_mutex_unlock(&pipe->lock);
        return attribute(pipe, in, in_length, out, out_length, done);
    }
    case FSCTL_PIPE_IMPERSONATE: return STATUS_CANNOT_IMPERSONATE;
    default: return STATUS_INVALID_DEVICE_REQUEST;
    }
}

/* ---- queries ---- */

static void local_information(struct pipe *pipe, FILE_PIPE_LOCAL_INFORMATION *out)
{
    bool to_server = pipe->kind & PIPE_KIND_TO_SERVER, to_client = pipe->kind & PIPE_KIND_TO_CLIENT;
    uint32_t instances = 1, waiting;
    uint64_t timeout;
    int unread = 0;
    if (pipe->line && broker_pipe_look(pipe->name, pipe->name_length, &instances, &waiting, &timeout)) instances = 1;
    ULONG quota = pipe->server ? pipe->outbound : pipe->inbound;
    pthread_mutex_lock(&pipe->lock);
    enum pipe_state state = pipe_settle(pipe);
    if (state == PIPE_CONNECTED && pipe_peer_closed(pipe)) state = PIPE_CLOSING;
    ioctl(pipe->file.fd, SIOCOUTQ, &unread);
    *out = (FILE_PIPE_LOCAL_INFORMATION){
        .NamedPipeType = pipe->kind & PIPE_KIND_MESSAGES ? FILE_PIPE_MESSAGE_TYPE : FILE_PIPE_BYTE_STREAM_TYPE,
        .NamedPipeConfiguration = to_server && to_client ? FILE_PIPE_FULL_DUPLEX
                                  : to_server            ? FILE_PIPE_INBOUND
                                                         : FILE_PIPE_OUTBOUND,
        .MaximumInstances = pipe->most == PIPE_UNLIMITED ? 0xffffffff : pipe->most,
        .CurrentInstances = instances,
        .InboundQuota = pipe->inbound,
        .ReadDataAvailable = state == PIPE_LISTENING ? 0 : (ULONG)pipe_available(pipe),
        .OutboundQuota = pipe->outbound,
        .WriteQuotaAvailable = unread ? 0 : quota, /* Linux counts its own overhead, too */
        .NamedPipeState = state,
        .NamedPipeEnd = pipe->server};
    pthread_mutex_unlock(&pipe->lock);
}

NTSTATUS pipe_query(struct file *file, ULONG class, void *out, ULONG length, ULONG_PTR *done)
{
    struct pipe *pipe = (struct pipe *)file;
    switch (class) {
    case FilePipeInformation:
        *(FILE_PIPE_INFORMATION *)out = (FILE_PIPE_INFORMATION){pipe->read_messages, pipe->no_wait};
        return STATUS_SUCCESS;
    case FilePipeLocalInformation: local_information(pipe, out); return STATUS_SUCCESS;
    case FileStandardInformation:
        pthread_mutex_lock(&pipe->lock);
        ((FILE_STANDARD_INFORMATION *)out)->EndOfFile.QuadPart = (LONGLONG)pipe_available(pipe);
        pthread_mutex_unlock(&pipe->lock);
        ((FILE_STANDARD_INFORMATION *)out)->NumberOfLinks = 1;
        return STATUS_SUCCESS;
    case FileNameInformation: {
        FILE_NAME_INFORMATION *name = out;
        size_t whole = pipe->name_length + 1,
               room = (length - offsetof(FILE_NAME_INFORMATION, FileName)) / sizeof(WCHAR);
        if (!pipe->name) break;
        name->FileNameLength = (ULONG)(whole * sizeof(WCHAR));
        if (room > whole) room = whole;
        if (room) name->FileName[0] = '\\';
        if (room > 1) memcpy(name->FileName + 1, pipe->name, (room - 1) * sizeof(WCHAR));
        *done = offsetof(FILE_NAME_INFORMATION, FileName) + room * sizeof(WCHAR);
        return room < whole ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
    }
    }
    return stream_query(file, class, out, length, done);
}

NTSTATUS pipe_set(struct file *file, ULONG class, const void *in, ULONG length)
{
    struct pipe *pipe = (struct pipe *)file;
    const FILE_PIPE_INFORMATION *wanted = in;
    (void)length;
    if (class != FilePipeInformation) return STATUS_INVALID_PARAMETER;
    if (wanted->ReadMode > 1 || wanted->CompletionMode > 1) return STATUS_INVALID_PARAMETER;
    if (wanted->ReadMode && !(pipe->kind & PIPE_KIND_MESSAGES)) return STATUS_INVALID_PARAMETER;
    pthread_mutex_lock(&pipe->lock);
    bool busy = wanted->CompletionMode && (pipe->reads || pipe->writes || pipe->listens);
    if (!busy) {
        pipe->read_messages = wanted->ReadMode;
        pipe->no_wait = wanted->CompletionMode;
    }
    pthread_mutex_unlock(&pipe->lock);
    return busy ? STATUS_PIPE_BUSY : STATUS_SUCCESS;
}
