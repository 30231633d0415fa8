/* SPDX-License-Identifier: MIT */
/* AFD_EVENT_SELECT: an event that is set when what was selected of a socket comes.
 *
 * Each level is told once, and again only after the call that enables it: receiving, accepting, a send that would have
 * blocked.  What holds when it is enabled again is told at once; the engine looks for the rest. */
#include "nt/socket.h"

#include "door/guestmem.h"
#include "nt/event.h"
#include "nt/handle.h"

ULONG afd_event_wanted(const struct socket *s)
{
    return s->event ? s->selected & s->armed : 0;
}

void afd_event_note(struct socket *s, ULONG levels, NTSTATUS why)
{
    levels &= afd_event_wanted(s);
    if (!levels) return;
    s->armed &= ~levels;
    s->recorded |= levels;
    if (levels & AFD_POLL_CONNECT_FAIL) s->why[AFD_POLL_CONNECT_FAIL_BIT] = why;
    event_set(s->event);
}

/* Under the lock: what holds now is told, the rest looked for. */
static void look(struct socket *s)
{
    NTSTATUS why;
    ULONG wanted = afd_event_wanted(s);
    if (!wanted) return;
    ULONG levels = afd_levels(s, wanted, &why);
    afd_event_note(s, levels, why);
    afd_expect(s);
}

void afd_event_enable(struct socket *s, ULONG levels)
{
    if (!(s->selected & levels)) return; /* nothing was selected, as nearly always */
    pthread_mutex_lock(&s->lock);
    s->armed |= levels;
    look(s);
    pthread_mutex_unlock(&s->lock);
}

void afd_event_changed(struct socket *s)
{
    pthread_mutex_lock(&s->lock);
    if (s->selected & AFD_POLL_CONNECT && atomic_load(&s->state) == SOCKET_CONNECTED)
        afd_event_note(s, AFD_POLL_CONNECT, STATUS_SUCCESS);
    look(s);
    afd_expect(s);
    pthread_mutex_unlock(&s->lock);
}

void afd_event_forget(struct socket *s)
{
    if (s->event) object_put(s->event);
    s->event = NULL;
    s->selected = s->armed = s->recorded = 0;
}

NTSTATUS afd_event_select(struct afd_request *r, const void *in, ULONG in_length)
{
    struct socket *s = r->socket;
    AFD_EVENT_SELECT_INFO info;
    struct object *event = NULL;
    if (in_length < sizeof info || !guest_get(&info, in)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = STATUS_SUCCESS;
    if (info.PollEvents) status = handle_get(info.Event, &event_type, EVENT_MODIFY_STATE, &event);
    if (status != STATUS_SUCCESS) return status;
    pthread_mutex_lock(&s->lock);
    afd_event_forget(s); /* "canceling the previous" */
    s->event = event;
    s->selected = info.PollEvents;
    s->armed = info.PollEvents;
    /* FD_WRITE and FD_CONNECT come with a connection, or where there is one already */
    look(s);
    pthread_mutex_unlock(&s->lock);
    return STATUS_SUCCESS;
}

NTSTATUS afd_enum_events(struct afd_request *r, const void *in, ULONG in_length)
{
    struct socket *s = r->socket;
    AFD_ENUM_NETWORK_EVENTS_INFO info = {0};
    struct object *event = NULL;
    HANDLE handle = NULL;
    if (in_length >= sizeof handle && !guest_get(&handle, (const HANDLE *)in)) return STATUS_ACCESS_VIOLATION;
    if (r->out_length < sizeof info) return STATUS_BUFFER_TOO_SMALL;
    NTSTATUS status = handle ? handle_get(handle, &event_type, EVENT_MODIFY_STATE, &event) : STATUS_SUCCESS;
    if (status != STATUS_SUCCESS) return status;
    pthread_mutex_lock(&s->lock);
    if (event) event_reset(event);
    info.PollEvents = s->recorded;
    for (int i = 0; i < AFD_NUM_POLL_EVENTS; i++) info.EventStatus[i] = s->why[i], s->why[i] = STATUS_SUCCESS;
    s->recorded = 0;
    pthread_mutex_unlock(&s->lock);
    if (event) object_put(event);
    r->done = sizeof info;
    return guest_put((AFD_ENUM_NETWORK_EVENTS_INFO *)r->out, &info) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}
