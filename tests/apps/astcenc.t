#!/bin/bash
# SPDX-License-Identifier: MIT
# astcenc.exe of npm's texture-compressor (MSVC): compresses a picture to the same bytes as its native twin.
. "$SRC/tests/apps/everywhere.sh"
fetched astcenc . && fetched astcenc-native . || { plan; exit; }
./astcenc -c "$inputs/a.png" native.astc 6x6 -medium -j 1 -silentmode > /dev/null 2>&1
$RUNNER "$PWD/astcenc.exe" -c "$inputs/a.png" ours.astc 6x6 -medium -j 1 -silentmode > out 2> err
[ $? = 0 ] && ! [ -s err ]
result $? "compresses, and says nothing" out err
check "the same bytes as native" cmp native.astc ours.astc
plan
