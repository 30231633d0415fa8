#!/bin/bash
# SPDX-License-Identifier: MIT
# Named pipes and death: the broker is killed while a server waits for clients and while they come and go; a server is killed, and its
# names go with it; of a client that is killed its server hears.  A native program is a client, too (metic pipe).
. "$SRC/tests/tap.sh"
compiler=${CC_x86_64:-x86_64-w64-mingw32-gcc}
metic=$BUILD/metic
cat > pipes.c <<'END'
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* serve N: N threads, each with an instance, answer what comes with the next letter; a client that says nothing is forgotten.
 * use N: asks N times, each time as a new client; hold: connects and stays; wait: a server that hears of its client's end;
 * gone: is the name free? */
#define NAME "\\\\.\\pipe\\death"
static int fail(const char *what) { printf("%s: %lu\n", what, GetLastError()); fflush(stdout); return 1; }
static HANDLE serve_make(void)
{
    return CreateNamedPipeA(NAME, PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, PIPE_UNLIMITED_INSTANCES, 0, 0, 0, NULL);
}
static DWORD WINAPI serve(void *pipe)
{
    char c;
    DWORD done;
    for (;;) {
        if (!ConnectNamedPipe(pipe, NULL) && GetLastError() != ERROR_PIPE_CONNECTED && GetLastError() != ERROR_NO_DATA) exit(fail("connect"));
        while (ReadFile(pipe, &c, 1, &done, NULL)) {
            c++;
            WriteFile(pipe, &c, 1, &done, NULL);
        }
        if (!DisconnectNamedPipe(pipe)) exit(fail("disconnect"));
    }
}
static HANDLE come(void)
{
    for (int i = 0; i < 200; i++) {
        HANDLE pipe = CreateFileA(NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
        if (pipe != INVALID_HANDLE_VALUE || GetLastError() != ERROR_PIPE_BUSY) return pipe;
        if (!WaitNamedPipeA(NAME, 20000)) return INVALID_HANDLE_VALUE;
    }
    return INVALID_HANDLE_VALUE;
}
int main(int argc, char **argv)
{
    DWORD done;
    int times = argc > 2 ? atoi(argv[2]) : 0;
    if (!strcmp(argv[1], "gone")) {
        HANDLE pipe = CreateFileA(NAME, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
        return pipe != INVALID_HANDLE_VALUE || GetLastError() != ERROR_FILE_NOT_FOUND ? fail("the name is there") : 0;
    }
    if (!strcmp(argv[1], "use")) {
        for (int i = 0; i < times; i++) {
            char c = (char)('a' + i % 20), got = 0;
            HANDLE pipe = come();
            if (pipe == INVALID_HANDLE_VALUE) return fail("open");
            if (!WriteFile(pipe, &c, 1, &done, NULL) || !ReadFile(pipe, &got, 1, &done, NULL)) return fail("talk");
            if (got != c + 1) return fail("wrong answer");
            CloseHandle(pipe);
        }
        return 0;
    }
    if (!strcmp(argv[1], "hold")) {
        HANDLE pipe = come();
        if (pipe == INVALID_HANDLE_VALUE) return fail("open");
        puts("ready");
        fflush(stdout);
        Sleep(60000);
        return 1;
    }
    if (!strcmp(argv[1], "wait")) {
        char c;
        HANDLE pipe = serve_make();
        puts("ready");
        fflush(stdout);
        if (!ConnectNamedPipe(pipe, NULL) && GetLastError() != ERROR_PIPE_CONNECTED) return fail("connect");
        if (ReadFile(pipe, &c, 1, &done, NULL) || GetLastError() != ERROR_BROKEN_PIPE) return fail("no end");
        return 0;
    }
    for (int i = 0; i < times; i++) {
        HANDLE pipe = serve_make();
        if (pipe == INVALID_HANDLE_VALUE) return fail("create");
        CreateThread(NULL, 0, serve, pipe, 0, NULL);
    }
    puts("ready");
    fflush(stdout);
    Sleep(120000);
    return 0;
}
END
"$compiler" -o pipes.exe pipes.c || exit 1
export XDG_RUNTIME_DIR=$PWD/run METIC_PREFIX=$PWD/prefix
mkdir -m 700 run prefix

brokers() { # their process ids
    local f name
    for f in /proc/[0-9]*/cmdline; do
        { IFS= read -r -d '' name < "$f"; } 2> /dev/null || continue
        [ "$name" = metic-broker ] && grep -qsF "$PWD/run/" "$f" && f=${f%/cmdline} && echo "${f#/proc/}"
    done
}
begun() { # FILE
    for _ in $(seq 500); do [ -s "$1" ] && return; sleep 0.02; done
    return 1
}

"$metic" pipes.exe serve 2 > ready &
server=$!
check "a server waits" begun ready
check "clients of another process talk to it" "$metic" pipes.exe use 100
printf a | "$metic" pipe "$METIC_PREFIX" death > native 2> native.err
[ "$(cat native)" = b ] && ! [ -s native.err ]
result $? "metic pipe: a native program does as well" native native.err
(printf a; sleep 0.2; printf c; sleep 0.2) | "$metic" pipe "$METIC_PREFIX" '\\.\pipe\DEATH' > native 2> native.err
[ "$(cat native)" = bd ]
result $? "by one message and another" native native.err
"$metic" pipe "$METIC_PREFIX" death.not < /dev/null > native 2> native.err
[ $? = 127 ] && grep -q 'there is no such pipe' native.err
result $? "metic pipe: where there is none, 127" native.err
kill -9 $(brokers)
check "after the broker's death as well" "$metic" pipes.exe use 100
for i in 1 2 3; do "$metic" pipes.exe use 2000 > used$i 2>&1 & users+=($!); done
kills=0
for _ in $(seq 200); do
    kill -0 "${users[0]}" 2> /dev/null || break
    sleep 0.05
    for broker in $(brokers); do kill -9 "$broker" 2> /dev/null && kills=$((kills + 1)); done
done
status=0
for user in "${users[@]}"; do wait "$user" || status=1; done
[ $status = 0 ] && [ $kills -gt 0 ]
result $? "three talk on while brokers are killed ($kills)" used1 used2 used3
before=$(ls /proc/$server/fd | wc -l)
"$metic" pipes.exe use 200
sleep 0.2
check "the server has as many descriptors as before" [ "$(ls /proc/$server/fd | wc -l)" = "$before" ]
kill -9 $server
wait $server 2> /dev/null
check "a server that was killed leaves no name" "$metic" pipes.exe gone

"$metic" pipes.exe wait > waits &
server=$!
begun waits
"$metic" pipes.exe hold > held &
client=$!
begun held
kill -9 $client
wait $client 2> /dev/null
wait $server
result $? "of a killed client its server hears: ERROR_BROKEN_PIPE" waits
for _ in $(seq 100); do [ -z "$(ls run)" ] && [ -z "$(brokers)" ] && break; sleep 0.02; done
ls -lR run > left; brokers >> left
[ -z "$(ls run)$(brokers)" ]
result $? "and nothing is left" left
plan
