/* SPDX-License-Identifier: MIT */
/* What the shell shows of a file ("SHGetFileInfoW function"): its name.  Left out: icons, names of types, attributes of
 * the shell, kinds of programs, files given by IDs. */
#define _SHELL32_
#include "nt.h"
#include "nt_lib.h"

#include <shellapi.h>
#include <string.h>
#include <wchar.h>

enum { KNOWN = SHGFI_DISPLAYNAME | SHGFI_USEFILEATTRIBUTES };

/* The last name of a path; of a drive, the whole. */
static void display_name(const WCHAR *path, WCHAR *out)
{
    const WCHAR *name = wcsrchr(path, '\\');
    name = name && name[1] ? name + 1 : path;
    lstrcpynW(out, name, MAX_PATH);
}

/* 0: there is no such file, or something is asked for that is left out. */
DWORD_PTR WINAPI SHGetFileInfoW(LPCWSTR path, DWORD attributes, SHFILEINFOW *out, UINT size, UINT flags)
{
    (void)attributes;
    if (!path || flags & ~(UINT)KNOWN || (flags & SHGFI_DISPLAYNAME && (!out || size < sizeof *out))) return 0;
    if (!(flags & SHGFI_USEFILEATTRIBUTES) && GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES) return 0;
    if (flags & SHGFI_DISPLAYNAME) display_name(path, out->szDisplayName);
    return 1;
}
