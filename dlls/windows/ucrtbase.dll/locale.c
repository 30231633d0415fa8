/* SPDX-License-Identifier: MIT */
/* What the C++ library asks of a locale (names of days and months, the locale's own name) and the lock around it. */
#include "../crt/crt.h"

size_t _strftime_l(char *to, size_t size, const char *text, const struct crt_tm *tm, crt_locale locale);
size_t _wcsftime_l(wchar_t *to, size_t size, const wchar_t *text, const struct crt_tm *tm, crt_locale locale);
crt_locale _get_current_locale(void);
crt_locale _create_locale(int category, const char *text);

int ___mb_cur_max_l_func(crt_locale locale)
{
    return locinfo_of(locale)->mb_cur_max;
}

/* Names of the six categories' locales, NULL for "C". */
wchar_t **___lc_locale_name_func(void)
{
    struct crt_locinfo *info = crt_locinfo_now();
    for (int c = CAT_COLLATE; c <= CAT_TIME; c++) {
        wchar_t name[LOCALE_NAME_MAX_LENGTH];
        if (!info->handle[c])
            info->names[c] = NULL;
        else if (!info->names[c] && LCIDToLocaleName(info->handle[c], name, LOCALE_NAME_MAX_LENGTH, 0))
            info->names[c] = _wcsdup(name);
    }
    return info->names;
}

void _lock_locales(void)
{
    _lock(LOCK_LOCALE);
}

void _unlock_locales(void)
{
    _unlock(LOCK_LOCALE);
}

crt_locale _wcreate_locale(int category, const wchar_t *text)
{
    char *narrow = text ? crt_narrow(text) : NULL;
    crt_locale locale = narrow ? _create_locale(category, narrow) : NULL;
    free(narrow);
    return locale;
}

/* ---- ":Sun:Sunday:Mon:Monday...", malloc()ed ---- */

enum { LIST_SIZE = 1024 };

static wchar_t *list(int count, const wchar_t *brief, const wchar_t *full)
{
    wchar_t *out = malloc(LIST_SIZE * sizeof *out), *to = out;
    if (!out) return NULL;
    for (int i = 0; i < count; i++) {
        struct crt_tm tm = {.tm_mday = 1, .tm_mon = count == 12 ? i : 0, .tm_wday = count == 7 ? i : 0};
        for (int k = 0; k < 2; k++) {
            *to++ = ':';
            to += _wcsftime_l(to, (size_t)(out + LIST_SIZE - to) - 2, k ? full : brief, &tm, NULL);
        }
    }
    *to = 0;
    return out;
}

static char *narrow_list(wchar_t *wide)
{
    size_t made = 0;
    char *out = wide ? malloc(4 * LIST_SIZE) : NULL;
    for (wchar_t *p = wide; out && *p; p++) {
        int n = crt_wctomb(out + made, *p, NULL);
        if (n > 0)
            made += (size_t)n;
        else
            out[made++] = '?';
    }
    if (out) out[made] = 0;
    free(wide);
    return out;
}

wchar_t *_W_Getdays(void)
{
    return list(7, L"%a", L"%A");
}

wchar_t *_W_Getmonths(void)
{
    return list(12, L"%b", L"%B");
}

char *_Getdays(void)
{
    return narrow_list(_W_Getdays());
}

char *_Getmonths(void)
{
    return narrow_list(_W_Getmonths());
}

/* The time names as a block of their own, which only _Strftime and _Wcsftime read: the locale of now. */
void *_Gettnames(void)
{
    return _get_current_locale();
}

void *_W_Gettnames(void)
{
    return _get_current_locale();
}

size_t _Strftime(char *to, size_t size, const char *text, const struct crt_tm *tm, void *names)
{
    return _strftime_l(to, size, text, tm, names);
}

size_t _Wcsftime(wchar_t *to, size_t size, const wchar_t *text, const struct crt_tm *tm, void *names)
{
    return _wcsftime_l(to, size, text, tm, names);
}
