#!/bin/bash
# SPDX-License-Identifier: MIT
# Programs of today's toolchains give the same result 20 times in a row, and 8 at once.
. "$SRC/tests/apps/everywhere.sh"
top=$PWD
export METIC_PREFIX=$PWD/prefix

# each runs in a folder of its own that holds the inputs, and leaves its result in `result`
run_astcenc() { $RUNNER "$top/astcenc.exe" -c a.png result 8x8 -fast -j 1 -silentmode; }
native_astcenc() { "$top/astcenc" -c a.png result 8x8 -fast -j 1 -silentmode; }
run_buildifier() { $RUNNER "$top/buildifier-windows_amd64.exe" -type=build < BUILD > result; }
native_buildifier() { "$top/buildifier-linux_amd64" -type=build < BUILD > result; }
run_lightningcss() { $RUNNER "$top/lightningcss.exe" --minify --targets "chrome 80" a.css > result; }
native_lightningcss() { "$top/lightningcss" --minify --targets "chrome 80" a.css > result; }
run_esbuild() { $RUNNER "$top/esbuild.exe" a.js --bundle --minify --format=esm --outfile=result --log-level=error; }
native_esbuild() { "$top/esbuild" a.js --bundle --minify --format=esm --outfile=result --log-level=error; }
run_rcedit() {
    cp "$top/astcenc.exe" result.exe && chmod u+w result.exe
    $RUNNER "$top/rcedit-x64.exe" result.exe --set-version-string ProductName Metic --set-file-version 1.2.3.4 &&
        mv result.exe result
}
native_rcedit() { run_rcedit; } # there is none: the first result is the measure

once() { # FOLDER HOW: silent, well, and the expected result
    cp -r "$inputs" "$1" && (cd "$1" && "$2" > ../"$1.out" 2>&1) && ! [ -s "$1.out" ]
}

for program in astcenc buildifier lightningcss esbuild rcedit; do
    fetched $program . || continue
    [ $program = rcedit ] || fetched $program-native . || continue
    once "$program.native" native_$program
    for i in {1..20}; do
        { once "$program.$i" run_$program && cmp "$program.native/result" "$program.$i/result"; } > wrong 2>&1 || break
        rm -rf "$program.$i"
    done
    ! [ -e "$program.$i" ]
    result $? "$program: 20 times in a row" "$program.$i.out" wrong
    for i in {1..8}; do
        { once "$program.at-once.$i" run_$program && cmp -s "$program.native/result" "$program.at-once.$i/result" && echo "$i" >> "$program.well"; } &
    done
    wait
    [ "$(wc -l < "$program.well")" = 8 ]
    result $? "$program: 8 at once" "$program".at-once.*.out
done
plan
