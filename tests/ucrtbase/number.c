/* SPDX-License-Identifier: MIT */
/* Numbers, characters and messages in the Universal CRT, where these behave as in msvcrt: strtol strtoul atoi
 * isspace isupper islower isxdigit tolower setlocale localeconv ___lc_codepage_func ___mb_cur_max_func _errno
 * strerror. */
#include "../msvcrt/number.c"
