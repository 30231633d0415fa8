#!/bin/bash
# SPDX-License-Identifier: MIT
# The Solo solver of Simon Tatham's puzzles, Debian's source built unmodified with its own mingw toolchain file, beside a native build.
. "$SRC/tests/apps/everywhere.sh"
make_solo || { plan; exit; }
exe=$PWD/windows/solosolver.exe
puzzle=2x2:1_2_3a3_4_1_2_2_1_4_3_4_3_2a

./solo -v $puzzle > expected
grep -q '^1 2 | 3 4$' expected
result $? "the native solver solves it" expected
$RUNNER "$exe" -v $puzzle > out 2> err
gives expected out err $?
result $? "the grid that the native build prints" out err
for argument in -g "-g 3x3:a" "-v 2x2:p" "3x3:4_1a9c3b4d1a3b5c4_9a7a8f1_6d2f5_9a7a8a2_8c9b3a1d6b8c5a3_7" ""; do # grades, an error, no grid, a usage line
    ./solo $argument > expected2 2> expected2.err
    status=$?
    $RUNNER "$exe" $argument > out 2> err
    [ $? = $status ] && tr -d '\r' < out | cmp -s - expected2 && [ "$(tr -d '\r' < err | sed 's|[^ ]*solosolver.exe|./solo|')" = "$(cat expected2.err)" ]
    result $? "as native: solosolver $argument" out err expected2 expected2.err
done

everywhere expected "$exe" -v $puzzle
plan
