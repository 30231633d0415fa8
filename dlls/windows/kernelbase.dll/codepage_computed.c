/* SPDX-License-Identifier: MIT */
/* Code pages with rules in place of a table: UTF-7 (65000, RFC 2152) and the symbol fonts' page (42).
 *
 * As Windows does, UTF-7 is written with RFC 2152's set D alone as itself and a '-' behind every shifted run; bytes
 * that it cannot hold are taken as the characters of their number. */
#include "kernelbase.h"
#include "codepage_computed.h"

static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int base64_value(BYTE byte)
{
    const char *at = byte ? strchr(base64, byte) : NULL;

    return at ? (int)(at - base64) : -1;
}

static BOOL is_direct(WCHAR unit)
{
    if (unit >= 0x80) return FALSE;
    if ((unit | 0x20) >= 'a' && (unit | 0x20) <= 'z') return TRUE;
    return !unit || strchr("0123456789'(),-./:? \t\r\n", unit);
}

static ULONG utf7_to_wide(const BYTE *from, ULONG length, WCHAR *to, ULONG room)
{
    ULONG count = 0, bits = 0, have = 0;
    BOOL shifted = FALSE;

    for (ULONG i = 0; i < length; i++) {
        WCHAR unit = from[i];
        if (shifted) {
            int value = base64_value(from[i]);
            if (value >= 0) {
                bits = bits << 6 | (ULONG)value;
                if ((have += 6) < 16) continue;
                have -= 16;
                unit = (WCHAR)(bits >> have);
            } else {
                shifted = FALSE;
                if (unit == '-') {
                    if (from[i - 1] != '+' || have) continue; /* the end of a run; "+-" is a plus sign */
                    unit = '+';
                }
            }
        } else if (unit == '+') {
            shifted = TRUE;
            have = 0;
            continue;
        }
        if (count < room) to[count] = unit;
        count++;
    }
    return count;
}

static void put(BYTE *to, ULONG room, ULONG *count, char byte)
{
    if (*count < room) to[*count] = (BYTE)byte;
    ++*count;
}

static ULONG utf7_to_bytes(const WCHAR *from, ULONG length, BYTE *to, ULONG room, BOOL *invalid)
{
    ULONG count = 0, bits = 0, have = 0;
    BOOL shifted = FALSE;

    (void)invalid; /* everything has a translation, halves of pairs too */
    for (ULONG i = 0; i <= length; i++) {
        BOOL direct = i == length || is_direct(from[i]);
        if (shifted && direct) {
            if (have) put(to, room, &count, base64[bits << (6 - have) & 63]);
            put(to, room, &count, '-');
            shifted = FALSE;
        }
        if (i == length) break;
        if (direct) {
            put(to, room, &count, (char)from[i]);
            continue;
        }
        if (!shifted) {
            put(to, room, &count, '+');
            if (from[i] == '+') { /* "+-" in place of "+ACs-" */
                put(to, room, &count, '-');
                continue;
            }
            shifted = TRUE;
            have = 0;
        }
        bits = bits << 16 | from[i];
        for (have += 16; have >= 6;) {
            have -= 6;
            put(to, room, &count, base64[bits >> have & 63]);
        }
    }
    return count;
}

/* Bytes from 0x20 on stand at U+F000, where symbol fonts keep their glyphs. */
static ULONG symbol_to_wide(const BYTE *from, ULONG length, WCHAR *to, ULONG room)
{
    for (ULONG i = 0; i < length && i < room; i++) to[i] = from[i] < 0x20 ? from[i] : (WCHAR)(0xf000 + from[i]);
    return length;
}

static ULONG symbol_to_bytes(const WCHAR *from, ULONG length, BYTE *to, ULONG room, BOOL *invalid)
{
    for (ULONG i = 0; i < length; i++) {
        if (from[i] >= 0x20 && (from[i] < 0xf020 || from[i] > 0xf0ff)) *invalid = TRUE;
        if (i < room) to[i] = (BYTE)from[i];
    }
    return length;
}

const struct codepage_computed *codepage_computed(UINT page)
{
    static const struct codepage_computed pages[] = {
        {CP_SYMBOL, 1, symbol_to_wide, symbol_to_bytes},
        {CP_UTF7,   5, utf7_to_wide,   utf7_to_bytes  },
    };

    for (unsigned i = 0; i < ARRAYSIZE(pages); i++)
        if (pages[i].page == page) return &pages[i];
    return NULL;
}
