/* SPDX-License-Identifier: MIT */
/* The pictures of dates and times that a locale offers: EnumDateFormats*, EnumTimeFormats*.  The first one is what
 * GetDateFormat and GetTimeFormat write by themselves, the others are those that the control panel would list. */
#include "kernelbase.h"
#include "locale.h"

#ifndef DATE_MONTHDAY
#define DATE_MONTHDAY 0x80
#endif

/* How the six functions call back. */
enum form { FORM_PLAIN, FORM_CALENDAR, FORM_CALENDAR_PARAMETER, FORM_PARAMETER };

struct visitor {
    const void *visit;
    enum form form;
    BOOL ansi;
    LPARAM parameter;
};

/* A family of pictures by the flag that asks for it; behind the locale's own one: the others. */
struct family {
    DWORD flag;
    LCTYPE first;
    const WCHAR *others[LOCALES][6];
};

static const struct family dates[] = {
    {DATE_SHORTDATE,
     LOCALE_SSHORTDATE,                 {{L"M/d/yy", L"MM/dd/yy", L"MM/dd/yyyy", L"yy/MM/dd", L"yyyy-MM-dd", L"dd-MMM-yy"}, {L"yyyy-MM-dd"}}},
    {DATE_LONGDATE,  LOCALE_SLONGDATE,  {{L"MMMM d, yyyy", L"dddd, d MMMM, yyyy", L"d MMMM, yyyy"}, {NULL}}                                 },
    {DATE_YEARMONTH, LOCALE_SYEARMONTH, {{NULL}, {NULL}}                                                                                    },
    {DATE_MONTHDAY,  LOCALE_SMONTHDAY,  {{NULL}, {NULL}}                                                                                    },
};
static const struct family times[] = {
    {0,              LOCALE_STIMEFORMAT, {{L"hh:mm:ss tt", L"H:mm:ss", L"HH:mm:ss"}, {NULL}}},
    {TIME_NOSECONDS, LOCALE_SSHORTTIME,  {{L"hh:mm tt", L"H:mm", L"HH:mm"}, {NULL}}         },
};

/* One call back; FALSE: it wants no more. */
static BOOL tell(const struct visitor *to, const WCHAR *picture)
{
    WCHAR wide[64];
    char narrow[64];
    void *text = wide;

    wcscpy(wide, picture); /* the callback gets a text of its own, which it may write to */
    if (to->ansi) {
        if (!locale_give_ansi(wide, (int)wcslen(wide) + 1, narrow, sizeof narrow)) return FALSE;
        text = narrow;
    }
    switch (to->form) {
    case FORM_PLAIN: return ((DATEFMT_ENUMPROCW)to->visit)(text);
    case FORM_CALENDAR: return ((DATEFMT_ENUMPROCEXW)to->visit)(text, CAL_GREGORIAN);
    case FORM_CALENDAR_PARAMETER: return ((DATEFMT_ENUMPROCEXEX)to->visit)(text, CAL_GREGORIAN, to->parameter);
    case FORM_PARAMETER: return ((TIMEFMT_ENUMPROCEX)to->visit)(text, to->parameter);
    }
    return FALSE;
}

/* TRUE, also where the callback ended it; ERROR_INVALID_PARAMETER: no callback or no such locale;
 * ERROR_INVALID_FLAGS: no family has these flags. */
static BOOL enumerate(const struct family *families, unsigned count, enum locale locale, DWORD flags,
                      const struct visitor *to)
{
    if (!to->visit || locale == LOCALE_NONE) return base_fail(STATUS_INVALID_PARAMETER);
    for (const struct family *family = families; family < families + count; family++) {
        if (family->flag != flags) continue;
        BOOL on = tell(to, locale_text(locale, family->first));
        for (unsigned i = 0; on && i < ARRAYSIZE(family->others[locale]) && family->others[locale][i]; i++)
            on = tell(to, family->others[locale][i]);
        return TRUE;
    }
    return RtlSetLastWin32Error(ERROR_INVALID_FLAGS), FALSE;
}

/* What may stand beside a family's flag: there are no choices of a user to leave out, and one calendar. */
static DWORD date_family(DWORD flags)
{
    flags &= ~(DWORD)(LOCALE_NOUSEROVERRIDE | LOCALE_USE_CP_ACP | DATE_USE_ALT_CALENDAR);
    return flags ? flags : DATE_SHORTDATE;
}

static BOOL enumerate_dates(enum locale locale, DWORD flags, struct visitor to)
{
    return enumerate(dates, ARRAYSIZE(dates), locale, date_family(flags), &to);
}

static BOOL enumerate_times(enum locale locale, DWORD flags, struct visitor to)
{
    flags &= ~(DWORD)(LOCALE_NOUSEROVERRIDE | LOCALE_USE_CP_ACP);
    return enumerate(times, ARRAYSIZE(times), locale, flags, &to);
}

/* "EnumDateFormatsW function", and its further forms; the short dates where no family is asked for */
BOOL WINAPI EnumDateFormatsW(DATEFMT_ENUMPROCW visit, LCID id, DWORD flags)
{
    return enumerate_dates(locale_of_id(id), flags, (struct visitor){(const void *)visit, FORM_PLAIN, FALSE, 0});
}

BOOL WINAPI EnumDateFormatsA(DATEFMT_ENUMPROCA visit, LCID id, DWORD flags)
{
    return enumerate_dates(locale_of_id(id), flags, (struct visitor){(const void *)visit, FORM_PLAIN, TRUE, 0});
}

BOOL WINAPI EnumDateFormatsExW(DATEFMT_ENUMPROCEXW visit, LCID id, DWORD flags)
{
    return enumerate_dates(locale_of_id(id), flags, (struct visitor){(const void *)visit, FORM_CALENDAR, FALSE, 0});
}

BOOL WINAPI EnumDateFormatsExA(DATEFMT_ENUMPROCEXA visit, LCID id, DWORD flags)
{
    return enumerate_dates(locale_of_id(id), flags, (struct visitor){(const void *)visit, FORM_CALENDAR, TRUE, 0});
}

BOOL WINAPI EnumDateFormatsExEx(DATEFMT_ENUMPROCEXEX visit, const WCHAR *name, DWORD flags, LPARAM parameter)
{
    return enumerate_dates(locale_of_name(name), flags,
                           (struct visitor){(const void *)visit, FORM_CALENDAR_PARAMETER, FALSE, parameter});
}

/* "EnumTimeFormatsW function", and its further forms */
BOOL WINAPI EnumTimeFormatsW(TIMEFMT_ENUMPROCW visit, LCID id, DWORD flags)
{
    return enumerate_times(locale_of_id(id), flags, (struct visitor){(const void *)visit, FORM_PLAIN, FALSE, 0});
}

BOOL WINAPI EnumTimeFormatsA(TIMEFMT_ENUMPROCA visit, LCID id, DWORD flags)
{
    return enumerate_times(locale_of_id(id), flags, (struct visitor){(const void *)visit, FORM_PLAIN, TRUE, 0});
}

BOOL WINAPI EnumTimeFormatsEx(TIMEFMT_ENUMPROCEX visit, const WCHAR *name, DWORD flags, LPARAM parameter)
{
    return enumerate_times(locale_of_name(name), flags,
                           (struct visitor){(const void *)visit, FORM_PARAMETER, FALSE, parameter});
}
