/* SPDX-License-Identifier: MIT */
/* Fibers' change of stacks, for kernelbase's SwitchToFiber; the TEB's stack bounds and fiber data are the caller's to change. */
        .text

/* void __metic_switch_fiber(void **from, void *to): pushes all that a function must keep, notes rsp in *from, and goes on where the fiber
 * whose rsp `to` is called this. */
        .globl  __metic_switch_fiber
        .p2align 4
        .seh_proc __metic_switch_fiber
__metic_switch_fiber:
        pushq   %rbp
        .seh_pushreg %rbp
        pushq   %rbx
        .seh_pushreg %rbx
        pushq   %rsi
        .seh_pushreg %rsi
        pushq   %rdi
        .seh_pushreg %rdi
        pushq   %r12
        .seh_pushreg %r12
        pushq   %r13
        .seh_pushreg %r13
        pushq   %r14
        .seh_pushreg %r14
        pushq   %r15
        .seh_pushreg %r15
        subq    $0xb8, %rsp
        .seh_stackalloc 0xb8
        movaps  %xmm6, 0x00(%rsp)
        .seh_savexmm %xmm6, 0x00
        movaps  %xmm7, 0x10(%rsp)
        .seh_savexmm %xmm7, 0x10
        movaps  %xmm8, 0x20(%rsp)
        .seh_savexmm %xmm8, 0x20
        movaps  %xmm9, 0x30(%rsp)
        .seh_savexmm %xmm9, 0x30
        movaps  %xmm10, 0x40(%rsp)
        .seh_savexmm %xmm10, 0x40
        movaps  %xmm11, 0x50(%rsp)
        .seh_savexmm %xmm11, 0x50
        movaps  %xmm12, 0x60(%rsp)
        .seh_savexmm %xmm12, 0x60
        movaps  %xmm13, 0x70(%rsp)
        .seh_savexmm %xmm13, 0x70
        movaps  %xmm14, 0x80(%rsp)
        .seh_savexmm %xmm14, 0x80
        movaps  %xmm15, 0x90(%rsp)
        .seh_savexmm %xmm15, 0x90
        .seh_endprologue
        stmxcsr 0xa0(%rsp)
        fnstcw  0xa4(%rsp)
        movq    %rsp, (%rcx)
        movq    %rdx, %rsp
        fldcw   0xa4(%rsp)
        ldmxcsr 0xa0(%rsp)
        movaps  0x00(%rsp), %xmm6
        movaps  0x10(%rsp), %xmm7
        movaps  0x20(%rsp), %xmm8
        movaps  0x30(%rsp), %xmm9
        movaps  0x40(%rsp), %xmm10
        movaps  0x50(%rsp), %xmm11
        movaps  0x60(%rsp), %xmm12
        movaps  0x70(%rsp), %xmm13
        movaps  0x80(%rsp), %xmm14
        movaps  0x90(%rsp), %xmm15
        addq    $0xb8, %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rdi
        popq    %rsi
        popq    %rbx
        popq    %rbp
        ret
        .seh_endproc

/* void *__metic_prepare_fiber(void *base, void *entry, void *argument): writes the first frame of a fiber whose stack ends at `base`; the rsp to
 * switch to.  It begins in RtlUserThreadStart(entry, argument): when the fiber's function returns the thread ends, and an exception
 * that it does not handle meets the same last handler as a thread's. */
        .globl  __metic_prepare_fiber
        .p2align 4
__metic_prepare_fiber:
        andq    $-16, %rcx
        leaq    -0x140(%rcx), %rax
        xorl    %r9d, %r9d
        movl    $0x1f80, 0xa0(%rax)
        movl    $0x27f, 0xa4(%rax)
        movq    %r8, 0xe0(%rax)                 /* rsi */
        movq    %rdx, 0xe8(%rax)                /* rbx */
        movq    %r9, 0xf0(%rax)                 /* rbp */
        leaq    fiber_begin(%rip), %rdx
        movq    %rdx, 0xf8(%rax)
        ret

fiber_begin:
        movq    %rbx, %rcx
        movq    %rsi, %rdx
        pushq   $0                              /* in place of a return address: no frame above */
        jmp     RtlUserThreadStart
