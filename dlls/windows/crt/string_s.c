/* SPDX-License-Identifier: MIT */
/* strcpy_s and the other bounds-checked functions, narrow and wide, from one text (secure.h). */
#include "crt.h"

#define CHAR    char
#define NAME(x) str##x
#define LENGTH  strlen
#include "secure.h"
#undef CHAR
#undef NAME
#undef LENGTH

#define CHAR    wchar_t
#define NAME(x) wcs##x
#define LENGTH  wcslen
#include "secure.h"
