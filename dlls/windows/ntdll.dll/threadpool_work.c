/* SPDX-License-Identifier: MIT */
/* Work: callbacks that run as soon as a thread of the pool is there for them. */
#include "threadpool.h"

typedef struct _TP_WORK {
    struct tp_object object;
} TP_WORK;

/* ---- work objects ---- */

static void work_call(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    ((PTP_WORK_CALLBACK)object->callback)(instance, object->context, (PTP_WORK)object);
}

static const struct tp_kind work_kind = {.call = work_call};

/* "CreateThreadpoolWork function" */
NTSTATUS NTAPI TpAllocWork(PTP_WORK *out, PTP_WORK_CALLBACK callback, PVOID context, PTP_CALLBACK_ENVIRON environment)
{
    return object_make(sizeof(TP_WORK), &work_kind, (PVOID)callback, context, environment, (struct tp_object **)out);
}

/* "SubmitThreadpoolWork function": once more each time. */
VOID NTAPI TpPostWork(PTP_WORK work)
{
    pool_post(&work->object, FALSE);
}

/* "WaitForThreadpoolWorkCallbacks function" */
VOID NTAPI TpWaitForWork(PTP_WORK work, ULONG cancel)
{
    object_wait(&work->object, cancel != 0);
}

/* "CloseThreadpoolWork function" */
VOID NTAPI TpReleaseWork(PTP_WORK work)
{
    object_release(&work->object);
}

/* ---- single callbacks ---- */

static void simple_call(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    ((PTP_SIMPLE_CALLBACK)object->callback)(instance, object->context);
}

static void item_call(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    (void)instance;
    ((WORKERCALLBACKFUNC)object->callback)(object->context);
}

static const struct tp_kind simple_kind = {.call = simple_call}, item_kind = {.call = item_call};

/* The object ends with its only callback.  STATUS_TOO_MANY_THREADS: the pool has no thread, and could make none. */
static NTSTATUS post_once(struct tp_object *object)
{
    object->simple = TRUE;
    object->released = TRUE;
    if (!object->pool->threads && !pool_ready(object->pool)) {
        object_put(object);
        return STATUS_TOO_MANY_THREADS;
    }
    pool_post(object, FALSE);
    return STATUS_SUCCESS;
}

/* "TrySubmitThreadpoolCallback function" */
NTSTATUS NTAPI TpSimpleTryPost(PTP_SIMPLE_CALLBACK callback, PVOID context, PTP_CALLBACK_ENVIRON environment)
{
    struct tp_object *object;
    NTSTATUS status = object_make(sizeof *object, &simple_kind, (PVOID)callback, context, environment, &object);
    return NT_SUCCESS(status) ? post_once(object) : status;
}

/* "QueueUserWorkItem function" */
NTSTATUS NTAPI RtlQueueWorkItem(WORKERCALLBACKFUNC callback, PVOID context, ULONG flags)
{
    struct tp_object *object;
    NTSTATUS status = object_make_flags(sizeof *object, &item_kind, (PVOID)callback, context, flags, &object);
    return NT_SUCCESS(status) ? post_once(object) : status;
}
