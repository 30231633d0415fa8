#!/bin/bash
# SPDX-License-Identifier: MIT
# The broker as a container's first process: programs find it, it keeps nobody's dead, and ends when nobody is left.
. "$SRC/tests/tap.sh"
unshare --pid --fork --mount-proc true 2> /dev/null || { echo '1..0 # SKIP no pid namespace can be made here'; exit 0; }
compiler=${CC_x86_64:-x86_64-w64-mingw32-gcc}
export METIC=$BUILD/metic METIC_PREFIX=$PWD/prefix
export BROKER=$(find "$BUILD" -mindepth 1 -maxdepth 4 \( -name faults -o -name sanitized -o -name obj \) -prune -o -name metic-broker -print -quit)
cat > names.c <<'END'
#include <windows.h>
/* live: for some seconds; hold: makes an event and does so until it is set; set: sets it */
int main(int argc, char **argv)
{
    HANDLE event = argc > 1 && *argv[1] == 'h' ? CreateEventA(NULL, TRUE, FALSE, "first process")
                 : argc > 1 && *argv[1] == 's' ? OpenEventA(EVENT_ALL_ACCESS, FALSE, "first process")
                                               : NULL;
    if (argc > 1 && *argv[1] == 's') return !event || !SetEvent(event);
    return event ? WaitForSingleObject(event, 20000) != WAIT_OBJECT_0 : (Sleep(4000), 0);
}
END
"$compiler" -o names.exe names.c || exit 1
export XDG_RUNTIME_DIR=$PWD/run
mkdir -m 700 run prefix
cat > inside <<'END'
until_there() { for _ in $(seq 500); do compgen -G "$1" > /dev/null && return 0; sleep 0.02; done; return 1; }
"$METIC" names.exe live &
until_there 'run/metic/*/broker'
"$METIC" names.exe hold &
hold=$!
sleep 0.5
cat /proc/1/comm > comm
(sleep 0.1 &)
"$METIC" names.exe set && wait $hold && echo met > result
sleep 0.3
grep -lsE '^State:.*zombie' /proc/[0-9]*/status > zombies
grep -lsx metic-broker /proc/[0-9]*/comm | wc -l > brokers
END
timeout -k 5 60 unshare --pid --fork --mount-proc bash -c '
    bash inside &
    for _ in $(seq 500); do compgen -G "run/metic/*/segment" > /dev/null && break; sleep 0.02; done
    exec "$BROKER" --foreground "$(dirname "$PWD"/run/metic/*/segment)"'
status=$?
check "it ends when nobody is left, and with it the container" [ $status = 0 ]
check "it was the first process" [ "$(cat comm)" = metic-broker ]
check "programs share names by it" [ "$(cat result 2> /dev/null)" = met ]
check "there was no other" [ "$(cat brokers)" = 1 ]
check "nobody's dead are left" [ ! -s zombies ]
check "nor files" [ -z "$(ls run)" ]
plan
