/* SPDX-License-Identifier: MIT */
/* Requests with an OVERLAPPED structure. */
#ifndef METIC_WS2_32_OVERLAPPED_H
#define METIC_WS2_32_OVERLAPPED_H

#include "ws2_32.h"

/* Sends a control for an overlapped request: 0 where it was done at once (`count` and `flags`, which may be NULL, are
 * told), else SOCKET_ERROR with WSA_IO_PENDING or an error. */
int ws_overlapped(SOCKET socket, ULONG request, const void *in, ULONG in_length, void *out, ULONG out_length,
                  WSAOVERLAPPED *overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, DWORD *count, DWORD *flags);

#endif
