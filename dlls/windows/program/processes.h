/* SPDX-License-Identifier: MIT */
#ifndef METIC_PROGRAM_PROCESSES_H
#define METIC_PROGRAM_PROCESSES_H

#include "program.h"

#include <tlhelp32.h>

/* All processes that can be seen, ended by one whose dwSize is 0; NULL: GetLastError(). */
PROCESSENTRY32W *processes_all(struct pool *pool);

/* A filter of TASKLIST and TASKKILL ("IMAGENAME eq x*", "PID gt 100"); false: it is none, or of a kind that is not
 * known. */
struct filter {
    int what, order;
    const WCHAR *text;
    DWORD number;
};
BOOL filter_read(struct pool *pool, const WCHAR *given, struct filter *filter);
BOOL filter_matches(const struct filter *filter, const PROCESSENTRY32W *entry);
/* A name with * at its end, or as it is. */
BOOL name_matches(const WCHAR *pattern, const WCHAR *name);
BOOL number_whole(const WCHAR *text, DWORD *number);

#endif
