/* SPDX-License-Identifier: MIT */
/* Temporary files, remove, rename and perror.  A name from tmpnam begins with a backslash, as msvcrt's do, and does not
 * exist; tmpfile lies in the temporary folder and goes when it is closed. */
#include "crt.h"

static LONG serial;

/* A name that no file has: `folder` (with its backslash), `prefix`, digits. */
static int unused_name(wchar_t *out, size_t size, const wchar_t *folder, const wchar_t *prefix)
{
    size_t n = wcslen(folder), m = wcslen(prefix);
    if (n + m + 24 > size) return 0;
    memcpy(out, folder, n * sizeof *out);
    memcpy(out + n, prefix, m * sizeof *out);
    for (int tries = 0; tries < 32768; tries++) {
        unsigned values[2] = {GetCurrentProcessId(), (unsigned)InterlockedIncrement(&serial)};
        wchar_t *p = out + n + m;
        for (int part = 0; part < 2; part++) {
            wchar_t digits[8], *d = digits;
            do *d++ = L"0123456789abcdefghijklmnopqrstuv"[values[part] & 31];
            while (values[part] >>= 5);
            while (d > digits) *p++ = *--d;
            *p++ = '.';
        }
        p[-1] = 0;
        if (GetFileAttributesW(out) == INVALID_FILE_ATTRIBUTES) return 1;
    }
    return 0;
}

wchar_t *_wtmpnam(wchar_t *out)
{
    struct crt_thread *self = crt_self();
    wchar_t *to = out ? out : self->wtmpnam_text, name[32];
    if (!unused_name(name, 32, L"\\", L"s")) return NULL;
    name[13] = 0; /* L_tmpnam of the old runtime */
    return wcscpy(to, name);
}

char *tmpnam(char *out)
{
    wchar_t name[32];
    char *to = out ? out : crt_self()->tmpnam_text;
    int i = 0;
    if (!_wtmpnam(name)) return NULL;
    do to[i] = (char)name[i];
    while (name[i++]);
    return to;
}

int tmpnam_s(char *out, size_t size)
{
    char name[32];
    if (!out) return crt_invalid();
    if (!tmpnam(name) || strlen(name) >= size) {
        if (size) *out = 0;
        return crt_invalid_as(ERANGE);
    }
    strcpy(out, name);
    return 0;
}

int _wtmpnam_s(wchar_t *out, size_t size)
{
    wchar_t name[32];
    if (!out) return crt_invalid();
    if (!_wtmpnam(name) || wcslen(name) >= size) {
        if (size) *out = 0;
        return crt_invalid_as(ERANGE);
    }
    wcscpy(out, name);
    return 0;
}

FILE *tmpfile(void)
{
    wchar_t folder[MAX_PATH + 2], path[MAX_PATH + 40];
    if (!GetTempPathW(MAX_PATH + 1, folder)) {
        crt_fail_last();
        return NULL;
    }
    for (int tries = 0; tries < 100; tries++) {
        if (!unused_name(path, sizeof path / sizeof *path, folder, L"t")) break;
        int fd =
            crt_open(path, O_CREAT_ | O_EXCL_ | O_RDWR_ | O_BINARY_ | O_TEMPORARY_ | O_SHORT_LIVED_, SH_DENYNO_, 0x180);
        if (fd < 0) {
            if (errno == EEXIST) continue;
            break;
        }
        FILE *file = crt_file_new();
        if (!file) {
            _close(fd);
            return NULL;
        }
        *file = (FILE){.fd = fd, .flags = F_UPDATE, .tmpname = (char *)_wcsdup(path)};
        _unlock_file(file);
        return file;
    }
    return NULL;
}

int tmpfile_s(FILE **out)
{
    if (!out) return crt_invalid();
    *out = tmpfile();
    return *out ? 0 : errno;
}

/* _wtempnam: TMP's folder, else `folder`, else the current one; malloc()ed. */
wchar_t *_wtempnam(const wchar_t *folder, const wchar_t *prefix)
{
    wchar_t tmp[MAX_PATH], base[MAX_PATH + 2], path[2 * MAX_PATH];
    DWORD n = GetEnvironmentVariableW(L"TMP", tmp, MAX_PATH);
    DWORD attributes = n && n < MAX_PATH ? GetFileAttributesW(tmp) : INVALID_FILE_ATTRIBUTES;
    const wchar_t *in = attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) ? tmp : folder;
    if (!in || wcslen(in) >= MAX_PATH) in = L".";
    wcscpy(base, in);
    size_t length = wcslen(base);
    if (length && base[length - 1] != '\\' && base[length - 1] != '/') wcscpy(base + length, L"\\");
    if (!unused_name(path, 2 * MAX_PATH, base, prefix ? prefix : L"")) return NULL;
    return _wcsdup(path);
}

char *_tempnam(const char *folder, const char *prefix)
{
    wchar_t a[PATH_BUFFER], b[PATH_BUFFER];
    wchar_t *wfolder = folder ? crt_widen(folder, a, PATH_BUFFER) : NULL,
            *wprefix = prefix ? crt_widen(prefix, b, PATH_BUFFER) : NULL;
    wchar_t *wide = _wtempnam(wfolder, wprefix);
    if (wfolder) crt_release(wfolder, a);
    if (wprefix) crt_release(wprefix, b);
    char *name = wide ? crt_narrow(wide) : NULL;
    free(wide);
    return name;
}

/* _wmktemp: fills the six X at the end: a letter and five digits of the process. */
wchar_t *_wmktemp(wchar_t *name)
{
    size_t n = name ? wcslen(name) : 0;
    if (n < 6 || wcscmp(name + n - 6, L"XXXXXX")) {
        crt_invalid();
        return NULL;
    }
    unsigned id = GetCurrentThreadId() % 100000;
    for (int i = 5; i > 0; i--, id /= 10) name[n - 6 + (size_t)i] = (wchar_t)('0' + id % 10);
    for (wchar_t c = 'a'; c <= 'z'; c++) {
        name[n - 6] = c;
        if (GetFileAttributesW(name) == INVALID_FILE_ATTRIBUTES) return name;
    }
    errno = EEXIST;
    return NULL;
}

char *_mktemp(char *name)
{
    wchar_t buffer[PATH_BUFFER], *wide;
    char *result = NULL;
    if (!name) {
        crt_invalid();
        return NULL;
    }
    if (!(wide = crt_widen(name, buffer, PATH_BUFFER))) return NULL;
    if (_wmktemp(wide)) {
        size_t n = strlen(name), w = wcslen(wide);
        for (size_t i = 1; i <= 6; i++) name[n - i] = (char)wide[w - i];
        result = name;
    }
    crt_release(wide, buffer);
    return result;
}

int _wremove(const wchar_t *path)
{
    if (!path) return crt_fail_invalid();
    return DeleteFileW(path) ? 0 : crt_fail_last();
}

int _wunlink(const wchar_t *path)
{
    return _wremove(path);
}

int remove(const char *path)
{
    wchar_t buffer[PATH_BUFFER], *wide;
    if (!path) return crt_fail_invalid();
    if (!(wide = crt_widen(path, buffer, PATH_BUFFER))) return -1;
    int result = _wremove(wide);
    crt_release(wide, buffer);
    return result;
}

int _unlink(const char *path)
{
    return remove(path);
}

int _wrename(const wchar_t *from, const wchar_t *to)
{
    if (!from || !to) return crt_fail_invalid();
    return MoveFileExW(from, to, MOVEFILE_COPY_ALLOWED) ? 0 : crt_fail_last();
}

int rename(const char *from, const char *to)
{
    wchar_t a[PATH_BUFFER], b[PATH_BUFFER], *wfrom, *wto;
    int result = -1;
    if (!from || !to) return crt_fail_invalid();
    if (!(wfrom = crt_widen(from, a, PATH_BUFFER))) return -1;
    if ((wto = crt_widen(to, b, PATH_BUFFER))) {
        result = _wrename(wfrom, wto);
        crt_release(wto, b);
    }
    crt_release(wfrom, a);
    return result;
}
