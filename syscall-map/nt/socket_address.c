/* SPDX-License-Identifier: MIT */
/* Socket addresses between Windows' form and Linux's.  AF_INET's is the same; AF_INET6 has another number; AF_UNIX's
 * path is a DOS path, which ws2_32 hands over as an NT name in UTF-16 behind the family. */
#include "nt/socket.h"

#include "door/guestmem.h"

#include <netinet/in.h>
#include <string.h>

enum { GUEST_UNIX = 1, GUEST_INET = 2, GUEST_INET6 = 23 };

static const struct {
    int guest, host;
    socklen_t least; /* bytes of an address */
} families[] = {
    {GUEST_INET,  AF_INET,  sizeof(struct sockaddr_in) },
    {GUEST_INET6, AF_INET6, sizeof(struct sockaddr_in6)},
};
#define FAMILIES (sizeof families / sizeof *families)

int socket_family_host(int family)
{
    for (size_t i = 0; i < FAMILIES; i++)
        if (families[i].guest == family) return families[i].host;
    return -1;
}

int socket_family_guest(int family)
{
    for (size_t i = 0; i < FAMILIES; i++)
        if (families[i].host == family) return families[i].guest;
    return -1;
}

NTSTATUS socket_address_get(const void *guest, size_t length, int wanted, struct sockaddr_storage *host,
                            socklen_t *host_length)
{
    uint16_t family;
    if (length < sizeof family) return STATUS_ACCESS_VIOLATION;
    if (!guest_get(&family, guest)) return STATUS_ACCESS_VIOLATION;
    if (wanted && family != wanted) return STATUS_INVALID_ADDRESS;
    for (size_t i = 0; i < FAMILIES; i++) {
        if (families[i].guest != family) continue;
        if (length < families[i].least) return STATUS_ACCESS_VIOLATION; /* WSAEFAULT: "the namelen is too small" */
        if (!guest_read(host, guest, families[i].least)) return STATUS_ACCESS_VIOLATION;
        host->ss_family = (sa_family_t)families[i].host;
        *host_length = families[i].least;
        return STATUS_SUCCESS;
    }
    return STATUS_INVALID_ADDRESS;
}

bool socket_address_put(void *guest, size_t room, const struct sockaddr_storage *host, socklen_t host_length,
                        ULONG *length)
{
    struct sockaddr_storage address = *host;
    int family = host_length ? socket_family_guest(host->ss_family) : -1;
    *length = family < 0 ? 0 : host_length;
    if (family < 0) return true;
    address.ss_family = (sa_family_t)family;
    return guest_write(guest, &address, room < host_length ? room : host_length);
}
