/* SPDX-License-Identifier: MIT */
/* Aligned memory in the Universal CRT, where these behave as in msvcrt: _aligned_malloc _aligned_free
 * _aligned_realloc. */
#include "../msvcrt/aligned.c"
