/* SPDX-License-Identifier: MIT */
/* Byte order, and IPv4 addresses as text: what needs no network. */
#include "ws2_32.h"

u_short WSAAPI htons(u_short value)
{
    return __builtin_bswap16(value);
}

u_short WSAAPI ntohs(u_short value)
{
    return __builtin_bswap16(value);
}

u_long WSAAPI htonl(u_long value)
{
    return __builtin_bswap32(value);
}

u_long WSAAPI ntohl(u_long value)
{
    return __builtin_bswap32(value);
}

/* One number of an address: decimal, 0 octal, 0x hexadecimal.  FALSE where there is none, or it is above `most`. */
static BOOL number(const char **text, ULONG64 most, ULONG *value)
{
    const char *at = *text;
    ULONG64 sum = 0;
    unsigned base = 10;

    if (*at < '0' || *at > '9') return FALSE;
    if (*at == '0' && (at[1] | 32) == 'x')
        base = 16, at += 2;
    else if (*at == '0')
        base = 8;
    for (const char *first = at;; at++) {
        unsigned digit = *at >= '0' && *at <= '9' ? (unsigned)(*at - '0') : (unsigned)((*at | 32) - 'a') + 10;
        if (digit >= base) {
            if (at == first || (digit < 10 && base == 8)) return FALSE;
            break;
        }
        sum = sum * base + digit;
        if (sum > most) return FALSE;
    }
    *text = at;
    *value = (ULONG)sum;
    return TRUE;
}

/* "inet_addr function": one to four parts, the last of which fills the rest; INADDR_NONE for anything else. */
unsigned long WSAAPI inet_addr(const char *text)
{
    static const ULONG64 most[] = {0xffffffff, 0xffffff, 0xffff, 0xff};
    ULONG address = 0, part;

    if (!text) return INADDR_NONE;
    if (text[0] == ' ' && !text[1]) return 0; /* "a single space" */
    for (int parts = 0; parts < 4; parts++) {
        if (!number(&text, most[parts], &part)) return INADDR_NONE;
        if (*text != '.') return *text && *text != ' ' ? INADDR_NONE : htonl(address | part);
        if (part > 0xff) return INADDR_NONE;
        address |= part << (24 - 8 * parts);
        text++;
    }
    return INADDR_NONE;
}

/* "inet_ntoa function": the text stands in a buffer of the thread's, until its next call. */
char *WSAAPI inet_ntoa(struct in_addr address)
{
    struct ws_thread *thread = ws_thread();
    char *buffer = thread ? thread->text : NULL;
    const BYTE *bytes = (const BYTE *)&address;
    char *to = buffer;

    for (int i = 0; buffer && i < 4; i++) {
        if (bytes[i] > 99) *to++ = (char)('0' + bytes[i] / 100);
        if (bytes[i] > 9) *to++ = (char)('0' + bytes[i] / 10 % 10);
        *to++ = (char)('0' + bytes[i] % 10);
        *to++ = i < 3 ? '.' : 0;
    }
    return buffer;
}
