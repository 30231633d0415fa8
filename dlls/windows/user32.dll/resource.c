/* SPDX-License-Identifier: MIT */
/* Strings of a module's resources: sixteen in a block, each with its length before it.  Images are refused: nothing
 * could show them yet. */
#define WINUSERAPI
#include "nt.h"
#include "nt_lib.h"

#include <string.h>

/* The string in its block; NULL: there is none, or an empty one. */
static const WCHAR *string_find(HINSTANCE module, UINT id, WORD *length)
{
    HRSRC found = FindResourceExW(module, (LPCWSTR)RT_STRING, MAKEINTRESOURCEW((id >> 4) + 1), LANG_NEUTRAL);
    HGLOBAL loaded = found ? LoadResource(module, found) : NULL;
    if (!loaded) return NULL;
    const WCHAR *at = LockResource(loaded), *end = at + SizeofResource(module, found) / sizeof *at;
    for (UINT i = id & 15; i && at < end; i--) at += 1 + *at;
    if (at >= end || !*at || at + 1 + *at > end) return NULL;
    *length = *at;
    return at + 1;
}

/* "LoadStringW function": the characters without the terminator; with a size of 0 `out` takes the address of the
 * resource itself, which has none. */
int WINAPI LoadStringW(HINSTANCE module, UINT id, LPWSTR out, int size)
{
    WORD length = 0;
    if (!out || size < 0) return 0;
    const WCHAR *text = string_find(module, id, &length);
    if (!size) {
        if (text) *(const WCHAR **)out = text;
        return length;
    }
    if (length >= size) length = (WORD)(size - 1);
    if (text) memcpy(out, text, length * sizeof *out);
    out[length] = 0;
    return length;
}

int WINAPI LoadStringA(HINSTANCE module, UINT id, LPSTR out, int size)
{
    WORD length = 0;
    if (!out || size <= 0) return 0;
    const WCHAR *text = string_find(module, id, &length);
    int made = 0;
    for (; text && length && !made; length--) /* what has no room is cut, whole characters */
        made = WideCharToMultiByte(CP_ACP, 0, text, length, out, size - 1, NULL, NULL);
    out[made] = 0;
    return made;
}

/* "LoadImageW function": "If the function fails, the return value is NULL." */
HANDLE WINAPI LoadImageW(HINSTANCE module, LPCWSTR name, UINT type, int width, int height, UINT flags)
{
    (void)module, (void)name, (void)type, (void)width, (void)height, (void)flags;
    SetLastError(ERROR_CALL_NOT_IMPLEMENTED);
    return NULL;
}
