#!/bin/bash
# SPDX-License-Identifier: MIT
# hmac256.exe of Debian's libgcrypt (mingw): the keyed hash of a file and of what comes through a pipe.
. "$SRC/tests/apps/everywhere.sh"
fetched hmac256 . || { plan; exit; }
exe=$PWD/hmac256.exe
sum=0e8fa758e43fa0a0942dd7cb0aab939478a17c4032caba0c6a1f970e7aeb11ff
echo "$sum  a.txt" > expected
cp -r "$inputs" here
(cd here && $RUNNER "$exe" key a.txt > ../out 2> ../err)
gives expected out err $?
result $? "the hash of a file" out err

echo "$sum" > expected-
$RUNNER "$exe" key < "$inputs/a.txt" > out 2> err
gives expected- out err $?
result $? "the hash of stdin" out err
{ head -c 1000; sleep 0.1; cat; } < "$inputs/a.txt" | $RUNNER "$exe" key 2> err | cat > out
gives expected- out err "${PIPESTATUS[1]}"
result $? "the hash of a pipe that is filled piece by piece" out err
$RUNNER "$exe" --binary key "$inputs/a.txt" > out 2> err
[ "$(od -An -v -tx1 out | tr -d ' \n')" = $sum ]
result $? "in binary, through stdout without folding" err

(cd here && $RUNNER "$exe" key missing.txt > ../out 2> ../err)
[ $? = 1 ] && ! [ -s out ] && tr -d '\r' < err | grep -q "hmac256.exe: can't open .missing.txt': No such file or directory$"
result $? "a file that is missing: status 1, its message" out err

everywhere expected "$exe" key a.txt
plan
