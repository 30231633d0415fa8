/* SPDX-License-Identifier: MIT */
/* What guest and host share of NT: types, structures, constants.
 *
 * The guest's side takes the documented part from mingw-w64's windows.h and gets here what those headers lack; the
 * host's side defines the documented part itself (nt_host.h), in Windows' data model.  winternl.h, whose short
 * structures would collide with the whole ones here, is kept out.  nt.h is included first. */
#ifndef METIC_NT_H
#define METIC_NT_H

#ifdef _WIN32
#ifndef _NTSYSTEM_
#define _NTSYSTEM_ /* ntdll's functions are called, and defined, without dllimport */
#endif
#ifndef WIN32_NO_STATUS
#define WIN32_NO_STATUS
#endif
#define _WINTERNL_
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#else
#include "nt_host.h"
#endif

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "nt_base.h"
#include "nt_teb.h"
#include "nt_info.h"
#ifdef _WIN32
#include "nt_rtl.h"
#endif

#endif
