# SPDX-License-Identifier: MIT
# What the *.t scripts share, sourced: TAP lines, and a program of tests/apps/programs.tsv or the reason why it can't be had.
number=0

result() { # STATUS WHAT [FILE]...: one line; of a failure, the files' first lines as well
    local status=$1 what=$2 file
    shift 2
    number=$((number + 1))
    if [ "$status" = 0 ]; then
        echo "ok $number - $what"
        return 0
    fi
    echo "not ok $number - $what"
    for file; do
        [ -s "$file" ] && head -n 12 "$file" | tr -d '\r' | sed "s|^|# ${file##*/}: |"
    done
    return 1
}

check() { # WHAT COMMAND...: whether the command succeeds
    local what=$1
    shift
    "$@" > check.out 2>&1
    result $? "$what" check.out
}

skip() { # WHAT REASON
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}

plan() { echo "1..$number"; }

# Fetches NAME into DIR; where that can't be done, says so in one skipped line and fails.
fetched() { # NAME DIR
    local status
    "$SRC/tests/apps/fetch" "$1" "$2" 2> fetch.err
    status=$?
    [ $status = 0 ] && return 0
    if [ $status = 77 ]; then
        skip "$1" "registry can't be reached: $(tail -n 1 fetch.err | tr '#\r\n' '   ')"
    else
        result 1 "$1 is fetched" fetch.err
    fi
    return 1
}
