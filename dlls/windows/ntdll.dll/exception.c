/* SPDX-License-Identifier: MIT */
/* Exceptions that nobody handled, raising, and the entry from the host, for both word sizes.  The walk over frames is
 * {x86_64,i386}/dispatch.c. */
#include "exception.h"
#include "rtl.h"
#include "nt_lib.h"

static PVOID unhandled_filter; /* encoded, once it is set */

/* kernelbase's UnhandledExceptionFilter. */
VOID NTAPI RtlSetUnhandledExceptionFilter(LPTOP_LEVEL_EXCEPTION_FILTER filter)
{
    unhandled_filter = RtlEncodePointer((PVOID)filter);
}

LONG exception_unhandled(EXCEPTION_RECORD *record, CONTEXT *context)
{
    EXCEPTION_POINTERS pointers = {record, context};
    LPTOP_LEVEL_EXCEPTION_FILTER filter =
        unhandled_filter ? (LPTOP_LEVEL_EXCEPTION_FILTER)RtlDecodePointer(unhandled_filter) : NULL;
    LONG answer = filter ? filter(&pointers) : EXCEPTION_CONTINUE_SEARCH;
    if (answer == EXCEPTION_CONTINUE_SEARCH) {
        NtRaiseException(record, context, FALSE);
        NtTerminateProcess(NtCurrentProcess(), (NTSTATUS)record->ExceptionCode);
    }
    return answer;
}

/* The host's exceptions arrive here, below KiUserExceptionDispatcher. */
void exception_enter(EXCEPTION_RECORD *record, CONTEXT *context)
{
    if (exception_dispatch(record, context)) NtContinue(context, FALSE);
    NtRaiseException(record, context, FALSE);
    for (;;) NtTerminateProcess(NtCurrentProcess(), record->ExceptionCode);
}

/* RtlRaiseException, with the caller's context. */
void exception_raised(EXCEPTION_RECORD *record, CONTEXT *context)
{
    record->ExceptionAddress = (PVOID)
#ifdef _WIN64
                                   context->Rip;
#else
                                   context->Eip;
#endif
#ifdef _WIN64
    if (exception_dispatch(record, context)) RtlRestoreContext(context, NULL);
    NtRaiseException(record, context, FALSE);
    for (;;) NtTerminateProcess(NtCurrentProcess(), (NTSTATUS)record->ExceptionCode);
#else
    exception_enter(record, context);
#endif
}

/* Raises a status as a non-continuable exception. */
VOID NTAPI RtlRaiseStatus(NTSTATUS status)
{
    EXCEPTION_RECORD record = {.ExceptionCode = (DWORD)status, .ExceptionFlags = EXCEPTION_NONCONTINUABLE};
    RtlRaiseException(&record);
}
