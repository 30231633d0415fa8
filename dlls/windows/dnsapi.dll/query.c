/* SPDX-License-Identifier: MIT */
/* DnsQuery: addresses of a name and the name of an address, by Winsock and hence by the host's resolver.
 *
 * Left out: all other types of records (DNS_ERROR_RCODE_NOT_IMPLEMENTED), asking particular servers. */
#define _WINSOCK_DEPRECATED_NO_WARNINGS
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windns.h>

#include <stdbool.h>

#undef DnsRecordListFree
#undef DnsQuery_W

/* A look-up's error as DnsQuery's. */
static DNS_STATUS status_of(int error)
{
    switch (error) {
    case 0: return 0;
    case WSAHOST_NOT_FOUND: return DNS_ERROR_RCODE_NAME_ERROR;
    case WSANO_DATA: return DNS_INFO_NO_RECORDS;
    case WSATRY_AGAIN: return ERROR_TIMEOUT;
    case WSA_NOT_ENOUGH_MEMORY: return ERROR_NOT_ENOUGH_MEMORY;
    default: return DNS_ERROR_RCODE_SERVER_FAILURE;
    }
}

/* A record with its name behind it, and room for a second text.  NULL: out of memory. */
static DNS_RECORDW *make(const WCHAR *name, WORD type, WORD length, int units)
{
    int own = lstrlenW(name) + 1;
    DNS_RECORDW *record =
        HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *record + (SIZE_T)(own + units) * sizeof(WCHAR));

    if (!record) return NULL;
    record->pName = (WCHAR *)(record + 1);
    lstrcpyW(record->pName, name);
    record->wType = type;
    record->wDataLength = length;
    record->Flags.S.Section = DnsSectionAnswer;
    record->Flags.S.CharSet = DnsCharSetUnicode;
    record->dwTtl = 60;
    return record;
}

static void free_list(DNS_RECORDW *record)
{
    for (DNS_RECORDW *next; record; record = next) {
        next = record->pNext;
        HeapFree(GetProcessHeap(), 0, record);
    }
}

void WINAPI DnsRecordListFree(PDNS_RECORD list, DNS_FREE_TYPE type)
{
    (void)type; /* a record is one piece of memory */
    free_list((DNS_RECORDW *)list);
}

void WINAPI DnsFree(PVOID data, DNS_FREE_TYPE type)
{
    if (type == DnsFreeFlat)
        HeapFree(GetProcessHeap(), 0, data);
    else
        free_list(data);
}

static DNS_STATUS query_addresses(const WCHAR *name, WORD type, DNS_RECORDW **list)
{
    ADDRINFOW hints = {.ai_family = type == DNS_TYPE_A ? AF_INET : AF_INET6, .ai_socktype = SOCK_STREAM}, *found;
    DNS_STATUS status = status_of(GetAddrInfoW(name, NULL, &hints, &found));
    DNS_RECORDW **end = list;

    if (status) return status;
    for (ADDRINFOW *a = found; a && !status; a = a->ai_next) {
        *end = make(name, type, type == DNS_TYPE_A ? 4 : 16, 0);
        if (!*end) {
            status = ERROR_NOT_ENOUGH_MEMORY;
        } else {
            if (type == DNS_TYPE_A)
                memcpy(&(*end)->Data.A, &((struct sockaddr_in *)a->ai_addr)->sin_addr, 4);
            else
                memcpy(&(*end)->Data.AAAA, &((struct sockaddr_in6 *)a->ai_addr)->sin6_addr, 16);
            end = &(*end)->pNext;
        }
    }
    FreeAddrInfoW(found);
    return status;
}

static int digit_of(WCHAR c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c |= 32;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "4.3.2.1.in-addr.arpa", or 32 digits and "ip6.arpa". */
static bool read_reverse(const WCHAR *name, SOCKADDR_STORAGE *address)
{
    struct sockaddr_in *four = (struct sockaddr_in *)address;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)address;
    const WCHAR *at = name;
    BYTE bytes[16] = {0};
    int count = 0;

    memset(address, 0, sizeof *address);
    for (; count < 4; count++) {
        int value = 0, digits = 0;
        while (*at >= '0' && *at <= '9' && digits < 3) value = value * 10 + *at++ - '0', digits++;
        if (!digits || value > 255 || *at++ != '.') break;
        bytes[3 - count] = (BYTE)value;
    }
    if (count == 4 && (!lstrcmpiW(at, L"in-addr.arpa") || !lstrcmpiW(at, L"in-addr.arpa."))) {
        four->sin_family = AF_INET;
        memcpy(&four->sin_addr, bytes, 4);
        return true;
    }
    memset(bytes, 0, sizeof bytes);
    for (count = 0, at = name; count < 32; count++, at += 2) {
        if (digit_of(at[0]) < 0 || at[1] != '.') return false;
        bytes[15 - count / 2] |= (BYTE)(digit_of(at[0]) << (count % 2 ? 4 : 0));
    }
    six->sin6_family = AF_INET6;
    memcpy(&six->sin6_addr, bytes, 16);
    return !lstrcmpiW(at, L"ip6.arpa") || !lstrcmpiW(at, L"ip6.arpa.");
}

static DNS_STATUS query_name(const WCHAR *name, DNS_RECORDW **list)
{
    SOCKADDR_STORAGE address;
    WCHAR host[256];

    if (!read_reverse(name, &address)) return DNS_ERROR_RCODE_NAME_ERROR;
    int length = address.ss_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
    DNS_STATUS status =
        status_of(GetNameInfoW((SOCKADDR *)&address, length, host, ARRAYSIZE(host), NULL, 0, NI_NAMEREQD));
    if (status) return status;
    *list = make(name, DNS_TYPE_PTR, sizeof(DNS_PTR_DATAW), lstrlenW(host) + 1);
    if (!*list) return ERROR_NOT_ENOUGH_MEMORY;
    (*list)->Data.PTR.pNameHost = (*list)->pName + lstrlenW(name) + 1;
    lstrcpyW((*list)->Data.PTR.pNameHost, host);
    return 0;
}

/* "DnsQuery function": DNS_ERROR_RCODE_NAME_ERROR for a name that is not there, the records freed by DnsRecordListFree.
 */
DNS_STATUS WINAPI DnsQuery_W(PCWSTR name, WORD type, DWORD options, PIP4_ARRAY servers, PDNS_RECORD *result,
                             PVOID *reserved)
{
    DNS_RECORDW *list = NULL;
    WSADATA data;
    DNS_STATUS status;

    (void)options, (void)reserved;
    if (result) *result = NULL;
    if (!name || !result || servers) return ERROR_INVALID_PARAMETER;
    if (WSAStartup(MAKEWORD(2, 2), &data)) return DNS_ERROR_RCODE_SERVER_FAILURE;
    switch (type) {
    case DNS_TYPE_A:
    case DNS_TYPE_AAAA: status = query_addresses(name, type, &list); break;
    case DNS_TYPE_PTR: status = query_name(name, &list); break;
    default: status = DNS_ERROR_RCODE_NOT_IMPLEMENTED;
    }
    WSACleanup();
    if (status) {
        free_list(list);
        return status;
    }
    *result = (PDNS_RECORD)list;
    return 0;
}

/* "DnsNameCompare macro": without regard to case and a dot at the end. */
BOOL WINAPI DnsNameCompare_W(LPWSTR a, LPWSTR b)
{
    if (!a || !b) return a == b;
    int la = lstrlenW(a), lb = lstrlenW(b);
    if (la && a[la - 1] == '.') la--;
    if (lb && b[lb - 1] == '.') lb--;
    return la == lb && CompareStringOrdinal(a, la, b, lb, TRUE) == CSTR_EQUAL;
}
