/* SPDX-License-Identifier: MIT */
/* base_guarded (guard.h): an exception registration around one call, since the compiler has no __try. */
        .text
        .globl  _base_guarded
_base_guarded:
        pushl   %ebp
        movl    %esp, %ebp
        pushl   %ebx
        pushl   %esi
        pushl   %edi
        pushl   $guard_handler          /* the registration: its handler, the next one */
        pushl   %fs:0
        movl    %esp, %fs:0
        pushl   12(%ebp)
        call    *8(%ebp)
        addl    $4, %esp
.Lout:
        movl    -20(%ebp), %ecx
        movl    %ecx, %fs:0
        movl    -12(%ebp), %edi
        movl    -8(%ebp), %esi
        movl    -4(%ebp), %ebx
        leave
        ret

guard_handler:
        movl    4(%esp), %eax           /* EXCEPTION_RECORD */
        testl   $6, 4(%eax)             /* unwinding */
        jnz     1f
        cmpl    $0xc0000005, (%eax)     /* STATUS_ACCESS_VIOLATION */
        jne     1f
        movl    8(%esp), %ecx           /* the registration */
        pushl   %ecx
        pushl   $0
        pushl   %eax
        pushl   $2f
        pushl   %ecx
        call    _RtlUnwind@16
2:      popl    %ecx
        movl    %ecx, %esp
        leal    20(%ecx), %ebp
        xorl    %eax, %eax
        jmp     .Lout
1:      movl    $1, %eax                /* ExceptionContinueSearch */
        ret
