/* SPDX-License-Identifier: MIT */
/* Wait completion packets: an object's signal goes into a completion port.
 *
 * The objects that they watch are waited on by whoever removes from the port, beside the thread's own seat: no other
 * thread is needed for them.  The wait only looks; the signal is taken under port_watch_lock and only while it is
 * watched for, so that no signal goes with a packet that another thread cancelled or queued meanwhile.
 *
 * Left out: more than 63 watched objects a port. */
#include "nt/completion.h"

#include "door/guestmem.h"
#include "nt/completion_port.h"
#include "nt/guest.h"
#include "nt/handle.h"
#include "nt/line.h"
#include "nt/name.h"
#include "nt/wait.h"
#include "nt_calls.h"

#include <stdlib.h>

struct wait_packet {
    struct object object;
    enum {
        PACKET_IDLE,
        PACKET_BEGUN,
        PACKET_WATCHING,
        PACKET_QUEUED
    } state;                 /* under port_watch_lock, as all that follows */
    struct completion *port; /* while it is not idle */
    struct object *target;   /* with a reference, while watching */
    struct packet packet;
};

/* A packet of a wait packet's own may be used again once it is out. */
void packet_release(struct packet *packet)
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

/* Takes the packet from its port's list of watched ones; under port_watch_lock.  Its references become the caller's. */
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

/* A notification event may have been pulsed: it was seen, and there is nothing to take. */
static bool target_take(struct object *target)
{
    struct line *line = atomic_load(&target->line);
    if (line && line->kind == LINE_EVENT) return true;
    NTSTATUS status = wait_objects(&target, 1, false, false, 0);
    return status == STATUS_WAIT_0 || status == STATUS_ABANDONED_WAIT_0;
}

void packet_fire(struct wait_packet *packet, struct object *target)
{
    struct object *watched = NULL;
    pthread_mutex_lock(&port_watch_lock);
    if (packet->state == PACKET_WATCHING && packet->target == target && target_take(target)) {
        unwatch(packet);
        watched = packet->target;
        packet->target = NULL;
        packet->state = PACKET_QUEUED; /* the list's reference is the queue's now */
        port_push(packet->port, &packet->packet);
    }
    pthread_mutex_unlock(&port_watch_lock);
    if (watched) object_put(watched);
}

uint32_t packets_watched(struct completion *port, struct object **objects, struct wait_packet **packets)
{
    uint32_t count = 1;
    pthread_mutex_lock(&port_watch_lock);
    for (unsigned i = 0; i < port->watch_count; i++, count++) {
        packets[count] = port->watched[i];
        objects[count] = packets[count]->target;
        object_ref(&packets[count]->object);
        object_ref(objects[count]);
    }
    pthread_mutex_unlock(&port_watch_lock);
    return count;
}

void packets_put(struct object **objects, struct wait_packet **packets, uint32_t count)
{
    while (--count) {
        object_put(objects[count]);
        object_put(&packets[count]->object);
    }
}

void packets_drop(struct completion *port)
{
    pthread_mutex_lock(&port_watch_lock);
    while (port->watch_count) {
        struct wait_packet *packet = port->watched[0];
        struct object *target = packet->target;
        unwatch(packet);
        packet->port = NULL;
        packet->target = NULL;
        pthread_mutex_unlock(&port_watch_lock);
        object_put(target);
        object_put(&packet->object);
        pthread_mutex_lock(&port_watch_lock);
    }
    for (struct packet *packet = port->first, *next; packet; packet = next) {
        next = packet->next;
        packet_release(packet);
    }
    pthread_mutex_unlock(&port_watch_lock);
}

/* Takes a packet out of its port's queue; under port_watch_lock.  Was it there? */
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
    pthread_mutex_lock(&port_watch_lock);
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
    pthread_mutex_unlock(&port_watch_lock);
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
    pthread_mutex_lock(&port_watch_lock);
    if (packet->state != PACKET_IDLE)
        status = STATUS_INVALID_PARAMETER_1;
    else if (port->watch_count == PORT_WATCHED)
        status = STATUS_INSUFFICIENT_RESOURCES;
    else
        packet->state = PACKET_BEGUN; /* ours; on no list yet */
    pthread_mutex_unlock(&port_watch_lock);
    if (status != STATUS_SUCCESS) return status;

    NTSTATUS now = wait_objects(&target, 1, false, false, 0);
    *already = now == STATUS_WAIT_0 || now == STATUS_ABANDONED_WAIT_0;
    pthread_mutex_lock(&port_watch_lock);
    if (!*already && now != STATUS_TIMEOUT) {
        packet->state = PACKET_IDLE;
        status = now;
    } else if (!*already && port->watch_count == PORT_WATCHED) {
        packet->state = PACKET_IDLE;
        status = STATUS_INSUFFICIENT_RESOURCES;
    } else {
        object_ref(&packet->object); /* the list's, or the queue's */
        packet->port = port;
        packet->packet.owner = packet;
        if (*already) {
            packet->state = PACKET_QUEUED;
            port_push(port, &packet->packet);
        } else {
            object_ref(target);
            packet->state = PACKET_WATCHING;
            packet->target = target;
            port->watched[port->watch_count++] = packet;
        }
    }
    pthread_mutex_unlock(&port_watch_lock);
    if (status == STATUS_SUCCESS && !*already) port_look_again(port);
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
        pthread_mutex_lock(&port_watch_lock);
        if (packet->state == PACKET_IDLE) {
            packet->packet.information.KeyContext = KeyContext;
            packet->packet.information.ApcContext = ApcContext;
            packet->packet.information.IoStatusBlock.Status = IoStatus;
            packet->packet.information.IoStatusBlock.Information = IoStatusInformation;
        }
        pthread_mutex_unlock(&port_watch_lock);
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
