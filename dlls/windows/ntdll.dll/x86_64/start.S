/* SPDX-License-Identifier: MIT */
/* start_resume(context): goes where a thread's first CONTEXT says, without a system call.  The host has set everything but the
 * registers that carry arguments to its start value before LdrInitializeThunk; vector registers need not be kept. */
    .text
    .globl  start_resume
    .def    start_resume; .scl 2; .type 32; .endef
start_resume:
    movq    0xf8(%rcx), %rax        /* Rip */
    movq    0x98(%rcx), %rsp
    movq    0x88(%rcx), %rdx
    movq    0xb8(%rcx), %r8
    movq    0xc0(%rcx), %r9
    movq    0x80(%rcx), %rcx
    xorl    %ebx, %ebx
    xorl    %ebp, %ebp
    xorl    %esi, %esi
    xorl    %edi, %edi
    jmp     *%rax
