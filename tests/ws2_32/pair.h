/* SPDX-License-Identifier: MIT */
/* Sockets on the loopback address, at ports that the system chooses. */
#ifndef METIC_TESTS_WS2_32_PAIR_H
#define METIC_TESTS_WS2_32_PAIR_H

#include <winsock2.h>
#include <ws2tcpip.h>

#include "check.h"

__attribute__((unused)) static struct sockaddr_in loopback(u_short port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/* A socket that is bound, and its address. */
__attribute__((unused)) static SOCKET bound(int type, struct sockaddr_in *address)
{
    SOCKET made = socket(AF_INET, type, 0);
    int length = sizeof *address;
    *address = loopback(0);
    if (bind(made, (struct sockaddr *)address, sizeof *address) ||
        getsockname(made, (struct sockaddr *)address, &length))
        return INVALID_SOCKET;
    return made;
}

/* A listener and its address. */
__attribute__((unused)) static SOCKET listener(struct sockaddr_in *address)
{
    SOCKET made = bound(SOCK_STREAM, address);
    if (made != INVALID_SOCKET) listen(made, 5);
    return made;
}

/* Two connected sockets. */
__attribute__((unused)) static int pair(SOCKET ends[2])
{
    struct sockaddr_in address;
    SOCKET waiting = listener(&address);
    ends[0] = socket(AF_INET, SOCK_STREAM, 0);
    int result = connect(ends[0], (struct sockaddr *)&address, sizeof address);
    ends[1] = accept(waiting, NULL, NULL);
    closesocket(waiting);
    return !result && ends[1] != INVALID_SOCKET;
}

__attribute__((unused)) static void start(void)
{
    WSADATA data;
    WSAStartup(MAKEWORD(2, 2), &data);
}

/* Does the call fail with this error? */
#define FAILS(call, error) (WSASetLastError(0), (int)(call) == SOCKET_ERROR && WSAGetLastError() == (error))

#endif
