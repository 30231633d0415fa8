/* SPDX-License-Identifier: MIT */
/* The only code of the host that touches guest memory.  Nothing here pushes anything, so one landing serves every
 * instruction between guestmem_begin and guestmem_end: signal.c sends a fault there to guestmem_fault, which answers false.
 * Ranges that do not lie wholly below the border are refused before they are touched. */
        .text
        .globl  guest_read, guest_write, guest_fill, guest_probe_write, guest_probe_read
        .globl  guestmem_begin, guestmem_end, guestmem_fault
        .hidden guest_read, guest_write, guest_fill, guest_probe_write, guest_probe_read
        .hidden guestmem_begin, guestmem_end, guestmem_fault

/* CHECK begin, size: to guestmem_fault unless [begin, begin + size) lies below the border; clobbers rax, r11 */
        .macro  CHECK begin, size
        movabsq $0x100000000000, %r11
        movq    \begin, %rax
        addq    \size, %rax
        jc      guestmem_fault
        cmpq    %r11, %rax
        ja      guestmem_fault
        .endm

        .p2align 4
guestmem_begin:
        .type   guest_write, @function
guest_write:                            /* rdi guest, rsi from, rdx size */
        .cfi_startproc
        CHECK   %rdi, %rdx
        jmp     copy
        .cfi_endproc
        .size   guest_write, . - guest_write

        .p2align 4
        .type   guest_read, @function
guest_read:                             /* rdi to, rsi guest, rdx size */
        .cfi_startproc
        CHECK   %rsi, %rdx
copy:   movq    %rdx, %rcx
        cmpq    $8, %rdx
        je      1f
        cmpq    $4, %rdx
        je      2f
        cmpq    $16, %rdx
        je      3f
        cmpq    $128, %rdx
        ja      9f
        testb   $7, %dl
        jnz     9f
        shrq    $3, %rcx                /* a few words, an array of handles */
        jz      8f
0:      movq    -8(%rsi,%rcx,8), %rax
        movq    %rax, -8(%rdi,%rcx,8)
        decl    %ecx
        jnz     0b
8:      movl    $1, %eax
        ret
9:      rep movsb
        movl    $1, %eax
        ret
1:      movq    (%rsi), %rax
        movq    %rax, (%rdi)
        movl    $1, %eax
        ret
2:      movl    (%rsi), %eax
        movl    %eax, (%rdi)
        movl    $1, %eax
        ret
3:      movups  (%rsi), %xmm0
        movups  %xmm0, (%rdi)
        movl    $1, %eax
        ret
        .cfi_endproc
        .size   guest_read, . - guest_read

        .p2align 4
        .type   guest_fill, @function
guest_fill:                             /* rdi guest, esi byte, rdx size */
        .cfi_startproc
        CHECK   %rdi, %rdx
        movl    %esi, %eax
        movq    %rdx, %rcx
        rep stosb
        movl    $1, %eax
        ret
        .cfi_endproc
        .size   guest_fill, . - guest_fill

        .p2align 4
        .type   guest_probe_write, @function
guest_probe_write:                      /* rdi guest, rsi size */
        .cfi_startproc
        CHECK   %rdi, %rsi
        testq   %rsi, %rsi
        jz      5f
        leaq    -1(%rax), %rdx          /* last byte */
4:      lock orb $0, (%rdi)
        andq    $-4096, %rdi
        addq    $4096, %rdi
        cmpq    %rdx, %rdi
        jbe     4b
5:      movl    $1, %eax
        ret
        .cfi_endproc
        .size   guest_probe_write, . - guest_probe_write

        .p2align 4
        .type   guest_probe_read, @function
guest_probe_read:                       /* rdi guest, rsi size */
        .cfi_startproc
        CHECK   %rdi, %rsi
        testq   %rsi, %rsi
        jz      7f
        leaq    -1(%rax), %rdx
6:      movb    (%rdi), %cl
        andq    $-4096, %rdi
        addq    $4096, %rdi
        cmpq    %rdx, %rdi
        jbe     6b
7:      movl    $1, %eax
        ret
        .cfi_endproc
        .size   guest_probe_read, . - guest_probe_read
guestmem_end:

        .type   guestmem_fault, @function
guestmem_fault:
        .cfi_startproc
        xorl    %eax, %eax
        ret
        .cfi_endproc
        .size   guestmem_fault, . - guestmem_fault
        .section .note.GNU-stack, "", @progbits
