/* SPDX-License-Identifier: MIT */
#include "../../vcruntime140.dll/object.c"
