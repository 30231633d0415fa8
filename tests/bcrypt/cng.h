/* SPDX-License-Identifier: MIT */
/* What the tests of bcrypt.dll share. */
#define WIN32_NO_STATUS
#include "check.h"
#undef WIN32_NO_STATUS
#include "hex.h"

#include <ntstatus.h>

#include <bcrypt.h>
#include <string.h>

#ifndef STATUS_AUTH_TAG_MISMATCH
#define STATUS_AUTH_TAG_MISMATCH ((NTSTATUS)0xc000a002)
#endif
