/* SPDX-License-Identifier: MIT */
/* mswsock.dll and wsock32.dll: what they name is ws2_32's. */
#include "pair.h"

#include <mswsock.h>

typedef int(WSAAPI *receive_ex)(SOCKET, char *, int, int *);
typedef int(WSAAPI *receive)(SOCKET, char *, int, int);

int main(void)
{
    struct sockaddr_in a, b;
    char buffer[8] = {0};
    int flags = 0;
    start();
    HMODULE extensions = LoadLibraryW(L"mswsock.dll"), old = LoadLibraryW(L"wsock32.dll");
    receive_ex WSARecvEx = (receive_ex)(void *)GetProcAddress(extensions, "WSARecvEx");
    SOCKET one = bound(SOCK_DGRAM, &a), two = bound(SOCK_DGRAM, &b);
    CHECK(extensions && WSARecvEx && GetProcAddress(extensions, "AcceptEx") &&
              GetProcAddress(extensions, "TransmitFile") && GetProcAddress(extensions, "GetAcceptExSockaddrs"),
          "mswsock.dll has the extension functions");
    sendto(one, "abcdef", 6, 0, (struct sockaddr *)&b, sizeof b);
    CHECK(WSARecvEx(two, buffer, 4, &flags) == 4 && flags == MSG_PARTIAL && !memcmp(buffer, "abcd", 4),
          "WSARecvEx: \"If a partial message is received, the MSG_PARTIAL bit is set in the flags parameter\"");
    sendto(one, "xyz", 3, 0, (struct sockaddr *)&b, sizeof b);
    flags = 0;
    CHECK(WSARecvEx(two, buffer, 8, &flags) == 3 && !flags,
          "\"If a complete message is received, MSG_PARTIAL is not set\"");
    closesocket(two);
    flags = 0;
    CHECK(FAILS(WSARecvEx(two, buffer, 8, &flags), WSAENOTSOCK), "WSARecvEx: \"WSAENOTSOCK\"");
    receive recv_old = (receive)(void *)GetProcAddress(old, "recv");
    CHECK(recv_old && (void *)recv_old == (void *)GetProcAddress(old, (char *)16),
          "wsock32.dll: recv has the ordinal 16");
    CHECK(recv_old && (recv_old(two, buffer, 1, 0) == SOCKET_ERROR && WSAGetLastError() == WSAENOTSOCK),
          "and is Winsock's");
    HMODULE sockets = GetModuleHandleW(L"ws2_32.dll");
    CHECK(GetProcAddress(sockets, (char *)115) == GetProcAddress(sockets, "WSAStartup") &&
              GetProcAddress(sockets, (char *)23) == GetProcAddress(sockets, "socket"),
          "ws2_32.dll: programs import by ordinals, WSAStartup is 115, socket 23");
    closesocket(one);
    return check_done();
}
