/* SPDX-License-Identifier: MIT */
/* The older interface to waits, RegisterWaitForSingleObject: a wait of the thread pool (threadpool_wait.c) that sets
 * itself again until it is unregistered. */
#include "threadpool.h"

struct registered {
    TP_WAIT wait;
    HANDLE handle; /* our own */
    ULONG milliseconds;
    BOOLEAN once;
};

/* Waits (again). */
static NTSTATUS set(struct registered *registered)
{
    LARGE_INTEGER timeout = {.QuadPart = -(LONGLONG)registered->milliseconds * 10000};
    HANDLE own;
    NTSTATUS status = NtDuplicateObject(NtCurrentProcess(), registered->handle, NtCurrentProcess(), &own, 0, 0,
                                        DUPLICATE_SAME_ACCESS);
    if (!NT_SUCCESS(status)) return status;
    return wait_set(&registered->wait, own, wait_deadline(registered->milliseconds == INFINITE ? NULL : &timeout));
}

/* A worker waits again before it calls the function, so that "the timer is reset every time the event is signaled"; the
 * wait thread only afterwards, as it cannot wait meanwhile. */
static void registered_call(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    struct registered *registered = CONTAINING_RECORD(object, struct registered, wait.object);
    BOOLEAN again = !registered->once;
    if (again && !registered->wait.in_thread) set(registered);
    ((WAITORTIMERCALLBACKFUNC)object->callback)(object->context, instance->timed_out);
    if (again && registered->wait.in_thread) set(registered);
}

static void registered_destroy(struct tp_object *object)
{
    NtClose(CONTAINING_RECORD(object, struct registered, wait.object)->handle);
}

static const struct tp_kind registered_kind = {
    .call = registered_call, .disarm = wait_disarm, .destroy = registered_destroy};

/* "RegisterWaitForSingleObject function" */
NTSTATUS NTAPI RtlRegisterWait(PHANDLE out, HANDLE handle, WAITORTIMERCALLBACKFUNC callback, PVOID context,
                               ULONG milliseconds, ULONG flags)
{
    struct tp_object *object;
    HANDLE own;
    NTSTATUS status = wait_handle(handle, &own);
    if (status == STATUS_INVALID_PARAMETER_3) object_raise(STATUS_THREADPOOL_HANDLE_EXCEPTION, status);
    if (!NT_SUCCESS(status)) return status;
    status = object_make_flags(sizeof(struct registered), &registered_kind, (PVOID)callback, context, flags, &object);
    if (!NT_SUCCESS(status)) {
        NtClose(own);
        return status;
    }
    struct registered *registered = CONTAINING_RECORD(object, struct registered, wait.object);
    registered->handle = own;
    registered->milliseconds = milliseconds;
    registered->once = (flags & WT_EXECUTEONLYONCE) != 0;
    registered->wait.in_thread = (flags & WT_EXECUTEINWAITTHREAD) != 0;
    *out = registered; /* before a callback may use it */
    status = set(registered);
    if (!NT_SUCCESS(status)) {
        *out = NULL;
        object_put(object);
    }
    return status;
}

/* "UnregisterWaitEx function": STATUS_PENDING where callbacks have not ended yet. */
NTSTATUS NTAPI RtlDeregisterWaitEx(HANDLE wait, HANDLE event)
{
    struct registered *registered = wait;
    if (!registered || wait == INVALID_HANDLE_VALUE) return STATUS_INVALID_HANDLE;
    return object_retire(&registered->wait.object, event);
}

/* "UnregisterWait function" */
NTSTATUS NTAPI RtlDeregisterWait(HANDLE wait)
{
    return RtlDeregisterWaitEx(wait, NULL);
}
