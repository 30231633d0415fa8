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

/* "TransmitFile function": head, a part of the file from its position or the OVERLAPPED's offset, tail. */
BOOL PASCAL TransmitFile(SOCKET socket, HANDLE file, DWORD to_write, DWORD each, OVERLAPPED *overlapped,
                         TRANSMIT_FILE_BUFFERS *buffers, DWORD flags)
{
    AFD_TRANSMIT_FILE_INFO info = {.Offset.QuadPart = -1,
                                   .WriteLength.QuadPart = to_write,
                                   .SendPacketLength = each,
                                   .FileHandle = file,
                                   .Flags = flags & (TF_DISCONNECT | TF_REUSE_SOCKET)};

    if (!ws_started()) return FALSE;
    if (overlapped) info.Offset.QuadPart = (LONGLONG)(overlapped->Offset | (ULONG64)overlapped->OffsetHigh << 32);
    if (buffers) {
        info.Head = buffers->Head;
        info.HeadLength = buffers->HeadLength;
        info.Tail = buffers->Tail;
        info.TailLength = buffers->TailLength;
    }
    if (!overlapped) return !ws_control(socket, AFD_TRANSMIT_FILE, &info, sizeof info, NULL, 0, NULL);
    return !ws_overlapped(socket, AFD_TRANSMIT_FILE, &info, sizeof info, NULL, 0, (WSAOVERLAPPED *)overlapped, NULL,
                          NULL, NULL);
}
