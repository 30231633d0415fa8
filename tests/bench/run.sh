#!/bin/bash
# SPDX-License-Identifier: MIT
# Runs the bench under each launcher, interleaved, and prints medians and ratios.
#   run.sh LAUNCHER...
# LAUNCHER is `native`, or a command that runs a Windows program, as [LABEL=]COMMAND; a LABEL that ends
# in 32 gets the 32-bit build.  Example: run.sh native wine=wine metic=build/metic wibo32=wibo
# Environment: ROUNDS (5), AREAS (all), BENCH_MS (100), LIMIT (seconds a program may take, 120),
# SHELLS (1000; starts of a command processor), BENCH_STARTS (1000; starts of a program, 8 at a time), NICE (0; a
# negative value needs root), PIN (a CPU to keep everything on), RAW (a file for all readings).
set -u
src=$(cd "$(dirname "$0")" && pwd)
all="start shell sys sync proc name broker file reg pipe sock heap exc crt throw app gui"
rounds=${ROUNDS:-5} areas=${AREAS:-$all} limit=${LIMIT:-120} nice=${NICE:-0}
[ $# -gt 0 ] || { sed -n '3,9s/^# //p' "$0"; exit 2; }

tmp=$(mktemp -d) || exit 1
xpid=
trap '[ -z "$xpid" ] || kill $xpid; for i in 1 2 3 4 5; do rm -rf "$tmp" 2>/dev/null && break; sleep 2; done' EXIT
pre="nice -n $nice ${PIN:+taskset -c $PIN}"
raw=$(realpath -m "${RAW:-$tmp/raw}")
: > "$raw"

# ---- build
bin=$tmp/bin
mkdir -p "$bin/native" "$bin/64" "$bin/32"
build() { "$@" || echo "run.sh: not built: ${*: -1}" >&2; }
gcc -O2 -o "$bin/startup" "$src/startup.c" || exit 1
gcc -O2 -o "$bin/startcost" "$src/startcost.c" || exit 1
gcc -O2 -o "$bin/appcost" "$src/appcost.c" || exit 1
gcc -O2 -static -o "$bin/native/hello" "$src/hello.c" || exit 1
cp "$bin/native/hello" "$bin/native/hello_imports"
cp "$bin/native/hello" "$bin/native/hello_nocrt"
gcc -O2 -o "$bin/native/hello_dyn" "$src/hello.c"
gcc -O2 -o "$bin/native/native" "$src/native.c" -lpthread || exit 1
gcc -O2 -o "$bin/native/limits" "$src/limits.c" -lpthread || exit 1
gcc -O2 -o "$bin/native/crt" "$src/crt.c" && g++ -O2 -o "$bin/native/throw" "$src/throw.cpp" || exit 1
# the broker is asked in its own protocol, whose header the build makes
[ -f gen/protocol.h ] && build gcc -D_GNU_SOURCE -O2 -I"$src/../../include" -Igen -o "$bin/broker" "$src/broker.c"
windows() {     # BITS PREFIX
    for f in sys sync proc name file reg pipe sock heap exc crt gui; do
        build $2-gcc -O2 -o "$bin/$1/$f.exe" "$src/$f.c" -lntdll -lws2_32 -lgdi32
    done
    build $2-gcc -O2 -o "$bin/$1/hello.exe" "$src/hello.c"
    build $2-gcc -O2 -DIMPORTS -o "$bin/$1/hello_imports.exe" "$src/hello.c" -lgdi32 -lole32 -lws2_32
    build $2-gcc -O2 -DTWELVE -o "$bin/$1/hello_twelve.exe" "$src/hello.c" -loleaut32 -lwinmm -lversion -lws2_32 -lcomctl32 -lucrtbase
    build $2-gcc -O2 -DNOCRT -nostdlib -Wl,-e,begin -o "$bin/$1/hello_nocrt.exe" "$src/hello.c" -lkernel32
    build $2-g++ -O2 -static -o "$bin/$1/throw.exe" "$src/throw.cpp"
}
# The way of MSVC, by clang; what it calls stands in an import library made here.
msvc() {
    local lib from=
    command -v clang lld-link >/dev/null || return
    for lib in ucrtbase kernel32; do from="$from $(x86_64-w64-mingw32-gcc -print-file-name=lib$lib.a)"; done
    printf 'LIBRARY vcruntime140.dll\nEXPORTS\n_CxxThrowException\n__CxxFrameHandler3\n' > "$tmp/vcruntime140.def"
    x86_64-w64-mingw32-dlltool -d "$tmp/vcruntime140.def" -l "$tmp/vcruntime140.lib" &&
        clang --target=x86_64-pc-windows-msvc -std=c++17 -O2 -fexceptions -fcxx-exceptions -fms-extensions \
            -c -o "$tmp/throw_msvc.obj" "$src/throw_msvc.cpp" &&
        build lld-link /nologo /entry:start /subsystem:console /nodefaultlib /largeaddressaware \
            /out:"$bin/64/throw_msvc.exe" "$tmp/throw_msvc.obj" "$tmp/vcruntime140.lib" $from
}
case " $*" in *32=*) windows 32 i686-w64-mingw32;; esac
windows 64 x86_64-w64-mingw32
msvc

# ---- run
export WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml='      # quiet; no .NET or browser installer
unset WINEPREFIX DISPLAY WAYLAND_DISPLAY
case " $areas " in *" gui "*)
    if command -v Xvfb >/dev/null; then
        Xvfb -displayfd 3 -screen 0 1280x1024x24 3>"$tmp/display" 2>/dev/null &
        xpid=$!
        sleep 2
    else
        echo "run.sh: no Xvfb, no gui figures" >&2
    fi;;
esac
keep() { awk -F'\t' -v l="$1" 'NF == 3 { print l "\t" $0 }' >> "$raw"; }

# ---- programs with a native twin, where the registries can be reached: their start is measured, and their work
fetch() { "$src/../apps/fetch" "$1" "$2" 2>/dev/null || { echo "run.sh: no $1, no figures of it" >&2; false; }; }
twins=
case " $areas " in *" app "*) twins="7za astcenc buildifier lightningcss esbuild";; *" start "*) twins="7za astcenc";; esac
for program in $twins; do
    fetch $program "$bin/64" && fetch $program-native "$bin/native"
done
case " $areas " in *" app "*)
    fetch three "$tmp/three" && fetch bootstrap "$tmp/css"
    for i in 1 2 3 4 5 6 7 8 9 10; do cat "$tmp/css/bootstrap.css"; done > "$tmp/long.css" 2>/dev/null
    for i in $(seq 2000); do sed "s/name = \"/name = \"n$i/" "$src/../apps/inputs/BUILD"; done > "$tmp/BUILD";;
esac
cp "$bin/native/hello" "$bin/native/hello_twelve"

costs() {       # FOLDER [COMMAND]: what starts cost Linux
    local suffix=.exe p
    [ $1 = native ] && suffix=
    for p in hello hello_twelve 7za astcenc; do
        [ -f "$bin/$1/$p$suffix" ] && "$bin/startcost" start.${p#hello_} ${2:-} "$bin/$1/$p$suffix"
    done
}

work() {        # FOLDER [COMMAND]: what real programs' work costs
    local suffix=.exe os=windows
    [ $1 = native ] && suffix= os=linux
    local run="$bin/appcost" in=$bin/$1
    [ -f "$in/esbuild$suffix" ] && [ -d "$tmp/three" ] &&
        "$run" app.esbuild 5 ${2:-} "$in/esbuild$suffix" "$tmp/three/src/Three.js" --bundle --minify --outfile=three.js --log-level=error
    [ -f "$in/lightningcss$suffix" ] && "$run" app.lightningcss 5 ${2:-} "$in/lightningcss$suffix" --minify "$tmp/long.css"
    [ -f "$in/astcenc$suffix" ] && "$run" app.astcenc 3 ${2:-} "$in/astcenc$suffix" -c "$src/../apps/inputs/a.png" a.astc 6x6 -exhaustive
    [ -f "$in/buildifier-${os}_amd64$suffix" ] &&
        APP_STDIN=$tmp/BUILD "$run" app.buildifier 5 ${2:-} "$in/buildifier-${os}_amd64$suffix" -type=build
    [ -f "$in/7za$suffix" ] && [ -d "$tmp/three" ] &&
        "$run" app.7za 1 ${2:-} "$in/7za$suffix" a -mx=9 -mmt=2 "three-$RANDOM.7z" "$tmp/three"
}

shell() {       # COMMAND...: a command processor that ends at once, a thousand times, 1 and 8 at a time; what is left of it
    local jobs begin p left=0
    for jobs in 1 8; do
        begin=${EPOCHREALTIME/./}
        seq ${SHELLS:-1000} | xargs -P $jobs -I@ "$@" >/dev/null
        printf 'shell.exit_j%s\t%s\tus\n' $jobs $(((${EPOCHREALTIME/./} - begin) / ${SHELLS:-1000}))
    done
    sleep 2
    for p in /proc/[0-9]*/environ; do grep -qs '^metic' ${p%environ}comm && grep -qsz "^HOME=$HOME\$" $p && left=$((left + 1)); done
    [ "$1" = sh ] || printf 'shell.left\t%s\tn\n' $left
}

area() {        # LABEL COMMAND AREA, in a folder of its own
    local bits=64 dir=$tmp/work/$1
    case $1 in *32) bits=32;; esac
    export HOME=$tmp/home/$1
    mkdir -p "$HOME" "$dir"
    cd "$dir" || return
    if [ "$1" = native ]; then
        case $3 in
            start) $pre "$bin/startup" "$bin/native" ""
                costs native;;
            crt) $pre timeout $limit "$bin/native/crt";;
            throw) $pre timeout $limit "$bin/native/throw" | sed 'p;s/cpp_throw/&_msvc/';; # one native way for both
            app) work native;;
            shell) shell sh -c exit;;
            reg|gui|broker) ;;
            *) $pre timeout $limit "$bin/native/native" $3;;
        esac
    else
        case $3 in
            start) rm -rf "$HOME"; mkdir -p "$HOME"
                $pre timeout 300 "$bin/startup" "$bin/$bits" .exe $2
                costs $bits $2
                printf 'start.state_disk\t%s\tMiB\n' "$(du -sm "$HOME" | cut -f1)"
                printf 'start.state_files\t%s\tn\n' "$(find "$HOME" | wc -l)";;
            app) work $bits $2;;
            shell) shell $2 'C:\windows\system32\cmd.exe' /c exit;;
            broker) broker=$(dirname "$2")/../libexec/metic/metic-broker
                [ -x "$bin/broker" ] && [ -x "$broker" ] && mkdir -p "$dir/broker" &&
                    BROKER=$broker $pre timeout $limit "$bin/broker" "$dir/broker";;
            gui) sleep 6    # lets a server that was started without a display go away
                [ -z "$xpid" ] || DISPLAY=:$(cat "$tmp/display") $pre timeout $limit $2 "$bin/$bits/gui.exe";;
            throw) for p in throw throw_msvc; do
                    [ -f "$bin/$bits/$p.exe" ] && $pre timeout -k 5 $limit $2 "$bin/$bits/$p.exe" | tr -d '\r'
                done;;
            *) $pre timeout -k 5 $limit $2 "$bin/$bits/$3.exe" | tr -d '\r';;
        esac
    fi 2>>"$tmp/errors" | keep "$1"
    rm -rf "$dir/benchtmp"
}

labels=() commands=()
for l in "$@"; do
    case $l in [!\ /]*=*) label=${l%%=*} cmd=${l#*=};; *) label=$(basename "${l%% *}") cmd=$l;; esac
    case $cmd in */*) cmd=$(realpath "${cmd%% *}")${cmd#"${cmd%% *}"};; esac     # the programs run elsewhere
    labels+=("$label") commands+=("$cmd")
done
for round in $(seq $rounds); do
    for a in $areas; do
        for i in "${!labels[@]}"; do area "${labels[i]}" "${commands[i]}" $a; done
    done
    $pre "$bin/native/limits" "$bin/native/hello" "$bin/native/hello_dyn" | keep native
    echo "run.sh: round $round of $rounds done" >&2
done
grep -v Aborted "$tmp/errors" | sort | uniq -c | sort -rn | head -20 >&2

# ---- table: median for each launcher, then how many times slower than native and than wine
sort -t$'\t' -k2,2 -k1,1 -k3,3g "$raw" | awk -F'\t' -v labels="${labels[*]}" '
    { k = $2 SUBSEP $1; v[k, ++n[k]] = $3; unit[$2] = $4; if (!($2 in seen)) { seen[$2]; order[++m] = $2 } }
    function median(k) { return n[k] % 2 ? v[k, (n[k] + 1) / 2] : (v[k, n[k] / 2] + v[k, n[k] / 2 + 1]) / 2 }
    function slower(name, a, b) { return unit[name] == "MiB/s" ? b / a : a / b }
    function cell(x) { return x >= 1000 ? sprintf("%.0f", x) : sprintf("%.3g", x) }
    END {
        cols = split(labels, col, " "); w = ""
        for (i = 1; i <= cols; i++) if (w == "" && col[i] ~ /^wine/) w = col[i]
        printf "| measurement | unit"
        for (i = 1; i <= cols; i++) printf " | %s", col[i]
        for (i = 1; i <= cols; i++) if (col[i] != "native") printf " | %s/native", col[i]
        for (i = 1; i <= cols; i++) if (col[i] != "native" && col[i] != w) printf " | %s/%s", col[i], w
        printf " |\n|---|---"
        for (i = 1; i <= cols; i++) printf "|--:%s%s", col[i] != "native" ? "|--:" : "", col[i] != "native" && col[i] != w ? "|--:" : ""
        print "|"
        for (j = 1; j <= m; j++) {
            name = order[j]
            printf "| %s | %s", name, unit[name]
            for (i = 1; i <= cols; i++) { k = name SUBSEP col[i]; printf " | %s", (k in n) ? cell(median(k)) : "-" }
            nk = name SUBSEP "native"; wk = name SUBSEP w
            for (i = 1; i <= cols; i++) if (col[i] != "native") { k = name SUBSEP col[i]
                printf " | %s", (k in n) && (nk in n) ? sprintf("%.2f", slower(name, median(k), median(nk))) : "-" }
            for (i = 1; i <= cols; i++) if (col[i] != "native" && col[i] != w) { k = name SUBSEP col[i]
                printf " | %s", (k in n) && (wk in n) ? sprintf("%.2f", slower(name, median(k), median(wk))) : "-" }
            print " |"
        }
    }'
