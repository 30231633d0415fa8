/* SPDX-License-Identifier: MIT */
#ifndef METIC_WS2_32_H
#define METIC_WS2_32_H

#define WINSOCK_API_LINKAGE /* these functions are defined here, not imported */
#include <winsock2.h>

/* The calling thread's buffer of 16 bytes for inet_ntoa(); NULL: out of memory. */
char *ws_thread_text(void);

#endif
