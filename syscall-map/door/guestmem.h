/* SPDX-License-Identifier: MIT */
/* Guest memory is touched through these alone.  A fault inside them, on an address below the border, makes them
 * answer false; each foreign system turns that into its own error (STATUS_ACCESS_VIOLATION, EFAULT).
 * Never hold a lock across one. */
#ifndef METIC_GUESTMEM_H
#define METIC_GUESTMEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Copies `size` bytes from guest memory.  False: a fault; `to` may be partly written. */
bool guest_read(void *to, const void *guest, size_t size);

/* Copies `size` bytes to guest memory.  False: a fault; a part may have been written. */
bool guest_write(void *guest, const void *from, size_t size);

/* Fills guest memory with a byte. */
bool guest_fill(void *guest, int byte, size_t size);

/* Is every page of the range writable?  Touches each with a locked `or` of 0, changing nothing. */
bool guest_probe_write(void *guest, size_t size);

/* Is every page of the range readable? */
bool guest_probe_read(const void *guest, size_t size);

/* For small fixed outputs: `guest_put(ptr, &value)` writes a whole object. */
#define guest_put(guest, from) guest_write((guest), (from), sizeof *(from))
#define guest_get(to, guest)   guest_read((to), (guest), sizeof *(to))

#endif
