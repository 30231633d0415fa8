#!/bin/bash
# SPDX-License-Identifier: MIT
# glslangValidator.exe (MSVC with its C++ library in a DLL): a shader to SPIR-V, as its native twin does.
. "$SRC/tests/apps/everywhere.sh"
fetched glslang . && fetched glslang-native . || { plan; exit; }
cp "$inputs/a.vert" .
./glslangValidator.linux -V -H a.vert -o native.spv > expected
$RUNNER "$PWD/glslangValidator.exe" -V -H a.vert -o ours.spv > out 2> err
gives expected out err $?
result $? "the listing as native" out err
check "the same SPIR-V as native" cmp native.spv ours.spv

printf 'void main() { gl_Position = missing; }\n' > broken.vert
./glslangValidator.linux broken.vert > expected.broken
native=$?
$RUNNER "$PWD/glslangValidator.exe" broken.vert > out 2> err
status=$?
[ $status = $native ] && tr -d '\r' < out | cmp -s - expected.broken
result $? "a shader with an error is told, status $native" out err

wrong=0
for i in {1..20}; do
    rm -f again.spv
    $RUNNER "$PWD/glslangValidator.exe" -V a.vert -o again.spv > out 2> err && cmp -s native.spv again.spv || wrong=$i
done
[ $wrong = 0 ]
result $? "20 times in a row" out err

for i in {1..8}; do
    ($RUNNER "$PWD/glslangValidator.exe" -V a.vert -o "at.$i.spv" > "at.$i" 2>&1; cmp native.spv "at.$i.spv" >> "at.$i" 2>&1 || echo "$i" >> wrong) &
done
wait
check "8 at once" [ ! -e wrong ]
plan
