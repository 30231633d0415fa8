/* SPDX-License-Identifier: MIT */
/* What the files of oleaut32.dll have in common. */
#ifndef METIC_OLEAUT_H
#define METIC_OLEAUT_H

#define _OLEAUT32_
#define COBJMACROS
#include "nt.h"
#include "nt_lib.h"
#include <oleauto.h>

#include <string.h>

/* Zeroed memory of the process heap, or NULL. */
static inline void *ole_alloc(SIZE_T size)
{
    return RtlAllocateHeap(NtCurrentTeb()->ProcessEnvironmentBlock->ProcessHeap, HEAP_ZERO_MEMORY, size);
}

static inline void ole_free(void *memory)
{
    if (memory) RtlFreeHeap(NtCurrentTeb()->ProcessEnvironmentBlock->ProcessHeap, 0, memory);
}

/* The bytes of `text`, NULL for NULL: FALSE: no memory. */
static inline BOOL bstr_copy(BSTR text, BSTR *copy)
{
    *copy = text ? SysAllocStringByteLen((LPCSTR)text, SysStringByteLen(text)) : NULL;
    return *copy || !text;
}

#endif
