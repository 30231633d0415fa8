/* SPDX-License-Identifier: MIT */
/* NtReadFile, NtWriteFile, NtFlushBuffersFile, the device and file-system controls and cancelling.
 *
 * A request is done in the caller's thread before the call returns; a handle opened for overlapped use gets its event,
 * its APC and STATUS_SUCCESS at once.  Only those of files that have submit() (pipes), a waiting lock (lock.c) and a
 * watch (notify.c) may stay pending.  Buffers go to Linux as the
 * guest gave them: EFAULT is what a bad one gives, and one more try after its pages were touched (a guard page faults
 * for Linux, not for the guest).  A synchronous handle without an offset reads and writes at the open file
 * description's position, which it shares with whoever inherited it. What may wait for another program goes through
 * door_block(), and may be cancelled from another thread (thread_cancel()). Left out: cancelling
 * what opens a file. */
#include "nt/io.h"

#include "door/door.h"
#include "door/guestmem.h"
#include "nt/completion.h"
#include "nt/disk.h"
#include "nt/event.h"
#include "nt/handle.h"
#include "nt/notify.h"
#include "nt/status.h"
#include "nt/thread.h"
#include "nt_calls.h"

#include <errno.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* ByteOffset values that are not offsets. */
#define TO_END     (-1)
#define AT_CURRENT (-2)

bool io_range(const void *buffer, size_t length)
{
    return (uintptr_t)buffer <= DOOR_BORDER && length <= DOOR_BORDER - (uintptr_t)buffer;
}

NTSTATUS io_begin(struct io *io, HANDLE file, HANDLE event, void *apc, void *apc_context, IO_STATUS_BLOCK *status,
                  ACCESS_MASK access)
{
    struct object *object;
    *io = (struct io){.apc = apc, .apc_context = apc_context, .status = status};
    if (!guest_probe_write(status, sizeof *status)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS result = handle_get_rights(file, &file_type, 0, &object, &io->granted, NULL);
    if (result != STATUS_SUCCESS) return result;
    io->file = (struct file *)object;
    if (access && !(io->granted & access)) result = STATUS_ACCESS_DENIED;
    if (result == STATUS_SUCCESS && event) result = handle_get(event, &event_type, EVENT_MODIFY_STATE, &io->event);
    if (result == STATUS_SUCCESS && io->event) event_reset(io->event);
    if (result != STATUS_SUCCESS)
        object_put(object);
    else
        thread_request_begin(thread_self(), object, status);
    return result;
}

/* A request without an event has ended. */
static void file_signal(const struct io *io)
{
    if (io->overlapped && io->file->done && !(atomic_load(&io->file->notify) & FILE_SKIP_EVENT))
        line_signal(io->file->done);
}

NTSTATUS io_end(struct io *io, NTSTATUS status, ULONG_PTR information)
{
    IO_STATUS_BLOCK block = {.Status = status, .Information = information};
    thread_request_end(thread_self());
    if (!guest_put(io->status, &block) && status == STATUS_SUCCESS) status = STATUS_ACCESS_VIOLATION;
    if (io->event) {
        if (!NT_ERROR(status)) event_set(io->event);
        object_put(io->event);
    } else {
        file_signal(io);
    }
    if (io->apc && !NT_ERROR(status))
        apc_queue(thread_self(), (uintptr_t)io->apc, (uintptr_t)io->apc_context, (uintptr_t)io->status, 0, NULL);
    const struct file_port *port = atomic_load(&io->file->port);
    bool skip = status == STATUS_SUCCESS && atomic_load(&io->file->notify) & FILE_SKIP_PORT_ON_SUCCESS;
    if (port && io->apc_context && !io->apc && !NT_ERROR(status) && !skip)
        completion_post(port->port, port->key, (uintptr_t)io->apc_context, status, information);
    object_put(&io->file->object);
    return status;
}

NTSTATUS io_pend(struct io *io)
{
    IO_STATUS_BLOCK block = {.Status = STATUS_PENDING};
    thread_request_end(thread_self());
    guest_put(io->status, &block); /* probed */
    return STATUS_PENDING;
}

void io_finish(struct io *io, struct nt_thread *issuer, NTSTATUS status, ULONG_PTR information)
{
    IO_STATUS_BLOCK block = {.Status = status, .Information = information};
    guest_put(io->status, &block);
    if (io->event) {
        event_set(io->event);
        object_put(io->event);
    } else {
        file_signal(io);
    }
    if (io->apc) apc_queue(issuer, (uintptr_t)io->apc, (uintptr_t)io->apc_context, (uintptr_t)io->status, 0, NULL);
    const struct file_port *port = atomic_load(&io->file->port);
    if (port && io->apc_context && !io->apc)
        completion_post(port->port, port->key, (uintptr_t)io->apc_context, status, information);
    object_put(&io->file->object);
}

/* A handle for overlapped use of a file whose requests may stay pending. */
static bool may_pend(const struct io *io)
{
    return io->file->ops->submit && !file_is_synchronous(io->file);
}

static NTSTATUS submit(struct io *io, const struct io_request *request)
{
    io->overlapped = true;
    if (io->file->done) line_reset(io->file->done);
    return io->file->ops->submit(io, request);
}

/* The status of a failed transfer.  EFAULT gets `again` set once, when touching the buffer's pages helped. */
static NTSTATUS transfer_failed(long error, void *buffer, size_t length, bool writable, bool *tried)
{
    if (error == -EFAULT && !*tried) {
        *tried = true;
        if (writable ? guest_probe_write(buffer, length) : guest_probe_read(buffer, length)) return STATUS_RETRY;
    }
    return status_from_errno((int)error);
}

static NTSTATUS rw_offset(struct file *file, const int64_t *given, int64_t *offset, bool *current)
{
    *current = !given || *given == AT_CURRENT;
    if (*current && !file_is_synchronous(file)) return STATUS_INVALID_PARAMETER; /* an overlapped request says where */
    *offset = *current ? 0 : *given;
    return STATUS_SUCCESS;
}

NTSTATUS disk_read(struct file *file, void *buffer, ULONG length, const int64_t *given, ULONG_PTR *done)
{
    int64_t offset;
    bool current, tried = false;
    NTSTATUS status = S_ISREG(file->mode) ? rw_offset(file, given, &offset, &current) : STATUS_INVALID_DEVICE_REQUEST;
    if (status != STATUS_SUCCESS) return status;
    if (offset < 0) return STATUS_INVALID_PARAMETER;
    if (!lock_permits(file, current ? LOCK_AT_POSITION : offset, length, false)) return STATUS_FILE_LOCK_CONFLICT;
    while (*done < length) {
        char *to = (char *)buffer + *done;
        size_t rest = length - *done;
        long got = current ? read(file->fd, to, rest) : pread(file->fd, to, rest, offset + (int64_t)*done);
        if (got < 0) {
            if (errno == EINTR) continue;
            status = transfer_failed(-errno, to, rest, true, &tried);
            if (status == STATUS_RETRY) continue;
            break;
        }
        *done += (ULONG_PTR)got;
        if ((size_t)got < rest && (size_t)got < 0x7ffff000) break;
    }
    if (!current && *done && file_is_synchronous(file)) lseek(file->fd, offset + (int64_t)*done, SEEK_SET);
    if (*done) return STATUS_SUCCESS;
    return status != STATUS_SUCCESS ? status : length ? STATUS_END_OF_FILE : STATUS_SUCCESS;
}

NTSTATUS disk_write(struct file *file, const void *buffer, ULONG length, const int64_t *given, ULONG_PTR *done)
{
    int64_t offset = 0;
    bool current = false, tried = false, to_end = file->append || (given && *given == TO_END);
    NTSTATUS status = S_ISREG(file->mode) ? STATUS_SUCCESS : STATUS_INVALID_DEVICE_REQUEST;
    if (status == STATUS_SUCCESS && !to_end) status = rw_offset(file, given, &offset, &current);
    if (status != STATUS_SUCCESS) return status;
    if (offset < 0) return STATUS_INVALID_PARAMETER;
    if (!lock_permits(file, to_end ? INT64_MAX - length : current ? LOCK_AT_POSITION : offset, length, true))
        return STATUS_FILE_LOCK_CONFLICT;
    while (*done < length) {
        void *from = (char *)buffer + *done;
        size_t rest = length - *done;
        long put;
        if (to_end)
            put = pwritev2(file->fd, &(struct iovec){from, rest}, 1, -1, RWF_APPEND);
        else if (current)
            put = write(file->fd, from, rest);
        else
            put = pwrite(file->fd, from, rest, offset + (int64_t)*done);
        if (put < 0) {
            if (errno == EINTR) continue;
            status = transfer_failed(-errno, from, rest, false, &tried);
            if (status == STATUS_RETRY) continue;
            break;
        }
        *done += (ULONG_PTR)put;
    }
    if (!current && !to_end && *done && file_is_synchronous(file)) lseek(file->fd, offset + (int64_t)*done, SEEK_SET);
    return *done == length ? STATUS_SUCCESS : status;
}

NTSTATUS disk_flush(struct file *file)
{
    if (file->path_only) return STATUS_SUCCESS;
    return fsync(file->fd) == 0 || errno == EINVAL || errno == EROFS ? STATUS_SUCCESS : status_from_errno(errno);
}

/* Waits until a descriptor that someone made non-blocking is ready. */
static long wait_ready(int fd, short events)
{
    struct pollfd p = {.fd = fd, .events = events};
    long result = thread_block(SYS_poll, (long)&p, 1, -1, 0, 0, 0);
    return result < 0 ? result : 0;
}

NTSTATUS stream_read(struct file *file, void *buffer, ULONG length, const int64_t *offset, ULONG_PTR *done)
{
    bool tried = false;
    (void)offset; /* streams have no position */
    for (;;) {
        long got = thread_block(SYS_read, file->fd, (long)buffer, length, 0, 0, 0);
        if (got == -EAGAIN && (got = wait_ready(file->fd, POLLIN)) == 0) continue;
        if (got > 0 || (got == 0 && !length)) {
            *done = (ULONG_PTR)got;
            return STATUS_SUCCESS;
        }
        if (got == 0 || got == -ECONNRESET)
            return file->device_type == FILE_DEVICE_NAMED_PIPE ? STATUS_PIPE_BROKEN : STATUS_END_OF_FILE;
        NTSTATUS status = transfer_failed(got, buffer, length, true, &tried);
        if (status != STATUS_RETRY) return status;
    }
}

NTSTATUS stream_write(struct file *file, const void *buffer, ULONG length, const int64_t *offset, ULONG_PTR *done)
{
    bool tried = false;
    (void)offset;
    do {
        char *from = (char *)buffer + *done;
        long put = thread_block(SYS_write, file->fd, (long)from, (long)(length - *done), 0, 0, 0);
        if (put == -EAGAIN && (put = wait_ready(file->fd, POLLOUT)) == 0) continue;
        if (put == -EPIPE) /* Windows' name for a pipe whose reader has gone: ERROR_NO_DATA */
            return STATUS_PIPE_CLOSING;
        if (put < 0) {
            NTSTATUS status = transfer_failed(put, from, length - *done, false, &tried);
            if (status != STATUS_RETRY) return status;
            continue;
        }
        *done += (ULONG_PTR)put;
    } while (*done < length);
    return STATUS_SUCCESS;
}

NTSTATUS stream_flush(struct file *file)
{
    (void)file; /* a pipe or device of the kernel's holds nothing back */
    return STATUS_SUCCESS;
}

static NTSTATUS read_offset(const LARGE_INTEGER *guest, int64_t *offset)
{
    return !guest || guest_get(offset, guest) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

NTSTATUS sys_NtReadFile(HANDLE FileHandle, HANDLE Event, void *ApcRoutine, void *ApcContext,
                        IO_STATUS_BLOCK *IoStatusBlock, void *Buffer, ULONG Length, LARGE_INTEGER *ByteOffset,
                        ULONG *Key)
{
    struct io io;
    int64_t offset = 0;
    ULONG_PTR done = 0;
    (void)Key; /* only names the owner of a byte-range lock */
    if (!io_range(Buffer, Length) || read_offset(ByteOffset, &offset) != STATUS_SUCCESS) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = io_begin(&io, FileHandle, Event, ApcRoutine, ApcContext, IoStatusBlock, FILE_READ_DATA);
    if (status != STATUS_SUCCESS) return status;
    if (may_pend(&io)) {
        struct io_request r = {
            .act = IO_READ, .out = Buffer, .out_length = Length, .offset = ByteOffset ? &offset : NULL};
        return submit(&io, &r);
    }
    status = io.file->ops->read ? io.file->ops->read(io.file, Buffer, Length, ByteOffset ? &offset : NULL, &done)
                                : STATUS_INVALID_DEVICE_REQUEST;
    return io_end(&io, status, done);
}

NTSTATUS sys_NtWriteFile(HANDLE FileHandle, HANDLE Event, void *ApcRoutine, void *ApcContext,
                         IO_STATUS_BLOCK *IoStatusBlock, const void *Buffer, ULONG Length, LARGE_INTEGER *ByteOffset,
                         ULONG *Key)
{
    struct io io;
    int64_t offset = 0;
    ULONG_PTR done = 0;
    (void)Key;
    if (!io_range(Buffer, Length) || read_offset(ByteOffset, &offset) != STATUS_SUCCESS) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status =
        io_begin(&io, FileHandle, Event, ApcRoutine, ApcContext, IoStatusBlock, FILE_WRITE_DATA | FILE_APPEND_DATA);
    if (status != STATUS_SUCCESS) return status;
    if (may_pend(&io)) {
        struct io_request r = {
            .act = IO_WRITE, .in = (void *)Buffer, .in_length = Length, .offset = ByteOffset ? &offset : NULL};
        return submit(&io, &r);
    }
    status = io.file->ops->write ? io.file->ops->write(io.file, Buffer, Length, ByteOffset ? &offset : NULL, &done)
                                 : STATUS_INVALID_DEVICE_REQUEST;
    return io_end(&io, status, done);
}

NTSTATUS sys_NtFlushBuffersFile(HANDLE FileHandle, IO_STATUS_BLOCK *IoStatusBlock)
{
    struct io io;
    NTSTATUS status = io_begin(&io, FileHandle, NULL, NULL, NULL, IoStatusBlock, FILE_WRITE_DATA | FILE_APPEND_DATA);
    if (status != STATUS_SUCCESS) return status;
    return io_end(&io, io.file->ops->flush ? io.file->ops->flush(io.file) : STATUS_INVALID_DEVICE_REQUEST, 0);
}

static NTSTATUS control(HANDLE file, HANDLE event, void *apc, void *apc_context, IO_STATUS_BLOCK *guest_status, bool fs,
                        ULONG code, const void *in, ULONG in_length, void *out, ULONG out_length)
{
    struct io io;
    ULONG_PTR done = 0;
    if (!io_range(in, in_length) || !io_range(out, out_length)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = io_begin(&io, file, event, apc, apc_context, guest_status, 0);
    if (status != STATUS_SUCCESS) return status;
    /* Bits 14 and 15 of a control code are the rights it needs. */
    ULONG needs = code >> 14 & 3;
    if ((needs & 1 && !(io.granted & FILE_READ_DATA)) || (needs & 2 && !(io.granted & FILE_WRITE_DATA)))
        status = STATUS_ACCESS_DENIED;
    else if (may_pend(&io))
        return submit(&io, &(struct io_request){.act = IO_CONTROL,
                                                .fs = fs,
                                                .code = code,
                                                .in = (void *)in,
                                                .in_length = in_length,
                                                .out = out,
                                                .out_length = out_length});
    else if (io.file->ops->control)
        status = io.file->ops->control(io.file, fs, code, in, in_length, out, out_length, &done);
    else
        status = STATUS_INVALID_DEVICE_REQUEST;
    return io_end(&io, status, done);
}

NTSTATUS sys_NtDeviceIoControlFile(HANDLE FileHandle, HANDLE Event, void *ApcRoutine, void *ApcContext,
                                   IO_STATUS_BLOCK *IoStatusBlock, ULONG IoControlCode, const void *InputBuffer,
                                   ULONG InputBufferLength, void *OutputBuffer, ULONG OutputBufferLength)
{
    return control(FileHandle, Event, ApcRoutine, ApcContext, IoStatusBlock, false, IoControlCode, InputBuffer,
                   InputBufferLength, OutputBuffer, OutputBufferLength);
}

NTSTATUS sys_NtFsControlFile(HANDLE FileHandle, HANDLE Event, void *ApcRoutine, void *ApcContext,
                             IO_STATUS_BLOCK *IoStatusBlock, ULONG FsControlCode, const void *InputBuffer,
                             ULONG InputBufferLength, void *OutputBuffer, ULONG OutputBufferLength)
{
    return control(FileHandle, Event, ApcRoutine, ApcContext, IoStatusBlock, true, FsControlCode, InputBuffer,
                   InputBufferLength, OutputBuffer, OutputBufferLength);
}

NTSTATUS sys_NtCancelIoFile(HANDLE FileHandle, IO_STATUS_BLOCK *IoStatusBlock)
{
    struct io io;
    NTSTATUS status = io_begin(&io, FileHandle, NULL, NULL, NULL, IoStatusBlock, 0);
    if (status != STATUS_SUCCESS) return status;
    lock_cancel(io.file, thread_self(), NULL);
    notify_cancel(io.file, thread_self(), NULL);
    if (io.file->ops->cancel) io.file->ops->cancel(io.file, thread_self(), NULL);
    return io_end(&io, STATUS_SUCCESS, 0);
}

NTSTATUS sys_NtCancelIoFileEx(HANDLE FileHandle, IO_STATUS_BLOCK *IoRequestToCancel, IO_STATUS_BLOCK *IoStatusBlock)
{
    struct io io;
    NTSTATUS status = io_begin(&io, FileHandle, NULL, NULL, NULL, IoStatusBlock, 0);
    if (status != STATUS_SUCCESS) return status;
    unsigned count = lock_cancel(io.file, NULL, IoRequestToCancel) + notify_cancel(io.file, NULL, IoRequestToCancel);
    if (io.file->ops->cancel) count += io.file->ops->cancel(io.file, NULL, IoRequestToCancel);
    for (struct nt_thread *thread = thread_next(NULL); thread; thread = thread_next(thread))
        if (thread != thread_self()) count += thread_cancel(thread, io.file, IoRequestToCancel);
    return io_end(&io, count ? STATUS_SUCCESS : STATUS_NOT_FOUND, 0);
}

NTSTATUS sys_NtCancelSynchronousIoFile(HANDLE ThreadHandle, IO_STATUS_BLOCK *IoRequestToCancel,
                                       IO_STATUS_BLOCK *IoStatusBlock)
{
    struct object *object;
    IO_STATUS_BLOCK block = {.Status = STATUS_NOT_FOUND};
    if (!guest_probe_write(IoStatusBlock, sizeof *IoStatusBlock)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = handle_get(ThreadHandle, &thread_type, THREAD_TERMINATE, &object);
    if (status != STATUS_SUCCESS) return status;
    struct nt_thread *thread = (struct nt_thread *)object;
    if (thread != thread_self() && thread_cancel(thread, NULL, IoRequestToCancel)) block.Status = STATUS_SUCCESS;
    object_put(object);
    return guest_put(IoStatusBlock, &block) ? block.Status : STATUS_ACCESS_VIOLATION;
}
