/* SPDX-License-Identifier: MIT */
/* Mapping strings: case, sort keys, byte order, digits (LCMapString, FoldString).
 *
 * Left out: kana, width, and Chinese variants (ERROR_INVALID_FLAGS); composition in FoldString. */
#include "kernelbase.h"
#include "collate.h"
#include "locale.h"
#include "nls.h"

enum {
    CASES = LCMAP_LOWERCASE | LCMAP_UPPERCASE,
    NORMS = NORM_IGNORECASE | NORM_IGNORENONSPACE | NORM_IGNORESYMBOLS | NORM_IGNOREKANATYPE | NORM_IGNOREWIDTH | SORT_STRINGSORT |
            LINGUISTIC_IGNORECASE | LINGUISTIC_IGNOREDIACRITIC | NORM_LINGUISTIC_CASING,
    KNOWN = CASES | LCMAP_SORTKEY | LCMAP_BYTEREV | LCMAP_LINGUISTIC_CASING | NORMS | LOCALE_USE_CP_ACP,
};

static int bad_flags(void)
{
    RtlSetLastWin32Error(ERROR_INVALID_FLAGS);
    return 0;
}

/* Is the unit left out where these flags ask so? */
static BOOL ignored(WCHAR unit, DWORD flags)
{
    USHORT type, mark;

    __metic_nls_types(CT_CTYPE1, &unit, 1, &type);
    __metic_nls_types(CT_CTYPE3, &unit, 1, &mark);
    if ((flags & NORM_IGNORESYMBOLS) && ((type & C1_PUNCT) || (mark & C3_SYMBOL))) return TRUE;
    return (flags & NORM_IGNORENONSPACE) && (mark & C3_NONSPACING);
}

static int map(enum locale locale, DWORD flags, const WCHAR *from, int length, WCHAR *to, int room)
{
    if (!from || !length || length < -1 || room < 0 || (room && !to) || locale == LOCALE_NONE)
        return base_fail(STATUS_INVALID_PARAMETER);
    if (flags & ~(DWORD)KNOWN || ((flags & LCMAP_SORTKEY) && (flags & CASES)) || (flags & CASES) == CASES) return bad_flags();
    BOOL ended = length < 0;
    if (ended) length = (int)wcslen(from) + 1;

    if (flags & LCMAP_SORTKEY) { /* lengths are in bytes */
        int size = collate_key(from, ended ? length - 1 : length, flags, (BYTE *)to, room);
        if (room && size > room) return RtlSetLastWin32Error(ERROR_INSUFFICIENT_BUFFER), 0;
        return size;
    }
    if (from == to && flags & ~(DWORD)(CASES | LCMAP_LINGUISTIC_CASING | LOCALE_USE_CP_ACP)) return bad_flags();
    if (!(flags & (CASES | LCMAP_BYTEREV | NORM_IGNORENONSPACE | NORM_IGNORESYMBOLS))) return bad_flags();

    int kept = 0;
    for (int i = 0; i < length; i++) {
        WCHAR unit = from[i];
        if ((flags & (NORM_IGNORESYMBOLS | NORM_IGNORENONSPACE)) && ignored(unit, flags)) continue;
        if (flags & LCMAP_LOWERCASE) __metic_nls_lower(&unit, 1, &unit);
        if (flags & LCMAP_UPPERCASE) __metic_nls_upper(&unit, 1, &unit);
        if (flags & LCMAP_BYTEREV) unit = (WCHAR)(unit << 8 | unit >> 8);
        if (kept < room) to[kept] = unit;
        kept++;
    }
    return room && kept > room ? (RtlSetLastWin32Error(ERROR_INSUFFICIENT_BUFFER), 0) : kept;
}

/* "LCMapString function": `length` -1 is up to and with the terminator; `room` 0 asks for the size. */
int WINAPI LCMapStringW(LCID id, DWORD flags, const WCHAR *from, int length, WCHAR *to, int room)
{
    return map(locale_of_id(id), flags, from, length, to, room);
}

int WINAPI LCMapStringEx(const WCHAR *name, DWORD flags, const WCHAR *from, int length, WCHAR *to, int room, NLSVERSIONINFO *version,
                         void *reserved, LPARAM handle)
{
    (void)version;
    if (reserved || handle) return base_fail(STATUS_INVALID_PARAMETER);
    return map(locale_of_name(name), flags, from, length, to, room);
}

int WINAPI LCMapStringA(LCID id, DWORD flags, const char *from, int length, char *to, int room)
{
    if (!from || !length || length < -1 || room < 0 || (room && !to)) return base_fail(STATUS_INVALID_PARAMETER);
    if (length < 0) length = (int)strlen(from) + 1;
    int    result = 0, mapped = 0;
    WCHAR *wide = base_alloc((SIZE_T)length * 2 * sizeof(WCHAR)), *out = wide ? wide + length : NULL;
    if (!wide) return 0;
    int count = MultiByteToWideChar(CP_ACP, 0, from, length, wide, length);
    if (flags & LCMAP_SORTKEY)
        result = count ? LCMapStringW(id, flags, wide, count && !wide[count - 1] ? count - 1 : count, (WCHAR *)to, room) : 0;
    else if (count && (mapped = LCMapStringW(id, flags, wide, count, out, length)))
        result = locale_give_ansi(out, mapped, to, room);
    base_free(wide);
    return result;
}

/* MAP_FOLDDIGITS alone: every decimal digit becomes 0-9. */
int WINAPI FoldStringW(DWORD flags, const WCHAR *from, int length, WCHAR *to, int room)
{
    if (!from || !length || length < -1 || room < 0 || (room && !to) || from == to) return base_fail(STATUS_INVALID_PARAMETER);
    if (flags != MAP_FOLDDIGITS) return bad_flags();
    if (length < 0) length = (int)wcslen(from) + 1;
    if (room && room < length) return RtlSetLastWin32Error(ERROR_INSUFFICIENT_BUFFER), 0;
    for (int i = 0; room && i < length; i++) {
        WCHAR  unit = from[i];
        USHORT type;
        __metic_nls_types(CT_CTYPE1, &unit, 1, &type);
        to[i] = unit;
        if (!(type & C1_DIGIT) || unit < 0x80) continue;
        /* the digits of a script stand in a row of ten: count back to its 0 */
        WCHAR zero = unit;
        while (unit - zero < 9) {
            WCHAR before = (WCHAR)(zero - 1);
            __metic_nls_types(CT_CTYPE1, &before, 1, &type);
            if (!(type & C1_DIGIT)) break;
            zero = before;
        }
        to[i] = (WCHAR)('0' + (unit - zero));
    }
    return length;
}
