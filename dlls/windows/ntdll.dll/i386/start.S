/* SPDX-License-Identifier: MIT */
/* start_resume(context): goes where a thread's first CONTEXT says, without a system call (cdecl). */
    .text
    .globl  _start_resume
    .def    _start_resume; .scl 2; .type 32; .endef
_start_resume:
    movl    4(%esp), %ecx
    movl    0xb8(%ecx), %edx        /* Eip */
    movl    0xb0(%ecx), %eax
    movl    0xa4(%ecx), %ebx
    movl    0xc4(%ecx), %esp
    xorl    %ebp, %ebp
    jmp     *%edx
