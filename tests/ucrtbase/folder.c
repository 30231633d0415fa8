/* SPDX-License-Identifier: MIT */
/* Files, folders, paths and the environment in the Universal CRT, as documented. */
#include "crt.h"

#include <direct.h>
#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>
#include <wchar.h>

static void make(const char *name, const char *text)
{
    FILE *file = fopen(name, "wb");
    fputs(text, file);
    fclose(file);
}

static void files(void)
{
    FROM_CRT(int, _stat64i32, const char *, struct _stat64i32 *);
    FROM_CRT(int, _fstat64i32, int, struct _stat64i32 *);
    FROM_CRT(int, _wstat64i32, const wchar_t *, struct _stat64i32 *);
    struct _stat64 big;
    struct _stat64i32 small;
#ifdef _UCRT
    struct _stat32 old;
    struct _stat32i64 middle;
#endif

    make("folder.tmp", "12345");
    CHECK(_stat64("folder.tmp", &big) == 0 && big.st_size == 5 && (big.st_mode & _S_IFREG) && (big.st_mode & _S_IWRITE),
          "_stat64: \"0 if the file-status information is obtained\"");
    CHECK(_stat64("not-there.tmp", &big) == -1 && errno == ENOENT, "_stat64: -1, ENOENT");
    CHECK(_stat64i32("folder.tmp", &small) == 0 && small.st_size == 5 && _stat64("folder.tmp", &big) == 0 &&
              small.st_mtime == big.st_mtime && _stat64i32("not-there.tmp", &small) == -1,
          "_stat64i32");
#ifdef _UCRT
    CHECK(_stat32("folder.tmp", &old) == 0 && old.st_size == 5 && _stat32("not-there.tmp", &old) == -1, "_stat32");
    CHECK(_stat32i64("folder.tmp", &middle) == 0 && middle.st_size == 5, "_stat32i64");
#endif
    CHECK(_wstat64(L"folder.tmp", &big) == 0 && big.st_size == 5 && _wstat64(L"not-there.tmp", &big) == -1, "_wstat64");
    CHECK(_wstat64i32(L"folder.tmp", &small) == 0 && small.st_size == 5 && _wstat64i32(L"not-there.tmp", &small) == -1,
          "_wstat64i32");
    CHECK(REFUSED(_stat64(NULL, &big) == -1, EINVAL) && REFUSED(_wstat64(NULL, &big) == -1, EINVAL),
          "_stat64, _wstat64: NULL");
    int file = _open("folder.tmp", _O_RDWR | _O_BINARY);
    CHECK(_fstat64(file, &big) == 0 && big.st_size == 5 && (big.st_mode & _S_IFREG), "_fstat64: of a descriptor");
    CHECK(_fstat64i32(file, &small) == 0 && small.st_size == 5, "_fstat64i32");
    CHECK(REFUSED(_fstat64(9999, &big) == -1, EBADF) && REFUSED(_fstat64i32(9999, &small) == -1, EBADF),
          "_fstat64, _fstat64i32: EBADF");
    CHECK(_lseek(file, 2, SEEK_SET) == 2 && _tell(file) == 2 && _telli64(file) == 2 && _eof(file) == 0,
          "_lseek, _tell, _telli64, _eof");
    CHECK(_lseek(file, 0, SEEK_END) == 5 && _eof(file) == 1 && _lseek(file, -9, SEEK_CUR) == -1,
          "_lseek: -1; _eof: 1 at the end");
    CHECK(REFUSED(_lseek(9999, 0, 0) == -1, EBADF) && REFUSED(_eof(9999) == -1, EBADF), "_lseek, _eof: EBADF");
    _close(file);

    CHECK(_access("folder.tmp", 0) == 0 && _access("folder.tmp", 6) == 0 && _access("not-there.tmp", 0) == -1 &&
              errno == ENOENT,
          "_access: \"0 if the file has the given mode\"");
    CHECK(_waccess(L"folder.tmp", 4) == 0 && _waccess(L"not-there.tmp", 0) == -1, "_waccess");
    CHECK(_access_s("folder.tmp", 2) == 0 && _waccess_s(L"folder.tmp", 2) == 0 &&
              _waccess_s(L"not-there.tmp", 0) == ENOENT,
          "_access_s, _waccess_s: \"Otherwise, it returns an error code\"");
    CHECK(_chmod("folder.tmp", _S_IREAD) == 0 && _access("folder.tmp", 2) == -1 && errno == EACCES,
          "_chmod: read only");
    CHECK(_wchmod(L"folder.tmp", _S_IREAD | _S_IWRITE) == 0 && _access("folder.tmp", 2) == 0, "_wchmod: and back");
    CHECK(_chmod("not-there.tmp", _S_IREAD) == -1 && errno == ENOENT && _wchmod(L"not-there.tmp", 0) == -1,
          "_chmod: -1, ENOENT");
    int mask = _umask(_S_IWRITE);
    file = _creat("masked.tmp", _S_IREAD | _S_IWRITE);
    _close(file);
    CHECK(_umask(mask) == _S_IWRITE && file > 2 && _access("masked.tmp", 2) == -1,
          "_umask: \"the previous value\"; _creat heeds it");
    _chmod("masked.tmp", _S_IWRITE);
    CHECK(_creat("no-such-folder\\file.tmp", _S_IWRITE) == -1 && errno == ENOENT, "_creat: -1");
    CHECK(remove("masked.tmp") == 0 && remove("masked.tmp") == -1 && errno == ENOENT,
          "remove: \"0 if the file is successfully deleted\"");
    CHECK(rename("folder.tmp", "moved.tmp") == 0 && rename("folder.tmp", "x.tmp") != 0 && errno == ENOENT, "rename");
    make("folder.tmp", "");
    CHECK(rename("moved.tmp", "folder.tmp") != 0 && errno == EEXIST, "rename: EEXIST where the new name is taken");
    CHECK(_unlink("folder.tmp") == 0 && _unlink("folder.tmp") == -1, "_unlink");
    CHECK(_wrename(L"moved.tmp", L"again.tmp") == 0 && _wrename(L"moved.tmp", L"x.tmp") != 0, "_wrename");
    CHECK(_wunlink(L"again.tmp") == 0 && _wunlink(L"again.tmp") == -1, "_wunlink");
    make("folder.tmp", "");
    CHECK(_wremove(L"folder.tmp") == 0 && _wremove(L"folder.tmp") == -1, "_wremove");
}

static void folders(void)
{
    char here[MAX_PATH], there[MAX_PATH], expected[MAX_PATH + 16];
    wchar_t wide[MAX_PATH];

    CHECK(_getcwd(here, MAX_PATH) == here && here[1] == ':', "_getcwd: the current folder");
    CHECK(_getcwd(there, 2) == NULL && errno == ERANGE, "_getcwd: \"NULL, errno ERANGE\" where it doesn't fit");
    char *made = _getcwd(NULL, 0);
    CHECK(made && !strcmp(made, here), "_getcwd: NULL allocates");
    free(made);
    CHECK(_wgetcwd(wide, MAX_PATH) == wide && wide[0] == (wchar_t)here[0] && _wgetcwd(wide, 2) == NULL, "_wgetcwd");
    CHECK(_wgetdcwd(0, wide, MAX_PATH) == wide && wide[1] == ':', "_wgetdcwd: 0 is the default drive");
    CHECK(_mkdir("ucrt-dir") == 0 && _mkdir("ucrt-dir") == -1 && errno == EEXIST, "_mkdir: 0; EEXIST");
    CHECK(_chdir("ucrt-dir") == 0 && _getcwd(there, MAX_PATH), "_chdir: \"0 if successful\"");
    snprintf(expected, sizeof expected, "%s\\ucrt-dir", here);
    CHECK(!_stricmp(there, expected), "and that is the current one: %s", there);
    CHECK(_wchdir(L"..") == 0 && _wchdir(L"no-such-folder") == -1 && errno == ENOENT, "_wchdir: -1, ENOENT");
    CHECK(_chdir("no-such-folder") == -1, "_chdir: -1");
    CHECK(_getdrive() == here[0] - 'A' + 1 && _chdrive(_getdrive()) == 0, "_chdrive: 0; _getdrive: 1 for A");
    CHECK(REFUSED(_chdrive(27) == -1, EACCES), "_chdrive: a drive that isn't one of 26: EACCES");
    CHECK(_rmdir("ucrt-dir") == 0 && _rmdir("ucrt-dir") == -1 && errno == ENOENT, "_rmdir");
    CHECK(_wmkdir(L"ucrt-dir") == 0 && _wmkdir(L"ucrt-dir") == -1, "_wmkdir");
    make("ucrt-dir\\file", "");
    CHECK(_wrmdir(L"ucrt-dir") == -1 && errno == ENOTEMPTY, "_wrmdir: ENOTEMPTY");
    _unlink("ucrt-dir\\file");
    CHECK(_wrmdir(L"ucrt-dir") == 0, "_wrmdir: 0");

    snprintf(expected, sizeof expected, "%s\\b.c", here);
    CHECK(_fullpath(there, "a\\..\\b.c", MAX_PATH) == there && !strcmp(there, expected),
          "_fullpath: \"the absolute path\"");
    CHECK(_fullpath(there, "b.c", 3) == NULL, "_fullpath: NULL where it doesn't fit");
    wchar_t *full = _wfullpath(NULL, L"b.c", 0);
    CHECK(full && wcslen(full) == strlen(expected) && _wfullpath(wide, L"b.c", 3) == NULL,
          "_wfullpath: NULL allocates");
    free(full);

    char drive[4], folder[32], name[16], extension[8];
    wchar_t wdrive[4], wfolder[32], wname[16], wextension[8];
    CHECK(_splitpath_s("C:\\one\\two.txt", drive, 4, folder, 32, name, 16, extension, 8) == 0 && !strcmp(drive, "C:") &&
              !strcmp(folder, "\\one\\") && !strcmp(name, "two") && !strcmp(extension, ".txt"),
          "_splitpath_s: the four parts");
    CHECK(REFUSED(_splitpath_s("C:\\one\\two.txt", drive, 4, folder, 2, name, 16, extension, 8) == ERANGE, ERANGE) &&
              !*drive,
          "_splitpath_s: ERANGE, and all are empty");
    CHECK(_wsplitpath_s(L"x.y.z", wdrive, 4, wfolder, 32, wname, 16, wextension, 8) == 0 && !*wdrive && !*wfolder &&
              !wcscmp(wname, L"x.y") && !wcscmp(wextension, L".z"),
          "_wsplitpath_s");
    CHECK(REFUSED(_wsplitpath_s(L"x.y.z", wdrive, 4, wfolder, 32, wname, 2, wextension, 8) == ERANGE, ERANGE),
          "_wsplitpath_s: ERANGE");
    CHECK(_makepath_s(there, MAX_PATH, "C", "one", "two", "txt") == 0 && !strcmp(there, "C:one\\two.txt"),
          "_makepath_s");
    CHECK(REFUSED(_makepath_s(there, 4, "C", "one", "two", "txt") == ERANGE, ERANGE), "_makepath_s: ERANGE");

    struct __finddata64_t found;
    make("find-1.tmp", "abc");
    make("find-2.tmp", "");
    intptr_t search = _findfirst64("find-*.tmp", &found);
    int count = search != -1;
    long long total = found.size;
    while (search != -1 && _findnext64(search, &found) == 0) count++, total += found.size;
    CHECK(count == 2 && total == 3 && errno == ENOENT && _findclose(search) == 0,
          "_findfirst64, _findnext64: each file once");
    CHECK(_findfirst64("not-there-*.tmp", &found) == -1 && errno == ENOENT, "_findfirst64: -1, ENOENT");
    _unlink("find-1.tmp");
    _unlink("find-2.tmp");
}

static void environment(void)
{
    char text[16];
    wchar_t wtext[16];
    size_t count = 99;

    CHECK(_putenv_s("METIC_FOLDER", "value") == 0 && !strcmp(getenv("METIC_FOLDER"), "value"), "_putenv_s: 0");
    CHECK(REFUSED(_putenv_s("A=B", "c") == EINVAL, EINVAL), "_putenv_s: EINVAL");
#ifdef _UCRT
    char *copy;
    wchar_t *wide;
    CHECK(_dupenv_s(&copy, &count, "METIC_FOLDER") == 0 && copy && !strcmp(copy, "value") && count == 6,
          "_dupenv_s: a copy and its size");
    free(copy);
    CHECK(_dupenv_s(&copy, &count, "METIC_NOT_SET") == 0 && !copy && count == 0,
          "_dupenv_s: NULL and 0 where it isn't found");
    CHECK(REFUSED(_dupenv_s(NULL, &count, "X") == EINVAL, EINVAL), "_dupenv_s: NULL");
    CHECK(_wdupenv_s(&wide, &count, L"METIC_FOLDER") == 0 && wide && !wcscmp(wide, L"value") && count == 6,
          "_wdupenv_s");
    free(wide);
#endif
    CHECK(getenv_s(&count, text, sizeof text, "METIC_FOLDER") == 0 && count == 6 && !strcmp(text, "value"),
          "getenv_s: 0");
    CHECK(getenv_s(&count, text, 3, "METIC_FOLDER") == ERANGE && count == 6,
          "getenv_s: ERANGE, and the size that is needed");
    CHECK(REFUSED(getenv_s(NULL, text, 3, "X") == EINVAL, EINVAL), "getenv_s: NULL");
    CHECK(_wgetenv_s(&count, wtext, 16, L"METIC_FOLDER") == 0 && !wcscmp(wtext, L"value"), "_wgetenv_s");
    CHECK(_wputenv_s(L"METIC_FOLDER", L"") == 0 && _wgetenv(L"METIC_FOLDER") == NULL && getenv("METIC_FOLDER") == NULL,
          "_wputenv_s: an empty value removes it");
    CHECK(_wputenv(L"METIC_FOLDER=w") == 0 && !wcscmp(_wgetenv(L"METIC_FOLDER"), L"w"), "_wputenv, _wgetenv");
}

int main(void)
{
    catch_invalid();
    files();
    folders();
    environment();
    return check_done();
}
