/* SPDX-License-Identifier: MIT */
/* Threads of other processes: opened by their id, made there, and everything that is done to them, by orders
 * (remote.c).
 *
 * A thread that another process knows has a *beacon*: an event of the prefix's segment that its end lights, whose line
 * holds the exit status.  Where the whole process dies, each that has an object for one of its threads lights the
 * beacon itself, told by the pidfd.  Left out: what is told of a thread after its end but status and ids. */
#include "nt/foreign.h"

#include "linux/presence.h"
#include "linux/shm.h"
#include "nt/child.h"
#include "nt/event.h"
#include "nt/handle.h"
#include "nt/line.h"
#include "nt/process.h"
#include "nt/reaper.h"
#include "nt/remote.h"
#include "nt/shared.h"
#include "nt/stranger.h"
#include "nt/thread.h"
#include "nt_system.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { IMPERSONATION = 5 }; /* ThreadImpersonationToken */

struct foreign {
    struct object object; /* its line is the beacon's */
    struct object *beacon;
    struct reaped reaped;
    uint32_t pid, id;
};

static void destroy(struct object *object)
{
    struct foreign *foreign = (struct foreign *)object;
    reaper_forget(&foreign->reaped);
    if (foreign->reaped.pidfd >= 0) close(foreign->reaped.pidfd);
    if (foreign->beacon) object_put(foreign->beacon);
    object_free(object);
}

const struct object_type foreign_type = {
    THREAD_TYPE,
    .destroy = destroy,
};

/* ---- the beacon ---- */

void foreign_beacon_light(struct object *beacon, NTSTATUS status)
{
    struct line *line = atomic_load(&beacon->line);
    if (line_state(line) & LINE_SIGNALLED) return; /* the first has said why */
    line->limit = (uint32_t)status;
    line_signal(line);
}

struct object *foreign_beacon(struct nt_thread *thread)
{
    pthread_mutex_lock(&thread->lock);
    struct object *beacon = thread->beacon;
    if (beacon) object_ref(beacon);
    pthread_mutex_unlock(&thread->lock);
    if (beacon) return beacon;
    struct object *fresh = event_create(true, false);
    if (!fresh) return NULL;
    if (!shared_publish(fresh)) {
        object_put(fresh);
        return NULL;
    }
    pthread_mutex_lock(&thread->lock);
    if (!thread->beacon) object_ref(thread->beacon = fresh);
    object_ref(beacon = thread->beacon);
    bool ended = thread->ended;
    pthread_mutex_unlock(&thread->lock);
    object_put(fresh);
    if (ended) foreign_beacon_light(beacon, thread->exit_status);
    return beacon;
}

static bool process_ended(struct reaped *reaped)
{
    struct foreign *foreign = (struct foreign *)((char *)reaped - offsetof(struct foreign, reaped));
    struct presence_slot slot;
    bool told = presence_last(foreign->pid, 0, &slot) && slot.told;
    foreign_beacon_light(foreign->beacon, told ? (NTSTATUS)slot.status : STATUS_UNSUCCESSFUL);
    return true;
}

struct object *foreign_blank(uint32_t pid, uint32_t id)
{
    struct foreign *foreign = object_create(&foreign_type, sizeof *foreign);
    if (!foreign) return NULL;
    foreign->pid = pid;
    foreign->id = id;
    foreign->reaped.ended = process_ended;
    foreign->reaped.pidfd = -1;
    return &foreign->object;
}

/* Takes the beacon over. */
static void complete(struct foreign *foreign, struct object *beacon)
{
    foreign->beacon = beacon;
    atomic_store(&foreign->object.line, atomic_load(&beacon->line));
    foreign->reaped.pidfd = (int)syscall(SYS_pidfd_open, foreign->pid, 0);
    if (foreign->reaped.pidfd < 0 || !reaper_watch(&foreign->reaped)) process_ended(&foreign->reaped);
}

bool foreign_attach(struct object *object, uint32_t index, uint32_t generation)
{
    struct foreign *foreign = (struct foreign *)object;
    struct object *blank = foreign->beacon ? NULL : event_blank(), *beacon;
    if (foreign->beacon) return true; /* by another handle */
    if (!blank || shared_adopt(index, generation, blank, &beacon) != STATUS_SUCCESS) return false;
    complete(foreign, beacon);
    return true;
}

struct object *foreign_describe(struct object *object, uint32_t *pid, uint32_t *id)
{
    struct foreign *foreign = (struct foreign *)object;
    if (object->type == &thread_type) {
        *pid = (uint32_t)getpid();
        *id = ((struct nt_thread *)object)->id;
        return foreign_beacon((struct nt_thread *)object);
    }
    *pid = foreign->pid;
    *id = foreign->id;
    if (foreign->beacon) object_ref(foreign->beacon);
    return foreign->beacon;
}

/* Takes the beacon over. */
static NTSTATUS create(uint32_t pid, uint32_t id, struct object *beacon, struct object **thread)
{
    *thread = foreign_blank(pid, id);
    if (*thread)
        complete((struct foreign *)*thread, beacon);
    else
        object_put(beacon);
    return *thread ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

/* ---- who is asked ---- */

static NTSTATUS serve_make(struct thread_order *order, struct object **beacon)
{
    const struct thread_wish wish = {.routine = order->words[0],
                                     .argument = order->words[1],
                                     .reserve = order->words[2],
                                     .commit = order->words[3],
                                     .flags = order->class,
                                     .affinity = order->words[4],
                                     .ideal = order->words[5]};
    struct nt_thread *thread;
    NTSTATUS status = thread_make(&wish, &thread);
    if (status != STATUS_SUCCESS) return status;
    order->id = thread->id;
    order->words[0] = (uintptr_t)thread->teb;
    if (!(*beacon = foreign_beacon(thread))) thread_kill(thread, status = STATUS_NO_MEMORY);
    thread_begin(thread);
    object_put(&thread->object);
    return status;
}

static NTSTATUS serve_context(struct nt_thread *thread, bool set, uint32_t flags, int fd)
{
    CONTEXT context = {0};
    if (fd < 0) return STATUS_INVALID_PARAMETER;
    if (!set) {
        NTSTATUS status = registers_get(thread, &context);
        bool put = pwrite(fd, &context, sizeof context, 0) == sizeof context;
        return status == STATUS_SUCCESS && !put ? STATUS_NO_MEMORY : status;
    }
    if (pread(fd, &context, sizeof context, 0) != sizeof context) return STATUS_INVALID_PARAMETER;
    return registers_set(thread, &context, flags);
}

NTSTATUS foreign_serve(enum thread_op op, struct thread_order *order, int fd, struct object **beacon)
{
    uint64_t *words = order->words;
    ULONG count = 0;
    *beacon = NULL;
    if (op == DO_MAKE) return serve_make(order, beacon);
    struct nt_thread *thread = thread_find(order->id);
    NTSTATUS status = STATUS_SUCCESS;
    if (!thread) return STATUS_INVALID_CID;
    switch (op) {
    case DO_OPEN:
        if (!(*beacon = foreign_beacon(thread))) status = STATUS_NO_MEMORY;
        break;
    case DO_SUSPEND: status = thread_suspend(thread, &count); break;
    case DO_ALERT_RESUME: alert_thread(thread); /* fall through */
    case DO_RESUME: thread_resume(thread, &count); break;
    case DO_ALERT: alert_thread(thread); break;
    case DO_KILL: thread_kill(thread, (NTSTATUS)words[0]); break;
    case DO_APC: status = apc_queue(thread, words[0], words[1], words[2], words[3], NULL); break;
    case DO_QUERY: status = thread_info_get(thread, order->class, words, sizeof order->words); break;
    case DO_SET: /* a token would be a handle of who asks */
        status = order->class == IMPERSONATION ? STATUS_NOT_SUPPORTED : thread_info_set(thread, order->class, words[0]);
        break;
    case DO_GET_CONTEXT: status = serve_context(thread, false, 0, fd); break;
    case DO_SET_CONTEXT: status = serve_context(thread, true, (uint32_t)words[0], fd); break;
    default: status = STATUS_INVALID_PARAMETER;
    }
    if (op == DO_SUSPEND || op == DO_RESUME || op == DO_ALERT_RESUME) words[0] = count;
    object_put(&thread->object);
    return status;
}

/* ---- who asks ---- */

/* The process that has a Linux thread; 0: none. */
static uint32_t process_of(uint32_t tid)
{
    char path[40], line[128];
    unsigned pid = 0;
    snprintf(path, sizeof path, "/proc/%u/status", tid);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "Tgid: %u", &pid) == 1) break;
    if (file) fclose(file);
    return pid;
}

NTSTATUS foreign_open(uint32_t id, struct object **thread)
{
    struct thread_order order = {.id = id & ~3u};
    struct object *beacon = NULL;
    uint32_t pid = process_of((id >> 2) & ((1u << 22) - 1));
    struct presence_slot slot;
    if (!pid || pid == (uint32_t)getpid() || !stranger_slot(pid, &slot)) return STATUS_INVALID_CID;
    NTSTATUS status = remote_thread((pid_t)pid, DO_OPEN, &order, -1, &beacon);
    if (status == STATUS_PROCESS_IS_TERMINATING) status = STATUS_INVALID_CID;
    if (status != STATUS_SUCCESS) return status;
    return create(pid, order.id, beacon, thread);
}

NTSTATUS foreign_make(struct object *process, struct thread_order *order, struct object **thread)
{
    struct object *beacon = NULL;
    pid_t pid = process_object_pid(process);
    if (!pid) return STATUS_PROCESS_IS_TERMINATING;
    NTSTATUS status = remote_thread(pid, DO_MAKE, order, -1, &beacon);
    if (status != STATUS_SUCCESS) return status;
    return create((uint32_t)pid, order->id, beacon, thread);
}

NTSTATUS foreign_get(HANDLE handle, ACCESS_MASK access, struct object **object)
{
    NTSTATUS status = handle_get(handle, &foreign_type, access, object);
    return status == STATUS_OBJECT_TYPE_MISMATCH ? handle_get(handle, &child_thread_type, access, object) : status;
}

bool foreign_told(struct object *object, uint32_t *pid, uint32_t *id)
{
    const struct foreign *foreign = (const struct foreign *)object;
    if (object->type == &child_thread_type) {
        *pid = (uint32_t)child_thread_pid(object);
        *id = (*pid + (1u << 22)) * 4;
        return *pid;
    }
    *pid = foreign->pid;
    *id = foreign->id;
    return !(line_state(atomic_load(&object->line)) & LINE_SIGNALLED);
}

void foreign_tell_ended(struct object *object, THREAD_BASIC_INFORMATION *out)
{
    uint32_t pid, id;
    if (object->type == &child_thread_type) {
        child_thread_tell(object, out);
        return;
    }
    foreign_told(object, &pid, &id);
    *out = (THREAD_BASIC_INFORMATION){.AffinityMask = 1, .Priority = 8};
    out->ExitStatus = (NTSTATUS)atomic_load(&object->line)->limit;
    out->ClientId.UniqueProcess = (HANDLE)(uintptr_t)(pid * 4);
    out->ClientId.UniqueThread = (HANDLE)(uintptr_t)id;
}

NTSTATUS foreign_ask(struct object *object, enum thread_op op, struct thread_order *order, int fd)
{
    uint32_t pid;
    if (!foreign_told(object, &pid, &order->id)) return STATUS_THREAD_IS_TERMINATING;
    NTSTATUS status = remote_thread((pid_t)pid, op, order, fd, NULL);
    bool gone = status == STATUS_INVALID_CID || status == STATUS_PROCESS_IS_TERMINATING;
    return gone ? STATUS_THREAD_IS_TERMINATING : status;
}

NTSTATUS foreign_call(HANDLE handle, ACCESS_MASK access, enum thread_op op, struct thread_order *order)
{
    struct object *object;
    NTSTATUS status = foreign_get(handle, access, &object);
    if (status != STATUS_SUCCESS) return status;
    status = foreign_ask(object, op, order, -1);
    object_put(object);
    return status;
}
