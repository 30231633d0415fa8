/* SPDX-License-Identifier: MIT */
/* What processes ask of each other. */
#ifndef METIC_SERVER_FORWARD_H
#define METIC_SERVER_FORWARD_H

#include "client.h"
#include "nt.h"

/* Hands a question on, whose answer comes later: STATUS_PENDING.  STATUS_PORT_DISCONNECTED: nobody serves that slot;
 * STATUS_INSUFFICIENT_RESOURCES. */
NTSTATUS forward_ask(struct client *client, uint32_t sequence, const struct protocol_forward_ask *ask);

/* Who was asked has answered; false: he was not. */
bool forward_done(struct client *client, uint32_t sequence, NTSTATUS status, const struct protocol_serve_done *done);

/* Nobody waits for what this client asked; what it was asked gets STATUS_PROCESS_IS_TERMINATING. */
void forward_ended(struct client *client);

/* Answers what took too long: milliseconds until there may be more, -1: there is none. */
int forward_look(void);

#endif
