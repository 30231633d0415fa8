/* SPDX-License-Identifier: MIT */
/* What ntdll's own files use of each other without exporting it. */
#ifndef METIC_NTDLL_RTL_H
#define METIC_NTDLL_RTL_H

#include "nt.h"
#include "nt_lib.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof *(array))

/* Process start and thread end, for the module loader. */
PVOID heap_process_create(void); /* heap.c: before anything allocates */
void heap_thread_leave(void);    /* heap_pool.c: a thread's last act */
void fls_thread_leave(void);     /* fls.c: runs the callbacks of a thread that ends */
void tls_process_start(void);    /* tls.c: the slot bitmaps of the PEB */
void tls_thread_leave(void);

extern RTL_CRITICAL_SECTION peb_lock; /* env.c; PEB.FastPebLock points at it */

static inline PEB *rtl_peb(void)
{
    return NtCurrentTeb()->ProcessEnvironmentBlock;
}

static inline void *rtl_allocate(SIZE_T size)
{
    return RtlAllocateHeap(rtl_peb()->ProcessHeap, 0, size);
}

static inline void rtl_free(void *p)
{
    RtlFreeHeap(rtl_peb()->ProcessHeap, 0, p);
}

static inline SIZE_T wide_length(const WCHAR *s)
{
    const WCHAR *end = s;
    while (*end) end++;
    return (SIZE_T)(end - s);
}

#endif
