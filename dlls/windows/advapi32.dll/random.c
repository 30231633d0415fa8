/* SPDX-License-Identifier: MIT */
/* RtlGenRandom, which advapi32 exports as SystemFunction036. */
#define WINADVAPI
#include "nt.h"

/* "RtlGenRandom function": fills `size` bytes; FALSE where the generator is out of reach. */
BOOLEAN WINAPI SystemFunction036(void *buffer, ULONG size)
{
    return __metic_random(buffer, size);
}
