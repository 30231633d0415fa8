/* SPDX-License-Identifier: MIT */
/* The host's interfaces by \Device\Afd, and the identifiers that Windows gives one. */
#include "ip.h"

static NTSTATUS ask(ULONG request, void *out, ULONG room, ULONG_PTR *got)
{
    static const WCHAR device[] = L"\\Device\\Afd\\Interfaces";
    UNICODE_STRING name = {sizeof device - sizeof *device, sizeof device, (WCHAR *)device};
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io = {0};
    HANDLE handle;

    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS status = NtCreateFile(&handle, GENERIC_READ | SYNCHRONIZE, &attributes, &io, NULL, 0, FILE_SHARE_READ,
                                   FILE_OPEN_IF, FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);
    if (status) return status;
    status = NtDeviceIoControlFile(handle, NULL, NULL, NULL, &io, AFD_CODE(request, 3), NULL, 0, out, room);
    *got = io.Information;
    NtClose(handle);
    return status;
}

/* All of one of the lists; HeapFree() it. */
static ULONG list(ULONG request, size_t each, void **out, ULONG *count)
{
    for (ULONG room = 64;; room *= 2) {
        ULONG_PTR got = 0;
        *out = HeapAlloc(GetProcessHeap(), 0, room * each);
        if (!*out) return ERROR_NOT_ENOUGH_MEMORY;
        NTSTATUS status = ask(request, *out, (ULONG)(room * each), &got);
        *count = (ULONG)(got / each);
        if (!status) return 0;
        HeapFree(GetProcessHeap(), 0, *out);
        *out = NULL;
        if (status != STATUS_BUFFER_OVERFLOW) return RtlNtStatusToDosError(status);
    }
}

ULONG ip_host(struct ip_host *host)
{
    *host = (struct ip_host){0};
    ULONG error = list(AFD_INTERFACES, sizeof *host->link, (void **)&host->link, &host->interfaces);
    if (!error) error = list(AFD_ADDRESSES, sizeof *host->address, (void **)&host->address, &host->addresses);
    if (error) ip_free(host);
    return error;
}

void ip_free(struct ip_host *host)
{
    HeapFree(GetProcessHeap(), 0, host->link);
    HeapFree(GetProcessHeap(), 0, host->address);
    *host = (struct ip_host){0};
}

const AFD_INTERFACE *ip_find(const struct ip_host *host, ULONG index)
{
    for (ULONG i = 0; i < host->interfaces; i++)
        if (host->link[i].Index == index) return &host->link[i];
    return NULL;
}

ULONG ip_type(const AFD_INTERFACE *link)
{
    if (link->Flags & AFD_INTERFACE_LOOPBACK) return IF_TYPE_SOFTWARE_LOOPBACK;
    return link->MacLength == 6                ? IF_TYPE_ETHERNET_CSMACD
           : link->Flags & AFD_INTERFACE_POINT ? IF_TYPE_PPP
                                               : IF_TYPE_OTHER;
}

ULONG64 ip_luid(const AFD_INTERFACE *link)
{
    return (ULONG64)ip_type(link) << 48 | (ULONG64)link->Index << 24;
}

const AFD_INTERFACE *ip_of(const struct ip_host *host, const NET_LUID *luid, ULONG index)
{
    for (ULONG i = 0; i < host->interfaces; i++)
        if (luid->Value ? ip_luid(&host->link[i]) == luid->Value : host->link[i].Index == index) return &host->link[i];
    return NULL;
}

void ip_guid(const AFD_INTERFACE *link, GUID *guid)
{
    *guid = (GUID){
        0x6d657469, 0x6300, 0x4000, {0x80, 0, 0, 0, 0, 0, 0, 0}
    };
    guid->Data4[4] = (UCHAR)(link->Index >> 24);
    guid->Data4[5] = (UCHAR)(link->Index >> 16);
    guid->Data4[6] = (UCHAR)(link->Index >> 8);
    guid->Data4[7] = (UCHAR)link->Index;
}

void ip_guid_text(const AFD_INTERFACE *link, char text[39])
{
    static const char digits[] = "0123456789ABCDEF";

    lstrcpyA(text, "{6D657469-6300-4000-8000-000000000000}");
    for (int i = 0; i < 8; i++) text[29 + i] = digits[link->Index >> (28 - 4 * i) & 15];
}
