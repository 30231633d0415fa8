/* SPDX-License-Identifier: MIT */
/* The runtime folder of the broker's prefix: its socket, and the segment that says who lives there. */
#ifndef METIC_SERVER_RUNTIME_H
#define METIC_SERVER_RUNTIME_H

#include <stdbool.h>
#include <stdint.h>

#define RUNTIME_SOCKET  "broker"
#define RUNTIME_LOG     "broker.log"
#define RUNTIME_SEGMENT "segment"
#define RUNTIME_VOLATILE "volatile.db" /* registry keys that go with the last program */

/* Opens the folder, which must be our user's alone; `fd` -1, or a descriptor of it that holds its lock. Then waits for
 * the lock.  false: errno. */
bool runtime_open(const char *path, int fd);

/* A listening socket in the folder, in the place of one that nobody listens to; -1: errno, EADDRINUSE where somebody
 * listens. */
int runtime_listen(void);

/* Gives the folder's lock back: others may look whether a broker answers. */
void runtime_unlock(void);

/* The folder's path. */
const char *runtime_path(void);

/* Tells the segment from those that were there before it; not 0. */
uint64_t runtime_segment_mark(void);

/* Removes what volatile keys were kept in. */
void runtime_volatile_remove(void);

/* Makes a file in the folder, or opens it, for appending; -1: it cannot be. */
int runtime_create(const char *name);

/* Makes sure that the segment is the one which new processes find: the last process of a prefix removes it.  true: it
 * is the same as before; false: there is another one, or none, and whatever lines were known are nobody's. */
bool runtime_segment_current(void);

/* Is the line still that one: was it not freed since? */
bool runtime_line_stands(uint32_t line, uint32_t generation);

/* And has a process handles to its object? */
bool runtime_line_live(uint32_t line, uint32_t generation);

/* Holds a line for the broker itself, or no more. */
void runtime_line_hold(uint32_t line, bool hold);

/* The first slot from `from` on whose process serves orders; SEGMENT_SLOTS: there is none. */
uint32_t runtime_service_next(uint32_t from);

/* When the process that has the slot started, as it wrote; 0: nobody has it. */
uint64_t runtime_slot_started(uint32_t slot);

/* Is there a process in the prefix? */
bool runtime_in_use(void);

/* Removes socket and log, and if nobody lives in the prefix the segment and the folder; false: somebody does, and
 * nothing was removed but what is the broker's alone. */
void runtime_remove(void);

#endif
