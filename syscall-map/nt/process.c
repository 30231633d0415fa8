/* SPDX-License-Identifier: MIT */
/* The process as an object: opening it, what it tells of itself and can be told, and its end.
 *
 * Processes that this one made are known as well (child.c); others of the prefix can be looked at (stranger.c).  Facts
 * come from /proc/self and getrusage at the time of the question.  Working-set limits are kept and
 * told back, not given to Linux. */
#include "nt/process.h"

#include "door/guestmem.h"
#include "fault.h"
#include "linux/clock.h"
#include "linux/cpu.h"
#include "linux/path.h"
#include "linux/prefix.h"
#include "linux/broker.h"
#include "linux/presence.h"
#include "linux/procstat.h"
#include "linux/utf.h"
#include "nt/child.h"
#include "nt/console.h"
#include "nt/ctrl.h"
#include "nt/guest.h"
#include "nt/file.h"
#include "nt/handle.h"
#include "nt/harderror.h"
#include "nt/job.h"
#include "nt/line.h"
#include "nt/priority.h"
#include "nt/shared.h"
#include "nt/startup.h"
#include "nt/stranger.h"
#include "nt/thread.h"
#include "nt_calls.h"
#include "nt_system.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static struct object *process_own(void);

static void process_destroy(struct object *object)
{
    if (object != process_own()) child_destroy(object); /* ours is static, and referenced as long as we live */
}

const struct object_type process_type = {
    .name = "Process",
    .valid_access = PROCESS_ALL_ACCESS,
    .mapping = {STANDARD_RIGHTS_READ | PROCESS_VM_READ | PROCESS_QUERY_INFORMATION,
                STANDARD_RIGHTS_WRITE | PROCESS_CREATE_PROCESS | PROCESS_CREATE_THREAD | PROCESS_VM_OPERATION |
                    PROCESS_VM_WRITE | PROCESS_DUP_HANDLE | PROCESS_TERMINATE | PROCESS_SET_QUOTA |
                    PROCESS_SET_INFORMATION, STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION | PROCESS_TERMINATE,
                PROCESS_ALL_ACCESS},
    .wait = OBJECT_WAIT_LINE,
    .implied = {{PROCESS_QUERY_INFORMATION, PROCESS_QUERY_LIMITED_INFORMATION},
                {PROCESS_SET_INFORMATION, PROCESS_SET_LIMITED_INFORMATION}       },
    .destroy = process_destroy,
};

/* What NtSetInformationProcess changes. */
static struct {
    struct object object;
    _Atomic uint32_t hard_errors;    /* bit 0: show them */
    _Atomic uint32_t priority_class; /* NT's number */
    _Atomic uint32_t no_boost;
    _Atomic uint32_t cookie; /* 0: not drawn yet */
    _Atomic uint64_t working_set[2];
} self = {
    .hard_errors = 1, .priority_class = 2, .working_set = {50 * 4096, 345 * 4096}
};

static struct object *process_own(void)
{
    return &self.object;
}

/* Its line, which nothing ever signals, is made by the first who asks. */
struct object *process_current(void)
{
    if (!atomic_load(&self.object.line)) {
        struct line *line = line_create(LINE_EVENT, 0, 0), *none = NULL;
        if (line && !atomic_compare_exchange_strong(&self.object.line, &none, line)) line_free(line);
    }
    object_ref(&self.object);
    return &self.object;
}

void process_init(void)
{
    object_init(&self.object, &process_type);
    handle_set_pseudo(-1, process_current);
}

NTSTATUS process_other(HANDLE handle, ACCESS_MASK access, struct object **other)
{
    *other = NULL;
    if (handle == (HANDLE)-1) return STATUS_SUCCESS;
    NTSTATUS status = handle_get(handle, &process_type, access, other);
    if (status == STATUS_OBJECT_TYPE_MISMATCH) status = handle_get(handle, &stranger_type, access, other);
    if (status) return status;
    if (*other == &self.object) {
        object_put(*other);
        *other = NULL;
    }
    return STATUS_SUCCESS;
}

pid_t process_object_pid(struct object *object)
{
    if (object == &self.object) return getpid();
    return object->type == &stranger_type ? stranger_pid(object) : child_pid((struct child *)object);
}

NTSTATUS process_pid(HANDLE handle, ACCESS_MASK access, pid_t *pid)
{
    struct object *other;
    NTSTATUS status = process_other(handle, access, &other);
    *pid = 0;
    if (status || !other) return status;
    *pid = process_object_pid(other);
    object_put(other);
    return *pid ? STATUS_SUCCESS : STATUS_PROCESS_IS_TERMINATING;
}

NTSTATUS process_require_self(HANDLE handle, ACCESS_MASK access)
{
    struct object *object;

    if (handle == (HANDLE)-1) return STATUS_SUCCESS;
    NTSTATUS status = handle_get(handle, &process_type, access, &object);
    if (status == STATUS_OBJECT_TYPE_MISMATCH && !handle_get(handle, &stranger_type, 0, &object)) {
        object_put(object);
        return STATUS_ACCESS_DENIED;
    }
    if (status) return status;
    object_put(object);
    return object == &self.object ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
}

static uint32_t own_id(void)
{
    return (uint32_t)getpid() * 4;
}

NTSTATUS process_open(uint32_t id, ACCESS_MASK wanted, ULONG flags, HANDLE *handle)
{
    struct object *object = (id & ~3u) == own_id() ? process_current() : child_find(id);
    if (!object) object = stranger_open(id);
    if (!object) return STATUS_INVALID_CID;
    const struct object_type *type = object->type;
    ACCESS_MASK access = object_map_access(type, wanted) & process_type.valid_access;
    NTSTATUS status =
        access & ~type->valid_access ? STATUS_ACCESS_DENIED : handle_create(object, access, flags, handle);
    object_put(object);
    return status;
}

NTSTATUS sys_NtOpenProcess(HANDLE *ProcessHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes,
                           CLIENT_ID *ClientId)
{
    struct guest_attributes attributes;
    CLIENT_ID id;
    HANDLE handle;

    if (!guest_probe_write(ProcessHandle, sizeof *ProcessHandle)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = guest_attributes_read(ObjectAttributes, &attributes);
    if (status) return status;
    ULONG flags = attributes.attributes;
    bool named = attributes.has_name;
    guest_attributes_free(&attributes);
    if (named == (ClientId != NULL)) return STATUS_INVALID_PARAMETER_MIX;
    if (named) return STATUS_OBJECT_NAME_NOT_FOUND; /* no process is ever named */
    if (!guest_get(&id, ClientId)) return STATUS_ACCESS_VIOLATION;

    uint32_t process_id = (uint32_t)(uintptr_t)id.UniqueProcess;
    if (id.UniqueThread) {
        struct nt_thread *thread = thread_find((uint32_t)(uintptr_t)id.UniqueThread);
        if (!thread) return STATUS_INVALID_CID;
        object_put(&thread->object);
        if (!process_id) process_id = own_id();
    }
    status = process_open(process_id, DesiredAccess, flags, &handle);
    if (status) return status;
    if (guest_put(ProcessHandle, &handle)) return STATUS_SUCCESS;
    handle_close(handle);
    return STATUS_ACCESS_VIOLATION;
}

/* ---- the end ---- */

static int close_one(HANDLE handle, struct object *object, ACCESS_MASK access, ULONG attributes, void *context)
{
    (void)access, (void)attributes, (void)context;
    /* Linux closes the others faster */
    if (file_close_matters(object) || object->type == &job_type) handle_close(handle);
    return 0;
}

/* Tells the whole status to who asked for it: a decimal number and a line feed. */
static void status_tell(uint32_t status)
{
    const char *fd = getenv("METIC_EXIT_STATUS_FD");

    if (!fd || *fd < '0' || *fd > '9') return;
    char text[16];
    int length = snprintf(text, sizeof text, "%u\n", status);
    if (write(atoi(fd), text, (size_t)length) < 0) return; /* closed: nobody wants it */
}

static void leave(uint32_t status)
{
    job_member_leave(status);
    handle_each(close_one, NULL);
    console_end();
    if (thread_is_alone())
        shared_leave(&thread_self()->owner); /* what other threads may still touch is nobody's only after their death */
    FAULT(exit_lines_left);
    presence_tell(status);
    FAULT(exit_told);
    broker_leave();
    FAULT(exit_broker_left);
    presence_leave();
    prefix_leave();
    status_tell(status);
    startup_end(status);
}

_Noreturn void process_exit(uint32_t status)
{
    static atomic_flag ending = ATOMIC_FLAG_INIT;

    if (atomic_flag_test_and_set(&ending))
        for (;;) pause();
    leave(status);
    ctrl_exit(status);
    int shell = harderror_shell_status(status);
    if (shell < 0) shell = status & 0xff ? (int)(status & 0xff) : status != 0;
    _exit(shell);
}

void process_class_begin(uint32_t class)
{
    self.priority_class = class == 4 ? 3 : class;
    priority_class_changed(self.priority_class);
}

NTSTATUS process_end(struct object *other, uint32_t status)
{
    if (!other) process_exit(status);
    return other->type == &stranger_type ? stranger_terminate(other, status)
                                         : child_terminate((struct child *)other, status);
}

NTSTATUS sys_NtTerminateProcess(HANDLE ProcessHandle, NTSTATUS ExitStatus)
{
    if (!ProcessHandle) { /* all threads but the caller */
        thread_end_others(ExitStatus);
        return STATUS_SUCCESS;
    }
    struct object *other;
    NTSTATUS status = process_other(ProcessHandle, PROCESS_TERMINATE, &other);
    if (status) return status;
    status = process_end(other, (uint32_t)ExitStatus);
    object_put(other);
    return status;
}

/* ---- questions ---- */

/* Reads a small file of /proc; its length, 0 if it cannot be read. */
static size_t slurp(const char *path, char *text, size_t size)
{
    FILE *file = fopen(path, "re");
    if (!file) return 0;
    size_t length = fread(text, 1, size - 1, file);
    fclose(file);
    text[length] = 0;
    return length;
}

/* The number behind `label` in a text of "label value" lines; 0: it is not there. */
static uint64_t labelled(const char *text, const char *label)
{
    const char *at = strstr(text, label);
    return at ? strtoull(at + strlen(label), NULL, 10) : 0;
}

union answer {
    PROCESS_BASIC_INFORMATION basic;
    QUOTA_LIMITS_EX quota;
    IO_COUNTERS io;
    VM_COUNTERS_EX vm;
    KERNEL_USER_TIMES times;
    PROCESS_PRIORITY_CLASS class;
    PROCESS_SESSION_INFORMATION session;
    PROCESS_CYCLE_TIME_INFORMATION cycles;
    ULONG value;
    ULONG_PTR wide;
};

static void tell_basic(union answer *out)
{
    static const signed char base[] = {8, 4, 8, 13, 24, 6, 10}; /* by class */
    out->basic.ExitStatus = 0x103;                              /* STATUS_PENDING: it runs */
    out->basic.PebBaseAddress = (void *)process.peb;
    out->basic.AffinityMask = cpu_affinity(0);
    out->basic.BasePriority = base[self.priority_class];
    out->basic.UniqueProcessId = own_id();
    out->basic.InheritedFromUniqueProcessId = (ULONG_PTR)startup_parent() * 4;
}

static void tell_quota(union answer *out)
{
    out->quota.PagedPoolLimit = out->quota.NonPagedPoolLimit = out->quota.PagefileLimit = (SIZE_T)-1;
    out->quota.TimeLimit.QuadPart = -1;
    out->quota.MinimumWorkingSetSize = self.working_set[0];
    out->quota.MaximumWorkingSetSize = self.working_set[1];
}

static void tell_io(union answer *out)
{
    char text[1024];
    if (!slurp("/proc/self/io", text, sizeof text)) return; /* a kernel without task accounting: zeros */
    out->io.ReadTransferCount = labelled(text, "rchar: ");
    out->io.WriteTransferCount = labelled(text, "wchar: ");
    out->io.ReadOperationCount = labelled(text, "syscr: ");
    out->io.WriteOperationCount = labelled(text, "syscw: ");
}

static void memory_of(const char *status, VM_COUNTERS_EX *out)
{
    char text[4096];

    if (!slurp(status, text, sizeof text)) return;
    out->PeakVirtualSize = labelled(text, "VmPeak:") * 1024;
    out->VirtualSize = labelled(text, "VmSize:") * 1024;
    out->PeakWorkingSetSize = labelled(text, "VmHWM:") * 1024;
    out->WorkingSetSize = labelled(text, "VmRSS:") * 1024;
    out->PagefileUsage = out->PrivateUsage = (labelled(text, "RssAnon:") + labelled(text, "VmSwap:")) * 1024;
    out->PeakPagefileUsage = out->PagefileUsage;
}

static void tell_memory(union answer *out)
{
    struct rusage usage;

    memory_of("/proc/self/status", &out->vm);
    getrusage(RUSAGE_SELF, &usage);
    out->vm.PageFaultCount = (ULONG)(usage.ru_minflt + usage.ru_majflt);
}

static void tell_times(union answer *out)
{
    struct rusage usage;
    struct procstat stat;
    getrusage(RUSAGE_SELF, &usage);
    out->times.CreateTime.QuadPart = procstat_read(getpid(), 0, &stat) ? clock_at_boot(stat.started) : 0;
    out->times.KernelTime.QuadPart = usage.ru_stime.tv_sec * 10000000ll + usage.ru_stime.tv_usec * 10;
    out->times.UserTime.QuadPart = usage.ru_utime.tv_sec * 10000000ll + usage.ru_utime.tv_usec * 10;
}

static void tell_hard_errors(union answer *out)
{
    out->value = self.hard_errors;
}

static void tell_class(union answer *out)
{
    out->class.PriorityClass = (UCHAR)self.priority_class;
}

static void tell_handles(union answer *out)
{
    out->value = handle_count();
}

static void tell_boost(union answer *out)
{
    out->value = self.no_boost;
}

static void tell_session(union answer *out)
{
    out->session.SessionId = 1;
}

static void tell_none(union answer *out)
{
    out->wide = 0;
}

static void tell_one(union answer *out)
{
    out->value = 1;
}

static void tell_cookie(union answer *out)
{
    uint32_t drawn = 0, none = 0;
    while (!drawn)
        if (getrandom(&drawn, sizeof drawn, 0) != sizeof drawn) drawn = (uint32_t)clock_units(CLOCK_MONOTONIC) | 1;
    atomic_compare_exchange_strong(&self.cookie, &none, drawn);
    out->value = self.cookie;
}

static void tell_cycles(union answer *out)
{
    out->cycles.AccumulatedCycles = (ULONGLONG)clock_units(CLOCK_PROCESS_CPUTIME_ID) * 100;
}

/* `least`: a caller may take a shorter form of the structure. */
static const struct question {
    ULONG class, least, size;
    void (*tell)(union answer *out);
} questions[] = {
    {ProcessBasicInformation,     sizeof(PROCESS_BASIC_INFORMATION),      sizeof(PROCESS_BASIC_INFORMATION),      tell_basic      },
    {ProcessQuotaLimits,          48,                                     sizeof(QUOTA_LIMITS_EX),                tell_quota      },
    {ProcessIoCounters,           sizeof(IO_COUNTERS),                    sizeof(IO_COUNTERS),                    tell_io         },
    {ProcessVmCounters,           sizeof(VM_COUNTERS),                    sizeof(VM_COUNTERS_EX),                 tell_memory     },
    {ProcessTimes,                sizeof(KERNEL_USER_TIMES),              sizeof(KERNEL_USER_TIMES),              tell_times      },
    {ProcessDebugPort,            sizeof(ULONG_PTR),                      sizeof(ULONG_PTR),                      tell_none       },
    {ProcessDefaultHardErrorMode, sizeof(ULONG),                          sizeof(ULONG),                          tell_hard_errors},
    {ProcessPriorityClass,        sizeof(PROCESS_PRIORITY_CLASS),         sizeof(PROCESS_PRIORITY_CLASS),         tell_class      },
    {ProcessHandleCount,          sizeof(ULONG),                          sizeof(ULONG),                          tell_handles    },
    {ProcessPriorityBoost,        sizeof(ULONG),                          sizeof(ULONG),                          tell_boost      },
    {ProcessSessionInformation,   sizeof(ULONG),                          sizeof(ULONG),                          tell_session    },
    {ProcessWow64Information,     sizeof(ULONG_PTR),                      sizeof(ULONG_PTR),                      tell_none       },
    {ProcessBreakOnTermination,   sizeof(ULONG),                          sizeof(ULONG),                          tell_none       },
    {ProcessDebugFlags,           sizeof(ULONG),                          sizeof(ULONG),                          tell_one        },
    {ProcessCookie,               sizeof(ULONG),                          sizeof(ULONG),                          tell_cookie     },
    {ProcessCycleTime,            sizeof(PROCESS_CYCLE_TIME_INFORMATION), sizeof(PROCESS_CYCLE_TIME_INFORMATION), tell_cycles     },
};

static NTSTATUS put_size(ULONG *guest, ULONG size)
{
    return !guest || guest_put(guest, &size) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

/* The program's DOS path, or its NT name. */
static NTSTATUS tell_image(const char *program, bool dos, void *guest, ULONG length, ULONG *needed)
{
    uint16_t text[4096];
    const size_t room = sizeof text / sizeof *text;
    size_t units = dos ? path_to_dos(program, text, room) : path_to_device(program, text, room);

    if (units > sizeof text / sizeof *text) return STATUS_NAME_TOO_LONG;
    return guest_put_name(guest, length, text, units, needed);
}

static const char *program_of(struct object *other)
{
    if (!other) return process.program;
    return other->type == &stranger_type ? stranger_program(other) : child_program((struct child *)other);
}

/* What another process tells, into zeroed memory; false: not known of it. */
static bool other_tell(struct object *other, ULONG class, union answer *answer)
{
    if (class == ProcessVmCounters) {
        pid_t pid = process_object_pid(other);
        char status[64];
        snprintf(status, sizeof status, "/proc/%d/status", (int)pid);
        if (pid > 0) memory_of(status, &answer->vm); /* of one that has ended: nothing */
        return true;
    }
    if (other->type == &stranger_type) return stranger_tell(other, class, answer);
    struct child *child = (struct child *)other;
    if (!child_tell(child, class, answer)) return false;
    if (class == ProcessBasicInformation) answer->basic.PebBaseAddress = (void *)stranger_peb(child_pid(child));
    return true;
}

static NTSTATUS query(struct object *other, ULONG class, void *guest, ULONG length, ULONG *returned)
{
    union answer answer;

    if (class == ProcessImageFileNameWin32 || class == ProcessImageFileName) {
        ULONG needed = 0;
        NTSTATUS status = tell_image(program_of(other), class == ProcessImageFileNameWin32, guest, length, &needed);
        NTSTATUS told = put_size(returned, needed);
        return told ? told : status;
    }
    if (class == ProcessDebugObjectHandle) return STATUS_PORT_NOT_SET;
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        const struct question *q = &questions[i];
        if (q->class != class) continue;
        if (length < q->least || length > q->size) {
            put_size(returned, q->size);
            return STATUS_INFO_LENGTH_MISMATCH;
        }
        memset(&answer, 0, sizeof answer);
        if (!other)
            q->tell(&answer);
        else if (!other_tell(other, class, &answer))
            return STATUS_NOT_IMPLEMENTED;
        if (!guest_write(guest, &answer, length)) return STATUS_ACCESS_VIOLATION;
        return put_size(returned, length);
    }
    return class > 101 ? STATUS_INVALID_INFO_CLASS : STATUS_NOT_IMPLEMENTED;
}

NTSTATUS sys_NtQueryInformationProcess(HANDLE ProcessHandle, ULONG ProcessInformationClass, void *ProcessInformation,
                                       ULONG ProcessInformationLength, ULONG *ReturnLength)
{
    struct object *other;
    NTSTATUS status = process_other(ProcessHandle, PROCESS_QUERY_LIMITED_INFORMATION, &other);

    if (status) return status;
    status = query(other, ProcessInformationClass, ProcessInformation, ProcessInformationLength, ReturnLength);
    if (other) object_put(other);
    return status;
}

/* ---- changes ---- */

/* Every thread of the process gets the mask. */
static bool set_thread_affinity(pid_t tid, void *mask)
{
    cpu_set_affinity(tid, *(uint64_t *)mask);
    return true;
}

static NTSTATUS set_affinity(pid_t pid, uint64_t mask)
{
    if (cpu_set_affinity(pid, mask)) return STATUS_INVALID_PARAMETER;
    procstat_threads(pid, set_thread_affinity, &mask);
    return STATUS_SUCCESS;
}

NTSTATUS sys_NtSetInformationProcess(HANDLE ProcessHandle, ULONG ProcessInformationClass,
                                     const void *ProcessInformation, ULONG ProcessInformationLength)
{
    union answer given;
    ACCESS_MASK access = ProcessInformationClass == ProcessQuotaLimits ? PROCESS_SET_QUOTA : PROCESS_SET_INFORMATION;
    ULONG size = sizeof(ULONG);
    pid_t pid = 0; /* it is this one */
    NTSTATUS status = ProcessInformationClass == ProcessAffinityMask ? process_pid(ProcessHandle, access, &pid)
                                                                     : process_require_self(ProcessHandle, access);
    if (status) return status;
    switch (ProcessInformationClass) {
    case ProcessQuotaLimits: size = ProcessInformationLength == 48 ? 48 : sizeof(QUOTA_LIMITS_EX); break;
    case ProcessPriorityClass: size = sizeof(PROCESS_PRIORITY_CLASS); break;
    case ProcessAffinityMask: size = sizeof(ULONG_PTR); break;
    case ProcessDefaultHardErrorMode:
    case ProcessPriorityBoost: break;
    default: return ProcessInformationClass > 101 ? STATUS_INVALID_INFO_CLASS : STATUS_NOT_IMPLEMENTED;
    }
    if (ProcessInformationLength != size) return STATUS_INFO_LENGTH_MISMATCH;
    memset(&given, 0, sizeof given);
    if (!guest_read(&given, ProcessInformation, size)) return STATUS_ACCESS_VIOLATION;

    switch (ProcessInformationClass) {
    case ProcessQuotaLimits:
        /* both -1: empty the working set, which is Linux's to do; the limits stay */
        if (given.quota.MinimumWorkingSetSize == (SIZE_T)-1 && given.quota.MaximumWorkingSetSize == (SIZE_T)-1) break;
        if (given.quota.MinimumWorkingSetSize > given.quota.MaximumWorkingSetSize) return STATUS_BAD_WORKING_SET_LIMIT;
        self.working_set[0] = given.quota.MinimumWorkingSetSize;
        self.working_set[1] = given.quota.MaximumWorkingSetSize;
        break;
    case ProcessPriorityClass:
        if (given.class.PriorityClass < 1 || given.class.PriorityClass > 6) return STATUS_INVALID_PARAMETER;
        /* without SeIncreaseBasePriorityPrivilege real time is high */
        process_class_begin(given.class.PriorityClass);
        break;
    case ProcessAffinityMask: return set_affinity(pid ? pid : getpid(), given.wide);
    case ProcessDefaultHardErrorMode: self.hard_errors = given.value; break;
    case ProcessPriorityBoost: self.no_boost = given.value != 0; break;
    }
    return STATUS_SUCCESS;
}
