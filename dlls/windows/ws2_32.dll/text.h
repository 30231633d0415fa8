/* SPDX-License-Identifier: MIT */
/* Addresses as text. */
#ifndef METIC_WS2_32_TEXT_H
#define METIC_WS2_32_TEXT_H

#include "ws2_32.h"

/* Reads an IPv6 address; where it ends, NULL: it is none. */
const WCHAR *ws_read_six(const WCHAR *text, BYTE out[16]);

/* Writes an address, ended by 0, of at most 46 units; its end. */
WCHAR *ws_write_address(WCHAR *to, int family, const void *address);

/* Writes a number, ended by 0. */
void ws_write_number(WCHAR *to, ULONG value);

/* Writes address, scope and port; how many units with the 0, -1: it is no address that we know. */
int ws_write_sockaddr(WCHAR *to, const struct sockaddr *address, DWORD length);

#endif
