/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_SEMAPHORE_H
#define METIC_NT_SEMAPHORE_H

#include "nt/object.h"

extern const struct object_type semaphore_type;

#endif
