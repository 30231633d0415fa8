/* SPDX-License-Identifier: MIT */
/* Dates and times as text: GetDateFormat, GetTimeFormat ("Day, Month, Year, and Era Format Pictures", "Hour, Minute,
 * and Second Format Pictures").  The calendar is the Gregorian one, the only one of the locales there are; reading
 * directions leave no marks. */
#include "kernelbase.h"
#include "locale.h"

enum {
    DATE_FORMS = DATE_SHORTDATE | DATE_LONGDATE | DATE_YEARMONTH | DATE_MONTHDAY,
    DATE_FLAGS = DATE_FORMS | DATE_USE_ALT_CALENDAR | DATE_LTRREADING | DATE_RTLREADING | DATE_AUTOLAYOUT,
    TIME_FLAGS = TIME_NOMINUTESORSECONDS | TIME_NOSECONDS | TIME_NOTIMEMARKER | TIME_FORCE24HOURFORMAT,
};

static const DWORD both_flags = LOCALE_NOUSEROVERRIDE | LOCALE_USE_CP_ACP;

/* What a picture is filled from. */
struct picture {
    enum locale locale;
    DWORD flags;
    SYSTEMTIME at;
};

static int bad_flags(void)
{
    RtlSetLastWin32Error(ERROR_INVALID_FLAGS);
    return 0;
}

static void put_number(struct locale_out *out, unsigned number, int width)
{
    WCHAR digits[10];
    int count = 0;

    do digits[count++] = (WCHAR)('0' + number % 10);
    while (number /= 10);
    for (int i = count; i < width; i++) locale_put(out, '0');
    while (count) locale_put(out, digits[--count]);
}

static void put_text(struct locale_out *out, const WCHAR *text, int limit)
{
    for (int i = 0; text[i] && i < limit; i++) locale_put(out, text[i]);
}

/* Copies a quoted part; where it ends.  Two apostrophes within are one. */
static const WCHAR *put_quoted(struct locale_out *out, const WCHAR *at)
{
    while (*++at) {
        if (*at == '\'' && *++at != '\'') return at;
        locale_put(out, *at);
    }
    return at;
}

/* The end of a run of equal letters. */
static const WCHAR *run_end(const WCHAR *at)
{
    const WCHAR *end = at;

    while (*end == *at) end++;
    return end;
}

/* ---- dates ---- */

static void put_day(struct locale_out *out, const struct picture *picture, int width)
{
    LCTYPE first = width == 3 ? LOCALE_SABBREVDAYNAME1 : LOCALE_SDAYNAME1;

    if (width <= 2)
        put_number(out, picture->at.wDay, width);
    else
        put_text(out, locale_text(picture->locale, first + (picture->at.wDayOfWeek + 6u) % 7),
                 64); /* names begin with Monday */
}

static void put_month(struct locale_out *out, const struct picture *picture, int width)
{
    LCTYPE first = width == 3 ? LOCALE_SABBREVMONTHNAME1 : LOCALE_SMONTHNAME1;

    if (width <= 2)
        put_number(out, picture->at.wMonth, width);
    else
        put_text(out, locale_text(picture->locale, first + picture->at.wMonth - 1u), 64);
}

static int fill_date(const struct picture *picture, const WCHAR *at, WCHAR *to, int room)
{
    struct locale_out out = {to, room, 0};

    while (*at) {
        if (*at == '\'') {
            at = put_quoted(&out, at);
            continue;
        }
        const WCHAR *end = run_end(at);
        int width = (int)(end - at);
        switch (*at) {
        case 'd': put_day(&out, picture, width); break;
        case 'M': put_month(&out, picture, width); break;
        case 'y':
            if (width == 1)
                put_number(&out, picture->at.wYear % 10, 1); /* "only by the last digit" */
            else
                put_number(&out, width == 2 ? picture->at.wYear % 100u : picture->at.wYear, 2);
            break;
        case 'g': put_text(&out, L"A.D.", 4); break;
        default: locale_put(&out, *at); end = at + 1;
        }
        at = end;
    }
    locale_put(&out, 0);
    return locale_given(&out);
}

/* Checks the date and finds its day of the week, whatever the caller's says. */
static BOOL date_of(const SYSTEMTIME *given, SYSTEMTIME *date)
{
    FILETIME time;

    if (!given) return GetLocalTime(date), TRUE;
    SYSTEMTIME day = {.wYear = given->wYear, .wMonth = given->wMonth, .wDay = given->wDay};
    return SystemTimeToFileTime(&day, &time) && FileTimeToSystemTime(&time, date);
}

static int format_date(enum locale locale, DWORD flags, const SYSTEMTIME *date, const WCHAR *format, WCHAR *to,
                       int room)
{
    struct picture picture = {locale, flags, {0}};
    DWORD form = flags & DATE_FORMS;
    LCTYPE type = form == DATE_LONGDATE    ? LOCALE_SLONGDATE
                  : form == DATE_YEARMONTH ? LOCALE_SYEARMONTH
                  : form == DATE_MONTHDAY  ? LOCALE_SMONTHDAY
                                           : LOCALE_SSHORTDATE;

    if (room < 0 || (room && !to) || locale == LOCALE_NONE) return base_fail(STATUS_INVALID_PARAMETER);
    if (flags & ~(DATE_FLAGS | both_flags) || form & (form - 1) || (format && form)) return bad_flags();
    if ((flags & DATE_LTRREADING) && (flags & DATE_RTLREADING)) return bad_flags();
    if (!date_of(date, &picture.at)) return base_fail(STATUS_INVALID_PARAMETER);
    return fill_date(&picture, format ? format : locale_text(locale, type), to, room);
}

/* "GetDateFormatW function": `date` NULL is now, `format` NULL the locale's own; the count with the terminator, `room`
 * 0 asks for it. */
int WINAPI GetDateFormatW(LCID id, DWORD flags, const SYSTEMTIME *date, const WCHAR *format, WCHAR *to, int room)
{
    return format_date(locale_of_id(id), flags, date, format, to, room);
}

int WINAPI GetDateFormatEx(const WCHAR *name, DWORD flags, const SYSTEMTIME *date, const WCHAR *format, WCHAR *to,
                           int room, const WCHAR *calendar)
{
    if (calendar) return base_fail(STATUS_INVALID_PARAMETER); /* "Reserved; must set to NULL" */
    return format_date(locale_of_name(name), flags, date, format, to, room);
}

/* ---- times ---- */

/* Is a field left out where the flags ask so? */
static BOOL is_dropped(WCHAR field, DWORD flags)
{
    switch (field) {
    case 'm': return flags & TIME_NOMINUTESORSECONDS;
    case 's': return flags & (TIME_NOMINUTESORSECONDS | TIME_NOSECONDS);
    case 't': return flags & TIME_NOTIMEMARKER;
    }
    return FALSE;
}

static void put_field(struct locale_out *out, const struct picture *picture, WCHAR field, int width)
{
    unsigned hour = picture->at.wHour, digits = width > 1 ? 2 : 1;

    if (field == 'h' && !(picture->flags & TIME_FORCE24HOURFORMAT)) hour = (hour + 11) % 12 + 1;
    switch (field) {
    case 'h':
    case 'H': put_number(out, hour, (int)digits); break;
    case 'm': put_number(out, picture->at.wMinute, (int)digits); break;
    case 's': put_number(out, picture->at.wSecond, (int)digits); break;
    default:
        put_text(out, locale_text(picture->locale, picture->at.wHour < 12 ? LOCALE_S1159 : LOCALE_S2359),
                 width > 1 ? 64 : 1);
    }
}

static BOOL is_field(WCHAR unit)
{
    return unit == 'h' || unit == 'H' || unit == 'm' || unit == 's' || unit == 't';
}

static int fill_time(const struct picture *picture, const WCHAR *at, WCHAR *to, int room)
{
    struct locale_out out = {to, room, 0};
    int fields = 0; /* where the last field that was written ended */

    while (*at) {
        const WCHAR *end = run_end(at);
        if (*at == '\'') {
            at = put_quoted(&out, at);
        } else if (!is_field(*at)) {
            locale_put(&out, *at++);
        } else if (is_dropped(*at, picture->flags)) {
            WCHAR field = *at;
            out.count = fields;                                          /* "removes the separators preceding" */
            for (at = end; field == 't' && *at && !is_field(*at);) at++; /* "preceding and following the time marker" */
        } else {
            put_field(&out, picture, *at, (int)(end - at));
            fields = out.count;
            at = end;
        }
    }
    locale_put(&out, 0);
    return locale_given(&out);
}

static int format_time(enum locale locale, DWORD flags, const SYSTEMTIME *time, const WCHAR *format, WCHAR *to,
                       int room)
{
    struct picture picture = {locale, flags, {0}};

    if (room < 0 || (room && !to) || locale == LOCALE_NONE) return base_fail(STATUS_INVALID_PARAMETER);
    if (flags & ~(TIME_FLAGS | both_flags)) return bad_flags();
    if (time)
        picture.at = *time;
    else
        GetLocalTime(&picture.at);
    if (picture.at.wHour > 23 || picture.at.wMinute > 59 || picture.at.wSecond > 59 || picture.at.wMilliseconds > 999)
        return base_fail(STATUS_INVALID_PARAMETER);
    return fill_time(&picture, format ? format : locale_text(locale, LOCALE_STIMEFORMAT), to, room);
}

/* "GetTimeFormatW function" */
int WINAPI GetTimeFormatW(LCID id, DWORD flags, const SYSTEMTIME *time, const WCHAR *format, WCHAR *to, int room)
{
    return format_time(locale_of_id(id), flags, time, format, to, room);
}

int WINAPI GetTimeFormatEx(const WCHAR *name, DWORD flags, const SYSTEMTIME *time, const WCHAR *format, WCHAR *to,
                           int room)
{
    return format_time(locale_of_name(name), flags, time, format, to, room);
}

/* ---- the 8-bit forms ---- */

static int format_ansi(int (*make)(enum locale, DWORD, const SYSTEMTIME *, const WCHAR *, WCHAR *, int), LCID id,
                       DWORD flags, const SYSTEMTIME *at, const char *format, char *to, int room)
{
    enum locale locale = locale_of_id(id);
    WCHAR *picture = NULL, *made = NULL;
    int result = 0, count;

    if (room < 0 || (room && !to)) return base_fail(STATUS_INVALID_PARAMETER);
    if (format && !(picture = base_wide(format))) return 0;
    count = make(locale, flags, at, picture, NULL, 0);
    if (count && (made = base_alloc((SIZE_T)count * sizeof(WCHAR)))) {
        count = make(locale, flags, at, picture, made, count);
        result = count ? locale_give_ansi(made, count, to, room) : 0;
    }
    base_free(made);
    base_free(picture);
    return result;
}

int WINAPI GetDateFormatA(LCID id, DWORD flags, const SYSTEMTIME *date, const char *format, char *to, int room)
{
    return format_ansi(format_date, id, flags, date, format, to, room);
}

int WINAPI GetTimeFormatA(LCID id, DWORD flags, const SYSTEMTIME *time, const char *format, char *to, int room)
{
    return format_ansi(format_time, id, flags, time, format, to, room);
}
