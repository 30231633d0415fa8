/* SPDX-License-Identifier: MIT */
/* Events: NtCreateEvent and its family, on a wait line each.
 * Left out: the priority boost of NtSetEventBoostPriority. */
#include "nt/event.h"

#include "door/guestmem.h"
#include "nt/handle.h"
#include "nt/line.h"
#include "nt/name.h"
#include "nt/shared.h"
#include "nt_calls.h"

const struct object_type event_type = {
    .name = "Event",
    .valid_access = EVENT_ALL_ACCESS,
    .mapping = {STANDARD_RIGHTS_READ | EVENT_QUERY_STATE, STANDARD_RIGHTS_WRITE | EVENT_MODIFY_STATE,
                STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE, EVENT_ALL_ACCESS},
    .wait = OBJECT_WAIT_LINE,
    .retires = true,
    .destroy = object_retire,
    .last_handle = name_forget,
};

struct object *event_blank(void)
{
    return object_create(&event_type, sizeof(struct object));
}

struct object *event_create(bool manual, bool signalled)
{
    struct object *object = event_blank();
    struct line *line =
        object ? line_create_shareable(manual ? LINE_EVENT : LINE_EVENT_AUTO, signalled ? LINE_SIGNALLED : 0, 0) : NULL;
    if (object && !line) {
        object_free(object);
        return NULL;
    }
    if (object) atomic_store(&object->line, line);
    return object;
}

void event_set(struct object *event)
{
    line_signal(atomic_load(&event->line));
}

void event_reset(struct object *event)
{
    line_reset(atomic_load(&event->line));
}

NTSTATUS sys_NtCreateEvent(HANDLE *EventHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes,
                           ULONG EventType, BOOLEAN InitialState)
{
    struct guest_attributes attributes;
    if (EventType > 1) /* NotificationEvent 0, SynchronizationEvent 1 */
        return STATUS_INVALID_PARAMETER;
    if (!guest_probe_write(EventHandle, sizeof *EventHandle)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = guest_attributes_read(ObjectAttributes, &attributes);
    if (status != STATUS_SUCCESS) return status;
    struct object *object = event_create(EventType == 0, InitialState);
    status = object ? name_publish(object, DesiredAccess, &attributes, EventHandle) : STATUS_NO_MEMORY;
    guest_attributes_free(&attributes);
    return status;
}

NTSTATUS sys_NtOpenEvent(HANDLE *EventHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes)
{
    return name_open(&event_type, DesiredAccess, ObjectAttributes, EventHandle);
}

/* The calls that change the state and tell the one before. */
static NTSTATUS change(HANDLE handle, LONG *previous, bool (*act)(struct line *line))
{
    struct object *object;
    if (previous && !guest_probe_write(previous, sizeof *previous)) return STATUS_ACCESS_VIOLATION;
    bool borrowed;
    NTSTATUS status = handle_use(handle, &event_type, EVENT_MODIFY_STATE, &object, &borrowed);
    if (status != STATUS_SUCCESS) return status;
    LONG was = act(atomic_load_explicit(&object->line, memory_order_relaxed));
    handle_done(object, borrowed);
    return previous && !guest_put(previous, &was) ? STATUS_ACCESS_VIOLATION : STATUS_SUCCESS;
}

NTSTATUS sys_NtSetEvent(HANDLE EventHandle, LONG *PreviousState)
{
    return change(EventHandle, PreviousState, line_signal);
}

NTSTATUS sys_NtSetEventBoostPriority(HANDLE EventHandle)
{
    return change(EventHandle, NULL, line_signal);
}

NTSTATUS sys_NtResetEvent(HANDLE EventHandle, LONG *PreviousState)
{
    return change(EventHandle, PreviousState, line_reset);
}

NTSTATUS sys_NtClearEvent(HANDLE EventHandle)
{
    return change(EventHandle, NULL, line_reset);
}

NTSTATUS sys_NtPulseEvent(HANDLE EventHandle, LONG *PreviousState)
{
    return change(EventHandle, PreviousState, line_pulse);
}

NTSTATUS sys_NtQueryEvent(HANDLE EventHandle, ULONG EventInformationClass, void *EventInformation,
                          ULONG EventInformationLength, ULONG *ReturnLength)
{
    struct object *object;
    struct {
        ULONG type;
        LONG state;
    } answer; /* EVENT_BASIC_INFORMATION */
    if (EventInformationClass != 0) return STATUS_INVALID_INFO_CLASS;
    if (EventInformationLength != sizeof answer) return STATUS_INFO_LENGTH_MISMATCH;
    NTSTATUS status = handle_get(EventHandle, &event_type, EVENT_QUERY_STATE, &object);
    if (status != STATUS_SUCCESS) return status;
    struct line *line = atomic_load(&object->line);
    ULONG length = sizeof answer;
    answer.type = line->kind == LINE_EVENT_AUTO;
    answer.state = line_state(line) & LINE_SIGNALLED;
    object_put(object);
    if (!guest_put(EventInformation, &answer) || (ReturnLength && !guest_put(ReturnLength, &length)))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}
