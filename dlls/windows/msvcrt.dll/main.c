/* SPDX-License-Identifier: MIT */
/* msvcrt.dll's entry point and the accessors of its exported data.  Attaching takes a TLS slot, the command line and
 * the descriptors of the standard handles; everything else is made when it is first needed. */
#include "../crt/crt.h"

extern char *_acmdln;
extern wchar_t *_wcmdln;
void crt_exit_process(int ends);

BOOL WINAPI msvcrt_entry(HINSTANCE instance, DWORD reason, void *reserved)
{
    (void)instance;
    switch (reason) {
    case DLL_PROCESS_ATTACH:
        if (!crt_thread_init()) return FALSE;
        _acmdln = GetCommandLineA();
        _wcmdln = GetCommandLineW();
        crt_fd_init();
        break;
    case DLL_THREAD_DETACH: crt_thread_end(); break;
    case DLL_PROCESS_DETACH:
        crt_exit_process(reserved != NULL);
        if (!reserved) crt_thread_end();
        break;
    }
    return TRUE;
}

/* The base of the published array of streams. */
FILE *__iob_func(void)
{
    return _iob;
}

FILE *__p__iob(void)
{
    return _iob;
}
