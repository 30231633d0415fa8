/* SPDX-License-Identifier: MIT */
/* The sudden ends in the Universal CRT, where these behave as in msvcrt: abort _exit. */
#include "../msvcrt/abort.c"
