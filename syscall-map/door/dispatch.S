/* SPDX-License-Identifier: MIT */
/* Crossing from guest to host and back.
 *
 * door_dispatch        a guest stub jumped here: r10 rdx r8 r9 and the guest's stack hold the arguments, eax the number,
 *                      [rsp] the address to return to; rcx and r11 are free
 * door_dispatch_trap   the same for a raw `syscall` that Syscall User Dispatch caught: rcx is the address to return to
 * door_resume          full restore of a guest's registers
 *
 * A call with a leaf (door.h) goes there first: of the guest only the two words are saved that lead back, and what the
 * leaf may change of the arguments, for the usual way.  An alert that comes meanwhile is seen at the leaf's end, which then
 * saves the registers after all.
 *
 * Ranges known to signal.c: [door_exit_begin, door_exit_end), [door_leaf_exit_begin, door_leaf_exit_end) and
 * [door_resume_begin, door_resume_end) are taken again from
 * their start when the alert signal falls into them, so that no alert is missed between the last look and the guest;
 * a fault in [door_args_begin, door_args_end) is the guest's stack; one at door_entry_load is the guest's own. */

        .set    BLOCK, 0x2000           /* DOOR_BLOCK_OFFSET */
        .set    HOST_RSP, 0x08
        .set    FRAME_PTR, 0x10
        .set    TABLES, 0x18
        .set    ALERT, 0x60
        .set    TRACE, 0x68
        .set    RESUME, 0x70
        .set    RESUME_XSAVE, 0x78
        .set    RESUME_MASK, 0x80
        .set    LEAVES, 0x88
        .set    F_RBX, 0xA0
        .set    F_RBP, 0xA8
        .set    F_RSI, 0xB0
        .set    F_RDI, 0xB8
        .set    F_R12, 0xC0
        .set    F_R13, 0xC8
        .set    F_R14, 0xD0
        .set    F_R15, 0xD8
        .set    F_RSP, 0xE0
        .set    F_RIP, 0xE8
        .set    F_RAX, 0xF0
        .set    F_KIND, 0xF8
        .set    F_NUMBER, 0x108
        .set    F_MXCSR, 0x100
        .set    FRAME, 0x110
        .set    MAX_ARGS, 18
        .set    LEAF_CALLS, 96          /* DOOR_LEAVES */

        .text
        .globl  door_dispatch, door_dispatch_trap, door_resume, door_enter
        .globl  door_exit_begin, door_exit_end, door_exit_restart, door_leaf_exit_begin, door_leaf_exit_end
        .hidden door_leaf_exit_begin, door_leaf_exit_end
        .globl  door_resume_begin, door_resume_end, door_resume_restart
        .globl  door_args_begin, door_args_end, door_args_fault, door_entry_load, door_text_begin, door_text_end
        .hidden door_exit_begin, door_exit_end, door_exit_restart, door_dispatch, door_dispatch_trap, door_resume, door_enter
        .hidden door_resume_begin, door_resume_end, door_resume_restart, door_args_fault
        .hidden door_args_begin, door_args_end, door_entry_load, door_text_begin, door_text_end

/* SAVE: the guest's registers but rsp, rip and r13, which have their places in the frame at rcx - FRAME; rbp is the
 * frame then, rsp the host's and rbx the thread's block.  Leaves rax, rdx and r8 to r11 alone. */
        .macro  SAVE
        movq    %rbp, F_RBP-FRAME(%rcx)
        leaq    -FRAME(%rcx), %rbp
        movq    %rbp, %rsp
        /* CFA = [rbp + F_RSP]; saved registers stand at rbp + their offset */
        .cfi_escape 0x0f, 4, 0x76, 0xe0, 0x01, 0x06
        .cfi_escape 0x10, 16, 3, 0x76, 0xe8, 0x01
        .cfi_escape 0x10, 3, 3, 0x76, 0xa0, 0x01
        .cfi_escape 0x10, 6, 3, 0x76, 0xa8, 0x01
        .cfi_escape 0x10, 4, 3, 0x76, 0xb0, 0x01
        .cfi_escape 0x10, 5, 3, 0x76, 0xb8, 0x01
        .cfi_escape 0x10, 12, 3, 0x76, 0xc0, 0x01
        .cfi_escape 0x10, 13, 3, 0x76, 0xc8, 0x01
        .cfi_escape 0x10, 14, 3, 0x76, 0xd0, 0x01
        .cfi_escape 0x10, 15, 3, 0x76, 0xd8, 0x01
        movq    %rbx, F_RBX(%rbp)
        movq    %rsi, F_RSI(%rbp)
        movq    %rdi, F_RDI(%rbp)
        movq    %r12, F_R12(%rbp)
        movq    %r14, F_R14(%rbp)
        movq    %r15, F_R15(%rbp)
        movaps  %xmm6, 0x00(%rbp)
        movaps  %xmm7, 0x10(%rbp)
        movaps  %xmm8, 0x20(%rbp)
        movaps  %xmm9, 0x30(%rbp)
        movaps  %xmm10, 0x40(%rbp)
        movaps  %xmm11, 0x50(%rbp)
        movaps  %xmm12, 0x60(%rbp)
        movaps  %xmm13, 0x70(%rbp)
        movaps  %xmm14, 0x80(%rbp)
        movaps  %xmm15, 0x90(%rbp)
        cld
        movq    %gs:BLOCK, %rbx
        movq    $0, RESUME(%rbx)
        movq    %rbp, FRAME_PTR(%rbx)
        .endm

        .p2align 6
door_text_begin:
        .type   door_dispatch, @function
door_dispatch:
        .cfi_startproc
        .cfi_def_cfa rsp, 8
        movq    %gs:BLOCK+HOST_RSP, %rcx
door_entry_load:
        movq    (%rsp), %r11
        movq    %r11, F_RIP-FRAME(%rcx)
        leaq    8(%rsp), %r11
        movq    $0, F_KIND-FRAME(%rcx)
        movq    %r11, F_RSP-FRAME(%rcx)
        cmpl    $LEAF_CALLS, %eax
        jb      try_leaf
full:   movq    %r13, F_R13-FRAME(%rcx)
        movq    %r11, %r13              /* r13: guest rsp after the call; argument k > 4 at r13 + 8k - 8 */
        .cfi_endproc
common:
        .cfi_startproc
        .cfi_signal_frame
        SAVE
        movl    %eax, %ecx
        movq    %rcx, F_NUMBER(%rbp)

        /* the row: table from bits 12-13, index from bits 0-11 */
        movl    %eax, %r11d
        shrl    $12, %eax
        andl    $3, %eax
        andl    $0xfff, %r11d
        shll    $4, %eax
        leaq    TABLES(%rbx,%rax), %r12
        cmpl    8(%r12), %r11d
        jae     bad_number
        shlq    $5, %r11
        addq    (%r12), %r11
        movq    %r11, %r12              /* r12: struct door_call */
        movq    (%r12), %rax
        testq   %rax, %rax
        jz      missing
        cmpl    $0, TRACE(%rbx)
        jne     traced

        movzbl  8(%r12), %ecx
        movq    %r10, %rdi
        movq    %rdx, %rsi
        movq    %r8, %rdx
        cmpl    $4, %ecx
        ja      more
        movq    %r9, %rcx
        call    *%rax
exit:
        movq    %rax, F_RAX(%rbp)
door_exit_begin:
        cmpl    $0, ALERT(%rbx)
        jne     leaving
        movaps  0x00(%rbp), %xmm6
        movaps  0x10(%rbp), %xmm7
        movaps  0x20(%rbp), %xmm8
        movaps  0x30(%rbp), %xmm9
        movaps  0x40(%rbp), %xmm10
        movaps  0x50(%rbp), %xmm11
        movaps  0x60(%rbp), %xmm12
        movaps  0x70(%rbp), %xmm13
        movaps  0x80(%rbp), %xmm14
        movaps  0x90(%rbp), %xmm15
        movq    F_RAX(%rbp), %rax
        movq    $0, FRAME_PTR(%rbx)
        movq    F_RSI(%rbp), %rsi
        movq    F_RDI(%rbp), %rdi
        movq    F_R12(%rbp), %r12
        movq    F_R13(%rbp), %r13
        movq    F_R14(%rbp), %r14
        movq    F_R15(%rbp), %r15
        movq    F_RBX(%rbp), %rbx
        movq    F_RIP(%rbp), %rcx
        cmpq    $0, F_KIND(%rbp)
        movq    F_RSP(%rbp), %rsp
        movq    F_RBP(%rbp), %rbp
        jne     1f
        subq    $8, %rsp                /* a return matched with the stub's call keeps the CPU's prediction right */
        ret
1:      jmp     *%rcx
door_exit_end:

door_exit_restart:                      /* the alert signal sends us here from the range above */
        movq    %gs:BLOCK, %rbx
        movq    HOST_RSP(%rbx), %rbp
        subq    $FRAME, %rbp
        movq    %rbp, %rsp
        movq    %rbp, FRAME_PTR(%rbx)
        jmp     door_exit_begin

leaving:
        movq    %rbp, %rsp
        movq    F_RAX(%rbp), %rsi
        movq    %rbx, %rdi
        call    door_leaving
        jmp     exit

more:                                   /* five arguments and up: the rest stands on the guest's stack */
        movl    %ecx, %r15d
        movq    %r9, %rcx
        movq    %rax, %r14
        movl    %r15d, %eax             /* rax: number of the argument being moved */
door_args_begin:
        movq    0x20(%r13), %r8
        cmpl    $6, %eax
        jb      3f
        movq    0x28(%r13), %r9
        je      3f
        testb   $1, %al
        jz      2f
        subq    $8, %rsp
2:      pushq   -8(%r13,%rax,8)
        decl    %eax
        cmpl    $6, %eax
        ja      2b
door_args_end:
3:      call    *%r14
        movq    %rbp, %rsp
        jmp     exit

door_args_fault:                        /* signal.c sends a fault in the range above here */
        movq    %rbp, %rsp
        movq    %rbx, %rdi
        call    door_bad_stack
        jmp     exit

missing:
        movq    %r12, %rsi
        jmp     1f
bad_number:
        xorl    %esi, %esi
1:      movq    F_NUMBER(%rbp), %rdi
        call    door_missing
        jmp     exit

traced:                                 /* all arguments into an array, for door_traced(call, arguments) */
        subq    $(MAX_ARGS*8+8), %rsp
        andq    $-16, %rsp
        movq    %r10, 0x00(%rsp)
        movq    %rdx, 0x08(%rsp)
        movq    %r8, 0x10(%rsp)
        movq    %r9, 0x18(%rsp)
        movzbl  8(%r12), %eax
        cmpl    $4, %eax
        jbe     5f
door_traced_args_begin:
4:      movq    -8(%r13,%rax,8), %rcx
        movq    %rcx, -8(%rsp,%rax,8)
        decl    %eax
        cmpl    $4, %eax
        ja      4b
door_traced_args_end:
5:      movq    %r12, %rdi
        movq    %rsp, %rsi
        call    door_traced
        movq    %rbp, %rsp
        jmp     exit
        .cfi_endproc
        .size   door_dispatch, . - door_dispatch
        .globl  door_traced_args_begin, door_traced_args_end
        .hidden door_traced_args_begin, door_traced_args_end

        .p2align 5
        .cfi_startproc
        .cfi_def_cfa rsp, 8
try_leaf:
        movl    %eax, %eax
        movq    %gs:BLOCK+LEAVES, %r11
        movq    (%r11,%rax,8), %r11
        testq   %r11, %r11
        jz      1f
        movq    %r10, 0x00-FRAME(%rcx)
        movq    %rdx, 0x08-FRAME(%rcx)
        movq    %r8, 0x10-FRAME(%rcx)
        movq    %r9, 0x18-FRAME(%rcx)
        movq    %rax, F_NUMBER-FRAME(%rcx)
        leaq    -FRAME-0x20(%rcx), %rsp /* 32 bytes, as the guest's convention has them */
        /* CFA = [rsp + 0x20 + F_RSP], the return address at rsp + 0x20 + F_RIP */
        .cfi_escape 0x0f, 4, 0x77, 0x80, 0x02, 0x06
        .cfi_escape 0x10, 16, 3, 0x77, 0x88, 0x02
        movq    %r10, %rcx
        call    *%r11
        cmpq    $-1, %rax               /* DOOR_LEAF_NOT */
        je      2f
door_leaf_exit_begin:
        cmpl    $0, %gs:BLOCK+ALERT
        jne     3f
        movq    %gs:BLOCK+HOST_RSP, %rcx
        movq    F_RSP-FRAME(%rcx), %rsp
        subq    $8, %rsp
        ret
door_leaf_exit_end:
2:      movq    %gs:BLOCK+HOST_RSP, %rcx
        movq    0x00-FRAME(%rcx), %r10
        movq    0x08-FRAME(%rcx), %rdx
        movq    0x10-FRAME(%rcx), %r8
        movq    0x18-FRAME(%rcx), %r9
        movl    F_NUMBER-FRAME(%rcx), %eax
1:      movq    F_RSP-FRAME(%rcx), %r11
        jmp     full
3:      movq    %gs:BLOCK+HOST_RSP, %rcx
        movq    %r13, F_R13-FRAME(%rcx)
        SAVE
        jmp     exit
        .cfi_endproc

        .p2align 4
        .type   door_dispatch_trap, @function
door_dispatch_trap:
        .cfi_startproc
        .cfi_undefined rip
        movq    %gs:BLOCK+HOST_RSP, %r11
        movq    %rcx, F_RIP-FRAME(%r11)
        movq    $1, F_KIND-FRAME(%r11)
        movq    %r13, F_R13-FRAME(%r11)
        movq    %rsp, F_RSP-FRAME(%r11)
        leaq    8(%rsp), %r13
        movq    %r11, %rcx
        jmp     common
        .cfi_endproc
        .size   door_dispatch_trap, . - door_dispatch_trap

/* void door_enter(const struct door_regs *regs): the host stack of this thread begins here; then as door_resume. */
        .type   door_enter, @function
door_enter:
        .cfi_startproc
        .cfi_undefined rip
        movq    %rsp, %rax
        andq    $-64, %rax
        movq    %rax, %gs:BLOCK+HOST_RSP
        xorl    %esi, %esi
        xorl    %edx, %edx
        .cfi_endproc
        /* falls through */

/* void door_resume(const struct door_regs *regs, const void *xsave, uint64_t mask) */
        .type   door_resume, @function
door_resume:
        .cfi_startproc
        .cfi_undefined rip
        andq    $-16, %rsp
        movq    %rdi, %gs:BLOCK+RESUME
        movq    %rsi, %gs:BLOCK+RESUME_XSAVE
        movq    %rdx, %gs:BLOCK+RESUME_MASK
door_resume_begin:
        cmpl    $0, %gs:BLOCK+ALERT
        jne     7f
        movq    %gs:BLOCK+RESUME, %rdi
        movq    %gs:BLOCK+RESUME_XSAVE, %rsi
        testq   %rsi, %rsi
        jz      6f
        movl    %gs:BLOCK+RESUME_MASK, %eax
        movl    %gs:BLOCK+RESUME_MASK+4, %edx
        movl    %eax, %ecx
        orl     %edx, %ecx
        jz      8f
        xrstor64 (%rsi)
        jmp     6f
8:      fxrstor64 (%rsi)
6:      pushq   $0x2b                   /* user stack segment */
        pushq   0x20(%rdi)              /* rsp */
        pushq   0x88(%rdi)              /* rflags */
        pushq   $0x33                   /* 64-bit user code segment */
        pushq   0x80(%rdi)              /* rip */
        movq    $0, %gs:BLOCK+FRAME_PTR
        movq    0x00(%rdi), %rax
        movq    0x08(%rdi), %rcx
        movq    0x10(%rdi), %rdx
        movq    0x18(%rdi), %rbx
        movq    0x28(%rdi), %rbp
        movq    0x30(%rdi), %rsi
        movq    0x40(%rdi), %r8
        movq    0x48(%rdi), %r9
        movq    0x50(%rdi), %r10
        movq    0x58(%rdi), %r11
        movq    0x60(%rdi), %r12
        movq    0x68(%rdi), %r13
        movq    0x70(%rdi), %r14
        movq    0x78(%rdi), %r15
        movq    0x38(%rdi), %rdi
        iretq
door_resume_end:
7:      movq    %gs:BLOCK, %rdi
        xorl    %esi, %esi
        call    door_leaving
        jmp     door_resume_begin
door_resume_restart:
        andq    $-16, %rsp              /* still the host's: only iretq changes it */
        jmp     door_resume_begin
        .cfi_endproc
        .size   door_resume, . - door_resume
door_text_end:
        .section .note.GNU-stack, "", @progbits
