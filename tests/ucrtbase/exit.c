/* SPDX-License-Identifier: MIT */
/* exit of the Universal CRT: in which order it calls what is registered, as "exit, _Exit, _exit", "atexit" and the
 * public start-up code have it. */
#include "crt.h"

#include <process.h>

typedef void(__cdecl *function)(void);
typedef void(WINAPI *thread_local_callback)(void *module, DWORD reason, void *reserved);
_CRTIMP void __cdecl _register_thread_local_exe_atexit_callback(thread_local_callback callback);

static int step;

static void WINAPI thread_local_end(void *module, DWORD reason, void *reserved)
{
    (void)module, (void)reserved;
    step++;
    CHECK(step == 3 && reason == DLL_PROCESS_DETACH,
          "_register_thread_local_exe_atexit_callback: exit calls it first, with DLL_PROCESS_DETACH");
}

static void __cdecl last(void)
{
    step++;
    CHECK(step == 5, "exit: the function that was registered first runs last");
    check_done();
    _exit(check_failures != 0);
}

static void __cdecl middle(void)
{
    step++;
    CHECK(step == 4, "exit: calls the registered functions \"in last-in, first-out order\"");
}

static void __cdecl in_cexit(void)
{
    step++;
}

int main(void)
{
    catch_invalid();
    CHECK(_crt_atexit(in_cexit) == 0, "_crt_atexit: 0 where the function is registered");
    _cexit();
    CHECK(step == 1, "_cexit: \"calls the registered functions\" and \"returns control to the calling process\"");
    _cexit();
    CHECK(step == 1, "_cexit: each function is called once");
    CHECK(_crt_atexit(last) == 0 && _crt_atexit(middle) == 0, "_crt_atexit again");
    _c_exit();
    CHECK(step == 1, "_c_exit: \"doesn't process the functions registered by atexit\"");
    step = 2;
    _register_thread_local_exe_atexit_callback(thread_local_end);
    exit(7);
    CHECK(0, "exit does not return");
    check_done();
    return 1;
}
