/* SPDX-License-Identifier: MIT */
/* Alerts by thread id, and keyed events.  Both are what ntdll's own locks are made of; their behaviour is told in
 * books. */
#include "sync.h"

static HANDLE event;
static int key;

static DWORD WINAPI alerts(void *id)
{
    NtDelayExecution(FALSE, after(30));
    return (DWORD)NtAlertThreadByThreadId(id);
}

static DWORD WINAPI waits(void *key_value)
{
    return (DWORD)NtWaitForKeyedEvent(event, key_value, FALSE, after(10000));
}

static DWORD WINAPI releases(void *key_value)
{
    return (DWORD)NtReleaseKeyedEvent(event, key_value, FALSE, after(10000));
}

int main(void)
{
    HANDLE me = (HANDLE)(ULONG_PTR)GetCurrentThreadId(), other = NULL;
    CHECK(NtWaitForAlertByThreadId(NULL, after(20)) == STATUS_TIMEOUT, "NtWaitForAlertByThreadId: STATUS_TIMEOUT");
    CHECK(NtAlertThreadByThreadId(me) == STATUS_SUCCESS && NtAlertThreadByThreadId(me) == STATUS_SUCCESS &&
              NtWaitForAlertByThreadId(NULL, after(5000)) == STATUS_ALERTED &&
              NtWaitForAlertByThreadId(NULL, after(0)) == STATUS_TIMEOUT,
          "NtAlertThreadByThreadId: one that comes early is kept, once");
    HANDLE thread = thread_make(alerts, me, 0);
    CHECK(NtWaitForAlertByThreadId(NULL, NULL) == STATUS_ALERTED && thread_join(thread) == STATUS_SUCCESS,
          "NtWaitForAlertByThreadId: another thread's alert ends it");
    CHECK(NtAlertThreadByThreadId((HANDLE)3) == STATUS_INVALID_CID, "NtAlertThreadByThreadId: STATUS_INVALID_CID");

    CHECK(NtCreateKeyedEvent(&event, GENERIC_READ | GENERIC_WRITE, named(L"\\BaseNamedObjects\\metic-test-keyed", 0),
                             0) == STATUS_SUCCESS,
          "NtCreateKeyedEvent: success");
    CHECK(NtCreateKeyedEvent(&other, GENERIC_READ, named(L"\\BaseNamedObjects\\metic-test-keyed", 0), 0) ==
                  STATUS_OBJECT_NAME_COLLISION &&
              NtCreateKeyedEvent(NULL, GENERIC_READ, NULL, 0) == STATUS_ACCESS_VIOLATION,
          "NtCreateKeyedEvent: STATUS_OBJECT_NAME_COLLISION, and a bad pointer");
    CHECK(NtOpenKeyedEvent(&other, GENERIC_READ, named(L"\\BaseNamedObjects\\metic-test-keyed", 0)) == STATUS_SUCCESS,
          "NtOpenKeyedEvent: opens by name");
    CHECK(NtOpenKeyedEvent(&other, GENERIC_READ, named(L"\\BaseNamedObjects\\metic-none", 0)) ==
              STATUS_OBJECT_NAME_NOT_FOUND,
          "NtOpenKeyedEvent: STATUS_OBJECT_NAME_NOT_FOUND");
    CHECK(NtWaitForKeyedEvent(event, &key, FALSE, after(20)) == STATUS_TIMEOUT &&
              NtReleaseKeyedEvent(event, &key, FALSE, after(20)) == STATUS_TIMEOUT,
          "keyed events: each side waits for the other");
    thread = thread_make(waits, &key, 0);
    CHECK(NtReleaseKeyedEvent(event, &key, FALSE, after(5000)) == STATUS_SUCCESS &&
              thread_join(thread) == STATUS_SUCCESS,
          "NtReleaseKeyedEvent: releases one waiter of the key");
    thread = thread_make(releases, &key, 0);
    NtDelayExecution(FALSE, after(30));
    CHECK(NtWaitForKeyedEvent(event, (char *)&key + 2, FALSE, after(20)) == STATUS_TIMEOUT,
          "keyed events: another key is another matter");
    CHECK(NtWaitForKeyedEvent(event, &key, FALSE, after(5000)) == STATUS_SUCCESS &&
              thread_join(thread) == STATUS_SUCCESS,
          "NtWaitForKeyedEvent: a releaser that came first is met");
    CHECK(NtWaitForKeyedEvent(event, (char *)&key + 1, FALSE, after(0)) == STATUS_INVALID_PARAMETER_1,
          "keyed events: keys are even");
    CHECK(NtWaitForKeyedEvent((HANDLE)0x7ffc, &key, FALSE, after(0)) == STATUS_INVALID_HANDLE &&
              NtReleaseKeyedEvent((HANDLE)0x7ffc, &key, FALSE, after(0)) == STATUS_INVALID_HANDLE,
          "NtWaitForKeyedEvent, NtReleaseKeyedEvent: STATUS_INVALID_HANDLE");
    CHECK(NtWaitForKeyedEvent(NULL, &key, FALSE, after(0)) == STATUS_TIMEOUT,
          "keyed events: a NULL handle is the process's own");
    return check_done();
}
