/* SPDX-License-Identifier: MIT */
/* What msvcrt knows of the program: its arguments and environment as variables and through functions, modes, the exit
 * tables of DLLs, signals, the system's version; as documented, or as mingw-w64's and old compilers' start-up code uses
 * it. */
#include "../ucrtbase/crt.h"

#include <fcntl.h>
#include <float.h>
#include <io.h>
#include <locale.h>
#include <process.h>
#include <setjmp.h>
#include <share.h>
#include <signal.h>
#include <sys/stat.h>
#include <wchar.h>

#define DATA(type, name) type *name##_ = (type *)(void *)GetProcAddress(GetModuleHandleA(RUNTIME), #name)

_CRTIMP int __cdecl __attribute__((returns_twice)) _setjmpex(jmp_buf there, void *frame);

static int order[4], ran;

static int __cdecl first(void)
{
    order[ran++] = 1;
    return 0;
}

static int __cdecl second(void)
{
    order[ran++] = 2;
    return 0;
}

static void arguments(void)
{
    FROM_CRT(int, __wgetmainargs, int *, wchar_t ***, wchar_t ***, int, int *);
    FROM_CRT(char **, __p__acmdln, void);
    FROM_CRT(wchar_t **, __p__wcmdln, void);
    FROM_CRT(char ***, __p___argv, void);
    int argc = 0, info = 0;
    wchar_t **argv = NULL, **environment = NULL;
    DATA(int, __argc);
    DATA(char **, __argv);
    DATA(wchar_t **, __wargv);
    DATA(wchar_t *, _wcmdln);
    DATA(wchar_t **, __winitenv);
    DATA(char *, _pgmptr);
    DATA(wchar_t *, _wpgmptr);
    char path[MAX_PATH];
    wchar_t wide_path[MAX_PATH];

    CHECK(__wgetmainargs(&argc, &argv, &environment, 0, &info) == 0 && argc == 1 && argv &&
              wcsstr(argv[0], L"program") && !argv[1],
          "__wgetmainargs: the command line as wmain's arguments");
    CHECK(environment && environment[0] && wcschr(environment[0] + 1, '='), "__wgetmainargs: and the environment");
    CHECK(__argc_ && *__argc_ == 1 && *__argv_ && strstr(**__argv_, "program") && *__wargv_ == argv,
          "__argc, __argv, __wargv: the same as variables");
    CHECK(*__p___argv() == *__argv_ && __p___argv() == __argv_, "__p___argv: where __argv is");
    CHECK(__p__acmdln && !strcmp(*__p__acmdln(), GetCommandLineA()), "__p__acmdln: where the command line is");
    CHECK(!wcscmp(*_wcmdln_, GetCommandLineW()) && __p__wcmdln() == _wcmdln_, "_wcmdln, __p__wcmdln: the wide one");
    CHECK(__winitenv_ && *__winitenv_ == environment, "__winitenv: the environment as it was at the start");
    GetModuleFileNameA(NULL, path, sizeof path);
    GetModuleFileNameW(NULL, wide_path, MAX_PATH);
    CHECK(_pgmptr_ && *_pgmptr_ && !_stricmp(*_pgmptr_, path), "_pgmptr: \"the full path of the executable file\": %s",
          *_pgmptr_);
    CHECK(_wpgmptr_ && *_wpgmptr_ && !_wcsicmp(*_wpgmptr_, wide_path), "_wpgmptr: the wide one");
}

static void environment(void)
{
    DATA(char **, _environ);
    DATA(wchar_t **, _wenviron);
    int found = 0;

    CHECK(_putenv("METIC_PROGRAM=set") == 0 && !strcmp(getenv("METIC_PROGRAM"), "set"), "_putenv: \"0 if successful\"");
    for (char **p = *_environ_; p && *p; p++) found += !strcmp(*p, "METIC_PROGRAM=set");
    CHECK(found == 1, "_environ: \"a pointer to an array of pointers to the strings of the environment\"");
    CHECK(_wgetenv(L"METIC_PROGRAM") && _wenviron_ && *_wenviron_, "_wenviron: the wide strings");
    found = 0;
    for (wchar_t **p = *_wenviron_; p && *p; p++) found += !wcscmp(*p, L"METIC_PROGRAM=set");
    CHECK(found == 1, "_wenviron: with what was set");
    CHECK(_putenv("METIC_PROGRAM=") == 0 && getenv("METIC_PROGRAM") == NULL, "_putenv: an empty value removes it");
    CHECK(_putenv("no value") == -1, "_putenv: \"-1 if there is an error\"");
}

static void modes(void)
{
    FROM_CRT(int *, __p__fmode, void);
    FROM_CRT(int *, __p__commode, void);
    DATA(int, _fmode);
    DATA(int, _commode);

    *__p__fmode() = _O_BINARY;
    FILE *file = fopen("program.tmp", "w");
    fputs("\n", file);
    fclose(file);
    struct _stat64 status;
    CHECK(_stat64("program.tmp", &status) == 0 && status.st_size == 1 && *_fmode_ == _O_BINARY &&
              __p__fmode() == _fmode_,
          "__p__fmode: where _fmode is: binary files");
    *__p__fmode() = _O_TEXT;
    CHECK(__p__commode() == _commode_ && *__p__commode() == 0, "__p__commode: where _commode is");
    remove("program.tmp");
}

static void exit_tables(void)
{
    FROM_CRT(_onexit_t, __dllonexit, _onexit_t, _onexit_t **, _onexit_t **);
    FROM_CRT(int, __lconv_init, void);
    _onexit_t *start = malloc(sizeof *start), *end = start;

    CHECK(__dllonexit(first, &start, &end) == first && __dllonexit(second, &start, &end) == second,
          "__dllonexit: the function that was added");
    CHECK(end - start == 2 && start[0] == first && start[1] == second && ran == 0,
          "__dllonexit: to the DLL's own table, which grows");
    free(start);
    start = end = NULL;
    CHECK(__dllonexit(first, &start, &end) == NULL, "__dllonexit: NULL where there is no table");
    CHECK(__lconv_init() == 0 && !strcmp(localeconv()->decimal_point, "."), "__lconv_init: 0");
}

static volatile int caught, caught_code;

static void __cdecl on_signal(int number)
{
    caught = number;
}

static void __cdecl on_float(int number, int code)
{
    caught = number;
    caught_code = code;
}

static void __cdecl on_fault(int number)
{
    FROM_CRT(EXCEPTION_POINTERS **, __pxcptinfoptrs, void);
    caught = number;
    caught_code = *__pxcptinfoptrs() != NULL;
}

static void signals(void)
{
    FROM_CRT(int, _XcptFilter, unsigned long, EXCEPTION_POINTERS *);
    FROM_CRT(int, __CppXcptFilter, unsigned long, EXCEPTION_POINTERS *);
    FROM_CRT(int *, __fpecode, void);
    EXCEPTION_RECORD record = {.ExceptionCode = EXCEPTION_ACCESS_VIOLATION};
    CONTEXT context = {.ContextFlags = CONTEXT_CONTROL};
    EXCEPTION_POINTERS pointers = {&record, &context};

    signal(SIGTERM, on_signal);
    CHECK(raise(SIGTERM) == 0 && caught == SIGTERM, "raise: \"If successful, raise returns 0\", the handler is called");
    CHECK(raise(12345) != 0, "raise: \"Otherwise, it returns a nonzero value\"");
    signal(SIGSEGV, on_fault);
    CHECK(_XcptFilter(EXCEPTION_ACCESS_VIOLATION, &pointers) == EXCEPTION_CONTINUE_EXECUTION && caught == SIGSEGV &&
              caught_code == 1,
          "_XcptFilter: an access violation is SIGSEGV; __pxcptinfoptrs: what the exception was");
    signal(SIGFPE, (void(__cdecl *)(int))(void *)on_float);
    record.ExceptionCode = EXCEPTION_FLT_DIVIDE_BY_ZERO;
    CHECK(_XcptFilter(EXCEPTION_FLT_DIVIDE_BY_ZERO, &pointers) == EXCEPTION_CONTINUE_EXECUTION && caught == SIGFPE &&
              caught_code == _FPE_ZERODIVIDE,
          "_XcptFilter: a division by zero is SIGFPE, the handler is told which");
    CHECK(__fpecode && __fpecode() != NULL && __fpecode() == __fpecode(), "__fpecode: the thread's own");
    signal(SIGSEGV, on_signal);
    caught = 0;
    CHECK(__CppXcptFilter(EXCEPTION_ACCESS_VIOLATION, &pointers) == EXCEPTION_CONTINUE_SEARCH && !caught,
          "__CppXcptFilter: only C++ exceptions are looked at");
    signal(SIGSEGV, SIG_DFL);
}

static int __cdecl jump(jmp_buf there)
{
    longjmp(there, 17);
    return 1;
}

static void jumps(void)
{
    jmp_buf there;
    volatile int rounds = 0;

    int value = _setjmp(there, NULL);
    if (rounds++ == 0 && value == 0) jump(there);
    CHECK(value == 17 && rounds == 2, "_setjmp: \"0 after saving\", then longjmp's value");
    rounds = 0;
    value = _setjmpex(there, __builtin_frame_address(0));
    if (rounds++ == 0 && value == 0) longjmp(there, 0);
    CHECK(value == 1 && rounds == 2, "longjmp: \"If value is passed as 0, setjmp's return is 1\"");
}

static void limits(void)
{
    FROM_CRT(unsigned long *, __doserrno, void);
    FROM_CRT(int, _getmaxstdio, void);
    FROM_CRT(int, _setmaxstdio, int);
    FROM_CRT(errno_t, _get_errno, int *);
    FROM_CRT(errno_t, _set_errno, int);
    DATA(unsigned, _osver);
    DATA(unsigned, _winver);
    DATA(unsigned, _winmajor);
    DATA(unsigned, _winminor);
    DATA(int, _sys_nerr);
    DATA(char *, _sys_errlist);
    int value = 0;

    _open("not-there.tmp", _O_RDONLY);
    CHECK(*__doserrno() == ERROR_FILE_NOT_FOUND, "_doserrno: the system's error behind errno");
    CHECK(_getmaxstdio() == 512, "_getmaxstdio: 512 streams at first");
    CHECK(_setmaxstdio(1024) == 1024 && _getmaxstdio() == 1024, "_setmaxstdio: \"newmax if successful\"");
    CHECK(_setmaxstdio(1) == -1 && _getmaxstdio() == 1024, "_setmaxstdio: \"-1 otherwise\"");
    CHECK(_set_errno(EILSEQ) == 0 && _get_errno(&value) == 0 && value == EILSEQ && errno == EILSEQ,
          "_set_errno, _get_errno: \"zero if successful\"");
    CHECK(_get_errno(NULL) == EINVAL, "_get_errno: NULL: EINVAL");
    CHECK(_winver_ && *_winmajor_ == *_winver_ >> 8 && *_winminor_ == (*_winver_ & 255) && *_winmajor_ >= 5 && _osver_,
          "_winver, _winmajor, _winminor, _osver: the system's version");
    CHECK(_sys_nerr_ && *_sys_nerr_ > ENOENT && !strcmp(_sys_errlist_[ENOENT], "No such file or directory"),
          "_sys_errlist, _sys_nerr: \"the messages of errno's values\"");
}

int main(void)
{
    catch_invalid();
    arguments();
    environment();
    modes();
    exit_tables();
    signals();
    jumps();
    limits();
    return check_done();
}
