/* SPDX-License-Identifier: MIT */
/* Simplified and traditional Chinese characters, one for one, without regard to the words they stand in. */
#include "kernelbase.h"
#include "han.h"
#include "han_variants.h"

static WCHAR variant(const USHORT (*table)[2], ULONG count, WCHAR unit)
{
    ULONG low = 0;

    while (low < count) {
        ULONG middle = (low + count) / 2;
        if (table[middle][0] == unit) return table[middle][1];
        if (table[middle][0] < unit)
            low = middle + 1;
        else
            count = middle;
    }
    return unit;
}

WCHAR han_to_simplified(WCHAR unit)
{
    return variant(han_simplified, ARRAYSIZE(han_simplified), unit);
}

WCHAR han_to_traditional(WCHAR unit)
{
    return variant(han_traditional, ARRAYSIZE(han_traditional), unit);
}
