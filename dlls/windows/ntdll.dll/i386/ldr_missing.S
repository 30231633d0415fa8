/* SPDX-License-Identifier: MIT */
/* A thunk of a missing function came here with its record on the stack: as a call, for backtraces. */
        .text
        .globl  _ldr_missing_entry
_ldr_missing_entry:
        call    _ldr_missing_called
        int3
