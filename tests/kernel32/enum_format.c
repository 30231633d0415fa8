/* SPDX-License-Identifier: MIT */
/* The pictures of dates and times that a locale offers: EnumDateFormats and EnumTimeFormats in all their forms.
 * Debian's Wine offers two short dates, gives EnumDateFormatsExA's callback wide text and knows no DATE_MONTHDAY, which
 * the page lists. */
#include "check.h"

#include <string.h>
#include <wchar.h>

#ifndef DATE_MONTHDAY
#define DATE_MONTHDAY 0x80
#endif

enum { EN_US = 0x409, NO_LOCALE = 0x9999, SECRET = 4711 };

static struct {
    int count, most; /* how many came; how many are wanted */
    WCHAR first[80], all[20][80];
    CALID calendar;
    LPARAM parameter;
} seen;

static BOOL CALLBACK visit(WCHAR *picture)
{
    wcscpy(seen.all[seen.count], picture);
    if (!seen.count) wcscpy(seen.first, picture);
    return ++seen.count != seen.most;
}

static BOOL CALLBACK visit_ansi(char *picture)
{
    WCHAR wide[80];
    MultiByteToWideChar(CP_ACP, 0, picture, -1, wide, 80);
    return visit(wide);
}

static BOOL CALLBACK visit_calendar(WCHAR *picture, CALID calendar)
{
    seen.calendar = calendar;
    return visit(picture);
}

static BOOL CALLBACK visit_calendar_ansi(char *picture, CALID calendar)
{
    seen.calendar = calendar;
    return visit_ansi(picture);
}

static BOOL CALLBACK visit_calendar_parameter(WCHAR *picture, CALID calendar, LPARAM parameter)
{
    seen.calendar = calendar;
    seen.parameter = parameter;
    return visit(picture);
}

static BOOL CALLBACK visit_parameter(WCHAR *picture, LPARAM parameter)
{
    seen.parameter = parameter;
    return visit(picture);
}

/* Nothing was seen, `most` are wanted. */
static BOOL again(int most)
{
    memset(&seen, 0, sizeof seen);
    seen.most = most;
    SetLastError(0);
    return TRUE;
}

/* What came begins with what the locale writes by itself, and no picture came twice. */
static BOOL begins_with(LCTYPE type)
{
    WCHAR own[80];

    GetLocaleInfoW(EN_US, type, own, 80);
    for (int i = 0; i < seen.count; i++)
        for (int j = 0; j < i; j++)
            if (!wcscmp(seen.all[i], seen.all[j])) return FALSE;
    return seen.count > 0 && !wcscmp(seen.first, own);
}

static BOOL failed(BOOL result, DWORD error)
{
    return !result && GetLastError() == error && !seen.count;
}

static void enumerate_dates(void)
{
    int all;

    CHECK(again(-1) && EnumDateFormatsW(visit, EN_US, DATE_SHORTDATE) && seen.count > 3 &&
              begins_with(LOCALE_SSHORTDATE),
          "EnumDateFormatsW: short dates, the locale's own first");
    all = seen.count;
    CHECK(again(-1) && EnumDateFormatsA(visit_ansi, EN_US, DATE_SHORTDATE) && seen.count == all &&
              begins_with(LOCALE_SSHORTDATE),
          "EnumDateFormatsA: the same");
    CHECK(again(-1) && EnumDateFormatsW(visit, EN_US, DATE_LONGDATE) && begins_with(LOCALE_SLONGDATE),
          "EnumDateFormatsW: long dates");
    CHECK(again(-1) && EnumDateFormatsW(visit, EN_US, DATE_YEARMONTH) && begins_with(LOCALE_SYEARMONTH),
          "EnumDateFormatsW: year and month");
    CHECK(again(2) && EnumDateFormatsW(visit, EN_US, DATE_SHORTDATE) && seen.count == 2,
          "EnumDateFormatsW: \"To stop enumeration, it must return FALSE\"; that is no failure");

    CHECK(again(-1) && EnumDateFormatsExW(visit_calendar, EN_US, DATE_SHORTDATE) && seen.calendar == CAL_GREGORIAN &&
              begins_with(LOCALE_SSHORTDATE),
          "EnumDateFormatsExW: the calendar comes with each");
    CHECK(again(-1) && EnumDateFormatsExA(visit_calendar_ansi, EN_US, DATE_LONGDATE) &&
              seen.calendar == CAL_GREGORIAN && begins_with(LOCALE_SLONGDATE),
          "EnumDateFormatsExA: likewise");
    CHECK(again(-1) && EnumDateFormatsExEx(visit_calendar_parameter, L"en-US", DATE_MONTHDAY, SECRET) &&
              seen.calendar == CAL_GREGORIAN && seen.parameter == SECRET && begins_with(0x78 /* LOCALE_SMONTHDAY */),
          "EnumDateFormatsExEx: by name, with the caller's parameter; month and day");

    CHECK(again(-1) && failed(EnumDateFormatsW(NULL, EN_US, DATE_SHORTDATE), ERROR_INVALID_PARAMETER) && again(-1) &&
              failed(EnumDateFormatsA(visit_ansi, NO_LOCALE, DATE_SHORTDATE), ERROR_INVALID_PARAMETER) && again(-1) &&
              failed(EnumDateFormatsExW(visit_calendar, NO_LOCALE, DATE_SHORTDATE), ERROR_INVALID_PARAMETER) &&
              again(-1) &&
              failed(EnumDateFormatsExA(visit_calendar_ansi, NO_LOCALE, DATE_SHORTDATE), ERROR_INVALID_PARAMETER) &&
              again(-1) &&
              failed(EnumDateFormatsExEx(visit_calendar_parameter, L"qq-none", DATE_SHORTDATE, 0),
                     ERROR_INVALID_PARAMETER),
          "EnumDateFormats*: ERROR_INVALID_PARAMETER where there is no callback or no such locale");
    CHECK(again(-1) && failed(EnumDateFormatsW(visit, EN_US, DATE_SHORTDATE | DATE_LONGDATE), ERROR_INVALID_FLAGS),
          "EnumDateFormatsW: \"DATE_SHORTDATE. This value cannot be used with DATE_LONGDATE\"");
}

static void enumerate_times(void)
{
    CHECK(again(-1) && EnumTimeFormatsW(visit, EN_US, 0) && seen.count > 1 && begins_with(LOCALE_STIMEFORMAT),
          "EnumTimeFormatsW: long times, the locale's own first");
    CHECK(again(-1) && EnumTimeFormatsA(visit_ansi, EN_US, 0) && begins_with(LOCALE_STIMEFORMAT),
          "EnumTimeFormatsA: the same");
    CHECK(again(-1) &&
              EnumTimeFormatsEx(visit_parameter, NULL /* LOCALE_NAME_USER_DEFAULT */, TIME_NOSECONDS, SECRET) &&
              seen.parameter == SECRET && begins_with(0x79 /* LOCALE_SSHORTTIME */),
          "EnumTimeFormatsEx: TIME_NOSECONDS asks for the short ones");
    CHECK(again(1) && EnumTimeFormatsEx(visit_parameter, L"en-US", 0, 0) && seen.count == 1,
          "EnumTimeFormatsEx: the callback ends it");
    CHECK(again(-1) && failed(EnumTimeFormatsW(visit, NO_LOCALE, 0), ERROR_INVALID_PARAMETER) && again(-1) &&
              failed(EnumTimeFormatsA(NULL, EN_US, 0), ERROR_INVALID_PARAMETER) && again(-1) &&
              failed(EnumTimeFormatsEx(visit_parameter, L"qq-none", 0, 0), ERROR_INVALID_PARAMETER),
          "EnumTimeFormats*: ERROR_INVALID_PARAMETER where there is no callback or no such locale");
    CHECK(again(-1) && failed(EnumTimeFormatsEx(visit_parameter, L"en-US", 0x10, 0), ERROR_INVALID_FLAGS),
          "EnumTimeFormatsEx: ERROR_INVALID_FLAGS");
}

int main(void)
{
    enumerate_dates();
    enumerate_times();
    return check_done();
}
