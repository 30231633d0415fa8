/* SPDX-License-Identifier: MIT */
/* The one scanner behind every scanf: it reads characters from a source (a string or a stream), one ahead at most.
 * Integers wrap silently, as msvcrt's do; numbers end at the first character that can't belong to them. */
#include "crt.h"

enum { SIZE_INT, SIZE_CHAR, SIZE_SHORT, SIZE_LONG, SIZE_64, SIZE_POINTER };

struct scan_spec {
    int suppress, width, size, wide, narrow, conversion;
};

struct scan {
    struct crt_source *source;
    unsigned options;
    crt_locale locale;
    int read;
    va_list args;
};

static void store_integer(void *out, const struct scan_spec *spec, unsigned long long value)
{
    if (spec->size == SIZE_64 || (spec->size == SIZE_POINTER && sizeof(void *) == 8))
        *(unsigned long long *)out = value;
    else if (spec->size == SIZE_SHORT)
        *(unsigned short *)out = (unsigned short)value;
    else if (spec->size == SIZE_CHAR)
        *(unsigned char *)out = (unsigned char)value;
    else
        *(unsigned *)out = (unsigned)value;
}

#define WIDE    0
#define CHAR    char
#define UCHAR_  unsigned char
#define SCAN    crt_scan
#define NAME(x) narrow_##x
#include "scan_core.h"
#undef WIDE
#undef CHAR
#undef UCHAR_
#undef SCAN
#undef NAME

#define WIDE    1
#define CHAR    wchar_t
#define UCHAR_  wchar_t
#define SCAN    crt_wscan
#define NAME(x) wide_##x
#include "scan_core.h"
