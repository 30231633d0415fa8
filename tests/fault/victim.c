/* SPDX-License-Identifier: MIT */
/* The programs of the fault test: survivors, and one that does everything that leaves something in what processes
 * share, until it is killed.
 *
 *     survive N BOARD   works in rounds, stands where the board says so
 *     make BOARD        a victim; `permanent`: with names that outlive it
 *     child HANDLE...   of a victim: sets an inherited event */
#include <windows.h>
#include <winternl.h>

#include "board.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

NTSTATUS NTAPI NtMakePermanentObject(HANDLE handle);
NTSTATUS NTAPI NtMakeTemporaryObject(HANDLE handle);

static struct board *board;
static HANDLE mutex, event, semaphore, timer, section, second_mutex, pair[2];

static const char *who = "a victim";

static void fail(const char *what, DWORD number)
{
    if (InterlockedIncrement((LONG *)&board->failures) == 1)
        snprintf(board->what, sizeof board->what, "%s: %s (%lu)", who, what, (unsigned long)number);
}

static void board_open(const char *path)
{
    HANDLE file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                              OPEN_EXISTING, 0, NULL);
    HANDLE mapping = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 0, NULL);
    board = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    CloseHandle(mapping);
    CloseHandle(file);
    if (!board) ExitProcess(2);
}

/* The objects that all have; whoever is first makes them. */
static void objects_open(void)
{
    mutex = CreateMutexA(NULL, FALSE, "fault mutex");
    second_mutex = CreateMutexA(NULL, FALSE, "fault second mutex");
    event = CreateEventA(NULL, FALSE, TRUE, "fault event");
    semaphore = CreateSemaphoreA(NULL, 1, 1 << 30, "fault semaphore");
    timer = CreateWaitableTimerA(NULL, FALSE, "fault timer");
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 65536, "Local\\fault section");
    pair[0] = CreateSemaphoreA(NULL, 1 << 20, 1 << 30, "fault pair 0");
    pair[1] = CreateSemaphoreA(NULL, 1 << 20, 1 << 30, "fault pair 1");
    if (!mutex || !second_mutex || !event || !semaphore || !timer || !section || !pair[0] || !pair[1])
        fail("an object cannot be made", GetLastError());
}

static void guarded(DWORD got)
{
    if (got == WAIT_ABANDONED_0)
        board->second = board->first;
    else if (board->first != board->second)
        fail("the mutex guards nothing", 0);
    board->first++;
    for (volatile int i = 0; i < 50; i++) {}
    board->second++;
    if (!ReleaseMutex(mutex)) fail("ReleaseMutex", GetLastError());
}

/* What everybody does. */
static void common(unsigned round)
{
    HANDLE all[3] = {mutex, event, semaphore}, any[3] = {semaphore, event, timer};
    LARGE_INTEGER due = {.QuadPart = -1000};
    char name[40];
    DWORD got = WaitForSingleObject(mutex, 20000);
    if (got != WAIT_OBJECT_0 && got != WAIT_ABANDONED_0)
        fail("the mutex never comes free", got);
    else
        guarded(got);
    got = WaitForMultipleObjects(3, all, TRUE, 2);
    if (got == WAIT_OBJECT_0 || (got >= WAIT_ABANDONED_0 && got < WAIT_ABANDONED_0 + 3))
        guarded(got >= WAIT_ABANDONED_0 ? WAIT_ABANDONED_0 : got);
    else if (got != WAIT_TIMEOUT)
        fail("a wait for all", got);
    ReleaseSemaphore(semaphore, 1, NULL);
    SetEvent(event);
    if (!SetWaitableTimer(timer, &due, round % 2, NULL, NULL, FALSE)) fail("SetWaitableTimer", GetLastError());
    if (WaitForMultipleObjects(3, any, FALSE, 20000) > WAIT_OBJECT_0 + 2) fail("a wait for any", GetLastError());
    WaitForSingleObject(timer, 2);
    PulseEvent(event);
    SetEvent(event);
    while (WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0) {}
    ReleaseSemaphore(semaphore, 1, NULL);
    sprintf(name, "fault name %u", round % 3);
    HANDLE made = CreateEventA(NULL, TRUE, FALSE, name), again = OpenEventA(EVENT_ALL_ACCESS, FALSE, name);
    if (!made || !again) fail("a name that was just made is not there", GetLastError());
    if (again) CloseHandle(again);
    if (made) CloseHandle(made);
    if (!(again = OpenMutexA(MUTEX_ALL_ACCESS, FALSE, "fault mutex"))) fail("a name is lost", GetLastError());
    if (again) CloseHandle(again);
}

static void survive(int me)
{
    static const char *const names[SURVIVORS] = {"survivor 0", "survivor 1", "survivor 2"};
    who = names[me];
    board->process[me] = (int32_t)GetCurrentProcessId();
    board->event[me] = (int64_t)(uintptr_t)event;
    for (unsigned round = (unsigned)me;; round++) {
        common(round);
        InterlockedIncrement((LONG *)&board->rounds[me]);
        while (board->pause) {
            board->stopped[me] = board->pause;
            if (me == 0 && board->verify != board->verified) {
                LONG one = -1, other = -2;
                DWORD got = WaitForSingleObject(second_mutex, 5000);
                if (got != WAIT_OBJECT_0 && got != WAIT_ABANDONED_0) fail("the second mutex never comes free", got);
                ReleaseMutex(second_mutex);
                ReleaseSemaphore(pair[0], 1, &one);
                ReleaseSemaphore(pair[1], 1, &other);
                if (one != other) fail("a wait for all was done by half", (DWORD)(one - other));
                while (one < other++) ReleaseSemaphore(pair[0], 1, NULL);
                while (one-- > other) ReleaseSemaphore(pair[1], 1, NULL);
                board->verified = board->verify;
            }
            PulseEvent(event); /* looks for dead waiters */
            Sleep(0);
        }
    }
}

/* One child that inherits, and one that gets a handle before it begins. */
static void children(void)
{
    SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
    STARTUPINFOA info = {.cb = sizeof info};
    PROCESS_INFORMATION process;
    char self[MAX_PATH], line[MAX_PATH + 60];
    HANDLE mine = CreateEventA(&inherit, TRUE, FALSE, NULL), given, back;
    HANDLE inherited = CreateSemaphoreA(&inherit, 0, 5, "fault inherited");
    GetModuleFileNameA(NULL, self, sizeof self);
    sprintf(line, "\"%s\" child %llu", self, (unsigned long long)(uintptr_t)mine);
    if (CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &info, &process)) {
        if (WaitForSingleObject(mine, 20000) != WAIT_OBJECT_0)
            fail("a child does not set what it inherited", GetLastError());
        WaitForSingleObject(process.hProcess, 20000);
        CloseHandle(process.hThread);
        CloseHandle(process.hProcess);
    }
    sprintf(line, "\"%s\" child 0", self);
    if (CreateProcessA(NULL, line, NULL, NULL, FALSE, CREATE_SUSPENDED, NULL, NULL, &info, &process)) {
        if (DuplicateHandle(GetCurrentProcess(), mine, process.hProcess, &given, 0, FALSE, DUPLICATE_SAME_ACCESS) &&
            DuplicateHandle(process.hProcess, given, GetCurrentProcess(), &back, 0, FALSE,
                            DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE))
            CloseHandle(back);
        TerminateProcess(process.hProcess, 0);
        WaitForSingleObject(process.hProcess, 20000);
        CloseHandle(process.hThread);
        CloseHandle(process.hProcess);
    }
    CloseHandle(inherited);
    CloseHandle(mine);
}

static HANDLE toggled;
static DWORD WINAPI toggle(void *event)
{
    while (SetEvent(event) && ResetEvent(event)) {}
    return 0;
}

static void make(int permanent)
{
    toggled = CreateEventA(NULL, TRUE, FALSE, NULL);
    CloseHandle(CreateThread(NULL, 0, toggle, toggled, 0, NULL));
    for (unsigned round = 0;; round++) {
        HANDLE triple[3] = {pair[0], second_mutex, pair[1]}, many[130], taken;
        common(round);
        WaitForMultipleObjects(2, pair, TRUE, 20);
        if (WaitForMultipleObjects(3, triple, TRUE, 20) != WAIT_TIMEOUT) ReleaseMutex(second_mutex);
        HANDLE contended[2] = {event, toggled};
        for (int i = 0; i < 100; i++)
            if (WaitForMultipleObjects(2, contended, TRUE, 0) != WAIT_TIMEOUT) SetEvent(event);
        for (int i = 0; i < 130; i++) many[i] = CreateEventA(NULL, FALSE, FALSE, NULL);
        for (int i = 0; i < 130; i++) CloseHandle(many[i]);
        HANDLE mapping = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, "fault own section");
        CloseHandle(mapping);
        HANDLE survivor = OpenProcess(PROCESS_DUP_HANDLE, FALSE, (DWORD)board->process[round % SURVIVORS]);
        if (DuplicateHandle(survivor, (HANDLE)(uintptr_t)board->event[round % SURVIVORS], GetCurrentProcess(), &taken,
                            0, FALSE, DUPLICATE_SAME_ACCESS)) {
            SetEvent(taken);
            CloseHandle(taken);
        }
        CloseHandle(survivor);
        if (permanent) {
            HANDLE kept = CreateEventA(NULL, TRUE, FALSE, "fault permanent");
            NtMakePermanentObject(kept);
            NtMakeTemporaryObject(kept);
            CloseHandle(kept);
        }
        children();
    }
}

int main(int argc, char **argv)
{
    if (argc > 2 && !strcmp(argv[1], "child")) {
        HANDLE given = (HANDLE)(uintptr_t)strtoull(argv[2], NULL, 10);
        HANDLE own = CreateEventA(NULL, FALSE, FALSE, NULL);
        WaitForSingleObject(own, 1);
        return !own || (given && !SetEvent(given));
    }
    if (argc < 3) return 1;
    board_open(argv[argc - 1]);
    objects_open();
    if (!strcmp(argv[1], "survive"))
        survive(atoi(argv[2]));
    else
        make(argc > 3);
    return 0;
}
