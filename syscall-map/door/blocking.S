/* SPDX-License-Identifier: MIT */
/* long door_block(long number, long a, long b, long c, long d, long e, long f)
 *
 * The only way into a Linux call that may block.  From the last look at the alert word to the `syscall` instruction runs a
 * labelled range: the alert's signal handler moves a RIP found there to door_block_interrupted, so an alert that
 * comes between the look and the kernel is not slept through.  In the kernel the signal itself gives -EINTR. */
        .set    BLOCK, 0x2000
        .set    ALERT, 0x60
        .set    EINTR, 4
        .text
        .globl  door_block, door_block_begin, door_block_end, door_block_interrupted
        .hidden door_block, door_block_begin, door_block_end, door_block_interrupted
        .type   door_block, @function
        .p2align 4
door_block:
        .cfi_startproc
        movq    %rdi, %rax
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        movq    %rcx, %rdx
        movq    %r8, %r10
        movq    %r9, %r8
        movq    8(%rsp), %r9
door_block_begin:
        cmpl    $0, %gs:BLOCK+ALERT
        jne     door_block_interrupted
        syscall
door_block_end:
        ret
door_block_interrupted:
        movq    $-EINTR, %rax
        ret
        .cfi_endproc
        .size   door_block, . - door_block
        .section .note.GNU-stack, "", @progbits
