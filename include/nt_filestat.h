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

/* The same with what Linux knows; LxFlags says which of the rest are there. */
typedef struct _FILE_STAT_LX_INFORMATION {
    FILE_STAT_INFORMATION Stat;
    ULONG LxFlags, LxUid, LxGid, LxMode, LxDeviceIdMajor, LxDeviceIdMinor;
} FILE_STAT_LX_INFORMATION;
static_assert(sizeof(FILE_STAT_LX_INFORMATION) == 96, "as documented");

typedef struct _FILE_LINK_ENTRY_INFORMATION {
    ULONG NextEntryOffset;
    LONGLONG ParentFileId;
    ULONG FileNameLength; /* in characters */
    WCHAR FileName[1];
} FILE_LINK_ENTRY_INFORMATION;
typedef struct _FILE_LINKS_INFORMATION {
    ULONG BytesNeeded, EntriesReturned; /* and the first entry behind them */
} FILE_LINKS_INFORMATION;

#endif
