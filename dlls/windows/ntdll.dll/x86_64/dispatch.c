/* SPDX-License-Identifier: MIT */
/* The walk over frames: which language handler takes an exception, and unwinding to the frame that did ("x64 exception
 * handling"). Exception handling in C is `__C_specific_handler`, at the end. */
#define __C_specific_handler declared_with_dllimport /* mingw-w64 declares it so; here it is defined */
#include "exception.h"
#undef __C_specific_handler
#include "rtl.h"
#include "nt_lib.h"

#include <string.h>

#ifndef CONTEXT_XSTATE
#define CONTEXT_XSTATE (CONTEXT_AMD64 | 0x40)
#endif

/* One frame up: what handles it, and the context beyond.  FALSE: the end of the stack (rip 0), or no stack. */
static BOOLEAN step(CONTEXT *context, ULONG type, DISPATCHER_CONTEXT *dispatcher)
{
    ULONG64 base;
    if (!context->Rip || !unwind_in_stack(context->Rsp)) return FALSE;
    dispatcher->ControlPc = context->Rip;
    dispatcher->FunctionEntry = unwind_lookup(context->Rip, &base);
    dispatcher->ImageBase = base;
    dispatcher->LanguageHandler = NULL;
    if (dispatcher->FunctionEntry) {
        dispatcher->LanguageHandler = RtlVirtualUnwind(type, base, context->Rip, dispatcher->FunctionEntry, context,
                                                       &dispatcher->HandlerData, &dispatcher->EstablisherFrame, NULL);
        return TRUE;
    }
    /* a leaf: only its return address stands on the stack */
    dispatcher->EstablisherFrame = context->Rsp;
    context->Rip = *(ULONG64 *)context->Rsp;
    context->Rsp += 8;
    return TRUE;
}

/* Makes `to`, a context of one frame of the stack, that of another: only what unwinding changes differs. */
static void context_follow(CONTEXT *to, const CONTEXT *from)
{
    memcpy(&to->Rax, &from->Rax, sizeof(ULONG64[17])); /* .. rip */
    memcpy(&to->Xmm6, &from->Xmm6, sizeof(M128A[10]));
}

static void raise_over(EXCEPTION_RECORD *cause, NTSTATUS status)
{
    EXCEPTION_RECORD record = {
        .ExceptionCode = (DWORD)status, .ExceptionFlags = EXCEPTION_NONCONTINUABLE, .ExceptionRecord = cause};
    RtlRaiseException(&record);
}

BOOLEAN exception_dispatch(EXCEPTION_RECORD *record, CONTEXT *context)
{
    CONTEXT walk;
    DISPATCHER_CONTEXT dispatcher = {.ContextRecord = &walk};
    ULONG64 nested_frame = 0;
    if (vectored_call(record, context, FALSE) == EXCEPTION_CONTINUE_EXECUTION) {
        vectored_call(record, context, TRUE);
        return TRUE;
    }
    walk = *context;
    while (step(&walk, UNW_FLAG_EHANDLER, &dispatcher)) {
        if (!unwind_in_stack(dispatcher.EstablisherFrame)) break;
        if (!dispatcher.LanguageHandler) continue;
        dispatcher.ScopeIndex = 0;
    again:
        switch (exception_call_handler(record, (PVOID)dispatcher.EstablisherFrame, context, &dispatcher)) {
        case ExceptionContinueExecution:
            if (record->ExceptionFlags & EXCEPTION_NONCONTINUABLE) raise_over(record, STATUS_NONCONTINUABLE_EXCEPTION);
            vectored_call(record, context, TRUE);
            return TRUE;
        case ExceptionContinueSearch:
            if (nested_frame && dispatcher.EstablisherFrame >= nested_frame) {
                record->ExceptionFlags &= ~(DWORD)EXCEPTION_NESTED_CALL;
                nested_frame = 0;
            }
            break;
        case ExceptionNestedException:
            record->ExceptionFlags |= EXCEPTION_NESTED_CALL;
            if (dispatcher.EstablisherFrame > nested_frame) nested_frame = dispatcher.EstablisherFrame;
            break;
        case ExceptionCollidedUnwind: {
            /* the exception arose in a handler of an unwind: go on where that unwind was */
            DISPATCHER_CONTEXT outer = dispatcher;
            walk = *outer.ContextRecord;
            dispatcher.ContextRecord = &walk;
            RtlVirtualUnwind(UNW_FLAG_NHANDLER, outer.ImageBase, outer.ControlPc, outer.FunctionEntry, &walk,
                             &dispatcher.HandlerData, &dispatcher.EstablisherFrame, NULL);
            dispatcher.HandlerData = outer.HandlerData;
            dispatcher.EstablisherFrame = outer.EstablisherFrame;
            goto again;
        }
        default: raise_over(record, STATUS_INVALID_DISPOSITION);
        }
    }
    if (walk.Rip) record->ExceptionFlags |= EXCEPTION_STACK_INVALID;
    /* where the frames end without an answer, on stacks that are not the thread's or that cannot be walked, the last
     * word is the continue handlers': Go's runtime tells of foreign exceptions there */
    return vectored_call(record, context, TRUE) == EXCEPTION_CONTINUE_EXECUTION;
}

/* The handler of exception_call_handler: an exception inside a handler is nested; an unwind passes. */
EXCEPTION_DISPOSITION exception_nested(EXCEPTION_RECORD *record, PVOID frame, CONTEXT *context,
                                       DISPATCHER_CONTEXT *dispatcher)
{
    (void)context;
    if (record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND)) return ExceptionContinueSearch;
    const DISPATCHER_CONTEXT *outer = *(DISPATCHER_CONTEXT **)((char *)frame + 0x20);
    dispatcher->EstablisherFrame = outer->EstablisherFrame;
    return ExceptionNestedException;
}

/* The handler of exception_call_unwinder: whoever comes by goes on where the unwind was that called it. */
EXCEPTION_DISPOSITION exception_collided(EXCEPTION_RECORD *record, PVOID frame, CONTEXT *context,
                                         DISPATCHER_CONTEXT *dispatcher)
{
    (void)record;
    (void)context;
    const DISPATCHER_CONTEXT *outer = *(DISPATCHER_CONTEXT **)((char *)frame + 0x20);
    *dispatcher = *outer;
    return ExceptionCollidedUnwind;
}

/* ---- unwinding ---- */

/* Goes to a context ("RtlRestoreContext function"): for STATUS_LONGJUMP to the jump buffer that the record names, for
 * STATUS_UNWIND_CONSOLIDATE to what the record's routine answers. */
VOID NTAPI RtlRestoreContext(PCONTEXT context, PEXCEPTION_RECORD record)
{
    if (record && record->ExceptionCode == (DWORD)STATUS_LONGJUMP && record->NumberParameters >= 1) {
        const struct {
            ULONG64 Frame, Rbx, Rsp, Rbp, Rsi, Rdi, R12, R13, R14, R15, Rip;
            ULONG MxCsr;
            USHORT FpCsr, Spare;
            M128A Xmm[10];
        } *jump = (const void *)record->ExceptionInformation[0];
        context->Rbx = jump->Rbx;
        context->Rsp = jump->Rsp;
        context->Rbp = jump->Rbp;
        context->Rsi = jump->Rsi;
        context->Rdi = jump->Rdi;
        context->R12 = jump->R12;
        context->R13 = jump->R13;
        context->R14 = jump->R14;
        context->R15 = jump->R15;
        context->Rip = jump->Rip;
        context->MxCsr = context->FltSave.MxCsr = jump->MxCsr;
        context->FltSave.ControlWord = jump->FpCsr;
        memcpy(&context->Xmm6, jump->Xmm, sizeof jump->Xmm);
        context->ContextFlags |= CONTEXT_FLOATING_POINT | CONTEXT_INTEGER | CONTEXT_CONTROL;
    } else if (record && record->ExceptionCode == (DWORD)STATUS_UNWIND_CONSOLIDATE && record->NumberParameters >= 1) {
        context_consolidate(context, record);
    }
    if ((context->ContextFlags & (CONTEXT_FULL | CONTEXT_XSTATE)) == CONTEXT_FULL) context_restore(context);
    for (;;) RtlRaiseStatus(NtContinue(context, FALSE)); /* it returns only with an error */
}

/* Unwinds to a frame and goes on at `target_ip` with `value` in rax ("RtlUnwindEx function"); `target` NULL: an exit
 * unwind. */
VOID NTAPI RtlUnwindEx(PVOID target, PVOID target_ip, PEXCEPTION_RECORD record, PVOID value, PCONTEXT original,
                       PUNWIND_HISTORY_TABLE history)
{
    EXCEPTION_RECORD own = {.ExceptionCode = (DWORD)STATUS_UNWIND};
    CONTEXT current, before;
    DISPATCHER_CONTEXT dispatcher = {.TargetIp = (ULONG64)target_ip, .HistoryTable = history};
    (void)original; /* "a pointer to a context to store during the operation": ours serves */
    memset(&current, 0, offsetof(CONTEXT, VectorRegister));
    context_capture_kept(&current);
    if (!record) {
        own.ExceptionAddress = (PVOID)current.Rip;
        record = &own;
    }
    record->ExceptionFlags |= EXCEPTION_UNWINDING | (target ? 0 : EXCEPTION_EXIT_UNWIND);
    memcpy(&before, &current, offsetof(CONTEXT, VectorRegister));
    for (;;) {
        context_follow(&before, &current);
        if (!step(&current, UNW_FLAG_UHANDLER, &dispatcher) || !unwind_in_stack(dispatcher.EstablisherFrame) ||
            (target && dispatcher.EstablisherFrame > (ULONG64)target)) {
            if (!target) break; /* an exit unwind ends where the stack ends */
            raise_over(record, STATUS_INVALID_UNWIND_TARGET);
        }
        BOOLEAN last = dispatcher.EstablisherFrame == (ULONG64)target;
        dispatcher.ScopeIndex = 0;
        while (dispatcher.LanguageHandler) {
            if (last) record->ExceptionFlags |= EXCEPTION_TARGET_UNWIND;
            before.Rax = (ULONG64)value;
            dispatcher.ContextRecord = &before;
            EXCEPTION_DISPOSITION answer =
                exception_call_unwinder(record, (PVOID)dispatcher.EstablisherFrame, &before, &dispatcher);
            record->ExceptionFlags &= ~(DWORD)(EXCEPTION_TARGET_UNWIND | EXCEPTION_COLLIDED_UNWIND);
            if (answer == ExceptionContinueSearch) break;
            if (answer != ExceptionCollidedUnwind) raise_over(record, STATUS_INVALID_DISPOSITION);
            /* this unwind met an older one: that one's frame is next, its handlers that ran are passed over by
             * ScopeIndex */
            before = current = *dispatcher.ContextRecord;
            ULONG64 frame;
            PVOID data;
            RtlVirtualUnwind(UNW_FLAG_NHANDLER, dispatcher.ImageBase, dispatcher.ControlPc, dispatcher.FunctionEntry,
                             &current, &data, &frame, NULL);
            last = dispatcher.EstablisherFrame == (ULONG64)target;
            dispatcher.TargetIp = (ULONG64)target_ip;
            record->ExceptionFlags |= EXCEPTION_COLLIDED_UNWIND;
        }
        if (last) break;
    }
    before.Rax = (ULONG64)value;
    if (record->ExceptionCode == (DWORD)STATUS_UNWIND_CONSOLIDATE || record->ExceptionCode == (DWORD)STATUS_LONGJUMP)
        RtlRestoreContext(&before, record);
    before.Rip = (ULONG64)target_ip;
    context_restore_kept(&before);
}

VOID NTAPI RtlUnwind(PVOID target, PVOID target_ip, PEXCEPTION_RECORD record, PVOID value)
{
    CONTEXT context;
    RtlUnwindEx(target, target_ip, record, value, &context, NULL);
}

/* ---- __try of C ---- */

/* Scopes of a function ("__C_specific_handler"): for an exception the filters, innermost first; for an unwind the
 * __finally blocks between here and the target. */
EXCEPTION_DISPOSITION __cdecl __C_specific_handler(struct _EXCEPTION_RECORD *record, void *frame,
                                                   struct _CONTEXT *context, struct _DISPATCHER_CONTEXT *dispatcher)
{
    const SCOPE_TABLE_AMD64 *table = dispatcher->HandlerData;
    const ULONG64 base = dispatcher->ImageBase, pc = dispatcher->ControlPc - base;
    for (ULONG i = dispatcher->ScopeIndex; i < table->Count; i++) {
        ULONG begin = table->ScopeRecord[i].BeginAddress, end = table->ScopeRecord[i].EndAddress;
        ULONG handler = table->ScopeRecord[i].HandlerAddress, jump = table->ScopeRecord[i].JumpTarget;
        if (pc < begin || pc >= end) continue;
        if (record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND)) {
            ULONG64 target = dispatcher->TargetIp - base;
            /* the target lies in this scope, or is its own __except: the unwind ends here */
            if (record->ExceptionFlags & EXCEPTION_TARGET_UNWIND && target >= begin && target < end)
                return ExceptionContinueSearch;
            if (jump) {
                if (record->ExceptionFlags & EXCEPTION_TARGET_UNWIND && target == jump) return ExceptionContinueSearch;
                continue;
            }
            dispatcher->ScopeIndex = i + 1; /* once, whatever the block does */
            void (*block)(BOOLEAN, PVOID) = (void (*)(BOOLEAN, PVOID))(base + handler);
            block(TRUE, frame);
            continue;
        }
        if (!jump) continue;
        LONG answer = EXCEPTION_EXECUTE_HANDLER;
        if (handler != 1) { /* 1: `__except (EXCEPTION_EXECUTE_HANDLER)` without a filter function */
            EXCEPTION_POINTERS pointers = {record, context};
            LONG (*filter)(EXCEPTION_POINTERS *, PVOID) = (LONG(*)(EXCEPTION_POINTERS *, PVOID))(base + handler);
            answer = filter(&pointers, frame);
        }
        if (answer < 0) return ExceptionContinueExecution;
        if (answer > 0)
            RtlUnwindEx(frame, (PVOID)(base + jump), record, (PVOID)(ULONG_PTR)record->ExceptionCode,
                        dispatcher->ContextRecord, dispatcher->HistoryTable);
    }
    return ExceptionContinueSearch;
}

/* The bottom of every thread: what comes here was handled by nobody. */
EXCEPTION_DISPOSITION exception_bottom(EXCEPTION_RECORD *record, PVOID frame, CONTEXT *context,
                                       DISPATCHER_CONTEXT *dispatcher)
{
    if (record->ExceptionFlags & EXCEPTION_UNWIND) return ExceptionContinueSearch;
    if (exception_unhandled(record, context) == EXCEPTION_CONTINUE_EXECUTION) return ExceptionContinueExecution;
    RtlUnwindEx(frame, (PVOID)thread_start_died, record, (PVOID)(ULONG_PTR)record->ExceptionCode,
                dispatcher->ContextRecord, dispatcher->HistoryTable);
    return ExceptionContinueSearch;
}
