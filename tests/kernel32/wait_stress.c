/* SPDX-License-Identifier: MIT */
/* Overlapping waits for any and for all, sets, pulses and releases by threads of several processes, until OPERATIONS
 * (an environment variable; 60,000) were done.  Each object stands for some tokens, which whoever has taken them gives
 * back: nobody ever takes more than there are, none is lost, and at each of many meetings every thread is there: no
 * wake-up was lost.  Rests on "WaitForMultipleObjects function", "Semaphore Objects", "Event Objects", "Mutex Objects".
 */
#include "children.h"

#include <stdlib.h>
#include <string.h>

enum { PROCESSES = 3, THREADS = 4, SEMAPHORES = 4, EVENTS = 4, MUTEXES = 2, PULSED = 2, TOKENS = 3, A_MEETING = 200 };
enum { OBJECTS = SEMAPHORES + EVENTS + MUTEXES, ALL = OBJECTS + PULSED, PATIENCE = 60000 };

struct shared {
    volatile LONG held[OBJECTS];
    volatile LONG too_many, lost, failed, arrived, meetings, slow, over;
    volatile LONG64 operations, wanted;
};

static struct shared *s;
static HANDLE objects[ALL], met[2];

static HANDLE object_open(int k)
{
    char name[40];
    sprintf(name, "metic wait stress %d", k);
    if (k < SEMAPHORES) return CreateSemaphoreA(NULL, TOKENS, TOKENS, name);
    if (k < SEMAPHORES + EVENTS) return CreateEventA(NULL, FALSE, TRUE, name);
    if (k < OBJECTS) return CreateMutexA(NULL, FALSE, name);
    return CreateEventA(NULL, k % 2, FALSE, name);
}

static int open_all(void)
{
    HANDLE mapping = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, "metic wait stress");
    s = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    met[0] = CreateEventA(NULL, TRUE, FALSE, "metic wait stress met 0");
    met[1] = CreateEventA(NULL, TRUE, FALSE, "metic wait stress met 1");
    int good = s && met[0] && met[1];
    for (int k = 0; k < ALL; k++) good &= (objects[k] = object_open(k)) != NULL;
    return good;
}

static unsigned next(unsigned *random)
{
    *random ^= *random << 13;
    *random ^= *random >> 17;
    return *random ^= *random << 5;
}

/* `count` different ones of the first `of` objects. */
static void choose(unsigned *random, int *chosen, int count, int of)
{
    for (int i = 0; i < count; i++) {
        int again;
        do {
            chosen[i] = (int)(next(random) % (unsigned)of);
            again = 0;
            for (int j = 0; j < i; j++) again |= chosen[j] == chosen[i];
        } while (again);
    }
}

static void took(int k)
{
    LONG most = k < SEMAPHORES ? TOKENS : 1;
    if (InterlockedIncrement(&s->held[k]) > most) InterlockedIncrement(&s->too_many);
}

/* Now and then for so long that others have to wait. */
static void hold(unsigned *random)
{
    if (next(random) % 8 == 0) SwitchToThread();
}

static void give(int k)
{
    BOOL good;
    InterlockedDecrement(&s->held[k]);
    if (k < SEMAPHORES)
        good = ReleaseSemaphore(objects[k], 1, NULL);
    else if (k < SEMAPHORES + EVENTS)
        good = SetEvent(objects[k]);
    else
        good = ReleaseMutex(objects[k]);
    if (!good) InterlockedIncrement(&s->failed);
}

static DWORD wait_for(const int *chosen, int count, BOOL all)
{
    HANDLE handles[ALL];
    for (int i = 0; i < count; i++) handles[i] = objects[chosen[i]];
    ULONGLONG began = GetTickCount64();
    DWORD got = WaitForMultipleObjects((DWORD)count, handles, all, PATIENCE);
    if (GetTickCount64() - began > 400) InterlockedIncrement(&s->slow);
    if (got == WAIT_TIMEOUT)
        InterlockedIncrement(&s->lost);
    else if (got >= WAIT_OBJECT_0 + (DWORD)count)
        InterlockedIncrement(&s->failed);
    return got;
}

/* How many calls that were. */
static int operation(unsigned *random)
{
    int chosen[ALL], count;
    DWORD got;
    switch (next(random) % 4) {
    case 0: PulseEvent(objects[OBJECTS + (int)(next(random) % PULSED)]); return 1;
    case 1: /* all of two or three */
        choose(random, chosen, count = 2 + (int)(next(random) % 2), OBJECTS);
        got = wait_for(chosen, count, TRUE);
        if (got >= WAIT_OBJECT_0 + (DWORD)count) return 1;
        for (int i = 0; i < count; i++) took(chosen[i]);
        hold(random);
        for (int i = 0; i < count; i++) give(chosen[i]);
        return 1 + count;
    default: /* any of up to six, one of them with tokens */
        choose(random, chosen, count = 2 + (int)(next(random) % 5), ALL);
        if (chosen[0] >= OBJECTS) choose(random, chosen, count = 1, OBJECTS);
        got = wait_for(chosen, count, FALSE);
        if (got >= WAIT_OBJECT_0 + (DWORD)count || chosen[got] >= OBJECTS) return 1;
        took(chosen[got]);
        hold(random);
        give(chosen[got]);
        return 2;
    }
}

/* All threads of all processes; false: it was the last meeting. */
static int meet(void)
{
    LONG number = s->meetings;
    if (InterlockedIncrement(&s->arrived) == PROCESSES * THREADS) {
        s->arrived = 0;
        s->over = s->operations >= s->wanted || s->lost;
        ResetEvent(met[(number + 1) % 2]);
        InterlockedIncrement(&s->meetings);
        SetEvent(met[number % 2]);
    } else if (WaitForSingleObject(met[number % 2], PATIENCE) != WAIT_OBJECT_0) {
        InterlockedIncrement(&s->lost);
        return 0;
    }
    return !s->over;
}

static DWORD WINAPI work(void *seed)
{
    unsigned random = (unsigned)(uintptr_t)seed * 2654435761u + 1;
    LONG64 done;
    do {
        done = 0;
        for (int i = 0; i < A_MEETING; i++) done += operation(&random);
        InterlockedExchangeAdd64(&s->operations, done);
    } while (meet());
    return 0;
}

static int work_all(int number)
{
    HANDLE threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        threads[i] = CreateThread(NULL, 0, work, (void *)(uintptr_t)(number * THREADS + i + 1), 0, NULL);
    return WaitForMultipleObjects(THREADS, threads, TRUE, INFINITE) != WAIT_OBJECT_0;
}

int main(int argc, char **argv)
{
    HANDLE processes[PROCESSES - 1];
    const char *wanted = getenv("OPERATIONS");
    int good = 1;
    if (argc > 2 && !strcmp(argv[1], "child")) return !open_all() || work_all(atoi(argv[2]));
    if (!CHECK(open_all(), "events, mutexes and semaphores that three processes share")) return check_done();
    s->wanted = wanted ? _atoi64(wanted) : 60000;
    for (int i = 0; i < PROCESSES - 1; i++) {
        char number[8];
        sprintf(number, "%d", i + 1);
        good &= (processes[i] = child_start(number, FALSE, 0, NULL)) != NULL;
    }
    good &= !work_all(0);
    for (int i = 0; i < PROCESSES - 1; i++) good &= child_finish(processes[i]) == 0;
    CHECK(good && s->operations >= s->wanted,
          "twelve threads worked to their end: %lld calls, %ld meetings, %ld long waits", (long long)s->operations,
          s->meetings, s->slow);
    CHECK(s->lost == 0, "no wait was forgotten (%ld)", s->lost);
    CHECK(s->failed == 0, "no call failed (%ld)", s->failed);
    CHECK(s->too_many == 0, "nobody took what was not there (%ld)", s->too_many);
    good = 1;
    for (int k = 0; k < OBJECTS; k++)
        for (int i = 0; i < (k < SEMAPHORES ? TOKENS : 1); i++)
            good &= WaitForSingleObject(objects[k], 0) == WAIT_OBJECT_0;
    CHECK(good, "every token has come back");
    for (int k = 0; k < SEMAPHORES + EVENTS; k++) good &= WaitForSingleObject(objects[k], 0) == WAIT_TIMEOUT;
    CHECK(good, "and no other");
    return check_done();
}
