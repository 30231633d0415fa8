#!/bin/bash
# SPDX-License-Identifier: MIT
# rcedit-x64.exe (MSVC): changes a program's version resource, and the program still runs.
. "$SRC/tests/apps/everywhere.sh"
fetched rcedit . && fetched astcenc . || { plan; exit; }
exe=$PWD/rcedit-x64.exe
cp astcenc.exe t.exe
$RUNNER t.exe > expected 2>&1
$RUNNER "$exe" t.exe --set-version-string ProductName Metic --set-file-version 1.2.3.4 > out 2> err
[ $? = 0 ] && ! [ -s out ] && ! [ -s err ]
result $? "sets a string and a version" out err
check "the file has changed" bash -c '! cmp -s astcenc.exe t.exe'
$RUNNER "$exe" t.exe --get-version-string ProductName > out 2> err
[ $? = 0 ] && [ "$(tr -d '\r\n' < out)" = Metic ] && ! [ -s err ]
result $? "the string is there" out err
$RUNNER t.exe > out 2>&1
check "the program still runs" cmp expected out
$RUNNER "$exe" not-there.exe --set-file-version 1 > out 2> err
[ $? != 0 ] && [ -s err ]
result $? "a file that is not there is told" out err
plan
