/* SPDX-License-Identifier: MIT */
/* The apartment of the thread. */
#ifndef OLE32_APARTMENT_H
#define OLE32_APARTMENT_H

#include <stdbool.h>

/* Whether the thread has entered COM, and whether its apartment is its own. */
bool apartment_entered(void);
bool apartment_is_single(void);

#endif
