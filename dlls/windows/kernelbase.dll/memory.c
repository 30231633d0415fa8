/* SPDX-License-Identifier: MIT */
/* Virtual memory of this process, and of others by handle; each one Nt call.  Heap functions are forwarded to ntdll by
 * the .spec; GlobalAlloc and LocalAlloc are in globalmem.c. */
#include "kernelbase.h"

/* "VirtualAllocEx function".  NULL with ERROR_INVALID_PARAMETER, ERROR_INVALID_ADDRESS, ERROR_NOT_ENOUGH_MEMORY ... */
void *WINAPI VirtualAllocEx(HANDLE process, void *address, SIZE_T size, DWORD type, DWORD protect)
{
    /* An address that is not 0 but lies in the first 64 KiB never works. */
    if (address && (ULONG_PTR)address < 0x10000) return base_fail(STATUS_INVALID_PARAMETER), NULL;
    return base_ok(NtAllocateVirtualMemory(process, &address, 0, &size, type, protect)) ? address : NULL;
}

void *WINAPI VirtualAlloc(void *address, SIZE_T size, DWORD type, DWORD protect)
{
    return VirtualAllocEx(NtCurrentProcess(), address, size, type, protect);
}

void *WINAPI VirtualAllocExNuma(HANDLE process, void *address, SIZE_T size, DWORD type, DWORD protect, DWORD node)
{
    if (node && node != NUMA_NO_PREFERRED_NODE)
        return base_fail(STATUS_INVALID_PARAMETER), NULL; /* there is node 0 alone */
    return VirtualAllocEx(process, address, size, type, protect);
}

/* "VirtualFreeEx function": with MEM_RELEASE the size must be 0. */
BOOL WINAPI VirtualFreeEx(HANDLE process, void *address, SIZE_T size, DWORD type)
{
    if ((type & MEM_RELEASE) && size) return base_fail(STATUS_INVALID_PARAMETER);
    return base_ok(NtFreeVirtualMemory(process, &address, &size, type));
}

BOOL WINAPI VirtualFree(void *address, SIZE_T size, DWORD type)
{
    return VirtualFreeEx(NtCurrentProcess(), address, size, type);
}

/* "lpflOldProtect: if this parameter is NULL or does not point to a valid variable, the function fails." */
BOOL WINAPI VirtualProtectEx(HANDLE process, void *address, SIZE_T size, DWORD protect, DWORD *before)
{
    return base_ok(NtProtectVirtualMemory(process, &address, &size, protect, before));
}

BOOL WINAPI VirtualProtect(void *address, SIZE_T size, DWORD protect, DWORD *before)
{
    return VirtualProtectEx(NtCurrentProcess(), address, size, protect, before);
}

/* "GetWriteWatch function": of memory reserved with MEM_WRITE_WATCH, the pages that were written to.  0, or -1 with
 * ERROR_INVALID_PARAMETER. */
UINT WINAPI GetWriteWatch(DWORD flags, void *address, SIZE_T size, void **pages, ULONG_PTR *count, DWORD *granularity)
{
    return base_ok(NtGetWriteWatch(NtCurrentProcess(), flags, address, size, pages, count, granularity)) ? 0 : ~0u;
}

/* "ResetWriteWatch function".  0, or -1 as above. */
UINT WINAPI ResetWriteWatch(void *address, SIZE_T size)
{
    return base_ok(NtResetWriteWatch(NtCurrentProcess(), address, size)) ? 0 : ~0u;
}

/* The bytes written to `info`, 0 on failure. */
SIZE_T WINAPI VirtualQueryEx(HANDLE process, const void *address, MEMORY_BASIC_INFORMATION *info, SIZE_T size)
{
    SIZE_T written;

    return base_ok(NtQueryVirtualMemory(process, (void *)address, MemoryBasicInformation, info, size, &written))
               ? written
               : 0;
}

SIZE_T WINAPI VirtualQuery(const void *address, MEMORY_BASIC_INFORMATION *info, SIZE_T size)
{
    return VirtualQueryEx(NtCurrentProcess(), address, info, size);
}

BOOL WINAPI VirtualLock(void *address, SIZE_T size)
{
    return base_ok(NtLockVirtualMemory(NtCurrentProcess(), &address, &size, MAP_PROCESS));
}

BOOL WINAPI VirtualUnlock(void *address, SIZE_T size)
{
    return base_ok(NtUnlockVirtualMemory(NtCurrentProcess(), &address, &size, MAP_PROCESS));
}

/* ---- other processes' memory ---- */

/* ERROR_PARTIAL_COPY where a part of the range is inaccessible. */
BOOL WINAPI ReadProcessMemory(HANDLE process, const void *address, void *buffer, SIZE_T size, SIZE_T *count)
{
    SIZE_T copied = 0;
    NTSTATUS status = NtReadVirtualMemory(process, (void *)address, buffer, size, &copied);

    if (count) *count = copied;
    return base_ok(status);
}

/* A page that may be read but not written is opened for the time of the copy, as a debugger wants. */
BOOL WINAPI WriteProcessMemory(HANDLE process, void *address, const void *buffer, SIZE_T size, SIZE_T *count)
{
    SIZE_T copied = 0, opened_size = size;
    void *opened = address;
    ULONG before = 0, ignored;
    NTSTATUS status = NtWriteVirtualMemory(process, address, (void *)buffer, size, &copied);

    if (!NT_SUCCESS(status) &&
        NT_SUCCESS(NtProtectVirtualMemory(process, &opened, &opened_size, PAGE_EXECUTE_READWRITE, &before))) {
        if (before & (PAGE_NOACCESS | PAGE_READONLY | PAGE_GUARD)) /* data that its owner closed stays closed */
            status = STATUS_ACCESS_VIOLATION;
        else
            status = NtWriteVirtualMemory(process, address, (void *)buffer, size, &copied);
        NtProtectVirtualMemory(process, &opened, &opened_size, before, &ignored);
        if (status == STATUS_ACCESS_VIOLATION) {
            if (count) *count = 0;
            return RtlSetLastWin32Error(ERROR_NOACCESS), FALSE;
        }
    }
    if (count) *count = copied;
    if (NT_SUCCESS(status)) NtFlushInstructionCache(process, address, size);
    return base_ok(status);
}

BOOL WINAPI FlushInstructionCache(HANDLE process, const void *address, SIZE_T size)
{
    return base_ok(NtFlushInstructionCache(process, (void *)address, size));
}

void WINAPI FlushProcessWriteBuffers(void)
{
    NtFlushProcessWriteBuffers();
}

/* ---- may it be touched? ---- */

/* TRUE where a byte of the range lies in a page without one of the rights in `protect`.  The pages are asked, not
 * touched: a guard page keeps its guard (the documented probe would trip it). */
static BOOL bad_range(ULONG_PTR at, SIZE_T size, DWORD protect)
{
    ULONG_PTR end = at + size;

    if (!size) return FALSE;
    if (end < at) return TRUE;
    while (at < end) {
        MEMORY_BASIC_INFORMATION info;
        if (!VirtualQuery((void *)at, &info, sizeof info)) return TRUE;
        if (info.State != MEM_COMMIT || (info.Protect & PAGE_GUARD) || !(info.Protect & protect)) return TRUE;
        at = (ULONG_PTR)info.BaseAddress + info.RegionSize;
    }
    return FALSE;
}

enum {
    WRITABLE = PAGE_READWRITE | PAGE_WRITECOPY | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY,
    READABLE = WRITABLE | PAGE_READONLY | PAGE_EXECUTE_READ,
};

BOOL WINAPI IsBadReadPtr(const void *address, UINT_PTR size)
{
    return bad_range((ULONG_PTR)address, size, READABLE);
}

BOOL WINAPI IsBadWritePtr(void *address, UINT_PTR size)
{
    return bad_range((ULONG_PTR)address, size, WRITABLE);
}

BOOL WINAPI IsBadCodePtr(FARPROC address)
{
    return bad_range((ULONG_PTR)address, 1, READABLE);
}

/* Looks a page at a time: up to the terminator, or `size` characters. */
BOOL WINAPI IsBadStringPtrA(const char *text, UINT_PTR size)
{
    while (size) {
        UINT_PTR rest = 0x1000 - ((UINT_PTR)text & 0xfff);
        if (rest > size) rest = size;
        if (bad_range((ULONG_PTR)text, rest, READABLE)) return TRUE;
        for (UINT_PTR i = 0; i < rest; i++)
            if (!text[i]) return FALSE;
        text += rest;
        size -= rest;
    }
    return FALSE;
}

BOOL WINAPI IsBadStringPtrW(const WCHAR *text, UINT_PTR size)
{
    for (; size; size--, text++) {
        if (bad_range((ULONG_PTR)text, sizeof *text, READABLE)) return TRUE;
        if (!*text) return FALSE;
    }
    return FALSE;
}
