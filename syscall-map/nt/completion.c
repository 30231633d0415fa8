/* SPDX-License-Identifier: MIT */
/* I/O completion ports: NtCreateIoCompletion and its family.
 *
 * A port is a queue of packets and a stack of threads that wait for one: the last to come is the first to go.  Each
 * thread that ever removed from a port has a seat: an event to wait on, and the port whose packets it works on.  A
 * thread in its seat is called when a packet is there and fewer of the port's threads run than may; one that blocks
 * while it works on a packet (seat_idle) makes room for another.
 *
 * Left out: reserve objects; a wait for the port itself. */
#include "nt/completion.h"

#include "door/guestmem.h"
#include "linux/cpu.h"
#include "nt/completion_port.h"
#include "nt/guest.h"
#include "nt/handle.h"
#include "nt/line.h"
#include "nt/name.h"
#include "nt/thread.h"
#include "nt/wait.h"
#include "nt_calls.h"

#include <stdlib.h>

/* What a thread waits on, and for whom it works.  Changed by its thread, and under the port's lock. */
struct seat {
    struct object object;
    struct completion *port; /* with a reference; NULL: none yet */
    struct seat *below;
    bool running; /* counted in the port's `running` */
    bool waiting; /* on the port's stack */
    bool called;  /* off it, and counted already */
};

pthread_mutex_t port_watch_lock = PTHREAD_MUTEX_INITIALIZER;

/* ---- who may run; all under the port's lock ---- */

static void seats_call(struct completion *port)
{
    while (port->seats && port->depth > port->called && port->running < port->limit) {
        struct seat *seat = port->seats;
        port->seats = seat->below;
        seat->waiting = false;
        seat->called = seat->running = true;
        port->called++;
        port->running++;
        line_signal(atomic_load(&seat->object.line));
    }
}

static void seats_nudge(struct completion *port)
{
    for (struct seat *seat = port->seats; seat; seat = seat->below) line_signal(atomic_load(&seat->object.line));
}

static void seat_stop_running(struct seat *seat)
{
    if (seat->running) seat->port->running--;
    seat->running = false;
    seats_call(seat->port);
}

static void seat_sit_down(struct seat *seat)
{
    seat->waiting = true;
    seat->below = seat->port->seats;
    seat->port->seats = seat;
}

static void seat_stand_up(struct seat *seat)
{
    if (seat->called) seat->port->called--;
    seat->called = false;
    if (!seat->waiting) return;
    struct seat **at = &seat->port->seats;
    while (*at != seat) at = &(*at)->below;
    *at = seat->below;
    seat->waiting = false;
}

/* ---- seats ---- */

static void seat_destroy(struct object *object)
{
    struct seat *seat = (struct seat *)object;
    if (seat->port) object_put(&seat->port->object);
    line_free(atomic_load(&object->line));
    object_free(object);
}

static const struct object_type seat_type = {.name = "Seat", .wait = OBJECT_WAIT_LINE, .destroy = seat_destroy};

static struct seat *seat_create(void)
{
    struct seat *seat = object_create(&seat_type, sizeof *seat);
    struct line *line = seat ? line_create(LINE_EVENT_AUTO, 0, 0) : NULL;
    if (line) {
        atomic_store(&seat->object.line, line);
    } else if (seat) {
        object_free(&seat->object);
        seat = NULL;
    }
    return seat;
}

/* The calling thread's, which now works for `port` and has done with the packet before.  NULL: no memory. */
static struct seat *seat_take(struct completion *port)
{
    struct nt_thread *self = thread_self();
    if (!self->seat && !(self->seat = seat_create())) return NULL;
    struct seat *seat = self->seat;
    if (seat->port) {
        pthread_mutex_lock(&seat->port->lock);
        seat_stop_running(seat);
        pthread_mutex_unlock(&seat->port->lock);
    }
    if (seat->port != port) {
        if (seat->port) object_put(&seat->port->object);
        object_ref(&port->object);
        seat->port = port;
    }
    return seat;
}

void seat_drop(struct nt_thread *self)
{
    struct seat *seat = self->seat;
    if (!seat) return;
    self->seat = NULL;
    pthread_mutex_lock(&seat->port->lock);
    seat_stop_running(seat);
    pthread_mutex_unlock(&seat->port->lock);
    object_put(&seat->object);
}

bool seat_idle(struct nt_thread *self)
{
    struct seat *seat = self->seat;
    if (!seat || !seat->running) return false;
    pthread_mutex_lock(&seat->port->lock);
    bool working = !seat->waiting && !seat->called;
    if (working) seat_stop_running(seat);
    pthread_mutex_unlock(&seat->port->lock);
    return working;
}

void seat_busy(struct nt_thread *self)
{
    struct seat *seat = self->seat;
    pthread_mutex_lock(&seat->port->lock);
    seat->running = true;
    seat->port->running++; /* perhaps above the limit, until one of them is done */
    pthread_mutex_unlock(&seat->port->lock);
}

/* ---- the queue ---- */

void port_push(struct completion *port, struct packet *packet)
{
    pthread_mutex_lock(&port->lock);
    packet->next = NULL;
    *port->last = packet;
    port->last = &packet->next;
    port->depth++;
    seats_call(port);
    pthread_mutex_unlock(&port->lock);
}

void port_look_again(struct completion *port)
{
    pthread_mutex_lock(&port->lock);
    seats_nudge(port);
    pthread_mutex_unlock(&port->lock);
}

/* The thread stands up and takes up to `count` packets, if it may run; if it got none and `sit`, it sits down to wait.
 * STATUS_PENDING: it got none; STATUS_ABANDONED_WAIT_0: none, and none will come. */
static NTSTATUS take(struct seat *seat, FILE_IO_COMPLETION_INFORMATION *out, ULONG count, bool sit, ULONG *number)
{
    struct completion *port = seat->port;
    NTSTATUS status = STATUS_SUCCESS;
    ULONG got = 0;
    struct packet *taken = NULL, **end = &taken;
    pthread_mutex_lock(&port_watch_lock);
    pthread_mutex_lock(&port->lock);
    seat_stand_up(seat);
    if (!seat->running && port->running < port->limit) {
        seat->running = true;
        port->running++;
    }
    for (; seat->running && got < count && port->first; got++) {
        struct packet *packet = port->first;
        if (!(port->first = packet->next)) port->last = &port->first;
        port->depth--;
        out[got] = packet->information;
        packet->next = NULL;
        *end = packet;
        end = &packet->next;
    }
    if (!got) {
        seat_stop_running(seat);
        status = port->closed ? STATUS_ABANDONED_WAIT_0 : STATUS_PENDING;
        if (sit && !port->closed) seat_sit_down(seat);
    }
    pthread_mutex_unlock(&port->lock);
    while (taken) {
        struct packet *next = taken->next;
        packet_release(taken);
        taken = next;
    }
    pthread_mutex_unlock(&port_watch_lock);
    *number = got;
    return status;
}

NTSTATUS completion_post(struct object *port, uint64_t key, uint64_t context, NTSTATUS status, uint64_t information)
{
    struct packet *packet = calloc(1, sizeof *packet);
    if (!packet) return STATUS_NO_MEMORY;
    packet->information.KeyContext = (void *)key;
    packet->information.ApcContext = (void *)context;
    packet->information.IoStatusBlock.Status = status;
    packet->information.IoStatusBlock.Information = information;
    port_push((struct completion *)port, packet);
    return STATUS_SUCCESS;
}

/* Waits in the seat until it is called, or something that is watched for the port was signalled. */
static NTSTATUS seat_wait(struct seat *seat, bool alertable, int64_t deadline)
{
    struct object *objects[PORT_WATCHED + 1] = {&seat->object};
    struct wait_packet *packets[PORT_WATCHED + 1];
    uint32_t count = packets_watched(seat->port, objects, packets);
    NTSTATUS status = wait_and_look(objects, count, alertable, deadline);
    bool signalled = (ULONG)status < 0x40;
    if (signalled && status != STATUS_WAIT_0) packet_fire(packets[status], objects[status]);
    packets_put(objects, packets, count);
    return signalled ? STATUS_SUCCESS : status;
}

static NTSTATUS remove_packets(struct completion *port, FILE_IO_COMPLETION_INFORMATION *out, ULONG count,
                               bool alertable, int64_t deadline, ULONG *got)
{
    struct seat *seat = seat_take(port);
    *got = 0;
    if (!seat) return STATUS_NO_MEMORY;
    for (;;) {
        NTSTATUS status = take(seat, out, count, true, got);
        if (status != STATUS_PENDING) return status;
        status = seat_wait(seat, alertable, deadline);
        if (status == STATUS_SUCCESS) continue;
        /* A packet may have come with the time-out; an APC, or the thread's end, goes before it. */
        return take(seat, out, status == STATUS_TIMEOUT ? count : 0, false, got) ? status : STATUS_SUCCESS;
    }
}

/* ---- ports ---- */

static void completion_destroy(struct object *object)
{
    struct completion *port = (struct completion *)object;
    packets_drop(port);
    pthread_mutex_destroy(&port->lock);
    object_free(object);
}

static void completion_last_handle(struct object *object)
{
    struct completion *port = (struct completion *)object;
    name_forget(object);
    pthread_mutex_lock(&port->lock);
    port->closed = true;
    seats_nudge(port);
    pthread_mutex_unlock(&port->lock);
}

const struct object_type completion_type = {
    .name = "IoCompletion",
    .valid_access = IO_COMPLETION_ALL_ACCESS,
    .mapping = {STANDARD_RIGHTS_READ | IO_COMPLETION_QUERY_STATE, STANDARD_RIGHTS_WRITE | IO_COMPLETION_MODIFY_STATE,
                STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE, IO_COMPLETION_ALL_ACCESS},
    .wait = OBJECT_WAIT_NEVER,
    .destroy = completion_destroy,
    .last_handle = completion_last_handle,
};

NTSTATUS sys_NtCreateIoCompletion(HANDLE *IoCompletionHandle, ACCESS_MASK DesiredAccess,
                                  OBJECT_ATTRIBUTES *ObjectAttributes, ULONG NumberOfConcurrentThreads)
{
    struct guest_attributes attributes;
    if (!guest_probe_write(IoCompletionHandle, sizeof *IoCompletionHandle)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = guest_attributes_read(ObjectAttributes, &attributes);
    if (status != STATUS_SUCCESS) return status;
    struct completion *port = object_create(&completion_type, sizeof *port);
    if (port) {
        pthread_mutex_init(&port->lock, NULL);
        port->last = &port->first;
        port->limit = NumberOfConcurrentThreads ? NumberOfConcurrentThreads : cpu_count();
        status = name_publish(&port->object, DesiredAccess, &attributes, IoCompletionHandle);
    } else {
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
