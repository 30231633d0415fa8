/* SPDX-License-Identifier: MIT */
/* The event log: there is no service that keeps one, and the functions say what they do where it does not run. */
#define WINADVAPI
#include "nt.h"
#include "nt_lib.h"

static BOOL fail(DWORD error)
{
    SetLastError(error);
    return FALSE;
}

/* "RegisterEventSourceW function": NULL. */
HANDLE WINAPI RegisterEventSourceW(LPCWSTR server, LPCWSTR source)
{
    (void)server;
    fail(source ? RPC_S_SERVER_UNAVAILABLE : ERROR_INVALID_PARAMETER);
    return NULL;
}

HANDLE WINAPI RegisterEventSourceA(LPCSTR server, LPCSTR source)
{
    (void)server;
    fail(source ? RPC_S_SERVER_UNAVAILABLE : ERROR_INVALID_PARAMETER);
    return NULL;
}

/* No handle is one of the log's. */
BOOL WINAPI DeregisterEventSource(HANDLE log)
{
    (void)log;
    return fail(ERROR_INVALID_HANDLE);
}

BOOL WINAPI ReportEventW(HANDLE log, WORD type, WORD category, DWORD id, PSID user, WORD strings, DWORD size,
                         LPCWSTR *text, LPVOID data)
{
    (void)log, (void)type, (void)category, (void)id, (void)user, (void)strings, (void)size, (void)text, (void)data;
    return fail(ERROR_INVALID_HANDLE);
}

BOOL WINAPI ReportEventA(HANDLE log, WORD type, WORD category, DWORD id, PSID user, WORD strings, DWORD size,
                         LPCSTR *text, LPVOID data)
{
    (void)log, (void)type, (void)category, (void)id, (void)user, (void)strings, (void)size, (void)text, (void)data;
    return fail(ERROR_INVALID_HANDLE);
}
