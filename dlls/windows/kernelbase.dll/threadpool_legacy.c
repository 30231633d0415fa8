/* SPDX-License-Identifier: MIT */
/* The thread pool's older interfaces: work items, registered waits, timer queues, files bound to the default pool. Each
 * is an Rtl function of ntdll's. */
#include "kernelbase.h"
#include "nt_threadpool.h"

/* STATUS_PENDING is a failure here: "ERROR_IO_PENDING ... indicates that there are outstanding callback functions". */
static BOOL ended(NTSTATUS status)
{
    return status == STATUS_PENDING ? base_fail(status) : base_ok(status);
}

/* "QueueUserWorkItem function" */
BOOL WINAPI QueueUserWorkItem(LPTHREAD_START_ROUTINE function, void *context, ULONG flags)
{
    /* what the function returns is of no use to anybody */
    return base_ok(RtlQueueWorkItem((WORKERCALLBACKFUNC)(void *)function, context, flags));
}

BOOL WINAPI BindIoCompletionCallback(HANDLE file, LPOVERLAPPED_COMPLETION_ROUTINE function, ULONG flags)
{
    return base_ok(__metic_bind_io(file, function, flags));
}

/* ---- waits ---- */

BOOL WINAPI RegisterWaitForSingleObject(HANDLE *wait, HANDLE handle, WAITORTIMERCALLBACK callback, void *context,
                                        ULONG milliseconds, ULONG flags)
{
    return base_ok(RtlRegisterWait(wait, handle, callback, context, milliseconds, flags));
}

BOOL WINAPI UnregisterWait(HANDLE wait)
{
    return ended(RtlDeregisterWait(wait));
}

BOOL WINAPI UnregisterWaitEx(HANDLE wait, HANDLE event)
{
    return ended(RtlDeregisterWaitEx(wait, event));
}

/* ---- timer queues ---- */

HANDLE WINAPI CreateTimerQueue(void)
{
    HANDLE queue;

    return base_ok(RtlCreateTimerQueue(&queue)) ? queue : NULL;
}

BOOL WINAPI DeleteTimerQueueEx(HANDLE queue, HANDLE event)
{
    return ended(RtlDeleteTimerQueueEx(queue, event));
}

BOOL WINAPI DeleteTimerQueue(HANDLE queue)
{
    return ended(RtlDeleteTimerQueue(queue));
}

BOOL WINAPI CreateTimerQueueTimer(HANDLE *timer, HANDLE queue, WAITORTIMERCALLBACK callback, void *context, DWORD due,
                                  DWORD period, DWORD flags)
{
    return base_ok(RtlCreateTimer(queue, timer, callback, context, due, period, flags));
}

BOOL WINAPI ChangeTimerQueueTimer(HANDLE queue, HANDLE timer, ULONG due, ULONG period)
{
    return base_ok(RtlUpdateTimer(queue, timer, due, period));
}

BOOL WINAPI DeleteTimerQueueTimer(HANDLE queue, HANDLE timer, HANDLE event)
{
    return ended(RtlDeleteTimer(queue, timer, event));
}

/* The first forms of the two above. */
HANDLE WINAPI SetTimerQueueTimer(HANDLE queue, WAITORTIMERCALLBACK callback, void *context, DWORD due, DWORD period,
                                 BOOL prefer_io)
{
    HANDLE timer;
    NTSTATUS status = RtlCreateTimer(queue, &timer, callback, context, due, period,
                                     prefer_io ? WT_EXECUTEINIOTHREAD : WT_EXECUTEDEFAULT);

    return base_ok(status) ? timer : NULL;
}

BOOL WINAPI CancelTimerQueueTimer(HANDLE queue, HANDLE timer)
{
    return ended(RtlDeleteTimer(queue, timer, NULL));
}
