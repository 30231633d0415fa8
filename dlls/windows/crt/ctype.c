/* SPDX-License-Identifier: MIT */
/* Character classes and case.  Narrow: tables of the LC_CTYPE locale.  Wide: the same in every locale, as documented,
 * from a table for ASCII and from the system's (GetStringTypeW, LCMapStringW) above it. */
#include "crt.h"
#include "ctype_table.h"

/* Index 0 is EOF; _pctype points at index 1. */
const unsigned short crt_ctype_c[257] = {0, CTYPE_C};
const unsigned char crt_lower_c[256] = {
#define L4(n)  n, n + 1, n + 2, n + 3
#define L16(n) L4(n), L4(n + 4), L4(n + 8), L4(n + 12)
    L16(0),   L16(16),  L16(32),  L16(48),  64,       L4(97),   L4(101),  L4(105),  L4(109),
    L4(113),  L4(117),  121,      122,      L4(91),   95,       L16(96),  L16(112), L16(128),
    L16(144), L16(160), L16(176), L16(192), L16(208), L16(224), L16(240),
};
const unsigned char crt_upper_c[256] = {
    L16(0),   L16(16),  L16(32),  L16(48),  L16(64),  L16(80),  96,       L4(65), L4(69),
    L4(73),   L4(77),   L4(81),   L4(85),   89,       90,       L4(123),  127,    L16(128),
    L16(144), L16(160), L16(176), L16(192), L16(208), L16(224), L16(240),
};

#define CLASS(name, mask)                                                                                              \
    int is##name(int c)                                                                                                \
    {                                                                                                                  \
        return ctype_of(c, NULL) & (mask);                                                                             \
    }                                                                                                                  \
    int _is##name##_l(int c, crt_locale locale)                                                                        \
    {                                                                                                                  \
        return ctype_of(c, locale) & (mask);                                                                           \
    }                                                                                                                  \
    int isw##name(wint_t c)                                                                                            \
    {                                                                                                                  \
        return iswctype(c, mask);                                                                                      \
    }                                                                                                                  \
    int _isw##name##_l(wint_t c, crt_locale locale)                                                                    \
    {                                                                                                                  \
        (void)locale;                                                                                                  \
        return iswctype(c, mask);                                                                                      \
    }

CLASS(alpha, T_ALPHA)
CLASS(upper, T_UPPER)
CLASS(lower, T_LOWER)
CLASS(digit, T_DIGIT)
CLASS(xdigit, T_HEX)
CLASS(space, T_SPACE)
CLASS(punct, T_PUNCT)
CLASS(cntrl, T_CNTRL)
CLASS(alnum, T_ALPHA | T_DIGIT)
CLASS(graph, T_ALPHA | T_DIGIT | T_PUNCT)
CLASS(print, T_ALPHA | T_DIGIT | T_PUNCT | T_BLANK)

/* _isctype: the class bits of one byte, or of a two-byte character where its first byte is a lead byte. */
int _isctype_l(int c, int mask, crt_locale locale)
{
    struct crt_locinfo *info = locinfo_of(locale);
    if (c >= -1 && c <= 255) return info->pctype[c] & mask;
    char text[2] = {(char)(c >> 8), (char)c};
    wchar_t wide;
    if (info->mb_cur_max > 1 && (info->pctype[(unsigned char)text[0]] & T_LEAD) &&
        crt_mbtowc(&wide, text, 2, locale) == 2)
        return iswctype(wide, (unsigned short)mask);
    return 0;
}

int _isctype(int c, int mask)
{
    return _isctype_l(c, mask, NULL);
}

int isleadbyte(int c)
{
    return ctype_of((unsigned char)c, NULL) & T_LEAD;
}

int _isleadbyte_l(int c, crt_locale locale)
{
    return ctype_of((unsigned char)c, locale) & T_LEAD;
}

int __isascii(int c)
{
    return (unsigned)c < 128;
}

int __toascii(int c)
{
    return c & 127;
}

int iswascii(wint_t c)
{
    return c < 128;
}

int __iscsym(int c)
{
    return c == '_' || (ctype_of(c, NULL) & (T_ALPHA | T_DIGIT));
}

int __iscsymf(int c)
{
    return c == '_' || (ctype_of(c, NULL) & T_ALPHA);
}

int iswctype(wint_t c, unsigned short mask)
{
    WORD type;
    wchar_t unit = c;
    if (c == WEOF) return 0;
    if (c < 128) return crt_ctype_c[1 + c] & mask;
    if (!GetStringTypeW(CT_CTYPE1, &unit, 1, &type)) return 0;
    return type & mask; /* C1_ bits and those of <ctype.h> are the same */
}

int _iswctype_l(wint_t c, unsigned short mask, crt_locale locale)
{
    (void)locale;
    return iswctype(c, mask);
}

/* ---- case ---- */

int tolower(int c)
{
    return (unsigned)c < 256 ? crt_locinfo_now()->lower[c] : c;
}

int toupper(int c)
{
    return (unsigned)c < 256 ? crt_locinfo_now()->upper[c] : c;
}

int _tolower_l(int c, crt_locale locale)
{
    return (unsigned)c < 256 ? locinfo_of(locale)->lower[c] : c;
}

int _toupper_l(int c, crt_locale locale)
{
    return (unsigned)c < 256 ? locinfo_of(locale)->upper[c] : c;
}

/* _tolower, _toupper: only for letters of the other case, as documented. */
int _tolower(int c)
{
    return c - 'A' + 'a';
}

int _toupper(int c)
{
    return c - 'a' + 'A';
}

static wint_t map_wide(wint_t c, DWORD how)
{
    wchar_t from = c, to;
    return LCMapStringW(LOCALE_INVARIANT, how, &from, 1, &to, 1) == 1 ? to : c;
}

wint_t towlower(wint_t c)
{
    if (c < 128) return (unsigned)(c - 'A') < 26 ? c + 32 : c;
    return c == WEOF ? c : map_wide(c, LCMAP_LOWERCASE);
}

wint_t towupper(wint_t c)
{
    if (c < 128) return (unsigned)(c - 'a') < 26 ? c - 32 : c;
    return c == WEOF ? c : map_wide(c, LCMAP_UPPERCASE);
}

wint_t _towlower_l(wint_t c, crt_locale locale)
{
    (void)locale;
    return towlower(c);
}

wint_t _towupper_l(wint_t c, crt_locale locale)
{
    (void)locale;
    return towupper(c);
}

const unsigned short *__pctype_func(void)
{
    return crt_locinfo_now()->pctype;
}

/* The classes of UTF-16 below 256, made at the first question: Latin-1 comes from the system's tables. */
const unsigned short *__pwctype_func(void)
{
    static unsigned short table[257];
    if (!table[1 + 'A'])
        for (int i = 255; i >= 0; i--) table[1 + i] = (unsigned short)iswctype((wint_t)i, 0x1ff);
    return table + 1;
}
