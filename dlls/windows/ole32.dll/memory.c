/* SPDX-License-Identifier: MIT */
/* COM's task memory: the process heap, as functions and as the one IMalloc of the process. */
#define _OLE32_
#define COBJMACROS
#include "nt.h"
#include "nt_lib.h"
#include <objbase.h>

static PVOID heap(void)
{
    return NtCurrentTeb()->ProcessEnvironmentBlock->ProcessHeap;
}

LPVOID WINAPI CoTaskMemAlloc(SIZE_T size)
{
    return RtlAllocateHeap(heap(), 0, size);
}

/* "CoTaskMemFree function": "The CoTaskMemFree function has no effect if pv is NULL." */
void WINAPI CoTaskMemFree(LPVOID memory)
{
    if (memory) RtlFreeHeap(heap(), 0, memory);
}

/* "CoTaskMemRealloc function": of no block, one is made; to no bytes, it is freed, and NULL returned. */
LPVOID WINAPI CoTaskMemRealloc(LPVOID memory, SIZE_T size)
{
    if (!memory) return CoTaskMemAlloc(size);
    if (size) return RtlReAllocateHeap(heap(), 0, memory, size);
    CoTaskMemFree(memory);
    return NULL;
}

/* ---- IMalloc ---- */

static HRESULT STDMETHODCALLTYPE malloc_query(IMalloc *self, REFIID id, void **out)
{
    static const GUID unknown = {
        0, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}
    };
    static const GUID allocator = {
        2, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}
    };
    if (!out) return E_POINTER;
    *out = NULL;
    if (!IsEqualGUID(id, &unknown) && !IsEqualGUID(id, &allocator)) return E_NOINTERFACE;
    *out = self;
    return S_OK;
}

/* It is there as long as the process; its references need no count. */
static ULONG STDMETHODCALLTYPE malloc_reference(IMalloc *self)
{
    (void)self;
    return 1;
}

static void *STDMETHODCALLTYPE malloc_alloc(IMalloc *self, SIZE_T size)
{
    (void)self;
    return CoTaskMemAlloc(size);
}

static void *STDMETHODCALLTYPE malloc_realloc(IMalloc *self, void *memory, SIZE_T size)
{
    (void)self;
    return CoTaskMemRealloc(memory, size);
}

static void STDMETHODCALLTYPE malloc_free(IMalloc *self, void *memory)
{
    (void)self;
    CoTaskMemFree(memory);
}

/* "IMalloc::GetSize method": "If pv is a NULL pointer, -1 is returned." */
static SIZE_T STDMETHODCALLTYPE malloc_size(IMalloc *self, void *memory)
{
    (void)self;
    return memory ? RtlSizeHeap(heap(), 0, memory) : (SIZE_T)-1;
}

/* "IMalloc::DidAlloc method": 1, it did; 0, it did not; -1, it can't tell, as of NULL. */
static int STDMETHODCALLTYPE malloc_did(IMalloc *self, void *memory)
{
    (void)self;
    return memory ? RtlValidateHeap(heap(), 0, memory) : -1;
}

static void STDMETHODCALLTYPE malloc_minimize(IMalloc *self)
{
    (void)self;
    RtlCompactHeap(heap(), 0);
}

/* "CoGetMalloc function": "dwMemContext: This parameter must be 1." */
HRESULT WINAPI CoGetMalloc(DWORD context, IMalloc **out)
{
    static const IMallocVtbl table = {malloc_query, malloc_reference, malloc_reference, malloc_alloc,   malloc_realloc,
                                      malloc_free,  malloc_size,      malloc_did,       malloc_minimize};
    static IMalloc allocator = {(IMallocVtbl *)&table};
    if (!out) return E_INVALIDARG;
    *out = NULL;
    if (context != 1) return E_INVALIDARG;
    *out = &allocator;
    return S_OK;
}
