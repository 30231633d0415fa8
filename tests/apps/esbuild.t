#!/bin/bash
# SPDX-License-Identifier: MIT
# esbuild.exe (Go 1.26, many threads): bundles two files with a source map, to the same bytes as its native twin.
. "$SRC/tests/apps/everywhere.sh"
fetched esbuild . && fetched esbuild-native . || { plan; exit; }
cp -r "$inputs" native && cp -r "$inputs" ours
bundle=(a.js --bundle --minify --format=esm --sourcemap --outfile=o.js --log-level=error)
(cd native && ../esbuild "${bundle[@]}")
exe=$PWD/esbuild.exe
(cd ours && $RUNNER "$exe" "${bundle[@]}" > ../out 2> ../err)
[ $? = 0 ] && ! [ -s err ]
result $? "bundles, and says nothing" out err
check "o.js as native" cmp native/o.js ours/o.js
check "o.js.map as native" cmp native/o.js.map ours/o.js.map
wrong=0
for i in {1..10}; do
    (cd ours && $RUNNER "$exe" "${bundle[@]}" > ../out 2> ../err) && ! [ -s err ] && cmp -s native/o.js ours/o.js || wrong=$i
done
[ $wrong = 0 ]
result $? "ten times in a row" out err
plan
