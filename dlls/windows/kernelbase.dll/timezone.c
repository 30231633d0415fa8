/* SPDX-License-Identifier: MIT */
/* The time zone, and times in it.  The host's zone comes as two rules (RTL_DYNAMIC_TIME_ZONE_INFORMATION, read once
 * from the system call): a bias, and the dates when daylight time begins and ends, either of one year or "the Nth such
 * weekday of a month".
 *
 * One pair of rules serves all years: the registry's tables of former years' rules are not there. */
#include "kernelbase.h"
#include "base_time.h"

#define MINUTE 600000000ll

static DYNAMIC_TIME_ZONE_INFORMATION zone;
static RTL_RUN_ONCE zone_once = RTL_RUN_ONCE_INIT;

static ULONG NTAPI zone_read(RTL_RUN_ONCE *once, void *parameter, void **context)
{
    (void)once, (void)parameter, (void)context;
    RTL_DYNAMIC_TIME_ZONE_INFORMATION info;
    if (!NT_SUCCESS(NtQuerySystemInformation(SystemDynamicTimeZoneInformation, &info, sizeof info, NULL))) return TRUE;
    zone.Bias = info.tzi.Bias;
    zone.StandardBias = info.tzi.StandardBias;
    zone.DaylightBias = info.tzi.DaylightBias;
    memcpy(zone.StandardName, info.tzi.StandardName, sizeof zone.StandardName);
    memcpy(zone.DaylightName, info.tzi.DaylightName, sizeof zone.DaylightName);
    memcpy(zone.TimeZoneKeyName, info.TimeZoneKeyName, sizeof zone.TimeZoneKeyName);
    const TIME_FIELDS *from[2] = {&info.tzi.StandardStart, &info.tzi.DaylightStart};
    SYSTEMTIME *to[2] = {&zone.StandardDate, &zone.DaylightDate};
    for (int i = 0; i < 2; i++)
        *to[i] = (SYSTEMTIME){.wYear = (WORD)from[i]->Year,
                              .wMonth = (WORD)from[i]->Month,
                              .wDayOfWeek = (WORD)from[i]->Weekday,
                              .wDay = (WORD)from[i]->Day,
                              .wHour = (WORD)from[i]->Hour,
                              .wMinute = (WORD)from[i]->Minute,
                              .wSecond = (WORD)from[i]->Second,
                              .wMilliseconds = (WORD)from[i]->Milliseconds};
    return TRUE;
}

static const TIME_ZONE_INFORMATION *current(void)
{
    RtlRunOnceExecuteOnce(&zone_once, zone_read, NULL, NULL);
    return (const TIME_ZONE_INFORMATION *)&zone; /* the one begins like the other */
}

/* When `rule` falls in `year`, in 100 ns of the local time that ends then. */
static BOOL transition(const SYSTEMTIME *rule, WORD year, LONGLONG *time)
{
    SYSTEMTIME date = *rule, first = {.wYear = year, .wMonth = rule->wMonth, .wDay = 1};
    LONGLONG start;

    if (rule->wYear) return rule->wYear == year && base_undate(&date, time);
    if (!base_undate(&first, &start) || !base_date(start, &first)) return FALSE;
    int day = 1 + (rule->wDayOfWeek + 7 - first.wDayOfWeek) % 7 + (rule->wDay - 1) * 7;
    date.wYear = year;
    /* 5 is the last one, which may be the fourth */
    do {
        date.wDay = (WORD)day;
        day -= 7;
    } while (!base_undate(&date, time) && day > 0);
    return TRUE;
}

/* TIME_ZONE_ID_STANDARD, _DAYLIGHT or _UNKNOWN of a moment (`utc`: in UTC, else in local time); FALSE: a rule that is
 * none. */
static BOOL zone_id(const TIME_ZONE_INFORMATION *info, LONGLONG time, BOOL utc, DWORD *id)
{
    SYSTEMTIME date;
    LONGLONG standard, daylight;

    *id = TIME_ZONE_ID_UNKNOWN;
    if (!info->DaylightDate.wMonth) return TRUE;
    if (!info->StandardDate.wMonth || info->DaylightDate.wMonth > 12 || info->StandardDate.wMonth > 12) return FALSE;
    /* the year is the local one */
    if (!base_date(utc ? time - info->Bias * MINUTE : time, &date)) return FALSE;
    if (!transition(&info->DaylightDate, date.wYear, &daylight) ||
        !transition(&info->StandardDate, date.wYear, &standard))
        return FALSE;
    if (utc) {
        daylight += (info->Bias + info->StandardBias) * MINUTE;
        standard += (info->Bias + info->DaylightBias) * MINUTE;
    } /* else the rules are in the local time that `time` is in; a doubled hour counts as daylight time */
    BOOL in = daylight < standard ? time >= daylight && time < standard : time < standard || time >= daylight;
    *id = in ? TIME_ZONE_ID_DAYLIGHT : TIME_ZONE_ID_STANDARD;
    return TRUE;
}

/* UTC - local, in 100 ns. */
static BOOL bias_at(const TIME_ZONE_INFORMATION *info, LONGLONG time, BOOL utc, LONGLONG *bias)
{
    DWORD id;

    if (!zone_id(info, time, utc, &id)) return FALSE;
    LONG minutes = info->Bias;
    if (id == TIME_ZONE_ID_DAYLIGHT) minutes += info->DaylightBias;
    if (id == TIME_ZONE_ID_STANDARD) minutes += info->StandardBias;
    *bias = minutes * MINUTE;
    return TRUE;
}

static LONGLONG now(void)
{
    LARGE_INTEGER time;

    NtQuerySystemTime(&time);
    return time.QuadPart;
}

LONGLONG base_bias(void)
{
    LONGLONG bias = 0;

    bias_at(current(), now(), TRUE, &bias);
    return bias;
}

/* TIME_ZONE_ID_INVALID on failure. */
DWORD WINAPI GetTimeZoneInformation(TIME_ZONE_INFORMATION *info)
{
    DWORD id;

    *info = *current();
    return zone_id(info, now(), TRUE, &id) ? id : TIME_ZONE_ID_INVALID;
}

DWORD WINAPI GetDynamicTimeZoneInformation(DYNAMIC_TIME_ZONE_INFORMATION *info)
{
    DWORD id;

    current();
    *info = zone;
    return zone_id(current(), now(), TRUE, &id) ? id : TIME_ZONE_ID_INVALID;
}

/* "GetTimeZoneInformationForYear function": `dynamic` NULL is the current zone. */
BOOL WINAPI GetTimeZoneInformationForYear(USHORT year, DYNAMIC_TIME_ZONE_INFORMATION *dynamic,
                                          TIME_ZONE_INFORMATION *info)
{
    if (!info || year < 1601 || year > 30827) return base_fail(STATUS_INVALID_PARAMETER);
    *info = dynamic ? *(const TIME_ZONE_INFORMATION *)dynamic : *current();
    return TRUE;
}

BOOL WINAPI SetTimeZoneInformation(const TIME_ZONE_INFORMATION *info)
{
    (void)info;
    return base_fail(STATUS_PRIVILEGE_NOT_HELD);
}

/* `info` NULL is the current zone. */
BOOL WINAPI SystemTimeToTzSpecificLocalTime(const TIME_ZONE_INFORMATION *info, const SYSTEMTIME *utc, SYSTEMTIME *local)
{
    LONGLONG time, bias;

    if (!base_undate(utc, &time) || !bias_at(info ? info : current(), time, TRUE, &bias) ||
        !base_date(time - bias, local))
        return base_fail(STATUS_INVALID_PARAMETER);
    return TRUE;
}

BOOL WINAPI TzSpecificLocalTimeToSystemTime(const TIME_ZONE_INFORMATION *info, const SYSTEMTIME *local, SYSTEMTIME *utc)
{
    LONGLONG time, bias;

    if (!base_undate(local, &time) || !bias_at(info ? info : current(), time, FALSE, &bias) ||
        !base_date(time + bias, utc))
        return base_fail(STATUS_INVALID_PARAMETER);
    return TRUE;
}

BOOL WINAPI SystemTimeToTzSpecificLocalTimeEx(const DYNAMIC_TIME_ZONE_INFORMATION *info, const SYSTEMTIME *utc,
                                              SYSTEMTIME *local)
{
    return SystemTimeToTzSpecificLocalTime((const TIME_ZONE_INFORMATION *)info, utc, local);
}

BOOL WINAPI TzSpecificLocalTimeToSystemTimeEx(const DYNAMIC_TIME_ZONE_INFORMATION *info, const SYSTEMTIME *local,
                                              SYSTEMTIME *utc)
{
    return TzSpecificLocalTimeToSystemTime((const TIME_ZONE_INFORMATION *)info, local, utc);
}
