/* SPDX-License-Identifier: MIT */
/* Searches for streams and links, which FindClose ends as well. */
#ifndef METIC_KERNELBASE_FIND_NAMES_H
#define METIC_KERNELBASE_FIND_NAMES_H

#include "kernelbase.h"

/* Ends one of them; FALSE: it is another kind of search. */
BOOL find_names_close(HANDLE handle);

#endif
