/* SPDX-License-Identifier: MIT */
/* Times: 100 ns units since 1601 as fields and as seconds, the performance counter, the time zone's bias. */
#include "rtl.h"

#define TICKS_PER_SECOND 10000000ll
#define SECONDS_TO_1970  11644473600ll
#define SECONDS_TO_1980  11960006400ll
#define DAYS_PER_400     146097

/* "RtlTimeToTimeFields function" */
VOID NTAPI RtlTimeToTimeFields(PLARGE_INTEGER time, PTIME_FIELDS fields)
{
    LONGLONG ms = time->QuadPart / 10000, days = ms / 86400000, rest = ms % 86400000;
    LONGLONG n, year, day;
    LONG month;

    if (rest < 0) {
        rest += 86400000;
        days--;
    }
    fields->Milliseconds = (CSHORT)(rest % 1000);
    fields->Second = (CSHORT)(rest / 1000 % 60);
    fields->Minute = (CSHORT)(rest / 60000 % 60);
    fields->Hour = (CSHORT)(rest / 3600000);
    fields->Weekday = (CSHORT)((days % 7 + 8) % 7); /* 1601-01-01 was a Monday */

    /* years that begin in March: the leap day comes last */
    n = days + 306 + DAYS_PER_400 * 4; /* days since 0000-03-01 */
    year = n / DAYS_PER_400 * 400;
    n %= DAYS_PER_400;
    {
        LONGLONG century = n / 36524 < 4 ? n / 36524 : 3, four;
        n -= century * 36524;
        four = n / 1461;
        n -= four * 1461;
        day = n / 365 < 4 ? n / 365 : 3;
        n -= day * 365;
        year += century * 100 + four * 4 + day;
    }
    month = (LONG)((n * 5 + 2) / 153);
    day = n - (month * 153 + 2) / 5 + 1;
    month += 3;
    if (month > 12) {
        month -= 12;
        year++;
    }
    fields->Year = (CSHORT)year;
    fields->Month = (CSHORT)month;
    fields->Day = (CSHORT)day;
}

static int month_days(int year, int month)
{
    static const UCHAR days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

/* "RtlTimeFieldsToTime function": FALSE where a field is out of range; the weekday is not looked at. */
BOOLEAN NTAPI RtlTimeFieldsToTime(PTIME_FIELDS fields, PLARGE_INTEGER time)
{
    LONGLONG year = fields->Year, month = fields->Month, days;

    if (fields->Milliseconds < 0 || fields->Milliseconds > 999 || fields->Second < 0 || fields->Second > 59 ||
        fields->Minute < 0 || fields->Minute > 59 || fields->Hour < 0 || fields->Hour > 23 || month < 1 || month > 12 ||
        year < 1601 || year > 30827 || fields->Day < 1 || fields->Day > month_days((int)year, (int)month))
        return FALSE;
    if (month < 3) {
        month += 12;
        year--;
    }
    days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 - 457) / 5 + fields->Day - 307;
    days -= 584389 - 1; /* to 1601-01-01 */
    time->QuadPart = (((days * 24 + fields->Hour) * 60 + fields->Minute) * 60 + fields->Second) * TICKS_PER_SECOND +
                     fields->Milliseconds * 10000ll;
    return TRUE;
}

static BOOLEAN to_seconds(LONGLONG time, LONGLONG epoch, PULONG seconds)
{
    LONGLONG s = time / TICKS_PER_SECOND - epoch;

    if (s < 0 || s > 0xffffffffll) return FALSE;
    *seconds = (ULONG)s;
    return TRUE;
}

/* "RtlTimeToSecondsSince1970 function": FALSE where 32 bits cannot hold it. */
BOOLEAN NTAPI RtlTimeToSecondsSince1970(PLARGE_INTEGER time, PULONG seconds)
{
    return to_seconds(time->QuadPart, SECONDS_TO_1970, seconds);
}

BOOLEAN NTAPI RtlTimeToSecondsSince1980(PLARGE_INTEGER time, PULONG seconds)
{
    return to_seconds(time->QuadPart, SECONDS_TO_1980, seconds);
}

VOID NTAPI RtlSecondsSince1970ToTime(ULONG seconds, PLARGE_INTEGER time)
{
    time->QuadPart = (seconds + SECONDS_TO_1970) * TICKS_PER_SECOND;
}

VOID NTAPI RtlSecondsSince1980ToTime(ULONG seconds, PLARGE_INTEGER time)
{
    time->QuadPart = (seconds + SECONDS_TO_1980) * TICKS_PER_SECOND;
}

VOID NTAPI RtlTimeToElapsedTimeFields(PLARGE_INTEGER time, PTIME_FIELDS fields)
{
    LONGLONG ms = time->QuadPart / 10000;

    fields->Year = fields->Month = fields->Weekday = 0;
    fields->Day = (CSHORT)(ms / 86400000);
    fields->Hour = (CSHORT)(ms / 3600000 % 24);
    fields->Minute = (CSHORT)(ms / 60000 % 60);
    fields->Second = (CSHORT)(ms / 1000 % 60);
    fields->Milliseconds = (CSHORT)(ms % 1000);
}

/* "QueryPerformanceCounter function": ticks of 100 ns, as on Windows 10. */
BOOL NTAPI RtlQueryPerformanceCounter(PLARGE_INTEGER counter)
{
    return NT_SUCCESS(NtQueryPerformanceCounter(counter, NULL));
}

/* "QueryPerformanceFrequency function" */
BOOL NTAPI RtlQueryPerformanceFrequency(PLARGE_INTEGER frequency)
{
    frequency->QuadPart = TICKS_PER_SECOND;
    return TRUE;
}

/* "GetSystemTimePreciseAsFileTime function" */
LONGLONG NTAPI RtlGetSystemTimePrecise(VOID)
{
    LARGE_INTEGER time = {.QuadPart = 0};
    NtQuerySystemTime(&time);
    return time.QuadPart;
}

/* The bias to add to local time for UTC, in 100 ns. */
static NTSTATUS time_bias(LONGLONG *bias)
{
    SYSTEM_TIMEOFDAY_INFORMATION info;
    NTSTATUS status = NtQuerySystemInformation(SystemTimeOfDayInformation, &info, sizeof info, NULL);

    *bias = NT_SUCCESS(status) ? info.TimeZoneBias.QuadPart : 0;
    return status;
}

/* "RtlLocalTimeToSystemTime function" */
NTSTATUS NTAPI RtlLocalTimeToSystemTime(PLARGE_INTEGER local, PLARGE_INTEGER system)
{
    LONGLONG bias;
    NTSTATUS status = time_bias(&bias);

    if (NT_SUCCESS(status)) system->QuadPart = local->QuadPart + bias;
    return status;
}

NTSTATUS NTAPI RtlSystemTimeToLocalTime(PLARGE_INTEGER system, PLARGE_INTEGER local)
{
    LONGLONG bias;
    NTSTATUS status = time_bias(&bias);

    if (NT_SUCCESS(status)) local->QuadPart = system->QuadPart - bias;
    return status;
}

/* "GetTimeZoneInformation function"'s structure. */
NTSTATUS NTAPI RtlQueryTimeZoneInformation(PVOID info)
{
    return NtQuerySystemInformation(SystemCurrentTimeZoneInformation, info, sizeof(TIME_ZONE_INFORMATION), NULL);
}
