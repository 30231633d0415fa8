/* SPDX-License-Identifier: MIT */
/* The 8-bit forms of the initialization files' functions: they widen, call the wide form, and narrow what it gave. */
#include "kernelbase.h"

/* Runs a getter into `wide`, gives its text with both terminators to `to`; frees the buffer. */
static DWORD narrow(WCHAR *wide, DWORD count, BOOL list, char *to, DWORD room)
{
    DWORD units = min(count + 1 + list, room);

    if (wide && units) WideCharToMultiByte(CP_ACP, 0, wide, (int)units, to, (int)room, NULL, NULL);
    base_free(wide);
    return count;
}

/* A buffer for `room` units; NULL where there is none to fill. */
static WCHAR *buffer(const char *to, DWORD room)
{
    WCHAR *wide = to && room ? base_alloc((SIZE_T)room * sizeof(WCHAR)) : NULL;

    if (wide) memset(wide, 0, (SIZE_T)room * sizeof(WCHAR));
    return wide;
}

DWORD WINAPI GetPrivateProfileStringA(const char *section, const char *key, const char *fallback, char *to, DWORD room,
                                      const char *file)
{
    WCHAR *a = base_wide(section), *b = base_wide(key), *c = base_wide(fallback), *d = base_wide(file),
          *wide = buffer(to, room);
    DWORD count = GetPrivateProfileStringW(a, b, c, wide, wide ? room : 0, d);

    base_free(a), base_free(b), base_free(c), base_free(d);
    return narrow(wide, count, !section || !key, to, room);
}

DWORD WINAPI GetPrivateProfileSectionNamesA(char *to, DWORD room, const char *file)
{
    WCHAR *name = base_wide(file), *wide = buffer(to, room);
    DWORD count = GetPrivateProfileSectionNamesW(wide, wide ? room : 0, name);

    base_free(name);
    return narrow(wide, count, TRUE, to, room);
}

DWORD WINAPI GetPrivateProfileSectionA(const char *section, char *to, DWORD room, const char *file)
{
    WCHAR *a = base_wide(section), *name = base_wide(file), *wide = buffer(to, room);
    DWORD count = GetPrivateProfileSectionW(a, wide, wide ? room : 0, name);

    base_free(a), base_free(name);
    return narrow(wide, count, TRUE, to, room);
}

UINT WINAPI GetPrivateProfileIntA(const char *section, const char *key, INT fallback, const char *file)
{
    WCHAR *a = base_wide(section), *b = base_wide(key), *c = base_wide(file);
    UINT value = GetPrivateProfileIntW(a, b, fallback, c);

    base_free(a), base_free(b), base_free(c);
    return value;
}

BOOL WINAPI WritePrivateProfileStringA(const char *section, const char *key, const char *value, const char *file)
{
    WCHAR *a = base_wide(section), *b = base_wide(key), *c = base_wide(value), *d = base_wide(file);
    BOOL ok = WritePrivateProfileStringW(a, b, c, d);

    base_free(a), base_free(b), base_free(c), base_free(d);
    return ok;
}

BOOL WINAPI WritePrivateProfileSectionA(const char *section, const char *lines, const char *file)
{
    SIZE_T size = 0;
    WCHAR *a = base_wide(section), *d = base_wide(file), *wide = NULL;

    while (lines && lines[size]) size += strlen(lines + size) + 1;
    if (lines && (wide = base_alloc((size + 1) * sizeof(WCHAR))))
        MultiByteToWideChar(CP_ACP, 0, lines, (int)size + 1, wide, (int)size + 1);
    BOOL ok = (!lines || wide) && WritePrivateProfileSectionW(a, wide, d);
    base_free(a), base_free(d), base_free(wide);
    return ok;
}

DWORD WINAPI GetProfileStringA(const char *section, const char *key, const char *fallback, char *to, DWORD room)
{
    return GetPrivateProfileStringA(section, key, fallback, to, room, "win.ini");
}

UINT WINAPI GetProfileIntA(const char *section, const char *key, INT fallback)
{
    return GetPrivateProfileIntA(section, key, fallback, "win.ini");
}

BOOL WINAPI WriteProfileStringA(const char *section, const char *key, const char *value)
{
    return WritePrivateProfileStringA(section, key, value, "win.ini");
}
