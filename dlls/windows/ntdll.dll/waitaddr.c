/* SPDX-License-Identifier: MIT */
/* WaitOnAddress: sleeping until a word of 1, 2, 4 or 8 bytes may have changed; onto park.c. */
#include "nt.h"

#include "park.h"

struct compare {
    const volatile void *address, *with;
    SIZE_T size;
};

static BOOLEAN unchanged(void *context)
{
    const struct compare *c = context;

    switch (c->size) {
    case 1: return *(const volatile UCHAR *)c->address == *(const volatile UCHAR *)c->with;
    case 2: return *(const volatile USHORT *)c->address == *(const volatile USHORT *)c->with;
    case 4: return *(const volatile ULONG *)c->address == *(const volatile ULONG *)c->with;
    default: return *(const volatile ULONGLONG *)c->address == *(const volatile ULONGLONG *)c->with;
    }
}

/* "WaitOnAddress function": STATUS_SUCCESS (also when woken for no reason), STATUS_TIMEOUT, or STATUS_INVALID_PARAMETER
 * for another size. */
NTSTATUS NTAPI RtlWaitOnAddress(const volatile VOID *address, PVOID compare, SIZE_T size, const LARGE_INTEGER *timeout)
{
    struct compare context = {address, compare, size};

    if (size != 1 && size != 2 && size != 4 && size != 8) return STATUS_INVALID_PARAMETER;
    if (!unchanged(&context)) return STATUS_SUCCESS;
    return park(address, 0, unchanged, NULL, &context, timeout);
}

/* "WakeByAddressSingle function" */
VOID NTAPI RtlWakeAddressSingle(PVOID address)
{
    unpark(address, 1, NULL, NULL, NULL);
}

/* "WakeByAddressAll function" */
VOID NTAPI RtlWakeAddressAll(PVOID address)
{
    unpark(address, ~0u, NULL, NULL, NULL);
}
