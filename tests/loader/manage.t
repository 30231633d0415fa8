#!/bin/bash
# SPDX-License-Identifier: MIT
# metic ps, stop and start: what they show and end, in a prefix of their own, and that nothing stays behind.
. "$SRC/tests/tap.sh"
compiler=${CC_x86_64:-x86_64-w64-mingw32-gcc}
metic=$BUILD/metic
export XDG_RUNTIME_DIR=$PWD/run METIC_PREFIX=$PWD/prefix
mkdir -m 700 run
cat > sleeper.c <<'END'
#include <windows.h>
#include <stdio.h>
#include <string.h>
static BOOL WINAPI stay(DWORD event) { (void)event; Sleep(60000); return TRUE; }
int main(int argc, char **argv)
{
    CreateFileA("C:\\started", GENERIC_WRITE, 0, NULL, OPEN_ALWAYS, 0, NULL);
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, "manage.t");
    if (argc > 1 && !strcmp(argv[1], "stay")) SetConsoleCtrlHandler(stay, TRUE);
    puts("ready");
    fflush(stdout);
    return WaitForSingleObject(event, 60000) != WAIT_OBJECT_0;
}
END
env -u XDG_RUNTIME_DIR "$compiler" -o sleeper.exe sleeper.c || exit 1
cp sleeper.exe other.exe

begin() { # PROGRAM [ARGUMENT]: started, and ready
    "$metic" ./"$@" > ready &
    for _ in $(seq 500); do [ -s ready ] && break; sleep 0.02; done
}
images() { "$metic" ps | awk 'NR > 1 { print $4 }' | sed 's|.*/||' | sort | tr '\n' ' '; }
echo "$PWD/run/metic/" > pattern # on nobody's command line but the broker's
brokers() { cat /proc/[0-9]*/cmdline 2> /dev/null | tr '\0' ' ' | grep -oFf pattern | wc -l; }
gone() { # within a second, and what a busy machine adds
    for _ in $(seq 100); do [ -z "$(ls run)" ] && [ "$(brokers)" = 0 ] && return 0; sleep 0.02; done
    ls -R run
    return 1
}

"$metic" ps > out
check "ps where nothing runs has its heading alone" [ "$(cat out)" = "     PID  STARTED              IMAGE" ]
check "and makes neither prefix nor broker" [ ! -e prefix -a -z "$(ls run)" ]
"$metic" stop > out 2>&1
check "stop where nothing runs succeeds" [ $? = 0 -a ! -s out ]

begin sleeper.exe
first=$!
begin other.exe
second=$!
check "ps shows two programs, the first first" [ "$("$metic" ps | awk 'NR > 1 { print $1 }' | tr '\n' ' ')" = "$first $second " ]
check "by their images" [ "$(images)" = "other.exe sleeper.exe " ]
now=$(date +%s) then=$(date -d "$("$metic" ps | awk 'NR == 2 { print $2, $3 }')" +%s)
check "and when they started" [ $((now - then)) -ge 0 -a $((now - then)) -lt 60 ]
check "they have one broker" [ "$(brokers)" = 1 ]
METIC_PREFIX=$PWD/elsewhere "$metic" stop
check "stop of another prefix leaves them" [ "$(images)" = "other.exe sleeper.exe " ]
check "stop ends them" "$metic" stop
wait $first
check "as SIGTERM does" [ $? = 143 ]
wait $second
check "both" [ $? = 143 ]
check "and nothing is left" gone

begin sleeper.exe stay
first=$!
"$metic" stop > out 2>&1
check "stop waits for one that does not end by itself no longer than Windows does" [ $? = 0 -a ! -s out ]
wait $first
begin sleeper.exe
first=$!
kill -STOP $first
"$metic" stop > out 2>&1
check "who stands still does not end" [ $? = 1 ]
check "which is said in one line" [ "$(cat out)" = "metic: 1 program did not end; metic stop --kill ends them" ]
check "--kill ends it" "$metic" stop --kill
wait $first 2> /dev/null
check "by SIGKILL" [ $? = 137 ]
check "and nothing is left of that" gone

check "start --keep starts a broker" "$metic" start --keep
sleep 0.7
check "that stays though nobody is there" [ "$(brokers)" = 1 ]
"$metic" start --keep
begin sleeper.exe
check "the only one, which programs use" [ "$(brokers)" = 1 ]
check "stop ends program and broker" "$metic" stop
check "and waits for both" [ -z "$(ls run)" ]
wait
check "nothing is left of them" gone
out=$("$metic" start 2>&1)
check "start without --keep: 125" [ $? = 125 ]
out=$("$metic" ps more 2>&1)
check "an argument too many: 125" [ $? = 125 ]
out=$("$metic" ps --kill 2>&1)
check "an option of another command: 125" [ $? = 125 ]
plan
