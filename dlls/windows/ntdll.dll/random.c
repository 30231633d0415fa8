/* SPDX-License-Identifier: MIT */
/* The documented pseudo-random generators; none is for secrets. */
#include "rtl.h"

#define MODULUS 0x7fffffffu

/* "RtlUniform function": Lehmer's algorithm; 0 to MAXLONG-1, also left in the seed. */
ULONG NTAPI RtlUniform(PULONG seed)
{
    return *seed = (ULONG)(((ULONGLONG)*seed * 0x7fffffed + 0x7fffffc3) % MODULUS);
}

/* "RtlRandom function": shuffles what RtlUniform makes through a table of 128. */
ULONG NTAPI RtlRandom(PULONG seed)
{
    static ULONG table[128];
    static BOOLEAN filled;
    ULONG at, result;

    if (!filled) {
        ULONG start = 0x12345;
        for (ULONG i = 0; i < ARRAY_SIZE(table); i++) table[i] = RtlUniform(&start);
        filled = TRUE;
    }
    at = RtlUniform(seed) % ARRAY_SIZE(table);
    result = table[at];
    table[at] = RtlUniform(seed);
    return result;
}

/* "RtlRandomEx function" */
ULONG NTAPI RtlRandomEx(PULONG seed)
{
    return RtlRandom(seed);
}
