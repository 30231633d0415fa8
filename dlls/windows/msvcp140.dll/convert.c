/* SPDX-License-Identifier: MIT */
/* _Getctype, _Getcvt, _Tolower, _Toupper, _Mbrtowc, _Wcrtomb: characters by what a facet kept of a C locale, and the
 * text-to-number functions _Stod and so on, which hand the error out rather than set errno. */
#include "convert.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>

unsigned __cdecl ___lc_codepage_func(void);
wchar_t **__cdecl ___lc_locale_name_func(void);

enum { LC_CTYPE_INDEX = 2, CLASSES = 256 };

/* _Getctype(): of the C runtime's locale now.  The table is a copy that the facet frees. */
struct ctypevec *getctype(struct ctypevec *result)
{
    short *table = malloc(CLASSES * sizeof *table);
    const wchar_t *name = ___lc_locale_name_func()[LC_CTYPE_INDEX];
    result->page = ___lc_codepage_func();
    result->table = table ? table : (const short *)__pctype_func();
    result->delete_table = table != NULL;
    if (table) memcpy(table, __pctype_func(), CLASSES * sizeof *table);
    result->locale_name = name ? _wcsdup(name) : NULL;
    return result;
}

/* _Getcvt(): how bytes become characters in the C runtime's locale now. */
struct cvtvec *getcvt(struct cvtvec *result)
{
    *result = (struct cvtvec){.page = ___lc_codepage_func(), .longest = (unsigned)___mb_cur_max_func()};
    result->is_c = ___lc_locale_name_func()[LC_CTYPE_INDEX] == NULL;
    for (int c = 0; !result->is_c && c < CLASSES; c++)
        if (IsDBCSLeadByteEx(result->page, (BYTE)c)) result->lead[c / 8] |= (unsigned char)(1 << c % 8);
    return result;
}

static int change_case(int c, const struct ctypevec *vec, DWORD how)
{
    char byte = (char)c, to[4];
    wchar_t wide, changed;
    if (!vec->locale_name) {
        if (how == LCMAP_LOWERCASE) return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
        return c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c;
    }
    if (MultiByteToWideChar(vec->page, MB_ERR_INVALID_CHARS, &byte, 1, &wide, 1) != 1 ||
        LCMapStringEx(vec->locale_name, how, &wide, 1, &changed, 1, NULL, NULL, 0) != 1 ||
        WideCharToMultiByte(vec->page, 0, &changed, 1, to, sizeof to, NULL, NULL) != 1)
        return c;
    return (unsigned char)*to;
}

/* _Tolower(c, vec): a byte in lower case; itself where it has none. */
int convert_lower(int c, const struct ctypevec *vec)
{
    return change_case(c, vec, LCMAP_LOWERCASE);
}

int convert_upper(int c, const struct ctypevec *vec)
{
    return change_case(c, vec, LCMAP_UPPERCASE);
}

/* How many bytes a UTF-8 character has by its first; 0: none begins so. */
static int utf8_length(unsigned char first)
{
    return first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
}

static bool is_lead(const struct cvtvec *vec, unsigned char c)
{
    return vec->lead[c / 8] >> c % 8 & 1;
}

static int convert_failed(void)
{
    *_errno() = EILSEQ;
    return -1;
}

/* _Mbrtowc: the next character of size bytes.  Returns its length (0 for NUL), -1 with EILSEQ, or -2 where the bytes
 * end within it.  UTF-8 outside the BMP does not fit in one wchar_t: -1. */
int mbrtowc_with(wchar_t *to, const char *from, size_t size, struct mbstate *state, const struct cvtvec *vec)
{
    wchar_t none;
    (void)state;
    if (!from || !size) return 0;
    if (!to) to = &none;
    if (!*from) {
        *to = 0;
        return 0;
    }
    if (vec->is_c) {
        *to = (unsigned char)*from;
        return 1;
    }
    int length = vec->page == CP_UTF8 ? utf8_length((unsigned char)*from) : is_lead(vec, (unsigned char)*from) ? 2 : 1;
    if (!length) return convert_failed();
    if ((size_t)length > size) return -2;
    if (MultiByteToWideChar(vec->page, MB_ERR_INVALID_CHARS, from, length, to, 1) != 1) return convert_failed();
    return length;
}

/* _Wcrtomb: the bytes of c, at most MB_LEN_MAX.  Returns how many, or -1 with EILSEQ. */
int wcrtomb_with(char *to, wchar_t c, struct mbstate *state, const struct cvtvec *vec)
{
    (void)state;
    if (vec->is_c) {
        if (c > 0xff) return convert_failed();
        *to = (char)c;
        return 1;
    }
    BOOL lost = FALSE;
    int length = WideCharToMultiByte(vec->page, vec->page == CP_UTF8 ? WC_ERR_INVALID_CHARS : 0, &c, 1, to, MB_LEN_MAX,
                                     NULL, vec->page == CP_UTF8 ? NULL : &lost);
    return length > 0 && !lost ? length : convert_failed();
}

/* _Stodx(text, end, power, error): strtod() times ten to the power; *error is what errno became. */
double convert_double(const char *text, char **end, long power, int *error)
{
    int *current = _errno(), before = *current;
    *current = 0;
    double value = strtod(text, end);
    *error = *current;
    *current = before;
    for (; power > 0; power--) value *= 10;
    for (; power < 0; power++) value /= 10;
    return value;
}

float convert_float(const char *text, char **end, long power, int *error)
{
    int *current = _errno(), before = *current;
    *current = 0;
    float value = strtof(text, end);
    *error = *current;
    *current = before;
    for (; power > 0; power--) value *= 10;
    for (; power < 0; power++) value /= 10;
    return value;
}
