/* SPDX-License-Identifier: MIT */
/* Waits by their NT calls: any, all, time-outs, signal and wait, delays, pulses with somebody waiting. */
#include "sync.h"

static HANDLE objects[3], done;
static volatile LONG released;

static DWORD WINAPI waits_for_all(void *argument)
{
    (void)argument;
    DWORD status = (DWORD)NtWaitForMultipleObjects(3, objects, WAIT_ALL, FALSE, after(10000));
    NtSetEvent(done, NULL);
    return status;
}

static DWORD WINAPI waits_for_any(void *argument)
{
    (void)argument;
    return (DWORD)NtWaitForMultipleObjects(3, objects, WAIT_ANY, FALSE, after(10000));
}

static DWORD WINAPI waits_for_first(void *argument)
{
    (void)argument;
    DWORD status = (DWORD)NtWaitForSingleObject(objects[0], FALSE, after(10000));
    InterlockedIncrement(&released);
    return status;
}

static void test_single(void)
{
    HANDLE event = NULL;
    LARGE_INTEGER zero = {.QuadPart = 0};
    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, SYNCHRONIZATION, TRUE);
    CHECK(NtWaitForSingleObject(event, FALSE, &zero) == STATUS_WAIT_0, "NtWaitForSingleObject: signalled");
    CHECK(NtWaitForSingleObject(event, FALSE, &zero) == STATUS_TIMEOUT,
          "NtWaitForSingleObject: a time-out of 0 returns at once");
    DWORD from = GetTickCount();
    CHECK(NtWaitForSingleObject(event, FALSE, after(50)) == STATUS_TIMEOUT && GetTickCount() - from >= 40,
          "NtWaitForSingleObject: a negative time-out is relative");
    FILETIME wall;
    LARGE_INTEGER at;
    GetSystemTimeAsFileTime(&wall);
    at.QuadPart = ((LONGLONG)wall.dwHighDateTime << 32 | wall.dwLowDateTime) + 500000;
    from = GetTickCount();
    CHECK(NtWaitForSingleObject(event, FALSE, &at) == STATUS_TIMEOUT && GetTickCount() - from >= 30 &&
              GetTickCount() - from < 5000,
          "NtWaitForSingleObject: a positive time-out is a time of day");
    CHECK(NtWaitForSingleObject(event, FALSE, &at) == STATUS_TIMEOUT,
          "NtWaitForSingleObject: one that has passed returns at once");
    CHECK(NtWaitForSingleObject((HANDLE)0x7ffc, FALSE, &zero) == STATUS_INVALID_HANDLE,
          "NtWaitForSingleObject: STATUS_INVALID_HANDLE");
    CHECK(NtWaitForSingleObject(event, FALSE, (LARGE_INTEGER *)16) == STATUS_ACCESS_VIOLATION,
          "NtWaitForSingleObject: a bad pointer");
    HANDLE weak = NULL;
    CHECK(DuplicateHandle(GetCurrentProcess(), event, GetCurrentProcess(), &weak, EVENT_MODIFY_STATE, FALSE, 0) &&
              NtWaitForSingleObject(weak, FALSE, &zero) == STATUS_ACCESS_DENIED,
          "waits: \"the handle must have the SYNCHRONIZE access right\"");
    CloseHandle(weak);
    CloseHandle(event);
}

static void test_multiple(void)
{
    for (int i = 0; i < 3; i++) NtCreateEvent(&objects[i], EVENT_ALL_ACCESS, NULL, SYNCHRONIZATION, FALSE);
    NtCreateEvent(&done, EVENT_ALL_ACCESS, NULL, NOTIFICATION, FALSE);
    CHECK(NtWaitForMultipleObjects(3, objects, WAIT_ANY, FALSE, after(0)) == STATUS_TIMEOUT,
          "NtWaitForMultipleObjects: none is signalled");
    NtSetEvent(objects[2], NULL);
    NtSetEvent(objects[1], NULL);
    CHECK(NtWaitForMultipleObjects(3, objects, WAIT_ANY, FALSE, NULL) == STATUS_WAIT_1 &&
              NtWaitForMultipleObjects(3, objects, WAIT_ANY, FALSE, NULL) == STATUS_WAIT_2,
          "NtWaitForMultipleObjects: \"the index ... the smallest index value of all the signaled objects\", one at a "
          "time");
    NtSetEvent(objects[0], NULL);
    NtSetEvent(objects[2], NULL);
    CHECK(NtWaitForMultipleObjects(3, objects, WAIT_ALL, FALSE, after(20)) == STATUS_TIMEOUT && signalled(objects[0]) &&
              signalled(objects[2]),
          "wait for all: \"the function does not modify the states of the specified objects until the states of all "
          "objects have been set\"");
    HANDLE thread = thread_make(waits_for_all, NULL, 0);
    NtSetEvent(objects[0], NULL);
    NtSetEvent(objects[1], NULL);
    CHECK(NtWaitForSingleObject(done, FALSE, after(50)) == STATUS_TIMEOUT, "wait for all: two of three are not enough");
    NtSetEvent(objects[2], NULL);
    CHECK(thread_join(thread) == STATUS_WAIT_0 && !signalled(objects[0]) && !signalled(objects[1]) &&
              !signalled(objects[2]),
          "wait for all: returns, and all auto-reset events are reset");
    thread = thread_make(waits_for_any, NULL, 0);
    NtDelayExecution(FALSE, after(30));
    NtSetEvent(objects[2], NULL);
    CHECK(thread_join(thread) == STATUS_WAIT_2 && !signalled(objects[2]),
          "wait for any: a sleeping waiter is woken with the index");
    HANDLE many[65], twice[2] = {objects[0], objects[0]}, bad[2] = {objects[0], (HANDLE)0x7ffc};
    for (int i = 0; i < 65; i++) many[i] = objects[0];
    CHECK(NtWaitForMultipleObjects(0, many, WAIT_ANY, FALSE, after(0)) == STATUS_INVALID_PARAMETER_1 &&
              NtWaitForMultipleObjects(65, many, WAIT_ANY, FALSE, after(0)) == STATUS_INVALID_PARAMETER_1,
          "NtWaitForMultipleObjects: one to MAXIMUM_WAIT_OBJECTS objects");
    CHECK(NtWaitForMultipleObjects(64, many, WAIT_ANY, FALSE, after(0)) == STATUS_TIMEOUT,
          "NtWaitForMultipleObjects: 64 are waited for");
    CHECK(NtWaitForMultipleObjects(2, twice, WAIT_ALL, FALSE, after(0)) == STATUS_INVALID_PARAMETER_MIX,
          "wait for all: the array cannot contain duplicates");
    CHECK(NtWaitForMultipleObjects(2, bad, WAIT_ANY, FALSE, after(0)) == STATUS_INVALID_HANDLE,
          "NtWaitForMultipleObjects: STATUS_INVALID_HANDLE");
    CHECK(NtWaitForMultipleObjects(2, (HANDLE *)16, WAIT_ANY, FALSE, after(0)) == STATUS_ACCESS_VIOLATION,
          "NtWaitForMultipleObjects: a bad pointer");
}

static void test_pulse(void)
{
    HANDLE threads[3];
    CloseHandle(objects[0]);
    NtCreateEvent(&objects[0], EVENT_ALL_ACCESS, NULL, NOTIFICATION, FALSE);
    for (int i = 0; i < 3; i++) threads[i] = thread_make(waits_for_first, NULL, 0);
    NtDelayExecution(FALSE, after(100)); /* all sleep by now */
    NtPulseEvent(objects[0], NULL);
    DWORD statuses = 0;
    for (int i = 0; i < 3; i++) statuses |= thread_join(threads[i]);
    CHECK(statuses == STATUS_WAIT_0 && released == 3 && !signalled(objects[0]),
          "NtPulseEvent: \"all waiting threads that can be released immediately are released\", then it is reset");
    CloseHandle(objects[0]);
    NtCreateEvent(&objects[0], EVENT_ALL_ACCESS, NULL, SYNCHRONIZATION, FALSE);
    released = 0;
    for (int i = 0; i < 2; i++) threads[i] = thread_make(waits_for_first, NULL, 0);
    NtDelayExecution(FALSE, after(100));
    NtPulseEvent(objects[0], NULL);
    NtDelayExecution(FALSE, after(100));
    CHECK(released == 1, "NtPulseEvent: of an auto-reset event \"the function ... releases a single waiting thread\"");
    NtSetEvent(objects[0], NULL);
    CHECK(thread_join(threads[0]) == 0 && thread_join(threads[1]) == 0, "NtSetEvent: releases the other");
}

static void test_signal_and_wait(void)
{
    HANDLE semaphore = NULL, mutant = NULL;
    NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, 0, 1);
    NtCreateMutant(&mutant, MUTANT_ALL_ACCESS, NULL, TRUE);
    CHECK(NtSignalAndWaitForSingleObject(objects[1], objects[2], FALSE, after(0)) == STATUS_TIMEOUT &&
              signalled(objects[1]),
          "NtSignalAndWaitForSingleObject: signals the one, waits for the other");
    CHECK(NtSignalAndWaitForSingleObject(semaphore, semaphore, FALSE, after(0)) == STATUS_WAIT_0 &&
              !signalled(semaphore),
          "NtSignalAndWaitForSingleObject: a semaphore's count rises by one");
    NtReleaseSemaphore(semaphore, 1, NULL);
    CHECK(NtSignalAndWaitForSingleObject(semaphore, objects[2], FALSE, after(0)) == STATUS_SEMAPHORE_LIMIT_EXCEEDED,
          "NtSignalAndWaitForSingleObject: a signal that fails ends it");
    CHECK(NtSignalAndWaitForSingleObject(mutant, objects[2], FALSE, after(0)) == STATUS_TIMEOUT &&
              NtSignalAndWaitForSingleObject(mutant, objects[2], FALSE, after(0)) == STATUS_MUTANT_NOT_OWNED,
          "NtSignalAndWaitForSingleObject: a mutant is released, by its owner only");
    CHECK(NtSignalAndWaitForSingleObject(GetCurrentThread(), objects[2], FALSE, after(0)) ==
              STATUS_OBJECT_TYPE_MISMATCH,
          "NtSignalAndWaitForSingleObject: \"a semaphore, a mutex, or an event\", nothing else");
    CHECK(NtSignalAndWaitForSingleObject(objects[1], (HANDLE)0x7ffc, FALSE, after(0)) == STATUS_INVALID_HANDLE,
          "NtSignalAndWaitForSingleObject: STATUS_INVALID_HANDLE");
    CloseHandle(semaphore);
    CloseHandle(mutant);
}

static void test_delay(void)
{
    DWORD from = GetTickCount();
    CHECK(NtDelayExecution(FALSE, after(50)) == STATUS_SUCCESS && GetTickCount() - from >= 40,
          "NtDelayExecution: sleeps for the interval");
    CHECK(NtDelayExecution(FALSE, after(0)) == STATUS_SUCCESS,
          "NtDelayExecution: 0 gives the rest of the time slice away");
    CHECK(NtDelayExecution(FALSE, (LARGE_INTEGER *)16) == STATUS_ACCESS_VIOLATION, "NtDelayExecution: a bad pointer");
    NTSTATUS status = NtYieldExecution();
    CHECK(status == STATUS_SUCCESS || status == STATUS_NO_YIELD_PERFORMED,
          "NtYieldExecution: yields, or says that nobody else wanted");
}

int main(void)
{
    test_single();
    test_multiple();
    test_pulse();
    test_signal_and_wait();
    test_delay();
    return check_done();
}
