/* SPDX-License-Identifier: MIT */
/* AcceptEx, ConnectEx, DisconnectEx, TransmitFile: several steps as one overlapped request. */
#include "extension.h"

#include "overlapped.h"

static BOOL refuse(int error)
{
    ws_fail(error);
    return FALSE;
}

/* "AcceptEx function": both address lengths "at least 16 bytes more than the maximum address length". */
BOOL PASCAL AcceptEx(SOCKET listener, SOCKET accepted, PVOID buffer, DWORD data_length, DWORD local_length,
                     DWORD remote_length, DWORD *received, OVERLAPPED *overlapped)
{
    AFD_SUPER_ACCEPT_INFO info = {.AcceptHandle = (HANDLE)accepted,
                                  .ReceiveDataLength = data_length,
                                  .LocalAddressLength = local_length,
                                  .RemoteAddressLength = remote_length};

    if (!ws_started()) return FALSE;
    if (!overlapped) return refuse(ERROR_INVALID_PARAMETER);
    if (!buffer) return refuse(WSAEFAULT);
    if (local_length < 16 + sizeof(struct sockaddr_in) || remote_length < 16 + sizeof(struct sockaddr_in))
        return refuse(WSAEFAULT);
    return !ws_overlapped(listener, AFD_SUPER_ACCEPT, &info, sizeof info, buffer,
                          data_length + local_length + remote_length, (WSAOVERLAPPED *)overlapped, NULL, received,
                          NULL);
}

/* "GetAcceptExSockaddrs function": each address stands behind its length in a place of 16 bytes more. */
void PASCAL GetAcceptExSockaddrs(PVOID buffer, DWORD data_length, DWORD local_length, DWORD remote_length,
                                 struct sockaddr **local, int *local_size, struct sockaddr **remote, int *remote_size)
{
    char *at = (char *)buffer + data_length;

    (void)remote_length;
    *local_size = *(USHORT *)at;
    *local = (struct sockaddr *)(at + sizeof(USHORT));
    at += local_length;
    *remote_size = *(USHORT *)at;
    *remote = (struct sockaddr *)(at + sizeof(USHORT));
}

BOOL PASCAL ws_connect_ex(SOCKET socket, const struct sockaddr *name, int length, PVOID data, DWORD data_length,
                          DWORD *sent, OVERLAPPED *overlapped)
{
    AFD_SUPER_CONNECT_INFO_TL info = {0};

    if (!ws_started()) return FALSE;
    if (!overlapped) return refuse(ERROR_INVALID_PARAMETER);
    if (!name || length < 2) return refuse(WSAEFAULT);
    if (length > (int)sizeof info.RemoteAddress) length = sizeof info.RemoteAddress;
    memcpy(&info.RemoteAddress, name, (size_t)length);
    return !ws_overlapped(socket, AFD_SUPER_CONNECT, &info,
                          offsetof(AFD_SUPER_CONNECT_INFO_TL, RemoteAddress) + (ULONG)length, data,
                          data ? data_length : 0, (WSAOVERLAPPED *)overlapped, NULL, sent, NULL);
}

/* "DisconnectEx function": TF_REUSE_SOCKET makes the socket one that can be connected again. */
BOOL PASCAL ws_disconnect_ex(SOCKET socket, OVERLAPPED *overlapped, DWORD flags, DWORD reserved)
{
    ULONG info = flags & TF_REUSE_SOCKET ? TF_REUSE_SOCKET : 0;

    if (!ws_started()) return FALSE;
    if (reserved || flags & ~(DWORD)TF_REUSE_SOCKET) return refuse(WSAEINVAL);
    if (overlapped)
        return !ws_overlapped(socket, AFD_SUPER_DISCONNECT, &info, sizeof info, NULL, 0, (WSAOVERLAPPED *)overlapped,
                              NULL, NULL, NULL);
    return !ws_control(socket, AFD_SUPER_DISCONNECT, &info, sizeof info, NULL, 0, NULL);
}

/* Sends all of it. */
static bool send_all(SOCKET socket, const char *from, DWORD length)
{
    while (length) {
        int put = send(socket, from, length > 1 << 30 ? 1 << 30 : (int)length, 0);
        if (put < 0) return false;
        from += put;
        length -= (DWORD)put;
    }
    return true;
}

/* "TransmitFile function": head, a part of the file from its position or the OVERLAPPED's offset, tail. */
BOOL PASCAL TransmitFile(SOCKET socket, HANDLE file, DWORD to_write, DWORD each, OVERLAPPED *overlapped,
                         TRANSMIT_FILE_BUFFERS *buffers, DWORD flags)
{
    enum { CHUNK = 65536 };
    char *chunk = NULL;
    bool good = true;
    DWORD total = 0;

    (void)each;
    if (!ws_started()) return FALSE;
    if (!ws_number(socket, SOL_SOCKET, SO_TYPE, 0)) return refuse(WSAENOTSOCK);
    if (ws_number(socket, SOL_SOCKET, SO_CONNECT_TIME, ~0u) == ~0u) return refuse(WSAENOTCONN);
    ULONG64 offset = overlapped ? overlapped->Offset | (ULONG64)overlapped->OffsetHigh << 32 : 0;
    if (buffers && buffers->HeadLength) good = send_all(socket, buffers->Head, total = buffers->HeadLength);
    if (good && file && !(chunk = HeapAlloc(GetProcessHeap(), 0, CHUNK))) return refuse(WSAENOBUFS);
    for (DWORD done = 0; good && file && (!to_write || done < to_write);) {
        DWORD want = to_write && to_write - done < CHUNK ? to_write - done : CHUNK, got = 0;
        OVERLAPPED place = {.Offset = (DWORD)(offset + done), .OffsetHigh = (DWORD)((offset + done) >> 32)};
        if (!ReadFile(file, chunk, want, &got, overlapped ? &place : NULL) && GetLastError() != ERROR_HANDLE_EOF)
            good = false;
        if (!good || !got) break;
        good = send_all(socket, chunk, got);
        done += got;
        total += got;
    }
    HeapFree(GetProcessHeap(), 0, chunk);
    if (good && buffers && buffers->TailLength) {
        good = send_all(socket, buffers->Tail, buffers->TailLength);
        total += buffers->TailLength;
    }
    if (!good) return FALSE;
    if (flags & TF_DISCONNECT) shutdown(socket, SD_BOTH);
    if (overlapped) {
        overlapped->InternalHigh = total;
        overlapped->Internal = STATUS_SUCCESS;
        HANDLE event = (HANDLE)((ULONG_PTR)overlapped->hEvent & ~(ULONG_PTR)1);
        if (event) SetEvent(event);
    }
    return TRUE;
}
