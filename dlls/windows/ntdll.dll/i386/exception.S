/* SPDX-License-Identifier: MIT */
/* Where exceptions enter 32-bit guest code: record and context pointers stand on the stack. */
        .text
        .globl  _KiUserExceptionDispatcher@8
_KiUserExceptionDispatcher@8:
        cld
        movl    4(%esp), %ecx
        movl    (%esp), %ebx
        pushl   %ecx
        pushl   %ebx
        call    _exception_enter
        int3

        .globl  _KiUserApcDispatcher@16
_KiUserApcDispatcher@16:
        leal    16(%esp), %edi
        popl    %eax
        call    *%eax
        pushl   $1
        pushl   %edi
        call    _NtContinue@8
        int3

/* void RtlCaptureContext(CONTEXT *) */
        .set    EDI, 0x9c
        .globl  _RtlCaptureContext@4
_RtlCaptureContext@4:
        pushl   %ebx
        movl    8(%esp), %ebx
        movl    $0x10007, (%ebx)
        movl    %edi, EDI(%ebx)
        movl    %esi, EDI+4(%ebx)
        popl    EDI+8(%ebx)
        movl    %edx, EDI+12(%ebx)
        movl    %ecx, EDI+16(%ebx)
        movl    %eax, EDI+20(%ebx)
        movl    %ebp, EDI+24(%ebx)
        movl    (%esp), %eax
        movl    %eax, EDI+28(%ebx)
        movw    %cs, EDI+32(%ebx)
        pushfl
        popl    EDI+36(%ebx)
        leal    8(%esp), %eax
        movl    %eax, EDI+40(%ebx)
        movw    %ss, EDI+44(%ebx)
        movl    EDI+20(%ebx), %eax
        movl    EDI+8(%ebx), %ebx
        ret     $4

/* void RtlRaiseException(EXCEPTION_RECORD *) */
        .globl  _RtlRaiseException@4
_RtlRaiseException@4:
        subl    $0x2cc, %esp
        pushl   %esp
        call    _RtlCaptureContext@4
        movl    0x2cc(%esp), %eax
        movl    %eax, EDI+28(%esp)
        leal    0x2d4(%esp), %eax
        movl    %eax, EDI+40(%esp)
        movl    %esp, %eax
        pushl   %eax
        pushl   0x2d4(%esp)
        call    _exception_raised
        int3
