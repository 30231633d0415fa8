/* SPDX-License-Identifier: MIT */
/* Socket options and the catalogue of protocols as documented.
 *
 * Debian's wine gives booleans as one byte and leaves SO_RCVLOWAT to Linux; the documentation calls them DWORDs. */
#include "pair.h"

#include <mswsock.h>

#include <mstcpip.h>
#include <ws2spi.h>

static int get(SOCKET socket, int level, int name)
{
    int value = -1, length = sizeof value;
    return getsockopt(socket, level, name, (char *)&value, &length) ? -2 : value;
}

static int set(SOCKET socket, int level, int name, DWORD value)
{
    return setsockopt(socket, level, name, (char *)&value, sizeof value);
}

/* Is it 0 at first, 1 once it was set, and 0 again? */
static int toggles(SOCKET socket, int level, int name)
{
    int before = get(socket, level, name), on = set(socket, level, name, 1) ? -1 : get(socket, level, name);
    int off = set(socket, level, name, 0) ? -1 : get(socket, level, name);
    return !before && on == 1 && !off;
}

static void test_socket_level(void)
{
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0), d = socket(AF_INET, SOCK_DGRAM, 0), ends[2];
    struct linger linger = {1, 5};
    int length = sizeof linger;
    char small;
    CHECK(get(s, SOL_SOCKET, SO_TYPE) == SOCK_STREAM && get(d, SOL_SOCKET, SO_TYPE) == SOCK_DGRAM,
          "SO_TYPE: \"the socket type for the given socket\"");
    CHECK(get(s, SOL_SOCKET, SO_ACCEPTCONN) == 0, "SO_ACCEPTCONN: \"whether the socket is in listening mode\"");
    CHECK(get(s, SOL_SOCKET, SO_ERROR) == 0, "SO_ERROR: no error");
    CHECK(toggles(s, SOL_SOCKET, SO_KEEPALIVE), "SO_KEEPALIVE");
    CHECK(toggles(s, SOL_SOCKET, SO_REUSEADDR), "SO_REUSEADDR");
    CHECK(toggles(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE), "SO_EXCLUSIVEADDRUSE");
    CHECK(toggles(d, SOL_SOCKET, SO_BROADCAST), "SO_BROADCAST");
    CHECK(toggles(s, SOL_SOCKET, SO_OOBINLINE), "SO_OOBINLINE");
    CHECK(toggles(s, SOL_SOCKET, SO_DONTROUTE), "SO_DONTROUTE");
    CHECK(setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&linger, sizeof linger) == 0, "SO_LINGER is set");
    memset(&linger, 0, sizeof linger);
    CHECK(getsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&linger, &length) == 0 && length == 4 && linger.l_onoff == 1 &&
              linger.l_linger == 5,
          "SO_LINGER: two u_shorts");
    CHECK(get(s, SOL_SOCKET, SO_DONTLINGER) == 0 && set(s, SOL_SOCKET, SO_DONTLINGER, 1) == 0 &&
              get(s, SOL_SOCKET, SO_DONTLINGER) == 1,
          "SO_DONTLINGER: the opposite");
    CHECK(set(s, SOL_SOCKET, SO_RCVBUF, 30000) == 0 && get(s, SOL_SOCKET, SO_RCVBUF) == 30000,
          "SO_RCVBUF: the size that was set");
    CHECK(set(s, SOL_SOCKET, SO_SNDBUF, 40000) == 0 && get(s, SOL_SOCKET, SO_SNDBUF) == 40000, "SO_SNDBUF");
    CHECK(set(s, SOL_SOCKET, SO_RCVTIMEO, 1234) == 0 && get(s, SOL_SOCKET, SO_RCVTIMEO) == 1234,
          "SO_RCVTIMEO: \"in milliseconds\"");
    CHECK(set(s, SOL_SOCKET, SO_SNDTIMEO, 4321) == 0 && get(s, SOL_SOCKET, SO_SNDTIMEO) == 4321, "SO_SNDTIMEO");
    CHECK(FAILS(set(s, SOL_SOCKET, SO_RCVLOWAT, 1), WSAEINVAL), "SO_RCVLOWAT: \"fail with WSAEINVAL\"");
    CHECK(FAILS(set(s, SOL_SOCKET, 0x4fff, 1), WSAENOPROTOOPT),
          "setsockopt: \"WSAENOPROTOOPT: The option is unknown or unsupported\"");
    length = sizeof small;
    CHECK(FAILS(getsockopt(s, SOL_SOCKET, 0x4fff, &small, &length), WSAENOPROTOOPT), "getsockopt: the same");
    CHECK(FAILS(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &small, 1), WSAEFAULT),
          "setsockopt: \"WSAEFAULT: the optlen parameter is too small\"");
    CHECK(FAILS(setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, NULL, 4), WSAEFAULT),
          "setsockopt: \"WSAEFAULT: the buffer pointed to by optval is not in a valid part\"");
    CHECK(get(s, SOL_SOCKET, SO_CONNECT_TIME) == -1, "SO_CONNECT_TIME: \"0xFFFFFFFF if the socket is not connected\"");
    pair(ends);
    CHECK(get(ends[0], SOL_SOCKET, SO_CONNECT_TIME) >= 0, "else the seconds since");
    closesocket(ends[0]);
    closesocket(ends[1]);
    closesocket(s);
    closesocket(d);
    CHECK(FAILS(set(s, SOL_SOCKET, SO_KEEPALIVE, 1), WSAENOTSOCK) && get(s, SOL_SOCKET, SO_TYPE) == -2 &&
              WSAGetLastError() == WSAENOTSOCK,
          "WSAENOTSOCK");
}

static void test_protocol_levels(void)
{
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0), d = socket(AF_INET, SOCK_DGRAM, 0),
           six = socket(AF_INET6, SOCK_DGRAM, 0);
    CHECK(toggles(s, IPPROTO_TCP, TCP_NODELAY), "TCP_NODELAY");
    CHECK(set(s, IPPROTO_TCP, 3, 90) == 0 && get(s, IPPROTO_TCP, 3) == 90, "TCP_KEEPIDLE, in seconds");
    CHECK(set(s, IPPROTO_TCP, 17, 7) == 0 && get(s, IPPROTO_TCP, 17) == 7 && set(s, IPPROTO_TCP, 16, 4) == 0 &&
              get(s, IPPROTO_TCP, 16) == 4,
          "TCP_KEEPINTVL, TCP_KEEPCNT");
    CHECK(set(s, IPPROTO_TCP, 5, 20) == 0 && get(s, IPPROTO_TCP, 5) == 20, "TCP_MAXRT, in seconds");
    CHECK(set(d, IPPROTO_IP, IP_TTL, 33) == 0 && get(d, IPPROTO_IP, IP_TTL) == 33, "IP_TTL");
    CHECK(set(d, IPPROTO_IP, IP_MULTICAST_TTL, 9) == 0 && get(d, IPPROTO_IP, IP_MULTICAST_TTL) == 9,
          "IP_MULTICAST_TTL");
    CHECK(get(d, IPPROTO_IP, IP_MULTICAST_LOOP) == 1 && set(d, IPPROTO_IP, IP_MULTICAST_LOOP, 0) == 0 &&
              get(d, IPPROTO_IP, IP_MULTICAST_LOOP) == 0,
          "IP_MULTICAST_LOOP");
    CHECK(toggles(d, IPPROTO_IP, IP_DONTFRAGMENT), "IP_DONTFRAGMENT");
    CHECK(toggles(d, IPPROTO_IP, IP_PKTINFO), "IP_PKTINFO");
    if (six != INVALID_SOCKET) {
        CHECK(get(six, IPPROTO_IPV6, IPV6_V6ONLY) == 1, "IPV6_V6ONLY: \"By default ... TRUE\"");
        CHECK(set(six, IPPROTO_IPV6, IPV6_V6ONLY, 0) == 0 && get(six, IPPROTO_IPV6, IPV6_V6ONLY) == 0,
              "IPV6_V6ONLY: a dual-stack socket");
        CHECK(set(six, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 12) == 0 && get(six, IPPROTO_IPV6, IPV6_UNICAST_HOPS) == 12,
              "IPV6_UNICAST_HOPS");
    }
    struct tcp_keepalive alive = {1, 60000, 5000};
    DWORD got = 0;
    CHECK(WSAIoctl(s, SIO_KEEPALIVE_VALS, &alive, sizeof alive, NULL, 0, &got, NULL, NULL) == 0 &&
              get(s, IPPROTO_TCP, 3) == 60 && get(s, IPPROTO_TCP, 17) == 5,
          "SIO_KEEPALIVE_VALS: times in milliseconds");
    CHECK(FAILS(WSAIoctl(s, SIO_KEEPALIVE_VALS, &alive, 4, NULL, 0, &got, NULL, NULL), WSAEFAULT),
          "WSAIoctl: \"WSAEFAULT: the cbInBuffer is too small\"");
    CHECK(FAILS(WSAIoctl(s, 0x12345678, NULL, 0, NULL, 0, &got, NULL, NULL), WSAEOPNOTSUPP),
          "WSAIoctl: \"WSAEOPNOTSUPP: The specified IOCTL command cannot be realized.\"");
    closesocket(s);
    closesocket(d);
    closesocket(six);
}

static void test_catalogue(void)
{
    DWORD size = 0;
    int tcp[] = {IPPROTO_TCP, 0}, error = 0, length;
    WSAPROTOCOL_INFOW wide[16], own;
    WSAPROTOCOL_INFOA narrow[16];
    CHECK(FAILS(WSAEnumProtocolsW(NULL, NULL, &size), WSAENOBUFS) && size && size % sizeof *wide == 0,
          "WSAEnumProtocols: \"WSAENOBUFS\", and the size that is needed");
    size = sizeof wide;
    int all = WSAEnumProtocolsW(NULL, wide, &size), streams;
    size = sizeof wide;
    streams = WSAEnumProtocolsW(tcp, wide, &size);
    CHECK(streams > 0 && streams < all && wide[0].iSocketType == SOCK_STREAM &&
              wide[0].dwServiceFlags1 & XP1_IFS_HANDLES,
          "WSAEnumProtocols: those that were asked for");
    size = sizeof narrow;
    CHECK(WSAEnumProtocolsA(tcp, narrow, &size) == streams && !strcmp(narrow[0].szProtocol, "MSAFD Tcpip [TCP/IP]"),
          "WSAEnumProtocolsA: the same");
    size = 4;
    CHECK(FAILS(WSAEnumProtocolsA(tcp, narrow, &size), WSAENOBUFS), "WSAEnumProtocolsA: \"WSAENOBUFS\"");
    size = sizeof wide;
    CHECK(WSCEnumProtocols(tcp, wide, &size, &error) == streams, "WSCEnumProtocols: the same");
    size = 4;
    CHECK(WSCEnumProtocols(tcp, wide, &size, &error) == SOCKET_ERROR && error == WSAENOBUFS,
          "WSCEnumProtocols: \"WSAENOBUFS\" in lpErrno");
    SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);
    length = sizeof own;
    CHECK(getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&own, &length) == 0 && own.iProtocol == IPPROTO_UDP &&
              own.iAddressFamily == AF_INET,
          "SO_PROTOCOL_INFO: the socket's own");
    length = 10;
    CHECK(FAILS(getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOA, (char *)&own, &length), WSAEFAULT),
          "with too little room: WSAEFAULT");
    closesocket(s);
}

int main(void)
{
    start();
    test_socket_level();
    test_protocol_levels();
    test_catalogue();
    return check_done();
}
