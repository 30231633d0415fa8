/* SPDX-License-Identifier: MIT */
/* Paths as text: _splitpath, _makepath, _fullpath. */
#include "crt.h"

#define WIDE    0
#define CHAR    char
#define NAME(x) _##x
#include "path.h"
#undef WIDE
#undef CHAR
#undef NAME
#define WIDE    1
#define CHAR    wchar_t
#define NAME(x) _w##x
#include "path.h"

wchar_t *_wgetcwd(wchar_t *out, int size);
char *_getcwd(char *out, int size);

/* _wfullpath: into `out` of `size` units, or malloc()ed where it is NULL; NULL where it doesn't fit. */
wchar_t *_wfullpath(wchar_t *out, const wchar_t *path, size_t size)
{
    if (!path || !*path) return _wgetcwd(out, (int)size);
    DWORD need = GetFullPathNameW(path, 0, NULL, NULL);
    if (!need) {
        crt_fail_last();
        return NULL;
    }
    if (out && need > size) {
        errno = ERANGE;
        return NULL;
    }
    if (!out && !(out = malloc((need > size ? need : size) * sizeof *out))) return NULL;
    GetFullPathNameW(path, need, out, NULL);
    return out;
}

char *_fullpath(char *out, const char *path, size_t size)
{
    wchar_t buffer[PATH_BUFFER], *wide;
    if (!path || !*path) return _getcwd(out, (int)size);
    if (!(wide = crt_widen(path, buffer, PATH_BUFFER))) return NULL;
    wchar_t *full = _wfullpath(NULL, wide, 0);
    crt_release(wide, buffer);
    char *narrow = full ? crt_narrow(full) : NULL;
    free(full);
    if (!narrow || !out) return narrow;
    if (strlen(narrow) >= size) {
        errno = ERANGE;
        out = NULL;
    } else {
        strcpy(out, narrow);
    }
    free(narrow);
    return out;
}
