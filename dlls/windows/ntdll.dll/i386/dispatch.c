/* SPDX-License-Identifier: MIT */
/* 32-bit exceptions: the chain of registration records at fs:0 ("Structured Exception Handling", x86). */
#include "exception.h"
#include "rtl.h"
#include "nt_lib.h"

typedef EXCEPTION_DISPOSITION(__cdecl *handler)(EXCEPTION_RECORD *record, PVOID frame, CONTEXT *context,
                                                PVOID dispatcher);

struct registration {
    struct registration *next;
    handler handler;
};

static const struct registration *const chain_end = (const struct registration *)-1;

static BOOLEAN is_valid(const struct registration *frame)
{
    const TEB *teb = NtCurrentTeb();
    return !((ULONG_PTR)frame & 3) && (PVOID)frame >= teb->NtTib.StackLimit &&
           (PVOID)(frame + 1) <= teb->NtTib.StackBase;
}

BOOLEAN exception_dispatch(EXCEPTION_RECORD *record, CONTEXT *context)
{
    if (vectored_call(record, context, FALSE) == EXCEPTION_CONTINUE_EXECUTION) {
        vectored_call(record, context, TRUE);
        return TRUE;
    }
    for (struct registration *frame = (PVOID)NtCurrentTeb()->NtTib.ExceptionList; frame != chain_end;
         frame = frame->next) {
        PVOID dispatcher = NULL;
        if (!is_valid(frame)) {
            record->ExceptionFlags |= EXCEPTION_STACK_INVALID;
            break;
        }
        EXCEPTION_DISPOSITION answer = frame->handler(record, frame, context, &dispatcher);
        if (answer == ExceptionContinueExecution) {
            if (record->ExceptionFlags & EXCEPTION_NONCONTINUABLE) RtlRaiseStatus(STATUS_NONCONTINUABLE_EXCEPTION);
            vectored_call(record, context, TRUE);
            return TRUE;
        }
        if (answer != ExceptionContinueSearch && answer != ExceptionNestedException)
            RtlRaiseStatus(STATUS_INVALID_DISPOSITION);
    }
    return vectored_call(record, context, TRUE) == EXCEPTION_CONTINUE_EXECUTION; /* as in x86_64/dispatch.c */
}

VOID NTAPI RtlUnwind(PVOID target, PVOID target_ip, PEXCEPTION_RECORD record, PVOID value)
{
    EXCEPTION_RECORD own = {.ExceptionCode = (DWORD)STATUS_UNWIND};
    CONTEXT context;
    (void)target_ip; /* it returns to its caller, with eax as asked */
    (void)value;
    RtlCaptureContext(&context);
    if (!record) record = &own;
    record->ExceptionFlags |= EXCEPTION_UNWINDING | (target ? 0 : EXCEPTION_EXIT_UNWIND);
    TEB *teb = NtCurrentTeb();
    for (struct registration *frame = (PVOID)teb->NtTib.ExceptionList; frame != chain_end && frame != target;
         frame = frame->next) {
        PVOID dispatcher = NULL;
        if (!is_valid(frame)) RtlRaiseStatus(STATUS_BAD_STACK);
        frame->handler(record, frame, &context, &dispatcher);
        teb->NtTib.ExceptionList = (PVOID)frame->next;
    }
}

EXCEPTION_DISPOSITION __cdecl exception_bottom(EXCEPTION_RECORD *record, PVOID frame, CONTEXT *context,
                                               PVOID dispatcher)
{
    (void)dispatcher;
    if (record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND)) return ExceptionContinueSearch;
    if (exception_unhandled(record, context) == EXCEPTION_CONTINUE_EXECUTION) return ExceptionContinueExecution;
    RtlUnwind(frame, NULL, record, NULL);
    for (;;) NtTerminateProcess(NtCurrentProcess(), (NTSTATUS)record->ExceptionCode);
}
