/* SPDX-License-Identifier: MIT */
/* The code pages that have rules in place of a table, inside kernelbase. */
#ifndef METIC_CODEPAGE_COMPUTED_H
#define METIC_CODEPAGE_COMPUTED_H

/* Both write at most `room` elements and answer how many the whole text needs; `invalid` is set where something has no
 * translation. */
struct codepage_computed {
    UINT page;
    ULONG max_bytes;
    ULONG (*to_wide)(const BYTE *from, ULONG length, WCHAR *to, ULONG room);
    ULONG (*to_bytes)(const WCHAR *from, ULONG length, BYTE *to, ULONG room, BOOL *invalid);
};

/* NULL: the code page has a table, or is UTF-8, or is not there. */
const struct codepage_computed *codepage_computed(UINT page);

#endif
