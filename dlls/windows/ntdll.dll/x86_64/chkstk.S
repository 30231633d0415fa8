/* SPDX-License-Identifier: MIT */
/* __chkstk, which compilers call before a frame of a page or more: rax bytes are about to be taken from the stack.  Touches each page
 * from the thread's stack limit down, in order, so that the guard page meets them one by one.  Changes no register but the flags and
 * leaves rsp alone ("x64 prolog and epilog"); ___chkstk_ms is gcc's name for the same. */
        .text
        .globl  __chkstk, ___chkstk_ms
        .p2align 4
        .seh_proc __chkstk
__chkstk:
___chkstk_ms:
        subq    $0x10, %rsp
        .seh_stackalloc 0x10
        .seh_endprologue
        movq    %r10, (%rsp)
        movq    %r11, 8(%rsp)
        xorl    %r11d, %r11d
        leaq    0x18(%rsp), %r10                /* the caller's rsp */
        subq    %rax, %r10
        cmovb   %r11, %r10                      /* more than there is: down to the very end */
        movq    %gs:0x10, %r11
        cmpq    %r11, %r10
        jae     2f
        andw    $0xf000, %r10w
1:      subq    $0x1000, %r11
        testb   %al, (%r11)
        cmpq    %r11, %r10
        jb      1b
2:      movq    (%rsp), %r10
        movq    8(%rsp), %r11
        addq    $0x10, %rsp
        ret
        .seh_endproc
