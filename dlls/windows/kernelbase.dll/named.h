/* SPDX-License-Identifier: MIT */
/* How calls that make or open an object by name end in Win32: sync.c. */
#ifndef METIC_KERNELBASE_NAMED_H
#define METIC_KERNELBASE_NAMED_H

#include "kernelbase.h"

/* A status of a creation as Win32 tells it: success sets the last error, too. */
HANDLE named_created(NTSTATUS status, HANDLE handle);

typedef NTSTATUS NTAPI named_open_function(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *);

HANDLE named_open(named_open_function *open, DWORD access, BOOL inherit, const WCHAR *name);

/* Returns what `call` gives, which takes `name` converted to `wide`; a name that cannot be converted fails with its
 * error. */
#define WITH_WIDE_NAME(call)                                                                                           \
    do {                                                                                                               \
        WCHAR *wide = base_wide(name);                                                                                 \
        HANDLE handle = NULL;                                                                                          \
        if (wide || !name) handle = call;                                                                              \
        DWORD error = NtCurrentTeb()->LastErrorValue;                                                                  \
        base_free(wide);                                                                                               \
        RtlSetLastWin32Error(error);                                                                                   \
        return handle;                                                                                                 \
    } while (0)

#endif
