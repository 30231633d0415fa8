/* SPDX-License-Identifier: MIT */
/* User APCs and alerts: NtQueueApcThread, NtTestAlert, NtAlertThread and what alertable waits ask.
 *
 * An APC waits in its thread's queue.  An alertable wait that finds one ends with STATUS_USER_APC; on the way out of
 * that call the guest's registers are written to its stack as a CONTEXT, and the guest continues in ntdll's
 * KiUserApcDispatcher, which calls the routine and comes back by NtContinue (..., TestAlert): that is where the next
 * one in the queue is delivered.
 *
 * Left out: kernel-mode and special user APCs (NtQueueApcThreadEx2 with flags), reserve objects. */
#include "nt/context.h"
#include "nt/foreign.h"
#include "nt/handle.h"
#include "nt/process.h"
#include "nt/thread.h"
#include "nt_calls.h"

#include "door/guestmem.h"

#include <stdlib.h>
#include <string.h>

struct apc {
    struct apc *next;
    const void *source;
    uint64_t routine, arguments[3];
};

/* The thread is to look at its queue if it waits alertably; under its lock. */
static void nudge(struct nt_thread *thread)
{
    if (!thread->alertable) return;
    atomic_fetch_or(&thread->pending, PENDING_WOKEN);
    thread_alert(thread);
}

NTSTATUS apc_queue(struct nt_thread *thread, uint64_t routine, uint64_t a, uint64_t b, uint64_t c, const void *source)
{
    struct apc *apc = malloc(sizeof *apc);
    if (!apc) return STATUS_NO_MEMORY;
    *apc = (struct apc){
        NULL, source, routine, {a, b, c}
    };
    pthread_mutex_lock(&thread->lock);
    bool ended = thread->ended;
    if (!ended) {
        *thread->apc_last = apc;
        thread->apc_last = &apc->next;
        nudge(thread);
    }
    pthread_mutex_unlock(&thread->lock);
    if (ended) free(apc);
    return ended ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}

static struct apc *take(struct nt_thread *thread)
{
    pthread_mutex_lock(&thread->lock);
    struct apc *apc = thread->apc_first;
    if (apc && !(thread->apc_first = apc->next)) thread->apc_last = &thread->apc_first;
    pthread_mutex_unlock(&thread->lock);
    return apc;
}

void apc_remove(struct nt_thread *thread, const void *source)
{
    pthread_mutex_lock(&thread->lock);
    for (struct apc **at = &thread->apc_first; *at;) {
        struct apc *apc = *at;
        if (apc->source == source) {
            *at = apc->next;
            free(apc);
        } else {
            at = &apc->next;
        }
    }
    thread->apc_last = &thread->apc_first;
    while (*thread->apc_last) thread->apc_last = &(*thread->apc_last)->next;
    pthread_mutex_unlock(&thread->lock);
}

void apc_drop(struct nt_thread *thread)
{
    for (struct apc *apc; (apc = take(thread));) free(apc);
}

bool apc_waiting(struct nt_thread *self)
{
    timer_apcs(self);
    pthread_mutex_lock(&self->lock);
    bool any = self->apc_first != NULL;
    pthread_mutex_unlock(&self->lock);
    return any;
}

bool apc_arm(struct nt_thread *self)
{
    if (!apc_waiting(self)) return false;
    atomic_fetch_or(&self->pending, PENDING_APC);
    __atomic_store_n(&self->door->alert, 1, __ATOMIC_SEQ_CST);
    return true;
}

/* Goes to KiUserApcDispatcher, which will continue at `context`. */
static _Noreturn void dispatch(struct apc *apc, CONTEXT *context)
{
    context->P1Home = apc->arguments[0];
    context->P2Home = apc->arguments[1];
    context->P3Home = apc->arguments[2];
    context->P4Home = apc->routine;
    free(apc);
    uint64_t at = (context->Rsp - sizeof *context) & ~15ull;
    if (!guest_write((void *)at, context, sizeof *context))
        thread_end(STATUS_ACCESS_VIOLATION); /* there is no stack to call anything on */
    struct door_regs regs = {.rip = process.apc, .rsp = at, .rflags = 0x202};
    door_resume(&regs, NULL, 0);
}

void apc_deliver(struct nt_thread *self, uint64_t result)
{
    struct apc *apc = take(self);
    if (!apc) return;
    CONTEXT context = {.ContextFlags = CONTEXT_FULL | CONTEXT_SEGMENTS};
    context_of_frame(self->door->frame, result, &context);
    dispatch(apc, &context);
}

void apc_continue(const CONTEXT *context)
{
    struct nt_thread *self = thread_self();
    struct apc *apc = apc_waiting(self) ? take(self) : NULL;
    if (!apc) return;
    CONTEXT copy = *context;
    copy.ContextFlags &= ~(DWORD)0x40; /* what follows a CONTEXT_XSTATE record is not copied */
    dispatch(apc, &copy);
}

/* ---- alertable waits ---- */

NTSTATUS alert_look(struct nt_thread *self)
{
    NTSTATUS status = STATUS_SUCCESS;
    pthread_mutex_lock(&self->lock);
    if (self->alerted) {
        self->alerted = false;
        status = STATUS_ALERTED;
    }
    pthread_mutex_unlock(&self->lock);
    if (status == STATUS_SUCCESS && apc_arm(self)) status = STATUS_USER_APC;
    return status;
}

NTSTATUS alert_begin(struct nt_thread *self)
{
    pthread_mutex_lock(&self->lock);
    self->alertable = true; /* from here on whoever queues an APC alerts */
    pthread_mutex_unlock(&self->lock);
    NTSTATUS status = alert_look(self);
    if (status != STATUS_SUCCESS) alert_end(self);
    return status;
}

void alert_end(struct nt_thread *self)
{
    pthread_mutex_lock(&self->lock);
    self->alertable = false;
    pthread_mutex_unlock(&self->lock);
}

/* ---- calls ---- */

static NTSTATUS queue(HANDLE handle, void *routine, void *a, void *b, void *c)
{
    struct object *object;
    NTSTATUS status = handle_get(handle, &thread_type, THREAD_SET_CONTEXT, &object);
    if (status == STATUS_OBJECT_TYPE_MISMATCH) {
        struct thread_order order = {
            .words = {(uintptr_t)routine, (uintptr_t)a, (uintptr_t)b, (uintptr_t)c}
        };
        return foreign_call(handle, THREAD_SET_CONTEXT, DO_APC, &order);
    }
    if (status != STATUS_SUCCESS) return status;
    status = apc_queue((struct nt_thread *)object, (uintptr_t)routine, (uintptr_t)a, (uintptr_t)b, (uintptr_t)c, NULL);
    object_put(object);
    return status;
}

NTSTATUS sys_NtQueueApcThread(HANDLE ThreadHandle, void *ApcRoutine, void *ApcArgument1, void *ApcArgument2,
                              void *ApcArgument3)
{
    return queue(ThreadHandle, ApcRoutine, ApcArgument1, ApcArgument2, ApcArgument3);
}

NTSTATUS sys_NtQueueApcThreadEx(HANDLE ThreadHandle, HANDLE ReserveHandle, void *ApcRoutine, void *ApcArgument1,
                                void *ApcArgument2, void *ApcArgument3)
{
    if (ReserveHandle)
        return (uintptr_t)ReserveHandle < 4 ? STATUS_NOT_SUPPORTED
                                            : STATUS_INVALID_HANDLE; /* special APCs; reserve objects */
    return queue(ThreadHandle, ApcRoutine, ApcArgument1, ApcArgument2, ApcArgument3);
}

NTSTATUS sys_NtTestAlert(void)
{
    struct nt_thread *self = thread_self();
    pthread_mutex_lock(&self->lock);
    bool alerted = self->alerted;
    self->alerted = false;
    pthread_mutex_unlock(&self->lock);
    apc_arm(self);
    return alerted ? STATUS_ALERTED : STATUS_SUCCESS;
}

void alert_thread(struct nt_thread *thread)
{
    pthread_mutex_lock(&thread->lock);
    thread->alerted = true;
    nudge(thread);
    pthread_mutex_unlock(&thread->lock);
}

NTSTATUS sys_NtAlertThread(HANDLE ThreadHandle)
{
    struct object *object;
    NTSTATUS status = handle_get(ThreadHandle, &thread_type, THREAD_ALERT, &object);
    struct thread_order order = {0};
    if (status == STATUS_OBJECT_TYPE_MISMATCH) return foreign_call(ThreadHandle, THREAD_ALERT, DO_ALERT, &order);
    if (status != STATUS_SUCCESS) return status;
    alert_thread((struct nt_thread *)object);
    object_put(object);
    return STATUS_SUCCESS;
}
