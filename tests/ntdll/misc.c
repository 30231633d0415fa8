/* SPDX-License-Identifier: MIT */
/* Single functions of ntdll: checksums, debug output, product and API sets, the thread's error mode, the end of a
 * thread. */
#include "check.h"

#include <winternl.h>

NTSYSAPI DWORD NTAPI RtlCrc32(const void *, SIZE_T, DWORD);
NTSYSAPI ULONGLONG NTAPI RtlCrc64(const void *, SIZE_T, ULONGLONG);
NTSYSAPI ULONG __cdecl DbgPrint(PCSTR, ...);
NTSYSAPI ULONG __cdecl DbgPrintEx(ULONG, ULONG, PCSTR, ...);
NTSYSAPI PVOID NTAPI RtlGetCurrentPeb(void);
NTSYSAPI BOOLEAN NTAPI RtlGetProductInfo(ULONG, ULONG, ULONG, ULONG, ULONG *);
NTSYSAPI BOOL NTAPI ApiSetQueryApiSetPresence(PCUNICODE_STRING, BOOLEAN *);
NTSYSAPI ULONG NTAPI RtlGetThreadErrorMode(void);
NTSYSAPI NTSTATUS NTAPI RtlSetThreadErrorMode(ULONG, ULONG *);
NTSYSAPI VOID NTAPI RtlExitUserThread(NTSTATUS);
NTSYSAPI VOID NTAPI RtlRaiseStatus(NTSTATUS);
NTSYSAPI VOID NTAPI DbgBreakPoint(void);
NTSYSAPI VOID NTAPI DbgUserBreakPoint(void);
NTSYSAPI VOID NTAPI RtlSetUnhandledExceptionFilter(PVOID);

static void checksums(void)
{
    static const char text[] = "123456789";
    CHECK(RtlCrc32(text, 9, 0) == 0xcbf43926, "RtlCrc32: the CRC-32 of zip and Ethernet, by its check value");
    CHECK(RtlCrc32(text + 4, 5, RtlCrc32(text, 4, 0)) == 0xcbf43926, "RtlCrc32: can be continued");
    CHECK(RtlCrc32(text, 0, 0x1234) == 0x1234, "RtlCrc32: of nothing is what it began with");
    CHECK(RtlCrc64(text + 4, 5, RtlCrc64(text, 4, 0)) == RtlCrc64(text, 9, 0) && RtlCrc64(text, 9, 0) != 0,
          "RtlCrc64: can be continued");
    CHECK(RtlCrc64(text, 0, 0x1234) == 0x1234, "RtlCrc64: of nothing is what it began with");
    CHECK(RtlCrc64("123456788", 9, 0) != RtlCrc64(text, 9, 0), "RtlCrc64: differs where a bit does");
}

static DWORD seen;

static LONG CALLBACK note(EXCEPTION_POINTERS *pointers)
{
    seen = pointers->ExceptionRecord->ExceptionCode;
    if (seen == EXCEPTION_BREAKPOINT) {
        if (*(unsigned char *)pointers->ContextRecord->Rip == 0xcc) pointers->ContextRecord->Rip++;
        return EXCEPTION_CONTINUE_EXECUTION;
    }
    return EXCEPTION_CONTINUE_SEARCH;
}

static NTSTATUS status_to_raise = (NTSTATUS)0xe0001234;

/* Ends the thread with the exception's code: there is no other handler. */
static LONG CALLBACK leave(EXCEPTION_POINTERS *pointers)
{
    seen = pointers->ExceptionRecord->ExceptionCode;
    RtlExitUserThread(pointers->ExceptionRecord->ExceptionFlags & EXCEPTION_NONCONTINUABLE ? 77 : 78);
    return EXCEPTION_CONTINUE_SEARCH;
}

static DWORD WINAPI raises(void *argument)
{
    (void)argument;
    RtlRaiseStatus(status_to_raise);
    return 1;
}

static DWORD WINAPI exits(void *argument)
{
    RtlExitUserThread((NTSTATUS)(LONG_PTR)argument);
    return 1;
}

static DWORD result_of(LPTHREAD_START_ROUTINE routine, void *argument)
{
    HANDLE thread = CreateThread(NULL, 0, routine, argument, 0, NULL);
    DWORD code = 0;
    WaitForSingleObject(thread, 10000);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

static void exceptions(void)
{
    PVOID handler = AddVectoredExceptionHandler(1, note);
    DbgBreakPoint();
    CHECK(seen == EXCEPTION_BREAKPOINT, "DbgBreakPoint: raises EXCEPTION_BREAKPOINT");
    seen = 0;
    DbgUserBreakPoint();
    CHECK(seen == EXCEPTION_BREAKPOINT, "DbgUserBreakPoint: likewise");
    RemoveVectoredExceptionHandler(handler);
    CHECK(result_of(exits, (void *)1234) == 1234, "ExitThread: the thread's exit code");
    seen = 0;
    handler = AddVectoredExceptionHandler(1, leave);
    CHECK(result_of(raises, NULL) == 77 && seen == (DWORD)status_to_raise,
          "RtlRaiseStatus: raises the status, not to be continued");
    RemoveVectoredExceptionHandler(handler);
    seen = 0;
    RtlSetUnhandledExceptionFilter((PVOID)leave);
    CHECK(result_of(raises, NULL) == 77 && seen == (DWORD)status_to_raise,
          "RtlSetUnhandledExceptionFilter: is called where nobody else handles it");
    RtlSetUnhandledExceptionFilter(NULL);
}

#define EXPORT(name) ((void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), name))

static DWORD WINAPI raises_from_teb(void *dispatcher)
{
    *(ULONG *)((char *)NtCurrentTeb() + 0x2c0) = (ULONG)status_to_raise; /* ExceptionCode */
    ((void (*)(void))dispatcher)();
    return 1;
}

/* __chkstk: rax bytes below rsp can be used behind it, whatever was committed before; no register changes. */
static DWORD WINAPI probes(void *chkstk)
{
    ULONG_PTR size = 0x60000, after = 0, r11 = 0x1111, r10 = 0x1010;
    __asm__ volatile("movq %3, %%rax\n\t"
                     "movq %5, %%r10\n\t"
                     "movq %6, %%r11\n\t"
                     "subq $0x80, %%rsp\n\t"
                     "call *%4\n\t"
                     "addq $0x80, %%rsp\n\t"
                     "movq %%rax, %0\n\t"
                     "movq %%r10, %1\n\t"
                     "movq %%r11, %2\n\t"
                     "movq %%rsp, %%rcx\n\t"
                     "subq $0x5f000, %%rcx\n\t"
                     "movb $1, (%%rcx)\n\t"
                     : "=m"(after), "=m"(r10), "=m"(r11)
                     : "r"(size), "r"(chkstk), "m"(r10), "m"(r11)
                     : "rax", "rcx", "r10", "r11", "memory", "cc");
    return after == 0x60000 && r10 == 0x1010 && r11 == 0x1111 ? 5 : 6;
}

static volatile LONG called;

static void CALLBACK call_it(ULONG_PTR value)
{
    called = (LONG)value;
}

/* Where the system enters a program, and what compilers call. */
static void entries(void)
{
    CHECK(EXPORT("RtlUserThreadStart") && result_of(exits, (void *)9) == 9, "RtlUserThreadStart: where threads begin");
    PVOID handler = AddVectoredExceptionHandler(1, note);
    seen = 0;
    __asm__ volatile("int3\n\tnop");
    CHECK(EXPORT("KiUserExceptionDispatcher") && seen == EXCEPTION_BREAKPOINT,
          "KiUserExceptionDispatcher: where exceptions arrive");
    RemoveVectoredExceptionHandler(handler);
    CHECK(EXPORT("KiUserApcDispatcher") && QueueUserAPC(call_it, GetCurrentThread(), 6) &&
              SleepEx(1000, TRUE) == WAIT_IO_COMPLETION && called == 6,
          "KiUserApcDispatcher: where APCs arrive");
    seen = 0;
    handler = AddVectoredExceptionHandler(1, leave);
    CHECK(result_of(raises_from_teb, EXPORT("KiRaiseUserExceptionDispatcher")) == 77 && seen == (DWORD)status_to_raise,
          "KiRaiseUserExceptionDispatcher: raises the code that the TEB holds");
    RemoveVectoredExceptionHandler(handler);
    CHECK(result_of(probes, EXPORT("__chkstk")) == 5, "__chkstk: makes room on the stack, page by page");
}

static void systems(void)
{
    CHECK(DbgPrint("%s %d\n", "text", 5) == 0, "DbgPrint: STATUS_SUCCESS, whether or not anybody listens");
    CHECK(DbgPrintEx(0, 3, "%d\n", 5) == 0, "DbgPrintEx: likewise");
    CHECK(RtlGetCurrentPeb() == NtCurrentTeb()->ProcessEnvironmentBlock, "RtlGetCurrentPeb: the process's block");
    ULONG product = 0;
    CHECK(RtlGetProductInfo(10, 0, 0, 0, &product) && product != 0 && product != 0xabcdabcd,
          "GetProductInfo: a product type");
    CHECK(!RtlGetProductInfo(5, 1, 0, 0, &product) && product == 0,
          "GetProductInfo: \"the value is 6 or higher\", else PRODUCT_UNDEFINED");
    CHECK(!RtlGetProductInfo(10, 0, 0, 0, NULL), "GetProductInfo: \"cannot be NULL\"");
    UNICODE_STRING name;
    BOOLEAN present = 9;
    RtlInitUnicodeString(&name, L"api-ms-win-core-file-l1-1-0");
    BOOL asked = ApiSetQueryApiSetPresence(&name, &present);
    CHECK(asked && present == TRUE, "IsApiSetImplemented: an API set that is there");
    RtlInitUnicodeString(&name, L"api-ms-win-no-such-thing-l1-1-0");
    present = 9;
    asked = ApiSetQueryApiSetPresence(&name, &present);
    CHECK(asked && present == FALSE, "IsApiSetImplemented: one that is not");
    /* the mode's bits stand 4 higher than SEM_*: RTL_ERRORMODE_* */
    ULONG old = 9;
    CHECK(RtlSetThreadErrorMode(0x10, &old) == 0 && old == 0 && RtlGetThreadErrorMode() == 0x10,
          "SetThreadErrorMode: sets it and tells the one before");
    CHECK(GetThreadErrorMode() == SEM_FAILCRITICALERRORS, "GetThreadErrorMode: the same in SEM_* bits");
    CHECK(RtlSetThreadErrorMode(0xff00, &old) == (NTSTATUS)0xc00000ef && RtlGetThreadErrorMode() == 0x10,
          "SetThreadErrorMode: STATUS_INVALID_PARAMETER_1 for bits that are none");
    CHECK(RtlSetThreadErrorMode(0, NULL) == 0 && RtlGetThreadErrorMode() == 0,
          "SetThreadErrorMode: who does not want the old one may say so");
}

int main(void)
{
    checksums();
    exceptions();
    entries();
    systems();
    return check_done();
}
