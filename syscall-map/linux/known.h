/* SPDX-License-Identifier: MIT */
/* The names that this process knows of objects it holds: what the next broker is told where one died. */
#ifndef METIC_LINUX_KNOWN_H
#define METIC_LINUX_KNOWN_H

#include "linux/broker.h"

/* Notes a name; the absolute path and the object are copied, an fd duplicated.  false: it is known already, or there is
 * no memory. */
bool known_add(const struct broker_path *path, const struct broker_object *object, const uint16_t *target,
               size_t target_length);

/* The broker that names were told to last, or are being told to; 0: none. */
uint64_t known_told_to(void);

/* Is the name of that line known? */
bool known_has(uint32_t line, uint32_t generation);

/* The process does not hold the object any more, or it is not its. */
void known_remove(uint32_t line, uint32_t generation);

/* What the present broker calls the name of which a caller was told `id`. */
uint64_t known_id(uint64_t id);

/* It is permanent from now on, or no more. */
void known_permanent(uint64_t id, bool permanent);

/* Calls `tell` for each, to tell that broker; what it gives is the name's id from now on, 0: it has none. */
void known_each(uint64_t (*tell)(const struct broker_path *path, const struct broker_object *object,
                                 const uint16_t *target, size_t target_length, void *context),
                void *context, uint64_t broker);

/* Forgets all. */
void known_clear(void);

#endif
