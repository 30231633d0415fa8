/* SPDX-License-Identifier: MIT */
/* WSAStartup and WSACleanup as documented. */
#include <winsock2.h>

#include "check.h"

int main(void)
{
    WSADATA data = {0};

    CHECK(WSACleanup() == SOCKET_ERROR && WSAGetLastError() == WSANOTINITIALISED,
          "WSACleanup: \"WSANOTINITIALISED: A successful WSAStartup call must occur\"");
    CHECK(socket(AF_INET, SOCK_STREAM, 0) == INVALID_SOCKET && WSAGetLastError() == WSANOTINITIALISED,
          "socket: the same");
    CHECK(WSAStartup(MAKEWORD(0, 0), &data) == WSAVERNOTSUPPORTED, "WSAStartup: WSAVERNOTSUPPORTED for version 0.0");
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0,
          "WSAStartup: \"If successful, the WSAStartup function returns zero.\"");
    CHECK(data.wVersion == MAKEWORD(2, 2) && data.wHighVersion == MAKEWORD(2, 2), "version 2.2");
    CHECK(WSAStartup(MAKEWORD(9, 9), &data) == 0 && data.wVersion == MAKEWORD(2, 2),
          "a later version asked for gives 2.2");
    CHECK(closesocket((SOCKET)GetCurrentProcess()) == SOCKET_ERROR && WSAGetLastError() == WSAENOTSOCK,
          "closesocket: \"WSAENOTSOCK: The descriptor is not a socket.\"");
    CHECK(WSACleanup() == 0, "WSACleanup: \"The return value is zero if the operation was successful.\"");
    CHECK(WSACleanup() == 0, "\"must call WSACleanup once for every successful WSAStartup call\"");
    CHECK(WSACleanup() == SOCKET_ERROR && WSAGetLastError() == WSANOTINITIALISED, "and no more");
    return check_done();
}
