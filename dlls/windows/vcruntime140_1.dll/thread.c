/* SPDX-License-Identifier: MIT */
#include "../vcruntime140.dll/thread.c"
