/* SPDX-License-Identifier: MIT */
/* Strings of both widths in msvcrt, where these are as in the Universal CRT: _lfind _lsearch _memccpy _memicmp
 * _strlwr _strnset _strrev _strset _strupr _wcsdup _wcsicmp _wcslwr _wcsnicmp _wcsrev _wcsupr memcpy_s memmove_s
 * qsort_s rand rand_s srand strcat_s strcpy_s strerror_s strncat strncat_s strncpy_s strnlen strpbrk strtok
 * strtok_s strxfrm wcscat wcscat_s wcschr wcscpy wcscpy_s wcscspn wcsncat wcsncat_s wcsncmp wcsncpy wcsncpy_s
 * wcsnlen wcspbrk wcsrchr wcsspn wcsstr wcstok_s wcsxfrm. */
#include "../ucrtbase/text.c"
