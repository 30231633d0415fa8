/* SPDX-License-Identifier: MIT */
/* Event objects of sockets: WSAEVENTs, and which network events set one. */
#include "ws2_32.h"

WSAEVENT WSAAPI WSACreateEvent(void)
{
    return CreateEventW(NULL, TRUE, FALSE, NULL);
}

/* An event's error: "WSA_INVALID_HANDLE" is ERROR_INVALID_HANDLE. */
BOOL WSAAPI WSACloseEvent(WSAEVENT event)
{
    return CloseHandle(event);
}

BOOL WSAAPI WSASetEvent(WSAEVENT event)
{
    return SetEvent(event);
}

BOOL WSAAPI WSAResetEvent(WSAEVENT event)
{
    return ResetEvent(event);
}

/* "WSAWaitForMultipleEvents": "WSA_INVALID_PARAMETER" for none or more than 64. */
DWORD WSAAPI WSAWaitForMultipleEvents(DWORD count, const WSAEVENT *events, BOOL all, DWORD timeout, BOOL alertable)
{
    if (!count || count > WSA_MAXIMUM_WAIT_EVENTS) {
        SetLastError(WSA_INVALID_PARAMETER);
        return WSA_WAIT_FAILED;
    }
    return WaitForMultipleObjectsEx(count, events, all, timeout, alertable);
}

/* FD_* in the order of their bits, as the device's levels. */
static const struct {
    long event;
    ULONG levels;
} events[] = {
    {FD_READ,    AFD_POLL_RECEIVE                        },
    {FD_WRITE,   AFD_POLL_SEND                           },
    {FD_OOB,     AFD_POLL_RECEIVE_EXPEDITED              },
    {FD_ACCEPT,  AFD_POLL_ACCEPT                         },
    {FD_CONNECT, AFD_POLL_CONNECT | AFD_POLL_CONNECT_FAIL},
    {FD_CLOSE,   AFD_POLL_DISCONNECT | AFD_POLL_ABORT    },
};

/* "WSAEventSelect function": "automatically sets socket s to nonblocking mode, regardless of the value of
 * lNetworkEvents".  FD_QOS and the changes of routes and addresses never come. */
int WSAAPI WSAEventSelect(SOCKET socket, WSAEVENT event, long wanted)
{
    AFD_EVENT_SELECT_INFO info = {.Event = event};
    AFD_INFORMATION mode = {.InformationType = AFD_NONBLOCKING_MODE, .Information.Boolean = TRUE};

    if (!ws_started()) return SOCKET_ERROR;
    if (wanted & ~(long)FD_ALL_EVENTS || (wanted && !event)) return ws_fail(WSAEINVAL);
    for (unsigned i = 0; i < ARRAYSIZE(events); i++)
        if (wanted & events[i].event) info.PollEvents |= events[i].levels;
    if (ws_control(socket, AFD_SET_INFORMATION, &mode, sizeof mode, NULL, 0, NULL)) return SOCKET_ERROR;
    NTSTATUS status = ws_request(socket, AFD_EVENT_SELECT, &info, sizeof info, NULL, 0, NULL);
    if (status == STATUS_INVALID_HANDLE || status == STATUS_OBJECT_TYPE_MISMATCH) return ws_fail(WSAEINVAL);
    return status ? ws_fail(ws_error(status)) : 0;
}

int WSAAPI WSAEnumNetworkEvents(SOCKET socket, WSAEVENT event, WSANETWORKEVENTS *network)
{
    AFD_ENUM_NETWORK_EVENTS_INFO info;
    HANDLE given = event;

    if (!ws_started()) return SOCKET_ERROR;
    if (!network) return ws_fail(WSAEFAULT);
    if (ws_control(socket, AFD_ENUM_NETWORK_EVENTS, &given, sizeof given, &info, sizeof info, NULL))
        return SOCKET_ERROR;
    *network = (WSANETWORKEVENTS){0};
    for (unsigned i = 0; i < ARRAYSIZE(events); i++)
        if (info.PollEvents & events[i].levels) network->lNetworkEvents |= events[i].event;
    if (info.PollEvents & AFD_POLL_CONNECT_FAIL)
        network->iErrorCode[FD_CONNECT_BIT] = ws_error(info.EventStatus[AFD_POLL_CONNECT_FAIL_BIT]);
    if (info.PollEvents & AFD_POLL_ABORT) network->iErrorCode[FD_CLOSE_BIT] = WSAECONNRESET;
    return 0;
}
