/* SPDX-License-Identifier: MIT */
/* select(), WSAPoll(), WSAEventSelect() and raw AFD polls. */
#include "pair.h"

#include <winternl.h>

static void set_of(fd_set *set, SOCKET socket)
{
    FD_ZERO(set);
    FD_SET(socket, set);
}

static void test_select(void)
{
    struct sockaddr_in address;
    SOCKET ends[2], waiting = listener(&address), c = socket(AF_INET, SOCK_STREAM, 0);
    struct timeval now = {0, 0}, later = {10, 0};
    fd_set read, write, other;
    char byte;
    pair(ends);
    set_of(&read, ends[1]);
    CHECK(select(0, &read, NULL, NULL, &now) == 0 && !read.fd_count, "select: \"zero if the time limit expired\"");
    send(ends[0], "x", 1, 0);
    set_of(&read, ends[1]);
    set_of(&write, ends[0]);
    CHECK(select(0, &read, &write, NULL, &later) == 2 && FD_ISSET(ends[1], &read) && FD_ISSET(ends[0], &write),
          "select: \"the total number of socket handles that are ready\"");
    CHECK(__WSAFDIsSet(ends[1], &read) && !__WSAFDIsSet(ends[0], &read), "__WSAFDIsSet: \"included in a set\"");
    recv(ends[1], &byte, 1, 0);
    connect(c, (struct sockaddr *)&address, sizeof address);
    set_of(&read, waiting);
    CHECK(select(0, &read, NULL, NULL, &later) == 1 && FD_ISSET(waiting, &read),
          "readfds: \"if listen has been called and a connection is pending, accept will succeed\"");
    closesocket(ends[0]);
    set_of(&read, ends[1]);
    CHECK(select(0, &read, NULL, NULL, &later) == 1 && recv(ends[1], &byte, 1, 0) == 0,
          "readfds: \"the connection has been closed\"");
    CHECK(FAILS(select(0, NULL, NULL, NULL, &now), WSAEINVAL),
          "select: \"WSAEINVAL: all three descriptor parameters were null\"");
    set_of(&read, (SOCKET)0x7ffffff0);
    CHECK(FAILS(select(0, &read, NULL, NULL, &now), WSAENOTSOCK),
          "select: \"WSAENOTSOCK: One of the descriptor sets contains an entry that is not a socket.\"");
    closesocket(c);
    closesocket(waiting);
    closesocket(ends[1]);
    SOCKET refused = socket(AF_INET, SOCK_STREAM, 0);
    u_long on = 1;
    ioctlsocket(refused, FIONBIO, &on);
    int error = 0, length = sizeof error;
    CHECK(connect(refused, (struct sockaddr *)&address, sizeof address) == SOCKET_ERROR,
          "connect of a nonblocking socket");
    if (WSAGetLastError() == WSAEWOULDBLOCK) {
        set_of(&other, refused);
        CHECK(select(0, NULL, NULL, &other, &later) == 1,
              "exceptfds: \"If processing a connect call (nonblocking), connection attempt failed.\"");
        CHECK(getsockopt(refused, SOL_SOCKET, SO_ERROR, (char *)&error, &length) == 0 && error == WSAECONNREFUSED,
              "SO_ERROR: why");
    } else {
        CHECK(WSAGetLastError() == WSAECONNREFUSED, "refused at once");
        CHECK(1, "and nothing is left to tell");
    }
    closesocket(refused);
}

static void test_many(void)
{
    enum { MANY = 150 };
    struct {
        u_int count;
        SOCKET sockets[MANY];
    } set;
    struct sockaddr_in address;
    SOCKET sockets[MANY], sender = bound(SOCK_DGRAM, &address);
    struct timeval later = {10, 0};
    for (int i = 0; i < MANY; i++) sockets[i] = bound(SOCK_DGRAM, &address);
    sendto(sender, "x", 1, 0, (struct sockaddr *)&address, sizeof address); /* the last one's */
    set.count = MANY;
    memcpy(set.sockets, sockets, sizeof sockets);
    CHECK(select(0, (fd_set *)&set, NULL, NULL, &later) == 1 && set.count == 1 && set.sockets[0] == sockets[MANY - 1],
          "select: more than FD_SETSIZE sockets, in a set that has the room");
    for (int i = 0; i < MANY; i++) closesocket(sockets[i]);
    closesocket(sender);
}

static void test_poll(void)
{
    SOCKET ends[2];
    WSAPOLLFD fds[2];
    pair(ends);
    fds[0] = (WSAPOLLFD){ends[0], POLLRDNORM | POLLWRNORM, 0};
    fds[1] = (WSAPOLLFD){ends[1], POLLRDNORM, 0};
    CHECK(WSAPoll(fds, 2, 0) == 1 && fds[0].revents == POLLWRNORM && !fds[1].revents,
          "WSAPoll: \"the number of elements for which an revents condition\"");
    send(ends[0], "x", 1, 0);
    CHECK(WSAPoll(fds + 1, 1, 10000) == 1 && fds[1].revents == POLLRDNORM, "POLLRDNORM: data is there");
    char byte;
    recv(ends[1], &byte, 1, 0);
    closesocket(ends[0]);
    CHECK(WSAPoll(fds + 1, 1, 10000) == 1 && fds[1].revents & POLLHUP,
          "POLLHUP: \"A stream-oriented connection was either disconnected or aborted.\"");
    closesocket(ends[1]);
    CHECK(WSAPoll(fds + 1, 1, 0) == 1 && fds[1].revents == POLLNVAL, "POLLNVAL: \"An invalid socket was used.\"");
    CHECK(FAILS(WSAPoll(NULL, 1, 0), WSAEFAULT), "WSAPoll: \"WSAEFAULT\"");
    CHECK(FAILS(WSAPoll(fds, 0, 0), WSAEINVAL), "WSAPoll: \"WSAEINVAL\" for none");
}

static void test_events(void)
{
    struct sockaddr_in address;
    SOCKET waiting = listener(&address), c = socket(AF_INET, SOCK_STREAM, 0), s;
    WSAEVENT accepts = WSACreateEvent(), comes = WSACreateEvent();
    WSANETWORKEVENTS network;
    char byte;
    CHECK(WSAEventSelect(waiting, accepts, FD_ACCEPT) == 0,
          "WSAEventSelect: \"zero if the association was successful\"");
    CHECK(FAILS(WSAEventSelect(c, (WSAEVENT)0x7ffffff0, FD_READ), WSAEINVAL),
          "WSAEventSelect: \"WSAEINVAL: one of the specified parameters was invalid\"");
    CHECK(WSAEventSelect(c, comes, FD_CONNECT | FD_READ | FD_WRITE | FD_CLOSE) == 0, "WSAEventSelect");
    CHECK(FAILS(connect(c, (struct sockaddr *)&address, sizeof address), WSAEWOULDBLOCK),
          "\"automatically sets socket s to nonblocking mode\"");
    CHECK(WSAWaitForMultipleEvents(1, &accepts, FALSE, 10000, FALSE) == WSA_WAIT_EVENT_0 &&
              WSAEnumNetworkEvents(waiting, accepts, &network) == 0 && network.lNetworkEvents == FD_ACCEPT &&
              !network.iErrorCode[FD_ACCEPT_BIT],
          "FD_ACCEPT, told by WSAEnumNetworkEvents");
    CHECK(WaitForSingleObject(accepts, 0) == WAIT_TIMEOUT, "WSAEnumNetworkEvents: \"resets the event object\"");
    s = accept(waiting, NULL, NULL);
    CHECK(WSAWaitForMultipleEvents(1, &comes, FALSE, 10000, FALSE) == WSA_WAIT_EVENT_0,
          "the connecting socket's event is set");
    long seen = 0;
    for (int i = 0; i < 100 && (seen & (FD_CONNECT | FD_WRITE)) != (FD_CONNECT | FD_WRITE); i++) {
        WSAEnumNetworkEvents(c, comes, &network);
        seen |= network.lNetworkEvents;
        Sleep(10);
    }
    CHECK(seen == (FD_CONNECT | FD_WRITE), "FD_CONNECT and FD_WRITE");
    send(s, "ab", 2, 0);
    CHECK(WSAWaitForMultipleEvents(1, &comes, FALSE, 10000, FALSE) == WSA_WAIT_EVENT_0 &&
              !WSAEnumNetworkEvents(c, comes, &network) && network.lNetworkEvents == FD_READ,
          "FD_READ");
    CHECK(WSAEnumNetworkEvents(c, comes, &network) == 0 && !network.lNetworkEvents,
          "\"the internal record of network events is cleared\"");
    recv(c, &byte, 1, 0);
    CHECK(WaitForSingleObject(comes, 10000) == WAIT_OBJECT_0 && !WSAEnumNetworkEvents(c, comes, &network) &&
              network.lNetworkEvents == FD_READ,
          "FD_READ again after recv, \"if the condition is still true\"");
    recv(c, &byte, 1, 0);
    closesocket(s);
    CHECK(WaitForSingleObject(comes, 10000) == WAIT_OBJECT_0 && !WSAEnumNetworkEvents(c, comes, &network) &&
              network.lNetworkEvents & FD_CLOSE,
          "FD_CLOSE");
    CHECK(FAILS(WSAEnumNetworkEvents((SOCKET)0x7ffffff0, NULL, &network), WSAENOTSOCK),
          "WSAEnumNetworkEvents: \"WSAENOTSOCK\"");
    CHECK(WSASetEvent(comes) && WaitForSingleObject(comes, 0) == WAIT_OBJECT_0 && WSAResetEvent(comes) &&
              WaitForSingleObject(comes, 0) == WAIT_TIMEOUT,
          "WSASetEvent, WSAResetEvent");
    CHECK(WSAWaitForMultipleEvents(0, &comes, FALSE, 0, FALSE) == WSA_WAIT_FAILED &&
              WSAGetLastError() == WSA_INVALID_PARAMETER,
          "WSAWaitForMultipleEvents: \"WSA_INVALID_PARAMETER\"");
    CHECK(WSACloseEvent(comes) && !WSACloseEvent(comes), "WSACloseEvent");
    CHECK(!WSASetEvent(comes) && !WSAResetEvent(comes), "of an event that is none");
    WSACloseEvent(accepts);
    closesocket(c);
    closesocket(waiting);
}

/* ---- \Device\Afd as wepoll, mio and libuv use it ---- */

typedef struct {
    HANDLE Handle;
    ULONG Events;
    NTSTATUS Status;
} POLL_HANDLE;
typedef struct {
    LARGE_INTEGER Timeout;
    ULONG NumberOfHandles;
    ULONG Exclusive;
    POLL_HANDLE Handles[1];
} POLL_INFO;
#define IOCTL_AFD_POLL 0x00012024
enum { POLL_RECEIVE = 1, POLL_SEND = 4, POLL_DISCONNECT = 8, POLL_LOCAL_CLOSE = 32, POLL_ACCEPT = 128 };

static void test_device(void)
{
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    HANDLE device = NULL;
    SOCKET ends[2];
    DWORD count = 0;
    ULONG_PTR key = 0;
    OVERLAPPED *which = NULL;
    RtlInitUnicodeString(&name, L"\\Device\\Afd\\Test");
    InitializeObjectAttributes(&attributes, &name, 0, NULL, NULL);
    CHECK(NtCreateFile(&device, SYNCHRONIZE, &attributes, &io, NULL, 0, FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_OPEN,
                       0, NULL, 0) == 0,
          "a handle to \\Device\\Afd");
    HANDLE port = CreateIoCompletionPort(device, NULL, 5, 0);
    pair(ends);
    POLL_INFO poll = {.Timeout.QuadPart = MAXLONGLONG,
                      .NumberOfHandles = 1,
                      .Handles = {{(HANDLE)ends[1], POLL_RECEIVE | POLL_DISCONNECT, 0}}},
              got = poll;
    memset(&io, 0, sizeof io);
    CHECK(NtDeviceIoControlFile(device, NULL, NULL, &io, &io, IOCTL_AFD_POLL, &poll, sizeof poll, &got, sizeof got) ==
              0x103,
          "AFD_POLL stays pending: STATUS_PENDING");
    CHECK(!GetQueuedCompletionStatus(port, &count, &key, &which, 20) && !which, "as long as nothing comes");
    send(ends[0], "x", 1, 0);
    CHECK(GetQueuedCompletionStatus(port, &count, &key, &which, 10000) && key == 5 && (void *)which == (void *)&io &&
              got.NumberOfHandles == 1 && got.Handles[0].Handle == (HANDLE)ends[1] &&
              got.Handles[0].Events == POLL_RECEIVE,
          "and ends with what came");
    CHECK(!GetQueuedCompletionStatus(port, &count, &key, &which, 20) && !which, "once");
    NTSTATUS status =
        NtDeviceIoControlFile(device, NULL, NULL, &io, &io, IOCTL_AFD_POLL, &poll, sizeof poll, &got, sizeof got);
    CHECK(!status && GetQueuedCompletionStatus(port, &count, &key, &which, 10000) &&
              got.Handles[0].Events == POLL_RECEIVE,
          "levels: what holds already is told at once");
    char byte;
    recv(ends[1], &byte, 1, 0);
    NtDeviceIoControlFile(device, NULL, NULL, &io, &io, IOCTL_AFD_POLL, &poll, sizeof poll, &got, sizeof got);
    CHECK(CancelIoEx(device, (OVERLAPPED *)&io) && !GetQueuedCompletionStatus(port, &count, &key, &which, 10000) &&
              (void *)which == (void *)&io && GetLastError() == ERROR_OPERATION_ABORTED,
          "CancelIoEx ends a poll");
    NtDeviceIoControlFile(device, NULL, NULL, &io, &io, IOCTL_AFD_POLL, &poll, sizeof poll, &got, sizeof got);
    shutdown(ends[0], SD_SEND);
    CHECK(GetQueuedCompletionStatus(port, &count, &key, &which, 10000) && got.Handles[0].Events == POLL_DISCONNECT,
          "AFD_POLL_DISCONNECT: the other side has ended");
    poll.Handles[0].Events = POLL_RECEIVE | POLL_LOCAL_CLOSE;
    poll.Handles[0].Handle = (HANDLE)ends[0];
    NtDeviceIoControlFile(device, NULL, NULL, &io, &io, IOCTL_AFD_POLL, &poll, sizeof poll, &got, sizeof got);
    closesocket(ends[0]);
    CHECK(GetQueuedCompletionStatus(port, &count, &key, &which, 10000) && got.Handles[0].Events == POLL_LOCAL_CLOSE,
          "AFD_POLL_LOCAL_CLOSE: the socket was closed here");
    poll.Handles[0] = (POLL_HANDLE){(HANDLE)ends[1], POLL_RECEIVE, 0};
    closesocket(ends[1]);
    pair(ends);
    poll.Handles[0].Handle = (HANDLE)ends[1];
    poll.Timeout.QuadPart = -100000; /* 10 ms */
    status = NtDeviceIoControlFile(device, NULL, NULL, &io, &io, IOCTL_AFD_POLL, &poll, sizeof poll, &got, sizeof got);
    CHECK(status == 0x103 && GetQueuedCompletionStatus(port, &count, &key, &which, 10000) && !got.NumberOfHandles &&
              io.Status == 0x102,
          "a poll with a time-out ends with STATUS_TIMEOUT and no handle");
    status = NtDeviceIoControlFile(device, NULL, NULL, &io, &io, IOCTL_AFD_POLL, &poll, 8, &got, sizeof got);
    CHECK(status == (NTSTATUS)0xc000000d, "STATUS_INVALID_PARAMETER for a buffer that holds no poll");
    poll.Handles[0].Handle = port;
    status = NtDeviceIoControlFile(device, NULL, NULL, &io, &io, IOCTL_AFD_POLL, &poll, sizeof poll, &got, sizeof got);
    CHECK(status < 0, "and an error for a handle that is no socket");
    closesocket(ends[0]);
    closesocket(ends[1]);
    CloseHandle(device);
    CloseHandle(port);
}

int main(void)
{
    start();
    test_select();
    test_many();
    test_poll();
    test_events();
    test_device();
    return check_done();
}
