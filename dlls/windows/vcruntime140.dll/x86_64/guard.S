/* SPDX-License-Identifier: MIT */
/* A call that an access violation ends (try.c has its language handler). */
        .text

/* void *eh_try(function, argument) */
        .globl  eh_try, eh_try_failed
        .p2align 4
        .seh_proc eh_try
        .seh_handler eh_leaves_try, @except
eh_try:
        subq    $0x28, %rsp
        .seh_stackalloc 0x28
        .seh_endprologue
        movq    %rcx, %rax
        movq    %rdx, %rcx
        call    *%rax
eh_try_failed:                          /* unwound to with rax 0 */
        nop
        addq    $0x28, %rsp
        ret
        .seh_endproc
