/* SPDX-License-Identifier: MIT */
#include "../../msvcrt.dll/x86_64/setjmp.S"
