#!/bin/bash
# SPDX-License-Identifier: MIT
# KILLS (100) kills at random moments, of one of 8 programs that make, open and close named events, mutants, semaphores and sections,
# and now and then of the broker.  No program fails, no name stays, and the broker's descriptors, memory and threads are what they were.
. "$SRC/tests/tap.sh"
compiler=${CC_x86_64:-x86_64-w64-mingw32-gcc}
metic=$BUILD/metic
kills=${KILLS:-100}
export XDG_RUNTIME_DIR=$PWD/run METIC_PREFIX=$PWD/prefix
mkdir -m 700 run prefix
cat > mix.c <<'END'
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
/* mix SEED: until it is killed, or a minute has passed; mix: are the names free? */
static HANDLE make(int kind, const char *name)
{
    switch (kind) {
    case 0: return CreateEventA(NULL, FALSE, FALSE, name);
    case 1: return CreateMutexA(NULL, FALSE, name);
    case 2: return CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 65536, name);
    case 3: return CreateSemaphoreA(NULL, 1, 5, name);
    default: SetLastError(0); return OpenEventA(EVENT_ALL_ACCESS, FALSE, name);
    }
}
int main(int argc, char **argv)
{
    char name[32];
    HANDLE keep[16] = {0};
    DWORD end = GetTickCount() + 60000;
    if (argc < 2) {
        for (int i = 0; i < 160; i++) {
            sprintf(name, "mix %d %d", i / 40, i % 40);
            HANDLE made = make(i / 40, name);
            if (!made || GetLastError() == ERROR_ALREADY_EXISTS) return printf("%s: %lu\n", name, GetLastError()), 1;
            CloseHandle(made);
        }
        return 0;
    }
    srand(atoi(argv[1]));
    while ((LONG)(end - GetTickCount()) > 0) {
        int k = rand() % 16, kind = rand() % 5;
        if (keep[k]) CloseHandle(keep[k]);
        sprintf(name, "mix %d %d", kind % 4, rand() % 40);
        keep[k] = make(kind, name);
        if (!keep[k] && !(kind == 4 && GetLastError() == ERROR_FILE_NOT_FOUND))
            return printf("%s: %lu\n", name, GetLastError()), 1;
    }
    return 0;
}
END
env -u XDG_RUNTIME_DIR "$compiler" -o mix.exe mix.c || exit 1

broker() {
    local f name
    for f in /proc/[0-9]*/cmdline; do
        { IFS= read -r -d '' name < "$f"; } 2> /dev/null || continue
        [ "$name" = metic-broker ] && grep -qsF "$PWD/run/" "$f" && f=${f%/cmdline} && echo "${f#/proc/}"
    done
}
count() { ls "/proc/$1/$2" | wc -l; }
memory() { awk '/VmRSS/ { print $2 }' "/proc/$1/status"; }
begin() { # INDEX
    "$metic" mix.exe $RANDOM >> said 2>&1 &
    programs[$1]=$!
}
round() { # KILLS: of programs; with BROKERS=1 also of brokers
    local i k
    programs=()
    for i in 0 1 2 3 4 5 6 7; do begin $i; done
    for ((k = 0; k < $1; k++)); do
        sleep 0.0$((RANDOM % 9 + 1))
        i=$((RANDOM % 8))
        kill -KILL "${programs[i]}"
        wait "${programs[i]}"
        begin $i
        if [ "${BROKERS:-0}" = 1 ] && [ $((k % 8)) = 7 ]; then kill -KILL $(broker); fi
    done 2> /dev/null
    kill -KILL "${programs[@]}"
    wait "${programs[@]}" 2> /dev/null
}

: > said
"$metic" start --keep
"$metic" mix.exe # once through everything
pid=$(broker)
descriptors=$(count "$pid" fd) size=$(memory "$pid")
round $((kills * 2 / 3)) 2> /dev/null
check "no program failed or said anything" [ ! -s said ]
[ -s said ] && sed 's/^/# /' said | head
check "no name stayed" "$metic" mix.exe
sleep 0.3
check "the broker is the same" [ "$(broker)" = "$pid" ]
check "its descriptors are what they were" [ "$(count "$pid" fd)" = "$descriptors" ]
check "it has one thread" [ "$(count "$pid" task)" = 1 ]
check "and its memory is near what it was" [ "$(memory "$pid")" -lt $((size + 1024)) ]
check "it had nothing to complain of" [ -z "$(cat run/metic/*/broker.log 2> /dev/null)" ]
BROKERS=1 round $((kills / 3)) 2> /dev/null
check "nor did any fail whose broker was killed" [ ! -s said ]
[ -s said ] && sed 's/^/# /' said | head
check "no name stayed with another broker" "$metic" mix.exe
check "stop" "$metic" stop
check "nothing is left" [ -z "$(ls run)" ]
plan
