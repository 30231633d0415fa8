/* SPDX-License-Identifier: MIT */
/* The named pipes that this process serves: what the next broker is told where one died. */
#ifndef METIC_LINUX_OFFERED_H
#define METIC_LINUX_OFFERED_H

#include "linux/broker.h"

/* Notes an instance, with a duplicate of the client's end until somebody has it: `connected`, a descriptor of the
 * server's end, shows that by a greeting in it.  `flags`: what it is asked for with.  false: no memory. */
bool offered_add(const struct broker_pipe *pipe, uint32_t flags, int connected);

/* A broker has taken it: others are to take it, too. */
void offered_confirm(uint32_t line, uint32_t generation);

/* It waits for another client. */
void offered_listen(const struct broker_pipe *pipe, int connected);

/* A client has come: the end that it has is not kept open here. */
void offered_taken(uint32_t line, uint32_t generation);

/* The process has no handle to it any more. */
void offered_remove(uint32_t line, uint32_t generation);

/* Calls `tell` for each; the fd is -1 where a client has come. */
void offered_each(void (*tell)(const struct broker_pipe *pipe, uint32_t flags, void *context), void *context);

/* Forgets all. */
void offered_clear(void);

#endif
