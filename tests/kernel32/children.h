/* SPDX-License-Identifier: MIT */
/* For tests that start themselves: `PROGRAM child ARGUMENTS`. */
#ifndef METIC_TESTS_CHILDREN_H
#define METIC_TESTS_CHILDREN_H

#include "check.h"

#include <stdio.h>
#include <wchar.h>

/* The process of this program with these arguments; NULL: there is none.  `info` may be NULL; else its thread's handle
 * is the caller's too. */
__attribute__((unused)) static HANDLE child_start(const char *arguments, BOOL inherit, DWORD flags,
                                                  PROCESS_INFORMATION *info)
{
    WCHAR self[MAX_PATH], line[1024];
    STARTUPINFOW plain = {.cb = sizeof plain};
    PROCESS_INFORMATION own;
    GetModuleFileNameW(NULL, self, MAX_PATH);
    swprintf(line, sizeof line / sizeof *line, L"\"%ls\" child %hs", self, arguments);
    if (!CreateProcessW(NULL, line, NULL, NULL, inherit, flags, NULL, NULL, &plain, info ? info : &own)) return NULL;
    if (!info) CloseHandle(own.hThread);
    return info ? info->hProcess : own.hProcess;
}

/* Waits for its end, 20 s at most, closes the handle and gives the exit status. */
__attribute__((unused)) static DWORD child_finish(HANDLE process)
{
    DWORD code = 0xdead;
    if (WaitForSingleObject(process, 20000) != WAIT_OBJECT_0) TerminateProcess(process, 0xbad);
    GetExitCodeProcess(process, &code);
    CloseHandle(process);
    return code;
}

#endif
