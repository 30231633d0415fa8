/* SPDX-License-Identifier: MIT */
/* What a program asks of the system as a whole: NtQuerySystemInformation, time, the timer's resolution, hard errors.
 * "NtQuerySystemInformation function", "GetSystemInfo", "QueryPerformanceCounter" and "timeBeginPeriod" are the pages;
 * timer resolution and hard errors by NT calls are told in books.
 * Debian's wine knows another resolution, and no refusals of hard errors. */
#include "sync.h"

#include <string.h>

NTSTATUS NTAPI NtQuerySystemTime(LARGE_INTEGER *);
NTSTATUS NTAPI NtQueryPerformanceCounter(LARGE_INTEGER *, LARGE_INTEGER *);
NTSTATUS NTAPI NtQueryTimerResolution(ULONG *, ULONG *, ULONG *);
NTSTATUS NTAPI NtSetTimerResolution(ULONG, BOOLEAN, ULONG *);
ULONG NTAPI NtGetCurrentProcessorNumber(void);
NTSTATUS NTAPI NtRaiseHardError(NTSTATUS, ULONG, ULONG, ULONG_PTR *, ULONG, ULONG *);

#define BAD           ((void *)16)
#define CLASS(number) ((SYSTEM_INFORMATION_CLASS)(number))

static void information(void)
{
    struct {
        ULONG reserved, resolution, page_size, pages, lowest, highest, granularity;
        ULONG_PTR least, most, mask;
        CCHAR processors;
    } basic = {0};
    SYSTEM_INFO info;
    ULONG length = 0;
    GetSystemInfo(&info);
    CHECK(NtQuerySystemInformation(CLASS(0), &basic, sizeof basic, &length) == STATUS_SUCCESS &&
              length == sizeof basic && basic.page_size == 4096 && basic.granularity == 0x10000 &&
              basic.resolution == 156250,
          "SystemBasicInformation: pages, granularity, the clock's resolution");
    CHECK((DWORD)basic.processors == info.dwNumberOfProcessors && basic.processors >= 1 &&
              basic.mask == info.dwActiveProcessorMask,
          "SystemBasicInformation: \"the number of processors present in the system\"");
    CHECK(basic.least == 0x10000 && basic.most == (ULONG_PTR)info.lpMaximumApplicationAddress && basic.pages > 1024,
          "SystemBasicInformation: addresses, memory");
    CHECK(NtQuerySystemInformation(CLASS(0), &basic, sizeof basic - 1, &length) == STATUS_INFO_LENGTH_MISMATCH &&
              length == sizeof basic,
          "NtQuerySystemInformation: STATUS_INFO_LENGTH_MISMATCH, and the length it takes");
    CHECK(NtQuerySystemInformation(CLASS(9999), &basic, sizeof basic, &length) == STATUS_INVALID_INFO_CLASS,
          "NtQuerySystemInformation: STATUS_INVALID_INFO_CLASS");
    CHECK(NtQuerySystemInformation(CLASS(0), BAD, sizeof basic, NULL) == STATUS_ACCESS_VIOLATION,
          "NtQuerySystemInformation: a bad pointer");

    struct {
        USHORT architecture, level, revision, most;
        ULONG features;
    } processor = {9, 9, 9, 9, 9};
    CHECK(NtQuerySystemInformation(CLASS(1), &processor, sizeof processor, &length) == STATUS_SUCCESS &&
              processor.architecture == PROCESSOR_ARCHITECTURE_AMD64 &&
              processor.architecture == info.wProcessorArchitecture,
          "SystemProcessorInformation: the architecture");
    struct {
        LARGE_INTEGER boot, now, bias;
        ULONG zone, reserved;
        ULONGLONG boot_bias, sleep_bias;
    } time = {0};
    FILETIME wall;
    GetSystemTimeAsFileTime(&wall);
    LONGLONG now = (LONGLONG)wall.dwHighDateTime << 32 | wall.dwLowDateTime;
    CHECK(NtQuerySystemInformation(CLASS(3), &time, sizeof time, &length) == STATUS_SUCCESS &&
              time.now.QuadPart - now > -10000000 && time.now.QuadPart - now < 600000000 && time.boot.QuadPart > 0 &&
              time.boot.QuadPart < now,
          "SystemTimeOfDayInformation: now, and when the system began");
    LONGLONG up = (time.now.QuadPart - time.boot.QuadPart) / 10000 - (LONGLONG)GetTickCount64();
    CHECK(up > -60000 && up < 60000,
          "GetTickCount64: \"the number of milliseconds that have elapsed since the system was started\"");
    struct {
        LARGE_INTEGER idle, kernel, user, dpc, interrupt;
        ULONG interrupts;
    } times[64] = {0};
    NTSTATUS status = NtQuerySystemInformation(CLASS(8), times, sizeof *times * info.dwNumberOfProcessors, &length);
    CHECK(status == STATUS_SUCCESS && length == sizeof *times * info.dwNumberOfProcessors &&
              times[0].kernel.QuadPart >= times[0].idle.QuadPart && times[0].kernel.QuadPart > 0,
          "SystemProcessorPerformanceInformation: one entry a processor; KernelTime has the idle time in it");
    CHECK(NtQuerySystemInformation(CLASS(8), times, sizeof *times - 8, &length) == STATUS_INFO_LENGTH_MISMATCH,
          "SystemProcessorPerformanceInformation: too short for one");
    BOOLEAN debugger[2] = {9, 9};
    CHECK(NtQuerySystemInformation(CLASS(35), debugger, sizeof debugger, &length) == STATUS_SUCCESS && !debugger[0] &&
              debugger[1] && length == 2,
          "SystemKernelDebuggerInformation: there is none");
    static struct {
        LONGLONG words[64];
    } performance;
    status = NtQuerySystemInformation(CLASS(2), &performance, sizeof performance, &length);
    CHECK(status == STATUS_SUCCESS && length >= 312, "SystemPerformanceInformation: all of it");
}

static void times(void)
{
    LARGE_INTEGER first = {0}, second = {0}, frequency = {0};
    FILETIME wall;
    CHECK(NtQuerySystemTime(&first) == STATUS_SUCCESS, "NtQuerySystemTime: success");
    GetSystemTimeAsFileTime(&wall);
    second.QuadPart = (LONGLONG)wall.dwHighDateTime << 32 | wall.dwLowDateTime;
    CHECK(second.QuadPart - first.QuadPart > -1000000 && second.QuadPart - first.QuadPart < 600000000,
          "NtQuerySystemTime: \"the current system time\"");
    CHECK(NtQuerySystemTime(BAD) == STATUS_ACCESS_VIOLATION, "NtQuerySystemTime: STATUS_ACCESS_VIOLATION");
    CHECK(NtQueryPerformanceCounter(&first, &frequency) == STATUS_SUCCESS && frequency.QuadPart == 10000000,
          "NtQueryPerformanceCounter: 10 MHz, as Windows 10 has it");
    NtDelayExecution(FALSE, after(20));
    CHECK(NtQueryPerformanceCounter(&second, NULL) == STATUS_SUCCESS && second.QuadPart - first.QuadPart >= 150000,
          "NtQueryPerformanceCounter: counts; the frequency is optional");
    LARGE_INTEGER third;
    QueryPerformanceCounter(&third);
    CHECK(third.QuadPart >= second.QuadPart && third.QuadPart - second.QuadPart < 600000000,
          "QueryPerformanceCounter: is the same counter");
    CHECK(NtQueryPerformanceCounter(BAD, NULL) == STATUS_ACCESS_VIOLATION &&
              NtQueryPerformanceCounter(&first, BAD) == STATUS_ACCESS_VIOLATION,
          "NtQueryPerformanceCounter: bad pointers");
    ULONG coarsest = 0, finest = 0, now = 0, set = 0;
    CHECK(NtQueryTimerResolution(&coarsest, &finest, &now) == STATUS_SUCCESS && coarsest == 156250 && finest == 5000 &&
              now <= coarsest && now >= finest,
          "NtQueryTimerResolution: 15.625 ms to 0.5 ms");
    CHECK(NtQueryTimerResolution(BAD, &finest, &now) == STATUS_ACCESS_VIOLATION,
          "NtQueryTimerResolution: a bad pointer");
    CHECK(NtSetTimerResolution(10000, TRUE, &set) == STATUS_SUCCESS && set <= 10000 && set >= finest,
          "NtSetTimerResolution: tells what is in force");
    CHECK(NtQueryTimerResolution(&coarsest, &finest, &now) == STATUS_SUCCESS && now <= 10000,
          "NtQueryTimerResolution: and so does this");
    CHECK(NtSetTimerResolution(10000, FALSE, &set) == STATUS_SUCCESS, "NtSetTimerResolution: takes the request back");
    CHECK(NtSetTimerResolution(10000, FALSE, &set) == STATUS_TIMER_RESOLUTION_NOT_SET,
          "NtSetTimerResolution: STATUS_TIMER_RESOLUTION_NOT_SET where there was none");
    CHECK(NtSetTimerResolution(10000, TRUE, BAD) == STATUS_ACCESS_VIOLATION, "NtSetTimerResolution: a bad pointer");
}

static void processors(void)
{
    SYSTEM_INFO info;
    GetSystemInfo(&info);
    CHECK(NtGetCurrentProcessorNumber() < info.dwNumberOfProcessors,
          "GetCurrentProcessorNumber: \"the number of the processor the current thread was running on\"");
    DWORD_PTR old = 0, system = 0;
    GetProcessAffinityMask(GetCurrentProcess(), &old, &system);
    ULONG last = 0;
    for (ULONG i = 0; i < 64; i++)
        if (old >> i & 1) last = i;
    SetThreadAffinityMask(GetCurrentThread(), (DWORD_PTR)1 << last);
    CHECK(NtGetCurrentProcessorNumber() == last, "GetCurrentProcessorNumber: the one that the thread is bound to");
    SetThreadAffinityMask(GetCurrentThread(), old);
}

/* Only what needs no answer of a user: a box would wait for one on Windows. */
static void hard_errors(void)
{
    ULONG response = 99;
    ULONG_PTR parameters[5] = {0};
    CHECK(NtRaiseHardError(STATUS_UNSUCCESSFUL, 5, 0, parameters, 1, &response) == STATUS_INVALID_PARAMETER,
          "NtRaiseHardError: at most four parameters");
    CHECK(NtRaiseHardError(STATUS_UNSUCCESSFUL, 0, 0, NULL, 99, &response) == STATUS_INVALID_PARAMETER,
          "NtRaiseHardError: choices that are none");
    CHECK(NtRaiseHardError(STATUS_UNSUCCESSFUL, 0, 0, NULL, 1, BAD) == STATUS_ACCESS_VIOLATION,
          "NtRaiseHardError: a bad pointer");
    CHECK(NtRaiseHardError(STATUS_UNSUCCESSFUL, 1, 0, BAD, 1, &response) == STATUS_ACCESS_VIOLATION,
          "NtRaiseHardError: bad parameters");
}

int main(void)
{
    information();
    times();
    processors();
    hard_errors();
    return check_done();
}
