/* SPDX-License-Identifier: MIT */
/* terminate, _set_abort_behavior, signal and the filter of exceptions of the Universal CRT, as documented. */
#include "crt.h"

#include <process.h>
#include <signal.h>

typedef void(__cdecl *terminate_handler)(void);
_CRTIMP int __cdecl _seh_filter_exe(unsigned long code, EXCEPTION_POINTERS *pointers);
_CRTIMP int __cdecl _seh_filter_dll(unsigned long code, EXCEPTION_POINTERS *pointers);
void __cdecl terminate(void);

static volatile int caught;
static int in_terminate;

static void __cdecl handler(int number)
{
    caught = number;
}

static void __cdecl aborted(int number)
{
    CHECK(number == SIGABRT && in_terminate == 1,
          "terminate: \"calls abort\" where the handler returns, which raises SIGABRT");
    check_done();
    _exit(check_failures != 0);
}

static void __cdecl terminated(void)
{
    in_terminate++;
}

static void signals(void)
{
    CHECK(signal(SIGTERM, handler) == SIG_DFL, "signal: \"the previous value of func\"");
    CHECK(raise(SIGTERM) == 0 && caught == SIGTERM, "raise: 0, and the handler has been called");
    CHECK(signal(SIGTERM, SIG_IGN) == SIG_DFL, "signal: the handler was reset to SIG_DFL before its call");
    CHECK(raise(SIGTERM) == 0 && signal(SIGTERM, SIG_DFL) == SIG_IGN, "SIG_IGN: nothing happens");
    errno = 0;
    /* Wine 8.0 leaves errno alone */
    CHECK(signal(12345, handler) == SIG_ERR && errno == EINVAL, "signal: \"SIG_ERR, errno is set to EINVAL\"");
    /* Wine 8.0: as above */
    CHECK(REFUSED(raise(12345) != 0, EINVAL), "raise: \"Otherwise, it returns a nonzero value\"");
}

static void filters(void)
{
    EXCEPTION_RECORD record = {.ExceptionCode = EXCEPTION_ACCESS_VIOLATION};
    CONTEXT context = {0};
    EXCEPTION_POINTERS pointers = {&record, &context};

    signal(SIGSEGV, handler);
    caught = 0;
    CHECK(_seh_filter_exe(EXCEPTION_ACCESS_VIOLATION, &pointers) == EXCEPTION_CONTINUE_EXECUTION && caught == SIGSEGV,
          "_seh_filter_exe: an exception that is a signal calls its handler");
    caught = 0;
    record.ExceptionCode = EXCEPTION_FLT_DIVIDE_BY_ZERO;
    signal(SIGFPE, handler);
    CHECK(_seh_filter_exe(EXCEPTION_FLT_DIVIDE_BY_ZERO, &pointers) == EXCEPTION_CONTINUE_EXECUTION && caught == SIGFPE,
          "_seh_filter_exe: SIGFPE");
    CHECK(_seh_filter_dll(0x12345678, &pointers) == EXCEPTION_CONTINUE_SEARCH,
          "_seh_filter_dll: what is no C++ exception is looked for further");
}

int main(void)
{
    FROM_CRT(terminate_handler, set_terminate, terminate_handler);
    FROM_CRT(terminate_handler, _get_terminate, void);
    FROM_CRT(void, terminate, void);
    FROM_CRT(unsigned, _set_abort_behavior, unsigned, unsigned);

    catch_invalid();
    signals();
    filters();
    _set_abort_behavior(0, 3);
    CHECK(_set_abort_behavior(1, 1) == 0 && _set_abort_behavior(0, 3) == 1,
          "_set_abort_behavior: \"The old value of the flags\"");
    terminate_handler old = set_terminate(terminated);
    CHECK(old != terminated && _get_terminate() == terminated,
          "_get_terminate: \"the function registered by set_terminate\"");
    CHECK(set_terminate(terminated) == terminated, "set_terminate: \"the previous function registered\"");
    signal(SIGABRT, aborted);
    terminate();
    CHECK(0, "terminate does not return");
    check_done();
    return 1;
}
