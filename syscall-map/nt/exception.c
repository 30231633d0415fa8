/* SPDX-License-Identifier: MIT */
/* Exceptions: faults of guest code and NtRaiseException go to ntdll's KiUserExceptionDispatcher; NtContinue comes back.
 *
 * The dispatcher finds on the guest's stack, from rsp up: CONTEXT, CONTEXT_EX, EXCEPTION_RECORD at 0x4f0, a machine
 * frame at 0x590 for unwinding, and the whole extended state, as Windows lays them.  Stack growth by the guard page is
 * here too: Windows' memory manager does it in the same fault. Left out: debuggers (a second chance ends the process),
 * debug registers. */
#include "nt/exception.h"
#include "door/guestmem.h"
#include "linux/clock.h"
#include "linux/vm.h"
#include "nt/context.h"
#include "nt/harderror.h"
#include "nt/process.h"
#include "nt/section.h"
#include "nt/thread.h"
#include "nt/trap.h"
#include "nt/xstate.h"
#include "nt_calls.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { RECORD_AT = 0x4f0, MACHINE_AT = 0x590, XSTATE_AT = 0x5c0 };
_Static_assert(sizeof(CONTEXT) + sizeof(CONTEXT_EX) <= RECORD_AT, "layout");
_Static_assert(RECORD_AT + sizeof(EXCEPTION_RECORD) <= MACHINE_AT && XSTATE_AT % 64 == 0, "layout");

/* ---- the end of a process nobody handles ---- */

/* module+offset of an address, by the file its image was mapped from. */
static void place_name(uint64_t address, char *to, size_t size)
{
    struct vm_info info;
    char maps[64], path[512];
    snprintf(to, size, "%#llx", (unsigned long long)address);
    if (address >= DOOR_BORDER) return;
    vm_query(address, &info);
    if (!info.region || info.kind != VM_IMAGE || !info.owner) return;
    snprintf(maps, sizeof maps, "/proc/self/fd/%d", ((const struct section *)info.owner)->fd);
    ssize_t length = readlink(maps, path, sizeof path - 1);
    if (length <= 0) return;
    path[length] = 0;
    const char *name = strrchr(path, '/');
    snprintf(to, size, "%s+%#llx", name ? name + 1 : path, (unsigned long long)(address - info.region));
}

void exception_print(uint32_t code, uint64_t address)
{
    char place[560];
    place_name(address, place, sizeof place);
    harderror_print("%s: unhandled exception %#x at %s", process.program, code, place);
}

/* The one line of a program that died, and its end: the first thread's, where several die at once. */
static _Noreturn void die(NTSTATUS code, uint64_t address)
{
    static atomic_flag dying = ATOMIC_FLAG_INIT;
    if (atomic_flag_test_and_set(&dying))
        for (;;) pause();
    exception_print((uint32_t)code, address);
    process_exit((uint32_t)code);
}

/* ---- to the guest's dispatcher ---- */

/* Lays an exception on the guest's stack below `context->Rsp`; the new rsp, 0 where the stack cannot be written. */
static uint64_t frame_write(const EXCEPTION_RECORD *record, const CONTEXT *context, struct xstate xstate)
{
    uint64_t at = (context->Rsp - XSTATE_AT - xstate.size) & ~63ull;
    char *to = (char *)at;
    const CONTEXT_EX extended = {
        .All = {-(LONG)sizeof(CONTEXT),            XSTATE_AT + xstate.size},
        .Legacy = {-(LONG)sizeof(CONTEXT),            sizeof(CONTEXT)        },
        .XState = {XSTATE_AT - (LONG)sizeof(CONTEXT), xstate.size            },
    };
    const uint64_t machine[5] = {context->Rip, context->SegCs, context->EFlags, context->Rsp, context->SegSs};
    if (context->Rsp < XSTATE_AT + xstate.size + 64) return 0;
    if (!guest_write(to, context, sizeof *context) || !guest_write(to + sizeof *context, &extended, sizeof extended) ||
        !guest_write(to + RECORD_AT, record, sizeof *record) ||
        !guest_write(to + MACHINE_AT, machine, sizeof machine) ||
        (xstate.size && !guest_write(to + XSTATE_AT, xstate.bytes, xstate.size)))
        return 0;
    return at;
}

/* ---- guard pages ---- */

enum growth { GROWN, OVERFLOWED };

/* The guard page of the thread's own stack was touched and is open now: the stack grows, and a new guard is set below;
 * near its end the last pages are opened instead and the overflow is told. */
static enum growth stack_grow(TEB *teb, uint64_t address)
{
    static const struct vm_protect writable = {PROT_READ | PROT_WRITE, PAGE_READWRITE, false};
    static const struct vm_protect guard = {PROT_READ | PROT_WRITE, PAGE_READWRITE, true};
    const uint64_t step = 16 * VM_PAGE;
    uint64_t page = address & ~(VM_PAGE - 1), allocation = (uint64_t)(uintptr_t)teb->DeallocationStack;
    /* what is opened at an overflow: two pages, as 64-bit Windows guarantees where nobody asked for more
     * ("SetThreadStackGuarantee"), less what the exception's frame takes */
    uint64_t last = 2 * VM_PAGE + ((teb->GuaranteedStackBytes + VM_PAGE - 1) & ~(VM_PAGE - 1));
    uint64_t lowest = allocation + VM_PAGE, limit; /* the first page stays closed for good */
    enum growth result = GROWN;
    if (page < lowest + last + VM_PAGE) {
        limit = lowest;
        result = OVERFLOWED;
    } else {
        limit = page - allocation > step + last ? page - step + VM_PAGE : lowest + last + VM_PAGE;
        if (limit < lowest + last + VM_PAGE) limit = lowest + last + VM_PAGE;
        vm_commit(limit - VM_PAGE, VM_PAGE, &guard);
    }
    if (page > limit) vm_commit(limit, page - limit, &writable);
    teb->NtTib.StackLimit = (void *)limit;
    return result;
}

static bool in_own_stack(const TEB *teb, uint64_t address)
{
    return address >= (uint64_t)(uintptr_t)teb->DeallocationStack &&
           address < (uint64_t)(uintptr_t)teb->NtTib.StackBase;
}

bool exception_guest_page(struct door_thread *thread, void *at, bool write)
{
    uint64_t address = (uint64_t)(uintptr_t)at;
    TEB *teb = (TEB *)((char *)thread - DOOR_BLOCK_OFFSET);
    if (clock_fault(address, write)) return true;
    switch (vm_fault(address, write)) {
    case VM_FAULT_AGAIN: return true;
    case VM_FAULT_GUARD:
        if (in_own_stack(teb, address)) stack_grow(teb, address);
        return true;
    default: return false;
    }
}

/* ---- faults ---- */

/* True: the page may be touched now, the instruction runs again. */
static bool page_fault(TEB *teb, uint64_t address, bool write, EXCEPTION_RECORD *record)
{
    if (clock_fault(address, write)) return true;
    switch (vm_fault(address, write)) {
    case VM_FAULT_AGAIN: return true;
    case VM_FAULT_GUARD:
        if (!in_own_stack(teb, address)) {
            record->ExceptionCode = STATUS_GUARD_PAGE_VIOLATION;
            return false;
        }
        if (stack_grow(teb, address) == GROWN) return true;
        record->ExceptionCode = STATUS_STACK_OVERFLOW;
        return false;
    default: return false;
    }
}

void exception_fault(struct door_thread *thread, struct door_fault *fault)
{
    ucontext_t *signal = fault->context;
    greg_t *regs = signal->uc_mcontext.gregs;
    TEB *teb = (TEB *)((char *)thread - DOOR_BLOCK_OFFSET);
    EXCEPTION_RECORD record;
    CONTEXT context;

    if (fault->signal == SIGSEGV && regs[REG_TRAPNO] == 14 && !(regs[REG_ERR] & 16)) {
        record.ExceptionCode = STATUS_ACCESS_VIOLATION;
        if (page_fault(teb, (uint64_t)(uintptr_t)fault->info->si_addr, regs[REG_ERR] & 2, &record)) return;
        NTSTATUS code = record.ExceptionCode;
        trap_record(fault, &record);
        record.ExceptionCode = code;
    } else {
        switch (trap_record(fault, &record)) {
        case TRAP_FAST_FAIL: die((NTSTATUS)0xC0000409, (uint64_t)regs[REG_RIP]);
        case TRAP_CALL:
            regs[REG_RIP] += 2;
            door_trap(signal);
            return;
        case TRAP_EXCEPTION: break;
        }
    }
    struct xstate xstate = xstate_of_signal(signal);
    context_of_signal(signal, &context, xstate.size != 0);
    uint64_t at = frame_write(&record, &context, xstate);
    if (!at)
        die(in_own_stack(teb, context.Rsp) ? STATUS_STACK_OVERFLOW : record.ExceptionCode, (uint64_t)regs[REG_RIP]);
    regs[REG_RSP] = (greg_t)at;
    regs[REG_RIP] = (greg_t)process.exception;
    regs[REG_EFL] &= ~(greg_t)(0x100 | 0x400 | 0x40000); /* no single step, forward direction, no alignment checks */
}

/* ---- NtContinue, NtRaiseException ---- */

/* What a CONTEXT leaves out stays as the frame has it. */
static void fill_missing(const struct door_frame *frame, CONTEXT *context)
{
    CONTEXT now = {.ContextFlags = 0};
    const DWORD flags = context->ContextFlags;
    context_of_frame(frame, 0, &now);
    if ((flags & CONTEXT_CONTROL) != CONTEXT_CONTROL) {
        context->Rip = now.Rip;
        context->Rsp = now.Rsp;
        context->EFlags = now.EFlags;
    }
    if ((flags & CONTEXT_INTEGER) != CONTEXT_INTEGER) {
        context->Rax = now.Rax;
        context->Rcx = now.Rcx;
        context->Rdx = now.Rdx;
        context->Rbx = now.Rbx;
        context->Rbp = now.Rbp;
        context->Rsi = now.Rsi;
        context->Rdi = now.Rdi;
        memcpy(&context->R8, &now.R8, 8 * sizeof context->R8);
    }
    if ((flags & CONTEXT_FLOATING_POINT) != CONTEXT_FLOATING_POINT) {
        context->FltSave = now.FltSave;
        __asm__ volatile("stmxcsr %0" : "=m"(context->FltSave.MxCsr));
    }
}

/* The extended state that a guest's CONTEXT points at; the size of what was read, 0: none. */
static uint32_t extended_read(const CONTEXT *guest, const CONTEXT *context, void *to, uint32_t room)
{
    CONTEXT_EX extended;
    if ((context->ContextFlags & CONTEXT_XSTATE) != CONTEXT_XSTATE || !room) return 0;
    if (!guest_read(&extended, guest + 1, sizeof extended) || extended.XState.Length < 64) return 0;
    uint32_t size = extended.XState.Length < room ? extended.XState.Length : room;
    memset(to, 0, room);
    return guest_read(to, (const char *)(guest + 1) + extended.XState.Offset, size) ? size : 0;
}

void exception_resume(const CONTEXT *context, const void *extended)
{
    char image[512 + xstate_size()] __attribute__((aligned(64)));
    uint64_t mask = xstate_prepare(image, &context->FltSave, extended);
    struct door_regs regs = context_regs(context);
    door_resume(&regs, image, mask);
}

NTSTATUS sys_NtContinue(CONTEXT *ContextRecord, BOOLEAN TestAlert)
{
    CONTEXT context;
    uint32_t room = xstate_size();
    char extended[room + 64] __attribute__((aligned(64)));
    if (!guest_read(&context, ContextRecord, sizeof context)) return STATUS_ACCESS_VIOLATION;
    uint32_t size = extended_read(ContextRecord, &context, extended, room);
    fill_missing(door_self()->frame, &context);
    if (TestAlert) apc_continue(&context);
    exception_resume(&context, size ? extended : NULL);
}

NTSTATUS sys_NtRaiseException(EXCEPTION_RECORD *ExceptionRecord, CONTEXT *ContextRecord, BOOLEAN FirstChance)
{
    EXCEPTION_RECORD record;
    CONTEXT context;
    if (!guest_get(&record, ExceptionRecord) || !guest_read(&context, ContextRecord, sizeof context))
        return STATUS_ACCESS_VIOLATION;
    if (!FirstChance) die(record.ExceptionCode, (uint64_t)(uintptr_t)record.ExceptionAddress);
    uint32_t room = xstate_size();
    char extended[room + 64] __attribute__((aligned(64)));
    uint32_t size = extended_read(ContextRecord, &context, extended, room);
    fill_missing(door_self()->frame, &context);
    uint64_t at = frame_write(&record, &context, (struct xstate){extended, size});
    if (!at) die(record.ExceptionCode, context.Rip);
    context.Rsp = at;
    context.Rip = process.exception;
    context.EFlags &= ~0x500u;
    exception_resume(&context, size ? extended : NULL);
}
