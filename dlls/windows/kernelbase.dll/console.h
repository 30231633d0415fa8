/* SPDX-License-Identifier: MIT */
/* What the console's sources share: the calls to the host's console. */
#ifndef METIC_KERNELBASE_CONSOLE_H
#define METIC_KERNELBASE_CONSOLE_H

#include "kernelbase.h"
#include "nt_console.h"

/* A control (nt_console.h) of a console handle; NULL: of the process's console.  `done` (may be NULL) gets the bytes
 * given.  STATUS_INVALID_HANDLE for whatever is no console handle of the right kind. */
NTSTATUS console_call(HANDLE handle, ULONG code, const void *in, ULONG in_size, void *out, ULONG out_size, ULONG *done);

/* The same as a Win32 function's result. */
BOOL console_do(HANDLE handle, ULONG code, const void *in, ULONG in_size, void *out, ULONG out_size);

#endif
