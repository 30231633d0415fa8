/* SPDX-License-Identifier: MIT */
/* Cleanup groups: objects that are released together.  An object is a member from its making to its end, so that the
 * group can wait for callbacks of objects that the program has released already. */
#include "threadpool.h"

typedef struct _TP_CLEANUP_GROUP {
    RTL_SRWLOCK lock; /* of what follows */
    RTL_CONDITION_VARIABLE left;
    LIST_ENTRY members;
    ULONGLONG joined; /* how many ever did */
} TP_CLEANUP_GROUP;

enum { MEMBER, STOPPED, GONE }; /* phases of a member */

void group_join(PTP_CLEANUP_GROUP group, struct tp_object *object)
{
    RtlAcquireSRWLockExclusive(&group->lock);
    object->group = group;
    object->joined = ++group->joined;
    list_append(&group->members, &object->member);
    RtlReleaseSRWLockExclusive(&group->lock);
}

void group_leave(struct tp_object *object)
{
    PTP_CLEANUP_GROUP group = object->group;
    RtlAcquireSRWLockExclusive(&group->lock);
    list_remove(&object->member);
    RtlWakeAllConditionVariable(&group->left); /* under the lock: the group may be released right after */
    RtlReleaseSRWLockExclusive(&group->lock);
}

/* A reference, unless the object is about to be destroyed. */
static BOOLEAN object_hold(struct tp_object *object)
{
    pool_lock(object->pool);
    BOOLEAN alive = object->references != 0;
    if (alive) object->references++;
    pool_unlock(object->pool);
    return alive;
}

/* The first member in `phase` of those that had joined by `last`, which is in the next phase now.  From MEMBER on it is
 * held. */
static struct tp_object *advance(PTP_CLEANUP_GROUP group, BYTE phase, ULONGLONG last)
{
    struct tp_object *found = NULL;
    RtlAcquireSRWLockExclusive(&group->lock);
    for (LIST_ENTRY *link = group->members.Flink; link != &group->members && !found; link = link->Flink) {
        struct tp_object *object = CONTAINING_RECORD(link, struct tp_object, member);
        if (object->joined > last) break;
        if (object->phase == phase && (phase != MEMBER || object_hold(object))) {
            object->phase++;
            found = object;
        }
    }
    RtlReleaseSRWLockExclusive(&group->lock);
    return found;
}

/* No new callbacks of the object begin. */
static void stop(struct tp_object *object, BOOLEAN cancel)
{
    if (object->kind->disarm) object->kind->disarm(object);
    if (!cancel) return;
    pool_lock(object->pool);
    BOOLEAN queued = pool_unpost(object);
    if (queued) object->references--;                       /* advance() holds one */
    if (queued && object->simple) object->released = FALSE; /* it never ran: the program is to hear of it */
    pool_unlock(object->pool);
}

/* Waits for the object's callbacks and releases it.  What the program has not released is reported to it. */
static void finish(struct tp_object *object, BOOLEAN cancel, PVOID context)
{
    PTP_POOL pool = object->pool;
    pool_lock(pool);
    while (!pool_ending() && (object->pending || object->inside))
        RtlSleepConditionVariableSRW(&object->done, &pool->lock, NULL, 0);
    BOOLEAN released = object->released;
    object->released = TRUE;
    pool_unlock(pool);
    if (!released && cancel && object->cancelled) object->cancelled(object->context, context);
    if (!released && !object->simple) object_put(object);
    object_put(object);
}

/* "CreateThreadpoolCleanupGroup function" */
NTSTATUS NTAPI TpAllocCleanupGroup(PTP_CLEANUP_GROUP *out)
{
    PTP_CLEANUP_GROUP group = RtlAllocateHeap(rtl_peb()->ProcessHeap, HEAP_ZERO_MEMORY, sizeof *group);
    if (!group) return STATUS_NO_MEMORY;
    list_init(&group->members);
    *out = group;
    return STATUS_SUCCESS;
}

/* "CloseThreadpoolCleanupGroup function": it has no members then. */
VOID NTAPI TpReleaseCleanupGroup(PTP_CLEANUP_GROUP group)
{
    RtlAcquireSRWLockExclusive(&group->lock); /* the last member may just be leaving */
    RtlReleaseSRWLockExclusive(&group->lock);
    rtl_free(group);
}

/* "CloseThreadpoolCleanupGroupMembers function": all that are members now, and waits until their callbacks have ended;
 * `cancel`: those that have not begun never do. */
VOID NTAPI TpReleaseCleanupGroupMembers(PTP_CLEANUP_GROUP group, ULONG cancel, PVOID context)
{
    struct tp_object *object;
    RtlAcquireSRWLockExclusive(&group->lock);
    ULONGLONG last = group->joined;
    RtlReleaseSRWLockExclusive(&group->lock);
    while ((object = advance(group, MEMBER, last))) stop(object, cancel != 0);
    while ((object = advance(group, STOPPED, last))) finish(object, cancel != 0, context);
    RtlAcquireSRWLockExclusive(&group->lock);
    while (!pool_ending() && !list_empty(&group->members) &&
           CONTAINING_RECORD(group->members.Flink, struct tp_object, member)->joined <= last)
        RtlSleepConditionVariableSRW(&group->left, &group->lock, NULL, 0);
    RtlReleaseSRWLockExclusive(&group->lock);
}
