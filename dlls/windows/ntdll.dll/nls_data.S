/* SPDX-License-Identifier: MIT */
/* The tables that tools/mknls.c makes at build time: constant data without a relocation, so that a page of it costs
 * nothing until it is read. */
    .section .rdata,"dr"
    .balign 16
#ifdef __x86_64__
    .globl nls_blob
nls_blob:
#else
    .globl _nls_blob
_nls_blob:
#endif
    .incbin "nls.bin"
