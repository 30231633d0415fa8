/* SPDX-License-Identifier: MIT */
/* Socket options and controls. */
#include "ws2_32.h"

#include "extension.h"

static int transport(SOCKET socket, ULONG type, int level, int name, const void *in, SIZE_T in_length, void *out,
                     ULONG out_length, ULONG_PTR *done)
{
    AFD_TL_IO_CONTROL_INFO info = {.Type = type,
                                   .Level = (ULONG)level,
                                   .IoControlCode = (ULONG)name,
                                   .InputBuffer = (void *)in,
                                   .InputBufferLength = in_length};

    return ws_control(socket, AFD_TRANSPORT_IOCTL, &info, sizeof info, out, out_length, done);
}

DWORD ws_number(SOCKET socket, int level, int name, DWORD fallback)
{
    DWORD value = 0, last = GetLastError();
    int length = sizeof value;

    if (!getsockopt(socket, level, name, (char *)&value, &length)) return value;
    SetLastError(last);
    return fallback;
}

int WSAAPI setsockopt(SOCKET socket, int level, int name, const char *value, int length)
{
    DWORD zero = 0;

    if (!ws_started()) return SOCKET_ERROR;
    if (level == SOL_SOCKET && (name == SO_UPDATE_CONNECT_CONTEXT || name == SO_DONTLINGER) && !value)
        value = (const char *)&zero, length = sizeof zero;
    if (!value || length < 0) return ws_number(socket, SOL_SOCKET, SO_TYPE, 0) ? ws_fail(WSAEFAULT) : SOCKET_ERROR;
    return transport(socket, AFD_TL_SET_OPTION, level, name, value, (SIZE_T)length, NULL, 0, NULL);
}

/* SO_PROTOCOL_INFOA and W: the row of the catalogue. */
static int get_protocol(SOCKET socket, bool wide, char *value, int *length)
{
    WSAPROTOCOL_INFOW info;
    WSAPROTOCOL_INFOA narrow;
    const void *from = wide ? (void *)&info : (void *)&narrow;
    int size = wide ? sizeof info : sizeof narrow, type = (int)ws_number(socket, SOL_SOCKET, SO_TYPE, 0);

    if (!type) return ws_fail(WSAENOTSOCK);
    if (*length < size) return ws_fail(WSAEFAULT);
    DWORD family = ws_number(socket, SOL_SOCKET, AFD_OPTION_FAMILY, AF_INET);
    int error = ws_find_protocol((int)family, type, (int)ws_number(socket, SOL_SOCKET, AFD_OPTION_PROTOCOL, 0), &info);
    if (error) return ws_fail(error);
    memcpy(&narrow, &info, offsetof(WSAPROTOCOL_INFOA, szProtocol));
    WideCharToMultiByte(CP_ACP, 0, info.szProtocol, -1, narrow.szProtocol, sizeof narrow.szProtocol, NULL, NULL);
    memcpy(value, from, (size_t)size);
    *length = size;
    return 0;
}

int WSAAPI getsockopt(SOCKET socket, int level, int name, char *value, int *length)
{
    ULONG_PTR done = 0;

    if (!ws_started()) return SOCKET_ERROR;
    if (!value || !length || *length < 0)
        return ws_number(socket, SOL_SOCKET, SO_TYPE, 0) ? ws_fail(WSAEFAULT) : SOCKET_ERROR;
    if (level == SOL_SOCKET && (name == SO_PROTOCOL_INFOA || name == SO_PROTOCOL_INFOW))
        return get_protocol(socket, name == SO_PROTOCOL_INFOW, value, length);
    if (transport(socket, AFD_TL_GET_OPTION, level, name, NULL, 0, value, (ULONG)*length, &done)) return SOCKET_ERROR;
    *length = (int)done;
    if (level == SOL_SOCKET && name == SO_ERROR && done == sizeof(DWORD)) {
        NTSTATUS status;
        memcpy(&status, value, sizeof status);
        int error = ws_error(status);
        memcpy(value, &error, sizeof error);
    }
    return 0;
}

/* ---- controls ---- */

static int set_nonblocking(SOCKET socket, const u_long *on)
{
    AFD_INFORMATION info = {.InformationType = AFD_NONBLOCKING_MODE, .Information.Boolean = *on != 0};

    return ws_control(socket, AFD_SET_INFORMATION, &info, sizeof info, NULL, 0, NULL);
}

static int get_waiting(SOCKET socket, u_long *bytes)
{
    AFD_RECEIVE_INFORMATION info;

    if (ws_control(socket, AFD_QUERY_RECEIVE_INFO, NULL, 0, &info, sizeof info, NULL)) return SOCKET_ERROR;
    *bytes = info.BytesAvailable;
    return 0;
}

/* "TRUE if there is no out-of-band data waiting to be read": of a stream with SO_OOBINLINE. */
static int get_mark(SOCKET socket, u_long *at_mark)
{
    AFD_RECEIVE_INFORMATION info;

    if (ws_control(socket, AFD_QUERY_RECEIVE_INFO, NULL, 0, &info, sizeof info, NULL)) return SOCKET_ERROR;
    *at_mark = !info.ExpeditedBytesAvailable;
    return 0;
}

int WSAAPI ioctlsocket(SOCKET socket, long command, u_long *argument)
{
    if (!ws_started()) return SOCKET_ERROR;
    if (!argument) return ws_number(socket, SOL_SOCKET, SO_TYPE, 0) ? ws_fail(WSAEFAULT) : SOCKET_ERROR;
    switch ((DWORD)command) {
    case FIONBIO: return set_nonblocking(socket, argument);
    case FIONREAD: return get_waiting(socket, argument);
    case SIOCATMARK: return get_mark(socket, argument);
    default: return ws_number(socket, SOL_SOCKET, SO_TYPE, 0) ? ws_fail(WSAEOPNOTSUPP) : ws_fail(WSAENOTSOCK);
    }
}

/* struct tcp_keepalive of <mstcpip.h>; times in milliseconds. */
static int set_keep_alive(SOCKET socket, const u_long *values)
{
    DWORD on = values[0] != 0, idle = values[1] / 1000, interval = values[2] / 1000;

    if (setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, (char *)&on, sizeof on)) return SOCKET_ERROR;
    if (!on) return 0;
    if (!idle) idle = 1;
    if (!interval) interval = 1;
    if (setsockopt(socket, IPPROTO_TCP, TCP_KEEPIDLE, (char *)&idle, sizeof idle)) return SOCKET_ERROR;
    return setsockopt(socket, IPPROTO_TCP, TCP_KEEPINTVL, (char *)&interval, sizeof interval);
}

static int get_extension(const GUID *id, void **function)
{
    static const struct {
        GUID id;
        void *function;
    } functions[] = {
        {WSAID_ACCEPTEX,             (void *)AcceptEx            },
        {WSAID_CONNECTEX,            (void *)ws_connect_ex       },
        {WSAID_DISCONNECTEX,         (void *)ws_disconnect_ex    },
        {WSAID_GETACCEPTEXSOCKADDRS, (void *)GetAcceptExSockaddrs},
        {WSAID_TRANSMITFILE,         (void *)TransmitFile        },
        {WSAID_WSARECVMSG,           (void *)ws_receive_message  },
        {WSAID_WSASENDMSG,           (void *)WSASendMsg          },
        {WSAID_WSAPOLL,              (void *)WSAPoll             },
    };

    for (unsigned i = 0; i < ARRAYSIZE(functions); i++) {
        if (memcmp(&functions[i].id, id, sizeof *id)) continue;
        *function = functions[i].function;
        return 0;
    }
    return ws_fail(WSAEINVAL);
}

/* One row a code: the least bytes in and out, and what it does. */
static int io_number_in(SOCKET socket, DWORD code, void *in, void *out)
{
    (void)out;
    if (code == (DWORD)FIONBIO) return set_nonblocking(socket, in);
    if (code == SIO_KEEPALIVE_VALS) return set_keep_alive(socket, in);
    if (code == SIO_UDP_CONNRESET || code == AFD_SIO_UDP_NETRESET) return 0; /* kept: each error is told once anyway */
    return ws_fail(WSAEOPNOTSUPP);
}

static int io_number_out(SOCKET socket, DWORD code, void *in, void *out)
{
    (void)in;
    switch (code) {
    case FIONREAD: return get_waiting(socket, out);
    case SIOCATMARK: return get_mark(socket, out);
    case SIO_BASE_HANDLE:
    case SIO_BSP_HANDLE:
    case SIO_BSP_HANDLE_POLL:
    case SIO_BSP_HANDLE_SELECT: *(SOCKET *)out = socket; return 0; /* no layered provider */
    default: return ws_fail(WSAEOPNOTSUPP);
    }
}

static int io_extension(SOCKET socket, DWORD code, void *in, void *out)
{
    (void)socket, (void)code;
    return get_extension(in, out);
}

static const struct control {
    DWORD code, in, out;
    int (*call)(SOCKET socket, DWORD code, void *in, void *out);
} controls[] = {
    {(DWORD)FIONBIO,                     sizeof(u_long),     0,              io_number_in },
    {SIO_KEEPALIVE_VALS,                 3 * sizeof(u_long), 0,              io_number_in },
    {SIO_UDP_CONNRESET,                  1,                  0,              io_number_in },
    {AFD_SIO_UDP_NETRESET,               1,                  0,              io_number_in },
    {FIONREAD,                           0,                  sizeof(u_long), io_number_out},
    {SIOCATMARK,                         0,                  sizeof(u_long), io_number_out},
    {SIO_BASE_HANDLE,                    0,                  sizeof(SOCKET), io_number_out},
    {SIO_BSP_HANDLE,                     0,                  sizeof(SOCKET), io_number_out},
    {SIO_BSP_HANDLE_POLL,                0,                  sizeof(SOCKET), io_number_out},
    {SIO_BSP_HANDLE_SELECT,              0,                  sizeof(SOCKET), io_number_out},
    {SIO_GET_EXTENSION_FUNCTION_POINTER, sizeof(GUID),       sizeof(void *), io_extension },
};

int WSAAPI WSAIoctl(SOCKET socket, DWORD code, void *in, DWORD in_length, void *out, DWORD out_length, DWORD *returned,
                    WSAOVERLAPPED *overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    if (!ws_started()) return SOCKET_ERROR;
    if (!ws_number(socket, SOL_SOCKET, SO_TYPE, 0)) return ws_fail(WSAENOTSOCK);
    if (!returned && !overlapped) return ws_fail(WSAEFAULT);
    for (unsigned i = 0; i < ARRAYSIZE(controls); i++) {
        const struct control *c = &controls[i];
        if (c->code != code) continue;
        if (in_length < c->in || out_length < c->out || (c->in && !in) || (c->out && !out)) return ws_fail(WSAEFAULT);
        if (c->call(socket, code, in, out)) return SOCKET_ERROR;
        if (returned) *returned = c->out;
        if (overlapped) { /* done at once, and told as one that was */
            overlapped->InternalHigh = c->out;
            overlapped->Internal = STATUS_SUCCESS;
            if (!routine && overlapped->hEvent) SetEvent((HANDLE)((ULONG_PTR)overlapped->hEvent & ~(ULONG_PTR)1));
        }
        return 0;
    }
    return ws_fail(WSAEOPNOTSUPP);
}
