/* SPDX-License-Identifier: MIT */
/* Callback objects of the thread pool: what work, timers, waits and I/O have in common, from the callback environment
 * that makes them (TP_CALLBACK_ENVIRON) to what a callback may ask to be done at its end.
 *
 * An object lives as long as somebody holds a reference: the program until it releases it, a queue as long as callbacks
 * of it are pending, each callback while it runs. */
#include "threadpool.h"

/* "PTP_CALLBACK_ENVIRON": version 1 ends before the priority. */
static NTSTATUS environment_check(const TP_CALLBACK_ENVIRON *environment)
{
    if (environment->Version != 1 && environment->Version != 3) return STATUS_INVALID_PARAMETER;
    if (environment->u.s.Private) return STATUS_INVALID_PARAMETER;
    if (environment->Version == 3 && (ULONG)environment->CallbackPriority >= TP_CALLBACK_PRIORITY_INVALID)
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

static struct tp_object *object_new(SIZE_T size, const struct tp_kind *kind, PVOID callback, PVOID context)
{
    struct tp_object *object = RtlAllocateHeap(rtl_peb()->ProcessHeap, HEAP_ZERO_MEMORY, size);
    if (!object) return NULL;
    object->kind = kind;
    object->callback = callback;
    object->context = context;
    object->references = 1;
    object->priority = TP_CALLBACK_PRIORITY_NORMAL;
    return object;
}

NTSTATUS object_make(SIZE_T size, const struct tp_kind *kind, PVOID callback, PVOID context,
                     const TP_CALLBACK_ENVIRON *environment, struct tp_object **out)
{
    NTSTATUS status = environment ? environment_check(environment) : STATUS_SUCCESS;
    if (!callback) status = STATUS_INVALID_PARAMETER;
    if (!NT_SUCCESS(status)) return status;
    PTP_POOL pool = environment && environment->Pool ? environment->Pool : pool_default();
    struct tp_object *object = pool ? object_new(size, kind, callback, context) : NULL;
    if (!object) return STATUS_NO_MEMORY;
    object->pool = pool;
    if (environment) {
        object->cancelled = environment->CleanupGroupCancelCallback;
        object->finalization = environment->FinalizationCallback;
        object->long_function = environment->u.s.LongFunction;
        object->persistent = environment->u.s.Persistent;
        object->race_dll = environment->RaceDll;
        if (environment->Version == 3) object->priority = environment->CallbackPriority;
        status = object->race_dll ? LdrAddRefDll(0, object->race_dll) : STATUS_SUCCESS;
        if (!NT_SUCCESS(status)) {
            rtl_free(object);
            return status;
        }
    }
    pool_use(pool);
    if (environment && environment->CleanupGroup) group_join(environment->CleanupGroup, object);
    *out = object;
    return STATUS_SUCCESS;
}

NTSTATUS object_make_flags(SIZE_T size, const struct tp_kind *kind, PVOID callback, PVOID context, ULONG flags,
                           struct tp_object **out)
{
    NTSTATUS status = object_make(size, kind, callback, context, NULL, out);
    if (!NT_SUCCESS(status)) return status;
    (*out)->long_function = (flags & WT_EXECUTELONGFUNCTION) != 0;
    (*out)->persistent = (flags & (WT_EXECUTEINPERSISTENTTHREAD | WT_EXECUTEINPERSISTENTIOTHREAD)) != 0;
    pool_raise((*out)->pool, flags);
    return STATUS_SUCCESS;
}

/* ---- references ---- */

void object_destroy(struct tp_object *object)
{
    PTP_POOL pool = object->pool;
    PVOID dll = object->race_dll;
    HANDLE event = object->completion_event;

    if (object->kind->destroy) object->kind->destroy(object);
    if (object->group) group_leave(object);
    rtl_free(object);
    if (event) NtSetEvent(event, NULL);
    pool_unuse(pool);
    if (dll) LdrUnloadDll(dll);
}

void object_put(struct tp_object *object)
{
    PTP_POOL pool = object->pool;
    pool_lock(pool);
    BOOLEAN last = --object->references == 0;
    pool_unlock(pool);
    if (last) object_destroy(object);
}

void object_wait(struct tp_object *object, BOOLEAN cancel)
{
    PTP_POOL pool = object->pool;
    pool_lock(pool);
    if (cancel && pool_unpost(object)) object->references--; /* the caller has one */
    while (!pool_ending() && (object->pending || object->running))
        RtlSleepConditionVariableSRW(&object->done, &pool->lock, NULL, 0);
    pool_unlock(pool);
}

void object_release(struct tp_object *object)
{
    if (object->kind->disarm) object->kind->disarm(object);
    pool_lock(object->pool);
    object->released = TRUE;
    pool_unlock(object->pool);
    object_put(object);
}

NTSTATUS object_retire(struct tp_object *object, HANDLE event)
{
    PTP_POOL pool = object->pool;
    BOOLEAN wait = event == INVALID_HANDLE_VALUE;

    object->kind->disarm(object);
    pool_lock(pool);
    object->released = TRUE;
    while (wait && !pool_ending() && (object->pending || object->inside))
        RtlSleepConditionVariableSRW(&object->done, &pool->lock, NULL, 0);
    BOOLEAN outstanding = object->pending || object->inside;
    if (!wait) object->completion_event = event;
    pool_unlock(pool);
    object_put(object);
    return outstanding ? STATUS_PENDING : STATUS_SUCCESS;
}

/* ---- callbacks ---- */

void object_begin(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    FILE_IO_COMPLETION_INFORMATION packet = instance->packet;
    *instance = (TP_CALLBACK_INSTANCE){.object = object, .associated = TRUE, .packet = packet};
    object->references++;
    object->running++;
    object->inside++;
}

void object_raise(NTSTATUS status, NTSTATUS cause)
{
    EXCEPTION_RECORD record = {.ExceptionCode = (DWORD)status, .NumberParameters = 1};
    record.ExceptionInformation[0] = (ULONG)cause;
    RtlRaiseException(&record);
}

/* What was asked for at the end, but for the DLL, which goes last. */
static void complete(PTP_CALLBACK_INSTANCE instance)
{
    NTSTATUS status;
    if (instance->section) RtlLeaveCriticalSection(instance->section);
    if (instance->mutex && !NT_SUCCESS(status = NtReleaseMutant(instance->mutex, NULL)))
        object_raise(STATUS_THREADPOOL_RELEASE_MUTEX_ON_COMPLETION_FAILED, status);
    if (instance->semaphore &&
        !NT_SUCCESS(status = NtReleaseSemaphore(instance->semaphore, (LONG)instance->count, NULL)))
        object_raise(STATUS_THREADPOOL_RELEASE_SEMAPHORE_ON_COMPLETION_FAILED, status);
    if (instance->event && !NT_SUCCESS(status = NtSetEvent(instance->event, NULL)))
        object_raise(STATUS_THREADPOOL_SET_EVENT_ON_COMPLETION_FAILED, status);
}

void object_unload(PTP_CALLBACK_INSTANCE instance)
{
    NTSTATUS status = instance->dll ? LdrUnloadDll(instance->dll) : STATUS_SUCCESS;
    if (!NT_SUCCESS(status)) object_raise(STATUS_THREADPOOL_FREE_LIBRARY_ON_COMPLETION_FAILED, status);
}

void object_run(PTP_CALLBACK_INSTANCE instance)
{
    struct tp_object *object = instance->object;
    object->kind->call(object, instance);
    if (object->finalization) object->finalization(instance, object->context);
    complete(instance);
}

BOOLEAN object_end(PTP_CALLBACK_INSTANCE instance)
{
    struct tp_object *object = instance->object;
    object->inside--;
    if (instance->associated) object->running--;
    if (!object->pending && (!object->running || !object->inside)) RtlWakeAllConditionVariable(&object->done);
    return --object->references == 0;
}

void object_call(PTP_CALLBACK_INSTANCE instance)
{
    struct tp_object *object = instance->object;
    PTP_POOL pool = object->pool;
    object_run(instance);
    pool_lock(pool);
    BOOLEAN last = object_end(instance);
    pool_unlock(pool);
    if (last) object_destroy(object);
    object_unload(instance);
}

/* "CallbackMayRunLong function": STATUS_TOO_MANY_THREADS where no other thread is there to go on. */
NTSTATUS NTAPI TpCallbackMayRunLong(PTP_CALLBACK_INSTANCE instance)
{
    return pool_leave(instance) ? STATUS_SUCCESS : STATUS_TOO_MANY_THREADS;
}

/* "SetEventWhenCallbackReturns function", and so on; each keeps what was asked last. */
VOID NTAPI TpCallbackSetEventOnCompletion(PTP_CALLBACK_INSTANCE instance, HANDLE event)
{
    instance->event = event;
}

VOID NTAPI TpCallbackReleaseSemaphoreOnCompletion(PTP_CALLBACK_INSTANCE instance, HANDLE semaphore, ULONG count)
{
    instance->semaphore = semaphore;
    instance->count = count;
}

VOID NTAPI TpCallbackReleaseMutexOnCompletion(PTP_CALLBACK_INSTANCE instance, HANDLE mutex)
{
    instance->mutex = mutex;
}

VOID NTAPI TpCallbackLeaveCriticalSectionOnCompletion(PTP_CALLBACK_INSTANCE instance, PRTL_CRITICAL_SECTION section)
{
    instance->section = section;
}

VOID NTAPI TpCallbackUnloadDllOnCompletion(PTP_CALLBACK_INSTANCE instance, PVOID dll)
{
    instance->dll = dll;
}

/* "DisassociateCurrentThreadFromCallback function": who waits for the object's callbacks waits for this one no more;
 * the cleanup group does. */
VOID NTAPI TpDisassociateCallback(PTP_CALLBACK_INSTANCE instance)
{
    struct tp_object *object = instance->object;
    pool_lock(object->pool);
    if (instance->associated) {
        instance->associated = FALSE;
        if (!--object->running && !object->pending) RtlWakeAllConditionVariable(&object->done);
    }
    pool_unlock(object->pool);
}
