/* SPDX-License-Identifier: MIT */
/* What the sources of kernelbase share: how an NT status becomes the caller's last error, how time-outs, object names
 * and 8-bit strings become what the Nt calls take. */
#ifndef METIC_KERNELBASE_H
#define METIC_KERNELBASE_H

/* These functions are defined here, not imported. */
#define _KERNEL32_
#define WINADVAPI
#define WINNORMALIZEAPI

#include "nt.h"
#include "nt_system.h"

/* The last error is ntdll's; kernelbase.spec forwards these names there. */
#define GetLastError RtlGetLastWin32Error
#define SetLastError RtlSetLastWin32Error

/* True where `status` is a success; else sets the last error and gives FALSE. */
BOOL base_ok(NTSTATUS status);

/* Sets the last error of a status and gives FALSE, whatever the status is. */
BOOL base_fail(NTSTATUS status);

/* Milliseconds as an NT relative time-out; INFINITE is NULL. */
LARGE_INTEGER *base_timeout(LARGE_INTEGER *timeout, DWORD milliseconds);

/* The object attributes of a Win32 object name. */
struct base_object {
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING name;
    WCHAR text[MAX_PATH + 64];
};

/* Fills `object` for creating or opening the named object `name` (NULL: an unnamed one).  `Global\NAME` is one for the
 * machine, `Local\NAME` and NAME one for the session.  STATUS_NAME_TOO_LONG (ERROR_FILENAME_EXCED_RANGE) past MAX_PATH.
 */
NTSTATUS base_object_name(struct base_object *object, const WCHAR *name, const SECURITY_ATTRIBUTES *security);

/* The APC of requests that have a completion routine, which is its context: calls it with the OVERLAPPED structure. */
void NTAPI base_completed(void *routine, IO_STATUS_BLOCK *io, ULONG reserved);

/* A copy of an ANSI string in UTF-16, freed with base_free(); NULL with the last error set, or for NULL. */
WCHAR *base_wide(const char *text);

/* A copy of `length` WCHARs (-1: up to the terminator) in the ANSI code page; base_free() it.  NULL: out of memory. */
char *base_ansi(const WCHAR *text, int length);

/* The process heap; NULL sets ERROR_NOT_ENOUGH_MEMORY. */
void *base_alloc(SIZE_T size);
void base_free(void *memory);

/* Maps a file as a module without running it (datafile.c): NULL with the last error set. */
HMODULE base_load_data(const UNICODE_STRING *name, DWORD flags);
BOOL base_free_data(HMODULE module);

/* The ANSI code page of a locale (locale.c). */
UINT base_locale_page(LCID locale);

static inline PEB *base_peb(void)
{
    return NtCurrentTeb()->ProcessEnvironmentBlock;
}

#endif
