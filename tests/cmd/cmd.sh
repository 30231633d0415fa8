# SPDX-License-Identifier: MIT
# What the tests of the command processor share, sourced: a batch file's text on standard input, and what it is to print.
. "$SRC/tests/tap.sh"
CMD='C:\windows\system32\cmd.exe'

run_cmd() { # ARGUMENT...: cmd.exe
    $RUNNER "$CMD" "$@"
}

# Writes standard input to a batch file, lines ended as on Windows.
write_batch() { # NAME
    sed 's/$/\r/' > "$1"
}

# Compares what a command printed (both streams, ends of lines as here) and its status with what is expected.
expect() { # WHAT STATUS EXPECTED COMMAND...
    local what=$1 wanted=$2 text=$3 status
    shift 3
    "$@" > got.raw 2>&1 < /dev/null
    status=$?
    tr -d '\r' < got.raw > got
    printf '%s' "$text" > wanted
    [ -n "$text" ] && printf '\n' >> wanted
    if [ $status != "$wanted" ]; then
        echo "status $status, not $wanted" > difference
        cat got >> difference
        result 1 "$what" difference
    else
        diff wanted got > difference
        result $? "$what" difference
    fi
}

# Runs a batch file whose text is on standard input.
batch() { # WHAT STATUS EXPECTED [ARGUMENT]...
    local what=$1 status=$2 text=$3
    shift 3
    write_batch test.cmd
    expect "$what" "$status" "$text" $RUNNER test.cmd "$@"
}

# One command line, by /c.
line() { # WHAT STATUS EXPECTED COMMAND
    case $4 in
        *\"*) LINE=$4 expect "$1" "$2" "$3" $RUNNER "$CMD" /c %LINE% ;; # as it is: an argument would get \"
        *) expect "$1" "$2" "$3" $RUNNER "$CMD" /c "$4" ;;
    esac
}
