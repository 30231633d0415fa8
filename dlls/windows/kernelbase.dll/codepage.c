/* SPDX-License-Identifier: MIT */
/* Code pages: text between bytes and UTF-16, and what is known about a code page.  The tables, and the conversions with full
 * lengths, are ntdll's (nls.h); here are the documented lengths, terminators and errors around them. */
#include "kernelbase.h"
#include "nls.h"

/* A conversion's status as the two functions document it. */
static int converted(ULONG count, NTSTATUS status)
{
    if (count) return (int)count;
    if (status == STATUS_INVALID_PARAMETER_2)
        RtlSetLastWin32Error(ERROR_INVALID_FLAGS);
    else
        base_fail(status);
    return 0;
}

/* "MultiByteToWideChar function": `length` -1 is up to and with the terminator, 0 an error; `room` 0 asks for the size.
 * ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_FLAGS, ERROR_INVALID_PARAMETER, ERROR_NO_UNICODE_TRANSLATION. */
int WINAPI MultiByteToWideChar(UINT page, DWORD flags, const char *from, int length, WCHAR *to, int room)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (!from || !length || length < -1 || room < 0 || (room && !to) || (const void *)from == (const void *)to)
        return base_fail(STATUS_INVALID_PARAMETER);
    ULONG size  = length < 0 ? (ULONG)strlen(from) + 1 : (ULONG)length;
    ULONG count = __metic_nls_to_wide(page, flags, from, size, to, (ULONG)room, &status);
    return converted(count, status);
}

int WINAPI WideCharToMultiByte(UINT page, DWORD flags, const WCHAR *from, int length, char *to, int room, const char *default_char,
                               BOOL *used_default)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (!from || !length || length < -1 || room < 0 || (room && !to) || (const void *)from == (const void *)to)
        return base_fail(STATUS_INVALID_PARAMETER);
    ULONG size  = length < 0 ? (ULONG)wcslen(from) + 1 : (ULONG)length;
    ULONG count = __metic_nls_to_bytes(page, flags, from, size, to, (ULONG)room, default_char, used_default, &status);
    return converted(count, status);
}

UINT WINAPI GetACP(void)
{
    return __metic_nls_code_page(CP_ACP);
}

UINT WINAPI GetOEMCP(void)
{
    return __metic_nls_code_page(CP_OEMCP);
}

BOOL WINAPI IsValidCodePage(UINT page)
{
    struct nls_info info;

    /* The pseudo pages CP_ACP ... CP_THREAD_ACP are no code pages. */
    return page > CP_THREAD_ACP && __metic_nls_info(page, &info);
}

/* FALSE with ERROR_INVALID_PARAMETER: no such code page. */
BOOL WINAPI GetCPInfo(UINT page, CPINFO *out)
{
    struct nls_info info;

    if (!out || !__metic_nls_info(page, &info)) return base_fail(STATUS_INVALID_PARAMETER);
    memset(out, 0, sizeof *out);
    out->MaxCharSize    = info.max_bytes;
    out->DefaultChar[0] = (BYTE)info.default_char;
    if (info.default_char > 0xff) { /* lead byte first */
        out->DefaultChar[0] = (BYTE)(info.default_char >> 8);
        out->DefaultChar[1] = (BYTE)info.default_char;
    }
    memcpy(out->LeadByte, info.lead, sizeof out->LeadByte);
    return TRUE;
}

static const struct {
    UINT         page;
    const WCHAR *name;
} page_names[] = {
    {437,   L"437   (OEM - United States)"       },
    {850,   L"850   (OEM - Multilingual Latin I)"},
    {932,   L"932   (ANSI/OEM - Japanese Shift-JIS)"},
    {1250,  L"1250  (ANSI - Central Europe)"     },
    {1251,  L"1251  (ANSI - Cyrillic)"           },
    {1252,  L"1252  (ANSI - Latin I)"            },
    {20127, L"20127 (US-ASCII)"                  },
    {65000, L"65000 (UTF-7)"                     },
    {65001, L"65001 (UTF-8)"                     },
};

static BOOL page_facts(UINT page, DWORD flags, CPINFOEXW *out, UINT *id)
{
    struct nls_info info;

    if (flags || !out || !__metic_nls_info(page, &info)) return base_fail(STATUS_INVALID_PARAMETER);
    GetCPInfo(page, (CPINFO *)out); /* a CPINFOEX begins like a CPINFO */
    out->UnicodeDefaultChar = info.default_wide;
    out->CodePage = *id = info.id;
    return TRUE;
}

BOOL WINAPI GetCPInfoExW(UINT page, DWORD flags, CPINFOEXW *out)
{
    UINT id = 0;

    if (!page_facts(page, flags, out, &id)) return FALSE;
    memset(out->CodePageName, 0, sizeof out->CodePageName);
    for (unsigned i = 0; i < ARRAYSIZE(page_names); i++)
        if (page_names[i].page == id) {
            wcscpy(out->CodePageName, page_names[i].name);
            return TRUE;
        }
    for (int i = 0; id; id /= 10, i++) { /* without a name it is called by its number */
        memmove(out->CodePageName + 1, out->CodePageName, (size_t)i * sizeof(WCHAR));
        out->CodePageName[0] = (WCHAR)('0' + id % 10);
    }
    return TRUE;
}

BOOL WINAPI GetCPInfoExA(UINT page, DWORD flags, CPINFOEXA *out)
{
    CPINFOEXW wide;

    if (!out || !GetCPInfoExW(page, flags, &wide)) return out ? FALSE : base_fail(STATUS_INVALID_PARAMETER);
    memcpy(out, &wide, offsetof(CPINFOEXA, CodePageName));
    for (unsigned i = 0; i < ARRAYSIZE(out->CodePageName); i++) out->CodePageName[i] = (char)wide.CodePageName[i];
    return TRUE;
}

BOOL WINAPI IsDBCSLeadByteEx(UINT page, BYTE byte)
{
    struct nls_info info;

    if (!__metic_nls_info(page, &info)) return base_fail(STATUS_INVALID_PARAMETER);
    for (int i = 0; i + 1 < (int)sizeof info.lead && info.lead[i]; i += 2)
        if (byte >= info.lead[i] && byte <= info.lead[i + 1]) return TRUE;
    return FALSE;
}

BOOL WINAPI IsDBCSLeadByte(BYTE byte)
{
    return IsDBCSLeadByteEx(CP_ACP, byte);
}

/* Calls `visit` with the number of each code page; it stops when that answers FALSE. */
BOOL WINAPI EnumSystemCodePagesW(CODEPAGE_ENUMPROCW visit, DWORD flags)
{
    if (!visit || (flags != CP_INSTALLED && flags != CP_SUPPORTED))
        return RtlSetLastWin32Error(visit ? ERROR_INVALID_FLAGS : ERROR_INVALID_PARAMETER), FALSE;
    for (UINT page = 37; page <= 65001; page++) {
        WCHAR text[6];
        int   at = 5;

        if (!IsValidCodePage(page)) continue;
        text[at] = 0;
        for (UINT rest = page; rest; rest /= 10) text[--at] = (WCHAR)('0' + rest % 10);
        if (!visit(text + at)) break;
    }
    return TRUE;
}

/* ---- character types ---- */

/* "GetStringTypeW function": `types` gets a WORD for each unit. */
BOOL WINAPI GetStringTypeW(DWORD which, const WCHAR *text, int length, WORD *types)
{
    if (!text || !types || !length || length < -1 || (const void *)text == (const void *)types)
        return base_fail(STATUS_INVALID_PARAMETER);
    if (which != CT_CTYPE1 && which != CT_CTYPE2 && which != CT_CTYPE3)
        return RtlSetLastWin32Error(ERROR_INVALID_FLAGS), FALSE;
    __metic_nls_types(which, text, length < 0 ? (ULONG)wcslen(text) + 1 : (ULONG)length, types);
    return TRUE;
}

BOOL WINAPI GetStringTypeExW(LCID locale, DWORD which, const WCHAR *text, int length, WORD *types)
{
    (void)locale; /* "Locale: this parameter is not used" by Unicode's types */
    return GetStringTypeW(which, text, length, types);
}

BOOL WINAPI GetStringTypeA(LCID locale, DWORD which, const char *text, int length, WORD *types)
{
    UINT page = base_locale_page(locale);

    if (!text || !types || !length || length < -1) return base_fail(STATUS_INVALID_PARAMETER);
    if (length < 0) length = (int)strlen(text) + 1;
    int count = MultiByteToWideChar(page, 0, text, length, NULL, 0);
    if (!count) return FALSE;
    WCHAR *wide = base_alloc((SIZE_T)count * sizeof(WCHAR));
    if (!wide) return FALSE;
    MultiByteToWideChar(page, 0, text, length, wide, count);
    BOOL ok = GetStringTypeW(which, wide, count, types);
    base_free(wide);
    return ok;
}

BOOL WINAPI GetStringTypeExA(LCID locale, DWORD which, const char *text, int length, WORD *types)
{
    return GetStringTypeA(locale, which, text, length, types);
}
