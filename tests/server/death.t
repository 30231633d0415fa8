#!/bin/bash
# SPDX-License-Identifier: MIT
# Death is ordinary, seen by programs: the broker is killed while two of them share named objects, and what they asked it holds with
# the next one; a program is killed, and its names go with it.
. "$SRC/tests/tap.sh"
compiler=${CC_x86_64:-x86_64-w64-mingw32-gcc}
metic=$BUILD/metic
export XDG_RUNTIME_DIR=$PWD/run METIC_PREFIX=$PWD/prefix
mkdir -m 700 run prefix
cat > shares.c <<'END'
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* heir: makes a named event that a child inherits, and ends; pass: gives its named event to a process that knows no name, and ends; named NAME: is it there?
 * serve: makes an event, a section and a mutant, says so, and answers each `ask` by adding one to the number in the section;
 * use N: does so N times; gone: are the names free? */
static HANDLE ask, answer, section;
static volatile LONG *number;
static int fail(const char *what) { printf("%s: %lu\n", what, GetLastError()); return 1; }
int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "gone")) {
        if (OpenEventA(EVENT_ALL_ACCESS, FALSE, "death ask")) return fail("ask is there");
        if (OpenFileMappingA(FILE_MAP_WRITE, FALSE, "Local\\death section")) return fail("section is there");
        return 0;
    }
    if (argc > 2 && !strcmp(argv[1], "named")) {
        HANDLE found = OpenEventA(EVENT_ALL_ACCESS, FALSE, argv[2]);
        if (!found) return fail(argv[2]);
        return argc > 3 && !SetEvent(found);
    }
    if (argc > 2 && !strcmp(argv[1], "end")) return !TerminateProcess(OpenProcess(PROCESS_TERMINATE, FALSE, strtoul(argv[2], NULL, 10)), 0);
    if (argc > 2 && !strcmp(argv[1], "keep")) { /* until that handle is set */
        HANDLE mine = (HANDLE)(ULONG_PTR)strtoull(argv[2], NULL, 10);
        WaitForSingleObject(mine, 60000);
        return 0;
    }
    if (argc > 1 && !strcmp(argv[1], "heir")) {
        SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
        STARTUPINFOA info = {.cb = sizeof info};
        PROCESS_INFORMATION process;
        char line[200];
        HANDLE event = CreateEventA(&inherit, TRUE, FALSE, "death inherited");
        sprintf(line, "shares.exe keep %llu", (unsigned long long)(ULONG_PTR)event);
        if (!event || !CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &info, &process)) return fail("heir");
        Sleep(500); /* until it has begun */
        return 0;
    }
    if (argc > 1 && !strcmp(argv[1], "pass")) {
        STARTUPINFOA info = {.cb = sizeof info};
        PROCESS_INFORMATION process;
        HANDLE event = CreateEventA(NULL, TRUE, FALSE, "death passed"), given;
        char line[] = "shares.exe serve";
        if (!event || !CreateProcessA(NULL, line, NULL, NULL, FALSE, CREATE_NO_WINDOW, NULL, NULL, &info, &process)) return fail("pass");
        Sleep(500);
        if (!DuplicateHandle(GetCurrentProcess(), event, process.hProcess, &given, 0, FALSE, DUPLICATE_SAME_ACCESS)) return fail("duplicate");
        printf("%lu\n", process.dwProcessId);
        return 0;
    }
    if (argc > 2 && !strcmp(argv[1], "use")) {
        LONG last = 0, times = atoi(argv[2]);
        for (LONG i = 0; i < times; i++) { /* the names are looked up each time */
            ask = OpenEventA(EVENT_ALL_ACCESS, FALSE, "death ask");
            answer = OpenEventA(EVENT_ALL_ACCESS, FALSE, "death answer");
            section = OpenFileMappingA(FILE_MAP_WRITE, FALSE, "Local\\death section");
            if (!ask || !answer || !section) return fail("a name is lost");
            number = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 4);
            if (!number) return fail("view");
            SetEvent(ask);
            if (WaitForSingleObject(answer, 20000)) return fail("no answer");
            if (*number != last + 1 && last) return fail("wrong number");
            last = *number;
            UnmapViewOfFile((void *)number);
            CloseHandle(ask), CloseHandle(answer), CloseHandle(section);
        }
        printf("%ld\n", last);
        return 0;
    }
    ask = CreateEventA(NULL, FALSE, FALSE, "death ask");
    answer = CreateEventA(NULL, FALSE, FALSE, "death answer");
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, "death section");
    if (!ask || !answer || !section || !(number = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 4))) return fail("create");
    puts("ready");
    fflush(stdout);
    while (!WaitForSingleObject(ask, 30000)) {
        ++*number;
        SetEvent(answer);
    }
    return 0;
}
END
env -u XDG_RUNTIME_DIR "$compiler" -o shares.exe shares.c || exit 1

brokers() { # their process ids
    local f name
    for f in /proc/[0-9]*/cmdline; do
        { IFS= read -r -d '' name < "$f"; } 2> /dev/null || continue
        [ "$name" = metic-broker ] && grep -qsF "$PWD/run/" "$f" && f=${f%/cmdline} && echo "${f#/proc/}"
    done
}
gone() {
    for _ in $(seq 100); do [ -z "$(ls run)" ] && [ -z "$(brokers)" ] && return 0; sleep 0.02; done
    ls -R run
    return 1
}

"$metic" shares.exe serve > ready &
server=$!
for _ in $(seq 500); do [ -s ready ] && break; sleep 0.02; done
check "names are shared" "$metic" shares.exe use 100
check "with one broker" [ "$(brokers | wc -l)" = 1 ]
"$metic" shares.exe use 20000 > used 2>&1 &
user=$!
kills=0
while kill -0 $user 2> /dev/null && [ $kills -lt 40 ]; do
    for pid in $(brokers); do kill -KILL "$pid" && kills=$((kills + 1)); done
    sleep 0.05
done
wait $user
result $? "programs go on while their broker is killed again and again" used
check "which it was" [ $kills -ge 10 ]
check "every question was answered once" [ "$(tr -d '\r' < used)" = 20100 ]
check "there is one broker again" [ "$(brokers | wc -l)" = 1 ]
check "and the names are known" "$metic" shares.exe use 10
kill -KILL $server
wait $server 2> /dev/null
check "those of a program that was killed go with it" "$metic" shares.exe gone
"$metic" shares.exe heir
check "a name whose maker has ended is there while an heir lives" "$metic" shares.exe named 'death inherited'
kill -KILL $(brokers)
check "also when the broker is killed" "$metic" shares.exe named 'death inherited' set
"$metic" shares.exe pass > passed < /dev/null 2>&1 3>&- &
wait $!
kill -KILL $(brokers)
check "so is one that was given to another process" "$metic" shares.exe named 'death passed'
"$metic" shares.exe end "$(tr -d '\r' < passed | tail -1)"
check "and nothing is left" gone
"$metic" start --keep
kill -KILL "$(brokers)"
check "what a killed broker left, stop takes away" "$metic" stop
check "all of it" gone
plan
