/* SPDX-License-Identifier: MIT */
/* Critical sections as documented. */
#define _WIN32_WINNT 0x0601
#include "check.h"

#define THREADS 4
#define ROUNDS  100000

static CRITICAL_SECTION section;
static LONG total; /* not atomic: the section guards it */
static volatile LONG inside, stage;

static DWORD WINAPI hammer(void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        EnterCriticalSection(&section);
        if (InterlockedIncrement(&inside) != 1) total = -1000000000;
        total++;
        if (i % 1000 == 0) SwitchToThread();
        InterlockedDecrement(&inside);
        LeaveCriticalSection(&section);
    }
    return 0;
}

static DWORD WINAPI try_it(void *arg)
{
    (void)arg;
    return (DWORD)TryEnterCriticalSection(&section);
}

static DWORD WINAPI wait_for_it(void *arg)
{
    (void)arg;
    stage = 1;
    EnterCriticalSection(&section);
    stage = 2;
    LeaveCriticalSection(&section);
    return 0;
}

static DWORD run(LPTHREAD_START_ROUTINE start)
{
    HANDLE thread = CreateThread(NULL, 0, start, NULL, 0, NULL);
    DWORD code = 99;
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

int main(void)
{
    HANDLE thread[THREADS];
    SYSTEM_INFO info;
    LONG count;

    InitializeCriticalSection(&section);
    CHECK(section.LockCount == -1 && section.RecursionCount == 0 && !section.OwningThread,
          "Displaying a Critical Section: LockCount -1 is not locked");
    EnterCriticalSection(&section);
    CHECK(section.LockCount == -2 && section.RecursionCount == 1 &&
              section.OwningThread == (HANDLE)(ULONG_PTR)GetCurrentThreadId(),
          "OwningThread is \"the identifier of the thread\"; LockCount -2: locked, none waits");
    EnterCriticalSection(&section);
    CHECK(section.RecursionCount == 2, "\"After a thread has ownership, it can make additional calls\"");
    CHECK(TryEnterCriticalSection(&section) && section.RecursionCount == 3,
          "TryEnterCriticalSection: \"or the current thread already owns the critical section, the return value is "
          "nonzero\"");
    CHECK(run(try_it) == 0,
          "TryEnterCriticalSection: \"If another thread already owns the critical section, the return value is zero\"");
    LeaveCriticalSection(&section);
    LeaveCriticalSection(&section);
    CHECK(run(try_it) == 0, "\"must call LeaveCriticalSection once for each time that it entered\"");
    thread[0] = CreateThread(NULL, 0, wait_for_it, NULL, 0, NULL);
    for (int i = 0; i < 500 && section.LockCount == -2; i++) Sleep(1);
    Sleep(20);
    CHECK(stage == 1 && section.LockCount == -6, "one thread waits: LockCount is -6 (%ld)", section.LockCount);
    LeaveCriticalSection(&section);
    CHECK(WaitForSingleObject(thread[0], 5000) == WAIT_OBJECT_0 && stage == 2, "LeaveCriticalSection wakes it");
    CloseHandle(thread[0]);
    CHECK(section.LockCount == -1 && section.RecursionCount == 0 && !section.OwningThread, "and leaves it free");
    CHECK(TryEnterCriticalSection(&section), "TryEnterCriticalSection: a free one");
    LeaveCriticalSection(&section);

    for (int i = 0; i < THREADS; i++) thread[i] = CreateThread(NULL, 0, hammer, NULL, 0, NULL);
    WaitForMultipleObjects(THREADS, thread, TRUE, INFINITE);
    CHECK(total == THREADS * ROUNDS, "\"can be owned by only one thread at a time\"");
    CHECK(section.LockCount == -1, "all is free afterwards");
    section.SpinCount = 9;
    DeleteCriticalSection(&section);
    CHECK(!section.DebugInfo && !section.SpinCount && !section.LockSemaphore,
          "DeleteCriticalSection: \"releases all resources\"; nothing of the section is left");

    CHECK(InitializeCriticalSectionAndSpinCount(&section, 4000),
          "InitializeCriticalSectionAndSpinCount: \"This function always succeeds and returns a nonzero value\"");
    GetSystemInfo(&info);
    count = (LONG)SetCriticalSectionSpinCount(&section, 100);
    CHECK(count == (info.dwNumberOfProcessors > 1 ? 4000 : 0),
          "SetCriticalSectionSpinCount: \"the previous spin count\"; \"on single-processor systems, the spin count is "
          "ignored\"");
    total = 0;
    for (int i = 0; i < THREADS; i++) thread[i] = CreateThread(NULL, 0, hammer, NULL, 0, NULL);
    WaitForMultipleObjects(THREADS, thread, TRUE, INFINITE);
    CHECK(total == THREADS * ROUNDS, "so it is with a spin count");
    DeleteCriticalSection(&section);
    CHECK(InitializeCriticalSectionEx(&section, 0, CRITICAL_SECTION_NO_DEBUG_INFO),
          "InitializeCriticalSectionEx: CRITICAL_SECTION_NO_DEBUG_INFO");
    total = 0;
    CHECK(run(hammer) == 0 && total == ROUNDS, "InitializeCriticalSectionEx: the section works");
    return check_done();
}
