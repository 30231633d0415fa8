/* SPDX-License-Identifier: MIT */
/* Sending and receiving. */
#include "ws2_32.h"

#include "overlapped.h"

/* MSG_* as the device's flags.  False: WSAEOPNOTSUPP. */
static bool receive_flags(DWORD flags, ULONG *afd, ULONG *tdi)
{
    if (flags & ~(DWORD)(MSG_OOB | MSG_PEEK | MSG_WAITALL | MSG_PARTIAL | MSG_PUSH_IMMEDIATE)) return false;
    *afd = flags & MSG_WAITALL ? AFD_WAITALL : 0;
    *tdi = (flags & MSG_OOB ? TDI_RECEIVE_EXPEDITED : TDI_RECEIVE_NORMAL) | (flags & MSG_PEEK ? TDI_RECEIVE_PEEK : 0);
    return true;
}

int WSAAPI recv(SOCKET socket, char *buffer, int length, int flags)
{
    WSABUF one = {(ULONG)length, buffer};
    DWORD got = 0, wide = (DWORD)flags;

    return WSARecv(socket, &one, 1, &got, &wide, NULL, NULL) ? SOCKET_ERROR : (int)got;
}

int WSAAPI send(SOCKET socket, const char *buffer, int length, int flags)
{
    WSABUF one = {(ULONG)length, (char *)buffer};
    DWORD put = 0;

    return WSASend(socket, &one, 1, &put, (DWORD)flags, NULL, NULL) ? SOCKET_ERROR : (int)put;
}

int WSAAPI recvfrom(SOCKET socket, char *buffer, int length, int flags, struct sockaddr *from, int *from_length)
{
    WSABUF one = {(ULONG)length, buffer};
    DWORD got = 0, wide = (DWORD)flags;

    return WSARecvFrom(socket, &one, 1, &got, &wide, from, from_length, NULL, NULL) ? SOCKET_ERROR : (int)got;
}

int WSAAPI sendto(SOCKET socket, const char *buffer, int length, int flags, const struct sockaddr *to, int to_length)
{
    WSABUF one = {(ULONG)length, (char *)buffer};
    DWORD put = 0;

    return WSASendTo(socket, &one, 1, &put, (DWORD)flags, to, to_length, NULL, NULL) ? SOCKET_ERROR : (int)put;
}

/* The end of a receive that was done at once or failed. */
static int received(NTSTATUS status, ULONG_PTR got, DWORD *count, DWORD *flags)
{
    int error = ws_error(status);

    if (count && (!error || status == STATUS_BUFFER_OVERFLOW)) *count = (DWORD)got;
    if (flags && !error) *flags &= MSG_OOB;
    return error ? ws_fail(error) : 0;
}

int WSAAPI WSARecv(SOCKET socket, WSABUF *buffers, DWORD count, DWORD *got, DWORD *flags, WSAOVERLAPPED *overlapped,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    AFD_RECV_INFO info = {.BufferArray = (AFD_WSABUF *)buffers, .BufferCount = count};
    ULONG_PTR done = 0;

    if (!ws_started()) return SOCKET_ERROR;
    if (!buffers || !flags || (!got && !overlapped)) return ws_fail(WSAEFAULT);
    if (!count) return ws_fail(WSAEINVAL);
    if (!receive_flags(*flags, &info.AfdFlags, &info.TdiFlags)) return ws_fail(WSAEOPNOTSUPP);
    if (overlapped)
        return ws_overlapped(socket, AFD_RECEIVE, &info, sizeof info, NULL, 0, overlapped, routine, got, flags);
    NTSTATUS status = ws_request(socket, AFD_RECEIVE, &info, sizeof info, NULL, 0, &done);
    return received(status, done, got, flags);
}

int WSAAPI WSARecvFrom(SOCKET socket, WSABUF *buffers, DWORD count, DWORD *got, DWORD *flags, struct sockaddr *from,
                       int *from_length, WSAOVERLAPPED *overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    AFD_DATAGRAM_INFO info = {.BufferArray = (AFD_WSABUF *)buffers, .BufferCount = count};
    ULONG_PTR done = 0;

    if (!ws_started()) return SOCKET_ERROR;
    if (!buffers || !flags || (!got && !overlapped)) return ws_fail(WSAEFAULT);
    if (from && (!from_length || *from_length < (int)sizeof(struct sockaddr))) return ws_fail(WSAEFAULT);
    if (!count) return ws_fail(WSAEINVAL);
    if (!receive_flags(*flags, &info.AfdFlags, &info.TdiFlags)) return ws_fail(WSAEOPNOTSUPP);
    if (from) info.Address = from, info.AddressLength = (ULONG *)from_length;
    if (overlapped)
        return ws_overlapped(socket, AFD_RECEIVE_DATAGRAM, &info, sizeof info, NULL, 0, overlapped, routine, got,
                             flags);
    NTSTATUS status = ws_request(socket, AFD_RECEIVE_DATAGRAM, &info, sizeof info, NULL, 0, &done);
    return received(status, done, got, flags);
}

static int sent(NTSTATUS status, ULONG_PTR put, DWORD *count)
{
    int error = ws_error(status);

    if (count && !error) *count = (DWORD)put;
    return error ? ws_fail(error) : 0;
}

int WSAAPI WSASend(SOCKET socket, WSABUF *buffers, DWORD count, DWORD *put, DWORD flags, WSAOVERLAPPED *overlapped,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    AFD_SEND_INFO info = {.BufferArray = (AFD_WSABUF *)buffers, .BufferCount = count};
    ULONG_PTR done = 0;

    if (!ws_started()) return SOCKET_ERROR;
    if (!buffers || (!put && !overlapped)) return ws_fail(WSAEFAULT);
    if (!count) return ws_fail(WSAEINVAL);
    if (flags & ~(DWORD)(MSG_OOB | MSG_DONTROUTE | MSG_PARTIAL)) return ws_fail(WSAEOPNOTSUPP);
    if (flags & MSG_OOB) info.TdiFlags = TDI_SEND_EXPEDITED;
    if (overlapped) return ws_overlapped(socket, AFD_SEND, &info, sizeof info, NULL, 0, overlapped, routine, put, NULL);
    NTSTATUS status = ws_request(socket, AFD_SEND, &info, sizeof info, NULL, 0, &done);
    return sent(status, done, put);
}

int WSAAPI WSASendTo(SOCKET socket, WSABUF *buffers, DWORD count, DWORD *put, DWORD flags, const struct sockaddr *to,
                     int to_length, WSAOVERLAPPED *overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    AFD_SEND_DATAGRAM_INFO info = {.BufferArray = (AFD_WSABUF *)buffers, .BufferCount = count};
    ULONG_PTR done = 0;

    if (!ws_started()) return SOCKET_ERROR;
    if (!buffers || (!put && !overlapped)) return ws_fail(WSAEFAULT);
    if (!count) return ws_fail(WSAEINVAL);
    if (flags & ~(DWORD)(MSG_OOB | MSG_DONTROUTE | MSG_PARTIAL)) return ws_fail(WSAEOPNOTSUPP);
    if (flags & MSG_OOB) info.TdiFlags = TDI_SEND_EXPEDITED;
    info.TdiConnInfo.RemoteAddress = (void *)to;
    info.TdiConnInfo.RemoteAddressLength = to ? to_length : 0;
    if (overlapped)
        return ws_overlapped(socket, AFD_SEND_DATAGRAM, &info, sizeof info, NULL, 0, overlapped, routine, put, NULL);
    NTSTATUS status = ws_request(socket, AFD_SEND_DATAGRAM, &info, sizeof info, NULL, 0, &done);
    return sent(status, done, put);
}

/* WSARecvMsg, by WSAIoctl(SIO_GET_EXTENSION_FUNCTION_POINTER). */
int WSAAPI ws_receive_message(SOCKET socket, WSAMSG *message, DWORD *got, WSAOVERLAPPED *overlapped,
                              LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    AFD_MESSAGE_INFO info;
    ULONG_PTR done = 0;

    if (!ws_started()) return SOCKET_ERROR;
    if (!message || (!got && !overlapped)) return ws_fail(WSAEFAULT);
    info = (AFD_MESSAGE_INFO){
        .dgi = {.BufferArray = (AFD_WSABUF *)message->lpBuffers,
                .BufferCount = message->dwBufferCount,
                .Address = message->name,
                .AddressLength = (ULONG *)&message->namelen},
        .ControlBuffer = message->Control.buf,
        .ControlLength = &message->Control.len,
        .MsgFlags = &message->dwFlags
    };
    if (!receive_flags(message->dwFlags, &info.dgi.AfdFlags, &info.dgi.TdiFlags)) return ws_fail(WSAEOPNOTSUPP);
    if (overlapped)
        return ws_overlapped(socket, AFD_RECEIVE_MESSAGE, &info, sizeof info, NULL, 0, overlapped, routine, got, NULL);
    NTSTATUS status = ws_request(socket, AFD_RECEIVE_MESSAGE, &info, sizeof info, NULL, 0, &done);
    return received(status, done, got, NULL);
}

int WSAAPI WSASendMsg(SOCKET socket, WSAMSG *message, DWORD flags, DWORD *put, WSAOVERLAPPED *overlapped,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    AFD_MESSAGE_INFO info;
    ULONG_PTR done = 0;

    if (!ws_started()) return SOCKET_ERROR;
    if (!message || (!put && !overlapped)) return ws_fail(WSAEFAULT);
    if (flags & ~(DWORD)(MSG_DONTROUTE | MSG_PARTIAL)) return ws_fail(WSAEOPNOTSUPP);
    info = (AFD_MESSAGE_INFO){
        .dgi = {.BufferArray = (AFD_WSABUF *)message->lpBuffers,
                .BufferCount = message->dwBufferCount,
                .Address = message->name,
                .AddressLength = (ULONG *)&message->namelen},
        .ControlBuffer = message->Control.buf,
        .ControlLength = message->Control.len ? &message->Control.len : NULL
    };
    if (overlapped)
        return ws_overlapped(socket, AFD_SEND_MESSAGE, &info, sizeof info, NULL, 0, overlapped, routine, put, NULL);
    NTSTATUS status = ws_request(socket, AFD_SEND_MESSAGE, &info, sizeof info, NULL, 0, &done);
    return sent(status, done, put);
}

/* "WSARecvEx function": recv() with flags in and out. */
int WSAAPI WSARecvEx(SOCKET socket, char *buffer, int length, int *flags)
{
    WSABUF one = {(ULONG)length, buffer};
    DWORD got = 0, wide = flags ? (DWORD)*flags : 0;

    int result = WSARecv(socket, &one, 1, &got, &wide, NULL, NULL);
    if (result && WSAGetLastError() == WSAEMSGSIZE) { /* "MSG_PARTIAL: only a part of the message was received" */
        if (flags) *flags |= MSG_PARTIAL;
        return (int)got;
    }
    if (result) return SOCKET_ERROR;
    if (flags) *flags = 0;
    return (int)got;
}
