/* SPDX-License-Identifier: MIT */
/* Multibyte characters of the LC_CTYPE locale to and from UTF-16: mbtowc, mbstowcs, wctomb, wcstombs and their _l and
 * _s forms, and the restartable ones of C99.  In the "C" locale a byte is the character of the same number. */
#include "crt.h"

int crt_mbtowc(wchar_t *wide, const char *s, size_t n, crt_locale locale)
{
    struct crt_locinfo *info = locinfo_of(locale);
    wchar_t dummy;
    if (!wide) wide = &dummy;
    if (!n) return -1;
    if (!*s) {
        *wide = 0;
        return 0;
    }
    if (!info->codepage || (unsigned char)*s < 128) {
        *wide = (unsigned char)*s;
        return 1;
    }
    if (info->codepage == CP_UTF8) {
        unsigned char lead = (unsigned char)*s;
        int length = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : 0;
        if (!length || n < (size_t)length ||
            MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, s, length, wide, 1) != 1)
            return -1;
        return length;
    }
    int length = info->pctype[(unsigned char)*s] & T_LEAD ? 2 : 1;
    if (n < (size_t)length || (length == 2 && !s[1]) ||
        MultiByteToWideChar(info->codepage, MB_ERR_INVALID_CHARS | MB_PRECOMPOSED, s, length, wide, 1) != 1)
        return -1;
    return length;
}

int crt_wctomb(char *s, wchar_t wide, crt_locale locale)
{
    struct crt_locinfo *info = locinfo_of(locale);
    if (!info->codepage) {
        if (wide > 255) return -1;
        *s = (char)wide;
        return 1;
    }
    if (wide < 128) {
        *s = (char)wide;
        return 1;
    }
    BOOL lost = FALSE;
    int n = info->codepage == CP_UTF8 ? WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, &wide, 1, s, 5, NULL, NULL)
                                      : WideCharToMultiByte(info->codepage, 0, &wide, 1, s, 5, NULL, &lost);
    return n > 0 && !lost ? n : -1;
}

int _mbtowc_l(wchar_t *wide, const char *s, size_t n, crt_locale locale)
{
    if (!s || !n) return 0;
    int used = crt_mbtowc(wide, s, n, locale);
    if (used < 0) errno = EILSEQ;
    return used;
}

int mbtowc(wchar_t *wide, const char *s, size_t n)
{
    return _mbtowc_l(wide, s, n, NULL);
}

int _mblen_l(const char *s, size_t n, crt_locale locale)
{
    if (!s || !n || !*s) return 0;
    return crt_mbtowc(NULL, s, n, locale);
}

int mblen(const char *s, size_t n)
{
    return _mblen_l(s, n, NULL);
}

int _wctomb_l(char *s, wchar_t wide, crt_locale locale)
{
    if (!s) return 0;
    int n = crt_wctomb(s, wide, locale);
    if (n < 0) errno = EILSEQ;
    return n;
}

int wctomb(char *s, wchar_t wide)
{
    return _wctomb_l(s, wide, NULL);
}

int _wctomb_s_l(int *length, char *s, size_t size, wchar_t wide, crt_locale locale)
{
    char text[8];
    if (!s && size) return crt_invalid();
    if (!s) {
        if (length) *length = 0;
        return 0;
    }
    int n = crt_wctomb(text, wide, locale);
    if (length) *length = n;
    if (n < 0) return crt_error(EILSEQ);
    if ((size_t)n > size) return crt_invalid_as(ERANGE);
    memcpy(s, text, (size_t)n);
    return 0;
}

int wctomb_s(int *length, char *s, size_t size, wchar_t wide)
{
    return _wctomb_s_l(length, s, size, wide, NULL);
}

/* mbstowcs: units written (no terminator counted); all of them where `to` is NULL; -1 on an invalid character. */
size_t _mbstowcs_l(wchar_t *to, const char *s, size_t n, crt_locale locale)
{
    size_t made = 0, left;
    if (!s) {
        crt_invalid();
        return (size_t)-1;
    }
    struct crt_locinfo *info = locinfo_of(locale);
    left = strlen(s);
    while (!to || made < n) {
        wchar_t unit;
        if (info->codepage == CP_UTF8 && (unsigned char)*s >= 0xf0) { /* a pair */
            wchar_t pair[2];
            if (left < 4 || MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, s, 4, pair, 2) != 2) {
                errno = EILSEQ;
                return (size_t)-1;
            }
            if (to) {
                if (made + 2 > n) break;
                to[made] = pair[0];
                to[made + 1] = pair[1];
            }
            made += 2;
            s += 4, left -= 4;
            continue;
        }
        int used = left ? crt_mbtowc(&unit, s, left, locale) : 0;
        if (used < 0) {
            errno = EILSEQ;
            return (size_t)-1;
        }
        if (!used) {
            if (to) to[made] = 0;
            return made;
        }
        if (to) to[made] = unit;
        made++;
        s += used, left -= (size_t)used;
    }
    return made;
}

size_t mbstowcs(wchar_t *to, const char *s, size_t n)
{
    return _mbstowcs_l(to, s, n, NULL);
}

/* wcstombs: bytes written; -1 where a character has none. */
size_t _wcstombs_l(char *to, const wchar_t *s, size_t n, crt_locale locale)
{
    size_t made = 0;
    if (!s) {
        crt_invalid();
        return (size_t)-1;
    }
    struct crt_locinfo *info = locinfo_of(locale);
    for (;; s++) {
        char text[8];
        int length;
        if (info->codepage == CP_UTF8 && s[0] >= 0xd800 && s[0] < 0xdc00 && s[1] >= 0xdc00 && s[1] < 0xe000) {
            length = WideCharToMultiByte(CP_UTF8, 0, s, 2, text, 8, NULL, NULL);
            s++;
        } else {
            length = *s ? crt_wctomb(text, *s, locale) : 0;
        }
        if (length < 0) {
            errno = EILSEQ;
            return (size_t)-1;
        }
        if (!length) {
            if (to && made < n) to[made] = 0;
            return made;
        }
        if (to) {
            if (made + (size_t)length > n) return made;
            memcpy(to + made, text, (size_t)length);
        }
        made += (size_t)length;
    }
}

size_t wcstombs(char *to, const wchar_t *s, size_t n)
{
    return _wcstombs_l(to, s, n, NULL);
}

int _mbstowcs_s_l(size_t *made, wchar_t *to, size_t size, const char *s, size_t n, crt_locale locale)
{
    if ((!to && size) || (to && !size) || !s) return crt_invalid();
    size_t want = to ? (n == TRUNCATE ? size : n < size ? n : size) : 0;
    if (to) *to = 0;
    size_t count = _mbstowcs_l(to, s, want, locale);
    if (count == (size_t)-1) {
        if (to) *to = 0;
        if (made) *made = 0;
        return errno;
    }
    count++;
    if (to && count > size) {
        if (n != TRUNCATE) {
            *to = 0;
            return crt_invalid_as(ERANGE);
        }
        to[size - 1] = 0;
        if (made) *made = size;
        return STRUNCATE;
    }
    if (to) to[count - 1] = 0;
    if (made) *made = count;
    return 0;
}

int mbstowcs_s(size_t *made, wchar_t *to, size_t size, const char *s, size_t n)
{
    return _mbstowcs_s_l(made, to, size, s, n, NULL);
}

int _wcstombs_s_l(size_t *made, char *to, size_t size, const wchar_t *s, size_t n, crt_locale locale)
{
    if ((!to && size) || (to && !size) || !s) return crt_invalid();
    size_t want = to ? (n == TRUNCATE ? size : n < size ? n : size) : 0;
    if (to) *to = 0;
    size_t count = _wcstombs_l(to, s, want, locale);
    if (count == (size_t)-1) {
        if (to) *to = 0;
        if (made) *made = 0;
        return errno;
    }
    count++;
    if (to && count > size) {
        if (n != TRUNCATE) {
            *to = 0;
            return crt_invalid_as(ERANGE);
        }
        to[size - 1] = 0;
        if (made) *made = size;
        return STRUNCATE;
    }
    if (to) to[count - 1] = 0;
    if (made) *made = count;
    return 0;
}

int wcstombs_s(size_t *made, char *to, size_t size, const wchar_t *s, size_t n)
{
    return _wcstombs_s_l(made, to, size, s, n, NULL);
}

/* Characters in a string, for _mbstrlen; -1 on an invalid one. */
size_t _mbstrnlen_l(const char *s, size_t n, crt_locale locale)
{
    size_t count = 0, left = strnlen(s, n);
    while (left) {
        int used = crt_mbtowc(NULL, s, left, locale);
        if (used <= 0) {
            errno = EILSEQ;
            return (size_t)-1;
        }
        s += used, left -= (size_t)used;
        count++;
    }
    return count;
}

size_t _mbstrnlen(const char *s, size_t n)
{
    return _mbstrnlen_l(s, n, NULL);
}

size_t _mbstrlen(const char *s)
{
    return _mbstrnlen_l(s, (size_t)-1, NULL);
}

size_t _mbstrlen_l(const char *s, crt_locale locale)
{
    return _mbstrnlen_l(s, (size_t)-1, locale);
}

/* ---- restartable: the state keeps the bytes of an unfinished character, three at most, and their count above ---- */

typedef unsigned state;
static state internal;

/* Whether the bytes can begin a character that is longer. */
static int unfinished(const char *s, size_t n)
{
    unsigned char lead = (unsigned char)*s;
    if (crt_locinfo_now()->codepage != CP_UTF8) return n == 1 && (ctype_of(lead, NULL) & T_LEAD);
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80) return 0;
    return n < (lead >= 0xc2 && lead < 0xe0 ? 2u : (lead & 0xf0) == 0xe0 ? 3u : 1u);
}

size_t mbrtowc(wchar_t *wide, const char *s, size_t n, state *st)
{
    char text[8];
    wchar_t unit;
    if (!st) st = &internal;
    if (!s) {
        *st = 0;
        return 0;
    }
    size_t had = *st >> 24, have = had;
    for (size_t i = 0; i < had; i++) text[i] = (char)(*st >> 8 * i);
    for (size_t i = 0; i < n && have < 5; i++) text[have++] = s[i];
    if (!have || have == had) return (size_t)-2;
    int used = crt_mbtowc(&unit, text, have, NULL);
    if (used < 0) {
        if (have < 4 && unfinished(text, have)) {
            *st = (state)have << 24;
            for (size_t i = 0; i < have; i++) *st |= (state)(unsigned char)text[i] << 8 * i;
            return (size_t)-2;
        }
        *st = 0;
        errno = EILSEQ;
        return (size_t)-1;
    }
    *st = 0;
    if (wide) *wide = unit;
    return used ? (size_t)used - had : 0;
}

size_t mbrlen(const char *s, size_t n, state *st)
{
    return mbrtowc(NULL, s, n, st);
}

int mbsinit(const state *st)
{
    return !st || !*st;
}

size_t wcrtomb(char *s, wchar_t wide, state *st)
{
    char text[8];
    (void)st;
    if (!s) return 1;
    int n = crt_wctomb(text, wide, NULL);
    if (n < 0) {
        errno = EILSEQ;
        return (size_t)-1;
    }
    memcpy(s, text, (size_t)n);
    return (size_t)n;
}

size_t mbsrtowcs(wchar_t *to, const char **s, size_t n, state *st)
{
    size_t made = 0;
    const char *p = *s;
    (void)st;
    while (!to || made < n) {
        wchar_t unit;
        int used = crt_mbtowc(&unit, p, strnlen(p, 5) + 1, NULL);
        if (used < 0) {
            errno = EILSEQ;
            return (size_t)-1;
        }
        if (to) {
            to[made] = unit;
            *s = used ? p + used : NULL;
        }
        if (!used) break;
        p += used;
        made++;
    }
    return made;
}

size_t wcsrtombs(char *to, const wchar_t **s, size_t n, state *st)
{
    size_t made = 0;
    (void)st;
    for (const wchar_t *p = *s;; p++) {
        char text[8];
        int length = crt_wctomb(text, *p, NULL);
        if (length < 0) {
            errno = EILSEQ;
            return (size_t)-1;
        }
        if (to) {
            if (made + (size_t)length > n) {
                *s = p;
                return made;
            }
            memcpy(to + made, text, (size_t)length);
            if (!*p) *s = NULL;
        }
        if (!*p) return made;
        made += (size_t)length;
    }
}

wint_t btowc(int c)
{
    wchar_t unit;
    char byte = (char)c;
    if (c == EOF) return WEOF;
    return crt_mbtowc(&unit, &byte, 1, NULL) < 0 ? WEOF : unit;
}

int wctob(wint_t c)
{
    char text[8];
    return c != WEOF && crt_wctomb(text, c, NULL) == 1 ? (unsigned char)*text : EOF;
}
