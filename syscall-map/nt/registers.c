/* SPDX-License-Identifier: MIT */
/* NtGetContextThread and NtSetContextThread: another thread's registers, or one's own.
 *
 * A thread that is held stands in one of four places.  In guest code: everything stands in the signal's frame.  On its
 * way to a context (NtContinue): there.  Not yet in the guest: in the CONTEXT that it will begin with.  In a call: in
 * ntdll's stub, with the guest's non-volatile registers; the volatile ones are 0, and what is written to them is lost,
 * as the call's return would overwrite it. Left out: hardware breakpoints; asked for, they are refused. */
#include "door/guestmem.h"
#include "nt/context.h"
#include "nt/exception.h"
#include "nt/foreign.h"
#include "nt/handle.h"
#include "nt/process.h"
#include "nt/thread.h"
#include "nt/xstate.h"
#include "nt_calls.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static bool has(DWORD flags, DWORD part)
{
    return (flags & part) == part;
}

/* Copies the parts that `flags` name. */
static void parts_copy(CONTEXT *to, const CONTEXT *from, DWORD flags)
{
    if (has(flags, CONTEXT_CONTROL)) {
        to->SegCs = from->SegCs;
        to->SegSs = from->SegSs;
        to->EFlags = from->EFlags;
        to->Rip = from->Rip;
        to->Rsp = from->Rsp;
    }
    if (has(flags, CONTEXT_INTEGER)) {
        const DWORD64 rsp = to->Rsp;
        memcpy(&to->Rax, &from->Rax, offsetof(CONTEXT, Rip) - offsetof(CONTEXT, Rax));
        to->Rsp = rsp;
    }
    if (has(flags, CONTEXT_SEGMENTS)) {
        to->SegDs = from->SegDs;
        to->SegEs = from->SegEs;
        to->SegFs = from->SegFs;
        to->SegGs = from->SegGs;
    }
    if (has(flags, CONTEXT_FLOATING_POINT)) {
        to->MxCsr = from->MxCsr;
        to->FltSave = from->FltSave;
        to->FltSave.MxCsr = from->MxCsr;
    }
    if (has(flags, CONTEXT_DEBUG_REGISTERS)) memcpy(&to->Dr0, &from->Dr0, 6 * sizeof to->Dr0);
}

/* ---- where a held thread's registers stand ---- */

static void regs_read(const struct door_regs *regs, CONTEXT *context)
{
    const uint64_t values[] = {regs->rax, regs->rcx, regs->rdx, regs->rbx, regs->rsp, regs->rbp,
                               regs->rsi, regs->rdi, regs->r8,  regs->r9,  regs->r10, regs->r11,
                               regs->r12, regs->r13, regs->r14, regs->r15, regs->rip};
    memcpy(&context->Rax, values, sizeof values);
    context->EFlags = (uint32_t)regs->rflags;
}

static void signal_write(ucontext_t *signal, const CONTEXT *context)
{
    static const int order[] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI, REG_R8,
                                REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP};
    greg_t *regs = signal->uc_mcontext.gregs;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) regs[order[i]] = (greg_t)(&context->Rax)[i];
    regs[REG_EFL] = (greg_t)((context->EFlags & 0x240fd5u) | 0x202);
    xstate_legacy_write(signal, &context->FltSave);
}

/* Where a thread in a call stands, as it would on Windows: behind the `syscall` instruction of ntdll's stub, with the
 * return address still on its stack.  What called in another way, or no NT call, stands where the call will return to.
 */
static void place_in_call(const struct door_frame *frame, uint64_t *rip, uint64_t *rsp)
{
    enum { STUB_SIZE = 32, BEHIND_SYSCALL = 20 };
    const bool by_stub = frame->kind == DOOR_CALLED && frame->number < nt_calls_count && process.stubs;
    *rip = by_stub ? process.stubs + frame->number * STUB_SIZE + BEHIND_SYSCALL : frame->rip;
    *rsp = by_stub ? frame->rsp - sizeof(uint64_t) : frame->rsp;
}

/* Held before it has first entered the guest: later it stands still in guest code or in a call. */
static bool begins(const struct nt_thread *thread)
{
    return thread->begin && thread->door && !thread->door->frame;
}

/* The thread is held.  False: it is gone, or its registers cannot be read. */
static bool registers_read(struct nt_thread *thread, CONTEXT *context)
{
    struct door_thread *door = thread->door;
    if (thread->stopped) {
        context_of_signal(thread->stopped, context, false);
    } else if (begins(thread)) {
        return guest_get(context, (const void *)thread->begin);
    } else if (door && door->frame) {
        context_of_frame(door->frame, 0, context);
        place_in_call(door->frame, &context->Rip, &context->Rsp);
        if (door->resume) regs_read(door->resume, context);
        if (door->resume && door->resume_xsave) memcpy(&context->FltSave, door->resume_xsave, 416);
        context->MxCsr = context->FltSave.MxCsr;
    } else {
        return false;
    }
    return true;
}

static bool registers_write(struct nt_thread *thread, const CONTEXT *context)
{
    struct door_thread *door = thread->door;
    if (thread->stopped) {
        signal_write(thread->stopped, context);
    } else if (begins(thread)) {
        return guest_put((void *)thread->begin, context);
    } else if (door && door->frame && door->resume) {
        *(struct door_regs *)door->resume = context_regs(context); /* on the thread's own host stack */
        if (door->resume_xsave) memcpy((void *)door->resume_xsave, &context->FltSave, 416);
    } else if (door && door->frame) {
        struct door_frame *frame = door->frame;
        frame->rbx = context->Rbx;
        frame->rbp = context->Rbp;
        frame->rsi = context->Rsi;
        frame->rdi = context->Rdi;
        frame->r12 = context->R12;
        frame->r13 = context->R13;
        frame->r14 = context->R14;
        frame->r15 = context->R15;
        memcpy(frame->xmm, &context->FltSave.XmmRegisters[6], sizeof frame->xmm);
        uint64_t rip, rsp;
        place_in_call(frame, &rip, &rsp);
        if (rip != context->Rip || rsp != context->Rsp) {
            frame->kind = DOOR_TRAPPED; /* back by a jump */
            frame->rip = context->Rip;
            frame->rsp = context->Rsp;
        }
    } else {
        return false;
    }
    return true;
}

/* Extended state goes behind the CONTEXT, where its CONTEXT_EX says; a thread in a call has none. */
static bool extended_put(CONTEXT *guest, const ucontext_t *stopped)
{
    CONTEXT_EX extended;
    if (!guest_read(&extended, guest + 1, sizeof extended)) return false;
    if (extended.XState.Length < 64) return true;
    struct xstate state = stopped ? xstate_of_signal(stopped) : (struct xstate){NULL, 0};
    char *to = (char *)(guest + 1) + extended.XState.Offset;
    uint32_t size = state.size < extended.XState.Length ? state.size : extended.XState.Length;
    static const char none[64];
    return size ? guest_write(to, state.bytes, size) : guest_write(to, none, sizeof none);
}

/* ---- calls ---- */

static NTSTATUS thread_get(HANDLE handle, ACCESS_MASK access, struct nt_thread **thread)
{
    struct object *object;
    NTSTATUS status = handle_get(handle, &thread_type, access, &object);
    if (status == STATUS_SUCCESS) *thread = (struct nt_thread *)object;
    return status;
}

/* What is asked of a thread of another process goes through a file that its process reads or writes. */
static NTSTATUS context_there(HANDLE handle, ACCESS_MASK access, enum thread_op op, CONTEXT *context)
{
    struct thread_order order = {.words = {context->ContextFlags}};
    struct object *object;
    NTSTATUS status = foreign_get(handle, access, &object);
    if (status != STATUS_SUCCESS) return status;
    int fd = memfd_create("metic-context", MFD_CLOEXEC);
    bool ready = fd >= 0 && pwrite(fd, context, sizeof *context, 0) == sizeof *context;
    status = ready ? foreign_ask(object, op, &order, fd) : STATUS_INSUFFICIENT_RESOURCES;
    if (status == STATUS_SUCCESS && op == DO_GET_CONTEXT && pread(fd, context, sizeof *context, 0) != sizeof *context)
        status = STATUS_UNSUCCESSFUL;
    if (fd >= 0) close(fd);
    object_put(object);
    return status;
}

static NTSTATUS get_there(HANDLE handle, CONTEXT *guest, CONTEXT *wanted)
{
    CONTEXT now = {.ContextFlags = wanted->ContextFlags};
    if (has(wanted->ContextFlags, CONTEXT_XSTATE) && !extended_put(guest, NULL)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = context_there(handle, THREAD_GET_CONTEXT, DO_GET_CONTEXT, &now);
    if (status != STATUS_SUCCESS) return status;
    parts_copy(wanted, &now, wanted->ContextFlags);
    return guest_put(guest, wanted) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

NTSTATUS registers_get(struct nt_thread *thread, CONTEXT *context)
{
    NTSTATUS status = thread_hold(thread);
    if (status != STATUS_SUCCESS) return status;
    if (!registers_read(thread, context)) status = STATUS_THREAD_IS_TERMINATING;
    thread_release(thread);
    return status;
}

NTSTATUS registers_set(struct nt_thread *thread, const CONTEXT *wanted, DWORD flags)
{
    CONTEXT now = {0};
    NTSTATUS status = thread_hold(thread);
    if (status != STATUS_SUCCESS) return status;
    if (registers_read(thread, &now)) {
        parts_copy(&now, wanted, flags & ~(DWORD)(CONTEXT_SEGMENTS & ~CONTEXT_AMD64));
        now.SegCs = 0x33;
        now.SegSs = 0x2b;
        if (!registers_write(thread, &now)) status = STATUS_ACCESS_VIOLATION;
    } else {
        status = STATUS_THREAD_IS_TERMINATING;
    }
    thread_release(thread);
    return status;
}

NTSTATUS sys_NtGetContextThread(HANDLE ThreadHandle, CONTEXT *ThreadContext)
{
    struct nt_thread *thread;
    CONTEXT wanted, now = {0};
    if (!guest_probe_write(ThreadContext, sizeof wanted) || !guest_get(&wanted, ThreadContext))
        return STATUS_ACCESS_VIOLATION;
    if (!(wanted.ContextFlags & CONTEXT_AMD64)) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = thread_get(ThreadHandle, THREAD_GET_CONTEXT, &thread);
    if (status == STATUS_OBJECT_TYPE_MISMATCH) return get_there(ThreadHandle, ThreadContext, &wanted);
    if (status != STATUS_SUCCESS) return status;
    bool extended_ok = true, extended = has(wanted.ContextFlags, CONTEXT_XSTATE);
    if (thread == thread_self()) {
        context_of_frame(door_self()->frame, 0, &now);
        if (extended) extended_ok = extended_put(ThreadContext, NULL);
    } else if ((status = thread_hold(thread)) == STATUS_SUCCESS) {
        if (!registers_read(thread, &now)) status = STATUS_THREAD_IS_TERMINATING;
        if (extended) extended_ok = extended_put(ThreadContext, thread->stopped);
        thread_release(thread);
    }
    object_put(&thread->object);
    if (status != STATUS_SUCCESS) return status;
    parts_copy(&wanted, &now, wanted.ContextFlags);
    return extended_ok && guest_put(ThreadContext, &wanted) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

NTSTATUS sys_NtSetContextThread(HANDLE ThreadHandle, CONTEXT *ThreadContext)
{
    struct nt_thread *thread;
    CONTEXT wanted, now = {0};
    if (!guest_get(&wanted, ThreadContext)) return STATUS_ACCESS_VIOLATION;
    const DWORD flags = wanted.ContextFlags;
    if (!(flags & CONTEXT_AMD64)) return STATUS_INVALID_PARAMETER;
    if (has(flags, CONTEXT_DEBUG_REGISTERS) && wanted.Dr7 & 0xff) return STATUS_NOT_SUPPORTED;
    NTSTATUS status = thread_get(ThreadHandle, THREAD_SET_CONTEXT, &thread);
    if (status == STATUS_OBJECT_TYPE_MISMATCH)
        return context_there(ThreadHandle, THREAD_SET_CONTEXT, DO_SET_CONTEXT, &wanted);
    if (status != STATUS_SUCCESS) return status;
    if (thread == thread_self()) {
        object_put(&thread->object);
        if (!has(flags, CONTEXT_CONTROL) && !has(flags, CONTEXT_INTEGER) && !has(flags, CONTEXT_FLOATING_POINT))
            return STATUS_SUCCESS;
        context_of_frame(door_self()->frame, STATUS_SUCCESS, &now);
        parts_copy(&now, &wanted, flags & ~(DWORD)(CONTEXT_SEGMENTS & ~CONTEXT_AMD64));
        exception_resume(&now, NULL);
    }
    status = registers_set(thread, &wanted, flags);
    object_put(&thread->object);
    return status;
}
