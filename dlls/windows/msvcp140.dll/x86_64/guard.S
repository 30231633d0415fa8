/* SPDX-License-Identifier: MIT */
/* guard_run(struct guard *): C code under a C++ `catch (...)` and a destructor, as msvcp.h says of struct guard.
 *
 * The C compiler has no C++ exceptions, so the tables that vcruntime140's __CxxFrameHandler3 reads stand here by hand.
 * States: -1 nothing; 0 `leave` is owed; 1 the try block; 2 its catch block.  An exception that does not come from
 * C++ (an access violation) passes through, as in code compiled with /EHsc. */
        .text
        .globl  guard_run
        .def    guard_run; .scl 2; .type 32; .endef
        .p2align 4
guard_run:
        .seh_proc guard_run
        .seh_handler __CxxFrameHandler3, @unwind, @except
        pushq   %rbp
        .seh_pushreg %rbp
        subq    $48, %rsp
        .seh_stackalloc 48
        leaq    48(%rsp), %rbp
        .seh_setframe %rbp, 48
        .seh_endprologue
        movq    $-2, -8(%rbp)           /* the handler's own word, 40 bytes above the frame's start */
        movq    %rcx, -16(%rbp)
.Lenter:
        call    *(%rcx)
        testb   %al, %al
        je      .Lafter
.Ltry:
        movq    -16(%rbp), %rcx
        call    *8(%rcx)
.Lafter:
        movq    -16(%rbp), %rcx
        call    *24(%rcx)
.Lleave:
        movq    -16(%rbp), %rcx
        call    *32(%rcx)
        nop
        addq    $48, %rsp
        popq    %rbp
        ret
.Lend:
        .seh_handlerdata
        .rva    .Lfunction
        .text
        .seh_endproc

        .def    guard_catch; .scl 3; .type 32; .endef
        .p2align 4
guard_catch:                            /* rdx: guard_run's frame */
        .seh_proc guard_catch
        .seh_handler __CxxFrameHandler3, @unwind, @except
        movq    %rdx, 16(%rsp)
        pushq   %rbp
        .seh_pushreg %rbp
        subq    $32, %rsp
        .seh_stackalloc 32
        leaq    48(%rdx), %rbp
        .seh_endprologue
        movq    -16(%rbp), %rcx
        call    *16(%rcx)
        leaq    .Lafter(%rip), %rax     /* where to go on */
        addq    $32, %rsp
        popq    %rbp
        ret
        .seh_handlerdata
        .rva    .Lfunction
        .text
        .seh_endproc

        .def    guard_unwind; .scl 3; .type 32; .endef
        .p2align 4
guard_unwind:
        .seh_proc guard_unwind
        movq    %rdx, 16(%rsp)
        pushq   %rbp
        .seh_pushreg %rbp
        subq    $32, %rsp
        .seh_stackalloc 32
        leaq    48(%rdx), %rbp
        .seh_endprologue
        movq    -16(%rbp), %rcx
        call    *32(%rcx)
        nop
        addq    $32, %rsp
        popq    %rbp
        ret
        .seh_endproc

        .section .rdata, "dr"
        .p2align 2
.Lfunction:                             /* FuncInfo */
        .long   0x19930522
        .long   3                       /* states */
        .rva    .Lunwind_map
        .long   1                       /* try blocks */
        .rva    .Ltry_map
        .long   6                       /* ranges of code */
        .rva    .Lranges
        .long   40                      /* the handler's word */
        .long   0
        .long   1                       /* C++ exceptions only */
.Lunwind_map:                           /* the next state outward, what to run on the way */
        .long   -1
        .rva    guard_unwind
        .long   0
        .long   0
        .long   0
        .long   0
.Ltry_map:                              /* states of the try block, last state of its catch blocks, how many of these */
        .long   1
        .long   1
        .long   2
        .long   1
        .rva    .Lcatch_map
.Lcatch_map:                            /* 0x40: ...; no type, no object; the block; where it keeps the outer frame */
        .long   0x40
        .long   0
        .long   0
        .rva    guard_catch
        .long   56
.Lranges:                               /* a return address belongs to the call before it: hence + 1 */
        .rva    guard_run
        .long   -1
        .rva    .Lenter + 1
        .long   0
        .rva    .Ltry + 1
        .long   1
        .rva    .Lafter + 1
        .long   0
        .rva    .Lleave + 1
        .long   -1
        .rva    guard_catch
        .long   2
