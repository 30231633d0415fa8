/* SPDX-License-Identifier: MIT */
#ifndef METIC_HAN_H
#define METIC_HAN_H

/* The simplified and the traditional variant of a Chinese character; itself where it has none. */
WCHAR han_to_simplified(WCHAR unit);
WCHAR han_to_traditional(WCHAR unit);

#endif
