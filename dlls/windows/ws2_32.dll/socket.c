/* SPDX-License-Identifier: MIT */
/* Sockets themselves: made, named, connected, ended.  A socket is a handle to \Device\Afd\Endpoint; all of its state is
 * the device's, so that duplicated and inherited handles are the same socket. */
#include "ws2_32.h"

NTSTATUS ws_request(SOCKET socket, ULONG request, const void *in, ULONG in_length, void *out, ULONG out_length,
                    ULONG_PTR *done)
{
    IO_STATUS_BLOCK io = {0};
    NTSTATUS status = NtDeviceIoControlFile((HANDLE)socket, NULL, NULL, NULL, &io, AFD_CODE(request | AFD_HERE, 3),
                                            (void *)in, in_length, out, out_length);

    if (done) *done = io.Information;
    return status;
}

int ws_control(SOCKET socket, ULONG request, const void *in, ULONG in_length, void *out, ULONG out_length,
               ULONG_PTR *done)
{
    if (!ws_started()) return SOCKET_ERROR;
    int error = ws_error(ws_request(socket, request, in, in_length, out, out_length, done));
    return error ? ws_fail(error) : 0;
}

static SOCKET make_socket(int family, int type, int protocol, WSAPROTOCOL_INFOW *info, DWORD flags)
{
    static const WCHAR device[] = L"\\Device\\Afd\\Endpoint";
    const DWORD known =
        WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT | 0x1e | WSA_FLAG_ACCESS_SYSTEM_SECURITY | 0x200;
    UNICODE_STRING name = {sizeof device - sizeof *device, sizeof device, (WCHAR *)device};
    WSAPROTOCOL_INFOW row;
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    HANDLE handle;

    if (!ws_started()) return INVALID_SOCKET;
    if (info) {                         /* "the manifest constant FROM_PROTOCOL_INFO in place of any of these" */
        if (info->dwProviderReserved) { /* of WSADuplicateSocket: the handle is in this process already */
            SOCKET made = (SOCKET)info->dwProviderReserved;
            return made;
        }
        if (family == FROM_PROTOCOL_INFO) family = info->iAddressFamily;
        if (type == FROM_PROTOCOL_INFO) type = info->iSocketType;
        if (protocol == FROM_PROTOCOL_INFO) protocol = info->iProtocol;
    }
    int error = flags & ~known ? WSAEINVAL : ws_find_protocol(family, type, protocol, &row);
    if (error) {
        ws_fail(error);
        return INVALID_SOCKET;
    }
    AFD_OPEN_PACKET_FULL_EA ea = {
        .EaNameLength = sizeof AFD_OPEN_PACKET_NAME - 1,
        .EaValueLength = sizeof ea.OpenPacket,
        .EaName = AFD_OPEN_PACKET_NAME,
        .OpenPacket = {.AddressFamily = row.iAddressFamily,
                       .SocketType = row.iSocketType,
                       .Protocol = row.iProtocol ? row.iProtocol : protocol},
    };
    if (row.iSocketType != SOCK_STREAM)
        ea.OpenPacket.EndpointFlags = AFD_ENDPOINT_CONNECTIONLESS | AFD_ENDPOINT_MESSAGES;
    if (row.iSocketType == SOCK_RAW) ea.OpenPacket.EndpointFlags |= AFD_ENDPOINT_RAW;
    InitializeObjectAttributes(
        &attributes, &name, OBJ_CASE_INSENSITIVE | (flags & WSA_FLAG_NO_HANDLE_INHERIT ? 0 : OBJ_INHERIT), NULL, NULL);
    NTSTATUS status = NtCreateFile(&handle, GENERIC_READ | GENERIC_WRITE | SYNCHRONIZE, &attributes, &io, NULL, 0,
                                   FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_OPEN_IF,
                                   flags & WSA_FLAG_OVERLAPPED ? 0 : FILE_SYNCHRONOUS_IO_NONALERT, &ea, sizeof ea);
    if (status == STATUS_SUCCESS) return (SOCKET)handle;
    ws_fail(ws_error(status));
    return INVALID_SOCKET;
}

/* "socket function ... with the WSA_FLAG_OVERLAPPED attribute set" */
SOCKET WSAAPI socket(int family, int type, int protocol)
{
    return make_socket(family, type, protocol, NULL, WSA_FLAG_OVERLAPPED);
}

SOCKET WSAAPI WSASocketW(int family, int type, int protocol, WSAPROTOCOL_INFOW *info, GROUP group, DWORD flags)
{
    (void)group; /* "reserved" */
    return make_socket(family, type, protocol, info, flags);
}

/* Both structures are alike up to the name. */
SOCKET WSAAPI WSASocketA(int family, int type, int protocol, WSAPROTOCOL_INFOA *info, GROUP group, DWORD flags)
{
    (void)group;
    return make_socket(family, type, protocol, (WSAPROTOCOL_INFOW *)info, flags);
}

/* Is it a socket?  Sets the last error where not. */
static bool is_socket(SOCKET socket)
{
    DWORD type;
    AFD_TL_IO_CONTROL_INFO info = {.Type = AFD_TL_GET_OPTION, .Level = SOL_SOCKET, .IoControlCode = SO_TYPE};
    return ws_control(socket, AFD_TRANSPORT_IOCTL, &info, sizeof info, &type, sizeof type, NULL) == 0;
}

int WSAAPI closesocket(SOCKET socket)
{
    if (!ws_started() || !is_socket(socket)) return SOCKET_ERROR;
    int error = ws_error(NtClose((HANDLE)socket));
    return error ? ws_fail(error) : 0;
}

/* ---- names ---- */

int WSAAPI bind(SOCKET socket, const struct sockaddr *name, int length)
{
    AFD_BIND_INFO_TL info = {.ShareAccess = AFD_NORMALADDRUSE};

    if (!ws_started()) return SOCKET_ERROR;
    if (!name || length < 2) return is_socket(socket) ? ws_fail(WSAEFAULT) : SOCKET_ERROR;
    if (length > (int)sizeof info.Address) length = sizeof info.Address;
    memcpy(&info.Address, name, (size_t)length);
    return ws_control(socket, AFD_BIND, &info, offsetof(AFD_BIND_INFO_TL, Address) + (ULONG)length, NULL, 0, NULL);
}

static int get_name(SOCKET socket, ULONG request, struct sockaddr *name, int *length)
{
    AFD_SOCKADDR address;
    ULONG_PTR got;

    if (!ws_started()) return SOCKET_ERROR;
    if (!name || !length) return is_socket(socket) ? ws_fail(WSAEFAULT) : SOCKET_ERROR;
    if (ws_control(socket, request, NULL, 0, &address, sizeof address, &got)) return SOCKET_ERROR;
    if (*length < (int)got) return ws_fail(WSAEFAULT);
    memcpy(name, &address, got);
    *length = (int)got;
    return 0;
}

int WSAAPI getsockname(SOCKET socket, struct sockaddr *name, int *length)
{
    return get_name(socket, AFD_GET_ADDRESS, name, length);
}

int WSAAPI getpeername(SOCKET socket, struct sockaddr *name, int *length)
{
    return get_name(socket, AFD_GET_REMOTE_ADDRESS, name, length);
}

/* ---- connections ---- */

int WSAAPI listen(SOCKET socket, int backlog)
{
    AFD_LISTEN_INFO info = {.MaximumConnectionQueue = (ULONG)backlog};

    if (backlog < 0 && backlog != SOMAXCONN) info.MaximumConnectionQueue = (ULONG)-backlog; /* SOMAXCONN_HINT */
    return ws_control(socket, AFD_START_LISTEN, &info, sizeof info, NULL, 0, NULL);
}

int WSAAPI connect(SOCKET socket, const struct sockaddr *name, int length)
{
    AFD_CONNECT_JOIN_INFO_TL info = {0};

    if (!ws_started()) return SOCKET_ERROR;
    if (!name || length < 2) return is_socket(socket) ? ws_fail(WSAEFAULT) : SOCKET_ERROR;
    if (length > (int)sizeof info.RemoteAddress) length = sizeof info.RemoteAddress;
    memcpy(&info.RemoteAddress, name, (size_t)length);
    return ws_control(socket, AFD_CONNECT, &info, offsetof(AFD_CONNECT_JOIN_INFO_TL, RemoteAddress) + (ULONG)length,
                      NULL, 0, NULL);
}

/* "WSAConnect function": caller data and quality of service are not what TCP/IP has. */
int WSAAPI WSAConnect(SOCKET socket, const struct sockaddr *name, int length, WSABUF *caller, WSABUF *callee,
                      QOS *quality, QOS *group_quality)
{
    (void)quality, (void)group_quality;
    if (caller && caller->len) return ws_started() ? ws_fail(WSAEINVAL) : SOCKET_ERROR;
    int result = connect(socket, name, length);
    if (!result && callee) callee->len = 0;
    return result;
}

SOCKET WSAAPI accept(SOCKET socket, struct sockaddr *name, int *length)
{
    AFD_TAKE_INFO info = {.Attributes = OBJ_INHERIT};
    AFD_TAKEN taken;
    ULONG_PTR got;

    if (!ws_started()) return INVALID_SOCKET;
    if (ws_control(socket, AFD_TAKE, &info, sizeof info, &taken, sizeof taken, &got)) return INVALID_SOCKET;
    int size = (int)(got - offsetof(AFD_TAKEN, RemoteAddress));
    if (name && length) {
        if (*length < size) { /* "WSAEFAULT: The addrlen parameter is too small" */
            NtClose(taken.Handle);
            ws_fail(WSAEFAULT);
            return INVALID_SOCKET;
        }
        memcpy(name, &taken.RemoteAddress, (size_t)size);
        *length = size;
    }
    return (SOCKET)taken.Handle;
}

/* "WSAAccept function": the condition is asked with the caller's address; a deferred one is asked again at the next
 * call, by which time another may have been taken. */
SOCKET WSAAPI WSAAccept(SOCKET listener, struct sockaddr *name, int *length, LPCONDITIONPROC condition,
                        DWORD_PTR context)
{
    SOCKADDR_STORAGE from, local;
    int from_length = sizeof from, local_length = sizeof local;

    if (!condition) return accept(listener, name, length);
    SOCKET made = accept(listener, (struct sockaddr *)&from, &from_length);
    if (made == INVALID_SOCKET) return made;
    WSABUF caller = {(ULONG)from_length, (char *)&from}, callee = {0, (char *)&local}, none = {0, NULL},
           data = {0, NULL};
    if (!getsockname(made, (struct sockaddr *)&local, &local_length)) callee.len = (ULONG)local_length;
    GROUP group = 0;
    int answer = condition(&caller, &none, NULL, NULL, &callee, &data, &group, context);
    if (answer != CF_ACCEPT) {
        closesocket(made);
        ws_fail(answer == CF_DEFER ? WSATRY_AGAIN : WSAECONNREFUSED);
        return INVALID_SOCKET;
    }
    if (name && length) {
        if (*length < from_length) {
            closesocket(made);
            ws_fail(WSAEFAULT);
            return INVALID_SOCKET;
        }
        memcpy(name, &from, (size_t)from_length);
        *length = from_length;
    }
    return made;
}

int WSAAPI shutdown(SOCKET socket, int how)
{
    static const ULONG modes[] = {AFD_PARTIAL_DISCONNECT_RECEIVE, AFD_PARTIAL_DISCONNECT_SEND,
                                  AFD_PARTIAL_DISCONNECT_RECEIVE | AFD_PARTIAL_DISCONNECT_SEND};
    AFD_PARTIAL_DISCONNECT_INFO info = {.Timeout.QuadPart = -1};

    if (how < 0 || how > SD_BOTH) return ws_started() && is_socket(socket) ? ws_fail(WSAEINVAL) : SOCKET_ERROR;
    info.DisconnectMode = modes[how];
    return ws_control(socket, AFD_PARTIAL_DISCONNECT, &info, sizeof info, NULL, 0, NULL);
}

int WSAAPI WSASendDisconnect(SOCKET socket, WSABUF *data)
{
    (void)data; /* "TCP/IP does not support disconnect data" */
    return shutdown(socket, SD_SEND);
}

int WSAAPI WSARecvDisconnect(SOCKET socket, WSABUF *data)
{
    if (data) return ws_started() && is_socket(socket) ? ws_fail(WSAENOPROTOOPT) : SOCKET_ERROR;
    return shutdown(socket, SD_RECEIVE);
}
