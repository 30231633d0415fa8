/* SPDX-License-Identifier: MIT */
/* Numbers and GUIDs from and to strings. */
#include "rtl.h"

/* Digits of a value, most significant first, into the end of `to` (65 units); answers where they begin. */
static char *digits(ULONGLONG value, ULONG base, char to[65])
{
    char *at = to + 64;

    *at = 0;
    do {
        *--at = "0123456789ABCDEF"[value % base];
        value /= base;
    } while (value);
    return at;
}

static BOOLEAN base_known(ULONG *base)
{
    if (*base == 0) *base = 10;
    return *base == 2 || *base == 8 || *base == 10 || *base == 16;
}

static NTSTATUS to_char(ULONGLONG value, ULONG base, ULONG room, PCHAR to)
{
    char text[65], *from;
    SIZE_T length;

    if (!base_known(&base)) return STATUS_INVALID_PARAMETER;
    from = digits(value, base, text);
    length = (SIZE_T)(text + 64 - from);
    if (length > room) return STATUS_BUFFER_OVERFLOW;
    if (!to) return STATUS_ACCESS_VIOLATION;
    memcpy(to, from, length);
    if (length < room) to[length] = 0;
    return STATUS_SUCCESS;
}

static NTSTATUS to_unicode(ULONGLONG value, ULONG base, PUNICODE_STRING to)
{
    char text[65], *from;
    USHORT length;

    if (!base_known(&base)) return STATUS_INVALID_PARAMETER;
    from = digits(value, base, text);
    length = (USHORT)(text + 64 - from);
    if ((length + 1u) * sizeof(WCHAR) > to->MaximumLength) return STATUS_BUFFER_OVERFLOW;
    for (USHORT i = 0; i <= length; i++) to->Buffer[i] = (UCHAR)from[i];
    to->Length = (USHORT)(length * sizeof(WCHAR));
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlIntegerToChar(ULONG value, ULONG base, ULONG room, PCHAR to)
{
    return to_char(value, base, room, to);
}

NTSTATUS NTAPI RtlLargeIntegerToChar(const ULONGLONG *value, ULONG base, ULONG room, PCHAR to)
{
    return to_char(*value, base, room, to);
}

/* "RtlIntegerToUnicodeString function" */
NTSTATUS NTAPI RtlIntegerToUnicodeString(ULONG value, ULONG base, PUNICODE_STRING to)
{
    return to_unicode(value, base, to);
}

/* "RtlInt64ToUnicodeString function" */
NTSTATUS NTAPI RtlInt64ToUnicodeString(ULONGLONG value, ULONG base, PUNICODE_STRING to)
{
    return to_unicode(value, base, to);
}

/* One number: blanks, a sign, a base prefix (0x, 0o, 0b) where `base` is 0, digits; `next` answers the units, 0 at the
 * end. */
static NTSTATUS parse(ULONG (*next)(void **), void *from, ULONG base, PULONG value)
{
    ULONG c = next(&from), result = 0;
    BOOLEAN minus = FALSE;

    while (c && c <= ' ') c = next(&from);
    if (c == '+' || c == '-') {
        minus = c == '-';
        c = next(&from);
    }
    if (base == 0) {
        base = 10;
        if (c == '0') {
            c = next(&from);
            base = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 10;
            if (base != 10) c = next(&from);
        }
    } else if (!base_known(&base)) {
        return STATUS_INVALID_PARAMETER;
    }
    for (; c; c = next(&from)) {
        ULONG digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                             : 99;
        if (digit >= base) break;
        result = result * base + digit;
    }
    *value = minus ? 0 - result : result;
    return STATUS_SUCCESS;
}

static ULONG next_byte(void **from)
{
    const UCHAR *at = *from;

    if (!*at) return 0;
    *from = (void *)(at + 1);
    return *at;
}

static ULONG next_unit(void **from)
{
    UNICODE_STRING *string = *from;
    ULONG c;

    if (string->Length < sizeof(WCHAR)) return 0;
    c = *string->Buffer++;
    string->Length -= sizeof(WCHAR);
    return c;
}

/* "RtlCharToInteger function" */
NTSTATUS NTAPI RtlCharToInteger(PCSZ from, ULONG base, PULONG value)
{
    return parse(next_byte, (void *)from, base, value);
}

/* "RtlUnicodeStringToInteger function" */
NTSTATUS NTAPI RtlUnicodeStringToInteger(PCUNICODE_STRING from, ULONG base, PULONG value)
{
    UNICODE_STRING rest = *from;
    return parse(next_unit, &rest, base, value);
}

static const char guid_form[] = "{33221100-5544-7766-8899-AABBCCDDEEFF}"; /* which byte of the GUID stands where */

static int hex(ULONG c)
{
    return c >= '0' && c <= '9'   ? (int)c - '0'
           : c >= 'a' && c <= 'f' ? (int)c - 'a' + 10
           : c >= 'A' && c <= 'F' ? (int)c - 'A' + 10
                                  : -1;
}

/* "RtlGUIDFromString function": {XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX} */
NTSTATUS NTAPI RtlGUIDFromString(PCUNICODE_STRING from, GUID *guid)
{
    UCHAR bytes[16];

    if (from->Length < (sizeof guid_form - 1) * sizeof(WCHAR)) return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < sizeof guid_form - 1; i++) {
        int where = hex((UCHAR)guid_form[i]), high, low;
        if (where < 0) {
            if (from->Buffer[i] != (UCHAR)guid_form[i]) return STATUS_INVALID_PARAMETER;
            continue;
        }
        high = hex(from->Buffer[i]);
        low = hex(from->Buffer[++i]);
        if (high < 0 || low < 0) return STATUS_INVALID_PARAMETER;
        bytes[where] = (UCHAR)(high << 4 | low);
    }
    memcpy(guid, bytes, sizeof bytes);
    return STATUS_SUCCESS;
}

/* "RtlStringFromGUID function": allocates the string. */
NTSTATUS NTAPI RtlStringFromGUID(REFGUID guid, PUNICODE_STRING to)
{
    const UCHAR *bytes = (const UCHAR *)guid;

    to->MaximumLength = sizeof guid_form * sizeof(WCHAR);
    to->Length = (USHORT)(to->MaximumLength - sizeof(WCHAR));
    if (!(to->Buffer = rtl_allocate(to->MaximumLength))) return STATUS_NO_MEMORY;
    for (ULONG i = 0; i < sizeof guid_form; i++) {
        int where = hex((UCHAR)guid_form[i]);
        if (where < 0) {
            to->Buffer[i] = (UCHAR)guid_form[i];
        } else {
            to->Buffer[i] = (UCHAR) "0123456789abcdef"[bytes[where] >> 4];
            to->Buffer[++i] = (UCHAR) "0123456789abcdef"[bytes[where] & 15];
        }
    }
    return STATUS_SUCCESS;
}
