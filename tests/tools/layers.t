#!/bin/sh
# SPDX-License-Identifier: MIT
# The rules about files hold in the tree itself, and the check notices each kind of breach.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/metic-layers-XXXXXX")
trap 'rm -rf "$work"' EXIT
number=0

result() { # WHAT: of the last command
    [ $? = 0 ] && echo "ok $((number += 1)) - $1" || echo "not ok $((number += 1)) - $1"
}

# Says what a tree with one file gets.
breach() { # FILE TEXT PATTERN WHAT
    rm -rf "$work/tree"
    mkdir -p "$work/tree/$(dirname "$1")"
    printf '%b' "$2" >"$work/tree/$1"
    ! "$root/tools/layers" "$work/tree" 2>"$work/said" && grep -q "$3" "$work/said"
    result "$4"
}

echo 1..7
"$root/tools/layers" "$root" >"$work/said" 2>&1
result "the tree keeps the rules"
sed 's/^/# /' "$work/said"
spdx='/* SPDX-License-Identifier: MIT */\n'
breach loader/a.c 'int x;\n' 'loader/a.c:1: no SPDX' "a file without its licence"
breach loader/a.c "$spdx#include \"nt/thread.h\"\n" 'loader/a.c:2: may not include nt/' "loader/ knows no NT"
breach syscall-map/linux/a.c "$spdx#include \"nt/thread.h\"\n" 'may not include nt/' "linux/ does not look up"
breach syscall-map/door/a.c "$spdx  # include \"linux/path.h\"\n" 'may not include linux/' "door/ does not look up"
breach dlls/windows/a.dll/a.c "$spdx#include \"../../door/door.h\"\n" 'may not include door/' "guest DLLs include no host header"
breach tools/a.c "$spdx$(yes '\n' | head -n 1001 | tr -d '\n')" 'lines, 1000 are the bound' "a file that is too long"
