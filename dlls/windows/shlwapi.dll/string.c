/* SPDX-License-Identifier: MIT */
/* The string functions of shlwapi (Str*): searching, comparing, numbers.  Those that ignore case fold as the system's
 * tables do; comparisons without a length are the user's locale's. */
#define _SHLWAPI_
#include "nt.h"
#include "nt_lib.h"

#include <shlwapi.h>
#include <wchar.h>

#define CH      WCHAR
#define F(name) name##W
#define LENGTH  wcslen
#define COMPARE CompareStringW
#define UPPER   upper_wide
static WCHAR upper_wide(WCHAR c)
{
    LCMapStringW(LOCALE_INVARIANT, LCMAP_UPPERCASE, &c, 1, &c, 1);
    return c;
}
#include "string_core.h"
#undef CH
#undef F
#undef LENGTH
#undef COMPARE
#undef UPPER

#define CH      char
#define F(name) name##A
#define LENGTH  strlen
#define COMPARE CompareStringA
#define UPPER   upper_narrow
static char upper_narrow(char c)
{
    LCMapStringA(LOCALE_INVARIANT, LCMAP_UPPERCASE, &c, 1, &c, 1);
    return c;
}
#include "string_core.h"

/* ---- of one width alone ---- */

int WINAPI StrCmpW(PCWSTR a, PCWSTR b)
{
    return CompareStringW(LOCALE_USER_DEFAULT, 0, a, -1, b, -1) - CSTR_EQUAL;
}

int WINAPI StrCmpIW(PCWSTR a, PCWSTR b)
{
    return CompareStringW(LOCALE_USER_DEFAULT, NORM_IGNORECASE, a, -1, b, -1) - CSTR_EQUAL;
}

PWSTR WINAPI StrCpyW(PWSTR to, PCWSTR from)
{
    if (to && from) memcpy(to, from, (wcslen(from) + 1) * sizeof *to);
    return to;
}

PWSTR WINAPI StrCatW(PWSTR to, PCWSTR from)
{
    if (to && from) StrCpyW(to + wcslen(to), from);
    return to;
}

/* "StrCpyNW function": at most `count` characters with the terminator. */
PWSTR WINAPI StrCpyNW(PWSTR to, PCWSTR from, int count)
{
    int n = 0;
    if (!to || !from || count <= 0) return to;
    for (; n + 1 < count && from[n]; n++) to[n] = from[n];
    to[n] = 0;
    return to;
}

/* "StrCmpLogicalW function": digits count as numbers, case does not. */
int WINAPI StrCmpLogicalW(PCWSTR a, PCWSTR b)
{
    if (!a || !b) return 0;
    for (;;) {
        if (*a >= '0' && *a <= '9' && *b >= '0' && *b <= '9') {
            size_t n = 0, m = 0;
            while (*a == '0') a++;
            while (*b == '0') b++;
            while (a[n] >= '0' && a[n] <= '9') n++;
            while (b[m] >= '0' && b[m] <= '9') m++;
            if (n != m) return n < m ? -1 : 1;
            for (size_t i = 0; i < n; i++)
                if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
            a += n;
            b += n;
            continue;
        }
        if (!*a || !*b) return (*a != 0) - (*b != 0);
        int order = CompareStringW(LOCALE_USER_DEFAULT, NORM_IGNORECASE, a, 1, b, 1) - CSTR_EQUAL;
        if (order) return order;
        a++;
        b++;
    }
}
