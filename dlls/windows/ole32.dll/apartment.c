/* SPDX-License-Identifier: MIT */
/* Apartments: how often each thread has entered COM, and in which model. */
#define _OLE32_
#include "apartment.h"
#include "nt.h"
#include "nt_lib.h"
#include <objbase.h>
#include <ole2.h>

/* What a thread's slot holds: its count, and above it whether its apartment is a single thread's. */
enum { SINGLE = 1, COUNT = 2 };

/* The slot of the process, made at the first need. */
static DWORD slot(void)
{
    static LONG made = -1;
    LONG index = made;
    if (index >= 0) return (DWORD)index;
    DWORD fresh = TlsAlloc();
    if (fresh == TLS_OUT_OF_INDEXES) return fresh;
    index = InterlockedCompareExchange(&made, (LONG)fresh, -1);
    if (index < 0) return fresh;
    TlsFree(fresh);
    return (DWORD)index;
}

static ULONG_PTR entered(void)
{
    DWORD index = slot(), error = GetLastError();
    ULONG_PTR value = index == TLS_OUT_OF_INDEXES ? 0 : (ULONG_PTR)TlsGetValue(index);
    SetLastError(error);
    return value;
}

static BOOL enter(ULONG_PTR value)
{
    return slot() != TLS_OUT_OF_INDEXES && TlsSetValue(slot(), (void *)value);
}

bool apartment_entered(void)
{
    return entered() >= COUNT;
}

bool apartment_is_single(void)
{
    return entered() & SINGLE;
}

/* "CoInitializeEx function": S_OK the first time, S_FALSE again, RPC_E_CHANGED_MODE of another model. */
HRESULT WINAPI CoInitializeEx(LPVOID reserved, DWORD flags)
{
    if (reserved || flags & ~(DWORD)(COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE | COINIT_SPEED_OVER_MEMORY))
        return E_INVALIDARG;
    ULONG_PTR now = entered(), model = flags & COINIT_APARTMENTTHREADED ? SINGLE : 0;
    if (now >= COUNT && (now & SINGLE) != model) return RPC_E_CHANGED_MODE;
    if (!enter(now >= COUNT ? now + COUNT : COUNT | model)) return E_OUTOFMEMORY;
    return now >= COUNT ? S_FALSE : S_OK;
}

HRESULT WINAPI CoInitialize(LPVOID reserved)
{
    return CoInitializeEx(reserved, COINIT_APARTMENTTHREADED);
}

void WINAPI CoUninitialize(void)
{
    ULONG_PTR now = entered();
    if (now >= 2 * COUNT)
        enter(now - COUNT);
    else if (now)
        enter(0);
}

/* "OleInitialize function": a single thread's apartment. */
HRESULT WINAPI OleInitialize(LPVOID reserved)
{
    return CoInitializeEx(reserved, COINIT_APARTMENTTHREADED);
}

void WINAPI OleUninitialize(void)
{
    CoUninitialize();
}
