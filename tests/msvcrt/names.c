/* SPDX-License-Identifier: MIT */
/* The names without a size that old programs import from msvcrt: time, gmtime, _stat, _findfirst and so on, which have
 * a 64-bit time_t on x86-64, beside those that say 32, as documented for each. */
#include "../ucrtbase/crt.h"

#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>
#include <sys/timeb.h>
#include <sys/utime.h>
#include <time.h>
#include <wchar.h>

/* which the headers make others of */
#undef _ftime
#undef _stat
#undef _stati64
#undef _fstat
#undef _fstati64
#undef _wstat
#undef _wstati64
#undef _utime
#undef _findfirst
#undef _findfirsti64
#undef _findnext
#undef _findnexti64
#undef _wfindfirst
#undef _wfindfirsti64
#undef _wfindnext
#undef _wfindnexti64

#define SOME 1234567890 /* Friday, February 13, 2009, 23:31:30 UTC */

static int is(const struct tm *tm, int year, int month, int day, int hour, int minute, int second)
{
    return tm && tm->tm_year == year - 1900 && tm->tm_mon == month - 1 && tm->tm_mday == day && tm->tm_hour == hour &&
           tm->tm_min == minute && tm->tm_sec == second;
}

static void times(void)
{
    FROM_CRT(__time64_t, time, __time64_t *);
    FROM_CRT(struct tm *, gmtime, const __time64_t *);
    FROM_CRT(struct tm *, localtime, const __time64_t *);
    FROM_CRT(__time64_t, mktime, struct tm *);
    FROM_CRT(char *, ctime, const __time64_t *);
    FROM_CRT(wchar_t *, _wctime, const __time64_t *);
    FROM_CRT(wchar_t *, _wctime64, const __time64_t *);
    FROM_CRT(double, difftime, __time64_t, __time64_t);
    FROM_CRT(void, _ftime, struct __timeb64 *);
    FROM_CRT(void, _ftime64, struct __timeb64 *);
    __time64_t some = SOME, bad = -1, now, stored = 0, expected = _time64(NULL);
    struct __timeb64 precise = {0};
    char text[32];
    wchar_t wide[32];

    _putenv("TZ=PST8PDT");
    _tzset();
    now = time(&stored);
    CHECK(now == stored && now - expected >= 0 && now - expected < 60, "time: \"the time as seconds elapsed\"");
    CHECK(is(gmtime(&some), 2009, 2, 13, 23, 31, 30) && gmtime(&some)->tm_wday == 5, "gmtime: in UTC");
    CHECK(gmtime(&bad) == NULL, "gmtime: NULL before 1970");
    CHECK(is(localtime(&some), 2009, 2, 13, 15, 31, 30), "localtime: \"corrected for the local time zone\"");
    CHECK(localtime(&bad) == NULL, "localtime: NULL before 1970");
    struct tm made = {
        .tm_year = 109, .tm_mon = 1, .tm_mday = 13, .tm_hour = 15, .tm_min = 31, .tm_sec = 30, .tm_isdst = -1};
    CHECK(mktime(&made) == SOME && made.tm_yday == 43, "mktime: \"the specified calendar time\"");
    made = (struct tm){.tm_year = 50, .tm_mday = 1};
    CHECK(mktime(&made) == -1, "mktime: -1 before 1970");
    CHECK(!strcmp(ctime(&some), "Fri Feb 13 15:31:30 2009\n") && ctime(&bad) == NULL, "ctime: local time; NULL");
    CHECK(!wcscmp(_wctime(&some), L"Fri Feb 13 15:31:30 2009\n") && _wctime(&bad) == NULL, "_wctime");
    CHECK(!wcscmp(_wctime64(&some), L"Fri Feb 13 15:31:30 2009\n") && _wctime64(&bad) == NULL, "_wctime64");
    CHECK(difftime(some + 5, some) == 5 && difftime(some, some + 5) == -5, "difftime: \"the elapsed time in seconds\"");
    _ftime(&precise);
    CHECK(precise.time >= now && precise.time < now + 60 && precise.millitm < 1000 && precise.timezone == 480,
          "_ftime: seconds, milliseconds, and minutes from UTC");
    memset(&precise, 0, sizeof precise);
    _ftime64(&precise);
    CHECK(precise.time >= now && precise.time < now + 60, "_ftime64");
    CHECK(_ctime64_s(text, sizeof text, &some) == 0 && !strcmp(text, "Fri Feb 13 15:31:30 2009\n"), "_ctime64_s");
    CHECK(_ctime64_s(text, 25, &some) != 0 && _ctime64_s(text, sizeof text, &bad) != 0,
          "_ctime64_s: \"an error code in case of failure\": 26 characters are needed, a time after 1970");
    CHECK(_wctime64_s(wide, 32, &some) == 0 && !wcscmp(wide, L"Fri Feb 13 15:31:30 2009\n") &&
              _wctime64_s(wide, 32, &bad) != 0,
          "_wctime64_s");
    struct tm *broken = _gmtime64(&some);
    CHECK(!wcscmp(_wasctime(broken), L"Fri Feb 13 23:31:30 2009\n") && REFUSED(_wasctime(NULL) == NULL, EINVAL),
          "_wasctime");
    CHECK(_wasctime_s(wide, 32, broken) == 0 && !wcscmp(wide, L"Fri Feb 13 23:31:30 2009\n") &&
              REFUSED(_wasctime_s(wide, 32, NULL) == EINVAL, EINVAL),
          "_wasctime_s");
}

static void of_32_bits(void)
{
    __time32_t some = SOME, bad = -1;
    struct tm tm;
    struct __timeb32 precise = {0};
    char text[32];
    wchar_t wide[32];

    CHECK(is(_gmtime32(&some), 2009, 2, 13, 23, 31, 30) && _gmtime32(&bad) == NULL, "_gmtime32");
    CHECK(_gmtime32_s(&tm, &some) == 0 && is(&tm, 2009, 2, 13, 23, 31, 30) && _gmtime32_s(&tm, &bad) == EINVAL,
          "_gmtime32_s");
    CHECK(_mkgmtime32(&(struct tm){.tm_year = 109, .tm_mon = 1, .tm_mday = 13}) == SOME - 84690 &&
              _mkgmtime32(&(struct tm){.tm_year = 50}) == -1,
          "_mkgmtime32");
    CHECK(is(_localtime32(&some), 2009, 2, 13, 15, 31, 30) && _localtime32(&bad) == NULL, "_localtime32");
    CHECK(_localtime32_s(&tm, &some) == 0 && is(&tm, 2009, 2, 13, 15, 31, 30) && _localtime32_s(&tm, &bad) == EINVAL,
          "_localtime32_s");
    CHECK(_difftime32(some, some - 7) == 7, "_difftime32");
    CHECK(_ctime32_s(text, sizeof text, &some) == 0 && !strcmp(text, "Fri Feb 13 15:31:30 2009\n") &&
              _ctime32_s(text, sizeof text, &bad) != 0,
          "_ctime32_s");
    CHECK(_wctime32_s(wide, 32, &some) == 0 && !wcscmp(wide, L"Fri Feb 13 15:31:30 2009\n") &&
              _wctime32_s(wide, 32, &bad) != 0,
          "_wctime32_s");
    _ftime32(&precise);
    CHECK(precise.time > SOME && precise.millitm < 1000, "_ftime32");
    memset(&precise, 0, sizeof precise);
    CHECK(_ftime32_s(&precise) == 0 && precise.time > SOME && REFUSED(_ftime32_s(NULL) == EINVAL, EINVAL),
          "_ftime32_s");
    CHECK(_strtime(text) == text && strlen(text) == 8 && text[2] == ':' && text[5] == ':', "_strtime: hh:mm:ss");
    CHECK(_strtime_s(text, 9) == 0 && strlen(text) == 8 && REFUSED(_strtime_s(text, 8) == ERANGE, ERANGE),
          "_strtime_s");
    CHECK(_strdate(text) == text && strlen(text) == 8 && text[2] == '/' && text[5] == '/', "_strdate: mm/dd/yy");
    CHECK(_strdate_s(text, 9) == 0 && strlen(text) == 8 && REFUSED(_strdate_s(text, 8) == ERANGE, ERANGE),
          "_strdate_s");
    CHECK(_wstrtime(wide) == wide && wcslen(wide) == 8 && wide[2] == ':', "_wstrtime");
    CHECK(_wstrtime_s(wide, 9) == 0 && wcslen(wide) == 8 && REFUSED(_wstrtime_s(wide, 8) == ERANGE, ERANGE),
          "_wstrtime_s");
    CHECK(_wstrdate(wide) == wide && wcslen(wide) == 8 && wide[2] == '/', "_wstrdate");
    CHECK(_wstrdate_s(wide, 9) == 0 && wcslen(wide) == 8 && REFUSED(_wstrdate_s(wide, 8) == ERANGE, ERANGE),
          "_wstrdate_s");
}

static void files(void)
{
    FROM_CRT(int, _stat, const char *, struct _stat64i32 *);
    FROM_CRT(int, _stati64, const char *, struct _stat64 *);
    FROM_CRT(int, _wstat, const wchar_t *, struct _stat64i32 *);
    FROM_CRT(int, _wstati64, const wchar_t *, struct _stat64 *);
    FROM_CRT(int, _fstat, int, struct _stat64i32 *);
    FROM_CRT(int, _fstati64, int, struct _stat64 *);
    FROM_CRT(int, _utime, const char *, struct __utimbuf64 *);
    struct _stat64i32 small = {0};
    struct _stat64 big = {0};
    struct __utimbuf64 both = {SOME - 60, SOME};
    struct __utimbuf32 narrow = {SOME - 60, SOME + 4};
    FILE *file = fopen("names.tmp", "wb");
    fputs("12345", file);
    fclose(file);

    CHECK(_utime("names.tmp", &both) == 0 && _stat("names.tmp", &small) == 0 && small.st_mtime == SOME &&
              small.st_size == 5,
          "_utime, _stat: 0");
    CHECK(_utime("not-there.tmp", &both) == -1 && _stat("not-there.tmp", &small) == -1 && errno == ENOENT,
          "_utime, _stat: -1, ENOENT");
    CHECK(_stati64("names.tmp", &big) == 0 && big.st_size == 5 && _stati64("not-there.tmp", &big) == -1, "_stati64");
    CHECK(_wstat(L"names.tmp", &small) == 0 && small.st_mtime == SOME && _wstat(L"not-there.tmp", &small) == -1,
          "_wstat");
    big.st_size = 0;
    CHECK(_wstati64(L"names.tmp", &big) == 0 && big.st_size == 5 && _wstati64(L"not-there.tmp", &big) == -1,
          "_wstati64");
    int descriptor = _open("names.tmp", _O_RDWR);
    small.st_size = 0;
    big.st_size = 0;
    CHECK(_fstat(descriptor, &small) == 0 && small.st_size == 5 && _fstat(9999, &small) == -1, "_fstat");
    CHECK(_fstati64(descriptor, &big) == 0 && big.st_size == 5 && _fstati64(9999, &big) == -1, "_fstati64");
    both.modtime = SOME + 2;
    CHECK(_futime64(descriptor, &both) == 0 && _fstat(descriptor, &small) == 0 && small.st_mtime == SOME + 2 &&
              _futime64(9999, &both) == -1,
          "_futime64");
    CHECK(_futime32(descriptor, &narrow) == 0 && _fstat(descriptor, &small) == 0 && small.st_mtime == SOME + 4 &&
              _futime32(9999, &narrow) == -1,
          "_futime32");
    _close(descriptor);
    narrow.modtime = SOME + 6;
    CHECK(_utime32("names.tmp", &narrow) == 0 && _stat("names.tmp", &small) == 0 && small.st_mtime == SOME + 6 &&
              _utime32("not-there.tmp", &narrow) == -1,
          "_utime32");
    narrow.modtime = SOME + 8;
    CHECK(_wutime32(L"names.tmp", &narrow) == 0 && _stat("names.tmp", &small) == 0 && small.st_mtime == SOME + 8 &&
              _wutime32(L"not-there.tmp", &narrow) == -1,
          "_wutime32");
}

#define FINDS(first, next, type, text, text_type, compare)                                                             \
    do {                                                                                                               \
        FROM_CRT(intptr_t, first, const text_type *, struct type *);                                                   \
        FROM_CRT(int, next, intptr_t, struct type *);                                                                  \
        struct type found = {0};                                                                                       \
        intptr_t search = first(text("names.?mp"), &found);                                                            \
        CHECK(search != -1 && !compare(found.name, text("names.tmp")) && found.size == 5 && found.time_write > SOME,   \
              #first ": \"a unique search handle\"");                                                                  \
        CHECK(next(search, &found) == -1 && errno == ENOENT, #next ": -1, ENOENT: no more");                           \
        _findclose(search);                                                                                            \
        search = first(text("n*"), &found);                                                                            \
        CHECK(next(search, &found) == 0 && !compare(found.name, text("names.two")), #next ": \"returns 0\"");          \
        _findclose(search);                                                                                            \
        CHECK(first(text("not-there.*"), &found) == -1 && errno == ENOENT, #first ": -1, ENOENT");                     \
    } while (0)
#define AS_IS(x) x
#define WIDE(x)  L"" x

static void searches(void)
{
    fclose(fopen("names.two", "wb"));
    FINDS(_findfirst, _findnext, _finddata64i32_t, AS_IS, char, strcmp);
    FINDS(_findfirsti64, _findnexti64, __finddata64_t, AS_IS, char, strcmp);
    FINDS(_findfirst64i32, _findnext64i32, _finddata64i32_t, AS_IS, char, strcmp);
    FINDS(_wfindfirst, _wfindnext, _wfinddata64i32_t, WIDE, wchar_t, wcscmp);
    FINDS(_wfindfirsti64, _wfindnexti64, _wfinddata64_t, WIDE, wchar_t, wcscmp);
    FINDS(_wfindfirst64, _wfindnext64, _wfinddata64_t, WIDE, wchar_t, wcscmp);
    FINDS(_wfindfirst64i32, _wfindnext64i32, _wfinddata64i32_t, WIDE, wchar_t, wcscmp);
    remove("names.tmp");
    remove("names.two");
}

int main(void)
{
    catch_invalid();
    times();
    of_32_bits();
    files();
    searches();
    return check_done();
}
