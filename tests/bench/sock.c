/* SPDX-License-Identifier: MIT */
/* TCP over loopback: blocking, and 64 connections through completion ports on both ends. */
#include "bench.h"
#include <ws2tcpip.h>

#define CONNS 64
#define MSG 64
#define BLOCK 65536
static char block[BLOCK], sinkbuf[BLOCK];

static SOCKET listener;
static struct sockaddr_in addr;

static void connect_pair(SOCKET *c, SOCKET *s)
{
    int on = 1;
    *c = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(*c, (struct sockaddr *)&addr, sizeof addr)) die("connect");
    *s = accept(listener, NULL, NULL);
    setsockopt(*c, IPPROTO_TCP, TCP_NODELAY, (char *)&on, sizeof on);
    setsockopt(*s, IPPROTO_TCP, TCP_NODELAY, (char *)&on, sizeof on);
}

static DWORD WINAPI echo(void *arg)
{
    char c;
    SOCKET s = (SOCKET)arg;
    while (recv(s, &c, 1, 0) == 1) send(s, &c, 1, 0);
    closesocket(s);
    return 0;
}

static DWORD WINAPI drain(void *arg)
{
    SOCKET s = (SOCKET)arg;
    while (recv(s, sinkbuf, BLOCK, 0) > 0) ;
    closesocket(s);
    return 0;
}

/* One end of one connection: the last operation posted on it is a send or a receive. */
struct end { OVERLAPPED ov; SOCKET s; int sending; char data[MSG]; };
static struct end server[CONNS], client[CONNS];
static HANDLE server_port, client_port;

static void post(struct end *e, int sending)
{
    WSABUF b = { MSG, e->data };
    DWORD flags = 0;
    e->sending = sending;
    memset(&e->ov, 0, sizeof e->ov);
    int r = sending ? WSASend(e->s, &b, 1, NULL, 0, &e->ov, NULL) : WSARecv(e->s, &b, 1, NULL, &flags, &e->ov, NULL);
    if (r && WSAGetLastError() != WSA_IO_PENDING) die("WSASend/WSARecv");
}

/* Handles one completion; returns 1 for a finished receive, -1 when told to stop. */
static int step(HANDLE port)
{
    DWORD n;
    ULONG_PTR key;
    OVERLAPPED *ov;
    if (!GetQueuedCompletionStatus(port, &n, &key, &ov, INFINITE) || !ov) return -1;
    struct end *e = (struct end *)ov;
    post(e, !e->sending);
    return e->sending;
}

static DWORD WINAPI serve(void *arg)
{
    (void)arg;
    while (step(server_port) >= 0) ;
    return 0;
}

int main(int argc, char **argv)
{
    WSADATA wd;
    SOCKET c, s;
    char ch = 1;
    int len = sizeof addr;
    bench_init(argc, argv);
    WSAStartup(0x202, &wd);
    listener = socket(AF_INET, SOCK_STREAM, 0);
    addr.sin_family = AF_INET;
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&addr, sizeof addr) || listen(listener, CONNS)) die("listen");
    getsockname(listener, (struct sockaddr *)&addr, &len);

    if (want("sock.pingpong")) {
        connect_pair(&c, &s);
        CreateThread(NULL, 0, echo, (void *)s, 0, NULL);
        BENCH("sock.pingpong", { send(c, &ch, 1, 0); recv(c, &ch, 1, 0); });
        closesocket(c);
    }
    if (want("sock.throughput")) {
        connect_pair(&c, &s);
        HANDLE t = CreateThread(NULL, 0, drain, (void *)s, 0, NULL);
        double t0 = now_ns(), mib = 0;
        for (; now_ns() - t0 < bench_ns * 2; mib += BLOCK / 1048576.0) send(c, block, BLOCK, 0);
        closesocket(c);
        WaitForSingleObject(t, INFINITE);
        report("sock.throughput", mib / ((now_ns() - t0) / 1e9), "MiB/s");
    }
    BENCH("sock.connect", { connect_pair(&c, &s); closesocket(c); closesocket(s); });
    if (want("sock.iocp64")) {
        server_port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
        client_port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
        for (int i = 0; i < CONNS; i++) {
            connect_pair(&client[i].s, &server[i].s);
            CreateIoCompletionPort((HANDLE)client[i].s, client_port, 0, 0);
            CreateIoCompletionPort((HANDLE)server[i].s, server_port, 0, 0);
            post(&server[i], 0);
        }
        CreateThread(NULL, 0, serve, NULL, 0, NULL);
        double t0 = now_ns(), n = 0;
        for (int i = 0; i < CONNS; i++) post(&client[i], 1);
        while (now_ns() - t0 < bench_ns * 2) n += step(client_port);
        report("sock.iocp64", (now_ns() - t0) / n, "ns");
    }
    fflush(stdout);
    ExitProcess(0);
}
