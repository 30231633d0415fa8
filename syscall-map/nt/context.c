/* SPDX-License-Identifier: MIT */
/* CONTEXT records from the door's frame.  In a call only the non-volatile registers have values that the guest may
 * count on. */
#include "nt/context.h"

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
