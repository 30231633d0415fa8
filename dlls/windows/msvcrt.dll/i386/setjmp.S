/* SPDX-License-Identifier: MIT */
/* setjmp and longjmp of i386.  The buffer: ebp, ebx, edi, esi, esp, return address, the exception registration at the
 * time, try level, a cookie ("VC20") and an unwind function that _setjmp3 fills in.  longjmp unwinds registrations that
 * are newer than the buffer's. */
    .text
    .globl __setjmp, __setjmp3, _longjmp
__setjmp:
    movl 4(%esp), %edx
    movl %ebp, 0(%edx)
    movl %ebx, 4(%edx)
    movl %edi, 8(%edx)
    movl %esi, 12(%edx)
    movl %esp, 16(%edx)
    movl (%esp), %eax
    movl %eax, 20(%edx)
    movl %fs:0, %eax
    movl %eax, 24(%edx)
    cmpl $-1, %eax
    jne 1f
    movl $-1, 28(%edx)
    jmp 2f
1:  movl 12(%eax), %eax
    movl %eax, 28(%edx)
2:  xorl %eax, %eax
    ret

/* _setjmp3(buffer, count, unwind function, try level, ...) */
__setjmp3:
    movl 4(%esp), %edx
    movl %ebp, 0(%edx)
    movl %ebx, 4(%edx)
    movl %edi, 8(%edx)
    movl %esi, 12(%edx)
    movl %esp, 16(%edx)
    movl (%esp), %eax
    movl %eax, 20(%edx)
    movl $0x56433230, 32(%edx)
    movl $0, 36(%edx)
    movl %fs:0, %eax
    movl %eax, 24(%edx)
    cmpl $-1, %eax
    jne 1f
    movl $-1, 28(%edx)
    jmp 4f
1:  movl 8(%esp), %ecx
    testl %ecx, %ecx
    jz 2f
    pushl 12(%esp)
    popl 36(%edx)
    decl %ecx
    jz 2f
    pushl 16(%esp)
    popl 28(%edx)
    jmp 3f
2:  movl 12(%eax), %eax
    movl %eax, 28(%edx)
3:
4:  xorl %eax, %eax
    ret

_longjmp:
    movl 4(%esp), %ebx
    movl 24(%ebx), %esi
    cmpl %fs:0, %esi
    je 1f
    pushl $0
    pushl $0
    pushl $1f
    pushl %esi
    call _RtlUnwind@16
1:  movl 4(%esp), %edx
    movl 8(%esp), %eax
    testl %eax, %eax
    jnz 2f
    incl %eax
2:  movl 0(%edx), %ebp
    movl 4(%edx), %ebx
    movl 8(%edx), %edi
    movl 12(%edx), %esi
    movl 16(%edx), %esp
    addl $4, %esp
    jmp *20(%edx)
