/* SPDX-License-Identifier: MIT */
/* lstrlen and its family, and MulDiv.
 *
 * On Windows the string functions survive a bad pointer (they answer 0 or NULL).  Here NULL is answered so; another bad pointer
 * faults. */
#include "kernelbase.h"

int WINAPI lstrlenW(const WCHAR *text)
{
    return text ? (int)wcslen(text) : 0;
}

int WINAPI lstrlenA(const char *text)
{
    return text ? (int)strlen(text) : 0;
}

WCHAR *WINAPI lstrcpyW(WCHAR *to, const WCHAR *from)
{
    return to && from ? wcscpy(to, from) : NULL;
}

char *WINAPI lstrcpyA(char *to, const char *from)
{
    return to && from ? strcpy(to, from) : NULL;
}

WCHAR *WINAPI lstrcatW(WCHAR *to, const WCHAR *from)
{
    if (!to || !from) return NULL;
    wcscpy(to + wcslen(to), from);
    return to;
}

char *WINAPI lstrcatA(char *to, const char *from)
{
    if (!to || !from) return NULL;
    strcpy(to + strlen(to), from);
    return to;
}

/* `room` counts the terminator. */
WCHAR *WINAPI lstrcpynW(WCHAR *to, const WCHAR *from, int room)
{
    if (!to || !from || room <= 0) return room ? NULL : to;
    int i = 0;
    for (; i < room - 1 && from[i]; i++) to[i] = from[i];
    to[i] = 0;
    return to;
}

char *WINAPI lstrcpynA(char *to, const char *from, int room)
{
    if (!to || !from || room <= 0) return room ? NULL : to;
    int i = 0;
    for (; i < room - 1 && from[i]; i++) to[i] = from[i];
    to[i] = 0;
    return to;
}

/* "The lstrcmp function uses a word sort": -1, 0, 1; NULL sorts before everything. */
static int order(const WCHAR *a, const WCHAR *b, DWORD flags)
{
    if (!a || !b) return (a != NULL) - (b != NULL);
    return CompareStringW(GetThreadLocale(), flags, a, -1, b, -1) - CSTR_EQUAL;
}

static int order_ansi(const char *a, const char *b, DWORD flags)
{
    if (!a || !b) return (a != NULL) - (b != NULL);
    return CompareStringA(GetThreadLocale(), flags, a, -1, b, -1) - CSTR_EQUAL;
}

int WINAPI lstrcmpW(const WCHAR *a, const WCHAR *b)
{
    return order(a, b, 0);
}

int WINAPI lstrcmpiW(const WCHAR *a, const WCHAR *b)
{
    return order(a, b, NORM_IGNORECASE);
}

int WINAPI lstrcmpA(const char *a, const char *b)
{
    return order_ansi(a, b, 0);
}

int WINAPI lstrcmpiA(const char *a, const char *b)
{
    return order_ansi(a, b, NORM_IGNORECASE);
}

/* number * numerator / denominator with 64 bits between, rounded to the nearest; -1 on overflow or division by 0. */
int WINAPI MulDiv(int number, int numerator, int denominator)
{
    LONGLONG product = (LONGLONG)number * numerator, divisor = denominator;

    if (!divisor) return -1;
    BOOL      negative  = (product < 0) != (divisor < 0);
    ULONGLONG magnitude = product < 0 ? 0 - (ULONGLONG)product : (ULONGLONG)product;
    ULONG     by        = divisor < 0 ? (ULONG)(0 - (ULONGLONG)divisor) : (ULONG)divisor;
    ULONGLONG quotient  = (magnitude + by / 2) / by;
    if (quotient > 0x7fffffff) return -1;
    return negative ? -(int)quotient : (int)quotient;
}
