/* SPDX-License-Identifier: MIT */
/* Events, semaphores and mutants by their NT calls. */
#include "sync.h"

static const WCHAR event_name[] = L"\\BaseNamedObjects\\metic-test-event",
                   mutant_name[] = L"\\BaseNamedObjects\\metic-test-mutant",
                   semaphore_name[] = L"\\BaseNamedObjects\\metic-test-semaphore";

static void test_events(void)
{
    HANDLE manual = NULL, once = NULL, none = NULL;
    LONG was = -1;
    CHECK(NtCreateEvent(&manual, EVENT_ALL_ACCESS, NULL, NOTIFICATION, FALSE) == STATUS_SUCCESS && manual,
          "NtCreateEvent: gives a handle to the event");
    CHECK(NtCreateEvent(&once, EVENT_ALL_ACCESS, NULL, SYNCHRONIZATION, TRUE) == STATUS_SUCCESS,
          "NtCreateEvent: \"InitialState ... initial state of the event object\"");
    CHECK(NtCreateEvent(&none, EVENT_ALL_ACCESS, NULL, 2, TRUE) == STATUS_INVALID_PARAMETER,
          "NtCreateEvent: an unknown type is refused");
    CHECK(NtCreateEvent(NULL, EVENT_ALL_ACCESS, NULL, 0, TRUE) == STATUS_ACCESS_VIOLATION,
          "NtCreateEvent: a bad pointer is an access violation");
    CHECK(!signalled(manual) && signalled(once) && !signalled(once),
          "events: \"a synchronization event ... is automatically reset after a single waiting thread is released\"");
    CHECK(NtSetEvent(manual, &was) == STATUS_SUCCESS && was == 0,
          "NtSetEvent: \"previous state\" of an unset event is 0");
    CHECK(NtSetEvent(manual, &was) == STATUS_SUCCESS && was == 1, "NtSetEvent: and 1 of a set one");
    CHECK(signalled(manual) && signalled(manual),
          "events: \"a notification event remains signaled until it is explicitly reset\"");
    CHECK(NtResetEvent(manual, &was) == STATUS_SUCCESS && was == 1 && !signalled(manual),
          "NtResetEvent: sets it to not signalled");
    CHECK(NtSetEventBoostPriority(manual) == STATUS_SUCCESS && signalled(manual),
          "NtSetEventBoostPriority: signals the event");
    CHECK(NtClearEvent(manual) == STATUS_SUCCESS && !signalled(manual),
          "NtClearEvent: \"sets an event to the Not-Signaled state\"");
    CHECK(NtPulseEvent(manual, &was) == STATUS_SUCCESS && was == 0 && !signalled(manual),
          "NtPulseEvent: with nobody waiting it leaves the event not signalled");
    struct {
        ULONG type;
        LONG state;
    } info = {9, 9};
    ULONG length = 0;
    CHECK(NtQueryEvent(once, 0, &info, sizeof info, &length) == STATUS_SUCCESS && info.type == SYNCHRONIZATION &&
              info.state == 0 && length == 8,
          "NtQueryEvent: tells type and state");
    CHECK(NtQueryEvent(once, 0, &info, 4, NULL) == STATUS_INFO_LENGTH_MISMATCH,
          "NtQueryEvent: a wrong length is refused");
    CHECK(NtQueryEvent(once, 1, &info, sizeof info, NULL) == STATUS_INVALID_INFO_CLASS,
          "NtQueryEvent: an unknown class is refused");
    CHECK(NtSetEvent((HANDLE)0x7ffc, NULL) == STATUS_INVALID_HANDLE, "NtSetEvent: STATUS_INVALID_HANDLE");
    CHECK(NtSetEvent(manual, (LONG *)16) == STATUS_ACCESS_VIOLATION && !signalled(manual),
          "NtSetEvent: a bad pointer changes nothing");
    HANDLE weak = NULL;
    CHECK(DuplicateHandle(GetCurrentProcess(), manual, GetCurrentProcess(), &weak, SYNCHRONIZE, FALSE, 0) &&
              NtSetEvent(weak, NULL) == STATUS_ACCESS_DENIED && NtResetEvent(weak, NULL) == STATUS_ACCESS_DENIED &&
              NtClearEvent(weak) == STATUS_ACCESS_DENIED && NtPulseEvent(weak, NULL) == STATUS_ACCESS_DENIED &&
              NtQueryEvent(weak, 0, &info, sizeof info, NULL) == STATUS_ACCESS_DENIED &&
              NtSetEventBoostPriority(weak) == STATUS_ACCESS_DENIED,
          "events: a handle without EVENT_MODIFY_STATE or EVENT_QUERY_STATE is denied");
    CloseHandle(weak);
    CloseHandle(manual);
    CloseHandle(once);
}

static void test_names(void)
{
    HANDLE first = NULL, second = NULL, wrong = NULL;
    CHECK(NtCreateEvent(&first, EVENT_ALL_ACCESS, named(event_name, 0), NOTIFICATION, TRUE) == STATUS_SUCCESS,
          "NtCreateEvent: a name is given");
    CHECK(NtCreateEvent(&second, EVENT_ALL_ACCESS, named(event_name, 0), NOTIFICATION, TRUE) ==
              STATUS_OBJECT_NAME_COLLISION,
          "NtCreateEvent: STATUS_OBJECT_NAME_COLLISION for a name that exists");
    CHECK(NtCreateEvent(&second, EVENT_ALL_ACCESS, named(event_name, OBJ_OPENIF), NOTIFICATION, FALSE) ==
                  STATUS_OBJECT_NAME_EXISTS &&
              signalled(second),
          "OBJ_OPENIF: \"if the object exists it is opened\"");
    CloseHandle(second);
    CHECK(NtOpenEvent(&second, EVENT_ALL_ACCESS, named(event_name, 0)) == STATUS_SUCCESS && signalled(second),
          "NtOpenEvent: opens by name");
    CHECK(NtOpenMutant(&wrong, MUTANT_ALL_ACCESS, named(event_name, 0)) == STATUS_OBJECT_TYPE_MISMATCH,
          "NtOpenMutant: another type's name is STATUS_OBJECT_TYPE_MISMATCH");
    CHECK(NtOpenEvent(&wrong, EVENT_ALL_ACCESS, named(L"\\BaseNamedObjects\\metic-test-none", 0)) ==
              STATUS_OBJECT_NAME_NOT_FOUND,
          "NtOpenEvent: STATUS_OBJECT_NAME_NOT_FOUND");
    CHECK(NtOpenEvent(&wrong, EVENT_ALL_ACCESS, named(L"metic-test-event", 0)) == STATUS_OBJECT_PATH_SYNTAX_BAD,
          "NtOpenEvent: a path begins with a backslash");
    CloseHandle(first);
    CloseHandle(second);
    CHECK(NtOpenEvent(&second, EVENT_ALL_ACCESS, named(event_name, 0)) == STATUS_OBJECT_NAME_NOT_FOUND,
          "names: \"the object is destroyed when its last handle has been closed\"");
}

static void test_semaphores(void)
{
    HANDLE semaphore = NULL, other = NULL;
    LONG was = -1, info[2] = {0};
    ULONG length = 0;
    CHECK(NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, named(semaphore_name, 0), 1, 3) == STATUS_SUCCESS,
          "NtCreateSemaphore: success");
    CHECK(NtCreateSemaphore(&other, SEMAPHORE_ALL_ACCESS, NULL, 4, 3) == STATUS_INVALID_PARAMETER &&
              NtCreateSemaphore(&other, SEMAPHORE_ALL_ACCESS, NULL, -1, 3) == STATUS_INVALID_PARAMETER &&
              NtCreateSemaphore(&other, SEMAPHORE_ALL_ACCESS, NULL, 0, 0) == STATUS_INVALID_PARAMETER,
          "NtCreateSemaphore: a count below 0 or above the maximum, or a maximum of 0, is refused");
    CHECK(NtOpenSemaphore(&other, SEMAPHORE_ALL_ACCESS, named(semaphore_name, 0)) == STATUS_SUCCESS,
          "NtOpenSemaphore: opens by name");
    CHECK(NtReleaseSemaphore(other, 2, &was) == STATUS_SUCCESS && was == 1, "NtReleaseSemaphore: \"previous count\"");
    CHECK(NtReleaseSemaphore(semaphore, 1, &was) == STATUS_SEMAPHORE_LIMIT_EXCEEDED && was == 1,
          "NtReleaseSemaphore: \"if the amount would cause the count to exceed the maximum ... the count is not "
          "changed\"");
    CHECK(NtReleaseSemaphore(semaphore, 0, NULL) == STATUS_INVALID_PARAMETER,
          "NtReleaseSemaphore: \"the value must be greater than zero\"");
    CHECK(NtQuerySemaphore(semaphore, 0, info, sizeof info, &length) == STATUS_SUCCESS && info[0] == 3 &&
              info[1] == 3 && length == 8,
          "NtQuerySemaphore: tells count and maximum");
    CHECK(NtQuerySemaphore(semaphore, 0, info, 4, NULL) == STATUS_INFO_LENGTH_MISMATCH,
          "NtQuerySemaphore: a wrong length is refused");
    CHECK(signalled(semaphore) && signalled(semaphore) && signalled(other) && !signalled(semaphore),
          "semaphores: \"the count is decreased by one whenever a wait function releases a thread\"");
    CloseHandle(semaphore);
    CloseHandle(other);
    CHECK(NtOpenSemaphore(&other, SEMAPHORE_ALL_ACCESS, named(semaphore_name, 0)) == STATUS_OBJECT_NAME_NOT_FOUND,
          "NtOpenSemaphore: STATUS_OBJECT_NAME_NOT_FOUND");
}

static HANDLE shared;

static DWORD WINAPI owns_and_ends(void *argument)
{
    (void)argument;
    return NtWaitForSingleObject(shared, FALSE, NULL) == STATUS_WAIT_0 ? 7 : 8;
}

static DWORD WINAPI releases_anothers(void *argument)
{
    (void)argument;
    return (DWORD)NtReleaseMutant(shared, NULL);
}

static void test_mutants(void)
{
    HANDLE other = NULL;
    LONG was = 9;
    struct {
        LONG count;
        BOOLEAN owned, abandoned;
    } info = {0};
    ULONG length = 0;
    CHECK(NtCreateMutant(&shared, MUTANT_ALL_ACCESS, named(mutant_name, 0), TRUE) == STATUS_SUCCESS,
          "NtCreateMutant: success");
    CHECK(NtCreateMutant(&other, MUTANT_ALL_ACCESS, named(mutant_name, 0), TRUE) == STATUS_OBJECT_NAME_COLLISION,
          "NtCreateMutant: STATUS_OBJECT_NAME_COLLISION");
    CHECK(NtQueryMutant(shared, 0, &info, sizeof info, &length) == STATUS_SUCCESS && info.count == 0 && info.owned &&
              !info.abandoned && length == 8,
          "NtQueryMutant: owned once is a count of 0");
    CHECK(NtQueryMutant(shared, 0, &info, 4, NULL) == STATUS_INFO_LENGTH_MISMATCH,
          "NtQueryMutant: a wrong length is refused");
    CHECK(thread_join(thread_make(releases_anothers, NULL, 0)) == (DWORD)STATUS_MUTANT_NOT_OWNED,
          "NtReleaseMutant: STATUS_MUTANT_NOT_OWNED");
    CHECK(NtOpenMutant(&other, MUTANT_ALL_ACCESS, named(mutant_name, 0)) == STATUS_SUCCESS && signalled(other),
          "mutants: \"the owning thread can specify the mutex repeatedly without blocking\"");
    CHECK(NtReleaseMutant(shared, &was) == STATUS_SUCCESS && was == -1,
          "NtReleaseMutant: the previous count of one owned twice is -1");
    CHECK(NtReleaseMutant(other, &was) == STATUS_SUCCESS && was == 0, "NtReleaseMutant: and of one owned once 0");
    CHECK(NtReleaseMutant(shared, NULL) == STATUS_MUTANT_NOT_OWNED, "NtReleaseMutant: what is free is not owned");
    CHECK(thread_join(thread_make(owns_and_ends, NULL, 0)) == 7, "mutants: another thread takes the free mutex");
    CHECK(NtQueryMutant(shared, 0, &info, sizeof info, NULL) == STATUS_SUCCESS && info.abandoned && info.count == 1,
          "NtQueryMutant: its owner has ended: abandoned");
    CHECK(NtWaitForSingleObject(shared, FALSE, NULL) == STATUS_ABANDONED_WAIT_0,
          "waits: \"WAIT_ABANDONED: a mutex object that was not released by the thread that owned it before it "
          "terminated\"");
    CHECK(NtReleaseMutant(shared, NULL) == STATUS_SUCCESS &&
              NtWaitForSingleObject(shared, FALSE, NULL) == STATUS_WAIT_0,
          "mutants: abandoned is told once");
    NtReleaseMutant(shared, NULL);
    CloseHandle(shared);
    CloseHandle(other);
}

int main(void)
{
    test_events();
    test_names();
    test_semaphores();
    test_mutants();
    return check_done();
}
