/* SPDX-License-Identifier: MIT */
/* RtlUserThreadStart: entry in eax, argument in ebx, as Windows starts 32-bit threads.  The frame at its fs:0 is the last that an
 * exception meets. */
        .text
        .globl  _RtlUserThreadStart@8
_RtlUserThreadStart@8:
        pushl   $_exception_bottom
        pushl   $-1
        movl    %esp, %fs:0
        pushl   %ebx
        pushl   %eax
        call    _thread_run
        int3
