/* SPDX-License-Identifier: MIT */
/* I/O of the thread pool: files tied to a pool's completion port, whose requests end in a callback.  The packet's key
 * is the object.
 *
 * Cancelling callbacks cannot tell a request that has ended from one that has not: the callbacks of all requests that
 * were started and are not yet called are dropped, however they end. */
#include "threadpool.h"

typedef struct _TP_IO {
    struct tp_object object;
} TP_IO;

static ULONG win32_error(const FILE_IO_COMPLETION_INFORMATION *packet)
{
    NTSTATUS status = packet->IoStatusBlock.Status;
    return status == STATUS_SUCCESS ? NO_ERROR : RtlNtStatusToDosError(status);
}

/* ---- I/O objects ---- */

static void io_call(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    ((PTP_IO_CALLBACK)object->callback)(instance, object->context, instance->packet.ApcContext,
                                        &instance->packet.IoStatusBlock, (PTP_IO)object);
}

static void io_call_win32(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    ((PTP_WIN32_IO_CALLBACK)object->callback)(instance, object->context, instance->packet.ApcContext,
                                              win32_error(&instance->packet),
                                              instance->packet.IoStatusBlock.Information, (PTP_IO)object);
}

static const struct tp_kind io_kind = {.call = io_call}, win32_kind = {.call = io_call_win32};

/* ---- callbacks for files that are never told of a request ---- */

static void bound_call(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    ((LPOVERLAPPED_COMPLETION_ROUTINE)object->callback)((DWORD)instance->packet.IoStatusBlock.Status,
                                                        (DWORD)instance->packet.IoStatusBlock.Information,
                                                        instance->packet.ApcContext);
}

static void bound_call_win32(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    ((LPOVERLAPPED_COMPLETION_ROUTINE)object->callback)(
        win32_error(&instance->packet), (DWORD)instance->packet.IoStatusBlock.Information, instance->packet.ApcContext);
}

static const struct tp_kind bound_kind = {.call = bound_call}, bound_win32_kind = {.call = bound_call_win32};

/* A file may outlive whoever bound it, so these objects are never freed; there is one a function. */
struct bound {
    struct tp_object object;
    struct bound *next;
};

static RTL_SRWLOCK bound_lock;
static struct bound *bounds;

static NTSTATUS bound_find(const struct tp_kind *kind, PVOID callback, struct tp_object **out)
{
    NTSTATUS status = STATUS_SUCCESS;
    RtlAcquireSRWLockExclusive(&bound_lock);
    struct bound *found = bounds;
    while (found && (found->object.kind != kind || found->object.callback != callback)) found = found->next;
    if (!found) {
        status = object_make(sizeof *found, kind, callback, NULL, NULL, (struct tp_object **)&found);
        if (NT_SUCCESS(status)) {
            found->next = bounds;
            bounds = found;
            pool_lock(found->object.pool);
            found->object.pool->requests++; /* of which no end is known */
            pool_unlock(found->object.pool);
        }
    }
    RtlReleaseSRWLockExclusive(&bound_lock);
    *out = &found->object;
    return status;
}

/* ---- packets ---- */

BOOLEAN io_begin(PTP_CALLBACK_INSTANCE instance, struct tp_object **destroy)
{
    struct tp_object *object = instance->packet.KeyContext;
    BOOLEAN bound = object->kind == &bound_kind || object->kind == &bound_win32_kind, begun = FALSE;
    *destroy = NULL;
    if (bound || object->pending > 0) {
        object_begin(object, instance);
        instance->worker = begun = TRUE;
        if (bound) return TRUE;
        object->pending--;
    } else if (object->skipped) {
        object->skipped--;
    } else {
        return FALSE; /* nobody said that a request was started */
    }
    object->pool->requests--;
    if (--object->references == 0) *destroy = object; /* the request's */
    return begun;
}

/* ---- functions ---- */

static NTSTATUS tie(HANDLE file, struct tp_object *object)
{
    FILE_COMPLETION_INFORMATION information = {object->pool->port, object};
    IO_STATUS_BLOCK io;
    return NtSetInformationFile(file, &io, &information, sizeof information, FileCompletionInformation);
}

static NTSTATUS make(const struct tp_kind *kind, PTP_IO *out, HANDLE file, PVOID callback, PVOID context,
                     PTP_CALLBACK_ENVIRON environment)
{
    struct tp_object *object;
    NTSTATUS status = object_make(sizeof(TP_IO), kind, callback, context, environment, &object);
    if (!NT_SUCCESS(status)) return status;
    status = tie(file, object);
    if (NT_SUCCESS(status))
        *out = (PTP_IO)object;
    else
        object_put(object);
    return status;
}

/* "CreateThreadpoolIo function": the file is one for overlapped I/O, tied to no port yet. */
NTSTATUS NTAPI TpAllocIoCompletion(PTP_IO *out, HANDLE file, PTP_IO_CALLBACK callback, PVOID context,
                                   PTP_CALLBACK_ENVIRON environment)
{
    return make(&io_kind, out, file, (PVOID)callback, context, environment);
}

NTSTATUS NTAPI __metic_alloc_io(PTP_IO *out, HANDLE file, PTP_WIN32_IO_CALLBACK callback, PVOID context,
                                PTP_CALLBACK_ENVIRON environment)
{
    return make(&win32_kind, out, file, (PVOID)callback, context, environment);
}

/* "StartThreadpoolIo function": before each request. */
VOID NTAPI TpStartAsyncIoOperation(PTP_IO io)
{
    PTP_POOL pool = io->object.pool;
    pool_lock(pool);
    io->object.pending++;
    io->object.references++;
    pool->requests++;
    BOOLEAN make = !pool->threads;
    pool_unlock(pool);
    if (make) pool_ready(pool);
}

/* "CancelThreadpoolIo function": the request will not end in a packet. */
VOID NTAPI TpCancelAsyncIoOperation(PTP_IO io)
{
    PTP_POOL pool = io->object.pool;
    pool_lock(pool);
    if (io->object.pending)
        io->object.pending--;
    else
        io->object.skipped--;
    io->object.references--; /* the program has one */
    pool->requests--;
    if (!io->object.pending && !io->object.running) RtlWakeAllConditionVariable(&io->object.done);
    pool_unlock(pool);
}

/* "WaitForThreadpoolIoCallbacks function" */
VOID NTAPI TpWaitForIoCompletion(PTP_IO io, ULONG cancel)
{
    object_wait(&io->object, cancel != 0);
}

/* "CloseThreadpoolIo function": the object is freed when all its requests have ended. */
VOID NTAPI TpReleaseIoCompletion(PTP_IO io)
{
    object_release(&io->object);
}

static NTSTATUS bind_file(const struct tp_kind *kind, HANDLE file, PVOID callback, ULONG flags)
{
    struct tp_object *object;
    if (flags) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = bound_find(kind, callback, &object);
    if (NT_SUCCESS(status)) status = tie(file, object);
    if (NT_SUCCESS(status)) pool_ready(object->pool);
    return status;
}

/* "BindIoCompletionCallback function", whose callback is told a status. */
NTSTATUS NTAPI RtlSetIoCompletionCallback(HANDLE file, LPOVERLAPPED_COMPLETION_ROUTINE callback, ULONG flags)
{
    return bind_file(&bound_kind, file, (PVOID)callback, flags);
}

NTSTATUS NTAPI __metic_bind_io(HANDLE file, LPOVERLAPPED_COMPLETION_ROUTINE callback, ULONG flags)
{
    return bind_file(&bound_win32_kind, file, (PVOID)callback, flags);
}
