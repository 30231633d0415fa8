/* SPDX-License-Identifier: MIT */
/* For tests whose expected bytes are written as hexadecimal text. */
#ifndef METIC_TESTS_HEX_H
#define METIC_TESTS_HEX_H

#include <windows.h>

/* Are the bytes those of the hexadecimal text? */
static inline int is_hex(const BYTE *bytes, ULONG size, const char *hex)
{
    static const char digits[] = "0123456789abcdef";
    for (ULONG i = 0; i < size; i++)
        if (hex[2 * i] != digits[bytes[i] >> 4] || hex[2 * i + 1] != digits[bytes[i] & 15]) return 0;
    return !hex[2 * size];
}

/* The bytes of a hexadecimal text; how many. */
static inline ULONG from_hex(const char *hex, BYTE *bytes)
{
    ULONG size = 0;
    for (; hex[0]; hex += 2)
        bytes[size++] = (BYTE)((hex[0] < 'a' ? hex[0] - '0' : hex[0] - 'a' + 10) << 4 |
                               (hex[1] < 'a' ? hex[1] - '0' : hex[1] - 'a' + 10));
    return size;
}

#endif
