/* SPDX-License-Identifier: MIT */
/* The path functions of shlwapi (Path*): only text but for those that ask whether something is there.  Paths have at
 * most MAX_PATH characters, as documented.  path_core.h has them, once for each width. */
#define _SHLWAPI_
#include "nt.h"
#include "nt_lib.h"

/* which the headers have without their result */
#define PathQuoteSpacesA   header_quote_a
#define PathQuoteSpacesW   header_quote_w
#define PathUnquoteSpacesA header_unquote_a
#define PathUnquoteSpacesW header_unquote_w
#include <shlwapi.h>
#undef PathQuoteSpacesA
#undef PathQuoteSpacesW
#undef PathUnquoteSpacesA
#undef PathUnquoteSpacesW
#include <wchar.h>

#define CH            WCHAR
#define F(name)       name##W
#define T(text)       L##text
#define LENGTH        wcslen
#define ATTRIBUTES    GetFileAttributesW
#define SAME(a, b, n) (CompareStringW(LOCALE_INVARIANT, NORM_IGNORECASE, a, (int)(n), b, (int)(n)) == CSTR_EQUAL)
#define UPPER(c)      ((WCHAR)(ULONG_PTR)upper_wide(c))
static WCHAR upper_wide(WCHAR c)
{
    LCMapStringW(LOCALE_INVARIANT, LCMAP_UPPERCASE, &c, 1, &c, 1);
    return c;
}
#include "path_core.h"
#undef CH
#undef F
#undef T
#undef LENGTH
#undef ATTRIBUTES
#undef SAME
#undef UPPER

#define CH            char
#define F(name)       name##A
#define T(text)       text
#define LENGTH        strlen
#define ATTRIBUTES    GetFileAttributesA
#define SAME(a, b, n) (CompareStringA(LOCALE_INVARIANT, NORM_IGNORECASE, a, (int)(n), b, (int)(n)) == CSTR_EQUAL)
#define UPPER(c)      upper_narrow(c)
static char upper_narrow(char c)
{
    LCMapStringA(LOCALE_INVARIANT, LCMAP_UPPERCASE, &c, 1, &c, 1);
    return c;
}
#include "path_core.h"
