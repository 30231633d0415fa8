/* SPDX-License-Identifier: MIT */
/* Dumps of a process in a file: none is written yet. */
#include "session.h"

/* "MiniDumpWriteDump function": the last error is an HRESULT. */
BOOL WINAPI MiniDumpWriteDump(HANDLE process, DWORD id, HANDLE file, MINIDUMP_TYPE type,
                              CONST PMINIDUMP_EXCEPTION_INFORMATION exception,
                              CONST PMINIDUMP_USER_STREAM_INFORMATION streams,
                              CONST PMINIDUMP_CALLBACK_INFORMATION callback)
{
    (void)process, (void)id, (void)file, (void)type, (void)exception, (void)streams, (void)callback;
    return dbghelp_fail((DWORD)E_NOTIMPL);
}
