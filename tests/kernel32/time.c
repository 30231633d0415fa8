/* SPDX-License-Identifier: MIT */
/* Clocks and counters; FILETIME, SYSTEMTIME and MS-DOS dates; time zones.
 * Debian's Wine has not all the clocks, and takes dates that are none. */
#define _WIN32_WINNT 0x0a00
#include "check.h"

#include <string.h>

#define SECOND 10000000ull
#define HOUR   (3600 * SECOND)

static BOOL failed(DWORD error)
{
    return GetLastError() == error;
}

static ULONGLONG units(FILETIME time)
{
    return (ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

static FILETIME file_time(ULONGLONG value)
{
    return (FILETIME){(DWORD)value, (DWORD)(value >> 32)};
}

static ULONGLONG near_to(ULONGLONG a, ULONGLONG b)
{
    return (a > b ? a - b : b - a) < 5 * 60 * SECOND;
}

static BOOL same(const SYSTEMTIME *date, WORD year, WORD month, WORD weekday, WORD day, WORD hour, WORD minute,
                 WORD second, WORD milliseconds)
{
    return date->wYear == year && date->wMonth == month && date->wDayOfWeek == weekday && date->wDay == day &&
           date->wHour == hour && date->wMinute == minute && date->wSecond == second &&
           date->wMilliseconds == milliseconds;
}

/* Three clocks are in kernelbase.dll alone. */
static void base_clock(const char *name, ULONGLONG *time)
{
    void(WINAPI * read)(ULONGLONG *);
    *(FARPROC *)&read = GetProcAddress(GetModuleHandleA("kernelbase.dll"), name);
    if (read) read(time);
}
#define QueryInterruptTime(time)                base_clock("QueryInterruptTime", time)
#define QueryInterruptTimePrecise(time)         base_clock("QueryInterruptTimePrecise", time)
#define QueryUnbiasedInterruptTimePrecise(time) base_clock("QueryUnbiasedInterruptTimePrecise", time)

static void test_clocks(void)
{
    FILETIME now = {0}, precise = {0}, idle = {0}, kernel = {0}, user = {0}, utc, local;
    SYSTEMTIME date;
    LARGE_INTEGER a = {0}, b = {0}, frequency = {0};
    ULONGLONG from, interrupt = 0, unbiased = 0;
    DWORD ticks, adjustment = 0, increment = 0;
    BOOL disabled = 9;

    GetSystemTimeAsFileTime(&now);
    GetSystemTimePreciseAsFileTime(&precise);
    /* 2020-01-01 and 2100-01-01 */
    CHECK(units(now) > 132223104000000000ull && units(now) < 157469184000000000ull,
          "GetSystemTimeAsFileTime: \"100-nanosecond intervals since January 1, 1601 (UTC)\"");
    CHECK(near_to(units(now), units(precise)) && units(precise) + 200000 >= units(now),
          "GetSystemTimePreciseAsFileTime: the same clock");
    memset(&date, 0xff, sizeof date);
    GetSystemTime(&date);
    CHECK(SystemTimeToFileTime(&date, &utc) && near_to(units(utc), units(now)) && date.wDayOfWeek < 7,
          "GetSystemTime: UTC");
    memset(&date, 0xff, sizeof date);
    GetLocalTime(&date);
    CHECK(SystemTimeToFileTime(&date, &local) && FileTimeToLocalFileTime(&now, &utc) &&
              near_to(units(local), units(utc)),
          "GetLocalTime: in the time zone");
    CHECK(LocalFileTimeToFileTime(&utc, &local) && units(local) == units(now), "LocalFileTimeToFileTime: and back");

    CHECK(QueryPerformanceFrequency(&frequency) && frequency.QuadPart >= 1000,
          "QueryPerformanceFrequency: counts per second");
    ticks = GetTickCount();
    from = GetTickCount64();
    CHECK(from && near_to(from * 10000, (from & ~0xffffffffull) * 10000 + ticks * 10000ull),
          "GetTickCount64: GetTickCount's without its limit");
    QueryInterruptTime(&interrupt);
    CHECK(QueryUnbiasedInterruptTime(&unbiased) && unbiased && unbiased <= interrupt + SECOND,
          "QueryUnbiasedInterruptTime: \"does not include time the system spends in sleep or hibernation\"");
    CHECK(!QueryUnbiasedInterruptTime(NULL),
          "QueryUnbiasedInterruptTime: \"If the function is called with a null parameter\"");
    CHECK(near_to(interrupt, from * 10000), "QueryInterruptTime: since the system started, as the ticks");
    CHECK(QueryPerformanceCounter(&a) && a.QuadPart > 0, "QueryPerformanceCounter: success");
    Sleep(30);
    QueryPerformanceCounter(&b);
    CHECK((b.QuadPart - a.QuadPart) * 1000 / frequency.QuadPart >= 25, "QueryPerformanceCounter: counts on");
    CHECK(GetTickCount() - ticks >= 15 && GetTickCount64() - from >= 15, "GetTickCount, GetTickCount64: count on");
    QueryInterruptTimePrecise(&unbiased);
    CHECK(unbiased >= interrupt + 25 * 10000, "QueryInterruptTimePrecise: counts on");
    QueryUnbiasedInterruptTime(&interrupt);
    unbiased = 0;
    QueryUnbiasedInterruptTimePrecise(&unbiased);
    CHECK(unbiased + 20 * 10000 >= interrupt && near_to(unbiased, interrupt),
          "QueryUnbiasedInterruptTimePrecise: the same clock");
    CHECK(GetSystemTimes(&idle, &kernel, &user) && units(kernel) >= units(idle) && units(user) + units(kernel) > 0,
          "GetSystemTimes: \"This kernel time value also includes the amount of time the system has been idle\"");
    CHECK(GetSystemTimes(NULL, NULL, &user), "GetSystemTimes: parameters are optional");
    CHECK(GetSystemTimeAdjustment(&adjustment, &increment, &disabled) && increment >= 1000 &&
              increment <= 10 * SECOND && adjustment && (disabled == TRUE || disabled == FALSE),
          "GetSystemTimeAdjustment: the interval between adjustments in 100 nanoseconds");
}

static void test_conversions(void)
{
    static const struct {
        ULONGLONG time;
        WORD date[8];
    } known[] = {
        {0,                             {1601, 1, 1, 1, 0, 0, 0, 0}       },
        {116444736000000000ull,         {1970, 1, 4, 1, 0, 0, 0, 0}       },
        {125911584000000000ull - 10000, {1999, 12, 5, 31, 23, 59, 59, 999}},
        {125963423999990000ull,         {2000, 2, 2, 29, 23, 59, 59, 999} },
        {132223104000000000ull,         {2020, 1, 3, 1, 0, 0, 0, 0}       },
    };
    SYSTEMTIME date, wrong;
    FILETIME time, other;
    WORD dos_date, dos_time;

    for (unsigned i = 0; i < sizeof known / sizeof *known; i++) {
        const WORD *d = known[i].date;
        time = file_time(known[i].time + 1234);
        memset(&date, 0xff, sizeof date);
        CHECK(FileTimeToSystemTime(&time, &date) && same(&date, d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]),
              "FileTimeToSystemTime: %u-%u-%u", d[0], d[1], d[3]);
        date.wDayOfWeek = 99;
        CHECK(SystemTimeToFileTime(&date, &other) && units(other) == known[i].time,
              "SystemTimeToFileTime: and back; \"The wDayOfWeek member of the SYSTEMTIME structure is ignored\"");
    }
    time = file_time(0x8000000000000000ull);
    CHECK(!FileTimeToSystemTime(&time, &date) && failed(ERROR_INVALID_PARAMETER),
          "FileTimeToSystemTime: \"This value must be less than 0x8000000000000000. Otherwise, the function fails\"");
    date = (SYSTEMTIME){2001, 2, 0, 28, 12, 0, 0, 0};
    wrong = date, wrong.wDay = 29;
    CHECK(SystemTimeToFileTime(&date, &time) && !SystemTimeToFileTime(&wrong, &other) &&
              failed(ERROR_INVALID_PARAMETER),
          "SystemTimeToFileTime: there was no 29 February 2001");
    wrong = date, wrong.wMonth = 13;
    CHECK(!SystemTimeToFileTime(&wrong, &other) && failed(ERROR_INVALID_PARAMETER),
          "SystemTimeToFileTime: no month 13");
    wrong = date, wrong.wYear = 1600;
    CHECK(!SystemTimeToFileTime(&wrong, &other), "SystemTimeToFileTime: \"The year must be 1601 or later\"");
    wrong = date, wrong.wHour = 24;
    CHECK(!SystemTimeToFileTime(&wrong, &other), "SystemTimeToFileTime: no hour 24");

    time = file_time(5), other = file_time(0x100000000ull);
    CHECK(CompareFileTime(&time, &other) == -1 && CompareFileTime(&other, &time) == 1 &&
              CompareFileTime(&time, &time) == 0,
          "CompareFileTime: -1, 0, 1");
    date = (SYSTEMTIME){1999, 5, 0, 17, 13, 45, 58, 0};
    SystemTimeToFileTime(&date, &time);
    CHECK(FileTimeToDosDateTime(&time, &dos_date, &dos_time) && dos_date == (19 << 9 | 5 << 5 | 17) &&
              dos_time == (13 << 11 | 45 << 5 | 29),
          "FileTimeToDosDateTime: \"bits 0-4 the day, 5-8 the month, 9-15 the year offset from 1980\"; seconds by two");
    CHECK(DosDateTimeToFileTime(dos_date, dos_time, &other) && units(other) == units(time),
          "DosDateTimeToFileTime: and back");
    CHECK(!DosDateTimeToFileTime(13 << 5, 0, &other) && failed(ERROR_INVALID_PARAMETER),
          "DosDateTimeToFileTime: no date");
    date.wYear = 1979;
    SystemTimeToFileTime(&date, &time);
    CHECK(!FileTimeToDosDateTime(&time, &dos_date, &dos_time) && failed(ERROR_INVALID_PARAMETER),
          "FileTimeToDosDateTime: \"MS-DOS date and time formats can represent only dates between 1/1/1980 and "
          "12/31/2107\"");
    time = file_time(0xffffffffffffffffull);
    CHECK(!FileTimeToLocalFileTime(&time, &other) && failed(ERROR_INVALID_PARAMETER) &&
              !LocalFileTimeToFileTime(&time, &other) && failed(ERROR_INVALID_PARAMETER),
          "FileTimeToLocalFileTime, LocalFileTimeToFileTime: beyond all dates");
}

/* A zone an hour east, daylight time from the last Sunday of March, 2:00, to the last of October, 3:00. */
static const TIME_ZONE_INFORMATION east = {
    .Bias = -60,
    .StandardDate = {0, 10, 0, 5, 3, 0, 0, 0},
    .DaylightDate = {0, 3,  0, 5, 2, 0, 0, 0},
    .DaylightBias = -60,
};
/* South of the equator daylight time goes over the new year: from the first Sunday of October to the first of April. */
static const TIME_ZONE_INFORMATION south = {
    .Bias = -600,
    .StandardDate = {0, 4,  0, 1, 3, 0, 0, 0},
    .DaylightDate = {0, 10, 0, 1, 2, 0, 0, 0},
    .DaylightBias = -60,
};

static void test_zones(void)
{
    static const struct {
        const TIME_ZONE_INFORMATION *zone;
        SYSTEMTIME utc, local;
    } rows[] = {
        {&east,  {2021, 1, 5, 15, 12, 0, 0, 7},   {2021, 1, 5, 15, 13, 0, 0, 7} },
        {&east,  {2021, 7, 4, 15, 12, 0, 0, 7},   {2021, 7, 4, 15, 14, 0, 0, 7} },
        {&east,  {2021, 3, 0, 28, 0, 59, 59, 0},  {2021, 3, 0, 28, 1, 59, 59, 0}},
        {&east,  {2021, 3, 0, 28, 1, 0, 0, 0},    {2021, 3, 0, 28, 3, 0, 0, 0}  },
        {&east,  {2021, 10, 0, 31, 1, 0, 0, 0},   {2021, 10, 0, 31, 2, 0, 0, 0} },
        {&east,  {2020, 12, 4, 31, 23, 30, 0, 0}, {2021, 1, 5, 1, 0, 30, 0, 0}  },
        {&south, {2021, 1, 5, 15, 12, 0, 0, 0},   {2021, 1, 5, 15, 23, 0, 0, 0} },
        {&south, {2021, 7, 4, 15, 12, 0, 0, 0},   {2021, 7, 4, 15, 22, 0, 0, 0} },
    };
    TIME_ZONE_INFORMATION zone, year;
    DYNAMIC_TIME_ZONE_INFORMATION dynamic;
    SYSTEMTIME date, wrong = {2021, 13, 0, 1, 0, 0, 0, 0}, back;
    FILETIME utc, local, other;
    LONG bias;
    DWORD id;

    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        memset(&date, 0xff, sizeof date);
        CHECK(SystemTimeToTzSpecificLocalTime(rows[i].zone, &rows[i].utc, &date) &&
                  !memcmp(&date, &rows[i].local, sizeof date),
              "SystemTimeToTzSpecificLocalTime: row %u (%u:%u)", i, date.wHour, date.wMinute);
        if (i == 4) continue; /* that hour comes twice */
        CHECK(TzSpecificLocalTimeToSystemTime(rows[i].zone, &rows[i].local, &date) &&
                  !memcmp(&date, &rows[i].utc, sizeof date),
              "TzSpecificLocalTimeToSystemTime: row %u (%u:%u)", i, date.wHour, date.wMinute);
    }
    memset(&dynamic, 0, sizeof dynamic);
    memcpy(&dynamic, &east, sizeof east);
    dynamic.DynamicDaylightTimeDisabled = FALSE;
    CHECK(SystemTimeToTzSpecificLocalTimeEx(&dynamic, &rows[1].utc, &date) &&
              !memcmp(&date, &rows[1].local, sizeof date),
          "SystemTimeToTzSpecificLocalTimeEx: with a dynamic zone");
    CHECK(TzSpecificLocalTimeToSystemTimeEx(&dynamic, &rows[1].local, &date) &&
              !memcmp(&date, &rows[1].utc, sizeof date),
          "TzSpecificLocalTimeToSystemTimeEx: and back");
    CHECK(!SystemTimeToTzSpecificLocalTime(&east, &wrong, &date) &&
              !TzSpecificLocalTimeToSystemTime(&east, &wrong, &date) &&
              !SystemTimeToTzSpecificLocalTimeEx(&dynamic, &wrong, &date) &&
              !TzSpecificLocalTimeToSystemTimeEx(&dynamic, &wrong, &date),
          "SystemTimeToTzSpecificLocalTime and its like: no such date");

    memset(&zone, 0xff, sizeof zone);
    id = GetTimeZoneInformation(&zone);
    CHECK(id <= TIME_ZONE_ID_DAYLIGHT && zone.Bias >= -14 * 60 && zone.Bias <= 12 * 60,
          "GetTimeZoneInformation: UNKNOWN, STANDARD or DAYLIGHT, and the bias in minutes");
    CHECK(
        (id == TIME_ZONE_ID_UNKNOWN) == (zone.DaylightDate.wMonth == 0),
        "GetTimeZoneInformation: TIME_ZONE_ID_UNKNOWN: \"Daylight saving time is not used in the current time zone\"");
    memset(&dynamic, 0xff, sizeof dynamic);
    CHECK(GetDynamicTimeZoneInformation(&dynamic) == id && dynamic.Bias == zone.Bias &&
              !wcscmp(dynamic.StandardName, zone.StandardName) && dynamic.TimeZoneKeyName[0] &&
              wcslen(dynamic.TimeZoneKeyName) < 128,
          "GetDynamicTimeZoneInformation: the same, and the zone's key name");
    GetSystemTime(&date);
    memset(&year, 0xff, sizeof year);
    CHECK(GetTimeZoneInformationForYear(date.wYear, NULL, &year) && year.Bias == zone.Bias &&
              !wcscmp(year.StandardName, zone.StandardName),
          "GetTimeZoneInformationForYear: this year's");
    bias = zone.Bias + (id == TIME_ZONE_ID_DAYLIGHT   ? zone.DaylightBias
                        : id == TIME_ZONE_ID_STANDARD ? zone.StandardBias
                                                      : 0);
    GetSystemTimeAsFileTime(&utc);
    CHECK(FileTimeToLocalFileTime(&utc, &local) &&
              (LONGLONG)(units(utc) - units(local)) == bias * 60 * (LONGLONG)SECOND,
          "FileTimeToLocalFileTime: UTC = local time + bias");
    CHECK(FileTimeToSystemTime(&utc, &date) && SystemTimeToTzSpecificLocalTime(NULL, &date, &back) &&
              SystemTimeToFileTime(&back, &other) && near_to(units(other), units(local)),
          "SystemTimeToTzSpecificLocalTime: NULL is the current zone");
}

/* A process without SE_SYSTEMTIME_NAME may not; with a date that is none the clock is safe in either case. */
static void test_setting(void)
{
    SYSTEMTIME wrong = {2021, 13, 0, 1, 0, 0, 0, 0};

    CHECK(!SetSystemTime(&wrong) && failed(ERROR_INVALID_PARAMETER), "SetSystemTime: no such date");
    CHECK(!SetLocalTime(&wrong) && failed(ERROR_INVALID_PARAMETER), "SetLocalTime: no such date");
}

int main(void)
{
    test_clocks();
    test_conversions();
    test_zones();
    test_setting();
    return check_done();
}
