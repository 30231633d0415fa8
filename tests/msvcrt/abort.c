/* SPDX-License-Identifier: MIT */
/* abort and _exit of msvcrt, as documented. */
#include "check.h"

#include <signal.h>
#include <stdlib.h>

static void __cdecl on_exit_function(void)
{
    CHECK(0, "_exit: \"without calling the functions registered by atexit\"");
}

static void __cdecl handler(int number)
{
    CHECK(number == SIGABRT, "abort: \"raises the SIGABRT signal\", whose handler is called");
    check_done();
    _exit(check_failures != 0);
    CHECK(0, "_exit does not return");
}

int main(void)
{
    atexit(on_exit_function);
    CHECK(signal(SIGABRT, handler) != SIG_ERR, "a handler for SIGABRT");
    abort();
    CHECK(0, "\"abort does not return control to the calling process\"");
    check_done();
    return 1;
}
