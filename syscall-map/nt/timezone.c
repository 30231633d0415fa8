/* SPDX-License-Identifier: MIT */
/* The host's time zone in Windows' terms: Windows tells a zone by rules (the second Sunday in March, two o'clock), the
 * C library by moments, so this year's two changes of offset are found and put into words. */
#include "nt/timezone.h"

#include <stdbool.h>

#include <string.h>
#include <time.h>

static long offset_at(time_t moment, bool *daylight)
{
    struct tm local;
    localtime_r(&moment, &local);
    if (daylight) *daylight = local.tm_isdst > 0;
    return local.tm_gmtoff;
}

/* The first moment after `from` and up to `to` with another offset, 0: none. */
static time_t next_change(time_t from, time_t to)
{
    const time_t day = 86400;
    long offset = offset_at(from, NULL);
    time_t at = from;
    while (at < to && offset_at(at + day, NULL) == offset) at += day;
    if (at >= to) return 0;
    time_t low = at, high = at + day; /* the change lies between */
    while (high - low > 1) {
        time_t middle = low + (high - low) / 2;
        if (offset_at(middle, NULL) == offset)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* A change as the wall clock before it shows it: month, week of the month, weekday, time; year 0. */
static void rule(time_t change, TIME_FIELDS *fields)
{
    struct tm wall;
    time_t shown = change + offset_at(change - 1, NULL);
    gmtime_r(&shown, &wall);
    bool last = wall.tm_mday + 7 > (wall.tm_mon == 1 ? 28 : 30 + ((wall.tm_mon + (wall.tm_mon > 6)) % 2 == 0));
    *fields = (TIME_FIELDS){
        .Month = (CSHORT)(wall.tm_mon + 1),
        .Day = (CSHORT)(last ? 5 : (wall.tm_mday - 1) / 7 + 1),
        .Hour = (CSHORT)wall.tm_hour,
        .Minute = (CSHORT)wall.tm_min,
        .Second = (CSHORT)wall.tm_sec,
        .Weekday = (CSHORT)wall.tm_wday,
    };
}

static void put_name(WCHAR *to, const char *from)
{
    for (int i = 0; i < 31 && from && from[i]; i++) to[i] = (WCHAR)(unsigned char)from[i];
}

int64_t timezone_bias(ULONG *id)
{
    bool daylight;
    long offset = offset_at(time(NULL), &daylight);
    *id = daylight ? 2 : 1;
    return -offset * 10000000ll;
}

void timezone_get(RTL_DYNAMIC_TIME_ZONE_INFORMATION *zone)
{
    struct tm now, begin;
    time_t moment = time(NULL);
    memset(zone, 0, sizeof *zone);
    localtime_r(&moment, &now);
    begin = (struct tm){.tm_year = now.tm_year, .tm_mday = 1, .tm_isdst = -1};
    time_t first = mktime(&begin), end = first + 366 * 86400l;
    /* as the registry's time zones name it, whose key is UTC */
    bool universal = tzname[0] && !strcmp(tzname[0], "UTC");
    put_name(zone->tzi.StandardName, universal ? "Coordinated Universal Time" : tzname[0]);
    put_name(zone->tzi.DaylightName, universal ? "Coordinated Universal Time" : tzname[1]);
    put_name(zone->TimeZoneKeyName, tzname[0]);
    zone->tzi.Bias = (LONG)(-offset_at(moment, NULL) / 60);
    time_t change[2];
    change[0] = next_change(first, end);
    change[1] = change[0] ? next_change(change[0], end) : 0;
    if (!change[0] || !change[1]) return;
    for (int i = 0; i < 2; i++) {
        bool daylight;
        long offset = offset_at(change[i], &daylight);
        if (daylight) {
            rule(change[i], &zone->tzi.DaylightStart);
            zone->tzi.DaylightBias = (LONG)(-(offset - offset_at(change[i] - 1, NULL)) / 60);
        } else {
            rule(change[i], &zone->tzi.StandardStart);
            zone->tzi.Bias = (LONG)(-offset / 60);
        }
    }
}
