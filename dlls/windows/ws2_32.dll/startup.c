/* SPDX-License-Identifier: MIT */
/* Starting Windows Sockets, and the last error.  No protocol is installed yet: the list of them is empty, no socket can
 * be made, and no handle is one. */
#include "ws2_32.h"

static DWORD text_index = TLS_OUT_OF_INDEXES;

BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, void *reserved)
{
    (void)module, (void)reserved;
    switch (reason) {
    case DLL_PROCESS_ATTACH: text_index = TlsAlloc(); return text_index != TLS_OUT_OF_INDEXES;
    case DLL_THREAD_DETACH: HeapFree(GetProcessHeap(), 0, TlsGetValue(text_index)); return TRUE;
    case DLL_PROCESS_DETACH:
        if (!reserved) TlsFree(text_index);
        return TRUE;
    default: return TRUE;
    }
}

char *ws_thread_text(void)
{
    char *text = TlsGetValue(text_index);

    if (!text) {
        text = HeapAlloc(GetProcessHeap(), 0, 16);
        TlsSetValue(text_index, text);
    }
    return text;
}

int WSAAPI WSAGetLastError(void)
{
    return (int)GetLastError();
}

void WSAAPI WSASetLastError(int error)
{
    SetLastError((DWORD)error);
}

/* ---- starting ---- */

static LONG started;

/* "WSAStartup function": gives the version asked for, at most 2.2.  WSAVERNOTSUPPORTED below 1.0, WSAEFAULT. */
int WSAAPI WSAStartup(WORD version, WSADATA *data)
{
    if (!data) return WSAEFAULT;
    WORD major = LOBYTE(version), minor = HIBYTE(version), given = version;
    if (!major) return WSAVERNOTSUPPORTED;
    if (major > 2 || (major == 2 && minor > 2)) given = MAKEWORD(2, 2);
    if (major == 1 && minor > 1) given = MAKEWORD(1, 1);
    *data = (WSADATA){0};
    data->wVersion = given;
    data->wHighVersion = MAKEWORD(2, 2);
    lstrcpyA(data->szDescription, "WinSock 2.0");
    lstrcpyA(data->szSystemStatus, "Running");
    InterlockedIncrement(&started);
    return 0;
}

/* What a call answers: WSANOTINITIALISED before a WSAStartup, else `error`. */
static int refuse(int error)
{
    SetLastError((DWORD)(started ? error : WSANOTINITIALISED));
    return SOCKET_ERROR;
}

/* "WSACleanup function": as many calls as of WSAStartup. */
int WSAAPI WSACleanup(void)
{
    LONG count = started;

    while (count && InterlockedCompareExchange(&started, count - 1, count) != count) count = started;
    return count ? 0 : refuse(WSANOTINITIALISED);
}

/* ---- sockets ---- */

/* "WSAENOTSOCK: the descriptor is not a socket": none is. */
int WSAAPI closesocket(SOCKET socket)
{
    (void)socket;
    return refuse(WSAENOTSOCK);
}

BOOL WSAAPI WSAGetOverlappedResult(SOCKET socket, WSAOVERLAPPED *overlapped, DWORD *transferred, BOOL wait,
                                   DWORD *flags)
{
    (void)socket, (void)overlapped, (void)transferred, (void)wait, (void)flags;
    refuse(WSAENOTSOCK);
    return FALSE;
}

/* "WSAEAFNOSUPPORT: The specified address family is not supported": none is. */
SOCKET WSAAPI socket(int family, int type, int protocol)
{
    (void)family, (void)type, (void)protocol;
    refuse(WSAEAFNOSUPPORT);
    return INVALID_SOCKET;
}

SOCKET WSAAPI WSASocketW(int family, int type, int protocol, WSAPROTOCOL_INFOW *info, GROUP group, DWORD flags)
{
    (void)info, (void)group, (void)flags;
    return socket(family, type, protocol);
}

SOCKET WSAAPI WSASocketA(int family, int type, int protocol, WSAPROTOCOL_INFOA *info, GROUP group, DWORD flags)
{
    (void)info, (void)group, (void)flags;
    return socket(family, type, protocol);
}

/* "WSAEnumProtocols function": how many protocols there are: none. */
int WSAAPI WSAEnumProtocolsW(int *protocols, WSAPROTOCOL_INFOW *buffer, DWORD *length)
{
    (void)protocols, (void)buffer;
    if (!started || !length) return refuse(WSAEFAULT);
    *length = 0;
    return 0;
}

int WSAAPI WSAEnumProtocolsA(int *protocols, WSAPROTOCOL_INFOA *buffer, DWORD *length)
{
    (void)buffer;
    return WSAEnumProtocolsW(protocols, NULL, length);
}
