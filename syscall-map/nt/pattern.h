/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_PATTERN_H
#define METIC_NT_PATTERN_H

#include "nt.h"

#include <stdbool.h>

/* Does the name match the pattern, without regard to case?  Wildcards as FsRtlIsNameInExpression documents them: * ?
 * and the DOS forms < (DOS_STAR), > (DOS_QM), " (DOS_DOT). */
bool pattern_match(const WCHAR *pattern, size_t pattern_units, const WCHAR *name, size_t name_units);

bool pattern_has_wildcards(const WCHAR *pattern, size_t units);

#endif
