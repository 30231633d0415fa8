/* SPDX-License-Identifier: MIT */
/* Counted byte strings (ANSI_STRING, OEM_STRING) and their conversion from and to UNICODE_STRING; onto nls.c. */
#include "rtl.h"

ULONG NTAPI RtlxUnicodeStringToOemSize(PCUNICODE_STRING from);
ULONG NTAPI RtlxUnicodeStringToAnsiSize(PCUNICODE_STRING from);
ULONG NTAPI RtlxAnsiStringToUnicodeSize(PCANSI_STRING from);
ULONG NTAPI RtlxOemStringToUnicodeSize(PCOEM_STRING from);

#define ANSI_MAX 0xffff

static SIZE_T byte_length(const char *s)
{
    const char *end = s;
    while (*end) end++;
    return (SIZE_T)(end - s);
}

/* "RtlInitString function" */
VOID NTAPI RtlInitString(PSTRING to, PCSZ source)
{
    SIZE_T bytes = source ? byte_length(source) : 0;

    if (bytes > ANSI_MAX - 1) bytes = ANSI_MAX - 1;
    to->Length = (USHORT)bytes;
    to->MaximumLength = source ? (USHORT)(bytes + 1) : 0;
    to->Buffer = (PCHAR)source;
}

/* "RtlInitAnsiString function" */
VOID NTAPI RtlInitAnsiString(PANSI_STRING to, PCSZ source)
{
    RtlInitString(to, source);
}

NTSTATUS NTAPI RtlInitAnsiStringEx(PANSI_STRING to, PCSZ source)
{
    to->Length = to->MaximumLength = 0;
    to->Buffer = (PCHAR)source;
    if (source && byte_length(source) > ANSI_MAX - 1) return STATUS_NAME_TOO_LONG;
    RtlInitString(to, source);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlInitStringEx(PSTRING to, PCSZ source)
{
    return RtlInitAnsiStringEx(to, source);
}

/* "RtlCopyString function" */
VOID NTAPI RtlCopyString(PSTRING to, const STRING *from)
{
    USHORT bytes = from ? from->Length : 0;

    if (bytes > to->MaximumLength) bytes = to->MaximumLength;
    if (bytes) memcpy(to->Buffer, from->Buffer, bytes);
    to->Length = bytes;
}

/* "RtlUpperChar function": by the ANSI code page. */
CHAR NTAPI RtlUpperChar(CHAR c)
{
    WCHAR wide;
    CHAR out = c;
    ULONG size;

    if ((UCHAR)c < 0x80) return c >= 'a' && c <= 'z' ? c - 32 : c;
    RtlMultiByteToUnicodeN(&wide, sizeof wide, NULL, &c, 1);
    wide = RtlUpcaseUnicodeChar(wide);
    RtlUnicodeToMultiByteN(&out, 1, &size, &wide, sizeof wide);
    return out == '?' ? c : out;
}

/* "RtlUpperString function" */
VOID NTAPI RtlUpperString(PSTRING to, const STRING *from)
{
    USHORT bytes = from->Length < to->MaximumLength ? from->Length : to->MaximumLength;

    for (USHORT i = 0; i < bytes; i++) to->Buffer[i] = RtlUpperChar(from->Buffer[i]);
    to->Length = bytes;
}

static LONG compare(const char *a, SIZE_T a_length, const char *b, SIZE_T b_length, BOOLEAN insensitive)
{
    SIZE_T n = a_length < b_length ? a_length : b_length;

    for (SIZE_T i = 0; i < n; i++) {
        UCHAR x = (UCHAR)a[i], y = (UCHAR)b[i];
        if (insensitive && x != y) {
            x = (UCHAR)RtlUpperChar((CHAR)x);
            y = (UCHAR)RtlUpperChar((CHAR)y);
        }
        if (x != y) return (LONG)x - y;
    }
    return a_length == b_length ? 0 : a_length < b_length ? -1 : 1;
}

/* "RtlCompareString function" */
LONG NTAPI RtlCompareString(const STRING *a, const STRING *b, BOOLEAN insensitive)
{
    return compare(a->Buffer, a->Length, b->Buffer, b->Length, insensitive);
}

/* "RtlEqualString function" */
BOOLEAN NTAPI RtlEqualString(const STRING *a, const STRING *b, BOOLEAN insensitive)
{
    return a->Length == b->Length && RtlCompareString(a, b, insensitive) == 0;
}

/* "RtlPrefixString" */
BOOLEAN NTAPI RtlPrefixString(const STRING *prefix, const STRING *string, BOOLEAN insensitive)
{
    return prefix->Length <= string->Length &&
           compare(prefix->Buffer, prefix->Length, string->Buffer, prefix->Length, insensitive) == 0;
}

NTSTATUS NTAPI RtlAppendStringToString(PSTRING to, const STRING *from)
{
    if (to->Length + from->Length > to->MaximumLength) return STATUS_BUFFER_TOO_SMALL;
    memmove(to->Buffer + to->Length, from->Buffer, from->Length);
    to->Length = (USHORT)(to->Length + from->Length);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlAppendAsciizToString(PSTRING to, PCSZ from)
{
    STRING string;
    SIZE_T bytes = from ? byte_length(from) : 0;

    if (bytes > ANSI_MAX) return STATUS_BUFFER_TOO_SMALL;
    string.Length = string.MaximumLength = (USHORT)bytes;
    string.Buffer = (PCHAR)from;
    return bytes ? RtlAppendStringToString(to, &string) : STATUS_SUCCESS;
}

/* "RtlFreeAnsiString function" */
VOID NTAPI RtlFreeAnsiString(PANSI_STRING string)
{
    if (!string->Buffer) return;
    rtl_free(string->Buffer);
    memset(string, 0, sizeof *string);
}

VOID NTAPI RtlFreeOemString(POEM_STRING string)
{
    RtlFreeAnsiString(string);
}

VOID NTAPI RtlFreeUTF8String(PSTRING string)
{
    RtlFreeAnsiString(string);
}

typedef NTSTATUS(NTAPI *to_unicode)(PWCH, ULONG, PULONG, PCCH, ULONG);
typedef NTSTATUS(NTAPI *to_bytes)(PCHAR, ULONG, PULONG, PCWCH, ULONG);

/* `size`: bytes of the result with its terminator. */
static NTSTATUS widen(PUNICODE_STRING to, const STRING *from, BOOLEAN allocate, ULONG size, to_unicode convert)
{
    if (size > 0xfffe) return STATUS_INVALID_PARAMETER_2;
    if (allocate) {
        if (!(to->Buffer = rtl_allocate(size))) return STATUS_NO_MEMORY;
        to->MaximumLength = (USHORT)size;
    } else if (size > to->MaximumLength) {
        return STATUS_BUFFER_OVERFLOW;
    }
    to->Length = (USHORT)(size - sizeof(WCHAR));
    convert(to->Buffer, to->Length, NULL, from->Buffer, from->Length);
    to->Buffer[to->Length / sizeof(WCHAR)] = 0;
    return STATUS_SUCCESS;
}

static NTSTATUS narrow(PSTRING to, PCUNICODE_STRING from, BOOLEAN allocate, ULONG size, to_bytes convert)
{
    NTSTATUS status = STATUS_SUCCESS;
    ULONG bytes;

    if (size > 0xffff) return STATUS_INVALID_PARAMETER_2;
    if (allocate) {
        if (!(to->Buffer = rtl_allocate(size))) return STATUS_NO_MEMORY;
        to->MaximumLength = (USHORT)size;
    } else if (size > to->MaximumLength) {
        status = STATUS_BUFFER_OVERFLOW;
        if (!to->MaximumLength) return status;
        size = to->MaximumLength;
    }
    convert(to->Buffer, size - 1, &bytes, from->Buffer, from->Length);
    to->Length = (USHORT)bytes;
    to->Buffer[bytes] = 0;
    return status;
}

/* "RtlAnsiStringToUnicodeString function" */
NTSTATUS NTAPI RtlAnsiStringToUnicodeString(PUNICODE_STRING to, PCANSI_STRING from, BOOLEAN allocate)
{
    return widen(to, from, allocate, RtlxAnsiStringToUnicodeSize(from), RtlMultiByteToUnicodeN);
}

/* "RtlOemStringToUnicodeString function" */
NTSTATUS NTAPI RtlOemStringToUnicodeString(PUNICODE_STRING to, PCOEM_STRING from, BOOLEAN allocate)
{
    return widen(to, from, allocate, RtlxOemStringToUnicodeSize(from), RtlOemToUnicodeN);
}

/* "RtlUnicodeStringToAnsiString function" */
NTSTATUS NTAPI RtlUnicodeStringToAnsiString(PANSI_STRING to, PCUNICODE_STRING from, BOOLEAN allocate)
{
    return narrow(to, from, allocate, RtlxUnicodeStringToAnsiSize(from), RtlUnicodeToMultiByteN);
}

/* "RtlUnicodeStringToOemString function" */
NTSTATUS NTAPI RtlUnicodeStringToOemString(POEM_STRING to, PCUNICODE_STRING from, BOOLEAN allocate)
{
    return narrow(to, from, allocate, RtlxUnicodeStringToOemSize(from), RtlUnicodeToOemN);
}

/* "RtlUpcaseUnicodeStringToOemString function" */
NTSTATUS NTAPI RtlUpcaseUnicodeStringToOemString(POEM_STRING to, PCUNICODE_STRING from, BOOLEAN allocate)
{
    return narrow(to, from, allocate, RtlxUnicodeStringToOemSize(from), RtlUpcaseUnicodeToOemN);
}

/* "RtlUnicodeStringToUTF8String function" */
NTSTATUS NTAPI RtlUnicodeStringToUTF8String(PSTRING to, PCUNICODE_STRING from, BOOLEAN allocate)
{
    ULONG size;

    RtlUnicodeToUTF8N(NULL, 0, &size, from->Buffer, from->Length);
    return narrow(to, from, allocate, size + 1, (to_bytes)RtlUnicodeToUTF8N);
}

/* "RtlUTF8StringToUnicodeString function" */
NTSTATUS NTAPI RtlUTF8StringToUnicodeString(PUNICODE_STRING to, const STRING *from, BOOLEAN allocate)
{
    ULONG size;

    RtlUTF8ToUnicodeN(NULL, 0, &size, from->Buffer, from->Length);
    return widen(to, from, allocate, size + sizeof(WCHAR), (to_unicode)RtlUTF8ToUnicodeN);
}

/* "RtlCreateUnicodeStringFromAsciiz" */
BOOLEAN NTAPI RtlCreateUnicodeStringFromAsciiz(PUNICODE_STRING to, PCSZ from)
{
    ANSI_STRING string;
    RtlInitAnsiString(&string, from);
    return NT_SUCCESS(RtlAnsiStringToUnicodeString(to, &string, TRUE));
}

/* The character at *from by the ANSI code page, and moves *from behind it. */
WCHAR NTAPI RtlAnsiCharToUnicodeChar(PUCHAR *from)
{
    WCHAR wide = ' ';

    RtlMultiByteToUnicodeN(&wide, sizeof wide, NULL, (const CHAR *)*from, 1);
    ++*from;
    return wide;
}
