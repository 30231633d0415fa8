/* SPDX-License-Identifier: MIT */
/* A thunk of a missing function came here with its record in r10: as a call, for backtraces. */
        .text
        .globl  ldr_missing_entry
        .seh_proc ldr_missing_entry
ldr_missing_entry:
        subq    $0x28, %rsp
        .seh_stackalloc 0x28
        .seh_endprologue
        movq    %r10, %rcx
        call    ldr_missing_called
        int3
        .seh_endproc
