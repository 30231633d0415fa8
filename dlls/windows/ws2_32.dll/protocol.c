/* SPDX-License-Identifier: MIT */
/* The catalogue of protocols: what WSAEnumProtocols lists and socket() chooses from. */
#include "ws2_32.h"

#define STREAM                                                                                                         \
    (XP1_GUARANTEED_DELIVERY | XP1_GUARANTEED_ORDER | XP1_GRACEFUL_CLOSE | XP1_EXPEDITED_DATA | XP1_IFS_HANDLES)
#define DATAGRAM                                                                                                       \
    (XP1_CONNECTIONLESS | XP1_MESSAGE_ORIENTED | XP1_SUPPORT_BROADCAST | XP1_SUPPORT_MULTIPOINT | XP1_IFS_HANDLES)
#define INET_ID                                                                                                        \
    {                                                                                                                  \
        0xe70f1aa0, 0xab8b, 0x11cf,                                                                                    \
        {                                                                                                              \
            0x8c, 0xa3, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92                                                             \
        }                                                                                                              \
    }
#define INET6_ID                                                                                                       \
    {                                                                                                                  \
        0xf9eab0c0, 0x26d4, 0x11d0,                                                                                    \
        {                                                                                                              \
            0xbb, 0xbf, 0x00, 0xaa, 0x00, 0x6c, 0x34, 0xe4                                                             \
        }                                                                                                              \
    }

static const struct row {
    DWORD services, flags;
    GUID provider;
    int family, length, type, protocol, last; /* protocols from `protocol` up to `last` */
    DWORD message;
    const WCHAR *name;
} rows[] = {
    {STREAM,   PFL_MATCHES_PROTOCOL_ZERO,              INET_ID,  AF_INET,  16, SOCK_STREAM, IPPROTO_TCP, IPPROTO_TCP, 0,
     L"MSAFD Tcpip [TCP/IP]"  },
    {DATAGRAM, PFL_MATCHES_PROTOCOL_ZERO,              INET_ID,  AF_INET,  16, SOCK_DGRAM,  IPPROTO_UDP, IPPROTO_UDP, 65467,
     L"MSAFD Tcpip [UDP/IP]"  },
    {DATAGRAM, PFL_MATCHES_PROTOCOL_ZERO | PFL_HIDDEN, INET_ID,  AF_INET,  16, SOCK_RAW,    0,           255,         32767,
     L"MSAFD Tcpip [RAW/IP]"  },
    {STREAM,   PFL_MATCHES_PROTOCOL_ZERO,              INET6_ID, AF_INET6, 28, SOCK_STREAM, IPPROTO_TCP, IPPROTO_TCP, 0,
     L"MSAFD Tcpip [TCP/IPv6]"},
    {DATAGRAM, PFL_MATCHES_PROTOCOL_ZERO,              INET6_ID, AF_INET6, 28, SOCK_DGRAM,  IPPROTO_UDP, IPPROTO_UDP, 65467,
     L"MSAFD Tcpip [UDP/IPv6]"},
    {DATAGRAM, PFL_MATCHES_PROTOCOL_ZERO | PFL_HIDDEN, INET6_ID, AF_INET6, 28, SOCK_RAW,    0,           255,         32767,
     L"MSAFD Tcpip [RAW/IPv6]"},
};

static void fill(const struct row *row, WSAPROTOCOL_INFOW *info)
{
    *info = (WSAPROTOCOL_INFOW){
        .dwServiceFlags1 = row->services,
        .dwProviderFlags = row->flags,
        .ProviderId = row->provider,
        .dwCatalogEntryId = 1001 + (DWORD)(row - rows),
        .ProtocolChain.ChainLen = BASE_PROTOCOL,
        .iVersion = 2,
        .iAddressFamily = row->family,
        .iMaxSockAddr = row->length,
        .iMinSockAddr = row->length,
        .iSocketType = row->type,
        .iProtocol = row->protocol,
        .iProtocolMaxOffset = row->last - row->protocol,
        .dwMessageSize = row->message,
    };
    lstrcpynW(info->szProtocol, row->name, ARRAYSIZE(info->szProtocol));
}

/* "socket function": WSAEAFNOSUPPORT, WSAESOCKTNOSUPPORT, WSAEPROTONOSUPPORT. */
int ws_find_protocol(int family, int type, int protocol, WSAPROTOCOL_INFOW *info)
{
    int error = WSAEAFNOSUPPORT;

    if (family == AF_UNSPEC && !type && !protocol) return WSAEINVAL;
    for (unsigned i = 0; i < ARRAYSIZE(rows); i++) {
        if (family != AF_UNSPEC && rows[i].family != family) continue;
        if (error == WSAEAFNOSUPPORT) error = WSAESOCKTNOSUPPORT;
        if (type && rows[i].type != type) continue;
        bool matches = protocol ? protocol >= rows[i].protocol && protocol <= rows[i].last
                                : rows[i].flags & PFL_MATCHES_PROTOCOL_ZERO;
        if (!matches) {
            error = WSAEPROTONOSUPPORT;
            continue;
        }
        fill(&rows[i], info);
        if (protocol) info->iProtocol = protocol;
        return 0;
    }
    return error;
}

static bool listed(const struct row *row, const int *protocols)
{
    if (!protocols) return true; /* PFL_HIDDEN: raw ones are shown too, as WSAEnumProtocols does */
    for (; *protocols; protocols++)
        if (*protocols >= row->protocol && *protocols <= row->last && row->protocol) return true;
    return false;
}

/* "WSAEnumProtocols function": how many, or WSAENOBUFS and how much room they need. */
int WSAAPI WSAEnumProtocolsW(int *protocols, WSAPROTOCOL_INFOW *buffer, DWORD *length)
{
    DWORD count = 0;

    if (!ws_started()) return SOCKET_ERROR;
    if (!length) return ws_fail(WSAEFAULT);
    for (unsigned i = 0; i < ARRAYSIZE(rows); i++) count += listed(&rows[i], protocols);
    if (*length < count * sizeof *buffer || !buffer) {
        *length = count * sizeof *buffer;
        return ws_fail(WSAENOBUFS);
    }
    for (unsigned i = 0; i < ARRAYSIZE(rows); i++)
        if (listed(&rows[i], protocols)) fill(&rows[i], buffer++);
    return (int)count;
}

int WSAAPI WSAEnumProtocolsA(int *protocols, WSAPROTOCOL_INFOA *buffer, DWORD *length)
{
    WSAPROTOCOL_INFOW wide[ARRAYSIZE(rows)];
    DWORD room = sizeof wide;

    if (!ws_started()) return SOCKET_ERROR;
    if (!length) return ws_fail(WSAEFAULT);
    int count = WSAEnumProtocolsW(protocols, wide, &room);
    if (count < 0) return count;
    if (*length < (DWORD)count * sizeof *buffer || !buffer) {
        *length = (DWORD)count * sizeof *buffer;
        return ws_fail(WSAENOBUFS);
    }
    for (int i = 0; i < count; i++) {
        memcpy(&buffer[i], &wide[i], offsetof(WSAPROTOCOL_INFOA, szProtocol));
        WideCharToMultiByte(CP_ACP, 0, wide[i].szProtocol, -1, buffer[i].szProtocol, sizeof buffer[i].szProtocol, NULL,
                            NULL);
    }
    return count;
}

/* "WSCEnumProtocols function": the same list, with its error by pointer. */
int WSAAPI WSCEnumProtocols(int *protocols, WSAPROTOCOL_INFOW *buffer, DWORD *length, int *error)
{
    DWORD count = 0;

    if (!length) {
        *error = WSAEFAULT;
        return SOCKET_ERROR;
    }
    for (unsigned i = 0; i < ARRAYSIZE(rows); i++) count += listed(&rows[i], protocols);
    if (*length < count * sizeof *buffer || !buffer) {
        *length = count * sizeof *buffer;
        *error = WSAENOBUFS;
        return SOCKET_ERROR;
    }
    for (unsigned i = 0; i < ARRAYSIZE(rows); i++)
        if (listed(&rows[i], protocols)) fill(&rows[i], buffer++);
    return (int)count;
}

/* "WSADuplicateSocket function": the handle is made in the other process at once; WSASocket there finds its value. */
int WSAAPI WSADuplicateSocketW(SOCKET socket, DWORD process_id, WSAPROTOCOL_INFOW *info)
{
    int length = sizeof *info;
    HANDLE made;

    if (!ws_started()) return SOCKET_ERROR;
    if (!info) return ws_fail(WSAEFAULT);
    if (getsockopt(socket, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)info, &length)) return SOCKET_ERROR;
    HANDLE process = OpenProcess(PROCESS_DUP_HANDLE, FALSE, process_id);
    if (!process) return ws_fail(WSAEINVAL);
    BOOL good = DuplicateHandle(GetCurrentProcess(), (HANDLE)socket, process, &made, 0, TRUE, DUPLICATE_SAME_ACCESS);
    CloseHandle(process);
    if (!good) return ws_fail(WSAEMFILE);
    info->dwProviderReserved = (DWORD)(ULONG_PTR)made;
    return 0;
}

int WSAAPI WSADuplicateSocketA(SOCKET socket, DWORD process_id, WSAPROTOCOL_INFOA *info)
{
    WSAPROTOCOL_INFOW wide;

    if (!ws_started()) return SOCKET_ERROR;
    if (!info) return ws_fail(WSAEFAULT);
    if (WSADuplicateSocketW(socket, process_id, &wide)) return SOCKET_ERROR;
    memcpy(info, &wide, offsetof(WSAPROTOCOL_INFOA, szProtocol));
    WideCharToMultiByte(CP_ACP, 0, wide.szProtocol, -1, info->szProtocol, sizeof info->szProtocol, NULL, NULL);
    return 0;
}
