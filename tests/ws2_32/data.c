/* SPDX-License-Identifier: MIT */
/* Sending and receiving as documented, blocking and not.
 *
 * Debian's wine knows no unknown flags of send(), and answers otherwise on a fresh or reset connection. */
#include "pair.h"

static void test_stream(void)
{
    SOCKET ends[2];
    char buffer[64];
    u_long bytes = 99, on = 1;
    pair(ends);
    CHECK(send(ends[0], "abcdef", 6, 0) == 6, "send: \"the total number of bytes sent\"");
    CHECK(recv(ends[1], buffer, 3, MSG_PEEK) == 3 && !memcmp(buffer, "abc", 3),
          "recv: \"MSG_PEEK: ... is not removed from the input queue\"");
    CHECK(ioctlsocket(ends[1], FIONREAD, &bytes) == 0 && bytes == 6, "FIONREAD: \"the amount of data pending\"");
    CHECK(recv(ends[1], buffer, sizeof buffer, 0) == 6 && !memcmp(buffer, "abcdef", 6), "recv: the data, in order");
    CHECK(ioctlsocket(ends[1], FIONBIO, &on) == 0,
          "ioctlsocket: \"Upon successful completion, the ioctlsocket returns zero.\"");
    CHECK(FAILS(recv(ends[1], buffer, 1, 0), WSAEWOULDBLOCK),
          "recv: \"WSAEWOULDBLOCK: The socket is marked as nonblocking and the receive operation would block.\"");
    on = 0;
    ioctlsocket(ends[1], FIONBIO, &on);
    send(ends[0], "12", 2, 0);
    send(ends[0], "34", 2, 0);
    CHECK(recv(ends[1], buffer, 4, MSG_WAITALL) == 4 && !memcmp(buffer, "1234", 4),
          "recv: \"MSG_WAITALL: only completes when the buffer supplied by the caller is completely full\"");
    WSABUF parts[2] =
        {
            {2, "xy" },
            {3, "zuv"}
    },
           into[2] = {{1, buffer}, {8, buffer + 8}};
    DWORD done = 0, flags = 0;
    CHECK(WSASend(ends[0], parts, 2, &done, 0, NULL, NULL) == 0 && done == 5, "WSASend: gathers buffers");
    done = 0;
    CHECK(WSARecv(ends[1], into, 2, &done, &flags, NULL, NULL) == 0 && done == 5 && buffer[0] == 'x' &&
              !memcmp(buffer + 8, "yzuv", 4),
          "WSARecv: \"buffers are filled in the order in which they appear in the array\"");
    CHECK(FAILS(WSARecv(ends[1], into, 2, &done, NULL, NULL, NULL), WSAEFAULT), "WSARecv: WSAEFAULT without flags");
    CHECK(FAILS(send(ends[0], "x", 1, 0x4000), WSAEOPNOTSUPP), "send: \"WSAEOPNOTSUPP\" for flags that are none");
    send(ends[0], "q", 1, 0);
    CHECK(FAILS(recv(ends[1], (char *)16, 4, 0), WSAEFAULT), "recv: \"WSAEFAULT: The buf parameter is not completely "
                                                             "contained in a valid part of the user address space.\"");
    closesocket(ends[0]);
    closesocket(ends[1]);
    SOCKET fresh = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(FAILS(recv(fresh, buffer, 1, 0), WSAENOTCONN), "recv: \"WSAENOTCONN: The socket is not connected.\"");
    CHECK(FAILS(send(fresh, buffer, 1, 0), WSAENOTCONN), "send: \"WSAENOTCONN\"");
    closesocket(fresh);
    CHECK(FAILS(recv(fresh, buffer, 1, 0), WSAENOTSOCK), "recv: \"WSAENOTSOCK\"");
    CHECK(FAILS(send(fresh, buffer, 1, 0), WSAENOTSOCK), "send: \"WSAENOTSOCK\"");
}

static void test_reset(void)
{
    SOCKET ends[2];
    struct linger hard = {1, 0};
    char byte;
    pair(ends);
    setsockopt(ends[0], SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof hard);
    closesocket(ends[0]);
    CHECK(FAILS(recv(ends[1], &byte, 1, 0), WSAECONNRESET),
          "recv: \"WSAECONNRESET: the virtual circuit was reset by the remote side\"");
    closesocket(ends[1]);
}

static void test_datagram(void)
{
    struct sockaddr_in a, b, from;
    SOCKET one = bound(SOCK_DGRAM, &a), two = bound(SOCK_DGRAM, &b), loose = socket(AF_INET, SOCK_DGRAM, 0);
    char buffer[64] = {0};
    int length = sizeof from, small = 4;
    u_long bytes = 0;
    CHECK(FAILS(recvfrom(loose, buffer, 4, 0, NULL, NULL), WSAEINVAL),
          "recvfrom: \"WSAEINVAL: The socket has not been bound with bind\"");
    CHECK(sendto(one, "datagram", 8, 0, (struct sockaddr *)&b, sizeof b) == 8,
          "sendto: \"the total number of bytes sent\"");
    CHECK(recvfrom(two, buffer, sizeof buffer, 0, (struct sockaddr *)&from, &length) == 8 &&
              !memcmp(buffer, "datagram", 8) && length == sizeof from && from.sin_port == a.sin_port,
          "recvfrom: \"receives a datagram and stores the source address\"");
    sendto(one, "toolong", 7, 0, (struct sockaddr *)&b, sizeof b);
    sendto(one, "", 0, 0, (struct sockaddr *)&b, sizeof b);
    sendto(one, "next", 4, 0, (struct sockaddr *)&b, sizeof b);
    memset(buffer, 0, sizeof buffer);
    CHECK(FAILS(recv(two, buffer, 4, 0), WSAEMSGSIZE) && !memcmp(buffer, "tool\0", 5),
          "recv: \"WSAEMSGSIZE: The message was too large to fit into the specified buffer and was truncated.\"");
    CHECK(recv(two, buffer, 4, 0) == 0, "recv: a datagram of length zero");
    CHECK(ioctlsocket(two, FIONREAD, &bytes) == 0 && bytes == 4,
          "FIONREAD: of a message-oriented socket the first datagram");
    CHECK(recv(two, buffer, 4, 0) == 4 && !memcmp(buffer, "next", 4), "the rest of the long one was discarded");
    sendto(one, "x", 1, 0, (struct sockaddr *)&b, sizeof b);
    CHECK(FAILS(recvfrom(two, buffer, 4, 0, (struct sockaddr *)&from, &small), WSAEFAULT),
          "recvfrom: \"WSAEFAULT: fromlen is too small\"");
    CHECK(FAILS(sendto(one, "x", 1, 0, (struct sockaddr *)&b, 4), WSAEFAULT),
          "sendto: \"WSAEFAULT: the tolen parameter is too small\"");
    CHECK(FAILS(send(one, "x", 1, 0), WSAENOTCONN), "send: \"WSAENOTCONN\" of a datagram socket without an address");
    CHECK(connect(one, (struct sockaddr *)&b, sizeof b) == 0 && send(one, "c", 1, 0) == 1,
          "connect: \"a default destination\"");
    struct sockaddr_in zero = {0};
    CHECK(connect(one, (struct sockaddr *)&zero, sizeof zero) == 0 && FAILS(send(one, "x", 1, 0), WSAENOTCONN),
          "connect: \"If the address member of the structure is all zeros, the socket will be disconnected.\"");
    char *large = calloc(1, 70000);
    CHECK(FAILS(sendto(one, large, 70000, 0, (struct sockaddr *)&b, sizeof b), WSAEMSGSIZE),
          "sendto: \"WSAEMSGSIZE: larger than the maximum supported by the underlying transport\"");
    free(large);
    closesocket(one);
    closesocket(two);
    closesocket(loose);
}

struct job {
    SOCKET socket;
    int result, error;
};

static DWORD WINAPI receive(void *argument)
{
    struct job *job = argument;
    char byte;
    job->result = recv(job->socket, &byte, 1, 0);
    job->error = WSAGetLastError();
    return 0;
}

static void test_blocking(void)
{
    SOCKET ends[2];
    struct job job;
    pair(ends);
    job = (struct job){.socket = ends[1]};
    HANDLE thread = CreateThread(NULL, 0, receive, &job, 0, NULL);
    CHECK(WaitForSingleObject(thread, 30) == WAIT_TIMEOUT,
          "recv: \"If no incoming data is available, the recv call blocks\"");
    send(ends[0], "!", 1, 0);
    CHECK(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0 && job.result == 1, "\"and waits for data to arrive\"");
    CloseHandle(thread);
    enum { MUCH = 8 << 20 };
    char *much = calloc(1, MUCH);
    thread = CreateThread(NULL, 0, receive, &job, 0, NULL);
    WaitForSingleObject(thread, 0);
    for (int i = 0; i < MUCH; i++) much[i] = (char)(i * 7);
    job.socket = ends[1];
    u_long on = 1;
    ioctlsocket(ends[0], FIONBIO, &on);
    int sent = 0, part;
    while (sent < MUCH && (part = send(ends[0], much + sent, MUCH - sent, 0)) > 0) sent += part;
    CHECK(sent < MUCH && WSAGetLastError() == WSAEWOULDBLOCK,
          "send: \"WSAEWOULDBLOCK\" of a nonblocking socket whose buffers are full");
    WaitForSingleObject(thread, 10000);
    CloseHandle(thread);
    free(much);
    closesocket(ends[0]);
    DWORD limit = 50;
    setsockopt(ends[1], SOL_SOCKET, SO_RCVTIMEO, (char *)&limit, sizeof limit);
    SOCKET idle[2];
    pair(idle);
    setsockopt(idle[0], SOL_SOCKET, SO_RCVTIMEO, (char *)&limit, sizeof limit);
    char byte;
    CHECK(FAILS(recv(idle[0], &byte, 1, 0), WSAETIMEDOUT), "SO_RCVTIMEO: \"the timeout for blocking receive calls\"");
    closesocket(idle[0]);
    closesocket(idle[1]);
    closesocket(ends[1]);
}

int main(void)
{
    start();
    test_stream();
    test_reset();
    test_datagram();
    test_blocking();
    WSACleanup();
    return check_done();
}
