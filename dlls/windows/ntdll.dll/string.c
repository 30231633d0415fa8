/* SPDX-License-Identifier: MIT */
/* The C library's string functions as ntdll exports them ("String manipulation" in the C runtime's reference): those
 * that know no locale.  Case is folded in ASCII alone, but for single UTF-16 units; characters are classified so too.
 */
#define _INC_STRING
#define _INC_STDLIB
#include <stddef.h>
#include <stdint.h>
#include <limits.h>

void *memcpy(void *to, const void *from, size_t size);
size_t strlen(const char *text);
size_t wcslen(const wchar_t *text);
wchar_t __stdcall RtlDowncaseUnicodeChar(wchar_t c);
wchar_t __stdcall RtlUpcaseUnicodeChar(wchar_t c);

static inline int lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

static inline int upper(int c)
{
    return c >= 'a' && c <= 'z' ? c - 32 : c;
}

/* The functions that exist alike for bytes and for UTF-16. */
#define STRING_FUNCTIONS(CHAR, UNSIGNED, length, length_n, copy, copy_n, append, append_n, compare, compare_n, find,   \
                         find_last, find_set, span, span_not, find_text, compare_fold, compare_fold_n, to_lower,       \
                         to_upper)                                                                                     \
    size_t length_n(const CHAR *text, size_t room)                                                                     \
    {                                                                                                                  \
        size_t i = 0;                                                                                                  \
        while (i < room && text[i]) i++;                                                                               \
        return i;                                                                                                      \
    }                                                                                                                  \
    CHAR *copy(CHAR *to, const CHAR *from)                                                                             \
    {                                                                                                                  \
        return memcpy(to, from, (length(from) + 1) * sizeof *to);                                                      \
    }                                                                                                                  \
    /* fills the rest with zeros, ends nothing that is cut */                                                          \
    CHAR *copy_n(CHAR *to, const CHAR *from, size_t room)                                                              \
    {                                                                                                                  \
        size_t i = 0;                                                                                                  \
        for (; i < room && from[i]; i++) to[i] = from[i];                                                              \
        for (; i < room; i++) to[i] = 0;                                                                               \
        return to;                                                                                                     \
    }                                                                                                                  \
    CHAR *append(CHAR *to, const CHAR *from)                                                                           \
    {                                                                                                                  \
        copy(to + length(to), from);                                                                                   \
        return to;                                                                                                     \
    }                                                                                                                  \
    CHAR *append_n(CHAR *to, const CHAR *from, size_t most)                                                            \
    {                                                                                                                  \
        CHAR *end = to + length(to);                                                                                   \
        while (most-- && *from) *end++ = *from++;                                                                      \
        *end = 0;                                                                                                      \
        return to;                                                                                                     \
    }                                                                                                                  \
    int compare_n(const CHAR *a, const CHAR *b, size_t most)                                                           \
    {                                                                                                                  \
        for (; most; most--, a++, b++) {                                                                               \
            if (*a != *b) return (UNSIGNED)*a < (UNSIGNED)*b ? -1 : 1;                                                 \
            if (!*a) break;                                                                                            \
        }                                                                                                              \
        return 0;                                                                                                      \
    }                                                                                                                  \
    int compare(const CHAR *a, const CHAR *b)                                                                          \
    {                                                                                                                  \
        return compare_n(a, b, SIZE_MAX);                                                                              \
    }                                                                                                                  \
    int compare_fold_n(const CHAR *a, const CHAR *b, size_t most)                                                      \
    {                                                                                                                  \
        for (; most; most--, a++, b++) {                                                                               \
            int x = lower((UNSIGNED)*a), y = lower((UNSIGNED)*b);                                                      \
            if (x != y) return x - y;                                                                                  \
            if (!x) break;                                                                                             \
        }                                                                                                              \
        return 0;                                                                                                      \
    }                                                                                                                  \
    int compare_fold(const CHAR *a, const CHAR *b)                                                                     \
    {                                                                                                                  \
        return compare_fold_n(a, b, SIZE_MAX);                                                                         \
    }                                                                                                                  \
    static CHAR *find_last(const CHAR *text, CHAR what, int last)                                                      \
    {                                                                                                                  \
        const CHAR *found = NULL;                                                                                      \
        for (;; text++) {                                                                                              \
            if (*text == what) {                                                                                       \
                found = text;                                                                                          \
                if (!last) break;                                                                                      \
            }                                                                                                          \
            if (!*text) break;                                                                                         \
        }                                                                                                              \
        return (CHAR *)found;                                                                                          \
    }                                                                                                                  \
    static size_t find_set(const CHAR *text, const CHAR *set, int wanted)                                              \
    {                                                                                                                  \
        size_t i = 0;                                                                                                  \
        while (text[i] && (find_last(set, text[i], 0) != NULL) != wanted) i++;                                         \
        return i;                                                                                                      \
    }                                                                                                                  \
    size_t span(const CHAR *text, const CHAR *set)                                                                     \
    {                                                                                                                  \
        return find_set(text, set, 0);                                                                                 \
    }                                                                                                                  \
    size_t span_not(const CHAR *text, const CHAR *set)                                                                 \
    {                                                                                                                  \
        return find_set(text, set, 1);                                                                                 \
    }                                                                                                                  \
    CHAR *find_text(const CHAR *text, const CHAR *what)                                                                \
    {                                                                                                                  \
        size_t size = length(what);                                                                                    \
        for (; compare_n(text, what, size); text++)                                                                    \
            if (!*text) return NULL;                                                                                   \
        return (CHAR *)text;                                                                                           \
    }                                                                                                                  \
    CHAR *to_lower(CHAR *text)                                                                                         \
    {                                                                                                                  \
        for (CHAR *p = text; *p; p++) *p = (CHAR)lower((UNSIGNED)*p);                                                  \
        return text;                                                                                                   \
    }                                                                                                                  \
    CHAR *to_upper(CHAR *text)                                                                                         \
    {                                                                                                                  \
        for (CHAR *p = text; *p; p++) *p = (CHAR)upper((UNSIGNED)*p);                                                  \
        return text;                                                                                                   \
    }

STRING_FUNCTIONS(char, unsigned char, strlen, strnlen, strcpy, strncpy, strcat, strncat, strcmp, strncmp, strchr,
                 byte_find, byte_set, strspn, strcspn, strstr, _stricmp, _strnicmp, _strlwr, _strupr)
STRING_FUNCTIONS(wchar_t, wchar_t, wcslen, wcsnlen, wcscpy, wcsncpy, wcscat, wcsncat, wcscmp, wcsncmp, wcschr,
                 wide_find, wide_set, wcsspn, wcscspn, wcsstr, _wcsicmp, _wcsnicmp, _wcslwr, _wcsupr)

char *strchr(const char *text, int what)
{
    return byte_find(text, (char)what, 0);
}

char *strrchr(const char *text, int what)
{
    return byte_find(text, (char)what, 1);
}

char *strpbrk(const char *text, const char *set)
{
    text += strcspn(text, set);
    return *text ? (char *)text : NULL;
}

wchar_t *wcschr(const wchar_t *text, wchar_t what)
{
    return wide_find(text, what, 0);
}

wchar_t *wcsrchr(const wchar_t *text, wchar_t what)
{
    return wide_find(text, what, 1);
}

wchar_t *wcspbrk(const wchar_t *text, const wchar_t *set)
{
    text += wcscspn(text, set);
    return *text ? (wchar_t *)text : NULL;
}

int _memicmp(const void *a, const void *b, size_t size)
{
    const unsigned char *x = a, *y = b;
    for (; size; size--, x++, y++)
        if (lower(*x) != lower(*y)) return lower(*x) - lower(*y);
    return 0;
}

int tolower(int c)
{
    return lower(c);
}

int toupper(int c)
{
    return upper(c);
}

wchar_t towlower(wchar_t c)
{
    return RtlDowncaseUnicodeChar(c);
}

wchar_t towupper(wchar_t c)
{
    return RtlUpcaseUnicodeChar(c);
}

int isdigit(int c)
{
    return c >= '0' && c <= '9';
}

int isxdigit(int c)
{
    return isdigit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}

int isupper(int c)
{
    return c >= 'A' && c <= 'Z';
}

int islower(int c)
{
    return c >= 'a' && c <= 'z';
}

int isalpha(int c)
{
    return isupper(c) || islower(c);
}

int isalnum(int c)
{
    return isalpha(c) || isdigit(c);
}

int isspace(int c)
{
    return c == ' ' || (c >= 9 && c <= 13);
}

int isprint(int c)
{
    return c >= 32 && c < 127;
}

int iscntrl(int c)
{
    return (c >= 0 && c < 32) || c == 127;
}

int isgraph(int c)
{
    return c > 32 && c < 127;
}

int ispunct(int c)
{
    return isgraph(c) && !isalnum(c);
}

/* ---- numbers ---- */

/* [white space] [sign] [0x or 0] digits; `low`..`high` bound the result. */
static long long parse(const char *text, char **end, int base, long long low, unsigned long long high)
{
    const char *p = text, *after = text;
    unsigned long long value = 0;
    int negative = 0, wild = 0;
    while (isspace((unsigned char)*p)) p++;
    if (*p == '+' || *p == '-') negative = *p++ == '-';
    if ((base == 0 || base == 16) && p[0] == '0' && lower(p[1]) == 'x' && isxdigit((unsigned char)p[2]))
        p += 2, base = 16;
    if (!base) base = *p == '0' ? 8 : 10;
    const unsigned long long most = negative && low ? 0 - (unsigned long long)low : high;
    for (;; p++) {
        int digit = isdigit((unsigned char)*p) ? *p - '0' : isalpha((unsigned char)*p) ? lower(*p) - 'a' + 10 : 99;
        if (digit >= base) break;
        if (value > (most - (unsigned)digit) / (unsigned)base) wild = 1;
        value = value * (unsigned)base + (unsigned)digit;
        after = p + 1;
    }
    if (end) *end = (char *)after;
    if (wild) return negative && low ? low : (long long)high;
    return negative ? (long long)(0 - value) : (long long)value;
}

long strtol(const char *text, char **end, int base)
{
    return (long)parse(text, end, base, LONG_MIN, LONG_MAX);
}

unsigned long strtoul(const char *text, char **end, int base)
{
    return (unsigned long)parse(text, end, base, 0, ULONG_MAX);
}

int atoi(const char *text)
{
    return (int)strtol(text, NULL, 10);
}

long atol(const char *text)
{
    return strtol(text, NULL, 10);
}

long long _atoi64(const char *text)
{
    return parse(text, NULL, 10, LLONG_MIN, LLONG_MAX);
}
