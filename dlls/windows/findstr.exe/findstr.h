/* SPDX-License-Identifier: MIT */
#ifndef METIC_FINDSTR_H
#define METIC_FINDSTR_H

#include "program.h"

/* Does a line hold what an expression, or a plain string, means: anywhere, at the line's start or end, or as a whole?
 */
BOOL pattern_matches(const WCHAR *pattern, const WCHAR *line, BOOL no_case, BOOL at_start, BOOL at_end, BOOL whole);
BOOL literal_matches(const WCHAR *wanted, const WCHAR *line, BOOL no_case, BOOL at_start, BOOL at_end, BOOL whole);

#endif
