/* SPDX-License-Identifier: MIT */
/* Calls that take nanoseconds, interrupted at any instruction: a thread sets, waits and releases without end, with
 * known values in every register that a call must preserve, while another suspends it, reads its registers, changes one
 * and lets it go on.  "x64 calling convention": RBX, RBP, RDI, RSI, R12 to R15 and XMM6 to XMM15 are nonvolatile.
 * "GetThreadContext function": a suspended thread's context is what it goes on with. */
#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <winternl.h>

#include "check.h"

#include <stdint.h>

#define CHECK_EQ(value, expected, ...) CHECK((uint32_t)(value) == (uint32_t)(expected), __VA_ARGS__)

NTSTATUS NTAPI NtSetEvent(HANDLE event, LONG *previous);
NTSTATUS NTAPI NtReleaseSemaphore(HANDLE semaphore, LONG count, LONG *previous);
NTSTATUS NTAPI NtReleaseMutant(HANDLE mutant, LONG *previous);
NTSTATUS NTAPI NtWaitForMultipleObjects(ULONG count, const HANDLE *handles, ULONG type, BOOLEAN alertable,
                                        LARGE_INTEGER *timeout);

/* What the loop below works on; it knows the offsets. */
static struct {
    NTSTATUS(NTAPI *set)(HANDLE, LONG *);                    /* 0x00 */
    NTSTATUS(NTAPI *wait)(HANDLE, BOOLEAN, LARGE_INTEGER *); /* 0x08 */
    NTSTATUS(NTAPI *release)(HANDLE, LONG, LONG *);          /* 0x10 */
    NTSTATUS(NTAPI *give_up)(HANDLE, LONG *);                /* 0x18 */
    HANDLE event, semaphore, mutex;                          /* 0x20 */
    uint64_t wrong, rounds;                                  /* 0x38 */
    uint64_t refused;                                        /* 0x48 */
    uint64_t xmm[10][2];                                     /* 0x50 */
    LARGE_INTEGER *zero;                                     /* 0xf0 */
} shared __attribute__((aligned(16), used));

void hammer(void);
__asm__(".text\n"
        ".globl hammer\n"
        "hammer:\n"
        "   subq $0x38, %rsp\n"
        "   leaq shared(%rip), %rbx\n"
        "   movabsq $0x1111111111111111, %rbp\n"
        "   movabsq $0x2222222222222222, %rsi\n"
        "   movabsq $0x3333333333333333, %rdi\n"
        "   movabsq $0x4444444444444444, %r12\n"
        "   movabsq $0x5555555555555555, %r13\n"
        "   movabsq $0x6666666666666666, %r14\n"
        "   movl $7, %r15d\n"
        "   movaps 0x50(%rbx), %xmm6\n"
        "   movaps 0xe0(%rbx), %xmm15\n"
        "1: movq 0x20(%rbx), %rcx\n"
        "   xorl %edx, %edx\n"
        "   call *0x00(%rbx)\n"
        "   orl %eax, 0x48(%rbx)\n"
        "   movq 0x20(%rbx), %rcx\n"
        "   xorl %edx, %edx\n"
        "   movq 0xf0(%rbx), %r8\n"
        "   call *0x08(%rbx)\n"
        "   orl %eax, 0x48(%rbx)\n"
        "   movq 0x28(%rbx), %rcx\n"
        "   movl $1, %edx\n"
        "   xorl %r8d, %r8d\n"
        "   call *0x10(%rbx)\n"
        "   orl %eax, 0x48(%rbx)\n"
        "   movq 0x28(%rbx), %rcx\n"
        "   xorl %edx, %edx\n"
        "   xorl %r8d, %r8d\n"
        "   call *0x08(%rbx)\n"
        "   orl %eax, 0x48(%rbx)\n"
        "   movq 0x30(%rbx), %rcx\n"
        "   xorl %edx, %edx\n"
        "   xorl %r8d, %r8d\n"
        "   call *0x08(%rbx)\n"
        "   orl %eax, 0x48(%rbx)\n"
        "   movq 0x30(%rbx), %rcx\n"
        "   xorl %edx, %edx\n"
        "   call *0x18(%rbx)\n"
        "   orl %eax, 0x48(%rbx)\n"
        "   movabsq $0x1111111111111111, %rax\n"
        "   cmpq %rax, %rbp\n"
        "   jne 2f\n"
        "   addq %rax, %rax\n"
        "   cmpq %rax, %rsi\n"
        "   jne 2f\n"
        "   movabsq $0x3333333333333333, %rax\n"
        "   cmpq %rax, %rdi\n"
        "   jne 2f\n"
        "   movabsq $0x4444444444444444, %rax\n"
        "   cmpq %rax, %r12\n"
        "   jne 2f\n"
        "   movabsq $0x5555555555555555, %rax\n"
        "   cmpq %rax, %r13\n"
        "   jne 2f\n"
        "   movabsq $0x6666666666666666, %rax\n"
        "   cmpq %rax, %r14\n"
        "   jne 2f\n"
        "   movdqa 0x50(%rbx), %xmm0\n"
        "   movdqa 0xe0(%rbx), %xmm1\n"
        "   pcmpeqb %xmm6, %xmm0\n"
        "   pcmpeqb %xmm15, %xmm1\n"
        "   pand %xmm1, %xmm0\n"
        "   pmovmskb %xmm0, %eax\n"
        "   cmpl $0xffff, %eax\n"
        "   jne 2f\n"
        "   incq 0x40(%rbx)\n"
        "   testl %r15d, %r15d\n"
        "   jnz 1b\n"
        "   addq $0x38, %rsp\n"
        "   ret\n"
        "2: incq 0x38(%rbx)\n"
        "   incq 0x40(%rbx)\n"
        "   testl %r15d, %r15d\n"
        "   jnz 1b\n"
        "   addq $0x38, %rsp\n"
        "   ret\n");

static DWORD WINAPI loop(void *unused)
{
    (void)unused;
    /* its registers are its own affair: the compiler is told of none */
    __asm__ volatile("call hammer"
                     :
                     :
                     : "rax", "rcx", "rdx", "rbx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
                       "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
                       "xmm12", "xmm13", "xmm14", "xmm15", "memory");
    return 7;
}

static int preserved(const CONTEXT *context)
{
    return context->Rsi == 0x2222222222222222 && context->Rdi == 0x3333333333333333 &&
           context->Rbp == 0x1111111111111111 && context->R12 == 0x4444444444444444 &&
           context->R13 == 0x5555555555555555 && context->R14 == 0x6666666666666666 &&
           (context->R15 == 7 || context->R15 == 8);
}

static void interrupted(void)
{
    enum { TIMES = 4000 };
    static CONTEXT context;
    int whole = 0, held = 0, changed = 0;
    HANDLE thread = CreateThread(NULL, 0, loop, NULL, 0, NULL);
    CHECK(thread != NULL, "CreateThread: a thread that calls without end");
    while (!((volatile uint64_t *)&shared.rounds)[0]) Sleep(1);
    for (int i = 0; i < TIMES; i++) {
        held += SuspendThread(thread) == 0;
        context.ContextFlags = CONTEXT_CONTROL | CONTEXT_INTEGER;
        if (GetThreadContext(thread, &context)) whole += preserved(&context);
        context.R15 = 7 + (i & 1);
        changed += SetThreadContext(thread, &context) != 0;
        uint64_t before = ((volatile uint64_t *)&shared.rounds)[0];
        if (((volatile uint64_t *)&shared.rounds)[0] != before) held = -TIMES;
        held -= ResumeThread(thread) != 1;
        if (i % 64 == 0) Sleep(0);
    }
    CHECK_EQ(held, TIMES,
             "SuspendThread: \"the return value is the thread's previous suspend count\"; it stands still");
    CHECK_EQ(whole, TIMES, "GetThreadContext: the nonvolatile registers are the caller's, wherever in a call it is");
    CHECK_EQ(changed, TIMES, "SetThreadContext succeeds on a suspended thread");

    SuspendThread(thread);
    context.ContextFlags = CONTEXT_INTEGER;
    GetThreadContext(thread, &context);
    context.R15 = 0;
    SetThreadContext(thread, &context);
    ResumeThread(thread);
    CHECK_EQ(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0,
             "a register that was set is what the thread goes on with");
    DWORD code = 0;
    CHECK(GetExitCodeThread(thread, &code) && code == 7, "and it ends as it would have");
    CHECK_EQ(shared.wrong, 0, "no call changed a nonvolatile register");
    CHECK_EQ(shared.refused, 0, "no set, release or wait failed");
    CloseHandle(thread);
}

/* TerminateThread at some moment of a call: the mutex may be owned then, and is abandoned; nothing else is lost. */
static void ended(void)
{
    enum { TIMES = 50 };
    int gone = 0, taken = 0;
    for (int i = 0; i < TIMES; i++) {
        shared.rounds = 0;
        HANDLE thread = CreateThread(NULL, 0, loop, NULL, 0, NULL);
        while (((volatile uint64_t *)&shared.rounds)[0] < (uint64_t)i) Sleep(0);
        gone += TerminateThread(thread, 3) && WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0;
        DWORD got = WaitForSingleObject(shared.mutex, 20000);
        taken += (got == WAIT_OBJECT_0 || got == WAIT_ABANDONED) && ReleaseMutex(shared.mutex);
        WaitForSingleObject(shared.event, 0);
        while (WaitForSingleObject(shared.semaphore, 0) == WAIT_OBJECT_0) continue;
        CloseHandle(thread);
    }
    CHECK_EQ(gone, TIMES, "TerminateThread ends a thread within a call");
    CHECK_EQ(taken, TIMES, "\"Mutex Objects\": what it owned is abandoned, and can be taken");
}

static void several(void)
{
    HANDLE events[17];
    LARGE_INTEGER zero = {.QuadPart = 0};
    for (int i = 0; i < 17; i++) events[i] = CreateEventA(NULL, FALSE, FALSE, NULL);
    CHECK_EQ(NtWaitForMultipleObjects(8, events, 1, FALSE, &zero), STATUS_TIMEOUT,
             "NtWaitForMultipleObjects: none is signalled, and it was not to wait");
    NtSetEvent(events[5], NULL);
    NtSetEvent(events[7], NULL);
    CHECK_EQ(NtWaitForMultipleObjects(8, events, 1, FALSE, &zero), STATUS_WAIT_0 + 5,
             "\"if more than one object became signaled\": the smallest index, which loses its signal");
    CHECK_EQ(NtWaitForMultipleObjects(8, events, 1, FALSE, &zero), STATUS_WAIT_0 + 7, "then the next");
    CHECK_EQ(NtWaitForMultipleObjects(8, events, 1, FALSE, &zero), STATUS_TIMEOUT, "each once");
    NtSetEvent(events[16], NULL);
    CHECK_EQ(NtWaitForMultipleObjects(17, events, 1, FALSE, &zero), STATUS_WAIT_0 + 16, "seventeen of them");
    NtSetEvent(events[0], NULL);
    HANDLE bad[3] = {events[0], events[1], (HANDLE)0x7ffff0};
    CHECK_EQ(NtWaitForMultipleObjects(3, bad, 1, FALSE, &zero), STATUS_INVALID_HANDLE,
             "a handle that is none, though another object is signalled");
    CHECK_EQ(NtWaitForSingleObject(events[0], FALSE, &zero), STATUS_WAIT_0, "which has kept its signal");
    CHECK_EQ(NtWaitForMultipleObjects(2, (HANDLE *)16, 1, FALSE, &zero), STATUS_ACCESS_VIOLATION,
             "handles that cannot be read");
    CHECK_EQ(NtWaitForMultipleObjects(2, events, 1, FALSE, (LARGE_INTEGER *)16), STATUS_ACCESS_VIOLATION,
             "a time-out that cannot be read");
    CHECK_EQ(NtWaitForSingleObject(events[0], FALSE, (LARGE_INTEGER *)16), STATUS_ACCESS_VIOLATION, "for one too");
    HANDLE mutex = CreateMutexA(NULL, FALSE, NULL);
    HANDLE mixed[3] = {events[1], mutex, events[2]};
    CHECK_EQ(NtWaitForMultipleObjects(3, mixed, 1, FALSE, &zero), STATUS_WAIT_0 + 1, "a mutex among them is taken");
    CHECK_EQ(NtWaitForMultipleObjects(3, mixed, 1, FALSE, &zero), STATUS_WAIT_0 + 1, "and again by its owner");
    CHECK_EQ(NtReleaseMutant(mutex, NULL), STATUS_SUCCESS, "NtReleaseMutant: once");
    CHECK_EQ(NtReleaseMutant(mutex, NULL), STATUS_SUCCESS, "and once more");
    CHECK_EQ(NtReleaseMutant(mutex, NULL), STATUS_MUTANT_NOT_OWNED, "but not a third time");
    CloseHandle(mutex);
    for (int i = 0; i < 17; i++) CloseHandle(events[i]);
}

int main(void)
{
    static LARGE_INTEGER zero;
    shared.set = NtSetEvent;
    shared.wait = NtWaitForSingleObject;
    shared.release = NtReleaseSemaphore;
    shared.give_up = NtReleaseMutant;
    shared.event = CreateEventA(NULL, FALSE, FALSE, NULL);
    shared.semaphore = CreateSemaphoreA(NULL, 0, 100, NULL);
    shared.mutex = CreateMutexA(NULL, FALSE, NULL);
    shared.zero = &zero;
    for (int i = 0; i < 10; i++) shared.xmm[i][0] = shared.xmm[i][1] = 0x0101010101010101ull * (unsigned)(6 + i);
    several();
    interrupted();
    ended();
    return check_done();
}
