/* SPDX-License-Identifier: MIT */
/* I/O completion ports: NtCreateIoCompletion and its family; and wait completion packets, which put an object's signal
 * into a port.
 *
 * A port is a queue of packets with an auto-reset wait line that is signalled while packets may be there.  The objects
 * that wait packets watch are waited on by whoever removes from the port, beside the port's own line: no other thread
 * is needed for them.
 *
 * Lock order: `watch_lock` before a port's `lock`; both are leaves otherwise.
 * Left out: the port's concurrency (every waiter may run at once), last-in-first-out wake-ups, more than 63 watched
 * objects a port, reserve objects. */
#include "nt/completion.h"

#include "door/guestmem.h"
#include "nt/guest.h"
#include "nt/handle.h"
#include "nt/line.h"
#include "nt/name.h"
#include "nt/wait.h"
#include "nt_calls.h"

#include <pthread.h>
#include <stdlib.h>

enum { WATCHED = 63 };

struct packet {
    struct packet *next;
    FILE_IO_COMPLETION_INFORMATION information;
    struct wait_packet *owner; /* NULL: malloc'd, freed by who removes it */
};

struct completion {
    struct object object;
    pthread_mutex_t lock; /* of the queue */
    struct packet *first, **last;
    uint32_t depth;
    _Atomic bool closed;                  /* the last handle is gone */
    struct wait_packet *watched[WATCHED]; /* with a reference each; under watch_lock */
    unsigned watch_count;
};

struct wait_packet {
    struct object object;
    enum {
        PACKET_IDLE,
        PACKET_BEGUN,
        PACKET_WATCHING,
        PACKET_QUEUED
    } state;                 /* under watch_lock, as all that follows */
    struct completion *port; /* while it is not idle */
    struct object *target;   /* with a reference, while watching */
    struct packet packet;
};

static pthread_mutex_t watch_lock = PTHREAD_MUTEX_INITIALIZER;

/* ---- the queue ---- */

static void push(struct completion *port, struct packet *packet)
{
    pthread_mutex_lock(&port->lock);
    packet->next = NULL;
    *port->last = packet;
    port->last = &packet->next;
    port->depth++;
    pthread_mutex_unlock(&port->lock);
    line_signal(atomic_load(&port->object.line));
}

/* A packet of a wait packet's own may be used again once it is out. */
static void packet_release(struct packet *packet)
{
    struct wait_packet *owner = packet->owner;
    if (!owner) {
        free(packet);
        return;
    }
    owner->state = PACKET_IDLE;
    owner->port = NULL;
    object_put(&owner->object);
}

/* Takes up to `count` packets off the queue; how many. */
static ULONG pop(struct completion *port, FILE_IO_COMPLETION_INFORMATION *out, ULONG count)
{
    ULONG got = 0;
    struct packet *taken = NULL, **end = &taken;
    pthread_mutex_lock(&watch_lock);
    pthread_mutex_lock(&port->lock);
    for (; got < count && port->first; got++) {
        struct packet *packet = port->first;
        if (!(port->first = packet->next)) port->last = &port->first;
        port->depth--;
        out[got] = packet->information;
        packet->next = NULL;
        *end = packet;
        end = &packet->next;
    }
    bool more = port->first;
    pthread_mutex_unlock(&port->lock);
    while (taken) {
        struct packet *next = taken->next;
        packet_release(taken);
        taken = next;
    }
    pthread_mutex_unlock(&watch_lock);
    if (more && got) line_signal(atomic_load(&port->object.line)); /* the next one's turn */
    return got;
}

NTSTATUS completion_post(struct object *port, uint64_t key, uint64_t context, NTSTATUS status, uint64_t information)
{
    struct packet *packet = calloc(1, sizeof *packet);
    if (!packet) return STATUS_NO_MEMORY;
    packet->information.KeyContext = (void *)key;
    packet->information.ApcContext = (void *)context;
    packet->information.IoStatusBlock.Status = status;
    packet->information.IoStatusBlock.Information = information;
    push((struct completion *)port, packet);
    return STATUS_SUCCESS;
}

/* ---- watching ---- */

/* Takes the packet from its port's list of watched ones; under watch_lock.  Its references become the caller's. */
static void unwatch(struct wait_packet *packet)
{
    struct completion *port = packet->port;
    for (unsigned i = 0; i < port->watch_count; i++)
        if (port->watched[i] == packet) {
            port->watched[i] = port->watched[--port->watch_count];
            break;
        }
    packet->state = PACKET_IDLE;
}

/* The target was taken by a wait: the packet goes into the queue, once. */
static void fire(struct wait_packet *packet, struct object *target)
{
    struct object *watched = NULL;
    pthread_mutex_lock(&watch_lock);
    if (packet->state == PACKET_WATCHING && packet->target == target) {
        unwatch(packet);
        watched = packet->target;
        packet->target = NULL;
        packet->state = PACKET_QUEUED; /* the list's reference is the queue's now */
        push(packet->port, &packet->packet);
    }
    pthread_mutex_unlock(&watch_lock);
    if (watched) object_put(watched);
}

/* Waits until there may be a packet: on the port's line and on all that is watched for it. */
static NTSTATUS wait_port(struct completion *port, bool alertable, int64_t deadline)
{
    struct object *objects[WATCHED + 1] = {&port->object};
    struct wait_packet *packets[WATCHED + 1];
    uint32_t count = 1;
    pthread_mutex_lock(&watch_lock);
    for (unsigned i = 0; i < port->watch_count; i++, count++) {
        packets[count] = port->watched[i];
        objects[count] = packets[count]->target;
        object_ref(&packets[count]->object);
        object_ref(objects[count]);
    }
    pthread_mutex_unlock(&watch_lock);
    NTSTATUS status = wait_objects(objects, count, false, alertable, deadline);
    uint32_t index = (uint32_t)status & 0x3f;
    bool taken =
        (ULONG)status < 0x40 || ((ULONG)status >= 0x80 && (ULONG)status < 0xc0); /* an abandoned mutant counts */
    if (taken && index) fire(packets[index], objects[index]);
    while (--count) {
        object_put(objects[count]);
        object_put(&packets[count]->object);
    }
    return taken ? STATUS_SUCCESS : status;
}

static NTSTATUS remove_packets(struct completion *port, FILE_IO_COMPLETION_INFORMATION *out, ULONG count,
                               bool alertable, int64_t deadline, ULONG *got)
{
    for (;;) {
        if ((*got = pop(port, out, count))) return STATUS_SUCCESS;
        if (atomic_load(&port->closed)) {
            line_signal(atomic_load(&port->object.line)); /* for the others that wait */
            return STATUS_ABANDONED_WAIT_0;
        }
        NTSTATUS status = wait_port(port, alertable, deadline);
        if (status != STATUS_SUCCESS) return status;
    }
}

/* ---- ports ---- */

static void completion_destroy(struct object *object)
{
    struct completion *port = (struct completion *)object;
    pthread_mutex_lock(&watch_lock);
    while (port->watch_count) {
        struct wait_packet *packet = port->watched[0];
        struct object *target = packet->target;
        unwatch(packet);
        packet->port = NULL;
        packet->target = NULL;
        pthread_mutex_unlock(&watch_lock);
        object_put(target);
        object_put(&packet->object);
        pthread_mutex_lock(&watch_lock);
    }
    for (struct packet *packet = port->first, *next; packet; packet = next) {
        next = packet->next;
        packet_release(packet);
    }
    pthread_mutex_unlock(&watch_lock);
    pthread_mutex_destroy(&port->lock);
    line_free(atomic_load(&object->line));
    object_free(object);
}

static void completion_last_handle(struct object *object)
{
    struct completion *port = (struct completion *)object;
    name_forget(object);
    atomic_store(&port->closed, true);
    line_signal(atomic_load(&object->line));
}

const struct object_type completion_type = {
    .name = "IoCompletion",
    .valid_access = IO_COMPLETION_ALL_ACCESS,
    .mapping = {STANDARD_RIGHTS_READ | IO_COMPLETION_QUERY_STATE, STANDARD_RIGHTS_WRITE | IO_COMPLETION_MODIFY_STATE,
                STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE, IO_COMPLETION_ALL_ACCESS},
    .wait = OBJECT_WAIT_LINE,
    .destroy = completion_destroy,
    .last_handle = completion_last_handle,
};

NTSTATUS sys_NtCreateIoCompletion(HANDLE *IoCompletionHandle, ACCESS_MASK DesiredAccess,
                                  OBJECT_ATTRIBUTES *ObjectAttributes, ULONG NumberOfConcurrentThreads)
{
    struct guest_attributes attributes;
    (void)NumberOfConcurrentThreads;
    if (!guest_probe_write(IoCompletionHandle, sizeof *IoCompletionHandle)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = guest_attributes_read(ObjectAttributes, &attributes);
    if (status != STATUS_SUCCESS) return status;
    struct completion *port = object_create(&completion_type, sizeof *port);
    struct line *line = port ? line_create(LINE_EVENT_AUTO, 0, 0) : NULL;
    if (line) {
        atomic_store(&port->object.line, line);
        pthread_mutex_init(&port->lock, NULL);
        port->last = &port->first;
        status = name_publish(&port->object, DesiredAccess, &attributes, IoCompletionHandle);
    } else {
        if (port) object_free(&port->object);
        status = STATUS_NO_MEMORY;
    }
    guest_attributes_free(&attributes);
    return status;
}

NTSTATUS sys_NtOpenIoCompletion(HANDLE *IoCompletionHandle, ACCESS_MASK DesiredAccess,
                                OBJECT_ATTRIBUTES *ObjectAttributes)
{
    return name_open(&completion_type, DesiredAccess, ObjectAttributes, IoCompletionHandle);
}

NTSTATUS sys_NtQueryIoCompletion(HANDLE IoCompletionHandle, ULONG IoCompletionInformationClass,
                                 void *IoCompletionInformation, ULONG Length, ULONG *ReturnLength)
{
    struct object *object;
    LONG depth;
    ULONG size = sizeof depth; /* IO_COMPLETION_BASIC_INFORMATION */
    if (IoCompletionInformationClass != 0) return STATUS_INVALID_INFO_CLASS;
    if (Length != size) return STATUS_INFO_LENGTH_MISMATCH;
    NTSTATUS status = handle_get(IoCompletionHandle, &completion_type, IO_COMPLETION_QUERY_STATE, &object);
    if (status != STATUS_SUCCESS) return status;
    struct completion *port = (struct completion *)object;
    pthread_mutex_lock(&port->lock);
    depth = (LONG)port->depth;
    pthread_mutex_unlock(&port->lock);
    object_put(object);
    if (!guest_put(IoCompletionInformation, &depth) || (ReturnLength && !guest_put(ReturnLength, &size)))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}

NTSTATUS sys_NtSetIoCompletion(HANDLE IoCompletionHandle, void *KeyContext, void *ApcContext, NTSTATUS IoStatus,
                               ULONG_PTR IoStatusInformation)
{
    struct object *object;
    NTSTATUS status = handle_get(IoCompletionHandle, &completion_type, IO_COMPLETION_MODIFY_STATE, &object);
    if (status != STATUS_SUCCESS) return status;
    status = completion_post(object, (uint64_t)KeyContext, (uint64_t)ApcContext, IoStatus, IoStatusInformation);
    object_put(object);
    return status;
}

NTSTATUS sys_NtRemoveIoCompletion(HANDLE IoCompletionHandle, void **KeyContext, void **ApcContext,
                                  IO_STATUS_BLOCK *IoStatusBlock, LARGE_INTEGER *Timeout)
{
    struct object *object;
    int64_t deadline;
    ULONG got;
    FILE_IO_COMPLETION_INFORMATION packet;
    if (!guest_probe_write(KeyContext, sizeof *KeyContext) || !guest_probe_write(ApcContext, sizeof *ApcContext) ||
        !guest_probe_write(IoStatusBlock, sizeof *IoStatusBlock))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = wait_deadline(Timeout, &deadline);
    if (status == STATUS_SUCCESS)
        status = handle_get(IoCompletionHandle, &completion_type, IO_COMPLETION_MODIFY_STATE, &object);
    if (status != STATUS_SUCCESS) return status;
    status = remove_packets((struct completion *)object, &packet, 1, false, deadline, &got);
    object_put(object);
    if (status != STATUS_SUCCESS) return status;
    if (!guest_put(KeyContext, &packet.KeyContext) || !guest_put(ApcContext, &packet.ApcContext) ||
        !guest_put(IoStatusBlock, &packet.IoStatusBlock))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}

NTSTATUS sys_NtRemoveIoCompletionEx(HANDLE IoCompletionHandle, void *IoCompletionInformation, ULONG Count,
                                    ULONG *NumEntriesRemoved, LARGE_INTEGER *Timeout, BOOLEAN Alertable)
{
    struct object *object;
    int64_t deadline;
    ULONG got;
    FILE_IO_COMPLETION_INFORMATION packets[64];
    if (!Count) return STATUS_INVALID_PARAMETER;
    if (!guest_probe_write(NumEntriesRemoved, sizeof *NumEntriesRemoved) || Count > 0x10000000 ||
        !guest_probe_write(IoCompletionInformation, (size_t)Count * sizeof *packets))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = wait_deadline(Timeout, &deadline);
    if (status == STATUS_SUCCESS)
        status = handle_get(IoCompletionHandle, &completion_type, IO_COMPLETION_MODIFY_STATE, &object);
    if (status != STATUS_SUCCESS) return status;
    status = remove_packets((struct completion *)object, packets, Count < 64 ? Count : 64, Alertable, deadline, &got);
    object_put(object);
    if (status == STATUS_SUCCESS && !guest_write(IoCompletionInformation, packets, got * sizeof *packets))
        status = STATUS_ACCESS_VIOLATION;
    if (!guest_put(NumEntriesRemoved, &got)) return STATUS_ACCESS_VIOLATION;
    return status;
}

/* ---- wait completion packets ---- */

/* Takes a packet out of its port's queue; under watch_lock.  Was it there? */
static bool unqueue(struct wait_packet *packet)
{
    struct completion *port = packet->port;
    bool found = false;
    pthread_mutex_lock(&port->lock);
    for (struct packet **at = &port->first; *at; at = &(*at)->next)
        if (*at == &packet->packet) {
            if (!(*at = packet->packet.next)) port->last = at;
            port->depth--;
            found = true;
            break;
        }
    pthread_mutex_unlock(&port->lock);
    return found;
}

/* "NtCancelWaitCompletionPacket function".  STATUS_PENDING: it is in the queue and stays there. STATUS_CANCELLED: it
 * was idle. */
static NTSTATUS packet_cancel(struct wait_packet *packet, bool remove)
{
    NTSTATUS status = STATUS_CANCELLED;
    struct object *target = NULL;
    bool release = false;
    pthread_mutex_lock(&watch_lock);
    if (packet->state == PACKET_WATCHING) {
        target = packet->target;
        packet->target = NULL;
        unwatch(packet);
        packet->port = NULL;
        release = true;
        status = STATUS_SUCCESS;
    } else if (packet->state == PACKET_QUEUED && !remove) {
        status = STATUS_PENDING;
    } else if (packet->state == PACKET_QUEUED && unqueue(packet)) {
        packet->state = PACKET_IDLE;
        packet->port = NULL;
        release = true;
        status = STATUS_SUCCESS;
    }
    pthread_mutex_unlock(&watch_lock);
    if (target) object_put(target);
    if (release) object_put(&packet->object);
    return status;
}

static void packet_destroy(struct object *object)
{
    object_free(object);
}

static void packet_last_handle(struct object *object)
{
    object_ref(object); /* cancelling may give the last other one back */
    packet_cancel((struct wait_packet *)object, true);
    name_forget(object);
    object_put(object);
}

static const struct object_type wait_packet_type = {
    .name = "WaitCompletionPacket",
    .valid_access = STANDARD_RIGHTS_REQUIRED | 1,
    .mapping = {STANDARD_RIGHTS_READ, STANDARD_RIGHTS_WRITE | 1, STANDARD_RIGHTS_EXECUTE, STANDARD_RIGHTS_REQUIRED | 1},
    .wait = OBJECT_WAIT_NEVER,
    .destroy = packet_destroy,
    .last_handle = packet_last_handle,
};

NTSTATUS sys_NtCreateWaitCompletionPacket(HANDLE *WaitCompletionPacketHandle, ACCESS_MASK DesiredAccess,
                                          OBJECT_ATTRIBUTES *ObjectAttributes)
{
    struct guest_attributes attributes;
    if (!guest_probe_write(WaitCompletionPacketHandle, sizeof *WaitCompletionPacketHandle))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = guest_attributes_read(ObjectAttributes, &attributes);
    if (status != STATUS_SUCCESS) return status;
    struct wait_packet *packet = object_create(&wait_packet_type, sizeof *packet);
    status = packet ? name_publish(&packet->object, DesiredAccess, &attributes, WaitCompletionPacketHandle)
                    : STATUS_NO_MEMORY;
    guest_attributes_free(&attributes);
    return status;
}

/* Puts an idle packet on its port's list, or, where the target could be taken at once, into the queue. */
static NTSTATUS packet_watch(struct wait_packet *packet, struct completion *port, struct object *target, bool *already)
{
    NTSTATUS status = STATUS_SUCCESS;
    pthread_mutex_lock(&watch_lock);
    if (packet->state != PACKET_IDLE)
        status = STATUS_INVALID_PARAMETER_1;
    else if (port->watch_count == WATCHED)
        status = STATUS_INSUFFICIENT_RESOURCES;
    else
        packet->state = PACKET_BEGUN; /* ours; on no list yet */
    pthread_mutex_unlock(&watch_lock);
    if (status != STATUS_SUCCESS) return status;

    NTSTATUS now = wait_objects(&target, 1, false, false, 0);
    *already = now == STATUS_WAIT_0 || now == STATUS_ABANDONED_WAIT_0;
    pthread_mutex_lock(&watch_lock);
    if (!*already && now != STATUS_TIMEOUT) {
        packet->state = PACKET_IDLE;
        status = now;
    } else if (!*already && port->watch_count == WATCHED) {
        packet->state = PACKET_IDLE;
        status = STATUS_INSUFFICIENT_RESOURCES;
    } else {
        object_ref(&packet->object); /* the list's, or the queue's */
        packet->port = port;
        packet->packet.owner = packet;
        if (*already) {
            packet->state = PACKET_QUEUED;
            push(port, &packet->packet);
        } else {
            object_ref(target);
            packet->state = PACKET_WATCHING;
            packet->target = target;
            port->watched[port->watch_count++] = packet;
        }
    }
    pthread_mutex_unlock(&watch_lock);
    if (status == STATUS_SUCCESS && !*already)
        line_signal(atomic_load(&port->object.line)); /* who waits looks at the list again */
    return status;
}

NTSTATUS sys_NtAssociateWaitCompletionPacket(HANDLE WaitCompletionPacketHandle, HANDLE IoCompletionHandle,
                                             HANDLE TargetObjectHandle, void *KeyContext, void *ApcContext,
                                             NTSTATUS IoStatus, ULONG_PTR IoStatusInformation, BOOLEAN *AlreadySignaled)
{
    struct object *packet_object, *port = NULL, *target = NULL;
    bool already = false;
    if (AlreadySignaled && !guest_probe_write(AlreadySignaled, sizeof *AlreadySignaled)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = handle_get(WaitCompletionPacketHandle, &wait_packet_type, 1, &packet_object);
    if (status != STATUS_SUCCESS) return status;
    status = handle_get(IoCompletionHandle, &completion_type, IO_COMPLETION_MODIFY_STATE, &port);
    if (status == STATUS_SUCCESS) status = handle_get(TargetObjectHandle, NULL, SYNCHRONIZE, &target);
    if (status == STATUS_SUCCESS) {
        struct wait_packet *packet = (struct wait_packet *)packet_object;
        pthread_mutex_lock(&watch_lock);
        if (packet->state == PACKET_IDLE) {
            packet->packet.information.KeyContext = KeyContext;
            packet->packet.information.ApcContext = ApcContext;
            packet->packet.information.IoStatusBlock.Status = IoStatus;
            packet->packet.information.IoStatusBlock.Information = IoStatusInformation;
        }
        pthread_mutex_unlock(&watch_lock);
        status = packet_watch(packet, (struct completion *)port, target, &already);
    }
    if (target) object_put(target);
    if (port) object_put(port);
    object_put(packet_object);
    BOOLEAN answer = already;
    if (status == STATUS_SUCCESS && AlreadySignaled && !guest_put(AlreadySignaled, &answer))
        status = STATUS_ACCESS_VIOLATION;
    return status;
}

NTSTATUS sys_NtCancelWaitCompletionPacket(HANDLE WaitCompletionPacketHandle, BOOLEAN RemoveSignaledPacket)
{
    struct object *object;
    NTSTATUS status = handle_get(WaitCompletionPacketHandle, &wait_packet_type, 1, &object);
    if (status != STATUS_SUCCESS) return status;
    status = packet_cancel((struct wait_packet *)object, RemoveSignaledPacket);
    object_put(object);
    return status;
}
