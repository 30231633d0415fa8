/* SPDX-License-Identifier: MIT */
/* RtlUserThreadStart(entry, argument): where every thread begins.  Its handler is the last that an exception meets. */
        .text
        .globl  RtlUserThreadStart
        .p2align 4
        .seh_proc RtlUserThreadStart
        .seh_handler exception_bottom, @except
RtlUserThreadStart:
        subq    $0x28, %rsp
        .seh_stackalloc 0x28
        .seh_endprologue
        call    thread_run
        int3
        .globl  thread_start_died
thread_start_died:                              /* exception_bottom unwound to here; the exception's code is in eax */
        movl    %eax, %edx
        movq    $-1, %rcx
        call    NtTerminateProcess
        int3
        .seh_endproc
