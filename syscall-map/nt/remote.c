/* SPDX-License-Identifier: MIT */
/* Orders between processes of a prefix, by way of the broker: a handle is made, looked at or closed in another.
 *
 * A process that serves nobody yet is told by SIGURG, which whoever has no handler for ignores, to begin (ctrl.c). What
 * an order carries is described as for inheritance (transfer.h); its descriptor is the object's, or where that is a
 * wait line one that holds the line while it is under way.  Left out: memory and threads of another process. */
#include "nt/remote.h"

#include "linux/broker.h"
#include "linux/presence.h"
#include "linux/shm.h"
#include "nt/foreign.h"
#include "nt/handle.h"
#include "nt/job.h"
#include "nt/process.h"
#include "nt/shared.h"
#include "nt/stranger.h"
#include "nt/thread.h"
#include "nt/transfer.h"
#include "nt/virtual.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum op {
    OP_GIVE,   /* a handle for what is described */
    OP_TAKE,   /* describe what a handle of yours is to */
    OP_CLOSE,  /* a handle of yours */
    OP_JOIN,   /* a job */
    OP_JOBS,   /* say whether you are in one */
    OP_LOOK,   /* at the limits of one */
    OP_MEMORY, /* `access`: enum virtual_op */
    OP_THREAD, /* `access`: enum thread_op */
};

struct order {
    uint64_t handle;
    uint32_t access, attributes, options, unused;
    struct transfer what;
    struct virtual_order memory;
    struct thread_order thread;
};
_Static_assert(sizeof(struct order) <= BROKER_ORDER_DATA, "an order is one message");

/* A descriptor to go with a description: a duplicate of the object's, or one that holds its line; -1: none. */
static NTSTATUS attach_fd(const struct transfer *what, int object_fd, int *fd)
{
    *fd = -1;
    if (object_fd >= 0)
        *fd = fcntl(object_fd, F_DUPFD_CLOEXEC, 3);
    else if (what->index)
        *fd = shm_carry(&what->index, 1);
    else
        return STATUS_SUCCESS;
    return *fd >= 0 ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

static NTSTATUS describe(struct object *object, struct transfer *what, int *fd)
{
    int object_fd;
    NTSTATUS status = transfer_describe(object, what, &object_fd);
    if (status == STATUS_SUCCESS && what->type == TRANSFER_SECTION) what->index = 0; /* its name stays here */
    return status == STATUS_SUCCESS ? attach_fd(what, object_fd, fd) : status;
}

/* This process's object for a description; takes over `fd`. */
static NTSTATUS receive(const struct transfer *what, int fd, struct object **object)
{
    const bool ours = what->pid == (uint32_t)getpid();
    bool carries = what->type == TRANSFER_LINE || what->type == TRANSFER_PROCESS || what->type == TRANSFER_THREAD;
    if (!carries && fd < 0) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = STATUS_SUCCESS;
    *object = NULL;
    if (what->type == TRANSFER_LINE || what->type == TRANSFER_JOB) { /* which this process may have already */
        struct object *blank = what->type == TRANSFER_JOB ? job_given(fd) : shared_blank(what->kind);
        status = blank ? shared_adopt(what->index, what->generation, blank, object) : STATUS_NO_MEMORY;
    } else if (what->type == TRANSFER_PROCESS && ours) {
        *object = process_current();
    } else if (what->type == TRANSFER_THREAD && ours) {
        struct nt_thread *thread = thread_find((uint32_t)what->size);
        *object = thread ? &thread->object : NULL;
        if (!thread) status = STATUS_THREAD_IS_TERMINATING;
    } else {
        *object = transfer_object(what, carries ? -1 : fd);
        if (!*object) status = STATUS_NO_MEMORY;
        if (*object && !transfer_attach(*object, what)) {
            object_put(*object);
            status = STATUS_PROCESS_IS_TERMINATING;
        }
    }
    if (carries && fd >= 0) close(fd);
    return status;
}

/* ---- who is asked ---- */

static NTSTATUS serve_give(const struct order *order, int fd, struct order *reply)
{
    struct object *object;
    HANDLE handle;
    NTSTATUS status = receive(&order->what, fd, &object);
    if (status != STATUS_SUCCESS) return status;
    status = handle_create(object, order->access, order->attributes, &handle);
    object_put(object);
    reply->handle = (uintptr_t)handle;
    return status;
}

static NTSTATUS serve_take(const struct order *order, struct order *reply, int *fd)
{
    struct object *object;
    NTSTATUS status =
        handle_get_rights((HANDLE)(uintptr_t)order->handle, NULL, 0, &object, &reply->access, &reply->attributes);
    if (status != STATUS_SUCCESS) return status;
    status = describe(object, &reply->what, fd);
    object_put(object);
    return status;
}

static NTSTATUS serve_thread(const struct order *order, int given, struct order *reply, int *fd)
{
    struct object *beacon;
    reply->thread = order->thread;
    NTSTATUS status = foreign_serve((enum thread_op)order->access, &reply->thread, given, &beacon);
    if (!beacon) return status;
    if (status == STATUS_SUCCESS) status = describe(beacon, &reply->what, fd);
    object_put(beacon);
    return status;
}

static int32_t serve(const struct broker_order *asked, struct broker_order *answer)
{
    struct order order, reply = {0};
    NTSTATUS status = STATUS_INVALID_PARAMETER;
    int fd = asked->fd;
    answer->fd = -1;
    if (asked->size == sizeof order) {
        memcpy(&order, asked->data, sizeof order);
        switch (asked->op) {
        case OP_GIVE:
            status = serve_give(&order, fd, &reply);
            fd = -1;
            break;
        case OP_TAKE: status = serve_take(&order, &reply, &answer->fd); break;
        case OP_CLOSE: status = handle_close((HANDLE)(uintptr_t)order.handle); break;
        case OP_JOIN: status = fd < 0 ? STATUS_INVALID_PARAMETER : job_member_join(fd); break;
        case OP_JOBS:
            reply.handle = job_member_of(0);
            status = STATUS_SUCCESS;
            break;
        case OP_THREAD: status = serve_thread(&order, fd, &reply, &answer->fd); break;
        case OP_MEMORY:
            reply.memory = order.memory;
            status = virtual_do((enum virtual_op)order.access, &reply.memory);
            break;
        case OP_LOOK:
            job_member_look(order.handle);
            status = STATUS_SUCCESS;
            break;
        }
    }
    if (fd >= 0) close(fd);
    memcpy(answer->data, &reply, sizeof reply);
    answer->size = sizeof reply;
    return status;
}

void remote_init(void)
{
    broker_on_order(serve);
}

/* ---- who asks ---- */

enum { ASK_AGAIN = 1000000, ASK_MOST = 5000 }; /* nanoseconds; times */

/* Takes over `*fd`; the answer's in its place. */
static NTSTATUS ask_pid(pid_t pid, enum op op, struct order *order, int *fd)
{
    struct broker_order asked = {.op = op, .size = sizeof *order, .fd = *fd}, answer = {.fd = -1};
    struct presence_slot slot;
    static const struct timespec pause = {.tv_nsec = ASK_AGAIN};
    NTSTATUS status = STATUS_PROCESS_IS_TERMINATING;
    *fd = -1;
    if (pid && stranger_slot((uint32_t)pid, &slot)) {
        asked.slot = slot.number;
        asked.process = (uint32_t)pid;
        memcpy(asked.data, order, sizeof *order);
        for (int i = 0; i < ASK_MOST; i++) {
            status = broker_forward(&asked, &answer);
            if (status != STATUS_PORT_DISCONNECTED) break;
            status = STATUS_TIMEOUT;
            if (i % 100 == 0 && kill(pid, SIGURG)) break;
            nanosleep(&pause, NULL);
        }
    }
    if (asked.fd >= 0) close(asked.fd);
    if (status == STATUS_SUCCESS && answer.size != sizeof *order) status = STATUS_UNSUCCESSFUL;
    if (status == STATUS_SUCCESS) {
        memcpy(order, answer.data, sizeof *order);
        *fd = answer.fd;
    } else if (answer.fd >= 0) {
        close(answer.fd);
    }
    if (status == STATUS_IO_TIMEOUT) return STATUS_TIMEOUT;
    return status == STATUS_CONNECTION_REFUSED ? STATUS_ACCESS_DENIED : status;
}

static NTSTATUS ask(struct object *process, enum op op, struct order *order, int *fd)
{
    return ask_pid(process_object_pid(process), op, order, fd);
}

NTSTATUS remote_give(struct object *process, struct object *object, ACCESS_MASK access, ULONG attributes,
                     uint64_t *handle)
{
    struct order order = {.access = access, .attributes = attributes};
    int fd;
    NTSTATUS status = describe(object, &order.what, &fd);
    if (status == STATUS_SUCCESS) status = ask(process, OP_GIVE, &order, &fd);
    if (status == STATUS_SUCCESS) *handle = order.handle;
    return status;
}

NTSTATUS remote_object(struct object *process, uint64_t source, struct object **object, ACCESS_MASK *access,
                       ULONG *attributes)
{
    struct order order = {.handle = source};
    int fd = -1;
    NTSTATUS status = ask(process, OP_TAKE, &order, &fd);
    if (status == STATUS_SUCCESS) status = receive(&order.what, fd, object);
    *access = order.access;
    *attributes = order.attributes;
    return status;
}

NTSTATUS remote_take(struct object *process, uint64_t source, ACCESS_MASK access, ULONG attributes, ULONG options,
                     HANDLE *handle)
{
    struct object *object;
    ACCESS_MASK had;
    ULONG had_attributes;
    NTSTATUS status = remote_object(process, source, &object, &had, &had_attributes);
    if (status != STATUS_SUCCESS) return status;
    handle_duplicate_rights(object, options, had, had_attributes, &access, &attributes);
    status = handle_create(object, access, attributes, handle);
    object_put(object);
    return status;
}

NTSTATUS remote_close(struct object *process, uint64_t handle)
{
    struct order order = {.handle = handle};
    int fd = -1;
    return ask(process, OP_CLOSE, &order, &fd);
}

/* ---- jobs ---- */

NTSTATUS remote_join(struct object *process, int fd)
{
    struct order order = {0};
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    return copy < 0 ? STATUS_INSUFFICIENT_RESOURCES : ask(process, OP_JOIN, &order, &copy);
}

NTSTATUS remote_in_job(struct object *process, bool *in)
{
    struct order order = {0};
    int fd = -1;
    NTSTATUS status = ask(process, OP_JOBS, &order, &fd);
    *in = order.handle;
    return status;
}

NTSTATUS remote_look(uint32_t pid, uint64_t job)
{
    struct order order = {.handle = job};
    int fd = -1;
    return ask_pid((pid_t)pid, OP_LOOK, &order, &fd);
}

/* ---- memory ---- */

NTSTATUS remote_virtual(struct object *process, enum virtual_op op, struct virtual_order *memory)
{
    struct order order = {.access = op, .memory = *memory};
    int fd = -1;
    NTSTATUS status = ask(process, OP_MEMORY, &order, &fd);
    if (status == STATUS_SUCCESS) *memory = order.memory;
    return status;
}

/* ---- threads ---- */

NTSTATUS remote_thread(pid_t pid, enum thread_op op, struct thread_order *thread, int given, struct object **beacon)
{
    struct order order = {.access = op, .thread = *thread};
    int fd = given < 0 ? -1 : fcntl(given, F_DUPFD_CLOEXEC, 3);
    if (given >= 0 && fd < 0) return STATUS_INSUFFICIENT_RESOURCES;
    NTSTATUS status = ask_pid(pid, OP_THREAD, &order, &fd);
    if (status != STATUS_SUCCESS) return status;
    *thread = order.thread;
    if (beacon) return receive(&order.what, fd, beacon);
    if (fd >= 0) close(fd);
    return status;
}
