/* SPDX-License-Identifier: MIT */
/* Version information: a module's VS_VERSIONINFO resource, and the values in it by their path.
 *
 * The copy that GetFileVersionInfo makes is the resource as it stands, in UTF-16, followed by room in which
 * VerQueryValueA lays the strings that it is asked for.  Left out: 16-bit programs' resources, and language-neutral
 * .mui files. */
#include "kernelbase.h"

/* "VS_VERSIONINFO structure" and its children are laid out alike. */
struct block {
    WORD length, value_length, type; /* type: 1 text, value_length in WCHARs; 0 binary, in bytes */
    WCHAR key[];
};

/* ANSI strings are laid out behind a block of `length` bytes at one and a half times their own offset: a WCHAR takes at
 * most 3 bytes. */
static SIZE_T ansi_offset(SIZE_T length, SIZE_T offset)
{
    return length + offset / 2 * 3;
}

static HMODULE open_module(const WCHAR *name, DWORD flags, HRSRC *resource)
{
    HMODULE module = LoadLibraryExW(name, NULL, LOAD_LIBRARY_AS_DATAFILE | LOAD_LIBRARY_AS_IMAGE_RESOURCE);

    (void)flags;
    if (!module) {
        if (RtlGetLastWin32Error() == ERROR_MOD_NOT_FOUND) RtlSetLastWin32Error(ERROR_FILE_NOT_FOUND);
        return NULL;
    }
    *resource = FindResourceW(module, MAKEINTRESOURCEW(1), (const WCHAR *)RT_VERSION);
    if (*resource && SizeofResource(module, *resource) >= sizeof(struct block)) return module;
    FreeLibrary(module);
    RtlSetLastWin32Error(ERROR_RESOURCE_TYPE_NOT_FOUND);
    return NULL;
}

/* "GetFileVersionInfoSizeExW function": 0 with the last error where there is no such information. */
DWORD WINAPI GetFileVersionInfoSizeExW(DWORD flags, const WCHAR *name, DWORD *handle)
{
    HRSRC resource;
    HMODULE module = name ? open_module(name, flags, &resource) : NULL;

    if (handle) *handle = 0;
    if (!name) return base_fail(STATUS_INVALID_PARAMETER);
    if (!module) return 0;
    DWORD size = SizeofResource(module, resource);
    FreeLibrary(module);
    return (DWORD)ansi_offset(size, size) + sizeof(WCHAR);
}

DWORD WINAPI GetFileVersionInfoSizeW(const WCHAR *name, DWORD *handle)
{
    return GetFileVersionInfoSizeExW(FILE_VER_GET_LOCALISED, name, handle);
}

DWORD WINAPI GetFileVersionInfoSizeExA(DWORD flags, const char *name, DWORD *handle)
{
    WCHAR *wide = base_wide(name);
    DWORD size = !wide && name ? 0 : GetFileVersionInfoSizeExW(flags, wide, handle);

    base_free(wide);
    return size;
}

DWORD WINAPI GetFileVersionInfoSizeA(const char *name, DWORD *handle)
{
    return GetFileVersionInfoSizeExA(FILE_VER_GET_LOCALISED, name, handle);
}

/* "GetFileVersionInfoExW function": "If the buffer is not large enough, the information is truncated to the size of the
 * buffer." */
BOOL WINAPI GetFileVersionInfoExW(DWORD flags, const WCHAR *name, DWORD handle, DWORD size, void *data)
{
    HRSRC resource;
    HMODULE module = name && data ? open_module(name, flags, &resource) : NULL;

    (void)handle;
    if (!name || !data) return base_fail(STATUS_INVALID_PARAMETER);
    if (!module) return FALSE;
    DWORD length = SizeofResource(module, resource);
    void *from = LockResource(LoadResource(module, resource));
    if (from) memcpy(data, from, length < size ? length : size);
    if (from && size > length) memset((char *)data + length, 0, size - length);
    /* a block that claims more than the resource, or the buffer, holds would lead VerQueryValue outside */
    struct block *block = data;
    if (from && size >= sizeof *block) {
        DWORD kept = length < size ? length : size;
        if (block->length > kept) block->length = (WORD)kept;
    }
    FreeLibrary(module);
    return from && (size >= sizeof *block || base_fail(STATUS_BUFFER_TOO_SMALL));
}

BOOL WINAPI GetFileVersionInfoW(const WCHAR *name, DWORD handle, DWORD size, void *data)
{
    return GetFileVersionInfoExW(FILE_VER_GET_LOCALISED, name, handle, size, data);
}

BOOL WINAPI GetFileVersionInfoExA(DWORD flags, const char *name, DWORD handle, DWORD size, void *data)
{
    WCHAR *wide = base_wide(name);
    BOOL done = (wide || !name) && GetFileVersionInfoExW(flags, wide, handle, size, data);

    base_free(wide);
    return done;
}

BOOL WINAPI GetFileVersionInfoA(const char *name, DWORD handle, DWORD size, void *data)
{
    return GetFileVersionInfoExA(FILE_VER_GET_LOCALISED, name, handle, size, data);
}

/* ---- looking up ---- */

static SIZE_T aligned(SIZE_T offset)
{
    return (offset + 3) & ~(SIZE_T)3;
}

/* Where the value of `block` begins, relative to it; 0: its key does not end within it. */
static SIZE_T value_at(const struct block *block)
{
    SIZE_T room = block->length < sizeof *block ? 0 : (block->length - sizeof *block) / sizeof(WCHAR);

    for (SIZE_T i = 0; i < room; i++)
        if (!block->key[i]) return aligned(sizeof *block + (i + 1) * sizeof(WCHAR));
    return 0;
}

static SIZE_T value_bytes(const struct block *block, SIZE_T at)
{
    SIZE_T bytes = block->type == 1 ? block->value_length * sizeof(WCHAR) : block->value_length;

    if (at >= block->length) return 0;
    return bytes < block->length - at ? bytes : block->length - at;
}

/* The child of `block` whose key is the `length` WCHARs at `name`, whatever their case. */
static const struct block *child(const struct block *block, const WCHAR *name, SIZE_T length)
{
    SIZE_T at = value_at(block);

    if (!at) return NULL;
    at = aligned(at + value_bytes(block, at));
    while (at + sizeof(struct block) <= block->length) {
        const struct block *next = (const struct block *)((const char *)block + at);
        if (next->length < sizeof *next || next->length > block->length - at) return NULL;
        if (value_at(next) && wcslen(next->key) == length) {
            SIZE_T i = 0;
            while (i < length && RtlUpcaseUnicodeChar(next->key[i]) == RtlUpcaseUnicodeChar(name[i])) i++;
            if (i == length) return next;
        }
        at = aligned(at + next->length);
    }
    return NULL;
}

static const struct block *find(const void *data, const WCHAR *path)
{
    const struct block *block = data;

    while (block) {
        while (*path == '\\') path++;
        if (!*path) return block;
        SIZE_T length = 0;
        while (path[length] && path[length] != '\\') length++;
        block = child(block, path, length);
        path += length;
    }
    return NULL;
}

/* "VerQueryValueW function": a value's place in the block; `length` in WCHARs for text, in bytes else. */
BOOL WINAPI VerQueryValueW(const void *data, const WCHAR *path, void **value, UINT *length)
{
    const struct block *block = data && path && value ? find(data, path) : NULL;

    if (length) *length = 0;
    if (!block || !value_at(block)) {
        RtlSetLastWin32Error(ERROR_RESOURCE_TYPE_NOT_FOUND);
        return FALSE;
    }
    SIZE_T at = value_at(block);
    *value = (char *)block + at;
    if (length) *length = (UINT)(block->type == 1 ? value_bytes(block, at) / sizeof(WCHAR) : value_bytes(block, at));
    return TRUE;
}

/* "VerQueryValueA function": text comes in the ANSI code page, its length with the terminator. */
BOOL WINAPI VerQueryValueA(const void *data, const char *path, void **value, UINT *length)
{
    WCHAR *wide = base_wide(path);
    void *found;
    UINT units;
    const struct block *block = data && wide ? find(data, wide) : NULL;
    BOOL done = wide && value && VerQueryValueW(data, wide, &found, &units);

    if (!done && length) *length = 0;
    base_free(wide);
    if (!done) return FALSE;
    *value = found;
    if (length) *length = units;
    if (block->type != 1) return TRUE;
    SIZE_T whole = ((const struct block *)data)->length, offset = (SIZE_T)((const char *)found - (const char *)data);
    char *to = (char *)data + ansi_offset(whole, offset);
    int bytes = WideCharToMultiByte(CP_ACP, 0, found, (int)units, to, (int)(units * 3), NULL, NULL);
    *value = to;
    if (length) *length = (UINT)bytes;
    return TRUE;
}

/* ---- names of languages ---- */

/* "VerLanguageNameW function": characters written without the terminator, or the room needed where it is too little. */
DWORD WINAPI VerLanguageNameW(DWORD language, WCHAR *name, DWORD room)
{
    WCHAR text[128];
    int length = GetLocaleInfoW(MAKELCID(language & 0xffff, SORT_DEFAULT), LOCALE_SLANGUAGE, text, ARRAYSIZE(text));

    if (!length) {
        static const WCHAR neutral[] = L"Language Neutral";
        memcpy(text, neutral, sizeof neutral);
        length = ARRAYSIZE(neutral);
    }
    if (!name || !room) return (DWORD)length;
    DWORD kept = (DWORD)length < room ? (DWORD)length : room;
    memcpy(name, text, kept * sizeof *text);
    name[kept - 1] = 0;
    return (DWORD)length <= room ? (DWORD)length - 1 : (DWORD)length;
}

DWORD WINAPI VerLanguageNameA(DWORD language, char *name, DWORD room)
{
    WCHAR text[128];
    DWORD length = VerLanguageNameW(language, text, ARRAYSIZE(text));
    int bytes = WideCharToMultiByte(CP_ACP, 0, text, (int)length + 1, NULL, 0, NULL, NULL);

    if (!name || !room) return (DWORD)bytes;
    if ((DWORD)bytes > room) return (DWORD)bytes;
    WideCharToMultiByte(CP_ACP, 0, text, (int)length + 1, name, (int)room, NULL, NULL);
    return (DWORD)bytes - 1;
}
