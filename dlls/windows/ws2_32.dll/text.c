/* SPDX-License-Identifier: MIT */
/* Addresses as text: inet_pton() and its relatives for both families and both widths. */
#include "text.h"

/* ---- IPv4, strictly: four decimal numbers ---- */

static const WCHAR *read_four(const WCHAR *text, BYTE out[4])
{
    for (int i = 0; i < 4; i++) {
        unsigned value = 0, digits = 0;
        while (*text >= '0' && *text <= '9' && digits < 4) value = value * 10 + (unsigned)(*text++ - '0'), digits++;
        if (!digits || digits > 3 || value > 255) return NULL;
        out[i] = (BYTE)value;
        if (i < 3 && *text++ != '.') return NULL;
    }
    return text;
}

static WCHAR *put_number(WCHAR *to, ULONG value, unsigned base)
{
    WCHAR digits[12];
    int count = 0;

    do digits[count++] = (WCHAR)(value % base < 10 ? '0' + value % base : 'a' + value % base - 10);
    while (value /= base);
    while (count) *to++ = digits[--count];
    return to;
}

void ws_write_number(WCHAR *to, ULONG value)
{
    *put_number(to, value, 10) = 0;
}

static WCHAR *write_four(WCHAR *to, const BYTE *bytes)
{
    for (int i = 0; i < 4; i++) {
        if (i) *to++ = '.';
        to = put_number(to, bytes[i], 10);
    }
    return to;
}

/* ---- IPv6 ---- */

static int hexadecimal(WCHAR c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c |= 32;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

const WCHAR *ws_read_six(const WCHAR *text, BYTE out[16])
{
    BYTE bytes[16] = {0};
    int at = 0, gap = -1;

    if (text[0] == ':' && text[1] != ':') return NULL;
    for (bool first = true;; first = false) {
        if (text[0] == ':' && text[1] == ':') {
            if (gap >= 0) return NULL;
            gap = at;
            text += 2;
            if (hexadecimal(*text) < 0) break;
        } else if (!first) {
            if (*text != ':') break;
            text++;
        }
        if (at >= 16) return NULL;
        const WCHAR *start = text;
        unsigned value = 0, digits = 0;
        for (; hexadecimal(*text) >= 0 && digits < 5; text++, digits++)
            value = value * 16 + (unsigned)hexadecimal(*text);
        if (*text == '.') {
            if (at > 12 || !(text = read_four(start, bytes + at))) return NULL;
            at += 4;
            break;
        }
        if (!digits || digits > 4) return NULL;
        bytes[at++] = (BYTE)(value >> 8);
        bytes[at++] = (BYTE)value;
    }
    if (gap < 0 ? at != 16 : at > 14) return NULL;
    memset(out, 0, 16);
    memcpy(out, bytes, (size_t)(gap < 0 ? 16 : gap));
    if (gap >= 0) memcpy(out + 16 - (at - gap), bytes + gap, (size_t)(at - gap));
    return text;
}

static WCHAR *write_six(WCHAR *to, const BYTE *bytes)
{
    USHORT groups[8];
    int longest = 0, where = -1;
    bool mapped = true;

    for (int i = 0; i < 8; i++) groups[i] = (USHORT)(bytes[2 * i] << 8 | bytes[2 * i + 1]);
    for (int i = 0; i < 5; i++) mapped = mapped && !groups[i];
    mapped = mapped && (groups[5] == 0xffff || (!groups[5] && groups[6])); /* ::ffff:1.2.3.4 and ::1.2.3.4 */
    for (int i = 0; i < 8; i++) {
        int length = 0;
        while (i + length < 8 && !groups[i + length]) length++;
        if (length > longest && length > 1) longest = length, where = i;
    }
    for (int i = 0; i < (mapped ? 6 : 8); i++) {
        if (i == where) {
            *to++ = ':';
            *to++ = ':';
            i += longest - 1;
            continue;
        }
        if (i && i != where + longest) *to++ = ':';
        to = put_number(to, groups[i], 16);
    }
    if (!mapped) return to;
    if (where + longest < 6 || where < 0) *to++ = ':';
    return write_four(to, bytes + 12);
}

WCHAR *ws_write_address(WCHAR *to, int family, const void *address)
{
    to = family == AF_INET ? write_four(to, address) : write_six(to, address);
    *to = 0;
    return to;
}

/* ---- exports ---- */

/* "InetPton function": 1, 0 for what is no address, -1 and WSAEAFNOSUPPORT or WSAEFAULT. */
INT WSAAPI InetPtonW(INT family, LPCWSTR text, PVOID address)
{
    BYTE bytes[16];
    const WCHAR *end;

    if (family != AF_INET && family != AF_INET6) return ws_fail(WSAEAFNOSUPPORT);
    if (!text || !address) return ws_fail(WSAEFAULT);
    end = family == AF_INET ? read_four(text, bytes) : ws_read_six(text, bytes);
    if (!end || *end) return 0;
    memcpy(address, bytes, family == AF_INET ? 4 : 16);
    return 1;
}

INT WSAAPI inet_pton(INT family, LPCSTR text, PVOID address)
{
    WCHAR wide[64];
    int i = 0;

    if (family != AF_INET && family != AF_INET6) return ws_fail(WSAEAFNOSUPPORT);
    if (!text || !address) return ws_fail(WSAEFAULT);
    while (i < 63 && text[i]) wide[i] = (BYTE)text[i], i++;
    wide[i] = 0;
    return text[i] ? 0 : InetPtonW(family, wide, address);
}

/* "InetNtop function": NULL and WSAEAFNOSUPPORT, or ERROR_INVALID_PARAMETER for too little room. */
LPCWSTR WSAAPI InetNtopW(INT family, LPCVOID address, LPWSTR text, size_t room)
{
    WCHAR full[64];

    if (family != AF_INET && family != AF_INET6) {
        ws_fail(WSAEAFNOSUPPORT);
        return NULL;
    }
    size_t length = (size_t)(ws_write_address(full, family, address) - full) + 1;
    if (!text || room < length) {
        ws_fail(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    memcpy(text, full, length * sizeof *full);
    return text;
}

LPCSTR WSAAPI inet_ntop(INT family, LPCVOID address, LPSTR text, size_t room)
{
    WCHAR full[64];

    if (family != AF_INET && family != AF_INET6) {
        ws_fail(WSAEAFNOSUPPORT);
        return NULL;
    }
    size_t length = (size_t)(ws_write_address(full, family, address) - full) + 1;
    if (!text || room < length) {
        ws_fail(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    for (size_t i = 0; i < length; i++) text[i] = (char)full[i];
    return text;
}

int ws_write_sockaddr(WCHAR *to, const struct sockaddr *address, DWORD length)
{
    WCHAR *at = to;
    USHORT port;

    if (length >= sizeof(struct sockaddr_in) && address->sa_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)address;
        at = ws_write_address(at, AF_INET, &four->sin_addr);
        port = ntohs(four->sin_port);
    } else if (length >= sizeof(struct sockaddr_in6) && address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
        port = ntohs(six->sin6_port);
        if (port) *at++ = '[';
        at = ws_write_address(at, AF_INET6, &six->sin6_addr);
        if (six->sin6_scope_id) {
            *at++ = '%';
            at = put_number(at, six->sin6_scope_id, 10);
        }
        if (port) *at++ = ']';
    } else {
        return -1;
    }
    if (port) {
        *at++ = ':';
        at = put_number(at, port, 10);
    }
    *at = 0;
    return (int)(at - to) + 1;
}

/* "WSAAddressToString function": address, scope and port; WSAEFAULT and the length that is needed.  0, or the error is
 * set. */
static int to_text(const SOCKADDR *address, DWORD length, const void *text, DWORD *room, WCHAR full[80])
{
    if (!ws_started()) return SOCKET_ERROR;
    if (!address || !text || !room) return ws_fail(WSAEFAULT);
    int needed = ws_write_sockaddr(full, address, length);
    if (needed < 0) return ws_fail(WSAEINVAL);
    bool fits = *room >= (DWORD)needed;
    *room = (DWORD)needed;
    return fits ? 0 : ws_fail(WSAEFAULT);
}

INT WSAAPI WSAAddressToStringW(LPSOCKADDR address, DWORD length, LPWSAPROTOCOL_INFOW info, LPWSTR text, LPDWORD room)
{
    WCHAR full[80];

    (void)info;
    if (to_text(address, length, text, room, full)) return SOCKET_ERROR;
    memcpy(text, full, *room * sizeof *full);
    return 0;
}

INT WSAAPI WSAAddressToStringA(LPSOCKADDR address, DWORD length, LPWSAPROTOCOL_INFOA info, LPSTR text, LPDWORD room)
{
    WCHAR full[80];

    (void)info;
    if (to_text(address, length, text, room, full)) return SOCKET_ERROR;
    for (DWORD i = 0; i < *room; i++) text[i] = (char)full[i];
    return 0;
}

static const WCHAR *read_port(const WCHAR *text, USHORT *port)
{
    ULONG value = 0;
    const WCHAR *first = text;

    for (; *text >= '0' && *text <= '9' && text - first < 6; text++) value = value * 10 + (ULONG)(*text - '0');
    *port = htons((USHORT)value);
    return text == first || value > 65535 ? NULL : text;
}

/* "WSAStringToAddress function": "1.2.3.4:80", "[::1%2]:80", either without the port. */
INT WSAAPI WSAStringToAddressW(LPWSTR text, INT family, LPWSAPROTOCOL_INFOW info, LPSOCKADDR address, LPINT length)
{
    (void)info;
    if (!ws_started()) return SOCKET_ERROR;
    if (!text || !address || !length) return ws_fail(WSAEFAULT);
    if (family == AF_INET) {
        struct sockaddr_in four = {.sin_family = AF_INET};
        const WCHAR *end = read_four(text, (BYTE *)&four.sin_addr);
        if (end && *end == ':') end = read_port(end + 1, &four.sin_port);
        if (!end || *end) return ws_fail(WSAEINVAL);
        bool fits = *length >= (INT)sizeof four;
        *length = sizeof four;
        if (!fits) return ws_fail(WSAEFAULT);
        memcpy(address, &four, sizeof four);
        return 0;
    }
    if (family == AF_INET6) {
        struct sockaddr_in6 six = {.sin6_family = AF_INET6};
        bool bracket = *text == '[';
        const WCHAR *end = ws_read_six(text + bracket, (BYTE *)&six.sin6_addr);
        if (end && *end == '%')
            for (end++; *end >= '0' && *end <= '9'; end++)
                six.sin6_scope_id = six.sin6_scope_id * 10 + (ULONG)(*end - '0');
        if (end && bracket) end = *end == ']' ? end + 1 : NULL;
        if (end && bracket && *end == ':') end = read_port(end + 1, &six.sin6_port);
        if (!end || *end) return ws_fail(WSAEINVAL);
        bool fits = *length >= (INT)sizeof six;
        *length = sizeof six;
        if (!fits) return ws_fail(WSAEFAULT);
        memcpy(address, &six, sizeof six);
        return 0;
    }
    return ws_fail(WSAEINVAL);
}

INT WSAAPI WSAStringToAddressA(LPSTR text, INT family, LPWSAPROTOCOL_INFOA info, LPSOCKADDR address, LPINT length)
{
    WCHAR wide[96];
    int i = 0;

    (void)info;
    if (!text) return ws_started() ? ws_fail(WSAEFAULT) : SOCKET_ERROR;
    while (i < 95 && text[i]) wide[i] = (BYTE)text[i], i++;
    wide[i] = 0;
    return WSAStringToAddressW(wide, family, NULL, address, length);
}
