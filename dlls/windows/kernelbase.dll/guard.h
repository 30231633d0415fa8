/* SPDX-License-Identifier: MIT */
/* Calls that survive a bad pointer, inside kernelbase. */
#ifndef METIC_GUARD_H
#define METIC_GUARD_H

/* What call(argument) answers; 0 where it accesses memory that is not there. */
ULONG_PTR __cdecl base_guarded(ULONG_PTR(__cdecl *call)(void *argument), void *argument);

#endif
