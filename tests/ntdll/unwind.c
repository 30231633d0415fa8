/* SPDX-License-Identifier: MIT */
/* Unwinding: RtlVirtualUnwind at every instruction of real functions, frame-based handlers, unwinds that meet, function
 * tables. */
#include "check.h"

#include <string.h>

NTSYSAPI VOID NTAPI RtlRaiseException(PEXCEPTION_RECORD record);
NTSYSAPI PVOID NTAPI RtlAddVectoredExceptionHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler);
NTSYSAPI ULONG NTAPI RtlRemoveVectoredExceptionHandler(PVOID handler);
NTSYSAPI DWORD NTAPI RtlAddGrowableFunctionTable(PVOID *handle, PRUNTIME_FUNCTION, DWORD count, DWORD room,
                                                 ULONG_PTR begin, ULONG_PTR end);
NTSYSAPI VOID NTAPI RtlGrowFunctionTable(PVOID handle, DWORD count);
NTSYSAPI VOID NTAPI RtlDeleteGrowableFunctionTable(PVOID handle);
NTSYSAPI PRUNTIME_FUNCTION NTAPI RtlLookupFunctionTable(PVOID pc, PVOID *base, PULONG length);
NTSYSAPI ULONG NTAPI RtlWalkFrameChain(PVOID *callers, ULONG count, ULONG flags);
NTSYSAPI USHORT NTAPI RtlCaptureStackBackTrace(ULONG skip, ULONG count, PVOID *trace, PULONG hash);

/* ---- at every instruction ---- */

typedef long long (*stepped)(long long);

static volatile long long sink;
static __attribute__((noinline)) long long leaf(long long x)
{
    return x * 3 + 1;
}
static __attribute__((noinline)) long long many_registers(long long x)
{
    long long r = x;
    __asm__ volatile("" : "+r"(r) : : "rbx", "rsi", "rdi", "r12", "r13", "r14", "r15", "xmm6", "xmm9", "xmm15");
    return leaf(r) + 1;
}
static __attribute__((noinline)) long long frame_pointer(long long x)
{
    char *room = __builtin_alloca((size_t)(x & 63) + 16);
    room[0] = (char)x;
    sink = (long long)(ULONG_PTR)room;
    return many_registers(room[0]) + leaf(x);
}
static __attribute__((noinline)) long long large_frame(long long x)
{
    volatile char room[40000];
    room[x & 1023] = (char)x;
    return frame_pointer(x) + room[x & 1023];
}
static __attribute__((noinline)) long long tail_call(long long x)
{
    sink = leaf(x);
    return large_frame(x + 1);
}

/* Calls function(argument) with the trap flag set; where it returns to is step_over. */
__asm__(".text\n"
        ".seh_proc step_through\n"
        "step_through:\n"
        " pushq %rbp\n .seh_pushreg %rbp\n"
        " subq $0x20, %rsp\n .seh_stackalloc 0x20\n .seh_endprologue\n"
        " movq %rcx, %rax\n movq %rdx, %rcx\n"
        " pushfq\n orq $0x100, (%rsp)\n popfq\n"
        " call *%rax\n"
        "step_over:\n"
        " pushfq\n andq $~0x100, (%rsp)\n popfq\n"
        " addq $0x20, %rsp\n popq %rbp\n ret\n"
        ".seh_endproc\n");
long long step_through(stepped function, long long argument);
extern const char step_over[];

static long steps, wrong;
static DWORD64 wrong_at, frame_above; /* rsp where the call to the stepped function stands */

static LONG CALLBACK on_step(EXCEPTION_POINTERS *pointers)
{
    CONTEXT context = *pointers->ContextRecord;
    if (pointers->ExceptionRecord->ExceptionCode != EXCEPTION_SINGLE_STEP) return EXCEPTION_CONTINUE_SEARCH;
    BOOL below = context.Rip != (DWORD64)step_over && frame_above;
    if (context.Rip < (DWORD64)step_through || context.Rip > (DWORD64)step_over) {
        if (!frame_above) frame_above = context.Rsp + 8; /* the first instruction of the callee */
        below = TRUE;
    }
    pointers->ContextRecord->EFlags |= 0x100;
    if (!below) {
        if (context.Rip == (DWORD64)step_over) pointers->ContextRecord->EFlags &= ~0x100u;
        return EXCEPTION_CONTINUE_EXECUTION;
    }
    steps++;
    for (int depth = 0; depth < 10 && context.Rip != (DWORD64)step_over; depth++) {
        DWORD64 base, frame;
        PVOID data;
        PRUNTIME_FUNCTION entry = RtlLookupFunctionEntry(context.Rip, &base, NULL);
        if (entry) {
            RtlVirtualUnwind(UNW_FLAG_NHANDLER, base, context.Rip, entry, &context, &data, &frame, NULL);
        } else {
            context.Rip = *(DWORD64 *)context.Rsp;
            context.Rsp += 8;
        }
    }
    if (context.Rip != (DWORD64)step_over || context.Rsp != frame_above || context.Rbx != 0x1111 ||
        context.R15 != 0x2222 || context.Xmm9.Low != 0x3333) {
        if (!wrong++) wrong_at = pointers->ContextRecord->Rip;
    }
    return EXCEPTION_CONTINUE_EXECUTION;
}

static __attribute__((noinline)) void step_one(stepped function, const char *name)
{
    PVOID vectored = RtlAddVectoredExceptionHandler(1, on_step);
    long long result = 0;
    steps = wrong = 0;
    wrong_at = frame_above = 0;
    register long long rbx __asm__("rbx") = 0x1111, r15 __asm__("r15") = 0x2222;
    __asm__ volatile(
        "movl $0x3333, %%eax\n movq %%rax, %%xmm9\n movq %[f], %%rcx\n movl $5, %%edx\n subq $0x20, %%rsp\n"
        "call step_through\n addq $0x20, %%rsp"
        : "=&a"(result), "+r"(rbx), "+r"(r15)
        : [f] "r"(function)
        : "rcx", "rdx", "r8", "r9", "r10", "r11", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm9", "memory");
    RtlRemoveVectoredExceptionHandler(vectored);
    CHECK(steps > 1 && !wrong,
          "RtlVirtualUnwind finds the caller and its registers at each instruction of %s (%ld steps, %ld wrong, first "
          "%#llx+%#llx)",
          name, steps, wrong, (unsigned long long)(ULONG_PTR)function,
          (unsigned long long)(wrong_at - (DWORD64)(ULONG_PTR)function));
}

/* ---- frame-based handlers ---- */

/* guarded(function, argument, policy): calls function(argument) in a frame whose language handler is guard_handler. */
__asm__(".text\n"
        ".seh_proc guarded\n"
        ".seh_handler guard_handler, @except, @unwind\n"
        "guarded:\n"
        " pushq %rbx\n .seh_pushreg %rbx\n"
        " subq $0x30, %rsp\n .seh_stackalloc 0x30\n .seh_endprologue\n"
        " movq %r8, 0x28(%rsp)\n"
        " movq %rcx, %rax\n movq %rdx, %rcx\n"
        " call *%rax\n"
        "guarded_target:\n"
        " nop\n"
        " addq $0x30, %rsp\n popq %rbx\n ret\n"
        ".seh_endproc\n");
struct policy {
    EXCEPTION_DISPOSITION(*decide)
    (struct policy *policy, EXCEPTION_RECORD *record, PVOID frame, CONTEXT *context, DISPATCHER_CONTEXT *dispatcher);
    int exceptions, unwinds;
    DWORD code, flags, unwind_flags;
};
ULONG_PTR guarded(void (*function)(void *), void *argument, struct policy *policy);
extern const char guarded_target[];

__attribute__((used)) EXCEPTION_DISPOSITION guard_handler(EXCEPTION_RECORD *record, PVOID frame, CONTEXT *context,
                                                          DISPATCHER_CONTEXT *dispatcher)
{
    struct policy *policy = *(struct policy **)((char *)frame + 0x28);
    if (record->ExceptionFlags & EXCEPTION_UNWIND) {
        policy->unwinds++;
        policy->unwind_flags = record->ExceptionFlags;
    } else {
        policy->exceptions++;
        policy->code = record->ExceptionCode;
        policy->flags = record->ExceptionFlags;
    }
    return policy->decide(policy, record, frame, context, dispatcher);
}

typedef EXCEPTION_DISPOSITION decision(struct policy *, EXCEPTION_RECORD *, PVOID, CONTEXT *, DISPATCHER_CONTEXT *);
#define UNUSED (void)policy, (void)record, (void)frame, (void)context, (void)dispatcher

static EXCEPTION_DISPOSITION search(struct policy *policy, EXCEPTION_RECORD *record, PVOID frame, CONTEXT *context,
                                    DISPATCHER_CONTEXT *dispatcher)
{
    UNUSED;
    return ExceptionContinueSearch;
}

static EXCEPTION_DISPOSITION take(struct policy *policy, EXCEPTION_RECORD *record, PVOID frame, CONTEXT *context,
                                  DISPATCHER_CONTEXT *dispatcher)
{
    UNUSED;
    if (!(record->ExceptionFlags & EXCEPTION_UNWIND))
        RtlUnwindEx(frame, (PVOID)guarded_target, record, (PVOID)0x7777, dispatcher->ContextRecord,
                    dispatcher->HistoryTable);
    return ExceptionContinueSearch;
}

static EXCEPTION_DISPOSITION take_plainly(struct policy *policy, EXCEPTION_RECORD *record, PVOID frame,
                                          CONTEXT *context, DISPATCHER_CONTEXT *dispatcher)
{
    UNUSED;
    if (!(record->ExceptionFlags & EXCEPTION_UNWIND)) RtlUnwind(frame, (PVOID)guarded_target, record, (PVOID)0x5555);
    return ExceptionContinueSearch;
}

static EXCEPTION_DISPOSITION resume(struct policy *policy, EXCEPTION_RECORD *record, PVOID frame, CONTEXT *context,
                                    DISPATCHER_CONTEXT *dispatcher)
{
    UNUSED;
    if (record->ExceptionFlags & EXCEPTION_UNWIND || record->ExceptionCode == 0xC0000025)
        return ExceptionContinueSearch;
    if (record->ExceptionCode == EXCEPTION_ACCESS_VIOLATION) context->Rip += 2;
    return ExceptionContinueExecution;
}

/* An exception in the handler itself, in the first pass and in the second. */
static EXCEPTION_DISPOSITION raise_first(struct policy *policy, EXCEPTION_RECORD *record, PVOID frame, CONTEXT *context,
                                         DISPATCHER_CONTEXT *dispatcher)
{
    UNUSED;
    if (!(record->ExceptionFlags & EXCEPTION_UNWIND) && policy->exceptions == 1) RaiseException(0xE0000022, 0, 0, NULL);
    return ExceptionContinueSearch;
}

static EXCEPTION_DISPOSITION raise_second(struct policy *policy, EXCEPTION_RECORD *record, PVOID frame,
                                          CONTEXT *context, DISPATCHER_CONTEXT *dispatcher)
{
    UNUSED;
    if (record->ExceptionFlags & EXCEPTION_UNWIND && policy->unwinds == 1) RaiseException(0xE0000033, 0, 0, NULL);
    return ExceptionContinueSearch;
}

static void raise_code(void *code)
{
    RaiseException((DWORD)(ULONG_PTR)code, 0, 0, NULL);
}

static void raise_hard(void *code)
{
    RaiseException((DWORD)(ULONG_PTR)code, EXCEPTION_NONCONTINUABLE, 0, NULL);
}

static void read_null(void *argument)
{
    (void)argument;
    __asm__ volatile("xorl %%ecx, %%ecx\n movb (%%rcx), %%al" : : : "rax", "rcx", "memory");
}

struct inner {
    struct policy policy;
    void (*function)(void *);
    void *argument;
    ULONG_PTR result;
};

static void run_inner(void *argument)
{
    struct inner *inner = argument;
    inner->result = guarded(inner->function, inner->argument, &inner->policy);
}

static void handlers(void)
{
    struct policy outer = {.decide = take};
    ULONG_PTR result;
    CHECK(guarded(raise_code, (void *)0xE0000011, &outer) == 0x7777 && outer.exceptions == 1 &&
              outer.code == 0xE0000011 && !outer.flags,
          "RtlUnwindEx: \"the return value\" is rax at the target");
    CHECK(outer.unwinds == 1 && (outer.unwind_flags & (EXCEPTION_UNWINDING | EXCEPTION_TARGET_UNWIND)) ==
                                    (EXCEPTION_UNWINDING | EXCEPTION_TARGET_UNWIND),
          "the target's own handler is told of the unwind, with EXCEPTION_TARGET_UNWIND");

    struct inner between = {.policy = {.decide = search}, .function = raise_code, .argument = (void *)0xE0000013};
    outer = (struct policy){.decide = take_plainly};
    CHECK(guarded(run_inner, &between, &outer) == 0x5555 && outer.unwinds == 1 && between.policy.unwinds == 1,
          "RtlUnwind: unwinds the frames up to the target and goes on there, with the return value");

    outer = (struct policy){.decide = take};
    CHECK(guarded(read_null, NULL, &outer) == 0x7777 && outer.code == EXCEPTION_ACCESS_VIOLATION,
          "a fault of the processor reaches a frame's handler");
    outer = (struct policy){.decide = resume};
    guarded(read_null, NULL, &outer);
    CHECK(outer.exceptions == 1 && outer.unwinds == 0, "ExceptionContinueExecution goes on with the changed context");

    struct inner inner = {.policy = {.decide = search}, .function = raise_code, .argument = (void *)0xE0000012};
    outer = (struct policy){.decide = take};
    result = guarded(run_inner, &inner, &outer);
    CHECK(result == 0x7777 && inner.policy.exceptions == 1 && outer.exceptions == 1,
          "ExceptionContinueSearch asks the next frame");
    CHECK(inner.policy.unwinds == 1 && inner.policy.unwind_flags == EXCEPTION_UNWINDING,
          "frames below the target are told EXCEPTION_UNWINDING alone");

    inner = (struct inner){.policy = {.decide = raise_first}, .function = raise_code, .argument = (void *)0xE0000021};
    outer = (struct policy){.decide = take};
    result = guarded(run_inner, &inner, &outer);
    CHECK(result == 0x7777 && outer.code == 0xE0000022 && inner.policy.exceptions == 2,
          "an exception within a handler is dispatched in its turn (%#lx, %d)", outer.code, inner.policy.exceptions);

    inner = (struct inner){.policy = {.decide = raise_second}, .function = raise_code, .argument = (void *)0xE0000031};
    outer = (struct policy){.decide = take};
    result = guarded(run_inner, &inner, &outer);
    CHECK(result == 0x7777 && outer.code == 0xE0000033 && outer.exceptions == 2,
          "an exception within an unwind is dispatched in its turn (%#lx, %d)", outer.code, outer.exceptions);
    CHECK(inner.policy.unwinds == 2 || inner.policy.unwinds == 1,
          "and its unwind passes where the older one stood (%d)", inner.policy.unwinds);

    inner = (struct inner){.policy = {.decide = resume}, .function = raise_hard, .argument = (void *)0xE0000041};
    outer = (struct policy){.decide = take};
    result = guarded(run_inner, &inner, &outer);
    CHECK(result == 0x7777 && outer.code == 0xC0000025,
          "EXCEPTION_NONCONTINUABLE: \"any attempt to continue execution causes EXCEPTION_NONCONTINUABLE_EXCEPTION\" "
          "(%#lx)",
          outer.code);
}

/* ---- __try ---- */

static int filtered, finalised, filter_answer;
__attribute__((used)) LONG scope_filter(EXCEPTION_POINTERS *pointers, PVOID frame)
{
    (void)frame;
    filtered = (int)pointers->ExceptionRecord->ExceptionCode;
    return filter_answer;
}
__attribute__((used)) void scope_finally(BOOLEAN abnormal, PVOID frame)
{
    (void)frame;
    finalised += abnormal ? 10 : 1;
}
/* __try { __try { function(argument); } __finally { scope_finally(); } } __except (scope_filter()) { return code; } */
__asm__(".text\n"
        ".seh_proc scoped\n"
        ".seh_handler __C_specific_handler, @except, @unwind\n"
        ".seh_handlerdata\n"
        " .long 2\n"
        " .rva scoped_begin, scoped_end, scope_finally\n .long 0\n"
        " .rva scoped_begin, scoped_end, scope_filter, scoped_except\n"
        ".text\n"
        "scoped:\n"
        " subq $0x28, %rsp\n .seh_stackalloc 0x28\n .seh_endprologue\n"
        " movq %rcx, %rax\n movq %rdx, %rcx\n"
        "scoped_begin:\n"
        " call *%rax\n"
        " nop\n"
        "scoped_end:\n"
        " xorl %eax, %eax\n"
        "scoped_except:\n"
        " addq $0x28, %rsp\n ret\n"
        ".seh_endproc\n");
DWORD scoped(void (*function)(void *), void *argument);

static void run_scoped(void *argument)
{
    *(DWORD *)argument = scoped(raise_code, (void *)0xE0000052);
}

static void scopes(void)
{
    filter_answer = EXCEPTION_EXECUTE_HANDLER;
    CHECK(scoped(raise_code, (void *)0xE0000051) == 0xE0000051 && (DWORD)filtered == 0xE0000051 && finalised == 10,
          "__except: the filter runs, then the __finally block within, then the handler with the code (%d)", finalised);
    filter_answer = EXCEPTION_CONTINUE_EXECUTION;
    finalised = 0;
    CHECK(scoped(raise_code, (void *)0xE0000053) == 0 && finalised == 0,
          "EXCEPTION_CONTINUE_EXECUTION: execution goes on where it was");
    filter_answer = EXCEPTION_CONTINUE_SEARCH;
    struct policy outer = {.decide = take};
    DWORD result = 77;
    CHECK(guarded(run_scoped, &result, &outer) == 0x7777 && result == 77 && finalised == 10,
          "EXCEPTION_CONTINUE_SEARCH: the next frame is asked; its unwind runs the __finally block");
}

/* ---- longjmp and consolidation ---- */

struct jump { /* _JUMP_BUFFER of <setjmp.h> */
    ULONG64 Frame, Rbx, Rsp, Rbp, Rsi, Rdi, R12, R13, R14, R15, Rip;
    ULONG MxCsr;
    USHORT FpCsr, Spare;
    M128A Xmm[10];
} __attribute__((aligned(16)));
static struct jump buffer;
__asm__(".text\n"
        "jump_set:\n" /* as _setjmp(buffer, frame) */
        " movq %rdx, (%rcx)\n movq %rbx, 8(%rcx)\n leaq 8(%rsp), %rax\n movq %rax, 16(%rcx)\n movq %rbp, 24(%rcx)\n "
        "movq %rsi, 32(%rcx)\n"
        " movq %rdi, 40(%rcx)\n movq %r12, 48(%rcx)\n movq %r13, 56(%rcx)\n movq %r14, 64(%rcx)\n movq %r15, 72(%rcx)\n"
        " movq (%rsp), %rax\n movq %rax, 80(%rcx)\n stmxcsr 88(%rcx)\n fnstcw 92(%rcx)\n"
        " movdqu %xmm6, 96(%rcx)\n movdqu %xmm7, 112(%rcx)\n movdqu %xmm8, 128(%rcx)\n movdqu %xmm9, 144(%rcx)\n "
        "movdqu %xmm10, 160(%rcx)\n"
        " movdqu %xmm11, 176(%rcx)\n movdqu %xmm12, 192(%rcx)\n movdqu %xmm13, 208(%rcx)\n movdqu %xmm14, 224(%rcx)\n "
        "movdqu %xmm15, 240(%rcx)\n"
        " xorl %eax, %eax\n ret\n");
long jump_set(struct jump *jump, PVOID frame) __attribute__((returns_twice));

/* A plain frame without frame pointer, so that its establisher frame is its rsp: calls guarded(jump_out, ...) after
 * jump_set(). */
__asm__(".text\n"
        ".seh_proc jumping\n"
        "jumping:\n"
        " subq $0x28, %rsp\n .seh_stackalloc 0x28\n .seh_endprologue\n"
        " movq %rcx, 0x20(%rsp)\n"
        " leaq buffer(%rip), %rcx\n movq %rsp, %rdx\n call jump_set\n"
        " testl %eax, %eax\n jnz 1f\n"
        " movq 0x20(%rsp), %rcx\n call run_inner\n xorl %eax, %eax\n"
        "1: addq $0x28, %rsp\n ret\n"
        ".seh_endproc\n");
long jumping(struct inner *inner);

static void jump_out(void *argument)
{
    EXCEPTION_RECORD record = {.ExceptionCode = 0x80000026 /* STATUS_LONGJUMP */, .NumberParameters = 1};
    CONTEXT context;
    record.ExceptionInformation[0] = (ULONG_PTR)&buffer;
    RtlUnwindEx((PVOID)buffer.Frame, (PVOID)buffer.Rip, &record, argument, &context, NULL);
}

static int inside;
static ULONG_PTR WINAPI consolidated(EXCEPTION_RECORD *record)
{
    /* as a catch block: what it raises must meet the frames above the target, not those that were unwound */
    inside = (int)record->ExceptionInformation[1];
    if (inside == 2) RaiseException(0xE0000062, 0, 0, NULL);
    return (ULONG_PTR)guarded_target;
}

static EXCEPTION_DISPOSITION consolidate(struct policy *policy, EXCEPTION_RECORD *record, PVOID frame, CONTEXT *context,
                                         DISPATCHER_CONTEXT *dispatcher)
{
    UNUSED;
    if (record->ExceptionFlags & EXCEPTION_UNWIND || record->ExceptionCode != 0xE0000061)
        return ExceptionContinueSearch;
    EXCEPTION_RECORD own = {.ExceptionCode = 0x80000029 /* STATUS_UNWIND_CONSOLIDATE */, .NumberParameters = 2};
    own.ExceptionInformation[0] = (ULONG_PTR)consolidated;
    own.ExceptionInformation[1] = policy->flags == EXCEPTION_NONCONTINUABLE ? 2 : 1;
    RtlUnwindEx(frame, (PVOID)guarded_target, &own, (PVOID)0x6161, dispatcher->ContextRecord, dispatcher->HistoryTable);
    return ExceptionContinueSearch;
}

static void special(void)
{
    ULONG_PTR result;
    struct inner inner = {.policy = {.decide = search}, .function = jump_out, .argument = (void *)0x4242};
    CHECK(jumping(&inner) == 0x4242 && inner.policy.unwinds == 1 && inner.policy.exceptions == 0,
          "STATUS_LONGJUMP: RtlUnwindEx unwinds the frames between and goes on at the jump buffer (%d)",
          inner.policy.unwinds);

    struct policy policy = {.decide = consolidate};
    CHECK(guarded(raise_code, (void *)0xE0000061, &policy) == 0x6161 && inside == 1,
          "STATUS_UNWIND_CONSOLIDATE: the record's function is called and its answer is where execution goes on");
    inner = (struct inner){.policy = {.decide = consolidate}, .function = raise_hard, .argument = (void *)0xE0000061};
    struct policy outer = {.decide = take};
    result = guarded(run_inner, &inner, &outer);
    CHECK(result == 0x7777 && inside == 2 && outer.code == 0xE0000062 && outer.exceptions == 1,
          "an exception raised there meets the frames above the target (%#lx)", outer.code);
    CHECK(inner.policy.unwinds == 2, "and the target's frame is unwound once more for it (%d)", inner.policy.unwinds);
}

/* ---- function tables, backtraces ---- */

static PRUNTIME_FUNCTION callback_entry;
static PRUNTIME_FUNCTION CALLBACK on_lookup(DWORD64 pc, PVOID context)
{
    (void)pc;
    return context == &callback_entry ? callback_entry : NULL;
}

static void tables(void)
{
    /* sub rsp, 28h; call rcx; add rsp, 28h; ret, and the unwind information of a 28h allocation */
    static const unsigned char code[] = {0x48, 0x83, 0xec, 0x28, 0xff, 0xd1, 0x48, 0x83, 0xc4, 0x28, 0xc3};
    static const unsigned char info[] = {1, 4, 1, 0, 4, 0x42, 0, 0};
    unsigned char *page = VirtualAlloc(NULL, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_EXECUTE_READWRITE);
    RUNTIME_FUNCTION *table = (RUNTIME_FUNCTION *)(page + 256);
    DWORD64 base = 1;
    memcpy(page, code, sizeof code);
    memcpy(page + 128, info, sizeof info);
    table[0] = (RUNTIME_FUNCTION){.BeginAddress = 64, .EndAddress = 80, .UnwindData = 128};
    table[1] = (RUNTIME_FUNCTION){.BeginAddress = 0, .EndAddress = sizeof code, .UnwindData = 128};
    CHECK(!RtlLookupFunctionEntry((DWORD64)page, &base, NULL), "RtlLookupFunctionEntry: NULL where there is no entry");
    CHECK(RtlAddFunctionTable(table, 2, (DWORD64)page),
          "RtlAddFunctionTable: \"If the function succeeds, the return value is TRUE\"");
    CHECK(RtlLookupFunctionEntry((DWORD64)page + 6, &base, NULL) == &table[1] && base == (DWORD64)page,
          "RtlLookupFunctionEntry finds entries of a table that was added");
    CHECK(!RtlLookupFunctionEntry((DWORD64)page + 40, &base, NULL), "and nothing between them");
    struct policy outer = {.decide = take};
    CHECK(guarded((void (*)(void *))(ULONG_PTR)page, (void *)(ULONG_PTR)read_null, &outer) == 0x7777 &&
              outer.code == EXCEPTION_ACCESS_VIOLATION,
          "exceptions unwind through code with a table of its own");
    CHECK(RtlDeleteFunctionTable(table) && !RtlDeleteFunctionTable(table) &&
              !RtlLookupFunctionEntry((DWORD64)page, &base, NULL),
          "RtlDeleteFunctionTable: TRUE once");

    callback_entry = &table[1];
    DWORD64 identifier = (DWORD64)page | 3;
    CHECK(RtlInstallFunctionTableCallback(identifier, (DWORD64)page, 4096, on_lookup, &callback_entry, NULL) &&
              RtlLookupFunctionEntry((DWORD64)page, &base, NULL) == &table[1] && base == (DWORD64)page,
          "RtlInstallFunctionTableCallback: the callback is asked for addresses of its range");
    CHECK(!RtlInstallFunctionTableCallback((DWORD64)page, (DWORD64)page, 4096, on_lookup, &callback_entry, NULL),
          "\"the two low-order bits must be set\"");
    CHECK(RtlDeleteFunctionTable((PRUNTIME_FUNCTION)identifier) && !RtlLookupFunctionEntry((DWORD64)page, &base, NULL),
          "RtlDeleteFunctionTable takes a callback's identifier");
    CHECK(RtlLookupFunctionEntry((DWORD64)tables, &base, NULL) && base == (DWORD64)GetModuleHandleA(NULL),
          "RtlLookupFunctionEntry: the image's own table, and its base");
    VirtualFree(page, 0, MEM_RELEASE);
}

/* "RtlAddGrowableFunctionTable function" and its neighbours. */
static void growing_tables(void)
{
    char *page = VirtualAlloc(NULL, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_EXECUTE_READWRITE);
    RUNTIME_FUNCTION *table = (RUNTIME_FUNCTION *)(page + 256);
    PVOID handle = NULL, image = NULL;
    DWORD64 base = 1;
    DWORD length = 0;
    table[0] = (RUNTIME_FUNCTION){.BeginAddress = 0, .EndAddress = 16, .UnwindData = 128};
    table[1] = (RUNTIME_FUNCTION){.BeginAddress = 32, .EndAddress = 48, .UnwindData = 128};
    CHECK(RtlAddGrowableFunctionTable(&handle, table, 1, 2, (ULONG_PTR)page, (ULONG_PTR)page + 128) == 0 && handle,
          "RtlAddGrowableFunctionTable: STATUS_SUCCESS");
    CHECK(RtlLookupFunctionEntry((DWORD64)page + 4, &base, NULL) == &table[0] && base == (DWORD64)page &&
              !RtlLookupFunctionEntry((DWORD64)page + 36, &base, NULL),
          "RtlAddGrowableFunctionTable: so many entries are in use");
    RtlGrowFunctionTable(handle, 2);
    CHECK(RtlLookupFunctionEntry((DWORD64)page + 36, &base, NULL) == &table[1],
          "RtlGrowFunctionTable: now there are more");
    RtlDeleteGrowableFunctionTable(handle);
    CHECK(!RtlLookupFunctionEntry((DWORD64)page + 4, &base, NULL), "RtlDeleteGrowableFunctionTable: they are gone");
    CHECK((LONG)RtlAddGrowableFunctionTable(&handle, table, 3, 2, (ULONG_PTR)page, (ULONG_PTR)page + 128) < 0,
          "RtlAddGrowableFunctionTable: more in use than there is room for");
    RUNTIME_FUNCTION *own = RtlLookupFunctionTable((PVOID)growing_tables, &image, &length),
                     *entry = RtlLookupFunctionEntry((DWORD64)growing_tables, &base, NULL);
    CHECK(own && image == (PVOID)base && entry >= own && (char *)entry < (char *)own + length &&
              length % sizeof *own == 0,
          "RtlLookupFunctionTable: an image's whole table");
    CHECK(!RtlLookupFunctionTable(page, &image, &length), "RtlLookupFunctionTable: NULL outside of images");
    VirtualFree(page, 0, MEM_RELEASE);
}

static __attribute__((noinline)) void backtrace_inner(void)
{
    PVOID trace[16] = {0}, short_trace[2] = {0};
    ULONG hash = 0, sum = 0;
    USHORT count = RtlCaptureStackBackTrace(0, 16, trace, &hash);
    CHECK(count >= 3 && (char *)trace[0] > (char *)backtrace_inner &&
              (char *)trace[0] < (char *)backtrace_inner + 0x300,
          "CaptureStackBackTrace: the first address is in the calling function (%d)", count);
    for (USHORT i = 0; i < count; i++) sum += (ULONG)(ULONG_PTR)trace[i];
    CHECK(trace[1] == __builtin_return_address(0) && sum == hash,
          "the next where that returns to; the hash is their sum");
    CHECK(RtlCaptureStackBackTrace(1, 1, short_trace, NULL) == 1 && short_trace[0] == trace[1] && !short_trace[1],
          "\"the number of frames to skip\" and \"to be captured\"");
    PVOID callers[16] = {0};
    ULONG frames = RtlWalkFrameChain(callers, 16, 0);
    CHECK(frames >= 2 && (callers[0] == trace[1] || callers[1] == trace[1]),
          "RtlWalkFrameChain: the callers, as RtlCaptureStackBackTrace has them");
    callers[1] = NULL;
    CHECK(RtlWalkFrameChain(callers, 1, 0) == 1 && callers[0] && !callers[1],
          "RtlWalkFrameChain: as many as there is room for");
}

int main(void)
{
    step_one(leaf, "a leaf");
    step_one(many_registers, "a function that saves registers");
    step_one(frame_pointer, "a function with a frame pointer");
    step_one(large_frame, "a function with a large frame");
    step_one(tail_call, "a function that ends in a jump");
    handlers();
    scopes();
    special();
    tables();
    growing_tables();
    backtrace_inner();
    return check_done();
}
