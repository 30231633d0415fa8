/* SPDX-License-Identifier: MIT */
/* As many handles as a process may have: "The per-process limit on kernel handles is 2^24" (Kernel Objects). */
#include "check.h"

enum { LIMIT = 1 << 24 };

int main(void)
{
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL), self = GetCurrentProcess(), handle = NULL, first = NULL;
    ULONG_PTR last = 0;
    DWORD before = 0, count = 0, made = 0;
    GetProcessHandleCount(self, &before);
    while (made <= LIMIT && DuplicateHandle(self, event, self, &handle, 0, FALSE, DUPLICATE_SAME_ACCESS)) {
        if (!made++) first = handle;
        if ((ULONG_PTR)handle > last) last = (ULONG_PTR)handle;
    }
    const DWORD error = GetLastError();
    CHECK(made > LIMIT - 65536 && made <= LIMIT, "DuplicateHandle: %lu handles, nearly 2^24", made);
    CHECK(error == ERROR_NO_SYSTEM_RESOURCES, "DuplicateHandle: ERROR_NO_SYSTEM_RESOURCES beyond (%lu)", error);
    CHECK(GetProcessHandleCount(self, &count) && count == before + made, "GetProcessHandleCount: counts them all");
    CHECK(!CreateEventA(NULL, TRUE, FALSE, NULL), "CreateEvent: fails while there is no handle left");
    CHECK(SetEvent((HANDLE)last) && WaitForSingleObject(first, 0) == WAIT_OBJECT_0 && CloseHandle((HANDLE)last),
          "the last one is as good as the first");
    handle = CreateEventA(NULL, TRUE, FALSE, NULL);
    CHECK(handle && CloseHandle(handle), "CloseHandle: its place is free for another");
    for (ULONG_PTR at = (ULONG_PTR)first; at < last; at += 4)
        if ((HANDLE)at != event) CloseHandle((HANDLE)at);
    CHECK(GetProcessHandleCount(self, &count) && count <= before, "GetProcessHandleCount: %lu, as before (%lu)", count,
          before);
    CloseHandle(event);
    return check_done();
}
