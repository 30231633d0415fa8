/* SPDX-License-Identifier: MIT */
/* Interfaces: rows with their counters, names, indices and identifiers. */
#include "ip.h"

static void fill_row(const AFD_INTERFACE *from, MIB_IF_ROW2 *row)
{
    bool up = from->Flags & AFD_INTERFACE_UP && from->Flags & AFD_INTERFACE_RUNNING;

    memset(row, 0, sizeof *row);
    row->InterfaceLuid.Value = ip_luid(from);
    row->InterfaceIndex = from->Index;
    ip_guid(from, &row->InterfaceGuid);
    for (int i = 0; from->Name[i]; i++) row->Alias[i] = row->Description[i] = (BYTE)from->Name[i];
    row->PhysicalAddressLength = from->MacLength;
    memcpy(row->PhysicalAddress, from->Mac, from->MacLength);
    memcpy(row->PermanentPhysicalAddress, from->Mac, from->MacLength);
    row->Mtu = from->Mtu;
    row->Type = ip_type(from);
    row->AccessType = row->Type == IF_TYPE_SOFTWARE_LOOPBACK ? NET_IF_ACCESS_LOOPBACK : NET_IF_ACCESS_BROADCAST;
    row->DirectionType = NET_IF_DIRECTION_SENDRECEIVE;
    row->OperStatus = up ? IfOperStatusUp : IfOperStatusDown;
    row->AdminStatus = from->Flags & AFD_INTERFACE_UP ? NET_IF_ADMIN_STATUS_UP : NET_IF_ADMIN_STATUS_DOWN;
    row->MediaConnectState = up ? MediaConnectStateConnected : MediaConnectStateDisconnected;
    row->ConnectionType = NET_IF_CONNECTION_DEDICATED;
    row->TransmitLinkSpeed = row->ReceiveLinkSpeed = from->Speed ? from->Speed : 1000000000;
    row->InOctets = from->InBytes;
    row->InUcastPkts = from->InPackets;
    row->InErrors = from->InErrors;
    row->InDiscards = from->InDropped;
    row->OutOctets = from->OutBytes;
    row->OutUcastPkts = from->OutPackets;
    row->OutErrors = from->OutErrors;
    row->OutDiscards = from->OutDropped;
}

NETIO_STATUS WINAPI GetIfEntry2(PMIB_IF_ROW2 row)
{
    struct ip_host host;

    if (!row || (!row->InterfaceLuid.Value && !row->InterfaceIndex)) return ERROR_INVALID_PARAMETER;
    ULONG error = ip_host(&host);
    if (error) return error;
    const AFD_INTERFACE *link = ip_of(&host, &row->InterfaceLuid, row->InterfaceIndex);
    if (link)
        fill_row(link, row);
    else
        error = ERROR_FILE_NOT_FOUND;
    ip_free(&host);
    return error;
}

NETIO_STATUS WINAPI GetIfTable2(PMIB_IF_TABLE2 *table)
{
    struct ip_host host;

    if (!table) return ERROR_INVALID_PARAMETER;
    ULONG error = ip_host(&host);
    if (error) return error;
    *table = HeapAlloc(GetProcessHeap(), 0, sizeof **table + host.interfaces * sizeof *(*table)->Table);
    if (*table) {
        (*table)->NumEntries = host.interfaces;
        for (ULONG i = 0; i < host.interfaces; i++) fill_row(&host.link[i], &(*table)->Table[i]);
    } else {
        error = ERROR_NOT_ENOUGH_MEMORY;
    }
    ip_free(&host);
    return error;
}

void WINAPI FreeMibTable(PVOID table)
{
    HeapFree(GetProcessHeap(), 0, table);
}

/* "GetIfEntry function": the older row, by its dwIndex. */
DWORD WINAPI GetIfEntry(PMIB_IFROW row)
{
    struct ip_host host;

    if (!row) return ERROR_INVALID_PARAMETER;
    ULONG error = ip_host(&host);
    if (error) return error;
    const AFD_INTERFACE *from = ip_find(&host, row->dwIndex);
    if (from) {
        memset(row, 0, sizeof *row);
        for (int i = 0; from->Name[i]; i++) row->wszName[i] = (BYTE)from->Name[i];
        row->dwIndex = from->Index;
        row->dwType = ip_type(from);
        row->dwMtu = from->Mtu;
        row->dwSpeed = from->Speed > 0xffffffff ? 0xffffffff : from->Speed ? (DWORD)from->Speed : 1000000000;
        row->dwPhysAddrLen = from->MacLength < MAXLEN_PHYSADDR ? from->MacLength : MAXLEN_PHYSADDR;
        memcpy(row->bPhysAddr, from->Mac, row->dwPhysAddrLen);
        row->dwAdminStatus = from->Flags & AFD_INTERFACE_UP ? 1 : 2;
        row->dwOperStatus =
            from->Flags & AFD_INTERFACE_RUNNING ? IF_OPER_STATUS_OPERATIONAL : IF_OPER_STATUS_DISCONNECTED;
        row->dwInOctets = (DWORD)from->InBytes;
        row->dwInUcastPkts = (DWORD)from->InPackets;
        row->dwInErrors = (DWORD)from->InErrors;
        row->dwInDiscards = (DWORD)from->InDropped;
        row->dwOutOctets = (DWORD)from->OutBytes;
        row->dwOutUcastPkts = (DWORD)from->OutPackets;
        row->dwOutErrors = (DWORD)from->OutErrors;
        row->dwOutDiscards = (DWORD)from->OutDropped;
        row->dwDescrLen = (DWORD)lstrlenA(from->Name);
        memcpy(row->bDescr, from->Name, row->dwDescrLen);
    } else {
        error = ERROR_INVALID_DATA;
    }
    ip_free(&host);
    return error;
}

DWORD WINAPI GetNumberOfInterfaces(PDWORD count)
{
    struct ip_host host;

    if (!count) return ERROR_INVALID_PARAMETER;
    ULONG error = ip_host(&host);
    if (error) return error;
    *count = host.interfaces;
    ip_free(&host);
    return 0;
}

/* ---- names, indices, identifiers ---- */

NET_IFINDEX WINAPI if_nametoindex(PCSTR name)
{
    struct ip_host host;
    NET_IFINDEX index = 0;

    if (!name || ip_host(&host)) return 0;
    for (ULONG i = 0; i < host.interfaces; i++)
        if (!lstrcmpA(host.link[i].Name, name)) index = host.link[i].Index;
    ip_free(&host);
    return index;
}

PCHAR WINAPI if_indextoname(NET_IFINDEX index, PCHAR name)
{
    struct ip_host host;

    if (!name || ip_host(&host)) return NULL;
    const AFD_INTERFACE *link = ip_find(&host, index);
    if (link) lstrcpyA(name, link->Name);
    ip_free(&host);
    return link ? name : NULL;
}

NETIO_STATUS WINAPI ConvertInterfaceIndexToLuid(NET_IFINDEX index, PNET_LUID luid)
{
    struct ip_host host;

    if (!luid) return ERROR_INVALID_PARAMETER;
    luid->Value = 0;
    ULONG error = ip_host(&host);
    if (error) return error;
    const AFD_INTERFACE *link = ip_find(&host, index);
    if (link) luid->Value = ip_luid(link);
    ip_free(&host);
    return link ? 0 : ERROR_FILE_NOT_FOUND;
}

NETIO_STATUS WINAPI ConvertInterfaceLuidToIndex(CONST NET_LUID *luid, PNET_IFINDEX index)
{
    struct ip_host host;

    if (!luid || !index || !luid->Value) return ERROR_INVALID_PARAMETER;
    *index = 0;
    ULONG error = ip_host(&host);
    if (error) return error;
    const AFD_INTERFACE *link = ip_of(&host, luid, 0);
    if (link) *index = link->Index;
    ip_free(&host);
    return link ? 0 : ERROR_FILE_NOT_FOUND;
}

NETIO_STATUS WINAPI ConvertInterfaceLuidToNameW(CONST NET_LUID *luid, PWSTR name, SIZE_T length)
{
    struct ip_host host;

    if (!luid || !name || !luid->Value) return ERROR_INVALID_PARAMETER;
    ULONG error = ip_host(&host);
    if (error) return error;
    const AFD_INTERFACE *link = ip_of(&host, luid, 0);
    if (!link)
        error = ERROR_INVALID_NAME;
    else if (length <= (SIZE_T)lstrlenA(link->Name))
        error = ERROR_NOT_ENOUGH_MEMORY;
    for (int i = 0; !error && (!i || link->Name[i - 1]); i++) name[i] = (BYTE)link->Name[i];
    ip_free(&host);
    return error;
}

NETIO_STATUS WINAPI ConvertInterfaceNameToLuidW(CONST WCHAR *name, PNET_LUID luid)
{
    struct ip_host host;
    ULONG error = ERROR_INVALID_NAME;

    if (!name || !luid) return !luid ? ERROR_INVALID_PARAMETER : ERROR_INVALID_NAME;
    luid->Value = 0;
    if (ip_host(&host)) return ERROR_INVALID_NAME;
    for (ULONG i = 0; i < host.interfaces; i++) {
        int k = 0;
        while (name[k] && name[k] == (BYTE)host.link[i].Name[k]) k++;
        if (name[k] || host.link[i].Name[k]) continue;
        luid->Value = ip_luid(&host.link[i]);
        error = 0;
    }
    ip_free(&host);
    return error;
}

/* "ConvertLengthToIpv4Mask function": in network byte order. */
NETIO_STATUS WINAPI ConvertLengthToIpv4Mask(ULONG length, PULONG mask)
{
    if (!mask) return ERROR_INVALID_PARAMETER;
    *mask = length > 32 ? INADDR_NONE : length ? __builtin_bswap32(~0u << (32 - length)) : 0;
    return length > 32 ? ERROR_INVALID_PARAMETER : 0;
}
