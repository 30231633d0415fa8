/* SPDX-License-Identifier: MIT */
/* Classes of characters, the case of counted 8-bit text, and text from and to the OEM code page. */
#define WINUSERAPI
#include "nt.h"
#include "nt_lib.h"

#include <string.h>

/* ---- classes ---- */

static WORD type_of(WCHAR c)
{
    WORD type = 0;
    GetStringTypeW(CT_CTYPE1, &c, 1, &type);
    return type;
}

static WORD type_of_byte(CHAR c)
{
    WCHAR wide = 0;
    return MultiByteToWideChar(CP_ACP, MB_ERR_INVALID_CHARS, &c, 1, &wide, 1) ? type_of(wide) : 0;
}

#define CLASS(name, mask)                                                                                              \
    BOOL WINAPI name##W(WCHAR c)                                                                                       \
    {                                                                                                                  \
        return (type_of(c) & (mask)) != 0;                                                                             \
    }                                                                                                                  \
    BOOL WINAPI name##A(CHAR c)                                                                                        \
    {                                                                                                                  \
        return (type_of_byte(c) & (mask)) != 0;                                                                        \
    }
CLASS(IsCharAlpha, C1_ALPHA)
CLASS(IsCharAlphaNumeric, C1_ALPHA | C1_DIGIT)
CLASS(IsCharLower, C1_LOWER)
CLASS(IsCharUpper, C1_UPPER)

DWORD WINAPI CharUpperBuffA(LPSTR text, DWORD length)
{
    for (DWORD i = 0; i < length; i++) text[i] = (CHAR)(ULONG_PTR)CharUpperA((LPSTR)(ULONG_PTR)(UCHAR)text[i]);
    return length;
}

DWORD WINAPI CharLowerBuffA(LPSTR text, DWORD length)
{
    for (DWORD i = 0; i < length; i++) text[i] = (CHAR)(ULONG_PTR)CharLowerA((LPSTR)(ULONG_PTR)(UCHAR)text[i]);
    return length;
}

/* ---- OEM ---- */

enum { PART = 256 };

/* Byte by byte through UTF-16: both may be the same text, and both have as many bytes. */
static void recode(UINT from, UINT to, LPCSTR text, LPSTR out, DWORD length)
{
    WCHAR wide[PART];
    for (DWORD done = 0; done < length;) {
        int part = length - done < PART ? (int)(length - done) : PART;
        part = MultiByteToWideChar(from, 0, text + done, part, wide, PART);
        if (!part) return;
        WideCharToMultiByte(to, 0, wide, part, out + done, part, NULL, NULL);
        done += (DWORD)part;
    }
}

BOOL WINAPI CharToOemBuffA(LPCSTR text, LPSTR out, DWORD length)
{
    if (!text || !out) return FALSE;
    recode(CP_ACP, CP_OEMCP, text, out, length);
    return TRUE;
}

BOOL WINAPI OemToCharBuffA(LPCSTR text, LPSTR out, DWORD length)
{
    if (!text || !out) return FALSE;
    recode(CP_OEMCP, CP_ACP, text, out, length);
    return TRUE;
}

BOOL WINAPI CharToOemA(LPCSTR text, LPSTR out)
{
    return text && CharToOemBuffA(text, out, (DWORD)strlen(text) + 1);
}

BOOL WINAPI OemToCharA(LPCSTR text, LPSTR out)
{
    return text && OemToCharBuffA(text, out, (DWORD)strlen(text) + 1);
}

BOOL WINAPI CharToOemBuffW(LPCWSTR text, LPSTR out, DWORD length)
{
    if (!text || !out) return FALSE;
    WideCharToMultiByte(CP_OEMCP, 0, text, (int)length, out, (int)length, NULL, NULL);
    return TRUE;
}

BOOL WINAPI OemToCharBuffW(LPCSTR text, LPWSTR out, DWORD length)
{
    if (!text || !out) return FALSE;
    MultiByteToWideChar(CP_OEMCP, 0, text, (int)length, out, (int)length);
    return TRUE;
}

BOOL WINAPI CharToOemW(LPCWSTR text, LPSTR out)
{
    return text && CharToOemBuffW(text, out, (DWORD)wcslen(text) + 1);
}

BOOL WINAPI OemToCharW(LPCSTR text, LPWSTR out)
{
    return text && OemToCharBuffW(text, out, (DWORD)strlen(text) + 1);
}
