/* SPDX-License-Identifier: MIT */
/* Security identifiers on ntdll's, and as text ("SID Strings", "SID Components").
 * Left out: the two letters of SDDL that name accounts of a domain. */
#define WINADVAPI
#include "nt_security.h"

#include <string.h>
#include <wchar.h>

#define TEXT_ROOM 200 /* of the longest SID: 15 subauthorities of 10 digits, and the authority */

static BOOL done(NTSTATUS status)
{
    if (NT_SUCCESS(status)) return TRUE;
    RtlSetLastWin32ErrorAndNtStatusFromNtStatus(status);
    return FALSE;
}

BOOL WINAPI IsValidSid(PSID sid)
{
    return RtlValidSid(sid);
}

BOOL WINAPI EqualSid(PSID a, PSID b)
{
    return RtlEqualSid(a, b);
}

BOOL WINAPI EqualPrefixSid(PSID a, PSID b)
{
    return RtlEqualPrefixSid(a, b);
}

BOOL WINAPI InitializeSid(PSID sid, PSID_IDENTIFIER_AUTHORITY authority, BYTE count)
{
    return done(RtlInitializeSid(sid, authority, count));
}

/* "AllocateAndInitializeSid function": freed by FreeSid. */
BOOL WINAPI AllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY authority, BYTE count, DWORD a, DWORD b, DWORD c,
                                     DWORD d, DWORD e, DWORD f, DWORD g, DWORD h, PSID *sid)
{
    return done(RtlAllocateAndInitializeSid(authority, count, a, b, c, d, e, f, g, h, sid));
}

/* "CopySid function".  ERROR_INSUFFICIENT_BUFFER. */
BOOL WINAPI CopySid(DWORD room, PSID to, PSID from)
{
    return done(RtlCopySid(room, to, from));
}

/* ---- text ---- */

static ULONG put_number(WCHAR *out, ULONG number)
{
    WCHAR digits[10];
    ULONG count = 0, length = 0;
    do digits[count++] = (WCHAR)('0' + number % 10);
    while (number /= 10);
    while (count) out[length++] = digits[--count];
    return length;
}

/* The length without the terminator.  An authority of more than 32 bits is hexadecimal. */
static ULONG put_sid(WCHAR *out, const SID *sid)
{
    static const char hex[] = "0123456789ABCDEF";
    const BYTE *a = sid->IdentifierAuthority.Value;
    ULONG length = 2;
    memcpy(out, L"S-", 2 * sizeof(WCHAR));
    length += put_number(out + length, sid->Revision);
    out[length++] = '-';
    if (a[0] || a[1]) {
        out[length++] = '0';
        out[length++] = 'x';
        for (int i = 0; i < 12; i++) out[length++] = (WCHAR)hex[a[i / 2] >> (i % 2 ? 0 : 4) & 15];
    } else {
        length += put_number(out + length, (ULONG)a[2] << 24 | (ULONG)a[3] << 16 | (ULONG)a[4] << 8 | a[5]);
    }
    for (ULONG i = 0; i < sid->SubAuthorityCount; i++) {
        out[length++] = '-';
        length += put_number(out + length, sid->SubAuthority[i]);
    }
    out[length] = 0;
    return length;
}

/* "ConvertSidToStringSidW function": freed by LocalFree.  ERROR_INVALID_SID. */
BOOL WINAPI ConvertSidToStringSidW(PSID sid, LPWSTR *text)
{
    WCHAR buffer[TEXT_ROOM];
    if (!text) return done(STATUS_INVALID_PARAMETER);
    if (!RtlValidSid(sid)) return done(STATUS_INVALID_SID);
    SIZE_T size = (put_sid(buffer, sid) + 1) * sizeof(WCHAR);
    if (!(*text = LocalAlloc(LMEM_FIXED, size))) return FALSE;
    memcpy(*text, buffer, size);
    return TRUE;
}

BOOL WINAPI ConvertSidToStringSidA(PSID sid, LPSTR *text)
{
    WCHAR buffer[TEXT_ROOM];
    if (!text) return done(STATUS_INVALID_PARAMETER);
    if (!RtlValidSid(sid)) return done(STATUS_INVALID_SID);
    ULONG length = put_sid(buffer, sid);
    if (!(*text = LocalAlloc(LMEM_FIXED, length + 1))) return FALSE;
    for (ULONG i = 0; i <= length; i++) (*text)[i] = (char)buffer[i];
    return TRUE;
}

static int digit_of(WCHAR c, unsigned base)
{
    unsigned value = c >= '0' && c <= '9'                 ? c - (unsigned)'0'
                     : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10u
                                                          : 99;
    return value < base ? (int)value : -1;
}

/* A number, decimal or with 0x; FALSE: there is none, or it is more than `most`. */
static BOOL read_number(const WCHAR **text, ULONGLONG most, ULONGLONG *number)
{
    unsigned base = (*text)[0] == '0' && ((*text)[1] | 32) == 'x' ? 16 : 10;
    if (base == 16) *text += 2;
    if (digit_of(**text, base) < 0) return FALSE;
    for (*number = 0; digit_of(**text, base) >= 0; ++*text) {
        *number = *number * base + (unsigned)digit_of(**text, base);
        if (*number > most) return FALSE;
    }
    return TRUE;
}

/* S-1-authority-subauthority... */
static BOOL read_sid(const WCHAR *text, SID *sid)
{
    ULONGLONG number;
    if ((text[0] | 32) != 's' || text[1] != '-') return FALSE;
    text += 2;
    if (!read_number(&text, SID_REVISION, &number) || number != SID_REVISION || *text++ != '-') return FALSE;
    if (!read_number(&text, 0xffffffffffffULL, &number)) return FALSE;
    sid->Revision = SID_REVISION;
    sid->SubAuthorityCount = 0;
    for (int i = 0; i < 6; i++) sid->IdentifierAuthority.Value[i] = (BYTE)(number >> (40 - 8 * i));
    while (*text == '-' && sid->SubAuthorityCount < SID_MAX_SUB_AUTHORITIES) {
        text++;
        if (!read_number(&text, 0xffffffff, &number)) return FALSE;
        sid->SubAuthority[sid->SubAuthorityCount++] = (DWORD)number;
    }
    return !*text && sid->SubAuthorityCount;
}

/* "SID Strings": the SDDL names of accounts that are the same everywhere. */
static const struct {
    WCHAR letters[3];
    const WCHAR *sid;
} names[] = {
    {L"AC", L"S-1-15-2-1"  },
    {L"AN", L"S-1-5-7"     },
    {L"AO", L"S-1-5-32-548"},
    {L"AU", L"S-1-5-11"    },
    {L"BA", L"S-1-5-32-544"},
    {L"BG", L"S-1-5-32-546"},
    {L"BO", L"S-1-5-32-551"},
    {L"BU", L"S-1-5-32-545"},
    {L"CG", L"S-1-3-1"     },
    {L"CO", L"S-1-3-0"     },
    {L"ED", L"S-1-5-9"     },
    {L"HI", L"S-1-16-12288"},
    {L"IU", L"S-1-5-4"     },
    {L"LS", L"S-1-5-19"    },
    {L"LW", L"S-1-16-4096" },
    {L"ME", L"S-1-16-8192" },
    {L"NO", L"S-1-5-32-556"},
    {L"NS", L"S-1-5-20"    },
    {L"NU", L"S-1-5-2"     },
    {L"OW", L"S-1-3-4"     },
    {L"PO", L"S-1-5-32-550"},
    {L"PS", L"S-1-5-10"    },
    {L"PU", L"S-1-5-32-547"},
    {L"RC", L"S-1-5-12"    },
    {L"RD", L"S-1-5-32-555"},
    {L"RE", L"S-1-5-32-552"},
    {L"SI", L"S-1-16-16384"},
    {L"SO", L"S-1-5-32-549"},
    {L"SU", L"S-1-5-6"     },
    {L"SY", L"S-1-5-18"    },
    {L"WD", L"S-1-1-0"     },
};

/* "ConvertStringSidToSidW function": freed by LocalFree.  ERROR_INVALID_SID. */
BOOL WINAPI ConvertStringSidToSidW(LPCWSTR text, PSID *sid)
{
    union {
        SID sid;
        UCHAR room[SECURITY_MAX_SID_SIZE];
    } read;
    if (!text || !sid) return done(STATUS_INVALID_PARAMETER);
    for (ULONG i = 0; i < ARRAYSIZE(names); i++)
        if (!_wcsicmp(text, names[i].letters)) text = names[i].sid;
    if (!read_sid(text, &read.sid)) return done(STATUS_INVALID_SID);
    if (!(*sid = LocalAlloc(LMEM_FIXED, RtlLengthSid(&read)))) return FALSE;
    return done(RtlCopySid(RtlLengthSid(&read), *sid, &read));
}

BOOL WINAPI ConvertStringSidToSidA(LPCSTR text, PSID *sid)
{
    UNICODE_STRING wide;
    if (!text) return done(STATUS_INVALID_PARAMETER);
    if (!RtlCreateUnicodeStringFromAsciiz(&wide, text)) return done(STATUS_NO_MEMORY);
    BOOL converted = ConvertStringSidToSidW(wide.Buffer, sid);
    RtlFreeUnicodeString(&wide);
    return converted;
}
