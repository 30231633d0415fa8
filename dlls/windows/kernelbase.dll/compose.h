/* SPDX-License-Identifier: MIT */
/* Precomposed characters, inside kernelbase. */
#ifndef METIC_COMPOSE_H
#define METIC_COMPOSE_H

enum { COMPOSE_PARTS = 4 };

/* The character that a base and a mark make; 0: there is none. */
WCHAR compose_pair(WCHAR base, WCHAR mark);

/* A character's base and marks; how many they are, 1 where it has none. */
int compose_split(WCHAR unit, WCHAR parts[COMPOSE_PARTS]);

#endif
