/* SPDX-License-Identifier: MIT */
/* Times in the Universal CRT, as documented. */
#include "crt.h"

#include <sys/stat.h>
#include <sys/timeb.h>
#include <sys/utime.h>
#include <time.h>
#include <wchar.h>

#define SOME 1234567890 /* Friday, February 13, 2009, 23:31:30 UTC */

static int is(const struct tm *tm, int year, int month, int day, int hour, int minute, int second)
{
    return tm && tm->tm_year == year - 1900 && tm->tm_mon == month - 1 && tm->tm_mday == day && tm->tm_hour == hour &&
           tm->tm_min == minute && tm->tm_sec == second;
}

int main(void)
{
    __time64_t some = SOME, bad = -1, late = 32536850400ll + 86400, now, stored = 0;
    struct tm tm, *broken;
    FILETIME file_time;
    char text[64];
    wchar_t wide[64];

    catch_invalid();
    GetSystemTimeAsFileTime(&file_time);
    __time64_t expected = (__time64_t)((((unsigned __int64)file_time.dwHighDateTime << 32 | file_time.dwLowDateTime) -
                                        116444736000000000ull) /
                                       10000000);
    now = _time64(&stored);
    CHECK(now == stored && now - expected >= 0 && now - expected < 60,
          "_time64: \"the time as seconds elapsed since midnight, January 1, 1970\"");
    CHECK(_difftime64(some + 5, some) == 5 && _difftime64(some, some + 5) == -5,
          "_difftime64: \"the elapsed time in seconds\"");
    CHECK(clock() >= 0, "clock: \"the elapsed wall-clock time since the start of the process\"");

    broken = _gmtime64(&some);
    CHECK(is(broken, 2009, 2, 13, 23, 31, 30) && broken->tm_wday == 5 && broken->tm_yday == 43 && broken->tm_isdst == 0,
          "_gmtime64: \"a pointer to a structure of type tm\", in UTC");
    CHECK(_gmtime64(&late) == NULL, "_gmtime64: NULL after the year 3000");
    /* Wine 8.0 sets errno and calls no handler, here and below */
    CHECK(REFUSED(_gmtime64(NULL) == NULL, EINVAL), "_gmtime64: NULL invokes the handler");
    CHECK(_gmtime64_s(&tm, &some) == 0 && is(&tm, 2009, 2, 13, 23, 31, 30), "_gmtime64_s: \"Zero if successful\"");
    CHECK(_gmtime64_s(&tm, &bad) == EINVAL && tm.tm_mday == -1,
          "_gmtime64_s: before 1970: EINVAL, \"all fields set to -1\"");
    CHECK(REFUSED(_gmtime64_s(NULL, &some) == EINVAL, EINVAL), "_gmtime64_s: NULL");

    _putenv("TZ=PST8PDT");
    FROM_CRT(void, _tzset, void);
#ifdef _UCRT
    FROM_CRT(long *, __timezone, void);
    FROM_CRT(int *, __daylight, void);
    FROM_CRT(char **, __tzname, void);
#endif
    _tzset();
#ifdef _UCRT
    long west = 0;
    int summer = 0;
    size_t length = 0;
    /* Wine 8.0 does not look at TZ ("uses the current settings of the environment variable TZ"): the zone stays UTC */
    CHECK(*__timezone() == 28800 && *__daylight() == 1 && _get_timezone(&west) == 0 && west == 28800 &&
              _get_daylight(&summer) == 0 && summer == 1,
          "_tzset: the environment variable TZ; __timezone, __daylight: the zone's data");
    CHECK(!strcmp(__tzname()[0], "PST") && !strcmp(__tzname()[1], "PDT"), "__tzname: the zone's names");
    CHECK(_get_tzname(&length, text, sizeof text, 0) == 0 && length == 4 && !strcmp(text, "PST"), "_get_tzname");
    CHECK(REFUSED(_get_timezone(NULL) == EINVAL, EINVAL) && REFUSED(_get_daylight(NULL) == EINVAL, EINVAL),
          "_get_timezone, _get_daylight: NULL");
#else
    CHECK(_timezone == 28800 && _daylight == 1 && !strcmp(_tzname[0], "PST") && !strcmp(_tzname[1], "PDT"),
          "_tzset: the environment variable TZ; _timezone, _daylight, _tzname: the zone's data");
#endif
    broken = _localtime64(&some);
    CHECK(is(broken, 2009, 2, 13, 15, 31, 30) && broken->tm_isdst == 0,
          "_localtime64: \"corrected for the local time zone\"");
    __time64_t july = 1247000000; /* July 7, 2009, 20:53:20 UTC */
    broken = _localtime64(&july);
    CHECK(is(broken, 2009, 7, 7, 13, 53, 20) && broken->tm_isdst == 1, "_localtime64: summer time");
    CHECK(_localtime64(&late) == NULL && REFUSED(_localtime64(NULL) == NULL, EINVAL), "_localtime64: NULL on an error");
    CHECK(_localtime64_s(&tm, &some) == 0 && is(&tm, 2009, 2, 13, 15, 31, 30), "_localtime64_s: 0");
    CHECK(_localtime64_s(&tm, &bad) == EINVAL && tm.tm_year == -1, "_localtime64_s: EINVAL");
    struct tm made = {
        .tm_year = 109, .tm_mon = 1, .tm_mday = 13, .tm_hour = 15, .tm_min = 31, .tm_sec = 30, .tm_isdst = -1};
    CHECK(_mktime64(&made) == SOME && made.tm_wday == 5 && made.tm_yday == 43,
          "_mktime64: back, and \"the missing fields\"");
    made = (struct tm){.tm_year = 109, .tm_mon = 13, .tm_mday = -1};
    CHECK(_mkgmtime64(&made) == 1264809600 && is(&made, 2010, 1, 30, 0, 0, 0),
          "_mkgmtime64: fields out of range are carried over");
    made = (struct tm){.tm_year = 50, .tm_mday = 1};
    CHECK(_mktime64(&made) == -1, "_mktime64: -1 before 1970");
    CHECK(REFUSED(_mktime64(NULL) == -1, EINVAL), "_mktime64: NULL");

    _gmtime64_s(&tm, &some);
    CHECK(!strcmp(asctime(&tm), "Fri Feb 13 23:31:30 2009\n"), "asctime: \"a character string\" of 26 characters");
    CHECK(asctime_s(text, 26, &tm) == 0 && !strcmp(text, "Fri Feb 13 23:31:30 2009\n"), "asctime_s");
    CHECK(REFUSED(asctime(NULL) == NULL, EINVAL), "asctime: NULL");
    CHECK(!strcmp(_ctime64(&some), "Fri Feb 13 15:31:30 2009\n") && _ctime64(&bad) == NULL,
          "_ctime64: local time; NULL before 1970");
    CHECK(strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %j %a %B %p", &tm) == 39 &&
              !strcmp(text, "2009-02-13 23:31:30 044 Fri February PM"),
          "strftime: %s", text);
#ifdef _UCRT
    CHECK(strftime(text, sizeof text, "%F %T %D %e %R %u %V %G %g %C %h", &tm) == strlen(text),
          "strftime: \"the number of characters placed in strDest\"");
    CHECK(!strcmp(text, "2009-02-13 23:31:30 02/13/09 13 23:31 5 07 2009 09 20 Feb"), "strftime: as C99 has them");
#endif
    CHECK(strftime(text, 5, "%Y-%m", &tm) == 0, "strftime: \"Otherwise, it returns 0\"");
    CHECK(wcsftime(wide, 64, L"%d.%m.%y %I %%", &tm) == 13 && !wcscmp(wide, L"13.02.09 11 %"), "wcsftime");
    CHECK(_wcsftime_l(wide, 64, L"%A", &tm, NULL) == 6 && !wcscmp(wide, L"Friday") &&
              _wcsftime_l(wide, 2, L"%A", &tm, NULL) == 0,
          "_wcsftime_l");

    FILE *file = fopen("time.tmp", "w");
    fclose(file);
    struct __utimbuf64 times = {SOME - 60, SOME};
    struct _stat64 status;
    CHECK(_utime64("time.tmp", &times) == 0 && _stat64("time.tmp", &status) == 0 && status.st_mtime == SOME,
          "_utime64: \"0 if the file-modification time was changed\"");
    CHECK(_utime64("not-there.tmp", &times) == -1 && errno == ENOENT, "_utime64: -1, ENOENT");
    times.modtime = SOME + 2;
    CHECK(_wutime64(L"time.tmp", &times) == 0 && _stat64("time.tmp", &status) == 0 && status.st_mtime == SOME + 2,
          "_wutime64");
    CHECK(_wutime64(L"not-there.tmp", &times) == -1, "_wutime64: -1");
    remove("time.tmp");
    struct __timeb64 precise;
    CHECK(_ftime64_s(&precise) == 0 && precise.time >= now && precise.millitm < 1000,
          "_ftime64_s: seconds and milliseconds");
    return check_done();
}
