/* SPDX-License-Identifier: MIT */
/* METIC_TRACE: what is traced and where it goes.  Cheap when off: one test of trace_kinds. */
#ifndef METIC_TRACE_H
#define METIC_TRACE_H

#include <stdbool.h>

enum { TRACE_CALLS = 1, TRACE_FILE = 2, TRACE_MODULE = 4, TRACE_MISSING = 8 };

extern unsigned trace_kinds;
extern int trace_fd;

/* Opens the trace for a comma-separated wish: kinds (calls, file, module, missing, all) and at most one path (holding a
 * slash); without one the lines go to a copy of stderr.  False: an unknown word, or the file cannot be opened. */
bool trace_open(const char *wish);

/* One line, with the thread id before it; nothing when the kind is off. */
void trace_line(unsigned kind, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
