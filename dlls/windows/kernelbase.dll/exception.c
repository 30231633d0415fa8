/* SPDX-License-Identifier: MIT */
/* Raising exceptions, the filter of last resort, and talking to a debugger.
 *
 * Dispatch itself is ntdll's.  ntdll's thread start calls UnhandledExceptionFilter() for what nobody handled; when that
 * declines, ntdll reports the exception and ends the process.  There is no debugger port, so the output functions do
 * nothing without one. */
#include "kernelbase.h"

static LPTOP_LEVEL_EXCEPTION_FILTER top_filter; /* encoded: a pointer worth hiding from an overrun */

/* "RaiseException function": at most EXCEPTION_MAXIMUM_PARAMETERS arguments are passed, more are ignored; bit 28 of the
 * code is cleared. */
void WINAPI RaiseException(DWORD code, DWORD flags, DWORD count, const ULONG_PTR *arguments)
{
    EXCEPTION_RECORD record = {.ExceptionCode = code & 0xefffffff,
                               .ExceptionFlags = flags & EXCEPTION_NONCONTINUABLE,
                               .ExceptionAddress = (void *)RaiseException};

    if (arguments) {
        record.NumberParameters = count < EXCEPTION_MAXIMUM_PARAMETERS ? count : EXCEPTION_MAXIMUM_PARAMETERS;
        memcpy(record.ExceptionInformation, arguments, record.NumberParameters * sizeof *arguments);
    }
    RtlRaiseException(&record);
}

/* "RaiseFailFastException function": no handler sees it; the process ends with the record's code, or
 * STATUS_FAIL_FAST_EXCEPTION. */
void WINAPI RaiseFailFastException(EXCEPTION_RECORD *record, CONTEXT *context, DWORD flags)
{
    EXCEPTION_RECORD made = {.ExceptionCode = (DWORD)STATUS_FAIL_FAST_EXCEPTION,
                             .ExceptionFlags = EXCEPTION_NONCONTINUABLE,
                             .ExceptionAddress = __builtin_return_address(0)};
    CONTEXT here;

    if (!context) {
        RtlCaptureContext(&here);
        context = &here;
    }
    if (!record)
        record = &made;
    else if (flags & FAIL_FAST_GENERATE_EXCEPTION_ADDRESS)
        record->ExceptionAddress = __builtin_return_address(0);
    NtRaiseException(record, context, FALSE);
    NtTerminateProcess(NtCurrentProcess(), (NTSTATUS)record->ExceptionCode);
}

/* The filter that stood before. */
LPTOP_LEVEL_EXCEPTION_FILTER WINAPI SetUnhandledExceptionFilter(LPTOP_LEVEL_EXCEPTION_FILTER filter)
{
    LPTOP_LEVEL_EXCEPTION_FILTER encoded = RtlEncodePointer((void *)filter);

    encoded = __atomic_exchange_n(&top_filter, encoded, __ATOMIC_ACQ_REL);
    RtlSetUnhandledExceptionFilter(UnhandledExceptionFilter); /* whom ntdll asks at the bottom of each stack */
    return encoded ? (LPTOP_LEVEL_EXCEPTION_FILTER)RtlDecodePointer((void *)encoded) : NULL;
}

/* "UnhandledExceptionFilter function": a debugged process is the debugger's matter; then the program's own filter
 * decides; else EXCEPTION_EXECUTE_HANDLER, with which the caller's __except block ends the process. */
LONG WINAPI UnhandledExceptionFilter(EXCEPTION_POINTERS *pointers)
{
    LPTOP_LEVEL_EXCEPTION_FILTER encoded = __atomic_load_n(&top_filter, __ATOMIC_ACQUIRE), filter;

    if (IsDebuggerPresent()) return EXCEPTION_CONTINUE_SEARCH;
    filter = encoded ? (LPTOP_LEVEL_EXCEPTION_FILTER)RtlDecodePointer((void *)encoded) : NULL;
    if (filter) {
        LONG answer = filter(pointers);
        if (answer != EXCEPTION_CONTINUE_SEARCH) return answer;
    }
    return EXCEPTION_CONTINUE_SEARCH; /* ntdll then tells the host, which ends the process with one line */
}

/* ---- debugger ---- */

/* "If the application has no debugger and the system debugger is not active, OutputDebugString does nothing." */
void WINAPI OutputDebugStringA(const char *text)
{
    if (!text || !IsDebuggerPresent()) return;
    ULONG_PTR arguments[2] = {strlen(text) + 1, (ULONG_PTR)text};
    RaiseException(DBG_PRINTEXCEPTION_C, 0, 2, arguments);
}

void WINAPI OutputDebugStringW(const WCHAR *text)
{
    if (!text || !IsDebuggerPresent()) return;
    char *ansi = base_ansi(text, -1);
    if (!ansi) return;
    OutputDebugStringA(ansi);
    base_free(ansi);
}

/* "FatalAppExit function": shows the message, then ends the process. */
void WINAPI FatalAppExitW(UINT action, const WCHAR *text)
{
    UNICODE_STRING message;
    ULONG_PTR parameters[1] = {(ULONG_PTR)&message};
    ULONG response;

    (void)action; /* "must be zero" */
    RtlInitUnicodeString(&message, text);
    NtRaiseHardError(STATUS_FATAL_APP_EXIT, 1, 1, parameters, OptionOk, &response);
    RtlExitUserProcess(0);
}

void WINAPI FatalAppExitA(UINT action, const char *text)
{
    FatalAppExitW(action, base_wide(text));
}

/* "DebugBreak function": a breakpoint of its own. */
void WINAPI DebugBreak(void)
{
    __debugbreak();
}
