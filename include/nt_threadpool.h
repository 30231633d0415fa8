/* SPDX-License-Identifier: MIT */
/* ntdll's thread pool (Tp*) and the older interfaces on it (RtlQueueWorkItem, waits, timer queues), as kernelbase calls
 * them and ntdll defines them.  Guest side only; included by their files alone. */
#ifndef METIC_NT_THREADPOOL_H
#define METIC_NT_THREADPOOL_H

#include "nt.h"

typedef VOID(NTAPI *PTP_IO_CALLBACK)(PTP_CALLBACK_INSTANCE instance, PVOID context, PVOID apc_context,
                                     PIO_STATUS_BLOCK status, PTP_IO io);

/* ---- pools ---- */
NTSTATUS NTAPI TpAllocPool(PTP_POOL *out, PVOID reserved);
VOID NTAPI TpReleasePool(PTP_POOL pool);
VOID NTAPI TpSetPoolMaxThreads(PTP_POOL pool, ULONG maximum);
NTSTATUS NTAPI TpSetPoolMinThreads(PTP_POOL pool, ULONG minimum);
NTSTATUS NTAPI TpSetPoolStackInformation(PTP_POOL pool, PTP_POOL_STACK_INFORMATION stack);
NTSTATUS NTAPI TpQueryPoolStackInformation(PTP_POOL pool, PTP_POOL_STACK_INFORMATION stack);

/* ---- cleanup groups ---- */
NTSTATUS NTAPI TpAllocCleanupGroup(PTP_CLEANUP_GROUP *out);
VOID NTAPI TpReleaseCleanupGroup(PTP_CLEANUP_GROUP group);
VOID NTAPI TpReleaseCleanupGroupMembers(PTP_CLEANUP_GROUP group, ULONG cancel, PVOID context);

/* ---- what a callback may ask for ---- */
NTSTATUS NTAPI TpCallbackMayRunLong(PTP_CALLBACK_INSTANCE instance);
VOID NTAPI TpCallbackSetEventOnCompletion(PTP_CALLBACK_INSTANCE instance, HANDLE event);
VOID NTAPI TpCallbackReleaseSemaphoreOnCompletion(PTP_CALLBACK_INSTANCE instance, HANDLE semaphore, ULONG count);
VOID NTAPI TpCallbackReleaseMutexOnCompletion(PTP_CALLBACK_INSTANCE instance, HANDLE mutex);
VOID NTAPI TpCallbackLeaveCriticalSectionOnCompletion(PTP_CALLBACK_INSTANCE instance, PRTL_CRITICAL_SECTION section);
VOID NTAPI TpCallbackUnloadDllOnCompletion(PTP_CALLBACK_INSTANCE instance, PVOID dll);
VOID NTAPI TpDisassociateCallback(PTP_CALLBACK_INSTANCE instance);

/* ---- work ---- */
NTSTATUS NTAPI TpSimpleTryPost(PTP_SIMPLE_CALLBACK callback, PVOID context, PTP_CALLBACK_ENVIRON environment);
NTSTATUS NTAPI TpAllocWork(PTP_WORK *out, PTP_WORK_CALLBACK callback, PVOID context, PTP_CALLBACK_ENVIRON environment);
VOID NTAPI TpPostWork(PTP_WORK work);
VOID NTAPI TpWaitForWork(PTP_WORK work, ULONG cancel);
VOID NTAPI TpReleaseWork(PTP_WORK work);
NTSTATUS NTAPI RtlQueueWorkItem(WORKERCALLBACKFUNC callback, PVOID context, ULONG flags);

/* ---- timers: times as NtSetTimer takes them ---- */
NTSTATUS NTAPI TpAllocTimer(PTP_TIMER *out, PTP_TIMER_CALLBACK callback, PVOID context,
                            PTP_CALLBACK_ENVIRON environment);
VOID NTAPI TpSetTimer(PTP_TIMER timer, PLARGE_INTEGER due, ULONG period, ULONG window);
ULONG NTAPI TpSetTimerEx(PTP_TIMER timer, PLARGE_INTEGER due, ULONG period, ULONG window);
ULONG NTAPI TpIsTimerSet(PTP_TIMER timer);
VOID NTAPI TpWaitForTimer(PTP_TIMER timer, ULONG cancel);
VOID NTAPI TpReleaseTimer(PTP_TIMER timer);
NTSTATUS NTAPI RtlCreateTimerQueue(PHANDLE out);
NTSTATUS NTAPI RtlDeleteTimerQueue(HANDLE queue);
NTSTATUS NTAPI RtlDeleteTimerQueueEx(HANDLE queue, HANDLE event);
NTSTATUS NTAPI RtlCreateTimer(HANDLE queue, PHANDLE out, WAITORTIMERCALLBACKFUNC callback, PVOID context, ULONG due,
                              ULONG period, ULONG flags);
NTSTATUS NTAPI RtlUpdateTimer(HANDLE queue, HANDLE timer, ULONG due, ULONG period);
NTSTATUS NTAPI RtlDeleteTimer(HANDLE queue, HANDLE timer, HANDLE event);

/* ---- waits ---- */
NTSTATUS NTAPI TpAllocWait(PTP_WAIT *out, PTP_WAIT_CALLBACK callback, PVOID context, PTP_CALLBACK_ENVIRON environment);
VOID NTAPI TpSetWait(PTP_WAIT wait, HANDLE handle, PLARGE_INTEGER timeout);
ULONG NTAPI TpSetWaitEx(PTP_WAIT wait, HANDLE handle, PLARGE_INTEGER timeout, PVOID reserved);
VOID NTAPI TpWaitForWait(PTP_WAIT wait, ULONG cancel);
VOID NTAPI TpReleaseWait(PTP_WAIT wait);
NTSTATUS NTAPI RtlRegisterWait(PHANDLE out, HANDLE handle, WAITORTIMERCALLBACKFUNC callback, PVOID context,
                               ULONG milliseconds, ULONG flags);
NTSTATUS NTAPI RtlDeregisterWait(HANDLE wait);
NTSTATUS NTAPI RtlDeregisterWaitEx(HANDLE wait, HANDLE event);

/* ---- I/O ---- */
NTSTATUS NTAPI TpAllocIoCompletion(PTP_IO *out, HANDLE file, PTP_IO_CALLBACK callback, PVOID context,
                                   PTP_CALLBACK_ENVIRON environment);
VOID NTAPI TpStartAsyncIoOperation(PTP_IO io);
VOID NTAPI TpCancelAsyncIoOperation(PTP_IO io);
VOID NTAPI TpWaitForIoCompletion(PTP_IO io, ULONG cancel);
VOID NTAPI TpReleaseIoCompletion(PTP_IO io);
NTSTATUS NTAPI RtlSetIoCompletionCallback(HANDLE file, LPOVERLAPPED_COMPLETION_ROUTINE callback, ULONG flags);
/* Ours, for kernelbase: the same two, whose callbacks are told a Win32 error in place of a status. */
NTSTATUS NTAPI __metic_alloc_io(PTP_IO *out, HANDLE file, PTP_WIN32_IO_CALLBACK callback, PVOID context,
                                PTP_CALLBACK_ENVIRON environment);
NTSTATUS NTAPI __metic_bind_io(HANDLE file, LPOVERLAPPED_COMPLETION_ROUTINE callback, ULONG flags);

#endif
