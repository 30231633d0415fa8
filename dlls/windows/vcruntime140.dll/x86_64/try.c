/* SPDX-License-Identifier: MIT */
/* The language handler of eh_try (guard.S): an access violation ends the call. */
#include "errors.h"

extern const char eh_try_failed[];

EXCEPTION_DISPOSITION eh_leaves_try(EXCEPTION_RECORD *record, PVOID frame, CONTEXT *context,
                                    DISPATCHER_CONTEXT *dispatcher)
{
    (void)context;
    if (!(record->ExceptionFlags & EXCEPTION_UNWIND) && record->ExceptionCode == (DWORD)STATUS_ACCESS_VIOLATION)
        RtlUnwindEx(frame, (PVOID)eh_try_failed, record, NULL, dispatcher->ContextRecord, dispatcher->HistoryTable);
    return ExceptionContinueSearch;
}
