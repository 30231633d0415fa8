/* SPDX-License-Identifier: MIT */
/* FileStatInformation: what an open file tells at once, without its name. */
#ifndef METIC_NT_FILESTAT_H
#define METIC_NT_FILESTAT_H

#include "nt.h"

#include <assert.h>

typedef struct _FILE_STAT_INFORMATION {
    LARGE_INTEGER FileId, CreationTime, LastAccessTime, LastWriteTime, ChangeTime, AllocationSize, EndOfFile;
    ULONG FileAttributes, ReparseTag, NumberOfLinks;
    ACCESS_MASK EffectiveAccess;
} FILE_STAT_INFORMATION;
static_assert(sizeof(FILE_STAT_INFORMATION) == 72, "as documented");

#endif
