/* SPDX-License-Identifier: MIT */
/* The environment as the C library sees it: a narrow and a wide copy of the process's block, each made at its first
 * use and kept in step by _putenv.  Names compare without case, as everywhere on this system. */
#include "crt.h"

char **_environ;
wchar_t **_wenviron;
char **__initenv;
wchar_t **__winitenv;

/* Pointers to the strings of a block, entries that begin with '=' (drives' folders) left out.  The vector and every
 * string are malloc()ed of their own, since programs and _putenv replace them. */
void crt_env_make_wide(void)
{
    if (_wenviron) return;
    wchar_t *block = GetEnvironmentStringsW();
    size_t count = 0;
    for (wchar_t *p = block; p && *p; p += wcslen(p) + 1) count += *p != '=';
    wchar_t **vector = calloc(count + 1, sizeof *vector);
    size_t i = 0;
    for (wchar_t *p = block; vector && p && *p; p += wcslen(p) + 1)
        if (*p != '=' && (vector[i] = _wcsdup(p))) i++;
    if (block) FreeEnvironmentStringsW(block);
    _wenviron = vector;
}

void crt_env_make(void)
{
    if (_environ) return;
    wchar_t *block = GetEnvironmentStringsW();
    size_t count = 0;
    for (wchar_t *p = block; p && *p; p += wcslen(p) + 1) count += *p != '=';
    char **vector = calloc(count + 1, sizeof *vector);
    size_t i = 0;
    for (wchar_t *p = block; vector && p && *p; p += wcslen(p) + 1)
        if (*p != '=' && (vector[i] = crt_narrow(p))) i++;
    if (block) FreeEnvironmentStringsW(block);
    _environ = vector;
}

static char **find(const char *name, size_t n)
{
    for (char **p = _environ; p && *p; p++)
        if (!_strnicmp(*p, name, n) && (*p)[n] == '=') return p;
    return NULL;
}

static wchar_t **find_wide(const wchar_t *name, size_t n)
{
    for (wchar_t **p = _wenviron; p && *p; p++)
        if (!_wcsnicmp(*p, name, n) && (*p)[n] == '=') return p;
    return NULL;
}

/* getenv: points into the environment; NULL where the name is not there. */
char *getenv(const char *name)
{
    if (!name) {
        crt_invalid();
        return NULL;
    }
    _lock(LOCK_ENV);
    crt_env_make();
    size_t n = strlen(name);
    char **place = n ? find(name, n) : NULL;
    _unlock(LOCK_ENV);
    return place ? *place + n + 1 : NULL;
}

wchar_t *_wgetenv(const wchar_t *name)
{
    if (!name) {
        crt_invalid();
        return NULL;
    }
    _lock(LOCK_ENV);
    crt_env_make_wide();
    size_t n = wcslen(name);
    wchar_t **place = n ? find_wide(name, n) : NULL;
    _unlock(LOCK_ENV);
    return place ? *place + n + 1 : NULL;
}

int getenv_s(size_t *need, char *out, size_t size, const char *name)
{
    if (!need || (!out && size) || !name) return crt_invalid();
    if (out && size) *out = 0;
    char *value = getenv(name);
    *need = value ? strlen(value) + 1 : 0;
    if (!value || !size) return 0;
    if (*need > size) return crt_error(ERANGE);
    strcpy(out, value);
    return 0;
}

int _wgetenv_s(size_t *need, wchar_t *out, size_t size, const wchar_t *name)
{
    if (!need || (!out && size) || !name) return crt_invalid();
    if (out && size) *out = 0;
    wchar_t *value = _wgetenv(name);
    *need = value ? wcslen(value) + 1 : 0;
    if (!value || !size) return 0;
    if (*need > size) return crt_error(ERANGE);
    wcscpy(out, value);
    return 0;
}

/* Puts `entry` (malloc()ed, or NULL to remove) in the vector. */
#define SET(function, CHAR, FIND, vector)                                                                              \
    static int function(CHAR *entry, const CHAR *name, size_t n)                                                       \
    {                                                                                                                  \
        CHAR **place = FIND(name, n);                                                                                  \
        if (place && entry) {                                                                                          \
            *place = entry;                                                                                            \
        } else if (place) {                                                                                            \
            for (; *place; place++) *place = place[1];                                                                 \
        } else if (entry) {                                                                                            \
            size_t count = 0;                                                                                          \
            while (vector && vector[count]) count++;                                                                   \
            CHAR **grown = malloc((count + 2) * sizeof *grown);                                                        \
            if (!grown) return 0;                                                                                      \
            memcpy(grown, vector, count * sizeof *grown);                                                              \
            grown[count] = entry;                                                                                      \
            grown[count + 1] = NULL;                                                                                   \
            vector = grown; /* the old one may be in a caller's hands */                                               \
        }                                                                                                              \
        return 1;                                                                                                      \
    }
SET(set_narrow, char, find, _environ)
SET(set_wide, wchar_t, find_wide, _wenviron)

/* The entry in wide text, set everywhere.  0 or -1. */
static int put(const wchar_t *entry)
{
    const wchar_t *equals = wcschr(entry, '=');
    if (!equals || equals == entry) return crt_fail(EINVAL);
    size_t n = (size_t)(equals - entry);
    wchar_t *name = _wcsdup(entry);
    char *narrow = crt_narrow(entry);
    int result = -1;
    if (!name || !narrow) goto out;
    name[n] = 0;
    int remove = !equals[1];
    _lock(LOCK_ENV);
    crt_env_make();
    if (_wenviron || __winitenv) set_wide(remove ? NULL : _wcsdup(entry), name, n);
    size_t bytes = (size_t)(strchr(narrow, '=') - narrow);
    if (remove) {
        set_narrow(NULL, narrow, bytes);
        result = 0;
    } else if (set_narrow(narrow, narrow, bytes)) {
        narrow = NULL;
        result = 0;
    }
    _unlock(LOCK_ENV);
    if (!result && !SetEnvironmentVariableW(name, remove ? NULL : equals + 1) &&
        !(remove && GetLastError() == ERROR_ENVVAR_NOT_FOUND))
        result = crt_fail(EINVAL);
out:
    free(name);
    free(narrow);
    return result;
}

int _wputenv(const wchar_t *entry)
{
    return entry ? put(entry) : crt_fail(EINVAL);
}

int _putenv(const char *entry)
{
    wchar_t buffer[PATH_BUFFER], *wide;
    if (!entry) return crt_fail(EINVAL);
    if (!(wide = crt_widen(entry, buffer, PATH_BUFFER))) return -1;
    int result = put(wide);
    crt_release(wide, buffer);
    return result;
}

int _wputenv_s(const wchar_t *name, const wchar_t *value)
{
    if (!name || !value || !*name || wcschr(name, '=')) return crt_invalid();
    wchar_t *entry = malloc((wcslen(name) + wcslen(value) + 2) * sizeof *entry);
    if (!entry) return ENOMEM;
    wcscpy(entry, name);
    wcscat(entry, L"=");
    wcscat(entry, value);
    int error = put(entry) ? errno : 0;
    free(entry);
    return error;
}

int _putenv_s(const char *name, const char *value)
{
    if (!name || !value || !*name || strchr(name, '=')) return crt_invalid();
    char *entry = malloc(strlen(name) + strlen(value) + 2);
    if (!entry) return ENOMEM;
    strcpy(entry, name);
    strcat(entry, "=");
    strcat(entry, value);
    int error = _putenv(entry) ? errno : 0;
    free(entry);
    return error;
}

char ***__p__environ(void)
{
    crt_env_make();
    return &_environ;
}

wchar_t ***__p__wenviron(void)
{
    crt_env_make_wide();
    return &_wenviron;
}

char ***__p___initenv(void)
{
    return &__initenv;
}

wchar_t ***__p___winitenv(void)
{
    return &__winitenv;
}

/* ---- _searchenv: a file in the current folder, then in the folders of a variable ---- */

int _wsearchenv_s(const wchar_t *file, const wchar_t *variable, wchar_t *out, size_t size)
{
    wchar_t full[1024];
    if (!file || !out || !size) return crt_invalid();
    *out = 0;
    if (!*file) return crt_error(ENOENT);
    if (GetFileAttributesW(file) != INVALID_FILE_ATTRIBUTES) {
        DWORD n = GetFullPathNameW(file, 1024, full, NULL);
        if (!n || n >= size) return crt_error(ERANGE);
        wcscpy(out, full);
        return 0;
    }
    const wchar_t *p = variable ? _wgetenv(variable) : NULL;
    while (p && *p) {
        const wchar_t *end = p;
        while (*end && *end != ';') end++;
        size_t n = (size_t)(end - p);
        if (n && n + wcslen(file) + 2 <= 1024) {
            memcpy(full, p, n * sizeof *full);
            if (full[n - 1] != '\\' && full[n - 1] != '/') full[n++] = '\\';
            wcscpy(full + n, file);
            if (GetFileAttributesW(full) != INVALID_FILE_ATTRIBUTES) {
                if (wcslen(full) >= size) return crt_error(ERANGE);
                wcscpy(out, full);
                return 0;
            }
        }
        p = *end ? end + 1 : end;
    }
    return crt_error(ENOENT);
}

void _wsearchenv(const wchar_t *file, const wchar_t *variable, wchar_t *out)
{
    _wsearchenv_s(file, variable, out, MAX_PATH);
}

int _searchenv_s(const char *file, const char *variable, char *out, size_t size)
{
    wchar_t a[PATH_BUFFER], b[PATH_BUFFER], found[1024], *wfile, *wvariable;
    if (!file || !out || !size) return crt_invalid();
    *out = 0;
    if (!(wfile = crt_widen(file, a, PATH_BUFFER)) ||
        !(wvariable = crt_widen(variable ? variable : "", b, PATH_BUFFER)))
        return errno;
    int error = _wsearchenv_s(wfile, wvariable, found, 1024);
    char *name = error ? NULL : crt_narrow(found);
    if (name && strlen(name) < size)
        strcpy(out, name);
    else if (name)
        error = crt_error(ERANGE);
    free(name);
    crt_release(wfile, a);
    crt_release(wvariable, b);
    return error;
}

void _searchenv(const char *file, const char *variable, char *out)
{
    _searchenv_s(file, variable, out, MAX_PATH);
}
