/* SPDX-License-Identifier: MIT */
/* Errors of the program that msvcrt reports: _assert, _amsg_exit, _set_error_mode, __setusermatherr, as documented.
 * Those that end the process run in another one, whose stderr is a file.  Debian's Wine has no texts for _amsg_exit and
 * takes any error mode. */
#include "check.h"

#include <errno.h>
#include <math.h>
#include <process.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_CRTIMP void __cdecl _assert(const char *expression, const char *file, unsigned line);
_CRTIMP void __cdecl _wassert(const wchar_t *expression, const wchar_t *file, unsigned line);
_CRTIMP void __cdecl _amsg_exit(int number);

static char said[1024];

static void __cdecl aborted(int number)
{
    _exit(number == SIGABRT ? 77 : 1);
}

static int ends(const char *how)
{
    SetErrorMode(SEM_NOGPFAULTERRORBOX);
    _set_error_mode(_OUT_TO_STDERR);
    if (!strcmp(how, "assert")) _assert("a < b", "some.c", 321);
    if (!strcmp(how, "wassert")) _wassert(L"a < c", L"wide.c", 4567);
    if (!strcmp(how, "handled")) {
        signal(SIGABRT, aborted);
        _assert("a < b", "some.c", 321);
    }
    if (!strcmp(how, "R6025")) _amsg_exit(25);
    if (!strcmp(how, "R6002")) _amsg_exit(2);
    if (!strcmp(how, "R6032")) _amsg_exit(32);
    if (!strcmp(how, "none")) _amsg_exit(2500);
    return 1; /* it returned */
}

/* The exit code of this program when it does that; what it wrote to stderr is in `said`. */
static DWORD run(const char *how)
{
    char path[MAX_PATH], line[MAX_PATH + 32];
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
    STARTUPINFOA start = {.cb = sizeof start, .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION process;
    DWORD code = (DWORD)-1, size = 0;
    HANDLE file = CreateFileA("assert.tmp", GENERIC_READ | GENERIC_WRITE, 0, &inherited, CREATE_ALWAYS,
                              FILE_FLAG_DELETE_ON_CLOSE, NULL);

    GetModuleFileNameA(NULL, path, sizeof path);
    sprintf(line, "\"%s\" %s", path, how);
    start.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
    start.hStdOutput = file;
    start.hStdError = file;
    if (CreateProcessA(path, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &process)) {
        WaitForSingleObject(process.hProcess, INFINITE);
        GetExitCodeProcess(process.hProcess, &code);
        CloseHandle(process.hThread);
        CloseHandle(process.hProcess);
    }
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    ReadFile(file, said, sizeof said - 1, &size, NULL);
    said[size] = 0;
    CloseHandle(file);
    return code;
}

static int calls;
static struct _exception error;

static int __cdecl replaces(struct _exception *given)
{
    calls++;
    error = *given;
    given->retval = 1234;
    return 1;
}

static int __cdecl declines(struct _exception *given)
{
    calls++;
    given->retval = 5;
    return 0;
}

static void mathematics(void)
{
    HMODULE msvcrt = GetModuleHandleA("msvcrt.dll");
    double(__cdecl * arc)(double) = (double(__cdecl *)(double))(void *)GetProcAddress(msvcrt, "acos");
    void(__cdecl * set)(int(__cdecl *)(struct _exception *)) =
        (void(__cdecl *)(int(__cdecl *)(struct _exception *)))(void *)GetProcAddress(msvcrt, "__setusermatherr");

    set(replaces);
    errno = 0;
    CHECK(arc(2) == 1234 && calls == 1 && error.type == _DOMAIN && !strcmp(error.name, "acos") && error.arg1 == 2 &&
              errno == 0,
          "__setusermatherr: the routine is told of the error; \"nonzero to indicate success\": its retval, no errno");
    CHECK(arc(1) == 0 && calls == 1, "__setusermatherr: not called without an error");
    set(declines);
    errno = 0;
    arc(2);
    CHECK(calls == 2 && errno == EDOM, "__setusermatherr: \"0 to indicate an error\": errno is set");
    set(NULL);
    errno = 0;
    double result = arc(2);
    CHECK(result != result && calls == 2 && errno == EDOM, "__setusermatherr: NULL takes it away");
}

int main(int argc, char **argv)
{
    if (argc > 1) return ends(argv[1]);
    CHECK(run("assert") == 3 && strstr(said, "Assertion failed: a < b, file some.c, line 321"),
          "_assert: \"Assertion failed: expression, file filename, line linenumber\", then abort: \"exit code of 3\"");
    CHECK(run("wassert") == 3 && strstr(said, "Assertion failed: a < c, file wide.c, line 4567"),
          "_wassert: the same of wide strings");
    CHECK(run("handled") == 77 && strstr(said, "Assertion failed: a < b"), "_assert: abort raises SIGABRT");
    CHECK(run("R6025") == 255 && strstr(said, "R6025") && strstr(said, "pure virtual function call"),
          "_amsg_exit: \"Emits a specified runtime error message and exits your application with error code 255\"");
    CHECK(run("R6002") == 255 && strstr(said, "R6002") && strstr(said, "floating"), "_amsg_exit: R6002");
    CHECK(run("R6032") == 255 && strstr(said, "not enough space for locale information"), "_amsg_exit: R6032");
    CHECK(run("none") == 255 && !strstr(said, "R60"), "_amsg_exit: a number that is no error: without its message");
    CHECK(_set_error_mode(_OUT_TO_STDERR) == _OUT_TO_DEFAULT && _set_error_mode(_REPORT_ERRMODE) == _OUT_TO_STDERR &&
              _set_error_mode(_OUT_TO_MSGBOX) == _OUT_TO_STDERR && _set_error_mode(_OUT_TO_DEFAULT) == _OUT_TO_MSGBOX,
          "_set_error_mode: \"Returns the old setting\"; _REPORT_ERRMODE: \"the current error mode\"");
    errno = 0;
    CHECK(_set_error_mode(17) == -1 && errno == EINVAL && _set_error_mode(_REPORT_ERRMODE) == _OUT_TO_DEFAULT,
          "_set_error_mode: \"-1 if an error occurs\", EINVAL");
    mathematics();
    check_done();
    return check_failures != 0;
}
