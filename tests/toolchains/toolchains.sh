# SPDX-License-Identifier: MIT
# What the *.t scripts of this folder share, sourced: programs built by Debian's compilers, each beside its native twin, which says what
# it must print.
. "$SRC/tests/tap.sh"
sources=$SRC/tests/toolchains

needs() { # LANGUAGE COMPILER DEBIAN-PACKAGE [COMPILER DEBIAN-PACKAGE]...: ends the script, with a word, where one is missing
    local language=$1
    shift
    while [ $# -gt 0 ]; do
        command -v "$1" > /dev/null || { echo "1..0 # SKIP $language: there is no $1; on Debian: apt-get install $2"; exit 0; }
        shift 2
    done
}

# Runs PROGRAM natively and under metic, each in a folder of its own, with the same input: stdout but for line ends, stderr and the
# exit status must be the same, and what it leaves as well.
as_native() { # WHAT NATIVE PROGRAM [ARGUMENT]...
    local what=$1 native=$2 program=$3 status
    shift 3
    rm -rf at-home here && mkdir at-home here
    (cd at-home && printf 'first\nlast\n' | timeout 60 "$native" "$@" > ../expected 2> ../expected.err)
    status=$?
    (cd here && printf 'first\nlast\n' | timeout 60 $RUNNER "$program" "$@" > ../out 2> ../err)
    echo "status $?, natively $status" > status
    sed -i 's/\r$//' out err
    diff expected out > out.diff
    diff expected.err err > err.diff
    diff -r at-home here > left.diff
    grep -q "^status $status," status && ! [ -s out.diff ] && ! [ -s err.diff ] && ! [ -s left.diff ]
    result $? "$what" status out.diff err.diff left.diff
}

# The whole exit status of PROGRAM, and what its stderr must be (a pattern of bash, all lines).
ends() { # WHAT STATUS STDERR PROGRAM [ARGUMENT]...
    local what=$1 status=$2 pattern=$3
    shift 3
    METIC_EXIT_STATUS_FD=7 timeout 60 $RUNNER "$@" > out 2> err 7> whole
    sed -i 's/\r$//' err
    [ $(($(cat whole))) = $((status)) ] && [[ $(cat err) =~ ^$pattern$ ]]
    result $? "$what" whole err
}
