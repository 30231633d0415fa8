/* SPDX-License-Identifier: MIT */
/* What a thread tells of itself and can be told beyond its life: processors, boost, name, cycles, stack guarantee;
 * yielding. Debian's Wine keeps no priority boost and counts no cycles. */
#define _WIN32_WINNT 0x0a00
#include "check.h"

#include <string.h>

#define NO_HANDLE ((HANDLE)(ULONG_PTR)0x7ffc)

/* mingw-w64 does not declare them */
WINBASEAPI HRESULT WINAPI GetThreadDescription(HANDLE, PWSTR *);
WINBASEAPI HRESULT WINAPI SetThreadDescription(HANDLE, PCWSTR);

static volatile LONG stop, running;

static BOOL failed(DWORD error)
{
    return GetLastError() == error;
}

static DWORD WINAPI spins(void *argument)
{
    (void)argument;
    while (!stop) running++;
    return 0;
}

static DWORD WINAPI answers(void *argument)
{
    return (DWORD)(ULONG_PTR)argument + 1;
}

static DWORD join(HANDLE thread)
{
    DWORD code = 99;
    if (WaitForSingleObject(thread, 10000) != WAIT_OBJECT_0 || !GetExitCodeThread(thread, &code)) code = 98;
    CloseHandle(thread);
    return code;
}

static void test_processors(void)
{
    HANDLE self = GetCurrentThread();
    DWORD_PTR mask, system, one, last = 0;
    PROCESSOR_NUMBER number;
    GROUP_AFFINITY group, before;
    int moved = 0;

    GetProcessAffinityMask(GetCurrentProcess(), &mask, &system);
    for (one = 1; one && one <= mask; one <<= 1) {
        if (!(mask & one)) continue;
        last = one;
        SetThreadAffinityMask(self, one);
        memset(&number, 0xff, sizeof number);
        GetCurrentProcessorNumberEx(&number);
        moved += (DWORD_PTR)1 << GetCurrentProcessorNumber() == one && (DWORD_PTR)1 << number.Number == one &&
                 number.Group == 0;
    }
    CHECK(
        moved > 0 && GetCurrentProcessorNumber() < 64 && (DWORD_PTR)1 << GetCurrentProcessorNumber() == last,
        "GetCurrentProcessorNumber, GetCurrentProcessorNumberEx: \"the processor the current thread was running on\"");
    memset(&group, 0xff, sizeof group);
    CHECK(GetThreadGroupAffinity(self, &group) && group.Group == 0 && group.Mask == last,
          "GetThreadGroupAffinity: \"the processor group affinity of the specified thread\"");
    group.Mask = mask;
    memset(&before, 0xff, sizeof before);
    CHECK(SetThreadGroupAffinity(self, &group, &before) && before.Mask == last && before.Group == 0 &&
              GetThreadGroupAffinity(self, &before) && before.Mask == mask,
          "SetThreadGroupAffinity: sets it, and gives the previous one");
    group.Mask = 0;
    CHECK(!SetThreadGroupAffinity(self, &group, NULL) && failed(ERROR_INVALID_PARAMETER),
          "SetThreadGroupAffinity: no processor");
    group.Mask = mask, group.Group = 50;
    CHECK(!SetThreadGroupAffinity(self, &group, NULL) && failed(ERROR_INVALID_PARAMETER),
          "SetThreadGroupAffinity: no such group");
    CHECK(!GetThreadGroupAffinity(NO_HANDLE, &group) && failed(ERROR_INVALID_HANDLE),
          "GetThreadGroupAffinity: no handle");
}

static void test_yield(void)
{
    DWORD_PTR mask, system;
    HANDLE thread;
    int switched = 0, tries = 0;

    GetProcessAffinityMask(GetCurrentProcess(), &mask, &system);
    thread = CreateThread(NULL, 0, spins, NULL, CREATE_SUSPENDED, NULL);
    SetThreadAffinityMask(thread, mask & (0 - mask));
    SetThreadAffinityMask(GetCurrentThread(), mask & (0 - mask));
    ResumeThread(thread);
    while (!running) Sleep(1);
    while (!switched && tries++ < 10000) switched = SwitchToThread();
    CHECK(switched,
          "SwitchToThread: \"If calling the SwitchToThread function caused the operating system to switch execution to "
          "another thread, the return value is nonzero\"");
    stop = 1;
    SetThreadAffinityMask(GetCurrentThread(), mask);
    CHECK(join(thread) == 0, "and the other thread ends");
}

static void test_properties(void)
{
    HANDLE self = GetCurrentThread(), limited, thread;
    BOOL boost = 9;
    WCHAR *text = NULL;
    ULONG64 cycles = 0, more = 0;
    ULONG guarantee = 0, first;
    DWORD id = 0;
    volatile double x = 1;

    CHECK(SetThreadPriorityBoost(self, TRUE) && GetThreadPriorityBoost(self, &boost) && boost == TRUE,
          "SetThreadPriorityBoost: \"If this parameter is TRUE, dynamic boosting is disabled\"");
    CHECK(SetThreadPriorityBoost(self, FALSE) && GetThreadPriorityBoost(self, &boost) && boost == FALSE,
          "... and enabled");
    CHECK(!SetThreadPriorityBoost(NO_HANDLE, TRUE) && failed(ERROR_INVALID_HANDLE),
          "SetThreadPriorityBoost: no handle");

    CHECK(SUCCEEDED(GetThreadDescription(self, &text)) && text && !*text && !LocalFree(text),
          "GetThreadDescription: \"an empty string\" where none was set");
    CHECK(SUCCEEDED(SetThreadDescription(self, L"a thread of \x6587")) &&
              SUCCEEDED(GetThreadDescription(self, &text)) && text && !wcscmp(text, L"a thread of \x6587") &&
              !LocalFree(text),
          "SetThreadDescription, GetThreadDescription: \"Free the memory by calling LocalFree\"");
    CHECK(FAILED(SetThreadDescription(NO_HANDLE, L"x")) && FAILED(GetThreadDescription(NO_HANDLE, &text)),
          "SetThreadDescription, GetThreadDescription: \"If the function fails, the return value is an HRESULT\"");

    CHECK(QueryThreadCycleTime(self, &cycles) && cycles > 0,
          "QueryThreadCycleTime: \"the number of CPU clock cycles used by the thread\"");
    for (int i = 0; i < 1000000; i++) x = x * 1.0000001;
    CHECK(QueryThreadCycleTime(self, &more) && more > cycles, "QueryThreadCycleTime: more after some work");
    thread = CreateThread(NULL, 0, answers, NULL, 0, NULL);
    WaitForSingleObject(thread, 10000);
    CHECK(QueryThreadCycleTime(thread, &cycles) && cycles < more * 1000, "QueryThreadCycleTime: of another thread");
    CloseHandle(thread);
    CHECK(!QueryThreadCycleTime(NO_HANDLE, &cycles) && failed(ERROR_INVALID_HANDLE), "QueryThreadCycleTime: no handle");

    CHECK(SetThreadStackGuarantee(&guarantee), "SetThreadStackGuarantee: 0 asks");
    first = guarantee;
    guarantee = 0x5000;
    CHECK(SetThreadStackGuarantee(&guarantee) && guarantee == first,
          "SetThreadStackGuarantee: \"on return, the value receives the size of the previous stack guarantee\"");
    guarantee = 0;
    CHECK(SetThreadStackGuarantee(&guarantee) && guarantee >= 0x5000 && guarantee < 0x8000,
          "SetThreadStackGuarantee: as it was set");
    guarantee = 0x2000;
    SetThreadStackGuarantee(&guarantee);
    guarantee = 0;
    CHECK(SetThreadStackGuarantee(&guarantee) && guarantee >= 0x5000,
          "SetThreadStackGuarantee: \"If the value is less than the current guarantee, it is ignored\"");
    guarantee = 0x7f000000;
    CHECK(!SetThreadStackGuarantee(&guarantee), "SetThreadStackGuarantee: more than the stack");

    thread = CreateRemoteThread(GetCurrentProcess(), NULL, 0, answers, (void *)41, 0, &id);
    CHECK(thread && id && GetThreadId(thread) == id && join(thread) == 42,
          "CreateRemoteThread: in the process of the handle");
    thread = CreateRemoteThreadEx(GetCurrentProcess(), NULL, 0, answers, (void *)51, CREATE_SUSPENDED, NULL, &id);
    CHECK(thread && ResumeThread(thread) == 1 && join(thread) == 52, "CreateRemoteThreadEx: suspended at first");
    limited = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, GetCurrentProcessId());
    CHECK(!CreateRemoteThread(limited, NULL, 0, answers, NULL, 0, &id) && failed(ERROR_ACCESS_DENIED),
          "CreateRemoteThread: \"The handle must have the PROCESS_CREATE_THREAD ... access rights\"");
    CloseHandle(limited);
}

int main(void)
{
    test_processors();
    test_yield();
    test_properties();
    return check_done();
}
