/* SPDX-License-Identifier: MIT */
/* Encoded pointers, and CRCs of memory. */
#include "rtl.h"

/* A secret of the process's own; made at the first use. */
static ULONG_PTR secret(void)
{
    static volatile ULONG_PTR value;
    LARGE_INTEGER counter;
    ULONG_PTR fresh;

    if (value) return value;
    NtQueryPerformanceCounter(&counter, NULL);
    fresh = ((ULONG_PTR)counter.QuadPart * (ULONG_PTR)0x9e3779b97f4a7c15ull ^ (ULONG_PTR)NtCurrentTeb() * 31 ^
             (ULONG_PTR)__builtin_ia32_rdtsc() << 7) |
            1;
    InterlockedCompareExchangePointer((PVOID volatile *)&value, (PVOID)fresh, NULL);
    return value;
}

static ULONG turn(void)
{
    return (ULONG)secret() & (sizeof(PVOID) * 8 - 1);
}

/* "EncodePointer function" */
PVOID NTAPI RtlEncodePointer(PVOID pointer)
{
    ULONG_PTR v = (ULONG_PTR)pointer ^ secret();
    return (PVOID)(v >> turn() | v << (sizeof v * 8 - turn()) % (sizeof v * 8));
}

/* "DecodePointer function" */
PVOID NTAPI RtlDecodePointer(PVOID pointer)
{
    ULONG_PTR v = (ULONG_PTR)pointer;
    v = v << turn() | v >> (sizeof v * 8 - turn()) % (sizeof v * 8);
    return (PVOID)(v ^ secret());
}

/* "EncodeSystemPointer function": the same key serves. */
PVOID NTAPI RtlEncodeSystemPointer(PVOID pointer)
{
    return RtlEncodePointer(pointer);
}

PVOID NTAPI RtlDecodeSystemPointer(PVOID pointer)
{
    return RtlDecodePointer(pointer);
}

/* The reflected CRC of a byte string, bit by bit. */
static ULONGLONG crc(ULONGLONG value, ULONGLONG polynomial, const UCHAR *from, SIZE_T size)
{
    for (SIZE_T i = 0; i < size; i++) {
        value ^= from[i];
        for (int bit = 0; bit < 8; bit++) value = value >> 1 ^ (value & 1 ? polynomial : 0);
    }
    return value;
}

/* "RtlCrc32 function": the CRC-32 of zip and Ethernet, to be continued from `initial`. */
DWORD NTAPI RtlCrc32(const void *from, size_t size, DWORD initial)
{
    return (DWORD)~crc(~initial & 0xffffffffu, 0xedb88320u, from, size);
}

ULONG NTAPI RtlComputeCrc32(ULONG initial, const UCHAR *from, ULONG size)
{
    return RtlCrc32(from, size, initial);
}

/* "RtlCrc64 function" */
ULONGLONG NTAPI RtlCrc64(const void *from, size_t size, ULONGLONG initial)
{
    return ~crc(~initial, 0x9a6c9329ac4bc9b5ull, from, size);
}
