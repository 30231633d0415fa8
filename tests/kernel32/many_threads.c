/* SPDX-License-Identifier: MIT */
/* Ten thousand threads that live at once: "The number of threads a process can create is limited by the available
 * virtual memory" (CreateThread). */
#include "check.h"

#include <stdlib.h>

enum { THREADS = 10000 };

static HANDLE threads[THREADS], go;
static DWORD ids[THREADS];
static volatile LONG begun, wrong;
static DWORD tls_index;

static DWORD WINAPI waits(void *argument)
{
    const LONG_PTR number = (LONG_PTR)argument;
    TlsSetValue(tls_index, argument);
    InterlockedIncrement(&begun);
    WaitForSingleObject(go, INFINITE);
    if (TlsGetValue(tls_index) != argument || GetCurrentThreadId() != ids[number]) InterlockedIncrement(&wrong);
    return (DWORD)number + 1;
}

static int compare(const void *a, const void *b)
{
    const DWORD x = *(const DWORD *)a, y = *(const DWORD *)b;
    return x < y ? -1 : x > y;
}

static DWORD sorted[THREADS];

int main(void)
{
    int made = 0, found = 0, good = 0, same = 0;
    go = CreateEventA(NULL, TRUE, FALSE, NULL);
    tls_index = TlsAlloc();
    /* a fresh stack for each, the last as well as the first */
    while (made < THREADS && (threads[made] = CreateThread(NULL, 0, waits, (void *)(LONG_PTR)made, 0, &ids[made])))
        made++;
    CHECK(made == THREADS, "CreateThread: %d of %d threads are made", made, THREADS);
    for (int tries = 0; begun < made && tries < 3000; tries++) Sleep(10);
    CHECK(begun == made, "all of them run, %ld of %d", begun, made);
    for (int i = 0; i < made; i++) sorted[i] = ids[i];
    qsort(sorted, (size_t)made, sizeof *sorted, compare);
    for (int i = 1; i < made; i++) same += sorted[i] == sorted[i - 1];
    CHECK(same == 0,
          "CreateThread: \"until the thread terminates, the thread identifier uniquely identifies the thread\"");
    for (int i = 0; i < made; i += 7) {
        HANDLE thread = OpenThread(THREAD_QUERY_LIMITED_INFORMATION, FALSE, ids[i]);
        found += thread && GetThreadId(thread) == ids[i];
        CloseHandle(thread);
    }
    CHECK(found == (made + 6) / 7, "OpenThread: each is found by its identifier");
    SetEvent(go);
    for (int i = 0; i < made; i++) {
        DWORD code = 0;
        if (WaitForSingleObject(threads[i], 60000) == WAIT_OBJECT_0 && GetExitCodeThread(threads[i], &code))
            good += code == (DWORD)i + 1;
        CloseHandle(threads[i]);
    }
    CHECK(good == made, "each ends with its own exit code, %d of %d", good, made);
    CHECK(wrong == 0, "TlsGetValue, GetCurrentThreadId: each has kept its own");
    TlsFree(tls_index);
    return check_done();
}
