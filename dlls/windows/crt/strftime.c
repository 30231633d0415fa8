/* SPDX-License-Identifier: MIT */
/* strftime and wcsftime, with the names of days and months of the LC_TIME locale; English ones in the "C" locale.
 * The flag # drops leading zeros, or gives the long form of %c and %x, as documented. */
#include "crt.h"

static const wchar_t *const days[] = {L"Sunday",   L"Monday", L"Tuesday", L"Wednesday",
                                      L"Thursday", L"Friday", L"Saturday"};
static const wchar_t *const months[] = {L"January", L"February", L"March",     L"April",   L"May",      L"June",
                                        L"July",    L"August",   L"September", L"October", L"November", L"December"};
extern char *_tzname[2];

struct out {
    wchar_t *p;
    size_t room;
    int full;
};

static void put(struct out *out, wchar_t c)
{
    if (!out->room) {
        out->full = 1;
        return;
    }
    *out->p++ = c;
    out->room--;
}

static void put_text(struct out *out, const wchar_t *s, size_t n)
{
    while (n-- && *s) put(out, *s++);
}

static void put_number(struct out *out, int value, int width)
{
    wchar_t digits[12];
    int n = 0;
    do digits[n++] = (wchar_t)('0' + value % 10);
    while (value /= 10);
    while (n < width) digits[n++] = '0';
    while (n) put(out, digits[--n]);
}

/* A day's or month's name: from the locale, else English; `brief` cuts to the short one. */
static void put_name(struct out *out, LCID id, LCTYPE type, const wchar_t *english, int brief)
{
    wchar_t text[80];
    if (id && GetLocaleInfoW(id, type, text, 80) > 0)
        put_text(out, text, 80);
    else
        put_text(out, english, brief ? 3 : 80);
}

/* Weeks of ISO 8601. */
static void iso_week(const struct crt_tm *tm, int *year, int *week)
{
    int weekday = (tm->tm_wday + 6) % 7;
    *year = tm->tm_year + 1900;
    *week = (tm->tm_yday - weekday + 10) / 7;
    if (*week < 1) {
        int y = --*year, length = y % 4 == 0 && (y % 100 || y % 400 == 0) ? 366 : 365;
        *week = (tm->tm_yday + length - weekday + 10) / 7;
    } else if (*week == 53) {
        int y = *year, length = y % 4 == 0 && (y % 100 || y % 400 == 0) ? 366 : 365;
        if (tm->tm_yday - weekday + 3 >= length) {
            *week = 1;
            ++*year;
        }
    }
}

/* A picture of the system ("dddd, MMMM d, yyyy") as text. */
static void put_system(struct out *out, LCID id, const struct crt_tm *tm, int time, int longer)
{
    wchar_t text[128];
    SYSTEMTIME st = {(WORD)(tm->tm_year + 1900), (WORD)(tm->tm_mon + 1), (WORD)tm->tm_wday, (WORD)tm->tm_mday,
                     (WORD)tm->tm_hour,          (WORD)tm->tm_min,       (WORD)tm->tm_sec,  0};
    int n = time ? GetTimeFormatW(id, 0, &st, NULL, text, 128)
                 : GetDateFormatW(id, longer ? DATE_LONGDATE : DATE_SHORTDATE, &st, NULL, text, 128);
    if (n > 0) put_text(out, text, 128);
}

static int format(struct out *out, const wchar_t *p, const struct crt_tm *tm, crt_locale locale)
{
    LCID id = locinfo_of(locale)->handle[CAT_TIME];
    int year, week, value;
    for (; *p; p++) {
        if (*p != '%') {
            put(out, *p);
            continue;
        }
        p++;
        int sharp = *p == '#', two = !sharp ? 2 : 1;
        p += sharp;
#ifdef CRT_UCRT
        p += *p == 'E' || *p == 'O'; /* "the E and O modifier characters are parsed, but ignored" */
#endif
        switch (*p) {
        case 'a':
            put_name(out, id, LOCALE_SABBREVDAYNAME1 + (LCTYPE)(tm->tm_wday + 6) % 7, days[tm->tm_wday], 1);
            break;
        case 'A': put_name(out, id, LOCALE_SDAYNAME1 + (LCTYPE)(tm->tm_wday + 6) % 7, days[tm->tm_wday], 0); break;
        case 'b':
        case 'h': put_name(out, id, LOCALE_SABBREVMONTHNAME1 + (LCTYPE)tm->tm_mon, months[tm->tm_mon], 1); break;
        case 'B': put_name(out, id, LOCALE_SMONTHNAME1 + (LCTYPE)tm->tm_mon, months[tm->tm_mon], 0); break;
        case 'c':
            if (id) {
                put_system(out, id, tm, 0, sharp);
                put(out, ' ');
                put_system(out, id, tm, 1, 0);
            } else if (!format(out, sharp ? L"%A, %B %d, %Y %H:%M:%S" : L"%m/%d/%y %H:%M:%S", tm, locale)) {
                return 0;
            }
            break;
        case 'd': put_number(out, tm->tm_mday, two); break;
        case 'H': put_number(out, tm->tm_hour, two); break;
        case 'I':
            value = tm->tm_hour % 12;
            put_number(out, value ? value : 12, two);
            break;
        case 'j': put_number(out, tm->tm_yday + 1, sharp ? 1 : 3); break;
        case 'm': put_number(out, tm->tm_mon + 1, two); break;
        case 'M': put_number(out, tm->tm_min, two); break;
        case 'p':
            put_name(out, id, tm->tm_hour < 12 ? LOCALE_S1159 : LOCALE_S2359, tm->tm_hour < 12 ? L"AM" : L"PM", 0);
            break;
        case 'S': put_number(out, tm->tm_sec, two); break;
        case 'U': put_number(out, (tm->tm_yday + 7 - tm->tm_wday) / 7, two); break;
        case 'w': put_number(out, tm->tm_wday, 1); break;
        case 'W': put_number(out, (tm->tm_yday + 7 - (tm->tm_wday + 6) % 7) / 7, two); break;
        case 'x':
            if (id)
                put_system(out, id, tm, 0, sharp);
            else if (!format(out, sharp ? L"%A, %B %d, %Y" : L"%m/%d/%y", tm, locale))
                return 0;
            break;
        case 'X':
            if (id)
                put_system(out, id, tm, 1, 0);
            else if (!format(out, L"%H:%M:%S", tm, locale))
                return 0;
            break;
        case 'y': put_number(out, tm->tm_year % 100, two); break;
        case 'Y': put_number(out, tm->tm_year + 1900, sharp ? 1 : 4); break;
        case 'z':
        case 'Z':
            _tzset();
            for (const char *name = _tzname[tm->tm_isdst > 0]; *name; name++) put(out, (unsigned char)*name);
            break;
        case '%': put(out, '%'); break;
#ifdef CRT_UCRT
        case 'C': put_number(out, (tm->tm_year + 1900) / 100, two); break;
        case 'D':
            if (!format(out, L"%m/%d/%y", tm, locale)) return 0;
            break;
        case 'e':
            if (tm->tm_mday < 10 && !sharp) put(out, ' ');
            put_number(out, tm->tm_mday, 1);
            break;
        case 'F':
            if (!format(out, L"%Y-%m-%d", tm, locale)) return 0;
            break;
        case 'g':
            iso_week(tm, &year, &week);
            put_number(out, year % 100, two);
            break;
        case 'G':
            iso_week(tm, &year, &week);
            put_number(out, year, 4);
            break;
        case 'V':
            iso_week(tm, &year, &week);
            put_number(out, week, two);
            break;
        case 'n': put(out, '\n'); break;
        case 't': put(out, '\t'); break;
        case 'r':
            if (!format(out, L"%I:%M:%S %p", tm, locale)) return 0;
            break;
        case 'R':
            if (!format(out, L"%H:%M", tm, locale)) return 0;
            break;
        case 'T':
            if (!format(out, L"%H:%M:%S", tm, locale)) return 0;
            break;
        case 'u': put_number(out, tm->tm_wday ? tm->tm_wday : 7, 1); break;
#else
            (void)iso_week;
            (void)year;
            (void)week;
#endif
        default: crt_invalid(); return 0;
        }
    }
    return 1;
}

static int valid(const struct crt_tm *tm)
{
    return (unsigned)tm->tm_wday <= 6 && (unsigned)tm->tm_mon <= 11 && tm->tm_mday >= 1 && tm->tm_mday <= 31 &&
           (unsigned)tm->tm_hour <= 23 && (unsigned)tm->tm_min <= 59 && (unsigned)tm->tm_sec <= 60 &&
           (unsigned)tm->tm_yday <= 365 && tm->tm_year >= -1900 && tm->tm_year <= 8099;
}

/* Units stored without the terminator; 0 (ERANGE, an empty text) where they don't fit. */
size_t _wcsftime_l(wchar_t *to, size_t size, const wchar_t *text, const struct crt_tm *tm, crt_locale locale)
{
    if (!to || !size || !text) {
        crt_invalid();
        return 0;
    }
    *to = 0;
    if (!tm || !valid(tm)) {
        crt_invalid();
        return 0;
    }
    struct out out = {to, size - 1, 0};
    if (!format(&out, text, tm, locale)) {
        *to = 0;
        return 0;
    }
    if (out.full) {
        *to = 0;
        errno = ERANGE;
        return 0;
    }
    *out.p = 0;
    return (size_t)(out.p - to);
}

size_t wcsftime(wchar_t *to, size_t size, const wchar_t *text, const struct crt_tm *tm)
{
    return _wcsftime_l(to, size, text, tm, NULL);
}

size_t _strftime_l(char *to, size_t size, const char *text, const struct crt_tm *tm, crt_locale locale)
{
    if (!to || !size || !text) {
        crt_invalid();
        return 0;
    }
    *to = 0;
    size_t n = strlen(text) + 1, room = size < 4096 ? size : 4096, made = 0;
    wchar_t *wide = malloc((n + room) * sizeof *wide);
    if (!wide) return 0;
    /* In the C locale a byte is its character, and comes back as it was. */
    size_t units = 0;
    for (size_t i = 0; i < n;) {
        int used = crt_mbtowc(&wide[units], text + i, n - i, locale);
        if (used <= 0) break;
        units++;
        i += (size_t)used;
    }
    wide[units] = 0;
    wchar_t *result = wide + n;
    size_t length = _wcsftime_l(result, room, wide, tm, locale);
    for (size_t i = 0; i < length; i++) {
        char bytes[8];
        int k = crt_wctomb(bytes, result[i], locale);
        if (k < 0) {
            bytes[0] = '?';
            k = 1;
        }
        if (made + (size_t)k >= size) {
            *to = 0;
            errno = ERANGE;
            made = 0;
            break;
        }
        memcpy(to + made, bytes, (size_t)k);
        made += (size_t)k;
    }
    to[made] = 0;
    free(wide);
    return made;
}

size_t strftime(char *to, size_t size, const char *text, const struct crt_tm *tm)
{
    return _strftime_l(to, size, text, tm, NULL);
}
