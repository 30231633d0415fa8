/* SPDX-License-Identifier: MIT */
/* CONTEXT records from the door's frame.  In a call only the non-volatile registers have values that the guest may
 * count on. */
#include "nt/context.h"
#include "nt/xstate.h"

#include <string.h>

void context_of_frame(const struct door_frame *frame, uint64_t result, CONTEXT *context)
{
    context->Rax = result;
    context->Rcx = context->Rdx = context->R8 = context->R9 = context->R10 = context->R11 = 0;
    context->Rbx = frame->rbx;
    context->Rbp = frame->rbp;
    context->Rsi = frame->rsi;
    context->Rdi = frame->rdi;
    context->R12 = frame->r12;
    context->R13 = frame->r13;
    context->R14 = frame->r14;
    context->R15 = frame->r15;
    context->Rsp = frame->rsp;
    context->Rip = frame->rip;
    context->EFlags = 0x202;
    context->SegCs = 0x33;
    context->SegDs = context->SegEs = context->SegSs = context->SegGs = 0x2b;
    context->SegFs = 0x53;
    context->MxCsr = context->FltSave.MxCsr = 0x1f80;
    context->FltSave.MxCsr_Mask = 0xffff;
    context->FltSave.ControlWord = 0x27f;
    memcpy(&context->FltSave.XmmRegisters[6], frame->xmm, sizeof frame->xmm);
}

void context_of_signal(const ucontext_t *from, CONTEXT *context, bool extended)
{
    const greg_t *regs = from->uc_mcontext.gregs;
    *context = (CONTEXT){.ContextFlags = CONTEXT_ALL | (extended ? CONTEXT_XSTATE : 0)};
    context->Rax = (uint64_t)regs[REG_RAX];
    context->Rcx = (uint64_t)regs[REG_RCX];
    context->Rdx = (uint64_t)regs[REG_RDX];
    context->Rbx = (uint64_t)regs[REG_RBX];
    context->Rsp = (uint64_t)regs[REG_RSP];
    context->Rbp = (uint64_t)regs[REG_RBP];
    context->Rsi = (uint64_t)regs[REG_RSI];
    context->Rdi = (uint64_t)regs[REG_RDI];
    context->R8 = (uint64_t)regs[REG_R8];
    context->R9 = (uint64_t)regs[REG_R9];
    context->R10 = (uint64_t)regs[REG_R10];
    context->R11 = (uint64_t)regs[REG_R11];
    context->R12 = (uint64_t)regs[REG_R12];
    context->R13 = (uint64_t)regs[REG_R13];
    context->R14 = (uint64_t)regs[REG_R14];
    context->R15 = (uint64_t)regs[REG_R15];
    context->Rip = (uint64_t)regs[REG_RIP];
    context->EFlags = (uint32_t)regs[REG_EFL];
    context->SegCs = 0x33;
    context->SegSs = context->SegDs = context->SegEs = context->SegGs = 0x2b;
    context->SegFs = 0x53;
    memcpy(&context->FltSave, xstate_legacy(from), sizeof context->FltSave);
    memset(context->FltSave.Reserved4, 0, sizeof context->FltSave.Reserved4); /* Linux's own notes */
    context->MxCsr = context->FltSave.MxCsr;
}

struct door_regs context_regs(const CONTEXT *context)
{
    return (struct door_regs){
        .rax = context->Rax,
        .rcx = context->Rcx,
        .rdx = context->Rdx,
        .rbx = context->Rbx,
        .rsp = context->Rsp,
        .rbp = context->Rbp,
        .rsi = context->Rsi,
        .rdi = context->Rdi,
        .r8 = context->R8,
        .r9 = context->R9,
        .r10 = context->R10,
        .r11 = context->R11,
        .r12 = context->R12,
        .r13 = context->R13,
        .r14 = context->R14,
        .r15 = context->R15,
        .rip = context->Rip,
        .rflags = (context->EFlags & 0x240fd5u) | 0x202,
    };
}
