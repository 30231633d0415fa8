/* SPDX-License-Identifier: MIT */
/* Dates of Automation and those of the system. */
#include "check.h"

#include <math.h>
#include <oleauto.h>

static BOOL is(double time, int year, int month, int day, int hour, int minute, int second)
{
    SYSTEMTIME t = {0};
    return VariantTimeToSystemTime(time, &t) && t.wYear == year && t.wMonth == month && t.wDay == day &&
           t.wHour == hour && t.wMinute == minute && t.wSecond == second;
}

int main(void)
{
    SYSTEMTIME t = {2026, 11, 0, 21, 18, 0, 30, 0};
    double time = 0;
    CHECK(is(0.0, 1899, 12, 30, 0, 0, 0), "\"December 30, 1899 at midnight is represented as 0.0\"");
    CHECK(is(2.25, 1900, 1, 1, 6, 0, 0), "\"January 1, 1900 at 6 AM is 2.25\"");
    CHECK(is(5.875, 1900, 1, 4, 21, 0, 0), "\"4 January 1900, 9 P.M. is 5.875\"");
    CHECK(is(-1.25, 1899, 12, 29, 6, 0, 0), "before it the fraction counts forward still");
    CHECK(is(36585.5, 2000, 2, 29, 12, 0, 0) && is(-657434.0, 100, 1, 1, 0, 0, 0) &&
              is(2958465.0, 9999, 12, 31, 0, 0, 0),
          "a leap day, the first and the last day there are");
    VariantTimeToSystemTime(46000.0, &t);
    CHECK(t.wYear == 2025 && t.wMonth == 12 && t.wDay == 9 && t.wDayOfWeek == 2 && t.wMilliseconds == 0,
          "VariantTimeToSystemTime: the day of the week: 9 December 2025 is a Tuesday");
    CHECK(!VariantTimeToSystemTime(2958466.0, &t) && !VariantTimeToSystemTime(-657435.0, &t),
          "VariantTimeToSystemTime: FALSE: not between the years 100 and 9999");

    t = (SYSTEMTIME){2026, 11, 0, 21, 18, 0, 30, 0};
    CHECK(SystemTimeToVariantTime(&t, &time) == TRUE && fabs(time - (46347 + 64830 / 86400.0)) < 1e-9,
          "SystemTimeToVariantTime: 21 November 2026, 18:00:30");
    CHECK(is(time, 2026, 11, 21, 18, 0, 30), "there and back");
    t = (SYSTEMTIME){1899, 12, 0, 29, 6, 0, 0, 0};
    CHECK(SystemTimeToVariantTime(&t, &time) == TRUE && time == -1.25, "SystemTimeToVariantTime: before day 0");
    t = (SYSTEMTIME){2026, 13, 0, 1, 0, 0, 0, 0};
    CHECK(!SystemTimeToVariantTime(&t, &time), "SystemTimeToVariantTime: FALSE: there is no 13th month");
    return check_done();
}
