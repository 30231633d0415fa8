/* SPDX-License-Identifier: MIT */
/* Processes that are killed at any moment, while they wait for, own, set, name and share objects with others: the
 * others go on, and what was guarded is whole.  Rests on "Mutex Objects", "Terminating a Process",
 * "WaitForMultipleObjects function". */
#include "children.h"

#include <stdlib.h>
#include <string.h>

enum { WORKERS = 6, KILLS = 150 };

struct shared {
    volatile LONG rounds[WORKERS];
    volatile LONG first, second; /* equal, but while the mutex is owned */
    volatile LONG torn, failed;
};

static void worker(int me)
{
    HANDLE mapping = OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, "metic killed");
    HANDLE mutex = OpenMutexA(MUTEX_ALL_ACCESS, FALSE, "metic killed mutex");
    HANDLE semaphore = OpenSemaphoreA(SEMAPHORE_ALL_ACCESS, FALSE, "metic killed semaphore");
    HANDLE event = OpenEventA(EVENT_ALL_ACCESS, FALSE, "metic killed event");
    struct shared *s = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    HANDLE both[2] = {mutex, event}, any[3] = {semaphore, event, mutex};
    if (!s || !mutex || !semaphore || !event) ExitProcess(1);
    for (unsigned round = (unsigned)me;; round++) {
        char name[40];
        DWORD got;
        switch (round % 5) {
        case 0: /* guarded memory; whoever died in it is mended by the next */
        case 1:
            got = round % 5 ? WaitForMultipleObjects(2, both, TRUE, 50) : WaitForSingleObject(mutex, 5000);
            if (got == WAIT_TIMEOUT) {
                SetEvent(event);
                if (round % 5 == 0) InterlockedIncrement(&s->failed); /* nobody owns it for seconds */
                break;
            }
            if (got == WAIT_ABANDONED_0 || got == WAIT_ABANDONED_0 + 1)
                s->second = s->first;
            else if (s->first != s->second)
                InterlockedIncrement(&s->torn);
            s->first++;
            for (volatile int i = 0; i < 200; i++) {}
            s->second++;
            if (!ReleaseMutex(mutex)) InterlockedIncrement(&s->failed);
            SetEvent(event);
            break;
        case 2:
            ReleaseSemaphore(semaphore, 1, NULL);
            WaitForSingleObject(semaphore, 5);
            break;
        case 3:
            got = WaitForMultipleObjects(3, any, FALSE, 5);
            if (got == WAIT_OBJECT_0 + 2 || got == WAIT_ABANDONED_0 + 2) {
                s->second = s->first;
                ReleaseMutex(mutex);
            }
            SetEvent(event);
            break;
        case 4: { /* names come and go */
            sprintf(name, "metic killed %u", round / 5 % 3);
            HANDLE made = CreateEventA(NULL, TRUE, FALSE, name), again = OpenEventA(EVENT_ALL_ACCESS, FALSE, name);
            if (!made || !again) InterlockedIncrement(&s->failed);
            CloseHandle(again);
            CloseHandle(made);
            break;
        }
        }
        InterlockedIncrement(&s->rounds[me]);
    }
}

static HANDLE start(int number)
{
    char arguments[20];
    sprintf(arguments, "%d", number);
    return child_start(arguments, FALSE, 0, NULL);
}

/* Does each worker go on from where it stands?  At most 20 s, on however busy a machine. */
static int all_go_on(const struct shared *s)
{
    LONG then[WORKERS];
    memcpy(then, (const void *)s->rounds, sizeof then);
    for (int i = 0; i < WORKERS; i++)
        for (int tries = 0; s->rounds[i] == then[i]; tries++) {
            if (tries == 20000) return 0;
            Sleep(1);
        }
    return 1;
}

int main(int argc, char **argv)
{
    if (argc > 2 && !strcmp(argv[1], "child")) worker(atoi(argv[2]));
    HANDLE mapping = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, "metic killed");
    HANDLE mutex = CreateMutexA(NULL, FALSE, "metic killed mutex");
    HANDLE semaphore = CreateSemaphoreA(NULL, 0, 1 << 30, "metic killed semaphore");
    HANDLE event = CreateEventA(NULL, FALSE, TRUE, "metic killed event");
    struct shared *s = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    HANDLE workers[WORKERS];
    int killed = 0, went_on = 0;
    DWORD code;

    srand(20);
    for (int i = 0; i < WORKERS; i++) workers[i] = start(i);
    CHECK(s && mutex && semaphore && event && all_go_on(s), "six processes work on the same objects");
    while (killed < KILLS && went_on == killed) {
        int victim = rand() % WORKERS;
        for (volatile int i = rand() % 100000; i; i--) {}
        TerminateProcess(workers[victim], 9);
        WaitForSingleObject(workers[victim], INFINITE);
        if (!GetExitCodeProcess(workers[victim], &code) || code != 9) break;
        killed++;
        CloseHandle(workers[victim]);
        workers[victim] = start(victim);
        if (killed % 10 == 0)
            went_on = all_go_on(s) ? killed : went_on;
        else
            went_on = killed;
    }
    CHECK(killed == KILLS && went_on == KILLS, "after each of %d kills everybody goes on (%d, %d)", KILLS, killed,
          went_on);
    for (int i = 0; i < WORKERS; i++) {
        TerminateProcess(workers[i], 9);
        WaitForSingleObject(workers[i], INFINITE);
        CloseHandle(workers[i]);
    }
    code = WaitForSingleObject(mutex, 10000);
    CHECK(code == WAIT_OBJECT_0 || code == WAIT_ABANDONED, "the mutex is nobody's when all are dead");
    CHECK(s->torn == 0, "what it guards is whole, or known to be abandoned");
    CHECK(s->failed == 0, "no call failed (%ld)", s->failed);
    HANDLE gone = OpenEventA(EVENT_ALL_ACCESS, FALSE, "metic killed 0");
    CHECK(!gone && GetLastError() == ERROR_FILE_NOT_FOUND, "the names of the dead have gone");
    return check_done();
}
