/* SPDX-License-Identifier: MIT */
/* Requests on pipes that stay pending: their ends by event, file handle, APC and completion port; cancelling, closing.
 */
#include "check.h"

#include <string.h>

static char name[64];
static char buffer[1 << 20], other[1 << 20];

#define DUPLEX (GENERIC_READ | GENERIC_WRITE)
#define NONE   INVALID_HANDLE_VALUE

static BOOL failed(DWORD code)
{
    DWORD got = GetLastError();
    if (got != code) printf("# error %lu, not %lu\n", got, code);
    return got == code;
}

static HANDLE event_make(void)
{
    return CreateEventA(NULL, TRUE, FALSE, NULL);
}

static BOOL is_set(HANDLE object)
{
    return WaitForSingleObject(object, 0) == WAIT_OBJECT_0;
}

/* Both ends, connected; the server's for overlapped use, the client's as `flags` say. */
static void pair(HANDLE *server, HANDLE *client, DWORD type, DWORD flags)
{
    *server = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, type, 4, 4096, 4096, 0, NULL);
    *client = CreateFileA(name, DUPLEX, 0, NULL, OPEN_EXISTING, flags, NULL);
}

static void test_connect(void)
{
    HANDLE server = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, 0, 1, 0, 0, 0, NULL), client;
    OVERLAPPED o = {.hEvent = event_make()};
    DWORD done = 99;
    SetEvent(o.hEvent);
    SetLastError(0);
    CHECK(
        !ConnectNamedPipe(server, &o) && failed(ERROR_IO_PENDING) && !is_set(o.hEvent),
        "ConnectNamedPipe: \"If the operation is still pending, GetLastError returns ERROR_IO_PENDING\"; the event is "
        "reset");
    CHECK(!GetOverlappedResult(server, &o, &done, FALSE) && failed(ERROR_IO_INCOMPLETE) &&
              !HasOverlappedIoCompleted(&o),
          "GetOverlappedResult: ERROR_IO_INCOMPLETE");
    client = CreateFileA(name, DUPLEX, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(WaitForSingleObject(o.hEvent, 10000) == WAIT_OBJECT_0 && GetOverlappedResult(server, &o, &done, FALSE),
          "a client comes: the event is set, the request succeeded");
    SetLastError(0);
    CHECK(!ConnectNamedPipe(server, &o) && failed(ERROR_PIPE_CONNECTED), "ConnectNamedPipe: ERROR_PIPE_CONNECTED");
    CloseHandle(client);
    DisconnectNamedPipe(server);
    CHECK(!ConnectNamedPipe(server, &o) && failed(ERROR_IO_PENDING), "ConnectNamedPipe: for another client");
    CHECK(CancelIoEx(server, &o) && !GetOverlappedResult(server, &o, &done, TRUE) && failed(ERROR_OPERATION_ABORTED),
          "CancelIoEx: it ends with ERROR_OPERATION_ABORTED");
    client = CreateFileA(name, DUPLEX, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(client != NONE, "and who comes is let in nevertheless");
    CloseHandle(client);
    CloseHandle(server);
    CloseHandle(o.hEvent);
}

static void test_read(void)
{
    HANDLE server, client, one = event_make(), two = event_make();
    OVERLAPPED a = {.hEvent = one}, b = {.hEvent = two}, plain = {0};
    DWORD done = 99, mode = PIPE_READMODE_MESSAGE;
    pair(&server, &client, PIPE_TYPE_BYTE, 0);
    CHECK(!ReadFile(server, buffer, 10, NULL, &a) && failed(ERROR_IO_PENDING), "ReadFile: ERROR_IO_PENDING");
    CHECK(!ReadFile(server, other, 10, NULL, &b) && failed(ERROR_IO_PENDING), "ReadFile: a second one behind it");
    WriteFile(client, "first", 5, &done, NULL);
    CHECK(GetOverlappedResult(server, &a, &done, TRUE) && done == 5 && !memcmp(buffer, "first", 5) && is_set(one) &&
              !is_set(two),
          "GetOverlappedResult: waits for the first; the second waits on");
    WriteFile(client, "next", 4, &done, NULL);
    CHECK(GetOverlappedResultEx(server, &b, &done, 10000, FALSE) && done == 4 && !memcmp(other, "next", 4),
          "requests end in the order they were made");
    WriteFile(client, "there", 5, &done, NULL);
    CHECK(ReadFile(server, buffer, 10, &done, &a) && done == 5 && is_set(one),
          "ReadFile: what is there already is read at once");
    CHECK(!ReadFile(server, buffer, 10, NULL, &plain) && failed(ERROR_IO_PENDING) && !is_set(server),
          "ReadFile without an event: the file's handle is not signalled while it is pending");
    CHECK(!GetOverlappedResultEx(server, &plain, &done, 10, FALSE) && failed(WAIT_TIMEOUT),
          "GetOverlappedResultEx: the time is over");
    WriteFile(client, "x", 1, &done, NULL);
    CHECK(WaitForSingleObject(server, 10000) == WAIT_OBJECT_0 && GetOverlappedResult(server, &plain, &done, FALSE) &&
              done == 1,
          "\"the state of the file handle is set to the signaled state\" by its end");
    CHECK(!ReadFile(server, buffer, 0, NULL, &a) && failed(ERROR_IO_PENDING),
          "ReadFile of nothing waits for something");
    WriteFile(client, "y", 1, &done, NULL);
    CHECK(GetOverlappedResult(server, &a, &done, TRUE) && done == 0 && ReadFile(server, buffer, 1, &done, &a) &&
              *buffer == 'y',
          "and takes nothing of it");
    CHECK(!ReadFile(server, buffer, 10, NULL, &a) && failed(ERROR_IO_PENDING), "ReadFile: pending once more");
    CloseHandle(client);
    CHECK(!GetOverlappedResult(server, &a, &done, TRUE) && failed(ERROR_BROKEN_PIPE) && done == 0,
          "the other end is closed: ERROR_BROKEN_PIPE");
    CloseHandle(server);

    pair(&server, &client, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, FILE_FLAG_OVERLAPPED);
    SetNamedPipeHandleState(client, &mode, NULL, NULL);
    CHECK(!ReadFile(client, buffer, 4, NULL, &a) && failed(ERROR_IO_PENDING), "a client's end, messages");
    WriteFile(server, "message", 7, &done, &b);
    CHECK(!GetOverlappedResult(client, &a, &done, TRUE) && failed(ERROR_MORE_DATA) && done == 4 &&
              !memcmp(buffer, "mess", 4),
          "GetOverlappedResult: ERROR_MORE_DATA (%lu)", done);
    CHECK(ReadFile(client, buffer, 10, &done, &a) && done == 3, "the rest is there at once");
    CHECK(!TransactNamedPipe(client, "ask", 3, buffer, 10, NULL, &a) && failed(ERROR_IO_PENDING),
          "TransactNamedPipe: ERROR_IO_PENDING");
    CHECK(ReadFile(server, other, 10, &done, &b) && done == 3 && WriteFile(server, "answer", 6, &done, &b) &&
              GetOverlappedResult(client, &a, &done, TRUE) && done == 6 && !memcmp(buffer, "answer", 6),
          "and its answer");
    CHECK(!ReadFile(client, buffer, 4, NULL, &a) && failed(ERROR_IO_PENDING) && DisconnectNamedPipe(server) &&
              !GetOverlappedResult(client, &a, &done, TRUE) && failed(ERROR_PIPE_NOT_CONNECTED),
          "DisconnectNamedPipe ends a client's read: ERROR_PIPE_NOT_CONNECTED");
    CloseHandle(client);
    CloseHandle(server);
    CloseHandle(one);
    CloseHandle(two);
}

static void test_write(void)
{
    HANDLE server, client, one = event_make(), two = event_make();
    OVERLAPPED a = {.hEvent = one}, b = {.hEvent = two};
    DWORD done, total = 0, wrong = 0;
    pair(&server, &client, PIPE_TYPE_BYTE, 0);
    for (DWORD i = 0; i < sizeof buffer; i++) buffer[i] = (char)(i % 251);
    CHECK(!WriteFile(server, buffer, sizeof buffer, NULL, &a) && failed(ERROR_IO_PENDING),
          "WriteFile: more than there is room for: ERROR_IO_PENDING");
    CHECK(!WriteFile(server, "end", 3, NULL, &b) && failed(ERROR_IO_PENDING), "WriteFile: the next waits behind it");
    while (total < sizeof buffer && ReadFile(client, other, 30000, &done, NULL)) {
        for (DWORD i = 0; i < done && total + i < sizeof buffer; i++) wrong += other[i] != (char)((total + i) % 251);
        total += done;
    }
    CHECK(!wrong && GetOverlappedResult(server, &a, &done, TRUE) && done == sizeof buffer,
          "it ends when all has gone, in order");
    CHECK(GetOverlappedResult(server, &b, &done, TRUE) && done == 3, "and the next");
    CloseHandle(client);
    CHECK(!WriteFile(server, "x", 1, &done, &a) && failed(ERROR_NO_DATA), "WriteFile: nobody reads any more");
    CloseHandle(server);
    pair(&server, &client, PIPE_TYPE_BYTE, 0);
    WriteFile(server, buffer, sizeof buffer, NULL, &a);
    CHECK(CancelIo(server) && !GetOverlappedResult(server, &a, &done, TRUE) && failed(ERROR_OPERATION_ABORTED),
          "CancelIo: a write that is pending");
    WriteFile(server, buffer, sizeof buffer, NULL, &a);
    CloseHandle(client);
    CHECK(!GetOverlappedResult(server, &a, &done, TRUE) && (failed(ERROR_NO_DATA) || failed(ERROR_BROKEN_PIPE)),
          "a pending write ends when the reader goes");
    CloseHandle(server);
    CloseHandle(one);
    CloseHandle(two);
}

static DWORD apc_error, apc_done, apc_calls;
static OVERLAPPED *apc_overlapped;

static void WINAPI completed(DWORD error, DWORD done, OVERLAPPED *overlapped)
{
    apc_error = error;
    apc_done = done;
    apc_overlapped = overlapped;
    apc_calls++;
}

static void test_apc(void)
{
    HANDLE server, client;
    OVERLAPPED o = {0};
    DWORD done;
    pair(&server, &client, PIPE_TYPE_BYTE, 0);
    CHECK(ReadFileEx(server, buffer, 10, &o, completed) && SleepEx(0, TRUE) == 0 && !apc_calls,
          "ReadFileEx: its routine is not called while it is pending");
    WriteFile(client, "abc", 3, &done, NULL);
    CHECK(SleepEx(10000, TRUE) == WAIT_IO_COMPLETION && apc_calls == 1 && apc_error == 0 && apc_done == 3 &&
              apc_overlapped == &o,
          "ReadFileEx: the routine is called in an alertable wait");
    ReadFileEx(server, buffer, 10, &o, completed);
    CHECK(CancelIo(server) && SleepEx(10000, TRUE) == WAIT_IO_COMPLETION && apc_calls == 2 &&
              apc_error == ERROR_OPERATION_ABORTED && apc_done == 0,
          "CancelIo: the routine is told ERROR_OPERATION_ABORTED");
    CloseHandle(client);
    CloseHandle(server);
}

static void test_port(void)
{
    HANDLE server, client, port = CreateIoCompletionPort(NONE, NULL, 0, 1);
    OVERLAPPED a = {0}, b = {0}, *got;
    DWORD done = 99;
    ULONG_PTR key = 0;
    pair(&server, &client, PIPE_TYPE_BYTE, 0);
    CreateIoCompletionPort(server, port, 77, 0);
    CHECK(!ReadFile(server, buffer, 10, NULL, &a) && failed(ERROR_IO_PENDING) &&
              !GetQueuedCompletionStatus(port, &done, &key, &got, 0) && failed(WAIT_TIMEOUT),
          "a pending read: no packet yet");
    WriteFile(client, "abc", 3, &done, NULL);
    CHECK(GetQueuedCompletionStatus(port, &done, &key, &got, 10000) && done == 3 && key == 77 && got == &a,
          "GetQueuedCompletionStatus: the read's packet");
    CHECK(WriteFile(server, "x", 1, &done, &b) && GetQueuedCompletionStatus(port, &done, &key, &got, 10000) &&
              got == &b,
          "a write that is done at once has a packet, too");
    CHECK(SetFileCompletionNotificationModes(server, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) &&
              WriteFile(server, "x", 1, &done, &b) && !GetQueuedCompletionStatus(port, &done, &key, &got, 0) &&
              failed(WAIT_TIMEOUT),
          "FILE_SKIP_COMPLETION_PORT_ON_SUCCESS: not then");
    ReadFile(server, buffer, 10, NULL, &a);
    WriteFile(client, "y", 1, &done, NULL);
    CHECK(GetQueuedCompletionStatus(port, &done, &key, &got, 10000) && got == &a, "but where it was pending");
    a.hEvent = (HANDLE)((ULONG_PTR)event_make() | 1);
    ReadFile(server, buffer, 10, NULL, &a);
    WriteFile(client, "z", 1, &done, NULL);
    CHECK(GetOverlappedResult(server, &a, &done, TRUE) && done == 1 &&
              !GetQueuedCompletionStatus(port, &done, &key, &got, 0) && failed(WAIT_TIMEOUT),
          "an event with its lowest bit set \"prevents the queuing of a completion packet\"");
    CloseHandle((HANDLE)((ULONG_PTR)a.hEvent & ~(ULONG_PTR)1));
    a.hEvent = NULL;
    ReadFile(server, buffer, 10, NULL, &a);
    CloseHandle(client);
    got = NULL;
    CHECK(!GetQueuedCompletionStatus(port, &done, &key, &got, 10000) && got == &a && failed(ERROR_BROKEN_PIPE),
          "a packet tells that the pipe broke");
    CloseHandle(server);
    pair(&server, &client, PIPE_TYPE_BYTE, 0);
    CreateIoCompletionPort(server, port, 78, 0);
    ReadFile(server, buffer, 10, NULL, &a);
    CloseHandle(server);
    got = NULL;
    CHECK(!GetQueuedCompletionStatus(port, &done, &key, &got, 10000) && got == &a && key == 78 && GetLastError(),
          "closing the handle ends the request, and the port hears of it");
    CloseHandle(client);
    CloseHandle(port);
}

static HANDLE used;
static OVERLAPPED in_thread;

static DWORD WINAPI reads(void *unused)
{
    (void)unused;
    return !ReadFile(used, other, 10, NULL, &in_thread) && GetLastError() == ERROR_IO_PENDING;
}

static void test_cancel(void)
{
    HANDLE server, client, thread, one = event_make();
    OVERLAPPED a = {.hEvent = one}, b = {0};
    DWORD done, code = 0;
    pair(&server, &client, PIPE_TYPE_BYTE, 0);
    in_thread.hEvent = event_make();
    SetLastError(0);
    /* Wine 8.0 succeeds with both of a file that has no request */
    CHECK(!CancelIoEx(server, NULL) && failed(ERROR_NOT_FOUND), "CancelIoEx: there is nothing: ERROR_NOT_FOUND");
    ReadFile(server, buffer, 10, NULL, &a);
    CHECK(!CancelIoEx(server, &b) && failed(ERROR_NOT_FOUND), "CancelIoEx: not another request");
    CHECK(!CancelIoEx(client, NULL) && failed(ERROR_NOT_FOUND) && !is_set(one), "CancelIoEx: nor another file's");
    CHECK(CancelIoEx(server, &a) && !GetOverlappedResult(server, &a, &done, TRUE) && failed(ERROR_OPERATION_ABORTED) &&
              is_set(one),
          "CancelIoEx: this one, whose event is set");
    used = server;
    /* a thread that waits until it may end */
    thread = CreateThread(NULL, 0, reads, NULL, 0, NULL);
    WaitForSingleObject(thread, 10000);
    GetExitCodeThread(thread, &code);
    CHECK(code && WaitForSingleObject(in_thread.hEvent, 10000) == WAIT_OBJECT_0 &&
              !GetOverlappedResult(server, &in_thread, &done, FALSE) && failed(ERROR_OPERATION_ABORTED),
          "\"all outstanding asynchronous I/O requests that the thread made are canceled\" when it ends");
    CloseHandle(thread);
    CloseHandle(client);
    CloseHandle(server);
    CloseHandle(in_thread.hEvent);
    CloseHandle(one);
}

/* ---- every request ends once ---- */

enum { REQUESTS = 20000, AT_ONCE = 16 };

static struct tried {
    OVERLAPPED overlapped;
    char data[8];
    volatile LONG ends;
} tried[REQUESTS];

static volatile LONG begun;
static volatile LONG stop;

static DWORD WINAPI writes_and_cancels(void *argument)
{
    HANDLE *ends = argument;
    unsigned seed = 1;
    DWORD done;
    while (!stop) {
        seed = seed * 1664525 + 1013904223;
        LONG some = begun;
        if (some && seed >> 30) CancelIoEx(ends[0], &tried[(seed >> 8) % (unsigned)some].overlapped);
        if (!(seed >> 30)) WriteFile(ends[1], "12345", 1 + (seed >> 20) % 5, &done, NULL);
    }
    return 0;
}

static void test_once(void)
{
    HANDLE ends[2], port = CreateIoCompletionPort(NONE, NULL, 0, 1), thread;
    DWORD ended = 0, twice = 0, never = 0, done, read = 0, aborted = 0;
    ULONG_PTR key;
    OVERLAPPED *got;
    pair(&ends[0], &ends[1], PIPE_TYPE_BYTE, 0);
    CreateIoCompletionPort(ends[0], port, 0, 0);
    thread = CreateThread(NULL, 0, writes_and_cancels, ends, 0, NULL);
    for (LONG i = 0; i < REQUESTS; i++) {
        struct tried *t = &tried[i];
        if (!ReadFile(ends[0], t->data, sizeof t->data, NULL, &t->overlapped) && GetLastError() != ERROR_IO_PENDING)
            t->ends = 100;
        begun = i + 1;
        while ((DWORD)i - ended >= AT_ONCE || i == REQUESTS - 1) {
            if (i == REQUESTS - 1 && !stop) {
                stop = 1;
                WaitForSingleObject(thread, 10000);
                CancelIoEx(ends[0], NULL);
            }
            got = NULL;
            BOOL ok = GetQueuedCompletionStatus(port, &done, &key, &got, i == REQUESTS - 1 ? 200 : 10000);
            if (!got) break;
            InterlockedIncrement(&((struct tried *)got)->ends);
            ended++;
            read += ok;
            aborted += !ok;
        }
    }
    for (LONG i = 0; i < REQUESTS; i++) {
        twice += tried[i].ends > 1;
        never += tried[i].ends < 1;
    }
    CHECK(!twice && !never,
          "of %d requests that are served and cancelled at once each ends once (%lu twice, %lu never)", REQUESTS, twice,
          never);
    CHECK(read && aborted && read + aborted == REQUESTS, "some were served, some cancelled (%lu, %lu)", read, aborted);
    CloseHandle(thread);
    CloseHandle(ends[0]);
    CloseHandle(ends[1]);
    CloseHandle(port);
}

int main(void)
{
    sprintf(name, "\\\\.\\pipe\\metic_pipe_overlapped.%lu", GetCurrentProcessId());
    test_connect();
    test_read();
    test_write();
    test_apc();
    test_port();
    test_cancel();
    test_once();
    return check_done();
}
