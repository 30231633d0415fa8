/* SPDX-License-Identifier: MIT */
/* Times as seconds since 1970: time, clock, gmtime, localtime, mktime, asctime, ctime and their 32- and 64-bit, wide
 * and _s forms.  The zone is TZ's where that is set (with the United States' rules, as documented), else the system's
 * (GetTimeZoneInformation).  Years run from 1970 to 3000, as documented. */
#include "crt.h"

#define EPOCH    116444736000000000ll /* 1970 in 100 ns since 1601 */
#define TIME_MAX 32535215999ll        /* 23:59:59, December 31, 3000 */
#define DAY      86400

long _timezone = 28800;
int _daylight = 1;
long _dstbias = -3600;
static char zone_name[64] = "PST", dst_name[64] = "PDT";
char *_tzname[2] = {zone_name, dst_name};
static int zone_known;
static int zone_from_tz;
static TIME_ZONE_INFORMATION system_zone;

time64 crt_from_filetime(const FILETIME *time)
{
    unsigned long long t = (unsigned long long)time->dwHighDateTime << 32 | time->dwLowDateTime;
    return t ? ((long long)t - EPOCH) / 10000000 : -1;
}

void crt_to_filetime(time64 t, FILETIME *time)
{
    unsigned long long v = (unsigned long long)(t * 10000000 + EPOCH);
    time->dwLowDateTime = (DWORD)v;
    time->dwHighDateTime = (DWORD)(v >> 32);
}

static long long now_100ns(void)
{
    FILETIME now;
    GetSystemTimeAsFileTime(&now);
    return (long long)((unsigned long long)now.dwHighDateTime << 32 | now.dwLowDateTime) - EPOCH;
}

time64 _time64(time64 *out)
{
    time64 t = now_100ns() / 10000000;
    if (out) *out = t;
    return t;
}

int _time32(int *out)
{
    int t = (int)_time64(NULL);
    if (out) *out = t;
    return t;
}

/* clock: milliseconds since the process began. */
long clock(void)
{
    FILETIME created, exited, kernel, user, now;
    if (!GetProcessTimes(GetCurrentProcess(), &created, &exited, &kernel, &user)) return -1;
    GetSystemTimeAsFileTime(&now);
    unsigned long long from = (unsigned long long)created.dwHighDateTime << 32 | created.dwLowDateTime;
    unsigned long long to = (unsigned long long)now.dwHighDateTime << 32 | now.dwLowDateTime;
    return (long)((to - from) / 10000);
}

double _difftime64(time64 a, time64 b)
{
    return (double)(a - b);
}

double _difftime32(int a, int b)
{
    return (double)a - b;
}

/* ---- zone ---- */

static void zone_text(char *out, const wchar_t *name)
{
    if (!WideCharToMultiByte(CP_ACP, 0, name, -1, out, 63, NULL, NULL)) *out = 0;
}

/* TZ=tzn[+|-]hh[:mm[:ss]][dzn]; false where it isn't that. */
static int zone_from_text(const char *tz)
{
    int sign = 1, parts[3] = {0, 0, 0}, n = 0;
    if (strnlen(tz, 3) < 3) return 0;
    memcpy(zone_name, tz, 3);
    zone_name[3] = 0;
    tz += 3;
    if (*tz == '+' || *tz == '-') sign = *tz++ == '-' ? -1 : 1;
    while (n < 3) {
        while (*tz >= '0' && *tz <= '9') parts[n] = parts[n] * 10 + (*tz++ - '0');
        n++;
        if (*tz != ':') break;
        tz++;
    }
    _timezone = sign * (parts[0] * 3600L + parts[1] * 60 + parts[2]);
    _daylight = *tz != 0;
    size_t length = strnlen(tz, 3);
    memcpy(dst_name, tz, length);
    dst_name[length] = 0;
    _dstbias = -3600;
    return 1;
}

void _tzset(void)
{
    _lock(LOCK_TIME);
    const char *tz = getenv("TZ");
    zone_from_tz = tz && *tz && zone_from_text(tz);
    if (!zone_from_tz && GetTimeZoneInformation(&system_zone) != TIME_ZONE_ID_INVALID) {
        _timezone = system_zone.Bias * 60;
        if (system_zone.StandardDate.wMonth) _timezone += system_zone.StandardBias * 60;
        _daylight = system_zone.DaylightDate.wMonth && system_zone.DaylightBias;
        _dstbias = _daylight ? (system_zone.DaylightBias - system_zone.StandardBias) * 60 : 0;
        zone_text(zone_name, system_zone.StandardName);
        zone_text(dst_name, system_zone.DaylightName);
    }
    zone_known = 1;
    _unlock(LOCK_TIME);
}

static void zone_need(void)
{
    if (!zone_known) _tzset();
}

int *__p__daylight(void)
{
    return &_daylight;
}

long *__p__timezone(void)
{
    return &_timezone;
}

long *__p__dstbias(void)
{
    return &_dstbias;
}

char **__p__tzname(void)
{
    return _tzname;
}

int _get_daylight(int *out)
{
    if (!out) return crt_invalid();
    *out = _daylight;
    return 0;
}

int _get_timezone(long *out)
{
    if (!out) return crt_invalid();
    *out = _timezone;
    return 0;
}

int _get_dstbias(long *out)
{
    if (!out) return crt_invalid();
    *out = _dstbias;
    return 0;
}

int _get_tzname(size_t *need, char *out, size_t size, int index)
{
    if (!need || (!out && size) || index < 0 || index > 1) return crt_invalid();
    *need = strlen(_tzname[index]) + 1;
    if (!out) return 0;
    if (*need > size) return crt_error(ERANGE);
    strcpy(out, _tzname[index]);
    return 0;
}

/* ---- broken-down time ---- */

static int leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static const short month_days[2][13] = {
    {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365},
    {0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366}
};

/* Days from 1970 to the first day of a year. */
static long long year_days(long long year)
{
    long long y = year - 1;
    return 365 * (year - 1970) + (y / 4 - 1969 / 4) - (y / 100 - 1969 / 100) + (y / 400 - 1969 / 400);
}

static void split(time64 t, struct crt_tm *tm)
{
    long long days = t / DAY;
    int rest = (int)(t % DAY);
    if (rest < 0) {
        rest += DAY;
        days--;
    }
    long long year = 1970 + days / 366;
    while (year_days(year + 1) <= days) year++;
    while (year_days(year) > days) year--;
    int day = (int)(days - year_days(year)), month = 0;
    while (month_days[leap((int)year)][month + 1] <= day) month++;
    tm->tm_sec = rest % 60;
    tm->tm_min = rest / 60 % 60;
    tm->tm_hour = rest / 3600;
    tm->tm_mday = day - month_days[leap((int)year)][month] + 1;
    tm->tm_mon = month;
    tm->tm_year = (int)year - 1900;
    tm->tm_wday = (int)(((days + 4) % 7 + 7) % 7);
    tm->tm_yday = day;
    tm->tm_isdst = 0;
}

int crt_gmtime(time64 t, struct crt_tm *tm)
{
    if (t < -43200 || t > TIME_MAX + 43200) {
        memset(tm, -1, sizeof *tm);
        return crt_error(EINVAL);
    }
    split(t, tm);
    return 0;
}

/* Seconds into the year at which a rule of the zone takes effect (local time before the change). */
static long long rule_seconds(int year, const SYSTEMTIME *rule)
{
    int month = rule->wMonth - 1, day;
    if (rule->wYear) { /* a date */
        day = rule->wDay;
    } else { /* the wDay-th weekday of the month, 5 the last */
        int first = (int)(((year_days(year) + month_days[leap(year)][month] + 4) % 7 + 7) % 7);
        day = 1 + (rule->wDayOfWeek - first + 7) % 7 + (rule->wDay - 1) * 7;
        int length = month_days[leap(year)][month + 1] - month_days[leap(year)][month];
        while (day > length) day -= 7;
    }
    return (month_days[leap(year)][month] + day - 1) * (long long)DAY + rule->wHour * 3600 + rule->wMinute * 60 +
           rule->wSecond;
}

/* Whether summer time holds at a local standard time. */
static int is_summer(const struct crt_tm *tm)
{
    static const SYSTEMTIME march = {.wMonth = 3, .wDay = 2, .wHour = 2}, april = {.wMonth = 4, .wDay = 1, .wHour = 2},
                            october = {.wMonth = 10, .wDay = 5, .wHour = 2},
                            november = {.wMonth = 11, .wDay = 1, .wHour = 2};
    int year = tm->tm_year + 1900;
    if (!_daylight) return 0;
    const SYSTEMTIME *begin = &system_zone.DaylightDate, *end = &system_zone.StandardDate;
    if (zone_from_tz) {
        begin = year < 2007 ? &april : &march;
        end = year < 2007 ? &october : &november;
    }
    if (!begin->wMonth || !end->wMonth) return 0;
    long long at = tm->tm_yday * (long long)DAY + tm->tm_hour * 3600 + tm->tm_min * 60 + tm->tm_sec;
    long long from = rule_seconds(year, begin),
              to = rule_seconds(year, end) + _dstbias; /* the end is told in summer time */
    return from < to ? at >= from && at < to : at >= from || at < to;
}

int crt_localtime(time64 t, struct crt_tm *tm)
{
    if (t < 0 || t > TIME_MAX) {
        memset(tm, -1, sizeof *tm);
        return crt_error(EINVAL);
    }
    zone_need();
    split(t - _timezone, tm);
    if (is_summer(tm)) {
        split(t - _timezone - _dstbias, tm);
        tm->tm_isdst = 1;
    }
    return 0;
}

time64 crt_mktime(struct crt_tm *tm, int local)
{
    long long month = tm->tm_mon, year = tm->tm_year + 1900ll + month / 12;
    month %= 12;
    if (month < 0) {
        month += 12;
        year--;
    }
    if (year < 1969 || year > 3001) {
        crt_error(EINVAL);
        return -1;
    }
    time64 t = (year_days(year) + month_days[leap((int)year)][month] + tm->tm_mday - 1) * DAY + tm->tm_hour * 3600ll +
               tm->tm_min * 60ll + tm->tm_sec;
    struct crt_tm out;
    if (local) {
        zone_need();
        split(t, &out);
        /* isdst < 0: find out; the told time is summer time where it is so an hour earlier by standard time. */
        int summer = tm->tm_isdst > 0;
        if (tm->tm_isdst < 0) {
            struct crt_tm standard;
            split(t + _dstbias, &standard);
            summer = is_summer(&standard);
        }
        t += _timezone + (summer ? _dstbias : 0);
        if (t < 0 || t > TIME_MAX || crt_localtime(t, &out)) {
            crt_error(EINVAL);
            return -1;
        }
    } else {
        if (t < 0 || t > TIME_MAX) {
            crt_error(EINVAL);
            return -1;
        }
        split(t, &out);
    }
    *tm = out;
    return t;
}

#define TM_FAMILY(bits, type)                                                                                          \
    int _gmtime##bits##_s(struct crt_tm *tm, const type *t)                                                            \
    {                                                                                                                  \
        if (!tm) return crt_invalid();                                                                                 \
        if (!t || *t < 0) {                                                                                            \
            memset(tm, -1, sizeof *tm);                                                                                \
            return t ? crt_error(EINVAL) : crt_invalid();                                                              \
        }                                                                                                              \
        return crt_gmtime(*t, tm);                                                                                     \
    }                                                                                                                  \
    int _localtime##bits##_s(struct crt_tm *tm, const type *t)                                                         \
    {                                                                                                                  \
        if (!tm) return crt_invalid();                                                                                 \
        if (!t) {                                                                                                      \
            memset(tm, -1, sizeof *tm);                                                                                \
            return crt_invalid();                                                                                      \
        }                                                                                                              \
        return crt_localtime(*t, tm);                                                                                  \
    }                                                                                                                  \
    struct crt_tm *_gmtime##bits(const type *t)                                                                        \
    {                                                                                                                  \
        struct crt_tm *tm = &crt_self()->tm;                                                                           \
        return _gmtime##bits##_s(tm, t) ? NULL : tm;                                                                   \
    }                                                                                                                  \
    struct crt_tm *_localtime##bits(const type *t)                                                                     \
    {                                                                                                                  \
        struct crt_tm *tm = &crt_self()->tm;                                                                           \
        return _localtime##bits##_s(tm, t) ? NULL : tm;                                                                \
    }                                                                                                                  \
    type _mktime##bits(struct crt_tm *tm)                                                                              \
    {                                                                                                                  \
        time64 t = tm ? crt_mktime(tm, 1) : (crt_invalid(), -1);                                                       \
        return (type)t == t ? (type)t : (type)crt_fail(EINVAL);                                                        \
    }                                                                                                                  \
    type _mkgmtime##bits(struct crt_tm *tm)                                                                            \
    {                                                                                                                  \
        time64 t = tm ? crt_mktime(tm, 0) : (crt_invalid(), -1);                                                       \
        return (type)t == t ? (type)t : (type)crt_fail(EINVAL);                                                        \
    }                                                                                                                  \
    char *_ctime##bits(const type *t)                                                                                  \
    {                                                                                                                  \
        struct crt_tm tm;                                                                                              \
        return _localtime##bits##_s(&tm, t) ? NULL : asctime(&tm);                                                     \
    }                                                                                                                  \
    wchar_t *_wctime##bits(const type *t)                                                                              \
    {                                                                                                                  \
        struct crt_tm tm;                                                                                              \
        return _localtime##bits##_s(&tm, t) ? NULL : _wasctime(&tm);                                                   \
    }                                                                                                                  \
    int _ctime##bits##_s(char *out, size_t size, const type *t)                                                        \
    {                                                                                                                  \
        struct crt_tm tm;                                                                                              \
        if (!out || size < 26 || !t || *t < 0) return crt_invalid();                                                   \
        int error = _localtime##bits##_s(&tm, t);                                                                      \
        return error ? error : asctime_s(out, size, &tm);                                                              \
    }                                                                                                                  \
    int _wctime##bits##_s(wchar_t *out, size_t size, const type *t)                                                    \
    {                                                                                                                  \
        struct crt_tm tm;                                                                                              \
        if (!out || size < 26 || !t || *t < 0) return crt_invalid();                                                   \
        int error = _localtime##bits##_s(&tm, t);                                                                      \
        return error ? error : _wasctime_s(out, size, &tm);                                                            \
    }

static const char day_names[] = "SunMonTueWedThuFriSat", month_names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

/* "Wed Jan 02 02:03:55 1980\n": the day has two digits here, with a zero. */
int asctime_s(char *out, size_t size, const struct crt_tm *tm)
{
    if (!out || size < 26) return crt_invalid();
    *out = 0;
    if (!tm || (unsigned)tm->tm_wday > 6 || (unsigned)tm->tm_mon > 11 || tm->tm_mday < 1 || tm->tm_mday > 31 ||
        (unsigned)tm->tm_hour > 23 || (unsigned)tm->tm_min > 59 || (unsigned)tm->tm_sec > 59 || tm->tm_year < 0 ||
        tm->tm_year > 8099)
        return crt_invalid();
    crt_snprintf(out, size, "%.3s %.3s %02d %02d:%02d:%02d %d\n", day_names + 3 * tm->tm_wday,
                 month_names + 3 * tm->tm_mon, tm->tm_mday, tm->tm_hour, tm->tm_min, tm->tm_sec, tm->tm_year + 1900);
    return 0;
}

char *asctime(const struct crt_tm *tm)
{
    char *out = crt_self()->asctime_text;
    return asctime_s(out, 26, tm) ? NULL : out;
}

int _wasctime_s(wchar_t *out, size_t size, const struct crt_tm *tm)
{
    char text[26];
    if (!out || size < 26) return crt_invalid();
    int error = asctime_s(text, sizeof text, tm);
    for (int i = 0; i < 26; i++) out[i] = (unsigned char)text[i];
    return error;
}

wchar_t *_wasctime(const struct crt_tm *tm)
{
    wchar_t *out = crt_self()->wasctime_text;
    return _wasctime_s(out, 26, tm) ? NULL : out;
}

TM_FAMILY(32, int)
TM_FAMILY(64, time64)

/* ---- _ftime, _strdate, _strtime ---- */

#define FTIME(bits, type)                                                                                              \
    struct timeb##bits {                                                                                               \
        type time;                                                                                                     \
        unsigned short millitm;                                                                                        \
        short timezone, dstflag;                                                                                       \
    };                                                                                                                 \
    int _ftime##bits##_s(struct timeb##bits *out)                                                                      \
    {                                                                                                                  \
        struct crt_tm tm;                                                                                              \
        if (!out) return crt_invalid();                                                                                \
        long long now = now_100ns();                                                                                   \
        zone_need();                                                                                                   \
        out->time = (type)(now / 10000000);                                                                            \
        out->millitm = (unsigned short)(now / 10000 % 1000);                                                           \
        out->timezone = (short)(_timezone / 60);                                                                       \
        out->dstflag = (short)(crt_localtime(now / 10000000, &tm) ? 0 : tm.tm_isdst);                                  \
        return 0;                                                                                                      \
    }                                                                                                                  \
    void _ftime##bits(struct timeb##bits *out)                                                                         \
    {                                                                                                                  \
        _ftime##bits##_s(out);                                                                                         \
    }
FTIME(32, int)
FTIME(64, time64)

static int date_text(char *out, size_t size, int time)
{
    SYSTEMTIME now;
    if (!out || !size) return crt_invalid();
    *out = 0;
    if (size < 9) return crt_invalid_as(ERANGE);
    GetLocalTime(&now);
    if (time)
        crt_snprintf(out, size, "%02d:%02d:%02d", now.wHour, now.wMinute, now.wSecond);
    else
        crt_snprintf(out, size, "%02d/%02d/%02d", now.wMonth, now.wDay, now.wYear % 100);
    return 0;
}

static int date_wtext(wchar_t *out, size_t size, int time)
{
    char text[9];
    if (!out || !size) return crt_invalid();
    *out = 0;
    if (size < 9) return crt_invalid_as(ERANGE);
    date_text(text, sizeof text, time);
    for (int i = 0; i < 9; i++) out[i] = (unsigned char)text[i];
    return 0;
}

#define DATE(name, wname, time)                                                                                        \
    int name##_s(char *out, size_t size)                                                                               \
    {                                                                                                                  \
        return date_text(out, size, time);                                                                             \
    }                                                                                                                  \
    char *name(char *out)                                                                                              \
    {                                                                                                                  \
        return date_text(out, 9, time) ? NULL : out;                                                                   \
    }                                                                                                                  \
    int wname##_s(wchar_t *out, size_t size)                                                                           \
    {                                                                                                                  \
        return date_wtext(out, size, time);                                                                            \
    }                                                                                                                  \
    wchar_t *wname(wchar_t *out)                                                                                       \
    {                                                                                                                  \
        return date_wtext(out, 9, time) ? NULL : out;                                                                  \
    }
DATE(_strdate, _wstrdate, 0)
DATE(_strtime, _wstrtime, 1)
