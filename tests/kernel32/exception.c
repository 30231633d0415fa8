/* SPDX-License-Identifier: MIT */
/* What programs ask of exceptions through kernel32: RaiseException, the filter of last resort, stack overflow, longjmp
 * out of it all. */
#include "check.h"

#include <setjmp.h>
#include <string.h>
#include <winternl.h>

static EXCEPTION_RECORD seen;
static int seen_count;

/* ---- RaiseException ---- */

static LONG CALLBACK note(EXCEPTION_POINTERS *pointers)
{
    seen = *pointers->ExceptionRecord;
    seen_count++;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void raising(void)
{
    ULONG_PTR values[20];
    PVOID vectored = AddVectoredExceptionHandler(1, note);
    for (int i = 0; i < 20; i++) values[i] = (ULONG_PTR)i + 100;
    CHECK(vectored != NULL, "AddVectoredExceptionHandler: \"If the function succeeds, the return value is a handle\"");
    RaiseException(0xE0001111, 0, 15, values);
    CHECK(seen_count == 1 && seen.ExceptionCode == 0xE0001111 && seen.ExceptionFlags == 0 && !seen.ExceptionRecord,
          "RaiseException: the handler gets code and flags");
    CHECK(seen.NumberParameters == 15 && !memcmp(seen.ExceptionInformation, values, sizeof seen.ExceptionInformation),
          "RaiseException: \"an array of arguments\", up to EXCEPTION_MAXIMUM_PARAMETERS");
    RaiseException(0xE0001112, 0, 3, NULL);
    CHECK(seen.ExceptionCode == 0xE0001112 && seen.NumberParameters == 0,
          "RaiseException: \"This parameter can be NULL. If this parameter is NULL, nNumberOfArguments is ignored\"");
    RaiseException(0xF0001113, 0, 0, NULL);
    CHECK(seen.ExceptionCode == 0xE0001113, "RaiseException: \"The system clears bit 28 of dwExceptionCode\"");
    RaiseException(0xE0001114, EXCEPTION_NONCONTINUABLE, 0, NULL);
    CHECK(seen.ExceptionFlags & EXCEPTION_NONCONTINUABLE,
          "RaiseException: EXCEPTION_NONCONTINUABLE reaches the handler");
    CHECK(RemoveVectoredExceptionHandler(vectored) != 0, "RemoveVectoredExceptionHandler: nonzero for a handler");
    CHECK(RemoveVectoredExceptionHandler(vectored) == 0,
          "RemoveVectoredExceptionHandler: zero for what is none any more");
}

static LONG CALLBACK count_continue(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    seen_count++;
    return EXCEPTION_CONTINUE_SEARCH;
}

static void continuing(void)
{
    PVOID vectored = AddVectoredExceptionHandler(0, note), after = AddVectoredContinueHandler(1, count_continue);
    seen_count = 0;
    RaiseException(0xE0001115, 0, 0, NULL);
    CHECK(after && seen_count == 2, "AddVectoredContinueHandler: called when the exception has been handled (%d)",
          seen_count);
    CHECK(RemoveVectoredContinueHandler(after) != 0 && RemoveVectoredContinueHandler(after) == 0,
          "RemoveVectoredContinueHandler: nonzero, then zero");
    RemoveVectoredExceptionHandler(vectored);
}

/* ---- the filter of last resort ---- */

static LONG CALLBACK last_resort(EXCEPTION_POINTERS *pointers)
{
    seen = *pointers->ExceptionRecord;
    seen_count++;
    if (seen.ExceptionCode == EXCEPTION_ACCESS_VIOLATION) pointers->ContextRecord->Rip += 2;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static LONG CALLBACK declines(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    seen_count++;
    return EXCEPTION_CONTINUE_SEARCH;
}

static DWORD CALLBACK thread_fault(void *argument)
{
    (void)argument;
    __asm__ volatile("xorl %%ecx, %%ecx\n movb (%%rcx), %%al" : : : "rax", "rcx", "memory");
    return 41;
}

static void unhandled(void)
{
    DWORD code = 0;
    LPTOP_LEVEL_EXCEPTION_FILTER before = SetUnhandledExceptionFilter(last_resort);
    CHECK(SetUnhandledExceptionFilter(last_resort) == last_resort,
          "SetUnhandledExceptionFilter: \"returns the address of the previous exception filter\"");
    seen_count = 0;
    __asm__ volatile("xorl %%ecx, %%ecx\n movb (%%rcx), %%al" : : : "rax", "rcx", "memory");
    CHECK(seen_count == 1 && seen.ExceptionCode == EXCEPTION_ACCESS_VIOLATION,
          "the filter sees a fault that no handler took, and EXCEPTION_CONTINUE_EXECUTION goes on behind it");
    HANDLE thread = CreateThread(NULL, 0, thread_fault, NULL, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    CHECK(seen_count == 2 && code == 41, "it serves all threads of the process (%d, %lu)", seen_count, code);

    EXCEPTION_RECORD record = {.ExceptionCode = 0xE0002222};
    EXCEPTION_POINTERS pointers = {&record, NULL};
    CHECK(UnhandledExceptionFilter(&pointers) == EXCEPTION_CONTINUE_EXECUTION && seen.ExceptionCode == 0xE0002222,
          "UnhandledExceptionFilter: the program's own filter decides");
    UINT mode = SetErrorMode(SEM_NOGPFAULTERRORBOX);
    SetUnhandledExceptionFilter(declines);
    seen_count = 0;
    CHECK(UnhandledExceptionFilter(&pointers) == EXCEPTION_EXECUTE_HANDLER && seen_count == 1,
          "UnhandledExceptionFilter: where that declines, the handler is executed");
    SetUnhandledExceptionFilter(NULL);
    CHECK(UnhandledExceptionFilter(&pointers) == EXCEPTION_EXECUTE_HANDLER,
          "UnhandledExceptionFilter: SEM_NOGPFAULTERRORBOX: \"returns control to the exception handler\"");
    SetErrorMode(mode);
    NtCurrentTeb()->ProcessEnvironmentBlock->BeingDebugged = TRUE;
    CHECK(UnhandledExceptionFilter(&pointers) == EXCEPTION_CONTINUE_SEARCH,
          "UnhandledExceptionFilter: \"The process is being debugged, so the exception should be passed to the "
          "application's debugger\"");
    NtCurrentTeb()->ProcessEnvironmentBlock->BeingDebugged = FALSE;
    SetUnhandledExceptionFilter(before);
}

/* ---- the end of the stack ---- */

static CONTEXT escape;
static volatile int overflows;
static volatile ULONG_PTR overflow_address, overflow_bottom;

static LONG CALLBACK overflowed(EXCEPTION_POINTERS *pointers)
{
    if (pointers->ExceptionRecord->ExceptionCode != EXCEPTION_STACK_OVERFLOW) return EXCEPTION_CONTINUE_SEARCH;
    overflow_address = pointers->ExceptionRecord->ExceptionInformation[1];
    overflows++;
    DWORD flags = pointers->ContextRecord->ContextFlags;
    *pointers->ContextRecord = escape;
    pointers->ContextRecord->ContextFlags = flags & escape.ContextFlags;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static __attribute__((noinline)) int deeper(int n)
{
    volatile char room[3000];
    room[n & 1023] = (char)n;
    return n < 0 ? 0 : deeper(n + 1) + room[n & 1023];
}

static DWORD CALLBACK overflow(void *argument)
{
    MEMORY_BASIC_INFORMATION stack = {0};
    (void)argument;
    VirtualQuery(&stack, &stack, sizeof stack);
    overflow_bottom = (ULONG_PTR)stack.AllocationBase;
    RtlCaptureContext(&escape);
    if (!overflows) deeper(0);
    return 42;
}

#ifdef __x86_64__
static volatile int foreign_seen;

static LONG CALLBACK last_word(EXCEPTION_POINTERS *pointers)
{
    if (pointers->ExceptionRecord->ExceptionCode == 0xbad && !foreign_seen++) RtlRestoreContext(&escape, NULL);
    return EXCEPTION_CONTINUE_SEARCH;
}

/* Go's runtime raises, and is interrupted, on stacks of its own, and tells of what it cannot handle in a continue
 * handler (lastcontinuehandler in its sources). */
static void foreign_stack(void)
{
    static char stack[64 << 10] __attribute__((aligned(64)));
    PVOID last = AddVectoredContinueHandler(0, last_word);
    RtlCaptureContext(&escape);
    if (!foreign_seen)
        __asm__ volatile("movq %%rsp, %%rbx\n\tmovq %0, %%rsp\n\tsubq $32, %%rsp\n\tmovl $0xbad, %%ecx\n\t"
                         "xorl %%edx, %%edx\n\txorl %%r8d, %%r8d\n\txorl %%r9d, %%r9d\n\tcall *%1\n\t"
                         "movq %%rbx, %%rsp"
                         :
                         : "r"(stack + sizeof stack), "r"(RaiseException)
                         : "rax", "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "memory", "cc");
    CHECK(foreign_seen == 1, "AddVectoredContinueHandler: an exception on a stack that is not the thread's, and that "
                             "nobody handles, comes to the continue handlers");
    RemoveVectoredContinueHandler(last);
}
#endif

static void stack_end(void)
{
    DWORD code = 0;
    PVOID vectored = AddVectoredExceptionHandler(1, overflowed);
    HANDLE thread = CreateThread(NULL, 256 << 10, overflow, NULL, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    CHECK(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0 && GetExitCodeThread(thread, &code) && code == 42 &&
              overflows == 1,
          "EXCEPTION_STACK_OVERFLOW: \"the thread used up its stack\"; a handler has room to run and may continue "
          "elsewhere (%lu, %d)",
          code, overflows);
    CHECK(overflow_address > overflow_bottom && overflow_address < overflow_bottom + 0x4000,
          "its parameters tell the address, as an access violation's; it comes when \"the stack reaches the reserved "
          "size\" less the last pages (Thread Stack Size): Go's runtime counts on all above 16 KiB");
    CloseHandle(thread);
    RemoveVectoredExceptionHandler(vectored);
}

/* A stack grows by its guard page as far as it is reserved. */
static __attribute__((noinline)) int deep(int n)
{
    volatile char room[20000];
    room[n] = 1;
    return n ? deep(n - 1) + room[n] : room[0];
}

static DWORD CALLBACK grow(void *argument)
{
    (void)argument;
    return (DWORD)deep(90);
}

static void stack_growth(void)
{
    DWORD code = 0;
    HANDLE thread = CreateThread(NULL, 2 << 20, grow, NULL, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    CHECK(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0 && GetExitCodeThread(thread, &code) && code == 91,
          "STACK_SIZE_PARAM_IS_A_RESERVATION: the stack grows to what is reserved (%lu)", code);
    CloseHandle(thread);
}

/* ---- longjmp ---- */

static jmp_buf buffer;
static __attribute__((noinline)) void jump_from(int depth)
{
    if (depth < 0) return;
    if (!depth) longjmp(buffer, 7);
    jump_from(depth - 1);
    __asm__ volatile("");
}

static LONG CALLBACK jump_out(EXCEPTION_POINTERS *pointers)
{
    if (pointers->ExceptionRecord->ExceptionCode == 0xE0003333) longjmp(buffer, 9);
    return EXCEPTION_CONTINUE_SEARCH;
}

static void jumps(void)
{
    volatile int turns = 0;
    int value = setjmp(buffer);
    turns++;
    if (!value) jump_from(5);
    CHECK(value == 7 && turns == 2, "longjmp: control returns to setjmp's call, which returns the value");
    PVOID vectored = AddVectoredExceptionHandler(1, jump_out);
    value = setjmp(buffer);
    if (!value) RaiseException(0xE0003333, 0, 0, NULL);
    CHECK(value == 9, "longjmp leaves a handler and the exception with it");
    RemoveVectoredExceptionHandler(vectored);
}

/* ---- the debugger's output ---- */

#ifndef DBG_PRINTEXCEPTION_WIDE_C
#define DBG_PRINTEXCEPTION_WIDE_C 0x4001000A
#endif
static int printed, printed_wide;

static LONG CALLBACK debugger(EXCEPTION_POINTERS *pointers)
{
    const EXCEPTION_RECORD *record = pointers->ExceptionRecord;
    const ULONG_PTR *values = record->ExceptionInformation;

    if (record->ExceptionCode == DBG_PRINTEXCEPTION_C) {
        printed += record->NumberParameters >= 2 && values[0] == 6 && !strcmp((const char *)values[1], "debug");
        printed_wide += record->NumberParameters >= 2 && values[0] == 5 && !strcmp((const char *)values[1], "wide");
    } else if (record->ExceptionCode == DBG_PRINTEXCEPTION_WIDE_C) {
        printed_wide += record->NumberParameters >= 2 && values[0] == 5 && !wcscmp((const WCHAR *)values[1], L"wide");
    } else {
        return EXCEPTION_CONTINUE_SEARCH;
    }
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void debug_output(void)
{
    PEB *peb = NtCurrentTeb()->ProcessEnvironmentBlock;
    PVOID vectored = AddVectoredExceptionHandler(1, debugger);

    OutputDebugStringA("unseen");
    OutputDebugStringW(L"unseen");
    CHECK(!printed && !printed_wide, "OutputDebugStringA: \"If the application has no debugger ... does nothing\"");
    peb->BeingDebugged = 1; /* and the handler is the debugger */
    OutputDebugStringA("debug");
    CHECK(printed == 1, "OutputDebugStringA: \"Sends a string to the debugger for display\": DBG_PRINTEXCEPTION_C");
    OutputDebugStringW(L"wide");
    CHECK(printed_wide == 1, "OutputDebugStringW: likewise");
    OutputDebugStringA(NULL);
    peb->BeingDebugged = 0;
    RemoveVectoredExceptionHandler(vectored);
}

int main(void)
{
    debug_output();
    raising();
    continuing();
    unhandled();
    stack_growth();
    stack_end();
#ifdef __x86_64__
    foreign_stack();
#endif
    jumps();
    return check_done();
}
