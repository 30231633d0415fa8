/* SPDX-License-Identifier: MIT */
/* Times in ntdll. */
#include "check.h"

#include <winternl.h>

typedef struct {
    short Year, Month, Day, Hour, Minute, Second, Milliseconds, Weekday;
} FIELDS;

NTSYSAPI VOID NTAPI RtlTimeToTimeFields(PLARGE_INTEGER, FIELDS *);
NTSYSAPI BOOLEAN NTAPI RtlTimeFieldsToTime(FIELDS *, PLARGE_INTEGER);
NTSYSAPI VOID NTAPI RtlTimeToElapsedTimeFields(PLARGE_INTEGER, FIELDS *);
NTSYSAPI BOOLEAN NTAPI RtlTimeToSecondsSince1980(PLARGE_INTEGER, PULONG);
NTSYSAPI VOID NTAPI RtlSecondsSince1970ToTime(ULONG, PLARGE_INTEGER);
NTSYSAPI VOID NTAPI RtlSecondsSince1980ToTime(ULONG, PLARGE_INTEGER);
NTSYSAPI BOOL NTAPI RtlQueryPerformanceCounter(PLARGE_INTEGER);
NTSYSAPI BOOL NTAPI RtlQueryPerformanceFrequency(PLARGE_INTEGER);
NTSYSAPI LONGLONG NTAPI RtlGetSystemTimePrecise(void);
NTSYSAPI NTSTATUS NTAPI RtlSystemTimeToLocalTime(PLARGE_INTEGER, PLARGE_INTEGER);
NTSYSAPI NTSTATUS NTAPI RtlQueryTimeZoneInformation(PVOID);

static void fields(void)
{
    static const struct {
        LONGLONG time;
        FIELDS fields;
    } rows[] = {
        {0,                    {1601, 1, 1, 0, 0, 0, 0, 1}      },
        {116444736000000000ll, {1970, 1, 1, 0, 0, 0, 0, 4}      },
        {125911584000000000ll, {2000, 1, 1, 0, 0, 0, 0, 6}      },
        {125962559999990000ll, {2000, 2, 28, 23, 59, 59, 999, 1}},
        {125962560000000000ll, {2000, 2, 29, 0, 0, 0, 0, 2}     },
        {157784543990000000ll, {2100, 12, 31, 23, 59, 59, 0, 5} },
        {127225727231230000ll, {2004, 2, 29, 23, 58, 43, 123, 0}},
    };
    LARGE_INTEGER t;
    FIELDS f;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        t.QuadPart = rows[i].time;
        RtlTimeToTimeFields(&t, &f);
        CHECK(!memcmp(&f, &rows[i].fields, sizeof f), "RtlTimeToTimeFields: row %u (%d-%d-%d %d:%d:%d.%d day %d)",
              (unsigned)i, f.Year, f.Month, f.Day, f.Hour, f.Minute, f.Second, f.Milliseconds, f.Weekday);
        t.QuadPart = 0;
        CHECK(RtlTimeFieldsToTime(&f, &t) && t.QuadPart == rows[i].time, "RtlTimeFieldsToTime: and back");
    }
    for (LONGLONG day = 0; day < 400000; day += 37) {
        t.QuadPart = day * 864000000000ll;
        RtlTimeToTimeFields(&t, &f);
        if (!RtlTimeFieldsToTime(&f, &t) || t.QuadPart != day * 864000000000ll || f.Weekday != (day + 1) % 7) {
            CHECK(0, "every day comes back: day %lld", day);
            break;
        }
    }
    f = (FIELDS){2001, 2, 29, 0, 0, 0, 0, 0};
    CHECK(!RtlTimeFieldsToTime(&f, &t), "RtlTimeFieldsToTime: 2001 has no 29th of February");
    f = (FIELDS){2001, 13, 1, 0, 0, 0, 0, 0};
    CHECK(!RtlTimeFieldsToTime(&f, &t), "RtlTimeFieldsToTime: there is no 13th month");
    t.QuadPart = ((2ll * 24 + 3) * 3600 + 4 * 60 + 5) * 10000000 + 60000;
    RtlTimeToElapsedTimeFields(&t, &f);
    CHECK(f.Day == 2 && f.Hour == 3 && f.Minute == 4 && f.Second == 5 && f.Milliseconds == 6,
          "RtlTimeToElapsedTimeFields");
}

int main(void)
{
    LARGE_INTEGER t, u, frequency;
    FILETIME now;
    TIME_ZONE_INFORMATION zone;
    ULONG seconds;

    fields();
    t.QuadPart = 116444736000000000ll + 12345 * 10000000ll;
    CHECK(RtlTimeToSecondsSince1970(&t, &seconds) && seconds == 12345, "RtlTimeToSecondsSince1970");
    t.QuadPart = 0;
    CHECK(!RtlTimeToSecondsSince1970(&t, &seconds), "RtlTimeToSecondsSince1970: FALSE before 1970");
    RtlSecondsSince1970ToTime(1, &t);
    CHECK(t.QuadPart == 116444736010000000ll, "RtlSecondsSince1970ToTime");
    RtlSecondsSince1980ToTime(7, &t);
    CHECK(t.QuadPart == 119600064070000000ll && RtlTimeToSecondsSince1980(&t, &seconds) && seconds == 7,
          "RtlSecondsSince1980ToTime");

    CHECK(RtlQueryPerformanceFrequency(&frequency) && frequency.QuadPart > 0, "QueryPerformanceFrequency");
    CHECK(RtlQueryPerformanceCounter(&t) && (Sleep(20), RtlQueryPerformanceCounter(&u)) &&
              (u.QuadPart - t.QuadPart) * 1000 / frequency.QuadPart >= 15,
          "QueryPerformanceCounter: advances with time");
    GetSystemTimeAsFileTime(&now);
    t.QuadPart = RtlGetSystemTimePrecise();
    u.LowPart = now.dwLowDateTime;
    u.HighPart = (LONG)now.dwHighDateTime;
    CHECK(t.QuadPart - u.QuadPart > -200000 && t.QuadPart - u.QuadPart < 100000000,
          "GetSystemTimePreciseAsFileTime: now");
    CHECK(RtlSystemTimeToLocalTime(&t, &u) == 0 && RtlLocalTimeToSystemTime(&u, &u) == 0 && t.QuadPart == u.QuadPart,
          "RtlLocalTimeToSystemTime: and back");
    CHECK(RtlQueryTimeZoneInformation(&zone) == 0 && zone.Bias >= -840 && zone.Bias <= 720,
          "RtlQueryTimeZoneInformation: the bias in minutes");
    return check_done();
}
