/* SPDX-License-Identifier: MIT */
/* Calls of a program's funclets, in frames that hear of exceptions that leave them. */
        .text

/* void eh_call_unwinding(function, first, frame) */
        .globl  eh_call_unwinding
        .p2align 4
        .seh_proc eh_call_unwinding
        .seh_handler eh_leaves_unwinding, @except, @unwind
eh_call_unwinding:
        subq    $0x28, %rsp
        .seh_stackalloc 0x28
        .seh_endprologue
        movq    %rcx, %rax
        movq    %rdx, %rcx
        movq    %r8, %rdx
        call    *%rax
        nop
        addq    $0x28, %rsp
        ret
        .seh_endproc

/* uint64_t eh_call_catch(funclet, frame, catch): the handler finds `catch` at 0x20 of the frame. */
        .globl  eh_call_catch
        .p2align 4
        .seh_proc eh_call_catch
        .seh_handler eh_leaves_catch, @except, @unwind
eh_call_catch:
        subq    $0x28, %rsp
        .seh_stackalloc 0x28
        .seh_endprologue
        movq    %r8, 0x20(%rsp)
        movq    %rcx, %rax
        call    *%rax
        nop
        addq    $0x28, %rsp
        ret
        .seh_endproc

/* void eh_call_closed(function, first, second, third) */
        .globl  eh_call_closed
        .p2align 4
        .seh_proc eh_call_closed
        .seh_handler eh_leaves_closed, @except
eh_call_closed:
        subq    $0x28, %rsp
        .seh_stackalloc 0x28
        .seh_endprologue
        movq    %rcx, %rax
        movq    %rdx, %rcx
        movq    %r8, %rdx
        movl    %r9d, %r8d
        call    *%rax
        nop
        addq    $0x28, %rsp
        ret
        .seh_endproc
