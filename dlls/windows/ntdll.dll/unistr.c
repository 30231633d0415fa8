/* SPDX-License-Identifier: MIT */
/* Counted UTF-16 strings (UNICODE_STRING): copying, comparing, appending, and their case.  Lengths are in bytes; what
 * these functions allocate comes from the process heap and is freed by RtlFreeUnicodeString. */
#include "rtl.h"

#define UNICODE_MAX 0xfffe /* bytes a UNICODE_STRING can hold; its buffer, with the terminator, 0xfffe at most */

/* "RtlInitUnicodeString function": points the string at `source`, which is cut off at what the length can say. */
VOID NTAPI RtlInitUnicodeString(PUNICODE_STRING to, PCWSTR source)
{
    SIZE_T bytes = source ? wide_length(source) * sizeof(WCHAR) : 0;

    if (bytes > UNICODE_MAX - sizeof(WCHAR)) bytes = UNICODE_MAX - sizeof(WCHAR);
    to->Length = (USHORT)bytes;
    to->MaximumLength = source ? (USHORT)(bytes + sizeof(WCHAR)) : 0;
    to->Buffer = (PWSTR)source;
}

/* "RtlInitUnicodeStringEx": STATUS_NAME_TOO_LONG where the length cannot say it. */
NTSTATUS NTAPI RtlInitUnicodeStringEx(PUNICODE_STRING to, PCWSTR source)
{
    to->Length = to->MaximumLength = 0;
    to->Buffer = (PWSTR)source;
    if (!source) return STATUS_SUCCESS;
    if (wide_length(source) * sizeof(WCHAR) > UNICODE_MAX - sizeof(WCHAR)) return STATUS_NAME_TOO_LONG;
    RtlInitUnicodeString(to, source);
    return STATUS_SUCCESS;
}

/* "RtlCopyUnicodeString function": as much as fits, with a terminator where that fits too. */
VOID NTAPI RtlCopyUnicodeString(PUNICODE_STRING to, PCUNICODE_STRING from)
{
    USHORT bytes = from ? from->Length : 0;

    if (bytes > to->MaximumLength) bytes = to->MaximumLength;
    if (bytes) memcpy(to->Buffer, from->Buffer, bytes);
    to->Length = bytes;
    if (from && bytes + sizeof(WCHAR) <= to->MaximumLength) to->Buffer[bytes / sizeof(WCHAR)] = 0;
}

/* "RtlDuplicateUnicodeString function" */
NTSTATUS NTAPI RtlDuplicateUnicodeString(ULONG flags, PCUNICODE_STRING from, PUNICODE_STRING to)
{
    ULONG terminator = flags & RTL_DUPLICATE_UNICODE_STRING_NULL_TERMINATE ? sizeof(WCHAR) : 0;

    if (!from || !to || from->Length > from->MaximumLength || (from->Length && !from->Buffer) ||
        (flags &
         ~(ULONG)(RTL_DUPLICATE_UNICODE_STRING_NULL_TERMINATE | RTL_DUPLICATE_UNICODE_STRING_ALLOCATE_NULL_STRING)) ||
        ((flags & RTL_DUPLICATE_UNICODE_STRING_ALLOCATE_NULL_STRING) && !terminator))
        return STATUS_INVALID_PARAMETER;
    if (!from->Length && !(flags & RTL_DUPLICATE_UNICODE_STRING_ALLOCATE_NULL_STRING)) {
        to->Length = to->MaximumLength = 0;
        to->Buffer = NULL;
        return STATUS_SUCCESS;
    }
    if (from->Length + terminator > UNICODE_MAX) return STATUS_NAME_TOO_LONG;
    if (!(to->Buffer = rtl_allocate(from->Length + terminator))) return STATUS_NO_MEMORY;
    to->Length = from->Length;
    to->MaximumLength = (USHORT)(from->Length + terminator);
    memcpy(to->Buffer, from->Buffer, from->Length);
    if (terminator) to->Buffer[from->Length / sizeof(WCHAR)] = 0;
    return STATUS_SUCCESS;
}

/* "RtlCreateUnicodeString": a copy of a terminated string; FALSE: no memory. */
BOOLEAN NTAPI RtlCreateUnicodeString(PUNICODE_STRING to, PCWSTR from)
{
    SIZE_T bytes = (wide_length(from) + 1) * sizeof(WCHAR);

    if (bytes > UNICODE_MAX || !(to->Buffer = rtl_allocate(bytes))) return FALSE;
    memcpy(to->Buffer, from, bytes);
    to->MaximumLength = (USHORT)bytes;
    to->Length = (USHORT)(bytes - sizeof(WCHAR));
    return TRUE;
}

/* "RtlFreeUnicodeString function" */
VOID NTAPI RtlFreeUnicodeString(PUNICODE_STRING string)
{
    if (!string->Buffer) return;
    rtl_free(string->Buffer);
    memset(string, 0, sizeof *string);
}

VOID NTAPI RtlEraseUnicodeString(PUNICODE_STRING string)
{
    if (string->Buffer) memset(string->Buffer, 0, string->MaximumLength);
    string->Length = 0;
}

/* Units compared as numbers, after upcasing where asked. */
LONG NTAPI RtlCompareUnicodeStrings(PCWCH a, SIZE_T a_length, PCWCH b, SIZE_T b_length, BOOLEAN insensitive)
{
    SIZE_T n = a_length < b_length ? a_length : b_length;

    for (SIZE_T i = 0; i < n; i++) {
        LONG x = a[i], y = b[i];
        if (x == y) continue;
        if (insensitive) {
            x = RtlUpcaseUnicodeChar((WCHAR)x);
            y = RtlUpcaseUnicodeChar((WCHAR)y);
        }
        if (x != y) return x - y;
    }
    return a_length == b_length ? 0 : a_length < b_length ? -1 : 1;
}

/* "RtlCompareUnicodeString function" */
LONG NTAPI RtlCompareUnicodeString(PCUNICODE_STRING a, PCUNICODE_STRING b, BOOLEAN insensitive)
{
    return RtlCompareUnicodeStrings(a->Buffer, a->Length / sizeof(WCHAR), b->Buffer, b->Length / sizeof(WCHAR),
                                    insensitive);
}

/* "RtlEqualUnicodeString function" */
BOOLEAN NTAPI RtlEqualUnicodeString(PCUNICODE_STRING a, PCUNICODE_STRING b, BOOLEAN insensitive)
{
    return a->Length == b->Length && RtlCompareUnicodeString(a, b, insensitive) == 0;
}

/* "RtlPrefixUnicodeString function": whether `prefix` begins `string`. */
BOOLEAN NTAPI RtlPrefixUnicodeString(PCUNICODE_STRING prefix, PCUNICODE_STRING string, BOOLEAN insensitive)
{
    return prefix->Length <= string->Length &&
           RtlCompareUnicodeStrings(prefix->Buffer, prefix->Length / sizeof(WCHAR), string->Buffer,
                                    prefix->Length / sizeof(WCHAR), insensitive) == 0;
}

static NTSTATUS append(PUNICODE_STRING to, const WCHAR *from, SIZE_T bytes)
{
    if (to->Length + bytes > to->MaximumLength) return STATUS_BUFFER_TOO_SMALL;
    memmove((char *)to->Buffer + to->Length, from, bytes);
    to->Length = (USHORT)(to->Length + bytes);
    if (to->Length + sizeof(WCHAR) <= to->MaximumLength) to->Buffer[to->Length / sizeof(WCHAR)] = 0;
    return STATUS_SUCCESS;
}

/* "RtlAppendUnicodeStringToString function" */
NTSTATUS NTAPI RtlAppendUnicodeStringToString(PUNICODE_STRING to, PCUNICODE_STRING from)
{
    return from->Length ? append(to, from->Buffer, from->Length) : STATUS_SUCCESS;
}

/* "RtlAppendUnicodeToString function" */
NTSTATUS NTAPI RtlAppendUnicodeToString(PUNICODE_STRING to, PCWSTR from)
{
    return from ? append(to, from, wide_length(from) * sizeof(WCHAR)) : STATUS_SUCCESS;
}

static NTSTATUS map_case(PUNICODE_STRING to, PCUNICODE_STRING from, BOOLEAN allocate, WCHAR(NTAPI *map)(WCHAR))
{
    if (allocate) {
        if (!(to->Buffer = rtl_allocate(from->Length ? from->Length : sizeof(WCHAR)))) return STATUS_NO_MEMORY;
        to->MaximumLength = from->Length;
    } else if (from->Length > to->MaximumLength) {
        return STATUS_BUFFER_OVERFLOW;
    }
    for (ULONG i = 0; i < from->Length / sizeof(WCHAR); i++) to->Buffer[i] = map(from->Buffer[i]);
    to->Length = from->Length;
    return STATUS_SUCCESS;
}

/* "RtlUpcaseUnicodeString function" */
NTSTATUS NTAPI RtlUpcaseUnicodeString(PUNICODE_STRING to, PCUNICODE_STRING from, BOOLEAN allocate)
{
    return map_case(to, from, allocate, RtlUpcaseUnicodeChar);
}

/* "RtlDowncaseUnicodeString function" */
NTSTATUS NTAPI RtlDowncaseUnicodeString(PUNICODE_STRING to, PCUNICODE_STRING from, BOOLEAN allocate)
{
    return map_case(to, from, allocate, RtlDowncaseUnicodeChar);
}

/* "RtlHashUnicodeString function": HASH_STRING_ALGORITHM_DEFAULT and _X65599 are the same. */
NTSTATUS NTAPI RtlHashUnicodeString(PCUNICODE_STRING string, BOOLEAN insensitive, ULONG algorithm, PULONG value)
{
    ULONG hash = 0;

    if (!string || !value || algorithm > 1) return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < string->Length / sizeof(WCHAR); i++)
        hash = hash * 65599 + (insensitive ? RtlUpcaseUnicodeChar(string->Buffer[i]) : string->Buffer[i]);
    *value = hash;
    return STATUS_SUCCESS;
}

/* Looks for a unit of `search` (flag 2: one that is not in it), from the front or (flag 1) from the back; *position is
 * that of the byte behind it (from the front) or before it (from the back). */
NTSTATUS NTAPI RtlFindCharInUnicodeString(ULONG flags, PCUNICODE_STRING string, PCUNICODE_STRING search,
                                          PUSHORT position)
{
    LONG length = string->Length / (LONG)sizeof(WCHAR), count = search->Length / (LONG)sizeof(WCHAR);
    LONG step = flags & 1 ? -1 : 1;

    if (flags & ~7ul) return STATUS_INVALID_PARAMETER;
    for (LONG i = step > 0 ? 0 : length - 1; i >= 0 && i < length; i += step) {
        BOOLEAN found = FALSE;
        for (LONG k = 0; k < count && !found; k++)
            found = string->Buffer[i] == search->Buffer[k] ||
                    ((flags & 4) && RtlUpcaseUnicodeChar(string->Buffer[i]) == RtlUpcaseUnicodeChar(search->Buffer[k]));
        if (found == !(flags & 2)) {
            *position = (USHORT)((step > 0 ? i + 1 : i) * (LONG)sizeof(WCHAR));
            return STATUS_SUCCESS;
        }
    }
    *position = 0;
    return STATUS_NOT_FOUND;
}
