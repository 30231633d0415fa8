/* SPDX-License-Identifier: MIT */
/* Adapters with their addresses: GetAdaptersAddresses, GetAdaptersInfo. */
#include "ip.h"

/* Where the answer is laid out: past the end only counted. */
struct place {
    char *buffer;
    ULONG room, used;
};

static void *take(struct place *place, size_t size)
{
    ULONG at = (place->used + 7u) & ~7u;

    place->used = at + (ULONG)size;
    return place->used <= place->room ? memset(place->buffer + at, 0, size) : NULL;
}

static WCHAR *take_text(struct place *place, const char *text)
{
    WCHAR *wide = take(place, (size_t)(lstrlenA(text) + 1) * sizeof(WCHAR));

    for (int i = 0; wide && (i == 0 || text[i - 1]); i++) wide[i] = (BYTE)text[i];
    return wide;
}

static ULONG length_of(const AFD_SOCKADDR *address)
{
    return address->family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
}

static bool is_group(const AFD_SOCKADDR *address)
{
    const BYTE *bytes = (const BYTE *)address;

    return address->family == AF_INET ? bytes[4] >> 4 == 14 : bytes[8] == 0xff;
}

/* The groups it listens to. */
static void add_groups(const struct ip_host *host, const AFD_INTERFACE *link, ULONG family,
                       IP_ADAPTER_ADDRESSES *adapter, struct place *place)
{
    IP_ADAPTER_MULTICAST_ADDRESS **end = adapter ? &adapter->FirstMulticastAddress : NULL;

    for (ULONG i = 0; i < host->addresses; i++) {
        const AFD_ADDRESS_ENTRY *entry = &host->address[i];
        if (entry->Index != link->Index || (family && entry->Address.family != family) || !is_group(&entry->Address))
            continue;
        IP_ADAPTER_MULTICAST_ADDRESS *one = take(place, sizeof *one);
        void *address = take(place, length_of(&entry->Address));
        if (!one || !address) continue;
        memcpy(address, &entry->Address, length_of(&entry->Address));
        one->Length = sizeof *one;
        one->Address.lpSockaddr = address;
        one->Address.iSockaddrLength = (INT)length_of(&entry->Address);
        *end = one;
        end = &one->Next;
    }
}

static void add_addresses(const struct ip_host *host, const AFD_INTERFACE *link, ULONG family, ULONG flags,
                          IP_ADAPTER_ADDRESSES *adapter, struct place *place)
{
    IP_ADAPTER_UNICAST_ADDRESS **end = adapter ? &adapter->FirstUnicastAddress : NULL;
    IP_ADAPTER_PREFIX **prefix_end = adapter ? &adapter->FirstPrefix : NULL;

    for (ULONG i = 0; i < host->addresses; i++) {
        const AFD_ADDRESS_ENTRY *entry = &host->address[i];
        if (entry->Index != link->Index || (family && entry->Address.family != family) || is_group(&entry->Address))
            continue;
        if (!(flags & GAA_FLAG_SKIP_UNICAST)) {
            IP_ADAPTER_UNICAST_ADDRESS *one = take(place, sizeof *one);
            void *address = take(place, length_of(&entry->Address));
            if (one && address) {
                memcpy(address, &entry->Address, length_of(&entry->Address));
                one->Length = sizeof *one;
                one->Address.lpSockaddr = address;
                one->Address.iSockaddrLength = (INT)length_of(&entry->Address);
                one->PrefixOrigin = IpPrefixOriginManual;
                one->SuffixOrigin = IpSuffixOriginManual;
                one->DadState = IpDadStatePreferred;
                one->ValidLifetime = one->PreferredLifetime = one->LeaseLifetime = ~0u;
                one->OnLinkPrefixLength = (UINT8)entry->Prefix;
                *end = one;
                end = &one->Next;
            }
        }
        if (flags & GAA_FLAG_INCLUDE_PREFIX) {
            IP_ADAPTER_PREFIX *one = take(place, sizeof *one);
            BYTE *address = take(place, length_of(&entry->Address));
            if (one && address) {
                memcpy(address, &entry->Address, length_of(&entry->Address));
                BYTE *bytes = address + (entry->Address.family == AF_INET ? 4 : 8);
                for (ULONG bit = entry->Prefix; bit < (entry->Address.family == AF_INET ? 32u : 128u); bit++)
                    bytes[bit / 8] &= (BYTE) ~(0x80 >> bit % 8);
                one->Length = sizeof *one;
                one->Address.lpSockaddr = (struct sockaddr *)address;
                one->Address.iSockaddrLength = (INT)length_of(&entry->Address);
                one->PrefixLength = entry->Prefix;
                *prefix_end = one;
                prefix_end = &one->Next;
            }
        }
    }
}

static IP_ADAPTER_ADDRESSES *add_adapter(const struct ip_host *host, const AFD_INTERFACE *link, ULONG family,
                                         ULONG flags, struct place *place)
{
    IP_ADAPTER_ADDRESSES *adapter = take(place, sizeof *adapter);
    char *name = take(place, 39);
    WCHAR *friendly = take_text(place, link->Name), *suffix = take_text(place, "");
    bool up = link->Flags & AFD_INTERFACE_UP && link->Flags & AFD_INTERFACE_RUNNING;

    add_addresses(host, link, family, flags, suffix ? adapter : NULL, place);
    if (!(flags & GAA_FLAG_SKIP_MULTICAST)) add_groups(host, link, family, suffix ? adapter : NULL, place);
    if (!suffix) return NULL;
    ip_guid_text(link, name);
    adapter->Length = sizeof *adapter;
    adapter->IfIndex = adapter->Ipv6IfIndex = link->Index;
    adapter->AdapterName = name;
    adapter->DnsSuffix = suffix;
    adapter->Description = adapter->FriendlyName = friendly;
    adapter->PhysicalAddressLength = link->MacLength;
    memcpy(adapter->PhysicalAddress, link->Mac, link->MacLength);
    adapter->Flags =
        IP_ADAPTER_IPV4_ENABLED | IP_ADAPTER_IPV6_ENABLED |
        (link->Flags & AFD_INTERFACE_MULTICAST || ip_type(link) == IF_TYPE_SOFTWARE_LOOPBACK ? 0
                                                                                             : IP_ADAPTER_NO_MULTICAST);
    adapter->Mtu = link->Mtu;
    adapter->IfType = ip_type(link);
    adapter->OperStatus = up ? IfOperStatusUp : IfOperStatusDown;
    adapter->TransmitLinkSpeed = adapter->ReceiveLinkSpeed = link->Speed ? link->Speed : 1000000000;
    adapter->Luid.Value = ip_luid(link);
    ip_guid(link, &adapter->NetworkGuid);
    adapter->ConnectionType = NET_IF_CONNECTION_DEDICATED;
    return adapter;
}

/* "GetAdaptersAddresses function".  Gateways and DNS servers are not told. */
ULONG WINAPI GetAdaptersAddresses(ULONG family, ULONG flags, PVOID reserved, PIP_ADAPTER_ADDRESSES out, PULONG size)
{
    struct ip_host host;

    (void)reserved;
    if (!size || (family != AF_UNSPEC && family != AF_INET && family != AF_INET6)) return ERROR_INVALID_PARAMETER;
    ULONG error = ip_host(&host);
    if (error) return error;
    struct place place = {(char *)out, out ? *size : 0, 0};
    IP_ADAPTER_ADDRESSES *before = NULL;
    for (ULONG i = 0; i < host.interfaces; i++) {
        IP_ADAPTER_ADDRESSES *adapter = add_adapter(&host, &host.link[i], family, flags, &place);
        if (before) before->Next = adapter;
        before = adapter;
    }
    error = !host.interfaces ? ERROR_NO_DATA : place.used > place.room ? ERROR_BUFFER_OVERFLOW : 0;
    if (place.used > place.room) *size = place.used;
    ip_free(&host);
    return error;
}

static void put_four(char *to, const BYTE *bytes)
{
    for (int i = 0; i < 4; i++) {
        if (bytes[i] > 99) *to++ = (char)('0' + bytes[i] / 100);
        if (bytes[i] > 9) *to++ = (char)('0' + bytes[i] / 10 % 10);
        *to++ = (char)('0' + bytes[i] % 10);
        *to++ = i < 3 ? '.' : 0;
    }
}

/* "GetAdaptersInfo function": IPv4 alone, and no loopback. */
DWORD WINAPI GetAdaptersInfo(PIP_ADAPTER_INFO out, PULONG size)
{
    struct ip_host host;
    struct place place;

    if (!size) return ERROR_INVALID_PARAMETER;
    ULONG error = ip_host(&host), count = 0;
    if (error) return error;
    place = (struct place){(char *)out, out ? *size : 0, 0};
    IP_ADAPTER_INFO *before = NULL;
    for (ULONG i = 0; i < host.interfaces; i++) {
        const AFD_INTERFACE *link = &host.link[i];
        if (ip_type(link) == IF_TYPE_SOFTWARE_LOOPBACK) continue;
        IP_ADAPTER_INFO *adapter = take(&place, sizeof *adapter);
        IP_ADDR_STRING *at = adapter ? &adapter->IpAddressList : NULL;
        bool first = true;
        count++;
        if (adapter) {
            if (before) before->Next = adapter;
            before = adapter;
            ip_guid_text(link, adapter->AdapterName);
            lstrcpynA(adapter->Description, link->Name, sizeof adapter->Description);
            adapter->AddressLength = link->MacLength;
            memcpy(adapter->Address, link->Mac, link->MacLength);
            adapter->Index = link->Index;
            adapter->Type = ip_type(link);
            lstrcpyA(at->IpAddress.String, "0.0.0.0");
            lstrcpyA(at->IpMask.String, "0.0.0.0");
            lstrcpyA(adapter->GatewayList.IpAddress.String, "0.0.0.0");
            lstrcpyA(adapter->GatewayList.IpMask.String, "0.0.0.0");
        }
        for (ULONG k = 0; k < host.addresses; k++) {
            const AFD_ADDRESS_ENTRY *entry = &host.address[k];
            if (entry->Index != link->Index || entry->Address.family != AF_INET || is_group(&entry->Address)) continue;
            if (!first) {
                IP_ADDR_STRING *next = take(&place, sizeof *next);
                if (at) at->Next = next;
                at = next;
            }
            first = false;
            if (!at) continue;
            ULONG mask = entry->Prefix ? __builtin_bswap32(~0u << (32 - entry->Prefix)) : 0;
            put_four(at->IpAddress.String, (const BYTE *)&entry->Address + 4);
            put_four(at->IpMask.String, (const BYTE *)&mask);
        }
    }
    error = !count ? ERROR_NO_DATA : place.used > place.room ? ERROR_BUFFER_OVERFLOW : 0;
    if (place.used > place.room) *size = place.used;
    ip_free(&host);
    return error;
}
