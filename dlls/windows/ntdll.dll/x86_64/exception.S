/* SPDX-License-Identifier: MIT */
/* Where exceptions and APCs enter the guest, and the context switches of exception handling. */
        .set    CTX_FLAGS, 0x30
        .set    CTX_MXCSR, 0x34
        .set    CTX_CS, 0x38
        .set    CTX_EFLAGS, 0x44
        .set    CTX_RAX, 0x78
        .set    CTX_RCX, 0x80
        .set    CTX_RDX, 0x88
        .set    CTX_RBX, 0x90
        .set    CTX_RSP, 0x98
        .set    CTX_RBP, 0xa0
        .set    CTX_RSI, 0xa8
        .set    CTX_RDI, 0xb0
        .set    CTX_R8, 0xb8
        .set    CTX_RIP, 0xf8
        .set    CTX_FX, 0x100
        .set    CTX_SIZE, 0x4d0
        .set    RECORD_AT, 0x4f0
        .set    MACHINE_AT, 0x590

/* Unwind data: the non-volatile registers stand in a CONTEXT at rsp + \at. */
        .macro  SAVED at
        .seh_savereg %rbx, \at+0x90
        .seh_savereg %rbp, \at+0xa0
        .seh_savereg %rsi, \at+0xa8
        .seh_savereg %rdi, \at+0xb0
        .seh_savereg %r12, \at+0xd8
        .seh_savereg %r13, \at+0xe0
        .seh_savereg %r14, \at+0xe8
        .seh_savereg %r15, \at+0xf0
        .seh_savexmm %xmm6, \at+0x200
        .seh_savexmm %xmm7, \at+0x210
        .seh_savexmm %xmm8, \at+0x220
        .seh_savexmm %xmm9, \at+0x230
        .seh_savexmm %xmm10, \at+0x240
        .seh_savexmm %xmm11, \at+0x250
        .seh_savexmm %xmm12, \at+0x260
        .seh_savexmm %xmm13, \at+0x270
        .seh_savexmm %xmm14, \at+0x280
        .seh_savexmm %xmm15, \at+0x290
        .endm

        .text
/* void RtlCaptureContext(CONTEXT *): the caller's registers as they are, rip its return address. */
        .globl  RtlCaptureContext
        .p2align 4
        .seh_proc RtlCaptureContext
RtlCaptureContext:
        pushfq
        .seh_stackalloc 8
        .seh_endprologue
        movq    %rax, CTX_RAX(%rcx)
        movq    %rcx, CTX_RCX(%rcx)
        movq    %rdx, CTX_RDX(%rcx)
        movq    %rbx, CTX_RBX(%rcx)
        movq    %rbp, CTX_RBP(%rcx)
        movq    %rsi, CTX_RSI(%rcx)
        movq    %rdi, CTX_RDI(%rcx)
        movq    %r8, 0xb8(%rcx)
        movq    %r9, 0xc0(%rcx)
        movq    %r10, 0xc8(%rcx)
        movq    %r11, 0xd0(%rcx)
        movq    %r12, 0xd8(%rcx)
        movq    %r13, 0xe0(%rcx)
        movq    %r14, 0xe8(%rcx)
        movq    %r15, 0xf0(%rcx)
        movq    (%rsp), %rax
        movl    %eax, CTX_EFLAGS(%rcx)
        movq    8(%rsp), %rax
        movq    %rax, CTX_RIP(%rcx)
        leaq    16(%rsp), %rax
        movq    %rax, CTX_RSP(%rcx)
        movw    %cs, CTX_CS(%rcx)
        movw    %ds, CTX_CS+2(%rcx)
        movw    %es, CTX_CS+4(%rcx)
        movw    %fs, CTX_CS+6(%rcx)
        movw    %gs, CTX_CS+8(%rcx)
        movw    %ss, CTX_CS+10(%rcx)
        stmxcsr CTX_MXCSR(%rcx)
        fxsave64 CTX_FX(%rcx)
        movl    $0x10000f, CTX_FLAGS(%rcx)      /* control, integer, segments, floating point */
        movq    CTX_RAX(%rcx), %rax
        addq    $8, %rsp
        ret
        .seh_endproc

/* The host wrote CONTEXT, CONTEXT_EX, record and a machine frame at rsp.  The machine frame lets unwinding go on into the code that
 * was interrupted, whose non-volatile registers nobody has touched. */
        .globl  KiUserExceptionDispatcher
        .p2align 4
        .seh_proc KiUserExceptionDispatcher
KiUserExceptionDispatcher:
        .seh_pushframe
        .seh_stackalloc MACHINE_AT
        .seh_endprologue
        cld
        leaq    RECORD_AT(%rsp), %rcx
        movq    %rsp, %rdx
        call    exception_enter
        int3
        .seh_endproc

/* The host wrote a CONTEXT at rsp with the three arguments and the routine in its first home slots.  A machine frame below it lets
 * unwinding go on into the code that was interrupted; the registers that it needs stand in the CONTEXT. */
        .set    APC_CTX, 0x60                   /* of the CONTEXT, from rsp in the body */
        .globl  KiUserApcDispatcher
        .p2align 4
        .seh_proc KiUserApcDispatcher
KiUserApcDispatcher:
        .seh_pushframe
        .seh_stackalloc 0x38
        SAVED   APC_CTX
        .seh_endprologue
        movq    %rsp, %rbx
        movzwl  CTX_CS+10(%rbx), %eax
        pushq   %rax
        pushq   CTX_RSP(%rbx)
        movl    CTX_EFLAGS(%rbx), %eax
        pushq   %rax
        movzwl  CTX_CS(%rbx), %eax
        pushq   %rax
        pushq   CTX_RIP(%rbx)
        subq    $0x38, %rsp
        movq    0x00(%rbx), %rcx
        movq    0x08(%rbx), %rdx
        movq    0x10(%rbx), %r8
        movq    %rbx, %r9
        call    *0x18(%rbx)
        leaq    APC_CTX(%rsp), %rcx
        movl    $1, %edx                /* look for more APCs */
        call    NtContinue
        movl    %eax, %ecx
        call    RtlRaiseStatus
        int3
        .seh_endproc

/* A blocking call of the host asks for an exception in its place: TEB.ExceptionCode. */
        .globl  KiRaiseUserExceptionDispatcher
        .p2align 4
        .seh_proc KiRaiseUserExceptionDispatcher
KiRaiseUserExceptionDispatcher:
        subq    $0x28, %rsp
        .seh_stackalloc 0x28
        .seh_endprologue
        movl    %gs:0x2c0, %ecx
        call    RtlRaiseStatus
        addq    $0x28, %rsp
        ret
        .seh_endproc

/* void RtlRaiseException(EXCEPTION_RECORD *): only rsp changes here, so the caller's context is this one, two words up. */
        .globl  RtlRaiseException
        .p2align 4
        .seh_proc RtlRaiseException
RtlRaiseException:
        subq    $CTX_SIZE+0x38, %rsp
        .seh_stackalloc CTX_SIZE+0x38
        .seh_endprologue
        movq    %rcx, CTX_SIZE+0x40(%rsp)       /* the caller's home slot */
        leaq    0x30(%rsp), %rcx
        call    RtlCaptureContext
        leaq    0x30(%rsp), %rdx
        movq    CTX_SIZE+0x40(%rsp), %rcx
        movq    %rcx, CTX_RCX(%rdx)
        leaq    CTX_SIZE+0x40(%rsp), %rax
        movq    %rax, CTX_RSP(%rdx)
        movq    CTX_SIZE+0x38(%rsp), %rax
        movq    %rax, CTX_RIP(%rdx)
        call    exception_raised
        int3
        .seh_endproc

/* EXCEPTION_DISPOSITION exception_call_handler(record, frame, context, dispatcher): calls dispatcher->LanguageHandler.  An exception
 * inside the handler meets exception_nested below. */
        .set    D_ESTABLISHER, 0x18
        .set    D_HANDLER, 0x30
        .globl  exception_call_handler
        .p2align 4
        .seh_proc exception_call_handler
        .seh_handler exception_nested, @except
exception_call_handler:
        subq    $0x28, %rsp
        .seh_stackalloc 0x28
        .seh_endprologue
        movq    %r9, 0x20(%rsp)                 /* for exception_nested: the dispatcher context */
        call    *D_HANDLER(%r9)
        nop
        addq    $0x28, %rsp
        ret
        .seh_endproc

        .globl  exception_call_unwinder
        .p2align 4
        .seh_proc exception_call_unwinder
        .seh_handler exception_collided, @except, @unwind
exception_call_unwinder:
        subq    $0x28, %rsp
        .seh_stackalloc 0x28
        .seh_endprologue
        movq    %r9, 0x20(%rsp)
        call    *D_HANDLER(%r9)
        nop
        addq    $0x28, %rsp
        ret
        .seh_endproc

/* void context_restore(const CONTEXT *): all but the segments and the state beyond xmm. */
        .globl  context_restore
        .p2align 4
context_restore:
        fxrstor64 CTX_FX(%rcx)
        ldmxcsr CTX_MXCSR(%rcx)
        pushq   $0x2b
        pushq   CTX_RSP(%rcx)
        movl    CTX_EFLAGS(%rcx), %eax
        pushq   %rax
        pushq   $0x33
        pushq   CTX_RIP(%rcx)
        movq    CTX_RAX(%rcx), %rax
        movq    CTX_RDX(%rcx), %rdx
        movq    CTX_RBX(%rcx), %rbx
        movq    CTX_RBP(%rcx), %rbp
        movq    CTX_RSI(%rcx), %rsi
        movq    CTX_RDI(%rcx), %rdi
        movq    0xb8(%rcx), %r8
        movq    0xc0(%rcx), %r9
        movq    0xc8(%rcx), %r10
        movq    0xd0(%rcx), %r11
        movq    0xd8(%rcx), %r12
        movq    0xe0(%rcx), %r13
        movq    0xe8(%rcx), %r14
        movq    0xf0(%rcx), %r15
        movq    CTX_RCX(%rcx), %rcx
        iretq

/* void context_capture_kept(CONTEXT *): what a function keeps for its caller, and the words of the floating-point units. */
        .set    CTX_XMM6, 0x200
        .globl  context_capture_kept
        .p2align 4
context_capture_kept:
        movq    %rbx, CTX_RBX(%rcx)
        movq    %rbp, CTX_RBP(%rcx)
        movq    %rsi, CTX_RSI(%rcx)
        movq    %rdi, CTX_RDI(%rcx)
        movq    %r12, 0xd8(%rcx)
        movq    %r13, 0xe0(%rcx)
        movq    %r14, 0xe8(%rcx)
        movq    %r15, 0xf0(%rcx)
        movq    (%rsp), %rax
        movq    %rax, CTX_RIP(%rcx)
        leaq    8(%rsp), %rax
        movq    %rax, CTX_RSP(%rcx)
        movw    %cs, CTX_CS(%rcx)
        movw    %ds, CTX_CS+2(%rcx)
        movw    %es, CTX_CS+4(%rcx)
        movw    %fs, CTX_CS+6(%rcx)
        movw    %gs, CTX_CS+8(%rcx)
        movw    %ss, CTX_CS+10(%rcx)
        movl    $0x202, CTX_EFLAGS(%rcx)
        stmxcsr CTX_MXCSR(%rcx)
        stmxcsr CTX_FX+24(%rcx)
        fnstcw  CTX_FX(%rcx)
        .irp    n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        movaps  %xmm\n, CTX_XMM6+(\n-6)*16(%rcx)
        .endr
        movl    $0x10000f, CTX_FLAGS(%rcx)
        ret

/* void context_restore_kept(const CONTEXT *) */
        .globl  context_restore_kept
        .p2align 4
context_restore_kept:
        ldmxcsr CTX_MXCSR(%rcx)
        fldcw   CTX_FX(%rcx)
        .irp    n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        movaps  CTX_XMM6+(\n-6)*16(%rcx), %xmm\n
        .endr
        movq    CTX_RIP(%rcx), %r11
        movq    CTX_RAX(%rcx), %rax
        movq    CTX_RDX(%rcx), %rdx
        movq    CTX_RBX(%rcx), %rbx
        movq    CTX_RBP(%rcx), %rbp
        movq    CTX_RSI(%rcx), %rsi
        movq    CTX_RDI(%rcx), %rdi
        movq    CTX_R8(%rcx), %r8
        movq    0xc0(%rcx), %r9
        movq    0xd8(%rcx), %r12
        movq    0xe0(%rcx), %r13
        movq    0xe8(%rcx), %r14
        movq    0xf0(%rcx), %r15
        movq    CTX_RCX(%rcx), %r10
        movq    CTX_RSP(%rcx), %rsp     /* the context may be gone from here on: it lies below */
        movq    %r10, %rcx
        jmp     *%r11

/* void context_consolidate(CONTEXT *, EXCEPTION_RECORD *): the frames between here and the context are gone for whoever unwinds: the
 * routine runs above a machine frame that holds the context's rip and rsp, and a copy of the context with the other registers. */
        .set    CON_CTX, 0x20                   /* of the copy, from rsp in the body */
        .set    CON_MACHINE, CON_CTX+CTX_SIZE
        .globl  context_consolidate
        .p2align 4
context_consolidate:
        subq    $CON_MACHINE+0x38, %rsp
        andq    $-16, %rsp
        movzwl  CTX_CS+10(%rcx), %eax
        movq    %rax, CON_MACHINE+0x20(%rsp)
        movq    CTX_RSP(%rcx), %rax
        movq    %rax, CON_MACHINE+0x18(%rsp)
        movl    CTX_EFLAGS(%rcx), %eax
        movq    %rax, CON_MACHINE+0x10(%rsp)
        movzwl  CTX_CS(%rcx), %eax
        movq    %rax, CON_MACHINE+0x08(%rsp)
        movq    CTX_RIP(%rcx), %rax
        movq    %rax, CON_MACHINE(%rsp)
        movq    %rcx, %rsi
        leaq    CON_CTX(%rsp), %rdi
        movl    $CTX_SIZE/8, %ecx
        rep movsq
        /* falls through */
        .seh_proc consolidated
consolidated:
        .seh_pushframe
        .seh_stackalloc CON_MACHINE
        SAVED   CON_CTX
        .seh_endprologue
        movq    %rdx, %rcx
        call    *0x20(%rdx)
        movq    %rax, CON_CTX+CTX_RIP(%rsp)
        leaq    CON_CTX(%rsp), %rcx
        call    context_restore_kept
        int3
        .seh_endproc
