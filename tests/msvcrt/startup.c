/* SPDX-License-Identifier: MIT */
/* What a program's start and end, locks and threads call in msvcrt, as documented or as mingw-w64's start-up code uses
 * it. */
#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <process.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

typedef void(__cdecl *function)(void);
typedef int(__cdecl *onexit_function)(void);

_CRTIMP void __cdecl _initterm(function *first, function *last);
_CRTIMP int __cdecl __getmainargs(int *argc, char ***argv, char ***environment, int expand, int *info);
_CRTIMP void __cdecl __set_app_type(int type);
_CRTIMP void __cdecl _lock(int number);
_CRTIMP void __cdecl _unlock(int number);

static int order[8], ran;

static void __cdecl first(void)
{
    order[ran++] = 1;
}

static void __cdecl second(void)
{
    order[ran++] = 2;
}

static volatile LONG inside, most, entered;

static unsigned __stdcall locker(void *argument)
{
    for (int i = 0; i < 200; i++) {
        _lock(5);
        LONG now = InterlockedIncrement(&inside);
        if (now > most) most = now;
        entered++;
        InterlockedDecrement(&inside);
        _unlock(5);
    }
    return (unsigned)(uintptr_t)argument;
}

static volatile int caught;

static void __cdecl handler(int number)
{
    caught = number;
}

static int finished;

static int __cdecl at_cexit(void)
{
    finished++;
    return 0;
}

static int __cdecl at_exit(void)
{
    CHECK(finished == 1, "exit: \"calls, in last-in-first-out order, the functions registered by atexit and _onexit\"");
    check_done();
    _exit(check_failures != 0);
}

int main(void)
{
    function table[] = {first, NULL, second};
    int argc = 0, info = 0;
    char **argv = NULL, **environment = NULL;
    HMODULE module = GetModuleHandleA("msvcrt.dll");

    _initterm(table, table + 3);
    CHECK(ran == 2 && order[0] == 1 && order[1] == 2,
          "_initterm: calls each function of the table that is not NULL, in order");
    _initterm(table, table);
    CHECK(ran == 2, "_initterm of an empty table calls none");
    CHECK(__getmainargs(&argc, &argv, &environment, 0, &info) == 0 && argc == 1 && argv && strstr(argv[0], "startup"),
          "__getmainargs: the command line as main's arguments");
    CHECK(environment && environment[0], "and the environment");
    char ***initial = (char ***)(void *)GetProcAddress(module, "__initenv");
    CHECK(initial && *initial && **initial, "__initenv: the environment as it was at the start");
    char **command_line = (char **)(void *)GetProcAddress(module, "_acmdln");
    CHECK(command_line && !strcmp(*command_line, GetCommandLineA()), "_acmdln: the whole command line");
    int *mode = (int *)(void *)GetProcAddress(module, "_fmode"),
        *commode = (int *)(void *)GetProcAddress(module, "_commode");
    CHECK(mode && (*mode == 0 || *mode == _O_TEXT), "_fmode: text is the default mode");
    *mode = _O_BINARY;
    FILE *file = fopen("startup.tmp", "w");
    fputs("\n", file);
    fclose(file);
    *mode = _O_TEXT;
    file = fopen("startup.tmp", "rb");
    CHECK(fgetc(file) == '\n' && fgetc(file) == EOF, "_fmode: \"sets the default file-translation mode\" of fopen");
    fclose(file);
    remove("startup.tmp");
    CHECK(commode && *commode == 0, "_commode: no commit at a flush is the default");

    /* "_GUI_APP and _CONSOLE_APP": in a console program descriptors 0 to 2 are the process's standard handles */
    HANDLE other = CreateEventA(NULL, TRUE, FALSE, NULL);
    int scratch = _open("startup.tmp", _O_CREAT | _O_RDWR | _O_TEMPORARY, _S_IREAD | _S_IWRITE), before = _dup(0);
    SetStdHandle(STD_INPUT_HANDLE, other);
    __set_app_type(2);
    CHECK(_dup2(scratch, 0) == 0 && GetStdHandle(STD_INPUT_HANDLE) == other,
          "__set_app_type: a GUI program's descriptor 0 is its own affair");
    __set_app_type(1);
    CHECK(_dup2(scratch, 0) == 0 && GetStdHandle(STD_INPUT_HANDLE) == (HANDLE)_get_osfhandle(0) &&
              GetStdHandle(STD_INPUT_HANDLE) != other,
          "__set_app_type: a console program's descriptor 0 is its standard input");
    CloseHandle(other);
    if (before >= 0) _dup2(before, 0);
    _close(scratch);

    uintptr_t threads[4];
    unsigned ids[4] = {0};
    for (int i = 0; i < 4; i++) threads[i] = _beginthreadex(NULL, 0, locker, (void *)(uintptr_t)(i + 40), 0, &ids[i]);
    CHECK(threads[0] && ids[0] && threads[3] && ids[3] != ids[0],
          "_beginthreadex: \"a handle to the newly created thread\", and its id");
    DWORD code = 0;
    WaitForMultipleObjects(4, (HANDLE *)threads, TRUE, INFINITE);
    CHECK(GetExitCodeThread((HANDLE)threads[2], &code) && code == 42,
          "the thread's exit code is what its function returns");
    CHECK(most == 1 && entered == 800, "_lock, _unlock: one thread at a time");
    for (int i = 0; i < 4; i++) CloseHandle((HANDLE)threads[i]);
    _lock(5);
    threads[0] = _beginthreadex(NULL, 0, locker, NULL, 0, NULL);
    CHECK(WaitForSingleObject((HANDLE)threads[0], 50) == WAIT_TIMEOUT, "_lock: others wait");
    _unlock(5);
    CHECK(WaitForSingleObject((HANDLE)threads[0], 10000) == WAIT_OBJECT_0, "_unlock: until it is given back");
    CloseHandle((HANDLE)threads[0]);
    CHECK(_beginthreadex(NULL, 0, NULL, NULL, 0, NULL) == 0,
          "_beginthreadex: \"On an error, _beginthreadex returns 0\"");

    CHECK(signal(SIGINT, handler) == SIG_DFL, "signal: \"the previous value of func\"");
    CHECK(raise(SIGINT) == 0 && caught == SIGINT, "the handler is called");
    CHECK(signal(SIGINT, SIG_IGN) == SIG_DFL, "signal: before it is called it is reset to SIG_DFL");
    CHECK(signal(SIGINT, SIG_DFL) == SIG_IGN, "signal: what was set is given back");
    CHECK(signal(12345, handler) == SIG_ERR, "signal: \"In case of error, SIG_ERR\"");

    CHECK(_onexit((_onexit_t)at_cexit) != NULL, "_onexit: \"a pointer to the function if successful\"");
    _cexit();
    CHECK(finished == 1, "_cexit: \"calls the registered functions and returns control\"");
    CHECK(_onexit((_onexit_t)at_exit) != NULL, "_onexit again");
    exit(3);
    CHECK(0, "exit does not return");
    check_done();
    return 1;
}
