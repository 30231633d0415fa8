/* SPDX-License-Identifier: MIT */
/* UTF-16 strings.  Units are compared as numbers; a surrogate pair is two units here, as documented. */
#include "crt.h"

size_t wcsnlen(const wchar_t *s, size_t n)
{
    size_t i = 0;
    while (i < n && s[i]) i++;
    return i;
}

wchar_t *wcscpy(wchar_t *to, const wchar_t *from)
{
    return memmove(to, from, (wcslen(from) + 1) * sizeof *to);
}

wchar_t *wcscat(wchar_t *to, const wchar_t *from)
{
    wcscpy(to + wcslen(to), from);
    return to;
}

wchar_t *wcsncpy(wchar_t *to, const wchar_t *from, size_t n)
{
    size_t length = wcsnlen(from, n);
    memcpy(to, from, length * sizeof *to);
    memset(to + length, 0, (n - length) * sizeof *to);
    return to;
}

wchar_t *wcsncat(wchar_t *to, const wchar_t *from, size_t n)
{
    size_t length = wcsnlen(from, n);
    wchar_t *end = to + wcslen(to);
    memcpy(end, from, length * sizeof *to);
    end[length] = 0;
    return to;
}

int wcscmp(const wchar_t *a, const wchar_t *b)
{
    while (*a && *a == *b) a++, b++;
    return (*a > *b) - (*a < *b);
}

int wcsncmp(const wchar_t *a, const wchar_t *b, size_t n)
{
    for (; n && *a && *a == *b; n--) a++, b++;
    return n ? (*a > *b) - (*a < *b) : 0;
}

wchar_t *wcschr(const wchar_t *s, wchar_t c)
{
    for (;; s++) {
        if (*s == c) return (wchar_t *)s;
        if (!*s) return NULL;
    }
}

wchar_t *wcsrchr(const wchar_t *s, wchar_t c)
{
    const wchar_t *found = NULL;
    for (;; s++) {
        if (*s == c) found = s;
        if (!*s) return (wchar_t *)found;
    }
}

static int in_set(const wchar_t *set, wchar_t c)
{
    return c && wcschr(set, c);
}

size_t wcsspn(const wchar_t *s, const wchar_t *set)
{
    size_t n = 0;
    while (in_set(set, s[n])) n++;
    return n;
}

size_t wcscspn(const wchar_t *s, const wchar_t *set)
{
    size_t n = 0;
    while (s[n] && !in_set(set, s[n])) n++;
    return n;
}

wchar_t *wcspbrk(const wchar_t *s, const wchar_t *set)
{
    s += wcscspn(s, set);
    return *s ? (wchar_t *)s : NULL;
}

wchar_t *wcsstr(const wchar_t *s, const wchar_t *what)
{
    size_t n = wcslen(what);
    if (!n) return (wchar_t *)s;
    for (; (s = wcschr(s, *what)); s++)
        if (!wcsncmp(s, what, n)) return (wchar_t *)s;
    return NULL;
}

wchar_t *wcstok_s(wchar_t *s, const wchar_t *delimiters, wchar_t **next)
{
    if (!next || !delimiters || (!s && !*next)) {
        crt_invalid();
        return NULL;
    }
    if (!s) s = *next;
    s += wcsspn(s, delimiters);
    if (!*s) {
        *next = s;
        return NULL;
    }
    wchar_t *end = s + wcscspn(s, delimiters);
    *next = end;
    if (*end) *(*next)++ = 0;
    return s;
}

wchar_t *crt_wcstok(wchar_t *s, const wchar_t *delimiters)
{
    wchar_t **next = &crt_self()->wcstok_next;
    if (!s && !*next) return NULL;
    return wcstok_s(s, delimiters, next);
}

wchar_t *_wcsdup(const wchar_t *s)
{
    if (!s) return NULL;
    size_t size = (wcslen(s) + 1) * sizeof *s;
    wchar_t *copy = malloc(size);
    return copy ? memcpy(copy, s, size) : NULL;
}

wchar_t *_wcsrev(wchar_t *s)
{
    for (size_t i = 0, j = wcslen(s); i + 1 < j; i++) {
        wchar_t c = s[i];
        s[i] = s[--j];
        s[j] = c;
    }
    return s;
}

wchar_t *_wcsset(wchar_t *s, wchar_t c)
{
    for (wchar_t *p = s; *p; p++) *p = c;
    return s;
}

wchar_t *_wcsnset(wchar_t *s, wchar_t c, size_t n)
{
    for (wchar_t *p = s; *p && n; p++, n--) *p = c;
    return s;
}

/* ---- case-insensitive ---- */

int _wcsnicmp(const wchar_t *a, const wchar_t *b, size_t n)
{
    if (!a || !b) {
        crt_invalid();
        return INT_MAX;
    }
    for (; n; n--, a++, b++) {
        wint_t x = *a, y = *b;
        if (x != y) {
            x = towlower(x), y = towlower(y);
            if (x != y) return x < y ? -1 : 1;
        }
        if (!x) break;
    }
    return 0;
}

int _wcsicmp(const wchar_t *a, const wchar_t *b)
{
    return _wcsnicmp(a, b, (size_t)-1);
}

int _wcsicmp_l(const wchar_t *a, const wchar_t *b, crt_locale locale)
{
    (void)locale; /* towlower is the same in every locale */
    return _wcsnicmp(a, b, (size_t)-1);
}

int _wcsnicmp_l(const wchar_t *a, const wchar_t *b, size_t n, crt_locale locale)
{
    (void)locale;
    return _wcsnicmp(a, b, n);
}

static wchar_t *map_units(wchar_t *s, wint_t (*map)(wint_t))
{
    if (!s) {
        crt_invalid();
        return NULL;
    }
    for (wchar_t *p = s; *p; p++) *p = (wchar_t)map(*p);
    return s;
}

wchar_t *_wcslwr(wchar_t *s)
{
    return map_units(s, towlower);
}

wchar_t *_wcsupr(wchar_t *s)
{
    return map_units(s, towupper);
}

wchar_t *_wcslwr_l(wchar_t *s, crt_locale locale)
{
    (void)locale;
    return map_units(s, towlower);
}

wchar_t *_wcsupr_l(wchar_t *s, crt_locale locale)
{
    (void)locale;
    return map_units(s, towupper);
}

static int map_units_s(wchar_t *s, size_t size, wint_t (*map)(wint_t))
{
    if (!s) return crt_invalid();
    if (wcsnlen(s, size) >= size) {
        if (size) *s = 0;
        return crt_invalid();
    }
    map_units(s, map);
    return 0;
}

int _wcslwr_s(wchar_t *s, size_t size)
{
    return map_units_s(s, size, towlower);
}

int _wcsupr_s(wchar_t *s, size_t size)
{
    return map_units_s(s, size, towupper);
}

int _wcslwr_s_l(wchar_t *s, size_t size, crt_locale locale)
{
    (void)locale;
    return map_units_s(s, size, towlower);
}

int _wcsupr_s_l(wchar_t *s, size_t size, crt_locale locale)
{
    (void)locale;
    return map_units_s(s, size, towupper);
}
