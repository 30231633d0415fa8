/* SPDX-License-Identifier: MIT */
/* Registers of other threads: NtGetContextThread and NtSetContextThread through GetThreadContext and SetThreadContext.
 */
#include "check.h"

#include <string.h>

NTSYSAPI LONG NTAPI NtGetContextThread(HANDLE thread, PCONTEXT context);
NTSYSAPI LONG NTAPI NtSetContextThread(HANDLE thread, const CONTEXT *context);

/* Spins with known registers until it is sent elsewhere; answers rax. */
__asm__(".text\n"
        ".seh_proc spin\n"
        "spin:\n"
        " pushq %rbx\n .seh_pushreg %rbx\n .seh_endprologue\n"
        " movabsq $0x1122334455667788, %rbx\n"
        " movl $0x99, %eax\n movq %rax, %xmm5\n"
        " movl $1, spinning(%rip)\n"
        "spin_loop: pause\n jmp spin_loop\n"
        "spin_out: popq %rbx\n ret\n"
        ".seh_endproc\n"
        /* As a runtime that preempts: saves all, counts, goes on where it was. */
        "preempted:\n"
        " pushfq\n incl preemptions(%rip)\n popfq\n ret\n");
DWORD CALLBACK spin(void *argument);
void preempted(void);
extern const char spin_loop[], spin_out[];
volatile int spinning, preemptions;

static DWORD CALLBACK one(void *argument)
{
    return (DWORD)(ULONG_PTR)argument;
}

static DWORD CALLBACK two(void *argument)
{
    return (DWORD)(ULONG_PTR)argument + 1000;
}

static DWORD exit_code(HANDLE thread)
{
    DWORD code = 0;
    if (WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0) GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

static void running(void)
{
    CONTEXT context = {.ContextFlags = CONTEXT_FULL};
    HANDLE thread = CreateThread(NULL, 0, spin, NULL, 0, NULL);
    while (!spinning) Sleep(1);
    CHECK(SuspendThread(thread) == 0, "SuspendThread: \"the thread's previous suspend count\"");
    CHECK(GetThreadContext(thread, &context),
          "GetThreadContext: \"If the function succeeds, the return value is nonzero\"");
    CHECK(context.Rip >= (DWORD64)spin_loop && context.Rip < (DWORD64)spin_out && context.Rbx == 0x1122334455667788 &&
              context.Rax == 0x99 && context.Xmm5.Low == 0x99,
          "it has the registers of the code that was interrupted");
    CONTEXT part = {.ContextFlags = CONTEXT_INTEGER, .Rip = 1, .MxCsr = 2};
    CHECK(GetThreadContext(thread, &part) && part.Rbx == 0x1122334455667788 && part.Rip == 1 && part.MxCsr == 2,
          "\"The value of the ContextFlags member specifies which portions are to be retrieved\"");
    context.Rip = (DWORD64)spin_out;
    context.Rax = 4711;
    CHECK(SetThreadContext(thread, &context), "SetThreadContext: nonzero");
    CHECK(ResumeThread(thread) == 1, "ResumeThread: the previous suspend count");
    CHECK(exit_code(thread) == 4711, "the thread goes on where the context says");
}

static void not_started(void)
{
    CONTEXT context = {.ContextFlags = CONTEXT_FULL};
    HANDLE thread = CreateThread(NULL, 0, one, (void *)5, CREATE_SUSPENDED, NULL);
    CHECK(GetThreadContext(thread, &context) && context.Rcx == (DWORD64)one && context.Rdx == 5,
          "CREATE_SUSPENDED: start address and argument stand in the first registers");
    context.Rcx = (DWORD64)two;
    CHECK(SetThreadContext(thread, &context), "SetThreadContext of a thread that has not begun");
    ResumeThread(thread);
    CHECK(exit_code(thread) == 1005, "it begins with the changed registers");
}

static volatile DWORD64 sleeps_below;

static DWORD CALLBACK sleeper(void *event)
{
    volatile int local = 0;
    sleeps_below = (DWORD64)&local;
    return WaitForSingleObject(event, 10000) == WAIT_OBJECT_0 ? 77 : 78;
}

static void waiting(void)
{
    CONTEXT context = {.ContextFlags = CONTEXT_FULL};
    MEMORY_BASIC_INFORMATION code = {0}, self = {0};
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL), thread = CreateThread(NULL, 0, sleeper, event, 0, NULL);
    Sleep(20);
    SuspendThread(thread);
    CHECK(GetThreadContext(thread, &context) && VirtualQuery((void *)context.Rip, &code, sizeof code) &&
              code.AllocationBase == (void *)GetModuleHandleA("ntdll.dll"),
          "a thread that waits stands in ntdll");
    const BYTE *stub = (const BYTE *)(void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), "NtWaitForSingleObject");
    CHECK((const BYTE *)context.Rip > stub && (const BYTE *)context.Rip < stub + 32, "behind the system call it made");
    CHECK(context.Rsp < sleeps_below && sleeps_below - context.Rsp < 0x1000, "deeper in its stack than who called");
    CHECK(VirtualQuery(*(void **)context.Rsp, &code, sizeof code) &&
              code.AllocationBase == (void *)GetModuleHandleA("kernelbase.dll"),
          "with the return address to WaitForSingleObject on its stack");
    VirtualQuery((void *)context.Rsp, &self, sizeof self);
    CHECK(self.State == MEM_COMMIT && self.Protect == PAGE_READWRITE, "and its stack pointer in its stack");
    CHECK(SetThreadContext(thread, &context), "setting what was read changes nothing");
    ResumeThread(thread);
    SetEvent(event);
    CHECK(exit_code(thread) == 77, "and its wait goes on");
    CloseHandle(event);
}

/* What Go's runtime does: interrupts a computation anywhere and makes it call a function. */
static volatile int stop;
static DWORD CALLBACK compute(void *argument)
{
    unsigned a = 1, rounds = 0;
    double x = 1;
    (void)argument;
    while (!stop || rounds < 1000) {
        unsigned sum = 0;
        double y = 0;
        for (unsigned i = 0; i < 1000; i++) {
            sum += i * a;
            y += x;
        }
        if (sum != 499500 || y != 1000) return 1;
        rounds++;
    }
    return 2;
}

static void preempting(void)
{
    HANDLE thread = CreateThread(NULL, 0, compute, NULL, 0, NULL);
    int wanted = 0;
    for (int i = 0; i < 300; i++) {
        CONTEXT context = {.ContextFlags = CONTEXT_CONTROL};
        SuspendThread(thread);
        if (GetThreadContext(thread, &context) && context.Rip >= (DWORD64)compute &&
            context.Rip < (DWORD64)preempting) {
            context.Rsp -= 8;
            *(DWORD64 *)context.Rsp = context.Rip;
            context.Rip = (DWORD64)preempted;
            if (SetThreadContext(thread, &context)) wanted++;
        }
        ResumeThread(thread);
        if (i % 16 == 0) Sleep(1);
    }
    stop = 1;
    CHECK(exit_code(thread) == 2 && wanted > 0 && preemptions == wanted,
          "calls put into a running thread: each is made once, and the computation is right (%d of %d)", preemptions,
          wanted);
}

static void failures(void)
{
    CONTEXT context = {.ContextFlags = CONTEXT_FULL};
    CHECK(NtGetContextThread((HANDLE)0x7770, &context) == (LONG)0xC0000008,
          "NtGetContextThread: STATUS_INVALID_HANDLE");
    CHECK(NtSetContextThread((HANDLE)0x7770, &context) == (LONG)0xC0000008,
          "NtSetContextThread: STATUS_INVALID_HANDLE");
    CHECK(NtGetContextThread(GetCurrentThread(), NULL) == (LONG)0xC0000005,
          "NtGetContextThread: STATUS_ACCESS_VIOLATION for no context");
    HANDLE limited = OpenThread(THREAD_QUERY_INFORMATION, FALSE, GetCurrentThreadId());
    CHECK(!GetThreadContext(limited, &context) && GetLastError() == ERROR_ACCESS_DENIED,
          "GetThreadContext: \"The handle must have THREAD_GET_CONTEXT access to the thread\"");
    CloseHandle(limited);
}

int main(void)
{
    running();
    not_started();
    waiting();
    preempting();
    failures();
    return check_done();
}
