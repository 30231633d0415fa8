/* SPDX-License-Identifier: MIT */
/* Characters: next, previous, upper and lower case.  The wide forms go by ntdll's case tables, the 8-bit ones by the
 * ANSI code page. */
#define WINUSERAPI
#include "nt.h"
#include "nt_lib.h"

#include <string.h>

/* A single character comes in the low word of the pointer ("CharUpperW function"). */
static BOOL is_character(const void *text)
{
    return !((ULONG_PTR)text >> 16);
}

WCHAR *WINAPI CharUpperW(WCHAR *text)
{
    if (is_character(text)) return (WCHAR *)(ULONG_PTR)RtlUpcaseUnicodeChar((WCHAR)(ULONG_PTR)text);
    for (WCHAR *p = text; *p; p++) *p = RtlUpcaseUnicodeChar(*p);
    return text;
}

WCHAR *WINAPI CharLowerW(WCHAR *text)
{
    if (is_character(text)) return (WCHAR *)(ULONG_PTR)RtlDowncaseUnicodeChar((WCHAR)(ULONG_PTR)text);
    for (WCHAR *p = text; *p; p++) *p = RtlDowncaseUnicodeChar(*p);
    return text;
}

DWORD WINAPI CharUpperBuffW(WCHAR *text, DWORD length)
{
    for (DWORD i = 0; i < length; i++) text[i] = RtlUpcaseUnicodeChar(text[i]);
    return length;
}

DWORD WINAPI CharLowerBuffW(WCHAR *text, DWORD length)
{
    for (DWORD i = 0; i < length; i++) text[i] = RtlDowncaseUnicodeChar(text[i]);
    return length;
}

/* One 8-bit character in the other case, where its other case is one byte too. */
static char map(char character, WCHAR(NTAPI *to)(WCHAR))
{
    WCHAR wide;
    char mapped = character;
    ULONG size;
    if (RtlMultiByteToUnicodeN(&wide, sizeof wide, &size, &character, 1) || size != sizeof wide) return character;
    wide = to(wide);
    if (RtlUnicodeToMultiByteN(&mapped, 1, &size, &wide, sizeof wide) || size != 1) return character;
    return mapped;
}

static char *map_text(char *text, WCHAR(NTAPI *to)(WCHAR))
{
    if (is_character(text)) return (char *)(ULONG_PTR)(UCHAR)map((char)(ULONG_PTR)text, to);
    for (char *p = text; *p; p++) *p = map(*p, to);
    return text;
}

char *WINAPI CharUpperA(char *text)
{
    return map_text(text, RtlUpcaseUnicodeChar);
}

char *WINAPI CharLowerA(char *text)
{
    return map_text(text, RtlDowncaseUnicodeChar);
}

/* "CharNextW function": at the terminator it stays. */
WCHAR *WINAPI CharNextW(const WCHAR *text)
{
    return (WCHAR *)(*text ? text + 1 : text);
}

WCHAR *WINAPI CharPrevW(const WCHAR *start, const WCHAR *text)
{
    return (WCHAR *)(text > start ? text - 1 : start);
}

char *WINAPI CharNextExA(WORD page, const char *text, DWORD flags)
{
    (void)flags; /* "This parameter is reserved and must be zero." */
    if (!*text) return (char *)text;
    return (char *)(text + (IsDBCSLeadByteEx(page, (BYTE)*text) && text[1] ? 2 : 1));
}

char *WINAPI CharPrevExA(WORD page, const char *start, const char *text, DWORD flags)
{
    const char *previous = start;
    for (const char *p = start; p < text && *p; p = CharNextExA(page, p, flags)) previous = p;
    return (char *)previous;
}

char *WINAPI CharNextA(const char *text)
{
    return CharNextExA(CP_ACP, text, 0);
}

char *WINAPI CharPrevA(const char *start, const char *text)
{
    return CharPrevExA(CP_ACP, start, text, 0);
}
