/* SPDX-License-Identifier: MIT */
/* Clocks, and times as FILETIME (100 ns since 1601), SYSTEMTIME and MS-DOS words.  Time zones are in timezone.c.
 *
 * Clocks are read by system call, which costs nanoseconds: the shared page is not ours to read (its first reader starts
 * a ticker). */
#include "kernelbase.h"
#include "base_time.h"

FILETIME base_filetime(LONGLONG time)
{
    return (FILETIME){(DWORD)time, (DWORD)((ULONGLONG)time >> 32)};
}

LONGLONG base_time(const FILETIME *time)
{
    return (LONGLONG)((ULONGLONG)time->dwHighDateTime << 32 | time->dwLowDateTime);
}

static LONGLONG now(void)
{
    LARGE_INTEGER time;

    NtQuerySystemTime(&time);
    return time.QuadPart;
}

void WINAPI GetSystemTimeAsFileTime(FILETIME *time)
{
    *time = base_filetime(now());
}

void WINAPI GetSystemTimePreciseAsFileTime(FILETIME *time)
{
    *time = base_filetime(now());
}

/* 100 ns since 1601 as a date; FALSE: before 1601 or past the year 30827. */
BOOL base_date(LONGLONG time, SYSTEMTIME *date)
{
    LARGE_INTEGER at = {.QuadPart = time};
    TIME_FIELDS fields;

    if (time < 0) return FALSE;
    RtlTimeToTimeFields(&at, &fields);
    *date = (SYSTEMTIME){.wYear = (WORD)fields.Year,
                         .wMonth = (WORD)fields.Month,
                         .wDayOfWeek = (WORD)fields.Weekday,
                         .wDay = (WORD)fields.Day,
                         .wHour = (WORD)fields.Hour,
                         .wMinute = (WORD)fields.Minute,
                         .wSecond = (WORD)fields.Second,
                         .wMilliseconds = (WORD)fields.Milliseconds};
    return date->wYear <= 30827;
}

/* The day of the week is ignored, as documented.  FALSE: no such date. */
BOOL base_undate(const SYSTEMTIME *date, LONGLONG *time)
{
    LARGE_INTEGER at;
    TIME_FIELDS fields = {.Year = (SHORT)date->wYear,
                          .Month = (SHORT)date->wMonth,
                          .Day = (SHORT)date->wDay,
                          .Hour = (SHORT)date->wHour,
                          .Minute = (SHORT)date->wMinute,
                          .Second = (SHORT)date->wSecond,
                          .Milliseconds = (SHORT)date->wMilliseconds};

    if (date->wYear > 30827 || !RtlTimeFieldsToTime(&fields, &at)) return FALSE;
    *time = at.QuadPart;
    return TRUE;
}

void WINAPI GetSystemTime(SYSTEMTIME *date)
{
    base_date(now(), date);
}

void WINAPI GetLocalTime(SYSTEMTIME *date)
{
    LONGLONG utc = now();

    base_date(utc - base_bias(), date);
}

/* ERROR_PRIVILEGE_NOT_HELD: only a privileged process may. */
BOOL WINAPI SetSystemTime(const SYSTEMTIME *date)
{
    LARGE_INTEGER time;

    if (!base_undate(date, &time.QuadPart)) return base_fail(STATUS_INVALID_PARAMETER);
    return base_ok(NtSetSystemTime(&time, NULL));
}

BOOL WINAPI SetLocalTime(const SYSTEMTIME *date)
{
    LARGE_INTEGER time;

    if (!base_undate(date, &time.QuadPart)) return base_fail(STATUS_INVALID_PARAMETER);
    time.QuadPart += base_bias();
    return base_ok(NtSetSystemTime(&time, NULL));
}

/* ---- conversions ---- */

BOOL WINAPI FileTimeToSystemTime(const FILETIME *time, SYSTEMTIME *date)
{
    return base_date(base_time(time), date) ? TRUE : base_fail(STATUS_INVALID_PARAMETER);
}

BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME *date, FILETIME *time)
{
    LONGLONG at;

    if (!base_undate(date, &at)) return base_fail(STATUS_INVALID_PARAMETER);
    *time = base_filetime(at);
    return TRUE;
}

/* Both use the bias of now, not that of the date: documented. */
BOOL WINAPI FileTimeToLocalFileTime(const FILETIME *utc, FILETIME *local)
{
    LONGLONG time = base_time(utc) - base_bias();

    if (base_time(utc) < 0 || time < 0) return base_fail(STATUS_INVALID_PARAMETER);
    *local = base_filetime(time);
    return TRUE;
}

BOOL WINAPI LocalFileTimeToFileTime(const FILETIME *local, FILETIME *utc)
{
    LONGLONG time = base_time(local) + base_bias();

    if (base_time(local) < 0 || time < 0) return base_fail(STATUS_INVALID_PARAMETER);
    *utc = base_filetime(time);
    return TRUE;
}

LONG WINAPI CompareFileTime(const FILETIME *a, const FILETIME *b)
{
    ULONGLONG x = (ULONGLONG)base_time(a), y = (ULONGLONG)base_time(b);

    return x < y ? -1 : x > y;
}

/* "FileTimeToDosDateTime function": years 1980 to 2107, seconds in steps of two, rounded up. */
BOOL WINAPI FileTimeToDosDateTime(const FILETIME *time, WORD *dos_date, WORD *dos_time)
{
    SYSTEMTIME date;
    LONGLONG at = base_time(time);

    if (at >= 0) at = (at + 19999999) / 20000000 * 20000000;
    if (!base_date(at, &date) || date.wYear < 1980 || date.wYear > 2107) return base_fail(STATUS_INVALID_PARAMETER);
    *dos_date = (WORD)((date.wYear - 1980) << 9 | date.wMonth << 5 | date.wDay);
    *dos_time = (WORD)(date.wHour << 11 | date.wMinute << 5 | date.wSecond / 2);
    return TRUE;
}

BOOL WINAPI DosDateTimeToFileTime(WORD dos_date, WORD dos_time, FILETIME *time)
{
    SYSTEMTIME date = {.wYear = (WORD)((dos_date >> 9) + 1980),
                       .wMonth = dos_date >> 5 & 15,
                       .wDay = dos_date & 31,
                       .wHour = dos_time >> 11,
                       .wMinute = dos_time >> 5 & 63,
                       .wSecond = (WORD)((dos_time & 31) * 2)};

    return SystemTimeToFileTime(&date, time);
}

/* ---- counters ---- */

/* 10 MHz since the system's start, sleep included. */
BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER *count)
{
    return base_ok(NtQueryPerformanceCounter(count, NULL));
}

BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *frequency)
{
    LARGE_INTEGER count;

    return base_ok(NtQueryPerformanceCounter(&count, frequency));
}

static ULONGLONG since_start(void)
{
    LARGE_INTEGER count;

    NtQueryPerformanceCounter(&count, NULL);
    return (ULONGLONG)count.QuadPart;
}

ULONGLONG WINAPI GetTickCount64(void)
{
    return since_start() / 10000;
}

DWORD WINAPI GetTickCount(void)
{
    return (DWORD)GetTickCount64();
}

/* "QueryInterruptTime function": 100 ns since the start, sleep included. */
void WINAPI QueryInterruptTime(ULONGLONG *time)
{
    *time = since_start();
}

void WINAPI QueryInterruptTimePrecise(ULONGLONG *time)
{
    *time = since_start();
}

/* The time the machine slept is not in it. */
BOOL WINAPI QueryUnbiasedInterruptTime(ULONGLONG *time)
{
    SYSTEM_TIMEOFDAY_INFORMATION info;

    if (!time) return base_fail(STATUS_INVALID_PARAMETER);
    if (!base_ok(NtQuerySystemInformation(SystemTimeOfDayInformation, &info, sizeof info, NULL))) return FALSE;
    *time = since_start() - info.SleepTimeBias;
    return TRUE;
}

void WINAPI QueryUnbiasedInterruptTimePrecise(ULONGLONG *time)
{
    QueryUnbiasedInterruptTime(time);
}

/* The clock advances `*adjustment` each `*increment` of 100 ns; no adjustment is under way. */
BOOL WINAPI GetSystemTimeAdjustment(DWORD *adjustment, DWORD *increment, BOOL *disabled)
{
    ULONG maximum, minimum, current;

    if (!base_ok(NtQueryTimerResolution(&maximum, &minimum, &current))) return FALSE;
    *adjustment = *increment = maximum;
    *disabled = TRUE;
    return TRUE;
}

BOOL WINAPI SetSystemTimeAdjustment(DWORD adjustment, BOOL disable)
{
    (void)adjustment, (void)disable;
    return base_fail(STATUS_PRIVILEGE_NOT_HELD);
}

/* Idle, kernel (idle included) and user time of all processors together. */
BOOL WINAPI GetSystemTimes(FILETIME *idle, FILETIME *kernel, FILETIME *user)
{
    SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION info[64];
    ULONG size;
    LONGLONG sum[3] = {0};

    if (!base_ok(NtQuerySystemInformation(SystemProcessorPerformanceInformation, info, sizeof info, &size)))
        return FALSE;
    for (ULONG i = 0; i < size / sizeof *info; i++) {
        sum[0] += info[i].IdleTime.QuadPart;
        sum[1] += info[i].KernelTime.QuadPart;
        sum[2] += info[i].UserTime.QuadPart;
    }
    if (idle) *idle = base_filetime(sum[0]);
    if (kernel) *kernel = base_filetime(sum[1]);
    if (user) *user = base_filetime(sum[2]);
    return TRUE;
}
