/* SPDX-License-Identifier: MIT */
/* Times inside kernelbase: 100 ns since 1601 in a LONGLONG. */
#ifndef METIC_BASE_TIME_H
#define METIC_BASE_TIME_H

FILETIME base_filetime(LONGLONG time);
LONGLONG base_time(const FILETIME *time);

/* To and from a date; FALSE: outside the documented range (1601 to 30827), or no such date. */
BOOL base_date(LONGLONG time, SYSTEMTIME *date);
BOOL base_undate(const SYSTEMTIME *date, LONGLONG *time);

/* UTC - local time, now, in 100 ns (timezone.c). */
LONGLONG base_bias(void);

#endif
