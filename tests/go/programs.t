#!/bin/bash
# SPDX-License-Identifier: MIT
# Programs in Go, built for Windows and for Linux: both print the same and end alike.
. "$SRC/tests/tap.sh"
. "$SRC/tests/go/go.sh"
have_go || { plan; exit; }
folder=$BUILD/tests/go/programs
mkdir -p "$folder"

# what is printed, line ends and the place of a panic apart; of stderr the first line, and the status
outcome() { # NAME COMMAND...
    local name=$1
    shift
    mkdir "$name" && (cd "$name" && timeout 60 "$@" > ../"$name.out" 2> ../"$name.err" < /dev/null; echo "status $?" > ../"$name.status")
    { tr -d '\r' < "$name.out"; head -n 1 "$name.err" | tr -d '\r'; cat "$name.status"; } > "$name.all"
    ls -A "$name" >> "$name.all" # it leaves nothing
}

same() { # NAME [ARGUMENT]
    local what=$1${2:+-$2}
    outcome "$what.windows" $RUNNER "$folder/$1.windows" "${@:2}"
    outcome "$what.linux" "$folder/$1.linux" "${@:2}"
    diff "$what.linux.all" "$what.windows.all" > "$what.diff"
    result $? "$1${2:+ $2}: as on Linux" "$what.diff" "$what.windows.err"
}

for source in "$SRC"/tests/go/programs/*.go; do
    name=$(basename "$source" .go)
    for system in windows linux; do
        program=$folder/$name.$system
        [ "$program" -nt "$source" ] && [ "$program" -nt "$GO" ] ||
            go_for $system build -trimpath -ldflags=-w -o "$program" "$source" > build.err 2>&1
        [ -x "$program" ] || result 1 "$name is built for $system" build.err || continue 2
    done
    case $name in
        panics)
            for way in recover text error goroutine deadlock overflow exit return; do same $name $way; done
            # the fault's address and code are the system's
            outcome nil $RUNNER "$folder/$name.windows" nil
            grep -q '^panic: runtime error: invalid memory address or nil pointer dereference$' nil.all &&
                tr -d '\r' < nil.err | grep -q '^\[signal 0xc0000005 code=0x1 addr=0x0 pc=0x' && grep -q '^status 2$' nil.status
            result $? "panics nil: the access violation is told" nil.all
            ;;
        *) same "$name" ;;
    esac
done
plan
