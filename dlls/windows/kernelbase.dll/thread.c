/* SPDX-License-Identifier: MIT */
/* Threads: making, ending, priorities, suspension, contexts, sleeping and APCs; each one Nt call on a thread handle.
 *
 * A thread begins in ntdll's RtlUserThreadStart, which calls its function and hands the result to RtlExitUserThread. */
#include "process_attributes.h"

#include "nt_process.h"

HANDLE WINAPI GetCurrentThread(void)
{
    return NtCurrentThread();
}

DWORD WINAPI GetCurrentThreadId(void)
{
    return (DWORD)(ULONG_PTR)NtCurrentTeb()->ClientId.UniqueThread;
}

static BOOL query(HANDLE thread, THREADINFOCLASS class, void *data, ULONG size)
{
    return base_ok(NtQueryInformationThread(thread, class, data, size, NULL));
}

static BOOL set(HANDLE thread, THREADINFOCLASS class, const void *data, ULONG size)
{
    return base_ok(NtSetInformationThread(thread, class, (void *)data, size));
}

/* "CreateRemoteThreadEx function".  STACK_SIZE_PARAM_IS_A_RESERVATION tells what `stack` means. */
HANDLE WINAPI CreateRemoteThreadEx(HANDLE process, SECURITY_ATTRIBUTES *security, SIZE_T stack,
                                   LPTHREAD_START_ROUTINE start, void *parameter, DWORD flags,
                                   LPPROC_THREAD_ATTRIBUTE_LIST list, DWORD *id)
{
    struct base_object object;
    HANDLE thread;
    CLIENT_ID client;

    static const struct {
        DWORD_PTR win32;
        ULONG_PTR nt;
    } known[] = {
        {PROC_THREAD_ATTRIBUTE_GROUP_AFFINITY,  PS_ATTRIBUTE_GROUP_AFFINITY },
        {PROC_THREAD_ATTRIBUTE_IDEAL_PROCESSOR, PS_ATTRIBUTE_IDEAL_PROCESSOR},
    };
    struct {
        SIZE_T total;
        PS_ATTRIBUTE attributes[1 + ARRAYSIZE(known)];
    } ps = {.attributes = {{.Attribute = PS_ATTRIBUTE_CLIENT_ID, .Size = sizeof client, .ValuePtr = &client}}};
    unsigned count = 1;

    if (flags & ~(DWORD)(CREATE_SUSPENDED | STACK_SIZE_PARAM_IS_A_RESERVATION))
        return base_fail(STATUS_INVALID_PARAMETER), NULL;
    for (unsigned i = 0; i < ARRAYSIZE(known); i++) {
        PS_ATTRIBUTE *next = &ps.attributes[count];
        if (!(next->ValuePtr = process_attribute(list, known[i].win32, &next->Size))) continue;
        next->Attribute = known[i].nt;
        next->ReturnLength = NULL;
        count++;
    }
    ps.total = sizeof ps.total + count * sizeof *ps.attributes;
    base_object_name(&object, NULL, security);
    object.attributes.Attributes &= OBJ_INHERIT;
    BOOL reserve = (flags & STACK_SIZE_PARAM_IS_A_RESERVATION) != 0;
    NTSTATUS status = NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, &object.attributes, process, (void *)start,
                                       parameter, flags & CREATE_SUSPENDED ? THREAD_CREATE_FLAGS_CREATE_SUSPENDED : 0,
                                       0, reserve ? 0 : stack, reserve ? stack : 0, (PS_ATTRIBUTE_LIST *)&ps);
    if (!base_ok(status)) return NULL;
    if (id) *id = (DWORD)(ULONG_PTR)client.UniqueThread;
    return thread;
}

HANDLE WINAPI CreateRemoteThread(HANDLE process, SECURITY_ATTRIBUTES *security, SIZE_T stack,
                                 LPTHREAD_START_ROUTINE start, void *parameter, DWORD flags, DWORD *id)
{
    return CreateRemoteThreadEx(process, security, stack, start, parameter, flags, NULL, id);
}

HANDLE WINAPI CreateThread(SECURITY_ATTRIBUTES *security, SIZE_T stack, LPTHREAD_START_ROUTINE start, void *parameter,
                           DWORD flags, DWORD *id)
{
    return CreateRemoteThreadEx(NtCurrentProcess(), security, stack, start, parameter, flags, NULL, id);
}

HANDLE WINAPI OpenThread(DWORD access, BOOL inherit, DWORD id)
{
    HANDLE thread;
    CLIENT_ID client = {NULL, (HANDLE)(ULONG_PTR)id};
    OBJECT_ATTRIBUTES attributes;

    InitializeObjectAttributes(&attributes, NULL, inherit ? OBJ_INHERIT : 0, NULL, NULL);
    NTSTATUS status = NtOpenThread(&thread, access, &attributes, &client);
    /* "if the specified thread does not exist": NT's word for it has another Win32 error than documented */
    if (status == STATUS_INVALID_CID) status = STATUS_INVALID_PARAMETER;
    return base_ok(status) ? thread : NULL;
}

BOOL WINAPI TerminateThread(HANDLE thread, DWORD code)
{
    if (!thread) return base_fail(STATUS_INVALID_HANDLE);
    return base_ok(NtTerminateThread(thread, (NTSTATUS)code));
}

BOOL WINAPI GetExitCodeThread(HANDLE thread, DWORD *code)
{
    THREAD_BASIC_INFORMATION info;

    if (!query(thread, ThreadBasicInformation, &info, sizeof info)) return FALSE;
    *code = (DWORD)info.ExitStatus;
    return TRUE;
}

/* 0 on failure. */
DWORD WINAPI GetThreadId(HANDLE thread)
{
    THREAD_BASIC_INFORMATION info;

    return query(thread, ThreadBasicInformation, &info, sizeof info) ? (DWORD)(ULONG_PTR)info.ClientId.UniqueThread : 0;
}

DWORD WINAPI GetProcessIdOfThread(HANDLE thread)
{
    THREAD_BASIC_INFORMATION info;

    return query(thread, ThreadBasicInformation, &info, sizeof info) ? (DWORD)(ULONG_PTR)info.ClientId.UniqueProcess
                                                                     : 0;
}

BOOL WINAPI GetThreadTimes(HANDLE thread, FILETIME *creation, FILETIME *exit, FILETIME *kernel, FILETIME *user)
{
    KERNEL_USER_TIMES times;

    if (!query(thread, ThreadTimes, &times, sizeof times)) return FALSE;
    *creation = (FILETIME){times.CreateTime.LowPart, (DWORD)times.CreateTime.HighPart};
    *exit = (FILETIME){times.ExitTime.LowPart, (DWORD)times.ExitTime.HighPart};
    *kernel = (FILETIME){times.KernelTime.LowPart, (DWORD)times.KernelTime.HighPart};
    *user = (FILETIME){times.UserTime.LowPart, (DWORD)times.UserTime.HighPart};
    return TRUE;
}

BOOL WINAPI QueryThreadCycleTime(HANDLE thread, ULONG64 *cycles)
{
    THREAD_CYCLE_TIME_INFORMATION info;

    if (!query(thread, ThreadCycleTime, &info, sizeof info)) return FALSE;
    *cycles = info.AccumulatedCycles;
    return TRUE;
}

BOOL WINAPI GetThreadIOPendingFlag(HANDLE thread, BOOL *pending)
{
    ULONG value;

    if (!query(thread, ThreadIsIoPending, &value, sizeof value)) return FALSE;
    *pending = value != 0;
    return TRUE;
}

/* ---- priority and processors ---- */

/* THREAD_PRIORITY_ERROR_RETURN on failure. */
int WINAPI GetThreadPriority(HANDLE thread)
{
    THREAD_BASIC_INFORMATION info;

    if (!query(thread, ThreadBasicInformation, &info, sizeof info)) return THREAD_PRIORITY_ERROR_RETURN;
    return info.BasePriority;
}

/* What background processing mode changes, as it was before: kept in TEB.SavedPriorityState, 0 outside the mode. */
union saved_priority {
    void *state;

    struct {
        BYTE inside, io, page;
        signed char base;
    } now;
};

enum {
    ERROR_THREAD_MODE_ALREADY_BACKGROUND = 400, /* which mingw-w64's header lacks */
    ERROR_THREAD_MODE_NOT_BACKGROUND = 401,
    BACKGROUND_LEVEL = 4, /* of priorities 1 to 31: -4 to GetThreadPriority */
    USUAL_LEVEL = 8,
    BACKGROUND_IO = 0, /* very low */
    BACKGROUND_PAGE = MEMORY_PRIORITY_VERY_LOW
};

static BOOL set_number(HANDLE thread, THREADINFOCLASS class, LONG value)
{
    return set(thread, class, &value, sizeof value);
}

/* "SetThreadPriority function": THREAD_MODE_BACKGROUND_BEGIN and THREAD_MODE_BACKGROUND_END are for the current thread
 * only, and fail inside and outside the mode. */
static BOOL set_background(HANDLE thread, BOOL begin)
{
    void **kept = &NtCurrentTeb()->SavedPriorityState;
    union saved_priority saved = {*kept};
    THREAD_BASIC_INFORMATION info;
    ULONG io, page;
    NTSTATUS status = NtCompareObjects(thread, NtCurrentThread());

    if (status == STATUS_NOT_SAME_OBJECT) status = STATUS_INVALID_PARAMETER;
    if (status) return base_fail(status);
    if (begin == saved.now.inside) {
        SetLastError(begin ? ERROR_THREAD_MODE_ALREADY_BACKGROUND : ERROR_THREAD_MODE_NOT_BACKGROUND);
        return FALSE;
    }
    if (!begin) {
        LONG base = saved.now.base;
        BOOL known = (base >= THREAD_PRIORITY_LOWEST && base <= THREAD_PRIORITY_HIGHEST) ||
                     base == THREAD_PRIORITY_IDLE || base == THREAD_PRIORITY_TIME_CRITICAL;
        if (!(known ? set_number(thread, ThreadBasePriority, base)
                    : set_number(thread, ThreadPriority, USUAL_LEVEL + base)) ||
            !set_number(thread, ThreadIoPriority, saved.now.io) ||
            !set_number(thread, ThreadPagePriority, saved.now.page))
            return FALSE;
        *kept = NULL;
        return TRUE;
    }
    if (!query(NtCurrentThread(), ThreadBasicInformation, &info, sizeof info) ||
        !query(NtCurrentThread(), ThreadIoPriority, &io, sizeof io) ||
        !query(NtCurrentThread(), ThreadPagePriority, &page, sizeof page) ||
        !set_number(thread, ThreadPriority, BACKGROUND_LEVEL) || !set_number(thread, ThreadIoPriority, BACKGROUND_IO) ||
        !set_number(thread, ThreadPagePriority, BACKGROUND_PAGE))
        return FALSE;
    saved.now.inside = TRUE;
    saved.now.io = (BYTE)io;
    saved.now.page = (BYTE)page;
    saved.now.base = (signed char)info.BasePriority;
    *kept = saved.state;
    return TRUE;
}

BOOL WINAPI SetThreadPriority(HANDLE thread, int priority)
{
    if (priority == THREAD_MODE_BACKGROUND_BEGIN || priority == THREAD_MODE_BACKGROUND_END)
        return set_background(thread, priority == THREAD_MODE_BACKGROUND_BEGIN);
    if ((priority < THREAD_PRIORITY_LOWEST || priority > THREAD_PRIORITY_HIGHEST) &&
        priority != THREAD_PRIORITY_TIME_CRITICAL && priority != THREAD_PRIORITY_IDLE)
        return base_fail(STATUS_INVALID_PARAMETER);
    return set_number(thread, ThreadBasePriority, priority);
}

BOOL WINAPI GetThreadPriorityBoost(HANDLE thread, BOOL *disabled)
{
    ULONG value;

    if (!query(thread, ThreadPriorityBoost, &value, sizeof value)) return FALSE;
    *disabled = value != 0;
    return TRUE;
}

BOOL WINAPI SetThreadPriorityBoost(HANDLE thread, BOOL disable)
{
    ULONG value = disable != 0;

    return set(thread, ThreadPriorityBoost, &value, sizeof value);
}

/* The mask that stood before; 0 on failure. */
DWORD_PTR WINAPI SetThreadAffinityMask(HANDLE thread, DWORD_PTR mask)
{
    THREAD_BASIC_INFORMATION info;

    if (!query(thread, ThreadBasicInformation, &info, sizeof info)) return 0;
    return set(thread, ThreadAffinityMask, &mask, sizeof mask) ? info.AffinityMask : 0;
}

BOOL WINAPI GetThreadGroupAffinity(HANDLE thread, GROUP_AFFINITY *affinity)
{
    return query(thread, ThreadGroupInformation, affinity, sizeof *affinity);
}

BOOL WINAPI SetThreadGroupAffinity(HANDLE thread, const GROUP_AFFINITY *affinity, GROUP_AFFINITY *before)
{
    if (before && !GetThreadGroupAffinity(thread, before)) return FALSE;
    return set(thread, ThreadGroupInformation, affinity, sizeof *affinity);
}

/* The processor that stood before; (DWORD)-1 on failure. */
DWORD WINAPI SetThreadIdealProcessor(HANDLE thread, DWORD processor)
{
    NTSTATUS status = NtSetInformationThread(thread, ThreadIdealProcessor, &processor, sizeof processor);

    return base_ok(status) ? (DWORD)status : (DWORD)-1;
}

DWORD WINAPI GetCurrentProcessorNumber(void)
{
    return NtGetCurrentProcessorNumber();
}

void WINAPI GetCurrentProcessorNumberEx(PROCESSOR_NUMBER *number)
{
    *number = (PROCESSOR_NUMBER){.Number = (BYTE)NtGetCurrentProcessorNumber()};
}

/* ---- suspension and contexts ---- */

/* Both give the suspend count that stood before, (DWORD)-1 on failure. */
DWORD WINAPI SuspendThread(HANDLE thread)
{
    ULONG before;

    return base_ok(NtSuspendThread(thread, &before)) ? before : (DWORD)-1;
}

DWORD WINAPI ResumeThread(HANDLE thread)
{
    ULONG before;

    return base_ok(NtResumeThread(thread, &before)) ? before : (DWORD)-1;
}

BOOL WINAPI GetThreadContext(HANDLE thread, CONTEXT *context)
{
    return base_ok(NtGetContextThread(thread, context));
}

BOOL WINAPI SetThreadContext(HANDLE thread, const CONTEXT *context)
{
    return base_ok(NtSetContextThread(thread, (CONTEXT *)context));
}

/* ---- stack ---- */

/* "SetThreadStackGuarantee function": bytes that stay usable while a stack overflow is handled; in: the new value or 0
 * to ask, out: the one before.  It can only grow. */
BOOL WINAPI SetThreadStackGuarantee(ULONG *size)
{
    TEB *teb = NtCurrentTeb();
    ULONG before = teb->GuaranteedStackBytes, wanted = *size;

    if (wanted) {
        wanted = (wanted + 0xfff) & ~0xfffu;
        if (wanted < *size || wanted + 0x3000 >= (ULONG_PTR)teb->NtTib.StackBase - (ULONG_PTR)teb->DeallocationStack)
            return base_fail(STATUS_INVALID_PARAMETER);
        if (wanted > before) teb->GuaranteedStackBytes = wanted;
    }
    *size = before;
    return TRUE;
}

void WINAPI GetCurrentThreadStackLimits(ULONG_PTR *low, ULONG_PTR *high)
{
    TEB *teb = NtCurrentTeb();

    *low = (ULONG_PTR)teb->DeallocationStack;
    *high = (ULONG_PTR)teb->NtTib.StackBase;
}

/* ---- names ---- */

HRESULT WINAPI SetThreadDescription(HANDLE thread, PCWSTR text)
{
    UNICODE_STRING name;
    NTSTATUS status = RtlInitUnicodeStringEx(&name, text);

    if (NT_SUCCESS(status)) status = NtSetInformationThread(thread, ThreadNameInformation, &name, sizeof name);
    return NT_SUCCESS(status) ? S_OK : HRESULT_FROM_NT(status);
}

/* *text is freed with LocalFree(). */
HRESULT WINAPI GetThreadDescription(HANDLE thread, PWSTR *text)
{
    UNICODE_STRING *name = NULL;
    ULONG size = sizeof *name + 64;
    NTSTATUS status;

    *text = NULL;
    do {
        base_free(name);
        name = base_alloc(size + sizeof(WCHAR));
        if (!name) return E_OUTOFMEMORY;
        status = NtQueryInformationThread(thread, ThreadNameInformation, name, size, &size);
    } while (status == STATUS_INFO_LENGTH_MISMATCH || status == STATUS_BUFFER_TOO_SMALL ||
             status == STATUS_BUFFER_OVERFLOW);
    if (NT_SUCCESS(status)) {
        USHORT length = name->Length;
        /* the buffer itself becomes the answer: a fixed LocalAlloc block is a heap block */
        memmove(name, name->Buffer, length);
        ((WCHAR *)name)[length / sizeof(WCHAR)] = 0;
        *text = (WCHAR *)name;
        return S_OK;
    }
    base_free(name);
    return HRESULT_FROM_NT(status);
}

/* ---- sleeping, APCs ---- */

/* WAIT_IO_COMPLETION where an APC ended the sleep, else 0. */
DWORD WINAPI SleepEx(DWORD milliseconds, BOOL alertable)
{
    LARGE_INTEGER interval = {.QuadPart = -(LONGLONG)milliseconds * 10000};

    if (milliseconds == INFINITE) interval.QuadPart = (LONGLONG)0x8000000000000000;
    NTSTATUS status = NtDelayExecution((BOOLEAN)(alertable != FALSE), &interval);
    return status == STATUS_USER_APC ? WAIT_IO_COMPLETION : 0;
}

void WINAPI Sleep(DWORD milliseconds)
{
    SleepEx(milliseconds, FALSE);
}

BOOL WINAPI SwitchToThread(void)
{
    return NtYieldExecution() != STATUS_NO_YIELD_PERFORMED;
}

static void NTAPI user_apc(void *function, void *data, void *unused)
{
    (void)unused;
    ((PAPCFUNC)function)((ULONG_PTR)data);
}

DWORD WINAPI QueueUserAPC(PAPCFUNC function, HANDLE thread, ULONG_PTR data)
{
    return (DWORD)base_ok(NtQueueApcThread(thread, user_apc, (void *)function, (void *)data, NULL));
}

/* "SetThreadExecutionState function": which flags ES_CONTINUOUS keeps is the machine's affair; without a power manager
 * the call fails. */
EXECUTION_STATE WINAPI SetThreadExecutionState(EXECUTION_STATE flags)
{
    EXECUTION_STATE before;

    return base_ok(NtSetThreadExecutionState(flags, &before)) ? before : 0;
}
