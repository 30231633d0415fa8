/* SPDX-License-Identifier: MIT */
/* Exceptions of the processor and of programs, as vectored and frame-based handlers see them. */
#include "check.h"

#include <intrin.h>
#include <string.h>

NTSYSAPI LONG NTAPI NtContinue(PCONTEXT context, BOOLEAN test_alert);
NTSYSAPI LONG NTAPI NtRaiseException(PEXCEPTION_RECORD record, PCONTEXT context, BOOLEAN first_chance);
NTSYSAPI VOID NTAPI RtlRaiseException(PEXCEPTION_RECORD record);
NTSYSAPI PVOID NTAPI RtlAddVectoredExceptionHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler);
NTSYSAPI ULONG NTAPI RtlRemoveVectoredExceptionHandler(PVOID handler);
NTSYSAPI PVOID NTAPI RtlAddVectoredContinueHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler);
NTSYSAPI ULONG NTAPI RtlRemoveVectoredContinueHandler(PVOID handler);

#define DIVIDE_BY_ZERO   0xC0000094
#define INTEGER_OVERFLOW 0xC0000095
#define ILLEGAL          0xC000001D
#define PRIVILEGED       0xC0000096

/* Leaf functions that fault: the return address is at rsp when they do. */
__asm__(".text\n"
        "leaf_read:    movb (%rcx), %al\n ret\n"
        "leaf_write:   movb $1, (%rcx)\n ret\n"
        "leaf_execute: jmp *%rcx\n"
        "leaf_int3:    int3\n ret\n"
        "leaf_ud2:     ud2\n ret\n"
        "leaf_hlt:     hlt\n ret\n"
        "leaf_in:      inb $0x60, %al\n ret\n"
        "leaf_zero:    xorl %edx, %edx\n movl $1, %eax\n xorl %ecx, %ecx\n divl %ecx\n ret\n"
        "leaf_zero_memory: xorl %edx, %edx\n movl $1, %eax\n divq (%rcx)\n ret\n"
        "leaf_overflow: movl $1, %edx\n xorl %eax, %eax\n movl $1, %ecx\n divl %ecx\n ret\n"
        "leaf_minimum: movl $0x80000000, %eax\n cltd\n movl $-1, %ecx\n idivl %ecx\n ret\n"
        "leaf_step:    pushfq\n orq $0x100, (%rsp)\n popfq\n nop\n leaf_stepped: ret\n"
        "leaf_divide:  divss %xmm1, %xmm0\n ret\n");
void leaf_read(void *), leaf_write(void *), leaf_execute(void *), leaf_int3(void *), leaf_ud2(void *), leaf_hlt(void *),
    leaf_in(void *), leaf_zero(void *), leaf_zero_memory(void *), leaf_overflow(void *), leaf_minimum(void *),
    leaf_step(void *);
extern const char leaf_stepped[];

static EXCEPTION_RECORD seen;
static CONTEXT seen_context;
static int seen_count, skip;

/* Notes the exception and goes on behind it: `skip` bytes on, or where the leaf returns to. */
static LONG CALLBACK note(EXCEPTION_POINTERS *pointers)
{
    seen = *pointers->ExceptionRecord;
    seen_context = *pointers->ContextRecord;
    seen_count++;
    if (skip) {
        pointers->ContextRecord->Rip += (DWORD64)skip;
    } else {
        pointers->ContextRecord->Rip = *(DWORD64 *)pointers->ContextRecord->Rsp;
        pointers->ContextRecord->Rsp += 8;
    }
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void faults(void (*leaf)(void *), void *argument, DWORD code, const char *what)
{
    seen_count = 0;
    memset(&seen, 0, sizeof seen);
    leaf(argument);
    CHECK(seen_count == 1 && seen.ExceptionCode == code, "%s: exception %#lx, once (%d times %#lx)", what,
          (unsigned long)code, seen_count, (unsigned long)seen.ExceptionCode);
}

static void processor(void)
{
    static long long zero;
    PVOID vectored = RtlAddVectoredExceptionHandler(1, note);
    char *page = VirtualAlloc(NULL, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_READONLY);
    CHECK(vectored && page, "AddVectoredExceptionHandler: \"a handle to the exception handler\"");

    faults(leaf_read, (void *)0x18, EXCEPTION_ACCESS_VIOLATION, "reading address 18h");
    CHECK(seen.NumberParameters == 2 && seen.ExceptionInformation[0] == 0 && seen.ExceptionInformation[1] == 0x18,
          "EXCEPTION_RECORD: \"If this value is zero, the thread attempted to read the inaccessible data\", and the "
          "address");
    CHECK(seen.ExceptionAddress == (void *)leaf_read && seen_context.Rip == (DWORD64)leaf_read &&
              seen.ExceptionFlags == 0,
          "EXCEPTION_RECORD.ExceptionAddress: \"the address where the exception occurred\"");
    faults(leaf_write, page, EXCEPTION_ACCESS_VIOLATION, "writing a read-only page");
    CHECK(seen.ExceptionInformation[0] == 1 && seen.ExceptionInformation[1] == (ULONG_PTR)page,
          "\"If this value is 1, the thread attempted to write to an inaccessible address\"");
    faults(leaf_execute, page, EXCEPTION_ACCESS_VIOLATION, "executing a read-only page");
    CHECK(seen.ExceptionInformation[0] == 8 && seen.ExceptionInformation[1] == (ULONG_PTR)page &&
              seen_context.Rip == (DWORD64)page,
          "\"If this value is 8, the thread causes a user-mode data execution prevention (DEP) violation\"");
    faults(leaf_read, (void *)0x8000000000000000ull, EXCEPTION_ACCESS_VIOLATION,
           "reading an address that is not canonical");
    CHECK(seen.ExceptionInformation[0] == 0 && seen.ExceptionInformation[1] == ~(ULONG_PTR)0,
          "such an access is reported as a read of address -1");
    faults(leaf_int3, NULL, EXCEPTION_BREAKPOINT, "int3");
    CHECK(seen.ExceptionAddress == (void *)leaf_int3 && seen_context.Rip == (DWORD64)leaf_int3,
          "a breakpoint's address is that of the int3 instruction");
    faults(leaf_ud2, NULL, ILLEGAL, "ud2");
    faults(leaf_hlt, NULL, PRIVILEGED, "hlt");
    faults(leaf_in, NULL, PRIVILEGED, "in");
    faults(leaf_zero, NULL, DIVIDE_BY_ZERO, "a division by zero");
    faults(leaf_zero_memory, &zero, DIVIDE_BY_ZERO, "a division by a zero in memory");
    faults(leaf_overflow, NULL, INTEGER_OVERFLOW, "a quotient that does not fit");
    faults(leaf_minimum, NULL, INTEGER_OVERFLOW, "INT_MIN / -1");
    faults(leaf_step, NULL, EXCEPTION_SINGLE_STEP, "the trap flag");
    CHECK(seen.ExceptionAddress == (void *)leaf_stepped && !(seen_context.EFlags & 0x100),
          "EXCEPTION_SINGLE_STEP: \"one instruction has been executed\"; the flag is clear in the context");

    VirtualProtect(page, 4096, PAGE_READWRITE | PAGE_GUARD, &(DWORD){0});
    faults(leaf_write, page, EXCEPTION_GUARD_PAGE,
           "PAGE_GUARD: \"any attempt to access a guard page raises STATUS_GUARD_PAGE_VIOLATION\"");
    CHECK(seen.NumberParameters == 2 && seen.ExceptionInformation[0] == 1 &&
              seen.ExceptionInformation[1] == (ULONG_PTR)page,
          "its parameters are those of an access violation");
    seen_count = 0;
    leaf_write(page);
    CHECK(seen_count == 0 && *page == 1, "\"guard pages thus act as a one-time access alarm\"");
    CHECK(RtlRemoveVectoredExceptionHandler(vectored) && !RtlRemoveVectoredExceptionHandler(vectored),
          "RemoveVectoredExceptionHandler: nonzero, and zero for what is no handler any more");
    VirtualFree(page, 0, MEM_RELEASE);
}

/* ---- floating point ---- */

static LONG CALLBACK note_float(EXCEPTION_POINTERS *pointers)
{
    pointers->ContextRecord->MxCsr = 0x1f80;
    pointers->ContextRecord->FltSave.MxCsr = 0x1f80;
    return note(pointers);
}

static void floating(void)
{
    PVOID vectored = RtlAddVectoredExceptionHandler(1, note_float);
    unsigned unmasked = 0x1f80 & ~0x200u, after = 0;
    skip = 4; /* divss */
    seen_count = 0;
    __asm__ volatile("xorps %%xmm1, %%xmm1\n movl $1, %%eax\n cvtsi2ss %%eax, %%xmm0\n ldmxcsr %1\n"
                     "divss %%xmm1, %%xmm0\n stmxcsr %0\n ldmxcsr %2"
                     : "=m"(after)
                     : "m"(unmasked), "m"((const unsigned){0x1f80})
                     : "xmm0", "xmm1", "eax", "memory");
    skip = 0;
    CHECK(seen_count == 1 && seen.ExceptionCode == EXCEPTION_FLT_DIVIDE_BY_ZERO,
          "EXCEPTION_FLT_DIVIDE_BY_ZERO: \"the thread tried to divide a floating-point value by a floating-point "
          "divisor of zero\" (%#lx)",
          (unsigned long)seen.ExceptionCode);
    CHECK((after & 0x1f80) == 0x1f80, "the context's MXCSR is the thread's after the handler (%x)", after);
    RtlRemoveVectoredExceptionHandler(vectored);
}

/* ---- vector registers ---- */

static BOOL enabled(unsigned bits)
{
    int r[4];
    __cpuid(r, 1);
    if (!(r[2] & (1 << 27))) return FALSE;
    unsigned low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (low & bits) == bits;
}

static void vectors(void)
{
    unsigned char in[256], out[256] = {0};
    PVOID vectored = RtlAddVectoredExceptionHandler(1, note);
    for (int i = 0; i < 256; i++) in[i] = (unsigned char)(i * 7 + 1);
    skip = 2; /* movb (%rcx), %al */
    seen_count = 0;
    __asm__ volatile("movdqu (%1), %%xmm0\n movdqu 16(%1), %%xmm6\n movdqu 32(%1), %%xmm15\n"
                     "xorl %%ecx, %%ecx\n movb (%%rcx), %%al\n"
                     "movdqu %%xmm0, (%0)\n movdqu %%xmm6, 16(%0)\n movdqu %%xmm15, 32(%0)"
                     :
                     : "r"(out), "r"(in)
                     : "rax", "rcx", "xmm0", "xmm6", "xmm15", "memory");
    CHECK(seen_count == 1 && !memcmp(in, out, 48), "xmm registers are as before after a handler continues");
    CHECK(!memcmp(&seen_context.Xmm6, in + 16, 16) && !memcmp(&seen_context.Xmm15, in + 32, 16),
          "and stand in the context");
    if (enabled(6)) {
        memset(out, 0, sizeof out);
        __asm__ volatile("vmovdqu (%1), %%ymm0\n vmovdqu 32(%1), %%ymm6\n vmovdqu 64(%1), %%ymm15\n"
                         "xorl %%ecx, %%ecx\n movb (%%rcx), %%al\n"
                         "vmovdqu %%ymm0, (%0)\n vmovdqu %%ymm6, 32(%0)\n vmovdqu %%ymm15, 64(%0)\n vzeroupper"
                         :
                         : "r"(out), "r"(in)
                         : "rax", "rcx", "xmm0", "xmm6", "xmm15", "memory");
        CHECK(!memcmp(in, out, 96), "ymm registers are as before after a handler continues");
    } else {
        CHECK(1, "ymm registers # SKIP none here");
    }
    if (enabled(0xe6)) {
        memset(out, 0, sizeof out);
        unsigned short k = 0;
        __asm__ volatile(
            "vmovdqu64 (%1), %%zmm0\n vmovdqu64 64(%1), %%zmm31\n movl $0x5a3c, %%eax\n kmovw %%eax, %%k3\n"
            "xorl %%ecx, %%ecx\n movb (%%rcx), %%al\n"
            "vmovdqu64 %%zmm0, (%2)\n vmovdqu64 %%zmm31, 64(%2)\n kmovw %%k3, %%eax\n movw %%ax, %0\n vzeroupper"
            : "=m"(k)
            : "r"(in), "r"(out)
            : "rax", "rcx", "xmm0", "memory");
        CHECK(!memcmp(in, out, 128) && k == 0x5a3c, "zmm and mask registers are as before after a handler continues");
    } else {
        CHECK(1, "zmm registers # SKIP none here");
    }
    skip = 0;
    RtlRemoveVectoredExceptionHandler(vectored);
}

/* ---- lists of handlers ---- */

static char order[16];
static int order_count;

static LONG CALLBACK first(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    order[order_count++] = '1';
    return EXCEPTION_CONTINUE_SEARCH;
}

static LONG CALLBACK second(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    order[order_count++] = '2';
    return EXCEPTION_CONTINUE_SEARCH;
}

static LONG CALLBACK last(EXCEPTION_POINTERS *pointers)
{
    order[order_count++] = '3';
    seen = *pointers->ExceptionRecord;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static LONG CALLBACK continued(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    order[order_count++] = 'c';
    return EXCEPTION_CONTINUE_SEARCH;
}

static void lists(void)
{
    EXCEPTION_RECORD record = {
        .ExceptionCode = 0xE0000001, .NumberParameters = 2, .ExceptionInformation = {11, 22}
    };
    PVOID c = RtlAddVectoredExceptionHandler(0, last), b = RtlAddVectoredExceptionHandler(1, second),
          a = RtlAddVectoredExceptionHandler(1, first), d = RtlAddVectoredContinueHandler(0, continued);
    RtlRaiseException(&record);
    CHECK(!memcmp(order, "123c", 4) && order_count == 4,
          "AddVectoredExceptionHandler: nonzero is the first handler to be called, zero the last; continue handlers "
          "follow (%s)",
          order);
    CHECK(seen.ExceptionCode == 0xE0000001 && seen.NumberParameters == 2 && seen.ExceptionInformation[1] == 22 &&
              seen.ExceptionAddress,
          "RtlRaiseException: the record reaches the handlers, with an address");
    RtlRemoveVectoredExceptionHandler(a);
    RtlRemoveVectoredContinueHandler(d);
    order_count = 0;
    memset(order, 0, sizeof order);
    RtlRaiseException(&record);
    CHECK(!memcmp(order, "23", 2) && order_count == 2, "a removed handler is not called (%s)", order);
    ULONG_PTR values[2] = {5, 6};
    RaiseException(0xF0001234, 0, 2, values);
    CHECK(seen.ExceptionCode == 0xE0001234 && seen.ExceptionInformation[0] == 5,
          "RaiseException: \"the system clears bit 28 of dwExceptionCode\"");
    RtlRemoveVectoredExceptionHandler(b);
    RtlRemoveVectoredExceptionHandler(c);
}

/* ---- contexts ---- */

static void contexts(void)
{
    static volatile int turn;
    static CONTEXT context;
    turn = 0;
    RtlCaptureContext(&context);
    if (turn++ < 3) NtContinue(&context, FALSE);
    CHECK(turn == 4 && context.Rip >= (DWORD64)contexts && context.Rip < (DWORD64)contexts + 0x400,
          "RtlCaptureContext's record, given to NtContinue, returns from RtlCaptureContext again");
    turn = 0;
    RtlCaptureContext(&context);
    if (turn++ < 3) RtlRestoreContext(&context, NULL);
    CHECK(turn == 4, "RtlRestoreContext: \"restores the context of the caller to the specified context record\"");
    CHECK(NtContinue(NULL, FALSE) == (LONG)0xC0000005, "NtContinue: STATUS_ACCESS_VIOLATION for no context");

    PVOID vectored = RtlAddVectoredExceptionHandler(1, last);
    EXCEPTION_RECORD record = {.ExceptionCode = 0xE0000002};
    order_count = 0;
    turn = 0;
    RtlCaptureContext(&context);
    if (!turn++) NtRaiseException(&record, &context, TRUE);
    CHECK(turn == 2 && order_count == 1 && seen.ExceptionCode == 0xE0000002,
          "NtRaiseException: handlers see it and continue at the context");
    RtlRemoveVectoredExceptionHandler(vectored);
}

int main(void)
{
    processor();
    floating();
    vectors();
    lists();
    contexts();
    return check_done();
}
