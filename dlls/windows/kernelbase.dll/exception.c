/* SPDX-License-Identifier: MIT */
/* Raising exceptions, the filter of last resort, and talking to a debugger.
 *
 * Dispatch itself is ntdll's.  ntdll asks the program's filter about what nobody handled; when that
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

/* What the program's own filter says; a debugged process is the debugger's matter. */
static LONG CALLBACK ask_program(EXCEPTION_POINTERS *pointers)
{
    LPTOP_LEVEL_EXCEPTION_FILTER encoded = __atomic_load_n(&top_filter, __ATOMIC_ACQUIRE);

    if (!encoded || IsDebuggerPresent()) return EXCEPTION_CONTINUE_SEARCH;
    return ((LPTOP_LEVEL_EXCEPTION_FILTER)RtlDecodePointer((void *)encoded))(pointers);
}

/* The filter that stood before. */
LPTOP_LEVEL_EXCEPTION_FILTER WINAPI SetUnhandledExceptionFilter(LPTOP_LEVEL_EXCEPTION_FILTER filter)
{
    LPTOP_LEVEL_EXCEPTION_FILTER encoded = filter ? RtlEncodePointer((void *)filter) : NULL;

    encoded = __atomic_exchange_n(&top_filter, encoded, __ATOMIC_ACQ_REL);
    RtlSetUnhandledExceptionFilter(ask_program); /* whom ntdll asks at the bottom of each stack */
    return encoded ? (LPTOP_LEVEL_EXCEPTION_FILTER)RtlDecodePointer((void *)encoded) : NULL;
}

/* "UnhandledExceptionFilter function", which filter expressions call: the debugger of a debugged process is asked
 * next; else the program's own filter decides, and where it does not, the exception is reported, unless the error mode
 * has SEM_NOGPFAULTERRORBOX, and the handler runs.  At the bottom of a stack ntdll reports by itself. */
LONG WINAPI UnhandledExceptionFilter(EXCEPTION_POINTERS *pointers)
{
    const EXCEPTION_RECORD *record = pointers->ExceptionRecord;
    LONG answer = ask_program(pointers);

    if (answer != EXCEPTION_CONTINUE_SEARCH || IsDebuggerPresent()) return answer;
    if (!((GetErrorMode() | GetThreadErrorMode()) & SEM_NOGPFAULTERRORBOX)) {
        ULONG_PTR parameters[2] = {record->ExceptionCode, (ULONG_PTR)record->ExceptionAddress};
        ULONG response;
        NtRaiseHardError(STATUS_UNHANDLED_EXCEPTION, 2, 0, parameters, OptionOk, &response);
    }
    return EXCEPTION_EXECUTE_HANDLER;
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
