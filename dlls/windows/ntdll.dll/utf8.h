/* SPDX-License-Identifier: MIT */
/* UTF-8 and UTF-16, one character at a time: the one decoder and encoder of the guest's side. */
#ifndef METIC_NTDLL_UTF8_H
#define METIC_NTDLL_UTF8_H

#include "nt.h"

/* The character at `from`, with `left` >= 1 bytes; *used of them.  Ill-formed input answers -1 and uses its maximal
 * subpart, as the Unicode Standard recommends and Windows does. */
static inline LONG utf8_decode(const UCHAR *from, SIZE_T left, ULONG *used)
{
    ULONG c = from[0], need, low = 0x80, high = 0xbf;
    SIZE_T i;

    *used = 1;
    if (c < 0x80) return (LONG)c;
    if (c < 0xc2 || c > 0xf4) return -1;
    need = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
    if (c == 0xe0)
        low = 0xa0;
    else if (c == 0xed)
        high = 0x9f;
    else if (c == 0xf0)
        low = 0x90;
    else if (c == 0xf4)
        high = 0x8f;
    c &= 0x3fu >> need;
    for (i = 1; i <= need; i++) {
        if (i >= left || from[i] < low || from[i] > high) return -1;
        c = c << 6 | (from[i] & 0x3f);
        *used = (ULONG)i + 1;
        low = 0x80;
        high = 0xbf;
    }
    return (LONG)c;
}

/* Writes the character in 1 to 4 bytes and answers how many. */
static inline ULONG utf8_encode(ULONG c, UCHAR to[4])
{
    if (c < 0x80) return to[0] = (UCHAR)c, 1;
    if (c < 0x800) return to[0] = (UCHAR)(0xc0 | c >> 6), to[1] = (UCHAR)(0x80 | (c & 0x3f)), 2;
    if (c < 0x10000)
        return to[0] = (UCHAR)(0xe0 | c >> 12), to[1] = (UCHAR)(0x80 | (c >> 6 & 0x3f)),
               to[2] = (UCHAR)(0x80 | (c & 0x3f)), 3;
    to[0] = (UCHAR)(0xf0 | c >> 18);
    to[1] = (UCHAR)(0x80 | (c >> 12 & 0x3f));
    to[2] = (UCHAR)(0x80 | (c >> 6 & 0x3f));
    to[3] = (UCHAR)(0x80 | (c & 0x3f));
    return 4;
}

/* The character at `from`, with `left` >= 1 units; *used of them; -1 for half a surrogate pair. */
static inline LONG utf16_decode(const WCHAR *from, SIZE_T left, ULONG *used)
{
    *used = 1;
    if ((from[0] & 0xf800) != 0xd800) return from[0];
    if (from[0] >= 0xdc00 || left < 2 || (from[1] & 0xfc00) != 0xdc00) return -1;
    *used = 2;
    return 0x10000 + ((from[0] & 0x3ff) << 10) + (from[1] & 0x3ff);
}

#endif
