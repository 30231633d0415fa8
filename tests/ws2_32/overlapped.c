/* SPDX-License-Identifier: MIT */
/* Overlapped requests on sockets: events, completion ports, routines, cancelling, AcceptEx and ConnectEx. */
#include "pair.h"

#include <mswsock.h>

static void *extension(SOCKET socket, GUID id)
{
    void *function = NULL;
    DWORD got = 0;
    WSAIoctl(socket, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &function, sizeof function, &got, NULL, NULL);
    return function;
}

static void test_event(void)
{
    SOCKET ends[2];
    char buffer[16] = {0};
    WSABUF into = {sizeof buffer, buffer};
    WSAOVERLAPPED o = {.hEvent = WSACreateEvent()};
    DWORD done = 0, flags = 0;
    pair(ends);
    CHECK(FAILS(WSARecv(ends[1], &into, 1, NULL, &flags, &o, NULL), WSA_IO_PENDING),
          "WSARecv: \"WSA_IO_PENDING: the overlapped operation has been successfully initiated\"");
    CHECK(WSAGetOverlappedResult(ends[1], &o, &done, FALSE, &flags) == FALSE && WSAGetLastError() == WSA_IO_INCOMPLETE,
          "WSAGetOverlappedResult: \"WSA_IO_INCOMPLETE: fWait is FALSE and the I/O operation has not yet completed.\"");
    CHECK(send(ends[0], "later", 5, 0) == 5 &&
              WSAWaitForMultipleEvents(1, &o.hEvent, TRUE, 10000, FALSE) == WSA_WAIT_EVENT_0,
          "the event is signalled at the end");
    CHECK(WSAGetOverlappedResult(ends[1], &o, &done, TRUE, &flags) && done == 5 && !memcmp(buffer, "later", 5),
          "WSAGetOverlappedResult: \"the number of bytes that were actually transferred\"");
    send(ends[0], "now", 3, 0);
    WSAResetEvent(o.hEvent);
    done = 0;
    CHECK(WSARecv(ends[1], &into, 1, &done, &flags, &o, NULL) == 0 && done == 3 &&
              WaitForSingleObject(o.hEvent, 0) == WAIT_OBJECT_0,
          "WSARecv: \"If no error occurs and the receive operation has completed immediately, WSARecv returns zero.\"");
    WSAResetEvent(o.hEvent);
    WSARecv(ends[1], &into, 1, NULL, &flags, &o, NULL);
    CHECK(CancelIoEx((HANDLE)ends[1], &o), "CancelIoEx of a request on a socket");
    CHECK(!WSAGetOverlappedResult(ends[1], &o, &done, TRUE, &flags) && WSAGetLastError() == WSA_OPERATION_ABORTED,
          "ends it with \"WSA_OPERATION_ABORTED\"");
    CHECK(!CancelIoEx((HANDLE)ends[1], &o) && GetLastError() == ERROR_NOT_FOUND,
          "CancelIoEx: ERROR_NOT_FOUND, once it has ended");
    WSAResetEvent(o.hEvent);
    WSARecv(ends[1], &into, 1, NULL, &flags, &o, NULL);
    closesocket(ends[1]);
    CHECK(WaitForSingleObject(o.hEvent, 10000) == WAIT_OBJECT_0 && o.Internal != 0 && !o.InternalHigh,
          "closesocket: \"any pending overlapped send and receive operations issued by any thread in this process are "
          "canceled\"");
    closesocket(ends[0]);
    WSACloseEvent(o.hEvent);
}

static void test_much(void)
{
    enum { MUCH = 6 << 20 };
    SOCKET ends[2];
    char *from = malloc(MUCH), *to = calloc(1, MUCH);
    WSABUF parts[2] = {
        {MUCH / 2, from           },
        {MUCH / 2, from + MUCH / 2}
    };
    WSAOVERLAPPED o = {.hEvent = WSACreateEvent()};
    DWORD done = 0, flags = 0;
    int got = 0, part;
    for (int i = 0; i < MUCH; i++) from[i] = (char)(i % 251);
    pair(ends);
    CHECK(FAILS(WSASend(ends[0], parts, 2, NULL, 0, &o, NULL), WSA_IO_PENDING),
          "WSASend of more than the buffers take stays pending");
    while (got < MUCH && (part = recv(ends[1], to + got, MUCH - got, 0)) > 0) got += part;
    CHECK(WSAGetOverlappedResult(ends[0], &o, &done, TRUE, &flags) && done == MUCH, "until all of it is sent");
    CHECK(got == MUCH && !memcmp(from, to, MUCH), "and arrives in order");
    closesocket(ends[0]);
    closesocket(ends[1]);
    WSACloseEvent(o.hEvent);
    free(from);
    free(to);
}

static void test_port(void)
{
    SOCKET ends[2];
    char buffer[16];
    WSABUF into = {sizeof buffer, buffer}, from = {4, "port"};
    OVERLAPPED o = {0}, w = {0}, *which = NULL;
    DWORD done = 0, flags = 0;
    ULONG_PTR key = 0;
    pair(ends);
    HANDLE port = CreateIoCompletionPort((HANDLE)ends[1], NULL, 77, 0);
    CHECK(port != NULL, "CreateIoCompletionPort with a socket");
    WSARecv(ends[1], &into, 1, NULL, &flags, (WSAOVERLAPPED *)&o, NULL);
    send(ends[0], "abc", 3, 0);
    CHECK(GetQueuedCompletionStatus(port, &done, &key, &which, 10000) && done == 3 && key == 77 && which == &o,
          "a request that was pending is told to the port");
    CHECK(WSASend(ends[1], &from, 1, NULL, 0, (WSAOVERLAPPED *)&w, NULL) == 0 &&
              GetQueuedCompletionStatus(port, &done, &key, &which, 10000) && done == 4 && which == &w,
          "one that was done at once as well");
    CHECK(SetFileCompletionNotificationModes((HANDLE)ends[1], FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) &&
              WSASend(ends[1], &from, 1, &done, 0, (WSAOVERLAPPED *)&w, NULL) == 0 && done == 4 &&
              !GetQueuedCompletionStatus(port, &done, &key, &which, 0) && !which,
          "FILE_SKIP_COMPLETION_PORT_ON_SUCCESS: \"does not queue a completion entry\"");
    recv(ends[0], buffer, 8, MSG_WAITALL);
    closesocket(ends[0]);
    flags = 0;
    CHECK(WSARecv(ends[1], &into, 1, &done, &flags, (WSAOVERLAPPED *)&o, NULL) == 0 && done == 0,
          "WSARecv: \"zero bytes transferred: the connection has been closed\"");
    closesocket(ends[1]);
    CloseHandle(port);
}

static DWORD routine_error, routine_done;
static int routine_calls;

static void CALLBACK routine(DWORD error, DWORD transferred, LPWSAOVERLAPPED o, DWORD flags)
{
    (void)o, (void)flags;
    routine_error = error;
    routine_done = transferred;
    routine_calls++;
}

static void test_routine(void)
{
    SOCKET ends[2];
    char buffer[16];
    WSABUF into = {sizeof buffer, buffer};
    WSAOVERLAPPED o = {0};
    DWORD flags = 0;
    pair(ends);
    CHECK(FAILS(WSARecv(ends[1], &into, 1, NULL, &flags, &o, routine), WSA_IO_PENDING), "WSARecv with a routine");
    send(ends[0], "12345", 5, 0);
    CHECK(SleepEx(10000, TRUE) == WAIT_IO_COMPLETION && routine_calls == 1 && !routine_error && routine_done == 5,
          "\"the completion routine is called when the calling thread is in an alertable wait state\"");
    closesocket(ends[0]);
    closesocket(ends[1]);
}

static void test_accept(void)
{
    struct sockaddr_in address, any = loopback(0), *local, *remote;
    SOCKET waiting = listener(&address), taken = socket(AF_INET, SOCK_STREAM, 0), c = socket(AF_INET, SOCK_STREAM, 0);
    char buffer[2 * (sizeof(struct sockaddr_in) + 16)] = {0}, byte = 0;
    OVERLAPPED o = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)},
               k = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    DWORD done = 0, flags = 0;
    int local_length = 0, remote_length = 0, length = sizeof any;
    LPFN_ACCEPTEX accept_ex = (LPFN_ACCEPTEX)extension(waiting, (GUID)WSAID_ACCEPTEX);
    LPFN_CONNECTEX connect_ex = (LPFN_CONNECTEX)extension(c, (GUID)WSAID_CONNECTEX);
    LPFN_DISCONNECTEX disconnect_ex = (LPFN_DISCONNECTEX)extension(c, (GUID)WSAID_DISCONNECTEX);
    LPFN_GETACCEPTEXSOCKADDRS addresses = (LPFN_GETACCEPTEXSOCKADDRS)extension(c, (GUID)WSAID_GETACCEPTEXSOCKADDRS);
    CHECK(accept_ex && connect_ex && disconnect_ex && addresses,
          "WSAIoctl: \"SIO_GET_EXTENSION_FUNCTION_POINTER: Retrieve a pointer to the specified extension function\"");
    CHECK(!accept_ex(waiting, taken, buffer, 0, sizeof buffer / 2, sizeof buffer / 2, &done, &o) &&
              WSAGetLastError() == WSA_IO_PENDING,
          "AcceptEx: ERROR_IO_PENDING, \"the operation was successfully initiated and is still in progress\"");
    CHECK(!connect_ex(c, (struct sockaddr *)&address, sizeof address, NULL, 0, NULL, &k) &&
              WSAGetLastError() == WSAEINVAL,
          "ConnectEx: \"WSAEINVAL: the socket is not bound\"");
    bind(c, (struct sockaddr *)&any, sizeof any);
    CHECK((connect_ex(c, (struct sockaddr *)&address, sizeof address, "!", 1, &done, &k) ||
           WSAGetLastError() == WSA_IO_PENDING) &&
              WSAGetOverlappedResult(c, (WSAOVERLAPPED *)&k, &done, TRUE, &flags) && done == 1,
          "ConnectEx: connects, and sends the data given with it");
    CHECK(setsockopt(c, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0) == 0, "SO_UPDATE_CONNECT_CONTEXT");
    CHECK(WSAGetOverlappedResult(waiting, (WSAOVERLAPPED *)&o, &done, TRUE, &flags),
          "AcceptEx ends when there is a connection");
    CHECK(setsockopt(taken, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (char *)&waiting, sizeof waiting) == 0,
          "SO_UPDATE_ACCEPT_CONTEXT");
    addresses(buffer, 0, sizeof buffer / 2, sizeof buffer / 2, (struct sockaddr **)&local, &local_length,
              (struct sockaddr **)&remote, &remote_length);
    getsockname(c, (struct sockaddr *)&any, &length);
    CHECK(local_length == sizeof *local && local->sin_port == address.sin_port && remote_length == sizeof *remote &&
              remote->sin_port == any.sin_port,
          "GetAcceptExSockaddrs: the local and the remote address");
    CHECK(recv(taken, &byte, 1, 0) == 1 && byte == '!', "the accepted socket has the connection");
    CHECK(send(taken, "?", 1, 0) == 1 && recv(c, &byte, 1, 0) == 1 && byte == '?', "in both directions");
    CHECK(disconnect_ex(c, NULL, 0, 0) && recv(taken, &byte, 1, 0) == 0, "DisconnectEx ends it");
    closesocket(c);
    closesocket(taken);
    taken = socket(AF_INET, SOCK_STREAM, 0);
    ResetEvent(o.hEvent);
    accept_ex(waiting, taken, buffer, 0, sizeof buffer / 2, sizeof buffer / 2, &done, &o);
    closesocket(waiting);
    CHECK(WaitForSingleObject(o.hEvent, 10000) == WAIT_OBJECT_0 && (LONG)o.Internal < 0,
          "closing the listener ends a pending AcceptEx");
    closesocket(taken);
    c = socket(AF_INET, SOCK_STREAM, 0);
    any = loopback(0);
    bind(c, (struct sockaddr *)&any, sizeof any);
    ResetEvent(k.hEvent);
    CHECK((connect_ex(c, (struct sockaddr *)&address, sizeof address, NULL, 0, NULL, &k) ||
           WSAGetLastError() == WSA_IO_PENDING || WSAGetLastError() == WSAECONNREFUSED) &&
              (WSAGetLastError() == WSAECONNREFUSED ||
               (!WSAGetOverlappedResult(c, (WSAOVERLAPPED *)&k, &done, TRUE, &flags) &&
                WSAGetLastError() == WSAECONNREFUSED)),
          "ConnectEx: \"WSAECONNREFUSED\"");
    closesocket(c);
    CloseHandle(o.hEvent);
    CloseHandle(k.hEvent);
}

static void test_datagram(void)
{
    struct sockaddr_in a, b, from = {0};
    SOCKET one = bound(SOCK_DGRAM, &a), two = bound(SOCK_DGRAM, &b);
    char buffer[16];
    WSABUF into = {sizeof buffer, buffer}, part = {2, "dg"};
    WSAOVERLAPPED o = {.hEvent = WSACreateEvent()};
    INT length = sizeof from;
    DWORD flags = 0, done = 0;
    CHECK(FAILS(WSARecvFrom(two, &into, 1, NULL, &flags, (struct sockaddr *)&from, &length, &o, NULL), WSA_IO_PENDING),
          "WSARecvFrom: pending");
    CHECK(WSASendTo(one, &part, 1, &done, 0, (struct sockaddr *)&b, sizeof b, NULL, NULL) == 0 && done == 2,
          "WSASendTo: the bytes sent");
    CHECK(WSAGetOverlappedResult(two, &o, &done, TRUE, &flags) && done == 2 && from.sin_port == a.sin_port &&
              length == sizeof from,
          "WSARecvFrom: the sender's address at the end of the request");
    CHECK(FAILS(WSASendTo(one, &part, 1, NULL, 0, (struct sockaddr *)&b, sizeof b, NULL, NULL), WSAEFAULT),
          "WSASendTo: WSAEFAULT");
    CHECK(FAILS(WSARecvFrom(two, NULL, 1, NULL, &flags, NULL, NULL, &o, NULL), WSAEFAULT), "WSARecvFrom: WSAEFAULT");
    closesocket(one);
    closesocket(two);
    WSACloseEvent(o.hEvent);
}

int main(void)
{
    start();
    test_event();
    test_much();
    test_port();
    test_routine();
    test_accept();
    test_datagram();
    WSACleanup();
    return check_done();
}
