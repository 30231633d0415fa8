/* SPDX-License-Identifier: MIT */
/* Dates and times as text, and calendars: GetDateFormat, GetTimeFormat, GetCalendarInfo, EnumCalendarInfo.
 * Debian's Wine writes two digits for the picture y, takes February 29 of any year and unknown flags, and drops a
 * leading time marker without the blank behind it. */
#include "check.h"

#include <string.h>
#include <wchar.h>

#ifndef DATE_MONTHDAY
#define DATE_MONTHDAY 0x80
#endif

enum { EN_US = 0x409, NO_LOCALE = 0x9999 };

static const SYSTEMTIME morning = {2002, 10, 0, 23, 8, 5, 9, 221}; /* a Wednesday, whatever wDayOfWeek says */
static const SYSTEMTIME evening = {1999, 1, 0, 3, 21, 56, 13, 0};

static WCHAR text[128];
static char ansi[128];

static BOOL failed(int result, DWORD error)
{
    return result == 0 && GetLastError() == error;
}

static BOOL date_is(DWORD flags, const SYSTEMTIME *date, const WCHAR *format, const WCHAR *wanted)
{
    int length = (int)wcslen(wanted) + 1;
    char narrow[64], narrow_wanted[128];

    memset(text, 0x77, sizeof text);
    if (format) WideCharToMultiByte(CP_ACP, 0, format, -1, narrow, sizeof narrow, NULL, NULL);
    WideCharToMultiByte(CP_ACP, 0, wanted, -1, narrow_wanted, sizeof narrow_wanted, NULL, NULL);
    return GetDateFormatW(EN_US, flags, date, format, NULL, 0) == length &&
           GetDateFormatW(EN_US, flags, date, format, text, 128) == length && !wcscmp(text, wanted) &&
           text[length] == 0x7777 && GetDateFormatEx(L"en-US", flags, date, format, text, 128, NULL) == length &&
           !wcscmp(text, wanted) && GetDateFormatA(EN_US, flags, date, format ? narrow : NULL, NULL, 0) == length &&
           GetDateFormatA(EN_US, flags, date, format ? narrow : NULL, ansi, sizeof ansi) == length &&
           !strcmp(ansi, narrow_wanted);
}

static void dates(void)
{
    static const struct {
        const WCHAR *format, *wanted;
    } rows[] = {
        {L"d/M/y",              L"23/10/2"          },
        {L"dd.MM.yy",           L"23.10.02"         },
        {L"yyyy-MM-dd",         L"2002-10-23"       },
        {L"ddd, MMM d",         L"Wed, Oct 23"      },
        {L"dddd MMMM",          L"Wednesday October"},
        {L"'day' d 'o''clock'", L"day 23 o'clock"   },
        {L"d'd'M",              L"23d10"            },
        {L"yyyyy",              L"2002"             },
        {L"H:m",                L"H:m"              },
        {L"",                   L""                 },
    };

    CHECK(date_is(0, &morning, NULL, L"10/23/2002") && date_is(DATE_SHORTDATE, &evening, NULL, L"1/3/1999"),
          "GetDateFormatW, Ex, A: DATE_SHORTDATE: \"the default\"");
    CHECK(date_is(DATE_LONGDATE, &morning, NULL, L"Wednesday, October 23, 2002"),
          "GetDateFormatW, Ex, A: DATE_LONGDATE; \"the function ignores the wDayOfWeek member\"");
    CHECK(date_is(DATE_LONGDATE | LOCALE_NOUSEROVERRIDE, &evening, NULL, L"Sunday, January 3, 1999"),
          "GetDateFormatW, Ex, A: LOCALE_NOUSEROVERRIDE");
    CHECK(date_is(DATE_YEARMONTH, &morning, NULL, L"October 2002"), "GetDateFormatW, Ex, A: DATE_YEARMONTH");
    CHECK(date_is(DATE_MONTHDAY, &morning, NULL, L"October 23"), "GetDateFormatW, Ex, A: DATE_MONTHDAY");
    CHECK(date_is(0, &evening, L"y", L"9"),
          "GetDateFormatW, Ex, A: picture y: \"Year represented only by the last digit\"");
    for (unsigned i = 0; i < ARRAYSIZE(rows); i++)
        CHECK(date_is(0, &morning, rows[i].format, rows[i].wanted), "GetDateFormatW, Ex, A: picture %ls",
              rows[i].format);
    CHECK(GetDateFormatW(LOCALE_INVARIANT, 0, &morning, NULL, text, 128) == 11 && !wcscmp(text, L"10/23/2002"),
          "GetDateFormatW: the invariant locale");
    CHECK(GetDateFormatW(EN_US, 0, NULL, L"yyyy", text, 128) == 5 && text[0] == '2',
          "GetDateFormatW: \"NULL if the function is to use the current local system date\"");
    CHECK(failed(GetDateFormatW(EN_US, 0, &morning, NULL, text, 5), ERROR_INSUFFICIENT_BUFFER) &&
              failed(GetDateFormatEx(L"en-US", 0, &morning, NULL, text, 5, NULL), ERROR_INSUFFICIENT_BUFFER) &&
              failed(GetDateFormatA(EN_US, 0, &morning, NULL, ansi, 5), ERROR_INSUFFICIENT_BUFFER),
          "GetDateFormatW, Ex, A: ERROR_INSUFFICIENT_BUFFER");
    CHECK(failed(GetDateFormatW(EN_US, DATE_LONGDATE, &morning, L"d", text, 128), ERROR_INVALID_FLAGS) &&
              failed(GetDateFormatW(EN_US, DATE_LONGDATE | DATE_SHORTDATE, &morning, NULL, text, 128),
                     ERROR_INVALID_FLAGS) &&
              failed(GetDateFormatEx(L"en-US", DATE_LONGDATE, &morning, L"d", text, 128, NULL), ERROR_INVALID_FLAGS) &&
              failed(GetDateFormatA(EN_US, DATE_LONGDATE, &morning, "d", ansi, 128), ERROR_INVALID_FLAGS),
          "GetDateFormatW, Ex, A: ERROR_INVALID_FLAGS: a form with a picture, two forms");
    static const SYSTEMTIME bad[] = {
        {2002, 13, 0, 1,  0, 0, 0, 0},
        {2001, 2,  0, 29, 0, 0, 0, 0},
        {1600, 1,  0, 1,  0, 0, 0, 0},
        {2002, 0,  0, 1,  0, 0, 0, 0},
        {2002, 1,  0, 0,  0, 0, 0, 0}
    };
    for (unsigned i = 0; i < ARRAYSIZE(bad); i++)
        CHECK(failed(GetDateFormatW(EN_US, 0, &bad[i], NULL, text, 128), ERROR_INVALID_PARAMETER),
              "GetDateFormatW: ERROR_INVALID_PARAMETER: no such date, case %u", i);
    CHECK(failed(GetDateFormatW(NO_LOCALE, 0, &morning, NULL, text, 128), ERROR_INVALID_PARAMETER) &&
              failed(GetDateFormatW(EN_US, 0, &morning, NULL, text, -1), ERROR_INVALID_PARAMETER) &&
              failed(GetDateFormatEx(L"qq-QQQQ-what", 0, &morning, NULL, text, 128, NULL), ERROR_INVALID_PARAMETER) &&
              failed(GetDateFormatA(NO_LOCALE, 0, &morning, NULL, ansi, 128), ERROR_INVALID_PARAMETER),
          "GetDateFormatW, Ex, A: ERROR_INVALID_PARAMETER");
}

static BOOL time_is(DWORD flags, const SYSTEMTIME *time, const WCHAR *format, const WCHAR *wanted)
{
    int length = (int)wcslen(wanted) + 1;
    char narrow[64], narrow_wanted[128];

    memset(text, 0x77, sizeof text);
    if (format) WideCharToMultiByte(CP_ACP, 0, format, -1, narrow, sizeof narrow, NULL, NULL);
    WideCharToMultiByte(CP_ACP, 0, wanted, -1, narrow_wanted, sizeof narrow_wanted, NULL, NULL);
    return GetTimeFormatW(EN_US, flags, time, format, NULL, 0) == length &&
           GetTimeFormatW(EN_US, flags, time, format, text, 128) == length && !wcscmp(text, wanted) &&
           text[length] == 0x7777 && GetTimeFormatEx(L"en-US", flags, time, format, text, 128) == length &&
           !wcscmp(text, wanted) && GetTimeFormatA(EN_US, flags, time, format ? narrow : NULL, NULL, 0) == length &&
           GetTimeFormatA(EN_US, flags, time, format ? narrow : NULL, ansi, sizeof ansi) == length &&
           !strcmp(ansi, narrow_wanted);
}

static void times(void)
{
    static const SYSTEMTIME midnight = {0, 0, 0, 0, 0, 30, 0, 0}, noon = {0, 0, 0, 0, 12, 0, 0, 0};
    static const struct {
        DWORD flags;
        const WCHAR *format, *wanted;
    } rows[] = {
        {0,                       L"H:m:s",        L"8:5:9"     },
        {0,                       L"HH.mm.ss",     L"08.05.09"  },
        {0,                       L"h 'h' mm 'm'", L"8 h 05 m"  },
        {0,                       L"hh:mm:ss t",   L"08:05:09 A"},
        {0,                       L"tt h",         L"AM 8"      },
        {0,                       L"d M y",        L"d M y"     },
        {TIME_NOSECONDS,          L"HH:mm:ss",     L"08:05"     },
        {TIME_NOMINUTESORSECONDS, L"HH:mm:ss tt",  L"08 AM"     },
        {TIME_NOTIMEMARKER,       L"tt hh:mm",     L"08:05"     },
        {0,                       L"",             L""          },
    };

    CHECK(time_is(0, &morning, NULL, L"8:05:09 AM") && time_is(0, &evening, NULL, L"9:56:13 PM"),
          "GetTimeFormatW, Ex, A: the locale's own format");
    CHECK(time_is(0, &midnight, NULL, L"12:30:00 AM") && time_is(0, &noon, NULL, L"12:00:00 PM"),
          "GetTimeFormatW, Ex, A: midnight and noon; the date is not looked at");
    CHECK(time_is(TIME_NOSECONDS, &evening, NULL, L"9:56 PM"), "GetTimeFormatW, Ex, A: TIME_NOSECONDS");
    CHECK(time_is(TIME_NOMINUTESORSECONDS, &evening, NULL, L"9 PM"),
          "GetTimeFormatW, Ex, A: TIME_NOMINUTESORSECONDS: \"removes the separators preceding the minutes and/or "
          "seconds\"");
    CHECK(
        time_is(TIME_NOTIMEMARKER, &evening, NULL, L"9:56:13"),
        "GetTimeFormatW, Ex, A: TIME_NOTIMEMARKER: \"removes the separators preceding and following the time marker\"");
    CHECK(time_is(TIME_FORCE24HOURFORMAT, &evening, NULL, L"21:56:13 PM"),
          "GetTimeFormatW, Ex, A: TIME_FORCE24HOURFORMAT \"displays any existing time marker\"");
    CHECK(time_is(TIME_FORCE24HOURFORMAT | TIME_NOTIMEMARKER, &evening, NULL, L"21:56:13"),
          "GetTimeFormatW, Ex, A: \"unless the TIME_NOTIMEMARKER flag is also set\"");
    for (unsigned i = 0; i < ARRAYSIZE(rows); i++)
        CHECK(time_is(rows[i].flags, &morning, rows[i].format, rows[i].wanted),
              "GetTimeFormatW, Ex, A: picture %ls, flags %lu", rows[i].format, rows[i].flags);
    CHECK(GetTimeFormatW(LOCALE_INVARIANT, 0, &evening, NULL, text, 128) == 9 && !wcscmp(text, L"21:56:13"),
          "GetTimeFormatW: the invariant locale");
    CHECK(GetTimeFormatW(EN_US, 0, NULL, L"HH", text, 128) == 3 && text[0] >= '0' && text[0] <= '2',
          "GetTimeFormatW: NULL: the current time");
    CHECK(failed(GetTimeFormatW(EN_US, 0, &morning, NULL, text, 5), ERROR_INSUFFICIENT_BUFFER) &&
              failed(GetTimeFormatEx(L"en-US", 0, &morning, NULL, text, 5), ERROR_INSUFFICIENT_BUFFER) &&
              failed(GetTimeFormatA(EN_US, 0, &morning, NULL, ansi, 5), ERROR_INSUFFICIENT_BUFFER),
          "GetTimeFormatW, Ex, A: ERROR_INSUFFICIENT_BUFFER");
    static const SYSTEMTIME bad[] = {
        {2002, 1, 0, 1, 24, 0,  0,  0},
        {2002, 1, 0, 1, 0,  60, 0,  0},
        {2002, 1, 0, 1, 0,  0,  60, 0}
    };
    for (unsigned i = 0; i < ARRAYSIZE(bad); i++)
        CHECK(failed(GetTimeFormatW(EN_US, 0, &bad[i], NULL, text, 128), ERROR_INVALID_PARAMETER) &&
                  failed(GetTimeFormatEx(L"en-US", 0, &bad[i], NULL, text, 128), ERROR_INVALID_PARAMETER) &&
                  failed(GetTimeFormatA(EN_US, 0, &bad[i], NULL, ansi, 128), ERROR_INVALID_PARAMETER),
              "GetTimeFormatW, Ex, A: ERROR_INVALID_PARAMETER: no such time, case %u", i);
    CHECK(failed(GetTimeFormatW(EN_US, 0x100, &morning, NULL, text, 128), ERROR_INVALID_FLAGS),
          "GetTimeFormatW: ERROR_INVALID_FLAGS"); /* Debian's Wine takes it */
}

static unsigned visits;
static const WCHAR *wanted_name;

static BOOL CALLBACK visit(WCHAR *name)
{
    visits += !wcscmp(name, wanted_name);
    return TRUE;
}

static BOOL CALLBACK visit_ansi(char *name)
{
    visits += !strcmp(name, "January");
    return TRUE;
}

static void calendars(void)
{
    DWORD number = 0;

    CHECK(GetCalendarInfoW(EN_US, CAL_GREGORIAN, CAL_SDAYNAME1, text, 128, NULL) == 7 && !wcscmp(text, L"Monday") &&
              GetCalendarInfoW(EN_US, CAL_GREGORIAN, CAL_SMONTHNAME12, NULL, 0, NULL) == 9,
          "GetCalendarInfoW: names");
    CHECK(GetCalendarInfoEx(L"en-US", CAL_GREGORIAN, NULL, CAL_SABBREVMONTHNAME2, text, 128, NULL) == 4 &&
              !wcscmp(text, L"Feb"),
          "GetCalendarInfoEx: names");
    CHECK(GetCalendarInfoA(EN_US, CAL_GREGORIAN, CAL_SSHORTDATE, ansi, 128, NULL) == 9 && !strcmp(ansi, "M/d/yyyy"),
          "GetCalendarInfoA");
    CHECK(GetCalendarInfoW(EN_US, CAL_GREGORIAN, CAL_ICALINTVALUE | CAL_RETURN_NUMBER, NULL, 0, &number) == 2 &&
              number == CAL_GREGORIAN,
          "GetCalendarInfoW: CAL_RETURN_NUMBER");
    number = 0;
    CHECK(GetCalendarInfoEx(L"en-US", CAL_GREGORIAN, NULL, CAL_ITWODIGITYEARMAX | CAL_RETURN_NUMBER, NULL, 0,
                            &number) == 2 &&
              number >= 2029 && number < 2100,
          "GetCalendarInfoEx: CAL_ITWODIGITYEARMAX");
    CHECK(GetCalendarInfoA(EN_US, CAL_GREGORIAN, CAL_ICALINTVALUE | CAL_RETURN_NUMBER, NULL, 0, &number) &&
              number == CAL_GREGORIAN,
          "GetCalendarInfoA: CAL_RETURN_NUMBER");
    CHECK(failed(GetCalendarInfoW(EN_US, CAL_GREGORIAN, CAL_SDAYNAME1, text, 3, NULL), ERROR_INSUFFICIENT_BUFFER) &&
              failed(GetCalendarInfoEx(L"en-US", CAL_GREGORIAN, NULL, CAL_SDAYNAME1, text, 3, NULL),
                     ERROR_INSUFFICIENT_BUFFER) &&
              failed(GetCalendarInfoA(EN_US, CAL_GREGORIAN, CAL_SDAYNAME1, ansi, 3, NULL), ERROR_INSUFFICIENT_BUFFER),
          "GetCalendarInfoW, Ex, A: ERROR_INSUFFICIENT_BUFFER");
    CHECK(failed(GetCalendarInfoW(EN_US, CAL_GREGORIAN, 0x7777, text, 128, NULL), ERROR_INVALID_FLAGS) &&
              failed(GetCalendarInfoA(EN_US, CAL_GREGORIAN, 0x7777, ansi, 128, NULL), ERROR_INVALID_FLAGS),
          "GetCalendarInfoW, A: ERROR_INVALID_FLAGS");
    CHECK(failed(GetCalendarInfoW(NO_LOCALE, CAL_GREGORIAN, CAL_SDAYNAME1, text, 128, NULL), ERROR_INVALID_PARAMETER) &&
              failed(GetCalendarInfoEx(L"qq-QQQQ-what", CAL_GREGORIAN, NULL, CAL_SDAYNAME1, text, 128, NULL),
                     ERROR_INVALID_PARAMETER) &&
              failed(GetCalendarInfoW(EN_US, CAL_GREGORIAN, CAL_ICALINTVALUE | CAL_RETURN_NUMBER, NULL, 0, NULL),
                     ERROR_INVALID_PARAMETER),
          "GetCalendarInfoW, Ex: ERROR_INVALID_PARAMETER");
    wanted_name = L"Sunday";
    CHECK(EnumCalendarInfoW(visit, EN_US, CAL_GREGORIAN, CAL_SDAYNAME7) && visits == 1,
          "EnumCalendarInfoW: one calendar");
    visits = 0;
    CHECK(EnumCalendarInfoW(visit, EN_US, ENUM_ALL_CALENDARS, CAL_SDAYNAME7) && visits >= 1,
          "EnumCalendarInfoW: ENUM_ALL_CALENDARS");
    visits = 0;
    CHECK(EnumCalendarInfoA(visit_ansi, EN_US, CAL_GREGORIAN, CAL_SMONTHNAME1) && visits == 1, "EnumCalendarInfoA");
    visits = 0;
    CHECK(failed(EnumCalendarInfoW(visit, NO_LOCALE, CAL_GREGORIAN, CAL_SDAYNAME7), ERROR_INVALID_PARAMETER) &&
              failed(EnumCalendarInfoA(visit_ansi, NO_LOCALE, CAL_GREGORIAN, CAL_SDAYNAME7), ERROR_INVALID_PARAMETER) &&
              !visits,
          "EnumCalendarInfoW, A: ERROR_INVALID_PARAMETER");
    CHECK(failed(EnumCalendarInfoW(visit, EN_US, CAL_GREGORIAN, 0x7777), ERROR_INVALID_FLAGS) && !visits,
          "EnumCalendarInfoW: ERROR_INVALID_FLAGS");
}

int main(void)
{
    dates();
    times();
    calendars();
    return check_done();
}
