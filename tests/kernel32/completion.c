/* SPDX-License-Identifier: MIT */
/* I/O completion ports as documented. */
#include "check.h"

#include <string.h>

static HANDLE port;

static DWORD WINAPI post_later(void *argument)
{
    Sleep(30);
    PostQueuedCompletionStatus(port, 5, 77, argument);
    return 0;
}

static volatile LONG taken;

static DWORD WINAPI take_many(void *argument)
{
    (void)argument;
    for (;;) {
        DWORD bytes;
        ULONG_PTR key;
        OVERLAPPED *overlapped;
        if (!GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 10000) || key == 0) return 0;
        InterlockedIncrement(&taken);
    }
}

static volatile LONG apc_ran;

static void CALLBACK apc(ULONG_PTR argument)
{
    apc_ran = (LONG)argument;
}

static DWORD WINAPI close_later(void *argument)
{
    Sleep(50);
    CloseHandle(argument);
    return 0;
}

/* ---- how many run at once ---- */

static volatile LONG arrived, go_on;
static volatile DWORD first_to_come;
static HANDLE blocker;

/* Takes a packet, says so, and works until it is told to block, which it does for a while, or to go on. */
static DWORD WINAPI work(void *limited)
{
    DWORD bytes;
    ULONG_PTR key;
    OVERLAPPED *overlapped;
    if (!GetQueuedCompletionStatus(limited, &bytes, &key, &overlapped, 20000)) return 1;
    InterlockedCompareExchange((volatile LONG *)&first_to_come, (LONG)GetCurrentThreadId(), 0);
    InterlockedIncrement(&arrived);
    while (!go_on) YieldProcessor();
    WaitForSingleObject(blocker, 20000);
    return 0;
}

static void spin(DWORD milliseconds)
{
    for (DWORD start = GetTickCount(); GetTickCount() - start < milliseconds;) Sleep(1);
}

static void test_concurrency(void)
{
    HANDLE threads[2], limited = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    blocker = CreateEventA(NULL, TRUE, FALSE, NULL);
    arrived = go_on = 0;
    for (int i = 0; i < 2; i++) threads[i] = CreateThread(NULL, 0, work, limited, 0, NULL);
    for (int i = 0; i < 2; i++) PostQueuedCompletionStatus(limited, 0, 1, NULL);
    while (!arrived) Sleep(1);
    spin(60);
    CHECK(arrived == 1,
          "NumberOfConcurrentThreads 1: \"blocks the execution of any subsequent threads associated with "
          "that completion port until the number of runnable threads drops below the concurrency value\"");
    DWORD bytes;
    ULONG_PTR key;
    OVERLAPPED *overlapped;
    CHECK(!GetQueuedCompletionStatus(limited, &bytes, &key, &overlapped, 0) && GetLastError() == WAIT_TIMEOUT,
          "nor does a third thread get the packet that waits");
    go_on = 1;
    for (int i = 0; i < 5000 && arrived < 2; i++) Sleep(1);
    CHECK(arrived == 2,
          "the first one blocks: \"the system also allows a thread waiting in GetQueuedCompletionStatus to "
          "process a completion packet if another running thread associated with the same I/O completion "
          "port enters a wait state for other reasons\"");
    SetEvent(blocker);
    CHECK(WaitForMultipleObjects(2, threads, TRUE, 20000) == WAIT_OBJECT_0, "both end");
    for (int i = 0; i < 2; i++) CloseHandle(threads[i]);

    /* suspended threads make room too, and ended ones */
    arrived = go_on = 0;
    ResetEvent(blocker);
    threads[0] = CreateThread(NULL, 0, work, limited, 0, NULL);
    PostQueuedCompletionStatus(limited, 0, 1, NULL);
    while (!arrived) Sleep(1);
    PostQueuedCompletionStatus(limited, 7, 8, NULL);
    CHECK(!GetQueuedCompletionStatus(limited, &bytes, &key, &overlapped, 30), "one works: none for another");
    SuspendThread(threads[0]);
    CHECK(GetQueuedCompletionStatus(limited, &bytes, &key, &overlapped, 20000) && bytes == 7 && key == 8,
          "\"for example the SuspendThread function\"");
    ResumeThread(threads[0]);
    PostQueuedCompletionStatus(limited, 9, 8, NULL);
    go_on = 1;
    SetEvent(blocker);
    WaitForSingleObject(threads[0], 20000);
    CHECK(GetQueuedCompletionStatus(limited, &bytes, &key, &overlapped, 20000) && bytes == 9,
          "the calling thread's own packet is done with when it asks for the next one, and so is an ended thread's");
    CloseHandle(threads[0]);

    /* threads */
    BOOL last_in = FALSE;
    ResetEvent(blocker);
    SetEvent(blocker);
    for (int tries = 0; tries < 8 && !last_in; tries++) {
        DWORD ids[2];
        first_to_come = 0;
        for (int i = 0; i < 2; i++) {
            threads[i] = CreateThread(NULL, 0, work, limited, 0, &ids[i]);
            spin(20u << tries); /* until it waits, most likely */
        }
        PostQueuedCompletionStatus(limited, 0, 1, NULL);
        while (!first_to_come) Sleep(1);
        last_in = first_to_come == ids[1];
        PostQueuedCompletionStatus(limited, 0, 1, NULL);
        WaitForMultipleObjects(2, threads, TRUE, 20000);
        for (int i = 0; i < 2; i++) CloseHandle(threads[i]);
    }
    CHECK(last_in, "threads that wait \"are released in last-in-first-out (LIFO) order\"");
    CloseHandle(limited);
    CloseHandle(blocker);
}

int main(void)
{
    DWORD bytes = 1;
    ULONG_PTR key = 1;
    OVERLAPPED a = {0}, b = {0}, *overlapped = &a;
    OVERLAPPED_ENTRY entries[4];
    ULONG removed = 9;

    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    if (!CHECK(port != NULL, "CreateIoCompletionPort: \"the return value is the handle to an I/O completion port\""))
        return check_done();
    CHECK(!CreateIoCompletionPort(INVALID_HANDLE_VALUE, port, 0, 0),
          "no file for a port that exists: \"If the function fails, NULL\"");

    CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0) && GetLastError() == WAIT_TIMEOUT &&
              !overlapped,
          "GetQueuedCompletionStatus: \"FALSE, *lpOverlapped NULL, and GetLastError WAIT_TIMEOUT\" of an empty port");
    CHECK(!GetQueuedCompletionStatusEx(port, entries, 4, &removed, 20, FALSE) && GetLastError() == WAIT_TIMEOUT,
          "GetQueuedCompletionStatusEx: the same after its time");
    CHECK(PostQueuedCompletionStatus(port, 10, 20, &a), "PostQueuedCompletionStatus: \"the return value is nonzero\"");
    CHECK(PostQueuedCompletionStatus(port, 11, 21, &b), "a second packet");
    CHECK(!PostQueuedCompletionStatus(NULL, 0, 0, NULL) && GetLastError() == ERROR_INVALID_HANDLE,
          "without a port: ERROR_INVALID_HANDLE");
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0) && bytes == 10 && key == 20 && overlapped == &a,
          "packets are \"queued in first-in-first-out order\", as they were posted");
    memset(entries, 0, sizeof entries);
    PostQueuedCompletionStatus(port, 12, 22, NULL);
    CHECK(GetQueuedCompletionStatusEx(port, entries, 4, &removed, INFINITE, FALSE) && removed == 2 &&
              entries[0].lpCompletionKey == 21 && entries[0].lpOverlapped == &b &&
              entries[0].dwNumberOfBytesTransferred == 11 && entries[1].lpCompletionKey == 22 &&
              !entries[1].lpOverlapped,
          "GetQueuedCompletionStatusEx: \"Retrieves multiple completion port entries simultaneously\"");

    HANDLE thread = CreateThread(NULL, 0, post_later, &b, 0, NULL);
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, INFINITE) && bytes == 5 && key == 77 &&
              overlapped == &b,
          "a thread that waits gets what another posts");
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);

    QueueUserAPC(apc, GetCurrentThread(), 3);
    CHECK(!GetQueuedCompletionStatusEx(port, entries, 4, &removed, 1000, TRUE) &&
              GetLastError() == WAIT_IO_COMPLETION && apc_ran == 3,
          "an alertable wait runs an APC and ends with WAIT_IO_COMPLETION");

    HANDLE threads[4];
    for (int i = 0; i < 4; i++) threads[i] = CreateThread(NULL, 0, take_many, NULL, 0, NULL);
    for (int i = 0; i < 4000; i++) PostQueuedCompletionStatus(port, 0, 1, NULL);
    for (int i = 0; i < 4; i++) PostQueuedCompletionStatus(port, 0, 0, NULL);
    CHECK(WaitForMultipleObjects(4, threads, TRUE, 60000) == WAIT_OBJECT_0, "four threads end");
    CHECK(taken == 4000, "and each of 4,000 packets was taken once: %ld", taken);
    for (int i = 0; i < 4; i++) CloseHandle(threads[i]);

    /* files */
    char path[MAX_PATH], data[8] = "";
    GetTempPathA(sizeof path - 20, path);
    strcat(path, "completion.tmp");
    HANDLE file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                              FILE_FLAG_OVERLAPPED | FILE_FLAG_DELETE_ON_CLOSE, NULL);
    CHECK(CreateIoCompletionPort(file, port, 99, 0) == port,
          "a file is tied: \"the handle to the I/O completion port that was specified\"");
    CHECK(!CreateIoCompletionPort(file, port, 99, 0) && GetLastError() == ERROR_INVALID_PARAMETER,
          "\"A handle can be associated with only one I/O completion port\"");
    CHECK(WriteFile(file, "metic", 5, NULL, &a) || GetLastError() == ERROR_IO_PENDING, "an overlapped write");
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 5000) && bytes == 5 && key == 99 &&
              overlapped == &a,
          "comes with its bytes, the file's key and the OVERLAPPED");
    memset(&b, 0, sizeof b);
    CHECK(ReadFile(file, data, 5, NULL, &b) || GetLastError() == ERROR_IO_PENDING, "an overlapped read");
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 5000) && bytes == 5 && overlapped == &b &&
              !memcmp(data, "metic", 5),
          "comes too");
    CHECK(!SetFileCompletionNotificationModes(file, 0x80), "SetFileCompletionNotificationModes: unknown flags fail");
    CHECK(SetFileCompletionNotificationModes(file, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS),
          "SetFileCompletionNotificationModes");
    if (ReadFile(file, data, 5, NULL, &b))
        CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0),
              "then one that is done at once is \"not queued to the port\"");
    CloseHandle(file);
    file = CreateFileA(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    CHECK(!CreateIoCompletionPort(file, port, 99, 0), "a file that is not open for overlapped I/O cannot be tied");
    CloseHandle(file);

    thread = CreateThread(NULL, 0, close_later, port, 0, NULL);
    CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 10000) &&
              GetLastError() == ERROR_ABANDONED_WAIT_0 && !overlapped,
          "the handle is closed during the wait: ERROR_ABANDONED_WAIT_0");
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    CHECK(!GetQueuedCompletionStatusEx(port, entries, 4, &removed, 0, FALSE) && GetLastError() == ERROR_INVALID_HANDLE,
          "and then invalid");
    test_concurrency();
    return check_done();
}
