/* SPDX-License-Identifier: MIT */
/* Threads, assertions and invalid parameters in the Universal CRT, as documented. */
#include "crt.h"

#include <io.h>
#include <locale.h>
#include <process.h>
#include <signal.h>

_CRTIMP void __cdecl _wassert(const wchar_t *message, const wchar_t *file, unsigned line);
typedef _invalid_parameter_handler handler_type;

static volatile LONG ran;
static HANDLE go;

static unsigned __stdcall counted(void *argument)
{

    int fresh = *_errno() == 0;
    *_errno() = 77;
    WaitForSingleObject(go, 10000);
    InterlockedIncrement(&ran);
    return fresh && *_errno() == 77 ? (unsigned)(uintptr_t)argument : 0;
}

static unsigned __stdcall early(void *argument)
{
    _endthreadex((unsigned)(uintptr_t)argument);
    return 1;
}

static void __cdecl plain(void *argument)
{
    InterlockedExchange(&ran, (LONG)(intptr_t)argument);
    SetEvent(go);
    _endthread();
    InterlockedExchange(&ran, -1);
}

static void threads(void)
{

    DWORD code = 0;
    unsigned id = 0;

    go = CreateEventA(NULL, TRUE, FALSE, NULL);
    *_errno() = 5;
    HANDLE thread = (HANDLE)_beginthreadex(NULL, 0, counted, (void *)42, 0, &id);
    CHECK(thread && id == GetThreadId(thread),
          "_beginthreadex: \"a handle to the newly created thread\", and its identifier");
    SetEvent(go);
    CHECK(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0 && GetExitCodeThread(thread, &code) && code == 42 &&
              ran == 1,
          "the thread's exit code is its function's result; errno is its own");
    CHECK(*_errno() == 5, "_errno: the other thread's errno leaves this one alone");
    CloseHandle(thread);
    thread = (HANDLE)_beginthreadex(NULL, 0, counted, (void *)7, CREATE_SUSPENDED, NULL);
    CHECK(WaitForSingleObject(thread, 20) == WAIT_TIMEOUT && ResumeThread(thread) == 1 &&
              WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0,
          "_beginthreadex: CREATE_SUSPENDED");
    CloseHandle(thread);
    CHECK(REFUSED(_beginthreadex(NULL, 0, NULL, NULL, 0, NULL) == 0, EINVAL), "_beginthreadex: NULL: 0, EINVAL");
    thread = (HANDLE)_beginthreadex(NULL, 0, early, (void *)9, 0, NULL);
    WaitForSingleObject(thread, 10000);
    CHECK(GetExitCodeThread(thread, &code) && code == 9, "_endthreadex: the exit code");
    CloseHandle(thread);
    ResetEvent(go);
    CHECK(_beginthread(plain, 0, (void *)1234) != (uintptr_t)-1 && WaitForSingleObject(go, 10000) == WAIT_OBJECT_0 &&
              ran == 1234,
          "_beginthread: runs the function");
    CHECK(REFUSED(_beginthread(NULL, 0, NULL) == (uintptr_t)-1, EINVAL), "_beginthread: -1, EINVAL");
    Sleep(20);
    CHECK(ran == 1234, "_endthread doesn't return");
    CHECK((DWORD)_getpid() == GetCurrentProcessId(), "_getpid: \"the process ID\"");
}

static volatile int own_calls;

static void __cdecl own(const wchar_t *expression, const wchar_t *function, const wchar_t *file, unsigned line,
                        uintptr_t reserved)
{
    (void)expression, (void)function, (void)file, (void)line, (void)reserved;
    own_calls++;
}

static void invalid(void)
{
    FROM_CRT(handler_type, _set_invalid_parameter_handler, handler_type);
    FROM_CRT(handler_type, _get_invalid_parameter_handler, void);
#ifdef _UCRT
    FROM_CRT(handler_type, _set_thread_local_invalid_parameter_handler, handler_type);
    FROM_CRT(handler_type, _get_thread_local_invalid_parameter_handler, void);
    FROM_CRT(void, _invalid_parameter_noinfo, void);
#endif

    CHECK(_get_invalid_parameter_handler() == count_invalid && _set_invalid_parameter_handler(own) == count_invalid,
          "_set_invalid_parameter_handler: \"a pointer to the handler before the call\"");
    CHECK(_get_invalid_parameter_handler() == own, "_get_invalid_parameter_handler: the one that is set");
    invalid_calls = 0;
#ifdef _UCRT
    _close(9999);
    _invalid_parameter_noinfo();
    CHECK(own_calls == 2 && invalid_calls == 0, "_invalid_parameter_noinfo: calls the handler as any function does");
    CHECK(_set_thread_local_invalid_parameter_handler(count_invalid) == NULL &&
              _get_thread_local_invalid_parameter_handler() == count_invalid,
          "_set_thread_local_invalid_parameter_handler: NULL before");
    _close(9999);
    CHECK(own_calls == 2 && invalid_calls == 1, "the thread's handler goes before the process's");
    CHECK(_set_thread_local_invalid_parameter_handler(NULL) == count_invalid, "and is taken away");
    _close(9999);
    CHECK(own_calls == 3 && invalid_calls == 1, "then the process's is called again");
#endif
    _set_invalid_parameter_handler(count_invalid);
}

static void __cdecl aborted(int number)
{
    char said[256] = "";
    fflush(stderr);
    FILE *file = fopen("stderr.tmp", "r");
    size_t n = file ? fread(said, 1, sizeof said - 1, file) : 0;
    said[n] = 0;
    fclose(file);
    fclose(stderr);
    remove("stderr.tmp");
    CHECK(number == SIGABRT && strstr(said, "a < b") && strstr(said, "some.c") && strstr(said, "line 321"),
          "_wassert: expression, file and line to stderr, then abort: %s", said);
    check_done();
    _exit(check_failures != 0);
}

int main(void)
{
    FROM_CRT(int, _set_error_mode, int);
    catch_invalid();
    threads();
    invalid();
    CHECK(_set_error_mode(1) == 0 && _set_error_mode(3) == 1,
          "_set_error_mode: \"the old setting\"; _REPORT_ERRMODE asks");
    /* Wine 8.0 takes any mode */
    CHECK(REFUSED(_set_error_mode(77) == -1, EINVAL), "_set_error_mode: -1, EINVAL");
    if (freopen("stderr.tmp", "w", stderr) == NULL) CHECK(0, "freopen of stderr");
    signal(SIGABRT, aborted);
    _wassert(L"a < b", L"some.c", 321);
    CHECK(0, "_wassert does not return");
    check_done();
    return 1;
}
