/* SPDX-License-Identifier: MIT */
/* Comparing texts as a C locale orders them: what std::collate<char>, which each program has of its own, asks of the
 * library. */
#include "convert.h"

#include <locale.h>

struct collvec {
    unsigned page;
    wchar_t *locale_name; /* NULL: by their bytes */
};

struct locale_id collate_id;

unsigned __cdecl ___lc_collate_cp_func(void);
wchar_t **__cdecl ___lc_locale_name_func(void);

/* _Getcoll(): how the C runtime's locale now compares.  The name is its own. */
struct collvec *getcoll(struct collvec *result)
{
    *result = (struct collvec){___lc_collate_cp_func(), ___lc_locale_name_func()[LC_COLLATE]};
    return result;
}

struct collvec *METHOD locinfo_getcoll(const struct locinfo *self, struct collvec *result)
{
    (void)self;
    return getcoll(result);
}

/* Text of a code page as UTF-16, on the heap; *size in characters on both sides. */
static wchar_t *widen_text(const struct collvec *vec, const char *text, int *size)
{
    int count = *size ? MultiByteToWideChar(vec->page, 0, text, *size, NULL, 0) : 0;
    wchar_t *wide = allocate(((size_t)count + 1) * sizeof *wide);
    if (count) MultiByteToWideChar(vec->page, 0, text, *size, wide, count);
    *size = count;
    return wide;
}

/* _Strcoll(first1, last1, first2, last2, vec): negative, 0 or positive. */
int collate_compare(const char *first1, const char *last1, const char *first2, const char *last2,
                    const struct collvec *vec)
{
    int size1 = (int)(last1 - first1), size2 = (int)(last2 - first2);
    if (!vec || !vec->locale_name) {
        int order = memcmp(first1, first2, (size_t)(size1 < size2 ? size1 : size2));
        return order ? order : (size1 > size2) - (size1 < size2);
    }
    wchar_t *wide1 = widen_text(vec, first1, &size1), *wide2 = widen_text(vec, first2, &size2);
    int order = CompareStringEx(vec->locale_name, SORT_STRINGSORT, wide1, size1, wide2, size2, NULL, NULL, 0);
    free(wide1);
    free(wide2);
    return order - CSTR_EQUAL;
}

/* _Strxfrm(first1, last1, first2, last2, vec): writes to first1 what compares by its bytes as the text compares.
 * Returns how many bytes that takes, written or (where there is no room) not. */
size_t collate_transform(char *first1, char *last1, const char *first2, const char *last2, const struct collvec *vec)
{
    size_t room = (size_t)(last1 - first1), length = (size_t)(last2 - first2);
    if (!vec || !vec->locale_name) {
        if (length <= room) memcpy(first1, first2, length);
        return length;
    }
    int size = (int)length;
    wchar_t *wide = widen_text(vec, first2, &size);
    int count = size ? LCMapStringEx(vec->locale_name, LCMAP_SORTKEY, wide, size, NULL, 0, NULL, NULL, 0) : 0;
    if (count > 0 && (size_t)count <= room)
        LCMapStringEx(vec->locale_name, LCMAP_SORTKEY, wide, size, (wchar_t *)first1, count, NULL, NULL, 0);
    free(wide);
    return (size_t)count;
}
