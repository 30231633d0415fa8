/* SPDX-License-Identifier: MIT */
/* Functions that programs ask for by WSAIoctl. */
#ifndef METIC_WS2_32_EXTENSION_H
#define METIC_WS2_32_EXTENSION_H

#include "ws2_32.h"

BOOL PASCAL ws_connect_ex(SOCKET socket, const struct sockaddr *name, int length, PVOID data, DWORD data_length,
                          DWORD *sent, OVERLAPPED *overlapped);
BOOL PASCAL ws_disconnect_ex(SOCKET socket, OVERLAPPED *overlapped, DWORD flags, DWORD reserved);
int WSAAPI ws_receive_message(SOCKET socket, WSAMSG *message, DWORD *got, WSAOVERLAPPED *overlapped,
                              LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

/* Of <mstcpip.h> and <mswsock.h> where the headers lack them. */
#ifndef SIO_KEEPALIVE_VALS
#define SIO_KEEPALIVE_VALS _WSAIOW(IOC_VENDOR, 4)
#endif
#ifndef SIO_UDP_CONNRESET
#define SIO_UDP_CONNRESET _WSAIOW(IOC_VENDOR, 12)
#endif
#define AFD_SIO_UDP_NETRESET _WSAIOW(IOC_VENDOR, 15)
#ifndef SIO_BASE_HANDLE
#define SIO_BASE_HANDLE _WSAIOR(IOC_WS2, 34)
#endif
#ifndef SIO_BSP_HANDLE
#define SIO_BSP_HANDLE _WSAIOR(IOC_WS2, 27)
#endif
#ifndef SIO_BSP_HANDLE_SELECT
#define SIO_BSP_HANDLE_SELECT _WSAIOR(IOC_WS2, 28)
#endif
#ifndef SIO_BSP_HANDLE_POLL
#define SIO_BSP_HANDLE_POLL _WSAIOR(IOC_WS2, 29)
#endif
#ifndef TCP_KEEPIDLE
#define TCP_KEEPIDLE 3
#endif
#ifndef TCP_KEEPINTVL
#define TCP_KEEPINTVL 17
#endif

#endif
