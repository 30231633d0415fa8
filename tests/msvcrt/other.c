/* SPDX-License-Identifier: MIT */
/* Single functions of msvcrt: paths taken apart, searched for and put together; single precision and Bessel functions;
 * aligned blocks at an offset, searching in a context, libraries, errors; as documented. */
#include "../ucrtbase/crt.h"

#include <direct.h>
#include <float.h>
#include <locale.h>
#include <malloc.h>
#include <math.h>
#include <search.h>
#include <wchar.h>

#define CLOSE(x, y)  ((x) - (y) < 1e-12 && (y) - (x) < 1e-12)
#define CLOSEF(x, y) ((x) - (y) < 1e-6 && (y) - (x) < 1e-6)

static void paths(void)
{
    char path[MAX_PATH], drive[8], folder[MAX_PATH], name[MAX_PATH], extension[16];
    wchar_t wide[MAX_PATH], wdrive[8], wfolder[MAX_PATH], wname[MAX_PATH], wextension[16];

    _makepath(path, "c", "folder", "name", "ext");
    CHECK(!strcmp(path, "c:folder\\name.ext"), "_makepath: the separators are added: %s", path);
    _splitpath("C:\\a\\b.c.d", drive, folder, name, extension);
    CHECK(!strcmp(drive, "C:") && !strcmp(folder, "\\a\\") && !strcmp(name, "b.c") && !strcmp(extension, ".d"),
          "_splitpath: \"breaks a path into its four components\"");
    _wmakepath(wide, L"c", L"folder", L"name", L"ext");
    CHECK(!wcscmp(wide, L"c:folder\\name.ext"), "_wmakepath");
    CHECK(_wmakepath_s(wide, MAX_PATH, L"c", L"f\\", L"n", NULL) == 0 && !wcscmp(wide, L"c:f\\n") &&
              REFUSED(_wmakepath_s(wide, 3, L"c", L"f", L"n", L"e") == ERANGE, ERANGE),
          "_wmakepath_s: zero; ERANGE");
    _wsplitpath(L"C:\\a\\b.c", wdrive, wfolder, wname, wextension);
    CHECK(!wcscmp(wdrive, L"C:") && !wcscmp(wfolder, L"\\a\\") && !wcscmp(wname, L"b") && !wcscmp(wextension, L".c"),
          "_wsplitpath");
    fclose(fopen("other.tmp", "w"));
    _searchenv("other.tmp", "METIC_NONE", path);
    CHECK(strstr(path, "\\other.tmp"), "_searchenv: \"the complete path\" of a file in the current folder");
    _searchenv("not-there.tmp", "METIC_NONE", path);
    CHECK(!*path, "_searchenv: an empty string: not found");
    CHECK(_searchenv_s("other.tmp", "METIC_NONE", path, sizeof path) == 0 && strstr(path, "\\other.tmp") &&
              _searchenv_s("not-there.tmp", "METIC_NONE", path, sizeof path) == ENOENT,
          "_searchenv_s: zero; ENOENT");
    _wsearchenv(L"other.tmp", L"METIC_NONE", wide);
    CHECK(wcsstr(wide, L"\\other.tmp"), "_wsearchenv");
    CHECK(_wsearchenv_s(L"other.tmp", L"METIC_NONE", wide, MAX_PATH) == 0 && wcsstr(wide, L"\\other.tmp") &&
              _wsearchenv_s(L"not-there.tmp", L"METIC_NONE", wide, MAX_PATH) == ENOENT,
          "_wsearchenv_s");
    remove("other.tmp");
    char *current = _getcwd(NULL, 0), *of_drive = _getdcwd(_getdrive(), NULL, 0);
    CHECK(current && of_drive && !strcmp(current, of_drive), "_getdcwd: of the current drive: %s", of_drive);
    free(current);
    free(of_drive);
    CHECK(_getdcwd(_getdrive(), path, 2) == NULL && errno == ERANGE, "_getdcwd: NULL, ERANGE");
    FROM_CRT(unsigned long, _getdrives, void);
    FROM_CRT(unsigned, _getdiskfree, unsigned, struct _diskfree_t *);
    struct _diskfree_t disk = {0};
    CHECK(_getdrives() == GetLogicalDrives(), "_getdrives: \"bit position 0 is drive A\"");
    CHECK(_getdiskfree(0, &disk) == 0 && disk.total_clusters && disk.bytes_per_sector && disk.avail_clusters,
          "_getdiskfree: zero, of the default drive");
    CHECK(_getdiskfree(2, &disk) != 0 || GetLogicalDrives() & 2, "_getdiskfree: an error for a drive there is none of");
}

static void mathematics(void)
{
    FROM_CRT(float, asinf, float);
    FROM_CRT(float, atanf, float);
    FROM_CRT(float, atan2f, float, float);
    FROM_CRT(float, coshf, float);
    FROM_CRT(float, sinhf, float);
    FROM_CRT(float, tanf, float);
    FROM_CRT(float, log10f, float);
    FROM_CRT(float, modff, float, float *);
    FROM_CRT(float, _chgsignf, float);
    FROM_CRT(float, _copysignf, float, float);
    FROM_CRT(float, _hypotf, float, float);
    FROM_CRT(float, _logbf, float);
    FROM_CRT(float, _nextafterf, float, float);
    FROM_CRT(float, _scalbf, float, long);
    FROM_CRT(double, _scalb, double, long);
    FROM_CRT(int, _finitef, float);
    FROM_CRT(int, _isnanf, float);
    FROM_CRT(int, _fpclassf, float);
    FROM_CRT(double, _cabs, struct _complex);
    FROM_CRT(double, _j0, double);
    FROM_CRT(double, _j1, double);
    FROM_CRT(double, _jn, int, double);
    FROM_CRT(double, _y0, double);
    FROM_CRT(double, _y1, double);
    FROM_CRT(double, _yn, int, double);
    FROM_CRT(unsigned, _control87, unsigned, unsigned);
    float whole;

    CHECK(CLOSEF(asinf(0.5f), 0.5235988f) && CLOSEF(atanf(1), 0.7853982f) && CLOSEF(atan2f(1, -1), 2.3561945f),
          "asinf, atanf, atan2f");
    CHECK(CLOSEF(coshf(1), 1.5430806f) && CLOSEF(sinhf(1), 1.1752012f) && CLOSEF(tanf(0.5f), 0.5463025f),
          "coshf, sinhf, tanf");
    CHECK(CLOSEF(log10f(1000), 3) && modff(-2.75f, &whole) == -0.75f && whole == -2, "log10f, modff");
    CHECK(_chgsignf(2) == -2 && _copysignf(3, -1) == -3 && CLOSEF(_hypotf(3, 4), 5), "_chgsignf, _copysignf, _hypotf");
    CHECK(_logbf(48) == 5 && _nextafterf(1, 2) == 1 + FLT_EPSILON && _scalbf(3, 4) == 48 && _scalb(3, 4) == 48,
          "_logbf, _nextafterf, _scalbf, _scalb");
    CHECK(_finitef(1) && !_finitef(INFINITY) && _isnanf(NAN) && !_isnanf(1) && _fpclassf(-INFINITY) == _FPCLASS_NINF,
          "_finitef, _isnanf, _fpclassf");
    CHECK(_cabs((struct _complex){3, 4}) == 5, "_cabs: \"the absolute value of a complex number\"");
    CHECK(CLOSE(_j0(1), 0.76519768655796655) && CLOSE(_j1(1), 0.44005058574493352) &&
              CLOSE(_jn(2, 1), 0.11490348493190049),
          "_j0, _j1, _jn: Bessel functions of the first kind");
    CHECK(CLOSE(_y0(1), 0.088256964215676956) && CLOSE(_y1(1), -0.78121282130028868) &&
              CLOSE(_yn(2, 1), -1.6506826068162543),
          "_y0, _y1, _yn: of the second kind");
    unsigned before = _control87(0, 0);
    CHECK((_control87(_RC_UP, _MCW_RC) & _MCW_RC) == _RC_UP &&
              (_control87(before, _MCW_RC) & _MCW_RC) == (before & _MCW_RC),
          "_control87: \"the floating-point control word\"");
}

static int __cdecl compare(void *context, const void *a, const void *b)
{
    ++*(int *)context;
    return *(const int *)a - *(const int *)b;
}

static void __cdecl no_body(void)
{
    CHECK(1, "_purecall: calls the handler");
    check_done();
    _exit(check_failures != 0);
}

static void single(void)
{
    FROM_CRT(void *, bsearch_s, const void *, const void *, size_t, size_t,
             int(__cdecl *)(void *, const void *, const void *), void *);
    FROM_CRT(void *, _lfind_s, const void *, const void *, unsigned *, size_t,
             int(__cdecl *)(void *, const void *, const void *), void *);
    FROM_CRT(void *, _lsearch_s, const void *, void *, unsigned *, size_t,
             int(__cdecl *)(void *, const void *, const void *), void *);
    int values[6] = {1, 3, 5, 7}, key = 5, calls = 0;
    unsigned count = 4;
    CHECK(bsearch_s(&key, values, 4, sizeof key, compare, &calls) == &values[2] && calls, "bsearch_s: with a context");
    CHECK(_lfind_s(&key, values, &count, sizeof key, compare, &calls) == &values[2], "_lfind_s");
    key = 9;
    CHECK(bsearch_s(&key, values, 4, sizeof key, compare, &calls) == NULL &&
              _lfind_s(&key, values, &count, sizeof key, compare, &calls) == NULL,
          "bsearch_s, _lfind_s: NULL");
    CHECK(_lsearch_s(&key, values, &count, sizeof key, compare, &calls) == &values[4] && count == 5 && values[4] == 9,
          "_lsearch_s: adds it at the end");

    char *block = _aligned_offset_malloc(100, 64, 8);
    CHECK(block && ((size_t)block + 8) % 64 == 0, "_aligned_offset_malloc: aligned at the offset");
    memset(block, 7, 100);
    block = _aligned_offset_realloc(block, 1000, 64, 8);
    CHECK(block && ((size_t)block + 8) % 64 == 0 && block[99] == 7, "_aligned_offset_realloc: with what was in it");
    CHECK(REFUSED(_aligned_offset_malloc(100, 3, 0) == NULL, EINVAL) &&
              REFUSED(_aligned_offset_realloc(block, 100, 3, 8) == NULL, EINVAL),
          "_aligned_offset_malloc, _aligned_offset_realloc: \"if alignment is not a power of 2\"");
    _aligned_free(block);
    FROM_CRT(intptr_t, _get_heap_handle, void);
    CHECK(HeapValidate((HANDLE)_get_heap_handle(), 0, NULL), "_get_heap_handle: the heap of malloc");

    FROM_CRT(intptr_t, _loaddll, char *);
    FROM_CRT(int, _unloaddll, intptr_t);
    FROM_CRT(FARPROC, _getdllprocaddr, intptr_t, char *, intptr_t);
    intptr_t library = _loaddll("version.dll");
    CHECK(library && (HMODULE)library == GetModuleHandleA("version.dll"), "_loaddll: the module");
    CHECK(_getdllprocaddr(library, "VerQueryValueA", -1) == GetProcAddress((HMODULE)library, "VerQueryValueA") &&
              !_getdllprocaddr(library, "NoSuchName", -1),
          "_getdllprocaddr: by name");
    CHECK(_unloaddll(library) == 0 && !GetModuleHandleA("version.dll") && !_loaddll("not-there.dll"), "_unloaddll: 0");

    char said[64];
    wchar_t wide[64];
    errno = ENOENT;
    CHECK(!strcmp(_strerror("file"), "file: No such file or directory\n") &&
              !strcmp(_strerror(NULL), "No such file or directory\n"),
          "_strerror: the string, a colon, the message of errno");
    CHECK(_strerror_s(said, sizeof said, "x") == 0 && !strncmp(said, "x: No such file", 15) &&
              REFUSED(_strerror_s(NULL, 9, "x") == EINVAL, EINVAL),
          "_strerror_s: %s", said);
    CHECK(!wcscmp(_wcserror(ENOENT), L"No such file or directory"), "_wcserror");
    CHECK(_wcserror_s(wide, 64, ENOENT) == 0 && !wcscmp(wide, L"No such file or directory") &&
              REFUSED(_wcserror_s(NULL, 9, 0) == EINVAL, EINVAL),
          "_wcserror_s");
    errno = ENOENT;
    FROM_CRT(wchar_t *, __wcserror, const wchar_t *);
    FROM_CRT(errno_t, __wcserror_s, wchar_t *, size_t, const wchar_t *);
    CHECK(!wcscmp(__wcserror(L"file"), L"file: No such file or directory\n"), "__wcserror");
    errno = ENOENT;
    CHECK(__wcserror_s(wide, 64, L"x") == 0 && !wcsncmp(wide, L"x: No such file", 15) &&
              REFUSED(__wcserror_s(NULL, 9, L"x") == EINVAL, EINVAL),
          "__wcserror_s");
    FROM_CRT(void, _sleep, unsigned long);
    DWORD start = GetTickCount();
    _sleep(30);
    CHECK(GetTickCount() - start >= 15, "_sleep: at least so many milliseconds");
    FROM_CRT(uintptr_t, __threadhandle, void);
    FROM_CRT(unsigned long, __threadid, void);
    CHECK(__threadid() == GetCurrentThreadId() && GetThreadId((HANDLE)__threadhandle()) == GetCurrentThreadId(),
          "__threadid, __threadhandle: the calling thread's");
    FROM_CRT(int, _configthreadlocale, int);
    CHECK(_configthreadlocale(0) == 2 && _configthreadlocale(1) == 2 && _configthreadlocale(0) == 1 &&
              _configthreadlocale(2) == 1,
          "_configthreadlocale: \"the previous per-thread locale status\"");
    CHECK(REFUSED(_configthreadlocale(9) == -1, EINVAL), "_configthreadlocale: -1");
    typedef void(__cdecl * pure_handler)(void);
    FROM_CRT(pure_handler, _set_purecall_handler, pure_handler);
    FROM_CRT(void, _purecall, void);
    CHECK(_set_purecall_handler(no_body) == NULL && _set_purecall_handler(no_body) == no_body,
          "_set_purecall_handler: \"the previous handler\"");
    _purecall();
    CHECK(0, "_purecall does not come back");
    check_done();
}

int main(void)
{
    catch_invalid();
    paths();
    mathematics();
    single();
    return 1;
}
