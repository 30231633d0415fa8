/* SPDX-License-Identifier: MIT */
/* Waiting for several sockets: select() and WSAPoll() by AFD_POLL. */
#include "ws2_32.h"

int WSAAPI __WSAFDIsSet(SOCKET socket, fd_set *set)
{
    for (u_int i = 0; i < set->fd_count; i++)
        if (set->fd_array[i] == socket) return 1;
    return 0;
}

/* AFD_POLL with this many places; `timeout` in 100 ns.  HeapFree() it; NULL: out of memory. */
static AFD_POLL_INFO *make_poll(ULONG places, LONGLONG timeout)
{
    AFD_POLL_INFO *poll = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *poll + places * sizeof *poll->Handles);

    if (poll) poll->Timeout.QuadPart = timeout;
    return poll;
}

static NTSTATUS run_poll(AFD_POLL_INFO *poll)
{
    ULONG size = (ULONG)(offsetof(AFD_POLL_INFO, Handles) + poll->NumberOfHandles * sizeof *poll->Handles);
    ULONG given = size < sizeof *poll ? (ULONG)sizeof *poll : size;
    NTSTATUS status = ws_request((SOCKET)poll->Handles[0].Handle, AFD_POLL, poll, given, poll, given, NULL);

    if (status == STATUS_TIMEOUT) poll->NumberOfHandles = 0;
    return status == STATUS_TIMEOUT ? STATUS_SUCCESS : status;
}

#define READ_EVENTS  (AFD_POLL_RECEIVE | AFD_POLL_ACCEPT | AFD_POLL_DISCONNECT | AFD_POLL_ABORT | AFD_POLL_LOCAL_CLOSE)
#define WRITE_EVENTS (AFD_POLL_SEND | AFD_POLL_CONNECT)
#define OTHER_EVENTS (AFD_POLL_RECEIVE_EXPEDITED | AFD_POLL_CONNECT_FAIL)

static void add(AFD_POLL_INFO *poll, const fd_set *set, ULONG events)
{
    for (u_int i = 0; set && i < set->fd_count; i++) {
        ULONG at = 0;
        while (at < poll->NumberOfHandles && poll->Handles[at].Handle != (HANDLE)set->fd_array[i]) at++;
        if (at == poll->NumberOfHandles) poll->Handles[poll->NumberOfHandles++].Handle = (HANDLE)set->fd_array[i];
        poll->Handles[at].PollEvents |= events;
    }
}

/* Leaves in the set what is ready; how many. */
static u_int keep(const AFD_POLL_INFO *poll, fd_set *set, ULONG events)
{
    u_int kept = 0;

    for (u_int i = 0; set && i < set->fd_count; i++) {
        SOCKET socket = set->fd_array[i];
        for (ULONG at = 0; at < poll->NumberOfHandles; at++) {
            if (poll->Handles[at].Handle != (HANDLE)socket || !(poll->Handles[at].PollEvents & events)) continue;
            set->fd_array[kept++] = socket;
            break;
        }
    }
    if (set) set->fd_count = kept;
    return kept;
}

/* Of a bad handle in a set NT tells only that there is one. */
static int poll_error(NTSTATUS status)
{
    return ws_fail(ws_error(status));
}

int WSAAPI select(int ignored, fd_set *read, fd_set *write, fd_set *other, const PTIMEVAL timeout)
{
    u_int most = (read ? read->fd_count : 0) + (write ? write->fd_count : 0) + (other ? other->fd_count : 0);
    LONGLONG wait = timeout ? -(timeout->tv_sec * 10000000ll + timeout->tv_usec * 10ll) : MAXLONGLONG;

    (void)ignored; /* "The nfds parameter is included only for compatibility" */
    if (!ws_started()) return SOCKET_ERROR;
    if (!most || (timeout && (timeout->tv_sec < 0 || timeout->tv_usec < 0))) return ws_fail(WSAEINVAL);
    AFD_POLL_INFO *poll = make_poll(most, wait);
    if (!poll) return ws_fail(WSAENOBUFS);
    add(poll, read, READ_EVENTS);
    add(poll, write, WRITE_EVENTS);
    add(poll, other, OTHER_EVENTS);
    NTSTATUS status = run_poll(poll);
    int count =
        status
            ? poll_error(status)
            : (int)(keep(poll, read, READ_EVENTS) + keep(poll, write, WRITE_EVENTS) + keep(poll, other, OTHER_EVENTS));
    HeapFree(GetProcessHeap(), 0, poll);
    return count;
}

static ULONG events_of(SHORT asked)
{
    ULONG events = AFD_POLL_DISCONNECT | AFD_POLL_ABORT | AFD_POLL_CONNECT_FAIL | AFD_POLL_LOCAL_CLOSE;

    if (asked & POLLRDNORM) events |= AFD_POLL_RECEIVE | AFD_POLL_ACCEPT;
    if (asked & POLLRDBAND) events |= AFD_POLL_RECEIVE_EXPEDITED;
    if (asked & POLLWRNORM) events |= AFD_POLL_SEND | AFD_POLL_CONNECT;
    return events;
}

static SHORT answer_of(ULONG events, SHORT asked)
{
    SHORT answer = 0;

    if (events & (AFD_POLL_RECEIVE | AFD_POLL_ACCEPT)) answer |= POLLRDNORM & asked;
    if (events & AFD_POLL_RECEIVE_EXPEDITED) answer |= POLLRDBAND & asked;
    if (events & (AFD_POLL_SEND | AFD_POLL_CONNECT)) answer |= POLLWRNORM & asked;
    if (events & AFD_POLL_DISCONNECT) answer |= POLLHUP;
    if (events & AFD_POLL_ABORT) answer |= POLLHUP | POLLERR;
    if (events & AFD_POLL_CONNECT_FAIL) answer |= POLLERR | POLLHUP | (POLLWRNORM & asked);
    return answer;
}

/* "WSAPoll function": a negative descriptor is ignored, one that is no socket answers POLLNVAL. */
int WSAAPI WSAPoll(WSAPOLLFD *fds, ULONG count, INT timeout)
{
    ULONG invalid = 0;
    int ready = 0;

    if (!ws_started()) return SOCKET_ERROR;
    if (!fds) return ws_fail(WSAEFAULT);
    if (!count) return ws_fail(WSAEINVAL);
    AFD_POLL_INFO *poll = make_poll(count, timeout < 0 ? MAXLONGLONG : -10000ll * timeout);
    if (!poll) return ws_fail(WSAENOBUFS);
    for (ULONG i = 0; i < count; i++) {
        fds[i].revents = 0;
        if ((SSIZE_T)fds[i].fd < 0) continue;
        if (fds[i].events & ~(POLLRDNORM | POLLRDBAND | POLLWRNORM)) { /* "WSAEINVAL: An invalid parameter" */
            HeapFree(GetProcessHeap(), 0, poll);
            return ws_fail(WSAEINVAL);
        }
        if (!ws_number(fds[i].fd, SOL_SOCKET, SO_TYPE, 0)) {
            fds[i].revents = POLLNVAL;
            invalid++;
            continue;
        }
        poll->Handles[poll->NumberOfHandles].Handle = (HANDLE)fds[i].fd;
        poll->Handles[poll->NumberOfHandles++].PollEvents = events_of(fds[i].events);
    }
    if (invalid) poll->Timeout.QuadPart = 0;
    if (!poll->NumberOfHandles && !invalid) { /* none that could become ready */
        HeapFree(GetProcessHeap(), 0, poll);
        return ws_fail(WSAEINVAL);
    }
    NTSTATUS status = poll->NumberOfHandles ? run_poll(poll) : STATUS_SUCCESS;
    for (ULONG i = 0; !status && i < count; i++) {
        for (ULONG at = 0; at < poll->NumberOfHandles; at++)
            if (poll->Handles[at].Handle == (HANDLE)fds[i].fd && fds[i].revents != POLLNVAL)
                fds[i].revents = answer_of(poll->Handles[at].PollEvents, fds[i].events);
        ready += fds[i].revents != 0;
    }
    HeapFree(GetProcessHeap(), 0, poll);
    return status ? poll_error(status) : ready;
}
