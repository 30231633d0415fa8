/* SPDX-License-Identifier: MIT */
/* Path functions until path_search.c has them. */
#include "kernelbase.h"

UINT base_locale_page(LCID locale)
{
    (void)locale;
    return 1252;
}

DWORD WINAPI SearchPathW(const WCHAR *path, const WCHAR *file, const WCHAR *extension, DWORD length, WCHAR *buffer, WCHAR **part)
{
    WCHAR *search = NULL;
    static const UNICODE_STRING name = {8, 8, (WCHAR *)L"PATH"};
    UNICODE_STRING value = {0, 0, NULL};
    if (!path && RtlQueryEnvironmentVariable_U(NULL, &name, &value) == STATUS_BUFFER_TOO_SMALL) {
        search = base_alloc((SIZE_T)value.Length + 8);
        if (!search) return 0;
        search[0] = '.';
        search[1] = ';';
        value = (UNICODE_STRING){0, value.Length, search + 2};
        RtlQueryEnvironmentVariable_U(NULL, &name, &value);
        search[2 + value.Length / 2] = 0;
        path = search;
    }
    ULONG got = RtlDosSearchPath_U(path ? path : L".", file, extension, length * sizeof(WCHAR), buffer, part) / sizeof(WCHAR);
    base_free(search);
    if (!got) base_fail(STATUS_OBJECT_NAME_NOT_FOUND);
    return got;
}

DWORD WINAPI GetFullPathNameA(const char *name, DWORD length, char *buffer, char **part)
{
    WCHAR full[1024], *wide = base_wide(name);
    if (!wide) return 0;
    ULONG size = RtlGetFullPathName_U(wide, sizeof full, full, NULL);
    base_free(wide);
    if (!size || size >= sizeof full) return 0;
    char *ansi = base_ansi(full, -1);
    DWORD need = (DWORD)strlen(ansi);
    if (need < length) {
        memcpy(buffer, ansi, need + 1);
        if (part) *part = strrchr(buffer, '\\') ? strrchr(buffer, '\\') + 1 : NULL;
    }
    base_free(ansi);
    return need < length ? need : need + 1;
}

DWORD WINAPI SearchPathA(const char *path, const char *file, const char *extension, DWORD length, char *buffer, char **part)
{
    WCHAR *a = path ? base_wide(path) : NULL, *b = base_wide(file), *c = extension ? base_wide(extension) : NULL, found[1024];
    DWORD got = SearchPathW(a, b, c, 1024, found, NULL), need = 0;
    if (got && got < 1024) {
        char *ansi = base_ansi(found, -1);
        need = (DWORD)strlen(ansi);
        if (need < length) {
            memcpy(buffer, ansi, need + 1);
            if (part) *part = strrchr(buffer, '\\') + 1;
        } else {
            need++;
        }
        base_free(ansi);
    }
    base_free(a);
    base_free(b);
    base_free(c);
    return need;
}

BOOL WINAPI GetVolumeNameForVolumeMountPointW(const WCHAR *mount, WCHAR *name, DWORD length)
{
    (void)mount, (void)name, (void)length;
    return base_fail(STATUS_NOT_IMPLEMENTED);
}
