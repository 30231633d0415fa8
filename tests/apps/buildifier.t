#!/bin/bash
# SPDX-License-Identifier: MIT
# buildifier.exe (Go 1.20): formats a build file from stdin to stdout as its native twin does.
. "$SRC/tests/apps/everywhere.sh"
fetched buildifier . && fetched buildifier-native . || { plan; exit; }
./buildifier-linux_amd64 -type=build < "$inputs/BUILD" > expected
$RUNNER "$PWD/buildifier-windows_amd64.exe" -type=build < "$inputs/BUILD" > out 2> err
gives expected out err $?
result $? "as native" out err
echo 'f(' | $RUNNER "$PWD/buildifier-windows_amd64.exe" -type=build > out 2> err
[ $? != 0 ] && [ -s err ]
result $? "a syntax error is told and has a status" out err
plan
