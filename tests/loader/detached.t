#!/bin/bash
# SPDX-License-Identifier: MIT
# A child that lives on holds nothing of its parent's: who reads what the parent prints sees its end when the parent ends.
. "$SRC/tests/tap.sh"
compiler=${CC_x86_64:-x86_64-w64-mingw32-gcc}
cat > parent.c <<'END_C'
#include <windows.h>
#include <stdio.h>
/* No argument: starts itself, detached, with a named object between them, and ends; "child": stays until it is told, 60 s at most. */
int main(int argc, char **argv)
{
    char self[300], line[400];
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION info;
    HANDLE go = CreateEventA(NULL, TRUE, FALSE, "metic detached go"), ready = CreateEventA(NULL, TRUE, FALSE, "metic detached ready");
    if (argc > 1 && argv[1][0] == 'c') {
        SetEvent(ready);
        return WaitForSingleObject(go, 60000) != WAIT_OBJECT_0;
    }
    if (argc > 1) return !SetEvent(go);
    GetModuleFileNameA(NULL, self, sizeof self);
    sprintf(line, "\"%s\" child", self);
    if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, DETACHED_PROCESS, NULL, NULL, &startup, &info)) return 1;
    WaitForSingleObject(ready, INFINITE);
    printf("started %lu\n", info.dwProcessId / 4);
    return 0;
}
END_C
"$compiler" -s -o parent.exe parent.c || exit 1

lives() { # PID: and is no zombie
    grep -qs ') [^ZX] ' "/proc/$1/stat"
}

output=$($RUNNER ./parent.exe 2> said)
child=${output#started }
child=${child%$'\r'}
[ "$child" -gt 0 ] 2> /dev/null && lives "$child"
result $? "the parent's output ends with the parent, while the child lives" said
[ ! -s said ]
result $? "nothing is said" said
$RUNNER ./parent.exe tell
result $? "another process finds the child's event by its name"
for _ in $(seq 100); do
    lives "$child" || break
    sleep 0.05
done
! lives "$child"
result $? "and ends it"
plan
