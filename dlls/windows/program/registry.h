/* SPDX-License-Identifier: MIT */
/* What REG and REGEDIT share: names of keys, registration files in and out. */
#ifndef METIC_PROGRAM_REGISTRY_H
#define METIC_PROGRAM_REGISTRY_H

#include "program.h"

/* A key as it is named: HKLM\Software\X, or with the root's full name. */
struct key_name {
    HKEY root;
    const WCHAR *sub;  /* behind the root, "" for the root itself */
    const WCHAR *full; /* with the root's full name */
};

/* Takes a name apart; FALSE: there is no such root, or it is another computer's. */
BOOL key_name_read(struct pool *pool, const WCHAR *text, struct key_name *name);

/* Does what a registration file says.  ERROR_SUCCESS, or the first error; ERROR_BAD_FORMAT: it is no such file.  Both
 * kinds of text are read: UTF-16 with its mark, else UTF-8 with its mark or the ANSI code page.  `view`: KEY_WOW64_
 * bits. */
LSTATUS registry_import(const WCHAR *file, REGSAM view);

/* Writes a key and all under it to a file.  `old`: REGEDIT4, in the ANSI code page. */
LSTATUS registry_export(const struct key_name *name, const WCHAR *file, BOOL old, REGSAM view);

/* A value that is enumerated; zeroed at first, its memory is the pool's. */
struct value_row {
    WCHAR *name; /* terminated */
    BYTE *data;
    DWORD name_length, type, size, room;
};
/* The value of that number; FALSE: there are no more. */
BOOL value_at(struct pool *pool, HKEY key, DWORD index, struct value_row *row);

#endif
