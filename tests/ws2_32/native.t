#!/bin/bash
# SPDX-License-Identifier: MIT
# A server of the guest's that stands on polls of \Device\Afd and a completion port, driven by native clients; and a client of the
# guest's at a native server.
. "$SRC/tests/tap.sh"
compiler=${CC_x86_64:-x86_64-w64-mingw32-gcc}
cat > program.c <<'END_C'
#include <winsock2.h>
#include <windows.h>
#include <winternl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
enum { MOST = 64, RECEIVE = 1, DISCONNECT = 8, ABORT = 16, ACCEPT = 128 };
struct poll { LARGE_INTEGER timeout; ULONG count, exclusive; struct { HANDLE handle; ULONG events; NTSTATUS status; } one; };
struct client { IO_STATUS_BLOCK io; struct poll poll; SOCKET socket; };
static HANDLE device;
static void ask(struct client *c, ULONG events)
{
    c->poll = (struct poll){.timeout.QuadPart = 0x7fffffffffffffff, .count = 1, .one = {(HANDLE)c->socket, events, 0}};
    NTSTATUS status = NtDeviceIoControlFile(device, NULL, NULL, c, &c->io, 0x12024, &c->poll, sizeof c->poll, &c->poll, sizeof c->poll);
    if (status && status != 0x103) exit(3);
}
static int serve(void)
{
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int length = sizeof address, ended = 0;
    u_long on = 1;
    RtlInitUnicodeString(&name, L"\\Device\\Afd\\Server");
    InitializeObjectAttributes(&attributes, &name, 0, NULL, NULL);
    if (NtCreateFile(&device, SYNCHRONIZE, &attributes, &io, NULL, 0, 3, FILE_OPEN, 0, NULL, 0)) return 1;
    HANDLE port = CreateIoCompletionPort(device, NULL, 0, 0);
    struct client *waiting = calloc(1, sizeof *waiting);
    waiting->socket = socket(AF_INET, SOCK_STREAM, 0);
    bind(waiting->socket, (struct sockaddr *)&address, sizeof address);
    getsockname(waiting->socket, (struct sockaddr *)&address, &length);
    if (listen(waiting->socket, 16)) return 2;
    ioctlsocket(waiting->socket, FIONBIO, &on);
    printf("%u\n", ntohs(address.sin_port));
    fflush(stdout);
    ask(waiting, ACCEPT);
    while (!ended) {
        DWORD bytes;
        ULONG_PTR key;
        OVERLAPPED *which;
        char buffer[4096];
        if (!GetQueuedCompletionStatus(port, &bytes, &key, &which, 60000)) return 4;
        struct client *c = (struct client *)which;
        if (c == waiting) {
            SOCKET s;
            while ((s = accept(waiting->socket, NULL, NULL)) != INVALID_SOCKET) {
                struct client *next = calloc(1, sizeof *next);
                next->socket = s;
                ask(next, RECEIVE | DISCONNECT | ABORT);
            }
            ask(waiting, ACCEPT);
            continue;
        }
        int got = recv(c->socket, buffer, sizeof buffer, 0);
        if (got > 0) {
            if (got >= 4 && !memcmp(buffer, "end\n", 4)) ended = 1;
            for (int sent = 0, part; sent < got && (part = send(c->socket, buffer + sent, got - sent, 0)) > 0;) sent += part;
        }
        if (got < 0 && WSAGetLastError() != WSAEWOULDBLOCK) got = 0;
        if (got) {
            ask(c, RECEIVE | DISCONNECT | ABORT);
        } else {
            closesocket(c->socket);
            free(c);
        }
    }
    return 0;
}
static int call(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    char text[64], back[64];
    if (connect(s, (struct sockaddr *)&address, sizeof address)) return 1;
    for (int i = 0; i < 200; i++) {
        int length = snprintf(text, sizeof text, "line %d\n", i);
        if (send(s, text, length, 0) != length || recv(s, back, length, MSG_WAITALL) != length || memcmp(text, back, length)) return 2;
    }
    closesocket(s);
    return 0;
}
int main(int argc, char **argv)
{
    WSADATA data;
    WSAStartup(MAKEWORD(2, 2), &data);
    return argc > 1 ? call(atoi(argv[1])) : serve();
}
END_C
"$compiler" -O1 -s -o program.exe program.c -lws2_32 -lntdll || exit 1
command -v perl > programs.out || { skip "native clients and servers" "there is no perl"; plan; exit; }

cat > client.pl <<'END_PERL'
use IO::Socket::INET;
my ($port, $rounds, $end) = @ARGV;
my @sockets = map { IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, Timeout => 10) or die "connect: $@" } 1 .. 20;
for my $round (1 .. $rounds) {
    for my $i (0 .. $#sockets) { my $s = $sockets[$i]; print $s "round $round of $i\n"; $s->flush }
    for my $i (0 .. $#sockets) { my $s = $sockets[$i]; my $line = <$s>; die "got $line" unless $line eq "round $round of $i\n" }
}
if ($end) { my $s = $sockets[0]; print $s "end\n"; $s->flush; die "no end" unless <$s> eq "end\n" }
END_PERL
timeout 60 $RUNNER program.exe > port 2> server.err &
server=$!
for ((i = 0; i < 200; i++)); do [ -s port ] && break; sleep 0.05; done
port=$(tr -dc 0-9 < port)
check "20 native connections at once, 50 rounds" timeout 50 perl client.pl "$port" 50
check "and again, after they were closed" timeout 50 perl client.pl "$port" 5 end
wait $server
result $? "the server ends when it is told to" server.err

cat > server.pl <<'END_PERL'
use IO::Socket::INET;
my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5) or die;
$| = 1;
print $listener->sockport, "\n";
my $s = $listener->accept;
while (my $line = <$s>) { print $s $line; $s->flush }
END_PERL
timeout 60 perl server.pl > native.port &
server=$!
for ((i = 0; i < 200; i++)); do [ -s native.port ] && break; sleep 0.05; done
check "a client of the guest's at a native server" timeout 50 $RUNNER program.exe "$(cat native.port)"
wait $server
plan
