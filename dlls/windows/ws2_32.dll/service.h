/* SPDX-License-Identifier: MIT */
/* Well-known services. */
#ifndef METIC_WS2_32_SERVICE_H
#define METIC_WS2_32_SERVICE_H

#include "ws2_32.h"

/* The port of a service over TCP or UDP; false: there is none. */
bool ws_service_by_name(const char *name, bool tcp, USHORT *port);

/* Its name; NULL: it has none. */
const char *ws_service_by_port(USHORT port, bool tcp);

#endif
