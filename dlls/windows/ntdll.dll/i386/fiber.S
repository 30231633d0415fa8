/* SPDX-License-Identifier: MIT */
/* Fibers' change of stacks, for kernelbase's SwitchToFiber; the TEB's stack bounds and fiber data are the caller's to change. */
        .text

/* void __metic_switch_fiber(void **from, void *to): pushes all that a function must keep, notes esp in *from, and goes on where the
 * fiber whose esp `to` is called this. */
        .globl  ___metic_switch_fiber@8
        .p2align 4
___metic_switch_fiber@8:
        movl    4(%esp), %eax
        movl    8(%esp), %edx
        pushl   %ebp
        pushl   %ebx
        pushl   %esi
        pushl   %edi
        subl    $8, %esp
        stmxcsr 0(%esp)
        fnstcw  4(%esp)
        movl    %esp, (%eax)
        movl    %edx, %esp
        fldcw   4(%esp)
        ldmxcsr 0(%esp)
        addl    $8, %esp
        popl    %edi
        popl    %esi
        popl    %ebx
        popl    %ebp
        ret     $8

/* void *__metic_prepare_fiber(void *base, void *entry, void *argument): writes the first frame of a fiber whose stack ends at `base`;
 * the esp to switch to.  It begins in RtlUserThreadStart(entry, argument), as a thread does. */
        .globl  ___metic_prepare_fiber@12
        .p2align 4
___metic_prepare_fiber@12:
        movl    4(%esp), %eax
        andl    $-16, %eax
        subl    $0x40, %eax
        movl    $0x1f80, 0x00(%eax)
        movl    $0x27f, 0x04(%eax)
        movl    8(%esp), %edx
        movl    %edx, 0x08(%eax)                /* edi: the entry */
        movl    12(%esp), %edx
        movl    %edx, 0x10(%eax)                /* ebx: the argument */
        movl    $0, 0x0c(%eax)
        movl    $0, 0x14(%eax)
        movl    $fiber_begin, 0x18(%eax)
        ret     $12

fiber_begin:
        movl    %edi, %eax
        jmp     _RtlUserThreadStart@8
