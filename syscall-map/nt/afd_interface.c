/* SPDX-License-Identifier: MIT */
/* AFD_INTERFACES and AFD_ADDRESSES: the host's network interfaces by getifaddrs(), for iphlpapi. */
#include "nt/socket.h"

#include "door/guestmem.h"

#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* A number in a file of /sys/class/net; 0: there is none. */
static uint64_t number_of(const char *name, const char *what)
{
    char path[128], text[32] = "";
    snprintf(path, sizeof path, "/sys/class/net/%s/%s", name, what);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    ssize_t got = read(fd, text, sizeof text - 1);
    close(fd);
    return got > 0 && *text != '-' ? strtoull(text, NULL, 10) : 0;
}

static ULONG flags_of(unsigned host)
{
    return (host & IFF_UP ? AFD_INTERFACE_UP : 0u) | (host & IFF_RUNNING ? AFD_INTERFACE_RUNNING : 0u) |
           (host & IFF_LOOPBACK ? AFD_INTERFACE_LOOPBACK : 0u) | (host & IFF_MULTICAST ? AFD_INTERFACE_MULTICAST : 0u) |
           (host & IFF_POINTOPOINT ? AFD_INTERFACE_POINT : 0u);
}

static void describe(const struct ifaddrs *a, int fd, AFD_INTERFACE *out)
{
    const struct sockaddr_ll *link = (const struct sockaddr_ll *)a->ifa_addr;
    const struct rtnl_link_stats *stats = a->ifa_data;
    struct ifreq request = {0};
    *out = (AFD_INTERFACE){.Index = (ULONG)link->sll_ifindex, .Flags = flags_of(a->ifa_flags)};
    snprintf(out->Name, sizeof out->Name, "%s", a->ifa_name);
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", a->ifa_name);
    if (fd >= 0 && ioctl(fd, SIOCGIFMTU, &request) == 0) out->Mtu = (ULONG)request.ifr_mtu;
    if (!(a->ifa_flags & IFF_LOOPBACK)) {
        out->MacLength = link->sll_halen <= 8 ? link->sll_halen : 8;
        memcpy(out->Mac, link->sll_addr, out->MacLength);
    }
    out->Speed = number_of(a->ifa_name, "speed") * 1000000;
    if (!stats) return;
    out->InBytes = stats->rx_bytes;
    out->InPackets = stats->rx_packets;
    out->InErrors = stats->rx_errors;
    out->InDropped = stats->rx_dropped;
    out->OutBytes = stats->tx_bytes;
    out->OutPackets = stats->tx_packets;
    out->OutErrors = stats->tx_errors;
    out->OutDropped = stats->tx_dropped;
}

NTSTATUS afd_interfaces(void *out, ULONG out_length, ULONG_PTR *done)
{
    struct ifaddrs *list;
    NTSTATUS status = STATUS_SUCCESS;
    if (getifaddrs(&list) != 0) return socket_status(errno);
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    for (const struct ifaddrs *a = list; a && status == STATUS_SUCCESS; a = a->ifa_next) {
        AFD_INTERFACE one;
        if (!a->ifa_addr || a->ifa_addr->sa_family != AF_PACKET) continue;
        describe(a, fd, &one);
        if (out_length - *done < sizeof one)
            status = STATUS_BUFFER_OVERFLOW;
        else if (!guest_write((char *)out + *done, &one, sizeof one))
            status = STATUS_ACCESS_VIOLATION;
        else
            *done += sizeof one;
    }
    if (fd >= 0) close(fd);
    freeifaddrs(list);
    return status;
}

/* How many bits of a mask are set. */
static ULONG prefix_of(const struct sockaddr *mask, int family)
{
    ULONG bits = 0;
    if (!mask) return 0;
    const unsigned char *at = family == AF_INET ? (const void *)&((const struct sockaddr_in *)mask)->sin_addr
                                                : (const void *)&((const struct sockaddr_in6 *)mask)->sin6_addr;
    for (int i = 0; i < (family == AF_INET ? 4 : 16); i++) bits += (ULONG)__builtin_popcount(at[i]);
    return bits;
}

/* Where the list of addresses goes. */
struct list {
    char *out;
    ULONG room;
    ULONG_PTR *done;
};

static NTSTATUS add(const struct list *list, const AFD_ADDRESS_ENTRY *one)
{
    if (list->room - *list->done < sizeof *one) return STATUS_BUFFER_OVERFLOW;
    if (!guest_write(list->out + *list->done, one, sizeof *one)) return STATUS_ACCESS_VIOLATION;
    *list->done += sizeof *one;
    return STATUS_SUCCESS;
}

/* The groups that interfaces listen to, as /proc/net/igmp6 (index, name, 32 digits) and igmp (index and name, then
 * lines with the address in the machine's order) tell. */
static NTSTATUS add_groups(const struct list *list, const char *path, int family)
{
    char line[256], digits[33];
    unsigned index = 0, next, value;
    NTSTATUS status = STATUS_SUCCESS;
    FILE *file = fopen(path, "re");
    while (file && status == STATUS_SUCCESS && fgets(line, sizeof line, file)) {
        AFD_ADDRESS_ENTRY one = {0};
        if (family == AF_INET6) {
            struct sockaddr_in6 *six = (struct sockaddr_in6 *)&one.Address;
            if (sscanf(line, "%u %*s %32s", &index, digits) != 2 || strlen(digits) != 32) continue;
            for (int i = 0; i < 16 && sscanf(digits + 2 * i, "%2x", &value) == 1; i++)
                six->sin6_addr.s6_addr[i] = (uint8_t)value;
        } else {
            if (line[0] != '\t') {
                if (sscanf(line, "%u", &next) == 1) index = next;
                continue;
            }
            if (sscanf(line, "%x", &value) != 1) continue;
            ((struct sockaddr_in *)&one.Address)->sin_addr.s_addr = value;
        }
        one.Index = index;
        one.Address.family = (USHORT)socket_family_guest(family);
        status = add(list, &one);
    }
    if (file) fclose(file);
    return status;
}

NTSTATUS afd_addresses(void *out, ULONG out_length, ULONG_PTR *done)
{
    struct ifaddrs *list;
    const struct list to = {out, out_length, done};
    NTSTATUS status = STATUS_SUCCESS;
    if (getifaddrs(&list) != 0) return socket_status(errno);
    for (const struct ifaddrs *a = list; a && status == STATUS_SUCCESS; a = a->ifa_next) {
        int family = a->ifa_addr ? a->ifa_addr->sa_family : AF_UNSPEC;
        if (family != AF_INET && family != AF_INET6) continue;
        size_t length = family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
        AFD_ADDRESS_ENTRY one = {.Index = if_nametoindex(a->ifa_name), .Prefix = prefix_of(a->ifa_netmask, family)};
        memcpy(&one.Address, a->ifa_addr, length);
        one.Address.family = (USHORT)socket_family_guest(family);
        status = add(&to, &one);
    }
    freeifaddrs(list);
    if (status == STATUS_SUCCESS) status = add_groups(&to, "/proc/net/igmp", AF_INET);
    if (status == STATUS_SUCCESS) status = add_groups(&to, "/proc/net/igmp6", AF_INET6);
    return status;
}
