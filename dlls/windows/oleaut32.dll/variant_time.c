/* SPDX-License-Identifier: MIT */
/* Dates as Automation counts them: days since 30 December 1899, and the fraction of one; before it the days are
 * negative and the fraction still counts forward.  Seconds are the finest. */
#include "oleaut.h"

#include <math.h>

enum { SECONDS = 86400, FIRST_DAY = -657434, LAST_DAY = 2958465 };

/* Days from 30 December 1899 to a date of the Gregorian calendar, whose months and days are in range. */
static LONG days_from(int year, int month, int day)
{
    /* years begin in March here, so that the leap day is a year's last; 400 of them have 146,097 days */
    year -= month <= 2;
    int era = year / 400, of_era = year % 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 693899;
}

static void date_from(LONG days, SYSTEMTIME *out)
{
    LONG day = days + 693899, era = day / 146097, of_era = day % 146097;
    LONG year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    LONG of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
    out->wDay = (WORD)(of_year - (153 * month + 2) / 5 + 1);
    out->wMonth = (WORD)(month + (month < 10 ? 3 : -9));
    out->wYear = (WORD)(year + era * 400 + (out->wMonth <= 2));
    out->wDayOfWeek = (WORD)(((days + 6) % 7 + 7) % 7); /* 30 December 1899 was a Saturday */
}

/* "VariantTimeToSystemTime function": FALSE: not between the years 100 and 9999. */
INT WINAPI VariantTimeToSystemTime(double time, SYSTEMTIME *out)
{
    if (!(time > FIRST_DAY - 1 && time < LAST_DAY + 1) || !out) return FALSE;
    LONG day = (LONG)time, second = (LONG)floor(fabs(time - day) * SECONDS + 0.5);
    if (second == SECONDS) second = 0, day++;
    if (day > LAST_DAY) return FALSE;
    date_from(day, out);
    out->wHour = (WORD)(second / 3600);
    out->wMinute = (WORD)(second / 60 % 60);
    out->wSecond = (WORD)(second % 60);
    out->wMilliseconds = 0;
    return TRUE;
}

/* "SystemTimeToVariantTime function": FALSE: no such date or time of day. */
INT WINAPI SystemTimeToVariantTime(SYSTEMTIME *from, double *out)
{
    static const BYTE lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (!from || !out || from->wYear < 100 || from->wYear > 9999 || !from->wMonth || from->wMonth > 12) return FALSE;
    BOOL leap = !(from->wYear % 4) && (from->wYear % 100 || !(from->wYear % 400));
    int length = lengths[from->wMonth - 1] + (leap && from->wMonth == 2);
    if (!from->wDay || from->wDay > length || from->wHour > 23 || from->wMinute > 59 || from->wSecond > 59)
        return FALSE;
    LONG day = days_from(from->wYear, from->wMonth, from->wDay);
    double fraction = (from->wHour * 3600 + from->wMinute * 60 + from->wSecond) / (double)SECONDS;
    *out = day < 0 ? day - fraction : day + fraction;
    return TRUE;
}
