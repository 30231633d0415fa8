/* SPDX-License-Identifier: MIT */
/* Processes that this one made, as objects: their end, what is known of them, their first thread.
 *
 * At its end (reaper.h) a child is reaped, the whole exit status taken from the startup block that both share, and the
 * objects signalled.  Left out: memory, handles and threads of another
 * process, priorities and affinity. */
#include "nt/child.h"

#include "linux/clock.h"
#include "linux/cpu.h"
#include "linux/presence.h"
#include "nt/job.h"
#include "nt/line.h"
#include "nt/process.h"
#include "nt/reaper.h"
#include "nt/startup.h"
#include "nt/thread.h"
#include "nt_system.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct child_thread {
    struct object object;
    struct child *child;       /* with a reference */
    struct child_thread *next; /* of the same child */
};

struct child {
    struct object object;
    pid_t pid;
    struct reaped reaped;   /* with a reference until the end */
    uint64_t since;         /* CLOCK_BOOTTIME nanoseconds before it was started */
    struct startup *shared; /* the startup block's first page */
    char *program;
    struct child_thread
        *threads;       /* the objects of its first thread: each holds a reference to us, and leaves under `lock` */
    uint32_t suspended; /* how often, until it has first been let run */
    int gate;           /* a byte into it lets the first thread begin; -1: it has */
    bool ended;
    struct job_places *places; /* of a program of the host, NULL: it is none; under places_lock */
    uint32_t exit_status;
    int64_t created, ended_at, kernel_time, user_time; /* NT time, units of 100 ns */
    struct child *next;                                /* of those that have not ended */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of the list and of what changes in its members; a leaf */
static struct child *living;
static pthread_mutex_t places_lock = PTHREAD_MUTEX_INITIALIZER; /* taken before jobs' locks */

static int64_t units(struct timeval time)
{
    return time.tv_sec * 10000000ll + time.tv_usec * 10;
}

/* ---- the end ---- */

/* The NT status of an end that told none: killed from outside, or never started. */
static uint32_t status_of(int wait_status)
{
    if (WIFEXITED(wait_status)) return (uint32_t)WEXITSTATUS(wait_status);
    switch (WTERMSIG(wait_status)) {
    case SIGINT:
    case SIGHUP:
    case SIGTERM: return (uint32_t)STATUS_CONTROL_C_EXIT;
    case SIGSEGV:
    case SIGBUS: return (uint32_t)STATUS_ACCESS_VIOLATION;
    default: return (uint32_t)STATUS_UNSUCCESSFUL;
    }
}

static void places_leave(struct child *child, const struct rusage *usage)
{
    const struct job_use use = {(uint64_t)units(usage->ru_utime), (uint64_t)units(usage->ru_stime),
                                (uint64_t)(usage->ru_minflt + usage->ru_majflt)};
    pthread_mutex_lock(&places_lock);
    if (child->places) {
        job_places_end(child->places, child->exit_status, &use);
        job_places_free(child->places);
    }
    pthread_mutex_unlock(&places_lock);
}

static void child_ended(struct child *child, int wait_status, const struct rusage *usage)
{
    struct presence_slot slot;
    pthread_mutex_lock(&lock);
    struct child **link = &living;
    while (*link != child) link = &(*link)->next;
    *link = child->next;
    child->ended = true;
    child->ended_at = clock_system_time();
    if (atomic_load(&child->shared->told))
        child->exit_status = atomic_load(&child->shared->status);
    else if (presence_last((uint32_t)child->pid, child->since, &slot) && slot.told)
        child->exit_status = slot.status; /* another process ended it */
    else
        child->exit_status = status_of(wait_status);
    child->kernel_time = units(usage->ru_stime);
    child->user_time = units(usage->ru_utime);
    close(child->reaped.pidfd);
    child->reaped.pidfd = -1;
    for (struct child_thread *thread = child->threads; thread; thread = thread->next)
        line_signal(atomic_load(&thread->object.line));
    pthread_mutex_unlock(&lock);
    places_leave(child, usage);
    line_signal(atomic_load(&child->object.line));
    object_put(&child->object);
}

static bool reap(struct reaped *reaped)
{
    struct child *child = (struct child *)((char *)reaped - offsetof(struct child, reaped));
    struct rusage usage = {0};
    int status = 0;
    if (wait4(child->pid, &status, WNOHANG, &usage) == 0) return false;
    child_ended(child, status, &usage);
    return true;
}

bool child_prepare(void)
{
    return reaper_start();
}

/* ---- the objects ---- */

static void thread_destroy(struct object *object)
{
    struct child_thread *thread = (struct child_thread *)object;
    if (thread->child) {
        pthread_mutex_lock(&lock);
        struct child_thread **at = &thread->child->threads;
        while (*at != thread) at = &(*at)->next;
        *at = thread->next;
        pthread_mutex_unlock(&lock);
        object_put(&thread->child->object);
    }
    line_free(atomic_load(&object->line));
    object_free(object);
}

const struct object_type child_thread_type = {
    THREAD_TYPE,
    .destroy = thread_destroy,
};

void child_destroy(struct object *object)
{
    struct child *child = (struct child *)object;
    line_free(atomic_load(&object->line));
    if (child->shared) munmap(child->shared, STARTUP_SHARED);
    if (child->reaped.pidfd >= 0) close(child->reaped.pidfd);
    if (child->gate >= 0) close(child->gate);
    free(child->places);
    free(child->program);
    object_free(object);
}

struct object *child_thread_find(uint32_t id)
{
    struct object *process = child_find(id - (4u << 22));
    if (!process) return NULL;
    struct child *child = (struct child *)process;
    struct child_thread *thread = object_create(&child_thread_type, sizeof *thread);
    struct line *line = thread ? line_create(LINE_EVENT, 0, 0) : NULL;
    if (!line) {
        if (thread) object_put(&thread->object);
        object_put(process);
        return NULL;
    }
    atomic_store(&thread->object.line, line);
    thread->child = child; /* and its reference */
    pthread_mutex_lock(&lock);
    thread->next = child->threads;
    child->threads = thread;
    if (child->ended) line_signal(line);
    pthread_mutex_unlock(&lock);
    return &thread->object;
}

pid_t *child_pids(size_t *count)
{
    size_t many = 0;
    pthread_mutex_lock(&lock);
    for (struct child *child = living; child; child = child->next) many++;
    pid_t *pids = malloc((many + 1) * sizeof *pids);
    *count = 0;
    for (struct child *child = pids ? living : NULL; child; child = child->next) pids[(*count)++] = child->pid;
    pthread_mutex_unlock(&lock);
    return pids;
}

bool child_create(struct startup *shared, const char *program, struct child **made, struct object **made_thread)
{
    struct child *child = object_create(&process_type, sizeof *child);
    struct child_thread *thread = object_create(&child_thread_type, sizeof *thread);
    if (child) child->reaped.pidfd = child->gate = -1;
    if (child && thread) {
        child->program = strdup(program);
        child->since = (uint64_t)clock_interrupt_time() * 100;
        atomic_store(&child->object.line, line_create(LINE_EVENT, 0, 0));
        atomic_store(&thread->object.line, line_create(LINE_EVENT, 0, 0));
        if (child->program && atomic_load(&child->object.line) && atomic_load(&thread->object.line)) {
            object_ref(&child->object);
            thread->child = child;
            child->threads = thread;
            child->shared = shared;
            *made = child;
            *made_thread = &thread->object;
            return true;
        }
    }
    if (thread) object_put(&thread->object);
    if (child) object_put(&child->object);
    return false;
}

bool child_started(struct child *child, pid_t pid, int gate, uint32_t *id, uint32_t *thread_id)
{
    child->pid = pid;
    child->created = clock_system_time();
    child->reaped.pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    child->reaped.ended = reap;
    child->gate = gate;
    child->suspended = gate >= 0;
    *id = (uint32_t)pid * 4;
    *thread_id = (uint32_t)(pid + (1 << 22)) * 4;
    object_ref(&child->object); /* the reaper's */
    pthread_mutex_lock(&lock);
    child->next = living;
    living = child;
    pthread_mutex_unlock(&lock);
    if (reaper_watch(&child->reaped)) return true;
    struct rusage usage = {0};
    int status = 0;
    kill(pid, SIGKILL);
    wait4(pid, &status, 0, &usage);
    child_ended(child, status, &usage);
    return false;
}

/* ---- jobs of programs of the host ---- */

void child_keep(struct child *child, struct job_places *places)
{
    struct job_places *kept = malloc(sizeof *kept);
    if (!kept) {
        job_places_free(places);
        return;
    }
    *kept = *places;
    places->count = 0;
    pthread_mutex_lock(&places_lock);
    child->places = kept;
    pthread_mutex_unlock(&places_lock);
    pthread_mutex_lock(&lock);
    bool ended = child->ended;
    pthread_mutex_unlock(&lock);
    static const struct rusage unknown;
    if (ended) places_leave(child, &unknown);
}

bool child_is_native(const struct child *child)
{
    return child->places;
}

NTSTATUS child_join(struct child *child, struct job *job)
{
    pid_t pid = child_pid(child);
    if (!pid) return STATUS_PROCESS_IS_TERMINATING;
    pthread_mutex_lock(&places_lock);
    NTSTATUS status = job_places_add(child->places, job, (uint32_t)pid);
    pthread_mutex_unlock(&places_lock);
    return status;
}

bool child_in_job(struct child *child)
{
    pthread_mutex_lock(&places_lock);
    bool in = child->places->count;
    pthread_mutex_unlock(&places_lock);
    return in;
}

struct object *child_find(uint32_t id)
{
    struct object *found = NULL;
    pthread_mutex_lock(&lock);
    for (struct child *child = living; child && !found; child = child->next)
        if ((uint32_t)child->pid * 4 == (id & ~3u)) found = &child->object;
    if (found) object_ref(found); /* the living hold a reference of the reaper's */
    pthread_mutex_unlock(&lock);
    return found;
}

/* ---- questions and orders ---- */

uint32_t child_id(const struct child *child)
{
    return (uint32_t)child->pid * 4;
}

pid_t child_pid(struct child *child)
{
    pthread_mutex_lock(&lock);
    pid_t pid = child->ended ? 0 : child->pid;
    pthread_mutex_unlock(&lock);
    return pid;
}

const char *child_program(const struct child *child)
{
    return child->program;
}

pid_t child_parent(const struct child *child)
{
    return child->shared->parent ? (pid_t)child->shared->parent : getpid();
}

static void tell_basic(const struct child *child, PROCESS_BASIC_INFORMATION *out)
{
    out->ExitStatus = child->ended ? (NTSTATUS)child->exit_status : (NTSTATUS)STATUS_PENDING;
    out->BasePriority = 8;
    out->AffinityMask = child->ended ? 1 : cpu_affinity(child->pid);
    out->UniqueProcessId = (uint32_t)child->pid * 4;
    out->InheritedFromUniqueProcessId = (uint32_t)child_parent(child) * 4;
}

/* Of one that runs: its processor clock, which Linux doesn't divide. */
static void tell_times(const struct child *child, KERNEL_USER_TIMES *out)
{
    struct timespec spent = {0};
    clockid_t clock;
    out->CreateTime.QuadPart = child->created;
    out->ExitTime.QuadPart = child->ended_at;
    out->KernelTime.QuadPart = child->kernel_time;
    out->UserTime.QuadPart = child->user_time;
    if (!child->ended && !clock_getcpuclockid(child->pid, &clock) && !clock_gettime(clock, &spent))
        out->UserTime.QuadPart = spent.tv_sec * 10000000ll + spent.tv_nsec / 100;
}

bool child_tell(struct child *child, ULONG class, void *out)
{
    bool known = true;
    pthread_mutex_lock(&lock);
    switch (class) {
    case ProcessBasicInformation: tell_basic(child, out); break;
    case ProcessTimes: tell_times(child, out); break;
    case ProcessSessionInformation: ((PROCESS_SESSION_INFORMATION *)out)->SessionId = 1; break;
    case ProcessWow64Information:
    case ProcessDebugPort: break; /* zero */
    default: known = false; break;
    }
    pthread_mutex_unlock(&lock);
    return known;
}

NTSTATUS child_terminate(struct child *child, uint32_t status)
{
    struct presence_slot slot;
    pthread_mutex_lock(&lock);
    bool ended = child->ended;
    if (!ended) {
        if (presence_last((uint32_t)child->pid, child->since, &slot)) presence_tell_of(&slot, status);
        atomic_store(&child->shared->status, status);
        atomic_store(&child->shared->told, 1);
        syscall(SYS_pidfd_send_signal, child->reaped.pidfd, SIGKILL, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return ended ? STATUS_PROCESS_IS_TERMINATING : STATUS_SUCCESS;
}

NTSTATUS child_thread_count(struct object *object, bool resume, ULONG *previous)
{
    struct child *child = ((struct child_thread *)object)->child;
    NTSTATUS status = STATUS_SUCCESS;
    pthread_mutex_lock(&lock);
    *previous = child->suspended;
    if (child->gate < 0) {
        if (!resume) status = child->ended ? STATUS_THREAD_IS_TERMINATING : STATUS_NOT_IMPLEMENTED;
    } else if (!resume) {
        if (child->suspended == 127)
            status = STATUS_SUSPEND_COUNT_EXCEEDED;
        else
            child->suspended++;
    } else if (--child->suspended == 0) {
        while (write(child->gate, "", 1) < 0 && errno == EINTR) {} /* EPIPE: it has ended */
        close(child->gate);
        child->gate = -1;
    }
    pthread_mutex_unlock(&lock);
    return status;
}

pid_t child_thread_pid(struct object *thread)
{
    return child_pid(((struct child_thread *)thread)->child);
}

void child_thread_tell(struct object *object, THREAD_BASIC_INFORMATION *out)
{
    const struct child *child = ((struct child_thread *)object)->child;
    *out = (THREAD_BASIC_INFORMATION){.AffinityMask = 1, .Priority = 8};
    pthread_mutex_lock(&lock);
    out->ExitStatus = child->ended ? (NTSTATUS)child->exit_status : (NTSTATUS)STATUS_PENDING;
    out->ClientId.UniqueProcess = (HANDLE)((uintptr_t)child->pid * 4);
    out->ClientId.UniqueThread = (HANDLE)((uintptr_t)(child->pid + (1 << 22)) * 4);
    pthread_mutex_unlock(&lock);
}
