/* SPDX-License-Identifier: MIT */
/* Eight threads connect, read, write, cancel, disconnect and close pipes in a random order: each request that was taken
 * has one packet at the completion port, and one only. */
#include "check.h"

#include <string.h>

enum { THREADS = 8, ROUNDS = 150, REQUESTS = 12, DRAINERS = 2 };

static struct request {
    OVERLAPPED overlapped;
    char data[16];
    volatile LONG ends;
    LONG awaited;
} requests[THREADS][ROUNDS][REQUESTS];

static HANDLE port;
static volatile LONG begun, ended, failures;

static DWORD WINAPI drain(void *unused)
{
    (void)unused;
    for (;;) {
        DWORD done;
        ULONG_PTR key = 0;
        OVERLAPPED *got = NULL;
        GetQueuedCompletionStatus(port, &done, &key, &got, INFINITE);
        if (!got) return 0; /* the last packet */
        InterlockedIncrement(&((struct request *)got)->ends);
        InterlockedIncrement(&ended);
    }
}

static unsigned next(unsigned *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 16;
}

/* Notes whether a request's end is to come. */
static void issued(struct request *r, BOOL ok)
{
    if (!ok && GetLastError() != ERROR_IO_PENDING && GetLastError() != ERROR_MORE_DATA) return;
    r->awaited = 1;
    InterlockedIncrement(&begun);
}

static void use(struct request *r, HANDLE pipe, unsigned what)
{
    if (what & 1)
        issued(r, WriteFile(pipe, r->data, 1 + what % 15, NULL, &r->overlapped));
    else
        issued(r, ReadFile(pipe, r->data, 1 + what % 15, NULL, &r->overlapped));
}

static void one_round(struct request *r, const char *name, unsigned *seed)
{
    DWORD type = next(seed) & 1 ? PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE : PIPE_TYPE_BYTE;
    HANDLE client = INVALID_HANDLE_VALUE,
           server = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, type, 255, 0, 0, 0, NULL);
    if (server == INVALID_HANDLE_VALUE) {
        InterlockedIncrement(&failures);
        return;
    }
    CreateIoCompletionPort(server, port, 1, 0);
    issued(&r[0], ConnectNamedPipe(server, &r[0].overlapped));
    if (next(seed) % 4) {
        client = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
        if (client == INVALID_HANDLE_VALUE)
            InterlockedIncrement(&failures);
        else
            CreateIoCompletionPort(client, port, 2, 0);
    }
    BOOL server_open = TRUE;
    for (int i = 1; i < REQUESTS; i++) {
        unsigned what = next(seed);
        HANDLE pipe = what & 2 && client != INVALID_HANDLE_VALUE ? client : server;
        if (pipe == server && !server_open) break;
        use(&r[i], pipe, what >> 2);
        switch (next(seed) % 16) {
        case 0: CancelIoEx(pipe, &r[next(seed) % (i + 1)].overlapped); break;
        case 1: CancelIo(pipe); break;
        case 2:
            if (server_open) DisconnectNamedPipe(server);
            break;
        case 3:
            if (server_open) CloseHandle(server);
            server_open = FALSE;
            break;
        }
    }
    if (client != INVALID_HANDLE_VALUE) CloseHandle(client);
    if (server_open) CloseHandle(server);
}

static DWORD WINAPI work(void *number)
{
    unsigned id = (unsigned)(ULONG_PTR)number, seed = id + 1;
    char name[64];
    sprintf(name, "\\\\.\\pipe\\metic_pipe_races.%lu.%u", GetCurrentProcessId(), id);
    for (int i = 0; i < ROUNDS; i++) one_round(requests[id][i], name, &seed);
    return 0;
}

int main(void)
{
    HANDLE threads[THREADS], drainers[DRAINERS];
    LONG wrong = 0, never = 0;
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    for (int i = 0; i < DRAINERS; i++) drainers[i] = CreateThread(NULL, 0, drain, NULL, 0, NULL);
    for (ULONG_PTR i = 0; i < THREADS; i++) threads[i] = CreateThread(NULL, 0, work, (void *)i, 0, NULL);
    CHECK(WaitForMultipleObjects(THREADS, threads, TRUE, 60000) < THREADS, "all threads come to their end");
    for (int i = 0; i < 1000 && ended < begun; i++) Sleep(10);
    for (int i = 0; i < DRAINERS; i++) PostQueuedCompletionStatus(port, 0, 0, NULL);
    WaitForMultipleObjects(DRAINERS, drainers, TRUE, 10000);
    for (int t = 0; t < THREADS; t++)
        for (int i = 0; i < ROUNDS; i++)
            for (int k = 0; k < REQUESTS; k++) {
                const struct request *r = &requests[t][i][k];
                never += r->awaited && !r->ends;
                wrong += r->ends > r->awaited;
            }
    CHECK(!failures, "every pipe was made and opened (%ld)", failures);
    CHECK(begun > THREADS * ROUNDS && !never && !wrong,
          "each of %ld requests that were taken ended once (%ld never, %ld too often), and no other", begun, never,
          wrong);
    for (int i = 0; i < THREADS; i++) CloseHandle(threads[i]);
    for (int i = 0; i < DRAINERS; i++) CloseHandle(drainers[i]);
    CloseHandle(port);
    return check_done();
}
