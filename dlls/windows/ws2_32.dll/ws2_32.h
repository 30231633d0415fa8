/* SPDX-License-Identifier: MIT */
/* What the sources of ws2_32 share: how a socket's controls are sent, and how a status becomes a socket error. */
#ifndef METIC_WS2_32_H
#define METIC_WS2_32_H

#define WINSOCK_API_LINKAGE /* these functions are defined here, not imported */
#define _NTSYSTEM_
#define WIN32_NO_STATUS
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>

#include "nt.h"
#include "nt_afd.h"
#include "nt_stubs.h"

#include <stdbool.h>

/* The calling thread's memory for answers that stay until its next call. */
struct ws_thread {
    char text[16];   /* inet_ntoa() */
    char *names;     /* struct hostent, struct servent, struct protoent and what they point to */
    void *entry[64]; /* the structure itself */
};
struct ws_thread *ws_thread(void);

/* True after WSAStartup; else the last error is WSANOTINITIALISED. */
bool ws_started(void);

/* Sets the last error and gives SOCKET_ERROR. */
int ws_fail(int error);

/* A status as a WSA error: 0 for success. */
int ws_error(NTSTATUS status);

/* A control of \Device\Afd that waits here.  0, or SOCKET_ERROR and the last error.  `done` may be NULL. */
int ws_control(SOCKET socket, ULONG request, const void *in, ULONG in_length, void *out, ULONG out_length,
               ULONG_PTR *done);

/* The same as it comes. */
NTSTATUS ws_request(SOCKET socket, ULONG request, const void *in, ULONG in_length, void *out, ULONG out_length,
                    ULONG_PTR *done);

/* protocol.c: the row of the catalogue that socket() gets; an error of WSASocket's, or 0. */
int ws_find_protocol(int family, int type, int protocol, WSAPROTOCOL_INFOW *info);

/* option.c: a number of the socket's; `fallback` where it can't be had. */
DWORD ws_number(SOCKET socket, int level, int name, DWORD fallback);

#endif
