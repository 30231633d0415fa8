/* SPDX-License-Identifier: MIT */
/* The thread pool: what Win32 gives another form than ntdll's Tp functions; kernelbase.spec forwards the rest there. */
#include "kernelbase.h"
#include "nt_threadpool.h"

/* "CreateThreadpool function" */
PTP_POOL WINAPI CreateThreadpool(void *reserved)
{
    PTP_POOL pool;

    return base_ok(TpAllocPool(&pool, reserved)) ? pool : NULL;
}

BOOL WINAPI SetThreadpoolThreadMinimum(PTP_POOL pool, DWORD minimum)
{
    return base_ok(TpSetPoolMinThreads(pool, minimum));
}

BOOL WINAPI SetThreadpoolStackInformation(PTP_POOL pool, TP_POOL_STACK_INFORMATION *stack)
{
    return base_ok(TpSetPoolStackInformation(pool, stack));
}

BOOL WINAPI QueryThreadpoolStackInformation(PTP_POOL pool, TP_POOL_STACK_INFORMATION *stack)
{
    return base_ok(TpQueryPoolStackInformation(pool, stack));
}

PTP_CLEANUP_GROUP WINAPI CreateThreadpoolCleanupGroup(void)
{
    PTP_CLEANUP_GROUP group;

    return base_ok(TpAllocCleanupGroup(&group)) ? group : NULL;
}

BOOL WINAPI CallbackMayRunLong(PTP_CALLBACK_INSTANCE instance)
{
    return base_ok(TpCallbackMayRunLong(instance));
}

BOOL WINAPI TrySubmitThreadpoolCallback(PTP_SIMPLE_CALLBACK callback, void *context, PTP_CALLBACK_ENVIRON environment)
{
    return base_ok(TpSimpleTryPost(callback, context, environment));
}

PTP_WORK WINAPI CreateThreadpoolWork(PTP_WORK_CALLBACK callback, void *context, PTP_CALLBACK_ENVIRON environment)
{
    PTP_WORK work;

    return base_ok(TpAllocWork(&work, callback, context, environment)) ? work : NULL;
}

PTP_TIMER WINAPI CreateThreadpoolTimer(PTP_TIMER_CALLBACK callback, void *context, PTP_CALLBACK_ENVIRON environment)
{
    PTP_TIMER timer;

    return base_ok(TpAllocTimer(&timer, callback, context, environment)) ? timer : NULL;
}

PTP_WAIT WINAPI CreateThreadpoolWait(PTP_WAIT_CALLBACK callback, void *context, PTP_CALLBACK_ENVIRON environment)
{
    PTP_WAIT wait;

    return base_ok(TpAllocWait(&wait, callback, context, environment)) ? wait : NULL;
}

PTP_IO WINAPI CreateThreadpoolIo(HANDLE file, PTP_WIN32_IO_CALLBACK callback, void *context,
                                 PTP_CALLBACK_ENVIRON environment)
{
    PTP_IO io;

    return base_ok(__metic_alloc_io(&io, file, callback, context, environment)) ? io : NULL;
}
