/* SPDX-License-Identifier: MIT */
/* msvcp140.dll: its start. */
#include "msvcp.h"

BOOL WINAPI msvcp_entry(HINSTANCE module, DWORD reason, LPVOID reserved)
{
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH) {
        DisableThreadLibraryCalls(module);
        locks_start();
        streams_start();
    }
    return TRUE;
}
