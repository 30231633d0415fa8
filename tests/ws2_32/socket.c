/* SPDX-License-Identifier: MIT */
/* Sockets, their names and connections as documented.
 *
 * Debian's wine takes unknown flags of WSASocket, and answers other errors for addresses that are too short or of
 * another family, for connecting to INADDR_ANY and for listening with datagrams; the documentation's sentences stand
 * beside the checks. */
#include "pair.h"

static void test_make(void)
{
    SOCKET s = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    CHECK(s != INVALID_SOCKET,
          "socket: \"If no error occurs, socket returns a descriptor referencing the new socket.\"");
    CHECK(GetFileType((HANDLE)s) == FILE_TYPE_PIPE,
          "GetFileType: \"FILE_TYPE_PIPE: a socket, a named pipe, or an anonymous pipe\"");
    CHECK(closesocket(s) == 0, "closesocket: \"If no error occurs, closesocket returns zero.\"");
    CHECK(FAILS(closesocket(s), WSAENOTSOCK), "closesocket: \"WSAENOTSOCK: The descriptor is not a socket.\"");
    CHECK(socket(1234, SOCK_STREAM, 0) == INVALID_SOCKET && WSAGetLastError() == WSAEAFNOSUPPORT,
          "socket: \"WSAEAFNOSUPPORT: The specified address family is not supported.\"");
    CHECK(socket(AF_INET, 77, 0) == INVALID_SOCKET && WSAGetLastError() == WSAESOCKTNOSUPPORT,
          "socket: \"WSAESOCKTNOSUPPORT: The specified socket type is not supported in this address family.\"");
    CHECK(socket(AF_INET, SOCK_STREAM, IPPROTO_UDP) == INVALID_SOCKET && WSAGetLastError() == WSAEPROTONOSUPPORT,
          "socket: \"WSAEPROTONOSUPPORT: The specified protocol is not supported.\"");
    s = WSASocketW(AF_INET6, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
    DWORD flags = HANDLE_FLAG_INHERIT;
    CHECK(s != INVALID_SOCKET && GetHandleInformation((HANDLE)s, &flags) && !(flags & HANDLE_FLAG_INHERIT),
          "WSASocket: \"WSA_FLAG_NO_HANDLE_INHERIT: Create a socket that is non-inheritable.\"");
    closesocket(s);
    s = WSASocketA(AF_INET, SOCK_STREAM, 0, NULL, 0, 0);
    CHECK(s != INVALID_SOCKET && GetHandleInformation((HANDLE)s, &flags) && flags & HANDLE_FLAG_INHERIT,
          "WSASocket: without it \"By default, the handle is inheritable\"");
    closesocket(s);
    CHECK(WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, 0x40000000) == INVALID_SOCKET && WSAGetLastError() == WSAEINVAL,
          "WSASocket: \"WSAEINVAL: dwFlags is not valid\"");
}

static void test_names(void)
{
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0), other = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = loopback(0), got, again;
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    int length = sizeof got, small = 4;
    CHECK(FAILS(getsockname(s, (struct sockaddr *)&got, &length), WSAEINVAL),
          "getsockname: \"WSAEINVAL: The socket has not been bound to an address with bind\"");
    CHECK(FAILS(bind(s, (struct sockaddr *)&address, 4), WSAEFAULT),
          "bind: \"WSAEFAULT: the namelen parameter is too small\"");
    CHECK(
        FAILS(bind(s, (struct sockaddr *)&six, sizeof six), WSAEFAULT),
        "bind: \"WSAEFAULT: the name parameter contains incorrect address format for the associated address family\"");
    CHECK(bind(s, (struct sockaddr *)&address, sizeof address) == 0,
          "bind: \"If no error occurs, bind returns zero.\"");
    CHECK(FAILS(bind(s, (struct sockaddr *)&address, sizeof address), WSAEINVAL),
          "bind: \"WSAEINVAL: the socket is already bound to an address\"");
    CHECK(getsockname(s, (struct sockaddr *)&got, &length) == 0 && length == sizeof got && got.sin_family == AF_INET &&
              got.sin_port && got.sin_addr.s_addr == htonl(INADDR_LOOPBACK),
          "getsockname: \"retrieves the local name\"; bind: a port of 0 gets \"a unique port\"");
    CHECK(FAILS(getsockname(s, (struct sockaddr *)&again, &small), WSAEFAULT),
          "getsockname: \"WSAEFAULT: the namelen parameter is too small\"");
    CHECK(FAILS(bind(other, (struct sockaddr *)&got, sizeof got), WSAEADDRINUSE),
          "bind: \"WSAEADDRINUSE: Only one usage of each socket address is normally permitted.\"");
    address.sin_addr.s_addr = htonl(0xc0000201); /* 192.0.2.1, of no machine's */
    CHECK(FAILS(bind(other, (struct sockaddr *)&address, sizeof address), WSAEADDRNOTAVAIL),
          "bind: \"WSAEADDRNOTAVAIL: The requested address is not valid in its context.\"");
    length = sizeof got;
    CHECK(FAILS(getpeername(s, (struct sockaddr *)&got, &length), WSAENOTCONN),
          "getpeername: \"WSAENOTCONN: The socket is not connected.\"");
    closesocket(s);
    closesocket(other);
}

static void test_connect(void)
{
    struct sockaddr_in address, from, peer;
    SOCKET waiting = listener(&address), c = socket(AF_INET, SOCK_STREAM, 0), s, refused;
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = 1};
    int length = sizeof from, small = 4;
    CHECK(FAILS(listen(c, 1), WSAEINVAL), "listen: \"WSAEINVAL: The socket has not been bound with bind.\"");
    CHECK(FAILS(accept(c, NULL, NULL), WSAEINVAL),
          "accept: \"WSAEINVAL: The listen function was not invoked prior to accept.\"");
    CHECK(FAILS(connect(c, (struct sockaddr *)&address, 4), WSAEFAULT), "connect: \"WSAEFAULT: namelen is too small\"");
    CHECK(FAILS(connect(c, (struct sockaddr *)&six, sizeof six), WSAEAFNOSUPPORT),
          "connect: \"WSAEAFNOSUPPORT: Addresses in the specified family cannot be used with this socket.\"");
    CHECK(FAILS(connect(waiting, (struct sockaddr *)&address, sizeof address), WSAEINVAL),
          "connect: \"WSAEINVAL: The parameter s is a listening socket.\"");
    CHECK(FAILS(shutdown(c, SD_SEND), WSAENOTCONN), "shutdown: \"WSAENOTCONN: The socket is not connected\"");
    CHECK(connect(c, (struct sockaddr *)&address, sizeof address) == 0,
          "connect: \"If no error occurs, connect returns zero.\"");
    CHECK(FAILS(connect(c, (struct sockaddr *)&address, sizeof address), WSAEISCONN),
          "connect: \"WSAEISCONN: The socket is already connected\"");
    s = accept(waiting, (struct sockaddr *)&from, &length);
    CHECK(s != INVALID_SOCKET && length == sizeof from && from.sin_family == AF_INET,
          "accept: \"addr ... receives the address of the connecting entity\"");
    length = sizeof peer;
    getsockname(c, (struct sockaddr *)&peer, &length);
    CHECK(peer.sin_port == from.sin_port && peer.sin_port, "which is the connecting socket's name");
    length = sizeof peer;
    CHECK(getpeername(c, (struct sockaddr *)&peer, &length) == 0 && peer.sin_port == address.sin_port,
          "getpeername: \"retrieves the address of the peer\"");
    CHECK(FAILS(getpeername(c, (struct sockaddr *)&peer, &small), WSAEFAULT),
          "getpeername: WSAEFAULT for too little room");
    CHECK(FAILS(shutdown(c, 9), WSAEINVAL), "shutdown: \"WSAEINVAL: The how parameter is not valid\"");
    CHECK(shutdown(c, SD_SEND) == 0, "shutdown: \"If no error occurs, shutdown returns zero.\"");
    char byte = 1;
    CHECK(
        FAILS(send(c, &byte, 1, 0), WSAESHUTDOWN),
        "send: \"WSAESHUTDOWN: it is not possible to send on a socket after shutdown has been invoked with SD_SEND\"");
    CHECK(recv(s, &byte, 1, 0) == 0,
          "recv: \"If the connection has been gracefully closed, the return value is zero.\"");
    closesocket(c);
    closesocket(s);
    closesocket(waiting);
    refused = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(FAILS(connect(refused, (struct sockaddr *)&address, sizeof address), WSAECONNREFUSED),
          "connect: \"WSAECONNREFUSED: The attempt to connect was forcefully rejected.\"");
    address.sin_addr.s_addr = INADDR_ANY;
    CHECK(FAILS(connect(refused, (struct sockaddr *)&address, sizeof address), WSAEADDRNOTAVAIL),
          "connect: \"WSAEADDRNOTAVAIL: The remote address is not a valid address (such as INADDR_ANY)\"");
    closesocket(refused);
    CHECK(FAILS(listen(refused, 1), WSAENOTSOCK), "listen: WSAENOTSOCK");
    s = socket(AF_INET, SOCK_DGRAM, 0);
    CHECK(FAILS(listen(s, 1), WSAEOPNOTSUPP),
          "listen: \"WSAEOPNOTSUPP: The referenced socket is not of a type that supports the listen operation.\"");
    closesocket(s);
}

static int CALLBACK condition(LPWSABUF caller, LPWSABUF data, LPQOS q, LPQOS g, LPWSABUF callee, LPWSABUF back,
                              GROUP *group, DWORD_PTR context)
{
    (void)data, (void)q, (void)g, (void)callee, (void)back, (void)group;
    return caller->len == sizeof(struct sockaddr_in) ? (int)context : CF_DEFER;
}

static void test_accept_condition(void)
{
    struct sockaddr_in address;
    SOCKET waiting = listener(&address), c = socket(AF_INET, SOCK_STREAM, 0), s;
    connect(c, (struct sockaddr *)&address, sizeof address);
    s = WSAAccept(waiting, NULL, NULL, condition, CF_ACCEPT);
    CHECK(s != INVALID_SOCKET, "WSAAccept: \"If the application accepts the connection request\"");
    closesocket(s);
    closesocket(c);
    c = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(WSAConnect(c, (struct sockaddr *)&address, sizeof address, NULL, NULL, NULL, NULL) == 0, "WSAConnect: zero");
    CHECK(FAILS(WSAConnect(c, (struct sockaddr *)&address, sizeof address, NULL, NULL, NULL, NULL), WSAEISCONN),
          "WSAConnect: \"WSAEISCONN\"");
    s = WSAAccept(waiting, NULL, NULL, condition, CF_REJECT);
    CHECK(s == INVALID_SOCKET && WSAGetLastError() == WSAECONNREFUSED,
          "WSAAccept: \"WSAECONNREFUSED: The connection request was forcefully rejected as indicated in the return "
          "value of the condition function (CF_REJECT)\"");
    char byte;
    CHECK(recv(c, &byte, 1, 0) <= 0, "and the other side's connection has ended");
    closesocket(c);
    closesocket(waiting);
}

static void test_handle(void)
{
    SOCKET ends[2];
    HANDLE copy;
    char buffer[16] = {0};
    DWORD done = 0;
    CHECK(pair(ends), "two connected sockets");
    CHECK(DuplicateHandle(GetCurrentProcess(), (HANDLE)ends[0], GetCurrentProcess(), &copy, 0, FALSE,
                          DUPLICATE_SAME_ACCESS),
          "DuplicateHandle of a socket's handle");
    CHECK(send(ends[1], "hello", 5, 0) == 5 && recv((SOCKET)copy, buffer, sizeof buffer, 0) == 5 &&
              !memcmp(buffer, "hello", 5),
          "the duplicate is the same socket");
    OVERLAPPED o = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    CHECK((WriteFile((HANDLE)ends[0], "file", 4, NULL, &o) || GetLastError() == ERROR_IO_PENDING) &&
              GetOverlappedResult((HANDLE)ends[0], &o, &done, TRUE) && done == 4,
          "WriteFile: \"a file, file stream, ..., socket\"");
    memset(buffer, 0, sizeof buffer);
    CHECK(recv(ends[1], buffer, sizeof buffer, 0) == 4 && !memcmp(buffer, "file", 4), "what it wrote arrives");
    CloseHandle(copy);
    CHECK(send(ends[1], "x", 1, 0) == 1 && recv(ends[0], buffer, 1, 0) == 1,
          "the socket stays when a duplicate is closed");
    CloseHandle(o.hEvent);
    closesocket(ends[0]);
    CHECK(recv(ends[1], buffer, 1, 0) == 0, "closesocket of the last handle ends the connection");
    closesocket(ends[1]);
}

int main(void)
{
    start();
    test_make();
    test_names();
    test_connect();
    test_accept_condition();
    test_handle();
    WSACleanup();
    return check_done();
}
