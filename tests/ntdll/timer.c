/* SPDX-License-Identifier: MIT */
/* Waitable timers by their NT calls. */
#include "sync.h"

static const WCHAR name[] = L"\\BaseNamedObjects\\metic-test-timer";

static volatile LONG called;
static void *called_with;

static void CALLBACK routine(void *context, DWORD low, LONG high)
{
    called_with = context;
    if (low || high) called++;
}

static DWORD WINAPI waits(void *timer)
{
    return (DWORD)NtWaitForSingleObject(timer, FALSE, after(10000));
}

int main(void)
{
    HANDLE manual = NULL, once = NULL, other = NULL;
    BOOLEAN was = 9;
    struct {
        LARGE_INTEGER remaining;
        BOOLEAN signalled;
    } info;
    ULONG length = 0;
    CHECK(NtCreateTimer(&manual, TIMER_ALL_ACCESS, named(name, 0), NOTIFICATION) == STATUS_SUCCESS &&
              !signalled(manual),
          "NtCreateTimer: a new timer is not signalled");
    CHECK(NtCreateTimer(&once, TIMER_ALL_ACCESS, NULL, SYNCHRONIZATION) == STATUS_SUCCESS,
          "NtCreateTimer: a synchronization timer");
    CHECK(NtCreateTimer(&other, TIMER_ALL_ACCESS, NULL, 2) == STATUS_INVALID_PARAMETER_4,
          "NtCreateTimer: an unknown type is refused");
    CHECK(NtOpenTimer(&other, TIMER_ALL_ACCESS, named(name, 0)) == STATUS_SUCCESS, "NtOpenTimer: opens by name");
    CHECK(NtOpenTimer(&other, TIMER_ALL_ACCESS, named(L"\\BaseNamedObjects\\metic-none", 0)) ==
              STATUS_OBJECT_NAME_NOT_FOUND,
          "NtOpenTimer: STATUS_OBJECT_NAME_NOT_FOUND");

    CHECK(NtSetTimer(manual, after(50), NULL, NULL, FALSE, 0, &was) == STATUS_SUCCESS && was == FALSE,
          "NtSetTimer: tells the state before");
    CHECK(NtQueryTimer(manual, 0, &info, sizeof info, &length) == STATUS_SUCCESS && !info.signalled &&
              info.remaining.QuadPart > 0 && info.remaining.QuadPart <= 500000 && length == 16,
          "NtQueryTimer: tells the time that remains");
    CHECK(NtQueryTimer(manual, 0, &info, 8, NULL) == STATUS_INFO_LENGTH_MISMATCH,
          "NtQueryTimer: a wrong length is refused");
    DWORD from = GetTickCount();
    CHECK(NtWaitForSingleObject(manual, FALSE, after(5000)) == STATUS_WAIT_0 && GetTickCount() - from >= 30,
          "timers: \"signaled when the specified due time arrives\"");
    CHECK(signalled(manual) && NtQueryTimer(manual, 0, &info, sizeof info, NULL) == STATUS_SUCCESS && info.signalled,
          "timers: a manual-reset timer \"remains signaled until SetWaitableTimer is called\"");
    CHECK(NtSetTimer(manual, after(60000), NULL, NULL, FALSE, 0, &was) == STATUS_SUCCESS && was == TRUE &&
              !signalled(manual),
          "NtSetTimer: resets it");
    CHECK(NtCancelTimer(manual, &was) == STATUS_SUCCESS && was == FALSE && !signalled(manual),
          "NtCancelTimer: does not change the state");
    CHECK(NtSetTimer(manual, after(0), NULL, NULL, FALSE, 0, NULL) == STATUS_SUCCESS && signalled(manual),
          "NtSetTimer: a due time of 0 is now");
    CHECK(NtCancelTimer(manual, &was) == STATUS_SUCCESS && was == TRUE && signalled(manual),
          "NtCancelTimer: nor that of a signalled one");
    CHECK(NtSetTimer(manual, after(1), NULL, NULL, FALSE, -1, NULL) == STATUS_INVALID_PARAMETER_6,
          "NtSetTimer: a period below 0 is refused");
    CHECK(NtSetTimer((HANDLE)0x7ffc, after(1), NULL, NULL, FALSE, 0, NULL) == STATUS_INVALID_HANDLE,
          "NtSetTimer: STATUS_INVALID_HANDLE");
    CHECK(NtCancelTimer((HANDLE)0x7ffc, NULL) == STATUS_INVALID_HANDLE, "NtCancelTimer: STATUS_INVALID_HANDLE");

    NtSetTimer(once, after(10), NULL, NULL, FALSE, 20, NULL);
    CHECK(NtWaitForSingleObject(once, FALSE, after(5000)) == STATUS_WAIT_0 && !signalled(once),
          "timers: a synchronization timer \"remains signaled until a thread completes a wait\"");
    from = GetTickCount();
    CHECK(NtWaitForSingleObject(once, FALSE, after(5000)) == STATUS_WAIT_0 &&
              NtWaitForSingleObject(once, FALSE, after(5000)) == STATUS_WAIT_0 && GetTickCount() - from >= 20,
          "timers: \"a periodic timer ... is reactivated each time the specified period expires\"");
    NtCancelTimer(once, NULL);
    HANDLE thread = thread_make(waits, once, 0);
    NtDelayExecution(FALSE, after(30));
    NtSetTimer(once, after(20), NULL, NULL, FALSE, 0, NULL);
    CHECK(thread_join(thread) == STATUS_WAIT_0, "timers: who waits before it is set is woken as well");

    NtSetTimer(once, after(10), (void *)routine, &info, FALSE, 0, NULL);
    CHECK(NtDelayExecution(FALSE, after(60)) == STATUS_SUCCESS && !called,
          "timers: the routine is called in an alertable wait only");
    CHECK(NtDelayExecution(TRUE, after(5000)) == STATUS_USER_APC && called == 1 && called_with == &info,
          "timers: \"when the timer is signaled ... the completion routine is called\", with its argument");
    NtSetTimer(once, after(20), (void *)routine, NULL, FALSE, 0, NULL);
    CHECK(NtDelayExecution(TRUE, after(5000)) == STATUS_USER_APC && called == 2,
          "timers: an alertable wait is ended when the time comes");
    NtSetTimer(once, after(20), (void *)routine, NULL, FALSE, 0, NULL);
    NtDelayExecution(FALSE, after(60));
    NtCancelTimer(once, NULL);
    CHECK(NtDelayExecution(TRUE, after(20)) == STATUS_SUCCESS && called == 2,
          "NtCancelTimer: \"cancels outstanding APCs\"");
    struct {
        LARGE_INTEGER due;
        void *routine, *context, *wake;
        ULONG period, delay;
        BOOLEAN *previous;
    } coalescable = {*after(10), NULL, NULL, NULL, 0, 0, &was};
    CHECK(NtSetTimerEx(once, 0, &coalescable, sizeof coalescable) == STATUS_SUCCESS &&
              NtWaitForSingleObject(once, FALSE, after(5000)) == 0,
          "NtSetTimerEx: sets it");
    CHECK(NtSetTimerEx(once, 0, &coalescable, 8) == STATUS_INFO_LENGTH_MISMATCH,
          "NtSetTimerEx: a wrong length is refused");
    CloseHandle(manual);
    CloseHandle(once);
    return check_done();
}
