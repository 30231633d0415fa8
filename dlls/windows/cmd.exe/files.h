/* SPDX-License-Identifier: MIT */
/* What the commands of files share. */
#ifndef METIC_CMD_FILES_H
#define METIC_CMD_FILES_H

#include "cmd.h"

struct found {
    struct found *next;
    WIN32_FIND_DATAW data;
};

/* All that a pattern means, but for . and .., read before anything changes; NULL: nothing. */
const struct found *files_find(struct pool *pool, const WCHAR *pattern);
/* The first `length` characters of a path, and a name behind them. */
WCHAR *files_join(struct pool *pool, const WCHAR *folder, size_t length, const WCHAR *name);
/* Characters of a path up to its last component. */
size_t files_front(const WCHAR *path);
BOOL files_is_folder(const WCHAR *path);

/* /A's letters: which bits must be set and which clear. */
struct attributes {
    DWORD on, off;
};
BOOL files_attributes(const WCHAR *letters, struct attributes *wanted);
BOOL files_match(const struct attributes *wanted, DWORD attributes);

/* A name made by a pattern from another, as REN *.txt *.bak. */
WCHAR *files_rename(struct pool *pool, const WCHAR *name, const WCHAR *pattern);
/* May a file be written over?  Asked unless /Y, a batch file or COPYCMD say so. */
BOOL files_overwrite(struct command *command, const struct words *words, const WCHAR *path, BOOL *all);

#endif
