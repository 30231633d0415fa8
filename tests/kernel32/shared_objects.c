/* SPDX-License-Identifier: MIT */
/* Events, mutexes, semaphores, timers and file mappings that two processes hold: this program and children of it, which
 * inherit them.  Rests on "Inheritance", "Interprocess Synchronization", "Mutex Objects", "Wait Functions", "Creating
 * Named Shared Memory". */
#include "children.h"

#include <string.h>

/* ---- the other side: child WHAT HANDLE... ---- */

static HANDLE given(char **argv, int i)
{
    return (HANDLE)(ULONG_PTR)strtoull(argv[i], NULL, 16);
}

static int child(int argc, char **argv)
{
    const char *what = argv[2];
    HANDLE a = given(argv, 3), b = argc > 4 ? given(argv, 4) : NULL;
    if (!strcmp(what, "set")) return SetEvent(a) ? 7 : 1;
    if (!strcmp(what, "wait-set")) return WaitForSingleObject(a, 10000) == WAIT_OBJECT_0 && SetEvent(b) ? 7 : 1;
    if (!strcmp(what, "count"))
        return WaitForSingleObject(a, 0) == WAIT_OBJECT_0 && ReleaseSemaphore(b, 2, NULL) ? 7 : 1;
    if (!strcmp(what, "own-exit")) { /* dies with the mutex, and says before that it has it */
        if (WaitForSingleObject(a, 10000) != WAIT_OBJECT_0) return 1;
        SetEvent(b);
        return 7;
    }
    if (!strcmp(what, "own-forever")) {
        if (WaitForSingleObject(a, 10000) != WAIT_OBJECT_0) return 1;
        SetEvent(b);
        Sleep(60000);
        return 7;
    }
    if (!strcmp(what, "try")) return WaitForSingleObject(a, 0) == WAIT_TIMEOUT ? 7 : 1;
    if (!strcmp(what, "release")) /* another process's */
        return !ReleaseMutex(a) && GetLastError() == ERROR_NOT_OWNER ? 7 : 1;
    if (!strcmp(what, "pingpong")) {
        for (int i = 0; i < 2000; i++)
            if (WaitForSingleObject(a, 10000) != WAIT_OBJECT_0 || !SetEvent(b)) return 1;
        return 7;
    }
    if (!strcmp(what, "add")) { /* to a counter in a mapping, under a mutex */
        volatile LONG *counter = MapViewOfFile(a, FILE_MAP_WRITE, 0, 0, 0);
        for (int i = 0; counter && i < 5000; i++) {
            if (WaitForSingleObject(b, 10000) != WAIT_OBJECT_0) return 1;
            *counter = *counter + 1;
            if (!ReleaseMutex(b)) return 1;
        }
        return counter ? 7 : 1;
    }
    if (!strcmp(what, "take-all")) { /* two semaphores, all or nothing */
        HANDLE both[2] = {a, b};
        for (int i = 0; i < 500; i++)
            if (WaitForMultipleObjects(2, both, TRUE, 10000) != WAIT_OBJECT_0) return 1;
        return 7;
    }
    if (!strcmp(what, "timer")) return WaitForSingleObject(a, 10000) == WAIT_OBJECT_0 ? 7 : 1;
    if (!strcmp(what, "nothing")) return WaitForSingleObject(a, 0) == WAIT_FAILED ? 7 : 1;
    if (!strcmp(what, "sleep")) {
        SetEvent(a);
        Sleep(60000);
        return 7;
    }
    if (!strcmp(what, "wait-end")) { /* of a process whose handle it inherited */
        DWORD code = 0;
        SetEvent(b);
        return WaitForSingleObject(a, 10000) == WAIT_OBJECT_0 && GetExitCodeProcess(a, &code) ? (int)code : 1;
    }
    if (!strcmp(what, "fault")) {
        if (WaitForSingleObject(a, 10000) != WAIT_OBJECT_0) return 1;
        SetErrorMode(SEM_NOGPFAULTERRORBOX);
        *(volatile int *)16 = 1;
    }
    return 99;
}

/* ---- this side ---- */

static SECURITY_ATTRIBUTES inheritable = {.nLength = sizeof inheritable, .bInheritHandle = TRUE};

static HANDLE start(const char *what, HANDLE a, HANDLE b)
{
    char arguments[100];
    sprintf(arguments, "%s %llx %llx", what, (unsigned long long)(ULONG_PTR)a, (unsigned long long)(ULONG_PTR)b);
    return child_start(arguments, TRUE, 0, NULL);
}

static void test_events(void)
{
    HANDLE manual = CreateEventW(&inheritable, TRUE, FALSE, NULL),
           automatic = CreateEventW(&inheritable, FALSE, FALSE, NULL);
    HANDLE private = CreateEventW(NULL, TRUE, FALSE, NULL);
    HANDLE process = start("set", manual, NULL);
    CHECK(WaitForSingleObject(manual, 10000) == WAIT_OBJECT_0, "a child's SetEvent ends the parent's wait");
    CHECK(child_finish(process) == 7 && WaitForSingleObject(manual, 0) == WAIT_OBJECT_0,
          "the event stays signalled when the child has ended");
    ResetEvent(manual);
    process = start("wait-set", automatic, manual);
    Sleep(50); /* it probably waits by now */
    SetEvent(automatic);
    CHECK(WaitForSingleObject(manual, 10000) == WAIT_OBJECT_0, "the parent's SetEvent ends a child's wait");
    CHECK(child_finish(process) == 7 && WaitForSingleObject(automatic, 0) == WAIT_TIMEOUT,
          "a child's wait takes an auto-reset event's signal");
    CHECK(child_finish(start("nothing", private, NULL)) == 7, "a handle that is not inheritable is not inherited");
    CloseHandle(private);
    CloseHandle(manual);
    CloseHandle(automatic);
}

static void test_pingpong(void)
{
    HANDLE there = CreateEventW(&inheritable, FALSE, FALSE, NULL),
           back = CreateEventW(&inheritable, FALSE, FALSE, NULL);
    HANDLE process = start("pingpong", there, back);
    int rounds = 0;
    while (rounds < 2000 && SignalObjectAndWait(there, back, 10000, FALSE) == WAIT_OBJECT_0) rounds++;
    CHECK(rounds == 2000 && child_finish(process) == 7,
          "2,000 rounds of SignalObjectAndWait between two processes lose nothing");
    CloseHandle(there);
    CloseHandle(back);
}

static void test_semaphores(void)
{
    HANDLE one = CreateSemaphoreW(&inheritable, 1, 10, NULL), other = CreateSemaphoreW(&inheritable, 0, 10, NULL);
    LONG before = -1;
    CHECK(child_finish(start("count", one, other)) == 7, "a child counts semaphores down and up");
    CHECK(WaitForSingleObject(one, 0) == WAIT_TIMEOUT && ReleaseSemaphore(other, 1, &before) && before == 2,
          "the parent sees both counts");
    CHECK(!ReleaseSemaphore(other, 8, NULL) && GetLastError() == ERROR_TOO_MANY_POSTS, "the maximum is one for both");
    CloseHandle(one);
    CloseHandle(other);
    one = CreateSemaphoreW(&inheritable, 0, 10000, NULL);
    other = CreateSemaphoreW(&inheritable, 0, 10000, NULL);
    HANDLE processes[3];
    for (int i = 0; i < 3; i++) processes[i] = start("take-all", one, other);
    for (int i = 0; i < 1500; i++) {
        ReleaseSemaphore(one, 1, NULL);
        ReleaseSemaphore(other, 1, NULL);
    }
    int right = 0;
    for (int i = 0; i < 3; i++) right += child_finish(processes[i]) == 7;
    CHECK(right == 3 && WaitForSingleObject(one, 0) == WAIT_TIMEOUT && WaitForSingleObject(other, 0) == WAIT_TIMEOUT,
          "three processes' waits for all take each count once");
    CloseHandle(one);
    CloseHandle(other);
}

static void test_mutexes(void)
{
    HANDLE mutex = CreateMutexW(&inheritable, TRUE, NULL), ready = CreateEventW(&inheritable, FALSE, FALSE, NULL);
    CHECK(child_finish(start("try", mutex, NULL)) == 7, "a mutex that the parent owns is not the child's to take");
    CHECK(child_finish(start("release", mutex, NULL)) == 7,
          "\"fails if the calling thread does not own the mutex object\"");
    ReleaseMutex(mutex);
    CHECK(child_finish(start("own-exit", mutex, ready)) == 7 && WaitForSingleObject(ready, 0) == WAIT_OBJECT_0,
          "a child owns it");
    CHECK(WaitForSingleObject(mutex, 0) == WAIT_ABANDONED, "a mutex of a process that has ended is abandoned");
    ReleaseMutex(mutex);
    CHECK(WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0 && ReleaseMutex(mutex),
          "and once it was released it no longer is");
    HANDLE process = start("own-forever", mutex, ready);
    CHECK(WaitForSingleObject(ready, 10000) == WAIT_OBJECT_0 && WaitForSingleObject(mutex, 0) == WAIT_TIMEOUT,
          "another child owns it");
    TerminateProcess(process, 3);
    CHECK(WaitForSingleObject(mutex, 10000) == WAIT_ABANDONED,
          "a wait for a terminated process's mutex ends: abandoned");
    CHECK(child_finish(process) == 3 && ReleaseMutex(mutex), "the waiter owns it");
    HANDLE both[2] = {mutex, ready};
    process = start("own-forever", mutex, ready);
    WaitForSingleObject(ready, 10000);
    SetEvent(ready);
    TerminateProcess(process, 3);
    CHECK(WaitForMultipleObjects(2, both, TRUE, 10000) == WAIT_ABANDONED_0, "and a wait for all with it");
    child_finish(process);
    ReleaseMutex(mutex);
    process = start("fault", mutex, NULL);
    CHECK(child_finish(process) == STATUS_ACCESS_VIOLATION && WaitForSingleObject(mutex, 10000) == WAIT_ABANDONED,
          "one that a crashed process owned is abandoned");
    CloseHandle(mutex);
    CloseHandle(ready);
}

static void test_mapping(void)
{
    HANDLE mapping = CreateFileMappingW(INVALID_HANDLE_VALUE, &inheritable, PAGE_READWRITE, 0, 4096, NULL);
    HANDLE mutex = CreateMutexW(&inheritable, FALSE, NULL), processes[3];
    volatile LONG *counter = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);
    for (int i = 0; i < 3; i++) processes[i] = start("add", mapping, mutex);
    int right = 0;
    for (int i = 0; i < 3; i++) right += child_finish(processes[i]) == 7;
    CHECK(right == 3 && counter && *counter == 15000, "a mutex guards shared memory of three processes");
    UnmapViewOfFile((void *)counter);
    CloseHandle(mapping);
    CloseHandle(mutex);
}

static void test_timer(void)
{
    HANDLE timer = CreateWaitableTimerW(&inheritable, TRUE, NULL);
    LARGE_INTEGER due = {.QuadPart = -1000000};
    HANDLE process = start("timer", timer, NULL);
    SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE);
    CHECK(child_finish(process) == 7, "a timer that the parent sets ends a child's wait");
    CHECK(WaitForSingleObject(timer, 0) == WAIT_OBJECT_0, "and is signalled for both");
    CloseHandle(timer);
}

static void test_processes(void)
{
    HANDLE ready = CreateEventW(&inheritable, FALSE, FALSE, NULL), first = start("sleep", ready, NULL), own;
    CHECK(WaitForSingleObject(ready, 10000) == WAIT_OBJECT_0 &&
              SetHandleInformation(first, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT),
          "a process handle can be inherited");
    HANDLE second = start("wait-end", first, ready);
    CHECK(WaitForSingleObject(ready, 10000) == WAIT_OBJECT_0 && TerminateProcess(first, 77) &&
              child_finish(first) == 77 && child_finish(second) == 77,
          "a child waits for its sibling's end");
    DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(), GetCurrentProcess(), &own, 0, TRUE,
                    DUPLICATE_SAME_ACCESS);
    CHECK(child_finish(start("try", own, NULL)) == 7, "a child can wait for its parent, which has not ended");
    CloseHandle(own);
    CloseHandle(ready);
}

int main(int argc, char **argv)
{
    if (argc > 3 && !strcmp(argv[1], "child")) return child(argc, argv);
    test_events();
    test_pingpong();
    test_semaphores();
    test_mutexes();
    test_mapping();
    test_timer();
    test_processes();
    return check_done();
}
