/* SPDX-License-Identifier: MIT */
/* What a shortcut holds, and its file ([MS-SHLLINK]: Shell Link (.LNK) Binary File Format). */
#ifndef SHELL32_LINK_H
#define SHELL32_LINK_H

#include "nt.h"
#include "nt_lib.h"

/* The first five are the file's StringData, in its order. */
enum link_text { LINK_NAME, LINK_RELATIVE, LINK_FOLDER, LINK_ARGUMENTS, LINK_ICON, LINK_TARGET, LINK_RAW, LINK_TEXTS };
enum { LINK_STRINGS = LINK_ICON + 1, LINK_LONGEST = 0x8000 };

struct link_data {
    FILETIME made, used, written; /* of the target, as are attributes and size */
    DWORD attributes, size;
    INT icon;
    DWORD show; /* SW_ */
    WORD hotkey;
    WORD ids_size; /* bytes of the ITEMIDLIST, with its terminator; 0: none */
    BYTE *ids;
    WCHAR *text[LINK_TEXTS]; /* LocalFree's; NULL: none.  LINK_TARGET is a path, LINK_RAW one with variables */
};

/* Sets a text to a copy; FALSE: there is no memory. */
BOOL link_set(struct link_data *data, enum link_text which, const WCHAR *text);
void link_clear(struct link_data *data);
/* Reads a file's bytes.  FALSE: they are no shell link; `data` is to be cleared in any case. */
BOOL link_parse(const BYTE *bytes, size_t size, struct link_data *data);
/* The file's bytes, LocalFree's; NULL: there is no memory. */
BYTE *link_make(const struct link_data *data, size_t *size);

#endif
