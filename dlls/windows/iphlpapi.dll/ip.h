/* SPDX-License-Identifier: MIT */
/* What the sources of iphlpapi share: the host's interfaces, as the host tells them. */
#ifndef METIC_IP_H
#define METIC_IP_H

#define _NTSYSTEM_
#define WIN32_NO_STATUS
#define IPHLPAPI_DLL_LINKAGE
#include <winsock2.h>
#include <ws2ipdef.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>
#include <netioapi.h>

#include "nt.h"
#include "nt_afd.h"
#include "nt_stubs.h"

#include <stdbool.h>

struct ip_host {
    ULONG interfaces, addresses;
    AFD_INTERFACE *link;
    AFD_ADDRESS_ENTRY *address;
};

/* A Win32 error, 0: it is there; ip_free() it. */
ULONG ip_host(struct ip_host *host);
void ip_free(struct ip_host *host);

/* The interface with an index; NULL: there is none. */
const AFD_INTERFACE *ip_find(const struct ip_host *host, ULONG index);

/* IF_TYPE_*, and the locally unique identifier made of it and the index. */
ULONG ip_type(const AFD_INTERFACE *link);
ULONG64 ip_luid(const AFD_INTERFACE *link);

/* The interface of a row by its identifier or its index; NULL: there is none. */
const AFD_INTERFACE *ip_of(const struct ip_host *host, const NET_LUID *luid, ULONG index);

/* A name in braces that an adapter has, made of its index. */
void ip_guid(const AFD_INTERFACE *link, GUID *guid);
void ip_guid_text(const AFD_INTERFACE *link, char text[39]);

#endif
