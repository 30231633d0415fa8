/* SPDX-License-Identifier: MIT */
/* The messages that concern the registry (request.c calls these). */
#ifndef METIC_SERVER_REGISTRY_REQUEST_H
#define METIC_SERVER_REGISTRY_REQUEST_H

#include "client.h"

#include "nt.h"

#define REGISTRY_SERVE(name)                                                                                           \
    NTSTATUS serve_##name(struct client *client, const struct protocol_##name##_ask *ask,                              \
                          struct protocol_##name##_answer *answer)

REGISTRY_SERVE(registry_map);
REGISTRY_SERVE(key_create);
REGISTRY_SERVE(key_delete);
REGISTRY_SERVE(key_rename);
REGISTRY_SERVE(key_set);
REGISTRY_SERVE(value_set);
REGISTRY_SERVE(value_delete);
REGISTRY_SERVE(registry_flush);

#endif
