/* SPDX-License-Identifier: MIT */
/* Addresses as text as documented. */
#include "pair.h"

static int six_is(const char *text, const char *hex)
{
    BYTE bytes[16];
    char got[33];
    if (inet_pton(AF_INET6, text, bytes) != 1) return 0;
    for (int i = 0; i < 16; i++) sprintf(got + 2 * i, "%02x", bytes[i]);
    return !strcmp(got, hex);
}

static int round_trip(const char *text)
{
    BYTE bytes[16];
    char got[64];
    return inet_pton(AF_INET6, text, bytes) == 1 && inet_ntop(AF_INET6, bytes, got, sizeof got) && !strcmp(text, got);
}

static void test_pton(void)
{
    struct in_addr four;
    BYTE six[16];
    CHECK(inet_pton(AF_INET, "127.0.0.1", &four) == 1 && four.s_addr == htonl(INADDR_LOOPBACK),
          "inet_pton: \"returns a value of 1\"");
    CHECK(inet_pton(AF_INET, "127.0.0", &four) == 0 && inet_pton(AF_INET, "1.2.3.256", &four) == 0 &&
              inet_pton(AF_INET, "1.2.3.4x", &four) == 0 && inet_pton(AF_INET, "0x7f.0.0.1", &four) == 0,
          "inet_pton: \"a value of 0 if the pAddrBuf parameter points to a string that is not a valid IPv4 "
          "dotted-decimal string\"");
    CHECK(FAILS(inet_pton(9, "1.2.3.4", &four), WSAEAFNOSUPPORT), "inet_pton: \"-1 ... WSAEAFNOSUPPORT\"");
    CHECK(FAILS(InetPtonW(9, L"1.2.3.4", &four), WSAEAFNOSUPPORT) && InetPtonW(AF_INET, L"1.2.3.4", &four) == 1 &&
              four.s_addr == htonl(0x01020304),
          "InetPtonW: the same");
    CHECK(six_is("::1", "00000000000000000000000000000001") && six_is("::", "00000000000000000000000000000000") &&
              six_is("fe80::1:2", "fe800000000000000000000000010002") &&
              six_is("1:2:3:4:5:6:7:8", "00010002000300040005000600070008") &&
              six_is("1::", "00010000000000000000000000000000") &&
              six_is("::ffff:1.2.3.4", "00000000000000000000ffff01020304"),
          "inet_pton: IPv6 in its forms");
    CHECK(inet_pton(AF_INET6, "1:2:3:4:5:6:7", six) == 0 && inet_pton(AF_INET6, "1::2::3", six) == 0 &&
              inet_pton(AF_INET6, ":1", six) == 0 && inet_pton(AF_INET6, "12345::", six) == 0 &&
              inet_pton(AF_INET6, "1:2:3:4:5:6:7:8:9", six) == 0 && inet_pton(AF_INET6, "", six) == 0,
          "and what is none");
}

static void test_ntop(void)
{
    struct in_addr four = {.s_addr = htonl(0xc0a80001)};
    char text[64];
    WCHAR wide[64];
    CHECK(inet_ntop(AF_INET, &four, text, sizeof text) == text && !strcmp(text, "192.168.0.1"),
          "inet_ntop: the buffer with the text");
    CHECK(!inet_ntop(AF_INET, &four, text, 5) && WSAGetLastError() == ERROR_INVALID_PARAMETER,
          "inet_ntop: \"ERROR_INVALID_PARAMETER: the length of the buffer is not large enough\"");
    CHECK(!inet_ntop(7, &four, text, sizeof text) && WSAGetLastError() == WSAEAFNOSUPPORT,
          "inet_ntop: \"WSAEAFNOSUPPORT\"");
    CHECK(InetNtopW(AF_INET, &four, wide, 64) == wide && !lstrcmpW(wide, L"192.168.0.1") &&
              !InetNtopW(AF_INET, &four, wide, 3) && WSAGetLastError() == ERROR_INVALID_PARAMETER,
          "InetNtopW: the same");
    CHECK(round_trip("::1") && round_trip("::") && round_trip("fe80::1:2") && round_trip("1:2:3:4:5:6:7:8") &&
              round_trip("2001:db8::1:0:0:1") && round_trip("::ffff:1.2.3.4") && round_trip("1:0:2::"),
          "inet_ntop: IPv6 \"in Internet standard format\"");
}

static void test_sockaddr(void)
{
    struct sockaddr_in four = loopback(80);
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(443), .sin6_scope_id = 3};
    char text[80];
    WCHAR wide[80];
    DWORD room = sizeof text;
    INT length = sizeof six;
    six.sin6_addr.s6_addr[15] = 1;
    CHECK(WSAAddressToStringA((SOCKADDR *)&four, sizeof four, NULL, text, &room) == 0 &&
              !strcmp(text, "127.0.0.1:80") && room == strlen(text) + 1,
          "WSAAddressToString: address and port; \"the length of the string\"");
    room = 80;
    CHECK(WSAAddressToStringW((SOCKADDR *)&six, sizeof six, NULL, wide, &room) == 0 && !lstrcmpW(wide, L"[::1%3]:443"),
          "WSAAddressToString: IPv6 with scope and port");
    room = 4;
    CHECK(FAILS(WSAAddressToStringA((SOCKADDR *)&four, sizeof four, NULL, text, &room), WSAEFAULT) && room == 13,
          "WSAAddressToString: \"WSAEFAULT: the buffer is too small\", and how much it takes");
    room = 4;
    CHECK(FAILS(WSAAddressToStringW((SOCKADDR *)&four, sizeof four, NULL, wide, &room), WSAEFAULT),
          "the same of the wide one");
    struct sockaddr_in6 got = {0};
    CHECK(WSAStringToAddressW((WCHAR *)L"[::1%3]:443", AF_INET6, NULL, (SOCKADDR *)&got, &length) == 0 &&
              length == sizeof got && !memcmp(&got, &six, sizeof six),
          "WSAStringToAddress: IPv6 with scope and port");
    length = sizeof got;
    CHECK(WSAStringToAddressA((char *)"127.0.0.1:80", AF_INET, NULL, (SOCKADDR *)&got, &length) == 0 &&
              !memcmp(&got, &four, 8),
          "WSAStringToAddress: IPv4 with a port");
    length = sizeof got;
    CHECK(FAILS(WSAStringToAddressA((char *)"one.two", AF_INET, NULL, (SOCKADDR *)&got, &length), WSAEINVAL),
          "WSAStringToAddress: \"WSAEINVAL: could not translate the string\"");
    CHECK(FAILS(WSAStringToAddressW((WCHAR *)L"1.2.3.4:99999", AF_INET, NULL, (SOCKADDR *)&got, &length), WSAEINVAL),
          "nor a port above 65535");
    length = 4;
    CHECK(FAILS(WSAStringToAddressA((char *)"1.2.3.4", AF_INET, NULL, (SOCKADDR *)&got, &length), WSAEFAULT) &&
              length == 16,
          "WSAStringToAddress: \"WSAEFAULT: the buffer is too small\"");
}

int main(void)
{
    start();
    test_pton();
    test_ntop();
    test_sockaddr();
    return check_done();
}
