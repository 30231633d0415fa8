/* SPDX-License-Identifier: MIT */
/* Processes that are killed at any moment, KILLS (an environment variable; 150) times, while they wait for, own, set,
 * name, duplicate and share objects with others and speak by named pipes: the others go on, and what was guarded is
 * whole.  Rests on "Mutex Objects", "Terminating a Process", "WaitForMultipleObjects function", "Named Pipes". */
#include "children.h"

#include <stdlib.h>
#include <string.h>

enum { WORKERS = 8 };

struct shared {
    volatile LONG rounds[WORKERS];
    volatile LONG first, second; /* equal, but while the mutex is owned */
    volatile LONG torn, failed, pipes;
    volatile LONG processes[WORKERS];
    volatile LONG64 given[WORKERS]; /* a handle of that process to the event */
};

/* Four bytes there and back through an instance of the pipe that whoever comes first serves. */
static void speak(struct shared *s, int me)
{
    static const char name[] = "\\\\.\\pipe\\metic killed";
    DWORD got, word = (DWORD)me;
    if (me % 2) {
        HANDLE pipe =
            CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_NOWAIT,
                             PIPE_UNLIMITED_INSTANCES, 64, 64, 0, NULL);
        if (pipe == INVALID_HANDLE_VALUE) {
            InterlockedIncrement(&s->failed);
            return;
        }
        for (int i = 0; i < 20; i++) {
            ConnectNamedPipe(pipe, NULL);
            if (ReadFile(pipe, &word, sizeof word, &got, NULL) && got == sizeof word) {
                WriteFile(pipe, &word, sizeof word, &got, NULL);
                break;
            }
            Sleep(0);
        }
        CloseHandle(pipe);
    } else {
        HANDLE pipe = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
        if (pipe == INVALID_HANDLE_VALUE) return; /* nobody serves at the moment */
        if (WriteFile(pipe, &word, sizeof word, &got, NULL) && ReadFile(pipe, &word, sizeof word, &got, NULL)) {
            if (got != sizeof word || word != (DWORD)me) InterlockedIncrement(&s->torn);
            InterlockedIncrement(&s->pipes);
        }
        CloseHandle(pipe);
    }
}

/* A handle of another process, who may be dead by now. */
static void borrow(struct shared *s, int from)
{
    HANDLE process = OpenProcess(PROCESS_DUP_HANDLE, FALSE, (DWORD)s->processes[from]), taken;
    if (!process) return;
    if (DuplicateHandle(process, (HANDLE)(uintptr_t)s->given[from], GetCurrentProcess(), &taken, 0, FALSE,
                        DUPLICATE_SAME_ACCESS)) {
        SetEvent(taken);
        CloseHandle(taken);
    }
    CloseHandle(process);
}

static void worker(int me)
{
    HANDLE mapping = OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, "metic killed");
    HANDLE mutex = OpenMutexA(MUTEX_ALL_ACCESS, FALSE, "metic killed mutex");
    HANDLE semaphore = OpenSemaphoreA(SEMAPHORE_ALL_ACCESS, FALSE, "metic killed semaphore");
    HANDLE event = OpenEventA(EVENT_ALL_ACCESS, FALSE, "metic killed event");
    struct shared *s = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    HANDLE both[2] = {mutex, event}, any[3] = {semaphore, event, mutex};
    if (!s || !mutex || !semaphore || !event) ExitProcess(1);
    s->processes[me] = (LONG)GetCurrentProcessId();
    s->given[me] = (LONG64)(uintptr_t)event;
    for (unsigned round = (unsigned)me;; round++) {
        char name[40];
        DWORD got;
        switch (round % 8) {
        case 0: /* guarded memory; whoever died in it is mended by the next */
        case 1:
            got = round % 8 ? WaitForMultipleObjects(2, both, TRUE, 50) : WaitForSingleObject(mutex, 5000);
            if (got == WAIT_TIMEOUT) {
                SetEvent(event);
                if (round % 8 == 0) InterlockedIncrement(&s->failed); /* nobody owns it for seconds */
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
            sprintf(name, "metic killed %u", round / 8 % 3);
            HANDLE made = CreateEventA(NULL, TRUE, FALSE, name), again = OpenEventA(EVENT_ALL_ACCESS, FALSE, name);
            if (!made || !again) InterlockedIncrement(&s->failed);
            CloseHandle(again);
            CloseHandle(made);
            break;
        }
        case 5: { /* memory that is gone with its last handle */
            HANDLE other =
                CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 65536, "metic killed memory");
            volatile LONG *at = other ? MapViewOfFile(other, FILE_MAP_WRITE, 0, 0, 0) : NULL;
            if (!at) InterlockedIncrement(&s->failed);
            if (at) at[me] = (LONG)round;
            UnmapViewOfFile((const void *)at);
            CloseHandle(other);
            break;
        }
        case 6: borrow(s, (int)(round / 8 % WORKERS)); break;
        case 7: speak(s, me); break;
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
    int killed = 0, went_on = 0, kills = getenv("KILLS") ? atoi(getenv("KILLS")) : 150;
    DWORD code;

    srand(20);
    for (int i = 0; i < WORKERS; i++) workers[i] = start(i);
    CHECK(s && mutex && semaphore && event && all_go_on(s), "eight processes work on the same objects");
    while (killed < kills && went_on == killed) {
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
    CHECK(killed == kills && went_on == kills, "after each of %d kills everybody goes on (%d, %d; %ld words by pipes)",
          kills, killed, went_on, s->pipes);
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
