/* SPDX-License-Identifier: MIT */
/* base_guarded (guard.h): a scope of __C_specific_handler around one call, since the compiler has no __try. */
        .text
        .globl  base_guarded
        .def    base_guarded; .scl 2; .type 32; .endef
        .seh_proc base_guarded
base_guarded:
        subq    $0x28, %rsp
        .seh_stackalloc 0x28
        .seh_endprologue
        .seh_handler __C_specific_handler, @except
        .seh_handlerdata
        .long   1
        .rva    .Lbegin, .Lend, base_guard_filter, .Lfault
        .text
.Lbegin:
        movq    %rcx, %rax
        movq    %rdx, %rcx
        call    *%rax
        nop                             /* the return address lies inside */
.Lend:
        addq    $0x28, %rsp
        ret
.Lfault:
        xorl    %eax, %eax
        addq    $0x28, %rsp
        ret
        .seh_endproc
