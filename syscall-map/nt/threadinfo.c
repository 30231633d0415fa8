/* SPDX-License-Identifier: MIT */
/* NtQueryInformationThread and NtSetInformationThread, a function a class.
 * Left out: impersonation, processor groups beyond the first, names of other processes' threads.  Cycles are
 * nanoseconds of processor time.
 */
#include "linux/cpu.h"
#include "linux/procstat.h"
#include "nt/foreign.h"
#include "nt/priority.h"
#include "nt/thread.h"
#include "nt/token.h"

#include "door/guestmem.h"
#include "nt/guest.h"
#include "nt/handle.h"
#include "nt/status.h"
#include "nt_calls.h"
#include "nt_system.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* What a query may give at most, but for names. */
union answer {
    THREAD_BASIC_INFORMATION basic;
    KERNEL_USER_TIMES times;
    GROUP_AFFINITY group;
    PROCESSOR_NUMBER processor;
    THREAD_CYCLE_TIME_INFORMATION cycles;
    uint64_t word;
    ULONG number;
    BOOLEAN flag;
};

static uint64_t affinity(const struct nt_thread *thread)
{
    return thread->door ? cpu_affinity((pid_t)thread->door->tid) : 1;
}

static void query_basic(struct nt_thread *thread, union answer *answer)
{
    answer->basic.ExitStatus = thread->ended ? thread->exit_status : STATUS_PENDING;
    answer->basic.TebBaseAddress = thread->teb;
    answer->basic.ClientId.UniqueProcess = (HANDLE)((uintptr_t)getpid() * 4);
    answer->basic.ClientId.UniqueThread = (HANDLE)(uintptr_t)thread->id;
    answer->basic.AffinityMask = affinity(thread);
    answer->basic.Priority = priority_now(thread->priority);
    answer->basic.BasePriority = thread->priority;
}

static void query_times(struct nt_thread *thread, union answer *answer)
{
    int64_t kernel = thread->kernel_time, user = thread->user_time;
    struct procstat stat;
    if (thread_is_self(thread)) {
        struct rusage usage;
        getrusage(RUSAGE_THREAD, &usage);
        kernel = usage.ru_stime.tv_sec * 10000000ll + usage.ru_stime.tv_usec * 10;
        user = usage.ru_utime.tv_sec * 10000000ll + usage.ru_utime.tv_usec * 10;
    } else if (!thread->ended && thread->door && procstat_read(getpid(), (pid_t)thread->door->tid, &stat)) {
        kernel = (int64_t)stat.kernel;
        user = (int64_t)stat.user;
    }
    answer->times.CreateTime.QuadPart = thread->created;
    answer->times.ExitTime.QuadPart = thread->ended_at;
    answer->times.KernelTime.QuadPart = kernel;
    answer->times.UserTime.QuadPart = user;
}

static void query_start(struct nt_thread *thread, union answer *answer)
{
    answer->word = thread->start;
}

static void query_last(struct nt_thread *thread, union answer *answer)
{
    (void)thread;
    answer->number = thread_count() == 1;
}

static void query_boost(struct nt_thread *thread, union answer *answer)
{
    answer->number = thread->no_boost;
}

static void query_hidden(struct nt_thread *thread, union answer *answer)
{
    answer->flag = thread->hide;
}

static void query_ended(struct nt_thread *thread, union answer *answer)
{
    answer->number = thread->ended;
}

static void query_group(struct nt_thread *thread, union answer *answer)
{
    answer->group.Mask = affinity(thread);
}

static void query_suspended(struct nt_thread *thread, union answer *answer)
{
    answer->number = thread->suspended;
}

static void query_ideal(struct nt_thread *thread, union answer *answer)
{
    answer->processor = (PROCESSOR_NUMBER){.Number = thread->ideal};
}

static void query_cycles(struct nt_thread *thread, union answer *answer)
{
    struct timespec spent = {0};
    /* the clock of a thread by its number, as clock_getcpuclockid(3) makes it of a process's */
    clockid_t clock = thread_is_self(thread) ? CLOCK_THREAD_CPUTIME_ID
                      : thread->door         ? (clockid_t)(~thread->door->tid << 3 | 6)
                                             : -1;
    if (clock != -1 && !thread->ended && clock_gettime(clock, &spent) == 0)
        answer->cycles.AccumulatedCycles = (ULONGLONG)spent.tv_sec * 1000000000u + (ULONGLONG)spent.tv_nsec;
    else
        answer->cycles.AccumulatedCycles = (ULONGLONG)(thread->kernel_time + thread->user_time) * 100;
}

enum { PAGE_NORMAL = 5, IO_NORMAL = 2, IO_HIGH = 3 };

static void query_page_priority(struct nt_thread *thread, union answer *answer)
{
    answer->number = (ULONG)(thread->page_priority + PAGE_NORMAL);
}

static void query_io_priority(struct nt_thread *thread, union answer *answer)
{
    answer->number = (ULONG)(thread->io_priority + IO_NORMAL);
}

static const struct {
    ULONG class;
    ULONG size;
    ACCESS_MASK access;
    void (*query)(struct nt_thread *thread, union answer *answer);
} queries[] = {
    {0,  sizeof(THREAD_BASIC_INFORMATION),      THREAD_QUERY_LIMITED_INFORMATION, query_basic        },
    {1,  sizeof(KERNEL_USER_TIMES),             THREAD_QUERY_LIMITED_INFORMATION, query_times        },
    {9,  sizeof(uint64_t),                      THREAD_QUERY_INFORMATION,         query_start        }, /* ThreadQuerySetWin32StartAddress */
    {12, sizeof(ULONG),                         THREAD_QUERY_INFORMATION,         query_last         }, /* ThreadAmILastThread */
    {14, sizeof(ULONG),                         THREAD_QUERY_INFORMATION,         query_boost        }, /* ThreadPriorityBoost */
    {17, sizeof(BOOLEAN),                       THREAD_QUERY_INFORMATION,         query_hidden       }, /* ThreadHideFromDebugger */
    {20, sizeof(ULONG),                         THREAD_QUERY_LIMITED_INFORMATION, query_ended        }, /* ThreadIsTerminated */
    {22, sizeof(ULONG),                         THREAD_QUERY_INFORMATION,         query_io_priority  }, /* ThreadIoPriority */
    {24, sizeof(ULONG),                         THREAD_QUERY_INFORMATION,         query_page_priority}, /* ThreadPagePriority */
    {23, sizeof(THREAD_CYCLE_TIME_INFORMATION), THREAD_QUERY_LIMITED_INFORMATION, query_cycles       }, /* ThreadCycleTime */
    {30, sizeof(GROUP_AFFINITY),                THREAD_QUERY_LIMITED_INFORMATION, query_group        }, /* ThreadGroupInformation */
    {33, sizeof(PROCESSOR_NUMBER),              THREAD_QUERY_LIMITED_INFORMATION, query_ideal        }, /* ThreadIdealProcessorEx */
    {35, sizeof(ULONG),                         THREAD_QUERY_INFORMATION,         query_suspended    }, /* ThreadSuspendCount */
};

enum { CLASS_NAME = 38 };

static NTSTATUS query_name(struct nt_thread *thread, void *out, ULONG length, ULONG *needed)
{
    pthread_mutex_lock(&thread->lock); /* a copy: guest memory is not touched under a lock */
    size_t units = thread->name_length;
    WCHAR *copy = units ? malloc(units * sizeof *copy) : NULL;
    if (copy) memcpy(copy, thread->name, units * sizeof *copy);
    pthread_mutex_unlock(&thread->lock);
    NTSTATUS status = units && !copy ? STATUS_NO_MEMORY : guest_put_name(out, length, copy, units, needed);
    free(copy);
    return status == STATUS_INFO_LENGTH_MISMATCH ? STATUS_BUFFER_TOO_SMALL : status;
}

enum { CLASSES = sizeof queries / sizeof *queries };

/* Index in `queries`; CLASSES: there is no such class, or it is the name. */
static size_t query_find(ULONG class)
{
    size_t i = 0;
    while (i < CLASSES && queries[i].class != class) i++;
    return i;
}

NTSTATUS thread_info_get(struct nt_thread *thread, ULONG class, void *out, size_t room)
{
    const size_t i = query_find(class);
    union answer answer = {0};
    if (i == CLASSES || queries[i].size > room) return STATUS_INVALID_INFO_CLASS;
    const bool locks = class != 12; /* that one asks for the list, whose lock comes before this one */
    if (locks) pthread_mutex_lock(&thread->lock);
    queries[i].query(thread, &answer);
    if (locks) pthread_mutex_unlock(&thread->lock);
    memcpy(out, &answer, queries[i].size);
    return STATUS_SUCCESS;
}

/* Of another process's thread; of one that has ended its ids and its status alone are known. */
static NTSTATUS query_there(HANDLE handle, ULONG class, ACCESS_MASK access, union answer *answer)
{
    struct thread_order order = {.class = class};
    struct object *object;
    NTSTATUS status = foreign_get(handle, access, &object);
    if (status != STATUS_SUCCESS) return status;
    status = foreign_ask(object, DO_QUERY, &order, -1);
    memcpy(answer, order.words, sizeof *answer);
    if (status == STATUS_THREAD_IS_TERMINATING && class == 0) {
        foreign_tell_ended(object, &answer->basic);
        status = STATUS_SUCCESS;
    }
    object_put(object);
    return status;
}

NTSTATUS sys_NtQueryInformationThread(HANDLE ThreadHandle, ULONG ThreadInformationClass, void *ThreadInformation,
                                      ULONG ThreadInformationLength, ULONG *ReturnLength)
{
    struct object *object;
    union answer answer;
    ULONG needed = 0;
    const size_t i = query_find(ThreadInformationClass);
    bool named = ThreadInformationClass == CLASS_NAME;
    if (i == CLASSES && !named) return STATUS_INVALID_INFO_CLASS;
    if (!named && ThreadInformationLength != queries[i].size) return STATUS_INFO_LENGTH_MISMATCH;
    if (!named && !guest_probe_write(ThreadInformation, ThreadInformationLength)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status =
        handle_get(ThreadHandle, &thread_type, named ? THREAD_QUERY_LIMITED_INFORMATION : queries[i].access, &object);
    bool other = status == STATUS_OBJECT_TYPE_MISMATCH; /* another process's */
    if (other)
        status = named ? STATUS_NOT_IMPLEMENTED
                       : query_there(ThreadHandle, ThreadInformationClass, queries[i].access, &answer);
    if (status != STATUS_SUCCESS) return status;
    struct nt_thread *thread = (struct nt_thread *)object;
    if (!named) needed = queries[i].size;
    if (named)
        status = query_name(thread, ThreadInformation, ThreadInformationLength, &needed);
    else if (!other)
        status = thread_info_get(thread, ThreadInformationClass, &answer, sizeof answer);
    if (!other) object_put(object);
    if (status == STATUS_SUCCESS && !named && !guest_write(ThreadInformation, &answer, needed))
        status = STATUS_ACCESS_VIOLATION;
    if (ReturnLength && needed && !guest_put(ReturnLength, &needed)) status = STATUS_ACCESS_VIOLATION;
    return status;
}

/* ---- setting ---- */

static NTSTATUS set_priority(struct nt_thread *thread, uint64_t value)
{
    int32_t increment = (int32_t)value;
    if ((increment < -2 || increment > 2) && increment != 15 && increment != -15) return STATUS_INVALID_PARAMETER;
    thread->priority = increment;
    if (thread->door) priority_thread_changed((pid_t)thread->door->tid, increment);
    return STATUS_SUCCESS;
}

static NTSTATUS set_affinity(struct nt_thread *thread, uint64_t mask)
{
    if (!thread->door) return STATUS_INVALID_PARAMETER;
    return cpu_set_affinity((pid_t)thread->door->tid, mask) ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
}

static NTSTATUS set_start(struct nt_thread *thread, uint64_t value)
{
    thread->start = value;
    return STATUS_SUCCESS;
}

static NTSTATUS set_hidden(struct nt_thread *thread, uint64_t value)
{
    (void)value;
    thread->hide = true;
    return STATUS_SUCCESS;
}

/* The ideal processor and whether priorities are boosted are hints, kept for who asks.  The former's answer is the one
 * before, which is a success ("SetThreadIdealProcessor"). */
static NTSTATUS set_ideal(struct nt_thread *thread, uint64_t value)
{
    NTSTATUS before = thread->ideal;
    if (value > 64 || (value < 64 && value >= cpu_count())) return STATUS_INVALID_PARAMETER;
    if (value < 64) thread->ideal = (uint8_t)value; /* 64, MAXIMUM_PROCESSORS: only asked */
    return before;
}

/* 1 (very low) to 5 (normal). */
static NTSTATUS set_page_priority(struct nt_thread *thread, uint64_t value)
{
    if (value < 1 || value > PAGE_NORMAL) return STATUS_INVALID_PARAMETER;
    thread->page_priority = (int8_t)(value - PAGE_NORMAL);
    return STATUS_SUCCESS;
}

/* 0 (very low) to 2 (normal); above needs a privilege that nobody has. */
static NTSTATUS set_io_priority(struct nt_thread *thread, uint64_t value)
{
    if (value > IO_HIGH + 1) return STATUS_INVALID_PARAMETER;
    if (value > IO_NORMAL) return STATUS_PRIVILEGE_NOT_HELD;
    thread->io_priority = (int8_t)(value - IO_NORMAL);
    return STATUS_SUCCESS;
}

/* ThreadPriority: the priority itself, 8 and its increment; real time's need a privilege. */
static NTSTATUS set_level(struct nt_thread *thread, uint64_t value)
{
    int32_t level = (int32_t)value;
    if (level < 1 || level > 31) return STATUS_INVALID_PARAMETER;
    if (level > 15) return STATUS_PRIVILEGE_NOT_HELD;
    thread->priority = level - 8;
    if (thread->door) priority_thread_changed((pid_t)thread->door->tid, thread->priority);
    return STATUS_SUCCESS;
}

static NTSTATUS set_boost(struct nt_thread *thread, uint64_t value)
{
    thread->no_boost = value != 0;
    return STATUS_SUCCESS;
}

static const struct {
    ULONG class, size;
    NTSTATUS (*set)(struct nt_thread *thread, uint64_t value);
} settings[] = {
    {2,  4, set_level        }, /* ThreadPriority */
    {3,  4, set_priority     }, /* ThreadBasePriority */
    {4,  8, set_affinity     }, /* ThreadAffinityMask */
    {9,  8, set_start        }, /* ThreadQuerySetWin32StartAddress */
    {13, 4, set_ideal        }, /* ThreadIdealProcessor */
    {14, 4, set_boost        }, /* ThreadPriorityBoost */
    {17, 0, set_hidden       }, /* ThreadHideFromDebugger */
    {22, 4, set_io_priority  }, /* ThreadIoPriority */
    {24, 4, set_page_priority}, /* ThreadPagePriority */
};

static NTSTATUS set_name(struct nt_thread *thread, const void *guest)
{
    struct guest_text text;
    NTSTATUS status = guest_text_read(guest, &text);
    if (status != STATUS_SUCCESS) return status;
    WCHAR *copy = malloc(text.length * sizeof *copy + sizeof *copy), *old = NULL;
    if (copy) {
        memcpy(copy, text.text, text.length * sizeof *copy);
        pthread_mutex_lock(&thread->lock);
        old = thread->name;
        thread->name = copy;
        thread->name_length = text.length;
        pthread_mutex_unlock(&thread->lock);
    }
    free(old);
    guest_text_free(&text);
    return copy ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

/* ThreadZeroTlsCell: a TLS index was freed; its slot is cleared in every thread ("TlsFree"). */
static NTSTATUS zero_tls(uint32_t index)
{
    enum { SLOTS = 64, MORE = 1024 };
    if (index >= SLOTS + MORE) return STATUS_INVALID_PARAMETER;
    for (struct nt_thread *thread = NULL; (thread = thread_next(thread));) {
        void *zero = NULL, **more = NULL;
        pthread_mutex_lock(&thread->lock);
        TEB *teb = thread->teb; /* guest memory of ours: mapped as long as the thread has not ended */
        if (teb && index < SLOTS)
            teb->TlsSlots[index] = NULL;
        else if (teb)
            more = teb->TlsExpansionSlots;
        pthread_mutex_unlock(&thread->lock);
        if (more) guest_put(more + (index - SLOTS), &zero);
    }
    return STATUS_SUCCESS;
}

static size_t setting_find(ULONG class)
{
    size_t i = 0;
    while (i < sizeof settings / sizeof *settings && settings[i].class != class) i++;
    return i;
}

NTSTATUS thread_info_set(struct nt_thread *thread, ULONG class, uint64_t value)
{
    const size_t i = setting_find(class);
    if (i == sizeof settings / sizeof *settings) return STATUS_INVALID_INFO_CLASS;
    pthread_mutex_lock(&thread->lock);
    NTSTATUS status = settings[i].set(thread, value);
    pthread_mutex_unlock(&thread->lock);
    return status;
}

/* A value for a thread of this process, or of another. */
static NTSTATUS set_value(HANDLE handle, ULONG class, uint64_t value)
{
    struct thread_order order = {.class = class, .words = {value}};
    struct object *object;
    NTSTATUS status = handle_get(handle, &thread_type, THREAD_SET_INFORMATION, &object);
    if (status == STATUS_OBJECT_TYPE_MISMATCH) return foreign_call(handle, THREAD_SET_INFORMATION, DO_SET, &order);
    if (status != STATUS_SUCCESS) return status;
    status = thread_info_set((struct nt_thread *)object, class, value);
    object_put(object);
    return status;
}

NTSTATUS sys_NtSetInformationThread(HANDLE ThreadHandle, ULONG ThreadInformationClass, const void *ThreadInformation,
                                    ULONG ThreadInformationLength)
{
    enum { AFFINITY = 4, TOKEN = 5, ZERO_TLS = 10, GROUP = 30 };
    GROUP_AFFINITY group;
    struct object *object;
    uint64_t value = 0;
    if (ThreadInformationClass == GROUP) { /* there is group 0 alone */
        if (ThreadInformationLength != sizeof group) return STATUS_INFO_LENGTH_MISMATCH;
        if (!guest_get(&group, (const GROUP_AFFINITY *)ThreadInformation)) return STATUS_ACCESS_VIOLATION;
        if (group.Group || group.Reserved[0] || group.Reserved[1] || group.Reserved[2]) return STATUS_INVALID_PARAMETER;
        return set_value(ThreadHandle, AFFINITY, group.Mask);
    }
    if (ThreadInformationClass == TOKEN) { /* ThreadImpersonationToken */
        if (ThreadInformationLength != sizeof value) return STATUS_INFO_LENGTH_MISMATCH;
        if (!guest_get(&value, (const uint64_t *)ThreadInformation)) return STATUS_ACCESS_VIOLATION;
        NTSTATUS status = handle_get(ThreadHandle, &thread_type, THREAD_SET_THREAD_TOKEN, &object);
        if (status != STATUS_SUCCESS) return status;
        status = token_impersonate((struct nt_thread *)object, (HANDLE)(uintptr_t)value);
        object_put(object);
        return status;
    }
    const size_t i = setting_find(ThreadInformationClass);
    bool named = ThreadInformationClass == CLASS_NAME, zero = ThreadInformationClass == ZERO_TLS;
    bool known = i < sizeof settings / sizeof *settings;
    ULONG size = named ? sizeof(UNICODE_STRING) : zero ? 4 : known ? settings[i].size : 0;
    if (!known && !named && !zero) return STATUS_INVALID_INFO_CLASS;
    if (ThreadInformationLength != size) return STATUS_INFO_LENGTH_MISMATCH;
    if (!named && !guest_read(&value, ThreadInformation, size)) return STATUS_ACCESS_VIOLATION;
    if (!named && !zero) return set_value(ThreadHandle, ThreadInformationClass, value);
    NTSTATUS status = handle_get(ThreadHandle, &thread_type,
                                 named ? THREAD_SET_LIMITED_INFORMATION : THREAD_SET_INFORMATION, &object);
    if (status != STATUS_SUCCESS) return status;
    status = named ? set_name((struct nt_thread *)object, ThreadInformation) : zero_tls((uint32_t)value);
    object_put(object);
    return status;
}
