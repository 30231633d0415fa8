/* SPDX-License-Identifier: MIT */
/* Byte order, addresses as text and the last error of Windows Sockets as documented. */
#include <winsock2.h>

#include "check.h"

#include <string.h>

int main(void)
{
    static const struct {
        const char *text;
        unsigned long address; /* in host order */
    } addresses[] = {
        {"127.0.0.1",       0x7f000001},
        {"1.2.3.4",         0x01020304},
        {"4.3.16",          0x04030010},
        {"4.16",            0x04000010},
        {"0x7f.1",          0x7f000001},
        {"010.0.0.1",       0x08000001},
        {"255.255.255.254", 0xfffffffe},
        {"3232235777",      0xc0a80101},
    };
    static const char *const wrong[] = {"",       "a.b.c.d",  "256.1.1.1", "1.2.3.4.5",
                                        "1.2.3.", "1.2.3.4x", "09.1.1.1",  "1..2"};

    CHECK(htons(0x1234) == 0x3412 && ntohs(0x3412) == 0x1234,
          "htons, ntohs: \"TCP/IP network byte order (which is big-endian)\"");
    CHECK(htonl(0x12345678) == 0x78563412 && ntohl(0x78563412) == 0x12345678, "htonl, ntohl");
    for (unsigned i = 0; i < sizeof addresses / sizeof *addresses; i++)
        CHECK(inet_addr(addresses[i].text) == htonl(addresses[i].address), "inet_addr: %s", addresses[i].text);
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(inet_addr(wrong[i]) == (i ? INADDR_NONE : inet_addr("")), "inet_addr: INADDR_NONE for '%s'", wrong[i]);
    struct in_addr address = {.s_addr = htonl(0xc0a8010a)};
    const char *text = inet_ntoa(address);
    CHECK(text && !strcmp(text, "192.168.1.10"), "inet_ntoa: \"in Internet standard dotted-decimal format\"");
    address.s_addr = 0;
    CHECK(inet_ntoa(address) == text && !strcmp(text, "0.0.0.0"),
          "inet_ntoa: \"the buffer is reused\" by the thread's next call");
    WSASetLastError(WSAEINTR);
    CHECK(WSAGetLastError() == WSAEINTR, "WSAGetLastError: what WSASetLastError set");
    CHECK(GetLastError() == WSAEINTR, "which is the thread's last error");
    return check_done();
}
